/* Who works where, as people would miss it. */
#include "platform/secret/secret.h"
#include "slices/people/slice_test_support.h"
#include "slices/staff/staff_write.h"

static const struct slice *const SLICES_HERE[] = {&PEOPLE_SLICE, &RECORDS_SLICE, &STAFF_SLICE,
                                                  NULL};
static const int64_t DAY = 24LL * 60 * 60 * 1000;

static struct slice_test *start(void **state)
{
    struct slice_test *test = slice_test_start(state, SLICES_HERE);
    slice_test_people(test, "leader");
    return test;
}

static int64_t now_of(const struct slice_test *test)
{
    return clock_now(&test->db->clock);
}

static int64_t add_person(struct slice_test *test, const char *name, const char *email)
{
    struct call call = slice_test_call(test, NO_INT);
    struct person_new wanted = {.person = {.name = str_of(name), .email = str_of(email)}};
    int64_t id = NO_INT;
    assert_status(people_person_add(&call, &wanted, &id), OK);
    return id;
}

static int64_t add_unit(struct slice_test *test, const char *name, int area)
{
    struct call call = slice_test_call(test, test->everywhere);
    struct unit unit;
    row_clear(&UNIT_TABLE, &unit);
    unit.name = str_of(name);
    unit.area_id = test->areas[area].id;
    int64_t id = NO_INT;
    assert_status(record_add(&call, &UNIT_RECORD, &unit, &id), OK);
    return id;
}

static int64_t add_team(struct slice_test *test, const char *name)
{
    struct call call = slice_test_call(test, test->everywhere);
    struct team team;
    row_clear(&TEAM_TABLE, &team);
    team.name = str_of(name);
    team.kind = STR("group");
    team.area_id = test->areas[0].id;
    int64_t id = NO_INT;
    assert_status(record_add(&call, &TEAM_RECORD, &team, &id), OK);
    return id;
}

static struct membership in_team(int64_t team, int64_t person, int64_t from_at)
{
    return (struct membership){.team_id = team,
                               .person_id = person,
                               .kind = STR("member"),
                               .from_at = from_at,
                               .to_at = STAFF_OPEN};
}

static enum status join(struct slice_test *test, struct membership wanted, int64_t *out_id)
{
    struct call call = slice_test_call(test, test->everywhere);
    return staff_join(&call, &wanted, out_id);
}

static struct membership membership_of(struct slice_test *test, int64_t id)
{
    struct call call = slice_test_call(test, NO_INT);
    struct tx *tx = slice_test_reader(&call);
    struct membership membership;
    assert_status(entity_get(tx, &MEMBERSHIP_ENTITY, id, &membership), OK);
    call_end(&call);
    return membership;
}

/* How many events of that kind there are. */
static size_t events(struct slice_test *test, const char *kind)
{
    struct call call = slice_test_call(test, NO_INT);
    struct tx *tx = slice_test_reader(&call);
    struct rows rows = {.table = &EVENT_RECORD_TABLE};
    struct list_request wanted = {.limit = 500, .filters = bind_none()};
    struct list_page page = {.rows = rows};
    assert_status(list_read(tx, test->arena, &EVENT_LIST, &wanted, &page), OK);
    const struct event_record *event = page.rows.at;
    size_t count = 0;
    for (size_t i = 0; i < page.rows.count; i++) {
        count += str_equal(event[i].kind, str_of(kind)) ? 1 : 0;
    }
    call_end(&call);
    return count;
}

static void COR_04_one_member_for_another_is_exactly_two_events(void **state)
{
    struct slice_test *test = start(state);
    int64_t team = add_team(test, "Grupp 1");
    int64_t before = NO_INT, after = NO_INT;
    assert_status(join(test, in_team(team, test->somewhere, now_of(test)), &before), OK);
    size_t joined = events(test, "member.joined");
    slice_test_wait(test, 10 * DAY);
    struct call call = slice_test_call(test, test->everywhere);
    struct member_replace replace = {.membership = before,
                                     .person_id = test->everywhere,
                                     .team_id = NO_INT,
                                     .at = now_of(test),
                                     .reason = STR("Ny tjänst")};
    assert_status(staff_replace(&call, &replace, &after), OK);
    assert_int_equal(events(test, "member.left"), 1);
    assert_int_equal(events(test, "member.joined"), joined + 1);
    assert_int_equal(membership_of(test, before).to_at, now_of(test));
    assert_int_equal(membership_of(test, after).from_at, now_of(test));
    assert_int_equal(membership_of(test, after).to_at, STAFF_OPEN);
    /* What cannot be writes neither. */
    call = slice_test_call(test, test->everywhere);
    assert_status(staff_replace(&call, &replace, &after), CONFLICT);
    assert_int_equal(events(test, "member.left"), 1);
    assert_int_equal(events(test, "member.joined"), joined + 1);
}

