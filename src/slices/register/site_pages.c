/* What the pages of sites show, the customer manager's start page, and what sites add to the program. */
#include "platform/base/date.h"
#include "platform/web/page.h"
#include "register_queries.h"
#include "slices/register/property_fields.h"
#include "slices/register/site_fields.h"
#include "slices/register/site_handlers.h"

enum { ENDING_DAYS = 90, NUMBERS = 4 };

const struct permission REGISTER_SITE_OWN = {"register.site.own", N_("Answer for customers")};

/* --- The list --- */

struct list_form {
    struct str text;
    int64_t area_id, organisation_id;
    bool is_unserved;
    struct str text_from, text_to, text_second, text_third; /* made of `text` */
};
static const struct field LIST_FORM_FIELDS[] = {
    FIELD(TEXT, struct list_form, text, N_("Site, organisation or place"), .max = 100),
    FIELD(ID, struct list_form, area_id, N_("Area")),
    FIELD(ID, struct list_form, organisation_id, N_("Organisation"), .flags = FIELD_HIDDEN),
    FIELD(BOOL, struct list_form, is_unserved, N_("Nobody serves it")),
    FIELD(TEXT, struct list_form, text_from, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct list_form, text_to, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct list_form, text_second, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct list_form, text_third, NULL, .flags = FIELD_INTERNAL),
};
static const struct table LIST_FORM = TABLE("sites_form", struct list_form, LIST_FORM_FIELDS);

struct list_row {
    int64_t id, area_id, organisation_id, changed_at;
    struct str name, organisation, city, team, manager, name_key;
    bool is_unserved;
};
static const struct field LIST_ROW_FIELDS[] = {
    FIELD(ID, struct list_row, id, N_("Id")),
    FIELD(TEXT, struct list_row, name, N_("Site")),
    FIELD(TEXT, struct list_row, organisation, N_("Organisation")),
    FIELD(TEXT, struct list_row, city, N_("City")),
    FIELD(TEXT, struct list_row, team, N_("Served by")),
    FIELD(TEXT, struct list_row, manager, N_("Customer manager"), .flags = FIELD_PERSONAL),
    FIELD(ID, struct list_row, organisation_id, N_("Organisation's id")),
    FIELD(ID, struct list_row, area_id, N_("Area")),
    FIELD(BOOL, struct list_row, is_unserved, N_("Nobody serves it")),
    FIELD(TIME, struct list_row, changed_at, N_("Last changed")),
    FIELD(TEXT, struct list_row, name_key, NULL, .flags = FIELD_INTERNAL),
};
static const struct table LIST_ROW = TABLE("site", struct list_row, LIST_ROW_FIELDS);

struct list_view {
    struct list_row *sites;
    size_t sites_count;
    struct register_section *sections;
    size_t sections_count;
    struct str text;
    int64_t area_id, organisation_id;
    int64_t total; /* NO_INT: there are more than one page */
    bool is_unserved, may_import;
    struct page_choice *area_id_choices;
    size_t area_id_choices_count;
};
static const struct field LIST_VIEW_FIELDS[] = {
    FIELD_LIST_OF(struct list_view, sites, &LIST_ROW, N_("Sites")),
    FIELD_LIST_OF(struct list_view, sections, &REGISTER_SECTION_TABLE, NULL),
    FIELD(INT, struct list_view, total, N_("How many")),
    FIELD(TEXT, struct list_view, text, N_("Site, organisation or place")),
    FIELD(ID, struct list_view, area_id, N_("Area")),
    FIELD(ID, struct list_view, organisation_id, N_("Organisation")),
    FIELD(BOOL, struct list_view, is_unserved, N_("Nobody serves it")),
    FIELD(BOOL, struct list_view, may_import, N_("May import")),
    FIELD_LIST_OF(struct list_view, area_id_choices, &PAGE_CHOICE_TABLE, NULL),
};
static const struct table LIST_VIEW = TABLE("sites", struct list_view, LIST_VIEW_FIELDS);

/* --- The sheet --- */

