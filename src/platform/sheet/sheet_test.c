#include "platform/sheet/sheet.h"

#include "platform/base/test.h"
#include "platform/sheet/cell.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

struct fixture {
    struct arena *arena;
    struct err err;
};

static int set_up(void **state)
{
    struct arena *arena = arena_new(0);
    struct fixture *fixture = ARENA_NEW(arena, struct fixture);
    fixture->arena = arena;
    err_init(&fixture->err, arena);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    arena_free(((struct fixture *)*state)->arena);
    return 0;
}

/* Everything that rows_open() and rows_next() give: "2: a|b" a line, errors in their place. */
static struct str read_all(struct fixture *fixture, struct str bytes)
{
    BUF_SCOPED(out, 10 * 1024 * 1024);
    struct rows_reader reader;
    bool has_more = true;
    err_clear(&fixture->err);
    enum status status = rows_open(&reader, fixture->arena, bytes, &fixture->err);
    struct csv_record record = reader.header;
    while (has_more) {
        if (status != OK) {
            buf_put_format(&out, "%s ", status_name(status));
            err_write(&fixture->err, &out);
            buf_put_char(&out, '\n');
            err_clear(&fixture->err);
            has_more = record.cells != NULL;
        } else {
            buf_put_format(&out, "%lld: ", (long long)record.line);
            for (size_t i = 0; i < record.cell_count; i++) {
                buf_put_c(&out, i > 0 ? "|" : "");
                buf_put(&out, record.cells[i]);
            }
            buf_put_char(&out, '\n');
        }
        if (has_more) {
            status = rows_next(&reader, &record, &has_more, &fixture->err);
            has_more = has_more || status != OK;
        }
    }
    rows_close(&reader);
    return str_copy(fixture->arena, buf_str(&out));
}

/* --- A workbook made by hand */

struct parts {
    const char *sheet;
    const char *texts;
    const char *styles;
    const char *workbook_properties;
};

static void add_part(zip_t *zip, const char *name, struct str text)
{
    zip_source_t *source = zip_source_buffer(zip, text.at, text.len, 0);
    assert_non_null(source);
    assert_true(zip_file_add(zip, name, source, ZIP_FL_OVERWRITE) >= 0);
}

#define RELATION(id, type, target)                                                                 \
    "<Relationship Id='" id "' Type='http://schemas.openxmlformats.org/officeDocument/2006/"       \
    "relationships/" type "' Target='" target "'/>"

static struct str make_workbook(struct fixture *fixture, const struct parts *parts)
{
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
    zip_source_keep(source);
    struct str workbook = str_format(
        fixture->arena,
        "<x:workbook xmlns:x='m' xmlns:r='r'>%s<x:sheets><x:sheet name='Hidden' sheetId='1' "
        "state='hidden' r:id='rId9'/><x:sheet name='Chart' r:id='none'/><x:sheet name='Visible' "
        "r:id='rId1'/></x:sheets></x:workbook>",
        parts->workbook_properties != NULL ? parts->workbook_properties : "");
    add_part(zip, "_rels/.rels",
             STR("<Relationships>" RELATION("a", "officeDocument",
                                            "/xl/workbook.xml") "</Relationships>"));
    add_part(zip, "xl/workbook.xml", workbook);
    add_part(zip, "xl/_rels/workbook.xml.rels",
             STR("<Relationships>" RELATION("rId1", "worksheet", "worksheets/sheet1.xml")
                     RELATION("rId9", "worksheet", "../xl/worksheets/other.xml")
                         RELATION("rId2", "sharedStrings", "sharedStrings.xml")
                             RELATION("rId3", "styles", "styles.xml") "</Relationships>"));
    add_part(zip, "xl/worksheets/sheet1.xml", str_of(parts->sheet));
    add_part(zip, "xl/worksheets/other.xml", STR("<worksheet/>"));
    if (parts->texts != NULL) {
        add_part(zip, "xl/sharedStrings.xml", str_of(parts->texts));
    }
    if (parts->styles != NULL) {
        add_part(zip, "xl/styles.xml", str_of(parts->styles));
    }
    assert_int_equal(zip_close(zip), 0);
    zip_stat_t found;
    assert_int_equal(zip_source_stat(source, &found), 0);
    char *bytes = arena_alloc(fixture->arena, found.size);
    assert_int_equal(zip_source_open(source), 0);
    assert_int_equal(zip_source_read(source, bytes, found.size), found.size);
    zip_source_close(source);
    zip_source_free(source);
    return (struct str){bytes, found.size};
}

