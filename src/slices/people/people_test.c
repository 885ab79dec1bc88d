/* The door, rights and names, as people would miss them. */
#include "platform/secret/secret.h"
#include "platform/web/seen.h"
#include "slices/people/slice_test_support.h"

static const struct slice *const SLICES_HERE[] = {&PEOPLE_SLICE, NULL};
static const int64_t DAY = 24LL * 60 * 60 * 1000;

static struct slice_test *start(void **state)
{
    return slice_test_start(state, SLICES_HERE);
}

static int64_t add_person(struct slice_test *test, const char *email, const char *password)
{
    struct call call = slice_test_call(test, NO_INT);
    struct person_new wanted = {.person = {.name = STR("Åsa Örn"), .email = str_of(email)},
                                .password = str_of(password)};
    int64_t id = NO_INT;
    assert_status(people_person_add(&call, &wanted, &id), OK);
    return id;
}

static enum status sign_in(struct slice_test *test, const char *email, const char *password,
                           struct signed_in *out)
{
    struct call call = slice_test_call(test, NO_INT);
    struct sign_in wanted = {.email = str_of(email), .password = str_of(password)};
    enum status status = people_sign_in(&call, &wanted, out);
    call_end(&call);
    return status;
}

static enum status find(struct slice_test *test, struct str token, struct viewer *out)
{
    struct call call = slice_test_call(test, NO_INT);
    struct tx *tx = slice_test_reader(&call);
    struct str hash = hex_encode(test->arena, token_digest(test->arena, token));
    enum status status = PEOPLE_VIEWERS.find(tx, test->arena, hash, out);
    call_end(&call);
    return status;
}

static int64_t give(struct slice_test *test, int64_t person, const char *role, int64_t days)
{
    struct call call = slice_test_call(test, NO_INT);
    int64_t now = clock_now(&test->db->clock);
    struct role_grant grant = {.person_id = person,
                               .role = str_of(role),
                               .scope_type = STR("all"),
                               .scope_id = NO_INT,
                               .from_at = now,
                               .to_at = days == 0 ? NO_TIME : now + days * DAY};
    assert_status(people_role_give(&call, &grant), OK);
    return grant.id;
}

static void whoever_knows_the_password_is_found_by_the_session(void **state)
{
    struct slice_test *test = start(state);
    int64_t id = add_person(test, "asa@example.org", "en lång mening");
    give(test, id, "admin", 0);
    struct signed_in opened;
    assert_status(sign_in(test, "Asa@Example.org", "en lång mening", &opened), OK);
    struct viewer viewer;
    assert_status(find(test, opened.token, &viewer), OK);
    assert_int_equal(viewer.person, id);
    assert_true(str_equal(viewer.name, STR("Åsa Örn")));
    assert_true(str_equal(viewer.role, STR("admin")));
    assert_true(viewer_may_all(&viewer, AUDIT_READ.key));
    assert_false(viewer_may(&viewer, "register.building.read"));
    assert_status(find(test, STR("not-a-token"), &viewer), UNAUTHENTICATED);
}

static void ten_wrong_passwords_close_the_door_for_known_and_unknown_names(void **state)
{
    struct slice_test *test = start(state);
    add_person(test, "asa@example.org", "en lång mening");
    const char *names[] = {"asa@example.org", "nobody@example.org"};
    struct signed_in opened;
    for (int n = 0; n < 2; n++) {
        for (int i = 0; i < 10; i++) {
            assert_status(sign_in(test, names[n], "fel", &opened), INVALID);
        }
        assert_status(sign_in(test, names[n], "en lång mening", &opened), LIMITED);
        assert_true(test->db->err.retry_after_s > 800 && test->db->err.retry_after_s <= 900);
    }
}

static void a_right_password_ends_the_counting(void **state)
{
    struct slice_test *test = start(state);
    add_person(test, "asa@example.org", "en lång mening");
    struct signed_in opened;
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 6; i++) {
            assert_status(sign_in(test, "asa@example.org", "fel", &opened), INVALID);
        }
        assert_status(sign_in(test, "asa@example.org", "en lång mening", &opened), OK);
    }
}

