/* Staff lists from files: what comes in, who goes, and what stays the same person and the same unit. */
#include "platform/base/date.h"
#include "slices/people/slice_test_support.h"
#include "slices/staff/staff_write.h"

static const struct slice *const SLICES_HERE[] = {&PEOPLE_SLICE, &RECORDS_SLICE, &STAFF_SLICE,
                                                  NULL};
static const int64_t DAY = 24LL * 60 * 60 * 1000;
#define HEADINGS "Anst.nr;Namn;E-post;Enhetskod;Enhet;Lag;Från;Till\n"

static struct slice_test *start(void **state)
{
    struct slice_test *test = slice_test_start(state, SLICES_HERE);
    slice_test_people(test, "leader");
    return test;
}

static int64_t begin(struct slice_test *test, const char *lines)
{
    struct call call = slice_test_call(test, test->everywhere);
    struct import_new wanted = {.kind = STR("staff"),
                                .file_name = STR("personal.csv"),
                                .bytes = str_format(test->arena, "%s%s", HEADINGS, lines),
                                .area_id = test->areas[0].id};
    int64_t id = NO_INT;
    assert_status(import_begin(&call, &wanted, false, &id), OK);
    assert_status(import_run_check(&call, id, NULL), OK);
    call_end(&call);
    return id;
}

static struct import read(struct slice_test *test, int64_t id)
{
    struct call call = slice_test_call(test, test->everywhere);
    struct import import;
    assert_status(import_get(slice_test_reader(&call), id, &import), OK);
    call_end(&call);
    return import;
}

static struct import apply(struct slice_test *test, const char *lines)
{
    int64_t id = begin(test, lines);
    struct import checked = read(test, id);
    assert_true(str_equal(checked.state, STR("checked")));
    struct call call = slice_test_call(test, test->everywhere);
    assert_status(import_apply(&call, id, false), OK);
    assert_status(import_run_apply(&call, id, NULL), OK);
    call_end(&call);
    return checked;
}

static struct person person_of(struct slice_test *test, const char *external_id)
{
    struct call call = slice_test_call(test, NO_INT);
    struct person person;
    assert_status(
        people_person_find_external(slice_test_reader(&call), str_of(external_id), &person), OK);
    call_end(&call);
    return person;
}

#define COUNT(test, sql) db_test_int((test)->db, "SELECT COUNT(*) FROM " sql)

static void REG_12_a_staff_list_brings_people_units_and_teams_and_again_nothing(void **state)
{
    struct slice_test *test = start(state);
    const char *lines = "1;Anna Ek;anna@ex.se;N;Norr;Lag 1;2024-02-01;\n"
                        "2;Bo Alm;bo@ex.se;N;Norr;Lag 1;2024-02-01;\n"
                        "3;Cia Sand;;S;Syd;;2024-02-01;\n";
    struct import first = apply(test, lines);
    assert_int_equal(first.new_count, 3);
    assert_int_equal(COUNT(test, "staff_unit"), 2);
    assert_int_equal(COUNT(test, "staff_team"), 1);
    assert_int_equal(COUNT(test, "staff_membership"), 2);
    struct import again = apply(test, lines);
    assert_int_equal(again.unchanged_count, 3);
    assert_int_equal(again.new_count + again.changed_count, 0);
    assert_int_equal(COUNT(test, "staff_employment"), 3);
}

static void REG_12_three_bad_lines_of_a_staff_list_are_told_and_nothing_is_written(void **state)
{
    struct slice_test *test = start(state);
    int64_t id = begin(test, "1;Anna Ek;anna@ex.se;N;Norr;;2024-02-01;\n"
                             "2;;bo@ex.se;N;Norr;;;\n"
                             "3;Cia Sand;cia;N;Norr;;;\n"
                             "1;Anna Ek;;N;Norr;;;\n");
    struct import import = read(test, id);
    assert_true(str_equal(import.state, STR("refused")));
    assert_int_equal(import.refused_count, 3);
    struct call call = slice_test_call(test, test->everywhere);
    struct rows rows = {0};
    assert_status(import_findings(slice_test_reader(&call), test->arena, id, "refused", &rows), OK);
    const struct finding *finding = rows.at;
    assert_int_equal(finding[0].line, 3);
    assert_int_equal(finding[1].line, 4);
    assert_int_equal(finding[2].line, 5);
    call_end(&call);
    assert_int_equal(COUNT(test, "staff_employment"), 0);
    assert_int_equal(COUNT(test, "staff_unit"), 0);
}

