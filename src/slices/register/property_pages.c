/* What the pages of properties show: list, sheet, edit. */
#include "platform/web/page.h"
#include "register_queries.h"
#include "slices/register/customer_handlers.h"
#include "slices/register/ownership.h"
#include "slices/register/property_fields.h"

/* --- The list --- */

struct list_form {
    struct str text;
    int64_t area_id;
    struct str kind;
    struct str text_from, text_to, text_second, text_third; /* made of `text` */
};
static const struct field LIST_FORM_FIELDS[] = {
    FIELD(TEXT, struct list_form, text, N_("Id, address or place"), .max = 100),
    FIELD(ID, struct list_form, area_id, N_("Area")),
    FIELD(ENUM, struct list_form, kind, N_("Kind"), .choices = PROPERTY_KINDS),
    FIELD(TEXT, struct list_form, text_from, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct list_form, text_to, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct list_form, text_second, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct list_form, text_third, NULL, .flags = FIELD_INTERNAL),
};
static const struct table LIST_FORM = TABLE("properties_form", struct list_form, LIST_FORM_FIELDS);

struct list_row {
    int64_t id, area_id, changed_at;
    struct str code, address, postcode, city, kind, code_key, address_key;
};
static const struct field LIST_ROW_FIELDS[] = {
    FIELD(ID, struct list_row, id, N_("Id")),
    FIELD(TEXT, struct list_row, code, N_("Property id")),
    FIELD(TEXT, struct list_row, address, N_("Address")),
    FIELD(TEXT, struct list_row, postcode, N_("Postcode")),
    FIELD(TEXT, struct list_row, city, N_("City")),
    FIELD(ENUM, struct list_row, kind, N_("Kind"), .choices = PROPERTY_KINDS),
    FIELD(ID, struct list_row, area_id, N_("Area")),
    FIELD(TIME, struct list_row, changed_at, N_("Last changed")),
    FIELD(TEXT, struct list_row, code_key, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct list_row, address_key, NULL, .flags = FIELD_INTERNAL),
};
static const struct table LIST_ROW = TABLE("property", struct list_row, LIST_ROW_FIELDS);

struct list_view {
    struct list_row *properties;
    size_t properties_count;
    struct register_section *sections;
    size_t sections_count;
    struct str text, kind;
    int64_t area_id;
    int64_t total; /* NO_INT: there are more than one page */
    bool may_import, may_edit;
    struct page_choice *area_id_choices;
    size_t area_id_choices_count;
};
static const struct field LIST_VIEW_FIELDS[] = {
    FIELD_LIST_OF(struct list_view, properties, &LIST_ROW, N_("Properties")),
    FIELD_LIST_OF(struct list_view, sections, &REGISTER_SECTION_TABLE, NULL),
    FIELD(INT, struct list_view, total, N_("How many")),
    FIELD(TEXT, struct list_view, text, N_("Id, address or place")),
    FIELD(ID, struct list_view, area_id, N_("Area")),
    FIELD(ENUM, struct list_view, kind, N_("Kind"), .choices = PROPERTY_KINDS),
    FIELD(BOOL, struct list_view, may_import, N_("May import")),
    FIELD(BOOL, struct list_view, may_edit, N_("May change")),
    FIELD_LIST_OF(struct list_view, area_id_choices, &PAGE_CHOICE_TABLE, NULL),
};
static const struct table LIST_VIEW = TABLE("properties", struct list_view, LIST_VIEW_FIELDS);

/* --- The sheet --- */

struct building_row {
    int64_t id;
    struct str address, city;
};
static const struct field BUILDING_ROW_FIELDS[] = {
    FIELD(ID, struct building_row, id, N_("Id")),
    FIELD(TEXT, struct building_row, address, N_("Address")),
    FIELD(TEXT, struct building_row, city, N_("City")),
};
static const struct table BUILDING_ROW =
    TABLE("building", struct building_row, BUILDING_ROW_FIELDS);

