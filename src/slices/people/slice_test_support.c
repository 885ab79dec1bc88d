#include "slices/people/slice_test_support.h"

#include "db_schema.h"
#include "platform/base/vec.h"
#include "web_schema.h"
#include "work_schema.h"

static void add_migrations(struct vec *all, const struct migration *const *own)
{
    for (; own != NULL && *own != NULL; own++) {
        *(const struct migration **)vec_add(all) = *own;
    }
}

static void migrate(struct slice_test *test, const struct slice *const *slices)
{
    struct vec all = vec_of(test->arena, sizeof(void *));
    add_migrations(&all, DB_MIGRATIONS);
    add_migrations(&all, WORK_MIGRATIONS);
    add_migrations(&all, WEB_MIGRATIONS);
    for (; *slices != NULL; slices++) {
        add_migrations(&all, (*slices)->migrations);
    }
    db_test_migrate(test->db, all.at, all.count);
}

struct call slice_test_call(struct slice_test *test, int64_t person)
{
    err_clear(&test->db->err);
    return (struct call){
        .platform = test->platform,
        .db = test->db->db,
        .arena = test->arena,
        .err = &test->db->err,
        .clock = &test->platform->clock,
        .language = language_find(STR("en")),
        .zone = test->platform->zone,
        .actor = {.person = person, .role = STR("test"), .source = STR("officer")},
    };
}

struct tx *slice_test_reader(struct call *call)
{
    struct tx *tx = NULL;
    assert_status(call_reader(call, &tx), OK);
    return tx;
}

void slice_test_wait(struct slice_test *test, int64_t ms)
{
    int64_t now = clock_now(&test->db->clock) + ms;
    clock_freeze(&test->db->clock, now);
    clock_freeze(&test->platform->clock, now);
}

const char *slice_test_error(struct slice_test *test)
{
    return test->db->err.kept == 0 ? "" : test->db->err.items[0].message;
}

static void add_areas(struct slice_test *test)
{
    test->areas[0] = (struct area){
        .name = STR("Björkvik"), .zone = STR("Europe/Stockholm"), .language = STR("sv")};
    test->areas[1] =
        (struct area){.name = STR("Kallan"), .zone = STR("Europe/Helsinki"), .language = STR("fi")};
    for (int i = 0; i < 2; i++) {
        struct call call = slice_test_call(test, NO_INT);
        assert_status(people_area_add(&call, &test->areas[i]), OK);
    }
}

static int64_t add_person(struct slice_test *test, const char *name, const char *role, int64_t area)
{
    struct call call = slice_test_call(test, NO_INT);
    struct person_new wanted = {.person = {.name = str_of(name)}};
    int64_t id = NO_INT;
    assert_status(people_person_add(&call, &wanted, &id), OK);
    struct role_grant grant = {
        .person_id = id,
        .role = str_of(role),
        .scope_type = area == NO_INT ? STR("all") : STR("area"),
        .scope_id = area,
        .from_at = clock_now(&test->db->clock),
        .to_at = NO_TIME,
    };
    assert_status(people_role_give(&call, &grant), OK);
    return id;
}

void slice_test_people(struct slice_test *test, const char *role)
{
    test->everywhere = add_person(test, "Alva", role, NO_INT);
    test->somewhere = add_person(test, "Bo", role, test->areas[0].id);
}

struct slice_test *slice_test_start(void **state, const struct slice *const *slices)
{
    struct db_test *db = db_test_of(state);
    struct slice_test *test = ARENA_NEW(db->arena, struct slice_test);
    test->db = db;
    test->arena = db->arena;
    slices = slices_with_parts(test->arena, slices);
    languages_start();
    migrate(test, slices);
    test->platform = ARENA_NEW(test->arena, struct platform);
    test->platform->db = db->db;
    test->platform->slices = slices;
    test->platform->zone = "Europe/Stockholm";
    test->platform->language = language_find(STR("sv"));
    clock_init(&test->platform->clock);
    slice_test_wait(test, 0);
    for (const struct slice *const *slice = slices; *slice != NULL; slice++) {
        if ((*slice)->start != NULL) {
            struct call call = slice_test_call(test, NO_INT);
            assert_status((*slice)->start(&call, slices), OK);
        }
    }
    add_areas(test);
    return test;
}
