/* Organisations from files, and into them. */
#include "register_queries.h"
#include "slices/register/customer_handlers.h"
#include "slices/register/property_fields.h"

/* Besides the fields' names and labels, which columns.h knows. */
static const struct column_alias ALIASES[] = {
    {"nimi", "name"},
    {"namn", "name"},
    {"organisation", "name"},
    {"organisaatio", "name"},
    {"företag", "name"},
    {"yritys", "name"},
    {"y-tunnus", "business_id"},
    {"organisationsnummer", "business_id"},
    {"orgnr", "business_id"},
    {"org.nr", "business_id"},
    {"fo-nummer", "business_id"},
    {"puhelin", "phone"},
    {"telefon", "phone"},
    {"sähköposti", "email"},
    {"e-post", "email"},
    {"adress", "address"},
    {"osoite", "address"},
    {"postinumero", "postcode"},
    {"postnummer", "postcode"},
    {"postnr", "postcode"},
    {"postitoimipaikka", "city"},
    {"ort", "city"},
    {"postort", "city"},
    {"laji", "kind"},
    {"typ", "kind"},
    {"huomautus", "note"},
    {"anteckning", "note"},
    {"area", "area_id"},
    {"alue", "area_id"},
    {"område", "area_id"},
    {NULL, NULL},
};
static const char *const NEEDS[] = {"name", NULL};

/* By its business id, else by its name among those of the area that have none. */
static enum status find(const struct record_writer *writer, const void *prepared, void *out)
{
    const struct organisation *organisation = prepared;
    if (!str_is_empty(organisation->business_id)) {
        enum status status =
            query_one(writer->tx, &REGISTER_ORGANISATION_BY_BUSINESS_ID,
                      bind_row(&ORGANISATION_TABLE, prepared), &ORGANISATION_TABLE, out);
        if (status != NOT_FOUND) {
            return status;
        }
    }
    struct rows rows = {.table = &ORGANISATION_TABLE};
    TRY(query_rows(writer->tx, tx_arena(writer->tx), &REGISTER_ORGANISATIONS_NAMED,
                   bind_row(&ORGANISATION_TABLE, prepared), &rows));
    if (rows.count > 1) {
        return err_return(writer->err, INVALID,
                          N_("Several organisations have this name. Say the business id too."));
    }
    if (rows.count == 1) {
        *(struct organisation *)out = *(const struct organisation *)rows.at;
    }
    return rows.count == 1 ? OK : NOT_FOUND;
}

static struct str key_of(struct arena *arena, const void *prepared)
{
    const struct organisation *organisation = prepared;
    return str_copy(arena, str_is_empty(organisation->business_id) ? organisation->name_folded
                                                                   : organisation->business_id);
}

const struct import_kind IMPORT_ORGANISATIONS = {
    .key = "organisations",
    .label = N_("Organisations from a CSV or Excel file"),
    .record = &ORGANISATION_RECORD,
    .aliases = ALIASES,
    .needs = NEEDS,
    .needs_message = N_("No column holds the name. Found: {columns}. Call it Name, Namn or Nimi."),
    .known_by = "name",
    .imported = &ORGANISATIONS_IMPORTED,
    .undone = &ORGANISATIONS_IMPORT_UNDONE,
    .find = find,
    .key_of = key_of,
};

static enum status import_organisations(struct command_call *command, const void *options)
{
    return import_command(command, options, &IMPORT_ORGANISATIONS);
}
static enum status export_organisations(struct command_call *command, const void *options)
{
    return export_command(command, options, &ORGANISATION_RECORD, &REGISTER_ORGANISATIONS_ALL);
}

const struct command IMPORT_ORGANISATIONS_COMMAND = {
    .words = "import organisations",
    .summary = N_("Brings organisations in from a CSV or Excel file"),
    .options = &IMPORT_OPTIONS,
    .positionals = IMPORT_PLACES,
    .needs_data = true,
    .run = import_organisations,
};
const struct command EXPORT_ORGANISATIONS_COMMAND = {
    .words = "export organisations",
    .summary = N_("Writes all organisations with all that is known of them"),
    .options = &EXPORT_OPTIONS,
    .needs_data = true,
    .run = export_organisations,
};
