/* What the pages of tenancies show, and what happens to one: its end, residents in and out. */
#include "platform/web/page.h"
#include "register_queries.h"
#include "slices/register/home_fields.h"
#include "slices/register/register_handlers.h"

const struct choice TENANCY_STATES[] = {{"current", N_("Lives there")},
                                        {"coming", N_("Moves in")},
                                        {"past", N_("Moved out")},
                                        {NULL, NULL}};

/* --- The list --- */

struct list_form {
    struct str text;
    int64_t area_id, building_id;
    struct str state;
    bool is_deviating;
    struct str text_from, text_to, today;
};
static const struct field LIST_FORM_FIELDS[] = {
    FIELD(TEXT, struct list_form, text, N_("Address begins with"), .max = 100),
    FIELD(ID, struct list_form, area_id, N_("Area")),
    FIELD(ID, struct list_form, building_id, N_("Building"), .flags = FIELD_HIDDEN),
    FIELD(ENUM, struct list_form, state, N_("State"), .choices = TENANCY_STATES),
    FIELD(BOOL, struct list_form, is_deviating, N_("Let twice at a time")),
    FIELD(TEXT, struct list_form, text_from, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct list_form, text_to, NULL, .flags = FIELD_INTERNAL),
    FIELD(DATE, struct list_form, today, NULL, .flags = FIELD_INTERNAL),
};
const struct table TENANCY_LIST_FORM = TABLE("tenancies_form", struct list_form, LIST_FORM_FIELDS);

struct list_row {
    int64_t id, area_id, building_id, dwelling_id, residents, changed_at;
    struct str place, from_day, to_day, state, resident, place_key, place_folded;
    bool is_deviating;
};
static const struct field LIST_ROW_FIELDS[] = {
    FIELD(ID, struct list_row, id, N_("Id")),
    FIELD(TEXT, struct list_row, place, N_("Home")),
    FIELD(TEXT, struct list_row, resident, N_("Resident"), .flags = FIELD_PERSONAL),
    FIELD(INT, struct list_row, residents, N_("Residents")),
    FIELD(DATE, struct list_row, from_day, N_("From")),
    FIELD(DATE, struct list_row, to_day, N_("Moves out")),
    FIELD(ENUM, struct list_row, state, N_("State"), .choices = TENANCY_STATES),
    FIELD(BOOL, struct list_row, is_deviating, N_("Let twice at a time")),
    FIELD(ID, struct list_row, dwelling_id, N_("Home")),
    FIELD(ID, struct list_row, building_id, N_("Building")),
    FIELD(ID, struct list_row, area_id, N_("Area")),
    FIELD(TIME, struct list_row, changed_at, N_("Last changed")),
    FIELD(TEXT, struct list_row, place_key, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct list_row, place_folded, NULL, .flags = FIELD_INTERNAL),
};
static const struct table LIST_ROW = TABLE("tenancy", struct list_row, LIST_ROW_FIELDS);

struct list_view {
    struct list_row *tenancies;
    size_t tenancies_count;
    int64_t total, area_id, building_id;
    struct str text, state;
    bool is_deviating, may_import;
    struct page_choice *area_id_choices;
    size_t area_id_choices_count;
};
static const struct field LIST_VIEW_FIELDS[] = {
    FIELD_LIST_OF(struct list_view, tenancies, &LIST_ROW, N_("Tenancies")),
    FIELD(INT, struct list_view, total, N_("How many")),
    FIELD(TEXT, struct list_view, text, N_("Address begins with")),
    FIELD(ID, struct list_view, area_id, N_("Area")),
    FIELD(ID, struct list_view, building_id, N_("Building")),
    FIELD(ENUM, struct list_view, state, N_("State"), .choices = TENANCY_STATES),
    FIELD(BOOL, struct list_view, is_deviating, N_("Let twice at a time")),
    FIELD(BOOL, struct list_view, may_import, N_("May import")),
    FIELD_LIST_OF(struct list_view, area_id_choices, &PAGE_CHOICE_TABLE, NULL),
};
const struct table TENANCY_LIST_VIEW = TABLE("tenancies", struct list_view, LIST_VIEW_FIELDS);

/* --- The sheet --- */

