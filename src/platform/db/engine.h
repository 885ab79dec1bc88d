/* Private to the room `db`: what an engine is, and the structs behind db.h and driver.h.
 *
 * An engine is a table of functions over a `struct connection`; SQLite and PostgreSQL embed that
 * struct first in their own. A connection carries its statement cache and the one transaction that
 * can run on it. Nothing in here knows sqlite3.h or libpq-fe.h.
 */
#ifndef SAMSYN_DB_ENGINE_H
#define SAMSYN_DB_ENGINE_H

#include "platform/db/driver.h"

#include <pthread.h>
#include <stdatomic.h>

enum {
    DB_READERS = 16,        /* connections for reading, unless told otherwise */
    DB_WRITERS = 8,         /* connections for writing on PostgreSQL */
    DB_QUEUE = 1024,        /* closures that may wait */
    DB_BATCH_MS = 20,       /* of a batch of the writer */
    DB_STATEMENTS = 256,    /* prepared statements kept a connection */
    DB_RETRY_AFTER_S = 2,   /* what people are told when the database is away */
    DB_LEND_WAIT_MS = 5000, /* longest wait for a connection */
    DB_TRIES = 8            /* of one closure on PostgreSQL */
};

struct connection;
struct writer;
struct postman;
struct checkpointer;

struct tx {
    struct db *db;
    struct connection *connection;
    struct arena *arena;       /* the caller's */
    const struct actor *actor; /* of a write */
    struct err *err;           /* of a write; may be NULL */
    const char *name;          /* of the change, for logs */
    int64_t now;
    uint64_t watched;   /* of a reader: db_watched() when it began */
    void *history;      /* tx_history(); not NULL: events were emitted */
    enum status failed; /* the first statement that failed; the transaction cannot be kept */
    bool is_write;
    bool adds_work;
    bool is_snapshot;
    bool wants_snapshot; /* from the next statement on */
};

struct statement {
    struct connection *connection;
    const struct query *query;
    void *plan; /* see statement_plan() */
    int64_t used;
    bool is_taken;
    bool is_kept; /* lives in the cache */
};

/* Statements of one connection by the query's address: open addressing from query->number. */
struct statement_cache {
    struct statement **slots;
    size_t slot_count;
    size_t count;
    int64_t clock; /* counts takings, to find the one longest unused */
};

struct connection {
    struct db *db;
    const struct engine *engine;
    struct connection *next; /* in a pool's free list */
    struct tx tx;
    struct statement_cache cache;
    bool is_broken; /* to be closed instead of lent again */
};

/* Where a column's value goes in a struct. */
struct row_column {
    enum field_kind kind;
    unsigned offset;
};

enum connection_use { CONNECTION_READS, CONNECTION_WRITES, CONNECTION_MIGRATES };
enum begin_kind { BEGIN_WRITE, BEGIN_SNAPSHOT };

/* Every function that gives a status has logged what went wrong. */
struct engine {
    enum status (*open)(struct db *db, enum connection_use use, struct connection **out,
                        struct err *err);
    void (*close)(struct connection *connection); /* statements are gone before */
    bool (*is_alive)(struct connection *connection);
    enum status (*begin)(struct connection *connection, enum begin_kind kind);
    enum status (*commit)(struct connection *connection);
    void (*rollback)(struct connection *connection);
    enum status (*script)(struct connection *connection, const char *sql); /* many statements */

    enum status (*prepare)(struct connection *connection, const struct query *query,
                           struct statement **out);
    void (*finish)(struct statement *statement);
    void (*reset)(struct statement *statement);
    enum status (*bind_null)(struct statement *statement, int at);
    enum status (*bind_int)(struct statement *statement, int at, int64_t value);
    enum status (*bind_real)(struct statement *statement, int at, double value);
    enum status (*bind_text)(struct statement *statement, int at, struct str value);
    enum status (*bind_bytes)(struct statement *statement, int at, struct str value);
    enum status (*bind_ids)(struct statement *statement, int at, const int64_t *ids, size_t count);
    void (*stream)(struct statement *statement);
    enum status (*step)(struct statement *statement, bool *out_has_row);
    enum status (*send)(struct statement *statement); /* NULL: stepping does as well */
    int64_t (*changed)(const struct statement *statement);
    int (*column_count)(const struct statement *statement);
    const char *(*column_name)(const struct statement *statement, int column);
    bool (*is_null)(const struct statement *statement, int column);
    int64_t (*get_int)(const struct statement *statement, int column);
    double (*get_real)(const struct statement *statement, int column);
    struct str (*get_text)(const struct statement *statement, int column);
    struct str (*get_bytes)(const struct statement *statement, int column);
    /* The present row into a struct whose fields are absent, texts returned in arena. NULL: column by
     * column, by the functions above. */
    void (*read)(const struct statement *statement, const struct row_column *columns, int count,
                 struct arena *arena, void *row);
};
extern const struct engine SQLITE_ENGINE;
extern const struct engine POSTGRES_ENGINE;

/* Connections of one use, opened when first needed, lent last in, first out, so that few stay warm.
 * `lock` guards everything in it and is never held across a database call. */
