#include "platform/base/day.h"
#include "platform/calendar/calendar.h"
#include "platform/calendar/holiday.h"
#include "platform/calendar/hours.h"
#include "platform/text/zone_rule.h"

#include "platform/base/rand.h"
#include "platform/base/test.h"

#include <stdlib.h>
#include <string.h>

enum { HOUR_MS = 3600 * 1000, DAY_MS = 24 * HOUR_MS };

static int64_t instant(const char *text)
{
    int64_t ms = 0;
    assert_true(time_parse(str_of(text), &ms));
    return ms;
}

static const struct zone *zone(const char *name)
{
    const struct zone *found = zone_named(str_of(name));
    assert_non_null(found);
    return found;
}

/* "2026-03-29 04:30:00 +10800 s" */
static void assert_local(const char *zone_name, const char *utc, const char *expected)
{
    ARENA_SCOPED(arena);
    struct local_time local = zone_local(zone(zone_name), instant(utc));
    assert_str(str_format(arena, "%04d-%02d-%02d %02d:%02d:%02d %+d%s", local.date.year,
                          local.date.month, local.date.day, local.hour, local.minute, local.second,
                          local.offset_s, local.is_summer ? " s" : ""),
               expected);
}

static void the_wall_clock_follows_summer_time(void **state)
{
    (void)state;
    assert_local("Europe/Helsinki", "2026-03-29T00:59:59Z", "2026-03-29 02:59:59 +7200");
    assert_local("Europe/Helsinki", "2026-03-29T01:00:00Z", "2026-03-29 04:00:00 +10800 s");
    assert_local("Europe/Helsinki", "2026-10-25T00:59:59Z", "2026-10-25 03:59:59 +10800 s");
    assert_local("Europe/Helsinki", "2026-10-25T01:00:00Z", "2026-10-25 03:00:00 +7200");
    assert_local("Europe/Stockholm", "2026-07-01T12:00:00Z", "2026-07-01 14:00:00 +7200 s");
    assert_local("Europe/Stockholm", "2060-07-01T12:00:00Z", "2060-07-01 14:00:00 +7200 s");
    assert_local("Europe/Helsinki", "2060-12-31T22:00:00Z", "2061-01-01 00:00:00 +7200");
    assert_local("Europe/Stockholm", "1944-08-01T12:00:00Z", "1944-08-01 13:00:00 +3600");
    assert_local("Australia/Sydney", "2055-01-01T00:00:00Z", "2055-01-01 11:00:00 +39600 s");
    assert_local("Asia/Kathmandu", "2026-01-01T00:00:00Z", "2026-01-01 05:45:00 +20700");
    assert_local("UTC", "1969-12-31T23:59:59.5Z", "1969-12-31 23:59:59 +0");
}

static void an_hour_that_never_comes_is_counted_from_before_it(void **state)
{
    (void)state;
    const struct date day = {2026, 3, 29};
    enum zone_fit fit = ZONE_FIT_ONCE;
    int64_t ms = zone_instant(zone("Europe/Helsinki"), day, 3 * 60 + 30, &fit);
    assert_int_equal(fit, ZONE_FIT_NEVER);
    assert_int_equal(ms, instant("2026-03-29T01:30:00Z")); /* 04:30 on the wall */
    zone_instant(zone("Europe/Helsinki"), day, 4 * 60, &fit);
    assert_int_equal(fit, ZONE_FIT_ONCE);
}

static void of_an_hour_that_comes_twice_the_first_is_meant(void **state)
{
    (void)state;
    const struct date day = {2026, 10, 25};
    enum zone_fit fit = ZONE_FIT_ONCE;
    int64_t ms = zone_instant(zone("Europe/Helsinki"), day, 3 * 60 + 30, &fit);
    assert_int_equal(fit, ZONE_FIT_TWICE);
    assert_int_equal(ms, instant("2026-10-25T00:30:00Z"));
    zone_instant(zone("Europe/Helsinki"), day, 4 * 60, &fit);
    assert_int_equal(fit, ZONE_FIT_ONCE);
}