struct resident_row {
    int64_t resident_id, person_id;
    struct str from_day, to_day, name, phone, email, language;
    bool is_protected;
};
static const struct field RESIDENT_ROW_FIELDS[] = {
    FIELD(ID, struct resident_row, resident_id, N_("Id")),
    FIELD(ID, struct resident_row, person_id, N_("Person")),
    FIELD(TEXT, struct resident_row, name, N_("Name"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct resident_row, phone, N_("Phone"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct resident_row, email, N_("E-mail"), .flags = FIELD_PERSONAL),
    FIELD(ENUM, struct resident_row, language, N_("Language"), .choices = RESIDENT_LANGUAGES),
    FIELD(DATE, struct resident_row, from_day, N_("From")),
    FIELD(DATE, struct resident_row, to_day, N_("Moves out")),
    FIELD(BOOL, struct resident_row, is_protected, N_("Protected identity")),
};
static const struct table RESIDENT_ROW =
    TABLE("resident", struct resident_row, RESIDENT_ROW_FIELDS);

struct sheet_view {
    struct tenancy tenancy; /* first: see TENANCY_FIELDS */
    struct str area_name, state;
    struct resident_row *residents;
    size_t residents_count;
    struct history_entry *history;
    size_t history_count;
    bool may_edit;
};
static const struct field SHEET_FIELDS[] = {
    TENANCY_FIELDS,
    TENANCY_FIELDS_WORKED_OUT(FIELD_READ_ONLY),
    FIELD(TEXT, struct sheet_view, area_name, N_("Area")),
    FIELD(ENUM, struct sheet_view, state, N_("State"), .choices = TENANCY_STATES),
    FIELD_LIST_OF(struct sheet_view, residents, &RESIDENT_ROW, N_("Residents")),
    FIELD_LIST_OF(struct sheet_view, history, &HISTORY_ENTRY_TABLE, N_("History")),
    FIELD(BOOL, struct sheet_view, may_edit, N_("May change")),
};
const struct table TENANCY_SHEET_VIEW = TABLE("tenancy", struct sheet_view, SHEET_FIELDS);

struct found {
    struct str area_name;
    struct resident_row resident;
};
static const struct field FOUND_FIELDS[] = {
    FIELD(TEXT, struct found, area_name, NULL),
    {.name = "resident_id",
     .kind = FIELD_KIND_ID,
     .offset = offsetof(struct found, resident.resident_id)},
    {.name = "person_id",
     .kind = FIELD_KIND_ID,
     .offset = offsetof(struct found, resident.person_id)},
    {.name = "from_day",
     .kind = FIELD_KIND_DATE,
     .offset = offsetof(struct found, resident.from_day)},
    {.name = "to_day", .kind = FIELD_KIND_DATE, .offset = offsetof(struct found, resident.to_day)},
    {.name = "name", .kind = FIELD_KIND_TEXT, .offset = offsetof(struct found, resident.name)},
    {.name = "phone", .kind = FIELD_KIND_TEXT, .offset = offsetof(struct found, resident.phone)},
    {.name = "email", .kind = FIELD_KIND_TEXT, .offset = offsetof(struct found, resident.email)},
    {.name = "language",
     .kind = FIELD_KIND_TEXT,
     .offset = offsetof(struct found, resident.language)},
    {.name = "is_protected",
     .kind = FIELD_KIND_BOOL,
     .offset = offsetof(struct found, resident.is_protected)},
};
static const struct table FOUND_TABLE = TABLE("found", struct found, FOUND_FIELDS);

/* Who may see a protected person sees them here, from the person's own row. */
static enum status show_protected(struct tx *tx, struct resident_row *row)
{
    struct person person;
    TRY(entity_get(tx, &PERSON_ENTITY, row->person_id, &person));
    row->name = person.name;
    row->phone = person.phone;
    row->email = person.email;
    row->language = person.language;
    return OK;
}

enum status tenancy_sheet_show(struct request *request, void *view)
{
    struct sheet_view *page = view;
    struct arena *arena = request->call.arena;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct rows rows = {.table = &FOUND_TABLE};
    TRY(query_rows(tx, arena, &REGISTER_TENANCY_SHEET, bind_id(&page->tenancy.id), &rows));
    bool may_see = viewer_may(&request->viewer, PEOPLE_PROTECTED_READ.key);
    bool is_hidden = false;
    const struct found *found = rows.at;
    page->residents = ARENA_ARRAY(arena, rows.count + 1, struct resident_row);
    for (size_t i = 0; i < rows.count; i++) {
        page->area_name = found[i].area_name;
        is_hidden = is_hidden || (found[i].resident.is_protected && !may_see);
        if (found[i].resident.resident_id == NO_INT) {
            continue;
        }
        struct resident_row *row = &page->residents[page->residents_count++];
        *row = found[i].resident;
        if (row->is_protected && may_see) {
            TRY(show_protected(tx, row));
        }
    }
    page->residents_count = is_hidden ? 0 : page->residents_count;
    page->state =
        tenancy_state(page->tenancy.from_day, page->tenancy.to_day, record_today(&request->call));
    request_topic(request, &PERSON_TABLE, NO_INT);
    return OK;
}

/* --- Edit and new --- */

static const struct field EDIT_FIELDS[] = {TENANCY_FIELDS,
                                           TENANCY_FIELDS_WORKED_OUT(FIELD_READ_ONLY)};
const struct table TENANCY_EDIT_VIEW = TABLE("tenancy", struct tenancy, EDIT_FIELDS);

static const struct field NEW_FIELDS[] = {TENANCY_FIELDS, TENANCY_RESIDENT_FIELDS(0)};
const struct table TENANCY_NEW_TABLE = TABLE("tenancy", struct tenancy, NEW_FIELDS);

/* --- What happens to it --- */

static const struct field END_FIELDS[] = {
    FIELD(ID, struct tenancy_end, id, N_("Id"), .flags = FIELD_HIDDEN),
    FIELD(INT, struct tenancy_end, version, N_("Version"), .flags = FIELD_HIDDEN),
    FIELD(DATE, struct tenancy_end, to_day, N_("Moves out"), .flags = FIELD_REQUIRED,
          .help = N_("The first day that somebody else may move in.")),
};
const struct table TENANCY_END_TABLE = TABLE("tenancy_end", struct tenancy_end, END_FIELDS);

/* The page of the form shows the tenancy's id and version alone. */
enum status tenancy_end_show(struct request *request, const void *form, void *view)
{
    const struct tenancy_end *wanted = form;
    struct tenancy tenancy;
    struct tenancy_end *page = view;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    TRY(entity_get(tx, &TENANCY_ENTITY, wanted->id, &tenancy));
    *page = (struct tenancy_end){tenancy.id, tenancy.version, tenancy.to_day};
    return OK;
}

enum status tenancy_end_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct tenancy_end *wanted = form;
    TRY(tenancy_end(&request->call, wanted));
    request_flash(request, N_("The tenancy has an end."));
    request_redirect(request, "/tenancies/%lld", (long long)wanted->id);
    return OK;
}

static const struct field RESIDENT_NEW_FIELDS[] = {
    FIELD(ID, struct resident_new, id, N_("Id"), .flags = FIELD_HIDDEN),
    FIELD(TEXT, struct resident_new, name, N_("Name"), .max = 200,
          .flags = FIELD_REQUIRED | FIELD_PERSONAL),
    FIELD(TEXT, struct resident_new, phone, N_("Phone"), .max = 40, .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct resident_new, email, N_("E-mail"), .max = 254, .flags = FIELD_PERSONAL),
    FIELD(ENUM, struct resident_new, language, N_("Language"), .choices = RESIDENT_LANGUAGES),
    FIELD(DATE, struct resident_new, from_day, N_("From"),
          .help = N_("Empty: as long as the tenancy.")),
};
const struct table RESIDENT_NEW_TABLE =
    TABLE("resident_new", struct resident_new, RESIDENT_NEW_FIELDS);

enum status resident_new_show(struct request *request, const void *form, void *view)
{
    const struct resident_new *wanted = form;
    struct resident_new *page = view;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct tenancy tenancy;
    TRY(entity_get(tx, &TENANCY_ENTITY, wanted->id, &tenancy));
    row_clear(&RESIDENT_NEW_TABLE, page);
    page->id = wanted->id;
    return OK;
}

enum status resident_new_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct resident_new *wanted = form;
    TRY(tenancy_resident_add(&request->call, wanted));
    request_flash(request, N_("Added."));
    request_redirect(request, "/tenancies/%lld", (long long)wanted->id);
    return OK;
}

