/* Handing out and erasing, as somebody would miss it whose data it is. */
#include "slices/people/people_privacy.h"
#include "slices/people/slice_test_support.h"

static const struct slice *const SLICES_HERE[] = {&PEOPLE_SLICE, NULL};
static const int64_t DAY = 24LL * 60 * 60 * 1000;

static struct slice_test *start(void **state)
{
    struct slice_test *test = slice_test_start(state, SLICES_HERE);
    slice_test_people(test, "admin");
    return test;
}

/* Somebody with a marker in every field. */
static int64_t add_marked(struct slice_test *test)
{
    struct call call = slice_test_call(test, test->everywhere);
    struct person_new wanted = {
        .person = {.name = STR("Märkvärd Markör"),
                   .email = STR("markor@example.org"),
                   .phone = STR("0701740605"),
                   .title = STR("Markörtitel"),
                   .street = STR("Markörgatan 1"),
                   .postcode = STR("999 99"),
                   .city = STR("Markörby"),
                   .external_id = STR("MARKOR-17"),
                   .kind = STR("customer")},
    };
    int64_t id = NO_INT;
    assert_status(people_person_add(&call, &wanted, &id), OK);
    return id;
}

static struct person person_of(struct slice_test *test, int64_t id)
{
    struct call call = slice_test_call(test, NO_INT);
    struct tx *tx = slice_test_reader(&call);
    struct person person;
    assert_status(entity_get(tx, &PERSON_ENTITY, id, &person), OK);
    call_end(&call);
    return person;
}

static void rename_to(struct slice_test *test, int64_t id, const char *name)
{
    struct call call = slice_test_call(test, test->everywhere);
    struct person_change change = {.person = person_of(test, id)};
    change.person.name = str_of(name);
    assert_status(people_person_save(&call, &change), OK);
}

static struct str handed_out(struct slice_test *test, int64_t id)
{
    struct call call = slice_test_call(test, test->everywhere);
    struct str json = {NULL, 0};
    assert_status(people_data_export(&call, id, &json), OK);
    call_end(&call);
    return json;
}

static bool says(struct str text, const char *word)
{
    return str_find_str(text, str_of(word)) < text.len;
}

static void erase(struct slice_test *test, int64_t id)
{
    struct call call = slice_test_call(test, test->everywhere);
    struct erasure_report report;
    assert_status(people_erase(&call, id, &report), OK);
    assert_true(report.is_done);
    assert_true(report.rows > 0);
}

static void verify(struct slice_test *test)
{
    struct call call = slice_test_call(test, NO_INT);
    struct tx *tx = slice_test_reader(&call);
    int64_t count = 0;
    assert_status(history_verify(tx, &count, &test->db->err), OK);
    assert_true(count > 0);
    call_end(&call);
}

static void COR_08_everything_on_a_person_is_handed_out_with_earlier_values(void **state)
{
    struct slice_test *test = start(state);
    int64_t id = add_marked(test);
    rename_to(test, id, "Nygift Markör");
    struct str json = handed_out(test, id);
    const char *expected[] = {"Nygift Markör",  "Märkvärd Markör", "markor@example.org",
                              "+46701740605",   "Markörgatan 1",   "MARKOR-17",
                              "people_session", "officer"};
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        assert_true(says(json, expected[i]));
    }
}

static void COR_08_after_erasing_nothing_tells_who_it_was_and_the_chain_verifies(void **state)
{
    struct slice_test *test = start(state);
    int64_t id = add_marked(test);
    rename_to(test, id, "Nygift Markör");
    erase(test, id);
    struct str json = handed_out(test, id);
    assert_false(says(json, "ark\xC3\xB6r"));
    assert_false(says(json, "arkor"));
    assert_false(says(json, "701740605"));
    struct person person = person_of(test, id);
    assert_true(person.erased_at != NO_TIME);
    verify(test);
    struct call call = slice_test_call(test, NO_INT);
    struct tx *tx = slice_test_reader(&call);
    struct person found;
    assert_status(people_person_find(tx, STR("markor@example.org"), &found), NOT_FOUND);
    assert_status(people_person_find_external(tx, STR("MARKOR-17"), &found), NOT_FOUND);
    call_end(&call);
}

static void an_erased_person_is_signed_out_and_has_no_roles(void **state)
{
    struct slice_test *test = start(state);
    int64_t id = add_marked(test);
    struct call call = slice_test_call(test, test->everywhere);
    struct role_grant grant = {.person_id = id,
                               .role = STR("employee"),
                               .scope_type = STR("all"),
                               .scope_id = NO_INT,
                               .from_at = clock_now(call.clock),
                               .to_at = NO_TIME};
    assert_status(people_role_give(&call, &grant), OK);
    struct signed_in opened;
    assert_status(people_session_open(&call, id, STR("Firefox"), &opened), OK);
    slice_test_wait(test, DAY);
    erase(test, id);
    call = slice_test_call(test, test->everywhere);
    assert_status(people_session_end(&call, id, opened.id), NOT_FOUND);
    struct tx *tx = slice_test_reader(&call);
    struct role_grant after;
    assert_status(entity_get(tx, &ROLE_GRANT_ENTITY, grant.id, &after), OK);
    assert_int_equal(after.to_at, clock_now(call.clock));
    call_end(&call);
}

static void nobody_erases_themselves_or_the_last_administrator(void **state)
{
    struct slice_test *test = start(state);
    struct erasure_report report;
    struct call call = slice_test_call(test, test->everywhere);
    assert_status(people_erase(&call, test->everywhere, &report), CONFLICT);
    call = slice_test_call(test, test->somewhere);
    assert_status(people_erase(&call, test->everywhere, &report), CONFLICT);
    assert_true(person_of(test, test->everywhere).erased_at == NO_TIME);
}

static void run_retention(struct slice_test *test)
{
    struct call call = slice_test_call(test, NO_INT);
    struct job job = {.id = 1};
    assert_status(RETENTION_JOB.run(&call, &job), OK);
    call_end(&call);
}

static void whom_nothing_needs_is_erased_a_year_later_and_not_before(void **state)
{
    struct slice_test *test = start(state);
    int64_t id = add_marked(test);
    slice_test_wait(test, 364 * DAY);
    run_retention(test);
    assert_true(person_of(test, id).erased_at == NO_TIME);
    slice_test_wait(test, 2 * DAY);
    run_retention(test);
    assert_true(person_of(test, id).erased_at != NO_TIME);
    assert_true(person_of(test, test->everywhere).erased_at == NO_TIME);
    assert_true(person_of(test, test->somewhere).erased_at == NO_TIME);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(COR_08_everything_on_a_person_is_handed_out_with_earlier_values),
        DB_TEST(COR_08_after_erasing_nothing_tells_who_it_was_and_the_chain_verifies),
        DB_TEST(an_erased_person_is_signed_out_and_has_no_roles),
        DB_TEST(nobody_erases_themselves_or_the_last_administrator),
        DB_TEST(whom_nothing_needs_is_erased_a_year_later_and_not_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
