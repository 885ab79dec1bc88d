/* The command line as people type it. */
#include "platform/cli/option.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct import_options {
    struct str file;
    bool dry_run;
    int64_t limit;
};
static const struct field IMPORT_FIELDS[] = {
    FIELD(TEXT, struct import_options, file, "File", .flags = FIELD_REQUIRED),
    FIELD(BOOL, struct import_options, dry_run, "Only say what would happen"),
    FIELD(INT, struct import_options, limit, "Most rows", .min = 1, .max = 100),
};
static const struct table IMPORT_TABLE = TABLE("import", struct import_options, IMPORT_FIELDS);
static const char *const IMPORT_PLACES[] = {"file", NULL};

static enum status do_nothing(struct command_call *call, const void *options)
{
    (void)call;
    (void)options;
    return OK;
}
static const struct command IMPORT = {
    .words = "import", .options = &IMPORT_TABLE, .positionals = IMPORT_PLACES, .run = do_nothing};
static const struct command IMPORT_FI = {.words = "import fi-buildings",
                                         .options = &IMPORT_TABLE,
                                         .positionals = IMPORT_PLACES,
                                         .run = do_nothing};
static const struct command *const COMMANDS[] = {&IMPORT, &IMPORT_FI, NULL};
static const struct program PROGRAM = {.commands = COMMANDS};

struct typed {
    struct arena *arena;
    struct err err;
    struct parsed_command parsed;
    enum status status;
};

static int start(void **state)
{
    struct arena *arena = arena_new(0);
    struct typed *typed = ARENA_NEW(arena, struct typed);
    typed->arena = arena;
    err_init(&typed->err, arena);
    *state = typed;
    return 0;
}

static int end(void **state)
{
    struct typed *typed = *state;
    arena_free(typed->arena);
    return 0;
}

/* Splits at blanks; the words stay in the arena. */
static const struct import_options *type(struct typed *typed, const char *line)
{
    char **argv = ARENA_ARRAY(typed->arena, 32, char *);
    int argc = 0;
    struct str rest = str_of(line);
    struct str word;
    while (str_next(&rest, ' ', &word) && argc < 31) {
        argv[argc++] = arena_copy(typed->arena, str_c(typed->arena, word), word.len + 1);
    }
    typed->status = command_parse(&PROGRAM, argc, argv, &typed->parsed, &typed->err);
    return typed->parsed.options;
}

static void the_longest_words_are_the_command(void **state)
{
    struct typed *typed = *state;
    const struct import_options *options = type(typed, "samsyn import fi-buildings a.xlsx");
    assert_int_equal(typed->status, OK);
    assert_ptr_equal(typed->parsed.command, &IMPORT_FI);
    assert_true(str_equal(options->file, STR("a.xlsx")));
}

static void options_may_stand_anywhere_with_a_blank_or_an_equals_sign(void **state)
{
    struct typed *typed = *state;
    const struct import_options *options =
        type(typed, "samsyn import --dry-run --limit=7 a.csv --data /srv/x --json");
    assert_int_equal(typed->status, OK);
    assert_true(options->dry_run);
    assert_int_equal(options->limit, 7);
    assert_true(typed->parsed.is_json);
    assert_true(str_equal(typed->parsed.place.directory, STR("/srv/x")));
}

static void a_file_whose_name_begins_with_dashes_comes_after_two_dashes(void **state)
{
    struct typed *typed = *state;
    const struct import_options *options = type(typed, "samsyn import -- --odd.csv");
    assert_int_equal(typed->status, OK);
    assert_true(str_equal(options->file, STR("--odd.csv")));
}

static void a_missing_file_is_asked_for(void **state)
{
    struct typed *typed = *state;
    (void)type(typed, "samsyn import --dry-run");
    assert_int_equal(typed->status, INVALID);
    assert_string_equal(typed->err.items[0].message, "{word} is missing.");
}

static void an_unknown_option_a_word_too_many_and_a_wrong_number_are_refused(void **state)
{
    struct typed *typed = *state;
    static const char *const lines[] = {
        "samsyn import a.csv --dry-rum", "samsyn import a.csv b.csv",
        "samsyn import a.csv --limit 101", "samsyn export", "samsyn import a.csv --limit"};
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        err_clear(&typed->err);
        (void)type(typed, lines[i]);
        assert_int_equal(typed->status, INVALID);
        assert_int_equal(typed->err.count, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_longest_words_are_the_command, start, end),
        cmocka_unit_test_setup_teardown(options_may_stand_anywhere_with_a_blank_or_an_equals_sign,
                                        start, end),
        cmocka_unit_test_setup_teardown(a_file_whose_name_begins_with_dashes_comes_after_two_dashes,
                                        start, end),
        cmocka_unit_test_setup_teardown(a_missing_file_is_asked_for, start, end),
        cmocka_unit_test_setup_teardown(
            an_unknown_option_a_word_too_many_and_a_wrong_number_are_refused, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
