/* All queries of all rooms, as the engines see them: each is accepted, no hot one walks a whole table,
 * and the tables are the same whether they came at once or one migration after another. */
#include "platform/db/db_test_support.h"

#include "platform/base/buf.h"
#include "platform/base/vec.h"
#include "platform/db/engine.h"
#include "program_queries.h"

#include <libpq-fe.h>

#include <stdlib.h>
#include <string.h>

enum { MOST_PLAN_BYTES = 1 << 16, MOST_MIGRATIONS = 400 };

struct all_migrations {
    const struct migration *at[MOST_MIGRATIONS];
    size_t count;
};

static int by_number(const void *a, const void *b)
{
    const struct migration *const *left = a;
    const struct migration *const *right = b;
    return ((*left)->number > (*right)->number) - ((*left)->number < (*right)->number);
}

static struct all_migrations all_migrations(void)
{
    struct all_migrations all = {.count = 0};
    for (size_t i = 0; PROGRAM_MIGRATIONS[i] != NULL; i++) {
        for (size_t k = 0; PROGRAM_MIGRATIONS[i][k] != NULL; k++) {
            assert_true(all.count < MOST_MIGRATIONS);
            all.at[all.count++] = PROGRAM_MIGRATIONS[i][k];
        }
    }
    qsort(all.at, all.count, sizeof all.at[0], by_number);
    return all;
}

static void migrate_all(struct db_test *test)
{
    struct all_migrations all = all_migrations();
    db_test_migrate(test, all.at, all.count);
}

/* Calls `check` with every statement of the program. */
static void each_statement(void (*check)(void *self, const struct query *query), void *self)
{
    for (size_t i = 0; PROGRAM_QUERY_SETS[i] != NULL; i++) {
        const struct query_set *set = PROGRAM_QUERY_SETS[i];
        for (size_t k = 0; set->queries[k] != NULL; k++) {
            check(self, set->queries[k]);
        }
        for (size_t k = 0; set->lists[k] != NULL; k++) {
            for (size_t n = 0; n < set->lists[k]->statement_count; n++) {
                check(self, &set->lists[k]->statements[n]);
            }
        }
    }
}

/* Adds the column of each row of a query that lives only here, one a line. */
static enum status put_rows(struct connection *connection, const char *sql, int column,
                            struct buf *out)
{
    static const char *const NONE[] = {NULL};
    struct query query = {.name = "test", .sqlite = sql, .postgres = sql, .parameters = NONE};
    struct statement *statement = NULL;
    TRY(connection->engine->prepare(connection, &query, &statement));
    statement->connection = connection;
    statement->query = &query;
    bool has_row = true;
    enum status status = OK;
    while (status == OK && has_row) {
        status = statement_step(statement, &has_row);
        if (status == OK && has_row) {
            buf_put(out, statement_text(statement, column));
            buf_put_char(out, '\n');
        }
    }
    statement_give(statement);
    return status;
}

struct prepared {
    struct db_test *test;
    size_t failed;
};

/* Each with a reader of its own, so that one mistake does not hide the others. */
static void check_prepared(void *self, const struct query *query)
{
    struct prepared *prepared = self;
    struct db_test *test = prepared->test;
    struct tx *reader = NULL;
    struct statement *statement = NULL;
    assert_int_equal(db_reader(test->db, test->arena, &reader, &test->err), OK);
    if (statement_take(reader, query, &statement) != OK) {
        print_message("%s is not accepted\n", query->name);
        prepared->failed++;
    }
    statement_give(statement);
    db_reader_give(reader);
}

static void every_query_is_accepted_by_the_engine(void **state)
{
    struct db_test *test = db_test_of(state);
    migrate_all(test);
    struct prepared prepared = {test, 0};
    each_statement(check_prepared, &prepared);
    assert_int_equal(prepared.failed, 0);
}

/* --- plans --- */

struct plans {
    struct db_test *test;
    struct connection *connection; /* SQLite */
    PGconn *server;                /* PostgreSQL */
    size_t failed;
};

/* Whether the line walks over a table of its own accord: not over what a subquery gives. */
static bool walks_a_table(struct str plan, struct str line)
{
    struct str rest = str_slice(line, str_find_str(line, STR("SCAN ")), line.len);
    struct str name;
    if (rest.len == 0 || str_find_str(rest, STR("VIRTUAL TABLE")) < rest.len ||
        str_find_str(rest, STR("CONSTANT ROW")) < rest.len) {
        return false;
    }
    rest = str_slice(rest, 5, rest.len);
    (void)str_next(&rest, ' ', &name);
    ARENA_SCOPED(scratch);
    return str_find_str(plan, str_format(scratch, "CO-ROUTINE %.*s\n", STR_ARG(name))) ==
               plan.len &&
           str_find_str(plan, str_format(scratch, "MATERIALIZE %.*s\n", STR_ARG(name))) == plan.len;
}

