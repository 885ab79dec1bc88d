/* Letters as they come out of the printer: read back by pdftotext, where it is there. */
#include "platform/base/test.h"
#include "platform/pdf/pdf.h"

#include "platform/base/buf.h"

#include <math.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct pdf_letter letter_to(const char *name, const char *text)
{
    return (struct pdf_letter){
        .language = STR("sv"),
        .sender = STR("Björkvik Bostad\nSvarsvägen 1\n123 45 Björkvik"),
        .address = str_of(name),
        .date = STR("24 november 2026"),
        .subject = STR("Vi kommer på måndag"),
        .text = str_of(text),
    };
}

static struct pdf draw(struct arena *arena, const struct pdf_letter *letters, size_t count)
{
    struct pdf pdf = {0};
    struct pdf_options options = {.title = STR("Brev"), .made_ms = 1795500000000};
    assert_int_equal(pdf_letters(arena, &options, letters, count, &pdf), OK);
    assert_true(str_starts(pdf.bytes, STR("%PDF-")));
    return pdf;
}

static struct str file_text(struct arena *arena, const char *path)
{
    FILE *from = fopen(path, "re");
    assert_non_null(from);
    BUF_SCOPED(text, 1 << 20);
    char piece[4096];
    size_t got = 0;
    while ((got = fread(piece, 1, sizeof(piece), from)) > 0) {
        buf_put(&text, (struct str){piece, got});
    }
    (void)fclose(from);
    return str_copy(arena, buf_str(&text));
}

/* What a reader reads, in its order; skips when nobody can read here. */
static struct str read_back(struct arena *arena, const struct pdf *pdf, const char *option)
{
    char path[] = "/tmp/samsyn-pdf-XXXXXX";
    char text_path[] = "/tmp/samsyn-txt-XXXXXX";
    int file = mkstemp(path);
    int text_file = mkstemp(text_path);
    assert_true(file >= 0 && text_file >= 0);
    assert_int_equal(write(file, pdf->bytes.at, pdf->bytes.len), (ssize_t)pdf->bytes.len);
    close(file);
    close(text_file);
    const char *words[] = {"pdftotext", option, path, text_path, NULL};
    pid_t child = 0;
    int ended = 0;
    bool runs =
        posix_spawnp(&child, words[0], NULL, NULL, (char *const *)(uintptr_t)words, environ) == 0 &&
        waitpid(child, &ended, 0) == child && ended == 0;
    struct str text = runs ? file_text(arena, text_path) : (struct str){NULL, 0};
    unlink(path);
    unlink(text_path);
    if (!runs) {
        skip();
    }
    return text;
}

/* The number between the quotes that `name` ends with. */
static double number_after(struct str line, struct str name)
{
    double number = NAN;
    size_t from = str_find_str(line, name) + name.len;
    assert_true(from < line.len);
    assert_true(str_to_double(str_slice(line, from, str_find(line, '"', from)), &number));
    return number;
}

static size_t place(struct str text, const char *words)
{
    size_t at = str_find_str(text, str_of(words));
    if (at == text.len) {
        print_error("%s is not in: %.*s\n", words, STR_ARG(text));
    }
    assert_true(at < text.len);
    return at;
}

static void a_letter_is_read_in_the_order_in_which_it_was_written(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct pdf_letter letters[] = {
        letter_to("Åsa Örn\nProvgatan 3\n123 45 Björkvik", "Hej Åsa!\n\nVi lagar elementet."),
        letter_to("Bo Ek\nProvgatan 5\n123 45 Björkvik", "Hej Bo!"),
    };
    struct pdf pdf = draw(arena, letters, 2);
    assert_int_equal(pdf.pages, 2);
    struct str text = read_back(arena, &pdf, "-raw");
    const char *order[] = {"Björkvik Bostad",
                           "Åsa Örn",
                           "Vi kommer på måndag",
                           "Hej Åsa!",
                           "Vi lagar elementet.",
                           "1 / 1",
                           "Bo Ek",
                           "Hej Bo!"};
    size_t last = 0;
    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
        size_t at = place(text, order[i]);
        assert_true(at >= last);
        last = at;
    }
}

