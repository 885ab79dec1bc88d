/* Copying a SQLite database page by page, from a snapshot, into a file that gets its name last. */
#include "platform/db/backup.h"
#include "platform/db/sqlite.h"

#include "platform/base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { STEP_PAGES = 128 };

static enum status cannot_write(struct err *err, const char *path)
{
    struct err_item *item = err_add(err, "The file {path} cannot be written: {reason}.");
    err_text(err, item, "path", str_of(path));
    err_text(err, item, "reason", str_of(strerror(errno)));
    return UNAVAILABLE;
}

static enum status not_a_backup(struct err *err, const char *path)
{
    struct err_item *item = err_add(err, "The file {path} is not a whole backup.");
    err_text(err, item, "path", str_of(path));
    return INVALID;
}

/* Runs a statement that answers with one value; true when it is `expected`. */
static bool answers(sqlite3 *handle, const char *sql, const char *expected)
{
    sqlite3_stmt *statement = NULL;
    bool is_so =
        sqlite3_prepare_v2(handle, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW &&
        str_equal(str_of((const char *)sqlite3_column_text(statement, 0)), str_of(expected));
    (void)sqlite3_finalize(statement);
    return is_so;
}

static bool is_cancelled(const struct backup_watch *watch)
{
    return watch != NULL && watch->is_cancelled != NULL && *watch->is_cancelled;
}

static bool copy_pages(sqlite3 *from, sqlite3 *to, const struct backup_watch *watch)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    int code = backup == NULL ? SQLITE_ERROR : SQLITE_OK;
    while (code == SQLITE_OK && !is_cancelled(watch)) {
        code = sqlite3_backup_step(backup, STEP_PAGES);
        if (watch != NULL && watch->progress != NULL) {
            int total = sqlite3_backup_pagecount(backup);
            watch->progress(watch->self, total - sqlite3_backup_remaining(backup), total);
        }
    }
    bool is_done = code == SQLITE_DONE;
    return sqlite3_backup_finish(backup) == SQLITE_OK && is_done;
}

/* One file without a log beside it, checked. */
static bool copy_and_check(sqlite3 *from, const char *path, const struct backup_watch *watch)
{
    sqlite3 *to = NULL;
    bool is_good =
        sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) == SQLITE_OK &&
        sqlite3_exec(to, "PRAGMA synchronous = OFF", NULL, NULL, NULL) == SQLITE_OK &&
        copy_pages(from, to, watch) && answers(to, "PRAGMA journal_mode = DELETE", "delete") &&
        answers(to, "PRAGMA quick_check(1)", "ok");
    return sqlite3_close(to) == SQLITE_OK && is_good;
}

static bool sync_path(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC);
    bool is_synced = fd >= 0 && fsync(fd) == 0;
    return (fd < 0 || close(fd) == 0) && is_synced;
}

/* The directory's entry must be on the disk as well. */
static bool sync_directory_of(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    struct str directory =
        slash == NULL ? STR(".") : (struct str){path, slash == path ? 1 : (size_t)(slash - path)};
    return sync_path(str_c(arena, directory), O_RDONLY | O_DIRECTORY);
}

/* Copies into "path.part", and names it `path` when it is whole. */
static enum status write_copy(sqlite3 *from, const char *path, const struct backup_watch *watch,
                              struct err *err)
{
    ARENA_SCOPED(scratch);
    const char *part = str_format(scratch, "%s.part", path).at;
    if (access(path, F_OK) == 0) {
        struct err_item *item = err_add(err, "The file {path} is there already.");
        err_text(err, item, "path", str_of(path));
        return CONFLICT;
    }
    (void)unlink(part);
    int fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 || close(fd) != 0) {
        return cannot_write(err, path);
    }
    errno = 0;
    bool is_whole = copy_and_check(from, part, watch) && sync_path(part, O_RDWR);
    if (is_whole) {
        is_whole = renameat2(AT_FDCWD, part, AT_FDCWD, path, RENAME_NOREPLACE) == 0 &&
                   sync_directory_of(scratch, path);
    }
    if (!is_whole) {
        enum status status = cannot_write(err, path);
        (void)unlink(part);
        return is_cancelled(watch) ? err_return(err, UNAVAILABLE, "Stopped. Nothing was written.")
                                   : status;
    }
    return OK;
}

enum status db_backup(struct db *db, const char *path, const struct backup_watch *watch,
                      struct err *err)
{
    if (db->kind != DB_ENGINE_SQLITE) {
        return err_return(err, INVALID,
                          "This organisation's data are in PostgreSQL; back them up with pg_dump.");
    }
    struct connection *connection = NULL;
    TRY(SQLITE_ENGINE.open(db, CONNECTION_READS, &connection, err));
    sqlite3 *from = sqlite_handle(connection);
    /* The first read fixes the moment; without it a change would make the copy begin again. */
    enum status status = UNAVAILABLE;
    if (sqlite_exec(connection, "backup", "BEGIN; SELECT count(*) FROM sqlite_schema") == OK) {
        status = write_copy(from, path, watch, err);
    }
    SQLITE_ENGINE.rollback(connection);
    connection_close(connection);
    return status;
}

enum status db_restore(const char *path, const char *location, const struct backup_watch *watch,
                       struct err *err)
{
    sqlite3 *from = NULL;
    enum status status = INVALID;
    if (sqlite3_open_v2(path, &from, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
        answers(from, "SELECT count(*) FROM sqlite_schema WHERE name = 'schema_migration'", "1")) {
        status = write_copy(from, location, watch, err);
    } else {
        status = not_a_backup(err, path);
    }
    if (sqlite3_close(from) != SQLITE_OK) {
        log_error("db.restore", "reason=\"not closed\"");
    }
    return status;
}
