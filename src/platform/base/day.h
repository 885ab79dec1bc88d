/* Arithmetic of days, without zones: what the calendar on the wall says. */
#ifndef SAMSYN_BASE_DAY_H
#define SAMSYN_BASE_DAY_H

#include "platform/base/date.h"

int date_compare(struct date a, struct date b);
int date_weekday(struct date date); /* 1 Monday … 7 Sunday (ISO 8601) */
struct date date_add_days(struct date date, int64_t days);
/* The same day of the month, or the month's last: 31 January and a month is 28 or 29 February. */
struct date date_add_months(struct date date, int64_t months);

struct iso_week {
    int year; /* that the week belongs to; at its turn not the date's */
    int week; /* 1..53 */
};
struct iso_week date_iso_week(struct date date);

#endif
