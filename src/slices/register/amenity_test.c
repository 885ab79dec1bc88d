/* What a visitor to a house needs: its people, what it has and from when, until when it is new. */
#include "platform/work/platform.h"
#include "register_queries.h"
#include "slices/people/slice_test_support.h"
#include "slices/register/amenity.h"
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

static int64_t add(struct slice_test *test, const struct record *record, const void *row)
{
    struct call call = slice_test_call(test, test->everywhere);
    int64_t id = NO_INT;
    assert_status(record_add(&call, record, row, &id), OK);
    return id;
}

static struct building house(struct slice_test *test)
{
    struct building building;
    row_clear(&BUILDING_TABLE, &building);
    building.area_id = test->areas[0].id;
    building.address_sv = STR("Ekorrgatan 3");
    building.stage = STR("new");
    return building;
}

static struct building read_building(struct slice_test *test, int64_t id)
{
    struct call call = slice_test_call(test, test->everywhere);
    struct building building;
    assert_status(entity_get(slice_test_reader(&call), &BUILDING_ENTITY, id, &building), OK);
    call_end(&call);
    return building;
}

static bool misses(const struct building *building, const char *field)
{
    struct missing_fact facts[BUILDING_FACTS];
    size_t count = building_missing(building, facts);
    for (size_t i = 0; i < count; i++) {
        if (str_equal(facts[i].field, str_of(field))) {
            return true;
        }
    }
    return false;
}

static void REG_01_each_fact_of_a_new_house_is_there_or_listed_as_missing(void **state)
{
    static const char *const FACTS[] = {
        "postcode",  "city",           "completed_year", "use_class",       "north",
        "door_code", "caretaker",      "waste_house",    "caretaker_phone", "first_occupancy",
        "builder",   "warranty_until", "entrance",       "manager_id"};
    struct slice_test *test = start(state);
    struct building building = house(test);
    for (size_t i = 0; i < sizeof(FACTS) / sizeof(FACTS[0]); i++) {
        assert_true(misses(&building, FACTS[i]));
    }
    building.entrance = STR("Från gården");
    building.first_occupancy = STR("2026-01-31");
    building.manager = STR("Bo");
    struct building found = read_building(test, add(test, &BUILDING_RECORD, &building));
    assert_false(misses(&found, "entrance") || misses(&found, "first_occupancy"));
    assert_false(misses(&found, "manager_id"));
    assert_true(misses(&found, "builder"));
    assert_true(found.is_incomplete);
}

static void REG_01_the_manager_is_a_colleague_and_the_caretaker_anybody(void **state)
{
    struct slice_test *test = start(state);
    struct building building = house(test);
    building.manager = STR("Bo");
    building.caretaker = STR("Alva");
    int64_t id = add(test, &BUILDING_RECORD, &building);
    struct building found = read_building(test, id);
    assert_int_equal(found.manager_id, test->somewhere);
    assert_int_equal(found.caretaker_id, test->everywhere);
    assert_true(str_equal(found.manager, STR("Bo")));
    found.caretaker = STR("Firman som städar");
    struct call call = slice_test_call(test, test->everywhere);
    struct record_change change = {&BUILDING_RECORD, &found, 0};
    assert_status(record_save(&call, &change), OK);
    found = read_building(test, id);
    assert_int_equal(found.caretaker_id, NO_INT);
    assert_int_equal(found.manager_id, test->somewhere);
    found.manager = STR("Ingen Alls");
    call = slice_test_call(test, test->everywhere);
    assert_status(record_save(&call, &change), INVALID);
    assert_string_equal(test->db->err.items[0].field, "manager");
    found.manager = (struct str){NULL, 0};
    call = slice_test_call(test, test->everywhere);
    assert_status(record_save(&call, &change), OK);
    assert_int_equal(read_building(test, id).manager_id, NO_INT);
}

static void REG_03_a_house_is_new_for_24_months_from_its_first_move_in(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1024);
    struct str until = register_new_until(arena, STR("2024-11-19"), 24);
    assert_true(str_equal(until, STR("2026-11-19")));
    assert_true(str_equal(register_new_until(arena, STR("2024-01-31"), 1), STR("2024-02-29")));
    assert_true(str_equal(register_new_until(arena, STR("2025-12-15"), 12), STR("2026-12-15")));
    assert_true(str_is_empty(register_new_until(arena, (struct str){NULL, 0}, 24)));
    arena_free(arena);
}

static void REG_04_what_opens_later_is_told_with_its_day(void **state)
{
    struct slice_test *test = start(state);
    struct building building = house(test);
    struct amenity cars;
    row_clear(&AMENITY_TABLE, &cars);
    cars.building_id = add(test, &BUILDING_RECORD, &building);
    cars.kind = STR("car_club");
    cars.provider = STR("Bilpoolen");
    cars.from_day = STR("2027-03-01");
    cars.to_day = STR("2028-02-28");
    add(test, &AMENITY_RECORD, &cars);
    assert_string_equal(amenity_state(cars.from_day, cars.to_day, STR("2027-02-10")), "coming");
    assert_string_equal(amenity_state(cars.from_day, cars.to_day, STR("2027-03-01")), "now");
    assert_string_equal(amenity_state(cars.from_day, cars.to_day, STR("2028-02-28")), "now");
    assert_string_equal(amenity_state(cars.from_day, cars.to_day, STR("2028-02-29")), "gone");
    struct call call = slice_test_call(test, test->everywhere);
    int64_t id = NO_INT;
    cars.to_day = STR("2027-02-01");
    assert_status(record_add(&call, &AMENITY_RECORD, &cars, &id), INVALID);
    cars.to_day = (struct str){NULL, 0};
    cars.link = STR("javascript:alert(1)");
    call = slice_test_call(test, test->everywhere);
    assert_status(record_add(&call, &AMENITY_RECORD, &cars, &id), INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(REG_01_each_fact_of_a_new_house_is_there_or_listed_as_missing),
        DB_TEST(REG_01_the_manager_is_a_colleague_and_the_caretaker_anybody),
        cmocka_unit_test(REG_03_a_house_is_new_for_24_months_from_its_first_move_in),
        DB_TEST(REG_04_what_opens_later_is_told_with_its_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
