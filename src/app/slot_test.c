/* What slices add to each other's pages. */
#include "app/slot.h"

#include "platform/db/db_test_support.h"
#include "platform/web/page.h"

struct house {
    struct str address;
};
static const struct field HOUSE_FIELDS[] = {FIELD(TEXT, struct house, address, NULL)};
static const struct table HOUSE_TABLE = TABLE("house", struct house, HOUSE_FIELDS);

static const struct permission SEES = {"test.see", NULL};
static const struct permission SEES_NOT = {"test.see-not", NULL};

static enum status tell(struct tx *tx, struct arena *arena, const void *row, void *view)
{
    assert_false(tx_is_write(tx));
    const struct house *house = row;
    ((struct house *)view)->address = str_format(arena, "visits at %.*s", STR_ARG(house->address));
    return OK;
}

static enum status fall(struct tx *tx, struct arena *arena, const void *row, void *view)
{
    (void)tx;
    (void)arena;
    (void)row;
    (void)view;
    return UNAVAILABLE;
}

static const struct slot PLACE = {"test.house", &HOUSE_TABLE};
static const struct slot *const PLACES[] = {&PLACE, NULL};
static const struct slot_provider FALLS = {"test.house", "visits/card", &HOUSE_TABLE, &SEES, 1,
                                           fall};
static const struct slot_provider TELLS = {"test.house", "visits/card", &HOUSE_TABLE, &SEES, 1,
                                           tell};
static const struct slot_provider HIDES = {"test.house", "visits/card", &HOUSE_TABLE, &SEES_NOT, 1,
                                           tell};
static const struct slot_provider STRAYS = {"test.garden", "visits/card", &HOUSE_TABLE, &SEES, 1,
                                            tell};

static const struct template_source SOURCE = {"visits/card", {"<p>{{address}}</p>", 18}};

static enum status made(struct db_test *test, const struct slot_provider *const *providers,
                        struct template_set **out_set, const struct slots **out)
{
    static const struct template_help help = {0};
    assert_int_equal(template_set_new(&SOURCE, 1, &PAGE_TABLE, &help, out_set), OK);
    struct slot_parts parts = {.set = *out_set, .places = PLACES, .providers = providers};
    return slots_made(test->arena, &parts, out, &test->err);
}

static void guests_are_shown_to_those_who_may_see_them_and_a_fallen_one_is_left_out(void **state)
{
    struct db_test *test = db_test_of(state);
    const struct slot_provider *const providers[] = {&FALLS, &TELLS, &HIDES, NULL};
    struct template_set *set = NULL;
    const struct slots *slots = NULL;
    assert_int_equal(made(test, providers, &set, &slots), OK);

    struct grant grant = {.permission = STR("test.see"), .scope_type = STR("all")};
    struct request request = {
        .call = {.db = test->db,
                 .arena = test->arena,
                 .err = &test->err,
                 .clock = &test->clock,
                 .language = language_find(STR("sv")),
                 .zone = "Europe/Stockholm"},
        .viewer = {.person = 1, .grants = &grant, .grant_count = 1},
    };
    struct house house = {STR("Storgatan <4>")};
    struct str html = slots_fill(slots, &request, "test.house", &house);
    assert_true(str_equal(html, STR("<p>visits at Storgatan &lt;4&gt;</p>")));
    assert_int_equal(slots_fill(slots, &request, "test.garden", &house).len, 0);
    assert_non_null(request.call.reader); /* given back by the edge: it may be a loop's own */
    call_end(&request.call);
    template_set_free(set);
}

static void a_guest_of_a_slot_that_nobody_has_stops_the_program(void **state)
{
    struct db_test *test = db_test_of(state);
    const struct slot_provider *const providers[] = {&STRAYS, NULL};
    struct template_set *set = NULL;
    const struct slots *slots = NULL;
    assert_int_equal(made(test, providers, &set, &slots), INVALID);
    assert_int_equal(test->err.count, 1);
    template_set_free(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST_SQLITE(guests_are_shown_to_those_who_may_see_them_and_a_fallen_one_is_left_out),
        DB_TEST_SQLITE(a_guest_of_a_slot_that_nobody_has_stops_the_program),
    };
    languages_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
