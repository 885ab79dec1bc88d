/* One line of a file: what it says of a building, which building it means, and what that becomes. */
#include "register_queries.h"
#include "slices/register/building_fields.h"
#include "slices/register/import.h"

static void place_errors(const struct record_writer *writer, const struct import_table *table,
                         const struct import_line *line, size_t first)
{
    for (size_t i = first; i < writer->err->kept; i++) {
        struct err_item *item = &writer->err->items[i];
        item->line = line->line;
        for (size_t c = 0;
             item->column == 0 && item->field != NULL && table != NULL && c < table->columns.count;
             c++) {
            const struct field *field = table->columns.fields[c];
            if (field != NULL && str_equal(str_of(field->name), str_of(item->field))) {
                item->column = (int64_t)c + 1;
                item->value = line->cells[c];
            }
        }
    }
}

static uint64_t bit_of(const struct field *field)
{
    return (uint64_t)1 << (field - BUILDING_TABLE.fields);
}

static enum status say_area(const struct record_writer *writer, struct str cell,
                            struct import_said *said)
{
    const struct area *areas = writer->areas.at;
    struct str wanted = column_fold(tx_arena(writer->tx), cell);
    for (size_t i = 0; i < writer->areas.count; i++) {
        if (str_equal(cell, areas[i].name) ||
            str_equal(wanted, column_fold(tx_arena(writer->tx), areas[i].name))) {
            said->building.area_id = areas[i].id;
            return OK;
        }
    }
    struct err_item *item = err_add_field(writer->err, "area_id", N_("No area is called {name}."));
    err_text(writer->err, item, "name", cell);
    return INVALID;
}

enum status import_say(const struct record_writer *writer, const struct import_table *table,
                       const struct import_line *line, struct import_said *out)
{
    struct import_said said = {0};
    row_clear(&BUILDING_TABLE, &said.building);
    size_t first = writer->err->kept;
    enum status status = OK;
    for (size_t i = 0; i < table->columns.count; i++) {
        const struct field *field = table->columns.fields[i];
        struct str cell = line->cells[i];
        if (field == NULL || str_is_empty(str_trim(cell))) {
            continue;
        }
        struct column_cell read = {i, cell};
        enum status one = (int)i == table->area_column
                              ? say_area(writer, str_trim(cell), &said)
                              : column_parse(tx_arena(writer->tx), &table->columns, &read,
                                             &said.building, writer->err);
        status = one == OK ? status : one;
        said.fields |= bit_of(field);
    }
    if (status != OK) {
        place_errors(writer, table, line, first);
        return status;
    }
    *out = said;
    return OK;
}

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

static enum status find_building(const struct record_writer *writer,
                                 const struct building *prepared, struct building *out)
{
    if (!str_is_empty(prepared->permanent_id)) {
        enum status status = query_one(writer->tx, &REGISTER_BUILDING_BY_PERMANENT_ID,
                                       bind_row(&BUILDING_TABLE, prepared), &BUILDING_TABLE, out);
        if (status != NOT_FOUND) {
            return status;
        }
    }
    return find_by_address(writer, prepared, out);
}

/* --- What it becomes --- */

static void take_said(const struct import_said *said, struct building *building)
{
    for (size_t i = 0; i < BUILDING_TABLE.field_count; i++) {
        const struct field *field = &BUILDING_TABLE.fields[i];
        if ((said->fields & bit_of(field)) == 0) {
            continue;
        }
        switch (field->kind) {
        case FIELD_KIND_INT:
        case FIELD_KIND_ID:
        case FIELD_KIND_TIME:
            *field_int(field, building) = *field_int(field, (void *)(uintptr_t)&said->building);
            break;
        case FIELD_KIND_TEXT:
        case FIELD_KIND_ENUM:
        case FIELD_KIND_DATE:
        case FIELD_KIND_BYTES:
            *field_str(field, building) = *field_str(field, (void *)(uintptr_t)&said->building);
            break;
        case FIELD_KIND_BOOL:
        case FIELD_KIND_REAL:
        case FIELD_KIND_STRUCT:
        case FIELD_KIND_LIST:
            break; /* a building has none that a file could say */
        }
    }
}

static enum status mean(const struct record_writer *writer, const struct import_said *said,
                        int64_t default_area, struct import_meant *out)
{
    struct building fresh = said->building;
    if (fresh.area_id == NO_INT) {
        fresh.area_id = default_area;
    }
    if (str_is_empty(fresh.stage)) {
        fresh.stage = STR("in_use");
    }
    TRY(record_prepare(writer, &BUILDING_RECORD, &fresh));
    enum status status = find_building(writer, &fresh, &out->before);
    if (status == NOT_FOUND) {
        out->what = IMPORT_NEW;
        out->after = fresh;
        return OK;
    }
    TRY(status);
    out->after = out->before;
    take_said(said, &out->after);
    TRY(record_prepare(writer, &BUILDING_RECORD, &out->after));
    bool is_changed = entity_difference(&BUILDING_TABLE, &out->before, &out->after) != 0;
    out->what = is_changed ? IMPORT_CHANGED : IMPORT_UNCHANGED;
    return OK;
}

enum status import_mean(const struct record_writer *writer, const struct import_line *line,
                        const struct import_said *said, struct import_meant *out)
{
    size_t first = writer->err->kept;
    enum status status = mean(writer, said, writer->default_area, out);
    if (status == INVALID) {
        place_errors(writer, NULL, line, first);
    }
    return status;
}
