/* Somebody comes to a team, leaves it, is replaced, moves: one page each. */
#include "platform/web/page.h"
#include "slices/staff/staff_handlers.h"
#include "staff_queries.h"

/* --- Somebody new in a team --- */

struct member_add {
    int64_t id; /* the team */
    struct str who, kind, from_day, to_day, reason;
};
static const struct field MEMBER_ADD_FIELDS[] = {
    FIELD(ID, struct member_add, id, N_("Id"), .flags = FIELD_HIDDEN),
    FIELD(TEXT, struct member_add, who, N_("Who"), .max = 200,
          .flags = FIELD_REQUIRED | FIELD_PERSONAL,
          .help = N_("Name, e-mail, phone number or id.")),
    FIELD(ENUM, struct member_add, kind, N_("As"), .choices = MEMBER_KINDS,
          .flags = FIELD_REQUIRED),
    FIELD(DATE, struct member_add, from_day, N_("First day"),
          .help = N_("Without a day from now on.")),
    FIELD(DATE, struct member_add, to_day, N_("Last day"),
          .help = N_("Without a day until further notice.")),
    FIELD(TEXT, struct member_add, reason, N_("Reason"), .max = 200),
};
const struct table MEMBER_ADD_TABLE = TABLE("member_add", struct member_add, MEMBER_ADD_FIELDS);

struct member_add_view {
    int64_t id;
    struct str team, who, kind, from_day, to_day, reason;
};
static const struct field MEMBER_ADD_VIEW_FIELDS[] = {
    FIELD(ID, struct member_add_view, id, N_("Id")),
    FIELD(TEXT, struct member_add_view, team, N_("Team")),
    FIELD(TEXT, struct member_add_view, who, N_("Who"), .flags = FIELD_PERSONAL),
    FIELD(ENUM, struct member_add_view, kind, N_("As"), .choices = MEMBER_KINDS),
    FIELD(DATE, struct member_add_view, from_day, N_("First day")),
    FIELD(DATE, struct member_add_view, to_day, N_("Last day")),
    FIELD(TEXT, struct member_add_view, reason, N_("Reason")),
};
const struct table MEMBER_ADD_VIEW_TABLE =
    TABLE("member_add", struct member_add_view, MEMBER_ADD_VIEW_FIELDS);

enum status member_add_show(struct request *request, const void *form, void *view)
{
    struct member_add_view *page = view;
    const int64_t *id = form; /* of RECORD_ID_TABLE */
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct team team;
    TRY(entity_get(tx, &TEAM_ENTITY, *id, &team));
    page->id = team.id;
    page->team = team.name;
    page->kind = STR("member");
    return OK;
}

static bool may_change_team(const struct request *request, const struct team *team)
{
    struct place place = record_place(&TEAM_RECORD, team);
    return people_may_at(&request->viewer, &STAFF_EDIT, &place);
}

static enum status team_of(struct request *request, int64_t id, struct team *out)
{
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    return entity_get(tx, &TEAM_ENTITY, id, out);
}

enum status member_add_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct member_add *wanted = form;
    struct team team;
    TRY(team_of(request, wanted->id, &team));
    const char *zone = NULL;
    TRY(staff_zone(request, team.area_id, &zone));
    struct staff_who who = {wanted->who, "who"};
    struct person person;
    TRY(staff_find(&request->call, &who, &person));
    struct staff_day from = {zone, wanted->from_day, false, clock_now(request->call.clock)};
    struct staff_day to = {zone, wanted->to_day, true, STAFF_OPEN};
    struct membership membership = {
        .team_id = team.id,
        .person_id = person.id,
        .kind = wanted->kind,
        .from_at = staff_instant(&from),
        .to_at = staff_instant(&to),
        .reason = wanted->reason,
    };
    int64_t id = NO_INT;
    TRY(staff_join(&request->call, &membership, &id));
    request_flash(request, N_("Added to the team."));
    request_redirect(request, "/teams/%lld", (long long)team.id);
    return OK;
}

/* --- One membership --- */

struct member_id {
    int64_t id;
};
static const struct field MEMBER_ID_FIELDS[] = {
    FIELD(ID, struct member_id, id, N_("Id"), .flags = FIELD_HIDDEN),
};
const struct table MEMBER_ID_TABLE = TABLE("member_id", struct member_id, MEMBER_ID_FIELDS);

