/* Group commit, and what happens to it when the disk fails. */
#include "platform/db/db_test_support.h"

#include "platform/db/driver.h"
#include "platform/db/engine.h"
#include "platform/db/fault_test_support.h"

#include <sched.h>
#include <semaphore.h>
#include <stdio.h>
#include <sys/stat.h>

static const char *const SCHEMA =
    "CREATE TABLE half (pair INTEGER NOT NULL, side INTEGER NOT NULL, text TEXT,"
    " PRIMARY KEY (pair, side)) STRICT";
static const char *const COUNT_HALVES = "SELECT count(*) FROM half";
static const char *const COUNT_TORN =
    "SELECT count(*) FROM (SELECT pair FROM half GROUP BY pair HAVING count(*) <> 2)";

static const char *const PARAMETERS[] = {"pair", "side", "text", NULL};
static const struct query HALF_INSERT = {
    .name = "half_insert",
    .sqlite = "INSERT INTO half (pair, side, text) VALUES (?1, ?2, ?3)",
    .postgres = "INSERT INTO half (pair, side, text) VALUES ($1, $2, $3)",
    .parameters = PARAMETERS,
    .flags = QUERY_WRITES,
};

static enum status put_half(struct tx *tx, int64_t pair, int64_t side)
{
    STATEMENT_SCOPED struct statement *statement = NULL;
    bool has_row = false;
    TRY(statement_take(tx, &HALF_INSERT, &statement));
    TRY(statement_bind_int(statement, 0, pair));
    TRY(statement_bind_int(statement, 1, side));
    TRY(statement_bind_text(statement, 2, STR("one of two")));
    return statement_step(statement, &has_row);
}

/* A change that is whole only when both halves are there. */
static enum status put_pair(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    const int64_t *pair = in;
    TRY(put_half(tx, *pair, 1));
    return put_half(tx, *pair, 2);
}

static enum status put_pair_and_refuse(struct tx *tx, const void *in, void *out, struct err *err)
{
    TRY(put_pair(tx, in, out, err));
    return err_return(err, INVALID, "It must not be");
}

static struct db_test *test_with_pairs(void **state)
{
    struct db_test *test = db_test_of(state);
    db_test_script(test, SCHEMA);
    return test;
}

static int64_t count_pairs(struct db_test *test)
{
    assert_int_equal(db_test_int(test, COUNT_TORN), 0);
    return db_test_int(test, COUNT_HALVES) / 2;
}

/* --- clients: threads that change something, one change after the other --- */

struct client {
    pthread_t thread;
    struct db *db;
    db_change_fn run;
    int64_t first_pair;
    int64_t changes;
    int64_t acknowledged;
    int64_t longest_us;
    enum status last;
    bool is_bulk;
};

static void *client_main(void *self)
{
    struct client *client = self;
    for (int64_t i = 0; i < client->changes; i++) {
        ARENA_SCOPED(arena);
        struct err err;
        err_init(&err, arena);
        int64_t pair = client->first_pair + i;
        struct db_change change = {.name = "pair",
                                   .run = client->run,
                                   .in = &pair,
                                   .arena = arena,
                                   .is_bulk = client->is_bulk};
        int64_t begun_us = monotonic_us();
        client->last = db_write(client->db, &change, &err);
        int64_t took_us = monotonic_us() - begun_us;
        client->longest_us = took_us > client->longest_us ? took_us : client->longest_us;
        client->acknowledged += client->last == OK;
    }
    return NULL;
}

static void client_start(struct client *client)
{
    assert_int_equal(pthread_create(&client->thread, NULL, client_main, client), 0);
}

static void client_join(struct client *client)
{
    assert_int_equal(pthread_join(client->thread, NULL), 0);
}

/* A change that holds the writer until the test lets go, so that others gather behind it. */
struct gate {
    sem_t entered;
    sem_t opened;
    struct client client;
};

