/* `samsyn backup FILE` and `samsyn restore FILE`. */
#include "commands/commands.h"

#include "platform/db/backup.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct backup_options {
    struct str file, data;
};
static const struct field BACKUP_FIELDS[] = {
    FIELD(TEXT, struct backup_options, file, N_("File to write, which must not be there yet"),
          .flags = FIELD_REQUIRED),
};
static const struct table BACKUP_TABLE = TABLE("backup", struct backup_options, BACKUP_FIELDS);
static const struct field RESTORE_FIELDS[] = {
    FIELD(TEXT, struct backup_options, file, N_("Backup to read"), .flags = FIELD_REQUIRED),
    FIELD(TEXT, struct backup_options, data, N_("Data directory")),
};
static const struct table RESTORE_TABLE = TABLE("restore", struct backup_options, RESTORE_FIELDS);
static const char *const PLACES[] = {"file", NULL};

/* A server that carries the command out has another working directory than its caller. */
static enum status absolute_path(struct command_call *command, struct str name, const char **out)
{
    if (str_starts(name, STR("/"))) {
        *out = str_c(command->arena, name);
        return OK;
    }
    char directory[4096];
    struct str link = str_format(command->arena, "/proc/self/fd/%d", command->directory);
    ssize_t length = readlink(link.at, directory, sizeof(directory));
    if (length <= 0 || (size_t)length >= sizeof(directory)) {
        return err_return(command->err, UNAVAILABLE, N_("The working directory cannot be found."));
    }
    *out = str_format(command->arena, "%.*s/%.*s", (int)length, directory, STR_ARG(name)).at;
    return OK;
}

static void show_pages(void *self, int64_t done, int64_t total)
{
    command_progress(self, "pages", done, total);
}

static enum status tell_size(struct command_call *command, const char *path)
{
    struct stat made;
    assert(path != NULL);
    if (stat(path, &made) != 0) {
        return err_return(command->err, UNAVAILABLE, N_("The output could not be written."));
    }
    fprintf(command->out, "%s: %lld bytes\n", path, (long long)made.st_size);
    return OK;
}

static enum status run_backup(struct command_call *command, const void *in)
{
    const struct backup_options *options = in;
    const char *path = NULL;
    TRY(absolute_path(command, options->file, &path));
    struct backup_watch watch = {
        .progress = show_pages, .self = command, .is_cancelled = command->is_cancelled};
    enum status status = db_backup(command->platform->db, path, &watch, command->err);
    command_progress_end(command);
    return status == OK ? tell_size(command, path) : status;
}

static enum status run_restore(struct command_call *command, const void *in)
{
    const struct backup_options *options = in;
    const char *path = NULL;
    int lock = -1;
    TRY(absolute_path(command, options->file, &path));
    struct str directory = str_is_empty(options->data) ? STR("samsyn-data") : options->data;
    TRY(db_lock_directory(str_c(command->arena, directory), &lock, command->err));
    struct backup_watch watch = {
        .progress = show_pages, .self = command, .is_cancelled = command->is_cancelled};
    const char *location = str_format(command->arena, "%.*s/samsyn.sqlite", STR_ARG(directory)).at;
    enum status status = db_restore(path, location, &watch, command->err);
    command_progress_end(command);
    (void)close(lock);
    return status == OK ? tell_size(command, location) : status;
}

const struct command BACKUP_COMMAND = {
    .words = "backup",
    .summary = N_("Writes everything into one file, while the server goes on"),
    .options = &BACKUP_TABLE,
    .positionals = PLACES,
    .needs_data = true,
    .run = run_backup,
};
const struct command RESTORE_COMMAND = {
    .words = "restore",
    .summary = N_("Makes the data of a new installation from a backup"),
    .options = &RESTORE_TABLE,
    .positionals = PLACES,
    .run = run_restore,
};
