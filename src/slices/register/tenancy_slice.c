/* What tenancies add to the program. */
#include "register_queries.h"
#include "slices/register/home_fields.h"
#include "slices/register/register_handlers.h"

static const struct permission *const PERMISSIONS[] = {&REGISTER_TENANCY_READ,
                                                       &REGISTER_TENANCY_EDIT, NULL};
static const struct permission *const READER_MAY[] = {&REGISTER_TENANCY_READ, NULL};
static const struct role ADMIN = {"admin", N_("Administrator"), PERMISSIONS};
static const struct role MANAGER = {"manager", N_("Property manager"), PERMISSIONS};
static const struct role CARETAKER = {"caretaker", N_("Caretaker"), READER_MAY};
static const struct role COACH = {"coach", N_("Customer coach"), READER_MAY};
static const struct role *const ROLES[] = {&ADMIN, &MANAGER, &CARETAKER, &COACH, NULL};

static const struct scope SEEN = {"tenancy", "id", &REGISTER_TENANCY_SCOPE};

struct in_home {
    int64_t dwelling_id;
};
static const struct field IN_HOME_FIELDS[] = {
    FIELD(ID, struct in_home, dwelling_id, N_("Home"), .flags = FIELD_HIDDEN),
};
static const struct table IN_HOME_TABLE = TABLE("in_home", struct in_home, IN_HOME_FIELDS);
static const struct scope IN_HOME = {"home", "dwelling_id", &REGISTER_DWELLING_SCOPE};

static const struct route ROUTES[] = {
    {.method = METHOD_GET,
     .path = "/tenancies",
     .permission = &REGISTER_TENANCY_READ,
     .cost = COST_FAST,
     .handle = record_list,
     .subject = &TENANCY_RECORD,
     .form = &TENANCY_LIST_FORM,
     .view = &TENANCY_LIST_VIEW,
     .page = "register/tenancies",
     .title = N_("Tenancies"),
     .is_list = true},
    {.method = METHOD_GET,
     .path = "/homes/{dwelling_id}/tenancies/new",
     .permission = &REGISTER_TENANCY_EDIT,
     .scope = &IN_HOME,
     .cost = COST_FAST,
     .handle = record_new,
     .subject = &TENANCY_RECORD,
     .form = &IN_HOME_TABLE,
     .view = &TENANCY_NEW_TABLE,
     .page = "register/tenancy-new",
     .title = N_("Somebody moves in")},
    {.method = METHOD_POST,
     .path = "/homes/{dwelling_id}/tenancies/new",
     .permission = &REGISTER_TENANCY_EDIT,
     .scope = &IN_HOME,
     .cost = COST_CHANGE,
     .handle = record_new_do,
     .subject = &TENANCY_RECORD,
     .form = &TENANCY_NEW_TABLE,
     .title = N_("Somebody moves in")},
    {.method = METHOD_GET,
     .path = "/tenancies/{id}",
     .permission = &REGISTER_TENANCY_READ,
     .scope = &SEEN,
     .cost = COST_FAST,
     .handle = record_sheet,
     .subject = &TENANCY_RECORD,
     .form = &RECORD_ID_TABLE,
     .view = &TENANCY_SHEET_VIEW,
     .page = "register/tenancy",
     .title = N_("Tenancy"),
     .keeps_page = true},
    {.method = METHOD_GET,
     .path = "/tenancies/{id}/edit",
     .permission = &REGISTER_TENANCY_EDIT,
     .scope = &SEEN,
     .cost = COST_FAST,
     .handle = record_edit,
     .subject = &TENANCY_RECORD,
     .form = &RECORD_ID_TABLE,
     .view = &TENANCY_EDIT_VIEW,
     .page = "register/tenancy-edit",
     .title = N_("Change the tenancy")},
    {.method = METHOD_POST,
     .path = "/tenancies/{id}/edit",
     .permission = &REGISTER_TENANCY_EDIT,
     .scope = &SEEN,
     .cost = COST_CHANGE,
     .handle = record_edit_do,
     .subject = &TENANCY_RECORD,
     .form = &TENANCY_TABLE,
     .title = N_("Change the tenancy")},
    {.method = METHOD_GET,
     .path = "/tenancies/{id}/end",
     .permission = &REGISTER_TENANCY_EDIT,
     .scope = &SEEN,
     .cost = COST_FAST,
     .handle = tenancy_end_show,
     .form = &RECORD_ID_TABLE,
     .view = &TENANCY_END_TABLE,
     .page = "register/tenancy-step",
     .title = N_("End the tenancy")},
    {.method = METHOD_POST,
     .path = "/tenancies/{id}/end",
     .permission = &REGISTER_TENANCY_EDIT,
     .scope = &SEEN,
     .cost = COST_CHANGE,
     .handle = tenancy_end_do,
     .form = &TENANCY_END_TABLE,
     .title = N_("End the tenancy")},
    {.method = METHOD_GET,
     .path = "/tenancies/{id}/residents/new",
     .permission = &REGISTER_TENANCY_EDIT,
     .scope = &SEEN,
     .cost = COST_FAST,
     .handle = resident_new_show,
     .form = &RECORD_ID_TABLE,
     .view = &RESIDENT_NEW_TABLE,
     .page = "register/tenancy-step",
     .title = N_("Add a resident")},
    {.method = METHOD_POST,
     .path = "/tenancies/{id}/residents/new",
     .permission = &REGISTER_TENANCY_EDIT,
     .scope = &SEEN,
     .cost = COST_CHANGE,
     .handle = resident_new_do,
     .form = &RESIDENT_NEW_TABLE,
     .title = N_("Add a resident")},
    {.method = METHOD_GET,
     .path = "/tenancies/{id}/residents/{resident_id}/out",
     .permission = &REGISTER_TENANCY_EDIT,
     .scope = &SEEN,
     .cost = COST_FAST,
     .handle = resident_gone_show,
     .form = &RESIDENT_GONE_TABLE,
     .view = &RESIDENT_GONE_TABLE,
     .page = "register/tenancy-step",
     .title = N_("A resident moves out")},
    {.method = METHOD_POST,
     .path = "/tenancies/{id}/residents/{resident_id}/out",
     .permission = &REGISTER_TENANCY_EDIT,
     .scope = &SEEN,
     .cost = COST_CHANGE,
     .handle = resident_gone_do,
     .form = &RESIDENT_GONE_TABLE,
     .title = N_("A resident moves out")},
    {.path = NULL},
};

