#include "platform/base/csv.h"

#include "platform/base/rand.h"
#include "platform/base/test.h"

#include <string.h>

struct opened {
    struct arena *arena;
    struct err err;
    struct csv_reader reader;
};

static int set_up(void **state)
{
    struct arena *arena = arena_new(0);
    struct opened *opened = ARENA_NEW(arena, struct opened);
    opened->arena = arena;
    err_init(&opened->err, arena);
    *state = opened;
    return 0;
}

static int tear_down(void **state)
{
    struct opened *opened = *state;
    arena_free(opened->arena);
    return 0;
}

static void open_text(struct opened *opened, const char *text)
{
    assert_status(csv_open(&opened->reader, opened->arena, str_of(text), &opened->err), OK);
}

/* The next record as "a|b|c", or NULL at the end. */
static const char *next(struct opened *opened)
{
    struct csv_record record = {0};
    bool has_more = false;
    assert_status(csv_next(&opened->reader, &record, &has_more, &opened->err), OK);
    if (!has_more) {
        return NULL;
    }
    BUF_SCOPED(joined, 10000);
    for (size_t i = 0; i < record.cell_count; i++) {
        buf_put_c(&joined, i > 0 ? "|" : "");
        buf_put(&joined, record.cells[i]);
    }
    return str_c(opened->arena, buf_str(&joined));
}

static void the_separator_is_read_off_the_header(void **state)
{
    struct opened *opened = *state;
    const char *const texts[] = {"a;b\n1;2\n", "a,b\n1,2", "a\tb\r\n1\t2\r\n", "\"a;;;\",b\r1,2"};
    const char separators[] = ";,\t,";
    for (size_t i = 0; i < 4; i++) {
        open_text(opened, texts[i]);
        assert_int_equal(opened->reader.separator, separators[i]);
        assert_string_equal(next(opened), "1|2");
        assert_null(next(opened));
    }
}

static void quoted_cells_hold_separators_quotes_and_lines(void **state)
{
    struct opened *opened = *state;
    open_text(opened, "a,b\n\"x, \"\"y\"\"\",\"two\r\nlines\"\n,\"\"\nq\"q,z\n");
    assert_string_equal(next(opened), "x, \"y\"|two\r\nlines");
    assert_string_equal(next(opened), "|");
    assert_string_equal(next(opened), "q\"q|z");
    assert_null(next(opened));
}

static void a_byte_order_mark_and_blank_lines_are_passed_over(void **state)
{
    struct opened *opened = *state;
    open_text(opened, "\xef\xbb\xbf\r\n name ; B\r\n\r\n   \r\n1;2\r\n\r\n");
    assert_int_equal(csv_column(&opened->reader, STR("NAME")), 0);
    assert_int_equal(csv_column(&opened->reader, STR("b")), 1);
    assert_int_equal(csv_column(&opened->reader, STR("c")), -1);
    assert_string_equal(next(opened), "1|2");
    assert_int_equal(opened->reader.line, 6);
    assert_null(next(opened));
}

static void latin1_and_windows_bytes_become_utf8(void **state)
{
    struct opened *opened = *state;
    open_text(opened, "katu;hinta\nJ\xe4rvitie \xc5;5 \x80 \x96 \x8e \x81\n");
    assert_true(opened->reader.was_latin1);
    assert_string_equal(next(opened), "Järvitie Å|5 € – Ž \xef\xbf\xbd");
    open_text(opened, "katu;hinta\nJärvitie;5\n");
    assert_false(opened->reader.was_latin1);
}

