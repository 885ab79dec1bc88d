/* Buckets live in sets of eight; the fullest gives way to a new key, as it has the least to tell. */
#include "platform/web/limiter.h"

#include "platform/base/clock.h"
#include "platform/base/memory.h"

#include <pthread.h>

enum { SETS = 1024, WAYS = 8 };

static const int64_t HOUR_US = INT64_C(3600000000);

struct bucket {
    uint64_t key;
    int64_t empty_at_us; /* a full bucket was empty long ago: when its first token would be due */
};

struct limiter {
    pthread_mutex_t lock; /* guards the table */
    struct bucket sets[SETS][WAYS];
};

struct limiter *limiter_new(void)
{
    struct limiter *limiter = memory_new(sizeof(*limiter));
    pthread_mutex_init(&limiter->lock, NULL);
    return limiter;
}

void limiter_free(struct limiter *limiter)
{
    if (limiter != NULL) {
        pthread_mutex_destroy(&limiter->lock);
        memory_free(limiter);
    }
}

static struct bucket *find(struct limiter *limiter, uint64_t key)
{
    struct bucket *set = limiter->sets[key % SETS];
    struct bucket *oldest = &set[0];
    for (int i = 0; i < WAYS; i++) {
        if (set[i].key == key) {
            return &set[i];
        }
        oldest = set[i].empty_at_us < oldest->empty_at_us ? &set[i] : oldest;
    }
    *oldest = (struct bucket){.key = key};
    return oldest;
}

/* A token costs `cost_us` of time; at most `burst` of them are saved up (GCRA). */
int64_t limiter_take(struct limiter *limiter, struct str kind, struct str key, int burst,
                     int per_hour)
{
    int64_t now_us = monotonic_us();
    int64_t cost_us = HOUR_US / per_hour;
    uint64_t hash = str_hash(kind) * UINT64_C(0x9e3779b97f4a7c15) ^ str_hash(key);
    int64_t wait_us = 0;
    pthread_mutex_lock(&limiter->lock);
    struct bucket *bucket = find(limiter, hash | 1);
    int64_t from_us = bucket->empty_at_us > now_us ? bucket->empty_at_us : now_us;
    int64_t ahead_us = from_us + cost_us - now_us;
    if (ahead_us > cost_us * burst) {
        wait_us = ahead_us - cost_us * burst;
    } else {
        bucket->empty_at_us = from_us + cost_us;
    }
    pthread_mutex_unlock(&limiter->lock);
    return wait_us > 0 ? wait_us / 1000000 + 1 : 0;
}
