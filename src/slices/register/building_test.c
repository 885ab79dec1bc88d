/* Buildings: what is kept, what is refused, who sees which, how they are found. */
#include "platform/text/fold.h"
#include "register_queries.h"
#include "slices/people/slice_test_support.h"
#include "slices/register/building_fields.h"
#include "slices/register/register_handlers.h"

static const struct slice *const SLICES_HERE[] = {&PEOPLE_SLICE, &RECORDS_SLICE, &REGISTER_SLICE,
                                                  NULL};

static struct slice_test *start(void **state)
{
    struct slice_test *test = slice_test_start(state, SLICES_HERE);
    slice_test_people(test, "manager");
    return test;
}

static struct building at(const struct slice_test *test, int area, const char *address)
{
    struct building building;
    row_clear(&BUILDING_TABLE, &building);
    building.area_id = test->areas[area].id;
    *(area == 1 ? &building.address_fi : &building.address_sv) = str_of(address);
    building.stage = STR("in_use");
    return building;
}

static int64_t add(struct slice_test *test, const struct building *building)
{
    struct call call = slice_test_call(test, test->everywhere);
    int64_t id = NO_INT;
    assert_status(record_add(&call, &BUILDING_RECORD, building, &id), OK);
    return id;
}

static enum status save(struct call *call, const struct building *building)
{
    struct record_change change = {&BUILDING_RECORD, building, 0};
    return record_save(call, &change);
}

static struct building read(struct slice_test *test, int64_t id)
{
    struct call call = slice_test_call(test, test->everywhere);
    struct building building;
    assert_status(entity_get(slice_test_reader(&call), &BUILDING_ENTITY, id, &building), OK);
    call_end(&call);
    return building;
}

static void a_building_is_found_again_as_it_was_added(void **state)
{
    struct slice_test *test = start(state);
    struct building wanted = at(test, 0, "  Ekorrvägen   12 ");
    wanted.permanent_id = STR("103456789A");
    wanted.north = 6640000;
    wanted.east = -40000;
    wanted.completed_year = 1975;
    struct building found = read(test, add(test, &wanted));
    assert_true(str_equal(found.address, STR("Ekorrvägen 12")));
    assert_true(str_equal(found.permanent_id, STR("103456789A")));
    assert_int_equal(found.north, 6640000);
    assert_int_equal(found.east, -40000);
    assert_int_equal(found.version, 1);
    assert_true(found.is_incomplete);
    assert_int_equal(found.floors, NO_INT);
}

static void an_address_is_shown_in_the_areas_language_and_else_in_the_other(void **state)
{
    struct slice_test *test = start(state);
    struct building both = at(test, 1, "Testikatu 1");
    both.address_sv = STR("Testgatan 1");
    assert_true(str_equal(read(test, add(test, &both)).address, STR("Testikatu 1")));
    struct building only = at(test, 0, "Testgatan 2");
    only.area_id = test->areas[1].id;
    assert_true(str_equal(read(test, add(test, &only)).address, STR("Testgatan 2")));
}

static void what_cannot_be_is_refused_at_its_field(void **state)
{
    struct slice_test *test = start(state);
    struct call call = slice_test_call(test, test->everywhere);
    int64_t id = NO_INT;
    struct building nowhere = at(test, 0, "");
    assert_status(record_add(&call, &BUILDING_RECORD, &nowhere, &id), INVALID);
    assert_string_equal(test->db->err.items[0].field, "address_sv");

    call = slice_test_call(test, test->everywhere);
    struct building half = at(test, 0, "Ekorrvägen 1");
    half.north = 6640000;
    assert_status(record_add(&call, &BUILDING_RECORD, &half, &id), INVALID);
    assert_string_equal(test->db->err.items[0].field, "east");

    call = slice_test_call(test, test->everywhere);
    struct building homeless = at(test, 0, "Ekorrvägen 1");
    homeless.area_id = 99;
    assert_status(record_add(&call, &BUILDING_RECORD, &homeless, &id), INVALID);
    assert_string_equal(test->db->err.items[0].field, "area_id");
}

