/* What the pages of stairs show, files of stairs, and what stairs add to the program. */
#include "platform/web/page.h"
#include "register_queries.h"
#include "slices/register/home_fields.h"
#include "slices/register/register_handlers.h"

#include <inttypes.h>

/* --- Pages --- */

struct list_form {
    struct str text;
    int64_t area_id, building_id;
    struct str text_from, text_to;
};
static const struct field LIST_FORM_FIELDS[] = {
    FIELD(TEXT, struct list_form, text, N_("Address begins with"), .max = 100),
    FIELD(ID, struct list_form, area_id, N_("Area")),
    FIELD(ID, struct list_form, building_id, N_("Building"), .flags = FIELD_HIDDEN),
    FIELD(TEXT, struct list_form, text_from, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct list_form, text_to, NULL, .flags = FIELD_INTERNAL),
};
static const struct table LIST_FORM = TABLE("stairs_form", struct list_form, LIST_FORM_FIELDS);

struct list_row {
    int64_t id, building_id, area_id, changed_at;
    struct str place, name, place_key, place_folded;
    bool has_lift;
};
static const struct field LIST_ROW_FIELDS[] = {
    FIELD(ID, struct list_row, id, N_("Id")),
    FIELD(TEXT, struct list_row, place, N_("Stair")),
    FIELD(TEXT, struct list_row, name, N_("Name")),
    FIELD(BOOL, struct list_row, has_lift, N_("Has a lift")),
    FIELD(ID, struct list_row, building_id, N_("Building")),
    FIELD(ID, struct list_row, area_id, N_("Area")),
    FIELD(TIME, struct list_row, changed_at, N_("Last changed")),
    FIELD(TEXT, struct list_row, place_key, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct list_row, place_folded, NULL, .flags = FIELD_INTERNAL),
};
static const struct table LIST_ROW = TABLE("stair", struct list_row, LIST_ROW_FIELDS);

struct list_view {
    struct list_row *stairs;
    size_t stairs_count;
    int64_t total, area_id, building_id;
    bool may_import;
    struct page_choice *area_id_choices;
    size_t area_id_choices_count;
};
static const struct field LIST_VIEW_FIELDS[] = {
    FIELD_LIST_OF(struct list_view, stairs, &LIST_ROW, N_("Stairs")),
    FIELD(INT, struct list_view, total, N_("How many")),
    FIELD(ID, struct list_view, area_id, N_("Area")),
    FIELD(ID, struct list_view, building_id, N_("Building")),
    FIELD(BOOL, struct list_view, may_import, N_("May import")),
    FIELD_LIST_OF(struct list_view, area_id_choices, &PAGE_CHOICE_TABLE, NULL),
};
static const struct table LIST_VIEW = TABLE("stairs", struct list_view, LIST_VIEW_FIELDS);

struct sheet_view {
    struct stair stair; /* first: see STAIR_FIELDS */
    struct str area;
    struct history_entry *history;
    size_t history_count;
    bool may_edit;
};
static const struct field SHEET_FIELDS[] = {
    STAIR_FIELDS,
    STAIR_FIELDS_WORKED_OUT(FIELD_READ_ONLY),
    FIELD(TEXT, struct sheet_view, area, N_("Area")),
    FIELD_LIST_OF(struct sheet_view, history, &HISTORY_ENTRY_TABLE, N_("History")),
    FIELD(BOOL, struct sheet_view, may_edit, N_("May change")),
};
static const struct table SHEET_VIEW = TABLE("stair", struct sheet_view, SHEET_FIELDS);

static const struct field EDIT_FIELDS[] = {STAIR_FIELDS, STAIR_FIELDS_WORKED_OUT(FIELD_READ_ONLY)};
static const struct table EDIT_VIEW = TABLE("stair", struct stair, EDIT_FIELDS);

/* --- Files --- */

static const struct column_alias ALIASES[] = {
    {"building id", "building_permanent_id"},
    {"permanent building id", "building_permanent_id"},
    {"pysyvä rakennustunnus", "building_permanent_id"},
    {"rakennustunnus", "building_permanent_id"},
    {"byggnads-id", "building_permanent_id"},
    {"building", "building_address"},
    {"building address", "building_address"},
    {"address", "building_address"},
    {"adress", "building_address"},
    {"fastighet", "building_address"},
    {"hus", "building_address"},
    {"osoite", "building_address"},
    {"rakennus", "building_address"},
    {"talo", "building_address"},
    {"name", "name"},
    {"uppgång", "name"},
    {"trappa", "name"},
    {"rappu", "name"},
    {"portkod", "door_code"},
    {"ovikoodi", "door_code"},
    {"hiss", "has_lift"},
    {"lift", "has_lift"},
    {"hissi", "has_lift"},
    {NULL, NULL},
};
static const char *const NEEDS[] = {"name", NULL};

static enum status find(const struct record_writer *writer, const void *prepared, void *out)
{
    return query_one(writer->tx, &REGISTER_STAIR_NAMED, bind_row(&STAIR_TABLE, prepared),
                     &STAIR_TABLE, out);
}

