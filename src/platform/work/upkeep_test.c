/* What is kept only for a while goes by itself. */
#include "platform/work/upkeep.h"
#include "platform/work/work_test_support.h"

#include <stdio.h>

static void a_key_is_forgotten_after_sixty_days_and_not_before(void **state)
{
    struct db_test *test = db_test_of(state);
    static const struct job_kind *const kinds[] = {&UPKEEP_JOB, NULL};
    static const struct schedule *const schedules[] = {&UPKEEP_SCHEDULE, NULL};
    struct platform *platform = work_test_platform(test, kinds);
    platform->schedules = schedules;
    int64_t now = clock_now(&platform->clock);
    int64_t day = INT64_C(24) * 3600 * 1000;
    char sql[300];
    snprintf(sql, sizeof(sql),
             "INSERT INTO once (key, digest, reply, at) VALUES ('old', 'd', '', %lld), "
             "('young', 'd', '', %lld)",
             (long long)(now - 59 * day), (long long)(now - 50 * day));
    db_test_script(test, sql);
    assert_int_equal(workers_move_clock(platform, now, &test->err), OK);
    assert_int_equal(db_test_int(test, "SELECT COUNT(*) FROM once"), 2);
    assert_int_equal(workers_move_clock(platform, now + 3 * day, &test->err), OK);
    assert_int_equal(db_test_int(test, "SELECT COUNT(*) FROM once WHERE key = 'old'"), 0);
    assert_int_equal(db_test_int(test, "SELECT COUNT(*) FROM once WHERE key = 'young'"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(a_key_is_forgotten_after_sixty_days_and_not_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