struct owner_row {
    int64_t id, organisation_id;
    struct str owner, share, from_day, to_day;
    bool is_deviating;
};
static const struct field OWNER_ROW_FIELDS[] = {
    FIELD(ID, struct owner_row, id, N_("Id")),
    FIELD(ID, struct owner_row, organisation_id, N_("Organisation")),
    FIELD(TEXT, struct owner_row, owner, N_("Owner"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct owner_row, share, N_("Share")),
    FIELD(DATE, struct owner_row, from_day, N_("First day")),
    FIELD(DATE, struct owner_row, to_day, N_("Last day")),
    FIELD(BOOL, struct owner_row, is_deviating, N_("More than the whole is owned")),
};
static const struct table OWNER_ROW = TABLE("owner", struct owner_row, OWNER_ROW_FIELDS);

struct sheet_view {
    struct property property; /* first: see PROPERTY_FIELDS */
    struct owner_row *owners;
    size_t owners_count;
    struct building_row *buildings;
    size_t buildings_count;
    struct history_entry *history;
    size_t history_count;
    bool may_edit;
};
static const struct field SHEET_VIEW_FIELDS[] = {
    PROPERTY_FIELDS,
    PROPERTY_FIELDS_WORKED_OUT(FIELD_READ_ONLY),
    FIELD_LIST_OF(struct sheet_view, owners, &OWNER_ROW, N_("Owners")),
    FIELD_LIST_OF(struct sheet_view, buildings, &BUILDING_ROW, N_("Buildings")),
    FIELD_LIST_OF(struct sheet_view, history, &HISTORY_ENTRY_TABLE, N_("History")),
    FIELD(BOOL, struct sheet_view, may_edit, N_("May change")),
};
static const struct table SHEET_VIEW = TABLE("property", struct sheet_view, SHEET_VIEW_FIELDS);
static const struct slot SLOT = {"register.property", &SHEET_VIEW};

enum status property_sheet_show(struct request *request, void *view)
{
    struct sheet_view *page = view;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct rows rows = {.table = &BUILDING_ROW};
    TRY(query_rows(tx, request->call.arena, &REGISTER_BUILDINGS_OF_PROPERTY,
                   bind_row(&PROPERTY_TABLE, &page->property), &rows));
    page->buildings = rows.at;
    page->buildings_count = rows.count;
    struct rows owners = {.table = &OWNER_ROW};
    TRY(query_rows(tx, request->call.arena, &REGISTER_OWNERSHIPS_OF, bind_id(&page->property.id),
                   &owners));
    page->owners = owners.at;
    page->owners_count = owners.count;
    request_topic(request, &OWNERSHIP_TABLE, NO_INT);
    return OK;
}

/* --- Edit and new --- */

struct edit_view {
    struct property property; /* first: see PROPERTY_FIELDS */
    struct str back_path, back_label;
    struct page_choice *area_id_choices;
    size_t area_id_choices_count;
};
static const struct field EDIT_VIEW_FIELDS[] = {
    PROPERTY_FIELDS,
    PROPERTY_FIELDS_WORKED_OUT(FIELD_INTERNAL),
    FIELD(TEXT, struct edit_view, back_path, NULL),
    FIELD(TEXT, struct edit_view, back_label, NULL),
    FIELD_LIST_OF(struct edit_view, area_id_choices, &PAGE_CHOICE_TABLE, NULL),
};
static const struct table EDIT_VIEW = TABLE("property", struct edit_view, EDIT_VIEW_FIELDS);

/* --- What it adds to the program --- */

static const struct scope SEEN = {"property", "id", &REGISTER_PROPERTY_SCOPE};

static const struct route ROUTES[] = {
    {.method = METHOD_GET,
     .path = "/properties",
     .permission = &REGISTER_PROPERTY_READ,
     .cost = COST_FAST,
     .handle = record_list,
     .subject = &PROPERTY_RECORD,
     .form = &LIST_FORM,
     .view = &LIST_VIEW,
     .page = "register/properties",
     .title = N_("Properties"),
     .is_list = true},
    {.method = METHOD_GET,
     .path = "/properties/new",
     .permission = &REGISTER_PROPERTY_EDIT,
     .cost = COST_FAST,
     .handle = record_new,
     .subject = &PROPERTY_RECORD,
     .view = &EDIT_VIEW,
     .page = "records/form",
     .title = N_("Add a property")},
    {.method = METHOD_POST,
     .path = "/properties/new",
     .permission = &REGISTER_PROPERTY_EDIT,
     .cost = COST_CHANGE,
     .handle = record_new_do,
     .subject = &PROPERTY_RECORD,
     .form = &PROPERTY_TABLE,
     .title = N_("Add a property")},
    {.method = METHOD_GET,
     .path = "/properties/{id}",
     .permission = &REGISTER_PROPERTY_READ,
     .scope = &SEEN,
     .cost = COST_FAST,
     .handle = record_sheet,
     .subject = &PROPERTY_RECORD,
     .form = &RECORD_ID_TABLE,
     .view = &SHEET_VIEW,
     .page = "register/property",
     .title = N_("Property"),
     .keeps_page = true},
    {.method = METHOD_GET,
     .path = "/properties/{id}/edit",
     .permission = &REGISTER_PROPERTY_EDIT,
     .scope = &SEEN,
     .cost = COST_FAST,
     .handle = record_edit,
     .subject = &PROPERTY_RECORD,
     .form = &RECORD_ID_TABLE,
     .view = &EDIT_VIEW,
     .page = "records/form",
     .title = N_("Change the property")},
    {.method = METHOD_POST,
     .path = "/properties/{id}/edit",
     .permission = &REGISTER_PROPERTY_EDIT,
     .scope = &SEEN,
     .cost = COST_CHANGE,
     .handle = record_edit_do,
     .subject = &PROPERTY_RECORD,
     .form = &PROPERTY_TABLE,
     .title = N_("Change the property")},
    {.path = NULL},
};

static const struct permission *const PERMISSIONS[] = {&REGISTER_PROPERTY_READ,
                                                       &REGISTER_PROPERTY_EDIT, NULL};
static const struct permission *const ALL[] = {&REGISTER_PROPERTY_READ, &REGISTER_PROPERTY_EDIT,
                                               &RECORDS_IMPORT, NULL};
static const struct permission *const READ[] = {&REGISTER_PROPERTY_READ, NULL};
static const struct role ADMIN = {"admin", N_("Administrator"), ALL};
static const struct role MANAGER = {"manager", N_("Property manager"), READ};
static const struct permission *const OFFICER_MAY[] = {&REGISTER_PROPERTY_READ,
                                                       &REGISTER_PROPERTY_EDIT, &RECORDS_IMPORT,
                                                       &REGISTER_BUILDING_READ, NULL};
static const struct role OFFICER = {"register", N_("Register officer"), OFFICER_MAY};
static const struct role *const ROLES[] = {&ADMIN, &MANAGER, &OFFICER, NULL};

static const struct menu_item MENU[] = {
    {N_("Register"), "/customers", "person", &REGISTER_CUSTOMER_READ, 30},
    {.path = NULL},
};
static const struct event_kind *const EVENTS[] = {
    &PROPERTY_ADDED, &PROPERTY_CHANGED, &PROPERTIES_IMPORTED, &PROPERTIES_IMPORT_UNDONE, NULL};
static const struct import_kind *const IMPORTS[] = {&IMPORT_PROPERTIES, NULL};
static const struct entity *const ENTITIES[] = {&PROPERTY_ENTITY, NULL};
static const struct list_query *const LISTS[] = {&REGISTER_PROPERTY_LIST, &REGISTER_PROPERTY_FIND,
                                                 NULL};
static const struct slot *const SLOTS[] = {&SLOT, NULL};
static const struct search_source *const SEARCHES[] = {&PROPERTY_SEARCH, NULL};
static const struct command *const COMMANDS[] = {&IMPORT_PROPERTIES_COMMAND,
                                                 &EXPORT_PROPERTIES_COMMAND, NULL};

const struct slice PROPERTY_PART = {
    .name = "register.property",
    .module = &REGISTER_CUSTOMERS_MODULE,
    .permissions = PERMISSIONS,
    .roles = ROLES,
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
