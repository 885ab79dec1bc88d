/* Files of homes, and what homes add to the program. */
#include "register_queries.h"
#include "slices/register/home_fields.h"
#include "slices/register/register_handlers.h"

#include <inttypes.h>

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
    {"gatuadress", "building_address"},
    {"fastighet", "building_address"},
    {"hus", "building_address"},
    {"osoite", "building_address"},
    {"katuosoite", "building_address"},
    {"rakennus", "building_address"},
    {"talo", "building_address"},
    {"no", "number"},
    {"home", "number"},
    {"apartment", "number"},
    {"dwelling", "number"},
    {"lägenhet", "number"},
    {"lägenhetsnummer", "number"},
    {"lgh", "number"},
    {"lghnr", "number"},
    {"asunto", "number"},
    {"huoneisto", "number"},
    {"huoneistonumero", "number"},
    {"stair", "stair_name"},
    {"trapphus", "stair_name"},
    {"uppgång", "stair_name"},
    {"trappa", "stair_name"},
    {"porras", "stair_name"},
    {"rappu", "stair_name"},
    {"våning", "floor"},
    {"kerros", "floor"},
    {"rum", "rooms"},
    {"antal rum", "rooms"},
    {"huoneita", "rooms"},
    {"huoneluku", "rooms"},
    {"area m2", "size"},
    {"m2", "size"},
    {"m²", "size"},
    {"yta", "size"},
    {"boarea", "size"},
    {"pinta-ala", "size"},
    {"id", "external_id"},
    {"objektnummer", "external_id"},
    {"objekt", "external_id"},
    {"home id", "external_id"},
    {"kohdenumero", "external_id"},
    {NULL, NULL},
};
static const char *const NEEDS[] = {"number", NULL};

static enum status find(const struct record_writer *writer, const void *prepared, void *out)
{
    const struct dwelling *home = prepared;
    if (!str_is_empty(home->external_id)) {
        enum status status = query_one(writer->tx, &REGISTER_DWELLING_BY_EXTERNAL_ID,
                                       bind_row(&DWELLING_TABLE, home), &DWELLING_TABLE, out);
        if (status != NOT_FOUND) {
            return status;
        }
    }
    return query_one(writer->tx, &REGISTER_DWELLING_NUMBERED, bind_row(&DWELLING_TABLE, home),
                     &DWELLING_TABLE, out);
}

static struct str key_of(struct arena *arena, const void *prepared)
{
    const struct dwelling *home = prepared;
    return str_format(arena, "%" PRId64 "/%.*s", home->building_id, STR_ARG(home->number_folded));
}

const struct import_kind IMPORT_HOMES = {
    .key = "homes",
    .label = N_("Homes from a CSV or Excel file"),
    .record = &DWELLING_RECORD,
    .aliases = ALIASES,
    .needs = NEEDS,
    .needs_message = N_("No column holds the home's number. Found: {columns}. Call it Home number, "
                        "Lägenhet or Asunto."),
    .known_by = "place",
    .imported = &HOMES_IMPORTED,
    .undone = &HOMES_IMPORT_UNDONE,
    .find = find,
    .key_of = key_of,
};

static enum status run_import(struct command_call *command, const void *options)
{
    return import_command(command, options, &IMPORT_HOMES);
}
static enum status run_export(struct command_call *command, const void *options)
{
    return export_command(command, options, &DWELLING_RECORD, &REGISTER_DWELLINGS_ALL);
}
static const struct command IMPORT_COMMAND = {
    .words = "import homes",
    .summary = N_("Brings homes in from a CSV or Excel file"),
    .options = &IMPORT_OPTIONS,
    .positionals = IMPORT_PLACES,
    .needs_data = true,
    .run = run_import,
};
static const struct command EXPORT_COMMAND = {
    .words = "export homes",
    .summary = N_("Writes all homes"),
    .options = &EXPORT_OPTIONS,
    .needs_data = true,
    .run = run_export,
};

/* --- Search --- */

static const struct record_search SEARCH = {&DWELLING_RECORD, &REGISTER_DWELLING_SEARCH,
                                            N_("Home")};

static enum status search(struct tx *tx, struct arena *arena, const struct viewer *viewer,
                          struct str text, struct rows *out_hits)
{
    (void)viewer; /* the query asks for the rights */
    return record_search(tx, arena, &SEARCH, text, out_hits);
}
static const struct search_source SOURCE = {"homes", &REGISTER_BUILDING_READ, search};

/* --- What homes add --- */

static const struct scope SEEN = {"home", "id", &REGISTER_DWELLING_SCOPE};

