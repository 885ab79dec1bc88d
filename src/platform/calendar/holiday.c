/* Each holiday is one row: a fixed day, days from Easter, or the first such weekday from a day on. */
#include "platform/calendar/holiday.h"

#include "platform/base/day.h"
#include "platform/base/status.h"

enum {
    EASTER = 0,
    FIXED = 0,
    FRIDAY = 5,
    SATURDAY = 6,
    IN_FINLAND = 1,
    IN_SWEDEN = 2,
    IN_BOTH = 3
};

struct rule {
    struct holiday holiday;
    int countries;
    int month;   /* EASTER: `day` counts from Easter Sunday */
    int day;     /* of the month */
    int weekday; /* FIXED: that very day */
};

static const struct rule rules[] = {
    {{N_("New Year's Day"), false}, IN_BOTH, 1, 1, FIXED},
    {{N_("Epiphany"), false}, IN_BOTH, 1, 6, FIXED},
    {{N_("Good Friday"), false}, IN_BOTH, EASTER, -2, FIXED},
    {{N_("Easter Sunday"), false}, IN_BOTH, EASTER, 0, FIXED},
    {{N_("Easter Monday"), false}, IN_BOTH, EASTER, 1, FIXED},
    {{N_("May Day"), false}, IN_BOTH, 5, 1, FIXED},
    {{N_("Ascension Day"), false}, IN_BOTH, EASTER, 39, FIXED},
    {{N_("Whit Sunday"), false}, IN_BOTH, EASTER, 49, FIXED},
    {{N_("National Day of Sweden"), false}, IN_SWEDEN, 6, 6, FIXED},
    {{N_("Midsummer Eve"), true}, IN_BOTH, 6, 19, FRIDAY},
    {{N_("Midsummer Day"), false}, IN_BOTH, 6, 20, SATURDAY},
    {{N_("All Saints' Day"), false}, IN_BOTH, 10, 31, SATURDAY},
    {{N_("Independence Day of Finland"), false}, IN_FINLAND, 12, 6, FIXED},
    {{N_("Christmas Eve"), true}, IN_BOTH, 12, 24, FIXED},
    {{N_("Christmas Day"), false}, IN_BOTH, 12, 25, FIXED},
    {{N_("Boxing Day"), false}, IN_BOTH, 12, 26, FIXED},
    {{N_("New Year's Eve"), true}, IN_SWEDEN, 12, 31, FIXED},
};

/* The algorithm of Meeus, Jones and Butcher (J. Meeus: Astronomical Algorithms, chapter 8). */
struct date easter_sunday(int year)
{
    int golden = year % 19;
    int century = year / 100;
    int of_century = year % 100;
    int correction = (century - (century + 8) / 25 + 1) / 3;
    int epact = (19 * golden + century - century / 4 - correction + 15) % 30;
    int weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    int late = (golden + 11 * epact + 22 * weekday) / 451;
    int sum = epact + weekday - 7 * late + 114;
    return (struct date){year, sum / 31, sum % 31 + 1};
}

/* Day number of a rule's holiday in a year. */
static int64_t day_of(const struct rule *rule, int year)
{
    if (rule->month == EASTER) {
        return date_to_days(easter_sunday(year)) + rule->day;
    }
    struct date from = {year, rule->month, rule->day};
    int wait = rule->weekday == FIXED ? 0 : (rule->weekday - date_weekday(from) + 7) % 7;
    return date_to_days(from) + wait;
}

const struct holiday *holiday_on(struct str country, struct date date)
{
    int wanted = str_equal(country, STR("FI"))   ? IN_FINLAND
                 : str_equal(country, STR("SE")) ? IN_SWEDEN
                                                 : 0;
    int64_t day = date_to_days(date);
    const struct holiday *eve = NULL;
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        if ((rules[i].countries & wanted) != 0 && day_of(&rules[i], date.year) == day) {
            if (!rules[i].holiday.is_eve) {
                return &rules[i].holiday;
            }
            eve = &rules[i].holiday;
        }
    }
    return eve;
}
