/* Work after the commit: durable jobs, at least once, with an idempotent key; schedules; reactions.
 *
 * A job is added in the same transaction as what caused it. A worker claims it (SKIP LOCKED on
 * PostgreSQL), runs it with a call of its own, tries again with growing pauses, and gives up visibly
 * after `most_attempts` (a failed job is listed for the administrator). Long jobs tell progress and
 * look whether they were cancelled. Due times are the domain's clock.
 */
#ifndef SAMSYN_WORK_JOB_H
#define SAMSYN_WORK_JOB_H

#include "platform/db/history.h"
#include "platform/work/call.h"

struct job {
    int64_t id;
    struct str kind;
    struct str key;
    int64_t subject; /* id of what it is about */
    int64_t due;
    struct str state; /* waiting running done failed cancelled */
    int64_t attempts;
    int64_t done_count, total_count; /* progress; NO_INT unknown */
    struct str result;               /* JSON written by the job; empty */
    struct str last_error;
    int64_t person; /* who asked */
};
extern const struct table JOB_TABLE;

struct job_kind {
    const char *name; /* "register.import" */
    enum status (*run)(struct call *call, const struct job *job);
    int most_attempts;
    bool is_long; /* runs on the long worker, so that mails do not wait behind an import */
};

struct job_new {
    const struct job_kind *kind;
    struct str key; /* unique for kind while waiting or done; empty: the id */
    int64_t subject;
    int64_t due; /* NO_TIME: now */
};
enum status job_add(struct tx *tx, const struct job_new *job, int64_t *out_id) MUST_CHECK;
enum status job_get(struct tx *tx, int64_t id, struct job *out) MUST_CHECK;
/* From inside run(): writes progress and a sign of life; call it with each chunk. CONFLICT when the
 * job was cancelled: then end. */
enum status job_progress(struct call *call, const struct job *job, int64_t done,
                         int64_t total) MUST_CHECK;
enum status job_result(struct call *call, const struct job *job, struct str json) MUST_CHECK;
/* Jobs that were given up, newest first, at most 50; and another chance for one of them. */
enum status jobs_failed(struct tx *tx, struct arena *arena, struct rows *out_jobs) MUST_CHECK;
enum status job_retry(struct tx *tx, int64_t id) MUST_CHECK;
enum status job_cancel(struct tx *tx, int64_t id) MUST_CHECK;

/* Runs inside the transaction, before commit, with all events of one kind at once. May fail only for
 * infrastructure and calls no other slice's change. */
struct reaction {
    const struct event_kind *kind;
    enum status (*react)(struct tx *tx, const struct event *events, size_t count, struct err *err);
};

/* Adds its job at each due instant of the domain's clock; a moved clock visits each in order. What was
 * due while nothing ran is made up for by one job, of the newest instant: after a week's rest a nightly
 * job runs once and not seven times in a row. */
struct schedule {
    const char *name;
    const struct job_kind *kind;
    int64_t every_ms;             /* or */
    int at_minute_of_day;         /* -1; local time of the organisation */
    const struct setting *module; /* not while it is off */
};

#endif
