/* Named queries: binding, reading, sets, and every query's text on both engines. */
#include "platform/db/db_thing_test_support.h"

#include "db_queries.h"
#include "platform/db/driver.h"

#include <math.h>
#include <string.h>

static struct tx *reader(struct db_test *test)
{
    struct tx *tx = NULL;
    assert_int_equal(db_reader(test->db, test->arena, &tx, &test->err), OK);
    return tx;
}

static void every_kind_of_field_comes_back_as_it_was_bound(void **state)
{
    struct db_test *test = db_test_of(state);
    thing_migrate(test);
    struct thing full = thing_new("Åsa's \"thing\"");
    full.size = INT64_MAX;
    full.weight = -1.0 / 3.0;
    full.is_open = true;
    full.stage = STR("new");
    full.day = STR("2026-02-28");
    full.seen = -1;
    full.picture = (struct str){"\0\1\377", 3};
    full.owner = 7;
    thing_put(test, &full, NO_INT);
    struct thing found = thing_now(test, full.id);
    for (size_t i = 0; i < THING_TABLE.field_count; i++) {
        assert_true(field_equal(&THING_TABLE.fields[i], &full, &found));
    }
    assert_true(found.weight == full.weight);
}

static void absent_values_are_null_and_come_back_absent(void **state)
{
    struct db_test *test = db_test_of(state);
    thing_migrate(test);
    struct thing bare = thing_new("bare");
    thing_put(test, &bare, NO_INT);
    struct thing found = thing_now(test, bare.id);
    assert_null(found.stage.at);
    assert_null(found.picture.at);
    assert_int_equal(found.owner, NO_INT);
    assert_int_equal(found.seen, NO_INT);
    assert_int_equal(db_test_int(test, "SELECT count(*) FROM db_test_thing WHERE owner IS NULL AND "
                                       "stage IS NULL AND picture IS NULL"),
                     1);
}

struct sets {
    int64_t *ids;
    size_t ids_count;
    struct str *names;
    size_t names_count;
};
static const struct field ID_FIELDS[] = {
    {.name = "id", .kind = FIELD_KIND_ID, .offset = 0, .label = ""}};
static const struct table ID_TABLE = {"", sizeof(int64_t), ID_FIELDS, 1};
static const struct field NAME_FIELDS[] = {
    {.name = "name", .kind = FIELD_KIND_TEXT, .offset = 0, .label = ""}};
static const struct table NAME_TABLE = {"", sizeof(struct str), NAME_FIELDS, 1};
static const struct field SETS_FIELDS[] = {
    FIELD_LIST_OF(struct sets, ids, &ID_TABLE, ""),
    FIELD_LIST_OF(struct sets, names, &NAME_TABLE, ""),
};
static const struct table SETS_TABLE = TABLE("", struct sets, SETS_FIELDS);

static size_t count_of(struct db_test *test, const struct query *query, const struct sets *sets)
{
    struct tx *tx = reader(test);
    struct rows rows = {.table = &THING_TABLE};
    assert_int_equal(query_rows(tx, test->arena, query, bind_row(&SETS_TABLE, sets), &rows), OK);
    db_reader_give(tx);
    return rows.count;
}

static void sets_of_ids_and_texts_are_bound_whole(void **state)
{
    struct db_test *test = db_test_of(state);
    thing_migrate(test);
    struct str names[] = {STR("a,b"), STR("\"{}\\'"), STR("NULL"), STR("")};
    int64_t ids[4];
    for (size_t i = 0; i < 4; i++) {
        struct thing thing = thing_new("");
        thing.name = names[i];
        thing_put(test, &thing, NO_INT);
        ids[i] = thing.id;
    }
    assert_int_equal(count_of(test, &DB_TEST_THING_OF_IDS, &(struct sets){ids, 3, NULL, 0}), 3);
    assert_int_equal(count_of(test, &DB_TEST_THING_NOT_OF_IDS, &(struct sets){ids, 3, NULL, 0}), 1);
    assert_int_equal(count_of(test, &DB_TEST_THING_OF_IDS, &(struct sets){NULL, 0, NULL, 0}), 0);
    assert_int_equal(count_of(test, &DB_TEST_THING_NOT_OF_IDS, &(struct sets){NULL, 0, NULL, 0}),
                     4);
    assert_int_equal(count_of(test, &DB_TEST_THING_OF_NAMES, &(struct sets){NULL, 0, names, 4}), 4);
    assert_int_equal(count_of(test, &DB_TEST_THING_OF_NAMES, &(struct sets){NULL, 0, names, 1}), 1);
    assert_int_equal(count_of(test, &DB_TEST_THING_OF_NAMES, &(struct sets){NULL, 0, NULL, 0}), 0);
}

static enum status read_mine(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)in;
    (void)err;
    struct rows *rows = out;
    return query_rows(tx, tx_arena(tx), &DB_TEST_THING_MINE, bind_none(), rows);
}