static void days_are_23_and_25_hours_long_when_the_clock_is_moved(void **state)
{
    (void)state;
    const struct zone *stockholm = zone("Europe/Stockholm");
    const struct {
        struct date day;
        int hours;
    } cases[] = {{{2026, 3, 29}, 23}, {{2026, 10, 25}, 25}, {{2026, 10, 26}, 24}};
    for (size_t i = 0; i < 3; i++) {
        int64_t from = zone_day_start(stockholm, cases[i].day);
        int64_t to = zone_day_start(stockholm, date_add_days(cases[i].day, 1));
        assert_int_equal((to - from) / HOUR_MS, cases[i].hours);
    }
    /* Midnight itself is skipped. */
    enum zone_fit fit = ZONE_FIT_ONCE;
    int64_t start = zone_instant(zone("America/Asuncion"), (struct date){2023, 10, 1}, 0, &fit);
    assert_int_equal(fit, ZONE_FIT_NEVER);
    assert_int_equal(start, instant("2023-10-01T04:00:00Z"));
}

static void every_instant_comes_back_from_its_wall_clock(void **state)
{
    (void)state;
    const char *const names[] = {"Europe/Helsinki",   "Europe/Stockholm", "Australia/Lord_Howe",
                                 "Africa/Casablanca", "Europe/Dublin",    "America/St_Johns"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const struct zone *here = zone(names[i]);
        int64_t last = instant("2045-01-01T00:00:00Z");
        for (int64_t ms = instant("2018-01-01T00:00:00Z"); ms < last; ms += 30 * 60000) {
            struct local_time local = zone_local(here, ms);
            enum zone_fit fit = ZONE_FIT_ONCE;
            int64_t back = zone_instant(here, local.date, local.hour * 60 + local.minute, &fit);
            if (fit == ZONE_FIT_NEVER || (back != ms && fit != ZONE_FIT_TWICE)) {
                fail_msg("%s at %lld", names[i], (long long)ms);
            }
        }
    }
}

static void a_name_that_is_no_zone_is_not_found(void **state)
{
    (void)state;
    const char *const names[] = {"",
                                 "Europe",
                                 "Europe/Atlantis",
                                 "../../../etc/passwd",
                                 "/etc/passwd",
                                 "Europe//Helsinki",
                                 "tzdata.zi",
                                 "zone.tab",
                                 "Europe/Helsinki/"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        assert_null(zone_named(str_of(names[i])));
    }
    assert_ptr_equal(zone("Europe/Helsinki"), zone("Europe/Helsinki"));
}

static void broken_rules_and_files_are_refused(void **state)
{
    (void)state;
    struct zone_rule rule;
    const char *const bad[] = {"",
                               "EE-2",
                               "EET",
                               "EET-2EEST",
                               "EET-2EEST,M3.5.0",
                               "EET-2x",
                               "EET-2EEST,M13.5.0,M10.5.0",
                               "EET-2EEST,M3.6.0,M10.5.0",
                               "EET-2EEST,J0,J5",
                               "EET-168",
                               "<+03-3",
                               "EET-2EEST,M3.5.0/3,M10.5.0/4,"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(zone_rule_parse(str_of(bad[i]), &rule));
    }
    assert_true(zone_rule_parse(STR("<-02>2<-01>,M3.5.0/-1,M10.5.0/0"), &rule));
    assert_int_equal(rule.summer_offset_s, -3600);
    assert_true(zone_rule_parse(STR("XXX3:30YYY,J60/0,300"), &rule));
    assert_int_equal(rule.offset_s, -12600);
    ARENA_SCOPED(arena);
    const struct zone *read = NULL;
    assert_int_equal(zone_read(arena, STR("TZif2"), &read), INVALID);
    assert_int_equal(zone_read(arena, STR(""), &read), INVALID);
}

