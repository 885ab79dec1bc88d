/* What reading a page and importing with history cost, on both engines (PostgreSQL when
 * SAMSYN_TEST_POSTGRES names one). Prints a line a figure. `db_bench [ROWS]`, 100,000 by default. */
#include "platform/db/db_thing_test_support.h"

#include "platform/base/log.h"

#include <stdio.h>
#include <stdlib.h>

enum { CHUNK = 500, PAGE = 50, ROUNDS = 2000 };

static void need(enum status status, const char *what)
{
    if (status != OK) {
        die("%s: %s", what, status_name(status));
    }
}

struct chunk {
    int64_t first, count, cause;
};

static enum status import_chunk(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    const struct chunk *chunk = in;
    struct event event = {.kind = &THING_CHANGED, .source = STR("import"), .cause = chunk->cause};
    int64_t id;
    TRY(event_emit(tx, &event, &id));
    for (int64_t i = 0; i < chunk->count; i++) {
        char name[32];
        int length = snprintf(name, sizeof name, "Storgatan %06lld", (long long)(chunk->first + i));
        struct thing thing = thing_new("");
        thing.name = thing.name_key = (struct str){name, (size_t)length};
        thing.size = (chunk->first + i) * 7919 % 100000;
        thing.day = STR("2026-02-03");
        thing.stage = STR("new");
        thing.owner = 1;
        TRY(entity_insert(tx, &THING_ENTITY, id, &thing));
    }
    return OK;
}

static void bench_import(struct db_test *test, const char *engine, int64_t rows)
{
    int64_t wall = monotonic_us();
    for (int64_t first = 0; first < rows; first += CHUNK) {
        ARENA_SCOPED(scratch);
        struct chunk chunk = {first, CHUNK, 4711};
        struct db_change change = {
            .name = "import",
            .run = import_chunk,
            .in = &chunk,
            .actor = {.person = 1, .source = STR("import")},
            .arena = scratch,
            .is_bulk = true,
        };
        need(db_write(test->db, &change, &test->err), "import");
    }
    wall = monotonic_us() - wall;
    printf("%s: import of %lld rows with history: %.2f s, %.1f us a row\n", engine, (long long)rows,
           (double)wall / 1e6, (double)wall / (double)rows);
}

static void bench_page(struct db_test *test, const char *engine)
{
    struct tx *tx READER_SCOPED = NULL;
    struct actor viewer = {.person = 1};
    struct str cursor = {NULL, 0};
    int64_t best = INT64_MAX;
    need(db_reader(test->db, test->arena, &tx, &test->err), "reader");
    db_reader_for(tx, &viewer);
    for (int i = 0; i < ROUNDS; i++) {
        struct arena_mark mark = arena_mark(test->arena);
        struct list_page page = {.rows.table = &THING_TABLE};
        struct list_request request = {
            .scope = STR("all"), .sort = STR("name"), .limit = PAGE, .cursor = cursor};
        int64_t start = thread_cpu_us();
        need(list_read(tx, test->arena, &DB_TEST_THING_LIST, &request, &page), "page");
        int64_t took = thread_cpu_us() - start;
        best = took < best ? took : best;
        if (i % 50 == 0) {
            cursor = page.next; /* the next page, and keep its cursor */
        } else {
            arena_rewind(test->arena, mark);
        }
    }
    printf("%s: page of %d rows: %lld us CPU at best\n", engine, PAGE, (long long)best);
}

static void bench_verify(struct db_test *test, const char *engine)
{
    struct tx *tx READER_SCOPED = NULL;
    need(db_reader(test->db, test->arena, &tx, &test->err), "reader");
    int64_t count = 0;
    int64_t wall = monotonic_us();
    need(history_verify(tx, &count, &test->err), "verify");
    printf("%s: checking the chain of %lld events: %.2f s\n", engine, (long long)count,
           (double)(monotonic_us() - wall) / 1e6);
}

static void bench(enum db_engine kind, const char *engine, int64_t rows)
{
    struct db_test test;
    if (!db_test_start(&test, kind)) {
        printf("%s: skipped\n", engine);
        return;
    }
    thing_migrate(&test);
    bench_import(&test, engine, rows);
    bench_page(&test, engine);
    bench_verify(&test, engine);
    db_test_stop(&test);
}

int main(int argc, char **argv)
{
    int64_t rows = 100000;
    if (argc > 1 && !str_to_int64(str_of(argv[1]), &rows)) {
        return 2;
    }
    log_set_level(LOG_LEVEL_WARNING);
    bench(DB_ENGINE_SQLITE, "SQLite", rows);
    bench(DB_ENGINE_POSTGRES, "PostgreSQL", rows / 10);
    return 0;
}