static void viewer_and_now_come_from_the_transaction(void **state)
{
    struct db_test *test = db_test_of(state);
    thing_migrate(test);
    int64_t now = clock_now(&test->clock);
    for (int64_t i = 0; i < 4; i++) {
        struct thing thing = thing_new("x");
        thing.owner = 1 + i % 2;
        thing.seen = i < 2 ? now - 1 : now;
        thing_put(test, &thing, NO_INT);
    }
    struct rows rows = {.table = &THING_TABLE};
    assert_int_equal(db_test_write(test, read_mine, NULL, &rows), OK);
    assert_int_equal(rows.count, 1);
}

static void no_row_is_not_found_and_a_stray_column_is_our_mistake(void **state)
{
    struct db_test *test = db_test_of(state);
    thing_migrate(test);
    struct thing thing = thing_new("x");
    thing_put(test, &thing, NO_INT);
    struct tx *tx = reader(test);
    struct thing found = {0};
    int64_t id = thing.id + 1;
    assert_int_equal(query_one(tx, &DB_TEST_THING_GET, bind_id(&id), &THING_TABLE, &found),
                     NOT_FOUND);
    assert_int_equal(found.id, 0);
    assert_int_equal(query_one(tx, &DB_TEST_THING_STRAY, bind_id(&thing.id), &THING_TABLE, &found),
                     INTERNAL);
    assert_int_equal(query_one(tx, &DB_TEST_THING_MINE, bind_none(), &THING_TABLE, &found),
                     INTERNAL);
    db_reader_for(tx, &(struct actor){.person = 3});
    assert_int_equal(query_one(tx, &DB_TEST_THING_MINE, bind_none(), &THING_TABLE, &found),
                     NOT_FOUND);
    db_reader_give(tx);
}

static void each_engine_runs_its_own_text(void **state)
{
    struct db_test *test = db_test_of(state);
    thing_migrate(test);
    struct thing thing = thing_new("x");
    thing_put(test, &thing, NO_INT);
    struct tx *tx = reader(test);
    struct thing found;
    assert_int_equal(query_one(tx, &DB_TEST_ENGINE, bind_id(&thing.id), &THING_TABLE, &found), OK);
    db_reader_give(tx);
    assert_true(
        str_equal(found.name, test->engine == DB_ENGINE_SQLITE ? STR("sqlite") : STR("postgres")));
}

static enum status open_thing(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)err;
    return query_one(tx, &DB_TEST_THING_OPEN, bind_id(in), &THING_TABLE, out);
}

static void a_change_gives_its_rows_back(void **state)
{
    struct db_test *test = db_test_of(state);
    thing_migrate(test);
    struct thing thing = thing_new("x");
    thing_put(test, &thing, NO_INT);
    struct thing found;
    assert_int_equal(db_test_write(test, open_thing, &thing.id, &found), OK);
    assert_true(found.is_open);
    assert_true(thing_now(test, thing.id).is_open);
}

static enum status count_row(void *self, const void *row)
{
    const struct thing *thing = row;
    int64_t *sum = self;
    *sum += thing->size;
    return thing->size == 13 ? CONFLICT : OK;
}

static enum status put_many(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    const int64_t *count = in;
    for (int64_t i = 1; i <= *count; i++) {
        struct thing thing = thing_new("many");
        int64_t ignored;
        thing.id = i;
        thing.version = 1;
        thing.size = i;
        TRY(query_run(tx, &DB_TEST_THING_INSERT, bind_row(&THING_TABLE, &thing), &ignored));
    }
    return OK;
}

static void rows_are_handed_on_one_by_one_until_somebody_says_stop(void **state)
{
    struct db_test *test = db_test_of(state);
    thing_migrate(test);
    int64_t count = 12;
    assert_int_equal(db_test_write(test, put_many, &count, NULL), OK);
    struct tx *tx = reader(test);
    int64_t sum = 0;
    struct query_each each = {&THING_TABLE, count_row, &sum};
    assert_int_equal(query_each(tx, &DB_TEST_THING_ALL, bind_none(), &each), OK);
    assert_int_equal(sum, 78);
    db_reader_give(tx);
    struct thing stop = thing_new("stop");
    stop.size = 13;
    thing_put(test, &stop, NO_INT);
    tx = reader(test);
    assert_int_equal(query_each(tx, &DB_TEST_THING_ALL, bind_none(), &each), CONFLICT);
    db_reader_give(tx);
}

static void more_rows_than_a_page_can_hold_are_too_large(void **state)
{
    struct db_test *test = db_test_of(state);
    thing_migrate(test);
    int64_t count = 10001;
    assert_int_equal(db_test_write(test, put_many, &count, NULL), OK);
    struct tx *tx = reader(test);
    struct rows rows = {.table = &THING_TABLE};
    assert_int_equal(query_rows(tx, test->arena, &DB_TEST_THING_ALL, bind_none(), &rows),
                     TOO_LARGE);
    db_reader_give(tx);
}

