/* Private to the room: what the server counts, for /metrics, and its line a request in the log. */
#ifndef SAMSYN_WEB_METRICS_H
#define SAMSYN_WEB_METRICS_H

#include "platform/web/inside.h"

struct metrics *metrics_new(void);
void metrics_free(struct metrics *metrics);
/* A reply is being sent; in any thread. */
void metrics_count(struct metrics *metrics, const struct exchange *exchange);
void metrics_count_full(struct metrics *metrics); /* a pool's queue was full */
void metrics_add_listeners(struct metrics *metrics, int more);
void metrics_add_delivered(struct metrics *metrics, int64_t events);
/* Prometheus' text form, version 0.0.4. */
void metrics_write(struct server *server, struct buf *out);

#endif
