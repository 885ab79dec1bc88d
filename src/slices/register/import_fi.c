/* The Finnish population and building extract, as the agency sends it: a workbook whose sheet R1 has the
 * buildings and R3 their addresses; owners and inhabitants (R4, R9) are passed over. The permanent
 * building id joins them. Codes: building classification 1994 (Statistics Finland), use situation and
 * positions (ETRS-TM35FIN) as in the extract's description. The result is a table as of any other file,
 * its line numbers those of R1. */
#include "platform/base/map.h"
#include "platform/base/vec.h"
#include "platform/sheet/sheet.h"
#include "slices/register/register_handlers.h"

#include <string.h>

/* What is read of R1, and the field it becomes (NULL: worked out below). */
enum r1 {
    R1_ID,
    R1_MUNICIPALITY,
    R1_PROPERTY,
    R1_PROPERTY_NAME,
    R1_POSTCODE,
    R1_COMPLETED,
    R1_FLOOR_AREA,
    R1_FLOORS,
    R1_SITUATION,
    R1_USE,
    R1_NORTH,
    R1_EAST,
    R1_COUNT
};
static const char *const R1_NAMES[R1_COUNT] = {"rakennustunnus",
                                               "sijaintikunta",
                                               "sijaintikiinteistöntunnus",
                                               "kiinteistöyksikönnimi",
                                               "postinumero",
                                               "valmistumispäivä",
                                               "kerrosala",
                                               "kerrosluku",
                                               "käytössäolotilanne",
                                               "käyttötarkoitus",
                                               "pohjoiskoordinaatti",
                                               "itäkoordinaatti"};

enum r3 {
    R3_ID,
    R3_NUMBER,
    R3_STREET_FI,
    R3_STREET_SV,
    R3_HOUSE,
    R3_POSTCODE,
    R3_CITY_FI,
    R3_COUNT
};
static const char *const R3_NAMES[R3_COUNT] = {
    "rakennustunnus", "osoitenumero", "kadunnimisuomeksi",           "kadunnimiruotsiksi",
    "katunumero",     "postinumero",  "postitoimipaikannimisuomeksi"};

/* The columns of the table that comes out. */
enum made {
    MADE_ID,
    MADE_MUNICIPALITY,
    MADE_PROPERTY,
    MADE_ADDRESS_FI,
    MADE_ADDRESS_SV,
    MADE_POSTCODE,
    MADE_CITY,
    MADE_YEAR,
    MADE_FLOOR_AREA,
    MADE_FLOORS,
    MADE_STAGE,
    MADE_USE,
    MADE_NORTH,
    MADE_EAST,
    MADE_COUNT
};
static const char *const MADE_FIELDS[MADE_COUNT] = {
    "permanent_id", "municipality", "property_code",  "address_fi", "address_sv",
    "postcode",     "city",         "completed_year", "floor_area", "floors",
    "stage",        "use_class",    "north",          "east"};

struct address {
    struct str number; /* which of the building's addresses */
    struct str fi, sv, postcode, city;
};

struct extract {
    struct arena *arena;
    struct sheet_book *book;
    struct map addresses; /* permanent id to struct address */
    struct map seen;
    struct vec lines;
    struct err *err;
};

/* --- Codes --- */

static struct str use_class(struct str code)
{
    static const struct {
        const char *from, *to, *key;
    } USES[] = {
        {"011", "013", "house"},      {"021", "022", "row_house"}, {"032", "039", "apartments"},
        {"041", "041", "holiday"},    {"111", "119", "shop"},      {"121", "139", "lodging"},
        {"141", "141", "restaurant"}, {"151", "151", "office"},    {"161", "169", "traffic"},
        {"211", "239", "care"},       {"241", "241", "other"},     {"311", "369", "assembly"},
        {"511", "549", "school"},     {"611", "613", "energy"},    {"691", "699", "industry"},
        {"711", "719", "storage"},    {"721", "729", "rescue"},    {"811", "899", "farm"},
        {"931", "999", "other"}};
    for (size_t i = 0; i < sizeof(USES) / sizeof(USES[0]); i++) {
        if (str_compare(code, str_of(USES[i].from)) >= 0 &&
            str_compare(code, str_of(USES[i].to)) <= 0) {
            return str_of(USES[i].key);
        }
    }
    return (struct str){NULL, 0};
}

/* 06 and 07: pulled down; 08: destroyed. */
static struct str stage(struct str situation)
{
    bool is_gone = str_equal(situation, STR("06")) || str_equal(situation, STR("07")) ||
                   str_equal(situation, STR("08"));
    return is_gone ? STR("removed") : STR("in_use");
}

