/* Teams: the list, a team's sheet with who is in it today, who comes and who was, its form. */
#include "platform/web/page.h"
#include "slices/staff/staff_handlers.h"
#include "staff_queries.h"

/* --- The list --- */

struct teams_form {
    int64_t area_id, unit_id;
    struct str kind;
};
static const struct field TEAMS_FORM_FIELDS[] = {
    FIELD(ENUM, struct teams_form, kind, N_("Kind"), .choices = TEAM_KINDS),
    FIELD(ID, struct teams_form, area_id, N_("Area")),
    FIELD(ID, struct teams_form, unit_id, N_("Unit")),
};
const struct table TEAMS_FORM_TABLE = TABLE("teams_form", struct teams_form, TEAMS_FORM_FIELDS);

struct team_row {
    int64_t id, area_id, unit_id, members;
    struct str name, kind, unit, name_key;
};
static const struct field TEAM_ROW_FIELDS[] = {
    FIELD(ID, struct team_row, id, N_("Id")),
    FIELD(TEXT, struct team_row, name, N_("Team")),
    FIELD(ENUM, struct team_row, kind, N_("Kind"), .choices = TEAM_KINDS),
    FIELD(TEXT, struct team_row, unit, N_("Unit")),
    FIELD(INT, struct team_row, members, N_("Members now")),
    FIELD(ID, struct team_row, area_id, N_("Area")),
    FIELD(ID, struct team_row, unit_id, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct team_row, name_key, NULL, .flags = FIELD_INTERNAL),
};
static const struct table TEAM_ROW_TABLE = TABLE("team", struct team_row, TEAM_ROW_FIELDS);

struct teams_view {
    struct team_row *teams;
    size_t teams_count;
    struct str kind;
    int64_t area_id, unit_id, total;
    bool may_edit;
    struct page_choice *area_id_choices;
    size_t area_id_choices_count;
    struct page_choice *unit_id_choices;
    size_t unit_id_choices_count;
};
static const struct field TEAMS_VIEW_FIELDS[] = {
    FIELD_LIST_OF(struct teams_view, teams, &TEAM_ROW_TABLE, N_("Teams")),
    FIELD(ENUM, struct teams_view, kind, N_("Kind"), .choices = TEAM_KINDS),
    FIELD(ID, struct teams_view, area_id, N_("Area")),
    FIELD(ID, struct teams_view, unit_id, N_("Unit")),
    FIELD(INT, struct teams_view, total, N_("How many")),
    FIELD(BOOL, struct teams_view, may_edit, N_("May change")),
    FIELD_LIST_OF(struct teams_view, area_id_choices, &PAGE_CHOICE_TABLE, NULL),
    FIELD_LIST_OF(struct teams_view, unit_id_choices, &PAGE_CHOICE_TABLE, NULL),
};
const struct table TEAMS_VIEW_TABLE = TABLE("teams", struct teams_view, TEAMS_VIEW_FIELDS);

enum status teams_show(struct request *request, const void *form, void *view)
{
    struct teams_view *page = view;
    TRY(record_list(request, form, view));
    struct staff_choices units;
    TRY(staff_unit_choices(request, &units));
    page->unit_id_choices = units.at;
    page->unit_id_choices_count = units.count;
    return OK;
}

/* --- The sheet --- */

