/* What buildings add to the program. */
#include "register_queries.h"
#include "slices/register/building_fields.h"
#include "slices/register/register_handlers.h"

static const struct permission *const PERMISSIONS[] = {
    &REGISTER_BUILDING_READ, &REGISTER_BUILDING_EDIT, &REGISTER_DOOR_CODE_READ, NULL};

static const struct permission *const ALL[] = {&REGISTER_BUILDING_READ, &REGISTER_BUILDING_EDIT,
                                               &RECORDS_IMPORT, &REGISTER_DOOR_CODE_READ, NULL};
static const struct permission *const CARETAKER_MAY[] = {&REGISTER_BUILDING_READ,
                                                         &REGISTER_DOOR_CODE_READ, NULL};
static const struct permission *const COACH_MAY[] = {&REGISTER_BUILDING_READ, NULL};
static const struct role ADMIN = {"admin", N_("Administrator"), ALL};
static const struct role MANAGER = {"manager", N_("Property manager"), ALL};
static const struct role CARETAKER = {"caretaker", N_("Caretaker"), CARETAKER_MAY};
static const struct role COACH = {"coach", N_("Customer coach"), COACH_MAY};
static const struct role *const ROLES[] = {&ADMIN, &MANAGER, &CARETAKER, &COACH, NULL};

/* Roles are held for a building by itself too: its sheet, its stairs, homes and tenancies. */
static const struct scope_kind BUILDING_KIND = {
    "building", N_("Building"), &REGISTER_BUILDINGS_CALLED, &REGISTER_BUILDINGS_BEGINNING};
static const struct scope_kind *const KINDS[] = {&BUILDING_KIND, NULL};

static const struct scope SEEN_BUILDING = {"building", "id", &REGISTER_BUILDING_SCOPE};

struct in_building {
    int64_t building_id;
};
static const struct field IN_BUILDING_FIELDS[] = {
    FIELD(ID, struct in_building, building_id, N_("Building"), .flags = FIELD_HIDDEN),
};
const struct table IN_BUILDING_TABLE = TABLE("in_building", struct in_building, IN_BUILDING_FIELDS);
const struct scope IN_BUILDING = {"building", "building_id", &REGISTER_BUILDING_SCOPE};

static const struct route ROUTES[] = {
    {.method = METHOD_GET,
     .path = "/buildings",
     .permission = &REGISTER_BUILDING_READ,
     .cost = COST_FAST,
     .handle = record_list,
     .subject = &BUILDING_RECORD,
     .form = &LIST_FORM_TABLE,
     .view = &LIST_VIEW_TABLE,
     .page = "register/list",
     .title = N_("Buildings"),
     .is_list = true},
    {.method = METHOD_GET,
     .path = "/buildings/new",
     .permission = &REGISTER_BUILDING_EDIT,
     .cost = COST_FAST,
     .handle = record_new,
     .subject = &BUILDING_RECORD,
     .view = &EDIT_VIEW_TABLE,
     .page = "register/new",
     .title = N_("Add a building")},
    {.method = METHOD_POST,
     .path = "/buildings/new",
     .permission = &REGISTER_BUILDING_EDIT,
     .cost = COST_CHANGE,
     .handle = record_new_do,
     .subject = &BUILDING_RECORD,
     .form = &BUILDING_FORM_TABLE,
     .title = N_("Add a building")},
    {.method = METHOD_GET,
     .path = "/buildings/{id}",
     .permission = &REGISTER_BUILDING_READ,
     .scope = &SEEN_BUILDING,
     .cost = COST_FAST,
     .handle = record_sheet,
     .subject = &BUILDING_RECORD,
     .form = &RECORD_ID_TABLE,
     .view = &SHEET_VIEW_TABLE,
     .page = "register/sheet",
     .title = N_("Building"),
     .keeps_page = true},
    {.method = METHOD_GET,
     .path = "/buildings/{id}/edit",
     .permission = &REGISTER_BUILDING_EDIT,
     .scope = &SEEN_BUILDING,
     .cost = COST_FAST,
     .handle = record_edit,
     .subject = &BUILDING_RECORD,
     .form = &RECORD_ID_TABLE,
     .view = &EDIT_VIEW_TABLE,
     .page = "register/edit",
     .title = N_("Change the building")},
    {.method = METHOD_POST,
     .path = "/buildings/{id}/edit",
     .permission = &REGISTER_BUILDING_EDIT,
     .scope = &SEEN_BUILDING,
     .cost = COST_CHANGE,
     .handle = record_edit_do,
     .subject = &BUILDING_RECORD,
     .form = &BUILDING_FORM_TABLE,
     .title = N_("Change the building")},
    {.method = METHOD_POST,
     .path = "/buildings/{id}/remove",
     .permission = &REGISTER_BUILDING_EDIT,
     .scope = &SEEN_BUILDING,
     .cost = COST_CHANGE,
     .handle = removed_do,
     .form = &STAGE_FORM_TABLE,
     .title = N_("Mark as removed")},
    {.method = METHOD_POST,
     .path = "/buildings/{id}/restore",
     .permission = &REGISTER_BUILDING_EDIT,
     .scope = &SEEN_BUILDING,
     .cost = COST_CHANGE,
     .handle = restored_do,
     .form = &STAGE_FORM_TABLE,
     .title = N_("Take the removal back")},
    {.path = NULL},
};

