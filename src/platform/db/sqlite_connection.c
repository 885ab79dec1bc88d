/* A connection to a SQLite file.
 *
 * Write-ahead logging with synchronous=FULL: a commit is one fsync of the log, and readers never wait.
 * Readers map the file instead of copying pages into caches of their own, so that sixteen of them
 * cost little memory. Checkpoints are never made by a commit: writer.c decides when (checkpoint.c).
 */
#include "platform/db/sqlite.h"

#include "platform/base/log.h"
#include "platform/base/memory.h"

#include <stdio.h>

enum {
    READER_CACHE_KIB = 512,   /* pages of the log, and what is beyond the map */
    WRITER_CACHE_KIB = 32768, /* an import's indexes; given back when nothing is written */
    SAVEPOINT_BYTES = 124 * 1024,
    BUSY_MS = 5000 /* only while the log is being recovered or the last connection closes */
};

/* SQLite's own system, with the file locked against other programs for as long as it is open here. The
 * data directory has one server anyway; and what connections of one program must tell each other
 * is told in memory then, where a lock of the file system's costs two system calls each reading,
 * made with a mutex held that all of them need. */
static const char SYSTEM_VFS[] = "unix-excl";

sqlite3 *sqlite_handle(const struct connection *connection)
{
    return ((const struct sqlite_connection *)(const void *)connection)->handle;
}

/* Which codes mean that the disk or the file is away for now; opening again may be needed. */
static bool is_outage(int code)
{
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_NOMEM:
    case SQLITE_READONLY:
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return true;
    default:
        return false;
    }
}

static bool is_conflict(int code)
{
    return code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY ||
           code == SQLITE_CONSTRAINT_FOREIGNKEY || code == SQLITE_CONSTRAINT_ROWID;
}

/* A statement that writes, on a connection for reading. */
static bool is_our_mistake(const struct connection *connection, int code)
{
    const struct sqlite_connection *our =
        (const struct sqlite_connection *)(const void *)connection;
    return (code & 0xFF) == SQLITE_READONLY && our->use == CONNECTION_READS;
}

enum status sqlite_status(struct connection *connection, const char *what, int code)
{
    sqlite3 *handle = sqlite_handle(connection);
    int extended = sqlite3_extended_errcode(handle);
    if ((extended & 0xFF) != (code & 0xFF)) {
        extended = code;
    }
    if (is_conflict(extended)) {
        return CONFLICT;
    }
    if (is_outage(code) && !is_our_mistake(connection, code)) {
        connection->is_broken = true;
        char reason[128];
        (void)snprintf(reason, sizeof(reason), "%d %s", extended, sqlite3_errstr(extended));
        db_note_outage(connection->db, AWAY_REFUSES, what, reason);
        return UNAVAILABLE;
    }
    connection->is_broken = (code & 0xFF) == SQLITE_CORRUPT || (code & 0xFF) == SQLITE_NOTADB;
    log_error("db.statement", "what=%s code=%d reason=\"%s\"", what, extended,
              sqlite3_errmsg(handle));
    return INTERNAL;
}

