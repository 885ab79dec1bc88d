/* One line of a file: what it says of a building, which row it means, and what
 * that becomes. */
#include "records_queries.h"
#include "slices/records/import.h"

/* What is wrong is kept with the import and seen by others than the file was: the place is enough. */
static void hide_personal(const struct import_table *table, struct err_item *item)
{
    const struct field *field =
        table == NULL || item->column < 1 ? NULL : table->columns.fields[item->column - 1];
    if (field != NULL && (field->flags & FIELD_PERSONAL) != 0) {
        item->value = (struct str){NULL, 0};
    }
}

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
                /* Who has a protected identity is not known of a line that cannot be read. */
                bool is_told =
                    table->kind->record->is_seen == NULL || (field->flags & FIELD_PERSONAL) == 0;
                item->value = is_told ? line->cells[c] : (struct str){NULL, 0};
            }
        }
        hide_personal(table, item);
    }
}

static enum status say_area(const struct record_writer *writer, const struct columns *columns,
                            struct str cell, struct import_said *said)
{
    const struct table *table = columns->table;
    const struct area *areas = writer->areas.at;
    struct str wanted = column_fold(tx_arena(writer->tx), cell);
    for (size_t i = 0; i < writer->areas.count; i++) {
        if (str_equal(cell, areas[i].name) ||
            str_equal(wanted, column_fold(tx_arena(writer->tx), areas[i].name))) {
            *field_int(table_field(table, STR("area_id")), said->row) = areas[i].id;
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
    const struct table *fields = table->columns.table;
    struct import_said said = {arena_alloc(tx_arena(writer->tx), fields->size), 0};
    row_clear(fields, said.row);
    size_t first = writer->err->kept;
    enum status status = OK;
    for (size_t i = 0; i < table->columns.count; i++) {
        const struct field *field = table->columns.fields[i];
        struct str cell = line->cells[i];
        if (field == NULL || str_is_empty(str_trim(cell))) {
            continue;
        }
        struct column_cell read = {i, cell};
        enum status one =
            (int)i == table->area_column
                ? say_area(writer, &table->columns, str_trim(cell), &said)
                : column_parse(tx_arena(writer->tx), &table->columns, &read, said.row, writer->err);
        status = one == OK ? status : one;
        said.fields |= (uint64_t)1 << (field - fields->fields);
    }
    if (status != OK) {
        place_errors(writer, table, line, first);
        return status;
    }
    *out = said;
    return OK;
}

/* --- What it becomes --- */

static void take_said(const struct table *table, const struct import_said *said, void *row)
{
    for (size_t i = 0; i < table->field_count; i++) {
        if ((said->fields >> i & 1) != 0) {
            record_take(&table->fields[i], row, &table->fields[i], said->row);
        }
    }
}

static void forget_from(struct err *err, size_t first)
{
    err->count -= err->kept - first;
    err->kept = first;
}

static enum status mean(const struct record_writer *writer, const struct import_kind *kind,
                        const struct import_said *said, struct import_meant *out)
{
    const struct record *record = kind->record;
    const struct table *table = record->entity->table;
    struct arena *arena = tx_arena(writer->tx);
    void *fresh = arena_alloc(arena, table->size);
    row_clear(table, fresh);
    *field_int(table_field(table, STR("area_id")), fresh) = writer->default_area;
    if (record->begin != NULL) {
        record->begin(fresh);
    }
    take_said(table, said, fresh);
    size_t first = writer->err->kept;
    enum status prepared = record_prepare(writer, record, fresh);
    if (prepared != OK && prepared != INVALID) {
        return prepared;
    }
    if (kind->check != NULL) {
        TRY(prepared);
        TRY(kind->check(writer, fresh));
    }
    void *before = arena_alloc(arena, table->size);
    enum status status = kind->find(writer, fresh, before);
    if (status == NOT_FOUND && prepared == OK) {
        *out = (struct import_meant){IMPORT_NEW, NULL, fresh};
        return OK;
    }
    TRY(status == NOT_FOUND ? prepared : status);
    forget_from(writer->err, first); /* what the line leaves out, the row that is there may have */
    void *after = arena_copy(arena, before, table->size);
    take_said(table, said, after);
    TRY(record_prepare(writer, record, after));
    bool is_changed = record_difference(record, before, after) != 0 ||
                      (kind->differs != NULL && kind->differs(writer, before, after));
    *out = (struct import_meant){is_changed ? IMPORT_CHANGED : IMPORT_UNCHANGED, before, after};
    return OK;
}

enum status import_mean(const struct record_writer *writer, const struct import_table *table,
                        const struct import_line *line, const struct import_said *said,
                        struct import_meant *out)
{
    size_t first = writer->err->kept;
    enum status status = mean(writer, table->kind, said, out);
    if (status == INVALID) {
        place_errors(writer, NULL, line, first);
    }
    return status;
}
