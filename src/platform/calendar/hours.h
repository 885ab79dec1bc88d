/* Hours: when something is open or somebody at work, week for week, with holidays and exceptions; and
 * time counted in such hours ("answered within two working days").
 */
#ifndef SAMSYN_CALENDAR_HOURS_H
#define SAMSYN_CALENDAR_HOURS_H

#include "platform/text/zone.h"

/* From and to in minutes after midnight of the wall clock, 0..1440. */
struct opening {
    int weekday; /* 1 Monday … 7 Sunday */
    int from_minute;
    int to_minute; /* after from_minute */
};

/* What a day has instead of its weekday's openings; several rows make several periods. */
struct opening_exception {
    struct date date;
    int from_minute;
    int to_minute; /* equal to from_minute: closed */
};

/* Borrows everything. Periods of one day must not overlap. */
struct hours {
    const struct zone *zone;
    struct str country; /* closed on its public holidays; empty: on none */
    bool closed_on_eves;
    const struct opening *openings;
    size_t opening_count;
    const struct opening_exception *exceptions; /* stronger than holidays */
    size_t exception_count;
};

bool hours_is_open(const struct hours *hours, int64_t at_ms);

/* The next instant after `at_ms` when it opens or closes; false when there is none within 400 days.
 * Periods that touch count as one. */
bool hours_next_change(const struct hours *hours, int64_t at_ms, int64_t *out_ms);

/* Open time from one instant to another, 0 when `to_ms` is not later; at most 100,000
 * days are looked at. */
int64_t hours_between(const struct hours *hours, int64_t from_ms, int64_t to_ms);

/* The instant at which `open_ms` (over 0) of open time has passed since `from_ms`; false when it is
 * not reached within 4,000 days. */
bool hours_after(const struct hours *hours, int64_t from_ms, int64_t open_ms, int64_t *out_ms);

#endif
