/* A running platform over a fresh database, for tests of this room: workers stand by only when asked. */
#ifndef SAMSYN_WORK_TEST_SUPPORT_H
#define SAMSYN_WORK_TEST_SUPPORT_H

#include "platform/db/db_test_support.h"
#include "platform/work/job_rows.h"
#include "platform/work/outbox.h"

/* The platform over `test`'s database with these kinds, ends with NULL; nothing runs by itself. */
struct platform *work_test_platform(struct db_test *test, const struct job_kind *const *kinds);
struct call work_test_call(struct platform *platform, struct db_test *test);

#endif
