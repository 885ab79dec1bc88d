/* The inbox and the ways to a person, as people would miss them. */
#include "platform/work/message.h"
#include "slices/people/people_inbox.h"
#include "slices/people/slice_test_support.h"

#include <string.h>

static const int64_t HOUR = 60LL * 60 * 1000;

static const struct notice_kind CALL_BACK = {
    .name = "test.call_back", .label = N_("Call back"), .button = N_("Done")};
static const struct notice_kind *const NOTICES[] = {&CALL_BACK, NULL};
static const struct permission *const MAY_ANSWER[] = {&PEOPLE_REACH, NULL};
static const struct role ANSWERER = {"answerer", N_("Employee"), MAY_ANSWER};
static const struct role *const ROLES[] = {&ANSWERER, NULL};
static const struct slice TEST_SLICE = {.name = "test", .roles = ROLES, .notices = NOTICES};
static const struct slice *const SLICES_HERE[] = {&PEOPLE_SLICE, &TEST_SLICE, NULL};

static struct slice_test *start(void **state)
{
    return slice_test_start(state, SLICES_HERE);
}

static enum status notify(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    return people_notify(tx, in);
}

static void say(struct slice_test *test, const struct notice *notice)
{
    struct call call = slice_test_call(test, NO_INT);
    assert_status(call_write(&call, "test", notify, notice, NULL), OK);
}

static size_t waiting(struct slice_test *test, int64_t person)
{
    struct call call = slice_test_call(test, person);
    struct rows items;
    assert_status(people_inbox(&call, person, 10, &items), OK);
    call_end(&call);
    return items.count;
}

static enum status finish(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    const struct notice *notice = in;
    return people_notify_done(tx, notice->key);
}

static int64_t add(struct slice_test *test, struct person person)
{
    struct call call = slice_test_call(test, NO_INT);
    struct person_new wanted = {.person = person};
    int64_t id = NO_INT;
    assert_status(people_person_add(&call, &wanted, &id), OK);
    return id;
}

static struct notice reminder(struct slice_test *test, int64_t person)
{
    return (struct notice){
        .kind = &CALL_BACK,
        .key = STR("call:1"),
        .person = person,
        .ref = NO_INT,
        .detail = STR("Åsa"),
        .due = clock_now(&test->db->clock) + HOUR,
        .is_told = true,
    };
}

static void run_jobs(struct slice_test *test)
{
    struct call call = slice_test_call(test, NO_INT);
    struct job job = {.subject = db_test_int(test->db, "SELECT MAX(subject) FROM job")};
    assert_status(TELL_JOB.run(&call, &job), OK);
}

static void open_ways(struct slice_test *test)
{
    db_test_script(test->db, "INSERT INTO setting (key, id, version, value) VALUES "
                             "('mail.url', 1, 1, 'spool:'), ('sms.url', 2, 1, 'spool:')");
}

static void COR_06_a_due_reminder_is_exactly_one_item_and_done_is_gone(void **state)
{
    struct slice_test *test = start(state);
    int64_t person = add(test, (struct person){.name = STR("Bo"), .email = STR("bo@example.org")});
    struct notice notice = reminder(test, person);
    say(test, &notice);
    say(test, &notice); /* whatever reminds runs twice */
    assert_int_equal(waiting(test, person), 0);
    slice_test_wait(test, HOUR);
    assert_int_equal(waiting(test, person), 1);
    say(test, &notice);
    assert_int_equal(waiting(test, person), 1);
    struct call call = slice_test_call(test, person);
    assert_status(call_write(&call, "test", finish, &notice, NULL), OK);
    assert_int_equal(waiting(test, person), 0);
    say(test, &notice); /* once more: it is done */
    assert_int_equal(waiting(test, person), 0);
}

