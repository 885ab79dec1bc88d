/* Schedules add their job at a due instant of the domain's clock. The instant is the job's key, so that
 * two nodes, a restart or a moved clock neither miss nor repeat one. */
#include "platform/calendar/calendar.h"
#include "platform/work/job_rows.h"
#include "work_queries.h"

#include <inttypes.h>

struct schedule_row {
    struct str name;
    int64_t last_due;
};
static const struct field SCHEDULE_FIELDS[] = {
    FIELD(TEXT, struct schedule_row, name, NULL),
    FIELD(TIME, struct schedule_row, last_due, NULL),
};
static const struct table SCHEDULE_TABLE = TABLE("schedule", struct schedule_row, SCHEDULE_FIELDS);

struct due_schedule {
    const struct schedule *schedule;
    const char *zone;
    int64_t now;
};

enum { DAY_MS = 24 * 60 * 60 * 1000 };

static int64_t next_after(const struct schedule *schedule, const char *zone, int64_t after)
{
    if (schedule->every_ms > 0) {
        return (after / schedule->every_ms + 1) * schedule->every_ms;
    }
    return calendar_next_minute_of_day(zone, after, schedule->at_minute_of_day);
}

/* The newest instant that has come since the last one; the first to come when none has. */
static int64_t newest_after(const struct due_schedule *due, int64_t last_due)
{
    int64_t since = due->now - 2 * DAY_MS;
    if (due->schedule->every_ms > 0) {
        since = due->now - due->schedule->every_ms - 1;
    }
    int64_t instant = next_after(due->schedule, due->zone, last_due > since ? last_due : since);
    for (int64_t next = instant; next <= due->now;
         next = next_after(due->schedule, due->zone, next)) {
        instant = next;
    }
    return instant;
}

/* Adds the job of the newest instant that was missed, if any, and remembers it. */
static enum status run_one(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)err;
    const struct due_schedule *due = in;
    struct due_row *next = out;
    struct schedule_row row = {.name = str_of(due->schedule->name), .last_due = due->now};
    struct schedule_row found;
    enum status status =
        query_one(tx, &SCHEDULE_GET, bind_row(&SCHEDULE_TABLE, &row), &SCHEDULE_TABLE, &found);
    int64_t changed = 0;
    if (status == NOT_FOUND) { /* new here: counts from now */
        next->due = next_after(due->schedule, due->zone, due->now);
        return query_run(tx, &SCHEDULE_SET, bind_row(&SCHEDULE_TABLE, &row), &changed);
    }
    TRY(status);
    int64_t instant = newest_after(due, found.last_due);
    if (instant > due->now) {
        next->due = instant;
        return OK;
    }
    struct job_new job = {
        .kind = due->schedule->kind,
        .key = str_format(tx_arena(tx), "%s@%" PRId64, due->schedule->name, instant),
        .subject = NO_INT,
        .due = instant,
    };
    int64_t id = 0;
    TRY(job_add(tx, &job, &id));
    row.last_due = instant;
    next->due = next_after(due->schedule, due->zone, instant);
    return query_run(tx, &SCHEDULE_SET, bind_row(&SCHEDULE_TABLE, &row), &changed);
}

/* Looks without writing; *out_is_due when there is something to add or to remember. */
static enum status look(struct call *call, const struct due_schedule *due, int64_t *out_next,
                        bool *out_is_due)
{
    struct tx *reader = NULL;
    TRY(call_reader(call, &reader));
    struct schedule_row row = {.name = str_of(due->schedule->name)};
    struct schedule_row found;
    enum status status =
        query_one(reader, &SCHEDULE_GET, bind_row(&SCHEDULE_TABLE, &row), &SCHEDULE_TABLE, &found);
    call_end(call);
    *out_is_due = true;
    if (status == NOT_FOUND) {
        return OK;
    }
    TRY(status);
    *out_next = next_after(due->schedule, due->zone, found.last_due);
    *out_is_due = *out_next <= due->now;
    return OK;
}

enum status schedules_run(struct platform *platform, int64_t *out_next_due)
{
    ARENA_SCOPED(arena);
    struct err err;
    err_init(&err, arena);
    struct call call = platform_call(platform, arena, &err, STR("schedule"));
    int64_t earliest = INT64_MAX;
    for (const struct schedule *const *at = platform->schedules; at != NULL && *at != NULL; at++) {
        struct due_schedule due = {*at, platform->zone, clock_now(&platform->clock)};
        struct due_row next = {.due = due.now};
        bool is_due = false;
        if (!module_is_on(platform, (*at)->module)) {
            continue;
        }
        TRY(look(&call, &due, &next.due, &is_due));
        if (is_due) {
            TRY(call_write(&call, "schedule.run", run_one, &due, &next));
        }
        earliest = next.due < earliest ? next.due : earliest;
    }
    *out_next_due = earliest;
    return OK;
}
