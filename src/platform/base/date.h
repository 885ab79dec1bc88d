/* Days and instants as text and numbers, without zones (those live in platform/text).
 *
 * Proleptic Gregorian calendar, years 1000 to 9999. A day number counts days since 1970-01-01.
 */
#ifndef SAMSYN_BASE_DATE_H
#define SAMSYN_BASE_DATE_H

#include "platform/base/str.h"

enum { DATE_TEXT_LENGTH = 10, TIME_TEXT_LENGTH = 24 };

struct date {
    int year;  /* 1000..9999 */
    int month; /* 1..12 */
    int day;   /* 1..31 */
};

bool date_is_valid(struct date date);
int64_t date_to_days(struct date date); /* day number; any valid date */
struct date date_of_days(int64_t days); /* days from year 0 to 9999 */
int date_month_length(int year, int month);

bool date_parse(struct str text,
                struct date *out); /* exactly "2026-11-23", and a day that exists */
struct str date_text(struct arena *arena, struct date date); /* returns in arena */

/* RFC 3339: "2026-11-23T09:00:00.000Z". Accepts a blank or t instead of T, no seconds, any fraction
 * (cut to ms), offsets. An instant without an offset is refused. */
bool time_parse(struct str text, int64_t *out_ms);
/* Writes 24 characters and a NUL; years outside 1000..9999 are clamped. */
void time_write(int64_t ms, char out[TIME_TEXT_LENGTH + 1]);
struct str time_text(struct arena *arena, int64_t ms); /* returns in arena */

#endif