struct pool {
    struct db *db;
    enum connection_use use;
    pthread_mutex_t lock;
    pthread_cond_t given;
    struct connection *free;
    size_t open;    /* lent and free */
    size_t limit;   /* most connections */
    size_t waiting; /* threads in pool_lend() */
    size_t waiting_limit;
};
enum status pool_init(struct pool *pool, struct db *db, enum connection_use use, size_t limit);
void pool_close(struct pool *pool); /* all are back */
/* UNAVAILABLE when all stay lent for DB_LEND_WAIT_MS, when too many wait, or the engine is away. */
enum status pool_lend(struct pool *pool, struct connection **out, struct err *err) MUST_CHECK;
void pool_give(struct pool *pool, struct connection *connection);
void pool_drop_free(struct pool *pool); /* closes those that nobody has, after a lost server */

struct db {
    enum db_engine kind;
    const struct engine *engine;
    struct arena *arena;
    const char *location;
    const char *vfs; /* parent of the counting VFS, or NULL */
    const struct clock *clock;
    size_t queue;
    int64_t batch_us;
    struct pool readers;
    struct pool writers;         /* PostgreSQL */
    struct writer *writer;       /* SQLite */
    struct postman *postman;     /* PostgreSQL */
    struct sequencer *sequencer; /* PostgreSQL */
    void *shim;                  /* SQLite: the counting VFS */
    struct checkpointer *checkpointer;
    _Atomic int64_t log_pages; /* SQLite: in the log, and how many of them are in the file too */
    _Atomic int64_t log_copied;
    pthread_rwlock_t hooks_lock; /* held for reading while after_commit runs, so that it is over
                                    once the hooks are taken off */
    struct db_hooks hooks;
    _Atomic int away;                   /* an enum away: an outage has been logged */
    const char *_Atomic watched_prefix; /* SQLite: see db_watch() */
    _Atomic uint64_t watched;           /* 0: nobody asked */
    _Atomic bool is_watched_touched; /* the transaction that is open has changed something there */
    _Atomic bool has_work;           /* see db_take_work() */
    _Atomic int64_t statement_to_fail; /* for tests: 1 is the next; -1 while all fail */
    _Atomic int64_t statements, changes, commits, fsyncs, retries, queue_full;
};

void db_tell_committed(struct db *db); /* runs after_commit */

void db_note_change(struct db *db, const char *table); /* SQLite: in the writer's transaction */
void db_tell_watched(struct db *db); /* SQLite: a commit was tried; nobody has been answered yet */

/* An outage is logged once, with the first thing that failed, and once more when it is over: a full
 * disk must not fill the log as well. It is over with the next commit; but where the server is gone, only
 * with a new connection: old ones can work for a moment longer. */
enum away { AWAY_NOT, AWAY_REFUSES, AWAY_GONE };
void db_note_outage(struct db *db, enum away away, const char *what, const char *code);
void db_note_commit(struct db *db);
void db_note_connected(struct db *db);

/* UNAVAILABLE with its message and retry_after_s. */
enum status db_unavailable(struct err *err);

void connection_init(struct connection *connection, struct db *db, const struct engine *engine);
/* Statements, then the connection itself; accepts NULL. */
void connection_close(struct connection *connection);

/* The change as one transaction on `tx`: closure, then reactions. OK only when it may be kept. */
enum status change_run(struct tx *tx, const struct db_change *change, struct err *err) MUST_CHECK;
struct tx *tx_begin(struct connection *connection, const struct db_change *change, struct err *err);

/* writer.c: SQLite. */
enum status writer_open(struct db *db, struct err *err) MUST_CHECK;
void writer_close(struct db *db);
enum status writer_write(struct db *db, const struct db_change *change, struct err *err) MUST_CHECK;

size_t writer_waiting(struct db *db); /* changes in the queue */

/* postgres_write.c, postgres_postman.c. */
enum status postgres_write(struct db *db, const struct db_change *change,
                           struct err *err) MUST_CHECK;
void postman_open(struct db *db);  /* once the hooks are set */
void postman_close(struct db *db); /* accepts a db without one */
void postman_wake(struct db *db);  /* after a commit */
enum status postgres_lock(struct tx *tx, const char *kind, int64_t id) MUST_CHECK;

/* sqlite_connection.c: what writer.c needs beyond the engine. */
enum status sqlite_savepoint(struct connection *connection);
enum status sqlite_savepoint_keep(struct connection *connection);
enum status sqlite_savepoint_undo(struct connection *connection);
bool sqlite_in_transaction(struct connection *connection); /* false: SQLite rolled back by itself */
struct log_state {
    int64_t pages, copied;
};
struct log_state sqlite_log(const struct db *db);
/* Copies what it can without waiting; `is_emptied` also cuts the log to nothing, if nobody reads it. */
void sqlite_checkpoint(struct connection *connection, bool is_emptied);
/* The counting VFS, before the first connection and after the last. */
enum status sqlite_prepare_database(struct db *db, struct err *err) MUST_CHECK;
void sqlite_release_database(struct db *db);

#endif