struct sheet_view {
    struct site site; /* first: see SITE_FIELDS */
    struct history_entry *history;
    size_t history_count;
    bool may_edit;
};
static const struct field SHEET_FIELDS[] = {
    SITE_FIELDS(FIELD_READ_ONLY, FIELD_READ_ONLY),
    SITE_FIELDS_WORKED_OUT(FIELD_READ_ONLY),
    FIELD_LIST_OF(struct sheet_view, history, &HISTORY_ENTRY_TABLE, N_("History")),
    FIELD(BOOL, struct sheet_view, may_edit, N_("May change")),
};
static const struct table SHEET_VIEW = TABLE("site", struct sheet_view, SHEET_FIELDS);
static const struct slot RULES_SLOT = {"register.site.rules", &SHEET_VIEW};
static const struct slot PLAN_SLOT = {"register.site.plan", &SHEET_VIEW};
static const struct slot MET_SLOT = {"register.site.met", &SHEET_VIEW};
static const struct slot MEASURED_SLOT = {"register.site.measured", &SHEET_VIEW};

/* --- Edit and new --- */

struct edit_view {
    struct site site; /* first: see SITE_FIELDS */
    struct str back_path, back_label;
};
static const struct field EDIT_FIELDS[] = {
    SITE_FIELDS(0, FIELD_HIDDEN),
    SITE_FIELDS_WORKED_OUT(FIELD_INTERNAL),
    FIELD(TEXT, struct edit_view, back_path, NULL),
    FIELD(TEXT, struct edit_view, back_label, NULL),
};
static const struct table EDIT_VIEW = TABLE("site", struct edit_view, EDIT_FIELDS);

/* What a form of the page asks: the organisation is the one it is added to. */
static const struct field ASKED_FIELDS[] = {SITE_FIELDS(0, FIELD_INTERNAL),
                                            SITE_FIELDS_WORKED_OUT(FIELD_INTERNAL)};
static const struct table ASKED = TABLE("site", struct site, ASKED_FIELDS);

/* --- Sites of an organisation, on its sheet --- */

struct site_of {
    int64_t id;
    struct str name, city;
};
static const struct field SITE_OF_FIELDS[] = {
    FIELD(ID, struct site_of, id, N_("Id")),
    FIELD(TEXT, struct site_of, name, N_("Site")),
    FIELD(TEXT, struct site_of, city, N_("City")),
};
static const struct table SITE_OF = TABLE("site", struct site_of, SITE_OF_FIELDS);
struct sites_of_view {
    int64_t id; /* the organisation */
    struct site_of *sites;
    size_t sites_count;
};
static const struct field SITES_OF_FIELDS[] = {
    FIELD(ID, struct sites_of_view, id, N_("Organisation")),
    FIELD_LIST_OF(struct sites_of_view, sites, &SITE_OF, N_("Sites")),
};
static const struct table SITES_OF = TABLE("sites_of", struct sites_of_view, SITES_OF_FIELDS);

static enum status fill_sites(struct tx *tx, struct arena *arena, const void *organisation,
                              void *view)
{
    struct sites_of_view *page = view;
    page->id = ((const struct organisation *)organisation)->id;
    struct rows rows = {.table = &SITE_OF};
    TRY(query_rows(tx, arena, &REGISTER_SITES_OF_ORGANISATION, bind_id(&page->id), &rows));
    page->sites = rows.at;
    page->sites_count = rows.count;
    return OK;
}

static const struct slot_provider ORGANISATION_SITES = {
    "register.organisation", "register/sites-of", &SITES_OF, &REGISTER_SITE_READ, 1, fill_sites};

/* --- The customer manager's start page --- */

struct numbers {
    int64_t sites, unserved, without_contact, ending;
    struct str today, soon;
};
static const struct field NUMBER_FIELDS[] = {
    FIELD(INT, struct numbers, sites, NULL),  FIELD(INT, struct numbers, unserved, NULL),
    FIELD(TEXT, struct numbers, today, NULL), FIELD(INT, struct numbers, without_contact, NULL),
    FIELD(TEXT, struct numbers, soon, NULL),  FIELD(INT, struct numbers, ending, NULL),
};
static const struct table NUMBERS_TABLE = TABLE("numbers", struct numbers, NUMBER_FIELDS);

