/* Whom a loop knows, and for how long. */
#include "platform/web/viewers.h"
#include "platform/web/web_test_support.h"

#include <string.h>

struct item {
    int64_t id;
    struct str name;
};
static const struct field FIELDS[] = {FIELD(ID, struct item, id, NULL),
                                      FIELD(TEXT, struct item, name, NULL)};
static const struct table TABLE_HERE = TABLE("item", struct item, FIELDS);

static struct viewer somebody(struct arena *arena)
{
    struct viewer viewer = {.person = 7,
                            .session = 8,
                            .name = str_copy(arena, STR("Åsa")),
                            .role = STR("admin"),
                            .since = 1000,
                            .until = 2000,
                            .expires_at = 500};
    viewer.grants = ARENA_ARRAY(arena, 1, struct grant);
    viewer.grants[0] =
        (struct grant){str_copy(arena, STR("note.see")), str_copy(arena, STR("area")), 3};
    viewer.grant_count = 1;
    return viewer;
}

static bool is_known(struct viewers *viewers, const char *token, uint64_t watched, int64_t now,
                     int64_t real_now)
{
    struct digest digest = digest_of(str_of(token));
    struct viewers_moment moment = {watched, now, real_now};
    return viewers_find(viewers, &digest, &moment) != NULL;
}

static void keep(struct viewers *viewers, const char *token, uint64_t watched,
                 struct viewer *viewer)
{
    struct digest digest = digest_of(str_of(token));
    viewers_keep(viewers, &digest, watched, viewer);
}

static void somebody_is_known_until_anything_could_be_otherwise(void **state)
{
    (void)state;
    struct arena *arena = arena_new(0);
    struct viewers *viewers = viewers_new();
    struct viewer viewer = somebody(arena);
    keep(viewers, "a", 5, &viewer);
    assert_true(is_known(viewers, "a", 5, 1000, 499));
    assert_false(is_known(viewers, "b", 5, 1000, 499));
    assert_false(is_known(viewers, "a", 6, 1000, 499)); /* something was changed */
    assert_false(is_known(viewers, "a", 5, 2000, 499)); /* a grant ends or begins */
    assert_false(is_known(viewers, "a", 5, 999, 499));  /* the clock was set back */
    assert_false(is_known(viewers, "a", 5, 1000, 500)); /* the session ran out */
    viewers_free(viewers);
    arena_free(arena);
}

static void nobody_is_remembered_where_others_may_change_it(void **state)
{
    (void)state;
    struct arena *arena = arena_new(0);
    struct viewers *viewers = viewers_new();
    struct viewer viewer = somebody(arena);
    keep(viewers, "a", 0, &viewer);
    assert_false(is_known(viewers, "a", 0, 1000, 499));
    viewer.expires_at = 0;
    keep(viewers, "a", 5, &viewer);
    assert_false(is_known(viewers, "a", 5, 1000, -1));
    viewers_free(viewers);
    arena_free(arena);
}

static void what_is_remembered_outlives_its_request(void **state)
{
    (void)state;
    struct viewers *viewers = viewers_new();
    struct arena *arena = arena_new(0);
    struct viewer viewer = somebody(arena);
    keep(viewers, "a", 5, &viewer);
    struct item items[] = {{1, str_copy(arena, STR("one"))}, {2, str_copy(arena, STR("two"))}};
    struct rows rows = {&TABLE_HERE, items, 2};
    viewer_remember(&viewer, FIELDS, &rows);
    arena_free(arena);

    struct digest digest = digest_of(STR("a"));
    struct viewers_moment moment = {5, 1500, 100};
    const struct viewer *found = viewers_find(viewers, &digest, &moment);
    assert_true(str_equal(found->name, STR("Åsa")));
    assert_true(viewer_may(found, "note.see") && !viewer_may_all(found, "note.see"));
    assert_true(viewer_recall(found, FIELDS, &rows));
    const struct item *item = rows.at;
    assert_true(rows.count == 2 && str_equal(item[1].name, STR("two")));
    assert_false(viewer_recall(found, &TABLE_HERE, &rows));
    viewers_free(viewers);
}

static void more_people_than_there_is_room_for_are_met_anew(void **state)
{
    (void)state;
    enum { PEOPLE = 5000 };
    struct arena *arena = arena_new(0);
    struct viewers *viewers = viewers_new();
    size_t known = 0;
    for (int i = 0; i < PEOPLE; i++) {
        struct viewer viewer = somebody(arena);
        keep(viewers, str_format(arena, "%d", i).at, 5, &viewer);
    }
    for (int i = 0; i < PEOPLE; i++) {
        known += is_known(viewers, str_format(arena, "%d", i).at, 5, 1000, 100);
    }
    assert_true(known > 1000 && known <= 2048);
    viewers_free(viewers);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(somebody_is_known_until_anything_could_be_otherwise),
        cmocka_unit_test(nobody_is_remembered_where_others_may_change_it),
        cmocka_unit_test(what_is_remembered_outlives_its_request),
        cmocka_unit_test(more_people_than_there_is_room_for_are_met_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
