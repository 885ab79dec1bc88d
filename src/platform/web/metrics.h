/* Private to the room: what the server counts, for /metrics, and its line a request in the log. */
#ifndef SAMSYN_WEB_METRICS_H
#define SAMSYN_WEB_METRICS_H

#include "platform/web/inside.h"

struct metrics *metrics_new(void);
void metrics_free(struct metrics *metrics);
/* A reply is being sent. Its line goes to `log`, which is written now and then. */
void metrics_count(struct metrics *metrics, const struct exchange *exchange, struct buf *log);
/* Writes the collected lines; drops them when nobody takes them. */
void metrics_flush(struct metrics *metrics, struct buf *log);
void metrics_count_full(struct metrics *metrics); /* a pool's queue was full */
void metrics_add_listeners(struct metrics *metrics, int more);
void metrics_add_delivered(struct metrics *metrics, int64_t events);
/* Prometheus' text form, version 0.0.4. */
void metrics_write(struct server *server, struct buf *out);

#endif
