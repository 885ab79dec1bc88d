/* Who works here: the list, and a person's place: units, teams, absence, and what can be changed of it. */
#include "platform/text/phone.h"
#include "platform/web/page.h"
#include "platform/work/platform.h"
#include "slices/staff/staff_handlers.h"
#include "staff_queries.h"

struct str staff_phone(struct request *request, struct str phone)
{
    return phone_show(request->call.arena, phone,
                      phone_country(str_of(request->call.platform->zone)));
}

enum status staff_person_seen(struct request *request, int64_t id, struct person *out)
{
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    TRY(entity_get(tx, &PERSON_ENTITY, id, out));
    bool is_hidden = out->is_protected && !viewer_may(&request->viewer, PEOPLE_PROTECTED_READ.key);
    return is_hidden ? NOT_FOUND : OK;
}

/* --- The list --- */

static const struct choice STATES[] = {{"here", N_("Work here now")},
                                       {"away", N_("Away today")},
                                       {"coming", N_("Coming")},
                                       {"gone", N_("Have left")},
                                       {NULL, NULL}};

struct people_form {
    int64_t area_id, unit_id, team_id;
    struct str role, state;
    /* what the list is bound with besides */
    bool is_away;
    int64_t from_least, from_most, to_least, to_most;
};
static const struct field PEOPLE_FORM_FIELDS[] = {
    FIELD(ID, struct people_form, unit_id, N_("Unit")),
    FIELD(ID, struct people_form, team_id, N_("Team")),
    FIELD(TEXT, struct people_form, role, N_("Role"), .max = 50),
    FIELD(ENUM, struct people_form, state, N_("State"), .choices = STATES),
    FIELD(ID, struct people_form, area_id, N_("Area")),
    FIELD(BOOL, struct people_form, is_away, NULL, .flags = FIELD_INTERNAL),
    FIELD(TIME, struct people_form, from_least, NULL, .flags = FIELD_INTERNAL),
    FIELD(TIME, struct people_form, from_most, NULL, .flags = FIELD_INTERNAL),
    FIELD(TIME, struct people_form, to_least, NULL, .flags = FIELD_INTERNAL),
    FIELD(TIME, struct people_form, to_most, NULL, .flags = FIELD_INTERNAL),
};
const struct table STAFF_PEOPLE_FORM_TABLE =
    TABLE("staff_form", struct people_form, PEOPLE_FORM_FIELDS);

