/* A list as a page of rows, or all of it as a file. The same call does both. */
#include "platform/web/serving.h"

#include "platform/base/csv.h"
#include "platform/sheet/sheet.h"
#include "platform/web/stream.h"

enum { PIECE_BYTES = 32 * 1024, WORKBOOK_LIMIT = 64 * 1024 * 1024 };

struct export
{
    struct serving *serving;
    const struct list_query *list;
    const struct table *table;
    const struct field **columns;
    size_t column_count;
    struct buf piece;           /* of CSV, sent when it is large enough */
    struct sheet_writer *sheet; /* NULL: CSV */
    struct str *cells;
    struct arena *row_arena;
};

/* The fields that this viewer may take along. */
static void choose_columns(struct export *export)
{
    struct request *request = &export->serving->request;
    const struct table *table = export->table;
    export->columns = arena_array(request->call.arena, table->field_count, sizeof(struct field *));
    export->cells = ARENA_ARRAY(request->call.arena, table->field_count, struct str);
    for (size_t i = 0; i < table->field_count; i++) {
        const struct field *field = &table->fields[i];
        bool is_shown =
            (field->flags & (FIELD_INTERNAL | FIELD_SECRET | FIELD_HTML)) == 0 &&
            field->kind != FIELD_KIND_LIST && field->kind != FIELD_KIND_STRUCT &&
            (field->permission == NULL || viewer_may(&request->viewer, field->permission));
        if (is_shown) {
            export->columns[export->column_count++] = field;
        }
    }
}

static enum status send_piece(struct export *export)
{
    enum status status = stream_put(export->serving->exchange->stream, buf_str(&export->piece));
    buf_clear(&export->piece);
    return status;
}

static enum status export_row(void *self, const void *row)
{
    struct export *export = self;
    arena_reset(export->row_arena);
    for (size_t i = 0; i < export->column_count; i++) {
        export->cells[i] = field_format(export->row_arena, export->columns[i], row);
    }
    if (export->sheet != NULL) {
        sheet_writer_row(export->sheet, export->cells);
        return OK;
    }
    for (size_t i = 0; i < export->column_count; i++) {
        csv_put(&export->piece, export->cells[i], i == 0);
    }
    csv_end(&export->piece);
    return export->piece.len >= PIECE_BYTES ? send_piece(export) : OK;
}

static void begin_reply(struct serving *serving, const char *type, const char *suffix)
{
    struct exchange *exchange = serving->exchange;
    reply_begin(exchange, serving->worker, 200, type);
    reply_header(exchange, "Cache-Control", STR("no-store"));
    struct str name = serving->address->pattern;
    size_t from = name.len;
    while (from > 0 && name.at[from - 1] != '/') {
        from--;
    }
    buf_put_format(&exchange->reply_head,
                   "Content-Disposition: attachment; filename=\"%.*s.%s\"\r\n",
                   STR_ARG(str_slice(name, from, name.len)), suffix);
}

/* CSV goes out while it is read. */
static enum status export_csv(struct export *export, struct tx *tx,
                              const struct list_request *wanted)
{
    struct exchange *exchange = export->serving->exchange;
    begin_reply(export->serving, "text/csv; charset=utf-8", "csv");
    exchange->closes = exchange->closes || exchange->head.is_old;
    if (!exchange->head.is_old) {
        reply_header(exchange, "Transfer-Encoding", STR("chunked"));
    }
    reply_end_open(exchange);
    (void)stream_begin(exchange);
    buf_put_c(&export->piece, "\xEF\xBB\xBF"); /* so that spreadsheets see UTF-8 */
    for (size_t i = 0; i < export->column_count; i++) {
        csv_put(&export->piece, str_of(export->columns[i]->name), i == 0);
    }
    csv_end(&export->piece);
    struct query_each each = {export->table, export_row, export};
    TRY(list_each(tx, export->list, wanted, &each));
    return send_piece(export);
}

/* A workbook is only whole when its last row is known: it is written first and then sent. */
static enum status export_xlsx(struct export *export, struct tx *tx,
                               const struct list_request *wanted)
{
    struct serving *serving = export->serving;
    struct call *call = &serving->request.call;
    struct sheet_column *columns =
        ARENA_ARRAY(call->arena, export->column_count + 1, struct sheet_column);
    for (size_t i = 0; i < export->column_count; i++) {
        const struct field *field = export->columns[i];
        struct str label = translate(call->language, field->label);
        columns[i] =
            (struct sheet_column){label.len > 0 ? label : str_of(field->name), field->kind};
    }
    struct str title = translate(call->language, serving->route->title);
    export->sheet = sheet_writer_new(title, columns, export->column_count);
    struct query_each each = {export->table, export_row, export};
    enum status status = list_each(tx, export->list, wanted, &each);
    BUF_SCOPED(bytes, WORKBOOK_LIMIT);
    if (status == OK) {
        status = sheet_writer_finish(export->sheet, &bytes, call->err);
    }
    sheet_writer_free(export->sheet);
    export->sheet = NULL;
    if (status == OK) {
        request_file(&serving->request, str_format(call->arena, "%.*s.xlsx", STR_ARG(title)),
                     STR("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                     str_copy(call->arena, buf_str(&bytes)));
    }
    return status;
}

static enum status export_list(struct serving *serving, const struct list_query *list,
                               const struct table *table, const struct list_request *wanted)
{
    struct tx *tx = NULL;
    TRY(call_reader(&serving->request.call, &tx));
    struct export export = {.serving = serving, .list = list, .table = table};
    export.row_arena = arena_new(0);
    buf_init(&export.piece, SIZE_MAX / 2);
    choose_columns(&export);
    enum status status = serving->request.format == FORMAT_XLSX ? export_xlsx(&export, tx, wanted)
                                                                : export_csv(&export, tx, wanted);
    buf_free(&export.piece);
    arena_free(export.row_arena);
    return status;
}

void export_end(struct serving *serving, bool is_whole)
{
    if (serving->worker->reader == NULL) {
        call_end(&serving->request.call);
    }
    serving->is_streamed = true;
    stream_end(serving->exchange->stream, is_whole);
}

enum status request_list(struct request *request, const struct list_query *list, const char *scope,
                         struct bind filters, struct list_page *out_page)
{
    struct serving *serving = serving_of(request);
    struct list_request wanted = {
        .sort = request_raw(request, "sort"),
        .cursor = request_raw(request, "cursor"),
        .limit = NO_INT,
        .scope = str_of(scope),
        .filters = filters,
    };
    struct str limit = request_raw(request, "limit");
    if (limit.len > 0 && (!str_to_int64(limit, &wanted.limit) || wanted.limit < 1)) {
        return err_return_field(request->call.err, "limit",
                                N_("The limit must be a number from 1 to 500"));
    }
    if (request->format == FORMAT_CSV || request->format == FORMAT_XLSX) {
        return export_list(serving, list, out_page->rows.table, &wanted);
    }
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct list_page page = {.rows = {.table = out_page->rows.table}};
    TRY(list_read(tx, request->call.arena, list, &wanted, &page));
    serving->list = list;
    serving->list_page = page;
    *out_page = page;
    return OK;
}
