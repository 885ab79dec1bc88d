/*
 * Positions on PostgreSQL.
 *
 * Each commit with events runs the sequencer before it is answered. Its transaction takes the
 * sequencer's lock first, so that there is one at a time over all nodes; what it meets uncommitted it
 * does not see, and whoever commits that runs it again. Commits of one process share a run: who comes
 * while one runs waits for the next, which then serves all who wait.
 */
#include "platform/db/sequencer.h"

#include "db_queries.h"
#include "platform/db/chain.h"
#include "platform/db/engine.h"

enum { SEQUENCED_AT_ONCE = 1000 }; /* as event_waiting says */

/* `lock` guards everything in it and is not held while a run is in the database. */
struct sequencer {
    pthread_mutex_t lock;
    pthread_cond_t ended;
    int64_t asked; /* how often it was asked to run */
    int64_t done;  /* up to which asking everything has its position */
    bool is_running;
};

struct waiting {
    int64_t id, position;
    struct str digest, link;
};
static const struct field WAITING_FIELDS[] = {
    FIELD(ID, struct waiting, id, ""),
    FIELD(INT, struct waiting, position, ""),
    FIELD(BYTES, struct waiting, digest, ""),
    FIELD(BYTES, struct waiting, link, ""),
};
static const struct table WAITING_TABLE = TABLE("event", struct waiting, WAITING_FIELDS);

/* Orders what is visible; *out is how many events there were. */
static enum status sequence(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)in;
    (void)err;
    TRY(db_lock(tx, "sequencer", 0));
    struct rows rows = {.table = &WAITING_TABLE};
    TRY(query_rows(tx, tx_arena(tx), &EVENT_WAITING, bind_none(), &rows));
    struct chain_end end;
    TRY(chain_end_read(tx, &end));
    struct waiting *waiting = rows.at;
    struct digest link;
    for (size_t i = 0; i < rows.count; i++) {
        waiting[i].position = ++end.position;
        link = link_of(end.link, end.position, waiting[i].digest);
        end.link = waiting[i].link = digest_str(&link);
        int64_t changed;
        TRY(query_run(tx, &EVENT_PLACE, bind_row(&WAITING_TABLE, &waiting[i]), &changed));
        if (changed != 1) {
            return RETRY; /* another one was here between our view and our lock */
        }
    }
    *(size_t *)out = rows.count;
    return OK;
}

static enum status sequence_all(struct db *db, struct err *err)
{
    for (size_t count = SEQUENCED_AT_ONCE; count == SEQUENCED_AT_ONCE;) {
        struct db_change change = {
            .name = "events.sequence",
            .run = sequence,
            .out = &count,
            .actor = {.person = NO_INT},
        };
        TRY(db_write(db, &change, err));
    }
    return OK;
}

struct sequencer *sequencer_new(struct arena *arena)
{
    struct sequencer *sequencer = ARENA_NEW(arena, struct sequencer);
    (void)pthread_mutex_init(&sequencer->lock, NULL);
    (void)pthread_cond_init(&sequencer->ended, NULL);
    return sequencer;
}

enum status sequencer_run(struct db *db, struct err *err)
{
    struct sequencer *sequencer = db->sequencer;
    if (sequencer == NULL) {
        return OK;
    }
    (void)pthread_mutex_lock(&sequencer->lock);
    int64_t mine = ++sequencer->asked;
    while (sequencer->is_running && sequencer->done < mine) {
        (void)pthread_cond_wait(&sequencer->ended, &sequencer->lock);
    }
    if (sequencer->done >= mine) {
        (void)pthread_mutex_unlock(&sequencer->lock);
        return OK;
    }
    sequencer->is_running = true;
    int64_t served = sequencer->asked;
    (void)pthread_mutex_unlock(&sequencer->lock);

    enum status status = sequence_all(db, err);

    (void)pthread_mutex_lock(&sequencer->lock);
    sequencer->is_running = false;
    if (status == OK) {
        sequencer->done = served;
    }
    (void)pthread_cond_broadcast(&sequencer->ended);
    (void)pthread_mutex_unlock(&sequencer->lock);
    return status;
}
