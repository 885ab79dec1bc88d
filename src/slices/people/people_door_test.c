/* The ways through the door, as whoever stands before it would miss them. */
#include "platform/work/message.h"
#include "slices/people/slice_test_support.h"

static const struct slice *const SLICES_HERE[] = {&PEOPLE_SLICE, NULL};

static struct slice_test *start(void **state)
{
    struct slice_test *test = slice_test_start(state, SLICES_HERE);
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

/* Works here, has no mail address. */
static int64_t add_crew(struct slice_test *test)
{
    return add(test, (struct person){.name = STR("Bo Ek"),
                                     .phone = STR("070-174 06 05"),
                                     .external_id = STR("S-1704")});
}

static enum status ask_code(struct slice_test *test, const char *name)
{
    struct call call = slice_test_call(test, NO_INT);
    enum status status = people_code_ask(&call, str_of(name));
    call_end(&call);
    return status;
}

static enum status use_code(struct slice_test *test, const char *name, struct str code,
                            struct signed_in *out)
{
    struct call call = slice_test_call(test, NO_INT);
    enum status status = people_code_use(&call, str_of(name), code, out);
    call_end(&call);
    return status;
}

/* "Your code is 123456. …" of the newest SMS. */
static struct str sent_code(struct slice_test *test)
{
    int64_t code = db_test_int(test->db, "SELECT CAST(SUBSTR(body, 14, 6) AS BIGINT) FROM outbox "
                                         "WHERE channel = 'sms' ORDER BY id DESC LIMIT 1");
    return str_format(test->arena, "%06d", (int)code);
}

static enum status sign_in(struct slice_test *test, const char *name, struct str password,
                           struct signed_in *out)
{
    struct call call = slice_test_call(test, NO_INT);
    struct sign_in wanted = {.email = str_of(name), .password = password};
    enum status status = people_sign_in(&call, &wanted, out);
    call_end(&call);
    return status;
}

static void COR_01_who_has_no_mail_signs_in_by_a_code_in_an_sms(void **state)
{
    struct slice_test *test = start(state);
    int64_t id = add_crew(test);
    assert_status(ask_code(test, "0701740605"), OK);
    struct str code = sent_code(test);
    struct signed_in opened;
    assert_status(use_code(test, "+46 70-174 06 05", code, &opened), OK);
    assert_int_equal(opened.person, id);
    assert_status(use_code(test, "0701740605", code, &opened), INVALID); /* once */
}

static void an_unknown_number_gets_the_same_answer_and_no_sms(void **state)
{
    struct slice_test *test = start(state);
    assert_status(ask_code(test, "0701740699"), OK);
    assert_int_equal(db_test_int(test->db, "SELECT COUNT(*) FROM outbox"), 0);
    assert_int_equal(db_test_int(test->db, "SELECT COUNT(*) FROM people_code"), 1);
    struct signed_in opened;
    assert_status(use_code(test, "0701740699", STR("000000"), &opened), INVALID);
}

static void COR_01_codes_stand_five_tries_and_ten_misses_close_their_way(void **state)
{
    struct slice_test *test = start(state);
    add_crew(test);
    assert_status(ask_code(test, "S-1704"), OK);
    struct str code = sent_code(test);
    struct signed_in opened;
    for (int i = 0; i < 5; i++) {
        assert_status(use_code(test, "S-1704", STR("wrong"), &opened), INVALID);
    }
    assert_status(use_code(test, "S-1704", code, &opened), INVALID); /* the sixth */
    for (int i = 0; i < 4; i++) {
        assert_status(use_code(test, "S-1704", STR("wrong"), &opened), INVALID);
    }
    assert_status(use_code(test, "S-1704", code, &opened), LIMITED);
}

static void COR_01_a_pin_from_a_leader_opens_until_it_is_changed(void **state)
{
    struct slice_test *test = start(state);
    int64_t id = add_crew(test);
    struct call call = slice_test_call(test, NO_INT);
    struct str first;
    assert_status(people_pin_make(&call, id, &first), OK);
    struct signed_in opened;
    assert_status(sign_in(test, "S-1704", first, &opened), OK);
    assert_true(opened.must_change);
    assert_status(sign_in(test, "0701740605", first, &opened), OK); /* by the phone as well */
    call = slice_test_call(test, id);
    assert_status(people_password_check(&call, id, first), OK);
    assert_status(people_pin_set(&call, id, STR("123456")), INVALID);
    assert_status(people_pin_set(&call, id, STR("12345")), INVALID);
    assert_status(people_pin_set(&call, id, STR("480117")), OK);
    assert_status(sign_in(test, "S-1704", STR("480117"), &opened), OK);
    assert_false(opened.must_change);
    for (int i = 0; i < 10; i++) {
        assert_status(sign_in(test, "S-1704", STR("480118"), &opened), INVALID);
    }
    assert_status(sign_in(test, "S-1704", STR("480117"), &opened), LIMITED);
}

static void a_first_pin_holds_seven_days(void **state)
{
    struct slice_test *test = start(state);
    int64_t id = add_crew(test);
    struct call call = slice_test_call(test, NO_INT);
    struct str first;
    assert_status(people_pin_make(&call, id, &first), OK);
    db_test_script(test->db, "UPDATE people_pin SET changed_at = changed_at - 7 * 86400000 - 1");
    struct signed_in opened;
    assert_status(sign_in(test, "S-1704", first, &opened), INVALID);
}

static enum status ask_link(struct slice_test *test, const char *name, bool is_for_password)
{
    struct call call = slice_test_call(test, NO_INT);
    struct link_wanted wanted = {str_of(name), STR("https://x.example"), is_for_password};
    enum status status = people_link_ask(&call, &wanted);
    call_end(&call);
    return status;
}

/* What stands after the last stroke of the link in the newest message. */
static struct str sent_token(struct slice_test *test)
{
    struct call call = slice_test_call(test, NO_INT);
    struct tx *tx = slice_test_reader(&call);
    struct rows rows;
    assert_status(messages_newest(tx, test->arena, &rows), OK);
    call_end(&call);
    assert_true(rows.count > 0);
    struct str text = ((const struct spooled *)rows.at)->body;
    size_t at = str_find_str(text, STR("/sign-in/"));
    at = str_find(text, '/', at + 9);
    return str_slice(text, at + 1, str_find(text, ' ', at));
}

static void COR_01_a_link_opens_the_door_once(void **state)
{
    struct slice_test *test = start(state);
    int64_t id = add(test, (struct person){.name = STR("Åsa"), .email = STR("asa@example.org")});
    assert_status(ask_link(test, "ASA@example.org", false), OK);
    struct str token = sent_token(test);
    struct call call = slice_test_call(test, NO_INT);
    assert_status(people_link_check(&call, token, true), GONE); /* it is for signing in */
    assert_status(people_link_check(&call, token, false), OK);
    struct signed_in opened;
    assert_status(people_link_use(&call, token, &opened), OK);
    assert_int_equal(opened.person, id);
    call = slice_test_call(test, NO_INT);
    assert_status(people_link_use(&call, token, &opened), GONE);
    call_end(&call);
}

static void COR_01_a_forgotten_password_is_chosen_anew_by_link(void **state)
{
    struct slice_test *test = start(state);
    add(test, (struct person){.name = STR("Åsa"), .email = STR("asa@example.org")});
    assert_status(ask_link(test, "asa@example.org", true), OK);
    struct str token = sent_token(test);
    struct signed_in opened;
    struct call call = slice_test_call(test, NO_INT);
    assert_status(people_link_password(&call, token, STR("kort"), &opened), INVALID);
    assert_status(people_link_password(&call, token, STR("en helt ny mening"), &opened), OK);
    assert_status(sign_in(test, "asa@example.org", STR("en helt ny mening"), &opened), OK);
}

static void of_several_at_a_number_only_the_one_who_works_here_is_meant(void **state)
{
    struct slice_test *test = start(state);
    int64_t id = add_crew(test);
    add(test,
        (struct person){.name = STR("Barn"), .kind = STR("customer"), .phone = STR("0701740605")});
    assert_status(ask_code(test, "0701740605"), OK);
    struct signed_in opened;
    assert_status(use_code(test, "0701740605", sent_code(test), &opened), OK);
    assert_int_equal(opened.person, id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(COR_01_who_has_no_mail_signs_in_by_a_code_in_an_sms),
        DB_TEST(an_unknown_number_gets_the_same_answer_and_no_sms),
        DB_TEST(COR_01_codes_stand_five_tries_and_ten_misses_close_their_way),
        DB_TEST(COR_01_a_pin_from_a_leader_opens_until_it_is_changed),
        DB_TEST(a_first_pin_holds_seven_days),
        DB_TEST(COR_01_a_link_opens_the_door_once),
        DB_TEST(COR_01_a_forgotten_password_is_chosen_anew_by_link),
        DB_TEST(of_several_at_a_number_only_the_one_who_works_here_is_meant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
