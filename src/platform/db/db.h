/* One database behind one interface: SQLite in a file, or PostgreSQL when the organisation grows.
 *
 * Writing: a verb hands a closure to db_write(). On SQLite one writer thread takes what is queued,
 * runs each closure in a SAVEPOINT, commits them together with one fsync and then answers them all;
 * on PostgreSQL the closure runs on a pooled connection, SERIALIZABLE, with bounded retry. A closure
 * reads only its input, may run twice, and writes `out` only through memory given to it by the caller
 * (allocate from tx_arena(), which lives until the caller's arena does).
 *
 * Reading: db_reader() lends this thread a connection for single statements or a snapshot. No reader
 * is held across db_write(); what is read after db_write() sees what it wrote.
 *
 * Statuses: OK, what the closure returned, RETRY never leaves, UNAVAILABLE (queue full, disk full or
 * read-only, connection lost; nothing was kept; err->retry_after_s is set), INTERNAL (a constraint we
 * promised to keep, a broken statement; logged once).
 */
#ifndef SAMSYN_DB_DB_H
#define SAMSYN_DB_DB_H

#include "platform/base/clock.h"
#include "platform/base/field.h"

struct db;
struct tx; /* a write transaction or a lent reader */

enum db_engine { DB_ENGINE_SQLITE, DB_ENGINE_POSTGRES };

struct db_options {
    struct str location;       /* path of the SQLite file, or postgres://… */
    const struct clock *clock; /* borrows */
    size_t readers;            /* most connections for reading; 0: 16 */
    size_t queue;              /* most waiting closures; 0: 1024; beyond it UNAVAILABLE */
    int64_t batch_ms;          /* after which no change joins a batch any more; 0: 20 */
    const char *vfs;           /* SQLite VFS by name, for fault injection; NULL: the system's */
};

/* Opens, creating a SQLite file that is not there. UNAVAILABLE with a clear err when it cannot. */
enum status db_open(const struct db_options *options, struct db **out_db,
                    struct err *err) MUST_CHECK;
void db_close(struct db *db); /* finishes the queue; accepts NULL */
enum db_engine db_engine(const struct db *db);

/* Who acts, through what, and in which request; goes into every event. */
struct actor {
    int64_t person;        /* NO_INT: the system itself */
    struct str role;       /* role key held at the moment, may be empty */
    struct str source;     /* "self", "officer", "import", "job", "demo", "command" … */
    struct str request_id; /* may be empty */
};

typedef enum status (*db_change_fn)(struct tx *tx, const void *in, void *out, struct err *err);

struct db_change {
    const char *name; /* "building.edit": in logs and metrics */
    db_change_fn run;
    const void *in;
    void *out;
    struct actor actor;
    struct arena *arena; /* what the closure allocates for `out`; NULL: kept only while it runs */
    bool is_bulk;        /* goes behind all that people wait for (imports, jobs) */
};

enum status db_write(struct db *db, const struct db_change *change, struct err *err) MUST_CHECK;

/* Lends a reader; each statement sees the newest committed state. Give it back in the same thread. */
enum status db_reader(struct db *db, struct arena *arena, struct tx **out_tx,
                      struct err *err) MUST_CHECK;
/* From here on all statements of this reader see one state, until it is given back. */
enum status db_snapshot(struct tx *reader) MUST_CHECK;
/* On whose behalf it reads: what tx_actor() says and `:viewer` is. Borrows until it is given back. A
 * query that names `:viewer` on a reader without is a mistake (INTERNAL). */
void db_reader_for(struct tx *reader, const struct actor *actor);
/* For who keeps a reader over many requests: a new one begins. `:now` is the clock's present, what is
 * allocated returns in `arena`. On SQLite all of the request's statements see one state, that of the
 * first of them, until db_reader_rest(). */
void db_reader_again(struct tx *reader, struct arena *arena);
void db_reader_rest(struct tx *reader); /* accepts NULL; the request is over */
void db_reader_give(struct tx *reader); /* accepts NULL */
void db_reader_release(struct tx **reader);
#define READER_SCOPED __attribute__((cleanup(db_reader_release)))

struct arena *tx_arena(struct tx *tx);
struct db *tx_db(struct tx *tx);
const struct actor *tx_actor(const struct tx *tx); /* NULL: a reader that nobody was named for */
int64_t tx_now(const struct tx *tx); /* the domain's clock, one value for the whole transaction */
bool tx_is_write(const struct tx *tx);

/* Orders contended writers on PostgreSQL (advisory lock until commit); nothing to do on SQLite. */
enum status db_lock(struct tx *tx, const char *kind, int64_t id) MUST_CHECK;

/* Hooks of the room `work`, set once before serving. `before_commit` runs inside the transaction with
 * the events it emitted (reactions). `after_commit` runs when they are durable (live pages, jobs), and
 * on PostgreSQL also when another node has committed something or the connection for hearing of it was
 * made anew: any thread of the room calls it, several at once, and all of them wait for it, so it only
 * wakes somebody. */
struct db_hooks {
    void *self;
    enum status (*before_commit)(void *self, struct tx *tx, struct err *err);
    void (*after_commit)(void *self, struct db *db);
};
/* A change that adds work says so, and after_commit asks: most commits are nobody's reason to look for
 * work. Each change that says so is answered true once, after its commit, on this node. */
void tx_add_work(struct tx *tx);
bool db_take_work(struct db *db);
/* NULL: none any more; then after_commit is not running and will not run. */
void db_set_hooks(struct db *db, const struct db_hooks *hooks);

/* For who remembers what was read. The number is another one before anybody is told that a change of a
 * table whose name begins with `prefix` (borrowed for as long as the database is open) was committed:
 * what was read under a number is true for as long as the number is the present one. 0: not known, as
 * on PostgreSQL, where other programs change tables too. */
void db_watch(struct db *db, const char *prefix); /* once, before serving */
uint64_t db_watched(const struct db *db);
uint64_t tx_watched(const struct tx *tx); /* what this reader reads is of this number or newer */

/* Counters for /metrics, the benchmark and tests. */
struct db_stats {
    int64_t statements, changes, commits, fsyncs, retries, queue_full;
};
void db_stats_read(const struct db *db, struct db_stats *out);
int64_t db_thread_statements(void); /* statements run by this thread so far: a page's cost */

/* A data directory belongs to one running server. Returns owned: a descriptor; closing it (or the end
 * of the process) lets go. CONFLICT when another process has it, UNAVAILABLE when it cannot be
 * written. Made when it is not there. */
enum status db_lock_directory(const char *directory, int *out_fd, struct err *err) MUST_CHECK;

#endif