static struct str key_of(struct arena *arena, const void *prepared)
{
    const struct stair *stair = prepared;
    return str_format(arena, "%" PRId64 "/%.*s", stair->building_id, STR_ARG(stair->name_folded));
}

static const struct import_kind IMPORT = {
    .key = "stairs",
    .label = N_("Stairs from a CSV or Excel file"),
    .record = &STAIR_RECORD,
    .aliases = ALIASES,
    .needs = NEEDS,
    .needs_message = N_("No column holds the stair. Found: {columns}. Call it Stair, Trapphus or "
                        "Porras."),
    .known_by = "place",
    .imported = &STAIRS_IMPORTED,
    .undone = &STAIRS_IMPORT_UNDONE,
    .find = find,
    .key_of = key_of,
};

static enum status run_import(struct command_call *command, const void *options)
{
    return import_command(command, options, &IMPORT);
}
static enum status run_export(struct command_call *command, const void *options)
{
    return export_command(command, options, &STAIR_RECORD, &REGISTER_STAIRS_ALL);
}
static const struct command IMPORT_COMMAND = {
    .words = "import stairs",
    .summary = N_("Brings stairs in from a CSV or Excel file"),
    .options = &IMPORT_OPTIONS,
    .positionals = IMPORT_PLACES,
    .needs_data = true,
    .run = run_import,
};
static const struct command EXPORT_COMMAND = {
    .words = "export stairs",
    .summary = N_("Writes all stairs"),
    .options = &EXPORT_OPTIONS,
    .needs_data = true,
    .run = run_export,
};

/* --- What stairs add --- */

static const struct scope SEEN = {"stair", "id", &REGISTER_STAIR_SCOPE};

static const struct route ROUTES[] = {
    {.method = METHOD_GET,
     .path = "/stairs",
     .permission = &REGISTER_BUILDING_READ,
     .cost = COST_FAST,
     .handle = record_list,
     .subject = &STAIR_RECORD,
     .form = &LIST_FORM,
     .view = &LIST_VIEW,
     .page = "register/stairs",
     .title = N_("Stairs"),
     .is_list = true},
    {.method = METHOD_GET,
     .path = "/buildings/{building_id}/stairs/new",
     .permission = &REGISTER_BUILDING_EDIT,
     .scope = &IN_BUILDING,
     .cost = COST_FAST,
     .handle = record_new,
     .subject = &STAIR_RECORD,
     .form = &IN_BUILDING_TABLE,
     .view = &EDIT_VIEW,
     .page = "register/part-new",
     .title = N_("Add a stair")},
    {.method = METHOD_POST,
     .path = "/buildings/{building_id}/stairs/new",
     .permission = &REGISTER_BUILDING_EDIT,
     .scope = &IN_BUILDING,
     .cost = COST_CHANGE,
     .handle = record_new_do,
     .subject = &STAIR_RECORD,
     .form = &STAIR_TABLE,
     .title = N_("Add a stair")},
    {.method = METHOD_GET,
     .path = "/stairs/{id}",
     .permission = &REGISTER_BUILDING_READ,
     .scope = &SEEN,
     .cost = COST_FAST,
     .handle = record_sheet,
     .subject = &STAIR_RECORD,
     .form = &RECORD_ID_TABLE,
     .view = &SHEET_VIEW,
     .page = "register/stair",
     .title = N_("Stair"),
     .keeps_page = true},
    {.method = METHOD_GET,
     .path = "/stairs/{id}/edit",
     .permission = &REGISTER_BUILDING_EDIT,
     .scope = &SEEN,
     .cost = COST_FAST,
     .handle = record_edit,
     .subject = &STAIR_RECORD,
     .form = &RECORD_ID_TABLE,
     .view = &EDIT_VIEW,
     .page = "register/part-edit",
     .title = N_("Change the stair")},
    {.method = METHOD_POST,
     .path = "/stairs/{id}/edit",
     .permission = &REGISTER_BUILDING_EDIT,
     .scope = &SEEN,
     .cost = COST_CHANGE,
     .handle = record_edit_do,
     .subject = &STAIR_RECORD,
     .form = &STAIR_TABLE,
     .title = N_("Change the stair")},
    {.path = NULL},
};

static const struct event_kind *const EVENTS[] = {&STAIR_ADDED, &STAIR_CHANGED, &STAIRS_IMPORTED,
                                                  &STAIRS_IMPORT_UNDONE, NULL};
static const struct entity *const ENTITIES[] = {&STAIR_ENTITY, NULL};
static const struct list_query *const LISTS[] = {&REGISTER_STAIR_LIST, &REGISTER_STAIR_FIND, NULL};
static const struct import_kind *const IMPORTS[] = {&IMPORT, NULL};
static const struct command *const COMMANDS[] = {&IMPORT_COMMAND, &EXPORT_COMMAND, NULL};

const struct slice STAIR_PART = {
    .name = "register.stair",
    .module = &REGISTER_HOMES_MODULE,
    .routes = ROUTES,
    .events = EVENTS,
    .entities = ENTITIES,
    .lists = LISTS,
    .imports = IMPORTS,
    .commands = COMMANDS,
};
