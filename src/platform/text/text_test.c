/* Languages, what is shown, folding, sorting. */
#include "platform/text/fold.h"
#include "platform/text/phone.h"

#include "platform/base/test.h"

#include <string.h>

static const struct language *in(const char *key)
{
    return language_find(str_of(key));
}

static void a_header_chooses_the_language_liked_best(void **state)
{
    (void)state;
    const struct language *fallback = in("sv");
    const struct {
        const char *header;
        const char *key;
    } cases[] = {{"fi", "fi"},
                 {"en-GB,en;q=0.9,fi;q=0.8", "en"},
                 {"de, FI-fi;q=0.5, en;q=0.4", "fi"},
                 {"de", "sv"},
                 {"", "sv"},
                 {"en;q=0, fi;q=0.1", "fi"},
                 {"fi;q=x", "sv"},
                 {",,;;q=,", "sv"}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct language *found = language_accept(str_of(cases[i].header), fallback);
        assert_string_equal(language_key(found), cases[i].key);
    }
}

static void a_missing_translation_is_marked_not_blank(void **state)
{
    (void)state;
    assert_str(translate(in("sv"), "Yes"), "Ja");
    assert_str(translate(in("fi"), "Yes"), "Kyllä");
    assert_str(translate(in("en"), "Yes"), "Yes");
    assert_str(translate(in("fi"), "Never heard of"), "⟦Never heard of⟧");
    assert_str(translate(in("en"), "Never heard of"), "Never heard of");
    assert_str(translate(in("fi"), ""), "");
    assert_str(translate(in("fi"), NULL), "");
    assert_str(translate_count(in("en"), "{n} bin", "{n} bins", 1), "{n} bin");
    assert_str(translate_count(in("en"), "{n} bin", "{n} bins", 0), "{n} bins");
    assert_str(translate_count(in("sv"), "{n} bin", "{n} bins", 2), "⟦{n} bins⟧");
}

static void arguments_are_put_in_with_numbers_as_people_write_them(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct err err;
    err_init(&err, arena);
    struct err_item *item = err_add(&err, "{label} must be between {min} and {max}");
    err_text(&err, item, "label", STR("Yes"));
    err_int(item, "min", 1000);
    err_int(item, "max", 20000);
    assert_str(err_item_text(arena, in("en"), item), "Yes must be between 1,000 and 20,000");
    assert_str(err_item_text(arena, in("sv"), item),
               "Ja: värdet ska vara mellan 1\u00A0000 och 20\u00A0000");
    const struct err_argument none = {0};
    assert_str(translate_with(arena, in("en"), "{a} {b", &none, 1), "{a} {b");
}

static void the_limits_of_a_year_have_no_thousands_marks(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct field field = {.name = "year",
                          .label = "Year",
                          .kind = FIELD_KIND_INT,
                          .flags = FIELD_UNGROUPED,
                          .min = 1000,
                          .max = 2100};
    int64_t year = NO_INT;
    struct err err;
    err_init(&err, arena);
    assert_status(field_parse(arena, &field, STR("3000"), &year, &err), INVALID);
    assert_str(err_item_text(arena, in("en"), &err.items[0]), "Year must be between 1000 and 2100");
}

static void numbers_and_dates_follow_the_language(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    assert_str(show_int(arena, in("sv"), 1234567), "1\u00A0234\u00A0567");
    assert_str(show_int(arena, in("en"), -1234), "-1,234");
    assert_str(show_int(arena, in("fi"), -999), "\u2212999");
    assert_str(show_int(arena, in("en"), INT64_MIN), "-9,223,372,036,854,775,808");
    assert_str(show_int(arena, in("fi"), 0), "0");
    assert_str(show_date(arena, in("fi"), STR("2026-01-02")), "2.1.2026");
    assert_str(show_date(arena, in("sv"), STR("2026-01-02")), "2 jan. 2026");
    assert_str(show_date(arena, in("en"), STR("2026-01-02")), "2 Jan 2026");
    assert_str(show_date(arena, in("en"), STR("2026-02-30")), "2026-02-30");
    BUF_SCOPED(out, 100);
    put_shown_real(&out, in("sv"), -1234.05);
    assert_str(buf_str(&out), "\u22121\u00A0234,05");
    buf_clear(&out);
    put_shown_real(&out, in("en"), 0.07);
    assert_str(buf_str(&out), "0.07");
}

