#include "platform/base/clock.h"

#include <stdatomic.h>
#include <time.h>

static int64_t read_clock(clockid_t which, int64_t per_second)
{
    struct timespec now = {0};
    clock_gettime(which, &now);
    return (int64_t)now.tv_sec * per_second + (int64_t)now.tv_nsec / (1000000000 / per_second);
}

int64_t real_now_ms(void)
{
    return read_clock(CLOCK_REALTIME, 1000);
}

int64_t monotonic_us(void)
{
    return read_clock(CLOCK_MONOTONIC, 1000000);
}

int64_t thread_cpu_us(void)
{
    return read_clock(CLOCK_THREAD_CPUTIME_ID, 1000000);
}

void clock_init(struct clock *clock)
{
    atomic_init(&clock->offset_ms, 0);
    atomic_init(&clock->frozen_ms, NO_TIME);
}

int64_t clock_now(const struct clock *clock)
{
    int64_t frozen = atomic_load(&clock->frozen_ms);
    return frozen != NO_TIME ? frozen : real_now_ms() + atomic_load(&clock->offset_ms);
}

void clock_set(struct clock *clock, int64_t now_ms)
{
    atomic_store(&clock->offset_ms, now_ms - real_now_ms());
    atomic_store(&clock->frozen_ms, NO_TIME);
}

void clock_freeze(struct clock *clock, int64_t now_ms)
{
    atomic_store(&clock->frozen_ms, now_ms);
}