static void weeks_are_numbered_as_in_the_standard(void **state)
{
    (void)state;
    const struct {
        struct date date;
        int weekday, year, week;
    } cases[] = {
        {{2026, 11, 23}, 1, 2026, 48}, {{2027, 1, 1}, 5, 2026, 53},  {{2027, 1, 3}, 7, 2026, 53},
        {{2027, 1, 4}, 1, 2027, 1},    {{2024, 12, 30}, 1, 2025, 1}, {{1969, 12, 31}, 3, 1970, 1},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(date_weekday(cases[i].date), cases[i].weekday);
        assert_int_equal(date_iso_week(cases[i].date).year, cases[i].year);
        assert_int_equal(date_iso_week(cases[i].date).week, cases[i].week);
    }
}

static void adding_months_keeps_to_the_months_length(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    assert_str(date_text(arena, date_add_months((struct date){2028, 1, 31}, 1)), "2028-02-29");
    assert_str(date_text(arena, date_add_months((struct date){2026, 11, 30}, 3)), "2027-02-28");
    assert_str(date_text(arena, date_add_months((struct date){2026, 1, 15}, -1)), "2025-12-15");
    assert_str(date_text(arena, date_add_days((struct date){2026, 12, 31}, 1)), "2027-01-01");
}

static void easter_falls_where_the_almanac_says(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    const char *const days[] = {"1818-03-22", "1943-04-25", "1954-04-18", "2024-03-31",
                                "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25",
                                "2049-04-18", "2285-03-22"};
    for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
        struct date date = {0};
        assert_true(date_parse(str_of(days[i]), &date));
        assert_str(date_text(arena, easter_sunday(date.year)), days[i]);
    }
}

/* All public holidays of a year as "0101 0106 …". */
static void assert_holidays(const char *country, int year, const char *expected)
{
    BUF_SCOPED(days, 1000);
    struct date date = {year, 1, 1};
    for (; date.year == year; date = date_add_days(date, 1)) {
        const struct holiday *holiday = holiday_on(str_of(country), date);
        if (holiday != NULL && !holiday->is_eve) {
            buf_put_format(&days, "%s%02d%02d", days.len > 0 ? " " : "", date.month, date.day);
        }
    }
    assert_str(buf_str(&days), expected);
}

static void the_public_holidays_are_those_of_the_almanac(void **state)
{
    (void)state;
    assert_holidays("FI", 2026, "0101 0106 0403 0405 0406 0501 0514 0524 0620 1031 1206 1225 1226");
    assert_holidays("SE", 2026, "0101 0106 0403 0405 0406 0501 0514 0524 0606 0620 1031 1225 1226");
    assert_holidays("FI", 2027, "0101 0106 0326 0328 0329 0501 0506 0516 0626 1106 1206 1225 1226");
    assert_holidays("SE", 2024, "0101 0106 0329 0331 0401 0501 0509 0519 0606 0622 1102 1225 1226");
    assert_holidays("DK", 2026, "");
    assert_true(holiday_on(STR("SE"), (struct date){2026, 6, 19})->is_eve);
    assert_null(holiday_on(STR("FI"), (struct date){2026, 12, 31}));
}

/* The number after `key` in a rule's line. */
static int number_after(struct str line, const char *key)
{
    size_t at = str_find_str(line, str_of(key)) + strlen(key);
    struct str rest = str_trim(str_slice(line, at, line.len));
    size_t end = 0;
    while (end < rest.len &&
           ((rest.at[end] >= '0' && rest.at[end] <= '9') || rest.at[end] == '-')) {
        end++;
    }
    int64_t number = 0;
    assert_true(str_to_int64(str_slice(rest, 0, end), &number));
    return (int)number;
}