static void a_permanent_id_belongs_to_one_building(void **state)
{
    struct slice_test *test = start(state);
    struct building first = at(test, 0, "Ekorrvägen 1");
    first.permanent_id = STR("1A");
    add(test, &first);
    struct building second = at(test, 0, "Ekorrvägen 2");
    second.permanent_id = STR("1A");
    struct call call = slice_test_call(test, test->everywhere);
    int64_t id = NO_INT;
    assert_status(record_add(&call, &BUILDING_RECORD, &second, &id), INVALID);
    assert_string_equal(test->db->err.items[0].field, "permanent_id");
}

static void who_saves_second_is_told_and_writes_nothing(void **state)
{
    struct slice_test *test = start(state);
    struct building wanted = at(test, 0, "Ekorrvägen 1");
    int64_t id = add(test, &wanted);
    struct building mine = read(test, id);
    struct building theirs = mine;
    theirs.city = STR("Lillsund");
    struct call call = slice_test_call(test, test->everywhere);
    assert_status(save(&call, &theirs), OK);
    mine.city = STR("Björkvik");
    call = slice_test_call(test, test->everywhere);
    assert_status(save(&call, &mine), CONFLICT);
    struct building now = read(test, id);
    assert_true(str_equal(now.city, STR("Lillsund")));
    assert_int_equal(now.version, 2);
}

static void saving_without_a_change_is_no_event(void **state)
{
    struct slice_test *test = start(state);
    struct building wanted = at(test, 0, "Ekorrvägen 1");
    struct building same = read(test, add(test, &wanted));
    int64_t before = db_test_int(test->db, "SELECT COUNT(*) FROM event");
    slice_test_wait(test, 60000);
    struct call call = slice_test_call(test, test->everywhere);
    assert_status(save(&call, &same), OK);
    assert_int_equal(db_test_int(test->db, "SELECT COUNT(*) FROM event"), before);
}

static void who_may_not_read_a_door_code_does_not_lose_it_by_saving(void **state)
{
    struct slice_test *test = start(state);
    struct building wanted = at(test, 0, "Ekorrvägen 1");
    wanted.door_code = STR("1234");
    int64_t id = add(test, &wanted);
    struct building edit = read(test, id);
    edit.door_code = (struct str){NULL, 0};
    edit.note = STR("Ny");
    const struct field *code = table_field(&BUILDING_TABLE, STR("door_code"));
    struct record_change change = {&BUILDING_RECORD, &edit,
                                   (uint64_t)1 << (code - BUILDING_TABLE.fields)};
    struct call call = slice_test_call(test, test->everywhere);
    assert_status(record_save(&call, &change), OK);
    assert_true(str_equal(read(test, id).door_code, STR("1234")));
}

static void a_removed_building_comes_back_to_the_stage_it_had(void **state)
{
    struct slice_test *test = start(state);
    struct building wanted = at(test, 0, "Ekorrvägen 1");
    wanted.stage = STR("new");
    int64_t id = add(test, &wanted);
    struct building_stage looked_at = {id, 1};
    struct call call = slice_test_call(test, test->everywhere);
    assert_status(building_mark_removed(&call, &looked_at), OK);
    assert_true(str_equal(read(test, id).stage, STR("removed")));
    assert_status(building_mark_removed(&call, &looked_at), OK);  /* twice is the same */
    assert_status(building_restore(&call, &looked_at), CONFLICT); /* the version is old */
    looked_at.version = 2;
    call = slice_test_call(test, test->everywhere);
    assert_status(building_restore(&call, &looked_at), OK);
    assert_true(str_equal(read(test, id).stage, STR("new")));
}

static void what_is_missing_is_listed_by_what_a_visitor_needs(void **state)
{
    (void)state;
    struct building building;
    row_clear(&BUILDING_TABLE, &building);
    building.stage = STR("in_use");
    struct missing_fact facts[BUILDING_FACTS];
    assert_int_equal(building_missing(&building, facts), 9);
    building.door_code = STR("1234");
    building.completed_year = 1975;
    assert_int_equal(building_missing(&building, facts), 7);
    assert_true(str_equal(facts[0].field, STR("postcode")));
    building.stage = STR("planned");
    assert_int_equal(building_missing(&building, facts), 3);
    building.stage = STR("removed");
    assert_int_equal(building_missing(&building, facts), 0);
}

/* --- Search --- */

