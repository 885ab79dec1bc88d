/* Opening, closing, lending and counting; the same for both engines. */
#include "platform/db/engine.h"

#include "platform/base/log.h"
#include "platform/db/sequencer.h"

#include <assert.h>
#include <string.h>

/* Readers that this thread has been lent and not given back. */
static _Thread_local int thread_readers;

enum status db_unavailable(struct err *err)
{
    (void)err_add(err, "The database cannot be reached right now. Nothing was saved. "
                       "Please try again in a moment.");
    if (err != NULL) {
        err->retry_after_s = DB_RETRY_AFTER_S;
    }
    return UNAVAILABLE;
}

void db_note_outage(struct db *db, enum away away, const char *what, const char *code)
{
    int before = AWAY_NOT;
    while (before < (int)away && !atomic_compare_exchange_weak(&db->away, &before, (int)away)) {
    }
    if (before == AWAY_NOT) {
        log_warning("db.unavailable", "what=%s code=\"%s\"", what, code);
    }
}

static void note_back(struct db *db, enum away most)
{
    int before = atomic_load_explicit(&db->away, memory_order_relaxed);
    while (before != AWAY_NOT && before <= (int)most) {
        if (atomic_compare_exchange_weak(&db->away, &before, AWAY_NOT)) {
            log_info("db.available", "again=1");
            return;
        }
    }
}

void db_note_commit(struct db *db)
{
    note_back(db, AWAY_REFUSES);
}

void db_note_connected(struct db *db)
{
    note_back(db, AWAY_GONE);
}

static bool is_postgres(struct str location)
{
    return str_starts(location, STR("postgres://")) || str_starts(location, STR("postgresql://"));
}

static struct db *db_new(const struct db_options *options)
{
    struct arena *arena = arena_new(0);
    struct db *db = ARENA_NEW(arena, struct db);
    db->arena = arena;
    db->kind = is_postgres(options->location) ? DB_ENGINE_POSTGRES : DB_ENGINE_SQLITE;
    db->engine = db->kind == DB_ENGINE_SQLITE ? &SQLITE_ENGINE : &POSTGRES_ENGINE;
    db->location = str_c(arena, options->location);
    db->vfs = options->vfs;
    db->clock = options->clock;
    db->queue = options->queue == 0 ? DB_QUEUE : options->queue;
    db->batch_us = (options->batch_ms == 0 ? DB_BATCH_MS : options->batch_ms) * 1000;
    if (pthread_rwlock_init(&db->hooks_lock, NULL) != 0) {
        die("samsyn: no lock for the database");
    }
    return db;
}

static enum status db_start(struct db *db, const struct db_options *options, struct err *err)
{
    size_t readers = options->readers == 0 ? DB_READERS : options->readers;
    TRY(pool_init(&db->readers, db, CONNECTION_READS, readers));
    if (db->kind == DB_ENGINE_SQLITE) {
        TRY(sqlite_prepare_database(db, err));
        return writer_open(db, err);
    }
    db->sequencer = sequencer_new(db->arena);
    TRY(pool_init(&db->writers, db, CONNECTION_WRITES, DB_WRITERS));
    struct connection *connection = NULL;
    TRY(pool_lend(&db->writers, &connection, err));
    pool_give(&db->writers, connection);
    return OK;
}

enum status db_open(const struct db_options *options, struct db **out_db, struct err *err)
{
    struct db *db = db_new(options);
    enum status status = db_start(db, options, err);
    if (status != OK) {
        db_close(db);
        return status;
    }
    *out_db = db;
    return OK;
}

void db_close(struct db *db)
{
    if (db == NULL) {
        return;
    }
    postman_close(db);
    pool_close(&db->readers);
    pool_close(&db->writers);
    writer_close(db);
    sqlite_release_database(db);
    pthread_rwlock_destroy(&db->hooks_lock);
    arena_free(db->arena);
}

enum db_engine db_engine(const struct db *db)
{
    return db->kind;
}

void db_set_hooks(struct db *db, const struct db_hooks *hooks)
{
    struct db_hooks next = hooks != NULL ? *hooks : (struct db_hooks){0};
    pthread_rwlock_wrlock(&db->hooks_lock);
    db->hooks = next;
    pthread_rwlock_unlock(&db->hooks_lock);
    if (db->kind == DB_ENGINE_POSTGRES && next.after_commit != NULL && db->postman == NULL) {
        postman_open(db);
    }
}

void db_tell_committed(struct db *db)
{
    pthread_rwlock_rdlock(&db->hooks_lock);
    if (db->hooks.after_commit != NULL) {
        db->hooks.after_commit(db->hooks.self, db);
    }
    pthread_rwlock_unlock(&db->hooks_lock);
}

static struct db_hooks hooks_of(struct db *db)
{
    pthread_rwlock_rdlock(&db->hooks_lock);
    struct db_hooks hooks = db->hooks;
    pthread_rwlock_unlock(&db->hooks_lock);
    return hooks;
}

/* SQLite's writer commits what it runs before it tells of it; on PostgreSQL another thread's commit must
 * not be taken for this one's. */
void tx_add_work(struct tx *tx)
{
    tx->adds_work = true;
    if (tx->db->kind == DB_ENGINE_SQLITE) {
        atomic_store(&tx->db->has_work, true);
    }
}

bool db_take_work(struct db *db)
{
    return atomic_load_explicit(&db->has_work, memory_order_relaxed) &&
           atomic_exchange(&db->has_work, false);
}

