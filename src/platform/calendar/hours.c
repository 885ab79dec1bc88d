/* Everything walks over the open spans of days, in order. A span's ends are instants, so an hour that
 * the clock skips or repeats counts as it really passed.
 */
#include "platform/calendar/hours.h"

#include "platform/base/day.h"
#include "platform/calendar/holiday.h"

enum { CHANGE_DAYS = 400, DEADLINE_DAYS = 4000, DAYS_LIMIT = 100000, DAY_MS = 24 * 3600 * 1000 };

struct span {
    int64_t from_ms;
    int64_t to_ms;
};

static bool has_exception(const struct hours *hours, struct date date)
{
    for (size_t i = 0; i < hours->exception_count; i++) {
        if (date_compare(hours->exceptions[i].date, date) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_holiday(const struct hours *hours, struct date date)
{
    const struct holiday *holiday = holiday_on(hours->country, date);
    return holiday != NULL && (hours->closed_on_eves || !holiday->is_eve);
}

/* Moves *from and *to to the day's earliest period that begins at or after `minute`. */
static void offer(int minute, int candidate_from, int candidate_to, int *from, int *to)
{
    if (candidate_from >= minute && candidate_to > candidate_from &&
        (*from < 0 || candidate_from < *from)) {
        *from = candidate_from;
        *to = candidate_to;
    }
}

/* The day's first period that begins at or after `minute`; false when it has none. */
static bool next_period(const struct hours *hours, struct date date, int minute,
                        struct opening *out)
{
    int from = -1;
    int to = -1;
    if (has_exception(hours, date)) {
        for (size_t i = 0; i < hours->exception_count; i++) {
            if (date_compare(hours->exceptions[i].date, date) == 0) {
                offer(minute, hours->exceptions[i].from_minute, hours->exceptions[i].to_minute,
                      &from, &to);
            }
        }
    } else if (!is_holiday(hours, date)) {
        for (size_t i = 0; i < hours->opening_count; i++) {
            if (hours->openings[i].weekday == date_weekday(date)) {
                offer(minute, hours->openings[i].from_minute, hours->openings[i].to_minute, &from,
                      &to);
            }
        }
    }
    *out = (struct opening){date_weekday(date), from, to};
    return from >= 0;
}

/* Walks over open spans from a day on. */
struct walk {
    const struct hours *hours;
    struct date date;
    int minute;
    int days_left;
};

static struct walk walk_from(const struct hours *hours, int64_t at_ms, int days)
{
    /* A day early: nothing that is open at `at_ms` began before that. */
    struct date date = date_add_days(zone_date(hours->zone, at_ms), -1);
    return (struct walk){hours, date, 0, days + 1};
}

static bool walk_next(struct walk *walk, struct span *out)
{
    while (walk->days_left > 0) {
        struct opening period;
        if (next_period(walk->hours, walk->date, walk->minute, &period)) {
            walk->minute = period.to_minute;
            out->from_ms = zone_instant(walk->hours->zone, walk->date, period.from_minute, NULL);
            out->to_ms = zone_instant(walk->hours->zone, walk->date, period.to_minute, NULL);
            return true;
        }
        walk->date = date_add_days(walk->date, 1);
        walk->minute = 0;
        walk->days_left--;
    }
    return false;
}

bool hours_is_open(const struct hours *hours, int64_t at_ms)
{
    struct walk walk = walk_from(hours, at_ms, 2);
    struct span span;
    while (walk_next(&walk, &span)) {
        if (at_ms >= span.from_ms && at_ms < span.to_ms) {
            return true;
        }
    }
    return false;
}

bool hours_next_change(const struct hours *hours, int64_t at_ms, int64_t *out_ms)
{
    struct walk walk = walk_from(hours, at_ms, CHANGE_DAYS);
    struct span span;
    bool is_inside = false;
    int64_t closes_ms = 0;
    bool is_over = false;
    while (!is_over && walk_next(&walk, &span)) {
        if (is_inside && span.from_ms != closes_ms) {
            is_over = true;
        } else if (is_inside || (at_ms >= span.from_ms && at_ms < span.to_ms)) {
            is_inside = true;
            closes_ms = span.to_ms;
        } else if (span.from_ms > at_ms) {
            *out_ms = span.from_ms;
            return true;
        }
    }
    /* What is open up to the end of the walk may never close. */
    if (!is_inside || (!is_over && closes_ms >= zone_day_start(hours->zone, walk.date))) {
        return false;
    }
    *out_ms = closes_ms;
    return true;
}

int64_t hours_between(const struct hours *hours, int64_t from_ms, int64_t to_ms)
{
    int64_t total_ms = 0;
    if (to_ms <= from_ms) {
        return 0;
    }
    int64_t days = (to_ms - from_ms) / DAY_MS + 3;
    struct walk walk = walk_from(hours, from_ms, days < DAYS_LIMIT ? (int)days : DAYS_LIMIT);
    struct span span;
    while (walk_next(&walk, &span) && span.from_ms < to_ms) {
        int64_t begins_ms = span.from_ms > from_ms ? span.from_ms : from_ms;
        int64_t ends_ms = span.to_ms < to_ms ? span.to_ms : to_ms;
        total_ms += ends_ms > begins_ms ? ends_ms - begins_ms : 0;
    }
    return total_ms;
}

bool hours_after(const struct hours *hours, int64_t from_ms, int64_t open_ms, int64_t *out_ms)
{
    int64_t left_ms = open_ms;
    struct walk walk = walk_from(hours, from_ms, DEADLINE_DAYS);
    struct span span;
    while (walk_next(&walk, &span)) {
        int64_t begins_ms = span.from_ms > from_ms ? span.from_ms : from_ms;
        int64_t here_ms = span.to_ms > begins_ms ? span.to_ms - begins_ms : 0;
        if (here_ms >= left_ms) {
            *out_ms = begins_ms + left_ms;
            return true;
        }
        left_ms -= here_ms;
    }
    return false;
}
