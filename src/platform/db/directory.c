/* One server a data directory. The lock is the kernel's and dies with the process, however it dies. */
#include "platform/db/db.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum status db_lock_directory(const char *directory, int *out_fd, struct err *err)
{
    ARENA_SCOPED(scratch);
    if (mkdir(directory, 0700) != 0 && errno != EEXIST) {
        return err_return(err, UNAVAILABLE, "The data directory cannot be made.");
    }
    struct str path = str_format(scratch, "%s/samsyn.lock", directory);
    int fd = open(path.at, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        return err_return(err, UNAVAILABLE, "The data directory cannot be written.");
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        (void)close(fd);
        return err_return(err, CONFLICT, "Another server uses this data directory.");
    }
    *out_fd = fd;
    return OK;
}