/* The day that a line of opening_hours' rules means in a year. */
static struct date day_of_rule(struct str line, int year)
{
    if (str_find_str(line, STR("fixed_date")) < line.len) {
        size_t comma = str_find(line, ',', str_find(line, '[', 0));
        return (struct date){year, number_after(line, "["),
                             number_after(str_slice(line, comma, line.len), ",")};
    }
    if (str_find_str(line, STR("easter")) < line.len) {
        bool has_offset = str_find_str(line, STR("'offset'")) < line.len;
        return date_add_days(easter_sunday(year), has_offset ? number_after(line, "'offset':") : 0);
    }
    bool is_june = str_find_str(line, STR("nextSaturday20Jun")) < line.len;
    assert_true(is_june || str_find_str(line, STR("nextSaturday31Oct")) < line.len);
    struct date date = is_june ? (struct date){year, 6, 20} : (struct date){year, 10, 31};
    return date_add_days(date, (6 - date_weekday(date) + 7) % 7);
}

static void compare_with_rules(const char *country, struct str rules)
{
    for (int year = 2005; year < 2060; year++) {
        struct str rest = rules;
        struct str line = {NULL, 0};
        int expected = 0;
        while (str_next(&rest, '\n', &line)) {
            if (str_starts(line, STR("  - {'name'"))) {
                const struct holiday *found = holiday_on(str_of(country), day_of_rule(line, year));
                if (found == NULL || found->is_eve) {
                    fail_msg("%d: %.*s", year, STR_ARG(line));
                }
                expected++;
            }
        }
        int counted = 0;
        struct date date = {year, 1, 1};
        for (; date.year == year; date = date_add_days(date, 1)) {
            const struct holiday *found = holiday_on(str_of(country), date);
            counted += found != NULL && !found->is_eve ? 1 : 0;
        }
        /* Two holidays may fall on one day: May Day on Ascension Day. */
        assert_in_range(expected - counted, 0, 1);
    }
}

static void holidays_agree_with_the_published_rules(void **state)
{
    (void)state;
    const char *const countries[][2] = {{"FI", "holidays_fi"}, {"SE", "holidays_se"}};
    ARENA_SCOPED(arena);
    for (size_t i = 0; i < 2; i++) {
        const char *source = getenv("SAMSYN_SOURCE");
        struct str path = str_format(arena, "%s/../shared/data/holidays/%s.yaml",
                                     source != NULL ? source : ".", countries[i][1]);
        FILE *file = fopen(str_c(arena, path), "r");
        if (file == NULL) {
            arena_release(&arena); /* skip() jumps over the end of the block */
            skip();
        }
        char text[20000];
        size_t length = fread(text, 1, sizeof(text), file);
        (void)fclose(file);
        compare_with_rules(countries[i][0], (struct str){text, length});
    }
}

static const struct opening office[] = {
    {1, 8 * 60, 12 * 60}, {1, 13 * 60, 16 * 60}, {2, 8 * 60, 16 * 60}, {3, 8 * 60, 16 * 60},
    {4, 8 * 60, 16 * 60}, {5, 12 * 60, 14 * 60}, {5, 8 * 60, 12 * 60},
};

static struct hours office_hours(void)
{
    return (struct hours){.zone = zone("Europe/Stockholm"),
                          .country = STR("SE"),
                          .closed_on_eves = true,
                          .openings = office,
                          .opening_count = sizeof(office) / sizeof(office[0])};
}

static void it_opens_and_closes_when_the_sign_says(void **state)
{
    (void)state;
    struct hours hours = office_hours();
    const struct {
        const char *at;
        bool is_open;
        const char *changes;
    } cases[] = {
        {"2026-11-23T06:59:59Z", false, "2026-11-23T07:00:00Z"}, /* Monday, 07:59:59 */
        {"2026-11-23T07:00:00Z", true, "2026-11-23T11:00:00Z"},
        {"2026-11-23T11:30:00Z", false, "2026-11-23T12:00:00Z"}, /* lunch */
        {"2026-11-27T07:30:00Z", true, "2026-11-27T13:00:00Z"},  /* two periods that touch */
        {"2026-11-27T13:00:00Z", false, "2026-11-30T07:00:00Z"}, /* weekend */
        {"2026-12-23T15:00:00Z", false, "2026-12-28T07:00:00Z"}, /* Christmas */
        {"2026-06-18T14:00:00Z", false, "2026-06-22T06:00:00Z"}, /* Midsummer, in summer time */
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t changes = 0;
        assert_int_equal(hours_is_open(&hours, instant(cases[i].at)), cases[i].is_open);
        assert_true(hours_next_change(&hours, instant(cases[i].at), &changes));
        assert_int_equal(changes, instant(cases[i].changes));
    }
}

