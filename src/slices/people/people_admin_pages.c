/* The administrator's pages: who works here, and which roles they hold. */
#include "people_queries.h"
#include "platform/web/page.h"
#include "slices/people/people_handlers.h"

/* --- What the pages show --- */

struct grant_row {
    int64_t id, version, person_id, scope_id, from_at, to_at;
    struct str role, scope_type, label, place;
    bool is_now; /* in force */
    bool is_over;
};
static const struct field GRANT_ROW_FIELDS[] = {
    FIELD(ID, struct grant_row, id, N_("Id")),
    FIELD(INT, struct grant_row, version, N_("Version")),
    FIELD(ID, struct grant_row, person_id, N_("Person")),
    FIELD(TEXT, struct grant_row, role, N_("Key")),
    FIELD(TEXT, struct grant_row, scope_type, N_("Where")),
    FIELD(ID, struct grant_row, scope_id, N_("Place")),
    FIELD(TIME, struct grant_row, from_at, N_("From")),
    FIELD(TIME, struct grant_row, to_at, N_("Until")),
    FIELD(TEXT, struct grant_row, label, N_("Role")),
    FIELD(TEXT, struct grant_row, place, N_("Place")),
    FIELD(BOOL, struct grant_row, is_now, N_("In force")),
    FIELD(BOOL, struct grant_row, is_over, N_("Over")),
};
static const struct table GRANT_ROW_TABLE = TABLE("grant", struct grant_row, GRANT_ROW_FIELDS);