static void REG_13_a_unit_that_is_called_otherwise_is_the_same_unit(void **state)
{
    struct slice_test *test = start(state);
    apply(test, "1;Anna Ek;;N;Norr;;;\n2;Bo Alm;;N;Norr;;;\n");
    apply(test, "1;Anna Ek;;N;Nordväst;;;\n2;Bo Alm;;N;Nordväst;;;\n");
    assert_int_equal(COUNT(test, "staff_unit"), 1);
    assert_int_equal(COUNT(test, "staff_unit WHERE name = 'Nordväst'"), 1);
    assert_int_equal(COUNT(test, "staff_employment"), 2);
}

static void REG_13_whoever_has_left_signs_in_no_more_and_comes_back_as_the_same_person(void **state)
{
    struct slice_test *test = start(state);
    apply(test, "1;Anna Ek;anna@ex.se;N;Norr;Lag 1;2024-02-01;\n");
    struct person anna = person_of(test, "1");
    struct call call = slice_test_call(test, NO_INT);
    struct signed_in session;
    assert_status(people_session_open(&call, anna.id, STR("phone"), &session), OK);
    int64_t now = clock_now(&test->db->clock);
    struct date date = date_of_days(now / DAY - 2);
    struct str day = date_text(test->arena, date);
    apply(test, str_c(test->arena,
                      str_format(test->arena, "1;Anna Ek;;N;Norr;Lag 1;;%.*s\n", STR_ARG(day))));
    assert_true(person_of(test, "1").is_closed);
    assert_int_equal(COUNT(test, "people_session WHERE revoked_at IS NULL"), 0);
    assert_int_equal(COUNT(test, "staff_membership WHERE to_at > 4000000000000"), 0);
    slice_test_wait(test, 30 * DAY);
    struct import back = apply(test, "1;Anna Ek;anna@ex.se;S;Syd;;2024-02-01;\n");
    assert_int_equal(back.new_count, 1);
    struct person again = person_of(test, "1");
    assert_int_equal(again.id, anna.id);
    assert_false(again.is_closed);
    assert_int_equal(COUNT(test, "staff_employment"), 2);
    assert_int_equal(COUNT(test, "people_person WHERE name = 'Anna Ek'"), 1);
}

static void undoing_a_staff_list_takes_back_who_came_and_what_it_changed(void **state)
{
    struct slice_test *test = start(state);
    int64_t people = COUNT(test, "people_person");
    apply(test, "1;Anna Ek;;N;Norr;;;\n");
    struct import second = apply(test, "1;Anna Alm;;N;Nordväst;;;\n2;Bo Alm;;N;Nordväst;Lag 1;;\n");
    struct call call = slice_test_call(test, test->everywhere);
    assert_status(import_undo(&call, second.id, false), OK);
    assert_status(import_run_undo(&call, second.id, NULL), OK);
    call_end(&call);
    assert_int_equal(COUNT(test, "people_person"), people + 1);
    assert_int_equal(COUNT(test, "staff_employment"), 1);
    assert_int_equal(COUNT(test, "staff_membership"), 0);
    assert_true(str_equal(person_of(test, "1").name, STR("Anna Ek")));
    assert_int_equal(COUNT(test, "staff_unit WHERE name = 'Norr'"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(REG_12_a_staff_list_brings_people_units_and_teams_and_again_nothing),
        DB_TEST(REG_12_three_bad_lines_of_a_staff_list_are_told_and_nothing_is_written),
        DB_TEST(REG_13_a_unit_that_is_called_otherwise_is_the_same_unit),
        DB_TEST(REG_13_whoever_has_left_signs_in_no_more_and_comes_back_as_the_same_person),
        DB_TEST(undoing_a_staff_list_takes_back_who_came_and_what_it_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
