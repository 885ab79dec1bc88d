/* What the pages of buildings show: list, sheet, edit; and the removal. */
#include "platform/web/page.h"
#include "platform/work/setting.h"
#include "register_queries.h"
#include "slices/register/building_fields.h"
#include "slices/register/register_handlers.h"

#include <string.h>

/* --- The list --- */

struct list_form {
    struct str text;
    int64_t area_id;
    struct str stage;
    bool is_incomplete;
    /* what the list is bound with besides */
    struct str text_from, text_to, rare_stage, hidden_stage;
    bool is_in_use;
};
static const struct field LIST_FORM_FIELDS[] = {
    FIELD(TEXT, struct list_form, text, N_("Address begins with"), .max = 100),
    FIELD(ID, struct list_form, area_id, N_("Area")),
    FIELD(ENUM, struct list_form, stage, N_("Stage"), .choices = BUILDING_STAGES),
    FIELD(BOOL, struct list_form, is_incomplete, N_("Facts are missing")),
    FIELD(TEXT, struct list_form, text_from, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct list_form, text_to, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct list_form, rare_stage, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct list_form, hidden_stage, NULL, .flags = FIELD_INTERNAL),
    FIELD(BOOL, struct list_form, is_in_use, NULL, .flags = FIELD_INTERNAL),
};
const struct table LIST_FORM_TABLE = TABLE("buildings_form", struct list_form, LIST_FORM_FIELDS);

struct list_row {
    int64_t id, completed_year, area_id, changed_at, year_key;
    struct str address, postcode, city, stage, area;
    struct str address_key, address_folded, city_key;
    bool is_incomplete;
};
static const struct field LIST_ROW_FIELDS[] = {
    FIELD(ID, struct list_row, id, N_("Id")),
    FIELD(TEXT, struct list_row, address, N_("Address")),
    FIELD(TEXT, struct list_row, postcode, N_("Postcode")),
    FIELD(TEXT, struct list_row, city, N_("City")),
    FIELD(INT, struct list_row, completed_year, N_("Year"), .flags = FIELD_UNGROUPED),
    FIELD(ENUM, struct list_row, stage, N_("Stage"), .choices = BUILDING_STAGES),
    FIELD(ID, struct list_row, area_id, N_("Area")),
    FIELD(BOOL, struct list_row, is_incomplete, N_("Facts are missing")),
    FIELD(TIME, struct list_row, changed_at, N_("Last changed")),
    FIELD(TEXT, struct list_row, address_key, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct list_row, address_folded, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct list_row, city_key, NULL, .flags = FIELD_INTERNAL),
    FIELD(INT, struct list_row, year_key, NULL, .flags = FIELD_INTERNAL),
};
static const struct table LIST_ROW_TABLE = TABLE("building", struct list_row, LIST_ROW_FIELDS);

struct list_view {
    struct list_row *buildings;
    size_t buildings_count;
    struct str text, stage;
    int64_t area_id;
    int64_t total; /* NO_INT: there are more than one page */
    bool is_incomplete, may_import, may_edit;
    struct page_choice *area_id_choices;
    size_t area_id_choices_count;
};
static const struct field LIST_VIEW_FIELDS[] = {
    FIELD_LIST_OF(struct list_view, buildings, &LIST_ROW_TABLE, N_("Buildings")),
    FIELD(INT, struct list_view, total, N_("How many")),
    FIELD(TEXT, struct list_view, text, N_("Address begins with")),
    FIELD(ID, struct list_view, area_id, N_("Area")),
    FIELD(ENUM, struct list_view, stage, N_("Stage"), .choices = BUILDING_STAGES),
    FIELD(BOOL, struct list_view, is_incomplete, N_("Facts are missing")),
    FIELD(BOOL, struct list_view, may_import, N_("May import")),
    FIELD(BOOL, struct list_view, may_edit, N_("May change")),
    FIELD_LIST_OF(struct list_view, area_id_choices, &PAGE_CHOICE_TABLE, NULL),
};
const struct table LIST_VIEW_TABLE = TABLE("buildings", struct list_view, LIST_VIEW_FIELDS);

/* Removed buildings stand apart; most of the others are in use (queries.sql). */
void building_list_narrow(void *form)
{
    struct list_form *wanted = form;
    bool is_removed = str_equal(wanted->stage, STR("removed"));
    wanted->hidden_stage = is_removed ? STR("") : STR("removed");
    wanted->is_in_use = str_equal(wanted->stage, STR("in_use"));
    wanted->rare_stage = wanted->is_in_use ? (struct str){NULL, 0} : wanted->stage;
}

/* --- The sheet --- */

static const struct field MISSING_FIELDS[] = {
    FIELD(TEXT, struct missing_fact, field, N_("Field")),
    FIELD(TEXT, struct missing_fact, label, N_("Fact")),
};
static const struct table MISSING_TABLE = TABLE("missing", struct missing_fact, MISSING_FIELDS);

/* What the house has, as its sheet tells it. */
struct amenity_row {
    int64_t id;
    struct str kind, name, place, fractions, provider, link, app, from_day, to_day;
    bool is_coming, is_gone;
};
static const struct field AMENITY_ROW_FIELDS[] = {
    FIELD(ID, struct amenity_row, id, N_("Id")),
    FIELD(ENUM, struct amenity_row, kind, N_("What it is"), .choices = AMENITY_KINDS),
    FIELD(TEXT, struct amenity_row, name, N_("Name")),
    FIELD(TEXT, struct amenity_row, place, N_("How to get there")),
    FIELD(TEXT, struct amenity_row, fractions, N_("What is sorted here")),
    FIELD(TEXT, struct amenity_row, provider, N_("Provider")),
    FIELD(TEXT, struct amenity_row, link, N_("Link")),
    FIELD(TEXT, struct amenity_row, app, N_("App")),
    FIELD(DATE, struct amenity_row, from_day, N_("First day")),
    FIELD(DATE, struct amenity_row, to_day, N_("Last day")),
    FIELD(BOOL, struct amenity_row, is_coming, N_("Not open yet")),
    FIELD(BOOL, struct amenity_row, is_gone, N_("Over")),
};
static const struct table AMENITY_ROW_TABLE =
    TABLE("amenity", struct amenity_row, AMENITY_ROW_FIELDS);