struct team_member {
    int64_t id, person_id, from_at, to_at, away_to;
    struct str kind, reason, name, title, phone, email, from_day, to_day, away_until;
    bool is_deviating, is_substitute;
};
static const struct field TEAM_MEMBER_FIELDS[] = {
    FIELD(ID, struct team_member, id, N_("Id")),
    FIELD(ID, struct team_member, person_id, N_("Person")),
    FIELD(TEXT, struct team_member, name, N_("Name"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct team_member, title, N_("Title")),
    FIELD(TEXT, struct team_member, phone, N_("Phone"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct team_member, email, N_("E-mail"), .flags = FIELD_PERSONAL),
    FIELD(ENUM, struct team_member, kind, N_("As"), .choices = MEMBER_KINDS),
    FIELD(BOOL, struct team_member, is_substitute, N_("Substitute")),
    FIELD(DATE, struct team_member, from_day, N_("First day")),
    FIELD(DATE, struct team_member, to_day, N_("Last day")),
    FIELD(DATE, struct team_member, away_until, N_("Away until")),
    FIELD(TEXT, struct team_member, reason, N_("Reason")),
    FIELD(BOOL, struct team_member, is_deviating, N_("Deviates")),
    FIELD(TIME, struct team_member, from_at, NULL, .flags = FIELD_INTERNAL),
    FIELD(TIME, struct team_member, to_at, NULL, .flags = FIELD_INTERNAL),
    FIELD(TIME, struct team_member, away_to, NULL, .flags = FIELD_INTERNAL),
};
static const struct table TEAM_MEMBER_TABLE =
    TABLE("member", struct team_member, TEAM_MEMBER_FIELDS);

#define TEAM_FIELDS_SHOWN                                                                          \
    FIELD(ID, struct team, id, N_("Id"), .flags = FIELD_HIDDEN),                                   \
        FIELD(INT, struct team, version, N_("Version"), .flags = FIELD_HIDDEN),                    \
        FIELD(TEXT, struct team, name, N_("Team"), .max = 100, .flags = FIELD_REQUIRED),           \
        FIELD(ENUM, struct team, kind, N_("Kind"), .choices = TEAM_KINDS,                          \
              .flags = FIELD_REQUIRED),                                                            \
        FIELD(ID, struct team, area_id, N_("Area"), .flags = FIELD_REQUIRED),                      \
        FIELD(ID, struct team, unit_id, N_("Unit")),                                               \
        FIELD(ID, struct team, site_id, NULL, .flags = FIELD_INTERNAL),                            \
        FIELD(DATE, struct team, from_day, N_("First day")),                                       \
        FIELD(DATE, struct team, to_day, N_("Last day")),                                          \
        FIELD(TEXT, struct team, external_id, N_("Id in the other system"), .max = 60),            \
        FIELD(TEXT, struct team, name_key, NULL, .flags = FIELD_INTERNAL),                         \
        FIELD(TEXT, struct team, name_folded, NULL, .flags = FIELD_INTERNAL)

struct team_sheet {
    struct team team; /* first */
    struct str area, unit;
    struct team_member *members; /* today */
    size_t members_count;
    struct team_member *coming;
    size_t coming_count;
    struct team_member *past;
    size_t past_count;
    struct history_entry *history;
    size_t history_count;
    bool may_edit;
};
static const struct field TEAM_SHEET_FIELDS[] = {
    TEAM_FIELDS_SHOWN,
    FIELD(TEXT, struct team_sheet, area, N_("Area")),
    FIELD(TEXT, struct team_sheet, unit, N_("Unit")),
    FIELD_LIST_OF(struct team_sheet, members, &TEAM_MEMBER_TABLE, N_("Today")),
    FIELD_LIST_OF(struct team_sheet, coming, &TEAM_MEMBER_TABLE, N_("Coming")),
    FIELD_LIST_OF(struct team_sheet, past, &TEAM_MEMBER_TABLE, N_("Earlier")),
    FIELD_LIST_OF(struct team_sheet, history, &HISTORY_ENTRY_TABLE, N_("History")),
    FIELD(BOOL, struct team_sheet, may_edit, N_("May change")),
};
const struct table TEAM_SHEET_TABLE = TABLE("team", struct team_sheet, TEAM_SHEET_FIELDS);

static void put_member(struct request *request, const char *zone, struct team_member *member,
                       struct team_sheet *page)
{
    struct arena *arena = request->call.arena;
    int64_t now = clock_now(request->call.clock);
    member->is_substitute = str_equal(member->kind, STR("substitute"));
    member->from_day = staff_first_day(arena, zone, member->from_at);
    member->to_day = staff_last_day(arena, zone, member->to_at);
    member->phone = staff_phone(request, member->phone);
    if (member->away_to != NO_TIME) {
        member->away_until = staff_last_day(arena, zone, member->away_to);
    }
    if (member->to_at <= now) {
        page->past[page->past_count++] = *member;
    } else if (member->from_at > now) {
        page->coming[page->coming_count++] = *member;
    } else {
        page->members[page->members_count++] = *member;
    }
}

enum status team_sheet_show(struct request *request, void *view)
{
    struct team_sheet *page = view;
    struct arena *arena = request->call.arena;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    const char *zone = NULL;
    TRY(staff_zone(request, page->team.area_id, &zone));
    struct rows rows = {.table = &TEAM_MEMBER_TABLE};
    TRY(query_rows(tx, arena, &STAFF_MEMBERS_OF, bind_id(&page->team.id), &rows));
    struct team_member *members = rows.at;
    page->members = ARENA_ARRAY(arena, rows.count + 1, struct team_member);
    page->coming = ARENA_ARRAY(arena, rows.count + 1, struct team_member);
    page->past = ARENA_ARRAY(arena, rows.count + 1, struct team_member);
    for (size_t i = 0; i < rows.count; i++) {
        put_member(request, zone, &members[i], page);
    }
    struct unit unit;
    if (page->team.unit_id != NO_INT) {
        TRY(entity_get(tx, &UNIT_ENTITY, page->team.unit_id, &unit));
        page->unit = unit.name;
    }
    request_topic(request, &MEMBERSHIP_TABLE, NO_INT);
    return OK;
}

/* --- Its form --- */

struct team_edit {
    struct team team; /* first */
    struct page_choice *area_id_choices;
    size_t area_id_choices_count;
    struct page_choice *unit_id_choices;
    size_t unit_id_choices_count;
};
static const struct field TEAM_EDIT_FIELDS[] = {
    TEAM_FIELDS_SHOWN,
    FIELD_LIST_OF(struct team_edit, area_id_choices, &PAGE_CHOICE_TABLE, NULL),
    FIELD_LIST_OF(struct team_edit, unit_id_choices, &PAGE_CHOICE_TABLE, NULL),
};
const struct table TEAM_EDIT_TABLE = TABLE("team", struct team_edit, TEAM_EDIT_FIELDS);

static enum status put_units(struct request *request, struct team_edit *page)
{
    struct staff_choices units;
    TRY(staff_unit_choices(request, &units));
    page->unit_id_choices = units.at;
    page->unit_id_choices_count = units.count;
    return OK;
}

enum status team_edit_show(struct request *request, const void *form, void *view)
{
    TRY(record_edit(request, form, view));
    return put_units(request, view);
}

enum status team_new_show(struct request *request, const void *form, void *view)
{
    TRY(record_new(request, form, view));
    return put_units(request, view);
}
