/* What the pages of customers show: list, sheet, edit. */
#include "platform/web/page.h"
#include "register_queries.h"
#include "slices/register/customer_fields.h"
#include "slices/register/customer_handlers.h"

/* --- The list --- */

struct list_form {
    struct str text;
    int64_t area_id;
    struct str kind, state;
    bool is_unreachable;
    struct str text_from, text_to, text_second, text_third; /* made of `text` */
};
static const struct field LIST_FORM_FIELDS[] = {
    FIELD(TEXT, struct list_form, text, N_("Name, number or address"), .max = 100),
    FIELD(ID, struct list_form, area_id, N_("Area")),
    FIELD(ENUM, struct list_form, kind, N_("Kind"), .choices = CUSTOMER_KINDS),
    FIELD(ENUM, struct list_form, state, N_("State"), .choices = CUSTOMER_STATES),
    FIELD(BOOL, struct list_form, is_unreachable, N_("Nobody can reach them")),
    FIELD(TEXT, struct list_form, text_from, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct list_form, text_to, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct list_form, text_second, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct list_form, text_third, NULL, .flags = FIELD_INTERNAL),
};
static const struct table LIST_FORM = TABLE("customers_form", struct list_form, LIST_FORM_FIELDS);

struct list_row {
    int64_t id, area_id, changed_at;
    struct str number, name, city, kind, state, name_key, number_key;
    bool is_unreachable;
};
static const struct field LIST_ROW_FIELDS[] = {
    FIELD(ID, struct list_row, id, N_("Id")),
    FIELD(TEXT, struct list_row, name, N_("Name"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct list_row, number, N_("Customer number")),
    FIELD(TEXT, struct list_row, city, N_("City")),
    FIELD(ENUM, struct list_row, kind, N_("Kind"), .choices = CUSTOMER_KINDS),
    FIELD(ENUM, struct list_row, state, N_("State"), .choices = CUSTOMER_STATES),
    FIELD(BOOL, struct list_row, is_unreachable, N_("Nobody can reach them")),
    FIELD(ID, struct list_row, area_id, N_("Area")),
    FIELD(TIME, struct list_row, changed_at, N_("Last changed")),
    FIELD(TEXT, struct list_row, name_key, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct list_row, number_key, NULL, .flags = FIELD_INTERNAL),
};
static const struct table LIST_ROW = TABLE("customer", struct list_row, LIST_ROW_FIELDS);

struct list_view {
    struct list_row *customers;
    size_t customers_count;
    struct register_section *sections;
    size_t sections_count;
    struct str text, kind, state;
    bool is_unreachable;
    int64_t area_id;
    int64_t total; /* NO_INT: there are more than one page */
    bool may_import, may_edit;
    struct page_choice *area_id_choices;
    size_t area_id_choices_count;
};
static const struct field LIST_VIEW_FIELDS[] = {
    FIELD_LIST_OF(struct list_view, customers, &LIST_ROW, N_("Customers")),
    FIELD_LIST_OF(struct list_view, sections, &REGISTER_SECTION_TABLE, NULL),
    FIELD(INT, struct list_view, total, N_("How many")),
    FIELD(TEXT, struct list_view, text, N_("Name, number or address")),
    FIELD(ID, struct list_view, area_id, N_("Area")),
    FIELD(ENUM, struct list_view, kind, N_("Kind"), .choices = CUSTOMER_KINDS),
    FIELD(ENUM, struct list_view, state, N_("State"), .choices = CUSTOMER_STATES),
    FIELD(BOOL, struct list_view, is_unreachable, N_("Nobody can reach them")),
    FIELD(BOOL, struct list_view, may_import, N_("May import")),
    FIELD(BOOL, struct list_view, may_edit, N_("May change")),
    FIELD_LIST_OF(struct list_view, area_id_choices, &PAGE_CHOICE_TABLE, NULL),
};
static const struct table LIST_VIEW = TABLE("customers", struct list_view, LIST_VIEW_FIELDS);

/* --- The sheet --- */

struct sheet_view {
    struct customer customer; /* first: see CUSTOMER_FIELDS */
    struct history_entry *history;
    size_t history_count;
    bool may_edit;
};
static const struct field SHEET_VIEW_FIELDS[] = {
    CUSTOMER_FIELDS,
    CUSTOMER_FIELDS_BESIDE(0, FIELD_HIDDEN),
    CUSTOMER_FIELDS_REST,
    CUSTOMER_FIELDS_WORKED_OUT(FIELD_READ_ONLY),
    FIELD_LIST_OF(struct sheet_view, history, &HISTORY_ENTRY_TABLE, N_("History")),
    FIELD(BOOL, struct sheet_view, may_edit, N_("May change")),
};
static const struct table SHEET_VIEW = TABLE("customer", struct sheet_view, SHEET_VIEW_FIELDS);
static const struct slot SLOT = {"register.customer", &SHEET_VIEW};

/* --- Where the contact details come from: the person's own history --- */

struct contact_view {
    struct customer customer; /* first: see CUSTOMER_FIELDS */
    struct history_entry *history;
    size_t history_count;
};
static const struct field CONTACT_VIEW_FIELDS[] = {
    CUSTOMER_FIELDS,
    CUSTOMER_FIELDS_BESIDE(0, FIELD_HIDDEN),
    CUSTOMER_FIELDS_WORKED_OUT(FIELD_READ_ONLY),
    FIELD_LIST_OF(struct contact_view, history, &HISTORY_ENTRY_TABLE, N_("History")),
};
static const struct table CONTACT_VIEW =
    TABLE("customer", struct contact_view, CONTACT_VIEW_FIELDS);

static enum status contact_show(struct request *request, const void *form, void *view)
{
    struct contact_view *page = view;
    int64_t id = record_int(&RECORD_ID_TABLE, "id", form);
    TRY(record_read(request, &CUSTOMER_RECORD, id, &page->customer));
    if (page->customer.person_id == NO_INT) {
        return NOT_FOUND;
    }
    struct history_view history;
    TRY(people_history(request, &PERSON_ENTITY, page->customer.person_id, &history));
    page->history = history.entries;
    page->history_count = history.count;
    return OK;
}

/* --- Edit and new --- */

struct edit_view {
    struct customer customer; /* first: see CUSTOMER_FIELDS */
    struct str back_path, back_label;
    struct page_choice *area_id_choices;
    size_t area_id_choices_count;
};
static const struct field EDIT_VIEW_FIELDS[] = {
    CUSTOMER_FIELDS,
    CUSTOMER_FIELDS_BESIDE(0, FIELD_HIDDEN),
    CUSTOMER_FIELDS_REST,
    CUSTOMER_FIELDS_WORKED_OUT(FIELD_INTERNAL),
    FIELD(TEXT, struct edit_view, back_path, NULL),
    FIELD(TEXT, struct edit_view, back_label, NULL),
    FIELD_LIST_OF(struct edit_view, area_id_choices, &PAGE_CHOICE_TABLE, NULL),
};
static const struct table EDIT_VIEW = TABLE("customer", struct edit_view, EDIT_VIEW_FIELDS);

/* --- What it adds to the program --- */

static const struct scope SEEN = {"customer", "id", &REGISTER_CUSTOMER_SCOPE};

static const struct route ROUTES[] = {
    {.method = METHOD_GET,
     .path = "/customers",
     .permission = &REGISTER_CUSTOMER_READ,
     .cost = COST_FAST,
     .handle = record_list,
     .subject = &CUSTOMER_RECORD,
     .form = &LIST_FORM,
     .view = &LIST_VIEW,
     .page = "register/customers",
     .title = N_("Customers"),
     .is_list = true},
    {.method = METHOD_GET,
     .path = "/customers/new",
     .permission = &REGISTER_CUSTOMER_EDIT,
     .cost = COST_FAST,
     .handle = record_new,
     .subject = &CUSTOMER_RECORD,
     .view = &EDIT_VIEW,
     .page = "records/form",
     .title = N_("Add a customer")},
    {.method = METHOD_POST,
     .path = "/customers/new",
     .permission = &REGISTER_CUSTOMER_EDIT,
     .cost = COST_CHANGE,
     .handle = record_new_do,
     .subject = &CUSTOMER_RECORD,
     .form = &CUSTOMER_FORM_TABLE,
     .title = N_("Add a customer")},
    {.method = METHOD_GET,
     .path = "/customers/{id}",
     .permission = &REGISTER_CUSTOMER_READ,
     .scope = &SEEN,
     .cost = COST_FAST,
     .handle = record_sheet,
     .subject = &CUSTOMER_RECORD,
     .form = &RECORD_ID_TABLE,
     .view = &SHEET_VIEW,
     .page = "register/customer",
     .title = N_("Customer"),
     .keeps_page = true},
    {.method = METHOD_GET,
     .path = "/customers/{id}/edit",
     .permission = &REGISTER_CUSTOMER_EDIT,
     .scope = &SEEN,
     .cost = COST_FAST,
     .handle = record_edit,
     .subject = &CUSTOMER_RECORD,
     .form = &RECORD_ID_TABLE,
     .view = &EDIT_VIEW,
     .page = "records/form",
     .title = N_("Change the customer")},
    {.method = METHOD_POST,
     .path = "/customers/{id}/edit",
     .permission = &REGISTER_CUSTOMER_EDIT,
     .scope = &SEEN,
     .cost = COST_CHANGE,
     .handle = record_edit_do,
     .subject = &CUSTOMER_RECORD,
     .form = &CUSTOMER_FORM_TABLE,
     .title = N_("Change the customer")},
    {.method = METHOD_GET,
     .path = "/customers/{id}/contact",
     .permission = &REGISTER_CUSTOMER_READ,
     .scope = &SEEN,
     .cost = COST_FAST,
     .handle = contact_show,
     .form = &RECORD_ID_TABLE,
     .view = &CONTACT_VIEW,
     .page = "register/contact",
     .title = N_("How to reach the customer")},
    {.path = NULL},
};

static const struct permission *const PERMISSIONS[] = {&REGISTER_CUSTOMER_READ,
                                                       &REGISTER_CUSTOMER_EDIT, NULL};
static const struct permission *const ALL[] = {&REGISTER_CUSTOMER_READ, &REGISTER_CUSTOMER_EDIT,
                                               &RECORDS_IMPORT, NULL};
static const struct permission *const READ[] = {&REGISTER_CUSTOMER_READ, NULL};
static const struct role ADMIN = {"admin", N_("Administrator"), ALL};
static const struct role MANAGER = {"manager", N_("Property manager"), READ};
static const struct role OFFICER = {"register", N_("Register officer"), ALL};
static const struct role *const ROLES[] = {&ADMIN, &MANAGER, &OFFICER, NULL};

static const struct reaction *const REACTIONS[] = {&CUSTOMER_FOLLOWS_PERSON, NULL};
static const struct event_kind *const EVENTS[] = {
    &CUSTOMER_ADDED, &CUSTOMER_CHANGED, &CUSTOMERS_IMPORTED, &CUSTOMERS_IMPORT_UNDONE, NULL};
static const struct import_kind *const IMPORTS[] = {&IMPORT_CUSTOMERS, NULL};
static const struct entity *const ENTITIES[] = {&CUSTOMER_ENTITY, NULL};
static const struct list_query *const LISTS[] = {&REGISTER_CUSTOMER_LIST, &REGISTER_CUSTOMER_FIND,
                                                 NULL};
static const struct slot *const SLOTS[] = {&SLOT, NULL};
static const struct search_source *const SEARCHES[] = {&CUSTOMER_SEARCH, NULL};
static const struct command *const COMMANDS[] = {&IMPORT_CUSTOMERS_COMMAND,
                                                 &EXPORT_CUSTOMERS_COMMAND, NULL};

static const struct setup_step CUSTOMERS_STEP = {
    .key = "customers",
    .label = N_("Customers"),
    .help = N_("A file with customers, their numbers and properties."),
    .path = "/imports/new?kind=customers",
    .permission = &RECORDS_IMPORT,
    .count = &REGISTER_COUNT_CUSTOMERS,
    .least = 1,
    .order = 70,
};
static const struct setup_step *const SETUP[] = {&CUSTOMERS_STEP, NULL};

const struct slice CUSTOMER_PART = {
    .name = "register.customer",
    .setup = SETUP,
    .module = &REGISTER_CUSTOMERS_MODULE,
    .permissions = PERMISSIONS,
    .roles = ROLES,
    .routes = ROUTES,
    .reactions = REACTIONS,
    .events = EVENTS,
    .entities = ENTITIES,
    .lists = LISTS,
    .imports = IMPORTS,
    .slots = SLOTS,
    .searches = SEARCHES,
    .commands = COMMANDS,
};
