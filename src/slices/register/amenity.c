/* What a house has, as a record; its pages, its files, and what it adds to the program. */
#include "slices/register/amenity.h"

#include "platform/base/date.h"
#include "platform/text/fold.h"
#include "platform/web/page.h"
#include "platform/work/setting.h"
#include "register_queries.h"
#include "slices/register/amenity_fields.h"
#include "slices/register/home_fields.h"
#include "slices/register/register_handlers.h"

#include <inttypes.h>

const struct choice AMENITY_KINDS[] = {{"sorting", N_("Recycling room")},
                                       {"car_club", N_("Car club")},
                                       {"cargo_bike_pool", N_("Cargo-bike pool")},
                                       {"transit_card", N_("Public-transport card")},
                                       {"bike_room", N_("Bike room")},
                                       {"laundry", N_("Laundry")},
                                       {"storage", N_("Storage room")},
                                       {"common_room", N_("Common room")},
                                       {"other", N_("Other")},
                                       {NULL, NULL}};

static const struct field FIELDS[] = {
    AMENITY_FIELDS,
    AMENITY_FIELDS_WORKED_OUT(FIELD_INTERNAL),
    FIELD(TEXT, struct amenity, building_address, N_("Building's address"),
          .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct amenity, building_permanent_id, N_("Permanent building id"),
          .flags = FIELD_INTERNAL),
};
const struct table AMENITY_TABLE = TABLE("register_amenity", struct amenity, FIELDS);
const struct entity AMENITY_ENTITY = {&AMENITY_TABLE, &REGISTER_AMENITY_GET,
                                      &REGISTER_AMENITY_INSERT, &REGISTER_AMENITY_UPDATE,
                                      &REGISTER_AMENITY_REMOVE};

static const struct event_kind AMENITY_ADDED = {
    .name = "amenity.added",
    .label = N_("What the house has: added"),
    .thing = N_("What a house has"),
    .path = "/amenities/",
};
static const struct event_kind AMENITY_CHANGED = {
    .name = "amenity.changed",
    .label = N_("What the house has: changed"),
    .thing = N_("What a house has"),
    .path = "/amenities/",
};
static const struct event_kind AMENITIES_IMPORTED = {
    .name = "amenity.imported",
    .label = N_("What houses have: imported"),
    .thing = N_("Import"),
    .path = "/imports/",
};
static const struct event_kind AMENITIES_IMPORT_UNDONE = {
    .name = "amenity.import_undone",
    .label = N_("Import undone"),
    .thing = N_("Import"),
    .path = "/imports/",
};

const char *amenity_state(struct str from_day, struct str to_day, struct str day)
{
    if (!str_is_empty(to_day) && str_compare(to_day, day) < 0) {
        return "gone";
    }
    return !str_is_empty(from_day) && str_compare(from_day, day) > 0 ? "coming" : "now";
}

/* --- The record --- */

static enum status prepare(const struct record_writer *writer, void *row)
{
    struct amenity *amenity = row;
    struct str *texts[] = {&amenity->name,     &amenity->place, &amenity->fractions,
                           &amenity->provider, &amenity->link,  &amenity->app};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        *texts[i] = record_tidy(writer, *texts[i]);
    }
    if (amenity->building_id == NO_INT) {
        struct building_named named = {amenity->building_address, amenity->building_permanent_id,
                                       writer->default_area};
        TRY(home_building_named(writer, &named, &amenity->building_id));
    }
    struct building building;
    TRY(home_building(writer, amenity->building_id, &building));
    if (!str_is_empty(amenity->from_day) && !str_is_empty(amenity->to_day) &&
        str_compare(amenity->to_day, amenity->from_day) < 0) {
        return err_return_field(writer->err, "to_day", N_("The last day is before the first."));
    }
    if (!str_is_empty(amenity->link) && !str_starts(amenity->link, STR("https://")) &&
        !str_starts(amenity->link, STR("http://"))) {
        return err_return_field(writer->err, "link", N_("A link begins with https:// or http://."));
    }
    amenity->area_id = building.area_id;
    amenity->title = building.address;
    amenity->title_key = building.address_key;
    amenity->title_folded = building.address_folded;
    amenity->changed_at = tx_now(writer->tx);
    return OK;
}

static void begin(void *row)
{
    struct amenity *amenity = row;
    amenity->kind = STR("sorting");
}

const struct record AMENITY_RECORD = {
    .scope_kind = "building",
    .scope_field = "building_id",
    .entity = &AMENITY_ENTITY,
    .path = "/amenities",
    .read = &REGISTER_BUILDING_READ,
    .edit = &REGISTER_BUILDING_EDIT,
    .added = &AMENITY_ADDED,
    .changed = &AMENITY_CHANGED,
    .prepare = prepare,
    .part_of = "building_id",
    .list = &REGISTER_AMENITY_LIST,
    .find = &REGISTER_AMENITY_FIND,
    .begin = begin,
};

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
    {"hus", "building_address"},
    {"osoite", "building_address"},
    {"talo", "building_address"},
    {"slag", "kind"},
    {"typ", "kind"},
    {"type", "kind"},
    {"laji", "kind"},
    {"tyyppi", "kind"},
    {"namn", "name"},
    {"nimi", "name"},
    {"plats", "place"},
    {"paikka", "place"},
    {"fraktioner", "fractions"},
    {"jätelajit", "fractions"},
    {"leverantör", "provider"},
    {"palveluntarjoaja", "provider"},
    {"från", "from_day"},
    {"from", "from_day"},
    {"alkaen", "from_day"},
    {"till", "to_day"},
    {"to", "to_day"},
    {"päättyen", "to_day"},
    {NULL, NULL},
};
static const char *const NEEDS[] = {"kind", NULL};

