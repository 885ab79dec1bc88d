/* str, UTF-8, buf, vec, map. */
#include "platform/base/identity.h"
#include "platform/base/map.h"
#include "platform/base/rand.h"
#include "platform/base/test.h"
#include "platform/base/vec.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

static void absent_and_empty_are_equal(void **state)
{
    (void)state;
    assert_true(str_equal(str_of(NULL), STR("")));
    assert_true(str_is_empty(str_of(NULL)));
    assert_int_equal(str_compare(str_of(NULL), STR("")), 0);
    assert_str(str_slice(str_of(NULL), 2, 5), "");
}

static void slices_are_clamped_to_the_text(void **state)
{
    (void)state;
    assert_str(str_slice(STR("abc"), 1, 99), "bc");
    assert_str(str_slice(STR("abc"), 7, 99), "");
    assert_str(str_slice(STR("abc"), 2, 1), "");
}

static void trimming_takes_blanks_line_ends_and_hard_blanks(void **state)
{
    (void)state;
    assert_str(str_trim(STR(" \t\xc2\xa0 a b\xc2\xa0\r\n")), "a b");
    assert_str(str_trim(STR("\xc2\xa0")), "");
    assert_str(str_trim(STR("\xc3\xa0")), "\xc3\xa0"); /* à ends in the same byte */
}

static void pieces_are_cut_at_each_separator(void **state)
{
    (void)state;
    struct str rest = STR("a,,b,");
    struct str piece = {NULL, 0};
    const char *const expected[] = {"a", "", "b", ""};
    for (size_t i = 0; i < 4; i++) {
        assert_true(str_next(&rest, ',', &piece));
        assert_str(piece, expected[i]);
    }
    assert_false(str_next(&rest, ',', &piece));
}

static void whole_numbers_keep_to_their_range(void **state)
{
    (void)state;
    int64_t number = 7;
    assert_true(str_to_int64(STR("-9223372036854775808"), &number));
    assert_int_equal(number, INT64_MIN);
    assert_true(str_to_int64(STR("9223372036854775807"), &number));
    assert_int_equal(number, INT64_MAX);
    const char *const refused[] = {"9223372036854775808",
                                   "-9223372036854775809",
                                   "",
                                   "-",
                                   "+1",
                                   " 1",
                                   "1 ",
                                   "1.0",
                                   "0x10",
                                   "1e3"};
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        assert_false(str_to_int64(str_of(refused[i]), &number));
    }
    assert_int_equal(number, INT64_MAX); /* written only on success */
}

static void decimals_take_a_point_or_a_comma(void **state)
{
    (void)state;
    double number = 0;
    assert_true(str_to_double(STR("3,5"), &number) && number > 3.49 && number < 3.51);
    assert_true(str_to_double(STR("-.5e1"), &number) && number < -4.9 && number > -5.1);
    const char *const refused[] = {"",    "-",   ".",     "1,000.5", "1.2.3", "1e",
                                   "nan", "inf", "1e999", "0x1p3",   " 1",    "1 "};
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        assert_false(str_to_double(str_of(refused[i]), &number));
    }
    assert_false(str_to_double((struct str){"1\0002", 3}, &number));
}

static void only_well_formed_utf8_is_text(void **state)
{
    (void)state;
    const char *const good[] = {"",
                                "plain",
                                "åäö Å",
                                "\xf0\x9f\x8f\xa0",
                                "\xed\x9f\xbf",
                                "\xee\x80\x80",
                                "\xf4\x8f\xbf\xbf",
                                "12345678åäö"};
    const char *const bad[] = {
        "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80",     "\xf4\x90\x80\x80", "\xff",
        "\x80",     "abc\xc3",      "12345678\xe2\x82", "\xf0\x80\x80\x80", "\xc3("};
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_true(str_is_utf8(str_of(good[i])));
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(str_is_utf8(str_of(bad[i])));
    }
    assert_false(str_is_utf8((struct str){"a\0b", 3}));
}

static void every_code_point_survives_writing_and_reading(void **state)
{
    (void)state;
    BUF_SCOPED(buf, 16);
    for (uint32_t rune = 1; rune <= 0x10FFFF; rune += rune < 0x3000 ? 1 : 37) {
        if (rune >= 0xD800 && rune <= 0xDFFF) {
            continue;
        }
        buf_clear(&buf);
        buf_put_rune(&buf, rune);
        size_t at = 0;
        assert_true(str_is_utf8(buf_str(&buf)));
        assert_int_equal(str_rune_count(buf_str(&buf)), 1);
        assert_int_equal(str_rune(buf_str(&buf), &at), rune);
        assert_int_equal(at, buf.len);
    }
}

static void a_buffer_that_meets_its_ceiling_stays_failed(void **state)
{
    (void)state;
    BUF_SCOPED(buf, 10);
    buf_put(&buf, STR("0123456789"));
    assert_false(buf.failed);
    buf_put_char(&buf, 'x');
    assert_true(buf.failed);
    buf_consume(&buf, 5);
    buf_put_char(&buf, 'x');
    assert_str(buf_str(&buf), "56789");
    buf_clear(&buf);
    buf_put_format(&buf, "%d-%s", 12, "ab");
    assert_str(buf_str(&buf), "12-ab");
    assert_false(buf.failed);
}