static void an_ended_session_finds_nobody_and_is_only_its_owners_to_end(void **state)
{
    struct slice_test *test = start(state);
    int64_t id = add_person(test, "asa@example.org", "en lång mening");
    int64_t other = add_person(test, "bo@example.org", "en annan mening");
    struct signed_in opened;
    assert_status(sign_in(test, "asa@example.org", "en lång mening", &opened), OK);
    struct call call = slice_test_call(test, other);
    assert_status(people_session_end(&call, other, opened.id), NOT_FOUND);
    struct viewer viewer;
    assert_status(find(test, opened.token, &viewer), OK);
    call = slice_test_call(test, id);
    assert_status(people_session_end(&call, id, opened.id), OK);
    assert_status(find(test, opened.token, &viewer), UNAUTHENTICATED);
}

static void a_new_password_ends_the_other_sessions(void **state)
{
    struct slice_test *test = start(state);
    int64_t id = add_person(test, "asa@example.org", "en lång mening");
    struct signed_in here, there;
    assert_status(sign_in(test, "asa@example.org", "en lång mening", &here), OK);
    assert_status(sign_in(test, "asa@example.org", "en lång mening", &there), OK);
    struct call call = slice_test_call(test, id);
    assert_status(people_password_check(&call, id, STR("fel")), INVALID);
    assert_status(people_password_check(&call, id, STR("en lång mening")), OK);
    assert_status(people_password_set(&call, id, STR("kort"), here.id), INVALID);
    assert_status(people_password_set(&call, id, STR("en helt ny mening"), here.id), OK);
    struct viewer viewer;
    assert_status(find(test, here.token, &viewer), OK);
    assert_status(find(test, there.token, &viewer), UNAUTHENTICATED);
    struct signed_in again;
    assert_status(sign_in(test, "asa@example.org", "en lång mening", &again), INVALID);
    assert_status(sign_in(test, "asa@example.org", "en helt ny mening", &again), OK);
}

static void a_role_holds_only_between_its_days(void **state)
{
    struct slice_test *test = start(state);
    int64_t id = add_person(test, "asa@example.org", "en lång mening");
    give(test, id, "admin", 2);
    struct signed_in opened;
    assert_status(sign_in(test, "asa@example.org", "en lång mening", &opened), OK);
    struct viewer viewer;
    slice_test_wait(test, 2 * DAY - 1);
    assert_status(find(test, opened.token, &viewer), OK);
    assert_true(viewer_may(&viewer, PEOPLE_MANAGE.key));
    slice_test_wait(test, 1);
    assert_status(find(test, opened.token, &viewer), OK);
    assert_false(viewer_may(&viewer, PEOPLE_MANAGE.key));
}

static void the_last_administrator_keeps_the_role(void **state)
{
    struct slice_test *test = start(state);
    int64_t first = give(test, add_person(test, "a@example.org", "en lång mening"), "admin", 0);
    struct call call = slice_test_call(test, NO_INT);
    assert_status(people_role_withdraw(&call, &(struct role_end){first, NO_TIME}), CONFLICT);
    int64_t second = give(test, add_person(test, "b@example.org", "en lång mening"), "admin", 0);
    slice_test_wait(test, 1000);
    call = slice_test_call(test, NO_INT);
    assert_status(people_role_withdraw(&call, &(struct role_end){first, NO_TIME}), OK);
    assert_status(people_role_withdraw(&call, &(struct role_end){second, NO_TIME}), CONFLICT);
}

static void two_people_do_not_share_an_address(void **state)
{
    struct slice_test *test = start(state);
    add_person(test, "asa@example.org", "en lång mening");
    struct call call = slice_test_call(test, NO_INT);
    struct person_new wanted = {.person = {.name = STR("Bo"), .email = STR("ASA@example.org")}};
    int64_t id = NO_INT;
    assert_status(people_person_add(&call, &wanted, &id), CONFLICT);
    assert_string_equal(test->db->err.items[0].field, "email");
}

static enum status save(struct slice_test *test, const struct person *person)
{
    struct call call = slice_test_call(test, test->everywhere);
    struct person_change change = {.person = *person, .may_protect = false};
    return people_person_save(&call, &change);
}

