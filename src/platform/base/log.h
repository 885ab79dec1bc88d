/* One line an incident, to standard error, in logfmt: time, level, event, then key=value pairs.
 *
 * Never a secret, never a personal value: ids, counts, durations, statuses. Lines are written with
 * one write(2) each, so threads do not mix them.
 */
#ifndef SAMSYN_BASE_LOG_H
#define SAMSYN_BASE_LOG_H

#include "platform/base/str.h"

enum log_level { LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARNING, LOG_LEVEL_ERROR };

/* `event` is a dotted name ("db.unavailable"); `format` gives the pairs: "code=%d waited_ms=%lld". */
void log_write(enum log_level level, const char *event, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* For who writes very many lines (one a request): whole lines made before, at most LOG_LINES_LIMIT
 * bytes, written at once. Never waits: when nobody takes them they are dropped, and false is told. */
enum { LOG_LINES_LIMIT = 4096 };
bool log_lines(struct str lines);
bool log_is_on(enum log_level level);

void log_set_level(enum log_level level); /* at start, before threads */
void log_set_fd(int fd);                  /* at start; 2 by default */

#define log_info(event, ...) log_write(LOG_LEVEL_INFO, event, __VA_ARGS__)
#define log_warning(event, ...) log_write(LOG_LEVEL_WARNING, event, __VA_ARGS__)
#define log_error(event, ...) log_write(LOG_LEVEL_ERROR, event, __VA_ARGS__)

/* Prints one line and exits with 1; for what the supervisor must mend by a restart. */
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
