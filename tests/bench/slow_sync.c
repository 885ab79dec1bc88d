/* A disk that takes 5 ms longer to keep what it was given: loaded before the program (LD_PRELOAD) by
 * change.bench.mjs. */
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { LONGER_MS = 5 };

int fsync(int fd)
{
    (void)poll(NULL, 0, LONGER_MS);
    return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    (void)poll(NULL, 0, LONGER_MS);
    return (int)syscall(SYS_fdatasync, fd);
}
