/* Properties from files, and into them. */
#include "register_queries.h"
#include "slices/register/customer_handlers.h"
#include "slices/register/property_fields.h"

/* Besides the fields' names and labels, which columns.h knows. */
static const struct column_alias ALIASES[] = {
    {"kiinteistötunnus", "code"},
    {"fastighetsbeteckning", "code"},
    {"fastighet", "code"},
    {"property", "code"},
    {"property code", "code"},
    {"adress", "address"},
    {"gatuadress", "address"},
    {"osoite", "address"},
    {"lähiosoite", "address"},
    {"postinumero", "postcode"},
    {"postnummer", "postcode"},
    {"postnr", "postcode"},
    {"postitoimipaikka", "city"},
    {"ort", "city"},
    {"postort", "city"},
    {"kunta", "municipality"},
    {"kommun", "municipality"},
    {"laji", "kind"},
    {"käyttötarkoitus", "kind"},
    {"typ", "kind"},
    {"pinta-ala", "land_area"},
    {"areal", "land_area"},
    {"tomtyta", "land_area"},
    {"pohjoiskoordinaatti", "north"},
    {"nordkoordinat", "north"},
    {"itäkoordinaatti", "east"},
    {"ostkoordinat", "east"},
    {"huomautus", "note"},
    {"anteckning", "note"},
    {"area", "area_id"},
    {"alue", "area_id"},
    {"område", "area_id"},
    {NULL, NULL},
};
static const char *const NEEDS[] = {"code", NULL};

static enum status find(const struct record_writer *writer, const void *prepared, void *out)
{
    return query_one(writer->tx, &REGISTER_PROPERTY_BY_CODE, bind_row(&PROPERTY_TABLE, prepared),
                     &PROPERTY_TABLE, out);
}

static struct str key_of(struct arena *arena, const void *prepared)
{
    const struct property *property = prepared;
    return str_copy(arena, property->code_folded);
}

const struct import_kind IMPORT_PROPERTIES = {
    .key = "properties",
    .label = N_("Properties from a CSV or Excel file"),
    .record = &PROPERTY_RECORD,
    .aliases = ALIASES,
    .needs = NEEDS,
    .needs_message = N_("No column holds the property id. Found: {columns}. Call it Property id, "
                        "Fastighetsbeteckning or Kiinteistötunnus."),
    .known_by = "code",
    .imported = &PROPERTIES_IMPORTED,
    .undone = &PROPERTIES_IMPORT_UNDONE,
    .find = find,
    .key_of = key_of,
};

static enum status import_properties(struct command_call *command, const void *options)
{
    return import_command(command, options, &IMPORT_PROPERTIES);
}
static enum status export_properties(struct command_call *command, const void *options)
{
    return export_command(command, options, &PROPERTY_RECORD, &REGISTER_PROPERTIES_ALL);
}

const struct command IMPORT_PROPERTIES_COMMAND = {
    .words = "import properties",
    .summary = N_("Brings properties in from a CSV or Excel file"),
    .options = &IMPORT_OPTIONS,
    .positionals = IMPORT_PLACES,
    .needs_data = true,
    .run = import_properties,
};
const struct command EXPORT_PROPERTIES_COMMAND = {
    .words = "export properties",
    .summary = N_("Writes all properties with all their facts"),
    .options = &EXPORT_OPTIONS,
    .needs_data = true,
    .run = export_properties,
};
