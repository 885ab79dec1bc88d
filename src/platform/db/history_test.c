/* What happened to a thing: changes, sources, order, undo, erasing, and the chain. */
#include "platform/db/db_thing_test_support.h"

#include "platform/base/buf.h"
#include "platform/base/rand.h"
#include "platform/db/history_json.h"
#include "platform/db/sequencer.h"

#include <math.h>
#include <string.h>

static struct tx *reader(struct db_test *test)
{
    struct tx *tx = NULL;
    assert_int_equal(db_reader(test->db, test->arena, &tx, &test->err), OK);
    return tx;
}

static struct rows history_of(struct db_test *test, int64_t row, const char *field)
{
    struct tx *tx READER_SCOPED = reader(test);
    struct rows rows;
    struct history_request request = {&THING_ENTITY, row, str_of(field), NO_INT, NO_INT};
    assert_int_equal(history_read(tx, test->arena, &request, &rows), OK);
    return rows;
}

static const struct field_change *change_at(const struct rows *rows, size_t index)
{
    assert_true(index < rows->count);
    return (const struct field_change *)rows->at + index;
}

static void assert_text(struct str text, const char *expected)
{
    if (!str_equal(text, str_of(expected))) {
        fail_msg("\"%.*s\" is not \"%s\"", STR_ARG(text), expected);
    }
}

static int64_t verify(struct db_test *test, enum status expected)
{
    struct tx *tx READER_SCOPED = reader(test);
    int64_t count = -1;
    err_clear(&test->err);
    enum status status = history_verify(tx, &count, &test->err);
    if (status != expected) {
        BUF_SCOPED(text, 4096);
        err_write(&test->err, &text);
        fail_msg("verify gave %s: %.*s", status_name(status), STR_ARG(buf_str(&text)));
    }
    return count;
}

static void a_field_tells_what_it_held_who_changed_it_and_from_where(void **state)
{
    struct db_test *test = db_test_of(state);
    thing_migrate(test);
    struct thing thing = thing_new("First");
    thing_put(test, &thing, 77);
    thing.name = STR("Second");
    thing.size = 5;
    assert_int_equal(thing_change(test, &thing, NO_INT, "officer"), OK);
    thing.name = STR("Third");
    assert_int_equal(thing_change(test, &thing, NO_INT, ""), OK);

    struct rows rows = history_of(test, thing.id, "name");
    assert_int_equal(rows.count, 3);
    assert_text(change_at(&rows, 0)->before, "Second");
    assert_text(change_at(&rows, 0)->after, "Third");
    assert_text(change_at(&rows, 0)->source, "self");
    assert_int_equal(change_at(&rows, 0)->person, 1);
    assert_text(change_at(&rows, 1)->before, "First");
    assert_text(change_at(&rows, 1)->after, "Second");
    assert_text(change_at(&rows, 1)->source, "officer");
    assert_text(change_at(&rows, 2)->before, "");
    assert_text(change_at(&rows, 2)->after, "First");
    assert_int_equal(change_at(&rows, 2)->cause, 77);
    assert_text(change_at(&rows, 2)->kind, "thing.changed");
}

static void an_update_without_difference_writes_nothing(void **state)
{
    struct db_test *test = db_test_of(state);
    thing_migrate(test);
    struct thing thing = thing_new("Same");
    thing_put(test, &thing, NO_INT);
    assert_int_equal(thing_change(test, &thing, NO_INT, ""), OK);
    assert_int_equal(thing.version, 1);
    assert_int_equal(thing_now(test, thing.id).version, 1);
    assert_int_equal(db_test_int(test, "SELECT count(*) FROM change"), 1);
}

static void what_is_worked_out_is_written_but_not_told(void **state)
{
    struct db_test *test = db_test_of(state);
    thing_migrate(test);
    struct thing thing = thing_new("Same");
    thing_put(test, &thing, NO_INT);
    thing.name_key = STR("same");
    assert_int_equal(thing_change(test, &thing, NO_INT, ""), OK);
    assert_text(thing_now(test, thing.id).name_key, "same");
    assert_int_equal(db_test_int(test, "SELECT count(*) FROM change"), 1);
}

static void a_stale_version_is_a_conflict_and_leaves_nothing(void **state)
{
    struct db_test *test = db_test_of(state);
    thing_migrate(test);
    struct thing thing = thing_new("One");
    thing_put(test, &thing, NO_INT);
    struct thing mine = thing;
    struct thing theirs = thing;
    theirs.name = STR("Theirs");
    assert_int_equal(thing_change(test, &theirs, NO_INT, ""), OK);
    mine.name = STR("Mine");
    assert_int_equal(thing_change(test, &mine, NO_INT, ""), CONFLICT);
    assert_text(thing_now(test, thing.id).name, "Theirs");
    assert_int_equal(db_test_int(test, "SELECT count(*) FROM event"), 2);
    assert_int_equal(verify(test, OK), 2);
}