static struct person person_of(struct slice_test *test, int64_t id)
{
    struct call call = slice_test_call(test, NO_INT);
    struct tx *tx = slice_test_reader(&call);
    struct person person;
    assert_status(entity_get(tx, &PERSON_ENTITY, id, &person), OK);
    call_end(&call);
    return person;
}

static void a_person_is_found_by_external_id_by_phone_and_by_address(void **state)
{
    struct slice_test *test = start(state);
    int64_t id = add_person(test, "asa@example.org", "en lång mening");
    struct person person = person_of(test, id);
    person.phone = STR(" 070-174 06 05 ");
    person.external_id = STR("A-17");
    person.is_protected = true; /* not said by somebody who may */
    assert_status(save(test, &person), OK);
    struct call call = slice_test_call(test, NO_INT);
    struct tx *tx = slice_test_reader(&call);
    struct person found;
    assert_status(people_person_find_external(tx, STR("A-17"), &found), OK);
    assert_int_equal(found.id, id);
    assert_false(found.is_protected);
    assert_true(str_equal(found.phone, STR("+46701740605")));
    struct rows rows = {0};
    assert_status(people_persons_at_phone(tx, STR("+46701740605"), &rows), OK);
    assert_int_equal(rows.count, 1);
    assert_status(people_persons_at_phone(tx, STR("+358701740605"), &rows), OK);
    assert_int_equal(rows.count, 0);
    assert_status(people_person_find(tx, STR(" ASA@example.org"), &found), OK);
    call_end(&call);
}

static void what_cannot_be_or_is_anothers_is_refused_beside_its_field(void **state)
{
    struct slice_test *test = start(state);
    struct person first = person_of(test, add_person(test, "asa@example.org", "en lång mening"));
    struct person second = person_of(test, add_person(test, "bo@example.org", "en lång mening"));
    first.external_id = STR("A-17");
    assert_status(save(test, &first), OK);
    struct person wrong = second;
    wrong.external_id = STR("A-17");
    assert_status(save(test, &wrong), INVALID);
    assert_string_equal(test->db->err.items[0].field, "external_id");
    wrong = second;
    wrong.email = STR("asa@example.org");
    assert_status(save(test, &wrong), INVALID);
    assert_string_equal(test->db->err.items[0].field, "email");
    wrong = second;
    wrong.phone = STR("växeln");
    assert_status(save(test, &wrong), INVALID);
    assert_string_equal(test->db->err.items[0].field, "phone");
    wrong = first; /* the version before it was saved */
    assert_status(save(test, &wrong), CONFLICT);
}

static void COR_07_a_phone_number_tells_where_it_came_from(void **state)
{
    struct slice_test *test = start(state);
    int64_t id = add_person(test, "asa@example.org", "en lång mening");
    struct person person = person_of(test, id);
    person.phone = STR("0701740605");
    assert_status(save(test, &person), OK);
    struct call call = slice_test_call(test, NO_INT);
    struct tx *tx = slice_test_reader(&call);
    struct rows rows = {.table = &FIELD_CHANGE_TABLE};
    assert_status(history_sources(tx, test->arena, &PERSON_ENTITY, id, &rows), OK);
    const struct field_change *change = rows.at;
    size_t told = 0;
    for (size_t i = 0; i < rows.count; i++) {
        told +=
            str_equal(change[i].field, STR("phone")) && str_equal(change[i].source, STR("officer"))
                ? 1
                : 0;
    }
    assert_int_equal(told, 1);
    call_end(&call);
}

static void a_protected_person_has_no_name_on_pages_of_others(void **state)
{
    struct slice_test *test = start(state);
    struct call call = slice_test_call(test, NO_INT);
    struct person_new wanted = {.person = {.name = STR("Hemlig Person"), .is_protected = true}};
    int64_t hidden = NO_INT;
    assert_status(people_person_add(&call, &wanted, &hidden), OK);
    int64_t ids[] = {hidden, add_person(test, "asa@example.org", "en lång mening"), NO_INT};
    struct tx *tx = slice_test_reader(&call);
    struct people_names names;
    assert_status(people_names_read(tx, call.language, ids, 3, &names), OK);
    assert_false(str_equal(people_name(&names, hidden), STR("Hemlig Person")));
    assert_true(str_equal(people_name(&names, ids[1]), STR("Åsa Örn")));
    assert_true(str_equal(people_name(&names, NO_INT), STR("The program itself")));
    call_end(&call);
}

