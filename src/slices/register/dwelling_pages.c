/* What the pages of homes show. */
#include "platform/web/page.h"
#include "register_queries.h"
#include "slices/register/home_fields.h"
#include "slices/register/register_handlers.h"

/* --- The list --- */

static const struct choice STATES[] = {{"let", N_("Let")}, {"vacant", N_("Vacant")}, {NULL, NULL}};

struct list_form {
    struct str text;
    int64_t area_id, building_id, rooms;
    bool is_vacant;
    struct str text_from, text_to, today;
};
static const struct field LIST_FORM_FIELDS[] = {
    FIELD(TEXT, struct list_form, text, N_("Address begins with"), .max = 100),
    FIELD(ID, struct list_form, area_id, N_("Area")),
    FIELD(ID, struct list_form, building_id, N_("Building"), .flags = FIELD_HIDDEN),
    FIELD(INT, struct list_form, rooms, N_("Rooms"), .min = 0, .max = 100),
    FIELD(BOOL, struct list_form, is_vacant, N_("Vacant")),
    FIELD(TEXT, struct list_form, text_from, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct list_form, text_to, NULL, .flags = FIELD_INTERNAL),
    FIELD(DATE, struct list_form, today, NULL, .flags = FIELD_INTERNAL),
};
const struct table DWELLING_LIST_FORM = TABLE("homes_form", struct list_form, LIST_FORM_FIELDS);

struct list_row {
    int64_t id, building_id, area_id, floor, rooms, changed_at;
    struct str place, city, number, state, place_key, place_folded;
    double size, size_key;
};
static const struct field LIST_ROW_FIELDS[] = {
    FIELD(ID, struct list_row, id, N_("Id")),
    FIELD(TEXT, struct list_row, place, N_("Home")),
    FIELD(TEXT, struct list_row, city, N_("City")),
    FIELD(TEXT, struct list_row, number, N_("Home number")),
    FIELD(INT, struct list_row, floor, N_("Floor")),
    FIELD(INT, struct list_row, rooms, N_("Rooms")),
    FIELD(REAL, struct list_row, size, N_("Size, m²")),
    FIELD(ENUM, struct list_row, state, N_("State"), .choices = STATES),
    FIELD(ID, struct list_row, building_id, N_("Building")),
    FIELD(ID, struct list_row, area_id, N_("Area")),
    FIELD(TIME, struct list_row, changed_at, N_("Last changed")),
    FIELD(TEXT, struct list_row, place_key, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct list_row, place_folded, NULL, .flags = FIELD_INTERNAL),
    FIELD(REAL, struct list_row, size_key, NULL, .flags = FIELD_INTERNAL),
};
static const struct table LIST_ROW = TABLE("home", struct list_row, LIST_ROW_FIELDS);

struct list_view {
    struct list_row *homes;
    size_t homes_count;
    int64_t total, area_id, building_id, rooms;
    struct str text;
    bool is_vacant, may_import;
    struct page_choice *area_id_choices;
    size_t area_id_choices_count;
};
static const struct field LIST_VIEW_FIELDS[] = {
    FIELD_LIST_OF(struct list_view, homes, &LIST_ROW, N_("Homes")),
    FIELD(INT, struct list_view, total, N_("How many")),
    FIELD(TEXT, struct list_view, text, N_("Address begins with")),
    FIELD(ID, struct list_view, area_id, N_("Area")),
    FIELD(ID, struct list_view, building_id, N_("Building")),
    FIELD(INT, struct list_view, rooms, N_("Rooms")),
    FIELD(BOOL, struct list_view, is_vacant, N_("Vacant")),
    FIELD(BOOL, struct list_view, may_import, N_("May import")),
    FIELD_LIST_OF(struct list_view, area_id_choices, &PAGE_CHOICE_TABLE, NULL),
};
const struct table DWELLING_LIST_VIEW = TABLE("homes", struct list_view, LIST_VIEW_FIELDS);

/* --- The sheet --- */

struct tenancy_row {
    int64_t id;
    struct str from_day, to_day, residents, state;
    bool is_deviating;
};
static const struct field TENANCY_ROW_FIELDS[] = {
    FIELD(ID, struct tenancy_row, id, N_("Id")),
    FIELD(DATE, struct tenancy_row, from_day, N_("From")),
    FIELD(DATE, struct tenancy_row, to_day, N_("Moves out")),
    FIELD(TEXT, struct tenancy_row, residents, N_("Residents"), .flags = FIELD_PERSONAL),
    FIELD(ENUM, struct tenancy_row, state, N_("State"), .choices = TENANCY_STATES),
    FIELD(BOOL, struct tenancy_row, is_deviating, N_("Let twice at a time")),
};
static const struct table TENANCY_ROW = TABLE("tenancy", struct tenancy_row, TENANCY_ROW_FIELDS);

