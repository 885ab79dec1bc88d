/* Properties and organisations: ids brought to one form, what is refused, who sees which, how they are found. */
#include "platform/text/fold.h"
#include "register_queries.h"
#include "slices/people/slice_test_support.h"
#include "slices/register/customer_handlers.h"
#include "slices/register/property_fields.h"

static const struct slice *const SLICES_HERE[] = {&PEOPLE_SLICE, &RECORDS_SLICE, &REGISTER_SLICE,
                                                  NULL};

static struct slice_test *start(void **state)
{
    struct slice_test *test = slice_test_start(state, SLICES_HERE);
    slice_test_people(test, "register");
    return test;
}

/* --- Ids --- */

static const char *code_of(struct arena *arena, const char *text)
{
    struct str code;
    struct str full;
    if (!property_code_parse(arena, str_of(text), &code, &full)) {
        return "no";
    }
    return str_c(arena, str_format(arena, "%.*s = %.*s", STR_ARG(code), STR_ARG(full)));
}

static void a_finnish_property_id_is_the_same_short_and_long(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    assert_string_equal(code_of(arena, "91-1-30-2"), "91-1-30-2 = 09100100300002");
    assert_string_equal(code_of(arena, " 09100100300002 "), "91-1-30-2 = 09100100300002");
    assert_string_equal(code_of(arena, "091-001-0030-0002"), "91-1-30-2 = 09100100300002");
    assert_string_equal(code_of(arena, "999-404-1-23-M601"),
                        "999-404-1-23-M601 = 99940400010023M601");
    const char *const WRONG[] = {"91-1-30",    "91-1-30-2-5", "0-1-1-1",   "91-1-30-20000",
                                 "9191-1-1-1", "91--30-2",    "123456789", ""};
    for (size_t i = 0; i < sizeof(WRONG) / sizeof(WRONG[0]); i++) {
        assert_string_equal(code_of(arena, WRONG[i]), "no");
    }
}

static void a_swedish_property_id_is_a_name_with_block_and_unit(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    assert_string_equal(code_of(arena, "Hyttan  3:4"), "Hyttan 3:4 = Hyttan 3:4");
    assert_string_equal(code_of(arena, "Björkvik Norra Hyttan s:1"),
                        "Björkvik Norra Hyttan s:1 = Björkvik Norra Hyttan s:1");
    assert_string_equal(code_of(arena, "Lejonet 8"), "Lejonet 8 = Lejonet 8");
    assert_string_equal(code_of(arena, "Hyttan"), "no");
    assert_string_equal(code_of(arena, "3:4"), "no");
}

static const char *business_of(struct arena *arena, const char *text)
{
    struct str id;
    return business_id_parse(arena, str_of(text), &id) ? str_c(arena, id) : "no";
}

static void a_business_id_carries_a_digit_that_checks_it(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    assert_string_equal(business_of(arena, "01120389"), "0112038-9");
    assert_string_equal(business_of(arena, "0112038-9"), "0112038-9");
    assert_string_equal(business_of(arena, "0112038-8"), "no");
    assert_string_equal(business_of(arena, "556036-0793"), "556036-0793");
    assert_string_equal(business_of(arena, "5560360793"), "556036-0793");
    assert_string_equal(business_of(arena, "556036-0794"), "no");
    /* somebody's birthday before the number: a person, whatever the last digit says */
    assert_string_equal(business_of(arena, "811218-9876"), "no");
    assert_string_equal(business_of(arena, "FI0112038"), "no");
}

/* --- What is kept --- */

static struct property at(const struct slice_test *test, int area, const char *code)
{
    struct property property;
    row_clear(&PROPERTY_TABLE, &property);
    property.area_id = test->areas[area].id;
    property.code = str_of(code);
    property.kind = STR("house");
    return property;
}

static enum status try_add(struct slice_test *test, const struct record *record, const void *row,
                           int64_t *out_id)
{
    struct call call = slice_test_call(test, test->everywhere);
    return record_add(&call, record, row, out_id);
}

static void a_property_has_one_id_however_it_is_written(void **state)
{
    struct slice_test *test = start(state);
    int64_t id = NO_INT;
    struct property first = at(test, 1, "09100100300002");
    assert_status(try_add(test, &PROPERTY_RECORD, &first, &id), OK);
    struct property again = at(test, 1, "91-1-30-2");
    assert_status(try_add(test, &PROPERTY_RECORD, &again, &id), INVALID);
    assert_string_equal(test->db->err.items[0].field, "code");
    struct property wrong = at(test, 1, "91-1");
    assert_status(try_add(test, &PROPERTY_RECORD, &wrong, &id), INVALID);
    assert_string_equal(test->db->err.items[0].field, "code");
}

struct of_property {
    int64_t id;
    struct str address, city;
};
static const struct field OF_PROPERTY_FIELDS[] = {
    FIELD(ID, struct of_property, id, NULL),
    FIELD(TEXT, struct of_property, address, NULL),
    FIELD(TEXT, struct of_property, city, NULL),
};
static const struct table OF_PROPERTY =
    TABLE("of_property", struct of_property, OF_PROPERTY_FIELDS);

