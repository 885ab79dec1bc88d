/* Jobs and keys, as people would miss them. */
#include "platform/work/work_test_support.h"

#include "work_queries.h"

struct noted {
    int64_t id;
};

static int runs;
static enum status answer;
static struct str seen_key;

static enum status count_run(struct call *call, const struct job *job)
{
    runs++;
    seen_key = str_copy(call->arena, job->key);
    if (answer != OK) {
        return err_return(call->err, answer, "the printer is out of paper");
    }
    return job_progress(call, job, 3, 10);
}
static const struct job_kind COUNTED = {.name = "test.count", .run = count_run, .most_attempts = 2};
static const struct job_kind *const KINDS[] = {&COUNTED, NULL};

static enum status add(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)err;
    struct noted *noted = out;
    return job_add(tx, in, &noted->id);
}

static struct job_new job_keyed(const char *key)
{
    return (struct job_new){.kind = &COUNTED, .key = str_of(key), .subject = 5, .due = NO_TIME};
}

static struct job read_job(struct platform *platform, struct db_test *test, int64_t id)
{
    struct call call = work_test_call(platform, test);
    struct tx *reader = NULL;
    assert_int_equal(call_reader(&call, &reader), OK);
    struct job job;
    assert_int_equal(job_get(reader, id, &job), OK);
    call_end(&call);
    return job;
}

static int drain(struct platform *platform)
{
    int count = 0;
    bool ran = true;
    while (ran) {
        assert_int_equal(job_run_next(platform, false, &ran), OK);
        count += ran ? 1 : 0;
        assert_true(count < 100);
    }
    return count;
}

static struct platform *start(struct db_test *test)
{
    runs = 0;
    answer = OK;
    return work_test_platform(test, KINDS);
}

static void a_job_runs_once_however_often_its_key_was_added(void **state)
{
    struct db_test *test = db_test_of(state);
    struct platform *platform = start(test);
    struct call call = work_test_call(platform, test);
    struct job_new job = job_keyed("reminder:7");
    struct noted first = {0};
    struct noted second = {0};
    assert_int_equal(call_write(&call, "test", add, &job, &first), OK);
    assert_int_equal(call_write(&call, "test", add, &job, &second), OK);
    assert_int_equal(first.id, second.id);
    assert_int_equal(drain(platform), 1);
    assert_int_equal(runs, 1);
    struct job done = read_job(platform, test, first.id);
    assert_true(str_equal(done.state, STR("done")));
    assert_int_equal(done.done_count, 3);
    assert_int_equal(done.total_count, 10);
}

static void a_failing_job_is_tried_again_later_and_then_listed_as_failed(void **state)
{
    struct db_test *test = db_test_of(state);
    struct platform *platform = start(test);
    struct call call = work_test_call(platform, test);
    struct job_new job = job_keyed("a");
    struct noted noted = {0};
    answer = UNAVAILABLE;
    assert_int_equal(call_write(&call, "test", add, &job, &noted), OK);
    assert_int_equal(drain(platform), 1);
    struct job waiting = read_job(platform, test, noted.id);
    assert_true(str_equal(waiting.state, STR("waiting")));
    assert_int_equal(waiting.due, clock_now(&platform->clock) + 60000);

    clock_freeze(&platform->clock, waiting.due);
    assert_int_equal(drain(platform), 1);
    struct job failed = read_job(platform, test, noted.id);
    assert_true(str_equal(failed.state, STR("failed")));
    assert_true(str_find_str(failed.last_error, STR("out of paper")) < failed.last_error.len);
    assert_int_equal(runs, 2);
}

static void a_job_that_was_refused_is_not_tried_again(void **state)
{
    struct db_test *test = db_test_of(state);
    struct platform *platform = start(test);
    struct call call = work_test_call(platform, test);
    struct job_new job = job_keyed("a");
    struct noted noted = {0};
    answer = INVALID;
    assert_int_equal(call_write(&call, "test", add, &job, &noted), OK);
    assert_int_equal(drain(platform), 1);
    assert_true(str_equal(read_job(platform, test, noted.id).state, STR("failed")));
}

static void a_job_due_tomorrow_runs_when_the_clock_comes_there(void **state)
{
    struct db_test *test = db_test_of(state);
    struct platform *platform = start(test);
    struct call call = work_test_call(platform, test);
    struct job_new job = job_keyed("tomorrow");
    job.due = clock_now(&platform->clock) + 86400000;
    struct noted noted = {0};
    assert_int_equal(call_write(&call, "test", add, &job, &noted), OK);
    assert_int_equal(drain(platform), 0);
    assert_int_equal(workers_move_clock(platform, job.due - 30000, &test->err), OK);
    assert_int_equal(runs, 0);
    assert_int_equal(workers_move_clock(platform, job.due + 60000, &test->err), OK);
    assert_int_equal(runs, 1);
}

