/* A thing for tests; see db_thing_test_support.h. */
#include "platform/db/db_thing_test_support.h"

#include "db_schema.h"

#include <math.h>

static const struct choice STAGES[] = {{"new", "New"}, {"old", "Old"}, {NULL, NULL}};
static const struct field THING_FIELDS[] = {
    FIELD(ID, struct thing, id, "Id"),
    FIELD(INT, struct thing, version, "Version", .flags = FIELD_HIDDEN),
    FIELD(TEXT, struct thing, name, "Name", .max = 200, .flags = FIELD_REQUIRED),
    FIELD(TEXT, struct thing, name_key, "", .flags = FIELD_INTERNAL),
    FIELD(INT, struct thing, size, "Size"),
    FIELD(REAL, struct thing, weight, "Weight"),
    FIELD(BOOL, struct thing, is_open, "Open"),
    FIELD(ENUM, struct thing, stage, "Stage", .choices = STAGES),
    FIELD(DATE, struct thing, day, "Day"),
    FIELD(TIME, struct thing, seen, "Seen"),
    FIELD(BYTES, struct thing, picture, "Picture"),
    FIELD(ID, struct thing, owner, "Owner"),
    FIELD(TEXT, struct thing, secret, "Secret", .flags = FIELD_SECRET),
};
const struct table THING_TABLE = TABLE("db_test_thing", struct thing, THING_FIELDS);
const struct entity THING_ENTITY = {
    &THING_TABLE,          &DB_TEST_THING_GET,    &DB_TEST_THING_INSERT,
    &DB_TEST_THING_UPDATE, &DB_TEST_THING_REMOVE,
};
const struct event_kind THING_CHANGED = {.name = "thing.changed", .label = "Thing changed"};

#define THING_COLUMNS(big, real, text, blob)                                                       \
    "CREATE TABLE db_test_thing (id " big " PRIMARY KEY, version " big " NOT NULL, name " text     \
    " NOT NULL, name_key " text " NOT NULL, size " big " NOT NULL, weight " real                   \
    " NOT NULL, is_open " big " NOT NULL, stage " text ", day " text ", seen " big                 \
    ", picture " blob ", owner " big ", secret " text ")"
#define THING_INDEXES                                                                              \
    "; CREATE INDEX db_test_thing_name ON db_test_thing (name_key, id)"                            \
    "; CREATE INDEX db_test_thing_size ON db_test_thing (size, id)"                                \
    "; CREATE INDEX db_test_thing_weight ON db_test_thing (weight, id)"

static const struct migration THING_MIGRATION = {
    10,
    "thing",
    THING_COLUMNS("INTEGER", "REAL", "TEXT", "BLOB") " STRICT" THING_INDEXES,
    THING_COLUMNS("BIGINT", "DOUBLE PRECISION", "TEXT COLLATE \"C\"", "BYTEA") THING_INDEXES,
};

void thing_migrate(struct db_test *test)
{
    const struct migration *all[20];
    size_t count = 0;
    while (DB_MIGRATIONS[count] != NULL) {
        all[count] = DB_MIGRATIONS[count];
        count++;
    }
    all[count++] = &THING_MIGRATION;
    db_test_migrate(test, all, count);
}

struct thing thing_new(const char *name)
{
    struct thing thing;
    row_clear(&THING_TABLE, &thing);
    thing.name = thing.name_key = str_of(name);
    thing.size = 1;
    thing.weight = 0.5;
    return thing;
}

struct putting {
    struct thing *thing;
    int64_t cause;
    const char *source;
};

static enum status put(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    const struct putting *putting = in;
    struct event event = {
        .kind = &THING_CHANGED, .subject_table = &THING_TABLE, .cause = putting->cause};
    int64_t id;
    TRY(event_emit(tx, &event, &id));
    return entity_insert(tx, &THING_ENTITY, id, putting->thing);
}

void thing_put(struct db_test *test, struct thing *thing, int64_t cause)
{
    struct putting putting = {thing, cause, ""};
    assert_int_equal(db_test_write(test, put, &putting, NULL), OK);
}

static enum status change(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    const struct putting *putting = in;
    struct thing before;
    TRY(entity_get(tx, &THING_ENTITY, putting->thing->id, &before));
    before.version = putting->thing->version;
    struct event event = {.kind = &THING_CHANGED,
                          .subject_table = &THING_TABLE,
                          .subject = before.id,
                          .source = str_of(putting->source),
                          .cause = putting->cause};
    int64_t id;
    TRY(event_emit(tx, &event, &id));
    return entity_update(tx, &THING_ENTITY, id, &before, putting->thing);
}

enum status thing_change(struct db_test *test, struct thing *after, int64_t cause,
                         const char *source)
{
    struct putting putting = {after, cause, source};
    return db_test_write(test, change, &putting, NULL);
}

struct thing thing_now(struct db_test *test, int64_t id)
{
    struct tx *tx READER_SCOPED = NULL;
    struct thing thing;
    assert_int_equal(db_reader(test->db, test->arena, &tx, &test->err), OK);
    assert_int_equal(entity_get(tx, &THING_ENTITY, id, &thing), OK);
    return thing;
}