static void COR_06_a_letter_runs_right_to_left_where_its_language_does(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct pdf_letter letters[] = {
        letter_to("Noor Rahimi\nProvgatan 7", "مرحبا نور، سنأتي يوم الخميس."),
        letter_to("Dara\nProvgatan 9",
                  "سلام، ما دوشنبه می‌آییم.\n\nዓርቢ ክንመጽእ "
                  "ኢና።")};
    letters[0].language = STR("ar");
    letters[1].language = STR("fa");
    struct pdf pdf = draw(arena, letters, 2);
    struct str text = read_back(arena, &pdf, "-layout");
    place(text, "مرحبا");
    place(text, "الخميس");
    place(text, "دوشنبه");
    place(text, "ዓርቢ"); /* other letters of the same fonts */
    /* A short line stands at the right. */
    struct str boxes = read_back(arena, &pdf, "-bbox");
    boxes = str_slice(boxes, 0, str_find_str(boxes, STR("</page>")));
    int found = 0;
    struct str rest = boxes;
    struct str line;
    while (str_next(&rest, '\n', &line)) {
        if (!str_starts(str_trim(line), STR("<word "))) {
            continue;
        }
        double top = number_after(line, STR("yMin=\""));
        if (top > 310 && top < 700) {
            found++;
            assert_true(number_after(line, STR("xMin=\"")) > 300);
        }
    }
    assert_true(found >= 4);
}

static void a_long_letter_has_its_pages_counted(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    BUF_SCOPED(text, 64 * 1024);
    for (int i = 0; i < 60; i++) {
        buf_put_format(&text, "Stycke %d med några ord till.\n\n", i);
    }
    buf_put_char(&text, '\0');
    struct pdf_letter letters[] = {letter_to("Åsa Örn", text.at), letter_to("Bo Ek", "Kort.")};
    struct pdf pdf = draw(arena, letters, 2);
    assert_int_equal(pdf.page_counts[0], 3);
    assert_int_equal(pdf.page_counts[1], 1);
    assert_int_equal(pdf.pages, 4);
    struct str told = read_back(arena, &pdf, "-raw");
    assert_true(place(told, "1 / 3") < place(told, "2 / 3"));
    assert_true(place(told, "2 / 3") < place(told, "Stycke 59"));
    assert_true(place(told, "Stycke 59") < place(told, "3 / 3"));
    assert_true(place(told, "3 / 3") < place(told, "1 / 1"));
}

static void the_same_letters_give_the_same_bytes_and_are_tagged(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct pdf_letter letter = letter_to("Åsa Örn", "Hej!\n\nمرحبا");
    struct pdf first = draw(arena, &letter, 1);
    struct pdf second = draw(arena, &letter, 1);
    assert_true(str_equal(first.bytes, second.bytes));
    assert_true(str_find_str(first.bytes, STR("/StructTreeRoot")) < first.bytes.len);
    assert_true(str_find_str(first.bytes, STR("/CreationDate")) < first.bytes.len);
}

static void the_address_stands_in_the_window_of_the_envelope(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct pdf_letter letter = letter_to("Fönstret\nProvgatan 3", "Hej!");
    struct pdf pdf = draw(arena, &letter, 1);
    struct str boxes = read_back(arena, &pdf, "-bbox");
    struct str before = str_slice(boxes, 0, place(boxes, "Fönstret"));
    const char *last = strrchr(str_c(arena, before), '<');
    assert_non_null(last);
    double x = number_after(str_of(last), STR("xMin=\""));
    double y = number_after(str_of(last), STR("yMin=\""));
    assert_true(x * 25.4 / 72 > 110 && x * 25.4 / 72 < 115);
    assert_true(y * 25.4 / 72 > 48 && y * 25.4 / 72 < 56);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_letter_is_read_in_the_order_in_which_it_was_written),
        cmocka_unit_test(COR_06_a_letter_runs_right_to_left_where_its_language_does),
        cmocka_unit_test(a_long_letter_has_its_pages_counted),
        cmocka_unit_test(the_same_letters_give_the_same_bytes_and_are_tagged),
        cmocka_unit_test(the_address_stands_in_the_window_of_the_envelope),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