static enum status wait_at_gate(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)tx;
    (void)out;
    (void)err;
    struct gate *const *gate = in;
    assert_int_equal(sem_post(&(*gate)->entered), 0);
    assert_int_equal(sem_wait(&(*gate)->opened), 0);
    return OK;
}

static void *gate_main(void *self)
{
    struct gate *gate = self;
    struct db_change change = {
        .name = "gate", .run = wait_at_gate, .in = &gate, .is_bulk = gate->client.is_bulk};
    gate->client.last = db_write(gate->client.db, &change, NULL);
    return NULL;
}

static void gate_close(struct gate *gate, struct db *db, bool is_bulk)
{
    gate->client = (struct client){.db = db, .is_bulk = is_bulk};
    assert_int_equal(sem_init(&gate->entered, 0, 0), 0);
    assert_int_equal(sem_init(&gate->opened, 0, 0), 0);
    assert_int_equal(pthread_create(&gate->client.thread, NULL, gate_main, gate), 0);
    assert_int_equal(sem_wait(&gate->entered), 0);
}

static void gate_open(struct gate *gate)
{
    assert_int_equal(sem_post(&gate->opened), 0);
    assert_int_equal(sem_post(&gate->opened), 0); /* it may run again, alone */
    client_join(&gate->client);
    assert_int_equal(gate->client.last, OK);
}

/* Waits until so many changes stand in the queue. */
static void wait_for_queue(struct db *db, size_t wanted)
{
    while (writer_waiting(db) < wanted) {
        (void)sched_yield();
    }
}

/* --- the tests --- */

enum { CLIENTS = 64, EACH = 20 };

static void sixty_four_clients_share_their_fsyncs(void **state)
{
    struct db_test *test = test_with_pairs(state);
    struct db_stats before;
    struct db_stats after;
    struct client clients[CLIENTS];
    db_stats_read(test->db, &before);
    for (int i = 0; i < CLIENTS; i++) {
        clients[i] = (struct client){
            .db = test->db, .run = put_pair, .first_pair = i * EACH, .changes = EACH};
        client_start(&clients[i]);
    }
    for (int i = 0; i < CLIENTS; i++) {
        client_join(&clients[i]);
        assert_int_equal(clients[i].acknowledged, EACH);
    }
    db_stats_read(test->db, &after);
    assert_int_equal(count_pairs(test), CLIENTS * EACH);
    assert_int_equal(after.changes - before.changes, CLIENTS * EACH);
    print_message("%lld fsyncs for %d changes\n", (long long)(after.fsyncs - before.fsyncs),
                  CLIENTS * EACH);
    assert_true((after.fsyncs - before.fsyncs) * 10 <= CLIENTS * EACH);
}

static void what_gathers_is_committed_together_and_only_the_guilty_one_fails(void **state)
{
    struct db_test *test = test_with_pairs(state);
    test->options.batch_ms = 60000; /* on a busy machine five changes may take their 20 ms */
    db_test_reopen(test);
    struct gate gate;
    struct client clients[5];
    gate_close(&gate, test->db, true); /* a batch of its own */
    for (int i = 0; i < 5; i++) {
        clients[i] = (struct client){.db = test->db,
                                     .run = i == 2 ? put_pair_and_refuse : put_pair,
                                     .first_pair = i,
                                     .changes = 1};
        client_start(&clients[i]);
    }
    wait_for_queue(test->db, 5);
    struct db_stats before;
    struct db_stats after;
    db_stats_read(test->db, &before);
    gate_open(&gate);
    for (int i = 0; i < 5; i++) {
        client_join(&clients[i]);
        assert_int_equal(clients[i].last, i == 2 ? INVALID : OK);
    }
    db_stats_read(test->db, &after);
    assert_int_equal(after.commits - before.commits, 2); /* the gate's, and one for all */
    assert_int_equal(count_pairs(test), 4);
}

static enum status put_pair_slowly(struct tx *tx, const void *in, void *out, struct err *err)
{
    int64_t begun_us = monotonic_us();
    while (monotonic_us() - begun_us < 1000) {
        (void)sched_yield();
    }
    return put_pair(tx, in, out, err);
}