struct person_row {
    int64_t id;
    struct str name, name_key, email, kind, roles;
    bool is_protected;
};
static const struct field PERSON_ROW_FIELDS[] = {
    FIELD(ID, struct person_row, id, N_("Id")),
    FIELD(TEXT, struct person_row, name, N_("Name"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct person_row, name_key, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct person_row, email, N_("E-mail"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct person_row, kind, N_("Kind")),
    FIELD(TEXT, struct person_row, roles, N_("Roles now")),
    FIELD(BOOL, struct person_row, is_protected, N_("Protected identity")),
};
static const struct table PERSON_ROW_TABLE = TABLE("person", struct person_row, PERSON_ROW_FIELDS);

struct people_view {
    struct person_row *people;
    size_t people_count;
};
static const struct field PEOPLE_VIEW_FIELDS[] = {
    FIELD_LIST_OF(struct people_view, people, &PERSON_ROW_TABLE, N_("People")),
};
const struct table PEOPLE_VIEW_TABLE = TABLE("people", struct people_view, PEOPLE_VIEW_FIELDS);

struct one_id {
    int64_t id;
};
static const struct field ONE_ID_FIELDS[] = {FIELD(ID, struct one_id, id, NULL)};
static const struct table ONE_ID_TABLE = TABLE("one_id", struct one_id, ONE_ID_FIELDS);
struct ids_bind {
    struct one_id *ids;
    size_t ids_count;
};
static const struct field IDS_FIELDS[] = {FIELD_LIST_OF(struct ids_bind, ids, &ONE_ID_TABLE, NULL)};
static const struct table IDS_TABLE = TABLE("ids", struct ids_bind, IDS_FIELDS);

/* Areas come with the grants; what other places are called, their slices tell. */
static enum status name_places(struct request *request, struct rows *rows)
{
    struct grant_row *grants = rows->at;
    struct people_place *places =
        ARENA_ARRAY(request->call.arena, rows->count + 1, struct people_place);
    for (size_t i = 0; i < rows->count; i++) {
        places[i] =
            (struct people_place){grants[i].scope_type, grants[i].scope_id, grants[i].place};
    }
    TRY(people_places_name(&request->call, places, rows->count));
    for (size_t i = 0; i < rows->count; i++) {
        grants[i].place = places[i].name;
    }
    return OK;
}

static enum status read_grants(struct request *request, const struct ids_bind *people,
                               struct rows *out_rows)
{
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    out_rows->table = &GRANT_ROW_TABLE;
    TRY(query_rows(tx, request->call.arena, &PEOPLE_GRANTS_OF, bind_row(&IDS_TABLE, people),
                   out_rows));
    int64_t now = clock_now(request->call.clock);
    struct grant_row *grants = out_rows->at;
    for (size_t i = 0; i < out_rows->count; i++) {
        struct grant_row *grant = &grants[i];
        grant->is_over = grant->to_at != NO_TIME && grant->to_at <= now;
        grant->is_now = grant->from_at <= now && !grant->is_over;
        grant->label = translate(request->call.language, str_c(request->call.arena, grant->label));
    }
    return OK;
}

/* --- The list --- */

static void put_roles(struct arena *arena, struct person_row *person, const struct rows *grants)
{
    const struct grant_row *grant = grants->at;
    for (size_t i = 0; i < grants->count; i++) {
        if (grant[i].person_id != person->id || !grant[i].is_now) {
            continue;
        }
        person->roles =
            str_format(arena, "%.*s%s%.*s", STR_ARG(person->roles),
                       str_is_empty(person->roles) ? "" : ", ", STR_ARG(grant[i].label));
    }
}

enum status people_show(struct request *request, const void *form, void *view)
{
    (void)form;
    struct people_view *page = view;
    struct arena *arena = request->call.arena;
    struct list_page list = {.rows.table = &PERSON_ROW_TABLE};
    const char *scope = viewer_may(&request->viewer, PEOPLE_PROTECTED_READ.key) ? "all" : "open";
    TRY(request_list(request, &PEOPLE_LIST, scope, bind_none(), &list));
    page->people = list.rows.at;
    page->people_count = list.rows.count;
    struct ids_bind bind = {ARENA_ARRAY(arena, page->people_count + 1, struct one_id), 0};
    for (size_t i = 0; i < page->people_count; i++) {
        bind.ids[bind.ids_count++].id = page->people[i].id;
    }
    struct rows grants = {0};
    TRY(read_grants(request, &bind, &grants));
    for (size_t i = 0; i < page->people_count; i++) {
        put_roles(arena, &page->people[i], &grants);
    }
    return OK;
}

/* --- One person --- */

struct person_view {
    struct person person; /* first: see PERSON_ASKED */
    struct person_fact *facts;
    size_t facts_count;
    struct grant_row *grants;
    size_t grants_count;
    struct page_choice *role_choices;
    size_t role_choices_count;
    struct page_choice *scope_type_choices;
    size_t scope_type_choices_count;
    struct history_entry *history;
    size_t history_count;
};
static const struct field PERSON_VIEW_FIELDS[] = {
    PERSON_ASKED,
    FIELD(BOOL, struct person, is_protected, N_("Protected identity")),
    FIELD_LIST_OF(struct person_view, facts, &PERSON_FACT_TABLE, N_("Facts")),
    FIELD_LIST_OF(struct person_view, grants, &GRANT_ROW_TABLE, N_("Roles")),
    FIELD_LIST_OF(struct person_view, role_choices, &PAGE_CHOICE_TABLE, NULL),
    FIELD_LIST_OF(struct person_view, scope_type_choices, &PAGE_CHOICE_TABLE, NULL),
    FIELD_LIST_OF(struct person_view, history, &HISTORY_ENTRY_TABLE, N_("History")),
};
const struct table PERSON_VIEW_TABLE = TABLE("person", struct person_view, PERSON_VIEW_FIELDS);

enum status person_show(struct request *request, const void *form, void *view)
{
    const struct person_form *wanted = form;
    struct person_view *page = view;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    TRY(person_seen(request, tx, wanted->id, &page->person));
    TRY(people_note_read(request, &page->person));
    TRY(call_reader(&request->call, &tx));
    int64_t person = page->person.id;
    struct one_id id = {person};
    struct ids_bind bind = {&id, 1};
    struct rows grants = {0};
    TRY(read_grants(request, &bind, &grants));
    page->grants = grants.at;
    page->grants_count = grants.count;
    TRY(name_places(request, &grants));
    people_role_choices(&request->call, &page->role_choices, &page->role_choices_count);
    people_scope_choices(&request->call, &page->scope_type_choices,
                         &page->scope_type_choices_count);
    struct history_view history;
    TRY(people_history(request, &PERSON_ENTITY, person, &history));
    page->history = history.entries;
    page->history_count = history.count;
    person_facts(request, &page->person, &history, &page->facts, &page->facts_count);
    request_topic(request, &PERSON_TABLE, person);
    return OK;
}
