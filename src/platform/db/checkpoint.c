/* Carrying the log over into the file, so that no commit has to.
 *
 * A thread of its own copies what is in the log (a passive checkpoint: it waits for nobody and nobody
 * waits for it). Under steady writing that never reaches the log's end, so the log would grow without
 * limit: when it is long and little is left to copy, the writer copies the rest between two batches,
 * and the next commit begins the log anew. When nothing is written for a while the writer empties it.
 */
#include "platform/db/checkpoint.h"

#include "platform/base/log.h"

#include <assert.h>

enum {
    WORTHWHILE_PAGES = 1000, /* 4 MB: the thread sets to work */
    LONG_PAGES = 4000,       /* 16 MB: time to begin anew */
    REST_PAGES = 2500        /* 10 MB: what the writer may copy between two batches, in 20 ms or so;
                                more than a bulk change writes, or the log would grow under import */
};

struct checkpointer {
    struct db *db;
    pthread_t thread;
    pthread_mutex_t lock; /* guards what follows; not held while copying */
    pthread_cond_t wanted;
    bool is_wanted;
    bool is_working;
    bool is_closing;
};

static bool wait_until_wanted(struct checkpointer *checkpointer)
{
    pthread_mutex_lock(&checkpointer->lock);
    checkpointer->is_working = false;
    while (!checkpointer->is_wanted && !checkpointer->is_closing) {
        pthread_cond_wait(&checkpointer->wanted, &checkpointer->lock);
    }
    bool goes_on = !checkpointer->is_closing;
    checkpointer->is_wanted = false;
    checkpointer->is_working = goes_on;
    pthread_mutex_unlock(&checkpointer->lock);
    return goes_on;
}

static void *checkpointer_main(void *self)
{
    struct checkpointer *checkpointer = self;
    struct connection *connection = NULL;
    while (wait_until_wanted(checkpointer)) {
        if (connection != NULL && connection->is_broken) {
            connection_close(connection);
            connection = NULL;
        }
        if (connection != NULL ||
            SQLITE_ENGINE.open(checkpointer->db, CONNECTION_WRITES, &connection, NULL) == OK) {
            sqlite_checkpoint(connection, false);
        }
    }
    connection_close(connection);
    return NULL;
}

/* False while the thread is at work. */
static bool ask_for_checkpoint(struct checkpointer *checkpointer, bool is_wanted)
{
    pthread_mutex_lock(&checkpointer->lock);
    bool is_free = !checkpointer->is_working && !checkpointer->is_wanted;
    if (is_wanted && is_free) {
        checkpointer->is_wanted = true;
        pthread_cond_signal(&checkpointer->wanted);
    }
    pthread_mutex_unlock(&checkpointer->lock);
    return is_free;
}

void checkpoint_after_commit(struct db *db, struct connection *writer)
{
    struct log_state log = sqlite_log(db);
    int64_t left = log.pages - log.copied;
    if (log.pages >= LONG_PAGES && left <= REST_PAGES) {
        if (ask_for_checkpoint(db->checkpointer, false)) {
            sqlite_checkpoint(writer, false);
        }
    } else if (left >= WORTHWHILE_PAGES || log.pages >= LONG_PAGES) {
        (void)ask_for_checkpoint(db->checkpointer, true);
    }
}

bool checkpoint_when_idle(struct db *db, struct connection *writer)
{
    struct log_state log = sqlite_log(db);
    if (log.pages == 0) {
        return true;
    }
    if (log.pages - log.copied > REST_PAGES) {
        (void)ask_for_checkpoint(db->checkpointer, true);
    } else if (ask_for_checkpoint(db->checkpointer, false)) {
        sqlite_checkpoint(writer, true);
    }
    return sqlite_log(db).pages == 0;
}

void checkpointer_open(struct db *db)
{
    struct checkpointer *checkpointer = ARENA_NEW(db->arena, struct checkpointer);
    checkpointer->db = db;
    int failed = pthread_mutex_init(&checkpointer->lock, NULL);
    failed |= pthread_cond_init(&checkpointer->wanted, NULL);
    failed |= pthread_create(&checkpointer->thread, NULL, checkpointer_main, checkpointer);
    if (failed != 0) {
        die("samsyn: no thread for the database: %d", failed);
    }
    db->checkpointer = checkpointer;
}

void checkpointer_close(struct db *db)
{
    struct checkpointer *checkpointer = db->checkpointer;
    if (checkpointer == NULL) {
        return;
    }
    pthread_mutex_lock(&checkpointer->lock);
    checkpointer->is_closing = true;
    pthread_cond_signal(&checkpointer->wanted);
    pthread_mutex_unlock(&checkpointer->lock);
    pthread_join(checkpointer->thread, NULL);
    pthread_cond_destroy(&checkpointer->wanted);
    pthread_mutex_destroy(&checkpointer->lock);
    db->checkpointer = NULL;
}
