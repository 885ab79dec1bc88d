/* A file as lines of fields: CSV or a workbook, with names of columns as
 * companies use them. */
#include "slices/records/import.h"

#include "platform/base/vec.h"
#include "platform/sheet/sheet.h"

#include <stdlib.h>
#include <string.h>

static enum status refuse_without_needed(const struct import_table *table, struct err *err)
{
    const struct columns *columns = &table->columns;
    const char *const *needs = table->kind->needs;
    for (size_t i = 0; needs != NULL && needs[i] != NULL; i++) {
        const struct field *field = table_field(columns->table, str_of(needs[i]));
        if ((columns->present >> (field - columns->table->fields) & 1) != 0) {
            return OK;
        }
    }
    if (needs == NULL) {
        return OK;
    }
    struct err_item *item = err_add(err, table->kind->needs_message);
    err_text(err, item, "columns", columns->unread);
    item->line = 1;
    return INVALID;
}

/* Some columns of a file that holds something else may fit all the same: an address is one of many. */
static enum status refuse_foreign(struct arena *arena, const struct csv_record *header,
                                  const struct import_kind *kind, struct err *err)
{
    for (size_t i = 0; i < header->cell_count; i++) {
        struct str name = column_fold(arena, header->cells[i]);
        for (const char *const *one = kind->foreign; one != NULL && *one != NULL; one++) {
            if (str_equal(name, column_fold(arena, str_of(*one)))) {
                struct err_item *item = err_add(err, kind->foreign_message);
                err_text(err, item, "column", header->cells[i]);
                item->line = 1;
                item->column = (int64_t)i + 1;
                return INVALID;
            }
        }
    }
    return OK;
}

static void find_area_column(struct import_table *table)
{
    table->area_column = -1;
    for (size_t i = 0; i < table->columns.count; i++) {
        if (table->columns.fields[i] != NULL &&
            strcmp(table->columns.fields[i]->name, "area_id") == 0) {
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
    table->columns = (struct columns){.table = table->kind->record->entity->table,
                                      .aliases = table->kind->aliases};
    TRY(refuse_foreign(arena, &reader->header, table->kind, err));
    TRY(columns_find(arena, &reader->header, &table->columns, err));
    TRY(refuse_without_needed(table, err));
    find_area_column(table);
    return read_lines(reader, arena, table, err);
}

enum status import_read(struct arena *arena, const struct import_kind *kind, struct str bytes,
                        struct import_table *out, struct err *err)
{
    if (kind->read != NULL) {
        TRY(kind->read(arena, bytes, out, err));
        out->kind = kind;
        return OK;
    }
    struct rows_reader reader = {0};
    struct import_table table = {.kind = kind};
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

static bool is_needed(const struct import_kind *kind, const struct field *field)
{
    for (size_t i = 0; kind->needs != NULL && kind->needs[i] != NULL; i++) {
        if (strcmp(kind->needs[i], field->name) == 0) {
            return true;
        }
    }
    return false;
}

static struct str sort_cell(const struct import_table *table, const struct import_line *line)
{
    for (size_t i = 0; i < table->columns.count; i++) {
        const struct field *field = table->columns.fields[i];
        if (field != NULL && is_needed(table->kind, field) && !str_is_empty(line->cells[i])) {
            return line->cells[i];
        }
    }
    return (struct str){NULL, 0};
}

struct sorted_line {
    struct str cell;
    struct import_line line;
};

static int by_needed(const void *a, const void *b)
{
    const struct sorted_line *left = a;
    const struct sorted_line *right = b;
    int order = str_compare(left->cell, right->cell);
    return order != 0 ? order
                      : (left->line.line > right->line.line) - (left->line.line < right->line.line);
}

void import_sort(struct import_table *table)
{
    ARENA_SCOPED(scratch);
    struct sorted_line *sorted = ARENA_ARRAY(scratch, table->count, struct sorted_line);
    for (size_t i = 0; i < table->count; i++) {
        sorted[i] = (struct sorted_line){sort_cell(table, &table->lines[i]), table->lines[i]};
    }
    qsort(sorted, table->count, sizeof(struct sorted_line), by_needed);
    for (size_t i = 0; i < table->count; i++) {
        table->lines[i] = sorted[i].line;
    }
}
