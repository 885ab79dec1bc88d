/* Sessions stand in a table of fixed size in sets of eight, as the limiter's keys do. A place whose time
 * is over may be another's; one that is still to be written may not. */
#include "platform/web/seen.h"

#include "platform/base/arena.h"
#include "platform/base/log.h"
#include "platform/base/memory.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

enum { SETS = 2048, WAYS = 8, PIECE = 500, WRITE_EVERY_S = 60 };

static const int64_t NOTE_EVERY_US = INT64_C(5) * 60 * 1000 * 1000;

struct place {
    _Atomic int64_t session; /* 0: free */
    _Atomic int64_t noted_us;
    bool is_due; /* under the lock */
};

struct seen {
    struct db *db;
    const struct viewer_source *viewers;
    pthread_t thread;
    pthread_mutex_t lock; /* guards changes of places, is_ending */
    pthread_cond_t ends;
    bool is_ending;
    struct place sets[SETS][WAYS];
};

static struct place *set_of(struct seen *seen, int64_t session)
{
    uint64_t hash = (uint64_t)session * UINT64_C(0x9e3779b97f4a7c15);
    return seen->sets[(hash >> 40) % SETS];
}

static bool is_lately(struct place *place, int64_t now_us)
{
    return now_us - atomic_load_explicit(&place->noted_us, memory_order_relaxed) < NOTE_EVERY_US;
}

/* Under the lock: the session's own place, else one that nobody needs; NULL: none. */
static struct place *place_for(struct place *set, int64_t session, int64_t now_us)
{
    struct place *found = NULL;
    for (int i = 0; i < WAYS; i++) {
        int64_t held = atomic_load_explicit(&set[i].session, memory_order_relaxed);
        if (held == session) {
            return &set[i];
        }
        bool is_free = held == 0 || (!set[i].is_due && !is_lately(&set[i], now_us));
        found = found == NULL && is_free ? &set[i] : found;
    }
    return found;
}

void seen_note(struct seen *seen, int64_t session, int64_t now_us)
{
    if (seen == NULL || session == NO_INT) {
        return;
    }
    struct place *set = set_of(seen, session);
    for (int i = 0; i < WAYS; i++) {
        if (atomic_load_explicit(&set[i].session, memory_order_relaxed) == session &&
            is_lately(&set[i], now_us)) {
            return;
        }
    }
    pthread_mutex_lock(&seen->lock);
    struct place *place = place_for(set, session, now_us);
    if (place != NULL) {
        atomic_store_explicit(&place->noted_us, now_us, memory_order_relaxed);
        atomic_store_explicit(&place->session, session, memory_order_relaxed);
        place->is_due = true;
    }
    pthread_mutex_unlock(&seen->lock);
}

/* Takes up to PIECE of the noted ones from set `*from` on. */
static size_t take(struct seen *seen, size_t *from, int64_t *to)
{
    size_t count = 0;
    pthread_mutex_lock(&seen->lock);
    for (; *from < SETS && count + WAYS <= PIECE; (*from)++) {
        struct place *set = seen->sets[*from];
        for (int i = 0; i < WAYS; i++) {
            if (set[i].is_due) {
                set[i].is_due = false;
                to[count++] = atomic_load_explicit(&set[i].session, memory_order_relaxed);
            }
        }
    }
    pthread_mutex_unlock(&seen->lock);
    return count;
}

void seen_write(struct seen *seen)
{
    ARENA_SCOPED(arena);
    int64_t sessions[PIECE];
    size_t from = 0;
    while (from < SETS) {
        size_t count = take(seen, &from, sessions);
        struct err err;
        err_init(&err, arena);
        /* Nobody waits for it: what cannot be written now is told again in five minutes. */
        enum status status =
            count > 0 ? seen->viewers->seen(seen->db, arena, sessions, count, &err) : OK;
        if (status != OK) {
            log_warning("web.seen", "sessions=%zu", count);
        }
        arena_reset(arena);
    }
}

static void *run(void *self)
{
    struct seen *seen = self;
    pthread_mutex_lock(&seen->lock);
    while (!seen->is_ending) {
        struct timespec until;
        (void)clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += WRITE_EVERY_S;
        while (!seen->is_ending && pthread_cond_timedwait(&seen->ends, &seen->lock, &until) == 0) {
        }
        if (!seen->is_ending) {
            pthread_mutex_unlock(&seen->lock);
            seen_write(seen);
            pthread_mutex_lock(&seen->lock);
        }
    }
    pthread_mutex_unlock(&seen->lock);
    return NULL;
}

struct seen *seen_new(struct db *db, const struct viewer_source *viewers)
{
    if (viewers == NULL || viewers->seen == NULL) {
        return NULL;
    }
    struct seen *seen = memory_new(sizeof(*seen));
    seen->db = db;
    seen->viewers = viewers;
    pthread_mutex_init(&seen->lock, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&seen->ends, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&seen->thread, NULL, run, seen) != 0) {
        die("no thread can be started");
    }
    return seen;
}

void seen_free(struct seen *seen)
{
    if (seen == NULL) {
        return;
    }
    pthread_mutex_lock(&seen->lock);
    seen->is_ending = true;
    pthread_cond_signal(&seen->ends);
    pthread_mutex_unlock(&seen->lock);
    pthread_join(seen->thread, NULL);
    seen_write(seen);
    pthread_cond_destroy(&seen->ends);
    pthread_mutex_destroy(&seen->lock);
    memory_free(seen);
}
