/* Who owns what: shares, plans that are refused, facts that are marked, owners whom few may see. */
#include "platform/work/platform.h"
#include "register_queries.h"
#include "slices/people/slice_test_support.h"
#include "slices/register/ownership.h"
#include "slices/register/property_fields.h"
#include "slices/register/register.h"

static const struct slice *const SLICES_HERE[] = {&PEOPLE_SLICE, &RECORDS_SLICE, &REGISTER_SLICE,
                                                  NULL};

struct plot {
    struct slice_test *test;
    int64_t property;
};

static struct plot start(void **state)
{
    struct plot plot = {.test = slice_test_start(state, SLICES_HERE)};
    slice_test_people(plot.test, "register");
    struct property property;
    row_clear(&PROPERTY_TABLE, &property);
    property.area_id = plot.test->areas[0].id;
    property.code = STR("Hyttan 3:4");
    property.kind = STR("house");
    struct call call = slice_test_call(plot.test, plot.test->everywhere);
    assert_status(record_add(&call, &PROPERTY_RECORD, &property, &plot.property), OK);
    return plot;
}

static enum status own(const struct plot *plot, const char *owner, const char *share,
                       struct str from, struct str to)
{
    struct ownership ownership;
    row_clear(&OWNERSHIP_TABLE, &ownership);
    ownership.property_id = plot->property;
    ownership.owner = str_of(owner);
    ownership.share = str_of(share);
    ownership.from_day = from;
    ownership.to_day = to;
    struct call call = slice_test_call(plot->test, plot->test->everywhere);
    int64_t id = NO_INT;
    return record_add(&call, &OWNERSHIP_RECORD, &ownership, &id);
}

static const struct str OPEN = {NULL, 0};

static int64_t marked(const struct plot *plot)
{
    struct call call = slice_test_call(plot->test, plot->test->everywhere);
    struct ownership wanted;
    row_clear(&OWNERSHIP_TABLE, &wanted);
    wanted.property_id = plot->property;
    struct rows rows = {.table = &OWNERSHIP_TABLE};
    assert_status(query_rows(slice_test_reader(&call), plot->test->arena,
                             &REGISTER_OWNERSHIPS_ALL_OF, bind_row(&OWNERSHIP_TABLE, &wanted),
                             &rows),
                  OK);
    int64_t count = 0;
    for (size_t i = 0; i < rows.count; i++) {
        count += ((const struct ownership *)rows.at)[i].is_deviating;
    }
    call_end(&call);
    return count;
}

static void a_share_is_at_most_the_whole(void **state)
{
    (void)state;
    int64_t parts = 0;
    assert_true(ownership_parts(STR("1/2"), &parts) && parts * 2 == OWNERSHIP_WHOLE);
    assert_true(ownership_parts(STR("1"), &parts) && parts == OWNERSHIP_WHOLE);
    assert_true(ownership_parts(STR("50 %"), &parts) && parts * 2 == OWNERSHIP_WHOLE);
    assert_true(ownership_parts(STR("3/16"), &parts));
    static const char *const NONE[] = {"", "0/1", "3/2", "1/0", "x", "-1/2", "2", "150 %"};
    for (size_t i = 0; i < sizeof(NONE) / sizeof(NONE[0]); i++) {
        assert_false(ownership_parts(str_of(NONE[i]), &parts));
    }
}

static void a_plan_to_own_more_than_the_whole_is_refused(void **state)
{
    struct plot plot = start(state);
    assert_status(own(&plot, "Bo", "1/1", STR("2001-01-01"), OPEN), OK);
    assert_status(own(&plot, "Alva", "1/2", STR("2999-01-01"), OPEN), CONFLICT);
    assert_status(own(&plot, "Ingen Alls", "1/2", STR("2001-01-01"), OPEN), INVALID);
    assert_int_equal(marked(&plot), 0);
}

static void a_fact_of_owning_more_than_the_whole_is_written_and_marked(void **state)
{
    struct plot plot = start(state);
    assert_status(own(&plot, "Bo", "1/2", STR("2001-01-01"), STR("2009-12-31")), OK);
    assert_status(own(&plot, "Alva", "1/2", STR("2001-01-01"), STR("2009-12-31")), OK);
    assert_int_equal(marked(&plot), 0); /* two halves */
    assert_status(own(&plot, "Bo", "1/1", STR("2010-01-01"), OPEN), OK);
    assert_int_equal(marked(&plot), 0); /* one after the other */
    assert_status(own(&plot, "Alva", "1/4", STR("2011-01-01"), STR("2012-01-01")), OK);
    assert_int_equal(marked(&plot), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_share_is_at_most_the_whole),
        DB_TEST(a_plan_to_own_more_than_the_whole_is_refused),
        DB_TEST(a_fact_of_owning_more_than_the_whole_is_written_and_marked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
