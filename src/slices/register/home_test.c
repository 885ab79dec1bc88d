/* Homes and tenancies: what is refused, what is recorded and marked, who sees whom. */
#include "platform/base/date.h"
#include "platform/base/day.h"
#include "register_queries.h"
#include "slices/people/slice_test_support.h"
#include "slices/register/home_fields.h"
#include "slices/register/register_handlers.h"

static const struct slice *const SLICES_HERE[] = {&PEOPLE_SLICE, &RECORDS_SLICE, &REGISTER_SLICE,
                                                  NULL};

struct house {
    struct slice_test *test;
    int64_t building, home;
};

static int64_t add(struct slice_test *test, const struct record *record, const void *row)
{
    struct call call = slice_test_call(test, test->everywhere);
    int64_t id = NO_INT;
    assert_status(record_add(&call, record, row, &id), OK);
    return id;
}

static struct house start(void **state)
{
    struct house house = {.test = slice_test_start(state, SLICES_HERE)};
    slice_test_people(house.test, "manager");
    struct building building;
    row_clear(&BUILDING_TABLE, &building);
    building.area_id = house.test->areas[0].id;
    building.address_sv = STR("Ekorrgatan 3");
    building.stage = STR("in_use");
    house.building = add(house.test, &BUILDING_RECORD, &building);
    struct dwelling home;
    row_clear(&DWELLING_TABLE, &home);
    home.building_id = house.building;
    home.number = STR("1202");
    house.home = add(house.test, &DWELLING_RECORD, &home);
    return house;
}

static struct str day(const struct house *house, int64_t days)
{
    struct call call = slice_test_call(house->test, NO_INT);
    struct date today = {0};
    assert_true(date_parse(record_today(&call), &today));
    return date_text(house->test->arena, date_add_days(today, days));
}

static struct tenancy tenancy_of(const struct house *house, struct str from, struct str to)
{
    struct tenancy tenancy;
    row_clear(&TENANCY_TABLE, &tenancy);
    tenancy.dwelling_id = house->home;
    tenancy.from_day = from;
    tenancy.to_day = to;
    return tenancy;
}

static enum status let(const struct house *house, struct str from, struct str to, int64_t *out_id)
{
    struct tenancy tenancy = tenancy_of(house, from, to);
    struct call call = slice_test_call(house->test, house->test->everywhere);
    return record_add(&call, &TENANCY_RECORD, &tenancy, out_id);
}

static struct tenancy read_tenancy(const struct house *house, int64_t id)
{
    struct call call = slice_test_call(house->test, house->test->everywhere);
    struct tenancy tenancy;
    assert_status(entity_get(slice_test_reader(&call), &TENANCY_ENTITY, id, &tenancy), OK);
    call_end(&call);
    return tenancy;
}

static const struct str ALWAYS = {NULL, 0};

static void REG_02_an_overlapping_tenancy_is_a_conflict(void **state)
{
    struct house house = start(state);
    int64_t id = NO_INT;
    assert_status(let(&house, day(&house, -100), ALWAYS, &id), OK);
    assert_status(let(&house, day(&house, 10), ALWAYS, &id), CONFLICT);
    assert_string_equal(house.test->db->err.items[0].field, "from_day");
}

static void a_tenancy_may_begin_on_the_day_the_other_ends(void **state)
{
    struct house house = start(state);
    int64_t first = NO_INT;
    int64_t second = NO_INT;
    assert_status(let(&house, day(&house, -100), day(&house, 10), &first), OK);
    assert_status(let(&house, day(&house, 10), ALWAYS, &second), OK);
    assert_false(read_tenancy(&house, first).is_deviating);
    assert_false(read_tenancy(&house, second).is_deviating);
    /* To stay longer than that is a plan, and the home is promised. */
    struct tenancy_end longer = {first, read_tenancy(&house, first).version, day(&house, 11)};
    struct call call = slice_test_call(house.test, house.test->everywhere);
    assert_status(tenancy_end(&call, &longer), CONFLICT);
}

static void what_has_happened_is_recorded_and_marked(void **state)
{
    struct house house = start(state);
    int64_t first = NO_INT;
    int64_t second = NO_INT;
    assert_status(let(&house, day(&house, -100), ALWAYS, &first), OK);
    assert_status(let(&house, day(&house, -3), ALWAYS, &second), OK);
    assert_true(read_tenancy(&house, first).is_deviating);
    assert_true(read_tenancy(&house, second).is_deviating);
    /* Put right, neither is. */
    struct tenancy_end ended = {first, read_tenancy(&house, first).version, day(&house, -3)};
    struct call call = slice_test_call(house.test, house.test->everywhere);
    assert_status(tenancy_end(&call, &ended), OK);
    assert_false(read_tenancy(&house, first).is_deviating);
    assert_false(read_tenancy(&house, second).is_deviating);
}

