/* What the slice `records` adds to the program: imports, of whatever the slices say files can hold. */
#include "records_pages.h"
#include "records_queries.h"
#include "records_schema.h"
#include "slices/records/feed.h"
#include "slices/records/import_handlers.h"

static const struct scope SEEN_IMPORT = {"import", "id", &RECORDS_IMPORT_SCOPE};

static const struct route ROUTES[] = {
    {.method = METHOD_GET,
     .path = "/imports",
     .permission = &RECORDS_IMPORT,
     .cost = COST_FAST,
     .handle = imports_show,
     .view = &IMPORTS_VIEW_TABLE,
     .page = "records/imports",
     .title = N_("Imports"),
     .is_list = true},
    {.method = METHOD_GET,
     .path = "/imports/new",
     .permission = &RECORDS_IMPORT,
     .cost = COST_FAST,
     .handle = import_new_show,
     .view = &IMPORT_NEW_VIEW_TABLE,
     .page = "records/import-new",
     .title = N_("Import a file")},
    {.method = METHOD_POST,
     .path = "/imports/new",
     .permission = &RECORDS_IMPORT,
     .cost = COST_CHANGE,
     .handle = import_new_do,
     .form = &IMPORT_NEW_FORM_TABLE,
     .title = N_("Import a file"),
     .body_limit = IMPORT_BYTES + 65536},
    {.method = METHOD_GET,
     .path = "/imports/{id}",
     .permission = &RECORDS_IMPORT,
     .scope = &SEEN_IMPORT,
     .cost = COST_READ,
     .handle = import_show,
     .form = &IMPORT_ID_TABLE,
     .view = &IMPORT_VIEW_TABLE,
     .page = "records/import",
     .title = N_("Import")},
    {.method = METHOD_POST,
     .path = "/imports/{id}/apply",
     .permission = &RECORDS_IMPORT,
     .scope = &SEEN_IMPORT,
     .cost = COST_CHANGE,
     .handle = import_apply_do,
     .form = &IMPORT_ID_TABLE,
     .title = N_("Write the lines")},
    {.method = METHOD_POST,
     .path = "/imports/{id}/undo",
     .permission = &RECORDS_IMPORT,
     .scope = &SEEN_IMPORT,
     .cost = COST_CHANGE,
     .handle = import_undo_do,
     .form = &IMPORT_ID_TABLE,
     .title = N_("Undo the import")},
    {.path = NULL},
};
static const struct menu_item MENU[] = {
    {N_("Imports"), "/imports", "import", &RECORDS_IMPORT, 70},
    {.path = NULL},
};
static const struct permission *const PERMISSIONS[] = {&RECORDS_IMPORT, NULL};
static const struct event_kind *const EVENTS[] = {
    &IMPORT_RECEIVED, &IMPORT_STARTED, &IMPORT_DONE, &IMPORT_UNDO_STARTED, &IMPORT_UNDONE, NULL};
static const struct job_kind *const JOBS[] = {&IMPORT_CHECK_JOB, &IMPORT_APPLY_JOB,
                                              &IMPORT_UNDO_JOB, &IMPORT_SWEEP_JOB, NULL};
static const struct schedule *const SCHEDULES[] = {&IMPORT_SWEEP_SCHEDULE, NULL};
static const struct setting *const SETTINGS[] = {&IMPORT_FILE_DAYS, NULL};
static const struct list_query *const LISTS[] = {&RECORDS_IMPORTS, NULL};
static const struct command *const COMMANDS[] = {&UNDO_IMPORT_COMMAND, NULL};

static const struct slice *const PARTS[] = {&FEED_PART, NULL};

const struct slice RECORDS_SLICE = {
    .name = "records",
    .parts = PARTS,
    .migrations = RECORDS_MIGRATIONS,
    .permissions = PERMISSIONS,
    .routes = ROUTES,
    .menu = MENU,
    .events = EVENTS,
    .lists = LISTS,
    .jobs = JOBS,
    .schedules = SCHEDULES,
    .settings = SETTINGS,
    .privacy = RECORDS_PRIVACY,
    .commands = COMMANDS,
    .pages = RECORDS_PAGES,
};
