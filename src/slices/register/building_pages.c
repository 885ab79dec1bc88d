/* The pages of buildings: list, sheet, edit, new. */
#include "platform/text/fold.h"
#include "platform/web/page.h"
#include "register_queries.h"
#include "slices/register/building_fields.h"
#include "slices/register/register_handlers.h"

/* --- The list --- */

struct list_form {
    struct str text;
    int64_t area_id;
    struct str stage;
    bool is_incomplete;
};
static const struct field LIST_FORM_FIELDS[] = {
    FIELD(TEXT, struct list_form, text, N_("Address begins with"), .max = 100),
    FIELD(ID, struct list_form, area_id, N_("Area")),
    FIELD(ENUM, struct list_form, stage, N_("Stage"), .choices = BUILDING_STAGES),
    FIELD(BOOL, struct list_form, is_incomplete, N_("Facts are missing")),
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

/* What the list's statement is bound from. */
struct list_bind {
    int64_t area_id;
    struct str stage, text_from, text_to;
    bool is_incomplete, is_removed;
};
static const struct field LIST_BIND_FIELDS[] = {
    FIELD(ID, struct list_bind, area_id, NULL),
    FIELD(TEXT, struct list_bind, stage, NULL),
    FIELD(TEXT, struct list_bind, text_from, NULL),
    FIELD(TEXT, struct list_bind, text_to, NULL),
    FIELD(BOOL, struct list_bind, is_incomplete, NULL),
    FIELD(BOOL, struct list_bind, is_removed, NULL),
};
static const struct table LIST_BIND_TABLE = TABLE("list_bind", struct list_bind, LIST_BIND_FIELDS);

const char *building_list_scope(const struct viewer *viewer, int64_t *out_area)
{
    if (viewer_may_all(viewer, REGISTER_BUILDING_READ.key)) {
        return "all";
    }
    int64_t only = NO_INT;
    size_t count = 0;
    for (size_t i = 0; i < viewer->grant_count; i++) {
        const struct grant *grant = &viewer->grants[i];
        if (str_equal(grant->permission, str_of(REGISTER_BUILDING_READ.key)) &&
            grant->scope_id != only) {
            only = grant->scope_id;
            count++;
        }
    }
    /* One area alone: its index finds them; the scope's check stands all the same. */
    if (count == 1 && *out_area == NO_INT) {
        *out_area = only;
    }
    return "areas";
}

static enum status read_list(struct request *request, const struct list_form *wanted,
                             struct list_page *out_page)
{
    struct list_bind bind = {
        .area_id = wanted->area_id,
        .stage = wanted->stage,
        .is_incomplete = wanted->is_incomplete,
        .is_removed = str_equal(wanted->stage, STR("removed")),
    };
    const char *scope = building_list_scope(&request->viewer, &bind.area_id);
    const struct list_query *list = &REGISTER_BUILDING_LIST;
    if (!str_is_empty(wanted->text)) {
        list = &REGISTER_BUILDING_FIND;
        bind.text_from = text_fold(request->call.arena, wanted->text);
        bind.text_to = text_prefix_end(request->call.arena, bind.text_from);
    }
    out_page->rows.table = &LIST_ROW_TABLE;
    return request_list(request, list, scope, bind_row(&LIST_BIND_TABLE, &bind), out_page);
}

enum status list_show(struct request *request, const void *form, void *view)
{
    const struct list_form *wanted = form;
    struct list_view *page = view;
    struct list_page list = {0};
    TRY(read_list(request, wanted, &list));
    page->buildings = list.rows.at;
    page->buildings_count = list.rows.count;
    bool is_all = str_is_empty(list.next) && str_is_empty(list.previous);
    page->total = is_all ? (int64_t)list.rows.count : NO_INT;
    page->text = wanted->text;
    page->area_id = wanted->area_id;
    page->stage = wanted->stage;
    page->is_incomplete = wanted->is_incomplete;
    page->may_import = viewer_may(&request->viewer, REGISTER_BUILDING_IMPORT.key);
    page->may_edit = viewer_may(&request->viewer, REGISTER_BUILDING_EDIT.key);
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct rows areas = {0};
    TRY(people_areas_seen(tx, request->call.arena, &REGISTER_BUILDING_READ, &areas));
    people_area_choices(request->call.arena, &areas, &page->area_id_choices,
                        &page->area_id_choices_count);
    request_topic(request, &BUILDING_TABLE, NO_INT);
    return OK;
}

/* --- The sheet --- */

struct sheet_form {
    int64_t id;
};
static const struct field SHEET_FORM_FIELDS[] = {
    FIELD(ID, struct sheet_form, id, N_("Id"), .flags = FIELD_HIDDEN),
};
const struct table SHEET_FORM_TABLE = TABLE("sheet_form", struct sheet_form, SHEET_FORM_FIELDS);

static const struct field MISSING_FIELDS[] = {
    FIELD(TEXT, struct missing_fact, field, N_("Field")),
    FIELD(TEXT, struct missing_fact, label, N_("Fact")),
};
static const struct table MISSING_TABLE = TABLE("missing", struct missing_fact, MISSING_FIELDS);

struct sheet_view {
    struct building building; /* first: see BUILDING_FIELDS */
    struct str area;
    struct missing_fact *missing;
    size_t missing_count;
    struct history_entry *history;
    size_t history_count;
    bool may_edit;
};
static const struct field SHEET_VIEW_FIELDS[] = {
    BUILDING_FIELDS,
    BUILDING_FIELDS_WORKED_OUT(FIELD_READ_ONLY),
    FIELD(TEXT, struct sheet_view, area, N_("Area")),
    FIELD_LIST_OF(struct sheet_view, missing, &MISSING_TABLE, N_("Missing facts")),
    FIELD_LIST_OF(struct sheet_view, history, &HISTORY_ENTRY_TABLE, N_("History")),
    FIELD(BOOL, struct sheet_view, may_edit, N_("May change")),
};
const struct table SHEET_VIEW_TABLE = TABLE("building", struct sheet_view, SHEET_VIEW_FIELDS);

static struct str area_name(const struct rows *areas, int64_t id)
{
    const struct area *area = areas->at;
    for (size_t i = 0; i < areas->count; i++) {
        if (area[i].id == id) {
            return area[i].name;
        }
    }
    return (struct str){NULL, 0};
}

enum status sheet_show(struct request *request, const void *form, void *view)
{
    const struct sheet_form *wanted = form;
    struct sheet_view *page = view;
    struct arena *arena = request->call.arena;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    TRY(entity_get(tx, &BUILDING_ENTITY, wanted->id, &page->building));
    struct rows areas = {0};
    TRY(people_areas(tx, arena, &areas));
    page->area = area_name(&areas, page->building.area_id);
    page->missing = ARENA_ARRAY(arena, BUILDING_FACTS, struct missing_fact);
    page->missing_count = building_missing(&page->building, page->missing);
    for (size_t i = 0; i < page->missing_count; i++) {
        page->missing[i].label =
            translate(request->call.language, str_c(arena, page->missing[i].label));
    }
    struct history_view history;
    TRY(people_history(request, &BUILDING_ENTITY, wanted->id, &history));
    page->history = history.entries;
    page->history_count = history.count;
    page->may_edit =
        people_may_in_area(&request->viewer, &REGISTER_BUILDING_EDIT, page->building.area_id);
    request_topic(request, &BUILDING_TABLE, wanted->id);
    return OK;
}

/* --- Edit and new --- */

struct edit_view {
    struct building building; /* first: see BUILDING_FIELDS */
    struct page_choice *area_id_choices;
    size_t area_id_choices_count;
};
static const struct field EDIT_VIEW_FIELDS[] = {
    BUILDING_FIELDS,
    BUILDING_FIELDS_WORKED_OUT(FIELD_READ_ONLY),
    FIELD_LIST_OF(struct edit_view, area_id_choices, &PAGE_CHOICE_TABLE, NULL),
};
const struct table EDIT_VIEW_TABLE = TABLE("building", struct edit_view, EDIT_VIEW_FIELDS);

static enum status show_areas(struct request *request, struct tx *tx, struct edit_view *page)
{
    struct rows areas = {0};
    TRY(people_areas_seen(tx, request->call.arena, &REGISTER_BUILDING_EDIT, &areas));
    people_area_choices(request->call.arena, &areas, &page->area_id_choices,
                        &page->area_id_choices_count);
    const struct area *area = areas.at;
    if (areas.count == 1 && page->building.area_id == NO_INT) {
        page->building.area_id = area->id;
    }
    return OK;
}

enum status edit_show(struct request *request, const void *form, void *view)
{
    const struct building *wanted = form;
    struct edit_view *page = view;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    TRY(entity_get(tx, &BUILDING_ENTITY, wanted->id, &page->building));
    request_topic(request, &BUILDING_TABLE, wanted->id);
    return show_areas(request, tx, page);
}

/* Somebody with one area cannot put a building into another's. */
static enum status refuse_foreign_area(struct request *request, const struct building *wanted)
{
    return people_may_in_area(&request->viewer, &REGISTER_BUILDING_EDIT, wanted->area_id)
               ? OK
               : err_return_field(request->call.err, "area_id", N_("Choose one of your areas."));
}

enum status edit_do(struct request *request, const void *form, void *view)
{
    (void)view;
    struct building_edit edit = {
        .building = *(const struct building *)form,
        .keeps_code = !viewer_may(&request->viewer, REGISTER_DOOR_CODE_READ.key),
    };
    TRY(refuse_foreign_area(request, &edit.building));
    TRY(building_save(&request->call, &edit));
    request_flash(request, N_("Saved."));
    request_redirect(request, "/buildings/%lld", (long long)edit.building.id);
    return OK;
}

enum status new_show(struct request *request, const void *form, void *view)
{
    (void)form;
    struct edit_view *page = view;
    row_clear(&EDIT_VIEW_TABLE, page);
    page->building.stage = STR("in_use");
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    return show_areas(request, tx, page);
}

enum status new_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct building *wanted = form;
    TRY(refuse_foreign_area(request, wanted));
    int64_t id = NO_INT;
    TRY(building_add(&request->call, wanted, &id));
    request_flash(request, N_("Added."));
    request_redirect(request, "/buildings/%lld", (long long)id);
    return OK;
}

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
