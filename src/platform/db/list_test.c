/* Pages of lists: walking them forward and back sees each row exactly once, whatever comes between. */
#include "platform/db/db_thing_test_support.h"

#include "platform/base/rand.h"
#include "platform/db/cursor.h"

#include <stdlib.h>
#include <string.h>

enum { THINGS = 57, MOST_SEEN = 2000 };

struct filters {
    struct str stage;
    int64_t least;
    bool is_open;
};
static const struct field FILTERS_FIELDS[] = {
    FIELD(TEXT, struct filters, stage, ""),
    FIELD(INT, struct filters, least, ""),
    FIELD(BOOL, struct filters, is_open, ""),
};
static const struct table FILTERS_TABLE = TABLE("", struct filters, FILTERS_FIELDS);

static const struct actor VIEWER = {.person = 1};

static struct thing random_thing(struct random_source *source)
{
    static const char *const NAMES[] = {"", "a", "b", "b'", "b\n", "ä", "å", "zz\"", "日本"};
    struct thing thing = thing_new(NAMES[random_below(source, 9)]);
    thing.size = (int64_t)random_below(source, 5) - 2;
    thing.weight = (double)random_below(source, 4) / 3.0;
    thing.is_open = random_below(source, 2) == 0;
    thing.stage = random_below(source, 3) == 0 ? STR("new") : STR("old");
    thing.owner = (int64_t)random_below(source, 2);
    return thing;
}

struct many {
    struct random_source *source;
    int64_t count;
};

static enum status put_many(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    const struct many *many = in;
    struct random_source source = *many->source;
    for (int64_t i = 0; i < many->count; i++) {
        struct thing thing = random_thing(&source);
        int64_t ignored;
        thing.id = id_new();
        thing.version = 1;
        TRY(query_run(tx, &DB_TEST_THING_INSERT, bind_row(&THING_TABLE, &thing), &ignored));
    }
    return OK;
}

static void put_things(struct db_test *test, struct random_source *source, int64_t count)
{
    struct many many = {source, count};
    assert_int_equal(db_test_write(test, put_many, &many, NULL), OK);
    (void)random_next(source);
    random_seed(source, random_next(source));
}

static enum status read_page(struct db_test *test, struct list_request *request,
                             struct list_page *page)
{
    struct tx *tx READER_SCOPED = NULL;
    assert_int_equal(db_reader(test->db, test->arena, &tx, &test->err), OK);
    db_reader_for(tx, &VIEWER);
    request->err = &test->err;
    page->rows.table = &THING_TABLE;
    return list_read(tx, test->arena, &DB_TEST_THING_LIST, request, page);
}

struct seen {
    int64_t ids[MOST_SEEN];
    size_t count;
};

static void see(struct seen *seen, const struct list_page *page, bool is_back)
{
    const struct thing *things = page->rows.at;
    for (size_t i = 0; i < page->rows.count; i++) {
        assert_true(seen->count < MOST_SEEN);
        seen->ids[seen->count++] = things[is_back ? page->rows.count - 1 - i : i].id;
    }
}

static enum status see_one(void *self, const void *row)
{
    struct seen *seen = self;
    assert_true(seen->count < MOST_SEEN);
    seen->ids[seen->count++] = ((const struct thing *)row)->id;
    return OK;
}

static void see_all(struct db_test *test, const struct list_request *request, struct seen *seen)
{
    struct tx *tx READER_SCOPED = NULL;
    struct query_each each = {&THING_TABLE, see_one, seen};
    assert_int_equal(db_reader(test->db, test->arena, &tx, &test->err), OK);
    db_reader_for(tx, &VIEWER);
    seen->count = 0;
    assert_int_equal(list_each(tx, &DB_TEST_THING_LIST, request, &each), OK);
}

/* Walks to the end, then back to the beginning; `between` runs after each page. */
static void walk(struct db_test *test, struct list_request request, struct seen *forward,
                 struct seen *back, void (*between)(struct db_test *test))
{
    struct list_page page;
    struct str last = {NULL, 0};
    forward->count = back->count = 0;
    do {
        assert_int_equal(read_page(test, &request, &page), OK);
        see(forward, &page, false);
        if (between != NULL) {
            between(test);
        }
        last = page.previous;
        request.cursor = page.next;
    } while (page.next.len > 0);
    see(back, &page, true);
    while (last.len > 0) {
        request.cursor = last;
        assert_int_equal(read_page(test, &request, &page), OK);
        see(back, &page, true);
        last = page.previous;
    }
}