static enum status join_as_fact(struct tx *tx, const void *in, void *out, struct err *err)
{
    struct membership membership = *(const struct membership *)in;
    struct record_writer writer;
    TRY(record_writer_open(tx, language_find(STR("sv")), err, &writer));
    struct joining joining = {&membership, true};
    TRY(member_join(&writer, &joining));
    *(int64_t *)out = membership.id;
    return OK;
}

static void COR_04_nobody_is_planned_twice_into_a_team_but_a_fact_is_kept_and_marked(void **state)
{
    struct slice_test *test = start(state);
    int64_t team = add_team(test, "Grupp 1");
    int64_t id = NO_INT;
    int64_t now = now_of(test);
    struct membership first = in_team(team, test->somewhere, now);
    first.to_at = now + 10 * DAY;
    assert_status(join(test, first, &id), OK);
    assert_status(join(test, in_team(team, test->somewhere, now + 9 * DAY), &id), CONFLICT);
    assert_string_equal(slice_test_error(test), "This person is already in the team at that time.");
    assert_status(join(test, in_team(team, test->somewhere, now + 10 * DAY), &id), OK);
    assert_false(membership_of(test, id).is_deviating);
    struct membership told = in_team(team, test->somewhere, now + 5 * DAY);
    struct call call = slice_test_call(test, test->everywhere);
    assert_status(call_write(&call, "test.fact", join_as_fact, &told, &id), OK);
    assert_true(membership_of(test, id).is_deviating);
}

static void COR_04_a_move_closes_one_team_and_opens_the_other(void **state)
{
    struct slice_test *test = start(state);
    int64_t one = add_team(test, "Grupp 1");
    int64_t two = add_team(test, "Grupp 2");
    int64_t id = NO_INT;
    assert_status(join(test, in_team(one, test->somewhere, now_of(test)), &id), OK);
    slice_test_wait(test, DAY);
    struct call call = slice_test_call(test, test->everywhere);
    struct member_replace move = {
        .membership = id, .person_id = NO_INT, .team_id = two, .at = now_of(test)};
    int64_t moved = NO_INT;
    assert_status(staff_replace(&call, &move, &moved), OK);
    assert_int_equal(membership_of(test, id).to_at, now_of(test));
    assert_int_equal(membership_of(test, moved).team_id, two);
    assert_int_equal(membership_of(test, moved).person_id, test->somewhere);
}

static void who_is_away_is_not_away_twice_and_may_come_back(void **state)
{
    struct slice_test *test = start(state);
    struct call call = slice_test_call(test, test->everywhere);
    struct leave leave = {.person_id = test->somewhere,
                          .from_at = now_of(test) + DAY,
                          .to_at = now_of(test) + 5 * DAY};
    int64_t id = NO_INT;
    assert_status(staff_away(&call, &leave, &id), OK);
    call = slice_test_call(test, test->everywhere);
    int64_t other = NO_INT;
    assert_status(staff_away(&call, &leave, &other), CONFLICT);
    assert_status(staff_back(&call, id, now_of(test)), OK);
    call = slice_test_call(test, test->everywhere);
    assert_status(staff_away(&call, &leave, &other), OK);
}

static enum status find_viewer(struct slice_test *test, struct str token, struct viewer *out)
{
    struct call call = slice_test_call(test, NO_INT);
    struct tx *tx = slice_test_reader(&call);
    struct str hash = hex_encode(test->arena, token_digest(test->arena, token));
    enum status status = PEOPLE_VIEWERS.find(tx, test->arena, hash, out);
    call_end(&call);
    return status;
}

static void who_leaves_loses_teams_roles_and_sign_ins_at_once(void **state)
{
    struct slice_test *test = start(state);
    int64_t person = test->somewhere;
    int64_t team = add_team(test, "Grupp 1");
    struct employment employment = {.person_id = person,
                                    .unit_id = add_unit(test, "Norr", 0),
                                    .from_at = now_of(test),
                                    .to_at = STAFF_OPEN};
    int64_t id = NO_INT, membership = NO_INT;
    struct call call = slice_test_call(test, test->everywhere);
    assert_status(staff_employ(&call, &employment, &id), OK);
    assert_status(join(test, in_team(team, person, now_of(test)), &membership), OK);
    struct signed_in opened;
    call = slice_test_call(test, NO_INT);
    assert_status(people_session_open(&call, person, STR("test"), &opened), OK);
    struct viewer viewer;
    assert_status(find_viewer(test, opened.token, &viewer), OK);
    assert_true(viewer_may(&viewer, STAFF_EDIT.key));
    slice_test_wait(test, DAY);
    call = slice_test_call(test, test->everywhere);
    struct staff_end end = {person, now_of(test)};
    assert_status(staff_end_all(&call, &end), OK);
    assert_status(find_viewer(test, opened.token, &viewer), UNAUTHENTICATED);
    assert_int_equal(membership_of(test, membership).to_at, now_of(test));
    /* Hired again: the same person, who may sign in again, without the old roles. */
    slice_test_wait(test, DAY);
    employment.from_at = now_of(test);
    call = slice_test_call(test, test->everywhere);
    assert_status(staff_employ(&call, &employment, &id), OK);
    assert_status(people_session_open(&call, person, STR("test"), &opened), OK);
    assert_status(find_viewer(test, opened.token, &viewer), OK);
    assert_false(viewer_may(&viewer, STAFF_EDIT.key));
}