static struct start_number number(const struct call *call, const char *label, int64_t value)
{
    return (struct start_number){translate(call->language, label),
                                 show_int(call->arena, call->language, value)};
}

static void tell(const struct call *call, const struct numbers *found, struct start_view *view)
{
    view->numbers = ARENA_ARRAY(call->arena, NUMBERS, struct start_number);
    view->numbers[0] = number(call, N_("Sites"), found->sites);
    view->numbers[1] = number(call, N_("Without a team"), found->unserved);
    view->numbers[2] = number(call, N_("Without a contact"), found->without_contact);
    view->numbers[3] = number(call, N_("Contracts ending within 90 days"), found->ending);
    view->numbers_count = NUMBERS;
    view->button = translate(call->language, N_("See the sites"));
    view->button_path = STR("/sites");
    struct err_argument count = {.name = "count", .kind = ERR_INT, .number = found->unserved};
    view->sentence = found->sites == 0 ? translate(call->language, N_("You have no sites yet"))
                     : found->unserved == 0
                         ? translate(call->language, N_("Every site has a team that serves it"))
                         : translate_with(call->arena, call->language,
                                          found->unserved == 1
                                              ? N_("{count} site has no team that serves it")
                                              : N_("{count} sites have no team that serves them"),
                                          &count, 1);
    if (found->unserved > 0) {
        view->button_path = STR("/sites?is_unserved=true");
    }
}

static enum status front(struct request *request, struct start_view *view)
{
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct numbers wanted = {.today = record_today(&request->call)};
    struct date today = {0};
    (void)date_parse(wanted.today, &today);
    wanted.soon = date_text(request->call.arena, date_of_days(date_to_days(today) + ENDING_DAYS));
    struct numbers found;
    TRY(query_one(tx, &REGISTER_SITE_NUMBERS, bind_row(&NUMBERS_TABLE, &wanted), &NUMBERS_TABLE,
                  &found));
    tell(&request->call, &found, view);
    request_topic(request, &SITE_TABLE, NO_INT);
    return OK;
}

const struct start_source SITE_FRONT = {&REGISTER_SITE_OWN, 1, front};

/* --- What sites add --- */

static const struct scope SEEN = {"site", "id", &REGISTER_SITE_SCOPE};
static const struct scope IN_ORGANISATION = {"organisation", "organisation_id",
                                             &REGISTER_ORGANISATION_SCOPE};
struct in_organisation {
    int64_t organisation_id;
};
static const struct field IN_ORGANISATION_FIELDS[] = {
    FIELD(ID, struct in_organisation, organisation_id, N_("Organisation"), .flags = FIELD_HIDDEN),
};
static const struct table IN_ORGANISATION_TABLE =
    TABLE("in_organisation", struct in_organisation, IN_ORGANISATION_FIELDS);

static const struct scope_kind SITE_KIND = {"site", N_("Site"), &REGISTER_SITES_CALLED,
                                            &REGISTER_SITES_BEGINNING};
static const struct scope_kind ORGANISATION_KIND = {"organisation", N_("Organisation"),
                                                    &REGISTER_ORGANISATIONS_CALLED,
                                                    &REGISTER_ORGANISATIONS_BEGINNING};
static const struct scope_kind *const KINDS[] = {&ORGANISATION_KIND, &SITE_KIND, NULL};