static size_t found(struct slice_test *test, int64_t person, const char *words)
{
    struct call call = slice_test_call(test, person);
    struct viewer viewer = {.person = person};
    struct rows hits = {.table = &SEARCH_HIT_TABLE};
    assert_status(
        REGISTER_SEARCH.find(slice_test_reader(&call), test->arena, &viewer, str_of(words), &hits),
        OK);
    call_end(&call);
    return hits.count;
}

static void a_building_is_found_by_beginnings_of_words_in_any_order(void **state)
{
    struct slice_test *test = start(state);
    struct building wanted = at(test, 0, "Ängsvägen 12");
    wanted.city = STR("Björkvik");
    wanted.permanent_id = STR("103456789A");
    int64_t id = add(test, &wanted);
    const char *good[] = {"äng", "angsv", "12 ANGS", "bjork äng", "1034", "björkvik 12 ä"};
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_int_equal(found(test, test->everywhere, good[i]), 1);
    }
    const char *bad[] = {"gsv", "äng 13", "", "!?", "ängx"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(found(test, test->everywhere, bad[i]), 0);
    }
    struct building edit = read(test, id);
    edit.address_sv = STR("Sjögatan 3");
    struct call call = slice_test_call(test, test->everywhere);
    assert_status(save(&call, &edit), OK);
    assert_int_equal(found(test, test->everywhere, "angsv"), 0);
    assert_int_equal(found(test, test->everywhere, "sjog"), 1);
}

static void search_stays_within_ones_area(void **state)
{
    struct slice_test *test = start(state);
    struct building here = at(test, 0, "Ekorrvägen 1");
    struct building there = at(test, 1, "Ekorrtie 2");
    add(test, &here);
    add(test, &there);
    assert_int_equal(found(test, test->everywhere, "ekorr"), 2);
    assert_int_equal(found(test, test->somewhere, "ekorr"), 1);
}

/* --- List --- */

struct filters {
    int64_t area_id;
    struct str stage, text_from, text_to;
    struct str rare_stage, hidden_stage;
    bool is_incomplete, is_in_use;
};
static const struct field FILTER_FIELDS[] = {
    FIELD(ID, struct filters, area_id, NULL),
    FIELD(TEXT, struct filters, stage, NULL),
    FIELD(TEXT, struct filters, text_from, NULL),
    FIELD(TEXT, struct filters, text_to, NULL),
    FIELD(BOOL, struct filters, is_incomplete, NULL),
    FIELD(TEXT, struct filters, hidden_stage, NULL),
    FIELD(TEXT, struct filters, rare_stage, NULL),
    FIELD(BOOL, struct filters, is_in_use, NULL),
};
static const struct table FILTER_TABLE = TABLE("filters", struct filters, FILTER_FIELDS);

struct wanted_list {
    const struct list_query *list;
    const char *scope, *sort;
    struct filters filters;
};

/* The addresses of a list's first page, ", " between. */
static const char *listed(struct slice_test *test, int64_t person, const struct wanted_list *wanted)
{
    struct call call = slice_test_call(test, person);
    struct filters filters = wanted->filters;
    bool is_removed = str_equal(filters.rare_stage, STR("removed"));
    filters.hidden_stage = is_removed ? STR("") : STR("removed");
    struct list_request request = {.sort = str_of(wanted->sort),
                                   .limit = NO_INT,
                                   .scope = str_of(wanted->scope),
                                   .filters = bind_row(&FILTER_TABLE, &filters),
                                   .err = &test->db->err};
    struct list_page page = {.rows.table = &BUILDING_TABLE};
    assert_status(list_read(slice_test_reader(&call), test->arena, wanted->list, &request, &page),
                  OK);
    struct str all = {"", 0};
    const struct building *rows = page.rows.at;
    for (size_t i = 0; i < page.rows.count; i++) {
        all = str_format(test->arena, "%.*s%s%.*s", STR_ARG(all), i == 0 ? "" : ", ",
                         STR_ARG(rows[i].address));
    }
    call_end(&call);
    return str_c(test->arena, all);
}

static void add_some(struct slice_test *test)
{
    struct building building = at(test, 0, "Ängsvägen 10");
    building.completed_year = 1990;
    building.city = STR("Björkvik");
    add(test, &building);
    slice_test_wait(test, 1000);
    building = at(test, 0, "Ängsvägen 2");
    building.completed_year = 2001;
    building.city = STR("Åby");
    add(test, &building);
    slice_test_wait(test, 1000);
    building = at(test, 1, "Ahotie 5");
    building.stage = STR("planned");
    add(test, &building);
    building = at(test, 0, "Borta 1");
    building.stage = STR("removed");
    add(test, &building);
}

