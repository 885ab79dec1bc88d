/* What only PostgreSQL does: many writers at once, lost connections, several nodes. */
#include "platform/db/db_test_support.h"

#include "platform/db/driver.h"
#include "platform/db/engine.h"

#include <errno.h>
#include <semaphore.h>
#include <stdio.h>
#include <time.h>

static const char *const SCHEMA =
    "CREATE TABLE account (id BIGINT PRIMARY KEY, amount BIGINT NOT NULL);"
    "INSERT INTO account (id, amount) VALUES (1, 0), (2, 0)";

static const char *const NONE[] = {NULL};
static const char *const ID_AMOUNT[] = {"id", "amount", NULL};
static const char *const ID[] = {"id", NULL};
static const struct query ACCOUNT_GET = {.name = "account_get",
                                         .sqlite = "",
                                         .postgres = "SELECT amount FROM account WHERE id = $1",
                                         .parameters = ID};
static const struct query ACCOUNT_SET = {.name = "account_set",
                                         .sqlite = "",
                                         .postgres = "UPDATE account SET amount = $2 WHERE id = $1",
                                         .parameters = ID_AMOUNT};
static const struct query KILL_OWN = {.name = "kill_own",
                                      .sqlite = "",
                                      .postgres = "SELECT pg_terminate_backend(pg_backend_pid())",
                                      .parameters = NONE};

static enum status read_amount(struct tx *tx, int64_t id, int64_t *out)
{
    STATEMENT_SCOPED struct statement *statement = NULL;
    bool has_row = false;
    TRY(statement_take(tx, &ACCOUNT_GET, &statement));
    TRY(statement_bind_int(statement, 0, id));
    TRY(statement_step(statement, &has_row));
    *out = has_row ? statement_int(statement, 0) : 0;
    return OK;
}

static enum status write_amount(struct tx *tx, int64_t id, int64_t amount)
{
    STATEMENT_SCOPED struct statement *statement = NULL;
    bool has_row = false;
    TRY(statement_take(tx, &ACCOUNT_SET, &statement));
    TRY(statement_bind_int(statement, 0, id));
    TRY(statement_bind_int(statement, 1, amount));
    return statement_step(statement, &has_row);
}

/* Reads, thinks, writes: two of these at once would lose one, were they not kept apart. */
static enum status add_one(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    const bool *is_locked = in;
    int64_t amount = 0;
    if (*is_locked) {
        TRY(db_lock(tx, "account", 1));
    }
    TRY(read_amount(tx, 1, &amount));
    return write_amount(tx, 1, amount + 1);
}

static struct db_test *test_with_accounts(void **state)
{
    struct db_test *test = db_test_of(state);
    db_test_script(test, SCHEMA);
    return test;
}

static int64_t amount_of_first(struct db_test *test)
{
    return db_test_int(test, "SELECT amount FROM account WHERE id = 1");
}

enum { CLIENTS = 4, EACH = 10 };

struct client {
    pthread_t thread;
    struct db *db;
    bool is_locked;
    int acknowledged;
};

static void *client_main(void *self)
{
    struct client *client = self;
    for (int i = 0; i < EACH; i++) {
        struct db_change change = {.name = "add", .run = add_one, .in = &client->is_locked};
        client->acknowledged += db_write(client->db, &change, NULL) == OK;
    }
    return NULL;
}

static int run_clients(struct db_test *test, bool is_locked)
{
    struct client clients[CLIENTS];
    int acknowledged = 0;
    for (int i = 0; i < CLIENTS; i++) {
        clients[i] = (struct client){.db = test->db, .is_locked = is_locked};
        assert_int_equal(pthread_create(&clients[i].thread, NULL, client_main, &clients[i]), 0);
    }
    for (int i = 0; i < CLIENTS; i++) {
        assert_int_equal(pthread_join(clients[i].thread, NULL), 0);
        acknowledged += clients[i].acknowledged;
    }
    return acknowledged;
}

static void no_change_is_lost_between_writers(void **state)
{
    struct db_test *test = test_with_accounts(state);
    int acknowledged = run_clients(test, false);
    assert_true(acknowledged > 0);
    assert_int_equal(amount_of_first(test), acknowledged);
}

static void a_lock_lets_every_contended_writer_through(void **state)
{
    struct db_test *test = test_with_accounts(state);
    assert_int_equal(run_clients(test, true), CLIENTS * EACH);
    assert_int_equal(amount_of_first(test), CLIENTS * EACH);
    assert_int_equal(db_test_int(test, "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a"
                                       " ON a.pid = l.pid AND a.application_name = current_schema()"
                                       " WHERE l.locktype = 'advisory'"),
                     0);
}

static enum status send_and_lose_connection(struct tx *tx, const void *in, void *out,
                                            struct err *err)
{
    (void)in;
    (void)err;
    int *runs = out;
    if (++*runs == 1) {
        STATEMENT_SCOPED struct statement *statement = NULL;
        bool has_row = false;
        TRY(statement_take(tx, &KILL_OWN, &statement));
        TRY(statement_step(statement, &has_row));
    }
    for (int i = 0; i < 3; i++) {
        STATEMENT_SCOPED struct statement *statement = NULL;
        TRY(statement_take(tx, &ACCOUNT_SET, &statement));
        TRY(statement_bind_int(statement, 0, 1));
        TRY(statement_bind_int(statement, 1, i));
        TRY(statement_send(statement));
        if (*runs == 2 && i == 1) { /* lost with some on their way */
            STATEMENT_SCOPED struct statement *last = NULL;
            TRY(statement_take(tx, &KILL_OWN, &last));
            TRY(statement_send(last));
        }
    }
    return OK;
}

