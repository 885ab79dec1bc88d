/* One statement, one transaction, one change: the same on both engines. */
#include "platform/db/db_test_support.h"

#include "platform/db/driver.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

static const char *const SQLITE_THING =
    "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, size REAL, picture "
    "BLOB,"
    " owner INTEGER REFERENCES thing (id), CHECK (name <> 'impossible')) STRICT";
static const char *const POSTGRES_THING =
    "CREATE TABLE thing (id BIGINT PRIMARY KEY, name TEXT COLLATE \"C\" NOT NULL UNIQUE,"
    " size DOUBLE PRECISION, picture BYTEA, owner BIGINT REFERENCES thing (id),"
    " CHECK (name <> 'impossible'))";

static const char *const INSERT_PARAMETERS[] = {"id", "name", "size", "picture", "owner", NULL};
static const struct query THING_INSERT = {
    .name = "thing_insert",
    .sqlite = "INSERT INTO thing (id, name, size, picture, owner) VALUES (?1, ?2, ?3, ?4, ?5)",
    .postgres = "INSERT INTO thing (id, name, size, picture, owner) VALUES ($1, $2, $3, $4, $5)",
    .parameters = INSERT_PARAMETERS,
    .flags = QUERY_WRITES,
    .number = 7,
};
static const char *const NONE[] = {NULL};
static const struct query THING_LIST = {
    .name = "thing_list",
    .sqlite = "SELECT id, name, size, picture, owner FROM thing ORDER BY id",
    .postgres = "SELECT id, name, size, picture, owner FROM thing ORDER BY id",
    .parameters = NONE,
    .number = 7, /* the same as another's: both must be found */
};
static const char *const IDS[] = {"ids[]", NULL};
static const struct query THING_COUNT_OF = {
    .name = "thing_count_of",
    .sqlite = "SELECT count(*) AS count FROM thing WHERE id IN (SELECT value FROM json_each(?1))",
    .postgres = "SELECT count(*) AS count FROM thing WHERE id = ANY(CAST($1 AS BIGINT[]))",
    .parameters = IDS,
    .number = 8,
};

struct thing {
    int64_t id;
    struct str name;
    double size;
    struct str picture;
    int64_t owner;
};

static enum status put_thing(struct tx *tx, const struct thing *thing)
{
    STATEMENT_SCOPED struct statement *statement = NULL;
    bool has_row = true;
    TRY(statement_take(tx, &THING_INSERT, &statement));
    TRY(statement_bind_int(statement, 0, thing->id));
    TRY(statement_bind_text(statement, 1, thing->name));
    TRY(isnan(thing->size) ? statement_bind_null(statement, 2)
                           : statement_bind_real(statement, 2, thing->size));
    TRY(statement_bind_bytes(statement, 3, thing->picture));
    TRY(thing->owner == NO_INT ? statement_bind_null(statement, 4)
                               : statement_bind_int(statement, 4, thing->owner));
    TRY(statement_step(statement, &has_row));
    assert_false(has_row);
    assert_int_equal(statement_changed(statement), 1);
    return OK;
}

static enum status put_change(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    return put_thing(tx, in);
}

static struct thing thing_of(int64_t id, const char *name)
{
    return (struct thing){.id = id, .name = str_of(name), .size = (double)NAN, .owner = NO_INT};
}

static struct db_test *test_with_things(void **state)
{
    struct db_test *test = db_test_of(state);
    db_test_script(test, test->engine == DB_ENGINE_SQLITE ? SQLITE_THING : POSTGRES_THING);
    return test;
}

static enum status put(struct db_test *test, int64_t id, const char *name)
{
    struct thing thing = thing_of(id, name);
    return db_test_write(test, put_change, &thing, NULL);
}

static int64_t count_things(struct db_test *test)
{
    return db_test_int(test, "SELECT count(*) FROM thing");
}

