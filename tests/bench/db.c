/* What changing costs on SQLite. Prints rows for db.bench.mjs as a JSON array.
 *
 * One client and then sixty-four change something for a while each, on the disk as it is and on one
 * whose fsync takes 5 ms more. Then 100,000 rows with their history are imported in chunks of 500,
 * while somebody else changes one thing after the other and is timed.
 */
#include "platform/base/log.h"
#include "platform/base/rand.h"
#include "platform/db/fault_test_support.h"
#include "platform/db/history.h"
#include "platform/db/migrate.h"

#include "db_schema.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    CLIENTS = 64,
    WHILE_MS = 1500,
    SLOW_SYNC_US = 5000,
    IMPORT_ROWS = 100000,
    CHUNK_ROWS = 500,
    MOST_PAGES = 64
};

struct thing {
    int64_t id, version, year;
    struct str address, code, owner, stage;
};
static const struct field THING_FIELDS[] = {
    FIELD(ID, struct thing, id, ""),      FIELD(INT, struct thing, version, ""),
    FIELD(INT, struct thing, year, ""),   FIELD(TEXT, struct thing, address, ""),
    FIELD(TEXT, struct thing, code, ""),  FIELD(TEXT, struct thing, owner, ""),
    FIELD(TEXT, struct thing, stage, ""),
};
static const struct table THING = TABLE("thing", struct thing, THING_FIELDS);

static const struct migration BENCH = {
    .number = 9000,
    .name = "bench",
    .sqlite = "CREATE TABLE thing (id INTEGER PRIMARY KEY, version INTEGER NOT NULL,"
              " year INTEGER, address TEXT NOT NULL, code TEXT NOT NULL UNIQUE, owner TEXT,"
              " stage TEXT NOT NULL) STRICT;"
              "CREATE INDEX thing_by_address ON thing (address, id);"
              "CREATE INDEX thing_by_year ON thing (year, id);",
    .postgres = "",
};
static const char *const PARAMETERS[] = {"id",   "version", "year",  "address",
                                         "code", "owner",   "stage", NULL};
static const char *const ID[] = {"id", NULL};
static const struct query THING_GET = {
    .name = "thing_get",
    .sqlite = "SELECT id, version, year, address, code, owner, stage FROM thing WHERE id = ?1",
    .parameters = ID,
    .number = 1,
};
static const struct query THING_INSERT = {
    .name = "thing_insert",
    .sqlite = "INSERT INTO thing (id, version, year, address, code, owner, stage)"
              " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    .parameters = PARAMETERS,
    .flags = QUERY_WRITES,
    .number = 2,
};
static const struct query THING_UPDATE = {
    .name = "thing_update",
    .sqlite = "UPDATE thing SET version = ?2 + 1, year = ?3, address = ?4, code = ?5, owner = ?6,"
              " stage = ?7 WHERE id = ?1 AND version = ?2",
    .parameters = PARAMETERS,
    .flags = QUERY_WRITES,
    .number = 3,
};
static const struct entity THINGS = {
    .table = &THING, .get = &THING_GET, .insert = &THING_INSERT, .update = &THING_UPDATE};
static const struct event_kind MADE = {.name = "bench.made", .label = "Made"};
static const struct event_kind EDITED = {.name = "bench.edited", .label = "Edited"};

static enum status emit(struct tx *tx, const struct event_kind *kind, int64_t subject, int64_t *out)
{
    struct event event = {
        .kind = kind, .subject_table = &THING, .subject = subject, .cause = NO_INT};
    return event_emit(tx, &event, out);
}

static struct thing thing_of(struct arena *arena, int64_t number)
{
    return (struct thing){
        .year = 1900 + number % 120,
        .address = str_format(arena, "Mannerheimintie %" PRId64, number * 7919 % 1000003),
        .code = str_format(arena, "C%" PRId64, number),
        .owner = STR("Asunto-osakeyhtiö Esimerkki"),
        .stage = STR("customer"),
    };
}

struct chunk {
    int64_t first;
    int64_t count;
};

