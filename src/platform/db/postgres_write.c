/* A change on PostgreSQL: a pooled connection, SERIALIZABLE, tried again when it met another one.
 *
 * db_lock() orders contended writers. Waiting inside a serializable transaction would be useless: its
 * view of the data was fixed before the wait, so it would fail as soon as it touches what the other
 * one wrote. So a lock that is not free at once ends the attempt; it is then waited for outside any
 * transaction, held over the next attempt, and given back after it.
 */
#include "platform/db/postgres.h"

#include "platform/base/log.h"
#include "platform/base/rand.h"
#include "platform/db/sequencer.h"

#include <assert.h>
#include <poll.h>
#include <stdio.h>

enum { MOST_LOCKS = 16, FIRST_PAUSE_MS = 2 };

/* Advisory locks that a change has asked for, in the order of their keys. */
struct postgres_locks {
    int64_t keys[MOST_LOCKS];
    size_t count;
    bool was_refused; /* the attempt ended because one was not free */
};

static int64_t lock_key(const char *kind, int64_t id)
{
    char text[128];
    int length = snprintf(text, sizeof(text), "%s:%lld", kind, (long long)id);
    assert(length > 0 && (size_t)length < sizeof(text));
    uint64_t hash = str_hash((struct str){text, (size_t)length});
    return (int64_t)(hash >> 1);
}

static bool locks_have(const struct postgres_locks *locks, int64_t key)
{
    for (size_t i = 0; i < locks->count; i++) {
        if (locks->keys[i] == key) {
            return true;
        }
    }
    return false;
}

/* Keeps the keys ordered, so that two changes never wait for each other. */
static void locks_add(struct postgres_locks *locks, int64_t key)
{
    assert(locks->count < MOST_LOCKS);
    size_t at = locks->count++;
    for (; at > 0 && locks->keys[at - 1] > key; at--) {
        locks->keys[at] = locks->keys[at - 1];
    }
    locks->keys[at] = key;
}

/* Runs `SELECT function(key)`; *out is its answer where it gives a boolean. */
static enum status lock_call(struct connection *connection, const char *function, int64_t key,
                             bool *out)
{
    char text[128];
    (void)snprintf(text, sizeof(text), "SELECT %s(%lld)", function, (long long)key);
    TRY(postgres_settle(connection));
    PGresult *result = PQexec(postgres_of(connection)->handle, text);
    enum status status = OK;
    if (PQresultStatus(result) == PGRES_TUPLES_OK) {
        *out = PQgetvalue(result, 0, 0)[0] == 't';
    } else {
        status = postgres_status(connection, "lock", result);
    }
    PQclear(result);
    return status;
}

enum status postgres_lock(struct tx *tx, const char *kind, int64_t id)
{
    struct postgres_locks *locks = postgres_of(tx->connection)->locks;
    int64_t key = lock_key(kind, id);
    if (locks_have(locks, key)) {
        return OK;
    }
    bool is_held = false;
    enum status status = lock_call(tx->connection, "pg_try_advisory_xact_lock", key, &is_held);
    if (status == OK && !is_held) {
        locks_add(locks, key);
        locks->was_refused = true;
        status = RETRY;
    }
    if (status != OK) {
        tx->failed = status;
    }
    return status;
}

static enum status locks_take(struct connection *connection, const struct postgres_locks *locks)
{
    for (size_t i = 0; i < locks->count; i++) {
        bool ignored = false;
        TRY(lock_call(connection, "pg_advisory_lock", locks->keys[i], &ignored));
    }
    return OK;
}

static void locks_give(struct connection *connection, const struct postgres_locks *locks)
{
    if (locks->count > 0 && !connection->is_broken &&
        postgres_exec(connection, "unlock", "SELECT pg_advisory_unlock_all()") != OK) {
        connection->is_broken = true;
    }
}

