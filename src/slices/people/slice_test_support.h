/* Slices over a fresh database, for their tests, on both engines; nothing runs by itself. */
#ifndef SAMSYN_PEOPLE_SLICE_TEST_SUPPORT_H
#define SAMSYN_PEOPLE_SLICE_TEST_SUPPORT_H

#include "platform/db/db_test_support.h"
#include "platform/work/platform.h"
#include "slices/people/people.h"

struct slice_test {
    struct db_test *db;
    struct platform *platform;
    struct arena *arena;
    struct area areas[2]; /* "Björkvik" (sv), "Kallan" (fi) */
    int64_t everywhere;   /* a person with all that the test's role may do, in all areas */
    int64_t somewhere;    /* the same in the first area alone */
};

/* Migrates, starts the slices (ends with NULL) and adds the areas. */
struct slice_test *slice_test_start(void **state, const struct slice *const *slices);
/* Adds the two people, with this role. */
void slice_test_people(struct slice_test *test, const char *role);
/* A call of that person (NO_INT: the system); errors are cleared. */
struct call slice_test_call(struct slice_test *test, int64_t person);
/* Moves the frozen clock. */
void slice_test_wait(struct slice_test *test, int64_t ms);
/* A reader on behalf of that person; end the call with call_end(). */
struct tx *slice_test_reader(struct call *call);

#define assert_status(actual, expected)                                                            \
    assert_string_equal(status_name(actual), status_name(expected))
/* The text of the first error, "" when there is none. */
const char *slice_test_error(struct slice_test *test);

#endif