static const struct route ROUTES[] = {
    {.method = METHOD_GET,
     .path = "/sites",
     .permission = &REGISTER_SITE_READ,
     .cost = COST_FAST,
     .handle = record_list,
     .subject = &SITE_RECORD,
     .form = &LIST_FORM,
     .view = &LIST_VIEW,
     .page = "register/sites",
     .title = N_("Sites"),
     .is_list = true},
    {.method = METHOD_GET,
     .path = "/organisations/{organisation_id}/sites/new",
     .permission = &REGISTER_SITE_EDIT,
     .scope = &IN_ORGANISATION,
     .cost = COST_FAST,
     .handle = record_new,
     .subject = &SITE_RECORD,
     .form = &IN_ORGANISATION_TABLE,
     .view = &EDIT_VIEW,
     .page = "records/form",
     .title = N_("Add a site")},
    {.method = METHOD_POST,
     .path = "/organisations/{organisation_id}/sites/new",
     .permission = &REGISTER_SITE_EDIT,
     .scope = &IN_ORGANISATION,
     .cost = COST_CHANGE,
     .handle = record_new_do,
     .subject = &SITE_RECORD,
     .form = &ASKED,
     .title = N_("Add a site")},
    {.method = METHOD_GET,
     .path = "/sites/{id}",
     .permission = &REGISTER_SITE_READ,
     .scope = &SEEN,
     .cost = COST_FAST,
     .handle = record_sheet,
     .subject = &SITE_RECORD,
     .form = &RECORD_ID_TABLE,
     .view = &SHEET_VIEW,
     .page = "register/site",
     .title = N_("Site")},
    {.method = METHOD_GET,
     .path = "/sites/{id}/edit",
     .permission = &REGISTER_SITE_EDIT,
     .scope = &SEEN,
     .cost = COST_FAST,
     .handle = record_edit,
     .subject = &SITE_RECORD,
     .form = &RECORD_ID_TABLE,
     .view = &EDIT_VIEW,
     .page = "records/form",
     .title = N_("Change the site")},
    {.method = METHOD_POST,
     .path = "/sites/{id}/edit",
     .permission = &REGISTER_SITE_EDIT,
     .scope = &SEEN,
     .cost = COST_CHANGE,
     .handle = record_edit_do,
     .subject = &SITE_RECORD,
     .form = &ASKED,
     .title = N_("Change the site")},
    {.path = NULL},
};

static const struct permission *const PERMISSIONS[] = {&REGISTER_SITE_READ, &REGISTER_SITE_EDIT,
                                                       &REGISTER_SITE_OWN, NULL};
static const struct permission *const ALL[] = {&REGISTER_SITE_READ, &REGISTER_SITE_EDIT, NULL};
static const struct permission *const READ[] = {&REGISTER_SITE_READ, NULL};
static const struct permission *const OWN[] = {&REGISTER_SITE_READ, &REGISTER_SITE_EDIT,
                                               &REGISTER_SITE_OWN, &REGISTER_ORGANISATION_READ,
                                               NULL};
static const struct role ADMIN = {"admin", N_("Administrator"), ALL};
static const struct role MANAGER = {"manager", N_("Property manager"), READ};
static const struct role OFFICER = {"register", N_("Register officer"), ALL};
static const struct role CUSTOMER_MANAGER = {"customer_manager", N_("Customer manager"), OWN};
static const struct role *const ROLES[] = {&ADMIN, &MANAGER, &OFFICER, &CUSTOMER_MANAGER, NULL};

static const struct event_kind *const EVENTS[] = {&SITE_ADDED, &SITE_CHANGED, &SITES_IMPORTED,
                                                  &SITES_IMPORT_UNDONE, NULL};
static const struct import_kind *const IMPORTS[] = {&IMPORT_SITES, NULL};
static const struct entity *const ENTITIES[] = {&SITE_ENTITY, NULL};
static const struct list_query *const LISTS[] = {&REGISTER_SITE_LIST, &REGISTER_SITE_FIND, NULL};
static const struct slot *const SLOTS[] = {&RULES_SLOT, &PLAN_SLOT, &MET_SLOT, &MEASURED_SLOT,
                                           NULL};
static const struct slot_provider *const PROVIDERS[] = {&ORGANISATION_SITES, NULL};
static const struct search_source *const SEARCHES[] = {&SITE_SEARCH, NULL};
static const struct command *const COMMANDS[] = {&IMPORT_SITES_COMMAND, &EXPORT_SITES_COMMAND,
                                                 NULL};

const struct slice SITE_PART = {
    .name = "register.site",
    .module = &REGISTER_SITES_MODULE,
    .permissions = PERMISSIONS,
    .roles = ROLES,
    .scopes = KINDS,
    .routes = ROUTES,
    .events = EVENTS,
    .entities = ENTITIES,
    .lists = LISTS,
    .imports = IMPORTS,
    .slots = SLOTS,
    .providers = PROVIDERS,
    .searches = SEARCHES,
    .front = &SITE_FRONT,
    .commands = COMMANDS,
};