static const struct menu_item MENU[] = {
    {N_("Tenancies"), "/tenancies", "person", &REGISTER_TENANCY_READ, 22},
    {.path = NULL},
};
static const struct event_kind *const EVENTS[] = {
    &REGISTER_MOVE_IN, &TENANCY_CHANGED,    &TENANCY_ENDED,           &RESIDENT_ADDED,
    &RESIDENT_ENDED,   &TENANCIES_IMPORTED, &TENANCIES_IMPORT_UNDONE, NULL};
static const struct entity *const ENTITIES[] = {&TENANCY_ENTITY, &RESIDENT_ENTITY, NULL};
static const struct list_query *const LISTS[] = {&REGISTER_TENANCY_LIST, &REGISTER_TENANCY_FIND,
                                                 NULL};
static const struct import_kind *const IMPORTS[] = {&IMPORT_TENANCIES, NULL};
static const struct command *const COMMANDS[] = {&IMPORT_TENANCIES_COMMAND,
                                                 &EXPORT_TENANCIES_COMMAND, NULL};
static const struct slot SLOT = {"register.tenancy", &TENANCY_SHEET_VIEW};
static const struct slot *const SLOTS[] = {&SLOT, NULL};

static const struct setup_step TENANCIES_STEP = {
    .key = "tenancies",
    .label = N_("Tenancies"),
    .help = N_("A file with who lives where, and since when."),
    .path = "/imports/new?kind=tenancies",
    .permission = &RECORDS_IMPORT,
    .count = &REGISTER_COUNT_TENANCIES,
    .least = 1,
    .order = 60,
};
static const struct setup_step *const SETUP[] = {&TENANCIES_STEP, NULL};

const struct slice TENANCY_PART = {
    .name = "register.tenancy",
    .setup = SETUP,
    .module = &REGISTER_HOMES_MODULE,
    .permissions = PERMISSIONS,
    .roles = ROLES,
    .routes = ROUTES,
    .menu = MENU,
    .events = EVENTS,
    .entities = ENTITIES,
    .lists = LISTS,
    .imports = IMPORTS,
    .slots = SLOTS,
    .commands = COMMANDS,
};