static void what_a_person_chose_for_pages_is_kept_and_told(void **state)
{
    struct slice_test *test = start(state);
    int64_t id = add_person(test, "asa@example.org", "en lång mening");
    struct call call = slice_test_call(test, id);
    assert_status(people_look_set(&call, id, STR("fi"), STR("dark")), OK);
    struct signed_in opened;
    assert_status(sign_in(test, "asa@example.org", "en lång mening", &opened), OK);
    struct viewer viewer;
    assert_status(find(test, opened.token, &viewer), OK);
    assert_true(str_equal(viewer.language, STR("fi")));
    assert_true(str_equal(viewer.scheme, STR("dark")));
}

static void a_device_is_told_in_words(void **state)
{
    struct slice_test *test = start(state);
    static const char *const known[][2] = {
        {"Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0",
         "Firefox, Android"},
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
         "Edge, Windows"},
        {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
         "Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
         "Safari, iPhone"},
        {"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 "
         "Safari/537.36",
         "Chrome, Linux"},
        {"curl/8.5.0", "curl"},
        {"<script>", ""},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        struct str device = people_device(test->arena, str_of(known[i][0]));
        assert_true(str_equal(device, str_of(known[i][1])));
    }
    assert_int_equal(people_device(test->arena, (struct str){NULL, 0}).len, 0);
}

static void open_session(struct slice_test *test, int64_t person, struct signed_in *out)
{
    struct call call = slice_test_call(test, NO_INT);
    assert_status(people_session_open(&call, person, STR("Firefox, Android"), out), OK);
    call_end(&call);
}

static int64_t changes_of(struct slice_test *test)
{
    struct db_stats stats;
    db_stats_read(test->db->db, &stats);
    return stats.changes;
}

static void a_session_in_use_costs_one_write_in_five_minutes(void **state)
{
    enum { REQUESTS = 100 };
    const int64_t minute_us = INT64_C(60000000);
    struct slice_test *test = start(state);
    struct signed_in opened[2];
    int64_t id = add_person(test, "asa@example.org", "");
    open_session(test, id, &opened[0]);
    open_session(test, id, &opened[1]);
    struct seen *seen = seen_new(test->db->db, &PEOPLE_VIEWERS);
    int64_t before = changes_of(test);
    for (int64_t i = 0; i < REQUESTS; i++) {
        seen_note(seen, opened[0].id, 10 * minute_us + i);
        seen_note(seen, opened[1].id, 10 * minute_us + i);
    }
    seen_write(seen);
    assert_int_equal(changes_of(test) - before, 1); /* both together */
    seen_note(seen, opened[0].id, 14 * minute_us);
    seen_write(seen);
    assert_int_equal(changes_of(test) - before, 1);
    seen_note(seen, opened[0].id, 15 * minute_us + REQUESTS);
    seen_free(seen); /* stopping writes what is left */
    assert_int_equal(changes_of(test) - before, 2);
}

static void all_others_of_ones_sessions_end_and_nobody_elses(void **state)
{
    struct slice_test *test = start(state);
    int64_t id = add_person(test, "asa@example.org", "");
    int64_t other = add_person(test, "bo@example.org", "");
    struct signed_in opened[3];
    for (int i = 0; i < 3; i++) {
        open_session(test, i < 2 ? id : other, &opened[i]);
    }
    struct call call = slice_test_call(test, id);
    assert_status(people_sessions_end_others(&call, id, opened[1].id), OK);
    assert_status(people_sessions_end_others(&call, id, opened[1].id), OK);
    call_end(&call);
    struct viewer viewer;
    assert_status(find(test, opened[0].token, &viewer), UNAUTHENTICATED);
    assert_status(find(test, opened[1].token, &viewer), OK);
    assert_status(find(test, opened[2].token, &viewer), OK);
}

/* Whether what was remembered of viewers counts no more; on PostgreSQL nothing is remembered. */
static bool has_moved(struct slice_test *test, uint64_t *last)
{
    uint64_t now = db_watched(test->db->db);
    bool has_moved = now != *last || db_engine(test->db->db) == DB_ENGINE_POSTGRES;
    *last = now;
    return has_moved;
}