static void a_connection_lost_with_statements_on_their_way_is_tried_again(void **state)
{
    struct db_test *test = test_with_accounts(state);
    int runs = 0;
    struct db_change change = {.name = "send", .run = send_and_lose_connection, .out = &runs};
    assert_int_equal(db_write(test->db, &change, NULL), OK);
    assert_int_equal(runs, 3);
    assert_int_equal(amount_of_first(test), 2);
}

static void an_outage_ends_with_a_new_connection_and_not_with_an_old_ones_commit(void **state)
{
    struct db_test *test = test_with_accounts(state);
    db_note_outage(test->db, AWAY_REFUSES, "test", "full");
    db_note_commit(test->db);
    assert_int_equal(atomic_load(&test->db->away), AWAY_NOT);
    db_note_outage(test->db, AWAY_REFUSES, "test", "full");
    db_note_outage(test->db, AWAY_GONE, "test", "gone");
    db_note_outage(test->db, AWAY_REFUSES, "test", "full");
    db_note_commit(test->db);
    assert_int_equal(atomic_load(&test->db->away), AWAY_GONE);
    db_note_connected(test->db);
    assert_int_equal(atomic_load(&test->db->away), AWAY_NOT);
}

static enum status add_and_lose_connection_once(struct tx *tx, const void *in, void *out,
                                                struct err *err)
{
    bool is_unlocked = false;
    int *runs = out;
    (void)in;
    TRY(add_one(tx, &is_unlocked, NULL, err));
    if (++*runs == 1) {
        STATEMENT_SCOPED struct statement *statement = NULL;
        bool has_row = false;
        TRY(statement_take(tx, &KILL_OWN, &statement));
        TRY(statement_step(statement, &has_row));
    }
    return OK;
}

static void a_connection_lost_within_a_change_is_made_again(void **state)
{
    struct db_test *test = test_with_accounts(state);
    int runs = 0;
    assert_int_equal(db_test_write(test, add_and_lose_connection_once, NULL, &runs), OK);
    assert_int_equal(runs, 2);
    assert_int_equal(amount_of_first(test), 1);
}

/* Ends all other connections of this test, and waits until they are gone. */
static void kill_all_others(struct db_test *test)
{
    db_test_script(test, "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                         " WHERE application_name = current_schema() AND pid <> pg_backend_pid()");
}

static void connections_lost_while_nobody_used_them_are_not_noticed(void **state)
{
    struct db_test *test = test_with_accounts(state);
    bool is_locked = false;
    for (int round = 1; round <= 3; round++) {
        assert_int_equal(db_test_write(test, add_one, &is_locked, NULL), OK);
        assert_int_equal(amount_of_first(test), round);
        kill_all_others(test);
    }
}

/* --- several nodes --- */

static void count_note(void *self, struct db *db)
{
    (void)db;
    assert_int_equal(sem_post(self), 0);
}

static bool hears_within(sem_t *heard, int seconds)
{
    struct timespec deadline;
    assert_int_equal(clock_gettime(CLOCK_REALTIME, &deadline), 0);
    deadline.tv_sec += seconds;
    int waited = sem_timedwait(heard, &deadline);
    while (waited != 0 && errno == EINTR) {
        waited = sem_timedwait(heard, &deadline);
    }
    return waited == 0;
}

static void another_node_hears_of_a_commit_and_again_after_a_lost_connection(void **state)
{
    struct db_test *test = test_with_accounts(state);
    struct db *other = NULL;
    sem_t heard;
    sem_t own;
    bool is_locked = false;
    assert_int_equal(sem_init(&heard, 0, 0), 0);
    assert_int_equal(sem_init(&own, 0, 0), 0);
    assert_int_equal(db_open(&test->options, &other, &test->err), OK);
    struct db_hooks hooks = {.self = &own, .after_commit = count_note};
    db_set_hooks(test->db, &hooks);
    hooks.self = &heard;
    db_set_hooks(other, &hooks);
    assert_true(hears_within(&own, 10)); /* both are connected */
    assert_true(hears_within(&heard, 10));

    assert_int_equal(db_test_write(test, add_one, &is_locked, NULL), OK);
    assert_true(hears_within(&own, 10));
    assert_true(hears_within(&heard, 10));

    kill_all_others(test);
    assert_true(hears_within(&heard, 10)); /* connected again: something may have been missed */
    assert_true(hears_within(&own, 10));
    assert_int_equal(db_test_write(test, add_one, &is_locked, NULL), OK);
    assert_true(hears_within(&heard, 10));
    db_close(other);
    db_test_close(test);
    assert_int_equal(sem_destroy(&heard), 0);
    assert_int_equal(sem_destroy(&own), 0);
    db_test_reopen(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST_POSTGRES(a_connection_lost_with_statements_on_their_way_is_tried_again),
        DB_TEST_POSTGRES(an_outage_ends_with_a_new_connection_and_not_with_an_old_ones_commit),
        DB_TEST_POSTGRES(no_change_is_lost_between_writers),
        DB_TEST_POSTGRES(a_lock_lets_every_contended_writer_through),
        DB_TEST_POSTGRES(a_connection_lost_within_a_change_is_made_again),
        DB_TEST_POSTGRES(connections_lost_while_nobody_used_them_are_not_noticed),
        DB_TEST_POSTGRES(another_node_hears_of_a_commit_and_again_after_a_lost_connection),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
