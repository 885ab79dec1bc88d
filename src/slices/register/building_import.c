/* Buildings from files, and into them: names of columns as companies use them, and which building a line
 * means. */
#include "register_queries.h"
#include "slices/register/building_fields.h"
#include "slices/register/register_handlers.h"

#include <inttypes.h>

/* Besides the fields' names and labels, which columns.h knows. */
static const struct column_alias ALIASES[] = {
    {"rakennustunnus", "permanent_id"},
    {"pysyvä rakennustunnus", "permanent_id"},
    {"prt", "permanent_id"},
    {"byggnadsbeteckning", "permanent_id"},
    {"byggnads-id", "permanent_id"},
    {"building id", "permanent_id"},
    {"kiinteistötunnus", "property_code"},
    {"fastighetsbeteckning", "property_code"},
    {"fastighetsbeteckn", "property_code"},
    {"fastighet", "property_code"},
    {"property code", "property_code"},
    {"address", "address_sv"},
    {"adress", "address_sv"},
    {"gatuadress", "address_sv"},
    {"street address", "address_sv"},
    {"osoite", "address_fi"},
    {"katuosoite", "address_fi"},
    {"lähiosoite", "address_fi"},
    {"postinumero", "postcode"},
    {"postnummer", "postcode"},
    {"postnr", "postcode"},
    {"zip", "postcode"},
    {"postal code", "postcode"},
    {"postitoimipaikka", "city"},
    {"kaupunki", "city"},
    {"ort", "city"},
    {"postort", "city"},
    {"town", "city"},
    {"kunta", "municipality"},
    {"kommun", "municipality"},
    {"rakennusvuosi", "completed_year"},
    {"valmistumisvuosi", "completed_year"},
    {"byggår", "completed_year"},
    {"nybyggnadsår", "completed_year"},
    {"year", "completed_year"},
    {"year built", "completed_year"},
    {"tila", "stage"},
    {"vaihe", "stage"},
    {"status", "stage"},
    {"skede", "stage"},
    {"käyttötarkoitus", "use_class"},
    {"användning", "use_class"},
    {"byggnadstyp", "use_class"},
    {"kerrosluku", "floors"},
    {"kerroksia", "floors"},
    {"våningar", "floors"},
    {"antal våningar", "floors"},
    {"kerrosala", "floor_area"},
    {"bta", "floor_area"},
    {"våningsyta", "floor_area"},
    {"yta", "floor_area"},
    {"area m2", "floor_area"},
    {"lämmitys", "heating"},
    {"lämmitystapa", "heating"},
    {"uppvärmning", "heating"},
    {"pohjoiskoordinaatti", "north"},
    {"northing", "north"},
    {"nordkoordinat", "north"},
    {"itäkoordinaatti", "east"},
    {"easting", "east"},
    {"ostkoordinat", "east"},
    {"ovikoodi", "door_code"},
    {"portkod", "door_code"},
    {"ingång", "entrance"},
    {"entré", "entrance"},
    {"sisäänkäynti", "entrance"},
    {"parkering", "parking"},
    {"pysäköinti", "parking"},
    {"nycklar", "keys"},
    {"avaimet", "keys"},
    {"inflyttning", "first_occupancy"},
    {"första inflyttning", "first_occupancy"},
    {"käyttöönottopäivä", "first_occupancy"},
    {"ensimmäinen muutto", "first_occupancy"},
    {"garanti till", "warranty_until"},
    {"takuu päättyy", "warranty_until"},
    {"byggherre", "builder"},
    {"byggare", "builder"},
    {"entreprenör", "builder"},
    {"rakentaja", "builder"},
    {"urakoitsija", "builder"},
    {"förvaltare", "manager"},
    {"isännöitsijä", "manager"},
    {"property manager", "manager"},
    {"huoltomies", "caretaker"},
    {"bovärd", "caretaker"},
    {"kvartersvärd", "caretaker"},
    {"huoltomiehen puhelin", "caretaker_phone"},
    {"telefon bovärd", "caretaker_phone"},
    {"jätehuone", "waste_house"},
    {"jätekatos", "waste_house"},
    {"miljöhus", "waste_house"},
    {"miljörum", "waste_house"},
    {"huomautus", "note"},
    {"anmärkning", "note"},
    {"anteckning", "note"},
    {"notes", "note"},
    {"area", "area_id"},
    {"area name", "area_id"},
    {"alue", "area_id"},
    {"område", "area_id"},
    {"affärsområde", "area_id"},
    {NULL, NULL},
};

static const char *const NEEDS[] = {"address_sv", "address_fi", NULL};

/* Of notices by citizens and of decisions by authorities, which tell an address as well. */
static const char *const FOREIGN[] = {
    "etunimi",     "sukunimi",         "förnamn",    "efternamn",    "first name",   "last name",
    "vastausaika", "päätöspäivämäärä", "asianumero", "beslutsdatum", "diarienummer", NULL};

/* --- Which building --- */