struct people_row {
    int64_t id, person_id, from_at, to_at;
    struct str name, title, phone, email, unit, external_id, name_key;
};
static const struct field PEOPLE_ROW_FIELDS[] = {
    FIELD(ID, struct people_row, id, NULL, .flags = FIELD_INTERNAL),
    FIELD(ID, struct people_row, person_id, N_("Id")),
    FIELD(TEXT, struct people_row, name, N_("Name"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct people_row, title, N_("Title")),
    FIELD(TEXT, struct people_row, unit, N_("Unit")),
    FIELD(TEXT, struct people_row, phone, N_("Phone"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct people_row, email, N_("E-mail"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct people_row, external_id, N_("Id in the other system")),
    FIELD(TIME, struct people_row, from_at, N_("From")),
    FIELD(TIME, struct people_row, to_at, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct people_row, name_key, NULL, .flags = FIELD_INTERNAL),
};
static const struct table PEOPLE_ROW_TABLE = TABLE("person", struct people_row, PEOPLE_ROW_FIELDS);

struct people_view {
    struct people_row *people;
    size_t people_count;
    int64_t area_id, unit_id, team_id, total;
    struct str role, state;
    struct page_choice *unit_id_choices;
    size_t unit_id_choices_count;
    struct page_choice *team_id_choices;
    size_t team_id_choices_count;
    struct page_choice *area_id_choices;
    size_t area_id_choices_count;
    struct page_choice *role_choices;
    size_t role_choices_count;
    bool may_add;
};
static const struct field PEOPLE_VIEW_FIELDS[] = {
    FIELD_LIST_OF(struct people_view, people, &PEOPLE_ROW_TABLE, N_("People")),
    FIELD(INT, struct people_view, total, N_("How many")),
    FIELD(ID, struct people_view, area_id, N_("Area")),
    FIELD(ID, struct people_view, unit_id, N_("Unit")),
    FIELD(ID, struct people_view, team_id, N_("Team")),
    FIELD(TEXT, struct people_view, role, N_("Role")),
    FIELD(ENUM, struct people_view, state, N_("State"), .choices = STATES),
    FIELD_LIST_OF(struct people_view, unit_id_choices, &PAGE_CHOICE_TABLE, NULL),
    FIELD_LIST_OF(struct people_view, team_id_choices, &PAGE_CHOICE_TABLE, NULL),
    FIELD_LIST_OF(struct people_view, area_id_choices, &PAGE_CHOICE_TABLE, NULL),
    FIELD_LIST_OF(struct people_view, role_choices, &PAGE_CHOICE_TABLE, NULL),
    FIELD(BOOL, struct people_view, may_add, N_("May change")),
};
const struct table STAFF_PEOPLE_VIEW_TABLE =
    TABLE("people", struct people_view, PEOPLE_VIEW_FIELDS);

/* Bounds of first and last instant: now, coming or gone. */
static struct people_form bounds(const struct people_form *wanted, int64_t now)
{
    struct people_form bind = *wanted;
    bool is_coming = str_equal(wanted->state, STR("coming"));
    bool is_gone = str_equal(wanted->state, STR("gone"));
    bind.is_away = str_equal(wanted->state, STR("away"));
    bind.from_least = is_coming ? now + 1 : 0;
    bind.from_most = is_coming ? STAFF_OPEN : now;
    bind.to_least = is_gone ? 0 : now + 1;
    bind.to_most = is_gone ? now : STAFF_OPEN;
    return bind;
}

static enum status put_choices(struct request *request, struct people_view *page)
{
    struct staff_choices choices;
    TRY(staff_unit_choices(request, &choices));
    page->unit_id_choices = choices.at;
    page->unit_id_choices_count = choices.count;
    TRY(staff_teams_seen_choices(request, &choices));
    page->team_id_choices = choices.at;
    page->team_id_choices_count = choices.count;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct rows areas = {0};
    TRY(people_areas_seen(tx, request->call.arena, &STAFF_READ, &areas));
    people_area_choices(request->call.arena, &areas, &page->area_id_choices,
                        &page->area_id_choices_count);
    people_role_choices(&request->call, &page->role_choices, &page->role_choices_count);
    return OK;
}

enum status staff_people_show(struct request *request, const void *form, void *view)
{
    struct people_view *page = view;
    const struct people_form *wanted = form;
    struct people_form bind = bounds(wanted, clock_now(request->call.clock));
    struct list_page list = {.rows.table = &PEOPLE_ROW_TABLE};
    bool is_all = viewer_may_all(&request->viewer, STAFF_READ.key);
    bool sees_protected = viewer_may(&request->viewer, PEOPLE_PROTECTED_READ.key);
    TRY(request_list(request, &STAFF_PEOPLE, is_all ? (sees_protected ? "all" : "open") : "areas",
                     bind_row(&STAFF_PEOPLE_FORM_TABLE, &bind), &list));
    page->people = list.rows.at;
    page->people_count = list.rows.count;
    bool is_whole = str_is_empty(list.next) && str_is_empty(list.previous);
    page->total = is_whole ? (int64_t)list.rows.count : NO_INT;
    for (size_t i = 0; i < page->people_count; i++) {
        page->people[i].phone = staff_phone(request, page->people[i].phone);
    }
    page->unit_id = wanted->unit_id;
    page->team_id = wanted->team_id;
    page->area_id = wanted->area_id;
    page->role = wanted->role;
    page->state = wanted->state;
    page->may_add = viewer_may(&request->viewer, PEOPLE_MANAGE.key);
    request_topic(request, &EMPLOYMENT_TABLE, NO_INT);
    return put_choices(request, page);
}

/* --- A person's place --- */

struct place_row {
    int64_t id, version, person_id, unit_id, area_id, team_id, from_at, to_at;
    struct str kind, reason, team, unit, from_day, to_day, zone;
    bool is_now, is_over, is_deviating;
};
static const struct field PLACE_ROW_FIELDS[] = {
    FIELD(ID, struct place_row, id, N_("Id")),
    FIELD(ID, struct place_row, team_id, N_("Team")),
    FIELD(ID, struct place_row, unit_id, N_("Unit")),
    FIELD(TEXT, struct place_row, team, N_("Team")),
    FIELD(TEXT, struct place_row, unit, N_("Unit")),
    FIELD(ENUM, struct place_row, kind, N_("As"), .choices = MEMBER_KINDS),
    FIELD(DATE, struct place_row, from_day, N_("First day")),
    FIELD(DATE, struct place_row, to_day, N_("Last day")),
    FIELD(TEXT, struct place_row, reason, N_("Reason")),
    FIELD(BOOL, struct place_row, is_now, N_("Now")),
    FIELD(BOOL, struct place_row, is_over, N_("Over")),
    FIELD(BOOL, struct place_row, is_deviating, N_("Deviates")),
    FIELD(INT, struct place_row, version, NULL, .flags = FIELD_INTERNAL),
    FIELD(ID, struct place_row, person_id, N_("Person")),
    FIELD(ID, struct place_row, area_id, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct place_row, zone, NULL, .flags = FIELD_INTERNAL),
    FIELD(TIME, struct place_row, from_at, NULL, .flags = FIELD_INTERNAL),
    FIELD(TIME, struct place_row, to_at, NULL, .flags = FIELD_INTERNAL),
};
static const struct table PLACE_ROW_TABLE = TABLE("place", struct place_row, PLACE_ROW_FIELDS);

struct staff_person_view {
    int64_t id;
    struct str name, title, phone, email;
    struct place_row *units;
    size_t units_count;
    struct place_row *teams;
    size_t teams_count;
    struct place_row *leaves;
    size_t leaves_count;
    bool may_edit, may_manage, is_closed;
};
static const struct field STAFF_PERSON_FIELDS[] = {
    FIELD(ID, struct staff_person_view, id, N_("Id")),
    FIELD(TEXT, struct staff_person_view, name, N_("Name"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct staff_person_view, title, N_("Title")),
    FIELD(TEXT, struct staff_person_view, phone, N_("Phone"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct staff_person_view, email, N_("E-mail"), .flags = FIELD_PERSONAL),
    FIELD_LIST_OF(struct staff_person_view, units, &PLACE_ROW_TABLE, N_("Place of work")),
    FIELD_LIST_OF(struct staff_person_view, teams, &PLACE_ROW_TABLE, N_("Teams")),
    FIELD_LIST_OF(struct staff_person_view, leaves, &PLACE_ROW_TABLE, N_("Away")),
    FIELD(BOOL, struct staff_person_view, may_edit, N_("May change")),
    FIELD(BOOL, struct staff_person_view, may_manage, N_("May give roles")),
    FIELD(BOOL, struct staff_person_view, is_closed, N_("Has left: signs in no more")),
};
const struct table STAFF_PERSON_VIEW_TABLE =
    TABLE("staff_person", struct staff_person_view, STAFF_PERSON_FIELDS);

static enum status read_places(struct tx *tx, struct arena *arena, const struct query *query,
                               int64_t person, struct rows *out)
{
    out->table = &PLACE_ROW_TABLE;
    TRY(query_rows(tx, arena, query, bind_id(&person), out));
    struct place_row *rows = out->at;
    for (size_t i = 0; i < out->count; i++) {
        const char *zone = str_c(arena, rows[i].zone);
        rows[i].from_day = staff_first_day(arena, zone, rows[i].from_at);
        rows[i].to_day = staff_last_day(arena, zone, rows[i].to_at);
        rows[i].is_over = rows[i].to_at <= tx_now(tx);
        rows[i].is_now = !rows[i].is_over && rows[i].from_at <= tx_now(tx);
    }
    return OK;
}

static enum status fill_places(struct tx *tx, struct arena *arena, int64_t person,
                               struct staff_person_view *page)
{
    struct rows rows = {0};
    TRY(read_places(tx, arena, &STAFF_EMPLOYMENTS_OF, person, &rows));
    page->units = rows.at;
    page->units_count = rows.count;
    TRY(read_places(tx, arena, &STAFF_MEMBERSHIPS_OF, person, &rows));
    page->teams = rows.at;
    page->teams_count = rows.count;
    TRY(read_places(tx, arena, &STAFF_LEAVES_OF, person, &rows));
    page->leaves = rows.at;
    page->leaves_count = rows.count;
    return OK;
}

static bool may_edit(const struct request *request, const struct staff_person_view *page)
{
    for (size_t i = 0; i < page->units_count; i++) {
        if (people_may_in_area(&request->viewer, &STAFF_EDIT, page->units[i].area_id)) {
            return true;
        }
    }
    return viewer_may_all(&request->viewer, STAFF_EDIT.key);
}

enum status staff_person_show(struct request *request, const void *form, void *view)
{
    struct staff_person_view *page = view;
    const int64_t *id = form; /* of RECORD_ID_TABLE */
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct person person;
    TRY(staff_person_seen(request, *id, &person));
    page->id = person.id;
    page->name = person.name;
    page->title = person.title;
    page->phone = staff_phone(request, person.phone);
    page->email = person.email;
    page->is_closed = person.is_closed;
    TRY(fill_places(tx, request->call.arena, person.id, page));
    page->may_edit = may_edit(request, page);
    page->may_manage = viewer_may(&request->viewer, PEOPLE_MANAGE.key);
    request_topic(request, &PERSON_TABLE, person.id);
    return people_note_read(request, &person);
}

/* On the person's own page: the same, for whoever may see it. */
static enum status fill_card(struct tx *tx, struct arena *arena, const void *slot_view, void *view)
{
    struct staff_person_view *page = view;
    const struct person *person = slot_view; /* people.h: the view begins with one */
    page->id = person->id;
    return fill_places(tx, arena, person->id, page);
}

const struct slot_provider PERSON_PLACE = {
    "people.person", "staff/card", &STAFF_PERSON_VIEW_TABLE, &STAFF_READ, 3, fill_card};
