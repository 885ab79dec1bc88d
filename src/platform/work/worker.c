/* Three threads: quick jobs and schedules, long jobs, and the sender of messages. They are woken after
 * a commit that added work and look by themselves at least every second, since another node may have added work.
 */
#include "platform/base/log.h"
#include "platform/secret/secret.h"
#include "platform/work/job_rows.h"
#include "work_queries.h"

#include <assert.h>
#include <errno.h>
#include <time.h>
#include <unistd.h>

enum { LOOK_EVERY_MS = 1000, REST_AFTER_TROUBLE_MS = 2000, TAKE_OVER_MS = 10 * 60 * 1000 };

void workers_wake(struct workers *workers)
{
    pthread_mutex_lock(&workers->lock);
    workers->quick_signal++;
    workers->slow_signal++;
    workers->sender_signal++;
    pthread_cond_broadcast(&workers->wake);
    pthread_mutex_unlock(&workers->lock);
}

/* Waits for a reason to look, at most `most_ms`; false when stopping. On true the thread counts as
 * busy until it comes back here. */
static bool wait_for_work(struct workers *workers, unsigned *signal, unsigned *seen, int most_ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += most_ms / 1000;
    until.tv_nsec += (long)(most_ms % 1000) * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000L;
    }
    pthread_mutex_lock(&workers->lock);
    int waited = 0;
    while (!workers->is_stopping &&
           (workers->is_moving || (*signal == *seen && waited != ETIMEDOUT))) {
        waited = pthread_cond_timedwait(&workers->wake, &workers->lock, &until);
        if (waited == ETIMEDOUT && workers->is_moving) {
            pthread_cond_wait(&workers->wake, &workers->lock);
        }
    }
    *seen = *signal;
    bool goes_on = !workers->is_stopping;
    workers->busy += goes_on ? 1 : 0;
    pthread_mutex_unlock(&workers->lock);
    return goes_on;
}

static void rest(struct workers *workers)
{
    pthread_mutex_lock(&workers->lock);
    workers->busy--;
    pthread_cond_broadcast(&workers->wake);
    pthread_mutex_unlock(&workers->lock);
}

static bool is_stopping(struct workers *workers)
{
    pthread_mutex_lock(&workers->lock);
    bool stops = workers->is_stopping || workers->is_moving;
    pthread_mutex_unlock(&workers->lock);
    return stops;
}

static enum status drain_jobs(struct workers *workers, bool is_long)
{
    bool ran = true;
    while (ran && !is_stopping(workers)) {
        TRY(job_run_next(workers->platform, is_long, &ran));
    }
    return OK;
}

static void *run_quick(void *self)
{
    struct workers *workers = self;
    unsigned seen = 0;
    int pause = 0;
    while (wait_for_work(workers, &workers->quick_signal, &seen, pause)) {
        int64_t next = 0;
        enum status status = schedules_run(workers->platform, &next);
        if (status == OK) {
            status = drain_jobs(workers, false);
        }
        pause = status == OK ? LOOK_EVERY_MS : REST_AFTER_TROUBLE_MS;
        rest(workers);
    }
    return NULL;
}

static void *run_slow(void *self)
{
    struct workers *workers = self;
    unsigned seen = 0;
    int pause = 0;
    while (wait_for_work(workers, &workers->slow_signal, &seen, pause)) {
        pause = drain_jobs(workers, true) == OK ? LOOK_EVERY_MS : REST_AFTER_TROUBLE_MS;
        rest(workers);
    }
    return NULL;
}

static void *run_sender(void *self)
{
    struct workers *workers = self;
    unsigned seen = 0;
    int pause = 0;
    while (wait_for_work(workers, &workers->sender_signal, &seen, pause)) {
        int64_t next = 0;
        pause = outbox_run(workers->platform, &next) == OK ? LOOK_EVERY_MS : REST_AFTER_TROUBLE_MS;
        rest(workers);
    }
    return NULL;
}