static enum status put_chunk(struct tx *tx, const void *in, void *out, struct err *err)
{
    const struct chunk *chunk = in;
    int64_t event = 0;
    (void)err;
    TRY(emit(tx, &MADE, NO_INT, &event));
    for (int64_t i = 0; i < chunk->count; i++) {
        struct thing thing = thing_of(tx_arena(tx), chunk->first + i);
        TRY(entity_insert(tx, &THINGS, event, &thing));
        if (out != NULL) {
            ((int64_t *)out)[i] = thing.id;
        }
    }
    return OK;
}

/* What a person does: reads a row, changes it, leaves an event. */
static enum status edit_thing(struct tx *tx, const void *in, void *out, struct err *err)
{
    const int64_t *id = in;
    struct thing before;
    int64_t event = 0;
    (void)out;
    (void)err;
    TRY(entity_get(tx, &THINGS, *id, &before));
    struct thing after = before;
    after.year++;
    TRY(emit(tx, &EDITED, *id, &event));
    return entity_update(tx, &THINGS, event, &before, &after);
}

static enum status write_as(struct db *db, db_change_fn run, const void *in, void *out,
                            bool is_bulk)
{
    struct db_change change = {.name = "bench", .run = run, .in = in, .out = out};
    change.is_bulk = is_bulk;
    change.actor = (struct actor){.person = 1, .source = STR("self")};
    return db_write(db, &change, NULL);
}

/* --- clients --- */

struct client {
    pthread_t thread;
    struct db *db;
    int64_t id;
    _Atomic bool *is_over;
    int64_t changes;
    int64_t failures;
    int64_t longest_us;
};

static void *client_main(void *self)
{
    struct client *client = self;
    while (!*client->is_over) {
        int64_t begun_us = monotonic_us();
        bool is_done = write_as(client->db, edit_thing, &client->id, NULL, false) == OK;
        int64_t taken_us = monotonic_us() - begun_us;
        client->longest_us = taken_us > client->longest_us ? taken_us : client->longest_us;
        client->changes += is_done;
        client->failures += !is_done;
    }
    return NULL;
}

static void client_start(struct client *client)
{
    if (pthread_create(&client->thread, NULL, client_main, client) != 0) {
        die("bench-db: no thread");
    }
}

struct load {
    int64_t changes, failures, fsyncs, taken_us;
};

static struct load run_clients(struct db *db, const int64_t *ids, int count)
{
    struct client clients[CLIENTS];
    _Atomic bool is_over = false;
    struct db_stats before;
    struct db_stats after;
    struct load load = {0};
    db_stats_read(db, &before);
    int64_t begun_us = monotonic_us();
    for (int i = 0; i < count; i++) {
        clients[i] = (struct client){.db = db, .id = ids[i], .is_over = &is_over};
        client_start(&clients[i]);
    }
    (void)usleep(WHILE_MS * 1000);
    is_over = true;
    for (int i = 0; i < count; i++) {
        (void)pthread_join(clients[i].thread, NULL);
        load.changes += clients[i].changes;
        load.failures += clients[i].failures;
    }
    load.taken_us = monotonic_us() - begun_us;
    db_stats_read(db, &after);
    load.fsyncs = after.fsyncs - before.fsyncs;
    return load;
}

static double rate(struct load load)
{
    return (double)load.changes * 1e6 / (double)load.taken_us;
}

/* --- the figures --- */

static void print_row(const char *what, double value, const char *unit, const char *limit)
{
    static const char *separator = "[";
    (void)printf("%s{\"what\":\"%s\",\"value\":%.4g,\"figure\":\"%.4g%s\"%s}", separator, what,
                 value, value, unit, limit);
    separator = ",\n";
}

static void measure_clients(struct db *db, struct fault *fault, const int64_t *ids)
{
    struct load one = run_clients(db, ids, 1);
    struct load many = run_clients(db, ids, CLIENTS);
    fault->sync_us = SLOW_SYNC_US;
    struct load one_slow = run_clients(db, ids, 1);
    struct load many_slow = run_clients(db, ids, CLIENTS);
    fault->sync_us = 0;
    print_row("durable change: fsyncs each, 64 clients", (double)many.fsyncs / (double)many.changes,
              "", ",\"most\":0.1");
    print_row("durable change: fsyncs each, 64 clients, fsync slowed to 5 ms",
              (double)many_slow.fsyncs / (double)many_slow.changes, "", ",\"most\":0.1");
    print_row("durable change: 64 clients against one, fsync slowed to 5 ms",
              rate(many_slow) / rate(one_slow), " x", ",\"least\":15");
    print_row("durable change: errors",
              (double)(one.failures + many.failures + one_slow.failures + many_slow.failures), "",
              ",\"most\":0");
    print_row("durable changes a second, one client", rate(one), "", "");
    print_row("durable changes a second, 64 clients", rate(many), "", "");
    print_row("durable changes a second, 64 clients, fsync slowed to 5 ms", rate(many_slow), "",
              "");
}