static void a_batch_ends_when_its_time_is_up(void **state)
{
    struct db_test *test = test_with_pairs(state);
    test->options.batch_ms = 1;
    db_test_reopen(test);
    struct gate gate;
    struct client clients[2];
    gate_close(&gate, test->db, true);
    for (int i = 0; i < 2; i++) {
        clients[i] =
            (struct client){.db = test->db, .run = put_pair_slowly, .first_pair = i, .changes = 1};
        client_start(&clients[i]);
    }
    wait_for_queue(test->db, 2);
    struct db_stats before;
    struct db_stats after;
    db_stats_read(test->db, &before);
    gate_open(&gate);
    client_join(&clients[0]);
    client_join(&clients[1]);
    db_stats_read(test->db, &after);
    assert_int_equal(after.commits - before.commits, 3); /* the gate's, and one for each */
}

static void a_full_queue_is_said_at_once(void **state)
{
    struct db_test *test = test_with_pairs(state);
    test->options.queue = 3;
    db_test_reopen(test);
    struct gate gate;
    struct client clients[3];
    gate_close(&gate, test->db, false);
    for (int i = 0; i < 3; i++) {
        clients[i] =
            (struct client){.db = test->db, .run = put_pair, .first_pair = i, .changes = 1};
        client_start(&clients[i]);
    }
    wait_for_queue(test->db, 3);
    int64_t pair = 99;
    assert_int_equal(db_test_write(test, put_pair, &pair, NULL), UNAVAILABLE);
    assert_true(test->err.retry_after_s > 0);
    assert_int_equal(test->err.count, 1);
    gate_open(&gate);
    for (int i = 0; i < 3; i++) {
        client_join(&clients[i]);
        assert_int_equal(clients[i].last, OK);
    }
    assert_int_equal(count_pairs(test), 3);
}

static void after_a_bulk_change_people_go_first(void **state)
{
    struct db_test *test = test_with_pairs(state);
    struct gate gate;
    struct client bulk = {
        .db = test->db, .run = put_pair, .first_pair = 1, .changes = 1, .is_bulk = true};
    struct client person = {.db = test->db, .run = put_pair, .first_pair = 1, .changes = 1};
    gate_close(&gate, test->db, true);
    client_start(&bulk);
    wait_for_queue(test->db, 1);
    client_start(&person);
    wait_for_queue(test->db, 2);
    gate_open(&gate);
    client_join(&bulk);
    client_join(&person);
    assert_int_equal(person.last, OK); /* it came later and went first */
    assert_int_equal(bulk.last, CONFLICT);
}

static void closing_finishes_what_waits(void **state)
{
    struct db_test *test = test_with_pairs(state);
    struct gate gate;
    struct client client = {.db = test->db, .run = put_pair, .first_pair = 1, .changes = 1};
    gate_close(&gate, test->db, false);
    client_start(&client);
    wait_for_queue(test->db, 1);
    gate_open(&gate);
    client_join(&client);
    db_test_reopen(test);
    assert_int_equal(client.last, OK);
    assert_int_equal(count_pairs(test), 1);
}

static int64_t log_bytes(const struct db_test *test)
{
    struct stat log;
    struct str path = str_format(test->arena, "%.*s-wal", STR_ARG(test->location));
    assert_int_equal(stat(path.at, &log), 0);
    return log.st_size;
}

static enum status put_much(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    const int64_t *first = in;
    for (int64_t pair = *first; pair < *first + 500; pair++) {
        TRY(put_half(tx, pair, 1));
        TRY(put_half(tx, pair, 2));
    }
    return OK;
}