static void a_tenancy_that_ends_before_it_begins_is_refused(void **state)
{
    struct house house = start(state);
    int64_t id = NO_INT;
    assert_status(let(&house, day(&house, 0), day(&house, 0), &id), INVALID);
    assert_string_equal(house.test->db->err.items[0].field, "to_day");
}

static void a_building_has_a_home_number_once_however_it_is_written(void **state)
{
    struct house house = start(state);
    struct dwelling home;
    row_clear(&DWELLING_TABLE, &home);
    home.building_id = house.building;
    home.number = STR("B 12");
    add(house.test, &DWELLING_RECORD, &home);
    home.number = STR("b12");
    struct call call = slice_test_call(house.test, house.test->everywhere);
    int64_t id = NO_INT;
    assert_status(record_add(&call, &DWELLING_RECORD, &home, &id), INVALID);
    assert_string_equal(house.test->db->err.items[0].field, "number");
}

static void homes_and_tenancies_follow_their_building(void **state)
{
    struct house house = start(state);
    int64_t id = NO_INT;
    assert_status(let(&house, day(&house, -5), ALWAYS, &id), OK);
    struct call call = slice_test_call(house.test, house.test->everywhere);
    struct building building;
    assert_status(entity_get(slice_test_reader(&call), &BUILDING_ENTITY, house.building, &building),
                  OK);
    call_end(&call);
    building.address_sv = STR("Lärkvägen 7");
    building.area_id = house.test->areas[1].id;
    struct record_change change = {&BUILDING_RECORD, &building, 0};
    call = slice_test_call(house.test, house.test->everywhere);
    assert_status(record_save(&call, &change), OK);
    struct tenancy tenancy = read_tenancy(&house, id);
    assert_true(str_equal(tenancy.place, STR("Lärkvägen 7, 1202")));
    assert_int_equal(tenancy.area_id, house.test->areas[1].id);
}

/* --- Files --- */

struct sums {
    int64_t tenancies;
};
static const struct field SUM_FIELDS[] = {FIELD(INT, struct sums, tenancies, NULL)};
static const struct table SUM_TABLE = TABLE("sums", struct sums, SUM_FIELDS);

static int64_t count_deviating(const struct house *house)
{
    struct call call = slice_test_call(house->test, house->test->everywhere);
    struct sums sums;
    assert_status(query_one(slice_test_reader(&call), &REGISTER_TENANCIES_DEVIATING, bind_none(),
                            &SUM_TABLE, &sums),
                  OK);
    call_end(&call);
    return sums.tenancies;
}

static int64_t count_tenancies(const struct house *house)
{
    struct call call = slice_test_call(house->test, house->test->everywhere);
    struct rows rows = {.table = &TENANCY_TABLE};
    assert_status(query_rows(slice_test_reader(&call), house->test->arena, &REGISTER_TENANCIES_ALL,
                             bind_none(), &rows),
                  OK);
    call_end(&call);
    return (int64_t)rows.count;
}

static struct import bring(const struct house *house, const char *kind, struct str file)
{
    struct import_new wanted = {.kind = str_of(kind),
                                .file_name = STR("file.csv"),
                                .bytes = file,
                                .area_id = house->test->areas[0].id};
    struct call call = slice_test_call(house->test, house->test->everywhere);
    int64_t id = NO_INT;
    assert_status(import_begin(&call, &wanted, false, &id), OK);
    assert_status(import_run_check(&call, id, NULL), OK);
    call_end(&call);
    struct import import;
    assert_status(import_get(slice_test_reader(&call), id, &import), OK);
    call_end(&call);
    if (str_equal(import.state, STR("checked"))) {
        assert_status(import_apply(&call, id, false), OK);
        assert_status(import_run_apply(&call, id, NULL), OK);
        call_end(&call);
    }
    return import;
}

static struct str homes_file(struct arena *arena, int count)
{
    struct str text = STR("Adress;Lägenhet;Våning;Rum;m²\n");
    for (int i = 0; i < count; i++) {
        text = str_format(arena, "%.*sEkorrgatan 3;%d;%d;%d;54,5\n", STR_ARG(text), 1301 + i,
                          i / 10, 1 + i % 4);
    }
    return text;
}

/* Every third line of thirty is broken when asked. */
static struct str move_ins(struct arena *arena, int count, int broken)
{
    struct str text = STR("Kontrakt;Adress;Lägenhet;Inflyttning;Namn;Telefon;Medboende\n");
    for (int i = 0; i < count; i++) {
        bool is_broken = i < broken;
        text =
            str_format(arena, "%.*sK-%d;Ekorrgatan 3;%d;2026-0%d-15;Boende %d;070-174 06 %02d;%s\n",
                       STR_ARG(text), i, is_broken ? 9999 : 1301 + i, 1 + i % 9, i, 5 + i % 90,
                       i % 5 == 0 ? "\"Med Boende; Tredje Boende\"" : "");
    }
    return text;
}