static const struct field GONE_FIELDS[] = {
    FIELD(ID, struct resident_gone, id, N_("Id"), .flags = FIELD_HIDDEN),
    FIELD(ID, struct resident_gone, resident_id, N_("Resident"), .flags = FIELD_HIDDEN),
    FIELD(DATE, struct resident_gone, to_day, N_("Moves out"),
          .help = N_("Empty: never lived there; the entry was a mistake.")),
};
const struct table RESIDENT_GONE_TABLE = TABLE("resident_gone", struct resident_gone, GONE_FIELDS);

enum status resident_gone_show(struct request *request, const void *form, void *view)
{
    const struct resident_gone *wanted = form;
    struct resident_gone *page = view;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct resident resident;
    TRY(entity_get(tx, &RESIDENT_ENTITY, wanted->resident_id, &resident));
    if (resident.tenancy_id != wanted->id) {
        return NOT_FOUND;
    }
    *page = (struct resident_gone){wanted->id, wanted->resident_id, record_today(&request->call)};
    return OK;
}

enum status resident_gone_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct resident_gone *wanted = form;
    TRY(tenancy_resident_end(&request->call, wanted));
    request_flash(request, N_("Saved."));
    request_redirect(request, "/tenancies/%lld", (long long)wanted->id);
    return OK;
}
