/* Letters and answers, as people would miss them. */
#include "platform/db/blob.h"
#include "platform/work/message.h"
#include "slices/people/slice_test_support.h"
#include "slices/post/post.h"

/* A question like those of visits: does it fit, another time, no thanks. */
static enum status fitted(struct tx *tx, const struct question_answered *answered, struct err *err);
static const struct question_choice CHOICES[] = {
    {"1", N_("Yes")}, {"2", N_("Another time")}, {"0", N_("No thanks")}, {NULL, NULL}};
static const struct question_kind TIME_FITS = {"test.time", CHOICES, fitted};
static const struct question_kind *const QUESTIONS[] = {&TIME_FITS, NULL};
static const struct permission *const MAY_READ[] = {&POST_ANSWERS, NULL};
static const struct role READER = {"reader", N_("Employee"), MAY_READ};
static const struct role *const ROLES[] = {&READER, NULL};
static const struct slice TEST_SLICE = {.name = "test", .roles = ROLES, .questions = QUESTIONS};
static const struct slice *const SLICES_HERE[] = {&PEOPLE_SLICE, &POST_SLICE, &TEST_SLICE, NULL};

/* "2": three other times, as a new question. */
static enum status fitted(struct tx *tx, const struct question_answered *answered, struct err *err)
{
    (void)err;
    if (!str_equal(answered->answer, STR("2"))) {
        return OK;
    }
    struct question again = {
        .kind = &TIME_FITS,
        .key = STR("time:2"),
        .person = answered->person,
        .subject = answered->subject,
        .sms = STR("1 måndag 9, 2 tisdag 10, 3 onsdag 11"),
        .text = STR("1 måndag 9, 2 tisdag 10, 3 onsdag 11"),
    };
    struct str channel;
    return post_ask(tx, &again, &channel);
}

static struct slice_test *start(void **state)
{
    struct slice_test *test = slice_test_start(state, SLICES_HERE);
    test->platform->slices = slices_with_parts(test->arena, SLICES_HERE);
    db_test_script(test->db, "INSERT INTO setting (key, id, version, value) VALUES "
                             "('mail.url', 1, 1, 'spool:'), ('sms.url', 2, 1, 'spool:')");
    return test;
}

static int64_t add(struct slice_test *test, struct person person)
{
    struct call call = slice_test_call(test, NO_INT);
    struct person_new wanted = {.person = person};
    int64_t id = NO_INT;
    assert_status(people_person_add(&call, &wanted, &id), OK);
    return id;
}

static int64_t add_mobile(struct slice_test *test)
{
    return add(test, (struct person){.name = STR("Bo Ek"), .phone = STR("070-174 06 05")});
}

static enum status ask_in(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    struct str channel;
    return post_ask(tx, in, &channel);
}

static void ask(struct slice_test *test, int64_t person)
{
    struct question question = {
        .kind = &TIME_FITS,
        .key = STR("time:1"),
        .person = person,
        .subject = 17,
        .heading = STR("Passar tiden?"),
        .text = STR("Vi vill komma på tisdag klockan 9."),
        .sms = STR("Passar tisdag klockan 9? 1 ja, 2 en annan tid, 0 nej tack"),
    };
    struct call call = slice_test_call(test, NO_INT);
    assert_status(call_write(&call, "test", ask_in, &question, NULL), OK);
}

static bool answer(struct slice_test *test, const char *text, const char *key)
{
    struct call call = slice_test_call(test, NO_INT);
    struct sms_in sms = {STR("+46 70 174 06 05"), str_of(text), str_of(key)};
    struct sms_taken taken = {0};
    assert_status(post_receive(&call, &sms, &taken), OK);
    return taken.was_understood;
}

static int64_t count(struct slice_test *test, const char *sql)
{
    return db_test_int(test->db, sql);
}

static void COR_06_the_answer_2_brings_three_other_times_once(void **state)
{
    struct slice_test *test = start(state);
    ask(test, add_mobile(test));
    assert_int_equal(count(test, "SELECT COUNT(*) FROM outbox WHERE channel = 'sms'"), 1);
    assert_true(answer(test, " 2 tack!", "gw-1"));
    answer(test, " 2 tack!", "gw-1"); /* the gateway brings it twice */
    assert_int_equal(count(test, "SELECT COUNT(*) FROM outbox WHERE channel = 'sms'"), 2);
    assert_int_equal(count(test, "SELECT COUNT(*) FROM outbox WHERE body LIKE '1 måndag%'"), 1);
    assert_int_equal(count(test, "SELECT COUNT(*) FROM post_question WHERE answer = '2'"), 1);
    assert_true(answer(test, "1", "gw-2")); /* to the new question */
    assert_int_equal(
        count(test, "SELECT COUNT(*) FROM post_question WHERE answer = '1' AND key = 'time:2'"), 1);
}

