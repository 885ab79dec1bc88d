/* Roles that are held for one building: its sheet, stairs, homes and tenancies, and nothing of the next. */
#include "register_queries.h"
#include "slices/people/slice_test_support.h"
#include "slices/register/home_fields.h"
#include "slices/register/register_handlers.h"

static const struct slice *const SLICES_HERE[] = {&PEOPLE_SLICE, &RECORDS_SLICE, &REGISTER_SLICE,
                                                  NULL};

struct street {
    struct slice_test *test;
    int64_t buildings[2], homes[2], tenancies[2];
    int64_t person; /* caretaker and coach of the first house alone */
};

static int64_t add(struct slice_test *test, const struct record *record, const void *row)
{
    struct call call = slice_test_call(test, test->everywhere);
    int64_t id = NO_INT;
    assert_status(record_add(&call, record, row, &id), OK);
    return id;
}

static void add_house(struct street *street, int number)
{
    struct slice_test *test = street->test;
    struct building building;
    row_clear(&BUILDING_TABLE, &building);
    building.area_id = test->areas[0].id;
    building.address_sv = str_format(test->arena, "Ekorrgatan %d", number + 1);
    building.city = STR("Björkvik");
    building.stage = STR("in_use");
    street->buildings[number] = add(test, &BUILDING_RECORD, &building);
    struct dwelling home;
    row_clear(&DWELLING_TABLE, &home);
    home.building_id = street->buildings[number];
    home.number = STR("1202");
    street->homes[number] = add(test, &DWELLING_RECORD, &home);
    struct tenancy tenancy;
    row_clear(&TENANCY_TABLE, &tenancy);
    tenancy.dwelling_id = street->homes[number];
    tenancy.from_day = STR("2026-01-01");
    street->tenancies[number] = add(test, &TENANCY_RECORD, &tenancy);
}

static struct street start(void **state)
{
    struct street street = {.test = slice_test_start(state, SLICES_HERE)};
    slice_test_people(street.test, "manager");
    add_house(&street, 0);
    add_house(&street, 1);
    struct call call = slice_test_call(street.test, NO_INT);
    struct person_new wanted = {.person = {.name = STR("Maria")}};
    assert_status(people_person_add(&call, &wanted, &street.person), OK);
    struct role_grant grant = {.person_id = street.person,
                               .role = STR("caretaker"),
                               .scope_type = STR("building"),
                               .scope_id = street.buildings[0],
                               .from_at = clock_now(&street.test->db->clock),
                               .to_at = NO_TIME};
    assert_status(people_role_give(&call, &grant), OK);
    return street;
}

/* --- A sheet: the scope of its route --- */

struct opened {
    int64_t id;
};
static const struct field OPENED_FIELDS[] = {FIELD(ID, struct opened, id, NULL)};
static const struct table OPENED_TABLE = TABLE("opened", struct opened, OPENED_FIELDS);

struct scope_bind {
    int64_t id;
    struct str permission;
};
static const struct field SCOPE_FIELDS[] = {
    FIELD(ID, struct scope_bind, id, NULL),
    FIELD(TEXT, struct scope_bind, permission, NULL),
};
static const struct table SCOPE_TABLE = TABLE("scope", struct scope_bind, SCOPE_FIELDS);

static enum status opens(const struct street *street, const struct query *scope, int64_t id,
                         const char *permission)
{
    struct call call = slice_test_call(street->test, street->person);
    struct scope_bind bind = {id, str_of(permission)};
    struct opened row;
    enum status status = query_one(slice_test_reader(&call), scope, bind_row(&SCOPE_TABLE, &bind),
                                   &OPENED_TABLE, &row);
    call_end(&call);
    return status;
}

static void COR_03_who_has_one_building_opens_its_sheets_and_none_of_the_next(void **state)
{
    struct street street = start(state);
    static const char BUILDING[] = "register.building.read";
    static const char TENANCY[] = "register.tenancy.read";
    for (int i = 0; i < 2; i++) {
        enum status wanted = i == 0 ? OK : NOT_FOUND;
        assert_status(opens(&street, &REGISTER_BUILDING_SCOPE, street.buildings[i], BUILDING),
                      wanted);
        assert_status(opens(&street, &REGISTER_DWELLING_SCOPE, street.homes[i], BUILDING), wanted);
        assert_status(opens(&street, &REGISTER_TENANCY_SCOPE, street.tenancies[i], TENANCY),
                      wanted);
    }
    assert_status(
        opens(&street, &REGISTER_BUILDING_SCOPE, street.buildings[0], "register.building.edit"),
        NOT_FOUND); /* a caretaker looks */
}