static const struct route ROUTES[] = {
    {.method = METHOD_GET,
     .path = "/homes",
     .permission = &REGISTER_BUILDING_READ,
     .cost = COST_FAST,
     .handle = record_list,
     .subject = &DWELLING_RECORD,
     .form = &DWELLING_LIST_FORM,
     .view = &DWELLING_LIST_VIEW,
     .page = "register/homes",
     .title = N_("Homes"),
     .is_list = true},
    {.method = METHOD_GET,
     .path = "/buildings/{building_id}/homes/new",
     .permission = &REGISTER_BUILDING_EDIT,
     .scope = &IN_BUILDING,
     .cost = COST_FAST,
     .handle = record_new,
     .subject = &DWELLING_RECORD,
     .form = &IN_BUILDING_TABLE,
     .view = &DWELLING_EDIT_VIEW,
     .page = "register/part-new",
     .title = N_("Add a home")},
    {.method = METHOD_POST,
     .path = "/buildings/{building_id}/homes/new",
     .permission = &REGISTER_BUILDING_EDIT,
     .scope = &IN_BUILDING,
     .cost = COST_CHANGE,
     .handle = record_new_do,
     .subject = &DWELLING_RECORD,
     .form = &DWELLING_TABLE,
     .title = N_("Add a home")},
    {.method = METHOD_GET,
     .path = "/homes/{id}",
     .permission = &REGISTER_BUILDING_READ,
     .scope = &SEEN,
     .cost = COST_FAST,
     .handle = record_sheet,
     .subject = &DWELLING_RECORD,
     .form = &RECORD_ID_TABLE,
     .view = &DWELLING_SHEET_VIEW,
     .page = "register/home",
     .title = N_("Home"),
     .keeps_page = true},
    {.method = METHOD_GET,
     .path = "/homes/{id}/edit",
     .permission = &REGISTER_BUILDING_EDIT,
     .scope = &SEEN,
     .cost = COST_FAST,
     .handle = record_edit,
     .subject = &DWELLING_RECORD,
     .form = &RECORD_ID_TABLE,
     .view = &DWELLING_EDIT_VIEW,
     .page = "register/home-edit",
     .title = N_("Change the home")},
    {.method = METHOD_POST,
     .path = "/homes/{id}/edit",
     .permission = &REGISTER_BUILDING_EDIT,
     .scope = &SEEN,
     .cost = COST_CHANGE,
     .handle = record_edit_do,
     .subject = &DWELLING_RECORD,
     .form = &DWELLING_TABLE,
     .title = N_("Change the home")},
    {.path = NULL},
};

static const struct menu_item MENU[] = {
    {N_("Homes"), "/homes", "building", &REGISTER_BUILDING_READ, 21},
    {.path = NULL},
};
static const struct event_kind *const EVENTS[] = {&HOME_ADDED, &HOME_CHANGED, &HOMES_IMPORTED,
                                                  &HOMES_IMPORT_UNDONE, NULL};
static const struct entity *const ENTITIES[] = {&DWELLING_ENTITY, NULL};
static const struct list_query *const LISTS[] = {&REGISTER_DWELLING_LIST, &REGISTER_DWELLING_FIND,
                                                 NULL};
static const struct import_kind *const IMPORTS[] = {&IMPORT_HOMES, NULL};
static const struct slot SLOT = {"register.home", &DWELLING_SHEET_VIEW};
static const struct slot *const SLOTS[] = {&SLOT, NULL};
static const struct search_source *const SEARCHES[] = {&SOURCE, NULL};
static const struct command *const COMMANDS[] = {&IMPORT_COMMAND, &EXPORT_COMMAND, NULL};

static const struct setup_step HOMES_STEP = {
    .key = "homes",
    .label = N_("Homes"),
    .help = N_("A file with the homes of the buildings."),
    .path = "/imports/new?kind=homes",
    .permission = &RECORDS_IMPORT,
    .count = &REGISTER_COUNT_HOMES,
    .least = 1,
    .order = 50,
};
static const struct setup_step *const SETUP[] = {&HOMES_STEP, NULL};

const struct slice DWELLING_PART = {
    .name = "register.home",
    .setup = SETUP,
    .module = &REGISTER_HOMES_MODULE,
    .routes = ROUTES,
    .menu = MENU,
    .events = EVENTS,
    .entities = ENTITIES,
    .lists = LISTS,
    .imports = IMPORTS,
    .slots = SLOTS,
    .searches = SEARCHES,
    .commands = COMMANDS,
};
