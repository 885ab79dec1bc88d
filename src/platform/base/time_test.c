/* Clocks, dates, ids and the log. */
#include "platform/base/clock.h"
#include "platform/base/date.h"
#include "platform/base/log.h"
#include "platform/base/rand.h"
#include "platform/base/test.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void every_day_of_nine_thousand_years_comes_back(void **state)
{
    (void)state;
    int64_t days = date_to_days((struct date){1000, 1, 1});
    int64_t last = date_to_days((struct date){9999, 12, 31});
    struct date expected = {1000, 1, 1};
    for (; days <= last; days++) {
        struct date date = date_of_days(days);
        if (date.year != expected.year || date.month != expected.month ||
            date.day != expected.day || date_to_days(date) != days) {
            fail_msg("day %lld is %d-%d-%d", (long long)days, date.year, date.month, date.day);
        }
        expected.day++;
        if (expected.day > date_month_length(expected.year, expected.month)) {
            expected.day = 1;
            expected.month = expected.month % 12 + 1;
            expected.year += expected.month == 1 ? 1 : 0;
        }
    }
    assert_int_equal(date_to_days((struct date){1970, 1, 1}), 0);
    assert_int_equal(date_to_days((struct date){2026, 11, 23}), 20780);
}

static void a_day_that_does_not_exist_is_refused(void **state)
{
    (void)state;
    struct date date = {0};
    assert_true(date_parse(STR("2028-02-29"), &date));
    assert_true(date_parse(STR("2000-02-29"), &date));
    const char *const refused[] = {"2026-02-29",  "1900-02-29", "2026-13-01", "2026-00-01",
                                   "2026-04-31",  "2026-04-00", "0999-01-01", "2026-1-01",
                                   "2026-01-01x", "20260101",   "",           "2026-01-0"};
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        assert_false(date_parse(str_of(refused[i]), &date));
    }
}

static void an_instant_comes_back_through_its_text(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    int64_t ms = 0;
    assert_true(time_parse(STR("2026-11-23T09:00:00.000Z"), &ms));
    assert_int_equal(ms, INT64_C(20780) * 86400000 + 9 * 3600000);
    assert_str(time_text(arena, ms), "2026-11-23T09:00:00.000Z");
    assert_str(time_text(arena, -1), "1969-12-31T23:59:59.999Z");
    assert_str(time_text(arena, -86400000), "1969-12-31T00:00:00.000Z");
    assert_true(time_parse(STR("1969-12-31T23:59:59.9999Z"), &ms));
    assert_int_equal(ms, -1);
}

static void offsets_of_an_instant_are_taken_away(void **state)
{
    (void)state;
    int64_t utc = 0;
    int64_t ms = 0;
    assert_true(time_parse(STR("2026-11-23T09:00Z"), &utc));
    const char *const same[] = {"2026-11-23T11:00:00+02:00", "2026-11-23 05:30-0330",
                                "2026-11-23t09:00:00z", "2026-11-24T08:59:00.0+23:59"};
    for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
        assert_true(time_parse(str_of(same[i]), &ms));
        assert_int_equal(ms, utc);
    }
    const char *const refused[] = {
        "2026-11-23T09:00:00",   "2026-11-23",           "2026-11-23T24:00Z",
        "2026-11-23T09:60Z",     "2026-11-23T09:00:60Z", "2026-11-23T09:00:00.Z",
        "2026-11-23T09:00+2:00", "2026-11-23T09:00Zx",   "2026-02-30T09:00Z"};
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        assert_false(time_parse(str_of(refused[i]), &ms));
    }
}

static void a_moved_clock_goes_on_ticking_and_a_frozen_one_stands(void **state)
{
    (void)state;
    struct clock clock;
    clock_init(&clock);
    int64_t real = real_now_ms();
    assert_in_range(clock_now(&clock) - real, 0, 1000);
    clock_set(&clock, 1000);
    assert_in_range(clock_now(&clock), 1000, 2000);
    clock_freeze(&clock, 5);
    assert_int_equal(clock_now(&clock), 5);
    clock_set(&clock, 9000);
    assert_in_range(clock_now(&clock), 9000, 10000);
}

enum { THREADS = 4, IDS = 50000 };

static void *make_ids(void *at)
{
    int64_t *ids = at;
    for (int i = 0; i < IDS; i++) {
        ids[i] = id_new();
    }
    return NULL;
}

static int compare_ids(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a;
    int64_t right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static void ids_of_many_threads_are_unique_ordered_and_tell_the_time(void **state)
{
    (void)state;
    static int64_t ids[THREADS * IDS];
    pthread_t threads[THREADS];
    int64_t before = real_now_ms();
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, make_ids, ids + i * IDS), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    for (size_t i = 1; i < IDS; i++) {
        assert_true(ids[i] > ids[i - 1]);
    }
    qsort(ids, THREADS * IDS, sizeof(ids[0]), compare_ids);
    for (size_t i = 1; i < THREADS * IDS; i++) {
        assert_true(ids[i] > ids[i - 1]);
    }
    int64_t first_ms = (ids[0] >> 21) + INT64_C(1704067200000);
    assert_in_range(first_ms - before, 0, 5000);
}

static void a_log_line_is_one_line_whatever_is_in_it(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    log_set_fd(ends[1]);
    log_info("test.line", "name=%s count=%d", "a\nlevel=error", 3);
    log_write(LOG_LEVEL_DEBUG, "test.hidden", "count=%d", 1);
    log_set_fd(STDERR_FILENO);
    char line[500] = "";
    ssize_t length = read(ends[0], line, sizeof(line) - 1);
    close(ends[0]);
    close(ends[1]);
    assert_true(length > 0);
    assert_memory_equal(line, "time=20", 7);
    assert_string_equal(strchr(line, ' '),
                        " level=info event=test.line name=a?level=error count=3\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_nine_thousand_years_comes_back),
        cmocka_unit_test(a_day_that_does_not_exist_is_refused),
        cmocka_unit_test(an_instant_comes_back_through_its_text),
        cmocka_unit_test(offsets_of_an_instant_are_taken_away),
        cmocka_unit_test(a_moved_clock_goes_on_ticking_and_a_frozen_one_stands),
        cmocka_unit_test(ids_of_many_threads_are_unique_ordered_and_tell_the_time),
        cmocka_unit_test(a_log_line_is_one_line_whatever_is_in_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