static enum status remove_thing(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    struct event event = {.kind = &THING_CHANGED};
    int64_t id;
    TRY(event_emit(tx, &event, &id));
    return entity_remove(tx, &THING_ENTITY, id, in);
}

static void a_removed_row_keeps_its_history(void **state)
{
    struct db_test *test = db_test_of(state);
    thing_migrate(test);
    struct thing thing = thing_new("Gone");
    thing_put(test, &thing, NO_INT);
    assert_int_equal(db_test_write(test, remove_thing, &thing, NULL), OK);
    assert_int_equal(db_test_write(test, remove_thing, &thing, NULL), CONFLICT);
    struct rows rows = history_of(test, thing.id, "name");
    assert_int_equal(rows.count, 2);
    assert_text(change_at(&rows, 0)->before, "Gone");
    assert_text(change_at(&rows, 0)->after, "");
    assert_text(change_at(&rows, 1)->after, "Gone");
}

static void pages_of_a_history_follow_on_each_other(void **state)
{
    struct db_test *test = db_test_of(state);
    thing_migrate(test);
    struct thing thing = thing_new("0");
    thing_put(test, &thing, NO_INT);
    for (int i = 1; i <= 9; i++) {
        thing.name = str_format(test->arena, "%d", i);
        assert_int_equal(thing_change(test, &thing, NO_INT, ""), OK);
    }
    struct tx *tx READER_SCOPED = reader(test);
    struct history_request request = {&THING_ENTITY, thing.id, STR("name"), NO_INT, 3};
    int expected = 9;
    for (struct rows rows = {.count = 1}; rows.count > 0;) {
        assert_int_equal(history_read(tx, test->arena, &request, &rows), OK);
        for (size_t i = 0; i < rows.count; i++) {
            assert_text(change_at(&rows, i)->after,
                        str_c(test->arena, str_format(test->arena, "%d", expected--)));
        }
        request.before_event = rows.count == 0 ? 0 : change_at(&rows, rows.count - 1)->event;
    }
    assert_int_equal(expected, -1);
}

static void each_field_knows_its_newest_source(void **state)
{
    struct db_test *test = db_test_of(state);
    thing_migrate(test);
    struct thing thing = thing_new("a");
    thing_put(test, &thing, 5);
    thing.size = 9;
    assert_int_equal(thing_change(test, &thing, NO_INT, "officer"), OK);
    thing.name = STR("b");
    assert_int_equal(thing_change(test, &thing, NO_INT, "import"), OK);
    struct tx *tx READER_SCOPED = reader(test);
    struct rows rows;
    int64_t before = db_thread_statements();
    assert_int_equal(history_sources(tx, test->arena, &THING_ENTITY, thing.id, &rows), OK);
    assert_int_equal(db_thread_statements() - before, 1);
    for (size_t i = 0; i < rows.count; i++) {
        const struct field_change *change = change_at(&rows, i);
        const char *source = str_equal(change->field, STR("size"))   ? "officer"
                             : str_equal(change->field, STR("name")) ? "import"
                                                                     : "self";
        assert_text(change->source, source);
    }
    assert_int_equal(rows.count, 10);
}

static void events_come_in_one_order_without_gaps(void **state)
{
    struct db_test *test = db_test_of(state);
    thing_migrate(test);
    for (int i = 0; i < 7; i++) {
        struct thing thing = thing_new("x");
        thing_put(test, &thing, NO_INT);
    }
    struct tx *tx READER_SCOPED = reader(test);
    struct rows rows;
    int64_t newest;
    assert_int_equal(events_after(tx, test->arena, 2, 3, &rows), OK);
    assert_int_equal(events_newest(tx, &newest), OK);
    assert_int_equal(newest, 7);
    assert_int_equal(rows.count, 3);
    const struct event_record *events = rows.at;
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(events[i].position, 3 + (int64_t)i);
        assert_text(events[i].subject_table, "db_test_thing");
        assert_int_equal(events[i].at, clock_now(&test->clock));
    }
}

struct emitting {
    size_t count;
};

static enum status emit_two(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)in;
    (void)err;
    struct event event = {.kind = &THING_CHANGED, .subject_table = &THING_TABLE, .subject = 4};
    int64_t id;
    TRY(event_emit(tx, &event, &id));
    TRY(event_emit(tx, &event, &id));
    const struct event *events;
    struct emitting *emitting = out;
    emitting->count = tx_events(tx, &events);
    return events[1].id == id && events[0].subject == 4 ? OK : INTERNAL;
}

