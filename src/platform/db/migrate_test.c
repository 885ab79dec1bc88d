/* Migrations: in order, once, remembered, and never half. */
#include "platform/db/db_test_support.h"

static const struct migration ONE = {.number = 1,
                                     .name = "one",
                                     .sqlite = "CREATE TABLE one (id INTEGER PRIMARY KEY) STRICT",
                                     .postgres = "CREATE TABLE one (id BIGINT PRIMARY KEY)"};
static const struct migration TWO = {
    .number = 2,
    .name = "two",
    .sqlite = "INSERT INTO one (id) VALUES (1); INSERT INTO one (id) VALUES (2)",
    .postgres = "INSERT INTO one (id) VALUES (1); INSERT INTO one (id) VALUES (2)"};
static const struct migration SEVEN = {
    .number = 7,
    .name = "seven",
    .sqlite = "ALTER TABLE one ADD COLUMN name TEXT; CREATE INDEX one_name ON one (name)",
    .postgres = "ALTER TABLE one ADD COLUMN name TEXT; CREATE INDEX one_name ON one (name)"};
static const struct migration OTHER_TWO = {.number = 2,
                                           .name = "two",
                                           .sqlite = "INSERT INTO one (id) VALUES (3)",
                                           .postgres = "INSERT INTO one (id) VALUES (3)"};
static const struct migration BROKEN = {
    .number = 8,
    .name = "broken",
    .sqlite = "INSERT INTO one (id) VALUES (8); INSERT INTO nowhere (id) VALUES (8)",
    .postgres = "INSERT INTO one (id) VALUES (8); INSERT INTO nowhere (id) VALUES (8)"};
static const struct migration EIGHT = {.number = 8,
                                       .name = "eight",
                                       .sqlite = "INSERT INTO one (id) VALUES (8)",
                                       .postgres = "INSERT INTO one (id) VALUES (8)"};

enum { MOST = 4 };

static enum status migrate(struct db_test *test, const struct migration *const *migrations)
{
    size_t count = 0;
    while (count < MOST && migrations[count] != NULL) {
        count++;
    }
    err_clear(&test->err);
    return db_migrate(test->db, migrations, count, &test->err);
}

static const struct migration *const FIRST_TWO[MOST] = {&TWO, &ONE};
static const struct migration *const ALL[MOST] = {&SEVEN, &ONE, &TWO};

static int64_t count_ones(struct db_test *test)
{
    return db_test_int(test, "SELECT count(*) FROM one");
}

static void migrations_run_once_and_in_order_of_their_numbers(void **state)
{
    struct db_test *test = db_test_of(state);
    assert_int_equal(migrate(test, FIRST_TWO), OK);
    assert_int_equal(migrate(test, FIRST_TWO), OK);
    assert_int_equal(count_ones(test), 2);
    db_test_reopen(test);
    assert_int_equal(migrate(test, ALL), OK);
    assert_int_equal(migrate(test, ALL), OK);
    assert_int_equal(count_ones(test), 2);
    assert_int_equal(db_test_int(test, "SELECT count(*) FROM schema_migration"), 3);
    assert_int_equal(db_test_int(test, "SELECT count(*) FROM one WHERE name IS NULL"), 2);
}

static void a_database_of_a_newer_program_is_refused(void **state)
{
    struct db_test *test = db_test_of(state);
    assert_int_equal(migrate(test, ALL), OK);
    assert_int_equal(migrate(test, FIRST_TWO), INVALID);
    assert_int_equal(test->err.items[0].arguments[0].number, 7);
}

static void a_migration_that_was_changed_afterwards_is_refused(void **state)
{
    static const struct migration *const changed[MOST] = {&ONE, &OTHER_TWO, &SEVEN};
    struct db_test *test = db_test_of(state);
    assert_int_equal(migrate(test, FIRST_TWO), OK);
    assert_int_equal(migrate(test, changed), INVALID);
    assert_int_equal(test->err.items[0].arguments[0].number, 2);
    assert_int_equal(count_ones(test), 2);
}

static void a_migration_that_comes_too_late_is_refused(void **state)
{
    static const struct migration *const without_two[MOST] = {&ONE, &SEVEN};
    struct db_test *test = db_test_of(state);
    assert_int_equal(migrate(test, without_two), OK);
    assert_int_equal(migrate(test, ALL), INVALID);
    assert_int_equal(test->err.items[0].arguments[0].number, 2);
}

static void two_of_one_number_are_refused(void **state)
{
    static const struct migration *const twice[MOST] = {&ONE, &TWO, &OTHER_TWO};
    struct db_test *test = db_test_of(state);
    assert_int_equal(migrate(test, twice), INVALID);
}

static void a_migration_that_fails_leaves_nothing_and_can_be_mended(void **state)
{
    static const struct migration *const broken[MOST] = {&ONE, &TWO, &BROKEN};
    static const struct migration *const mended[MOST] = {&ONE, &TWO, &EIGHT};
    struct db_test *test = db_test_of(state);
    assert_int_equal(migrate(test, broken), INTERNAL);
    assert_int_equal(count_ones(test), 2);
    assert_int_equal(migrate(test, mended), OK);
    assert_int_equal(count_ones(test), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(migrations_run_once_and_in_order_of_their_numbers),
        DB_TEST(a_database_of_a_newer_program_is_refused),
        DB_TEST(a_migration_that_was_changed_afterwards_is_refused),
        DB_TEST(a_migration_that_comes_too_late_is_refused),
        DB_TEST(two_of_one_number_are_refused),
        DB_TEST(a_migration_that_fails_leaves_nothing_and_can_be_mended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