static void exceptions_are_stronger_than_holidays(void **state)
{
    (void)state;
    struct hours hours = office_hours();
    const struct opening_exception exceptions[] = {
        {{2026, 12, 25}, 10 * 60, 11 * 60}, /* open on Christmas Day, in two periods */
        {{2026, 12, 25}, 15 * 60, 16 * 60},
        {{2026, 11, 24}, 0, 0}, /* closed on an ordinary Tuesday */
    };
    hours.exceptions = exceptions;
    hours.exception_count = 3;
    assert_true(hours_is_open(&hours, instant("2026-12-25T09:30:00Z")));
    assert_false(hours_is_open(&hours, instant("2026-12-25T12:00:00Z")));
    assert_true(hours_is_open(&hours, instant("2026-12-25T14:59:00Z")));
    assert_false(hours_is_open(&hours, instant("2026-11-24T09:30:00Z")));
}

static void what_never_or_always_is_open_never_changes(void **state)
{
    (void)state;
    struct opening always[7];
    for (int i = 0; i < 7; i++) {
        always[i] = (struct opening){i + 1, 0, 1440};
    }
    struct hours hours = {.zone = zone("Europe/Stockholm"), .openings = always, .opening_count = 7};
    int64_t now = instant("2026-03-28T12:00:00Z");
    int64_t changes = 7;
    assert_true(hours_is_open(&hours, now));
    assert_false(hours_next_change(&hours, now, &changes));
    assert_int_equal(hours_between(&hours, now, now + 2 * DAY_MS),
                     2 * DAY_MS); /* over summer time */
    hours.opening_count = 0;
    assert_false(hours_is_open(&hours, now));
    assert_false(hours_next_change(&hours, now, &changes));
    assert_int_equal(hours_between(&hours, now, now + 20000 * (int64_t)DAY_MS), 0);
    assert_false(hours_after(&hours, now, 1, &changes));
    assert_int_equal(changes, 7);
}

static void two_working_days_pass_over_a_weekend_and_a_holiday(void **state)
{
    (void)state;
    struct hours hours = office_hours();
    int64_t due = 0;
    /* Friday noon: 2 h left, Monday 7 h, then 3 h of Tuesday. */
    assert_true(hours_after(&hours, instant("2026-11-27T11:00:00Z"), 12 * HOUR_MS, &due));
    assert_int_equal(due, instant("2026-12-01T10:00:00Z"));
    assert_int_equal(hours_between(&hours, instant("2026-11-27T11:00:00Z"), due), 12 * HOUR_MS);
    /* To the last minute of a day is that day. */
    assert_true(hours_after(&hours, instant("2026-11-24T07:00:00Z"), 8 * HOUR_MS, &due));
    assert_int_equal(due, instant("2026-11-24T15:00:00Z"));
    assert_int_equal(hours_between(&hours, due, due - 1), 0);
}

/* Minute by minute, straight from the sign: slow, and too simple to be wrong. */
static bool is_open_by_the_sign(int64_t ms)
{
    struct local_time local = zone_local(zone("Europe/Stockholm"), ms);
    int minute = local.hour * 60 + local.minute;
    for (size_t i = 0; i < sizeof(office) / sizeof(office[0]); i++) {
        if (office[i].weekday == date_weekday(local.date) && minute >= office[i].from_minute &&
            minute < office[i].to_minute && holiday_on(STR("SE"), local.date) == NULL) {
            return true;
        }
    }
    return false;
}

