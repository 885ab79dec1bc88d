/* Zones: what the clock on the wall says somewhere, and when that was.
 *
 * Read from the system's tzdata (/usr/share/zoneinfo, RFC 8536) and nowhere else, so that an update of
 * that package is all it takes when a country changes its mind. Zones never change once read; they may
 * be read from any thread.
 */
#ifndef SAMSYN_TEXT_ZONE_H
#define SAMSYN_TEXT_ZONE_H

#include "platform/base/date.h"
#include "platform/base/status.h"

struct zone;

/* The zone called "Europe/Helsinki", or NULL when the system has none of that name. Each is read once
 * and kept for the life of the process; at most ZONES_LIMIT different ones. */
enum { ZONES_LIMIT = 64 };
const struct zone *zone_named(struct str name);
/* Universal time; needs no file. */
const struct zone *zone_utc(void);
/* The same for NULL and for a name that the system does not have: for what is only shown. */
const struct zone *zone_or_utc(const char *name);

/* Reads a zone's file; INVALID when it is none. Returns in arena. */
enum status zone_read(struct arena *arena, struct str file, const struct zone **out) MUST_CHECK;

struct local_time {
    struct date date;
    int hour, minute, second, millisecond;
    int offset_s;   /* ahead of UTC */
    bool is_summer; /* daylight saving time */
};
struct local_time zone_local(const struct zone *zone, int64_t ms);
struct date zone_date(const struct zone *zone, int64_t ms);

enum zone_fit {
    ZONE_FIT_ONCE,
    ZONE_FIT_NEVER, /* the clock was put forward over it */
    ZONE_FIT_TWICE  /* the clock was put back over it */
};

/* When the wall clock shows `minute` minutes after midnight (0..1440) on that day. As in RFC 5545,
 * 3.3.5: of two the first; one that never comes is counted from the offset before the gap, so 03:30 in
 * a gap from 3 to 4 is 04:30. `out_fit` may be NULL. */
int64_t zone_instant(const struct zone *zone, struct date date, int minute, enum zone_fit *out_fit);
/* The first instant of a day; days are 23 and 25 hours long when the clock is moved. */
int64_t zone_day_start(const struct zone *zone, struct date date);

#endif
