#include "platform/work/work_test_support.h"

#include "db_schema.h"
#include "work_schema.h"

static void migrate(struct db_test *test)
{
    const struct migration *all[32];
    size_t count = 0;
    for (const struct migration *const *at = DB_MIGRATIONS; *at != NULL; at++) {
        all[count++] = *at;
    }
    for (const struct migration *const *at = WORK_MIGRATIONS; *at != NULL; at++) {
        all[count++] = *at;
    }
    db_test_migrate(test, all, count);
}

struct platform *work_test_platform(struct db_test *test, const struct job_kind *const *kinds)
{
    migrate(test);
    struct platform *platform = ARENA_NEW(test->arena, struct platform);
    platform->db = test->db;
    clock_init(&platform->clock);
    clock_freeze(&platform->clock, clock_now(&test->clock));
    platform->zone = "Europe/Stockholm";
    platform->job_kinds = kinds;
    platform->workers = ARENA_NEW(test->arena, struct workers);
    platform->workers->platform = platform;
    platform->workers->name = STR("test");
    pthread_mutex_init(&platform->workers->lock, NULL);
    pthread_cond_init(&platform->workers->wake, NULL);
    return platform;
}

struct call work_test_call(struct platform *platform, struct db_test *test)
{
    struct call call = platform_call(platform, test->arena, &test->err, STR("self"));
    call.actor.person = 1;
    return call;
}