static void COR_06_what_is_no_answer_gets_a_kind_word_and_a_person_reads_it(void **state)
{
    struct slice_test *test = start(state);
    slice_test_people(test, "reader");
    ask(test, add_mobile(test));
    assert_false(answer(test, "Kan ni komma efter fem?", "gw-1"));
    assert_false(answer(test, "2000 kronor?", "gw-2"));
    assert_int_equal(count(test, "SELECT COUNT(*) FROM outbox WHERE kind = 'post.kindly'"), 1);
    struct call call = slice_test_call(test, test->everywhere);
    struct rows items;
    assert_status(people_inbox(&call, test->everywhere, 10, &items), OK);
    call_end(&call);
    assert_int_equal(items.count, 2);
    assert_true(answer(test, "0.", "gw-3")); /* the question still waits */
}

static void an_answer_belongs_to_the_last_question_to_its_number(void **state)
{
    struct slice_test *test = start(state);
    add_mobile(test);
    assert_false(answer(test, "1", "gw-1")); /* nobody asked */
    struct call call = slice_test_call(test, NO_INT);
    struct sms_in sms = {STR("växeln"), STR("1"), STR("gw-2")};
    struct sms_taken taken;
    assert_status(post_receive(&call, &sms, &taken), INVALID);
}

static void COR_06_who_has_a_landline_alone_gets_a_letter_in_tonights_print_file(void **state)
{
    struct slice_test *test = start(state);
    struct person resident = {.name = STR("Åsa Örn"),
                              .kind = STR("customer"),
                              .phone = STR("08-123 456 78"),
                              .street = STR("Provgatan 3"),
                              .postcode = STR("123 45"),
                              .city = STR("Björkvik")};
    ask(test, add(test, resident));
    struct call call = slice_test_call(test, NO_INT);
    int64_t file = NO_INT;
    assert_status(post_print_make(&call, false, &file), OK);
    assert_true(file != NO_INT);
    assert_int_equal(
        count(test, "SELECT COUNT(*) FROM outbox WHERE channel = 'print' AND batch IS NOT NULL"),
        1);
    assert_int_equal(count(test, "SELECT letters + pages FROM post_print"), 2);
    struct tx *tx = slice_test_reader(&call);
    struct str bytes;
    assert_status(
        blob_read(tx, test->arena, count(test, "SELECT list FROM post_print"), 1 << 20, &bytes),
        OK);
    assert_true(str_find_str(bytes, STR("Provgatan 3")) < bytes.len);
    assert_status(
        blob_read(tx, test->arena, count(test, "SELECT pdf FROM post_print"), 1 << 20, &bytes), OK);
    assert_true(str_starts(bytes, STR("%PDF")));
    call_end(&call);
    int64_t again = 0;
    assert_status(post_print_make(&call, false, &again), OK);
    assert_int_equal(again, NO_INT); /* nothing waits any more */
}

static void COR_13_letters_of_protected_identities_are_in_a_file_apart(void **state)
{
    struct slice_test *test = start(state);
    struct person hidden = {.name = STR("Hemlig Person"),
                            .is_protected = true,
                            .street = STR("Dolda vägen 1"),
                            .postcode = STR("123 45"),
                            .city = STR("Björkvik")};
    ask(test, add(test, hidden));
    struct call call = slice_test_call(test, NO_INT);
    int64_t file = 0;
    assert_status(post_print_make(&call, false, &file), OK);
    assert_int_equal(file, NO_INT);
    assert_status(post_print_make(&call, true, &file), OK);
    assert_true(file != NO_INT);
    assert_int_equal(count(test, "SELECT COUNT(*) FROM post_print WHERE is_protected = 1"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(COR_06_the_answer_2_brings_three_other_times_once),
        DB_TEST(COR_06_what_is_no_answer_gets_a_kind_word_and_a_person_reads_it),
        DB_TEST(an_answer_belongs_to_the_last_question_to_its_number),
        DB_TEST(COR_06_who_has_a_landline_alone_gets_a_letter_in_tonights_print_file),
        DB_TEST(COR_13_letters_of_protected_identities_are_in_a_file_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
