#include "app/unfinished.h"

#include "platform/base/test.h"

#include <stdlib.h>
#include <unistd.h>

static struct str new_directory(struct arena *arena)
{
    static const char pattern[] = "/tmp/samsyn-unfinished-XXXXXX";
    char *path = arena_copy(arena, pattern, sizeof(pattern));
    assert_non_null(mkdtemp(path));
    return str_of(path);
}

static const char *database_in(struct arena *arena, struct str directory)
{
    return str_c(arena, str_format(arena, "%.*s/samsyn.sqlite", STR_ARG(directory)));
}

static void make_database(struct arena *arena, struct str directory)
{
    FILE *file = fopen(database_in(arena, directory), "w");
    assert_non_null(file);
    (void)fclose(file);
}

static bool has_database(struct arena *arena, struct str directory)
{
    return access(database_in(arena, directory), F_OK) == 0;
}

static void remove_all(struct arena *arena, struct str directory)
{
    unlink(database_in(arena, directory));
    unlink(str_c(arena, str_format(arena, "%.*s/demo.unfinished", STR_ARG(directory))));
    assert_int_equal(rmdir(str_c(arena, directory)), 0);
}

static void what_was_begun_and_not_ended_is_begun_anew(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct str directory = new_directory(arena);
    assert_status(unfinished_begin(directory, NULL), OK);
    for (int i = 0; i < 2; i++) {
        make_database(arena, directory);
        assert_status(unfinished_begin(directory, NULL), OK);
        assert_false(has_database(arena, directory));
    }
    make_database(arena, directory);
    assert_true(unfinished_is(directory));
    assert_status(unfinished_end(directory, NULL), OK);
    assert_false(unfinished_is(directory));
    assert_status(unfinished_begin(directory, NULL), OK);
    assert_true(has_database(arena, directory));
    remove_all(arena, directory);
}

static void a_database_that_was_there_is_never_removed(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct str directory = new_directory(arena);
    make_database(arena, directory);
    for (int i = 0; i < 2; i++) {
        assert_status(unfinished_begin(directory, NULL), OK);
        assert_true(has_database(arena, directory));
        assert_false(unfinished_is(directory));
    }
    assert_status(unfinished_end(directory, NULL), OK);
    remove_all(arena, directory);
}

static void a_directory_that_is_gone_is_said_plainly(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct err err;
    err_init(&err, arena);
    assert_status(unfinished_begin(STR("/nowhere"), &err), UNAVAILABLE);
    assert_err(&err, "The data directory /nowhere cannot be written: No such file or directory.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_begun_and_not_ended_is_begun_anew),
        cmocka_unit_test(a_database_that_was_there_is_never_removed),
        cmocka_unit_test(a_directory_that_is_gone_is_said_plainly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