static bool has(const struct seen *seen, int64_t id)
{
    size_t times = 0;
    for (size_t i = 0; i < seen->count; i++) {
        times += seen->ids[i] == id;
    }
    assert_true(times <= 1);
    return times == 1;
}

static struct filters filters_of(size_t set)
{
    struct filters filters;
    row_clear(&FILTERS_TABLE, &filters);
    filters.stage = (set & 1) != 0 ? STR("old") : (struct str){NULL, 0};
    filters.least = (set & 2) != 0 ? 0 : NO_INT;
    filters.is_open = (set & 4) != 0;
    return filters;
}

static void each_combination(struct db_test *test,
                             void (*check)(struct db_test *test, struct list_request request))
{
    static const char *const SORTS[] = {"name", "-name", "size", "-size", "weight", "-weight"};
    for (size_t i = 0; i < 6 * 8 * 2; i++) {
        struct filters filters = filters_of(i / 6 % 8);
        struct list_request request = {
            .sort = str_of(SORTS[i % 6]),
            .scope = i / 48 == 0 ? STR("all") : STR("own"),
            .limit = 1 + (int64_t)i % 7,
            .filters = bind_row(&FILTERS_TABLE, &filters),
        };
        check(test, request);
    }
}

static void check_walk(struct db_test *test, struct list_request request)
{
    static struct seen all, forward, back;
    see_all(test, &request, &all);
    walk(test, request, &forward, &back, NULL);
    assert_int_equal(forward.count, all.count);
    assert_int_equal(back.count, all.count);
    for (size_t i = 0; i < all.count; i++) {
        assert_int_equal(forward.ids[i], all.ids[i]);
        assert_int_equal(back.ids[all.count - 1 - i], all.ids[i]);
    }
}

static void walking_forward_and_back_sees_each_row_once_in_order(void **state)
{
    struct db_test *test = db_test_of(state);
    struct random_source source;
    random_seed(&source, 1);
    thing_migrate(test);
    put_things(test, &source, THINGS);
    each_combination(test, check_walk);
}

static void put_two(struct db_test *test)
{
    static uint64_t seed;
    struct random_source source;
    random_seed(&source, ++seed);
    if (seed % 20 == 0) {
        put_things(test, &source, 2);
    }
}

/* Rows that were there from the beginning are seen once, those that come between at most once. */
static void check_walk_with_inserts(struct db_test *test, struct list_request request)
{
    static struct seen before, forward, back;
    see_all(test, &request, &before);
    walk(test, request, &forward, &back, put_two);
    for (size_t i = 0; i < before.count; i++) {
        assert_true(has(&forward, before.ids[i]));
        assert_true(has(&back, before.ids[i]));
    }
    for (size_t i = 0; i < forward.count; i++) {
        assert_true(has(&forward, forward.ids[i]));
    }
}

static void rows_that_come_between_hide_and_repeat_nothing(void **state)
{
    struct db_test *test = db_test_of(state);
    struct random_source source;
    random_seed(&source, 2);
    thing_migrate(test);
    put_things(test, &source, 23);
    each_combination(test, check_walk_with_inserts);
}

static void check_scope(struct db_test *test, struct list_request request)
{
    struct list_page page;
    const struct filters *filters = request.filters.row;
    request.limit = 500;
    assert_int_equal(read_page(test, &request, &page), OK);
    const struct thing *things = page.rows.at;
    for (size_t i = 0; i < page.rows.count; i++) {
        struct thing thing = thing_now(test, things[i].id);
        assert_true(str_equal(request.scope, STR("all")) || thing.owner == VIEWER.person);
        assert_true(filters->stage.len == 0 || str_equal(thing.stage, filters->stage));
        assert_true(filters->least == NO_INT || thing.size >= filters->least);
        assert_true(!filters->is_open || thing.is_open);
    }
}