/* "098" lost its zeros where the cell was a number. */
static struct str with_zeros(struct arena *arena, struct str code, size_t width)
{
    if (str_is_empty(code) || code.len >= width) {
        return code;
    }
    return str_format(arena, "%.*s%.*s", (int)(width - code.len), "00000000000000", STR_ARG(code));
}

/* --- Sheets --- */

static enum status no_sheet(struct extract *extract, const char *name)
{
    struct err_item *item = err_add(
        extract->err, N_("This is not the building extract: no sheet's name begins with {name}."));
    err_text(extract->err, item, "name", str_of(name));
    return INVALID;
}

static int find_sheet(const struct extract *extract, const char *prefix)
{
    for (size_t i = 0; i < sheet_count(extract->book); i++) {
        if (str_starts(sheet_name(extract->book, i), str_of(prefix))) {
            return (int)i;
        }
    }
    return -1;
}

static enum status start_sheet(struct extract *extract, const char *prefix)
{
    int index = find_sheet(extract, prefix);
    return index < 0 ? no_sheet(extract, prefix)
                     : sheet_start(extract->book, (size_t)index, extract->err);
}

/* Which column has which name; INVALID when one is missing. */
static enum status find_columns(struct extract *extract, const char *sheet,
                                const char *const *names, size_t count, int *out_columns)
{
    struct csv_record header;
    bool has_more = false;
    TRY(sheet_next(extract->book, extract->arena, &header, &has_more, extract->err));
    enum status status = OK;
    for (size_t n = 0; n < count; n++) {
        out_columns[n] = -1;
        struct str wanted = column_fold(extract->arena, str_of(names[n]));
        for (size_t c = 0; has_more && c < header.cell_count; c++) {
            if (str_equal(column_fold(extract->arena, header.cells[c]), wanted)) {
                out_columns[n] = (int)c;
            }
        }
        if (out_columns[n] < 0) {
            struct err_item *item =
                err_add(extract->err, N_("The sheet {sheet} has no column {name}."));
            err_text(extract->err, item, "sheet", str_of(sheet));
            err_text(extract->err, item, "name", str_of(names[n]));
            item->line = 1;
            status = INVALID;
        }
    }
    return status;
}

static struct str cell(const struct csv_record *record, int column)
{
    return (size_t)column < record->cell_count ? str_trim(record->cells[column])
                                               : (struct str){NULL, 0};
}

/* --- R3: addresses --- */

static struct str street(struct arena *arena, struct str name, struct str house)
{
    if (str_is_empty(name)) {
        return name;
    }
    return str_is_empty(house) ? name
                               : str_format(arena, "%.*s %.*s", STR_ARG(name), STR_ARG(house));
}

static void take_address(struct extract *extract, const struct csv_record *record,
                         const int *columns)
{
    struct str id = cell(record, columns[R3_ID]);
    struct str number = cell(record, columns[R3_NUMBER]);
    struct address *known = map_get(&extract->addresses, id);
    if (str_is_empty(id) || (known != NULL && str_compare(known->number, number) <= 0)) {
        return;
    }
    struct address *address = ARENA_NEW(extract->arena, struct address);
    struct str house = cell(record, columns[R3_HOUSE]);
    *address = (struct address){
        .number = number,
        .fi = street(extract->arena, cell(record, columns[R3_STREET_FI]), house),
        .sv = street(extract->arena, cell(record, columns[R3_STREET_SV]), house),
        .postcode = with_zeros(extract->arena, cell(record, columns[R3_POSTCODE]), 5),
        .city = cell(record, columns[R3_CITY_FI]),
    };
    map_put(&extract->addresses, id, address);
}

static enum status read_addresses(struct extract *extract)
{
    int columns[R3_COUNT];
    TRY(start_sheet(extract, "R3"));
    TRY(find_columns(extract, "R3", R3_NAMES, R3_COUNT, columns));
    for (bool has_more = true; has_more;) {
        struct csv_record record;
        TRY(sheet_next(extract->book, extract->arena, &record, &has_more, extract->err));
        if (has_more) {
            take_address(extract, &record, columns);
        }
    }
    return OK;
}

/* --- R1: buildings --- */

static enum status refuse_id(struct extract *extract, const struct csv_record *record,
                             const int *columns, struct str id)
{
    struct err_item *item = NULL;
    const struct import_line *before = map_get(&extract->seen, id);
    if (str_is_empty(id)) {
        item = err_add_field(extract->err, "permanent_id",
                             N_("The permanent building id is missing."));
    } else if (before != NULL) {
        item = err_add_field(extract->err, "permanent_id",
                             N_("The same building stands on line {line} already."));
        err_int(item, "line", before->line);
    } else {
        return OK;
    }
    item->line = record->line;
    item->column = columns[R1_ID] + 1;
    item->value = id;
    return INVALID;
}

