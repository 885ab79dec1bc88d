/* Databases that last as long as a test. */
#include "platform/db/db_test_support.h"

#include "platform/base/log.h"
#include "platform/base/memory.h"
#include "platform/base/rand.h"
#include "platform/db/engine.h"

#include <libpq-fe.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const int64_t MONDAY_MORNING = INT64_C(1772438400000);

static const char *postgres_location(void)
{
    const char *location = getenv("SAMSYN_TEST_POSTGRES");
    return location != NULL && location[0] != '\0' ? location : NULL;
}

static void ignore_notice(void *self, const PGresult *result)
{
    (void)self;
    (void)result;
}

static void schema_command(const char *before, const char *schema, const char *after)
{
    char text[128];
    (void)snprintf(text, sizeof(text), "%s SCHEMA %s %s", before, schema, after);
    PGconn *connection = PQconnectdb(postgres_location());
    (void)PQsetNoticeReceiver(connection, ignore_notice, NULL);
    PGresult *result = PQexec(connection, text);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        die("tests: PostgreSQL: %s", PQerrorMessage(connection));
    }
    PQclear(result);
    PQfinish(connection);
}

static void open_schema(struct db_test *test)
{
    static int number;
    const char *base = postgres_location();
    (void)snprintf(test->schema, sizeof(test->schema), "test_%ld_%d_%llx", (long)getpid(), number++,
                   (unsigned long long)id_new());
    schema_command("CREATE", test->schema, "");
    test->location =
        str_format(test->arena, "%s%soptions=-csearch_path%%3D%s&application_name=%s", base,
                   strchr(base, '?') != NULL ? "&" : "?", test->schema, test->schema);
}

static void open_directory(struct db_test *test)
{
    const char *temporary = getenv("TMPDIR");
    (void)snprintf(test->directory, sizeof(test->directory), "%.40s/samsyn-XXXXXX",
                   temporary != NULL ? temporary : "/tmp");
    if (mkdtemp(test->directory) == NULL) {
        die("tests: no temporary directory");
    }
    test->location = str_format(test->arena, "%s/samsyn.db", test->directory);
}

static void remove_directory(const char *path)
{
    DIR *directory = opendir(path);
    if (directory == NULL) {
        return;
    }
    for (const struct dirent *entry = readdir(directory); entry != NULL;
         entry = readdir(directory)) {
        (void)unlinkat(dirfd(directory), entry->d_name, 0);
    }
    (void)closedir(directory);
    (void)rmdir(path);
}

bool db_test_start(struct db_test *test, enum db_engine engine)
{
    if (engine == DB_ENGINE_POSTGRES && postgres_location() == NULL) {
        return false;
    }
    memset(test, 0, sizeof(*test));
    test->arena = arena_new(0);
    test->engine = engine;
    err_init(&test->err, test->arena);
    clock_init(&test->clock);
    clock_freeze(&test->clock, MONDAY_MORNING);
    if (engine == DB_ENGINE_SQLITE) {
        open_directory(test);
    } else {
        open_schema(test);
    }
    test->options = (struct db_options){.location = test->location, .clock = &test->clock};
    db_test_reopen(test);
    return true;
}

void db_test_close(struct db_test *test)
{
    db_close(test->db);
    test->db = NULL;
}

void db_test_reopen(struct db_test *test)
{
    db_test_close(test);
    if (db_open(&test->options, &test->db, &test->err) != OK) {
        die("tests: the database at %.*s does not open", STR_ARG(test->location));
    }
}

void db_test_stop(struct db_test *test)
{
    db_test_close(test);
    if (test->engine == DB_ENGINE_POSTGRES) {
        schema_command("DROP", test->schema, "CASCADE");
    } else {
        remove_directory(test->directory);
    }
    arena_free(test->arena);
}

static int setup(void **state, enum db_engine engine)
{
    struct db_test *test = memory_new(sizeof(*test));
    if (!db_test_start(test, engine)) {
        memory_free(test);
        test = NULL;
    }
    *state = test;
    return 0;
}

int db_test_on_sqlite(void **state)
{
    return setup(state, DB_ENGINE_SQLITE);
}

int db_test_on_postgres(void **state)
{
    return setup(state, DB_ENGINE_POSTGRES);
}

int db_test_teardown(void **state)
{
    struct db_test *test = *state;
    if (test != NULL) {
        db_test_stop(test);
        memory_free(test);
    }
    return 0;
}

struct db_test *db_test_of(void **state)
{
    struct db_test *test = *state;
    if (test == NULL) {
        print_message("skipped: SAMSYN_TEST_POSTGRES names no PostgreSQL\n");
        skip();
    }
    return test;
}

void db_test_script(struct db_test *test, const char *sql)
{
    struct connection *connection = NULL;
    const struct engine *engine = test->db->engine;
    assert_int_equal(engine->open(test->db, CONNECTION_MIGRATES, &connection, &test->err), OK);
    enum status status = engine->script(connection, sql);
    connection_close(connection);
    assert_int_equal(status, OK);
}

void db_test_migrate(struct db_test *test, const struct migration *const *migrations, size_t count)
{
    assert_int_equal(db_migrate(test->db, migrations, count, &test->err), OK);
}

int64_t db_test_int(struct db_test *test, const char *sql)
{
    static const char *const none[] = {NULL};
    struct query query = {.name = "test", .sqlite = sql, .postgres = sql, .parameters = none};
    struct tx *reader = NULL;
    assert_int_equal(db_reader(test->db, test->arena, &reader, &test->err), OK);
    struct connection *connection = reader->connection;
    struct statement *statement = NULL;
    bool has_row = false;
    /* Not by statement_take(): this query does not outlive the connection's cache. */
    assert_int_equal(connection->engine->prepare(connection, &query, &statement), OK);
    statement->connection = connection;
    statement->query = &query;
    assert_int_equal(statement_step(statement, &has_row), OK);
    int64_t number = has_row ? statement_int(statement, 0) : 0;
    statement_give(statement);
    db_reader_give(reader);
    assert_true(has_row);
    return number;
}

bool db_test_fail_statement(struct db_test *test, int64_t k)
{
    return atomic_exchange(&test->db->statement_to_fail, k) < 0;
}

enum status db_test_write(struct db_test *test, db_change_fn run, const void *in, void *out)
{
    struct db_change change = {
        .name = "test",
        .run = run,
        .in = in,
        .out = out,
        .actor = {.person = 1, .role = STR("tester"), .source = STR("self")},
        .arena = test->arena,
    };
    return db_write(test->db, &change, &test->err);
}
