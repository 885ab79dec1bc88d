/* What the pages of ownerships show, their files, and what they add to the program. */
#include "platform/web/page.h"
#include "register_queries.h"
#include "slices/register/customer_handlers.h"
#include "slices/register/ownership_fields.h"
#include "slices/register/property_fields.h"

#include <inttypes.h>

struct sheet_view {
    struct ownership ownership; /* first: see OWNERSHIP_FIELDS */
    struct history_entry *history;
    size_t history_count;
    bool may_edit;
};
static const struct field SHEET_FIELDS[] = {
    OWNERSHIP_FIELDS(FIELD_READ_ONLY),
    OWNERSHIP_FIELDS_WORKED_OUT(FIELD_READ_ONLY),
    FIELD_LIST_OF(struct sheet_view, history, &HISTORY_ENTRY_TABLE, N_("History")),
    FIELD(BOOL, struct sheet_view, may_edit, N_("May change")),
};
static const struct table SHEET_VIEW = TABLE("ownership", struct sheet_view, SHEET_FIELDS);
static const struct field EDIT_FIELDS[] = {OWNERSHIP_FIELDS(0),
                                           OWNERSHIP_FIELDS_WORKED_OUT(FIELD_READ_ONLY)};
static const struct table EDIT_VIEW = TABLE("ownership", struct ownership, EDIT_FIELDS);

/* --- Files --- */

static const struct event_kind OWNERSHIPS_IMPORTED = {
    .name = "ownership.imported",
    .label = N_("Owners imported"),
    .thing = N_("Import"),
    .path = "/imports/",
};
static const struct event_kind OWNERSHIPS_IMPORT_UNDONE = {
    .name = "ownership.import_undone",
    .label = N_("Import undone"),
    .thing = N_("Import"),
    .path = "/imports/",
};

static const struct column_alias ALIASES[] = {
    {"property", "code"},
    {"property code", "code"},
    {"property id", "code"},
    {"fastighet", "code"},
    {"fastighetsbeteckning", "code"},
    {"kiinteistötunnus", "code"},
    {"kiinteistö", "code"},
    {"owner", "owner"},
    {"ägare", "owner"},
    {"omistaja", "owner"},
    {"andel", "share"},
    {"osuus", "share"},
    {"omistusosuus", "share"},
    {"från", "from_day"},
    {"from", "from_day"},
    {"alkaen", "from_day"},
    {"till", "to_day"},
    {"to", "to_day"},
    {"päättyen", "to_day"},
    {NULL, NULL},
};
static const char *const NEEDS[] = {"owner", NULL};

static enum status find(const struct record_writer *writer, const void *prepared, void *out)
{
    return query_one(writer->tx, &REGISTER_OWNERSHIP_SAME, bind_row(&OWNERSHIP_TABLE, prepared),
                     &OWNERSHIP_TABLE, out);
}

static struct str key_of(struct arena *arena, const void *prepared)
{
    const struct ownership *ownership = prepared;
    return str_format(arena, "%" PRId64 "/%" PRId64 "/%" PRId64 "/%.*s", ownership->property_id,
                      ownership->person_id, ownership->organisation_id,
                      STR_ARG(ownership->from_day));
}

static const struct import_kind IMPORT = {
    .key = "ownerships",
    .label = N_("Owners of properties from a CSV or Excel file"),
    .record = &OWNERSHIP_RECORD,
    .aliases = ALIASES,
    .needs = NEEDS,
    .needs_message =
        N_("No column holds the owner. Found: {columns}. Call it Owner, Ägare or Omistaja."),
    .known_by = "code",
    .imported = &OWNERSHIPS_IMPORTED,
    .undone = &OWNERSHIPS_IMPORT_UNDONE,
    .find = find,
    .key_of = key_of,
};

