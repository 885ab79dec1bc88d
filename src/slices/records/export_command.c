/* `samsyn export …`: everything about every row, in a form that `samsyn import
 * …` reads again. */
#include "platform/sheet/sheet.h"
#include "platform/view/json.h"
#include "platform/work/platform.h"
#include "slices/records/records.h"

#include <string.h>

enum { ROW_BYTES = 65536, BOOK_BYTES = 256 * 1024 * 1024, COLUMNS = 64 };

struct export_options {
    struct str format;
    struct str out;
};
static const struct choice FORMATS[] = {
    {"csv", "CSV"}, {"xlsx", "Excel"}, {"json", "JSON"}, {NULL, NULL}};
static const struct field EXPORT_OPTION_FIELDS[] = {
    FIELD(ENUM, struct export_options, format, N_("csv (as long as nothing is said), xlsx or json"),
          .choices = FORMATS),
    FIELD(TEXT, struct export_options, out, N_("The file to write; without it standard output")),
};
const struct table EXPORT_OPTIONS = TABLE("export", struct export_options, EXPORT_OPTION_FIELDS);

struct exporter {
    const struct table *table;
    const char *name;
    struct rows areas;
    FILE *file;
    struct arena *arena;
    const struct field *fields[COLUMNS];
    size_t count;
    struct buf text;
    struct sheet_writer *sheet;
    bool is_json;
    int64_t rows;
};

static bool is_other_id(const struct field *field)
{
    return field->kind == FIELD_KIND_ID && strcmp(field->name, "area_id") != 0;
}

static void choose_columns(struct exporter *exporter)
{
    for (size_t i = 0; i < exporter->table->field_count; i++) {
        const struct field *field = &exporter->table->fields[i];
        if ((field->flags & (FIELD_INTERNAL | FIELD_HIDDEN)) == 0 && !is_other_id(field)) {
            exporter->fields[exporter->count++] = field;
        }
    }
}

static enum status flush(struct exporter *exporter)
{
    struct str text = buf_str(&exporter->text);
    bool is_written =
        !exporter->text.failed && fwrite(text.at, 1, text.len, exporter->file) == text.len;
    buf_clear(&exporter->text);
    return is_written ? OK : UNAVAILABLE;
}

/* The area goes out by its name: another installation has other ids. */
static struct str cell_of(const struct exporter *exporter, const struct field *field,
                          const void *row)
{
    if (field->kind != FIELD_KIND_ID) {
        return field_format(exporter->arena, field, row);
    }
    const struct area *areas = exporter->areas.at;
    int64_t id = record_int(exporter->table, field->name, row);
    for (size_t i = 0; i < exporter->areas.count; i++) {
        if (areas[i].id == id) {
            return areas[i].name;
        }
    }
    return (struct str){NULL, 0};
}

static struct str heading_of(const struct field *field)
{
    return field->kind == FIELD_KIND_ID ? STR("area") : str_of(field->name);
}

static void put_csv(struct exporter *exporter, const void *row)
{
    for (size_t i = 0; i < exporter->count; i++) {
        struct str cell = row == NULL ? heading_of(exporter->fields[i])
                                      : cell_of(exporter, exporter->fields[i], row);
        csv_put(&exporter->text, cell, i == 0);
    }
    csv_end(&exporter->text);
}

static enum status put_row(void *self, const void *row)
{
    struct exporter *exporter = self;
    struct arena_mark mark = arena_mark(exporter->arena);
    enum status status = OK;
    if (exporter->sheet != NULL) {
        struct str cells[COLUMNS];
        for (size_t i = 0; i < exporter->count; i++) {
            cells[i] = cell_of(exporter, exporter->fields[i], row);
        }
        sheet_writer_row(exporter->sheet, cells);
    } else if (exporter->is_json) {
        buf_put_c(&exporter->text, exporter->rows == 0 ? "[\n" : ",\n");
        json_put_row(&exporter->text, exporter->table, row, NULL);
        status = flush(exporter);
    } else {
        put_csv(exporter, row);
        status = flush(exporter);
    }
    exporter->rows++;
    arena_rewind(exporter->arena, mark);
    return status;
}

static void begin(struct exporter *exporter, struct str format)
{
    exporter->is_json = str_equal(format, STR("json"));
    if (str_equal(format, STR("xlsx"))) {
        struct sheet_column columns[COLUMNS];
        for (size_t i = 0; i < exporter->count; i++) {
            columns[i] =
                (struct sheet_column){heading_of(exporter->fields[i]), exporter->fields[i]->kind};
        }
        exporter->sheet = sheet_writer_new(str_of(exporter->name), columns, exporter->count);
    } else if (!exporter->is_json) {
        put_csv(exporter, NULL);
    }
}

static enum status finish(struct exporter *exporter, struct err *err)
{
    if (exporter->sheet != NULL) {
        struct buf book;
        buf_init(&book, BOOK_BYTES);
        enum status status = sheet_writer_finish(exporter->sheet, &book, err);
        struct str bytes = buf_str(&book);
        if (status == OK && fwrite(bytes.at, 1, bytes.len, exporter->file) != bytes.len) {
            status = UNAVAILABLE;
        }
        buf_free(&book);
        return status;
    }
    if (exporter->is_json) {
        buf_put_c(&exporter->text, exporter->rows == 0 ? "[]\n" : "\n]\n");
    }
    return flush(exporter);
}

static enum status export_all(struct call *call, struct exporter *exporter,
                              const struct query *query, struct str format)
{
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    TRY(people_areas(tx, call->arena, &exporter->areas));
    choose_columns(exporter);
    begin(exporter, format);
    struct query_each each = {exporter->table, put_row, exporter};
    TRY(query_each(tx, query, bind_none(), &each));
    return finish(exporter, call->err);
}

enum status export_command(struct command_call *command, const void *options,
                           const struct record *record, const struct query *query)
{
    const struct export_options *wanted = options;
    struct call call = command_work(command);
    struct str name = str_is_empty(wanted->out) ? STR("-") : wanted->out;
    struct exporter exporter = {.arena = command->arena,
                                .table =
                                    record->asked != NULL ? record->asked : record->entity->table,
                                .name = record->path + 1};
    TRY(command_create_file(command, name, &exporter.file));
    buf_init(&exporter.text, ROW_BYTES);
    enum status status = export_all(&call, &exporter, query, wanted->format);
    call_end(&call);
    buf_free(&exporter.text);
    sheet_writer_free(exporter.sheet);
    enum status closed = command_close_file(command, exporter.file);
    return status == OK ? closed : status;
}