static bool has(const char *text, const char *part)
{
    return strstr(text, part) != NULL;
}

/* A list walks along an index in its order, and must not sort; any other hot query looks rows up. */
static bool is_slow_line(const struct query *query, struct str plan, struct str line)
{
    bool is_few = has(query->name, "/few"); /* a list of what few ids lead to is sorted */
    bool is_list = has(query->name, "/") && !is_few;
    bool is_first = line.at == plan.at;
    if (is_list && str_find_str(line, STR("TEMP B-TREE FOR ORDER BY")) < line.len) {
        return true;
    }
    bool is_ordered_walk = is_list ? is_first
                                   : !is_few && has(query->sqlite, " LIMIT ") &&
                                         str_find_str(line, STR("INDEX")) < line.len;
    return walks_a_table(plan, line) && !is_ordered_walk;
}

static void check_sqlite_plan(void *self, const struct query *query)
{
    struct plans *plans = self;
    if ((query->flags & QUERY_HOT) == 0) {
        return;
    }
    BUF_SCOPED(plan, MOST_PLAN_BYTES);
    ARENA_SCOPED(scratch);
    struct str sql = str_format(scratch, "EXPLAIN QUERY PLAN %s", query->sqlite);
    assert_int_equal(put_rows(plans->connection, str_c(scratch, sql), 3, &plan), OK);
    struct str rest = buf_str(&plan);
    struct str line;
    while (str_next(&rest, '\n', &line)) {
        if (is_slow_line(query, buf_str(&plan), line)) {
            print_message("%s: %.*s\n", query->name, STR_ARG(line));
            plans->failed++;
        }
    }
}

static PGresult *server_run(PGconn *server, const char *sql)
{
    PGresult *result = PQexec(server, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        print_message("%s: %s\n", sql, PQerrorMessage(server));
    }
    return result;
}

static void check_postgres_plan(void *self, const struct query *query)
{
    struct plans *plans = self;
    if ((query->flags & QUERY_HOT) == 0) {
        return;
    }
    BUF_SCOPED(sql, MOST_PLAN_BYTES);
    buf_put_format(&sql, "DEALLOCATE ALL; PREPARE one AS %s", query->postgres);
    buf_put_char(&sql, '\0');
    PQclear(server_run(plans->server, sql.at));
    buf_clear(&sql);
    buf_put_c(&sql, "EXPLAIN EXECUTE one");
    for (size_t i = 0; query->parameters[i] != NULL; i++) {
        buf_put_c(&sql, i == 0 ? "(NULL" : ",NULL");
    }
    buf_put_c(&sql, query->parameters[0] == NULL ? "" : ")");
    buf_put_char(&sql, '\0');
    PGresult *result = server_run(plans->server, sql.at);
    plans->failed += PQntuples(result) == 0;
    for (int i = 0; i < PQntuples(result); i++) {
        if (has(PQgetvalue(result, i, 0), "Seq Scan on ")) {
            print_message("%s: %s\n", query->name, PQgetvalue(result, i, 0));
            plans->failed++;
        }
    }
    PQclear(result);
}

static void no_hot_query_walks_a_whole_table(void **state)
{
    struct db_test *test = db_test_of(state);
    migrate_all(test);
    struct plans plans = {.test = test};
    if (test->engine == DB_ENGINE_POSTGRES) {
        plans.server = PQconnectdb(str_c(test->arena, test->location));
        PQclear(server_run(plans.server, "SET enable_seqscan = off; SET plan_cache_mode = "
                                         "force_generic_plan"));
        each_statement(check_postgres_plan, &plans);
        PQfinish(plans.server);
    } else {
        struct tx *reader = NULL;
        assert_int_equal(db_reader(test->db, test->arena, &reader, &test->err), OK);
        plans.connection = reader->connection;
        each_statement(check_sqlite_plan, &plans);
        db_reader_give(reader);
    }
    assert_int_equal(plans.failed, 0);
}

/* Which index narrows each filter of the list of buildings down: a missing one would walk a million. The
 * stage that nearly all have is looked for along the order. */