struct member_view {
    int64_t id, team_id, person_id, area_id;
    struct str team, name, kind, from_day, to_day, reason;
    bool is_over, is_deviating, may_edit;
    struct page_choice *team_id_choices;
    size_t team_id_choices_count;
    struct history_entry *history;
    size_t history_count;
};
static const struct field MEMBER_VIEW_FIELDS[] = {
    FIELD(ID, struct member_view, id, N_("Id")),
    FIELD(ID, struct member_view, team_id, N_("Team")),
    FIELD(ID, struct member_view, person_id, N_("Person")),
    FIELD(TEXT, struct member_view, team, N_("Team")),
    FIELD(TEXT, struct member_view, name, N_("Name"), .flags = FIELD_PERSONAL),
    FIELD(ENUM, struct member_view, kind, N_("As"), .choices = MEMBER_KINDS),
    FIELD(DATE, struct member_view, from_day, N_("First day")),
    FIELD(DATE, struct member_view, to_day, N_("Last day")),
    FIELD(TEXT, struct member_view, reason, N_("Reason")),
    FIELD(BOOL, struct member_view, is_over, N_("Over")),
    FIELD(BOOL, struct member_view, is_deviating, N_("Deviates")),
    FIELD(BOOL, struct member_view, may_edit, N_("May change")),
    FIELD_LIST_OF(struct member_view, team_id_choices, &PAGE_CHOICE_TABLE, NULL),
    FIELD_LIST_OF(struct member_view, history, &HISTORY_ENTRY_TABLE, N_("History")),
};
const struct table MEMBER_VIEW_TABLE = TABLE("membership", struct member_view, MEMBER_VIEW_FIELDS);

static enum status read_member(struct request *request, int64_t id, struct member_view *page)
{
    struct arena *arena = request->call.arena;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct membership membership;
    TRY(entity_get(tx, &MEMBERSHIP_ENTITY, id, &membership));
    struct person person;
    TRY(staff_person_seen(request, membership.person_id, &person));
    struct team team;
    TRY(entity_get(tx, &TEAM_ENTITY, membership.team_id, &team));
    const char *zone = NULL;
    TRY(staff_zone(request, team.area_id, &zone));
    page->id = id;
    page->team_id = team.id;
    page->person_id = person.id;
    page->area_id = team.area_id;
    page->team = team.name;
    page->name = person.name;
    page->kind = membership.kind;
    page->from_day = staff_first_day(arena, zone, membership.from_at);
    page->to_day = staff_last_day(arena, zone, membership.to_at);
    page->reason = membership.reason;
    page->is_deviating = membership.is_deviating;
    page->is_over = membership.to_at <= clock_now(request->call.clock);
    page->may_edit = may_change_team(request, &team);
    return OK;
}

enum status member_show(struct request *request, const void *form, void *view)
{
    struct member_view *page = view;
    const struct member_id *wanted = form;
    TRY(read_member(request, wanted->id, page));
    struct history_view history;
    TRY(people_history(request, &MEMBERSHIP_ENTITY, wanted->id, &history));
    page->history = history.entries;
    page->history_count = history.count;
    request_topic(request, &MEMBERSHIP_TABLE, wanted->id);
    return OK;
}

/* The instant of a form's day, or now; the last day's end with `is_after`. */
static enum status instant(struct request *request, int64_t membership, struct staff_day day,
                           int64_t *out_at)
{
    struct member_view member = {0};
    TRY(read_member(request, membership, &member));
    TRY(staff_zone(request, member.area_id, &day.zone));
    day.absent = clock_now(request->call.clock);
    *out_at = staff_instant(&day);
    return OK;
}

static enum status to_team_of(struct request *request, int64_t membership)
{
    struct member_view member = {0};
    TRY(read_member(request, membership, &member));
    request_redirect(request, "/teams/%lld", (long long)member.team_id);
    return OK;
}

/* --- Leaving --- */

struct end_form {
    int64_t id;
    struct str last_day, reason;
};
static const struct field MEMBER_END_FIELDS[] = {
    FIELD(ID, struct end_form, id, N_("Id"), .flags = FIELD_HIDDEN),
    FIELD(DATE, struct end_form, last_day, N_("Last day"), .help = N_("Without a day: now.")),
    FIELD(TEXT, struct end_form, reason, N_("Reason"), .max = 200),
};
const struct table MEMBER_END_TABLE = TABLE("member_end", struct end_form, MEMBER_END_FIELDS);

