/* Every night: keys older than 60 days go, messages that went out 90 days ago, and files whose upload was
 * begun and never finished. */
#include "platform/work/upkeep.h"

#include "platform/db/blob.h"
#include "work_queries.h"

#define KEY_MS INT64_C(60 * 24 * 3600 * 1000)
#define MESSAGE_MS INT64_C(90 * 24 * 3600 * 1000)
/* Longer than any file may be on its way (web/uploads.h has a day or some of its own). */
#define UPLOAD_MS INT64_C(8 * 24 * 3600 * 1000)

struct upkeep_bind {
    int64_t at;
};
static const struct field UPKEEP_FIELDS[] = {FIELD(TIME, struct upkeep_bind, at, NULL)};
static const struct table UPKEEP_TABLE = TABLE("upkeep", struct upkeep_bind, UPKEEP_FIELDS);

static enum status sweep(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    int64_t count = 0;
    TRY(query_run(tx, &ONCE_FORGET, bind_row(&UPKEEP_TABLE, in), &count));
    struct upkeep_bind sent = {real_now_ms() - MESSAGE_MS};
    TRY(query_run(tx, &OUTBOX_FORGET, bind_row(&UPKEEP_TABLE, &sent), &count));
    return blob_sweep(tx, real_now_ms() - UPLOAD_MS, &count);
}

static enum status run(struct call *call, const struct job *job)
{
    (void)job;
    struct upkeep_bind oldest = {clock_now(call->clock) - KEY_MS};
    return call_write(call, "work.upkeep", sweep, &oldest, NULL);
}

const struct job_kind UPKEEP_JOB = {.name = "work.upkeep", .run = run, .most_attempts = 5};
const struct schedule UPKEEP_SCHEDULE = {
    .name = "work.upkeep", .kind = &UPKEEP_JOB, .at_minute_of_day = 3 * 60 + 30};