void db_stats_read(const struct db *db, struct db_stats *out)
{
    *out = (struct db_stats){
        .statements = atomic_load(&db->statements),
        .changes = atomic_load(&db->changes),
        .commits = atomic_load(&db->commits),
        .fsyncs = atomic_load(&db->fsyncs),
        .retries = atomic_load(&db->retries),
        .queue_full = atomic_load(&db->queue_full),
    };
}

/* --- watched tables --- */

void db_watch(struct db *db, const char *prefix)
{
    if (db->kind == DB_ENGINE_SQLITE && prefix != NULL) {
        atomic_store(&db->watched_prefix, prefix);
        atomic_fetch_add(&db->watched, 1);
    }
}

uint64_t db_watched(const struct db *db)
{
    return atomic_load(&db->watched);
}

uint64_t tx_watched(const struct tx *tx)
{
    return tx->watched;
}

void db_note_change(struct db *db, const char *table)
{
    const char *prefix = atomic_load(&db->watched_prefix);
    if (prefix != NULL && strncmp(table, prefix, strlen(prefix)) == 0) {
        atomic_store(&db->is_watched_touched, true);
    }
}

void db_tell_watched(struct db *db)
{
    if (atomic_exchange(&db->is_watched_touched, false)) {
        atomic_fetch_add(&db->watched, 1);
    }
}

/* --- reading --- */

enum status db_reader(struct db *db, struct arena *arena, struct tx **out_tx, struct err *err)
{
    struct connection *connection = NULL;
    TRY(pool_lend(&db->readers, &connection, err));
    connection->tx = (struct tx){
        .db = db,
        .connection = connection,
        .arena = arena,
        .now = clock_now(db->clock),
        .watched = db_watched(db),
    };
    thread_readers++;
    *out_tx = &connection->tx;
    return OK;
}

enum status db_snapshot(struct tx *reader)
{
    assert(!reader->is_write);
    if (reader->is_snapshot) {
        return OK;
    }
    TRY(reader->connection->engine->begin(reader->connection, BEGIN_SNAPSHOT));
    reader->is_snapshot = true;
    return OK;
}

/* One state for a request is not only what it should see: SQLite finds out once what the newest state
 * is, and not for every statement. PostgreSQL would be asked twice more. */

void db_reader_again(struct tx *reader, struct arena *arena)
{
    assert(!reader->is_write);
    db_reader_rest(reader);
    reader->arena = arena;
    reader->now = clock_now(reader->db->clock);
    reader->watched = db_watched(reader->db);
    reader->wants_snapshot = reader->db->kind == DB_ENGINE_SQLITE;
}

void db_reader_rest(struct tx *reader)
{
    if (reader != NULL) {
        if (reader->is_snapshot) {
            reader->connection->engine->rollback(reader->connection);
        }
        reader->is_snapshot = false;
        reader->wants_snapshot = false;
        reader->failed = OK;
    }
}

void db_reader_for(struct tx *reader, const struct actor *actor)
{
    assert(!reader->is_write);
    reader->actor = actor;
}

void db_reader_give(struct tx *reader)
{
    if (reader == NULL) {
        return;
    }
    assert(!reader->is_write);
    struct connection *connection = reader->connection;
    if (reader->is_snapshot) {
        connection->engine->rollback(connection);
    }
    thread_readers--;
    pool_give(&reader->db->readers, connection);
}

void db_reader_release(struct tx **reader)
{
    db_reader_give(*reader);
    *reader = NULL;
}

/* --- changing --- */

struct tx *tx_begin(struct connection *connection, const struct db_change *change, struct err *err)
{
    connection->tx = (struct tx){
        .db = connection->db,
        .connection = connection,
        .arena = change->arena,
        .actor = &change->actor,
        .err = err,
        .name = change->name,
        .now = clock_now(connection->db->clock),
        .is_write = true,
    };
    return &connection->tx;
}

enum status change_run(struct tx *tx, const struct db_change *change, struct err *err)
{
    struct db_hooks hooks = hooks_of(tx->db);
    enum status status = change->run(tx, change->in, change->out, err);
    if (status == OK && tx->failed == OK && hooks.before_commit != NULL) {
        status = hooks.before_commit(hooks.self, tx, err);
    }
    if (status == OK && tx->failed == OK) {
        status = history_seal(tx, err);
    }
    return tx->failed != OK ? tx->failed : status;
}

static enum status write_on_engine(struct db *db, const struct db_change *change, struct err *err)
{
    /* A reader held here could see a state without this change, and keeps the log from being
     * emptied. */
    assert(thread_readers == 0);
    return db->kind == DB_ENGINE_SQLITE ? writer_write(db, change, err)
                                        : postgres_write(db, change, err);
}

enum status db_write(struct db *db, const struct db_change *change, struct err *err)
{
    if (change->arena != NULL) {
        return write_on_engine(db, change, err);
    }
    ARENA_SCOPED(scratch);
    struct db_change with_arena = *change;
    with_arena.arena = scratch;
    return write_on_engine(db, &with_arena, err);
}

enum status db_lock(struct tx *tx, const char *kind, int64_t id)
{
    assert(tx->is_write);
    return tx->db->kind == DB_ENGINE_SQLITE ? OK : postgres_lock(tx, kind, id);
}

struct arena *tx_arena(struct tx *tx)
{
    return tx->arena;
}

struct db *tx_db(struct tx *tx)
{
    return tx->db;
}

const struct actor *tx_actor(const struct tx *tx)
{
    return tx->actor;
}

int64_t tx_now(const struct tx *tx)
{
    return tx->now;
}

bool tx_is_write(const struct tx *tx)
{
    return tx->is_write;
}