static void a_transaction_knows_the_events_it_emitted(void **state)
{
    struct db_test *test = db_test_of(state);
    thing_migrate(test);
    struct emitting emitting = {0};
    assert_int_equal(db_test_write(test, emit_two, NULL, &emitting), OK);
    assert_int_equal(emitting.count, 2);
    assert_int_equal(verify(test, OK), 2);
}

/* --- the chain --- */

static void fill(struct db_test *test, struct thing *thing)
{
    *thing = thing_new("Anna");
    thing_put(test, thing, NO_INT);
    thing->name = STR("Berta");
    assert_int_equal(thing_change(test, thing, NO_INT, ""), OK);
    thing->name = STR("Cecilia");
    assert_int_equal(thing_change(test, thing, NO_INT, ""), OK);
}

static bool err_names(struct db_test *test, const char *name, int64_t value)
{
    const struct err_item *item = &test->err.items[0];
    for (size_t i = 0; i < ERR_ARGUMENTS; i++) {
        if (item->arguments[i].name != NULL && strcmp(item->arguments[i].name, name) == 0) {
            return item->arguments[i].number == value;
        }
    }
    return false;
}

static void an_altered_value_is_found_and_its_row_named(void **state)
{
    struct db_test *test = db_test_of(state);
    struct thing thing;
    thing_migrate(test);
    fill(test, &thing);
    assert_int_equal(verify(test, OK), 3);
    db_test_script(test, "UPDATE change SET before = '{\"name\":\"Anders\"}' WHERE version = 2");
    verify(test, INVALID);
    assert_true(err_names(test, "row", thing.id));
    assert_true(
        err_names(test, "event", db_test_int(test, "SELECT event FROM change WHERE version = 2")));
}

static void altered_events_and_missing_ones_are_found_and_named(void **state)
{
    static const char *const ALTERING[] = {
        "UPDATE event SET person = 2 WHERE position = 2",
        "UPDATE event SET at = at + 1 WHERE position = 2",
        "UPDATE event SET source = 'officer' WHERE position = 2",
        "UPDATE change SET fields = 'size' WHERE version = 2",
        "UPDATE change SET row = row + 1 WHERE version = 2",
        "DELETE FROM change WHERE version = 2",
        "UPDATE event SET link = digest WHERE position = 2",
        "DELETE FROM event WHERE position = 2",
    };
    struct db_test *test = db_test_of(state);
    struct thing thing;
    thing_migrate(test);
    fill(test, &thing);
    for (size_t i = 0; i < sizeof ALTERING / sizeof ALTERING[0]; i++) {
        int64_t event = db_test_int(test, i == 7 ? "SELECT id FROM event WHERE position = 3"
                                                 : "SELECT id FROM event WHERE position = 2");
        db_test_script(test, "CREATE TABLE kept_event AS SELECT * FROM event");
        db_test_script(test, "CREATE TABLE kept_change AS SELECT * FROM change");
        db_test_script(test, ALTERING[i]);
        verify(test, INVALID);
        assert_true(err_names(test, "event", event));
        db_test_script(test, "DELETE FROM event; INSERT INTO event SELECT * FROM kept_event;"
                             "DELETE FROM change; INSERT INTO change SELECT * FROM kept_change;"
                             "DROP TABLE kept_event; DROP TABLE kept_change");
        assert_int_equal(verify(test, OK), 3);
    }
}

static enum status erase(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    const int64_t *id = in;
    return history_erase(tx, &THING_TABLE, *id);
}

static void erased_values_are_gone_and_the_chain_still_holds(void **state)
{
    struct db_test *test = db_test_of(state);
    struct thing thing;
    thing_migrate(test);
    fill(test, &thing);
    assert_int_equal(db_test_write(test, erase, &thing.id, NULL), OK);
    assert_int_equal(verify(test, OK), 3);
    assert_int_equal(db_test_int(test, "SELECT count(*) FROM change WHERE before LIKE '%Anna%'"),
                     0);
    assert_int_equal(db_test_int(test, "SELECT count(*) FROM change WHERE salt IS NOT NULL"), 0);
    struct rows rows = history_of(test, thing.id, "name");
    assert_int_equal(rows.count, 3);
    assert_true(change_at(&rows, 0)->is_erased);
    assert_text(change_at(&rows, 0)->after, "Cecilia");
    assert_text(change_at(&rows, 0)->before, "");
    assert_text(change_at(&rows, 1)->after, "");
}