static void whatever_changes_who_may_do_what_is_known_before_it_is_answered(void **state)
{
    struct slice_test *test = start(state);
    db_watch(test->db->db, PEOPLE_VIEWERS.tables);
    uint64_t last = 0;
    (void)has_moved(test, &last);
    int64_t id = add_person(test, "asa@example.org", "en lång mening");
    assert_true(has_moved(test, &last));
    struct signed_in opened;
    assert_status(sign_in(test, "asa@example.org", "en lång mening", &opened), OK);
    assert_true(has_moved(test, &last));
    give(test, add_person(test, "b@example.org", "en lång mening"), "admin", 0);
    (void)has_moved(test, &last);
    int64_t grant = give(test, id, "admin", 0);
    assert_true(has_moved(test, &last));
    slice_test_wait(test, 1000);
    struct call call = slice_test_call(test, id);
    assert_status(people_role_withdraw(&call, &(struct role_end){grant, NO_TIME}), OK);
    assert_true(has_moved(test, &last));
    assert_status(people_look_set(&call, id, STR("fi"), STR("dark")), OK);
    assert_true(has_moved(test, &last));
    struct area area = {
        .name = STR("Norr"), .zone = STR("Europe/Stockholm"), .language = STR("sv")};
    assert_status(people_area_add(&call, &area), OK);
    assert_true(has_moved(test, &last));
    assert_status(people_session_end(&call, id, opened.id), OK);
    assert_true(has_moved(test, &last));
}

static void it_is_known_until_when_a_viewer_stays_the_same(void **state)
{
    struct slice_test *test = start(state);
    int64_t id = add_person(test, "asa@example.org", "en lång mening");
    int64_t begun = clock_now(&test->db->clock);
    struct signed_in opened;
    assert_status(sign_in(test, "asa@example.org", "en lång mening", &opened), OK);
    struct viewer viewer;
    assert_status(find(test, opened.token, &viewer), OK);
    assert_true(viewer.until == INT64_MAX && viewer.expires_at > real_now_ms());
    give(test, id, "admin", 2);
    slice_test_wait(test, DAY);
    assert_status(find(test, opened.token, &viewer), OK);
    assert_int_equal(viewer.since, begun);
    assert_int_equal(viewer.until, begun + 2 * DAY);
    slice_test_wait(test, DAY);
    assert_status(find(test, opened.token, &viewer), OK);
    assert_int_equal(viewer.since, begun + 2 * DAY);
    assert_int_equal(viewer.grant_count, 0);
    slice_test_wait(test, -3 * DAY); /* before it began */
    assert_status(find(test, opened.token, &viewer), OK);
    assert_int_equal(viewer.until, begun);
}

/* What the events about a person say of the role that it was done in, newest first. */
static const char *roles_of_events(struct slice_test *test, int64_t person)
{
    struct call call = slice_test_call(test, NO_INT);
    struct list_request request = {.limit = NO_INT, .filters = bind_none(), .err = &test->db->err};
    struct list_page page = {.rows.table = &EVENT_RECORD_TABLE};
    assert_status(list_read(slice_test_reader(&call), test->arena, &EVENT_LIST, &request, &page),
                  OK);
    struct str all = {"", 0};
    const struct event_record *events = page.rows.at;
    for (size_t i = 0; i < page.rows.count; i++) {
        if (events[i].person == person) {
            all = str_format(test->arena, "%.*s%.*s ", STR_ARG(all), STR_ARG(events[i].role));
        }
    }
    call_end(&call);
    return str_c(test->arena, all);
}

