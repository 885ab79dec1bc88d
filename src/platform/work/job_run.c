/* Claiming and running one job, and telling how it ended.
 *
 * A job that fails waits a minute, then two, four … up to an hour between tries, and is `failed` after
 * its last: visible to the administrator, never silently gone. INVALID, CONFLICT and NOT_FOUND are
 * answers, not accidents: such a job is not tried again.
 */
#include "platform/base/buf.h"
#include "platform/base/log.h"
#include "platform/work/job_rows.h"
#include "work_queries.h"

#include <inttypes.h>

enum { PAUSE_FIRST_MS = 60 * 1000, PAUSE_MOST_MS = 60 * 60 * 1000, ERROR_MOST = 500 };

struct call platform_call(struct platform *platform, struct arena *arena, struct err *err,
                          struct str source)
{
    return (struct call){
        .platform = platform,
        .db = platform->db,
        .arena = arena,
        .err = err,
        .clock = &platform->clock,
        .language = platform->language,
        .zone = platform->zone,
        .actor = {.person = NO_INT, .role = STR("system"), .source = source},
    };
}

static enum status claim(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)err;
    return query_one(tx, &JOB_CLAIM, bind_row(&JOB_ROW_TABLE, in), &JOB_TABLE, out);
}

static enum status finish(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    int64_t changed = 0; /* 0: it was cancelled meanwhile, which stands */
    return query_run(tx, &JOB_FINISH, bind_row(&JOB_ROW_TABLE, in), &changed);
}

static const struct job_kind *kind_named(const struct platform *platform, struct str name)
{
    for (const struct job_kind *const *at = platform->job_kinds; at != NULL && *at != NULL; at++) {
        if (str_equal(str_of((*at)->name), name)) {
            return *at;
        }
    }
    return NULL;
}

static int64_t pause_after(int64_t attempts)
{
    int64_t pause = PAUSE_FIRST_MS;
    for (int64_t i = 1; i < attempts && pause < PAUSE_MOST_MS; i++) {
        pause *= 2;
    }
    return pause < PAUSE_MOST_MS ? pause : PAUSE_MOST_MS;
}

static bool is_final(enum status status)
{
    return status == INVALID || status == CONFLICT || status == NOT_FOUND || status == FORBIDDEN ||
           status == TOO_LARGE || status == GONE;
}

static enum status run_claimed(struct platform *platform, struct arena *arena,
                               const struct job *job)
{
    struct err err;
    err_init(&err, arena);
    struct call call = platform_call(platform, arena, &err, STR("job"));
    call.actor.person = job->person;
    call.is_bulk = true;
    const struct job_kind *kind = kind_named(platform, job->kind);
    enum status status = kind == NULL ? UNAVAILABLE : kind->run(&call, job);
    call_end(&call);

    struct job_row row;
    row_clear(&JOB_ROW_TABLE, &row);
    row.id = job->id;
    row.due = job->due;
    row.state = STR("done");
    if (status != OK) {
        int most = kind == NULL || kind->most_attempts <= 0 ? 10 : kind->most_attempts;
        bool again = !is_final(status) && job->attempts < most;
        row.state = again ? STR("waiting") : STR("failed");
        row.due = clock_now(&platform->clock) + (again ? pause_after(job->attempts) : 0);
        BUF_SCOPED(text, 4096);
        err_write(&err, &text);
        struct str told = err.count == 0 ? str_of(status_name(status)) : buf_str(&text);
        row.last_error = str_copy(arena, str_slice(told, 0, ERROR_MOST));
        log_warning("job.ended_badly", "kind=%.*s id=%" PRId64 " status=%s attempt=%" PRId64,
                    STR_ARG(job->kind), job->id, status_name(status), job->attempts);
    }
    err_clear(&err);
    call.is_bulk = false;
    return call_write(&call, "job.finish", finish, &row, NULL);
}

/* Reading is free; a claim is a write, and a write wakes everybody who waits for one. */
static enum status is_any_due(struct call *call, const struct job_row *wanted, bool *out_is_due)
{
    struct tx *reader = NULL;
    TRY(call_reader(call, &reader));
    struct job_row found;
    enum status status =
        query_one(reader, &JOB_DUE_ANY, bind_row(&JOB_ROW_TABLE, wanted), &JOB_ROW_TABLE, &found);
    call_end(call);
    *out_is_due = status == OK;
    return status == NOT_FOUND ? OK : status;
}

enum status job_run_next(struct platform *platform, bool is_long, bool *out_ran)
{
    ARENA_SCOPED(arena);
    struct err err;
    err_init(&err, arena);
    struct call call = platform_call(platform, arena, &err, STR("job"));

    struct job_row wanted;
    row_clear(&JOB_ROW_TABLE, &wanted);
    wanted.is_long = is_long;
    wanted.due = clock_now(&platform->clock);
    wanted.claimed_by = platform->workers->name;
    wanted.claimed_at = real_now_ms();
    *out_ran = false;
    bool is_due = false;
    TRY(is_any_due(&call, &wanted, &is_due));
    if (!is_due) {
        return OK;
    }
    struct job job;
    enum status status = call_write(&call, "job.claim", claim, &wanted, &job);
    if (status == NOT_FOUND) {
        return OK;
    }
    TRY(status);
    *out_ran = true;
    return run_claimed(platform, arena, &job);
}
