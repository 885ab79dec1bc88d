/* What the pages of organisations show: list, sheet, edit. */
#include "platform/web/page.h"
#include "register_queries.h"
#include "slices/register/customer_handlers.h"
#include "slices/register/property_fields.h"

/* --- The list --- */

struct list_form {
    struct str text;
    int64_t area_id;
    struct str kind;
    struct str text_from, text_to, text_second, text_third; /* made of `text` */
};
static const struct field LIST_FORM_FIELDS[] = {
    FIELD(TEXT, struct list_form, text, N_("Name, business id or place"), .max = 100),
    FIELD(ID, struct list_form, area_id, N_("Area")),
    FIELD(ENUM, struct list_form, kind, N_("Kind"), .choices = ORGANISATION_KINDS),
    FIELD(TEXT, struct list_form, text_from, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct list_form, text_to, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct list_form, text_second, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct list_form, text_third, NULL, .flags = FIELD_INTERNAL),
};
static const struct table LIST_FORM =
    TABLE("organisations_form", struct list_form, LIST_FORM_FIELDS);

struct list_row {
    int64_t id, area_id, changed_at;
    struct str name, business_id, city, kind, name_key;
};
static const struct field LIST_ROW_FIELDS[] = {
    FIELD(ID, struct list_row, id, N_("Id")),
    FIELD(TEXT, struct list_row, name, N_("Name")),
    FIELD(TEXT, struct list_row, business_id, N_("Business id")),
    FIELD(TEXT, struct list_row, city, N_("City")),
    FIELD(ENUM, struct list_row, kind, N_("Kind"), .choices = ORGANISATION_KINDS),
    FIELD(ID, struct list_row, area_id, N_("Area")),
    FIELD(TIME, struct list_row, changed_at, N_("Last changed")),
    FIELD(TEXT, struct list_row, name_key, NULL, .flags = FIELD_INTERNAL),
};
static const struct table LIST_ROW = TABLE("organisation", struct list_row, LIST_ROW_FIELDS);

struct list_view {
    struct list_row *organisations;
    size_t organisations_count;
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
    FIELD_LIST_OF(struct list_view, organisations, &LIST_ROW, N_("Organisations")),
    FIELD_LIST_OF(struct list_view, sections, &REGISTER_SECTION_TABLE, NULL),
    FIELD(INT, struct list_view, total, N_("How many")),
    FIELD(TEXT, struct list_view, text, N_("Name, business id or place")),
    FIELD(ID, struct list_view, area_id, N_("Area")),
    FIELD(ENUM, struct list_view, kind, N_("Kind"), .choices = ORGANISATION_KINDS),
    FIELD(BOOL, struct list_view, may_import, N_("May import")),
    FIELD(BOOL, struct list_view, may_edit, N_("May change")),
    FIELD_LIST_OF(struct list_view, area_id_choices, &PAGE_CHOICE_TABLE, NULL),
};
static const struct table LIST_VIEW = TABLE("organisations", struct list_view, LIST_VIEW_FIELDS);

/* --- The sheet --- */

struct sheet_view {
    struct organisation organisation; /* first: see ORGANISATION_FIELDS */
    struct history_entry *history;
    size_t history_count;
    bool may_edit;
};
static const struct field SHEET_VIEW_FIELDS[] = {
    ORGANISATION_FIELDS,
    ORGANISATION_FIELDS_WORKED_OUT(FIELD_READ_ONLY),
    FIELD_LIST_OF(struct sheet_view, history, &HISTORY_ENTRY_TABLE, N_("History")),
    FIELD(BOOL, struct sheet_view, may_edit, N_("May change")),
};
static const struct table SHEET_VIEW = TABLE("organisation", struct sheet_view, SHEET_VIEW_FIELDS);
static const struct slot SLOT = {"register.organisation", &SHEET_VIEW};

/* --- Edit and new --- */

struct edit_view {
    struct organisation organisation; /* first: see ORGANISATION_FIELDS */
    struct str back_path, back_label;
    struct page_choice *area_id_choices;
    size_t area_id_choices_count;
};
static const struct field EDIT_VIEW_FIELDS[] = {
    ORGANISATION_FIELDS,
    ORGANISATION_FIELDS_WORKED_OUT(FIELD_INTERNAL),
    FIELD(TEXT, struct edit_view, back_path, NULL),
    FIELD(TEXT, struct edit_view, back_label, NULL),
    FIELD_LIST_OF(struct edit_view, area_id_choices, &PAGE_CHOICE_TABLE, NULL),
};
static const struct table EDIT_VIEW = TABLE("organisation", struct edit_view, EDIT_VIEW_FIELDS);

/* --- What it adds to the program --- */

