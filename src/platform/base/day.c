#include "platform/base/day.h"

int date_compare(struct date a, struct date b)
{
    int64_t left = date_to_days(a);
    int64_t right = date_to_days(b);
    return (left > right) - (left < right);
}

int date_weekday(struct date date)
{
    /* 1970-01-01 was a Thursday. */
    int64_t since_monday = (date_to_days(date) + 3) % 7;
    return (int)(since_monday < 0 ? since_monday + 7 : since_monday) + 1;
}

struct date date_add_days(struct date date, int64_t days)
{
    return date_of_days(date_to_days(date) + days);
}

struct date date_add_months(struct date date, int64_t months)
{
    int64_t count = (int64_t)date.year * 12 + date.month - 1 + months;
    int year = (int)(count / 12);
    int month = (int)(count % 12) + 1;
    int length = date_month_length(year, month);
    return (struct date){year, month, date.day < length ? date.day : length};
}

struct iso_week date_iso_week(struct date date)
{
    /* A week belongs to the year of its Thursday. */
    struct date thursday = date_add_days(date, 4 - date_weekday(date));
    int64_t days = date_to_days(thursday) - date_to_days((struct date){thursday.year, 1, 1});
    return (struct iso_week){thursday.year, (int)(days / 7) + 1};
}
