/* What kill.test.mjs kills.
 *
 *     torture-writer write LOCATION    changes something as fast as it can, on eight threads, until it
 *                                      is killed; prints "thread number" for each acknowledged change
 *     torture-writer check LOCATION    reads such lines from standard input and looks whether each of
 *                                      these changes is there, and none half done
 *
 * A change writes two halves of a pair, counts its thread's tally up and emits an event. Whatever the
 * moment of the kill: both halves or none, the tally is the number of pairs, each pair has its event,
 * and the chain of events verifies.
 */
#include "platform/base/log.h"
#include "platform/db/history.h"
#include "platform/db/migrate.h"

#include "db_schema.h"

#include <inttypes.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { THREADS = 8, PAUSE_MS = 20 };

static const struct migration TORTURE = {
    .number = 9000,
    .name = "torture",
    .sqlite = "CREATE TABLE half (thread INTEGER NOT NULL, number INTEGER NOT NULL,"
              " side INTEGER NOT NULL, PRIMARY KEY (thread, number, side)) STRICT;"
              "CREATE TABLE tally (thread INTEGER PRIMARY KEY, number INTEGER NOT NULL) STRICT",
    .postgres = "CREATE TABLE half (thread BIGINT NOT NULL, number BIGINT NOT NULL,"
                " side BIGINT NOT NULL, PRIMARY KEY (thread, number, side));"
                "CREATE TABLE tally (thread BIGINT PRIMARY KEY, number BIGINT NOT NULL)",
};

struct half {
    int64_t thread;
    int64_t number;
    int64_t side;
};
static const struct field HALF_FIELDS[] = {
    FIELD(INT, struct half, thread, ""),
    FIELD(INT, struct half, number, ""),
    FIELD(INT, struct half, side, ""),
};
static const struct table HALF = TABLE("half", struct half, HALF_FIELDS);

static const char *const HALF_PARAMETERS[] = {"thread", "number", "side", NULL};
static const struct query HALF_ADD = {
    .name = "half_add",
    .sqlite = "INSERT INTO half (thread, number, side) VALUES (?1, ?2, ?3)",
    .postgres = "INSERT INTO half (thread, number, side) VALUES ($1, $2, $3)",
    .parameters = HALF_PARAMETERS,
    .flags = QUERY_WRITES,
    .number = 1,
};
static const char *const TALLY_PARAMETERS[] = {"thread", NULL};
static const struct query TALLY_COUNT = {
    .name = "tally_count",
    .sqlite = "INSERT INTO tally (thread, number) VALUES (?1, 1)"
              " ON CONFLICT (thread) DO UPDATE SET number = tally.number + 1",
    .postgres = "INSERT INTO tally (thread, number) VALUES ($1, 1)"
                " ON CONFLICT (thread) DO UPDATE SET number = tally.number + 1",
    .parameters = TALLY_PARAMETERS,
    .flags = QUERY_WRITES,
    .number = 2,
};
static const struct query TALLY_GET = {
    .name = "tally_get",
    .sqlite = "SELECT number FROM tally WHERE thread = ?1",
    .postgres = "SELECT number FROM tally WHERE thread = $1",
    .parameters = TALLY_PARAMETERS,
    .number = 3,
};
/* Pairs that have one half, and threads whose tally is not the number of their pairs. */
#define BROKEN_SQL                                                                                 \
    "SELECT (SELECT count(*) FROM (SELECT thread FROM half GROUP BY thread, number"                \
    " HAVING count(*) <> 2) AS torn)"                                                              \
    " + (SELECT count(*) FROM tally WHERE number * 2 <>"                                           \
    " (SELECT count(*) FROM half WHERE half.thread = tally.thread))"                               \
    " + abs((SELECT count(*) FROM event) * 2 - (SELECT count(*) FROM half)) AS number"
static const char *const NONE[] = {NULL};
static const struct query BROKEN = {.name = "broken",
                                    .sqlite = BROKEN_SQL,
                                    .postgres = BROKEN_SQL,
                                    .parameters = NONE,
                                    .number = 4};
static const char *const PAIR_PARAMETERS[] = {"thread", "number", NULL};
static const struct query PAIR_COUNT = {
    .name = "pair_count",
    .sqlite = "SELECT count(*) AS number FROM half WHERE thread = ?1 AND number = ?2",
    .postgres = "SELECT count(*) AS number FROM half WHERE thread = $1 AND number = $2",
    .parameters = PAIR_PARAMETERS,
    .number = 5,
};

static const struct event_kind PAIR_MADE = {.name = "torture.pair_made", .label = "Pair made"};

static enum status make_pair(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    struct half half = *(const struct half *)in;
    int64_t changed = 0;
    int64_t event_id = 0;
    struct event event = {
        .kind = &PAIR_MADE, .subject_table = &HALF, .subject = half.number, .cause = NO_INT};
    half.side = 1;
    TRY(query_run(tx, &HALF_ADD, bind_row(&HALF, &half), &changed));
    TRY(query_run(tx, &TALLY_COUNT, bind_row(&HALF, &half), &changed));
    TRY(event_emit(tx, &event, &event_id));
    half.side = 2;
    return query_run(tx, &HALF_ADD, bind_row(&HALF, &half), &changed);
}

static enum status read_number(struct db *db, const struct query *query, const struct half *of,
                               int64_t *out)
{
    ARENA_SCOPED(scratch);
    struct half found = {0};
    READER_SCOPED struct tx *reader = NULL;
    TRY(db_reader(db, scratch, &reader, NULL));
    TRY(query_one(reader, query, bind_row(&HALF, of), &HALF, &found));
    *out = found.number;
    return OK;
}

