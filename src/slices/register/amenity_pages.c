/* What the pages of what houses have show; and for how long a house counts as new. */
#include "platform/base/date.h"
#include "platform/web/page.h"
#include "platform/work/setting.h"
#include "slices/register/amenity_fields.h"
#include "slices/register/register_handlers.h"

const struct setting NEW_PRODUCTION_MONTHS = {
    .key = "register.new_production_months",
    .label = N_("Months after the first move-in during which a house is new production"),
    .kind = FIELD_KIND_INT,
    .initial = "24",
    .min = 1,
    .max = 120,
    .permission = "setting.manage",
};

struct str register_new_until(struct arena *arena, struct str first_occupancy, int64_t months)
{
    struct date day;
    if (str_is_empty(first_occupancy) || !date_parse(first_occupancy, &day)) {
        return (struct str){NULL, 0};
    }
    int64_t month = (int64_t)day.year * 12 + (day.month - 1) + months;
    struct date end = {(int)(month / 12), (int)(month % 12) + 1, 1};
    int64_t last = date_to_days(end) + day.day - 1;
    struct date next = {(int)((month + 1) / 12), (int)((month + 1) % 12) + 1, 1};
    int64_t most = date_to_days(next) - 1; /* 31 January and a month is the last of February */
    return date_text(arena, date_of_days(last < most ? last : most));
}

/* --- The list --- */

struct list_form {
    struct str text;
    int64_t area_id, building_id;
    struct str kind, text_from, text_to;
};
static const struct field LIST_FORM_FIELDS[] = {
    FIELD(TEXT, struct list_form, text, N_("Address begins with"), .max = 100),
    FIELD(ID, struct list_form, area_id, N_("Area")),
    FIELD(ID, struct list_form, building_id, N_("Building"), .flags = FIELD_HIDDEN),
    FIELD(ENUM, struct list_form, kind, N_("What it is"), .choices = AMENITY_KINDS),
    FIELD(TEXT, struct list_form, text_from, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct list_form, text_to, NULL, .flags = FIELD_INTERNAL),
};
const struct table AMENITY_LIST_FORM = TABLE("amenities_form", struct list_form, LIST_FORM_FIELDS);

struct list_row {
    int64_t id, building_id, area_id, changed_at;
    struct str title, kind, name, provider, from_day, to_day, title_key, title_folded;
};
static const struct field LIST_ROW_FIELDS[] = {
    FIELD(ID, struct list_row, id, N_("Id")),
    FIELD(TEXT, struct list_row, title, N_("Building")),
    FIELD(ENUM, struct list_row, kind, N_("What it is"), .choices = AMENITY_KINDS),
    FIELD(TEXT, struct list_row, name, N_("Name")),
    FIELD(TEXT, struct list_row, provider, N_("Provider")),
    FIELD(DATE, struct list_row, from_day, N_("First day")),
    FIELD(DATE, struct list_row, to_day, N_("Last day")),
    FIELD(ID, struct list_row, building_id, N_("Building's id")),
    FIELD(ID, struct list_row, area_id, N_("Area")),
    FIELD(TIME, struct list_row, changed_at, N_("Last changed")),
    FIELD(TEXT, struct list_row, title_key, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct list_row, title_folded, NULL, .flags = FIELD_INTERNAL),
};
static const struct table LIST_ROW = TABLE("amenity", struct list_row, LIST_ROW_FIELDS);

struct list_view {
    struct list_row *amenities;
    size_t amenities_count;
    int64_t total, area_id, building_id;
    struct str text, kind;
    bool may_import;
    struct page_choice *area_id_choices;
    size_t area_id_choices_count;
};
static const struct field LIST_VIEW_FIELDS[] = {
    FIELD_LIST_OF(struct list_view, amenities, &LIST_ROW, N_("What houses have")),
    FIELD(INT, struct list_view, total, N_("How many")),
    FIELD(TEXT, struct list_view, text, N_("Address begins with")),
    FIELD(ID, struct list_view, area_id, N_("Area")),
    FIELD(ID, struct list_view, building_id, N_("Building")),
    FIELD(ENUM, struct list_view, kind, N_("What it is"), .choices = AMENITY_KINDS),
    FIELD(BOOL, struct list_view, may_import, N_("May import")),
    FIELD_LIST_OF(struct list_view, area_id_choices, &PAGE_CHOICE_TABLE, NULL),
};
const struct table AMENITY_LIST_VIEW = TABLE("amenities", struct list_view, LIST_VIEW_FIELDS);

/* --- The sheet, edit and new --- */

struct sheet_view {
    struct amenity amenity; /* first: see AMENITY_FIELDS */
    struct history_entry *history;
    size_t history_count;
    bool may_edit;
};
static const struct field SHEET_FIELDS[] = {
    AMENITY_FIELDS,
    AMENITY_FIELDS_WORKED_OUT(FIELD_READ_ONLY),
    FIELD_LIST_OF(struct sheet_view, history, &HISTORY_ENTRY_TABLE, N_("History")),
    FIELD(BOOL, struct sheet_view, may_edit, N_("May change")),
};
const struct table AMENITY_SHEET_VIEW = TABLE("amenity", struct sheet_view, SHEET_FIELDS);

static const struct field EDIT_FIELDS[] = {AMENITY_FIELDS,
                                           AMENITY_FIELDS_WORKED_OUT(FIELD_READ_ONLY)};
const struct table AMENITY_EDIT_VIEW = TABLE("amenity", struct amenity, EDIT_FIELDS);