static void check_building_filter(void *self, const struct query *query)
{
    static const struct {
        const char *filter, *narrowed;
    } FILTERS[] = {{"/area_id", "(area_id=?"},
                   {"/rare_stage", "(stage=?"},
                   {"/is_incomplete", "register_building_missing_"}};
    struct plans *plans = self;
    if (!has(query->name, "register_building_list/") || has(query->name, "/few")) {
        return;
    }
    ARENA_SCOPED(scratch);
    BUF_SCOPED(plan, MOST_PLAN_BYTES);
    struct str sql = str_format(scratch, "EXPLAIN QUERY PLAN %s", query->sqlite);
    assert_int_equal(put_rows(plans->connection, str_c(scratch, sql), 3, &plan), OK);
    struct str rest = buf_str(&plan);
    struct str first;
    (void)str_next(&rest, '\n', &first);
    bool is_filtered = false;
    bool is_narrowed = false;
    for (size_t i = 0; i < sizeof(FILTERS) / sizeof(FILTERS[0]); i++) {
        is_filtered = is_filtered || has(query->name, FILTERS[i].filter);
        is_narrowed = is_narrowed || (has(query->name, FILTERS[i].filter) &&
                                      str_find_str(first, str_of(FILTERS[i].narrowed)) < first.len);
    }
    bool is_sorted = str_find_str(buf_str(&plan), STR("TEMP B-TREE FOR ORDER BY")) < plan.len;
    bool has_index = str_find_str(first, STR("INDEX register_building_")) < first.len;
    if (is_sorted || !has_index || is_filtered != is_narrowed) {
        print_message("%s: %.*s\n", query->name, STR_ARG(first));
        plans->failed++;
    }
}

static void each_filter_of_the_buildings_is_narrowed_by_an_index(void **state)
{
    struct db_test *test = db_test_of(state);
    migrate_all(test);
    struct plans plans = {.test = test};
    struct tx *reader = NULL;
    assert_int_equal(db_reader(test->db, test->arena, &reader, &test->err), OK);
    plans.connection = reader->connection;
    each_statement(check_building_filter, &plans);
    db_reader_give(reader);
    assert_int_equal(plans.failed, 0);
}

/* --- schema --- */

static const char SQLITE_SCHEMA[] =
    "SELECT type || ' ' || name || ': ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1";
static const char POSTGRES_SCHEMA[] =
    "SELECT line FROM (SELECT table_name || '.' || column_name || ' ' || ordinal_position || ' ' ||"
    " data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') || ' ' ||"
    " coalesce(collation_name, '') AS line FROM information_schema.columns"
    " WHERE table_schema = current_schema()"
    " UNION ALL SELECT indexname || ': ' || replace(indexdef, current_schema(), '')"
    " FROM pg_indexes WHERE schemaname = current_schema()"
    " UNION ALL SELECT viewname || ': ' || definition FROM pg_views"
    " WHERE schemaname = current_schema()"
    " UNION ALL SELECT conname || ': ' || pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = current_schema()::regnamespace) s ORDER BY line";

static void put_schema(struct db_test *test, struct buf *out)
{
    struct tx *reader = NULL;
    assert_int_equal(db_reader(test->db, test->arena, &reader, &test->err), OK);
    enum status status =
        put_rows(reader->connection,
                 test->engine == DB_ENGINE_SQLITE ? SQLITE_SCHEMA : POSTGRES_SCHEMA, 0, out);
    db_reader_give(reader);
    assert_int_equal(status, OK);
}

static void a_schema_upgraded_step_by_step_is_the_same_as_a_fresh_one(void **state)
{
    struct db_test *test = db_test_of(state);
    BUF_SCOPED(upgraded, 1 << 20);
    BUF_SCOPED(fresh, 1 << 20);
    struct all_migrations all = all_migrations();
    for (size_t count = 1; count <= all.count; count++) {
        db_test_migrate(test, all.at, count);
        db_test_reopen(test);
    }
    put_schema(test, &upgraded);
    struct db_test other;
    assert_true(db_test_start(&other, test->engine));
    migrate_all(&other);
    put_schema(&other, &fresh);
    db_test_stop(&other);
    assert_true(upgraded.len > 100);
    assert_true(str_equal(buf_str(&upgraded), buf_str(&fresh)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(every_query_is_accepted_by_the_engine),
        DB_TEST(no_hot_query_walks_a_whole_table),
        DB_TEST_SQLITE(each_filter_of_the_buildings_is_narrowed_by_an_index),
        DB_TEST(a_schema_upgraded_step_by_step_is_the_same_as_a_fresh_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