static void times_are_shown_in_their_zone_summer_and_winter(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    const int64_t winter = INT64_C(1795424400000); /* 2026-11-23T09:00Z */
    const int64_t summer = INT64_C(1782896400000); /* 2026-07-01T09:00Z */
    assert_str(show_time(arena, in("sv"), "Europe/Stockholm", winter), "23 nov. 2026 10:00");
    assert_str(show_time(arena, in("fi"), "Europe/Helsinki", winter), "23.11.2026 klo 11.00");
    assert_str(show_time(arena, in("sv"), "Europe/Stockholm", summer), "1 juli 2026 11:00");
    assert_str(show_time(arena, in("en"), "No/Such", winter), "23 Nov 2026, 09:00");
    assert_str(show_time(arena, in("en"), "../../etc/passwd", winter), "23 Nov 2026, 09:00");
}

static void folding_makes_what_is_typed_find_what_is_meant(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    const struct {
        const char *text;
        const char *folded;
        const char *kept;
    } cases[] = {{"Jätekukko", "jatekukko", "jätekukko"},
                 {"  Åkervägen   12\tB ", "akervagen 12 b", "åkervägen 12 b"},
                 {"Straße ÆØ", "strasse aeo", "strasse æø"},
                 {"CAFE\u0301", "cafe", "café"},
                 {"Šiauliai Łódź", "siauliai lodz", "šiauliai łódź"},
                 {"ﬁn \u00A0x", "fin x", "fin x"},
                 {"ΑΘΗΝΑ", "αθηνα", "αθηνα"},
                 {"", "", ""}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_str(text_fold(arena, str_of(cases[i].text)), cases[i].folded);
        assert_str(text_fold_keep_marks(arena, str_of(cases[i].text)), cases[i].kept);
    }
    assert_str(text_normalize(arena, STR("e\u0301 å")), "é å");
}

static void long_names_that_differ_late_are_in_order(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    const char *const names[] = {
        "Bostadsrättsföreningen Sjöutsikten i Björkviks norra hamnområde, etapp tre, hus Almen",
        "Bostadsrättsföreningen Sjöutsikten i Björkviks norra hamnområde, etapp tre, hus Björken",
        "Bostadsrättsföreningen Sjöutsikten i Björkviks norra hamnområde, etapp tre, hus Örnen",
    };
    for (size_t i = 1; i < sizeof(names) / sizeof(names[0]); i++) {
        struct str before = text_sort_key(arena, in("sv"), str_of(names[i - 1]));
        struct str after = text_sort_key(arena, in("sv"), str_of(names[i]));
        assert_true(str_compare(before, after) < 0);
    }
}

static void sort_keys_order_as_the_language_does(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    const char *swedish[] = {"",      "Almgatan", "Testgatan 2", "Testgatan 10",
                             "zebra", "Åbo",      "Äpple",       "Örn"};
    for (size_t i = 1; i < sizeof(swedish) / sizeof(swedish[0]); i++) {
        struct str before = text_sort_key(arena, in("sv"), str_of(swedish[i - 1]));
        struct str after = text_sort_key(arena, in("sv"), str_of(swedish[i]));
        assert_true(str_compare(before, after) < 0);
        assert_true(after.len <= 128);
    }
    assert_true(str_compare(text_sort_key(arena, in("en"), STR("Åbo")),
                            text_sort_key(arena, in("en"), STR("Bo"))) < 0);
    char *text = arena_alloc(arena, 5001);
    memset(text, 'x', 5000);
    assert_int_equal(text_sort_key(arena, in("fi"), (struct str){text, 5000}).len, 512);
}