static void REG_02_thirty_move_ins_twice_are_thirty_tenancies(void **state)
{
    struct house house = start(state);
    assert_int_equal(bring(&house, "homes", homes_file(house.test->arena, 30)).new_count, 30);
    struct str file = move_ins(house.test->arena, 30, 0);
    assert_int_equal(bring(&house, "tenancies", file).new_count, 30);
    struct import again = bring(&house, "tenancies", file);
    assert_int_equal(again.new_count, 0);
    assert_int_equal(again.unchanged_count, 30);
    assert_int_equal(count_tenancies(&house), 30);
    assert_int_equal(count_deviating(&house), 0);
}

static void REG_12_three_bad_of_a_hundred_are_told_with_lines_and_nothing_is_written(void **state)
{
    struct house house = start(state);
    bring(&house, "homes", homes_file(house.test->arena, 100));
    struct import import = bring(&house, "tenancies", move_ins(house.test->arena, 100, 3));
    assert_true(str_equal(import.state, STR("refused")));
    assert_int_equal(import.refused_count, 3);
    struct call call = slice_test_call(house.test, house.test->everywhere);
    struct rows found = {0};
    assert_status(
        import_findings(slice_test_reader(&call), house.test->arena, import.id, "refused", &found),
        OK);
    call_end(&call);
    const struct finding *finding = found.at;
    assert_int_equal(found.count, 3);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(finding[i].line, i + 2);
    }
    assert_int_equal(count_tenancies(&house), 0);
}

static void a_file_that_lets_a_home_twice_is_recorded_and_marked(void **state)
{
    struct house house = start(state);
    int64_t id = NO_INT;
    assert_status(let(&house, day(&house, -100), ALWAYS, &id), OK);
    struct str file =
        str_format(house.test->arena, "Adress;Lägenhet;Inflyttning\nEkorrgatan 3;1202;%.*s\n",
                   STR_ARG(day(&house, 20)));
    assert_int_equal(bring(&house, "tenancies", file).new_count, 1);
    assert_int_equal(count_deviating(&house), 2);
}

static void undoing_an_import_takes_tenancies_and_residents_away(void **state)
{
    struct house house = start(state);
    bring(&house, "homes", homes_file(house.test->arena, 5));
    struct import import = bring(&house, "tenancies", move_ins(house.test->arena, 5, 0));
    struct call call = slice_test_call(house.test, house.test->everywhere);
    assert_status(import_undo(&call, import.id, false), OK);
    assert_status(import_run_undo(&call, import.id, NULL), OK);
    call_end(&call);
    assert_int_equal(count_tenancies(&house), 0);
}

static int64_t count_customers(const struct house *house)
{
    return db_test_int(house->test->db,
                       "SELECT COUNT(*) FROM people_person WHERE kind = 'customer'");
}

static void undoing_an_import_takes_the_people_away_whom_nobody_uses_since(void **state)
{
    struct house house = start(state);
    bring(&house, "homes", homes_file(house.test->arena, 6));
    struct import import = bring(&house, "tenancies", move_ins(house.test->arena, 5, 0));
    assert_int_equal(count_customers(&house), 7); /* two live with the first */
    bring(&house, "tenancies",
          STR("Kontrakt;Adress;Lägenhet;Inflyttning;Namn;Telefon\n"
              "K-9;Ekorrgatan 3;1306;2026-01-15;Boende 1;070-174 06 06\n"));
    assert_int_equal(count_customers(&house), 7);
    struct call call = slice_test_call(house.test, house.test->everywhere);
    assert_status(import_undo(&call, import.id, false), OK);
    assert_status(import_run_undo(&call, import.id, NULL), OK);
    call_end(&call);
    assert_int_equal(count_tenancies(&house), 1);
    assert_int_equal(count_customers(&house), 1);
    assert_int_equal(db_test_int(house.test->db,
                                 "SELECT COUNT(*) FROM event WHERE kind LIKE 'tenancies.%' AND "
                                 "cause IS NULL"),
                     0);
}

/* --- Residents --- */

