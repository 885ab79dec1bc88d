/* Telling other nodes on the same PostgreSQL that something was committed, and hearing it from them.
 *
 * One thread, one connection. A commit here wakes it; it sends one NOTIFY for all that happened since
 * the last one, outside the transactions that people wait for (inside them NOTIFY would make all
 * commits of the server queue). What other nodes send, and every new connection (something may have
 * been missed), runs after_commit; from there the events' positions tell what is new.
 */
#include "platform/db/postgres.h"

#include "platform/base/log.h"
#include "platform/base/rand.h"
#include "platform/db/sequencer.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { RECONNECT_MS = 500 };

struct postman {
    struct db *db;
    pthread_t thread;
    int wake_fd; /* an eventfd: something to send, or to close */
    _Atomic bool is_closing;
    struct connection *connection; /* the thread's alone */
    char node[24];                 /* so that we do not hear ourselves */
};

/* The channel carries the schema's name: two organisations in one database do not hear each other. */
static enum status listen_on(struct connection *connection)
{
    return postgres_exec(connection, "listen",
                         "SET synchronous_commit = off;"
                         "DO $$ BEGIN EXECUTE format('LISTEN %I', 'samsyn_' || current_schema());"
                         " END $$");
}

static void postman_connect(struct postman *postman)
{
    struct connection *connection = NULL;
    if (POSTGRES_ENGINE.open(postman->db, CONNECTION_WRITES, &connection, NULL) != OK) {
        return;
    }
    if (listen_on(connection) != OK) {
        connection_close(connection);
        return;
    }
    postman->connection = connection;
    if (sequencer_run(postman->db, NULL) != OK) {
        log_warning("db.sequencer", "change=listen");
    }
    db_tell_committed(postman->db);
}

static void postman_hang_up(struct postman *postman)
{
    connection_close(postman->connection);
    postman->connection = NULL;
}

static void send_note(struct postman *postman)
{
    char sql[128];
    (void)snprintf(sql, sizeof(sql), "SELECT pg_notify('samsyn_' || current_schema(), '%s')",
                   postman->node);
    if (postgres_exec(postman->connection, "notify", sql) != OK) {
        postman_hang_up(postman);
    }
}

static void read_notes(struct postman *postman)
{
    PGconn *handle = postgres_of(postman->connection)->handle;
    bool is_lost = PQconsumeInput(handle) == 0;
    bool is_from_others = false;
    for (PGnotify *note = PQnotifies(handle); note != NULL; note = PQnotifies(handle)) {
        is_from_others = is_from_others || strcmp(note->extra, postman->node) != 0;
        PQfreemem(note);
    }
    if (is_from_others) {
        db_tell_committed(postman->db);
    }
    if (is_lost) {
        db_note_outage(postman->db, AWAY_GONE, "listen", "connection lost");
        postman_hang_up(postman);
    }
}

/* Sleeps until woken, a note comes, or it is time to connect again. */
static void postman_round(struct postman *postman)
{
    if (postman->connection == NULL) {
        postman_connect(postman);
    }
    bool is_connected = postman->connection != NULL;
    struct pollfd sources[2] = {{.fd = postman->wake_fd, .events = POLLIN}};
    if (is_connected) {
        sources[1] = (struct pollfd){.fd = PQsocket(postgres_of(postman->connection)->handle),
                                     .events = POLLIN};
    }
    if (poll(sources, is_connected ? 2 : 1, is_connected ? -1 : RECONNECT_MS) < 0) {
        return;
    }
    uint64_t wakings = 0;
    bool is_woken = read(postman->wake_fd, &wakings, sizeof(wakings)) == (ssize_t)sizeof(wakings);
    if (is_woken && is_connected && !postman->is_closing) {
        send_note(postman);
    }
    if (postman->connection != NULL) {
        read_notes(postman);
    }
}

static void *postman_main(void *self)
{
    struct postman *postman = self;
    while (!postman->is_closing) {
        postman_round(postman);
    }
    postman_hang_up(postman);
    return NULL;
}

void postman_open(struct db *db)
{
    struct postman *postman = ARENA_NEW(db->arena, struct postman);
    postman->db = db;
    (void)snprintf(postman->node, sizeof(postman->node), "%lld", (long long)id_new());
    postman->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (postman->wake_fd < 0 ||
        pthread_create(&postman->thread, NULL, postman_main, postman) != 0) {
        die("samsyn: no thread for the database: %d", errno);
    }
    db->postman = postman;
}

void postman_wake(struct db *db)
{
    if (db->postman != NULL) {
        uint64_t one = 1;
        ssize_t written = write(db->postman->wake_fd, &one, sizeof(one));
        (void)written; /* full only when it is awake anyway */
    }
}

void postman_close(struct db *db)
{
    struct postman *postman = db->postman;
    if (postman == NULL) {
        return;
    }
    postman->is_closing = true;
    postman_wake(db);
    pthread_join(postman->thread, NULL);
    (void)close(postman->wake_fd);
    db->postman = NULL;
}