static const struct scope SEEN = {"organisation", "id", &REGISTER_ORGANISATION_SCOPE};

static const struct route ROUTES[] = {
    {.method = METHOD_GET,
     .path = "/organisations",
     .permission = &REGISTER_ORGANISATION_READ,
     .cost = COST_FAST,
     .handle = record_list,
     .subject = &ORGANISATION_RECORD,
     .form = &LIST_FORM,
     .view = &LIST_VIEW,
     .page = "register/organisations",
     .title = N_("Organisations"),
     .is_list = true},
    {.method = METHOD_GET,
     .path = "/organisations/new",
     .permission = &REGISTER_ORGANISATION_EDIT,
     .cost = COST_FAST,
     .handle = record_new,
     .subject = &ORGANISATION_RECORD,
     .view = &EDIT_VIEW,
     .page = "records/form",
     .title = N_("Add an organisation")},
    {.method = METHOD_POST,
     .path = "/organisations/new",
     .permission = &REGISTER_ORGANISATION_EDIT,
     .cost = COST_CHANGE,
     .handle = record_new_do,
     .subject = &ORGANISATION_RECORD,
     .form = &ORGANISATION_TABLE,
     .title = N_("Add an organisation")},
    {.method = METHOD_GET,
     .path = "/organisations/{id}",
     .permission = &REGISTER_ORGANISATION_READ,
     .scope = &SEEN,
     .cost = COST_FAST,
     .handle = record_sheet,
     .subject = &ORGANISATION_RECORD,
     .form = &RECORD_ID_TABLE,
     .view = &SHEET_VIEW,
     .page = "register/organisation",
     .title = N_("Organisation"),
     .keeps_page = true},
    {.method = METHOD_GET,
     .path = "/organisations/{id}/edit",
     .permission = &REGISTER_ORGANISATION_EDIT,
     .scope = &SEEN,
     .cost = COST_FAST,
     .handle = record_edit,
     .subject = &ORGANISATION_RECORD,
     .form = &RECORD_ID_TABLE,
     .view = &EDIT_VIEW,
     .page = "records/form",
     .title = N_("Change the organisation")},
    {.method = METHOD_POST,
     .path = "/organisations/{id}/edit",
     .permission = &REGISTER_ORGANISATION_EDIT,
     .scope = &SEEN,
     .cost = COST_CHANGE,
     .handle = record_edit_do,
     .subject = &ORGANISATION_RECORD,
     .form = &ORGANISATION_TABLE,
     .title = N_("Change the organisation")},
    {.path = NULL},
};

static const struct permission *const PERMISSIONS[] = {&REGISTER_ORGANISATION_READ,
                                                       &REGISTER_ORGANISATION_EDIT, NULL};
static const struct permission *const ALL[] = {&REGISTER_ORGANISATION_READ,
                                               &REGISTER_ORGANISATION_EDIT, &RECORDS_IMPORT, NULL};
static const struct permission *const READ[] = {&REGISTER_ORGANISATION_READ, NULL};
static const struct role ADMIN = {"admin", N_("Administrator"), ALL};
static const struct role MANAGER = {"manager", N_("Property manager"), READ};
static const struct role OFFICER = {"register", N_("Register officer"), ALL};
static const struct role *const ROLES[] = {&ADMIN, &MANAGER, &OFFICER, NULL};

static const struct event_kind *const EVENTS[] = {&ORGANISATION_ADDED, &ORGANISATION_CHANGED,
                                                  &ORGANISATIONS_IMPORTED,
                                                  &ORGANISATIONS_IMPORT_UNDONE, NULL};
static const struct import_kind *const IMPORTS[] = {&IMPORT_ORGANISATIONS, NULL};
static const struct entity *const ENTITIES[] = {&ORGANISATION_ENTITY, NULL};
static const struct list_query *const LISTS[] = {&REGISTER_ORGANISATION_LIST,
                                                 &REGISTER_ORGANISATION_FIND, NULL};
static const struct slot *const SLOTS[] = {&SLOT, NULL};
static const struct search_source *const SEARCHES[] = {&ORGANISATION_SEARCH, NULL};
static const struct command *const COMMANDS[] = {&IMPORT_ORGANISATIONS_COMMAND,
                                                 &EXPORT_ORGANISATIONS_COMMAND, NULL};

const struct slice ORGANISATION_PART = {
    .name = "register.organisation",
    .permissions = PERMISSIONS,
    .roles = ROLES,
    .routes = ROUTES,
    .events = EVENTS,
    .entities = ENTITIES,
    .lists = LISTS,
    .imports = IMPORTS,
    .slots = SLOTS,
    .searches = SEARCHES,
    .commands = COMMANDS,
};
