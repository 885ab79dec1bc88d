/* A thing with a field of each kind, its table, queries and history, for this room's tests. */
#ifndef SAMSYN_DB_THING_TEST_SUPPORT_H
#define SAMSYN_DB_THING_TEST_SUPPORT_H

#include "db_test_queries.h"
#include "platform/db/db_test_support.h"
#include "platform/db/history.h"

struct thing {
    int64_t id, version;
    struct str name, name_key;
    int64_t size;
    double weight;
    bool is_open;
    struct str stage, day;
    int64_t seen;
    struct str picture;
    int64_t owner;
    struct str secret;
};
extern const struct table THING_TABLE;
extern const struct entity THING_ENTITY;
extern const struct event_kind THING_CHANGED;

/* A thing without id and with the fields that must be there. */
struct thing thing_new(const char *name);

/* The program's tables and `db_test_thing`. */
void thing_migrate(struct db_test *test);
/* Adds a thing through history, with an event of its own of this cause; sets id and version. */
void thing_put(struct db_test *test, struct thing *thing, int64_t cause);
/* Changes it from what it is in the database to `after`; the status of db_write(). */
enum status thing_change(struct db_test *test, struct thing *after, int64_t cause,
                         const char *source);
struct thing thing_now(struct db_test *test, int64_t id);

#endif