static void scope_and_filters_hold_on_every_row(void **state)
{
    struct db_test *test = db_test_of(state);
    struct random_source source;
    random_seed(&source, 3);
    thing_migrate(test);
    put_things(test, &source, 20);
    each_combination(test, check_scope);
}

static void what_cannot_be_asked_for_is_refused(void **state)
{
    struct db_test *test = db_test_of(state);
    struct random_source source;
    random_seed(&source, 4);
    thing_migrate(test);
    put_things(test, &source, 9);
    struct list_page page;
    struct list_request good = {.scope = STR("all"), .limit = 3};
    assert_int_equal(read_page(test, &good, &page), OK);
    assert_true(str_equal(page.sort, STR("name")));
    assert_null(page.previous.at);
    struct str next = page.next;

    struct list_request bad = good;
    bad.sort = STR("color");
    assert_int_equal(read_page(test, &bad, &page), INVALID);
    bad = good;
    bad.limit = 501;
    assert_int_equal(read_page(test, &bad, &page), INVALID);
    bad = good;
    bad.scope = STR("");
    assert_int_equal(read_page(test, &bad, &page), INTERNAL);
    bad = good;
    bad.sort = STR("size");
    bad.cursor = next; /* of another sort */
    assert_int_equal(read_page(test, &bad, &page), INVALID);
    static const char *const BROKEN[] = {"x", "bg", "bm5hbWUKaTEK", "!!!", "AAAA"};
    for (size_t i = 0; i < 5; i++) {
        bad = good;
        bad.cursor = str_of(BROKEN[i]);
        assert_int_equal(read_page(test, &bad, &page), INVALID);
    }
    assert_true(test->err.count > 0);
}

static enum status remove_all(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    const struct rows *rows = in;
    for (size_t i = 0; i < rows->count; i++) {
        struct thing thing = ((const struct thing *)rows->at)[i];
        int64_t ignored;
        thing.version = 1;
        TRY(query_run(tx, &DB_TEST_THING_REMOVE, bind_row(&THING_TABLE, &thing), &ignored));
    }
    return OK;
}

static void a_place_whose_rows_have_gone_gives_the_first_page(void **state)
{
    struct db_test *test = db_test_of(state);
    struct random_source source;
    random_seed(&source, 5);
    thing_migrate(test);
    put_things(test, &source, 6);
    struct list_page first;
    struct list_page second;
    struct list_request request = {.scope = STR("all"), .limit = 3};
    assert_int_equal(read_page(test, &request, &first), OK);
    request.cursor = first.next;
    assert_int_equal(read_page(test, &request, &second), OK);
    assert_int_equal(second.rows.count, 3);
    assert_int_equal(db_test_write(test, remove_all, &second.rows, NULL), OK);
    assert_int_equal(read_page(test, &request, &second), OK);
    assert_int_equal(second.rows.count, 3);
    assert_null(second.next.at);
    assert_null(second.previous.at);
}

static void cursors_come_back_as_they_were(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct cursor cursor = {
        .is_back = true,
        .sort = STR("-name"),
        .count = 4,
        .values = {{.kind = FIELD_KIND_TEXT, .text = STR("a:b\n\"t5:\"")},
                   {.kind = FIELD_KIND_INT, .number = INT64_MIN + 1},
                   {.kind = FIELD_KIND_REAL, .real = 1.0 / 3.0},
                   {.kind = FIELD_KIND_TEXT, .text = STR("")}},
    };
    struct cursor back;
    assert_int_equal(cursor_parse(arena, cursor_text(arena, &cursor), &back), OK);
    assert_true(back.is_back && str_equal(back.sort, cursor.sort) && back.count == 4);
    assert_true(str_equal(back.values[0].text, cursor.values[0].text));
    assert_int_equal(back.values[1].number, cursor.values[1].number);
    assert_true(back.values[2].real == cursor.values[2].real);
    assert_int_equal(back.values[3].text.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cursors_come_back_as_they_were),
        DB_TEST(walking_forward_and_back_sees_each_row_once_in_order),
        DB_TEST(rows_that_come_between_hide_and_repeat_nothing),
        DB_TEST(scope_and_filters_hold_on_every_row),
        DB_TEST(what_cannot_be_asked_for_is_refused),
        DB_TEST(a_place_whose_rows_have_gone_gives_the_first_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