static void whole_numbers_are_written_as_they_are_read(void **state)
{
    (void)state;
    BUF_SCOPED(buf, 100);
    buf_put_int(&buf, INT64_MIN);
    buf_put_char(&buf, ' ');
    buf_put_int(&buf, 0);
    buf_put_char(&buf, ' ');
    buf_put_int(&buf, INT64_MAX);
    assert_str(buf_str(&buf), "-9223372036854775808 0 9223372036854775807");
}

struct pair {
    int key;
    int order;
};

static int compare_keys(const void *a, const void *b)
{
    const struct pair *left = a;
    const struct pair *right = b;
    return (left->key > right->key) - (left->key < right->key);
}

static void sorting_keeps_the_order_of_equals(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct random_source random;
    random_seed(&random, 1);
    for (int count = 0; count < 200; count++) {
        struct vec vec = vec_of(arena, sizeof(struct pair));
        for (int i = 0; i < count; i++) {
            *(struct pair *)vec_add(&vec) = (struct pair){(int)random_below(&random, 10), i};
        }
        vec_sort(&vec, compare_keys);
        assert_int_equal(vec.count, count);
        for (size_t i = 1; i < vec.count; i++) {
            const struct pair *before = vec_get(&vec, i - 1);
            const struct pair *after = vec_get(&vec, i);
            assert_true(before->key < after->key ||
                        (before->key == after->key && before->order < after->order));
        }
    }
}

static void a_map_finds_what_was_put_and_keeps_its_order(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct map map = map_of(arena);
    assert_null(map_get(&map, STR("0")));
    int values[1000];
    for (int i = 0; i < 1000; i++) {
        map_put(&map, str_format(arena, "%d", i), &values[i]);
    }
    map_put(&map, STR("3"), &values[999]);
    assert_int_equal(map.count, 1000);
    assert_ptr_equal(map_get(&map, STR("3")), &values[999]);
    assert_ptr_equal(map_get(&map, STR("998")), &values[998]);
    assert_null(map_get(&map, STR("1000")));
    assert_str(map.entries[998].key, "998");
}

static void random_numbers_are_those_of_the_reference(void **state)
{
    (void)state;
    /* The published xoshiro256** after seeding with splitmix64(0). */
    struct random_source random = {{1, 2, 3, 4}};
    assert_int_equal(random_next(&random), 11520);
    assert_int_equal(random_next(&random), 0);
    assert_int_equal(random_next(&random), 1509978240);
    assert_int_equal(random_next(&random), UINT64_C(1215971899390074240));
    random_seed(&random, 0);
    assert_int_equal(random.state[0], UINT64_C(0xe220a8397b1dcdaf));
}

static void bounded_random_numbers_reach_every_value_evenly(void **state)
{
    (void)state;
    struct random_source random;
    random_seed(&random, 42);
    int seen[7] = {0};
    for (int i = 0; i < 70000; i++) {
        seen[random_below(&random, 7)]++;
        double unit = random_unit(&random);
        assert_true(unit >= 0 && unit < 1);
    }
    for (int i = 0; i < 7; i++) {
        assert_in_range(seen[i], 9600, 10400);
    }
}

static void COR_08_identity_numbers_in_free_text_are_masked_and_other_numbers_are_not(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    static const struct {
        const char *text, *masked;
    } CASES[] = {
        {"Hon heter Eva, 640823-3234, ring", "Hon heter Eva, 640823-••••, ring"},
        {"19640823-3234", "19640823-••••"},
        {"196408233234.", "19640823••••."},
        {"640883-3231", "640883-••••"}, /* samordningsnummer */
        {"hetu 131052-308T ja 131052-308T", "hetu 131052-•••• ja 131052-••••"},
        {"640823-3235", "640823-3235"}, /* the check digit does not hold */
        {"131052-308U", "131052-308U"},
        {"6408233234", "6408233234"}, /* as well a phone number */
        {"070-174 06 05", "070-174 06 05"},
        {"1964082332340", "1964082332340"}, /* part of a longer number */
        {"641323-3234", "641323-3234"},     /* no such month */
        {"", ""},
    };
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        struct str masked = identity_mask(arena, str_of(CASES[i].text));
        assert_string_equal(str_c(arena, masked), CASES[i].masked);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(COR_08_identity_numbers_in_free_text_are_masked_and_other_numbers_are_not),
        cmocka_unit_test(absent_and_empty_are_equal),
        cmocka_unit_test(slices_are_clamped_to_the_text),
        cmocka_unit_test(trimming_takes_blanks_line_ends_and_hard_blanks),
        cmocka_unit_test(pieces_are_cut_at_each_separator),
        cmocka_unit_test(whole_numbers_keep_to_their_range),
        cmocka_unit_test(decimals_take_a_point_or_a_comma),
        cmocka_unit_test(only_well_formed_utf8_is_text),
        cmocka_unit_test(every_code_point_survives_writing_and_reading),
        cmocka_unit_test(a_buffer_that_meets_its_ceiling_stays_failed),
        cmocka_unit_test(whole_numbers_are_written_as_they_are_read),
        cmocka_unit_test(sorting_keeps_the_order_of_equals),
        cmocka_unit_test(a_map_finds_what_was_put_and_keeps_its_order),
        cmocka_unit_test(random_numbers_are_those_of_the_reference),
        cmocka_unit_test(bounded_random_numbers_reach_every_value_evenly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