static enum status run_import(struct command_call *command, const void *options)
{
    return import_command(command, options, &IMPORT);
}
static enum status run_export(struct command_call *command, const void *options)
{
    return export_command(command, options, &OWNERSHIP_RECORD, &REGISTER_OWNERSHIPS_ALL);
}
static const struct command IMPORT_COMMAND = {
    .words = "import ownerships",
    .summary = N_("Brings owners of properties in from a CSV or Excel file"),
    .options = &IMPORT_OPTIONS,
    .positionals = IMPORT_PLACES,
    .needs_data = true,
    .run = run_import,
};
static const struct command EXPORT_COMMAND = {
    .words = "export ownerships",
    .summary = N_("Writes who owns which property, but no protected owner"),
    .options = &EXPORT_OPTIONS,
    .needs_data = true,
    .run = run_export,
};

/* --- What they add --- */

static const struct scope SEEN = {"ownership", "id", &REGISTER_OWNERSHIP_SCOPE};
static const struct scope IN_PROPERTY = {"property", "property_id", &REGISTER_PROPERTY_SCOPE};
struct in_property {
    int64_t property_id;
};
static const struct field IN_PROPERTY_FIELDS[] = {
    FIELD(ID, struct in_property, property_id, N_("Property"), .flags = FIELD_HIDDEN),
};
static const struct table IN_PROPERTY_TABLE =
    TABLE("in_property", struct in_property, IN_PROPERTY_FIELDS);

static const struct route ROUTES[] = {
    {.method = METHOD_GET,
     .path = "/properties/{property_id}/owners/new",
     .permission = &REGISTER_PROPERTY_EDIT,
     .scope = &IN_PROPERTY,
     .cost = COST_FAST,
     .handle = record_new,
     .subject = &OWNERSHIP_RECORD,
     .form = &IN_PROPERTY_TABLE,
     .view = &EDIT_VIEW,
     .page = "register/ownership-form",
     .title = N_("Add an owner")},
    {.method = METHOD_POST,
     .path = "/properties/{property_id}/owners/new",
     .permission = &REGISTER_PROPERTY_EDIT,
     .scope = &IN_PROPERTY,
     .cost = COST_CHANGE,
     .handle = record_new_do,
     .subject = &OWNERSHIP_RECORD,
     .form = &OWNERSHIP_FORM_TABLE,
     .title = N_("Add an owner")},
    {.method = METHOD_GET,
     .path = "/ownerships/{id}",
     .permission = &REGISTER_PROPERTY_READ,
     .scope = &SEEN,
     .cost = COST_FAST,
     .handle = record_sheet,
     .subject = &OWNERSHIP_RECORD,
     .form = &RECORD_ID_TABLE,
     .view = &SHEET_VIEW,
     .page = "register/ownership",
     .title = N_("Ownership")},
    {.method = METHOD_GET,
     .path = "/ownerships/{id}/edit",
     .permission = &REGISTER_PROPERTY_EDIT,
     .scope = &SEEN,
     .cost = COST_FAST,
     .handle = record_edit,
     .subject = &OWNERSHIP_RECORD,
     .form = &RECORD_ID_TABLE,
     .view = &EDIT_VIEW,
     .page = "register/ownership-form",
     .title = N_("Change the ownership")},
    {.method = METHOD_POST,
     .path = "/ownerships/{id}/edit",
     .permission = &REGISTER_PROPERTY_EDIT,
     .scope = &SEEN,
     .cost = COST_CHANGE,
     .handle = record_edit_do,
     .subject = &OWNERSHIP_RECORD,
     .form = &OWNERSHIP_FORM_TABLE,
     .title = N_("Change the ownership")},
    {.path = NULL},
};

static const struct event_kind *const EVENTS[] = {
    &OWNERSHIP_ADDED, &OWNERSHIP_CHANGED, &OWNERSHIPS_IMPORTED, &OWNERSHIPS_IMPORT_UNDONE, NULL};
static const struct entity *const ENTITIES[] = {&OWNERSHIP_ENTITY, NULL};
static const struct import_kind *const IMPORTS[] = {&IMPORT, NULL};
static const struct command *const COMMANDS[] = {&IMPORT_COMMAND, &EXPORT_COMMAND, NULL};

const struct slice OWNERSHIP_PART = {
    .name = "register.ownership",
    .routes = ROUTES,
    .events = EVENTS,
    .entities = ENTITIES,
    .imports = IMPORTS,
    .commands = COMMANDS,
};
