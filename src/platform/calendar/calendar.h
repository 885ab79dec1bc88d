/* Local time, weeks and holidays. Zones come from the system's tzdata, by name ("Europe/Helsinki");
 * an unknown zone counts as UTC and is told once in the log. Instants are ms since 1970 UTC. */
#ifndef SAMSYN_CALENDAR_CALENDAR_H
#define SAMSYN_CALENDAR_CALENDAR_H

#include "platform/base/clock.h"
#include "platform/base/str.h"

struct local_time {
    int year, month, day; /* 1.. */
    int hour, minute, second;
    int weekday;  /* 1 Monday … 7 Sunday */
    int offset_s; /* east of UTC */
};

/* The wall clock of a zone at an instant. */
struct local_time calendar_local(const char *zone, int64_t instant_ms);
/* The instant of a wall clock's time. A time skipped in spring is moved on by the gap, of one that
 * comes twice in autumn the first is meant. weekday and offset_s are not looked at. */
int64_t calendar_instant(const char *zone, const struct local_time *local);
/* The first instant after `after_ms` at which the zone's clock shows that minute of the day (0..1439). */
int64_t calendar_next_minute_of_day(const char *zone, int64_t after_ms, int minute_of_day);
bool calendar_is_zone(struct str name);

#endif