static void what_was_written_is_read_again(void **state)
{
    struct db_test *test = test_with_things(state);
    struct thing bin = {.id = INT64_MAX,
                        .name = STR("sopkärl åäö €"),
                        .size = 0.1,
                        .picture = {"\x00\xff\x10", 3},
                        .owner = INT64_MAX};
    assert_int_equal(db_test_write(test, put_change, &bin, NULL), OK);
    assert_int_equal(put(test, -5, ""), OK);

    READER_SCOPED struct tx *reader = NULL;
    STATEMENT_SCOPED struct statement *statement = NULL;
    bool has_row = false;
    assert_int_equal(db_reader(test->db, test->arena, &reader, &test->err), OK);
    assert_int_equal(statement_take(reader, &THING_LIST, &statement), OK);
    assert_int_equal(statement_column_count(statement), 5);
    assert_string_equal(statement_column_name(statement, 3), "picture");
    assert_int_equal(statement_step(statement, &has_row), OK);
    assert_true(has_row);
    assert_int_equal(statement_int(statement, 0), -5);
    assert_false(statement_is_null(statement, 1));
    assert_int_equal(statement_text(statement, 1).len, 0);
    assert_true(statement_is_null(statement, 2));
    assert_true(statement_is_null(statement, 3));
    assert_true(statement_is_null(statement, 4));
    assert_int_equal(statement_step(statement, &has_row), OK);
    assert_true(has_row);
    assert_int_equal(statement_int(statement, 0), INT64_MAX);
    assert_true(str_equal(statement_text(statement, 1), bin.name));
    assert_true(statement_real(statement, 2) == 0.1);
    assert_true(str_equal(statement_bytes(statement, 3), bin.picture));
    assert_int_equal(statement_step(statement, &has_row), OK);
    assert_false(has_row);
    assert_int_equal(statement_step(statement, &has_row), OK);
    assert_false(has_row);
}

static void a_set_of_ids_finds_its_rows(void **state)
{
    struct db_test *test = test_with_things(state);
    assert_int_equal(put(test, 1, "one"), OK);
    assert_int_equal(put(test, 2, "two"), OK);
    READER_SCOPED struct tx *reader = NULL;
    STATEMENT_SCOPED struct statement *statement = NULL;
    bool has_row = false;
    const int64_t ids[] = {2, 3, INT64_MIN, 1};
    assert_int_equal(db_reader(test->db, test->arena, &reader, &test->err), OK);
    assert_int_equal(statement_take(reader, &THING_COUNT_OF, &statement), OK);
    assert_int_equal(statement_bind_ids(statement, 0, ids, 4), OK);
    assert_int_equal(statement_step(statement, &has_row), OK);
    assert_int_equal(statement_int(statement, 0), 2);
    statement_give(statement);
    assert_int_equal(statement_take(reader, &THING_COUNT_OF, &statement), OK);
    assert_int_equal(statement_bind_ids(statement, 0, ids, 0), OK);
    assert_int_equal(statement_step(statement, &has_row), OK);
    assert_int_equal(statement_int(statement, 0), 0);
}

static void a_name_taken_is_a_conflict_and_keeps_nothing(void **state)
{
    struct db_test *test = test_with_things(state);
    assert_int_equal(put(test, 1, "bin"), OK);
    assert_int_equal(put(test, 2, "bin"), CONFLICT);
    assert_int_equal(put(test, 1, "box"), CONFLICT);
    assert_int_equal(count_things(test), 1);
}

static void a_missing_owner_is_a_conflict(void **state)
{
    struct db_test *test = test_with_things(state);
    struct thing thing = thing_of(1, "bin");
    thing.owner = 99;
    assert_int_equal(db_test_write(test, put_change, &thing, NULL), CONFLICT);
    assert_int_equal(count_things(test), 0);
}

static void a_broken_promise_is_our_mistake(void **state)
{
    struct db_test *test = test_with_things(state);
    assert_int_equal(put(test, 1, "impossible"), INTERNAL);
    assert_int_equal(put(test, 1, "possible"), OK);
}

static enum status put_two(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    const enum status *end = in;
    struct thing first = thing_of(1, "first");
    struct thing second = thing_of(2, "second");
    TRY(put_thing(tx, &first));
    TRY(put_thing(tx, &second));
    return *end == OK ? OK : err_return(err, *end, "It must not be");
}

static void a_closure_that_refuses_keeps_nothing(void **state)
{
    struct db_test *test = test_with_things(state);
    enum status end = INVALID;
    assert_int_equal(db_test_write(test, put_two, &end, NULL), INVALID);
    assert_int_equal(test->err.count, 1);
    assert_int_equal(count_things(test), 0);
    end = OK;
    assert_int_equal(db_test_write(test, put_two, &end, NULL), OK);
    assert_int_equal(count_things(test), 2);
}

static enum status put_and_hide_the_conflict(struct tx *tx, const void *in, void *out,
                                             struct err *err)
{
    (void)in;
    (void)err;
    struct thing first = thing_of(1, "first");
    struct thing again = thing_of(2, "first");
    struct thing third = thing_of(3, "third");
    TRY(put_thing(tx, &first));
    *(enum status *)out = put_thing(tx, &again);
    return put_thing(tx, &third) == CONFLICT ? OK : INTERNAL;
}

