/* A fresh database for each test, on both engines.
 *
 *     static void a_building_is_found_again(void **state)
 *     {
 *         struct db_test *test = db_test_of(state);
 *         …
 *     }
 *     … { DB_TEST(a_building_is_found_again), … }
 *
 * runs the test on SQLite, in a file of its own in a temporary directory, and on the PostgreSQL of
 * the environment's SAMSYN_TEST_POSTGRES (postgres://…), in a schema of its own. Without that the
 * second one says that it is skipped. A room lists `test_support = files(db_test_support)`.
 */
#ifndef SAMSYN_DB_TEST_SUPPORT_H
#define SAMSYN_DB_TEST_SUPPORT_H

#include "platform/db/migrate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct db_test {
    struct db *db;
    struct arena *arena;
    struct err err;
    struct clock clock; /* stands still at 2026-03-02 08:00 UTC, a Monday */
    enum db_engine engine;
    struct str location;
    struct db_options options; /* as it was opened; change and db_test_reopen() */
    char directory[64];        /* SQLite */
    char schema[64];           /* PostgreSQL */
};

int db_test_on_sqlite(void **state);
int db_test_on_postgres(void **state);
int db_test_teardown(void **state);
#define DB_TEST(test)                                                                              \
    {#test " (SQLite)", test, db_test_on_sqlite, db_test_teardown, NULL},                          \
    {                                                                                              \
#test " (PostgreSQL)", test, db_test_on_postgres, db_test_teardown, NULL                   \
    }
#define DB_TEST_SQLITE(test)                                                                       \
    {                                                                                              \
#test " (SQLite)", test, db_test_on_sqlite, db_test_teardown, NULL                         \
    }
#define DB_TEST_POSTGRES(test)                                                                     \
    {                                                                                              \
#test " (PostgreSQL)", test, db_test_on_postgres, db_test_teardown, NULL                   \
    }

/* The test's database; skips the test when there is no PostgreSQL. */
struct db_test *db_test_of(void **state);

void db_test_close(struct db_test *test);  /* closes db alone */
void db_test_reopen(struct db_test *test); /* with test->options */

/* Runs SQL text on a connection of its own; fails the test when that fails. */
void db_test_script(struct db_test *test, const char *sql);
void db_test_migrate(struct db_test *test, const struct migration *const *migrations, size_t count);
/* The first column of the first row, as a number; fails the test when there is none. */
int64_t db_test_int(struct db_test *test, const char *sql);

/* The k-th statement from now (1..) and all after it give UNAVAILABLE; 0: none any more. Tells whether
 * it had come to that since the last call. */
bool db_test_fail_statement(struct db_test *test, int64_t k);

/* Runs a closure by db_write() as person 1 from "self". */
enum status db_test_write(struct db_test *test, db_change_fn run, const void *in,
                          void *out) MUST_CHECK;

/* Without cmocka's state, for benchmarks and other programs; false when there is no PostgreSQL. */
bool db_test_start(struct db_test *test, enum db_engine engine);
void db_test_stop(struct db_test *test);

#endif
