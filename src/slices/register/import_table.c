/* A file of buildings as lines of fields: CSV or a workbook, with names of columns as companies use them. */
#include "slices/register/import.h"

#include "platform/base/vec.h"
#include "platform/sheet/sheet.h"

#include <stdlib.h>
#include <string.h>

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

static const struct field *building_field(const char *name)
{
    return table_field(&BUILDING_TABLE, str_of(name));
}

static bool has_column(const struct columns *columns, const char *name)
{
    return (columns->present >> (building_field(name) - BUILDING_TABLE.fields) & 1) != 0;
}

static enum status refuse_without_address(const struct columns *columns, struct err *err)
{
    if (has_column(columns, "address_sv") || has_column(columns, "address_fi")) {
        return OK;
    }
    struct err_item *item =
        err_add(err, N_("No column holds the address. Found: {columns}. Call it Address, Adress or "
                        "Osoite."));
    err_text(err, item, "columns", columns->unread);
    item->line = 1;
    return INVALID;
}

static void find_area_column(struct import_table *table)
{
    table->area_column = -1;
    for (size_t i = 0; i < table->columns.count; i++) {
        if (table->columns.fields[i] == building_field("area_id")) {
            table->area_column = (int)i;
        }
    }
}

/* Every line; those that cannot be read are told together. */
static enum status read_lines(struct rows_reader *reader, struct arena *arena,
                              struct import_table *table, struct err *err)
{
    struct vec lines = vec_of(arena, sizeof(struct import_line));
    enum status worst = OK;
    bool has_more = true;
    while (has_more) {
        struct csv_record record = {0};
        enum status status = rows_next(reader, &record, &has_more, err);
        if (status != OK && status != INVALID) {
            return status;
        }
        worst = status == OK ? worst : status;
        if (status != OK || !has_more) {
            continue;
        }
        if (lines.count == IMPORT_LINES) {
            struct err_item *item = err_add(err, N_("A file holds at most {max} lines."));
            err_int(item, "max", IMPORT_LINES);
            return TOO_LARGE;
        }
        *(struct import_line *)vec_add(&lines) = (struct import_line){record.line, record.cells};
    }
    table->lines = lines.at;
    table->count = lines.count;
    if (worst == OK && lines.count == 0) {
        return err_return(err, INVALID, N_("The file has a header and nothing below it."));
    }
    return worst;
}

static enum status read_open(struct rows_reader *reader, struct arena *arena,
                             struct import_table *table, struct err *err)
{
    table->columns = (struct columns){.table = &BUILDING_TABLE, .aliases = ALIASES};
    TRY(columns_find(arena, &reader->header, &table->columns, err));
    TRY(refuse_without_address(&table->columns, err));
    find_area_column(table);
    return read_lines(reader, arena, table, err);
}

enum status import_read(struct arena *arena, struct str kind, struct str bytes,
                        struct import_table *out, struct err *err)
{
    if (str_equal(kind, STR("fi-buildings"))) {
        return import_read_fi(arena, bytes, out, err);
    }
    struct rows_reader reader = {0};
    struct import_table table = {0};
    enum status status = rows_open(&reader, arena, bytes, err);
    if (status == OK) {
        status = read_open(&reader, arena, &table, err);
    }
    rows_close(&reader);
    TRY(status);
    *out = table;
    return OK;
}

/* --- Order --- */

static struct str sort_cell(const struct import_table *table, const struct import_line *line)
{
    for (size_t i = 0; i < table->columns.count; i++) {
        const struct field *field = table->columns.fields[i];
        if (field != NULL && strncmp(field->name, "address_", 8) == 0 &&
            !str_is_empty(line->cells[i])) {
            return line->cells[i];
        }
    }
    return (struct str){NULL, 0};
}

static int by_address(const void *a, const void *b, void *table)
{
    const struct import_line *left = a;
    const struct import_line *right = b;
    int order = str_compare(sort_cell(table, left), sort_cell(table, right));
    return order != 0 ? order : (left->line > right->line) - (left->line < right->line);
}

void import_sort(struct import_table *table)
{
    qsort_r(table->lines, table->count, sizeof(struct import_line), by_address, table);
}