static void a_failed_statement_cannot_be_hidden(void **state)
{
    struct db_test *test = test_with_things(state);
    enum status seen = OK;
    assert_int_equal(db_test_write(test, put_and_hide_the_conflict, NULL, &seen), CONFLICT);
    assert_int_equal(seen, CONFLICT);
    assert_int_equal(count_things(test), 0);
}

static enum status use_one_statement_twice(struct tx *tx, const void *in, void *out,
                                           struct err *err)
{
    (void)in;
    (void)err;
    STATEMENT_SCOPED struct statement *outer = NULL;
    bool has_outer = false;
    int64_t *seen = out;
    *seen = 0;
    TRY(statement_take(tx, &THING_LIST, &outer));
    TRY(statement_step(outer, &has_outer));
    while (has_outer) {
        STATEMENT_SCOPED struct statement *inner = NULL;
        bool has_inner = false;
        TRY(statement_take(tx, &THING_LIST, &inner));
        TRY(statement_step(inner, &has_inner));
        while (has_inner) {
            ++*seen;
            TRY(statement_step(inner, &has_inner));
        }
        TRY(statement_step(outer, &has_outer));
    }
    return OK;
}

static void one_query_runs_inside_itself(void **state)
{
    struct db_test *test = test_with_things(state);
    enum status end = OK;
    int64_t seen = 0;
    assert_int_equal(db_test_write(test, put_two, &end, NULL), OK);
    assert_int_equal(db_test_write(test, use_one_statement_twice, NULL, &seen), OK);
    assert_int_equal(seen, 4);
}

static void a_stream_gives_the_same_rows(void **state)
{
    struct db_test *test = test_with_things(state);
    enum status end = OK;
    assert_int_equal(db_test_write(test, put_two, &end, NULL), OK);
    READER_SCOPED struct tx *reader = NULL;
    assert_int_equal(db_reader(test->db, test->arena, &reader, &test->err), OK);
    for (int rows_wanted = 0; rows_wanted <= 3; rows_wanted++) {
        STATEMENT_SCOPED struct statement *statement = NULL;
        bool has_row = true;
        assert_int_equal(statement_take(reader, &THING_LIST, &statement), OK);
        statement_stream(statement);
        for (int i = 1; i <= rows_wanted; i++) {
            assert_int_equal(statement_step(statement, &has_row), OK);
            assert_int_equal(has_row, i <= 2);
            assert_true(!has_row || statement_int(statement, 0) == i);
        }
    }
}

static void a_snapshot_does_not_see_what_came_later(void **state)
{
    struct db_test *test = test_with_things(state);
    assert_int_equal(put(test, 1, "one"), OK);
    struct tx *reader = NULL;
    assert_int_equal(db_reader(test->db, test->arena, &reader, &test->err), OK);
    assert_int_equal(db_snapshot(reader), OK);
    for (int round = 0; round < 2; round++) {
        STATEMENT_SCOPED struct statement *statement = NULL;
        bool has_row = false;
        assert_int_equal(statement_take(reader, &THING_LIST, &statement), OK);
        assert_int_equal(statement_step(statement, &has_row), OK);
        assert_true(has_row);
        assert_int_equal(statement_step(statement, &has_row), OK);
        assert_false(has_row);
        statement_give(statement);
        statement = NULL;
        if (round == 0) {
            db_test_script(test, "INSERT INTO thing (id, name) VALUES (2, 'two')");
        }
    }
    db_reader_give(reader);
    assert_int_equal(count_things(test), 2);
}

static int64_t count_with(struct tx *reader)
{
    STATEMENT_SCOPED struct statement *statement = NULL;
    bool has_row = true;
    int64_t count = -1;
    assert_int_equal(statement_take(reader, &THING_LIST, &statement), OK);
    for (; has_row; count++) {
        assert_int_equal(statement_step(statement, &has_row), OK);
    }
    return count;
}

/* A loop keeps its reader: each request sees what was committed before it, whatever came of the last. */
static void a_reader_begun_again_sees_what_came_before(void **state)
{
    struct db_test *test = test_with_things(state);
    struct tx *reader = NULL;
    assert_int_equal(db_reader(test->db, test->arena, &reader, &test->err), OK);
    for (int64_t request = 0; request < 3; request++) {
        db_reader_again(reader, test->arena);
        assert_int_equal(count_with(reader), request);
        db_test_script(
            test, "INSERT INTO thing (id, name) SELECT count(*) + 1, 'a' || count(*) FROM thing");
        if (db_engine(test->db) == DB_ENGINE_SQLITE) {
            assert_int_equal(count_with(reader), request); /* one state a request */
        }
        if (request != 1) { /* a request that was not ended is over when the next begins */
            db_reader_rest(reader);
        }
    }
    db_reader_rest(reader);
    assert_int_equal(count_with(reader), 3);
    db_reader_give(reader);
}