static void COR_06_a_reminder_is_told_once_and_not_when_it_is_done(void **state)
{
    struct slice_test *test = start(state);
    open_ways(test);
    int64_t person = add(test, (struct person){.name = STR("Bo"), .email = STR("bo@example.org")});
    struct notice notice = reminder(test, person);
    say(test, &notice);
    assert_int_equal(db_test_int(test->db, "SELECT COUNT(*) FROM job WHERE kind = 'inbox.tell'"),
                     1);
    slice_test_wait(test, HOUR);
    run_jobs(test);
    run_jobs(test);
    assert_int_equal(db_test_int(test->db, "SELECT COUNT(*) FROM outbox WHERE channel = 'mail'"),
                     1);
    notice.key = STR("call:2");
    say(test, &notice);
    struct call call = slice_test_call(test, person);
    assert_status(call_write(&call, "test", finish, &notice, NULL), OK);
    run_jobs(test);
    assert_int_equal(db_test_int(test->db, "SELECT COUNT(*) FROM outbox"), 1);
}

static void what_several_may_do_is_gone_for_all_when_one_has_done_it(void **state)
{
    struct slice_test *test = start(state);
    slice_test_people(test, "answerer");
    struct notice notice = reminder(test, NO_INT);
    notice.permission = &PEOPLE_REACH;
    notice.due = NO_TIME;
    say(test, &notice);
    assert_int_equal(waiting(test, test->everywhere), 1);
    assert_int_equal(waiting(test, test->somewhere), 1);
    struct call call = slice_test_call(test, test->somewhere);
    assert_status(call_write(&call, "test", finish, &notice, NULL), OK);
    assert_int_equal(waiting(test, test->everywhere), 0);
}

static struct reach reach(struct slice_test *test, int64_t person)
{
    struct call call = slice_test_call(test, NO_INT);
    struct reach found;
    assert_status(people_reach(slice_test_reader(&call), person, &found), OK);
    call_end(&call);
    return found;
}

static void COR_06_each_person_has_a_way_that_works_or_none(void **state)
{
    struct slice_test *test = start(state);
    struct person all = {.name = STR("Bo Ek"),
                         .email = STR("bo@example.org"),
                         .phone = STR("070-174 06 05"),
                         .street = STR("Provgatan 3"),
                         .postcode = STR("123 45"),
                         .city = STR("Björkvik")};
    struct person landline = all;
    landline.email = (struct str){NULL, 0};
    landline.phone = STR("08-123 456 78");
    struct person nothing = {.name = STR("Ingen"), .phone = STR("08-123 456 79")};
    int64_t bo = add(test, all);
    assert_true(str_equal(reach(test, bo).channel, CHANNEL_PRINT)); /* nothing else is set up */
    open_ways(test);
    assert_true(str_equal(reach(test, bo).channel, CHANNEL_MAIL));
    all.email = STR("bo2@example.org");
    all.channel = CHANNEL_SMS;
    struct reach found = reach(test, add(test, all));
    assert_true(str_equal(found.channel, CHANNEL_SMS));
    assert_true(str_equal(found.address, STR("+46701740605")));
    found = reach(test, add(test, landline));
    assert_true(str_equal(found.channel, CHANNEL_PRINT));
    assert_true(str_equal(found.address, STR("Bo Ek\nProvgatan 3\n123 45 Björkvik")));
    assert_int_equal(reach(test, add(test, nothing)).channel.len, 0);
    landline.channel = CHANNEL_SMS; /* wished for, but a landline takes none */
    assert_true(str_equal(reach(test, add(test, landline)).channel, CHANNEL_PRINT));
}

static void a_zone_is_the_one_of_the_area_where_the_person_works(void **state)
{
    struct slice_test *test = start(state);
    slice_test_people(test, "answerer");
    assert_string_equal(reach(test, test->somewhere).zone, "Europe/Stockholm");
    assert_null(reach(test, test->everywhere).zone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(COR_06_a_due_reminder_is_exactly_one_item_and_done_is_gone),
        DB_TEST(COR_06_a_reminder_is_told_once_and_not_when_it_is_done),
        DB_TEST(what_several_may_do_is_gone_for_all_when_one_has_done_it),
        DB_TEST(COR_06_each_person_has_a_way_that_works_or_none),
        DB_TEST(a_zone_is_the_one_of_the_area_where_the_person_works),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