static void words_are_cut_and_folded(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct str words[4];
    size_t count = text_words(arena, STR("Var slänger jag, \"glödlampor\" 25W? Här."), words, 4);
    assert_int_equal(count, 4);
    assert_str(words[1], "slanger");
    assert_str(words[3], "glodlampor");
    assert_int_equal(text_words(arena, STR(" — "), words, 4), 0);
    assert_int_equal(text_words(arena, STR("x"), words, 4), 1);
}

static void phone_numbers_are_read_as_people_write_them(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    const struct {
        const char *typed, *country, *e164;
    } cases[] = {
        {"070-174 06 05", "46", "+46701740605"},
        {"+46 (0)70-174 06 05", "358", "+46701740605"},
        {"0046701740605", "358", "+46701740605"},
        {"46701740605", "46", "+46701740605"},
        {"701740605", "46", "+46701740605"}, /* a spreadsheet ate the zero */
        {"070\xc2\xa0"
         "174 06\xe2\x80\x93"
         "05",
         "46", "+46701740605"},
        {"040 123 4567", "358", "+358401234567"},
        {"22 12 34 56", "47", "+4722123456"},
        {"08-123 456 78", "46", "+46812345678"},
        {"070", "46", NULL},
        {"070-174 06 05 el. växeln", "46", NULL},
        {"070174060507017406", "46", NULL},
        {"070-174 06 05", "", NULL}, /* from where? */
        {"+0701740605", "46", NULL},
        {"", "46", NULL},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct str found = {NULL, 0};
        bool is_number =
            phone_parse(arena, str_of(cases[i].typed), str_of(cases[i].country), &found);
        assert_int_equal(is_number, cases[i].e164 != NULL);
        assert_true(str_equal(found, str_of(cases[i].e164)));
    }
}

static void phone_numbers_are_shown_as_people_read_them(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    assert_string_equal(phone_show(arena, STR("+46701740605"), STR("46")).at, "070 174 06 05");
    assert_string_equal(phone_show(arena, STR("+46701740605"), STR("358")).at, "+46 70 174 06 05");
    assert_string_equal(phone_show(arena, STR("+4722123456"), STR("47")).at, "22 12 34 56");
    assert_string_equal(phone_show(arena, STR("växeln"), STR("46")).at, "växeln");
    assert_string_equal(phone_digits(arena, STR("+46701740605")).at, "701740605");
}

static void a_landline_takes_no_sms(void **state)
{
    (void)state;
    assert_true(phone_is_mobile(STR("+46701740605")));
    assert_false(phone_is_mobile(STR("+4681740605")));
    assert_true(phone_is_mobile(STR("+358401234567")));
    assert_true(phone_is_mobile(STR("+358501234567")));
    assert_false(phone_is_mobile(STR("+35891234567")));
    assert_false(phone_is_mobile(STR("+4722123456")));
    assert_true(phone_is_mobile(STR("+4520123456"))); /* Denmark does not tell */
    assert_false(phone_is_mobile(STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_header_chooses_the_language_liked_best),
        cmocka_unit_test(a_missing_translation_is_marked_not_blank),
        cmocka_unit_test(arguments_are_put_in_with_numbers_as_people_write_them),
        cmocka_unit_test(the_limits_of_a_year_have_no_thousands_marks),
        cmocka_unit_test(numbers_and_dates_follow_the_language),
        cmocka_unit_test(times_are_shown_in_their_zone_summer_and_winter),
        cmocka_unit_test(folding_makes_what_is_typed_find_what_is_meant),
        cmocka_unit_test(sort_keys_order_as_the_language_does),
        cmocka_unit_test(long_names_that_differ_late_are_in_order),
        cmocka_unit_test(words_are_cut_and_folded),
        cmocka_unit_test(phone_numbers_are_read_as_people_write_them),
        cmocka_unit_test(phone_numbers_are_shown_as_people_read_them),
        cmocka_unit_test(a_landline_takes_no_sms),
    };
    languages_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