static void a_reader_cannot_write(void **state)
{
    struct db_test *test = test_with_things(state);
    struct tx *reader = NULL;
    assert_int_equal(db_reader(test->db, test->arena, &reader, &test->err), OK);
    struct thing thing = thing_of(1, "bin");
    assert_int_not_equal(put_thing(reader, &thing), OK);
    db_reader_give(reader);
    assert_int_equal(count_things(test), 0);
}

static void a_mistake_in_the_text_is_told(void **state)
{
    struct db_test *test = test_with_things(state);
    static const struct query broken = {.name = "broken",
                                        .sqlite = "SELECT nothing FROM thing",
                                        .postgres = "SELECT nothing FROM thing",
                                        .parameters = NONE};
    static const struct query quoted = {.name = "quoted",
                                        .sqlite = "SELECT \"text\" FROM thing",
                                        .postgres = "SELECT \"text\" FROM thing",
                                        .parameters = NONE};
    READER_SCOPED struct tx *reader = NULL;
    struct statement *statement = NULL;
    assert_int_equal(db_reader(test->db, test->arena, &reader, &test->err), OK);
    assert_int_equal(statement_take(reader, &broken, &statement), INTERNAL);
    assert_int_equal(statement_take(reader, &quoted, &statement), INTERNAL);
}

static void statements_and_changes_are_counted(void **state)
{
    struct db_test *test = test_with_things(state);
    struct db_stats before;
    struct db_stats after;
    db_stats_read(test->db, &before);
    int64_t on_this_thread = db_thread_statements();
    assert_int_equal(put(test, 1, "one"), OK);
    assert_int_equal(put(test, 1, "one"), CONFLICT);
    assert_int_equal(count_things(test), 1);
    db_stats_read(test->db, &after);
    assert_int_equal(after.changes - before.changes, 1);
    assert_int_equal(after.statements - before.statements, 2);
    assert_int_equal(after.fsyncs - before.fsyncs > 0, test->engine == DB_ENGINE_SQLITE);
    assert_int_equal(db_thread_statements() - on_this_thread,
                     test->engine == DB_ENGINE_SQLITE ? 0 : 2);
}

static void what_was_written_is_there_after_opening_again(void **state)
{
    struct db_test *test = test_with_things(state);
    assert_int_equal(put(test, 1, "one"), OK);
    db_test_reopen(test);
    assert_int_equal(count_things(test), 1);
    assert_int_equal(put(test, 1, "one"), CONFLICT);
}

static void a_place_that_is_not_there_is_told(void **state)
{
    struct db_test *test = db_test_of(state);
    struct db *db = NULL;
    struct db_options options = test->options;
    options.location = test->engine == DB_ENGINE_SQLITE ? STR("/nowhere/at/all/samsyn.db")
                                                        : STR("postgres://127.0.0.1:1/nowhere");
    assert_int_equal(db_open(&options, &db, &test->err), UNAVAILABLE);
    assert_null(db);
    assert_int_equal(test->err.count, 1);
    assert_true(test->err.retry_after_s > 0);
}

static void a_directory_has_one_server(void **state)
{
    struct db_test *test = db_test_of(state);
    int first = -1;
    int second = -1;
    assert_int_equal(db_lock_directory(test->directory, &first, &test->err), OK);
    assert_int_equal(db_lock_directory(test->directory, &second, &test->err), CONFLICT);
    assert_int_equal(close(first), 0);
    assert_int_equal(db_lock_directory(test->directory, &second, &test->err), OK);
    assert_int_equal(close(second), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(what_was_written_is_read_again),
        DB_TEST(a_set_of_ids_finds_its_rows),
        DB_TEST(a_name_taken_is_a_conflict_and_keeps_nothing),
        DB_TEST(a_missing_owner_is_a_conflict),
        DB_TEST(a_broken_promise_is_our_mistake),
        DB_TEST(a_closure_that_refuses_keeps_nothing),
        DB_TEST(a_failed_statement_cannot_be_hidden),
        DB_TEST(one_query_runs_inside_itself),
        DB_TEST(a_stream_gives_the_same_rows),
        DB_TEST(a_snapshot_does_not_see_what_came_later),
        DB_TEST(a_reader_begun_again_sees_what_came_before),
        DB_TEST(a_reader_cannot_write),
        DB_TEST(a_mistake_in_the_text_is_told),
        DB_TEST(statements_and_changes_are_counted),
        DB_TEST(what_was_written_is_there_after_opening_again),
        DB_TEST(a_place_that_is_not_there_is_told),
        DB_TEST_SQLITE(a_directory_has_one_server),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