static struct str read_sheet(struct fixture *fixture, const char *rows)
{
    struct str sheet =
        str_format(fixture->arena, "<worksheet><sheetData>%s</sheetData></worksheet>", rows);
    struct parts parts = {
        .sheet = str_c(fixture->arena, sheet),
        .texts =
            "<sst><si><t>Åsgatan</t></si><si><r><t>one </t></r><rPh><t>no</t></rPh><r><t>two</t>"
            "</r></si><si><t>a_x000A_b_x005F_x0041_</t></si><si><t/></si></sst>",
        .styles =
            "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='dd\\.mm\\.yyyy'/><numFmt "
            "numFmtId='165' formatCode='0.00 \"days\"'/></numFmts><cellStyleXfs><xf "
            "numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf "
            "numFmtId='164'/><xf numFmtId='22'/><xf numFmtId='165'/><xf "
            "numFmtId='20'/></cellXfs></styleSheet>"};
    return read_all(fixture, make_workbook(fixture, &parts));
}

#define TWO_COLUMNS                                                                                \
    "<row r='1'><c r='A1' t='inlineStr'><is><t>a</t></is></c><c r='B1' t='inlineStr'><is><t>b"     \
    "</t></is></c></row>"

static void cells_of_every_type_become_text(void **state)
{
    struct fixture *fixture = *state;
    assert_str(read_sheet(fixture, TWO_COLUMNS
                          "<row r='3'><c r='A3' t='s'><v>0</v></c><c r='B3' t='s'><v>1</v>"
                          "</c></row><row r='4'><c r='A4' t='s'><v>2</v></c><c r='B4' "
                          "t='b'><v>1</v></c></row><row r='5'><c r='A5' t='e'><v>#N/A</v>"
                          "</c><c r='B5' t='str'><f>A1</f><v>sum</v></c></row>"),
               "1: a|b\n3: Åsgatan|one two\n4: a\nb_x0041_|true\n5: #N/A|sum\n");
}

static void numbers_come_without_artefacts_and_dates_as_dates(void **state)
{
    struct fixture *fixture = *state;
    assert_str(
        read_sheet(fixture, TWO_COLUMNS
                   "<row><c><v>0.10000000000000001</v></c><c><v>1.23E5</v></c></row>"
                   "<row><c s='1'><v>46349</v></c><c s='2'><v>60</v></c></row>"
                   "<row><c s='2'><v>59</v></c><c s='3'><v>46349.375</v></c></row>"
                   "<row><c s='4'><v>3.5</v></c><c s='5'><v>0.75</v></c></row>"
                   "<row><c s='99'><v>-5</v></c><c s='1'><v>3000000</v></c></row>"
                   "<row><c s='3'><v>46349</v></c><c><v>123456789012345678</v></c></row>"),
        "1: a|b\n2: 0.1|123000\n3: 2026-11-23|1900-02-28\n4: 1900-02-28|2026-11-23T09:00:00\n"
        "5: 3.5|18:00:00\n6: -5|3000000\n7: 2026-11-23|1.23456789012346e+17\n");
}