struct same_bind {
    int64_t area_id;
    struct str address_folded, postcode;
};
static const struct field SAME_FIELDS[] = {
    FIELD(ID, struct same_bind, area_id, NULL),
    FIELD(TEXT, struct same_bind, address_folded, NULL),
    FIELD(TEXT, struct same_bind, postcode, NULL),
};
static const struct table SAME_TABLE = TABLE("same", struct same_bind, SAME_FIELDS);

static enum status find_by_address(const struct record_writer *writer,
                                   const struct building *prepared, struct building *out)
{
    struct same_bind bind = {prepared->area_id, prepared->address_folded, prepared->postcode};
    struct rows rows = {.table = &BUILDING_TABLE};
    TRY(query_rows(writer->tx, tx_arena(writer->tx), &REGISTER_BUILDINGS_AT,
                   bind_row(&SAME_TABLE, &bind), &rows));
    const struct building *found = rows.at;
    size_t fits = 0;
    for (size_t i = 0; i < rows.count; i++) {
        /* Who has another permanent id is another building on the same plot. */
        if (str_is_empty(prepared->permanent_id) || str_is_empty(found[i].permanent_id)) {
            *out = found[i];
            fits++;
        }
    }
    if (fits > 1) {
        return err_return(writer->err, INVALID,
                          N_("Several buildings have this address. Say the permanent id too."));
    }
    return fits == 1 ? OK : NOT_FOUND;
}

static enum status find(const struct record_writer *writer, const void *row, void *out)
{
    const struct building *prepared = row;
    if (!str_is_empty(prepared->permanent_id)) {
        enum status status = query_one(writer->tx, &REGISTER_BUILDING_BY_PERMANENT_ID,
                                       bind_row(&BUILDING_TABLE, prepared), &BUILDING_TABLE, out);
        if (status != NOT_FOUND) {
            return status;
        }
    }
    return find_by_address(writer, prepared, out);
}

static struct str key_of(struct arena *arena, const void *prepared)
{
    const struct building *building = prepared;
    return !str_is_empty(building->permanent_id)
               ? str_copy(arena, building->permanent_id)
               : str_format(arena, "%" PRId64 "/%.*s/%.*s", building->area_id,
                            STR_ARG(building->address_folded), STR_ARG(building->postcode));
}

/* --- Kinds of files --- */

const struct import_kind IMPORT_BUILDINGS = {
    .key = "buildings",
    .label = N_("Buildings from a CSV or Excel file"),
    .record = &BUILDING_RECORD,
    .aliases = ALIASES,
    .needs = NEEDS,
    .needs_message = N_("No column holds the address. Found: {columns}. Call it Address, Adress or "
                        "Osoite."),
    .foreign = FOREIGN,
    .foreign_message = N_("The column {column} belongs to a file that holds no buildings. Take it "
                          "out if these lines are buildings all the same."),
    .known_by = "address",
    .imported = &BUILDINGS_IMPORTED,
    .undone = &BUILDINGS_IMPORT_UNDONE,
    .find = find,
    .key_of = key_of,
};
const struct import_kind IMPORT_FI_BUILDINGS = {
    .key = "fi-buildings",
    .label = N_("The Finnish building extract (xlsx)"),
    .record = &BUILDING_RECORD,
    .needs = NEEDS,
    .known_by = "address",
    .language = "fi",
    .zone = "Europe/Helsinki",
    .imported = &BUILDINGS_IMPORTED,
    .undone = &BUILDINGS_IMPORT_UNDONE,
    .read = import_read_fi,
    .find = find,
    .key_of = key_of,
};

/* --- At the command line --- */

static enum status import_buildings(struct command_call *command, const void *options)
{
    return import_command(command, options, &IMPORT_BUILDINGS);
}
static enum status import_fi_buildings(struct command_call *command, const void *options)
{
    return import_command(command, options, &IMPORT_FI_BUILDINGS);
}
static enum status export_buildings(struct command_call *command, const void *options)
{
    return export_command(command, options, &BUILDING_RECORD, &REGISTER_BUILDINGS_ALL);
}

const struct command IMPORT_BUILDINGS_COMMAND = {
    .words = "import buildings",
    .summary = N_("Brings buildings in from a CSV or Excel file"),
    .options = &IMPORT_OPTIONS,
    .positionals = IMPORT_PLACES,
    .needs_data = true,
    .run = import_buildings,
};
const struct command IMPORT_FI_BUILDINGS_COMMAND = {
    .words = "import fi-buildings",
    .summary = N_("Brings buildings in from the Finnish building extract (xlsx)"),
    .options = &IMPORT_OPTIONS,
    .positionals = IMPORT_PLACES,
    .needs_data = true,
    .run = import_fi_buildings,
};
const struct command EXPORT_BUILDINGS_COMMAND = {
    .words = "export buildings",
    .summary = N_("Writes all buildings with all their facts"),
    .options = &EXPORT_OPTIONS,
    .needs_data = true,
    .run = export_buildings,
};
