/* logfmt on one file descriptor. A line is built on the stack and written once; control characters
 * become '?', so that no value can begin a line of its own.
 */
#include "platform/base/log.h"

#include "platform/base/clock.h"
#include "platform/base/date.h"

#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

enum { LINE_BYTES = 2048 };

static _Atomic int least_level = LOG_LEVEL_INFO;
static _Atomic int log_fd = STDERR_FILENO;

void log_set_level(enum log_level level)
{
    atomic_store(&least_level, (int)level);
}

void log_set_fd(int fd)
{
    atomic_store(&log_fd, fd);
}

/* Ends `line`, of which vsnprintf() would have written `length` bytes, and writes it. */
static void write_line(int fd, char line[LINE_BYTES], int length)
{
    size_t bytes = length < 0 ? 0 : (size_t)length;
    if (bytes > LINE_BYTES - 2) {
        bytes = LINE_BYTES - 2;
    }
    while (bytes > 0 && line[bytes - 1] == ' ') {
        bytes--;
    }
    for (size_t i = 0; i < bytes; i++) {
        unsigned char c = (unsigned char)line[i];
        line[i] = c < 0x20 || c == 0x7F ? '?' : line[i];
    }
    line[bytes++] = '\n';
    ssize_t written = write(fd, line, bytes);
    (void)written; /* there is nobody left to tell */
}

void log_write(enum log_level level, const char *event, const char *format, ...)
{
    static const char *const names[] = {"debug", "info", "warning", "error"};
    if ((int)level < atomic_load_explicit(&least_level, memory_order_relaxed)) {
        return;
    }
    char time[TIME_TEXT_LENGTH + 1];
    time_write(real_now_ms(), time);
    char line[LINE_BYTES];
    int length =
        snprintf(line, sizeof(line), "time=%s level=%s event=%s ", time, names[level], event);
    if (length > 0 && length < LINE_BYTES) {
        va_list arguments;
        va_start(arguments, format);
        length += vsnprintf(line + length, sizeof(line) - (size_t)length, format, arguments);
        va_end(arguments);
    }
    write_line(atomic_load(&log_fd), line, length);
}

bool log_is_on(enum log_level level)
{
    return (int)level >= atomic_load_explicit(&least_level, memory_order_relaxed);
}

/* A pipe that says it is writable takes 4096 bytes without waiting. */
bool log_lines(struct str lines)
{
    struct pollfd log = {.fd = atomic_load(&log_fd), .events = POLLOUT};
    if (lines.len == 0 || lines.len > LOG_LINES_LIMIT || poll(&log, 1, 0) != 1 ||
        (log.revents & POLLOUT) == 0) {
        return lines.len == 0;
    }
    return write(log.fd, lines.at, lines.len) == (ssize_t)lines.len;
}

void die(const char *format, ...)
{
    char line[LINE_BYTES];
    int length = snprintf(line, sizeof(line), "samsyn: ");
    va_list arguments;
    va_start(arguments, format);
    length += vsnprintf(line + length, sizeof(line) - (size_t)length, format, arguments);
    va_end(arguments);
    write_line(STDERR_FILENO, line, length);
    _exit(1); /* no handlers: whatever holds a lock now would be waited for */
}