static void the_log_stays_short_under_steady_writing_and_is_emptied_afterwards(void **state)
{
    struct db_test *test = test_with_pairs(state);
    int64_t longest = 0;
    for (int64_t pair = 0; pair < 500 * 200; pair += 500) {
        /* spread over the tree, so that each change touches many pages */
        int64_t first = pair * 7919 % 150000 * 1000;
        assert_int_equal(db_test_write(test, put_much, &first, NULL), OK);
        longest = log_bytes(test) > longest ? log_bytes(test) : longest;
    }
    print_message("longest log: %lld bytes\n", (long long)longest);
    assert_true(longest < 64 << 20);
    int64_t deadline_us = monotonic_us() + 20000000;
    while (log_bytes(test) > 0 && monotonic_us() < deadline_us) {
        (void)sched_yield();
    }
    assert_int_equal(log_bytes(test), 0);
    assert_int_equal(count_pairs(test), 100000);
}

/* --- failing disks --- */

static struct db_test *test_on_faulty_disk(void **state, struct fault *fault)
{
    struct db_test *test = db_test_of(state);
    fault_install(fault, "faulty");
    test->options.vfs = "faulty";
    db_test_reopen(test);
    db_test_script(test, SCHEMA);
    return test;
}

static void leave_faulty_disk(struct db_test *test, struct fault *fault)
{
    fault_lift(fault);
    test->options.vfs = NULL;
    db_test_reopen(test);
    fault_remove(fault);
}

static void a_commit_that_fails_once_is_made_again(void **state)
{
    struct fault fault;
    struct db_test *test = test_on_faulty_disk(state, &fault);
    struct gate gate;
    struct client clients[4];
    gate_close(&gate, test->db, false);
    for (int i = 0; i < 4; i++) {
        clients[i] = (struct client){.db = test->db,
                                     .run = i == 1 ? put_pair_and_refuse : put_pair,
                                     .first_pair = i,
                                     .changes = 1};
        client_start(&clients[i]);
    }
    wait_for_queue(test->db, 4);
    fault_plan(&fault, SHIM_SYNC, 1, SQLITE_IOERR_FSYNC);
    gate_open(&gate);
    for (int i = 0; i < 4; i++) {
        client_join(&clients[i]);
        assert_int_equal(clients[i].last, i == 1 ? INVALID : OK);
    }
    assert_int_equal(fault.failed, 1);
    assert_int_equal(count_pairs(test), 3);
    leave_faulty_disk(test, &fault);
    assert_int_equal(count_pairs(test), 3);
}

static void survives_an_outage(void **state, int operation, int code)
{
    struct fault fault;
    struct db_test *test = test_on_faulty_disk(state, &fault);
    int64_t pair = 1;
    assert_int_equal(db_test_write(test, put_pair, &pair, NULL), OK);
    fault_last(&fault, operation, code);
    for (pair = 2; pair < 5; pair++) {
        err_clear(&test->err);
        assert_int_equal(db_test_write(test, put_pair, &pair, NULL), UNAVAILABLE);
        assert_int_equal(test->err.count, 1);
        assert_true(test->err.retry_after_s > 0);
    }
    assert_int_equal(count_pairs(test), 1);
    fault_lift(&fault);
    assert_int_equal(db_test_write(test, put_pair, &pair, NULL), OK);
    assert_int_equal(count_pairs(test), 2);
    leave_faulty_disk(test, &fault);
    assert_int_equal(count_pairs(test), 2);
}

static void a_full_disk_refuses_and_comes_back(void **state)
{
    survives_an_outage(state, SHIM_WRITE, SQLITE_FULL);
}

static void a_failing_fsync_refuses_and_comes_back(void **state)
{
    survives_an_outage(state, SHIM_SYNC, SQLITE_IOERR_FSYNC);
}

static void a_read_only_disk_refuses_and_comes_back(void **state)
{
    survives_an_outage(state, FAULT_ANY, SQLITE_READONLY);
}

enum { STEPS = 6 };

