#include "app/unfinished.h"

#include "platform/base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static const char MARK[] = "demo.unfinished";

static const char *path_of(struct arena *arena, struct str directory, const char *name)
{
    return str_c(arena, str_format(arena, "%.*s/%s", STR_ARG(directory), name));
}

static enum status cannot_write(struct str directory, struct err *err)
{
    struct err_item *item =
        err_add(err, "The data directory {directory} cannot be written: {reason}.");
    err_text(err, item, "directory", directory);
    err_text(err, item, "reason", str_of(strerror(errno)));
    return UNAVAILABLE;
}

/* What was made or removed in the directory is so after a power cut too. */
static enum status keep(struct str directory, struct err *err)
{
    ARENA_SCOPED(arena);
    int file = open(str_c(arena, directory), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_kept = file >= 0 && fsync(file) == 0;
    if (file >= 0) {
        close(file);
    }
    return is_kept ? OK : cannot_write(directory, err);
}

bool unfinished_is(struct str directory)
{
    ARENA_SCOPED(arena);
    return access(path_of(arena, directory, MARK), F_OK) == 0;
}

enum status unfinished_begin(struct str directory, struct err *err)
{
    static const char *const parts[] = {"samsyn.sqlite-wal", "samsyn.sqlite-shm", "samsyn.sqlite"};
    ARENA_SCOPED(arena);
    if (unfinished_is(directory)) {
        log_info("demo.begins_anew", "reason=unfinished");
        for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
            if (unlink(path_of(arena, directory, parts[i])) != 0 && errno != ENOENT) {
                return cannot_write(directory, err);
            }
        }
        return keep(directory, err);
    }
    if (access(path_of(arena, directory, "samsyn.sqlite"), F_OK) == 0) {
        return OK;
    }
    int file = open(path_of(arena, directory, MARK), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) {
        return cannot_write(directory, err);
    }
    close(file);
    return keep(directory, err);
}

enum status unfinished_end(struct str directory, struct err *err)
{
    ARENA_SCOPED(arena);
    if (unlink(path_of(arena, directory, MARK)) != 0) {
        return errno == ENOENT ? OK : cannot_write(directory, err);
    }
    return keep(directory, err);
}
