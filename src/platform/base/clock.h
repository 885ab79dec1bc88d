/* Two clocks.
 *
 * The domain's clock says what day it is for visits, deadlines of promises, retention; a demo moves
 * it and it goes on ticking from there. Real time governs timeouts, sign-ins, rate limits. Times are
 * int64 milliseconds since 1970 UTC; NO_TIME is "not known".
 */
#ifndef SAMSYN_BASE_CLOCK_H
#define SAMSYN_BASE_CLOCK_H

#include <stdint.h>

#define NO_TIME INT64_MIN

/* A clock: real time plus an offset, or standing still. Safe to read from any thread. */
struct clock {
    _Atomic int64_t offset_ms;
    _Atomic int64_t frozen_ms; /* NO_TIME: ticks */
};

void clock_init(struct clock *clock);
int64_t clock_now(const struct clock *clock);           /* ms since 1970 UTC, the domain's */
void clock_set(struct clock *clock, int64_t now_ms);    /* goes on ticking from there */
void clock_freeze(struct clock *clock, int64_t now_ms); /* stands still, for tests */

int64_t real_now_ms(void);   /* wall time, UTC */
int64_t monotonic_us(void);  /* for durations and deadlines */
int64_t thread_cpu_us(void); /* CPU time of this thread */

#endif