/* A shed without an address is known by its property's name, or by its id. */
static struct str address_of_last_resort(const struct csv_record *record, const int *columns)
{
    struct str name = cell(record, columns[R1_PROPERTY_NAME]);
    return str_is_empty(name) ? cell(record, columns[R1_ID]) : name;
}

static struct str *make_cells(struct extract *extract, const struct csv_record *record,
                              const int *columns)
{
    static const struct address NOWHERE;
    struct arena *arena = extract->arena;
    struct str id = cell(record, columns[R1_ID]);
    const struct address *address = map_get(&extract->addresses, id);
    address = address == NULL ? &NOWHERE : address;
    struct str *cells = ARENA_ARRAY(arena, MADE_COUNT, struct str);
    cells[MADE_ID] = id;
    cells[MADE_MUNICIPALITY] = with_zeros(arena, cell(record, columns[R1_MUNICIPALITY]), 3);
    cells[MADE_PROPERTY] = with_zeros(arena, cell(record, columns[R1_PROPERTY]), 14);
    cells[MADE_ADDRESS_FI] = address->fi;
    cells[MADE_ADDRESS_SV] = address->sv;
    if (str_is_empty(address->fi) && str_is_empty(address->sv)) {
        cells[MADE_ADDRESS_FI] = address_of_last_resort(record, columns);
    }
    struct str own_postcode = with_zeros(arena, cell(record, columns[R1_POSTCODE]), 5);
    cells[MADE_POSTCODE] = str_is_empty(address->postcode) ? own_postcode : address->postcode;
    cells[MADE_CITY] = address->city;
    /* "19250000": the day and month are not known. */
    cells[MADE_YEAR] = str_slice(cell(record, columns[R1_COMPLETED]), 0, 4);
    cells[MADE_FLOOR_AREA] = cell(record, columns[R1_FLOOR_AREA]);
    cells[MADE_FLOORS] = cell(record, columns[R1_FLOORS]);
    cells[MADE_STAGE] = stage(with_zeros(arena, cell(record, columns[R1_SITUATION]), 2));
    cells[MADE_USE] = use_class(with_zeros(arena, cell(record, columns[R1_USE]), 3));
    cells[MADE_NORTH] = cell(record, columns[R1_NORTH]);
    cells[MADE_EAST] = cell(record, columns[R1_EAST]);
    return cells;
}

static enum status read_buildings(struct extract *extract)
{
    int columns[R1_COUNT];
    TRY(start_sheet(extract, "R1"));
    TRY(find_columns(extract, "R1", R1_NAMES, R1_COUNT, columns));
    enum status worst = OK;
    for (bool has_more = true; has_more;) {
        struct csv_record record;
        TRY(sheet_next(extract->book, extract->arena, &record, &has_more, extract->err));
        if (!has_more) {
            break;
        }
        struct str id = cell(&record, columns[R1_ID]);
        if (refuse_id(extract, &record, columns, id) != OK) {
            worst = INVALID;
            continue;
        }
        if (extract->lines.count == IMPORT_LINES) {
            return err_return(extract->err, TOO_LARGE, N_("The extract has too many buildings."));
        }
        struct import_line *line = vec_add(&extract->lines);
        *line = (struct import_line){record.line, make_cells(extract, &record, columns)};
        map_put(&extract->seen, id, arena_copy(extract->arena, line, sizeof(*line)));
    }
    return worst;
}

/* --- The table --- */

static void make_table(struct extract *extract, struct import_table *out)
{
    struct columns *columns = &out->columns;
    *columns = (struct columns){.table = &BUILDING_TABLE, .count = MADE_COUNT};
    columns->fields = ARENA_ARRAY(extract->arena, MADE_COUNT, const struct field *);
    for (size_t i = 0; i < MADE_COUNT; i++) {
        columns->fields[i] = table_field(&BUILDING_TABLE, str_of(MADE_FIELDS[i]));
        columns->present |= (uint64_t)1 << (columns->fields[i] - BUILDING_TABLE.fields);
    }
    out->area_column = -1;
    out->lines = extract->lines.at;
    out->count = extract->lines.count;
}

enum status import_read_fi(struct arena *arena, struct str bytes, struct import_table *out,
                           struct err *err)
{
    struct extract extract = {
        .arena = arena,
        .addresses = map_of(arena),
        .seen = map_of(arena),
        .lines = vec_of(arena, sizeof(struct import_line)),
        .err = err,
    };
    TRY(sheet_open(arena, bytes, &extract.book, err));
    enum status status =
        find_sheet(&extract, "R1") < 0 ? no_sheet(&extract, "R1") : read_addresses(&extract);
    if (status == OK) {
        status = read_buildings(&extract);
    }
    sheet_book_free(extract.book);
    TRY(status);
    struct import_table table = {0};
    make_table(&extract, &table);
    *out = table;
    return OK;
}