static void measure_import(struct db *db, const int64_t *ids)
{
    _Atomic bool is_over = false;
    struct client other = {.db = db, .id = ids[0], .is_over = &is_over};
    int64_t failures = 0;
    client_start(&other);
    int64_t begun_us = monotonic_us();
    for (int64_t first = 0; first < IMPORT_ROWS; first += CHUNK_ROWS) {
        struct chunk chunk = {CLIENTS + first, CHUNK_ROWS};
        failures += write_as(db, put_chunk, &chunk, NULL, true) != OK;
    }
    int64_t taken_us = monotonic_us() - begun_us;
    is_over = true;
    (void)pthread_join(other.thread, NULL);
    print_row("100,000 rows with history in chunks of 500", (double)taken_us / 1e6, " s",
              ",\"most\":8");
    print_row("longest wait of another change meanwhile", (double)other.longest_us / 1e3, " ms",
              ",\"most\":100");
    print_row("other changes meanwhile", (double)other.changes, "", "");
    print_row("import: errors", (double)(failures + other.failures), "", ",\"most\":0");
}

static void measure_statement(struct db *db)
{
    static const char *const none[] = {NULL};
    static const struct query page = {
        .name = "thing_page",
        .sqlite = "SELECT id, version, year, address, code, owner, stage FROM thing"
                  " WHERE (address, id) > ('Mannerheimintie 5', 0) ORDER BY address, id LIMIT 50",
        .parameters = none,
        .number = 4,
    };
    enum { TIMES = 5000 };
    int64_t begun_us = 0;
    for (int i = 0; i < TIMES + 50; i++) {
        if (i == 50) {
            begun_us = thread_cpu_us();
        }
        ARENA_SCOPED(arena);
        struct rows rows = {.table = &THING};
        READER_SCOPED struct tx *reader = NULL;
        if (db_reader(db, arena, &reader, NULL) != OK ||
            query_rows(reader, arena, &page, bind_none(), &rows) != OK || rows.count != 50) {
            die("bench-db: the page cannot be read");
        }
    }
    print_row("a page of 50 rows of 7 fields, lending included: CPU",
              (double)(thread_cpu_us() - begun_us) / TIMES, " us", "");
}

static struct db *open_database(const char *location, const struct clock *clock)
{
    const struct migration *migrations[MOST_PAGES];
    struct db_options options = {.location = str_of(location), .clock = clock, .vfs = "bench"};
    struct db *db = NULL;
    size_t count = 0;
    for (; DB_MIGRATIONS[count] != NULL; count++) {
        migrations[count] = DB_MIGRATIONS[count];
    }
    migrations[count++] = &BENCH;
    if (db_open(&options, &db, NULL) != OK || db_migrate(db, migrations, count, NULL) != OK) {
        die("bench-db: %s cannot be opened", location);
    }
    return db;
}

int main(int argc, char **argv)
{
    static int64_t ids[CLIENTS];
    struct clock clock;
    struct fault fault;
    struct chunk things = {0, CLIENTS};
    if (argc != 2) {
        (void)fputs("usage: bench-db FILE\n", stderr);
        return 2;
    }
    log_set_level(LOG_LEVEL_WARNING);
    clock_init(&clock);
    fault_install(&fault, "bench");
    struct db *db = open_database(argv[1], &clock);
    if (write_as(db, put_chunk, &things, ids, false) != OK) {
        die("bench-db: nothing can be written");
    }
    measure_clients(db, &fault, ids);
    measure_import(db, ids);
    measure_statement(db);
    (void)puts("]");
    db_close(db);
    fault_remove(&fault);
    return 0;
}
