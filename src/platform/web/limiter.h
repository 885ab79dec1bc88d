/* Private to the room: token buckets by key, in a table of fixed size, in real time. */
#ifndef SAMSYN_WEB_LIMITER_H
#define SAMSYN_WEB_LIMITER_H

#include "platform/base/str.h"

struct limiter;

struct limiter *limiter_new(void);
void limiter_free(struct limiter *limiter);
/* Takes one token of (kind, key); when there is none, the seconds until the next, else 0. */
int64_t limiter_take(struct limiter *limiter, struct str kind, struct str key, int burst,
                     int per_hour);

#endif