static enum status find(const struct record_writer *writer, const void *prepared, void *out)
{
    return query_one(writer->tx, &REGISTER_AMENITY_SAME, bind_row(&AMENITY_TABLE, prepared),
                     &AMENITY_TABLE, out);
}

static struct str key_of(struct arena *arena, const void *prepared)
{
    const struct amenity *amenity = prepared;
    return str_format(arena, "%" PRId64 "/%.*s/%.*s", amenity->building_id, STR_ARG(amenity->kind),
                      STR_ARG(amenity->name));
}

static const struct import_kind IMPORT = {
    .key = "amenities",
    .label = N_("What houses have, from a CSV or Excel file"),
    .record = &AMENITY_RECORD,
    .aliases = ALIASES,
    .needs = NEEDS,
    .needs_message = N_("No column says what it is. Found: {columns}. Call it Kind, Slag or Laji."),
    .known_by = "title",
    .imported = &AMENITIES_IMPORTED,
    .undone = &AMENITIES_IMPORT_UNDONE,
    .find = find,
    .key_of = key_of,
};

static enum status run_import(struct command_call *command, const void *options)
{
    return import_command(command, options, &IMPORT);
}
static enum status run_export(struct command_call *command, const void *options)
{
    return export_command(command, options, &AMENITY_RECORD, &REGISTER_AMENITIES_ALL);
}
static const struct command IMPORT_COMMAND = {
    .words = "import amenities",
    .summary = N_("Brings in what houses have, from a CSV or Excel file"),
    .options = &IMPORT_OPTIONS,
    .positionals = IMPORT_PLACES,
    .needs_data = true,
    .run = run_import,
};
static const struct command EXPORT_COMMAND = {
    .words = "export amenities",
    .summary = N_("Writes what all houses have"),
    .options = &EXPORT_OPTIONS,
    .needs_data = true,
    .run = run_export,
};

/* --- What it adds --- */

static const struct scope SEEN = {"amenity", "id", &REGISTER_AMENITY_SCOPE};

static const struct route ROUTES[] = {
    {.method = METHOD_GET,
     .path = "/amenities",
     .permission = &REGISTER_BUILDING_READ,
     .cost = COST_FAST,
     .handle = record_list,
     .subject = &AMENITY_RECORD,
     .form = &AMENITY_LIST_FORM,
     .view = &AMENITY_LIST_VIEW,
     .page = "register/amenities",
     .title = N_("What houses have"),
     .is_list = true},
    {.method = METHOD_GET,
     .path = "/buildings/{building_id}/amenities/new",
     .permission = &REGISTER_BUILDING_EDIT,
     .scope = &IN_BUILDING,
     .cost = COST_FAST,
     .handle = record_new,
     .subject = &AMENITY_RECORD,
     .form = &IN_BUILDING_TABLE,
     .view = &AMENITY_EDIT_VIEW,
     .page = "register/part-new",
     .title = N_("Add what the house has")},
    {.method = METHOD_POST,
     .path = "/buildings/{building_id}/amenities/new",
     .permission = &REGISTER_BUILDING_EDIT,
     .scope = &IN_BUILDING,
     .cost = COST_CHANGE,
     .handle = record_new_do,
     .subject = &AMENITY_RECORD,
     .form = &AMENITY_TABLE,
     .title = N_("Add what the house has")},
    {.method = METHOD_GET,
     .path = "/amenities/{id}",
     .permission = &REGISTER_BUILDING_READ,
     .scope = &SEEN,
     .cost = COST_FAST,
     .handle = record_sheet,
     .subject = &AMENITY_RECORD,
     .form = &RECORD_ID_TABLE,
     .view = &AMENITY_SHEET_VIEW,
     .page = "register/amenity",
     .title = N_("What the house has")},
    {.method = METHOD_GET,
     .path = "/amenities/{id}/edit",
     .permission = &REGISTER_BUILDING_EDIT,
     .scope = &SEEN,
     .cost = COST_FAST,
     .handle = record_edit,
     .subject = &AMENITY_RECORD,
     .form = &RECORD_ID_TABLE,
     .view = &AMENITY_EDIT_VIEW,
     .page = "register/part-edit",
     .title = N_("Change what the house has")},
    {.method = METHOD_POST,
     .path = "/amenities/{id}/edit",
     .permission = &REGISTER_BUILDING_EDIT,
     .scope = &SEEN,
     .cost = COST_CHANGE,
     .handle = record_edit_do,
     .subject = &AMENITY_RECORD,
     .form = &AMENITY_TABLE,
     .title = N_("Change what the house has")},
    {.path = NULL},
};

static const struct event_kind *const EVENTS[] = {
    &AMENITY_ADDED, &AMENITY_CHANGED, &AMENITIES_IMPORTED, &AMENITIES_IMPORT_UNDONE, NULL};
static const struct entity *const ENTITIES[] = {&AMENITY_ENTITY, NULL};
static const struct list_query *const LISTS[] = {&REGISTER_AMENITY_LIST, &REGISTER_AMENITY_FIND,
                                                 NULL};
static const struct import_kind *const IMPORTS[] = {&IMPORT, NULL};
static const struct command *const COMMANDS[] = {&IMPORT_COMMAND, &EXPORT_COMMAND, NULL};
static const struct setting *const SETTINGS[] = {&NEW_PRODUCTION_MONTHS, NULL};

const struct slice AMENITY_PART = {
    .name = "register.amenity",
    .routes = ROUTES,
    .events = EVENTS,
    .entities = ENTITIES,
    .lists = LISTS,
    .imports = IMPORTS,
    .settings = SETTINGS,
    .commands = COMMANDS,
};