struct sheet_view {
    struct building building; /* first: see BUILDING_FIELDS */
    struct str area;
    struct str new_until; /* DATE: new production until then; absent: it is not */
    struct amenity_row *amenities;
    size_t amenities_count;
    struct missing_fact *missing;
    size_t missing_count;
    struct history_entry *history;
    size_t history_count;
    bool may_edit, has_homes; /* their module is on */
};
static const struct field SHEET_VIEW_FIELDS[] = {
    BUILDING_FIELDS(FIELD_READ_ONLY),
    BUILDING_FIELDS_WORKED_OUT(FIELD_READ_ONLY),
    FIELD(TEXT, struct sheet_view, area, N_("Area")),
    FIELD(DATE, struct sheet_view, new_until, N_("New production until")),
    FIELD_LIST_OF(struct sheet_view, amenities, &AMENITY_ROW_TABLE, N_("What the house has")),
    FIELD_LIST_OF(struct sheet_view, missing, &MISSING_TABLE, N_("Missing facts")),
    FIELD_LIST_OF(struct sheet_view, history, &HISTORY_ENTRY_TABLE, N_("History")),
    FIELD(BOOL, struct sheet_view, may_edit, N_("May change")),
    FIELD(BOOL, struct sheet_view, has_homes, NULL),
};
const struct table SHEET_VIEW_TABLE = TABLE("building", struct sheet_view, SHEET_VIEW_FIELDS);

static enum status show_amenities(struct request *request, struct sheet_view *page)
{
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct rows rows = {.table = &AMENITY_ROW_TABLE};
    TRY(query_rows(tx, request->call.arena, &REGISTER_AMENITIES_OF, bind_id(&page->building.id),
                   &rows));
    request_topic(request, &AMENITY_TABLE, NO_INT);
    page->amenities = rows.at;
    page->amenities_count = rows.count;
    struct str today = record_today(&request->call);
    for (size_t i = 0; i < rows.count; i++) {
        struct amenity_row *row = &page->amenities[i];
        const char *state = amenity_state(row->from_day, row->to_day, today);
        row->is_coming = strcmp(state, "coming") == 0;
        row->is_gone = strcmp(state, "gone") == 0;
    }
    struct str until =
        register_new_until(request->call.arena, page->building.first_occupancy,
                           setting_int(request->call.platform, &NEW_PRODUCTION_MONTHS));
    if (!str_is_empty(until) && str_compare(until, today) >= 0) {
        page->new_until = until;
    }
    return OK;
}

enum status building_sheet_show(struct request *request, void *view)
{
    struct sheet_view *page = view;
    struct arena *arena = request->call.arena;
    page->missing = ARENA_ARRAY(arena, BUILDING_FACTS, struct missing_fact);
    struct missing_fact facts[BUILDING_FACTS];
    size_t count = building_missing(&page->building, facts);
    struct place place = record_place(&BUILDING_RECORD, &page->building);
    struct viewer here = people_viewer_at(arena, &request->viewer, &place);
    for (size_t i = 0; i < count; i++) {
        const struct field *field = table_field(&BUILDING_TABLE, facts[i].field);
        if (field->permission != NULL && !viewer_may(&here, field->permission)) {
            continue; /* it may be known: this viewer is not told */
        }
        facts[i].label = translate(request->call.language, str_c(arena, facts[i].label));
        page->missing[page->missing_count++] = facts[i];
    }
    page->has_homes = module_is_on(request->call.platform, &REGISTER_HOMES_MODULE);
    return show_amenities(request, page);
}

/* --- Edit and new --- */

struct edit_view {
    struct building building; /* first: see BUILDING_FIELDS */
    struct page_choice *area_id_choices;
    size_t area_id_choices_count;
};
static const struct field EDIT_VIEW_FIELDS[] = {
    BUILDING_FIELDS(0),
    BUILDING_FIELDS_WORKED_OUT(FIELD_READ_ONLY),
    FIELD_LIST_OF(struct edit_view, area_id_choices, &PAGE_CHOICE_TABLE, NULL),
};
const struct table EDIT_VIEW_TABLE = TABLE("building", struct edit_view, EDIT_VIEW_FIELDS);

/* --- Removed, and back --- */

static const struct field STAGE_FORM_FIELDS[] = {
    FIELD(ID, struct building_stage, id, N_("Id"), .flags = FIELD_HIDDEN),
    FIELD(INT, struct building_stage, version, N_("Version"), .flags = FIELD_HIDDEN),
};
const struct table STAGE_FORM_TABLE = TABLE("stage_form", struct building_stage, STAGE_FORM_FIELDS);

enum status removed_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct building_stage *wanted = form;
    TRY(building_mark_removed(&request->call, wanted));
    request_flash(request, N_("Marked as removed. You can take that back."));
    request_redirect(request, "/buildings/%lld", (long long)wanted->id);
    return OK;
}

enum status restored_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct building_stage *wanted = form;
    TRY(building_restore(&request->call, wanted));
    request_flash(request, N_("The building is back."));
    request_redirect(request, "/buildings/%lld", (long long)wanted->id);
    return OK;
}
