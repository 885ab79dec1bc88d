/* Events of many who write at once: each has its place in one order, and the chain holds. */
#include "platform/db/db_thing_test_support.h"

#include "platform/db/sequencer.h"

#include <pthread.h>

enum { CLIENTS = 6, CHANGES = 25 };

struct client {
    struct db_test *test;
    pthread_t thread;
    int64_t own; /* the last event of this client */
    int failed;
};

static enum status emit(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)err;
    (void)in;
    struct thing thing = thing_new("x");
    struct event event = {.kind = &THING_CHANGED};
    TRY(event_emit(tx, &event, out));
    return entity_insert(tx, &THING_ENTITY, *(int64_t *)out, &thing);
}

static void *client_main(void *self)
{
    struct client *client = self;
    for (int i = 0; i < CHANGES; i++) {
        struct db_change change = {
            .name = "test", .run = emit, .out = &client->own, .actor = {.person = 1}};
        client->failed += db_write(client->test->db, &change, NULL) != OK;
    }
    return NULL;
}

static void each_event_of_many_writers_has_its_place(void **state)
{
    struct db_test *test = db_test_of(state);
    thing_migrate(test);
    struct client clients[CLIENTS];
    for (size_t i = 0; i < CLIENTS; i++) {
        clients[i] = (struct client){.test = test};
        assert_int_equal(pthread_create(&clients[i].thread, NULL, client_main, &clients[i]), 0);
    }
    int failed = 0;
    for (size_t i = 0; i < CLIENTS; i++) {
        assert_int_equal(pthread_join(clients[i].thread, NULL), 0);
        failed += clients[i].failed;
    }
    assert_int_equal(failed, 0);
    assert_int_equal(db_test_int(test, "SELECT count(*) FROM event WHERE position IS NULL"), 0);
    assert_int_equal(db_test_int(test, "SELECT max(position) FROM event"), CLIENTS * CHANGES);
    struct tx *tx READER_SCOPED = NULL;
    int64_t count = 0;
    assert_int_equal(db_reader(test->db, test->arena, &tx, &test->err), OK);
    assert_int_equal(history_verify(tx, &count, &test->err), OK);
    assert_int_equal(count, CLIENTS * CHANGES);
}

static void events_that_a_killed_process_left_get_their_place_later(void **state)
{
    struct db_test *test = db_test_of(state);
    thing_migrate(test);
    int64_t event;
    assert_int_equal(db_test_write(test, emit, NULL, &event), OK);
    assert_int_equal(db_test_write(test, emit, NULL, &event), OK);
    db_test_script(test, "UPDATE event SET position = NULL, link = NULL");
    assert_int_equal(sequencer_run(test->db, &test->err), OK);
    assert_int_equal(db_test_int(test, "SELECT max(position) FROM event"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(each_event_of_many_writers_has_its_place),
        DB_TEST_POSTGRES(events_that_a_killed_process_left_get_their_place_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
