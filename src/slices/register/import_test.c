/* Imports: what is told before anything is written, what is written, and what an undo takes back. */
#include "slices/people/slice_test_support.h"
#include "slices/register/building_fields.h"
#include "slices/register/register_handlers.h"

#include <stdio.h>
#include <stdlib.h>

static const struct slice *const SLICES_HERE[] = {&PEOPLE_SLICE, &RECORDS_SLICE, &REGISTER_SLICE,
                                                  NULL};

static struct slice_test *start(void **state)
{
    struct slice_test *test = slice_test_start(state, SLICES_HERE);
    slice_test_people(test, "manager");
    return test;
}

static struct import_result check(struct slice_test *test, const char *kind, struct str bytes)
{
    struct call call = slice_test_call(test, test->everywhere);
    struct import_source source = {import_kind_named(test->platform, str_of(kind)), bytes,
                                   test->areas[0].id, NULL};
    struct import_result result;
    assert_status(import_check(&call, &source, NULL, &result), OK);
    call_end(&call);
    return result;
}

static enum status save(struct call *call, const struct building *building)
{
    struct record_change change = {&BUILDING_RECORD, building, 0};
    return record_save(call, &change);
}

static int64_t begin(struct slice_test *test, struct str bytes)
{
    struct call call = slice_test_call(test, test->everywhere);
    struct import_new wanted = {.kind = STR("buildings"),
                                .file_name = STR("hus.csv"),
                                .bytes = bytes,
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

static int64_t apply(struct slice_test *test, struct str bytes)
{
    int64_t id = begin(test, bytes);
    struct call call = slice_test_call(test, test->everywhere);
    assert_status(import_apply(&call, id, false), OK);
    assert_status(import_run_apply(&call, id, NULL), OK);
    call_end(&call);
    assert_true(str_equal(read(test, id).state, STR("applied")));
    return id;
}

static void undo(struct slice_test *test, int64_t id)
{
    struct call call = slice_test_call(test, test->everywhere);
    assert_status(import_undo(&call, id, false), OK);
    assert_status(import_run_undo(&call, id, NULL), OK);
    call_end(&call);
    assert_true(str_equal(read(test, id).state, STR("undone")));
}

static int64_t count(struct slice_test *test)
{
    return db_test_int(test->db, "SELECT COUNT(*) FROM register_building");
}

/* `lines` lines "N;Gatan N;Björkvik"; those in bad[] have an impossible year. */
static struct str many(struct slice_test *test, int lines, int worst)
{
    BUF_SCOPED(text, 10000000);
    buf_put_c(&text, "Rakennustunnus;Adress;Ort;Byggår\n");
    for (int i = 1; i <= lines; i++) {
        bool is_bad = worst > 0 && i % worst == 0;
        buf_put_format(&text, "ID%d;Gatan %d;Björkvik;%s\n", i, i, is_bad ? "soon" : "1990");
    }
    return str_copy(test->arena, buf_str(&text));
}

static struct building building_named(struct slice_test *test, const char *permanent_id)
{
    struct call call = slice_test_call(test, test->everywhere);
    struct record_writer writer;
    struct tx *tx = slice_test_reader(&call);
    assert_status(record_writer_open(tx, test->platform->language, call.err, &writer), OK);
    struct building wanted, found;
    row_clear(&BUILDING_TABLE, &wanted);
    wanted.permanent_id = str_of(permanent_id);
    assert_status(IMPORT_BUILDINGS.find(&writer, &wanted, &found), OK);
    call_end(&call);
    return found;
}

static void a_file_with_bad_lines_is_refused_by_line_and_column_and_writes_nothing(void **state)
{
    struct slice_test *test = start(state);
    struct str bytes = many(test, 100, 33);
    struct import_result result = check(test, "buildings", bytes);
    assert_int_equal(result.row_count, 100);
    assert_int_equal(result.refused_count, 3);
    assert_int_equal(result.finding_count, 3);
    assert_int_equal(result.findings[0].line, 34);
    assert_int_equal(result.findings[0].place, 4);
    assert_true(str_equal(result.findings[0].field, STR("completed_year")));
    assert_true(str_equal(result.findings[0].before, STR("soon")));
    int64_t id = begin(test, bytes);
    assert_true(str_equal(read(test, id).state, STR("refused")));
    struct call call = slice_test_call(test, test->everywhere);
    assert_status(import_apply(&call, id, false), CONFLICT);
    assert_int_equal(count(test), 0);
}

static void the_same_file_twice_changes_nothing_the_second_time(void **state)
{
    struct slice_test *test = start(state);
    struct str bytes = many(test, 1100, 0);
    apply(test, bytes);
    assert_int_equal(count(test), 1100);
    int64_t changes = db_test_int(test->db, "SELECT COUNT(*) FROM change");
    struct import second = read(test, apply(test, bytes));
    assert_int_equal(second.unchanged_count, 1100);
    assert_int_equal(second.new_count, 0);
    assert_int_equal(count(test), 1100);
    assert_int_equal(db_test_int(test->db, "SELECT COUNT(*) FROM change"), changes);
}

static void a_changed_file_tells_each_field_before_and_after(void **state)
{
    struct slice_test *test = start(state);
    apply(test, STR("permanent_id,address_sv,city,floors\nA1,Gatan 1,Björkvik,2\n"));
    struct import_result result =
        check(test, "buildings", STR("permanent_id,address_sv,city,floors\nA1,Gatan 1,,3\n"));
    assert_int_equal(result.changed_count, 1);
    assert_int_equal(result.finding_count, 1); /* the empty city changes nothing */
    assert_true(str_equal(result.findings[0].field, STR("floors")));
    assert_true(str_equal(result.findings[0].before, STR("2")));
    assert_true(str_equal(result.findings[0].after, STR("3")));
}

static void columns_and_values_are_known_in_three_languages_and_two_encodings(void **state)
{
    struct slice_test *test = start(state);
    struct import_result latin =
        check(test, "buildings",
              STR("Katuosoite;Postitoimipaikka;Vaihe\nHarjukatu 4;J\xE4rvel\xE4;"
                  "planned\n"));
    assert_int_equal(latin.new_count, 1);
    struct import_result english =
        check(test, "buildings", STR("Street address,City,Stage,Color\nOak 4,Bath,In use,red\n"));
    assert_int_equal(english.new_count, 1);
    assert_true(str_equal(english.unread, STR("Color")));
}

static void a_file_that_is_something_else_is_refused_with_what_was_found(void **state)
{
    struct slice_test *test = start(state);
    const struct str files[] = {STR("a;b;c\n1;2;3\n"),
                                STR("Ort;Byggår\nBjörkvik;1990\n"),
                                STR("Adress\n"),
                                STR(""),
                                STR("Adress;Adress\nx;y\n"),
                                STR("Adress;Gatuadress\nx;y\n"),
                                STR("Adress;Ort\n\"open;x\n"),
                                STR("\x00\x01\x02")};
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        struct import_result result = check(test, "buildings", files[i]);
        assert_true(result.refused_count > 0);
        assert_true(result.finding_count > 0);
        assert_false(str_is_empty(result.findings[0].message));
    }
    struct import_result book = check(test, "fi-buildings", STR("not a workbook"));
    assert_int_equal(book.refused_count, 1);
}

static void two_lines_that_mean_one_building_are_refused(void **state)
{
    struct slice_test *test = start(state);
    struct import_result same = check(
        test, "buildings", STR("permanent_id,address_sv\nA1,Gatan 1\nA2,Gatan 2\nA1,Gatan 3\n"));
    assert_int_equal(same.refused_count, 1);
    assert_int_equal(same.findings[0].line, 4);
    struct import_result address =
        check(test, "buildings", STR("address_sv,postcode\nGatan 1,99900\nGATAN 1,99900\n"));
    assert_int_equal(address.refused_count, 1);
}

static void a_line_without_an_id_finds_its_building_by_address(void **state)
{
    struct slice_test *test = start(state);
    apply(test, STR("address_sv,postcode,floors\nGatan 1,99900,2\n"));
    struct import_result again = check(
        test, "buildings", STR("permanent_id,address_sv,postcode,floors\nA1,gatan 1,99900,2\n"));
    assert_int_equal(again.changed_count, 1); /* it gets its id, and is not doubled */
    assert_int_equal(again.new_count, 0);
}

static void a_line_names_its_area_and_an_unknown_one_is_refused(void **state)
{
    struct slice_test *test = start(state);
    apply(test, STR("permanent_id,address_fi,area\nA1,Tie 1,kallan\n"));
    assert_int_equal(building_named(test, "A1").area_id, test->areas[1].id);
    struct import_result unknown =
        check(test, "buildings", STR("permanent_id,address_fi,area\nA2,Tie 2,Elsewhere\n"));
    assert_int_equal(unknown.refused_count, 1);
    assert_int_equal(unknown.findings[0].place, 3);
}

static enum status stop_after_first(void *self, int64_t done, int64_t total)
{
    (void)done;
    (void)total;
    int *calls = self;
    return ++*calls == 1 ? UNAVAILABLE : OK;
}

static void an_import_that_was_stopped_goes_on_where_it_was(void **state)
{
    struct slice_test *test = start(state);
    int64_t id = begin(test, many(test, 1200, 0));
    struct call call = slice_test_call(test, test->everywhere);
    assert_status(import_apply(&call, id, false), OK);
    int calls = 0;
    struct import_progress progress = {&calls, stop_after_first};
    assert_status(import_run_apply(&call, id, &progress), UNAVAILABLE);
    assert_int_equal(count(test), 500);
    assert_int_equal(read(test, id).done_count, 500);
    assert_status(import_run_apply(&call, id, &progress), OK);
    assert_int_equal(count(test), 1200);
    assert_status(import_run_apply(&call, id, &progress), OK); /* at least once is once */
    assert_int_equal(count(test), 1200);
    call_end(&call);
}

static void an_undo_takes_back_what_still_stands_and_lists_the_rest(void **state)
{
    struct slice_test *test = start(state);
    apply(test, STR("permanent_id,address_sv,city,floors\nA1,Gatan 1,Björkvik,2\n"));
    int64_t id = apply(test, STR("permanent_id,address_sv,city,floors\n"
                                 "A1,Gatan 1,Lillsund,3\nA2,Gatan 2,Lillsund,4\nA3,Gatan 3,,\n"));
    struct building edit = building_named(test, "A1");
    edit.floors = 5;
    struct call call = slice_test_call(test, test->somewhere);
    assert_status(save(&call, &edit), OK);
    edit = building_named(test, "A3");
    edit.note = STR("Worked on");
    assert_status(save(&call, &edit), OK);
    undo(test, id);
    struct building first = building_named(test, "A1");
    assert_true(str_equal(first.city, STR("Björkvik"))); /* back */
    assert_int_equal(first.floors, 5);                   /* somebody's */
    assert_int_equal(count(test), 2);                    /* A2 went, A3 was worked on */
    struct import undone = read(test, id);
    assert_true(undone.kept_count >= 1);
    struct rows kept = {0};
    call = slice_test_call(test, test->everywhere);
    assert_status(import_findings(slice_test_reader(&call), test->arena, id, "kept", &kept), OK);
    const struct finding *finding = kept.at;
    assert_true(kept.count > 0);
    assert_int_equal(finding[0].changed_by, test->somewhere); /* who, and when */
    assert_int_equal(finding[0].changed_at, clock_now(call.clock));
    bool has_floors = false;
    bool has_note = false; /* of the row that came with the file and stays */
    for (size_t i = 0; i < kept.count; i++) {
        has_floors = has_floors || (str_equal(finding[i].field, STR("floors")) &&
                                    str_equal(finding[i].before, STR("3")) &&
                                    str_equal(finding[i].after, STR("5")));
        has_note = has_note || str_equal(finding[i].field, STR("note"));
    }
    assert_true(has_floors);
    assert_true(has_note);
    call_end(&call);
}

static struct str file_of(struct slice_test *test, const char *name)
{
    const char *source = getenv("SAMSYN_SOURCE");
    struct str path = str_format(test->arena, "%s/../shared/data/transport-register-fi/%s",
                                 source == NULL ? "." : source, name);
    FILE *file = fopen(str_c(test->arena, path), "rb");
    if (file == NULL) {
        printf("[  SKIPPED ] the real extract is not here: %.*s\n", STR_ARG(path));
        skip();
    }
    char *bytes = arena_alloc(test->arena, 1000000);
    size_t length = fread(bytes, 1, 1000000, file);
    (void)fclose(file);
    return (struct str){bytes, length};
}

static void the_real_extract_comes_in_and_its_update_does_not_double(void **state)
{
    struct slice_test *test = start(state);
    struct str original = file_of(test, "test_data_import/DVV_original.xlsx");
    struct str update = file_of(test, "test_data_import/DVV_update.xlsx");
    struct import_result first = check(test, "fi-buildings", original);
    assert_int_equal(first.new_count, 9);
    struct call call = slice_test_call(test, test->everywhere);
    struct import_new wanted = {.kind = STR("fi-buildings"),
                                .file_name = STR("original.xlsx"),
                                .bytes = original,
                                .area_id = test->areas[1].id};
    int64_t id = NO_INT;
    assert_status(import_begin(&call, &wanted, false, &id), OK);
    assert_status(import_run_check(&call, id, NULL), OK);
    assert_status(import_apply(&call, id, false), OK);
    assert_status(import_run_apply(&call, id, NULL), OK);
    call_end(&call);
    struct building building = building_named(test, "134567890B");
    assert_true(str_equal(building.address, STR("Kirkkoäyrääntie 1d")));
    assert_int_equal(building.completed_year, 1925);
    assert_true(str_equal(building.use_class, STR("house")));
    assert_true(str_equal(building.municipality, STR("560")));
    struct import_result second = check(test, "fi-buildings", update);
    assert_int_equal(second.new_count, 1);
    assert_int_equal(second.changed_count, 1);
    assert_int_equal(second.unchanged_count, 7);
}

/* They name an address, a postcode and a building's id, and are about something else. */
static void workbooks_of_wells_and_decisions_are_no_buildings(void **state)
{
    struct slice_test *test = start(state);
    const char *const files[] = {
        "test_kaivotiedot/kaivotiedot_aloitus.xlsx", "test_kaivotiedot/kaivotiedot_lopetus.xlsx",
        "test_data_import/paatokset.xlsx", "test_data_import/ilmoitukset.xlsx"};
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        struct import_result result = check(test, "buildings", file_of(test, files[i]));
        assert_int_equal(result.new_count, 0);
        assert_int_equal(result.refused_count, 1);
        assert_int_equal(result.findings[0].line, 1);
    }
    struct import_result few = check(test, "buildings", STR("Adress;Etunimi\nGatan 1;Aino\n"));
    assert_int_equal(few.new_count, 0);
    assert_int_equal(few.findings[0].place, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(a_file_with_bad_lines_is_refused_by_line_and_column_and_writes_nothing),
        DB_TEST(the_same_file_twice_changes_nothing_the_second_time),
        DB_TEST(a_changed_file_tells_each_field_before_and_after),
        DB_TEST(columns_and_values_are_known_in_three_languages_and_two_encodings),
        DB_TEST(a_file_that_is_something_else_is_refused_with_what_was_found),
        DB_TEST(two_lines_that_mean_one_building_are_refused),
        DB_TEST(a_line_without_an_id_finds_its_building_by_address),
        DB_TEST(a_line_names_its_area_and_an_unknown_one_is_refused),
        DB_TEST(an_import_that_was_stopped_goes_on_where_it_was),
        DB_TEST(an_undo_takes_back_what_still_stands_and_lists_the_rest),
        DB_TEST(the_real_extract_comes_in_and_its_update_does_not_double),
        DB_TEST(workbooks_of_wells_and_decisions_are_no_buildings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