struct listed {
    int64_t id, residents;
    struct str place, resident, from_day, to_day, state, place_key;
    bool is_deviating;
    int64_t area_id, building_id, dwelling_id, changed_at;
};
static const struct field LISTED_FIELDS[] = {
    FIELD(ID, struct listed, id, NULL),
    FIELD(INT, struct listed, residents, NULL),
    FIELD(TEXT, struct listed, place, NULL),
    FIELD(TEXT, struct listed, resident, NULL),
    FIELD(DATE, struct listed, from_day, NULL),
    FIELD(DATE, struct listed, to_day, NULL),
    FIELD(TEXT, struct listed, state, NULL),
    FIELD(TEXT, struct listed, place_key, NULL),
    FIELD(BOOL, struct listed, is_deviating, NULL),
    FIELD(ID, struct listed, area_id, NULL),
    FIELD(ID, struct listed, building_id, NULL),
    FIELD(ID, struct listed, dwelling_id, NULL),
    FIELD(TIME, struct listed, changed_at, NULL),
};
static const struct table LISTED_TABLE = TABLE("listed", struct listed, LISTED_FIELDS);

struct asked {
    struct str today;
};
static const struct field ASKED_FIELDS[] = {FIELD(DATE, struct asked, today, NULL)};
static const struct table ASKED_TABLE = TABLE("asked", struct asked, ASKED_FIELDS);

static struct listed first_listed(const struct house *house)
{
    struct asked asked = {day(house, 0)};
    struct list_request request = {
        .scope = STR("all"), .limit = 10, .filters = bind_row(&ASKED_TABLE, &asked)};
    struct list_page page = {.rows.table = &LISTED_TABLE};
    struct call call = slice_test_call(house->test, house->test->everywhere);
    assert_status(list_read(slice_test_reader(&call), house->test->arena, &REGISTER_TENANCY_LIST,
                            &request, &page),
                  OK);
    call_end(&call);
    assert_int_equal(page.rows.count, 1);
    return *(const struct listed *)page.rows.at;
}

static void a_home_with_a_protected_resident_is_let_without_names_or_how_many(void **state)
{
    struct house house = start(state);
    struct str file = STR("Adress;Lägenhet;Inflyttning;Namn;Medboende;Skyddad\n"
                          "Ekorrgatan 3;1202;2020-01-01;Vanlig Öppen;;nej\n");
    bring(&house, "tenancies", file);
    struct listed open = first_listed(&house);
    assert_true(str_equal(open.resident, STR("Vanlig Öppen")));
    assert_int_equal(open.residents, 1);
    assert_true(str_equal(open.state, STR("current")));
    file = STR("Adress;Lägenhet;Inflyttning;Namn;Skyddad\n"
               "Ekorrgatan 3;1202;2020-01-01;Dold Person;ja\n");
    bring(&house, "tenancies", file);
    struct listed hidden = first_listed(&house);
    assert_true(str_is_empty(hidden.resident));
    assert_int_equal(hidden.residents, NO_INT);
}

static void somebody_moves_in_to_a_tenancy_and_out_again(void **state)
{
    struct house house = start(state);
    int64_t id = NO_INT;
    assert_status(let(&house, day(&house, -100), ALWAYS, &id), OK);
    struct resident_new wanted = {
        .id = id, .name = STR("Elin Test"), .phone = STR("070-174 06 05")};
    struct call call = slice_test_call(house.test, house.test->everywhere);
    assert_status(tenancy_resident_add(&call, &wanted), OK);
    assert_int_equal(first_listed(&house).residents, 1);
    call = slice_test_call(house.test, house.test->everywhere);
    assert_status(tenancy_resident_add(&call, &wanted), INVALID);
    call = slice_test_call(house.test, house.test->everywhere);
    struct rows rows = {.table = &RESIDENT_TABLE};
    assert_status(query_rows(slice_test_reader(&call), house.test->arena, &REGISTER_RESIDENTS_OF,
                             bind_id(&id), &rows),
                  OK);
    call_end(&call);
    struct resident_gone gone = {id, ((const struct resident *)rows.at)->id, ALWAYS};
    assert_status(tenancy_resident_end(&call, &gone), OK);
    assert_int_equal(first_listed(&house).residents, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(REG_02_an_overlapping_tenancy_is_a_conflict),
        DB_TEST(a_tenancy_may_begin_on_the_day_the_other_ends),
        DB_TEST(what_has_happened_is_recorded_and_marked),
        DB_TEST(a_tenancy_that_ends_before_it_begins_is_refused),
        DB_TEST(a_building_has_a_home_number_once_however_it_is_written),
        DB_TEST(homes_and_tenancies_follow_their_building),
        DB_TEST(REG_02_thirty_move_ins_twice_are_thirty_tenancies),
        DB_TEST(REG_12_three_bad_of_a_hundred_are_told_with_lines_and_nothing_is_written),
        DB_TEST(a_file_that_lets_a_home_twice_is_recorded_and_marked),
        DB_TEST(undoing_an_import_takes_tenancies_and_residents_away),
        DB_TEST(undoing_an_import_takes_the_people_away_whom_nobody_uses_since),
        DB_TEST(a_home_with_a_protected_resident_is_let_without_names_or_how_many),
        DB_TEST(somebody_moves_in_to_a_tenancy_and_out_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