static void COR_03_a_role_until_yesterday_holds_no_more_and_what_was_done_in_it_stays(void **state)
{
    struct slice_test *test = start(state);
    give(test, add_person(test, "b@example.org", "en lång mening"), "admin", 0);
    int64_t id = add_person(test, "asa@example.org", "en lång mening");
    int64_t grant = give(test, id, "admin", 0);
    struct signed_in opened;
    assert_status(sign_in(test, "asa@example.org", "en lång mening", &opened), OK);
    struct call call = slice_test_call(test, id);
    call.actor.role = STR("admin");
    assert_status(people_look_set(&call, id, STR("fi"), STR("dark")), OK);
    struct person_new other = {.person = {.name = STR("Ny")}};
    int64_t other_id = NO_INT;
    assert_status(people_person_add(&call, &other, &other_id), OK);
    const char *before = roles_of_events(test, id);
    assert_non_null(strstr(before, "admin"));
    struct role_end end = {grant, clock_now(&test->db->clock) + 2 * DAY};
    assert_status(people_role_withdraw(&call, &end), OK);
    struct viewer viewer;
    slice_test_wait(test, DAY);
    assert_status(find(test, opened.token, &viewer), OK);
    assert_true(viewer_may(&viewer, PEOPLE_MANAGE.key)); /* until the day that was said */
    slice_test_wait(test, DAY);
    assert_status(find(test, opened.token, &viewer), OK);
    assert_false(viewer_may(&viewer, PEOPLE_MANAGE.key));
    assert_string_equal(str_c(test->arena, viewer.name), "Åsa Örn");
    assert_non_null(strstr(roles_of_events(test, id), before));
}

static void COR_03_a_role_is_held_for_one_place_of_each_kind_and_not_without_one(void **state)
{
    static const char *const KINDS[] = {"building", "site", "organisation", "team", "area"};
    struct slice_test *test = start(state);
    int64_t id = add_person(test, "asa@example.org", "en lång mening");
    for (size_t i = 0; i < sizeof(KINDS) / sizeof(KINDS[0]); i++) {
        struct call call = slice_test_call(test, NO_INT);
        struct role_grant grant = {.person_id = id,
                                   .role = STR("employee"),
                                   .scope_type = str_of(KINDS[i]),
                                   .scope_id = NO_INT,
                                   .from_at = clock_now(&test->db->clock),
                                   .to_at = NO_TIME};
        assert_status(people_role_give(&call, &grant), INVALID);
        grant.scope_id = 17;
        call = slice_test_call(test, NO_INT);
        assert_status(people_role_give(&call, &grant), OK);
    }
    struct grant held = {STR("x"), STR("building"), 17};
    struct viewer viewer = {.grants = &held, .grant_count = 1};
    struct permission permission = {"x", NULL};
    assert_true(people_may_at(&viewer, &permission,
                              &(struct place){.area_id = 3, .kind = "building", .id = 17}));
    assert_false(people_may_at(&viewer, &permission,
                               &(struct place){.area_id = 3, .kind = "building", .id = 18}));
    assert_false(people_may_at(&viewer, &permission,
                               &(struct place){.area_id = 17, .kind = "site", .id = 17}));
    assert_false(people_may_in_area(&viewer, &permission, 17));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(whoever_knows_the_password_is_found_by_the_session),
        DB_TEST(ten_wrong_passwords_close_the_door_for_known_and_unknown_names),
        DB_TEST(a_right_password_ends_the_counting),
        DB_TEST(an_ended_session_finds_nobody_and_is_only_its_owners_to_end),
        DB_TEST(a_new_password_ends_the_other_sessions),
        DB_TEST(a_role_holds_only_between_its_days),
        DB_TEST(the_last_administrator_keeps_the_role),
        DB_TEST(two_people_do_not_share_an_address),
        DB_TEST(a_person_is_found_by_external_id_by_phone_and_by_address),
        DB_TEST(what_cannot_be_or_is_anothers_is_refused_beside_its_field),
        DB_TEST(COR_07_a_phone_number_tells_where_it_came_from),
        DB_TEST(a_protected_person_has_no_name_on_pages_of_others),
        DB_TEST(what_a_person_chose_for_pages_is_kept_and_told),
        DB_TEST(a_device_is_told_in_words),
        DB_TEST(a_session_in_use_costs_one_write_in_five_minutes),
        DB_TEST(all_others_of_ones_sessions_end_and_nobody_elses),
        DB_TEST(whatever_changes_who_may_do_what_is_known_before_it_is_answered),
        DB_TEST(COR_03_a_role_until_yesterday_holds_no_more_and_what_was_done_in_it_stays),
        DB_TEST(COR_03_a_role_is_held_for_one_place_of_each_kind_and_not_without_one),
        DB_TEST(it_is_known_until_when_a_viewer_stays_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