struct sheet_view {
    struct dwelling dwelling; /* first: see DWELLING_FIELDS */
    struct str address, area_name, stair;
    struct tenancy_row *tenancies;
    size_t tenancies_count;
    struct history_entry *history;
    size_t history_count;
    bool may_edit, is_let, may_let;
};
static const struct field SHEET_FIELDS[] = {
    DWELLING_FIELDS,
    DWELLING_FIELDS_WORKED_OUT(FIELD_READ_ONLY),
    FIELD(TEXT, struct sheet_view, address, N_("Address")),
    FIELD(TEXT, struct sheet_view, area_name, N_("Area")),
    FIELD(TEXT, struct sheet_view, stair, N_("Stair")),
    FIELD_LIST_OF(struct sheet_view, tenancies, &TENANCY_ROW, N_("Tenancies")),
    FIELD_LIST_OF(struct sheet_view, history, &HISTORY_ENTRY_TABLE, N_("History")),
    FIELD(BOOL, struct sheet_view, may_edit, N_("May change")),
    FIELD(BOOL, struct sheet_view, is_let, N_("Let")),
    FIELD(BOOL, struct sheet_view, may_let, N_("May change tenancies")),
};
const struct table DWELLING_SHEET_VIEW = TABLE("home", struct sheet_view, SHEET_FIELDS);

/* One row a resident, or a tenancy without one. */
struct found {
    struct str address, area_name, stair, from_day, to_day, name;
    int64_t tenancy_id, resident_id;
    bool is_deviating;
};
static const struct field FOUND_FIELDS[] = {
    FIELD(TEXT, struct found, address, NULL),      FIELD(TEXT, struct found, area_name, NULL),
    FIELD(TEXT, struct found, stair, NULL),        FIELD(DATE, struct found, from_day, NULL),
    FIELD(DATE, struct found, to_day, NULL),       FIELD(TEXT, struct found, name, NULL),
    FIELD(ID, struct found, tenancy_id, NULL),     FIELD(ID, struct found, resident_id, NULL),
    FIELD(BOOL, struct found, is_deviating, NULL),
};
static const struct table FOUND_TABLE = TABLE("found", struct found, FOUND_FIELDS);

struct str tenancy_state(struct str from_day, struct str to_day, struct str today)
{
    if (str_compare(from_day, today) > 0) {
        return STR("coming");
    }
    bool is_over = !str_is_empty(to_day) && str_compare(to_day, today) <= 0;
    return is_over ? STR("past") : STR("current");
}

static void take_row(struct arena *arena, struct sheet_view *page, const struct found *found,
                     struct str today)
{
    struct tenancy_row *last =
        page->tenancies_count > 0 ? &page->tenancies[page->tenancies_count - 1] : NULL;
    if (last == NULL || last->id != found->tenancy_id) {
        last = &page->tenancies[page->tenancies_count++];
        *last = (struct tenancy_row){
            .id = found->tenancy_id,
            .from_day = found->from_day,
            .to_day = found->to_day,
            .state = tenancy_state(found->from_day, found->to_day, today),
            .is_deviating = found->is_deviating,
        };
        page->is_let = page->is_let || str_equal(last->state, STR("current"));
    }
    if (!str_is_empty(found->name)) {
        last->residents = str_format(arena, "%.*s%s%.*s", STR_ARG(last->residents),
                                     last->residents.len > 0 ? ", " : "", STR_ARG(found->name));
    }
}

enum status dwelling_sheet_show(struct request *request, void *view)
{
    struct sheet_view *page = view;
    struct arena *arena = request->call.arena;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct rows rows = {.table = &FOUND_TABLE};
    TRY(query_rows(tx, arena, &REGISTER_DWELLING_SHEET, bind_id(&page->dwelling.id), &rows));
    const struct found *found = rows.at;
    page->tenancies = ARENA_ARRAY(arena, rows.count + 1, struct tenancy_row);
    for (size_t i = 0; i < rows.count; i++) {
        page->address = found[i].address;
        page->area_name = found[i].area_name;
        page->stair = found[i].stair;
        if (found[i].tenancy_id != NO_INT) {
            take_row(arena, page, &found[i], record_today(&request->call));
        }
    }
    struct place place = record_place(&DWELLING_RECORD, &page->dwelling);
    page->may_let = people_may_at(&request->viewer, &REGISTER_TENANCY_EDIT, &place);
    request_topic(request, &TENANCY_TABLE, NO_INT);
    return OK;
}

/* --- Edit and new --- */

struct edit_view {
    struct dwelling dwelling; /* first: see DWELLING_FIELDS */
    struct page_choice *stair_id_choices;
    size_t stair_id_choices_count;
};
static const struct field EDIT_FIELDS[] = {
    DWELLING_FIELDS,
    DWELLING_FIELDS_WORKED_OUT(FIELD_READ_ONLY),
    FIELD_LIST_OF(struct edit_view, stair_id_choices, &PAGE_CHOICE_TABLE, NULL),
};
const struct table DWELLING_EDIT_VIEW = TABLE("home", struct edit_view, EDIT_FIELDS);

enum status dwelling_choices(struct request *request, void *view)
{
    struct edit_view *page = view;
    struct arena *arena = request->call.arena;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct rows rows = {.table = &STAIR_TABLE};
    TRY(query_rows(tx, arena, &REGISTER_STAIRS_OF, bind_id(&page->dwelling.building_id), &rows));
    const struct stair *stair = rows.at;
    page->stair_id_choices = ARENA_ARRAY(arena, rows.count + 1, struct page_choice);
    for (size_t i = 0; i < rows.count; i++) {
        page->stair_id_choices[page->stair_id_choices_count++] = (struct page_choice){
            .key = str_format(arena, "%lld", (long long)stair[i].id), .label = stair[i].name};
    }
    return OK;
}