static void a_list_is_in_the_order_asked_for(void **state)
{
    struct slice_test *test = start(state);
    add_some(test);
    struct wanted_list wanted = {.list = &REGISTER_BUILDING_LIST,
                                 .scope = "all",
                                 .sort = "",
                                 .filters = {.area_id = NO_INT}};
    assert_string_equal(listed(test, test->everywhere, &wanted),
                        "Ahotie 5, Ängsvägen 2, Ängsvägen 10");
    wanted.sort = "-year"; /* what is not known comes last in the one order, first in the other */
    assert_string_equal(listed(test, test->everywhere, &wanted),
                        "Ahotie 5, Ängsvägen 2, Ängsvägen 10");
    wanted.sort = "year";
    assert_string_equal(listed(test, test->everywhere, &wanted),
                        "Ängsvägen 10, Ängsvägen 2, Ahotie 5");
    wanted.sort = "city";
    assert_string_equal(listed(test, test->everywhere, &wanted),
                        "Ängsvägen 10, Ängsvägen 2, Ahotie 5");
    wanted.sort = "-changed";
    assert_string_equal(listed(test, test->everywhere, &wanted),
                        "Ahotie 5, Ängsvägen 2, Ängsvägen 10");
}

static void a_list_holds_what_its_filters_say_and_its_reader_may_see(void **state)
{
    struct slice_test *test = start(state);
    add_some(test);
    struct wanted_list wanted = {.list = &REGISTER_BUILDING_LIST,
                                 .scope = "areas",
                                 .sort = "",
                                 .filters = {.area_id = NO_INT}};
    assert_string_equal(listed(test, test->somewhere, &wanted), "Ängsvägen 2, Ängsvägen 10");
    assert_string_equal(listed(test, NO_INT, &wanted), "");
    wanted.filters.area_id = test->areas[1].id; /* another's area does not open by asking for it */
    assert_string_equal(listed(test, test->somewhere, &wanted), "");
    wanted = (struct wanted_list){.list = &REGISTER_BUILDING_LIST,
                                  .scope = "all",
                                  .sort = "",
                                  .filters = {.area_id = NO_INT, .rare_stage = STR("removed")}};
    assert_string_equal(listed(test, test->everywhere, &wanted), "Borta 1");
    wanted.filters = (struct filters){.area_id = NO_INT, .rare_stage = STR("planned")};
    assert_string_equal(listed(test, test->everywhere, &wanted), "Ahotie 5");
    wanted.filters = (struct filters){.area_id = NO_INT, .is_in_use = true};
    assert_string_equal(listed(test, test->everywhere, &wanted), "Ängsvägen 2, Ängsvägen 10");
    wanted.list = &REGISTER_BUILDING_FIND;
    wanted.filters = (struct filters){.area_id = NO_INT, .text_from = STR("ang")};
    wanted.filters.text_to = text_prefix_end(test->arena, wanted.filters.text_from);
    assert_string_equal(listed(test, test->everywhere, &wanted), "Ängsvägen 10, Ängsvägen 2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(a_building_is_found_again_as_it_was_added),
        DB_TEST(an_address_is_shown_in_the_areas_language_and_else_in_the_other),
        DB_TEST(what_cannot_be_is_refused_at_its_field),
        DB_TEST(a_permanent_id_belongs_to_one_building),
        DB_TEST(who_saves_second_is_told_and_writes_nothing),
        DB_TEST(saving_without_a_change_is_no_event),
        DB_TEST(who_may_not_read_a_door_code_does_not_lose_it_by_saving),
        DB_TEST(a_removed_building_comes_back_to_the_stage_it_had),
        cmocka_unit_test(what_is_missing_is_listed_by_what_a_visitor_needs),
        DB_TEST(a_building_is_found_by_beginnings_of_words_in_any_order),
        DB_TEST(search_stays_within_ones_area),
        DB_TEST(a_list_is_in_the_order_asked_for),
        DB_TEST(a_list_holds_what_its_filters_say_and_its_reader_may_see),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