static void numbers_are_written_as_people_would(void **state)
{
    struct fixture *fixture = *state;
    const char *const cases[][2] = {
        {"0.30000000000000004", "0.3"},
        {"1E-3", "0.001"},
        {"-12.50", "-12.5"},
        {"100", "100"},
        {"0", "0"},
        {"-0", "0"},
        {"61.123456789012345", "61.1234567890123"},
        {"999999.99999999999", "1000000"},
        {"1e-9", "1e-09"},
        {"x", "x"},
        {"6789012.25", "6789012.25"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_str(cell_number(fixture->arena, str_of(cases[i][0]), CELL_NUMBER, false),
                   cases[i][1]);
    }
}

static void format_codes_tell_dates_from_numbers(void **state)
{
    (void)state;
    const struct {
        const char *code;
        enum cell_style style;
    } cases[] = {
        {"General", CELL_NUMBER},
        {"0.00", CELL_NUMBER},
        {"#,##0\\ \"kpl/d\"", CELL_NUMBER},
        {"[Red]0;[Blue]-0", CELL_NUMBER},
        {"yyyy\\-mm\\-dd", CELL_DATE},
        {"[$-40B]d\\. mmmm\\ yyyy;@", CELL_DATE},
        {"hh:mm", CELL_TIME},
        {"d.m.yyyy h:mm", CELL_DATE_TIME},
        {"h:mm AM/PM", CELL_TIME},
        {"mmm", CELL_DATE},
        {"0_d", CELL_NUMBER},
        {"\"unfinished", CELL_NUMBER},
        {"@", CELL_NUMBER},
        {"\\", CELL_NUMBER},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(cell_style_of_code(str_of(cases[i].code)), cases[i].style);
    }
}

static void dates_may_count_from_1904(void **state)
{
    struct fixture *fixture = *state;
    assert_str(cell_number(fixture->arena, STR("0"), CELL_DATE, true), "1904-01-01");
    assert_str(cell_number(fixture->arena, STR("44887"), CELL_DATE, true), "2026-11-23");
    assert_str(cell_number(fixture->arena, STR("1"), CELL_DATE, false), "1900-01-01");
    assert_str(cell_number(fixture->arena, STR("2958465"), CELL_DATE, false), "9999-12-31");
    assert_str(cell_number(fixture->arena, STR("2958465"), CELL_DATE, true), "2958465");
}

static void empty_cells_keep_their_place_and_empty_rows_are_passed_over(void **state)
{
    struct fixture *fixture = *state;
    assert_str(read_sheet(fixture,
                          "<row r='2'><c r='A2' t='inlineStr'><is><t> a </t></is></c><c r='B2' "
                          "t='inlineStr'><is><t>b</t></is></c><c r='D2' s='1'/></row>"
                          "<row r='4'><c r='B4'><v>1</v></c><c r='Z4' s='1'/></row>"
                          "<row r='5'><c r='A5' s='1'/></row><row r='7'/>"
                          "<row r='9'><c r='A9'><v>2</v></c><c r='C9' t='s'><v>3</v></c></row>"),
               "2: a|b\n4: |1\n9: 2|\n");
}

static void a_cell_beyond_the_header_is_refused_and_reading_goes_on(void **state)
{
    struct fixture *fixture = *state;
    assert_str(read_sheet(fixture, TWO_COLUMNS "<row r='2'><c r='D2'><v>1</v></c></row>"
                                               "<row r='3'><c r='A3'><v>2</v></c></row>"),
               "1: a|b\nINVALID 2:3: The line has 4 cells, but the first line has 2\n3: 2|\n");
}

static void headers_have_to_be_named_once(void **state)
{
    struct fixture *fixture = *state;
    assert_str(
        read_sheet(fixture, "<row><c><v>1</v></c><c/><c><v>1</v></c></row>"),
        "INVALID 1:2: A column has no name in the first line\n1:3: Two columns are called 1\n");
    assert_str(read_sheet(fixture, ""), "INVALID The file is empty\n");
}

static void a_damaged_sheet_is_refused(void **state)
{
    struct fixture *fixture = *state;
    const char *const sheets[] = {
        TWO_COLUMNS "<row r='1'/>",                      /* the row before again */
        TWO_COLUMNS "<row r='x'/>",                      /* no number */
        TWO_COLUMNS "<row r='2000000'/>",                /* beyond the last */
        TWO_COLUMNS "<row><c r='B2'/><c r='A2'/></row>", /* backwards */
        TWO_COLUMNS "<row><c r='1'/></row>",             /* no reference */
        TWO_COLUMNS "<row><c t='s'><v>4</v></c></row>",  /* no such text */
        TWO_COLUMNS "<row><c t='s'><v>-1</v></c></row>", /* nor such */
        TWO_COLUMNS "<row><c>",                          /* unfinished */
    };
    for (size_t i = 0; i < sizeof(sheets) / sizeof(sheets[0]); i++) {
        assert_str(read_sheet(fixture, sheets[i]),
                   "1: a|b\nINVALID The workbook is damaged and cannot be read\n");
    }
}

static void what_is_too_wide_or_too_deep_is_refused(void **state)
{
    struct fixture *fixture = *state;
    assert_str(read_sheet(fixture, TWO_COLUMNS "<row><c r='XFD2'><v>1</v></c></row>"),
               "1: a|b\nTOO_LARGE The sheet is too wide or too long\n");
    BUF_SCOPED(deep, 10000);
    buf_put_c(&deep, TWO_COLUMNS);
    for (int i = 0; i < SHEET_DEPTH_LIMIT; i++) {
        buf_put_c(&deep, "<x>");
    }
    assert_str(read_sheet(fixture, str_c(fixture->arena, buf_str(&deep))),
               "1: a|b\nTOO_LARGE The workbook is nested too deep\n");
}

static void entities_are_refused(void **state)
{
    struct fixture *fixture = *state;
    struct parts parts = {.sheet = "<!DOCTYPE worksheet [<!ENTITY a 'aaaa'>]><worksheet/>"};
    assert_str(read_all(fixture, make_workbook(fixture, &parts)),
               "INVALID The workbook is damaged and cannot be read\n");
}

static void a_bomb_stops_at_the_ceiling(void **state)
{
    struct fixture *fixture = *state;
    BUF_SCOPED(sheet, SHEET_UNPACKED_LIMIT * 2UL);
    buf_put_c(&sheet, "<worksheet><sheetData>" TWO_COLUMNS);
    while (sheet.len <= SHEET_UNPACKED_LIMIT) {
        static const char blanks[64 * 1024] = "";
        char *at = buf_reserve(&sheet, sizeof(blanks));
        memset(at, ' ', sizeof(blanks));
        buf_grew(&sheet, sizeof(blanks));
    }
    buf_put_c(&sheet, "</sheetData></worksheet>");
    buf_put(&sheet, (struct str){"", 1});
    struct parts parts = {.sheet = sheet.at};
    struct str bytes = make_workbook(fixture, &parts);
    assert_true(bytes.len < 200 * 1024);
    assert_str(read_all(fixture, bytes),
               "1: a|b\nTOO_LARGE The workbook is too large when it is unpacked\n");
}

static void what_is_no_workbook_is_said_plainly(void **state)
{
    struct fixture *fixture = *state;
    assert_str(
        read_all(fixture, STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")),
        "INVALID The workbook is locked with a password or in the old format; save it as .xlsx "
        "without a password\n");
    assert_str(read_all(fixture, STR("PK\x03\x04 and no more")),
               "INVALID The workbook is damaged and cannot be read\n");
    struct sheet_book *book = NULL;
    assert_status(sheet_open(fixture->arena, STR("%PDF-1.7"), &book, &fixture->err), INVALID);
    assert_err(&fixture->err, "This is not an Excel workbook (.xlsx)");
}

static void every_prefix_of_a_workbook_is_refused_without_harm(void **state)
{
    struct fixture *fixture = *state;
    struct parts parts = {.sheet = "<worksheet><sheetData>" TWO_COLUMNS "</sheetData></worksheet>"};
    struct str whole = make_workbook(fixture, &parts);
    for (size_t length = 4; length < whole.len; length += 3) {
        struct str prefix = str_copy(fixture->arena, str_slice(whole, 0, length));
        assert_true(str_starts(read_all(fixture, prefix), STR("INVALID ")));
    }
}

static void csv_is_read_through_the_same_door(void **state)
{
    struct fixture *fixture = *state;
    assert_str(
        read_all(fixture, STR("a;b\n1;2\n3\n4;5\n")),
        "1: a|b\n2: 1|2\nINVALID 3:2: The line has 1 cells, but the first line has 2\n4: 4|5\n");
}

static void what_is_written_is_read_back(void **state)
{
    struct fixture *fixture = *state;
    const struct sheet_column columns[] = {
        {STR("Address"), FIELD_KIND_TEXT}, {STR("Homes"), FIELD_KIND_INT},
        {STR("Height"), FIELD_KIND_REAL},  {STR("Lift"), FIELD_KIND_BOOL},
        {STR("Built"), FIELD_KIND_DATE},   {STR("Changed"), FIELD_KIND_TIME},
        {STR("Number"), FIELD_KIND_ID},
    };
    const struct str rows[][7] = {
        {STR("=1+1 & <Åsgatan>"), STR("12"), STR("3.25"), STR("true"), STR("2026-11-23"),
         STR("2026-11-23T09:30:00"), STR("7123456789012345678")},
        {STR(""), STR(""), STR(""), STR(""), STR("1850-01-01"), STR(""), STR("1")},
    };
    struct sheet_writer *writer = sheet_writer_new(STR("Build/ings [1]"), columns, 7);
    sheet_writer_row(writer, rows[0]);
    sheet_writer_row(writer, rows[1]);
    BUF_SCOPED(file, 1024 * 1024);
    assert_status(sheet_writer_finish(writer, &file, &fixture->err), OK);
    sheet_writer_free(writer);
    assert_str(
        read_all(fixture, buf_str(&file)),
        "1: Address|Homes|Height|Lift|Built|Changed|Number\n"
        "2: =1+1 & <Åsgatan>|12|3.25|true|2026-11-23|2026-11-23T09:30:00|7123456789012345678\n"
        "3: ||||1850-01-01||1\n");
    struct sheet_book *book = NULL;
    assert_status(sheet_open(fixture->arena, buf_str(&file), &book, &fixture->err), OK);
    assert_str(sheet_name(book, 0), "Build ings  1");
    sheet_book_free(book);
}

static void what_is_too_large_to_write_is_told_at_the_end(void **state)
{
    struct fixture *fixture = *state;
    const struct sheet_column column = {STR("Text"), FIELD_KIND_TEXT};
    char *text = arena_alloc(fixture->arena, 40000);
    memset(text, 'x', 40000);
    BUF_SCOPED(file, 1024 * 1024);
    struct sheet_writer *writer = sheet_writer_new(STR(""), &column, 1);
    sheet_writer_row(writer, &(struct str){text, 40000});
    assert_status(sheet_writer_finish(writer, &file, &fixture->err), TOO_LARGE);
    sheet_writer_free(writer);
    BUF_SCOPED(small, 100);
    writer = sheet_writer_new(STR("x"), &column, 1);
    assert_status(sheet_writer_finish(writer, &small, &fixture->err), TOO_LARGE);
    sheet_writer_free(writer);
    writer = sheet_writer_new(STR("never finished"), &column, 1);
    sheet_writer_free(writer);
    sheet_writer_free(NULL);
}

/* A file of the shared data, or nothing. */
static struct str shared_file(struct fixture *fixture, const char *name)
{
    const char *source = getenv("SAMSYN_SOURCE");
    struct str path = str_format(fixture->arena, "%s/../shared/data/transport-register-fi/%s",
                                 source != NULL ? source : ".", name);
    FILE *file = fopen(str_c(fixture->arena, path), "r");
    if (file == NULL) {
        print_message("skipped: no %.*s\n", STR_ARG(path));
        skip();
        return (struct str){NULL, 0};
    }
    char *bytes = arena_alloc(fixture->arena, 1024 * 1024);
    size_t length = fread(bytes, 1, 1024 * 1024, file);
    (void)fclose(file);
    return (struct str){bytes, length};
}

static void the_real_extract_of_buildings_is_read(void **state)
{
    struct fixture *fixture = *state;
    struct str text = read_all(fixture, shared_file(fixture, "test_data_import/DVV_original.xlsx"));
    assert_true(str_starts(text, STR("1: Rakennustunnus|Sijainti-kunta|Raken-nuksen tila|")));
    assert_true(str_find_str(text, STR("\n2: 000000000A|098|20|28341100010174|Sipilä|")) <
                text.len);
    assert_true(str_find_str(text, STR("\n4: 123456789A|398|20|39800100010001||")) < text.len);
    assert_true(str_find_str(text, STR("\n7: ")) < text.len);
    struct sheet_book *book = NULL;
    struct str bytes = shared_file(fixture, "test_data_import/DVV_original.xlsx");
    assert_status(sheet_open(fixture->arena, bytes, &book, &fixture->err), OK);
    assert_int_equal(sheet_count(book), 4);
    assert_int_equal(sheet_find(book, STR("r3 osoite ")), 1);
    assert_int_equal(sheet_find(book, STR("R2")), -1);
    sheet_book_free(book);
    struct str update = read_all(fixture, shared_file(fixture, "test_data_import/DVV_update.xlsx"));
    assert_false(str_equal(text, update));
    assert_true(str_starts(update, STR("1: Rakennustunnus|")));
}

#define WITH_ARENA(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(cells_of_every_type_become_text),
        WITH_ARENA(numbers_come_without_artefacts_and_dates_as_dates),
        WITH_ARENA(numbers_are_written_as_people_would),
        WITH_ARENA(format_codes_tell_dates_from_numbers),
        WITH_ARENA(dates_may_count_from_1904),
        WITH_ARENA(empty_cells_keep_their_place_and_empty_rows_are_passed_over),
        WITH_ARENA(a_cell_beyond_the_header_is_refused_and_reading_goes_on),
        WITH_ARENA(headers_have_to_be_named_once),
        WITH_ARENA(a_damaged_sheet_is_refused),
        WITH_ARENA(what_is_too_wide_or_too_deep_is_refused),
        WITH_ARENA(entities_are_refused),
        WITH_ARENA(a_bomb_stops_at_the_ceiling),
        WITH_ARENA(what_is_no_workbook_is_said_plainly),
        WITH_ARENA(every_prefix_of_a_workbook_is_refused_without_harm),
        WITH_ARENA(csv_is_read_through_the_same_door),
        WITH_ARENA(what_is_written_is_read_back),
        WITH_ARENA(what_is_too_large_to_write_is_told_at_the_end),
        WITH_ARENA(the_real_extract_of_buildings_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