/* What is sent without waiting: more at once than are kept waiting, then one whose answer is wanted. */
enum { SENT = 600 };

static enum status send_things(struct tx *tx, int64_t first, int64_t count)
{
    for (int64_t id = first; id < first + count; id++) {
        struct thing thing = thing_new("sent");
        thing.id = id;
        thing.version = 1;
        TRY(query_send(tx, &DB_TEST_THING_INSERT, bind_row(&THING_TABLE, &thing)));
    }
    return OK;
}

static enum status send_and_read(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)in;
    (void)err;
    TRY(send_things(tx, 1, SENT));
    int64_t last = SENT;
    struct thing *found = out;
    TRY(query_one(tx, &DB_TEST_THING_GET, bind_id(&last), &THING_TABLE, found));
    return send_things(tx, SENT + 1, 1);
}

static void what_is_sent_without_waiting_is_there_for_the_next_statement(void **state)
{
    struct db_test *test = db_test_of(state);
    thing_migrate(test);
    struct thing found;
    assert_int_equal(db_test_write(test, send_and_read, NULL, &found), OK);
    assert_int_equal(found.id, SENT);
    assert_int_equal(db_test_int(test, "SELECT count(*) FROM db_test_thing"), SENT + 1);
}

static enum status send_twice(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    const bool *is_read_after = in;
    TRY(send_things(tx, 1, 2));
    enum status status = send_things(tx, 2, 2); /* 2 is there already */
    if (status == OK && *is_read_after) {
        int64_t id = 1;
        struct thing found;
        status = query_one(tx, &DB_TEST_THING_GET, bind_id(&id), &THING_TABLE, &found);
        assert_int_equal(status, CONFLICT);
    }
    return status;
}

static void
what_is_sent_and_fails_keeps_nothing_and_tells_at_the_latest_when_it_is_to_be_kept(void **state)
{
    struct db_test *test = db_test_of(state);
    thing_migrate(test);
    bool is_read_after = false;
    assert_int_equal(db_test_write(test, send_twice, &is_read_after, NULL), CONFLICT);
    is_read_after = true;
    assert_int_equal(db_test_write(test, send_twice, &is_read_after, NULL), CONFLICT);
    assert_int_equal(db_test_int(test, "SELECT count(*) FROM db_test_thing"), 0);
    struct thing found;
    assert_int_equal(db_test_write(test, send_and_read, NULL, &found), OK); /* works on */
}

static enum status send_and_refuse(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)in;
    (void)out;
    (void)err;
    TRY(send_things(tx, 1, 3));
    return INVALID;
}

static void what_was_sent_for_a_refused_change_is_not_kept(void **state)
{
    struct db_test *test = db_test_of(state);
    thing_migrate(test);
    assert_int_equal(db_test_write(test, send_and_refuse, NULL, NULL), INVALID);
    assert_int_equal(db_test_int(test, "SELECT count(*) FROM db_test_thing"), 0);
}

static void prepare(struct tx *tx, const struct query *query)
{
    STATEMENT_SCOPED struct statement *statement = NULL;
    if (statement_take(tx, query, &statement) != OK) {
        fail_msg("%s is not accepted", query->name);
    }
}

static enum status prepare_all(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    const struct query_set *set = in;
    for (size_t i = 0; set->queries[i] != NULL; i++) {
        prepare(tx, set->queries[i]);
    }
    for (size_t i = 0; set->lists[i] != NULL; i++) {
        for (size_t k = 0; k < set->lists[i]->statement_count; k++) {
            prepare(tx, &set->lists[i]->statements[k]);
        }
    }
    return OK;
}

static void every_query_is_accepted_by_the_engine(void **state)
{
    struct db_test *test = db_test_of(state);
    thing_migrate(test);
    assert_int_equal(db_test_write(test, prepare_all, &DB_QUERY_SET, NULL), OK);
    assert_int_equal(db_test_write(test, prepare_all, &DB_TEST_QUERY_SET, NULL), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(every_kind_of_field_comes_back_as_it_was_bound),
        DB_TEST(absent_values_are_null_and_come_back_absent),
        DB_TEST(sets_of_ids_and_texts_are_bound_whole),
        DB_TEST(viewer_and_now_come_from_the_transaction),
        DB_TEST(no_row_is_not_found_and_a_stray_column_is_our_mistake),
        DB_TEST(each_engine_runs_its_own_text),
        DB_TEST(a_change_gives_its_rows_back),
        DB_TEST(rows_are_handed_on_one_by_one_until_somebody_says_stop),
        DB_TEST(what_is_sent_without_waiting_is_there_for_the_next_statement),
        DB_TEST(what_is_sent_and_fails_keeps_nothing_and_tells_at_the_latest_when_it_is_to_be_kept),
        DB_TEST(what_was_sent_for_a_refused_change_is_not_kept),
        DB_TEST(more_rows_than_a_page_can_hold_are_too_large),
        DB_TEST(every_query_is_accepted_by_the_engine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
