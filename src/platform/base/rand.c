/* xoshiro256** and splitmix64 by D. Blackman and S. Vigna (Scrambled Linear Pseudorandom Number
 * Generators, 2021); ids on top of the clock.
 */
#include "platform/base/rand.h"

#include "platform/base/clock.h"
#include "platform/base/log.h"

#include <assert.h>
#include <stdatomic.h>
#include <sys/random.h>

enum { COUNTER_BITS = 21 };

#define YEAR_2024_MS INT64_C(1704067200000)

static uint64_t splitmix(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static uint64_t rotate(uint64_t x, int by)
{
    return x << by | x >> (64 - by);
}

void random_seed(struct random_source *source, uint64_t seed)
{
    uint64_t state = seed;
    for (int i = 0; i < 4; i++) {
        source->state[i] = splitmix(&state);
    }
}

uint64_t random_next(struct random_source *source)
{
    uint64_t *s = source->state;
    uint64_t result = rotate(s[1] * 5, 7) * 9;
    uint64_t shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 45);
    return result;
}

uint64_t random_below(struct random_source *source, uint64_t bound)
{
    assert(bound > 0);
    uint64_t unfair = (0 - bound) % bound; /* so many of the smallest values would be favoured */
    uint64_t value = random_next(source);
    while (value < unfair) {
        value = random_next(source);
    }
    return value % bound;
}

double random_unit(struct random_source *source)
{
    return (double)(random_next(source) >> 11) * 0x1.0p-53;
}

/* A number that other processes do not have, drawn once. Two threads may both draw: the first wins. */
static uint64_t process_seed(void)
{
    static _Atomic uint64_t seed;
    uint64_t known = atomic_load(&seed);
    if (known == 0) {
        uint64_t drawn = 0;
        if (getrandom(&drawn, sizeof(drawn), 0) != (ssize_t)sizeof(drawn)) {
            die("the system gives no random numbers");
        }
        drawn |= 1;
        known = atomic_compare_exchange_strong(&seed, &known, drawn) ? drawn : known;
    }
    return known;
}

int64_t id_new(void)
{
    static _Atomic uint64_t newest;
    uint64_t now = (uint64_t)(real_now_ms() - YEAR_2024_MS) & ((UINT64_C(1) << 42) - 1);
    uint64_t mixed = process_seed() ^ now;
    uint64_t start =
        splitmix(&mixed) >> (64 - (COUNTER_BITS - 1)); /* half the counter stays free */
    uint64_t fresh = now << COUNTER_BITS | start;
    uint64_t before = atomic_load(&newest);
    uint64_t id = 0;
    do {
        id = fresh >> COUNTER_BITS > before >> COUNTER_BITS ? fresh : before + 1;
    } while (!atomic_compare_exchange_weak(&newest, &before, id));
    return (int64_t)id;
}