static void random_times_agree_with_a_count_of_minutes(void **state)
{
    (void)state;
    struct hours hours = office_hours();
    struct random_source random;
    random_seed(&random, 5);
    int64_t base = instant("2026-01-01T00:00:00Z");
    for (int i = 0; i < 2000; i++) {
        int64_t at = base + (int64_t)random_below(&random, 525600) * 60000;
        if (hours_is_open(&hours, at) != is_open_by_the_sign(at)) {
            fail_msg("at %lld", (long long)at);
        }
    }
    for (int i = 0; i < 20; i++) {
        int64_t from = base + (int64_t)random_below(&random, 525600) * 60000;
        int64_t to = from + (int64_t)random_below(&random, 14 * 1440) * 60000;
        int64_t counted = 0;
        for (int64_t at = from; at < to; at += 60000) {
            counted += is_open_by_the_sign(at) ? 60000 : 0;
        }
        assert_int_equal(hours_between(&hours, from, to), counted);
    }
}

static void once_a_day_also_when_the_clock_is_moved(void **state)
{
    (void)state;
    const char *const helsinki = "Europe/Helsinki";
    const char *const expected[] = {"2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z",
                                    "2026-03-30T00:30:00Z"}; /* 03:30, 04:30 instead, 03:30 */
    int64_t at = instant("2026-03-28T00:00:00Z");
    for (size_t i = 0; i < 3; i++) {
        at = calendar_next_minute_of_day(helsinki, at, 3 * 60 + 30);
        assert_int_equal(at, instant(expected[i]));
    }
    const char *const autumn[] = {"2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"};
    at = instant("2026-10-24T12:00:00Z");
    for (size_t i = 0; i < 2; i++) {
        at = calendar_next_minute_of_day(helsinki, at, 3 * 60 + 30);
        assert_int_equal(at, instant(autumn[i]));
    }
}

static void an_unknown_zone_is_universal_time(void **state)
{
    (void)state;
    assert_false(calendar_is_zone(STR("Europe/Atlantis")));
    assert_true(calendar_is_zone(STR("Europe/Stockholm")));
    int64_t at = instant("2026-07-01T12:34:00Z");
    assert_int_equal(calendar_local("Europe/Atlantis", at).hour, 12);
    assert_int_equal(calendar_local(NULL, at).minute, 34);
    assert_int_equal(calendar_instant("", (struct date){2026, 7, 1}, 12 * 60 + 34), at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_wall_clock_follows_summer_time),
        cmocka_unit_test(an_hour_that_never_comes_is_counted_from_before_it),
        cmocka_unit_test(of_an_hour_that_comes_twice_the_first_is_meant),
        cmocka_unit_test(days_are_23_and_25_hours_long_when_the_clock_is_moved),
        cmocka_unit_test(every_instant_comes_back_from_its_wall_clock),
        cmocka_unit_test(a_name_that_is_no_zone_is_not_found),
        cmocka_unit_test(broken_rules_and_files_are_refused),
        cmocka_unit_test(weeks_are_numbered_as_in_the_standard),
        cmocka_unit_test(adding_months_keeps_to_the_months_length),
        cmocka_unit_test(easter_falls_where_the_almanac_says),
        cmocka_unit_test(the_public_holidays_are_those_of_the_almanac),
        cmocka_unit_test(holidays_agree_with_the_published_rules),
        cmocka_unit_test(it_opens_and_closes_when_the_sign_says),
        cmocka_unit_test(exceptions_are_stronger_than_holidays),
        cmocka_unit_test(what_never_or_always_is_open_never_changes),
        cmocka_unit_test(two_working_days_pass_over_a_weekend_and_a_holiday),
        cmocka_unit_test(once_a_day_also_when_the_clock_is_moved),
        cmocka_unit_test(an_unknown_zone_is_universal_time),
        cmocka_unit_test(random_times_agree_with_a_count_of_minutes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
