/* Moving a demo's clock: each due instant is visited in order, so that what happens on Tuesday sees
 * Monday's results, as it would in a real week. */
#include "platform/work/job_rows.h"
#include "work_queries.h"

static void pause_workers(struct workers *workers, bool pauses)
{
    pthread_mutex_lock(&workers->lock);
    workers->is_moving = pauses;
    while (pauses && workers->busy > 0) {
        pthread_cond_wait(&workers->wake, &workers->lock);
    }
    pthread_cond_broadcast(&workers->wake);
    pthread_mutex_unlock(&workers->lock);
}

static enum status next_due(struct platform *platform, int64_t *out_due)
{
    ARENA_SCOPED(arena);
    struct err err;
    err_init(&err, arena);
    struct tx *reader READER_SCOPED = NULL;
    TRY(db_reader(platform->db, arena, &reader, &err));
    struct due_row row;
    TRY(query_one(reader, &JOB_NEXT_DUE, bind_none(), &DUE_TABLE, &row));
    *out_due = row.due == NO_TIME ? INT64_MAX : row.due;
    return OK;
}

/* Everything due at the clock's present instant; *out_next is the earliest instant after it. */
static enum status run_instant(struct platform *platform, int64_t *out_next)
{
    int64_t scheduled = INT64_MAX;
    bool ran = true;
    while (ran) {
        TRY(schedules_run(platform, &scheduled));
        bool ran_quick = false;
        bool ran_long = false;
        TRY(job_run_next(platform, false, &ran_quick));
        TRY(job_run_next(platform, true, &ran_long));
        ran = ran_quick || ran_long;
    }
    int64_t due = 0;
    TRY(next_due(platform, &due));
    *out_next = due < scheduled ? due : scheduled;
    return OK;
}

static enum status move(struct platform *platform, int64_t to_ms)
{
    int64_t next = 0;
    TRY(run_instant(platform, &next));
    while (next <= to_ms) {
        if (next > clock_now(&platform->clock)) {
            clock_set(&platform->clock, next);
        }
        TRY(run_instant(platform, &next));
    }
    if (to_ms > clock_now(&platform->clock)) {
        clock_set(&platform->clock, to_ms);
    }
    return run_instant(platform, &next);
}

enum status workers_move_clock(struct platform *platform, int64_t to_ms, struct err *err)
{
    if (to_ms < clock_now(&platform->clock)) {
        return err_return(err, INVALID, N_("The clock moves forward only."));
    }
    pause_workers(platform->workers, true);
    enum status status = move(platform, to_ms);
    pause_workers(platform->workers, false);
    return status;
}