static void many_events_are_checked_across_pages(void **state)
{
    struct db_test *test = db_test_of(state);
    thing_migrate(test);
    for (int i = 0; i < 120; i++) {
        struct emitting emitting = {0};
        assert_int_equal(db_test_write(test, emit_two, NULL, &emitting), OK);
    }
    assert_int_equal(verify(test, OK), 240);
}

static void whatever_statement_fails_row_and_history_agree(void **state)
{
    struct db_test *test = db_test_of(state);
    thing_migrate(test);
    struct thing thing = thing_new("0");
    thing_put(test, &thing, NO_INT);
    int64_t version = 1;
    bool has_failed = true;
    for (int64_t k = 1; has_failed; k++) {
        thing.name = str_format(test->arena, "%d", (int)k);
        thing.version = version;
        (void)db_test_fail_statement(test, k);
        enum status status = thing_change(test, &thing, NO_INT, "");
        has_failed = db_test_fail_statement(test, 0);
        version += status == OK ? 1 : 0;
        assert_true(status == OK || (has_failed && status == UNAVAILABLE));
        assert_int_equal(thing_now(test, thing.id).version, version);
        assert_int_equal(db_test_int(test, "SELECT count(*) FROM change"), version);
        assert_int_equal(db_test_int(test, "SELECT count(*) FROM event"), version);
        /* Each k meets the same state: events left without a position would each add a statement to
         * the next run, and k would run after them instead of coming to the end. */
        assert_int_equal(sequencer_run(test->db, &test->err), OK);
        assert_int_equal(verify(test, OK), version);
    }
    assert_true(version > 1);
}

/* --- undo --- */

static struct undo_page plan(struct db_test *test, int64_t cause, int64_t after)
{
    struct tx *tx READER_SCOPED = reader(test);
    struct undo_request request = {.entity = &THING_ENTITY, .cause = cause, .after_event = after};
    struct undo_page page;
    assert_int_equal(history_undo_plan(tx, test->arena, &request, &page), OK);
    return page;
}

static void undo_reverts_what_is_still_the_imports_and_keeps_the_rest(void **state)
{
    enum { IMPORT = 4711 };
    struct db_test *test = db_test_of(state);
    thing_migrate(test);
    struct thing thing = thing_new("Before");
    thing.size = 1;
    thing_put(test, &thing, NO_INT);
    thing.name = STR("Imported");
    thing.size = 2;
    thing.weight = 7.5;
    assert_int_equal(thing_change(test, &thing, IMPORT, "import"), OK);
    thing.size = 3;
    assert_int_equal(thing_change(test, &thing, NO_INT, "officer"), OK);

    struct undo_page page = plan(test, IMPORT, NO_INT);
    assert_int_equal(page.count, 1);
    const struct undo *undo = &page.undos[0];
    assert_int_equal(undo->row, thing.id);
    assert_false(undo->was_inserted);
    assert_true(undo->is_changed);
    assert_int_equal(undo->revert, field_mask(&THING_TABLE, STR("name,weight")));
    assert_int_equal(undo->keep, field_mask(&THING_TABLE, STR("size")));
    struct thing now = thing_now(test, thing.id);
    undo_apply(undo, &THING_ENTITY, &now);
    assert_text(now.name, "Before");
    assert_int_equal(now.size, 3);
    assert_true(now.weight == 0.5);
    assert_int_equal(plan(test, IMPORT, page.event).event, NO_INT);
    struct tx *tx READER_SCOPED = reader(test);
    struct undo_request request = {
        .entity = &THING_ENTITY, .cause = IMPORT, .after_event = NO_INT, .undone = &THING_CHANGED};
    assert_int_equal(history_undo_plan(tx, test->arena, &request, &page), OK);
    assert_int_equal(page.event, NO_INT); /* what took back is not taken back */
}

static void undo_removes_what_the_import_made_unless_it_was_changed(void **state)
{
    enum { IMPORT = 4711 };
    struct db_test *test = db_test_of(state);
    thing_migrate(test);
    struct thing untouched = thing_new("Untouched");
    struct thing edited = thing_new("Edited");
    struct thing gone = thing_new("Gone");
    thing_put(test, &untouched, IMPORT);
    thing_put(test, &edited, IMPORT);
    thing_put(test, &gone, IMPORT);
    edited.name = STR("By hand");
    assert_int_equal(thing_change(test, &edited, NO_INT, "officer"), OK);
    assert_int_equal(db_test_write(test, remove_thing, &gone, NULL), OK);

    size_t seen = 0;
    for (struct undo_page page = plan(test, IMPORT, NO_INT); page.event != NO_INT;
         page = plan(test, IMPORT, page.event)) {
        assert_int_equal(page.count, 1);
        const struct undo *undo = &page.undos[0];
        assert_true(undo->was_inserted);
        assert_int_equal(undo->is_changed, undo->row != untouched.id);
        assert_int_equal(undo->is_gone, undo->row == gone.id);
        if (undo->row == edited.id) {
            assert_int_equal(undo->keep, field_mask(&THING_TABLE, STR("name")));
        }
        seen++;
    }
    assert_int_equal(seen, 3);
}