static size_t hits(struct slice_test *test, int64_t viewer, const char *typed)
{
    struct call call = slice_test_call(test, viewer);
    struct tx *tx = slice_test_reader(&call);
    struct viewer unused = {0};
    struct rows rows = {0};
    assert_status(STAFF_SEARCH.find(tx, test->arena, &unused, str_of(typed), &rows), OK);
    call_end(&call);
    return rows.count;
}

static void COR_09_people_are_found_by_part_of_a_word_within_what_one_may_see(void **state)
{
    struct slice_test *test = start(state);
    int64_t here = add_person(test, "Åsa Järvinen", "asa@example.org");
    int64_t there = add_person(test, "Jarmo Järvelä", "jarmo@example.org");
    struct employment employment = {.person_id = here,
                                    .unit_id = add_unit(test, "Norr", 0),
                                    .from_at = now_of(test),
                                    .to_at = STAFF_OPEN};
    int64_t id = NO_INT;
    struct call call = slice_test_call(test, test->everywhere);
    assert_status(staff_employ(&call, &employment, &id), OK);
    employment.person_id = there;
    employment.unit_id = add_unit(test, "Pohjoinen", 1);
    call = slice_test_call(test, test->everywhere);
    assert_status(staff_employ(&call, &employment, &id), OK);
    assert_int_equal(hits(test, test->everywhere, "jarv"), 2);
    assert_int_equal(hits(test, test->everywhere, "järv"), 2);
    assert_int_equal(hits(test, test->everywhere, "JÄRVINEN asa"), 1);
    assert_int_equal(hits(test, test->somewhere, "jarv"), 1);
    assert_int_equal(hits(test, here, "jarv"), 0); /* no role, no hit */
}

static void COR_03_a_role_from_tomorrow_holds_tomorrow_and_one_until_yesterday_no_more(void **state)
{
    struct slice_test *test = start(state);
    int64_t person = add_person(test, "Åsa Örn", "asa@example.org");
    int64_t now = now_of(test);
    struct role_grant grant = {.person_id = person,
                               .role = STR("leader"),
                               .scope_type = STR("area"),
                               .scope_id = test->areas[0].id,
                               .from_at = now + DAY,
                               .to_at = now + 3 * DAY};
    struct call call = slice_test_call(test, NO_INT);
    assert_status(people_role_give(&call, &grant), OK);
    struct signed_in opened;
    assert_status(people_session_open(&call, person, STR("test"), &opened), OK);
    static const bool MAY[] = {false, true, true, false};
    struct viewer viewer;
    for (int day = 0; day < 4; day++) {
        assert_status(find_viewer(test, opened.token, &viewer), OK);
        assert_int_equal(viewer_may(&viewer, STAFF_EDIT.key), MAY[day]);
        if (day == 1) { /* what is done is done in the role held then, and stays so */
            call = slice_test_call(test, person);
            call.actor.role = viewer.role;
            struct membership wanted =
                in_team(add_team(test, "Grupp 1"), test->somewhere, now_of(test));
            int64_t id = NO_INT;
            assert_status(staff_join(&call, &wanted, &id), OK);
        }
        slice_test_wait(test, DAY);
    }
    call = slice_test_call(test, NO_INT);
    struct tx *tx = slice_test_reader(&call);
    struct list_request wanted = {.limit = 500, .filters = bind_none()};
    struct list_page page = {.rows.table = &EVENT_RECORD_TABLE};
    assert_status(list_read(tx, test->arena, &EVENT_LIST, &wanted, &page), OK);
    const struct event_record *event = page.rows.at;
    size_t told = 0;
    for (size_t i = 0; i < page.rows.count; i++) {
        told += event[i].person == person && str_equal(event[i].role, STR("leader")) ? 1 : 0;
    }
    assert_int_equal(told, 1);
    call_end(&call);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(COR_04_one_member_for_another_is_exactly_two_events),
        DB_TEST(COR_04_nobody_is_planned_twice_into_a_team_but_a_fact_is_kept_and_marked),
        DB_TEST(COR_04_a_move_closes_one_team_and_opens_the_other),
        DB_TEST(who_is_away_is_not_away_twice_and_may_come_back),
        DB_TEST(who_leaves_loses_teams_roles_and_sign_ins_at_once),
        DB_TEST(COR_09_people_are_found_by_part_of_a_word_within_what_one_may_see),
        DB_TEST(COR_03_a_role_from_tomorrow_holds_tomorrow_and_one_until_yesterday_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
