/* Tenancies from files of the letting system: the home by address and number or by id, the days, and who
 * moves in. What a file says has happened: a home let twice is recorded and marked. */
#include "register_queries.h"
#include "slices/register/home_fields.h"
#include "slices/register/register_handlers.h"

#include <inttypes.h>

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
    {"gatuadress", "building_address"},
    {"fastighet", "building_address"},
    {"hus", "building_address"},
    {"osoite", "building_address"},
    {"katuosoite", "building_address"},
    {"rakennus", "building_address"},
    {"talo", "building_address"},
    {"number", "number"},
    {"home number", "number"},
    {"no", "number"},
    {"home", "number"},
    {"apartment", "number"},
    {"dwelling", "number"},
    {"lägenhet", "number"},
    {"lägenhetsnummer", "number"},
    {"lgh", "number"},
    {"lghnr", "number"},
    {"asunto", "number"},
    {"huoneisto", "number"},
    {"huoneistonumero", "number"},
    {"home id", "dwelling_external_id"},
    {"objektnummer", "dwelling_external_id"},
    {"objekt", "dwelling_external_id"},
    {"kohdenumero", "dwelling_external_id"},
    {"moves in", "from_day"},
    {"move-in", "from_day"},
    {"inflyttning", "from_day"},
    {"inflyttningsdatum", "from_day"},
    {"från", "from_day"},
    {"sisäänmuutto", "from_day"},
    {"muuttopäivä", "from_day"},
    {"alkaa", "from_day"},
    {"to", "to_day"},
    {"moves out", "to_day"},
    {"move-out", "to_day"},
    {"utflyttning", "to_day"},
    {"utflyttningsdatum", "to_day"},
    {"till", "to_day"},
    {"poismuutto", "to_day"},
    {"päättyy", "to_day"},
    {"contract", "external_id"},
    {"id", "external_id"},
    {"kontrakt", "external_id"},
    {"kontraktsnummer", "external_id"},
    {"avtal", "external_id"},
    {"avtalsnummer", "external_id"},
    {"sopimus", "external_id"},
    {"sopimusnumero", "external_id"},
    {"resident", "resident"},
    {"tenant", "resident"},
    {"name", "resident"},
    {"namn", "resident"},
    {"hyresgäst", "resident"},
    {"boende", "resident"},
    {"nimi", "resident"},
    {"vuokralainen", "resident"},
    {"asukas", "resident"},
    {"phone", "phone"},
    {"telefon", "phone"},
    {"mobil", "phone"},
    {"puhelin", "phone"},
    {"e-mail", "email"},
    {"e-post", "email"},
    {"mejl", "email"},
    {"sähköposti", "email"},
    {"language", "language"},
    {"språk", "language"},
    {"kieli", "language"},
    {"person id", "person_external_id"},
    {"customer number", "person_external_id"},
    {"kundnummer", "person_external_id"},
    {"asiakasnumero", "person_external_id"},
    {"others", "others"},
    {"medboende", "others"},
    {"övriga boende", "others"},
    {"muut asukkaat", "others"},
    {"protected", "is_protected"},
    {"is protected", "is_protected"},
    {"skyddad", "is_protected"},
    {"skyddade personuppgifter", "is_protected"},
    {"turvakielto", "is_protected"},
    {NULL, NULL},
};
static const char *const NEEDS[] = {"from_day", NULL};

static enum status find(const struct record_writer *writer, const void *prepared, void *out)
{
    const struct tenancy *tenancy = prepared;
    if (!str_is_empty(tenancy->external_id)) {
        enum status status = query_one(writer->tx, &REGISTER_TENANCY_BY_EXTERNAL_ID,
                                       bind_row(&TENANCY_TABLE, tenancy), &TENANCY_TABLE, out);
        if (status != NOT_FOUND) {
            return status;
        }
    }
    return query_one(writer->tx, &REGISTER_TENANCY_SINCE, bind_row(&TENANCY_TABLE, tenancy),
                     &TENANCY_TABLE, out);
}

/* No longer in the file: they move out today; who was to come later never came. */
static enum status gone(const struct record_writer *writer, struct import_gone *gone)
{
    struct tenancy before;
    TRY(entity_get(writer->tx, &TENANCY_ENTITY, gone->row, &before));
    struct str today = record_today_in(writer, before.area_id);
    gone->title = before.place;
    gone->is_over = !str_is_empty(before.to_day) && str_compare(before.to_day, today) <= 0;
    if (gone->is_dry || gone->is_over) {
        return OK;
    }
    if (str_compare(before.from_day, today) >= 0) {
        return record_remove(writer, &TENANCY_RECORD, &before);
    }
    struct tenancy after = before;
    after.to_day = today;
    TRY(record_prepare(writer, &TENANCY_RECORD, &after));
    return record_update(writer, &TENANCY_RECORD, &before, &after);
}

static struct str key_of(struct arena *arena, const void *prepared)
{
    const struct tenancy *tenancy = prepared;
    return str_format(arena, "%" PRId64 "/%.*s", tenancy->dwelling_id, STR_ARG(tenancy->from_day));
}

const struct import_kind IMPORT_TENANCIES = {
    .key = "tenancies",
    .label = N_("Tenancies and residents from a CSV or Excel file"),
    .record = &TENANCY_RECORD,
    .aliases = ALIASES,
    .needs = NEEDS,
    .needs_message = N_("No column holds the day of moving in. Found: {columns}. Call it From, "
                        "Inflyttning or Sisäänmuutto."),
    .known_by = "place",
    .imported = &TENANCIES_IMPORTED,
    .undone = &TENANCIES_IMPORT_UNDONE,
    .beside = REGISTER_PEOPLE_UNDONE,
    .find = find,
    .gone = gone,
    .check = residents_check,
    .differs = residents_differ,
    .key_of = key_of,
};

static enum status run_import(struct command_call *command, const void *options)
{
    return import_command(command, options, &IMPORT_TENANCIES);
}
static enum status run_export(struct command_call *command, const void *options)
{
    return export_command(command, options, &TENANCY_RECORD, &REGISTER_TENANCIES_ALL);
}
const struct command IMPORT_TENANCIES_COMMAND = {
    .words = "import tenancies",
    .summary = N_("Brings tenancies and residents in from a CSV or Excel file"),
    .options = &IMPORT_OPTIONS,
    .positionals = IMPORT_PLACES,
    .needs_data = true,
    .run = run_import,
};
const struct command EXPORT_TENANCIES_COMMAND = {
    .words = "export tenancies",
    .summary = N_("Writes all tenancies, without names"),
    .options = &EXPORT_OPTIONS,
    .needs_data = true,
    .run = run_export,
};