static enum status react(void *self, struct tx *tx, struct err *err)
{
    struct platform *platform = self;
    return reactions_run(platform->reactions, tx, err);
}

static void told(void *self, struct db *db)
{
    (void)db;
    struct platform *platform = self;
    if (platform->workers != NULL && db_take_work(platform->db)) {
        workers_wake(platform->workers);
    }
    if (platform->live_told != NULL) {
        platform->live_told(platform);
    }
}

static enum status take_over(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    int64_t changed = 0;
    return query_run(tx, &JOB_TAKE_OVER, bind_row(&JOB_ROW_TABLE, in), &changed);
}

static enum status give_back(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    int64_t changed = 0;
    return query_run(tx, &JOB_GIVE_BACK, bind_row(&JOB_ROW_TABLE, in), &changed);
}

static enum status write_row(struct platform *platform, const char *name, db_change_fn run,
                             struct err *err)
{
    ARENA_SCOPED(arena);
    struct job_row row;
    row_clear(&JOB_ROW_TABLE, &row);
    row.claimed_by = platform->workers->name;
    /* One process alone uses a SQLite file: whatever is claimed there was left by one that died. */
    bool is_alone = db_engine(platform->db) == DB_ENGINE_SQLITE;
    row.claimed_at = real_now_ms() - (is_alone ? 0 : TAKE_OVER_MS);
    struct call call = platform_call(platform, arena, err, STR("job"));
    return call_write(&call, name, run, &row, NULL);
}

static struct workers *workers_new(struct platform *platform)
{
    struct arena *arena = arena_new(0);
    struct workers *workers = ARENA_NEW(arena, struct workers);
    workers->arena = arena;
    workers->platform = platform;
    char host[64] = "";
    if (gethostname(host, sizeof(host) - 1) != 0) {
        host[0] = '?';
    }
    workers->name = str_format(arena, "%s:%d:%lld", host, (int)getpid(), (long long)real_now_ms());
    pthread_mutex_init(&workers->lock, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&workers->wake, &attributes);
    pthread_condattr_destroy(&attributes);
    return workers;
}

enum status workers_start(struct platform *platform, struct err *err)
{
    platform->workers = workers_new(platform);
    db_set_hooks(platform->db, &(struct db_hooks){platform, react, told});
    if (platform->setting_values == NULL) {
        TRY(settings_load(platform, err));
    }
    TRY(write_row(platform, "job.take_over", take_over, err));

    struct workers *workers = platform->workers;
    struct {
        pthread_t *thread;
        void *(*run)(void *);
    } const threads[] = {
        {&workers->quick, run_quick}, {&workers->slow, run_slow}, {&workers->sender, run_sender}};
    for (size_t i = 0; i < sizeof(threads) / sizeof(threads[0]); i++) {
        if (pthread_create(threads[i].thread, NULL, threads[i].run, workers) != 0) {
            return err_return(err, UNAVAILABLE, N_("The system has no more threads."));
        }
        workers->started++;
    }
    return OK;
}

void workers_stop(struct platform *platform)
{
    struct workers *workers = platform->workers;
    if (workers == NULL) {
        return;
    }
    pthread_mutex_lock(&workers->lock);
    workers->is_stopping = true;
    pthread_cond_broadcast(&workers->wake);
    pthread_mutex_unlock(&workers->lock);
    pthread_t threads[] = {workers->quick, workers->slow, workers->sender};
    assert(workers->started <= (int)(sizeof(threads) / sizeof(threads[0])));
    for (int i = 0; i < workers->started; i++) {
        pthread_join(threads[i], NULL);
    }
    if (write_row(platform, "job.give_back", give_back, NULL) != OK) {
        log_warning("job.not_given_back", "worker=%.*s", STR_ARG(workers->name));
    }
    db_set_hooks(platform->db, NULL);
    platform->workers = NULL;
    settings_free(platform);
    pthread_cond_destroy(&workers->wake);
    pthread_mutex_destroy(&workers->lock);
    arena_free(workers->arena);
}