/* How a write ended whose connection was lost while it committed. */
static enum status commit_outcome(struct db *db, int64_t transaction)
{
    struct connection *connection = NULL;
    TRY(pool_lend(&db->writers, &connection, NULL));
    char text[96];
    (void)snprintf(text, sizeof(text), "SELECT pg_xact_status('%lld'::xid8)",
                   (long long)transaction);
    enum status status = UNAVAILABLE;
    PGresult *result = PQexec(postgres_of(connection)->handle, text);
    if (PQresultStatus(result) == PGRES_TUPLES_OK) {
        struct str outcome = str_of(PQgetvalue(result, 0, 0));
        if (str_equal(outcome, STR("committed"))) {
            status = OK;
        } else if (str_equal(outcome, STR("aborted"))) {
            status = RETRY;
        }
    }
    PQclear(result);
    pool_give(&db->writers, connection);
    return status;
}

struct attempt {
    struct db *db;
    const struct db_change *change;
    struct err *err;
    struct postgres_locks locks;
    bool had_events;
    bool adds_work;
};

/* One attempt on one connection. RETRY: nothing was kept, and another attempt may do better. */
static enum status attempt_run(struct attempt *attempt, struct connection *connection)
{
    postgres_of(connection)->locks = &attempt->locks;
    attempt->locks.was_refused = false;
    enum status status = locks_take(connection, &attempt->locks);
    if (status == OK) {
        status = POSTGRES_ENGINE.begin(connection, BEGIN_WRITE);
    }
    if (status == OK) {
        struct tx *tx = tx_begin(connection, attempt->change, attempt->err);
        status = change_run(tx, attempt->change, attempt->err);
        attempt->had_events = tx->history != NULL;
        attempt->adds_work = tx->adds_work;
    }
    bool is_commit_sent = status == OK;
    if (is_commit_sent) {
        status = POSTGRES_ENGINE.commit(connection);
    }
    POSTGRES_ENGINE.rollback(connection);
    locks_give(connection, &attempt->locks);
    postgres_of(connection)->locks = NULL;
    if (connection->is_broken && status == UNAVAILABLE) {
        pool_drop_free(&attempt->db->writers); /* they hang on the same server */
        status = is_commit_sent ? commit_outcome(attempt->db, postgres_of(connection)->transaction)
                                : RETRY;
    }
    return status;
}

/* Longer each time, and different for each, so that those who met do not meet again. */
static void pause_before(int try, struct random_source *source)
{
    uint64_t longest_ms = (uint64_t)FIRST_PAUSE_MS << try;
    uint64_t pause_ms = longest_ms / 2 + random_below(source, longest_ms / 2 + 1);
    (void)poll(NULL, 0, (int)pause_ms);
}

/* What was committed is committed: when giving positions fails, the next change's run does it. */
static void sequence_events(struct db *db, const struct db_change *change)
{
    enum status status = sequencer_run(db, NULL);
    if (status != OK) {
        log_warning("db.sequencer", "change=%s status=%s", change->name, status_name(status));
    }
}

enum status postgres_write(struct db *db, const struct db_change *change, struct err *err)
{
    struct attempt attempt = {.db = db, .change = change, .err = err};
    struct arena_mark mark = arena_mark(change->arena);
    struct err err_before = err != NULL ? *err : (struct err){0};
    struct random_source source;
    random_seed(&source, (uint64_t)id_new());
    enum status status = RETRY;
    for (int try = 0; try < DB_TRIES && status == RETRY; try++) {
        if (try > 0) {
            atomic_fetch_add(&db->retries, 1);
            arena_rewind(change->arena, mark);
            if (err != NULL) {
                *err = err_before;
            }
            if (!attempt.locks.was_refused) {
                pause_before(try, &source);
            }
        }
        struct connection *connection = NULL;
        TRY(pool_lend(&db->writers, &connection, err));
        status = attempt_run(&attempt, connection);
        pool_give(&db->writers, connection);
    }
    if (status == OK) {
        db_note_commit(db);
        atomic_fetch_add(&db->commits, 1);
        atomic_fetch_add(&db->changes, 1);
        if (attempt.had_events) {
            sequence_events(db, change);
        }
        if (attempt.adds_work) {
            atomic_store(&db->has_work, true);
        }
        postman_wake(db);
        db_tell_committed(db);
        return OK;
    }
    if (status == RETRY) {
        log_warning("db.retries", "change=%s tries=%d", change->name, DB_TRIES);
    }
    if (status == RETRY ||
        (status == UNAVAILABLE && (err == NULL || err->count == err_before.count))) {
        return db_unavailable(err);
    }
    return status;
}