enum status member_end_show(struct request *request, const void *form, void *view)
{
    return read_member(request, ((const struct member_id *)form)->id, view);
}

enum status member_end_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct end_form *wanted = form;
    struct member_end end = {.membership = wanted->id, .reason = wanted->reason};
    struct staff_day day = {.day = wanted->last_day, .is_after = true};
    TRY(instant(request, wanted->id, day, &end.at));
    TRY(staff_leave_team(&request->call, &end));
    request_flash(request, N_("The membership ends."));
    return to_team_of(request, wanted->id);
}

/* --- One for another --- */

struct replace_form {
    int64_t id;
    struct str who, from_day, reason;
};
static const struct field MEMBER_REPLACE_FIELDS[] = {
    FIELD(ID, struct replace_form, id, N_("Id"), .flags = FIELD_HIDDEN),
    FIELD(TEXT, struct replace_form, who, N_("Who comes"), .max = 200,
          .flags = FIELD_REQUIRED | FIELD_PERSONAL,
          .help = N_("Name, e-mail, phone number or id.")),
    FIELD(DATE, struct replace_form, from_day, N_("First day"),
          .help = N_("Without a day from now on.")),
    FIELD(TEXT, struct replace_form, reason, N_("Reason"), .max = 200),
};
const struct table MEMBER_REPLACE_TABLE =
    TABLE("member_replace", struct replace_form, MEMBER_REPLACE_FIELDS);

enum status member_replace_show(struct request *request, const void *form, void *view)
{
    return read_member(request, ((const struct member_id *)form)->id, view);
}

enum status member_replace_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct replace_form *wanted = form;
    struct staff_who who = {wanted->who, "who"};
    struct person person;
    TRY(staff_find(&request->call, &who, &person));
    struct member_replace replace = {
        .membership = wanted->id,
        .person_id = person.id,
        .team_id = NO_INT,
        .reason = wanted->reason,
    };
    struct staff_day day = {.day = wanted->from_day};
    TRY(instant(request, wanted->id, day, &replace.at));
    int64_t id = NO_INT;
    TRY(staff_replace(&request->call, &replace, &id));
    request_flash(request, N_("Replaced."));
    return to_team_of(request, wanted->id);
}

/* --- To another team --- */

struct move_form {
    int64_t id, team_id;
    struct str from_day, reason;
};
static const struct field MEMBER_MOVE_FIELDS[] = {
    FIELD(ID, struct move_form, id, N_("Id"), .flags = FIELD_HIDDEN),
    FIELD(ID, struct move_form, team_id, N_("To the team"), .flags = FIELD_REQUIRED),
    FIELD(DATE, struct move_form, from_day, N_("First day there"),
          .help = N_("Without a day from now on.")),
    FIELD(TEXT, struct move_form, reason, N_("Reason"), .max = 200),
};
const struct table MEMBER_MOVE_TABLE = TABLE("member_move", struct move_form, MEMBER_MOVE_FIELDS);

enum status member_move_show(struct request *request, const void *form, void *view)
{
    struct member_view *page = view;
    TRY(read_member(request, ((const struct member_id *)form)->id, page));
    struct staff_choices teams;
    TRY(staff_team_choices(request, &teams));
    page->team_id_choices = teams.at;
    page->team_id_choices_count = teams.count;
    return OK;
}

enum status member_move_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct move_form *wanted = form;
    struct team team;
    if (team_of(request, wanted->team_id, &team) != OK || !may_change_team(request, &team)) {
        return err_return_field(request->call.err, "team_id", N_("Choose a team."));
    }
    struct member_replace replace = {
        .membership = wanted->id,
        .person_id = NO_INT,
        .team_id = team.id,
        .reason = wanted->reason,
    };
    struct staff_day day = {.day = wanted->from_day};
    TRY(instant(request, wanted->id, day, &replace.at));
    int64_t id = NO_INT;
    TRY(staff_replace(&request->call, &replace, &id));
    request_flash(request, N_("Moved."));
    request_redirect(request, "/teams/%lld", (long long)team.id);
    return OK;
}
