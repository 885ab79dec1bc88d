/* Files that were handed in hold people, and so does what a dry run says of their lines: both are kept for
 * some weeks, and go at once when somebody in them is erased. Undoing needs neither. */
#include "platform/db/blob.h"
#include "platform/work/platform.h"
#include "records_queries.h"
#include "slices/records/import_handlers.h"

const struct setting IMPORT_FILE_DAYS = {
    .key = "records.file_days",
    .label = N_("Days that a file is kept after its import"),
    .help = N_("Then the file and what was said of its lines go; what it changed stays, and can be "
               "undone."),
    .kind = FIELD_KIND_INT,
    .initial = "90",
    .min = 1,
    .max = 730,
    .permission = "setting.manage",
};

struct old_import {
    int64_t id, blob_id, row_id, before;
};
static const struct field OLD_FIELDS[] = {
    FIELD(ID, struct old_import, id, NULL),
    FIELD(ID, struct old_import, blob_id, NULL),
    FIELD(ID, struct old_import, row_id, NULL),
    FIELD(TIME, struct old_import, before, NULL),
};
static const struct table OLD_TABLE = TABLE("old_import", struct old_import, OLD_FIELDS);

static enum status file_forget(struct tx *tx, const struct old_import *old)
{
    int64_t changed = 0;
    TRY(query_run(tx, &RECORDS_IMPORT_FILE_FORGET, bind_row(&OLD_TABLE, old), &changed));
    return changed > 0 && old->blob_id > 0 ? blob_remove(tx, old->blob_id) : OK;
}

/* The files that a row came from, and what was said of it. */
static enum status forget(struct tx *tx, const struct table *table, int64_t row)
{
    struct rows causes = {0};
    TRY(history_causes(tx, table, row, &causes));
    const struct history_cause *cause = causes.at;
    for (size_t i = 0; i < causes.count; i++) {
        struct import import;
        struct old_import old = {.id = cause[i].id, .row_id = row};
        enum status status =
            query_one(tx, &RECORDS_IMPORT_GET, bind_id(&cause[i].id), &IMPORT_TABLE, &import);
        if (status == NOT_FOUND) {
            continue; /* something else that leads to changes */
        }
        TRY(status);
        int64_t changed = 0;
        old.blob_id = import.blob_id;
        TRY(query_run(tx, &RECORDS_FINDINGS_FORGET, bind_row(&OLD_TABLE, &old), &changed));
        TRY(file_forget(tx, &old));
    }
    return OK;
}

static const struct privacy_rule FINDING_RULE = {
    .table = "records_finding",
    .what = N_("Files that were imported, and what was said of their lines"),
    .purpose = N_("To look up what a file changed and why a line was refused"),
    .seen_by = N_("Those who may import"),
    .keep = N_("90 days unless the setting says otherwise; at once when somebody in it is erased"),
    .forget = forget,
};
const struct privacy_rule *const RECORDS_PRIVACY[] = {&FINDING_RULE, NULL};

/* --- Every night --- */

static enum status sweep(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)err;
    struct rows rows = {.table = &OLD_TABLE};
    TRY(query_rows(tx, tx_arena(tx), &RECORDS_IMPORTS_OLD, bind_row(&OLD_TABLE, in), &rows));
    const struct old_import *old = rows.at;
    for (size_t i = 0; i < rows.count; i++) {
        int64_t changed = 0;
        TRY(query_run(tx, &RECORDS_FINDINGS_SWEEP, bind_row(&OLD_TABLE, &old[i]), &changed));
        TRY(file_forget(tx, &old[i]));
    }
    *(int64_t *)out = (int64_t)rows.count;
    return OK;
}

static enum status run(struct call *call, const struct job *job)
{
    (void)job;
    int64_t kept_ms = setting_int(call->platform, &IMPORT_FILE_DAYS) * INT64_C(86400000);
    struct old_import oldest = {.before = clock_now(call->clock) - kept_ms};
    int64_t count = 1;
    while (count > 0) {
        TRY(call_write(call, "records.sweep", sweep, &oldest, &count));
    }
    return OK;
}

const struct job_kind IMPORT_SWEEP_JOB = {
    .name = "records.sweep", .run = run, .most_attempts = 5, .is_long = true};
const struct schedule IMPORT_SWEEP_SCHEDULE = {
    .name = "records.sweep", .kind = &IMPORT_SWEEP_JOB, .at_minute_of_day = 2 * 60 + 45};