static void a_property_knows_the_buildings_that_name_it_short_or_long(void **state)
{
    struct slice_test *test = start(state);
    const char *const CODES[] = {"91-1-30-2", "09100100300002", "91-1-30-3"};
    for (int i = 0; i < 3; i++) {
        struct building building;
        row_clear(&BUILDING_TABLE, &building);
        building.area_id = test->areas[1].id;
        building.address_fi = str_format(test->arena, "Testikatu %d", i);
        building.stage = STR("in_use");
        building.property_code = str_of(CODES[i]);
        int64_t id = NO_INT;
        assert_status(try_add(test, &BUILDING_RECORD, &building, &id), OK);
    }
    struct property property = at(test, 1, "91-1-30-2");
    int64_t id = NO_INT;
    assert_status(try_add(test, &PROPERTY_RECORD, &property, &id), OK);
    const int64_t WHO[] = {test->everywhere, test->somewhere}; /* the other has no building here */
    const size_t HOW_MANY[] = {2, 0};
    for (int i = 0; i < 2; i++) {
        struct call call = slice_test_call(test, WHO[i]);
        struct tx *tx = slice_test_reader(&call);
        assert_status(entity_get(tx, &PROPERTY_ENTITY, id, &property), OK);
        assert_true(str_equal(property.area_name, STR("Kallan")));
        struct rows rows = {.table = &OF_PROPERTY};
        assert_status(query_rows(tx, test->arena, &REGISTER_BUILDINGS_OF_PROPERTY,
                                 bind_row(&PROPERTY_TABLE, &property), &rows),
                      OK);
        assert_int_equal(rows.count, HOW_MANY[i]);
        call_end(&call);
    }
}

static void an_organisation_is_refused_a_wrong_business_id_and_one_that_is_taken(void **state)
{
    struct slice_test *test = start(state);
    struct organisation organisation;
    row_clear(&ORGANISATION_TABLE, &organisation);
    organisation.area_id = test->areas[0].id;
    organisation.kind = STR("company");
    organisation.name = STR("Nordvärme  AB");
    organisation.business_id = STR("5560360793");
    int64_t id = NO_INT;
    assert_status(try_add(test, &ORGANISATION_RECORD, &organisation, &id), OK);
    organisation.name = STR("Annan AB");
    assert_status(try_add(test, &ORGANISATION_RECORD, &organisation, &id), INVALID);
    assert_string_equal(test->db->err.items[0].field, "business_id");
    organisation.business_id = STR("556036-0794");
    assert_status(try_add(test, &ORGANISATION_RECORD, &organisation, &id), INVALID);
    assert_string_equal(test->db->err.items[0].field, "business_id");
}

/* --- Search and list --- */

static size_t found(struct slice_test *test, const struct search_source *source, int64_t person,
                    const char *words)
{
    struct call call = slice_test_call(test, person);
    struct viewer viewer = {.person = person};
    struct rows hits = {.table = &SEARCH_HIT_TABLE};
    assert_status(
        source->find(slice_test_reader(&call), test->arena, &viewer, str_of(words), &hits), OK);
    call_end(&call);
    return hits.count;
}

static void properties_and_organisations_are_found_within_ones_areas(void **state)
{
    struct slice_test *test = start(state);
    int64_t id = NO_INT;
    struct property here = at(test, 0, "Hyttan 3:4");
    here.address = STR("Ängsvägen 3");
    assert_status(try_add(test, &PROPERTY_RECORD, &here, &id), OK);
    struct property there = at(test, 1, "91-1-30-2");
    there.address = STR("Ängstie 5");
    assert_status(try_add(test, &PROPERTY_RECORD, &there, &id), OK);
    struct organisation organisation;
    row_clear(&ORGANISATION_TABLE, &organisation);
    organisation.area_id = test->areas[1].id;
    organisation.kind = STR("housing");
    organisation.name = STR("As Oy Kuikanpesä");
    organisation.business_id = STR("0112038-9");
    assert_status(try_add(test, &ORGANISATION_RECORD, &organisation, &id), OK);
    assert_int_equal(found(test, &PROPERTY_SEARCH, test->everywhere, "angs"), 2);
    assert_int_equal(found(test, &PROPERTY_SEARCH, test->everywhere, "3 hytt"), 1);
    assert_int_equal(found(test, &PROPERTY_SEARCH, test->everywhere, "0910010"), 1);
    assert_int_equal(found(test, &PROPERTY_SEARCH, test->somewhere, "angs"), 1);
    assert_int_equal(found(test, &ORGANISATION_SEARCH, test->everywhere, "kuikan oy"), 1);
    assert_int_equal(found(test, &ORGANISATION_SEARCH, test->everywhere, "kuikan xy"), 0);
    assert_int_equal(found(test, &ORGANISATION_SEARCH, test->somewhere, "kuikan"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_finnish_property_id_is_the_same_short_and_long),
        cmocka_unit_test(a_swedish_property_id_is_a_name_with_block_and_unit),
        cmocka_unit_test(a_business_id_carries_a_digit_that_checks_it),
        DB_TEST(a_property_has_one_id_however_it_is_written),
        DB_TEST(a_property_knows_the_buildings_that_name_it_short_or_long),
        DB_TEST(an_organisation_is_refused_a_wrong_business_id_and_one_that_is_taken),
        DB_TEST(properties_and_organisations_are_found_within_ones_areas),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
