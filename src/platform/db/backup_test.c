/* Backups are of one moment, whole, and lead back. */
#include "platform/db/backup.h"
#include "platform/db/db_test_support.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const SCHEMA =
    "CREATE TABLE schema_migration (number INTEGER PRIMARY KEY) STRICT;"
    "CREATE TABLE thing (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;"
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)"
    " INSERT INTO thing (id, text) SELECT i, 'a text of some length ' || i FROM n";

static const char *path_of(const struct db_test *test, const char *name)
{
    return str_format(test->arena, "%s/%s", test->directory, name).at;
}

/* Counts the things in a database file of its own. */
static int64_t things_in(struct db_test *test, const char *location)
{
    struct db_test other = *test;
    other.db = NULL;
    other.location = str_of(location);
    other.options.location = other.location;
    db_test_reopen(&other);
    int64_t count = db_test_int(&other, "SELECT count(*) FROM thing");
    db_test_close(&other);
    return count;
}

struct meddler {
    struct db_test *test;
    int calls;
};

/* Somebody writes while the copy is being made. */
static void write_meanwhile(void *self, int64_t done, int64_t total)
{
    struct meddler *meddler = self;
    assert_true(done <= total);
    char sql[96];
    (void)snprintf(sql, sizeof(sql), "INSERT INTO thing (id, text) VALUES (%d, 'meanwhile')",
                   100000 + meddler->calls++);
    db_test_script(meddler->test, sql);
}

static void a_backup_is_of_one_moment_and_can_be_restored(void **state)
{
    struct db_test *test = db_test_of(state);
    struct meddler meddler = {.test = test};
    struct backup_watch watch = {.progress = write_meanwhile, .self = &meddler};
    db_test_script(test, SCHEMA);
    const char *backup = path_of(test, "backup");
    assert_int_equal(db_backup(test->db, backup, &watch, &test->err), OK);
    assert_true(meddler.calls > 1);
    assert_int_equal(db_test_int(test, "SELECT count(*) FROM thing"), 50000 + meddler.calls);

    const char *restored = path_of(test, "restored.db");
    assert_int_equal(db_restore(backup, restored, NULL, &test->err), OK);
    assert_int_equal(things_in(test, restored), 50000);
}

static void nothing_is_overwritten(void **state)
{
    struct db_test *test = db_test_of(state);
    db_test_script(test, SCHEMA);
    const char *backup = path_of(test, "backup");
    assert_int_equal(db_backup(test->db, backup, NULL, &test->err), OK);
    assert_int_equal(db_backup(test->db, backup, NULL, &test->err), CONFLICT);
    const char *location = str_c(test->arena, test->location);
    assert_int_equal(db_restore(backup, location, NULL, &test->err), CONFLICT);
}

static void what_is_no_backup_is_refused(void **state)
{
    struct db_test *test = db_test_of(state);
    const char *path = path_of(test, "letter");
    const char *restored = path_of(test, "restored.db");
    FILE *letter = fopen(path, "w");
    assert_non_null(letter);
    assert_true(fputs("Dear customer, this is not a database but it is long enough.", letter) >= 0);
    assert_int_equal(fclose(letter), 0);
    assert_int_equal(db_restore(path, restored, NULL, &test->err), INVALID);
    assert_int_equal(db_restore(path_of(test, "nothing"), restored, NULL, &test->err), INVALID);
    assert_int_equal(access(restored, F_OK), -1);
}

static void a_damaged_backup_is_refused(void **state)
{
    struct db_test *test = db_test_of(state);
    db_test_script(test, SCHEMA);
    const char *backup = path_of(test, "backup");
    const char *restored = path_of(test, "restored.db");
    assert_int_equal(db_backup(test->db, backup, NULL, &test->err), OK);
    FILE *file = fopen(backup, "r+");
    assert_non_null(file);
    char rubbish[4096];
    memset(rubbish, 0x5A, sizeof(rubbish));
    assert_int_equal(fseek(file, 100 * 4096, SEEK_SET), 0);
    assert_int_equal(fwrite(rubbish, sizeof(rubbish), 1, file), 1);
    assert_int_equal(fclose(file), 0);
    assert_int_not_equal(db_restore(backup, restored, NULL, &test->err), OK);
    assert_int_equal(access(restored, F_OK), -1);
}

static void a_cancelled_backup_leaves_no_file(void **state)
{
    struct db_test *test = db_test_of(state);
    _Atomic bool is_cancelled = true;
    struct backup_watch watch = {.is_cancelled = &is_cancelled};
    db_test_script(test, SCHEMA);
    const char *backup = path_of(test, "backup");
    assert_int_equal(db_backup(test->db, backup, &watch, &test->err), UNAVAILABLE);
    assert_int_equal(access(backup, F_OK), -1);
    assert_int_equal(access(path_of(test, "backup.part"), F_OK), -1);
}

static void a_postgresql_is_backed_up_by_its_own_tools(void **state)
{
    struct db_test *test = db_test_of(state);
    assert_int_equal(db_backup(test->db, "/nowhere/backup", NULL, &test->err), INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST_SQLITE(a_backup_is_of_one_moment_and_can_be_restored),
        DB_TEST_SQLITE(nothing_is_overwritten),
        DB_TEST_SQLITE(what_is_no_backup_is_refused),
        DB_TEST_SQLITE(a_damaged_backup_is_refused),
        DB_TEST_SQLITE(a_cancelled_backup_leaves_no_file),
        DB_TEST_POSTGRES(a_postgresql_is_backed_up_by_its_own_tools),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