static const struct menu_item MENU[] = {
    {N_("Buildings"), "/buildings", "building", &REGISTER_BUILDING_READ, 20},
    {.path = NULL},
};

static const struct event_kind *const EVENTS[] = {&BUILDING_ADDED,
                                                  &BUILDING_CHANGED,
                                                  &BUILDING_REMOVED,
                                                  &BUILDING_RESTORED,
                                                  &BUILDINGS_IMPORTED,
                                                  &BUILDINGS_IMPORT_UNDONE,
                                                  NULL};
static const struct import_kind *const IMPORTS[] = {&IMPORT_BUILDINGS, &IMPORT_FI_BUILDINGS, NULL};
static const struct entity *const ENTITIES[] = {&BUILDING_ENTITY, NULL};
static const struct list_query *const LISTS[] = {&REGISTER_BUILDING_LIST, &REGISTER_BUILDING_FIND,
                                                 NULL};
static const struct slot BUILDING_SLOT = {"register.building", &SHEET_VIEW_TABLE};
static const struct slot *const SLOTS[] = {&BUILDING_SLOT, NULL};
static const struct search_source *const SEARCHES[] = {&REGISTER_SEARCH, NULL};

static const struct command *const COMMANDS[] = {
    &IMPORT_BUILDINGS_COMMAND, &IMPORT_FI_BUILDINGS_COMMAND, &EXPORT_BUILDINGS_COMMAND, NULL};

static const struct setup_step BUILDINGS_STEP = {
    .key = "buildings",
    .label = N_("Buildings"),
    .help = N_("A file from the property system, as it comes: CSV or Excel. It is checked first, "
               "and can be undone."),
    .path = "/imports/new?kind=buildings",
    .permission = &RECORDS_IMPORT,
    .count = &REGISTER_COUNT_BUILDINGS,
    .least = 1,
    .order = 40,
};
static const struct setup_step *const SETUP[] = {&BUILDINGS_STEP, NULL};

const struct slice BUILDING_PART = {
    .name = "register.building",
    .setup = SETUP,
    .permissions = PERMISSIONS,
    .roles = ROLES,
    .scopes = KINDS,
    .routes = ROUTES,
    .menu = MENU,
    .events = EVENTS,
    .entities = ENTITIES,
    .lists = LISTS,
    .imports = IMPORTS,
    .slots = SLOTS,
    .searches = SEARCHES,
    .front = &REGISTER_FRONT,
    .commands = COMMANDS,
};
