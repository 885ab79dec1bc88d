/* Local time by the zone's name, as settings and rows hold it ("Europe/Helsinki"). An unknown zone
 * counts as UTC and is told once in the log. What needs more than this asks zone.h, day.h, hours.h and
 * holiday.h.
 */
#ifndef SAMSYN_CALENDAR_CALENDAR_H
#define SAMSYN_CALENDAR_CALENDAR_H

#include "platform/text/zone.h"

bool calendar_is_zone(struct str name);
/* Never NULL. */
const struct zone *calendar_zone(const char *name);

/* The wall clock of a zone at an instant, and back: see zone_local() and zone_instant(). */
struct local_time calendar_local(const char *zone, int64_t instant_ms);
int64_t calendar_instant(const char *zone, struct date date, int minute_of_day);

/* The first instant after `after_ms` at which the zone's clock shows that minute of the day (0..1439);
 * once a day, also on the days when the clock is moved. */
int64_t calendar_next_minute_of_day(const char *zone, int64_t after_ms, int minute_of_day);

#endif