/* --- Lists and search --- */

struct filters {
    int64_t area_id, building_id, rooms;
    struct str stage, text_from, text_to, rare_stage, hidden_stage, today, state;
    bool is_incomplete, is_in_use, is_vacant, is_deviating;
};
static const struct field FILTER_FIELDS[] = {
    FIELD(ID, struct filters, area_id, NULL),
    FIELD(ID, struct filters, building_id, NULL),
    FIELD(INT, struct filters, rooms, NULL),
    FIELD(TEXT, struct filters, stage, NULL),
    FIELD(TEXT, struct filters, text_from, NULL),
    FIELD(TEXT, struct filters, text_to, NULL),
    FIELD(TEXT, struct filters, rare_stage, NULL),
    FIELD(TEXT, struct filters, today, NULL),
    FIELD(TEXT, struct filters, state, NULL),
    FIELD(BOOL, struct filters, is_vacant, NULL),
    FIELD(BOOL, struct filters, is_incomplete, NULL),
    FIELD(TEXT, struct filters, hidden_stage, NULL),
    FIELD(BOOL, struct filters, is_in_use, NULL),
    FIELD(BOOL, struct filters, is_deviating, NULL),
};
static const struct table FILTER_TABLE = TABLE("filters", struct filters, FILTER_FIELDS);

/* The first LIST of a page's view has the rows. */
static void assert_listed(const struct street *street, const struct record *record,
                          const struct table *view, int64_t only)
{
    static const char *const SCOPES[] = {"few", "areas"};
    const struct table *row = view->fields[0].child;
    for (int i = 0; i < 2; i++) {
        struct call call = slice_test_call(street->test, street->person);
        struct filters filters;
        row_clear(&FILTER_TABLE, &filters);
        filters.today = STR("2026-06-01");
        filters.hidden_stage = STR("removed");
        struct list_request request = {.limit = NO_INT,
                                       .scope = str_of(SCOPES[i]),
                                       .filters = bind_row(&FILTER_TABLE, &filters),
                                       .err = &street->test->db->err};
        struct list_page page = {.rows.table = row};
        assert_status(
            list_read(slice_test_reader(&call), street->test->arena, record->list, &request, &page),
            OK);
        assert_int_equal(page.rows.count, 1);
        assert_int_equal(record_int(row, "id", page.rows.at), only);
        call_end(&call);
    }
}

static void COR_03_who_has_one_building_is_listed_nothing_of_the_next(void **state)
{
    struct street street = start(state);
    assert_listed(&street, &BUILDING_RECORD, &LIST_VIEW_TABLE, street.buildings[0]);
    assert_listed(&street, &DWELLING_RECORD, &DWELLING_LIST_VIEW, street.homes[0]);
    assert_listed(&street, &TENANCY_RECORD, &TENANCY_LIST_VIEW, street.tenancies[0]);
}

static size_t found(const struct street *street, const struct search_source *source)
{
    struct call call = slice_test_call(street->test, street->person);
    struct viewer viewer = {.person = street->person};
    struct rows hits = {0};
    assert_status(source->find(slice_test_reader(&call), street->test->arena, &viewer,
                               STR("ekorrgatan"), &hits),
                  OK);
    call_end(&call);
    return hits.count;
}

static void COR_03_who_has_one_building_finds_nothing_of_the_next(void **state)
{
    struct street street = start(state);
    assert_int_equal(found(&street, &REGISTER_SEARCH), 1);
    struct role_grant grant = {.person_id = street.person,
                               .role = STR("coach"),
                               .scope_type = STR("area"),
                               .scope_id = street.test->areas[0].id,
                               .from_at = clock_now(&street.test->db->clock),
                               .to_at = NO_TIME};
    struct call call = slice_test_call(street.test, NO_INT);
    assert_status(people_role_give(&call, &grant), OK);
    assert_int_equal(found(&street, &REGISTER_SEARCH), 2); /* both roles together */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(COR_03_who_has_one_building_opens_its_sheets_and_none_of_the_next),
        DB_TEST(COR_03_who_has_one_building_is_listed_nothing_of_the_next),
        DB_TEST(COR_03_who_has_one_building_finds_nothing_of_the_next),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