enum status sqlite_exec(struct connection *connection, const char *what, const char *sql)
{
    int code = sqlite3_exec(sqlite_handle(connection), sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? OK : sqlite_status(connection, what, code);
}

static struct sqlite_connection *connection_of(struct connection *connection)
{
    return (struct sqlite_connection *)(void *)connection;
}

/* A statement without parameters or rows, prepared once. */
static enum status run_kept(struct connection *connection, sqlite3_stmt **kept, const char *sql)
{
    int code = SQLITE_OK;
    if (*kept == NULL) {
        code = sqlite3_prepare_v3(sqlite_handle(connection), sql, -1, SQLITE_PREPARE_PERSISTENT,
                                  kept, NULL);
    }
    if (code == SQLITE_OK) {
        (void)sqlite3_step(*kept);
        code = sqlite3_reset(*kept); /* what step said */
    }
    return code == SQLITE_OK ? OK : sqlite_status(connection, sql, code);
}

static void sqlite_close(struct connection *connection)
{
    (void)sqlite3_finalize(connection_of(connection)->begin);
    (void)sqlite3_finalize(connection_of(connection)->end);
    int code = sqlite3_close(sqlite_handle(connection));
    if (code != SQLITE_OK) {
        log_error("db.close", "code=%d", code);
    }
    memory_free(connection);
}

static bool sqlite_is_alive(struct connection *connection)
{
    return !connection->is_broken;
}

/* Called by SQLite after each commit: how long the log is now. It is shorter than before when it has
 * been begun anew. */
static int note_log(void *self, sqlite3 *handle, const char *name, int pages)
{
    struct db *db = self;
    (void)handle;
    (void)name;
    if (pages < atomic_exchange(&db->log_pages, pages)) {
        atomic_store(&db->log_copied, 0);
    }
    return SQLITE_OK;
}

/* What holds for each connection. The file keeps journal_mode; all else is per connection. */
/* Called by SQLite for each row that a statement changes. */
static void note_change(void *self, int operation, const char *database, const char *table,
                        sqlite3_int64 row)
{
    (void)operation;
    (void)database;
    (void)row;
    db_note_change(self, table);
}

static enum status configure(struct connection *connection, enum connection_use use)
{
    sqlite3 *handle = sqlite_handle(connection);
    (void)sqlite3_extended_result_codes(handle, 1);
    (void)sqlite3_busy_timeout(handle, BUSY_MS);
    (void)sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    (void)sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    (void)sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    (void)sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    /* A statement is planned once, not again for each value that might lead to another plan. */
    (void)sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
    (void)sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
    (void)sqlite3_wal_autocheckpoint(handle, 0);
    TRY(sqlite_exec(connection, "open", "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"));
    char cache[64];
    bool is_reader = use == CONNECTION_READS;
    (void)snprintf(cache, sizeof(cache), "PRAGMA cache_size = -%d; PRAGMA mmap_size = %d;",
                   is_reader ? READER_CACHE_KIB : WRITER_CACHE_KIB, is_reader ? 1 << 30 : 0);
    TRY(sqlite_exec(connection, "open", cache));
    if (is_reader) {
        /* Not for the writer: its savepoint's journal would be in memory too, a list of small pieces
         * that SQLite walks from the beginning after each statement. */
        return sqlite_exec(connection, "open",
                           "PRAGMA temp_store = MEMORY; PRAGMA query_only = ON");
    }
    (void)sqlite3_wal_hook(handle, note_log, connection->db);
    (void)sqlite3_update_hook(handle, note_change, connection->db);
    /* What was erased is not left behind in free space. */
    return sqlite_exec(connection, "open", "PRAGMA secure_delete = ON");
}

static enum status sqlite_open(struct db *db, enum connection_use use, struct connection **out,
                               struct err *err)
{
    const struct shim *shim = db->shim;
    struct sqlite_connection *connection = memory_new(sizeof(*connection));
    connection_init(&connection->base, db, &SQLITE_ENGINE);
    connection->use = use;
    int code = sqlite3_open_v2(db->location, &connection->handle,
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX |
                                   SQLITE_OPEN_EXRESCODE,
                               shim->vfs.zName);
    enum status status = code == SQLITE_OK ? configure(&connection->base, use)
                                           : sqlite_status(&connection->base, "open", code);
    if (status != OK) {
        connection_close(&connection->base);
        return status == UNAVAILABLE ? db_unavailable(err) : status;
    }
    *out = &connection->base;
    return OK;
}

static enum status sqlite_begin(struct connection *connection, enum begin_kind kind)
{
    return kind == BEGIN_WRITE ? sqlite_exec(connection, "begin", "BEGIN IMMEDIATE")
                               : run_kept(connection, &connection_of(connection)->begin, "BEGIN");
}

static enum status sqlite_commit(struct connection *connection)
{
    return sqlite_exec(connection, "commit", "COMMIT");
}

bool sqlite_in_transaction(struct connection *connection)
{
    return sqlite3_get_autocommit(sqlite_handle(connection)) == 0;
}

static void sqlite_rollback(struct connection *connection)
{
    if (sqlite_in_transaction(connection) &&
        run_kept(connection, &connection_of(connection)->end, "ROLLBACK") != OK) {
        connection->is_broken = true;
    }
}

static enum status sqlite_script(struct connection *connection, const char *sql)
{
    return sqlite_exec(connection, "script", sql);
}

enum status sqlite_savepoint(struct connection *connection)
{
    return sqlite_exec(connection, "savepoint", "SAVEPOINT change");
}

enum status sqlite_savepoint_keep(struct connection *connection)
{
    return sqlite_exec(connection, "release", "RELEASE change");
}

enum status sqlite_savepoint_undo(struct connection *connection)
{
    return sqlite_exec(connection, "undo", "ROLLBACK TO change; RELEASE change");
}

struct log_state sqlite_log(const struct db *db)
{
    return (struct log_state){atomic_load(&db->log_pages), atomic_load(&db->log_copied)};
}

void sqlite_checkpoint(struct connection *connection, bool is_emptied)
{
    struct db *db = connection->db;
    sqlite3 *handle = sqlite_handle(connection);
    int pages = 0;
    int copied = 0;
    (void)sqlite3_busy_timeout(handle, 0);
    int code = sqlite3_wal_checkpoint_v2(
        handle, NULL, is_emptied ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE, &pages,
        &copied);
    (void)sqlite3_busy_timeout(handle, BUSY_MS);
    if (code == SQLITE_OK) {
        atomic_store(&db->log_copied, copied);
        if (is_emptied) {
            atomic_store(&db->log_pages, 0);
            (void)sqlite3_db_release_memory(handle);
        }
    } else if (code != SQLITE_BUSY && code != SQLITE_LOCKED) {
        /* What is in the log is safe there; the next one tries again. */
        (void)sqlite_status(connection, "checkpoint", code);
    }
}

static int count_syncs(void *self, struct shim_question *question)
{
    struct db *db = self;
    if (question->operation == SHIM_SYNC) {
        atomic_fetch_add_explicit(&db->fsyncs, 1, memory_order_relaxed);
    }
    return SQLITE_OK;
}

enum status sqlite_prepare_database(struct db *db, struct err *err)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* refused once SQLite runs: no harm */
    /* A savepoint's journal stays in memory up to this size, in one piece. SQLite writes at most
     * 128 KiB at once: a longer piece would be told as a full disk when it goes to its file. */
    (void)sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, SAVEPOINT_BYTES);
    struct shim *shim = ARENA_NEW(db->arena, struct shim);
    shim->self = db;
    shim->ask = count_syncs;
    struct str name = str_format(db->arena, "samsyn-%p", (void *)db);
    if (shim_register(shim, name.at, db->vfs != NULL ? db->vfs : SYSTEM_VFS) != SQLITE_OK) {
        return err_return(err, INTERNAL, "The database cannot be opened.");
    }
    db->shim = shim;
    return OK;
}

void sqlite_release_database(struct db *db)
{
    if (db->shim != NULL) {
        shim_unregister(db->shim);
    }
}

const struct engine SQLITE_ENGINE = {
    .open = sqlite_open,
    .close = sqlite_close,
    .is_alive = sqlite_is_alive,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .script = sqlite_script,
    .prepare = sqlite_prepare,
    .finish = sqlite_finish,
    .reset = sqlite_reset,
    .bind_null = sqlite_bind_null,
    .bind_int = sqlite_bind_int,
    .bind_real = sqlite_bind_real,
    .bind_text = sqlite_bind_text,
    .bind_bytes = sqlite_bind_bytes,
    .bind_ids = sqlite_bind_ids,
    .stream = sqlite_stream,
    .step = sqlite_step,
    .changed = sqlite_changed,
    .column_count = sqlite_column_count,
    .column_name = sqlite_column_name,
    .is_null = sqlite_is_null,
    .get_int = sqlite_int,
    .get_real = sqlite_real,
    .get_text = sqlite_text,
    .get_bytes = sqlite_bytes,
    .read = sqlite_read,
};
