/* Words: what search will need of them. The dictionaries are the system's own. */
#include "platform/text/words.h"

#include "platform/base/test.h"

#include <pthread.h>
#include <sched.h>

static struct words *words;

static int load_all(void **state)
{
    (void)state;
    languages_start();
    words = words_new();
    struct word_readings none;
    words_read(words, NULL, language_at(0), STR("hus"), &none);
    assert_int_equal(none.count, 0);
    words_load(words);
    words_load(words);
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        while (!words_are_ready(words, language_at(i))) {
            sched_yield();
        }
    }
    return 0;
}

static int free_all(void **state)
{
    (void)state;
    words_free(words);
    words_free(NULL);
    return 0;
}

/* "base=part+part base=…" */
static struct str readings_of(struct arena *arena, const char *language, const char *word)
{
    struct word_readings readings;
    words_read(words, arena, language_find(str_of(language)), str_of(word), &readings);
    BUF_SCOPED(out, 4096);
    for (size_t i = 0; i < readings.count; i++) {
        buf_put_c(&out, i > 0 ? " " : "");
        buf_put(&out, readings.at[i].base);
        for (size_t part = 0; part < readings.at[i].part_count; part++) {
            buf_put_char(&out, part > 0 ? '+' : '=');
            buf_put(&out, readings.at[i].parts[part]);
        }
    }
    return str_copy(arena, buf_str(&out));
}

static void finnish_words_come_to_their_base_forms_and_parts(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    const char *cases[][2] = {{"talvirenkaat", "talvirengas=talvi+rengas"},
                              {"Tilauksen", "tilaus"},
                              {"lajitteluasemalla", "lajitteluasema=lajittelu+asema"},
                              {"biojäteastian", "biojäteastia=bio+jäte+astia"},
                              {"jätteenkäsittelykeskus",
                               "jätteenkäsittelykeskus=jäte+käsittely+keskus"
                               " Jätteenkäsittelykeskus=Jätteen+käsittely+keskus"},
                              {"helsingissä", "Helsinki"},
                              {"xyzzyx", ""}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_str(readings_of(arena, "fi", cases[i][0]), cases[i][1]);
        assert_str(readings_of(arena, "fi", cases[i][0]), cases[i][1]); /* remembered */
    }
}

static void swedish_words_come_to_their_base_forms_and_parts(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    const char *cases[][2] = {{"fakturan", "faktura"},
                              {"lösenordet", "lösenord=lösen+ord"},
                              {"stekpannor", "stekpanna=stek+panna"},
                              {"återvinningsstationer", "återvinningsstation=återvinning+station"},
                              {"miljöhuset", "miljöhus=miljö+hus"},
                              {"vinterdäcken", "vinterdäck=vinter+däck"},
                              {"xyzzyx", ""}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_str(readings_of(arena, "sv", cases[i][0]), cases[i][1]);
    }
}

static void english_words_come_to_their_base_forms(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    assert_str(readings_of(arena, "en", "Mattresses"), "mattress");
    assert_str(readings_of(arena, "en", "batteries"), "battery");
}

static void strange_input_has_no_readings(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    char *text = arena_alloc(arena, 5001);
    for (int i = 0; i < 5000; i++) {
        text[i] = 'a';
    }
    assert_str(readings_of(arena, "sv", text), "");
    assert_str(readings_of(arena, "fi", text), "");
    assert_str(readings_of(arena, "fi", "\xff\xfe"), "");
    assert_str(readings_of(arena, "en", ""), "");
}

static void *read_many(void *argument)
{
    (void)argument;
    for (int i = 0; i < 300; i++) {
        ARENA_SCOPED(arena);
        struct word_readings readings;
        struct str word = str_format(arena, "%dtalo", i % 40);
        words_read(words, arena, language_at(i % LANGUAGE_COUNT), word, &readings);
        words_read(words, arena, language_at(1), STR("talot"), &readings);
        assert_int_equal(readings.count, 1);
        assert_str(readings.at[0].base, "talo");
    }
    return NULL;
}

static void several_threads_may_ask_at_once(void **state)
{
    (void)state;
    pthread_t threads[4];
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, read_many, NULL), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finnish_words_come_to_their_base_forms_and_parts),
        cmocka_unit_test(swedish_words_come_to_their_base_forms_and_parts),
        cmocka_unit_test(english_words_come_to_their_base_forms),
        cmocka_unit_test(strange_input_has_no_readings),
        cmocka_unit_test(several_threads_may_ask_at_once),
    };
    return cmocka_run_group_tests(tests, load_all, free_all);
}
