/* Reproducible random numbers (xoshiro256**), for demos, engines and tests; never for secrets
 * (those come from platform/secret). The same seed gives the same numbers on every machine. */
#ifndef SAMSYN_BASE_RAND_H
#define SAMSYN_BASE_RAND_H

#include <stdint.h>

struct random_source {
    uint64_t state[4];
};

void random_seed(struct random_source *source, uint64_t seed); /* spread by splitmix64 */
uint64_t random_next(struct random_source *source);
uint64_t random_below(struct random_source *source, uint64_t bound); /* 0..bound-1, unbiased */
double random_unit(struct random_source *source);                    /* [0, 1) */

/* Time-ordered 64-bit ids: 42 bits of real milliseconds since 2024, 21 bits of counter with a random
 * start. Positive, unique within a process and in practice between nodes. Safe from any thread. */
int64_t id_new(void);

#endif