static void a_schedule_visits_each_day_of_a_moved_clock_in_order(void **state)
{
    struct db_test *test = db_test_of(state);
    struct platform *platform = start(test);
    static const struct schedule nightly = {
        .name = "nightly", .kind = &COUNTED, .at_minute_of_day = 120};
    static const struct schedule *const schedules[] = {&nightly, NULL};
    platform->schedules = schedules;
    /* The clock goes on while the test runs, and moves forward only: ahead by a minute each time. */
    int64_t now = clock_now(&platform->clock) + 60000;
    assert_int_equal(workers_move_clock(platform, now, &test->err), OK);
    assert_int_equal(runs, 0);
    assert_int_equal(workers_move_clock(platform, now + 3 * 86400000LL, &test->err), OK);
    assert_int_equal(runs, 3);
    assert_int_equal(workers_move_clock(platform, now + 3 * 86400000LL + 60000, &test->err), OK);
    assert_int_equal(runs, 3);
}

static void nights_without_the_service_are_made_up_for_by_one_run(void **state)
{
    struct db_test *test = db_test_of(state);
    struct platform *platform = start(test);
    static const struct schedule nightly = {
        .name = "nightly", .kind = &COUNTED, .at_minute_of_day = 120};
    static const struct schedule quarterly = {
        .name = "quarterly", .kind = &COUNTED, .every_ms = 900000, .at_minute_of_day = -1};
    static const struct schedule *const schedules[] = {&nightly, &quarterly, NULL};
    platform->schedules = schedules;
    int64_t next = 0;
    int64_t began = clock_now(&platform->clock);
    clock_freeze(&platform->clock, began);
    assert_int_equal(schedules_run(platform, &next), OK); /* known from now on */
    clock_freeze(&platform->clock, began + 7 * 86400000LL + 60000);
    assert_int_equal(schedules_run(platform, &next), OK);
    assert_int_equal(drain(platform), 2);
    assert_true(next > clock_now(&platform->clock));
    assert_true(next <= clock_now(&platform->clock) + 900000);
    assert_int_equal(schedules_run(platform, &next), OK);
    assert_int_equal(drain(platform), 0);
}

static void a_change_sent_twice_is_done_once_and_answers_the_same(void **state)
{
    struct db_test *test = db_test_of(state);
    struct platform *platform = start(test);
    struct call call = work_test_call(platform, test);
    struct job_new job = job_keyed("");
    struct once first = {.key = STR("k1"), .digest = STR("d1")};
    struct once again = {.key = STR("k1"), .digest = STR("d1")};
    struct noted one = {0};
    struct noted two = {0};
    call.once = &first;
    assert_int_equal(call_write(&call, "test", add, &job, &one), OK);
    assert_false(first.was_repeated);
    call.once = &again;
    assert_int_equal(call_write(&call, "test", add, &job, &two), OK);
    assert_true(again.was_repeated);
    assert_int_equal(one.id, two.id);
    assert_int_equal(db_test_int(test, "SELECT COUNT(*) FROM job"), 1);
}

static void a_key_used_for_another_change_is_a_conflict(void **state)
{
    struct db_test *test = db_test_of(state);
    struct platform *platform = start(test);
    struct call call = work_test_call(platform, test);
    struct job_new job = job_keyed("");
    struct once first = {.key = STR("k1"), .digest = STR("d1")};
    struct once other = {.key = STR("k1"), .digest = STR("d2")};
    struct noted noted = {0};
    call.once = &first;
    assert_int_equal(call_write(&call, "test", add, &job, &noted), OK);
    call.once = &other;
    assert_int_equal(call_write(&call, "test", add, &job, &noted), CONFLICT);
    assert_int_equal(db_test_int(test, "SELECT COUNT(*) FROM job"), 1);
}

static enum status refuse(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)tx;
    (void)in;
    (void)out;
    return err_return(err, INVALID, "no");
}

static void a_refused_change_does_not_use_up_its_key(void **state)
{
    struct db_test *test = db_test_of(state);
    struct platform *platform = start(test);
    struct call call = work_test_call(platform, test);
    struct once once = {.key = STR("k1"), .digest = STR("d1")};
    struct noted noted = {0};
    call.once = &once;
    assert_int_equal(call_write(&call, "test", refuse, NULL, &noted), INVALID);
    struct job_new job = job_keyed("");
    assert_int_equal(call_write(&call, "test", add, &job, &noted), OK);
    assert_false(once.was_repeated);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(a_job_runs_once_however_often_its_key_was_added),
        DB_TEST(a_failing_job_is_tried_again_later_and_then_listed_as_failed),
        DB_TEST(a_job_that_was_refused_is_not_tried_again),
        DB_TEST(a_job_due_tomorrow_runs_when_the_clock_comes_there),
        DB_TEST(nights_without_the_service_are_made_up_for_by_one_run),
        DB_TEST(a_schedule_visits_each_day_of_a_moved_clock_in_order),
        DB_TEST(a_change_sent_twice_is_done_once_and_answers_the_same),
        DB_TEST(a_key_used_for_another_change_is_a_conflict),
        DB_TEST(a_refused_change_does_not_use_up_its_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
