/* A disk that takes SLOW_SYNC_US longer to keep what it was given: loaded before the program (LD_PRELOAD)
 * by change.bench.mjs. */
#include <poll.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static void take_time(void)
{
    const char *us = getenv("SLOW_SYNC_US");
    if (us != NULL) {
        (void)poll(NULL, 0, (int)strtod(us, NULL) / 1000);
    }
}

int fsync(int fd)
{
    take_time();
    return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    take_time();
    return (int)syscall(SYS_fdatasync, fd);
}