static void a_row_that_an_import_touched_twice_goes_back_to_before_both(void **state)
{
    enum { IMPORT = 4711 };
    struct db_test *test = db_test_of(state);
    thing_migrate(test);
    struct thing thing = thing_new("Zero");
    thing_put(test, &thing, NO_INT);
    thing.name = STR("One");
    assert_int_equal(thing_change(test, &thing, IMPORT, "import"), OK);
    thing.name = STR("Two");
    assert_int_equal(thing_change(test, &thing, IMPORT, "import"), OK);
    struct undo_page page = plan(test, IMPORT, NO_INT);
    assert_int_equal(page.count, 1);
    struct thing now = thing_now(test, thing.id);
    undo_apply(&page.undos[0], &THING_ENTITY, &now);
    assert_text(now.name, "Zero");
    page = plan(test, IMPORT, page.event);
    assert_int_not_equal(page.event, NO_INT);
    assert_int_equal(page.count, 0);
}

/* --- JSON --- */

static void every_value_comes_back_from_json(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    BUF_SCOPED(json, 1 << 16);
    struct thing thing = thing_new("\"\\\n\t\x01 å日");
    thing.size = INT64_MIN + 1;
    thing.weight = 1e300 / 3;
    thing.is_open = true;
    thing.picture = (struct str){"\0\377", 2};
    thing.stage = STR("");
    uint64_t mask = field_mask_all(&THING_TABLE);
    fields_to_json(&json, &THING_TABLE, mask, &thing);
    struct thing back;
    uint64_t found;
    row_clear(&THING_TABLE, &back);
    assert_int_equal(fields_from_json(arena, buf_str(&json), &THING_TABLE, &back, &found), OK);
    assert_int_equal(found, mask);
    assert_int_equal(entity_difference(&THING_TABLE, &thing, &back), 0);
    assert_text(field_names(arena, &THING_TABLE, field_mask(&THING_TABLE, STR("day,what,name"))),
                "name,day");
}

static void broken_json_is_refused(void **state)
{
    (void)state;
    static const char *const BROKEN[] = {
        "",       "{",           "{\"name\"}",          "{\"name\":\"a}",     "{\"name\":}",
        "[]",     "{\"size\":1", "{\"size\":1}}",       "{\"size\":1,}",      "{,}",
        "{\"a\"", "{\"a\":tru}", "{\"name\":\"\\u1\"}", "{\"name\":\"\\x\"}", "{}x"};
    ARENA_SCOPED(arena);
    struct thing thing = thing_new("x");
    uint64_t mask = 0;
    for (size_t i = 0; i < sizeof BROKEN / sizeof BROKEN[0]; i++) {
        if (fields_from_json(arena, str_of(BROKEN[i]), &THING_TABLE, &thing, &mask) != INVALID) {
            fail_msg("%s was taken", BROKEN[i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_value_comes_back_from_json),
        cmocka_unit_test(broken_json_is_refused),
        DB_TEST(a_field_tells_what_it_held_who_changed_it_and_from_where),
        DB_TEST(an_update_without_difference_writes_nothing),
        DB_TEST(what_is_worked_out_is_written_but_not_told),
        DB_TEST(a_stale_version_is_a_conflict_and_leaves_nothing),
        DB_TEST(a_removed_row_keeps_its_history),
        DB_TEST(pages_of_a_history_follow_on_each_other),
        DB_TEST(each_field_knows_its_newest_source),
        DB_TEST(events_come_in_one_order_without_gaps),
        DB_TEST(a_transaction_knows_the_events_it_emitted),
        DB_TEST(an_altered_value_is_found_and_its_row_named),
        DB_TEST(altered_events_and_missing_ones_are_found_and_named),
        DB_TEST(erased_values_are_gone_and_the_chain_still_holds),
        DB_TEST(many_events_are_checked_across_pages),
        DB_TEST(whatever_statement_fails_row_and_history_agree),
        DB_TEST(undo_reverts_what_is_still_the_imports_and_keeps_the_rest),
        DB_TEST(undo_removes_what_the_import_made_unless_it_was_changed),
        DB_TEST(a_row_that_an_import_touched_twice_goes_back_to_before_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
