/* `samsyn export buildings`: everything about every building, in a form that `samsyn import buildings`
 * reads again. */
#include "platform/sheet/sheet.h"
#include "platform/view/json.h"
#include "platform/work/platform.h"
#include "register_queries.h"
#include "slices/register/building_fields.h"
#include "slices/register/import_commands.h"

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
static const struct table EXPORT_OPTIONS =
    TABLE("export", struct export_options, EXPORT_OPTION_FIELDS);

/* A building and the name of its area. */
struct export_row {
    struct building building; /* first: see BUILDING_FIELDS */
    struct str area;
};
static const struct field EXPORT_ROW_FIELDS[] = {
    BUILDING_FIELDS,
    BUILDING_FIELDS_WORKED_OUT(FIELD_INTERNAL),
    FIELD(TEXT, struct export_row, area, N_("Area")),
};
static const struct table EXPORT_ROW_TABLE =
    TABLE("building", struct export_row, EXPORT_ROW_FIELDS);

struct exporter {
    FILE *file;
    struct arena *arena;
    const struct field *fields[COLUMNS];
    size_t count;
    struct buf text;
    struct sheet_writer *sheet;
    bool is_json;
    int64_t rows;
};

/* The area goes out by its name: another installation has other ids. */
static void choose_columns(struct exporter *exporter)
{
    for (size_t i = 0; i < EXPORT_ROW_TABLE.field_count; i++) {
        const struct field *field = &EXPORT_ROW_TABLE.fields[i];
        if ((field->flags & (FIELD_INTERNAL | FIELD_HIDDEN)) == 0 && field->kind != FIELD_KIND_ID) {
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

static void put_csv(struct exporter *exporter, const void *row)
{
    for (size_t i = 0; i < exporter->count; i++) {
        struct str cell = row == NULL ? str_of(exporter->fields[i]->name)
                                      : field_format(exporter->arena, exporter->fields[i], row);
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
            cells[i] = field_format(exporter->arena, exporter->fields[i], row);
        }
        sheet_writer_row(exporter->sheet, cells);
    } else if (exporter->is_json) {
        buf_put_c(&exporter->text, exporter->rows == 0 ? "[\n" : ",\n");
        json_put_row(&exporter->text, &EXPORT_ROW_TABLE, row, NULL);
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
                (struct sheet_column){str_of(exporter->fields[i]->name), exporter->fields[i]->kind};
        }
        exporter->sheet = sheet_writer_new(STR("buildings"), columns, exporter->count);
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

static enum status export_all(struct call *call, struct exporter *exporter, struct str format)
{
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    choose_columns(exporter);
    begin(exporter, format);
    struct query_each each = {&EXPORT_ROW_TABLE, put_row, exporter};
    TRY(query_each(tx, &REGISTER_BUILDINGS_ALL, bind_none(), &each));
    return finish(exporter, call->err);
}

static enum status export_buildings(struct command_call *command, const void *options)
{
    const struct export_options *wanted = options;
    struct call call = command_work(command);
    struct str name = str_is_empty(wanted->out) ? STR("-") : wanted->out;
    struct exporter exporter = {.arena = command->arena};
    TRY(command_create_file(command, name, &exporter.file));
    buf_init(&exporter.text, ROW_BYTES);
    enum status status = export_all(&call, &exporter, wanted->format);
    call_end(&call);
    buf_free(&exporter.text);
    sheet_writer_free(exporter.sheet);
    enum status closed = command_close_file(command, exporter.file);
    return status == OK ? closed : status;
}

const struct command EXPORT_BUILDINGS_COMMAND = {
    .words = "export buildings",
    .summary = N_("Writes all buildings with all their facts"),
    .options = &EXPORT_OPTIONS,
    .needs_data = true,
    .run = export_buildings,
};