static struct db *open_database(const char *location)
{
    static struct clock clock;
    static char message[512];
    ARENA_SCOPED(scratch);
    const struct migration *migrations[64];
    size_t count = 0;
    for (; DB_MIGRATIONS[count] != NULL; count++) {
        migrations[count] = DB_MIGRATIONS[count];
    }
    migrations[count++] = &TORTURE;
    struct err err;
    struct db *db = NULL;
    err_init(&err, scratch);
    clock_init(&clock);
    struct db_options options = {.location = str_of(location), .clock = &clock};
    enum status status = db_open(&options, &db, &err);
    if (status == OK) {
        status = db_migrate(db, migrations, count, &err);
    }
    if (status != OK) {
        (void)snprintf(message, sizeof(message), "%s",
                       err.kept > 0 ? err.items[0].message : status_name(status));
        die("torture-writer: %s", message);
    }
    return db;
}

/* --- writing --- */

struct worker {
    pthread_t thread;
    struct db *db;
    int64_t number;
};

/* One write(2) a line: what is printed is printed whole, whenever the kill comes. `complaint` is NULL
 * when all is well. */
static void say(const struct half *half, const char *complaint)
{
    char line[96];
    int length = snprintf(line, sizeof(line), "%s%s%" PRId64 " %" PRId64 "\n",
                          complaint != NULL ? complaint : "", complaint != NULL ? " " : "",
                          half->thread, half->number);
    if (write(STDOUT_FILENO, line, (size_t)length) != length) {
        die("torture-writer: nobody listens");
    }
}

/* The number of the thread's last change; waits while the database is away. */
static int64_t last_number(const struct worker *worker)
{
    struct half of = {.thread = worker->number};
    int64_t number = 0;
    enum status status = read_number(worker->db, &TALLY_GET, &of, &number);
    while (status == UNAVAILABLE) {
        (void)poll(NULL, 0, PAUSE_MS);
        status = read_number(worker->db, &TALLY_GET, &of, &number);
    }
    return status == OK ? number : 0;
}

static void *worker_main(void *self)
{
    struct worker *worker = self;
    struct half half = {.thread = worker->number, .number = last_number(worker) + 1};
    struct db_change change = {.name = "pair", .run = make_pair, .in = &half};
    change.actor = (struct actor){.person = 1, .source = STR("job")};
    for (;;) {
        enum status status = db_write(worker->db, &change, NULL);
        if (status == OK) {
            say(&half, NULL);
            half.number++;
        } else if (status == UNAVAILABLE) {
            (void)poll(NULL, 0, PAUSE_MS);
            half.number = last_number(worker) + 1; /* one whose end was not told may be there */
        } else {
            say(&half, status_name(status));
            return NULL;
        }
    }
}

static int write_until_killed(const char *location)
{
    struct worker workers[THREADS];
    struct db *db = open_database(location);
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){.db = db, .number = i + 1};
        if (pthread_create(&workers[i].thread, NULL, worker_main, &workers[i]) != 0) {
            die("torture-writer: no thread");
        }
    }
    for (int i = 0; i < THREADS; i++) {
        (void)pthread_join(workers[i].thread, NULL);
    }
    db_close(db);
    return 1;
}

/* --- checking --- */

static int64_t count_missing(struct db *db, int64_t *out_acknowledged)
{
    char line[64];
    int64_t missing = 0;
    while (fgets(line, sizeof(line), stdin) != NULL) {
        struct str rest = str_trim(str_of(line));
        struct str thread;
        struct half of = {0};
        int64_t halves = 0;
        if (!str_next(&rest, ' ', &thread) || !str_to_int64(thread, &of.thread) ||
            !str_to_int64(rest, &of.number)) {
            die("torture-writer: not a line of ours");
        }
        ++*out_acknowledged;
        if (read_number(db, &PAIR_COUNT, &of, &halves) != OK || halves != 2) {
            (void)printf("missing: %s", line);
            missing++;
        }
    }
    return missing;
}

static bool is_chain_whole(struct db *db, int64_t *out_events)
{
    ARENA_SCOPED(scratch);
    struct err err;
    err_init(&err, scratch);
    READER_SCOPED struct tx *reader = NULL;
    return db_reader(db, scratch, &reader, &err) == OK && db_snapshot(reader) == OK &&
           history_verify(reader, out_events, &err) == OK;
}

static int check(const char *location)
{
    struct db *db = open_database(location);
    int64_t acknowledged = 0;
    int64_t broken = -1;
    int64_t events = 0;
    struct half none = {0};
    int64_t missing = count_missing(db, &acknowledged);
    if (read_number(db, &BROKEN, &none, &broken) != OK) {
        broken = -1;
    }
    bool is_whole = is_chain_whole(db, &events);
    (void)printf("%" PRId64 " acknowledged, %" PRId64 " missing, %" PRId64 " half done, %" PRId64
                 " events, chain %s\n",
                 acknowledged, missing, broken, events, is_whole ? "whole" : "broken");
    db_close(db);
    return missing == 0 && broken == 0 && is_whole ? 0 : 1;
}

int main(int argc, char **argv)
{
    log_set_level(LOG_LEVEL_ERROR);
    if (argc == 3 && strcmp(argv[1], "write") == 0) {
        return write_until_killed(argv[2]);
    }
    if (argc == 3 && strcmp(argv[1], "check") == 0) {
        return check(argv[2]);
    }
    (void)fputs("usage: torture-writer write|check LOCATION\n", stderr);
    return 2;
}