static void a_broken_file_is_refused_with_its_place(void **state)
{
    struct opened *opened = *state;
    const struct {
        const char *text;
        const char *message;
    } cases[] = {
        {"", "The file is empty"},
        {"\n \n", "The file is empty"},
        {"a;;c\n", "1:2: A column has no name in the first line"},
        {"a;b; a\n", "1:3: Two columns are called a"},
        {"a;\"b\n", "1:2: A quotation mark is opened here and never closed"},
        {"\"a\"x;b\n", "1:1: There is text after a closing quotation mark"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        err_clear(&opened->err);
        assert_status(csv_open(&opened->reader, opened->arena, str_of(cases[i].text), &opened->err),
                      INVALID);
        assert_err(&opened->err, cases[i].message);
    }
    err_clear(&opened->err);
    assert_status(csv_open(&opened->reader, opened->arena, (struct str){"PK\0\3", 4}, &opened->err),
                  INVALID);
    assert_err(&opened->err, "This is not a text file; save it as CSV (UTF-8)");
}

static void reading_goes_on_after_a_bad_line(void **state)
{
    struct opened *opened = *state;
    open_text(opened, "a;b\n1\n2;3;4\n\"5\"x;6\n\"7\n\";8\n9;\"10\n");
    struct csv_record record = {0};
    bool has_more = false;
    for (int i = 0; i < 3; i++) {
        assert_status(csv_next(&opened->reader, &record, &has_more, &opened->err), INVALID);
    }
    assert_string_equal(next(opened), "7\n|8");
    assert_status(csv_next(&opened->reader, &record, &has_more, &opened->err), INVALID);
    assert_null(next(opened));
    assert_err(&opened->err, "2:2: The line has 1 cells, but the first line has 2\n"
                             "3:3: The line has 3 cells, but the first line has 2\n"
                             "4:1: There is text after a closing quotation mark\n"
                             "7:2: A quotation mark is opened here and never closed");
}

static void too_many_columns_are_refused(void **state)
{
    struct opened *opened = *state;
    BUF_SCOPED(text, 100000);
    for (int i = 0; i <= CSV_COLUMNS_LIMIT; i++) {
        buf_put_format(&text, "%sc%d", i > 0 ? ";" : "", i);
    }
    assert_status(csv_open(&opened->reader, opened->arena, buf_str(&text), &opened->err), INVALID);
    assert_err(&opened->err, "The file has more than 1000 columns");
}

static void formulas_are_written_as_text_and_numbers_as_numbers(void **state)
{
    (void)state;
    const char *const cells[] = {"=1+1", "+358 40 1", "-5,5", "-12", "@x", "\tx", "-a,b"};
    BUF_SCOPED(out, 1000);
    for (size_t i = 0; i < 7; i++) {
        csv_put(&out, str_of(cells[i]), i == 0);
    }
    csv_end(&out);
    assert_str(buf_str(&out), "'=1+1,'+358 40 1,\"-5,5\",-12,'@x,\"'\tx\",\"'-a,b\"\r\n");
}

static void what_is_written_is_read_back(void **state)
{
    struct opened *opened = *state;
    struct random_source random;
    random_seed(&random, 3);
    const char letters[] = "ab \"\n\r,;\t'=+-1";
    for (int round = 0; round < 300; round++) {
        BUF_SCOPED(file, 10000);
        BUF_SCOPED(joined, 10000);
        csv_put(&file, STR("h1"), true);
        csv_put(&file, STR("h2"), false);
        csv_end(&file);
        for (int i = 0; i < 2; i++) {
            char cell[8];
            size_t length = 1 + random_below(&random, 7);
            cell[0] = 'x'; /* no blank line */
            for (size_t c = i == 0 ? 1 : 0; c < length; c++) {
                cell[c] = letters[random_below(&random, sizeof(letters) - 1)];
            }
            csv_put(&file, (struct str){cell, length}, i == 0);
            buf_put_c(&joined, i > 0 ? "|" : "");
            buf_put(&joined, (struct str){cell, length});
        }
        csv_end(&file);
        assert_status(csv_open(&opened->reader, opened->arena, buf_str(&file), &opened->err), OK);
        assert_str(buf_str(&joined), next(opened));
        assert_null(next(opened));
    }
}

#define WITH_READER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_READER(the_separator_is_read_off_the_header),
        WITH_READER(quoted_cells_hold_separators_quotes_and_lines),
        WITH_READER(a_byte_order_mark_and_blank_lines_are_passed_over),
        WITH_READER(latin1_and_windows_bytes_become_utf8),
        WITH_READER(a_broken_file_is_refused_with_its_place),
        WITH_READER(reading_goes_on_after_a_bad_line),
        WITH_READER(too_many_columns_are_refused),
        cmocka_unit_test(formulas_are_written_as_text_and_numbers_as_numbers),
        WITH_READER(what_is_written_is_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
