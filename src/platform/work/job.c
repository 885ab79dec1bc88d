/* Jobs as rows: added with what caused them, looked at by pages, moved along by the workers. */
#include "platform/work/job.h"

#include "platform/base/rand.h"
#include "platform/work/job_rows.h"
#include "work_queries.h"

#include <inttypes.h>
#include <math.h>

static const struct choice JOB_STATES[] = {
    {"waiting", N_("Waiting")}, {"running", N_("Running")},     {"done", N_("Done")},
    {"failed", N_("Failed")},   {"cancelled", N_("Cancelled")}, {NULL, NULL},
};

static const struct field JOB_FIELDS[] = {
    FIELD(ID, struct job, id, NULL),
    FIELD(TEXT, struct job, kind, N_("Kind")),
    FIELD(TEXT, struct job, key, NULL, .flags = FIELD_INTERNAL),
    FIELD(ID, struct job, subject, NULL),
    FIELD(TIME, struct job, due, N_("Due")),
    FIELD(ENUM, struct job, state, N_("State"), .choices = JOB_STATES),
    FIELD(INT, struct job, attempts, N_("Attempts")),
    FIELD(INT, struct job, done_count, N_("Done so far")),
    FIELD(INT, struct job, total_count, N_("In all")),
    FIELD(TEXT, struct job, result, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct job, last_error, N_("Last error"), .permission = "audit.read"),
    FIELD(ID, struct job, person, NULL),
};
const struct table JOB_TABLE = TABLE("job", struct job, JOB_FIELDS);

static const struct field JOB_ROW_FIELDS[] = {
    FIELD(ID, struct job_row, id, NULL),           FIELD(TEXT, struct job_row, kind, NULL),
    FIELD(TEXT, struct job_row, key, NULL),        FIELD(ID, struct job_row, subject, NULL),
    FIELD(TIME, struct job_row, due, NULL),        FIELD(TEXT, struct job_row, state, NULL),
    FIELD(BOOL, struct job_row, is_long, NULL),    FIELD(ID, struct job_row, person, NULL),
    FIELD(TIME, struct job_row, created_at, NULL), FIELD(TEXT, struct job_row, claimed_by, NULL),
    FIELD(TIME, struct job_row, claimed_at, NULL), FIELD(INT, struct job_row, done_count, NULL),
    FIELD(INT, struct job_row, total_count, NULL), FIELD(TEXT, struct job_row, result, NULL),
    FIELD(TEXT, struct job_row, last_error, NULL),
};
const struct table JOB_ROW_TABLE = TABLE("job", struct job_row, JOB_ROW_FIELDS);

static const struct field DUE_FIELDS[] = {FIELD(TIME, struct due_row, due, NULL)};
const struct table DUE_TABLE = TABLE("due", struct due_row, DUE_FIELDS);

enum status job_add(struct tx *tx, const struct job_new *job, int64_t *out_id)
{
    struct job_row row;
    row_clear(&JOB_ROW_TABLE, &row);
    row.id = id_new();
    row.kind = str_of(job->kind->name);
    row.key = str_is_empty(job->key) ? str_format(tx_arena(tx), "%" PRId64, row.id) : job->key;
    row.subject = job->subject;
    row.due = job->due == NO_TIME ? tx_now(tx) : job->due;
    row.is_long = job->kind->is_long;
    row.person = tx_actor(tx)->person;
    row.created_at = tx_now(tx);

    int64_t changed = 0;
    TRY(query_run(tx, &JOB_INSERT, bind_row(&JOB_ROW_TABLE, &row), &changed));
    tx_add_work(tx);
    if (changed == 0) { /* the same key was added before: that one it is */
        struct job found;
        TRY(query_one(tx, &JOB_BY_KEY, bind_row(&JOB_ROW_TABLE, &row), &JOB_TABLE, &found));
        row.id = found.id;
    }
    *out_id = row.id;
    return OK;
}

enum status job_get(struct tx *tx, int64_t id, struct job *out)
{
    return query_one(tx, &JOB_BY_ID, bind_id(&id), &JOB_TABLE, out);
}

enum status jobs_failed(struct tx *tx, struct arena *arena, struct rows *out_jobs)
{
    out_jobs->table = &JOB_TABLE;
    return query_rows(tx, arena, &JOB_FAILED_LIST, bind_none(), out_jobs);
}

enum status job_retry(struct tx *tx, int64_t id)
{
    struct job_row row;
    row_clear(&JOB_ROW_TABLE, &row);
    row.id = id;
    row.due = tx_now(tx);
    int64_t changed = 0;
    TRY(query_run(tx, &JOB_RETRY_SET, bind_row(&JOB_ROW_TABLE, &row), &changed));
    tx_add_work(tx);
    return changed == 0 ? CONFLICT : OK;
}

enum status job_cancel(struct tx *tx, int64_t id)
{
    int64_t changed = 0;
    TRY(query_run(tx, &JOB_CANCEL_SET, bind_id(&id), &changed));
    return changed == 0 ? CONFLICT : OK;
}

static enum status set_progress(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    const struct job_row *row = in;
    int64_t changed = 0;
    TRY(query_run(tx, &JOB_PROGRESS_SET, bind_row(&JOB_ROW_TABLE, row), &changed));
    if (changed == 0) {
        return err_return(err, CONFLICT, N_("The work was cancelled."));
    }
    return OK;
}

enum status job_progress(struct call *call, const struct job *job, int64_t done, int64_t total)
{
    struct job_row row;
    row_clear(&JOB_ROW_TABLE, &row);
    row.id = job->id;
    row.done_count = done;
    row.total_count = total;
    row.claimed_at = real_now_ms();
    return call_write(call, "job.progress", set_progress, &row, NULL);
}

static enum status set_result(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    int64_t changed = 0;
    return query_run(tx, &JOB_RESULT_SET, bind_row(&JOB_ROW_TABLE, in), &changed);
}

enum status job_result(struct call *call, const struct job *job, struct str json)
{
    struct job_row row;
    row_clear(&JOB_ROW_TABLE, &row);
    row.id = job->id;
    row.result = json;
    return call_write(call, "job.result", set_result, &row, NULL);
}