/* Makes STEPS changes on a disk that fails at its k-th operation; false when it did not come so far. */
static bool fails_at(struct db_test *test, struct fault *fault, int64_t k, int code)
{
    bool is_acknowledged[STEPS];
    int64_t first = k * STEPS;
    fault_plan(fault, FAULT_ANY, k, code);
    for (int i = 0; i < STEPS; i++) {
        int64_t pair = first + i;
        is_acknowledged[i] = db_test_write(test, put_pair, &pair, NULL) == OK;
    }
    bool has_failed = fault->failed > 0;
    fault_lift(fault);
    fault->failed = 0;
    int64_t before = count_pairs(test);
    db_test_reopen(test);
    assert_int_equal(count_pairs(test), before);
    for (int i = 0; i < STEPS; i++) {
        char sql[128];
        (void)snprintf(sql, sizeof(sql), "SELECT count(*) FROM half WHERE pair = %lld",
                       (long long)first + i);
        assert_int_equal(db_test_int(test, sql), is_acknowledged[i] ? 2 : 0);
    }
    return has_failed;
}

static void the_kth_operation_fails(void **state, int code, bool is_torn)
{
    struct fault fault;
    struct db_test *test = test_on_faulty_disk(state, &fault);
    int64_t k = 1;
    for (bool has_failed = true; has_failed; k++) {
        fault.is_torn = is_torn;
        has_failed = fails_at(test, &fault, k, code);
    }
    assert_true(k > STEPS * 2); /* a write and an fsync each, at least */
    leave_faulty_disk(test, &fault);
}

static void whatever_write_fails_nothing_is_half_done(void **state)
{
    the_kth_operation_fails(state, SQLITE_IOERR_WRITE, false);
}

static void whatever_write_is_torn_nothing_is_half_done(void **state)
{
    the_kth_operation_fails(state, SQLITE_IOERR_WRITE, true);
}

static void whatever_write_finds_the_disk_full_nothing_is_half_done(void **state)
{
    the_kth_operation_fails(state, SQLITE_FULL, false);
}

static void whatever_statement_fails_nothing_is_half_done(void **state)
{
    struct db_test *test = db_test_of(state);
    db_test_script(test, test->engine == DB_ENGINE_SQLITE
                             ? SCHEMA
                             : "CREATE TABLE half (pair BIGINT, side BIGINT, text TEXT)");
    int64_t pair = 1;
    int64_t k = 1;
    for (bool has_failed = true; has_failed; k++) {
        (void)db_test_fail_statement(test, k);
        enum status status = db_test_write(test, put_pair, &pair, NULL);
        has_failed = db_test_fail_statement(test, 0);
        assert_int_equal(status, has_failed ? UNAVAILABLE : OK);
        assert_int_equal(db_test_int(test, COUNT_HALVES), has_failed ? 0 : 2);
    }
    assert_int_equal(k, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST_SQLITE(sixty_four_clients_share_their_fsyncs),
        DB_TEST_SQLITE(what_gathers_is_committed_together_and_only_the_guilty_one_fails),
        DB_TEST_SQLITE(a_batch_ends_when_its_time_is_up),
        DB_TEST_SQLITE(a_full_queue_is_said_at_once),
        DB_TEST_SQLITE(after_a_bulk_change_people_go_first),
        DB_TEST_SQLITE(closing_finishes_what_waits),
        DB_TEST_SQLITE(the_log_stays_short_under_steady_writing_and_is_emptied_afterwards),
        DB_TEST_SQLITE(a_commit_that_fails_once_is_made_again),
        DB_TEST_SQLITE(a_full_disk_refuses_and_comes_back),
        DB_TEST_SQLITE(a_failing_fsync_refuses_and_comes_back),
        DB_TEST_SQLITE(a_read_only_disk_refuses_and_comes_back),
        DB_TEST_SQLITE(whatever_write_fails_nothing_is_half_done),
        DB_TEST_SQLITE(whatever_write_is_torn_nothing_is_half_done),
        DB_TEST_SQLITE(whatever_write_finds_the_disk_full_nothing_is_half_done),
        DB_TEST(whatever_statement_fails_nothing_is_half_done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
