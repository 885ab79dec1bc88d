/* One way to read what people send, be it CSV or a workbook. */
#include "platform/sheet/sheet.h"

/* The first sheet that people see. */
static size_t visible_sheet(const struct sheet_book *book)
{
    for (size_t i = 0; i < sheet_count(book); i++) {
        if (!sheet_is_hidden(book, i)) {
            return i;
        }
    }
    return 0;
}

static enum status open_book(struct rows_reader *reader, struct str bytes, struct err *err)
{
    TRY(sheet_open(reader->arena, bytes, &reader->book, err));
    size_t index = visible_sheet(reader->book);
    reader->sheet = sheet_name(reader->book, index);
    TRY(sheet_start(reader->book, index, err));
    bool has_more = false;
    TRY(sheet_next(reader->book, reader->arena, &reader->header, &has_more, err));
    if (!has_more) {
        return err_return(err, INVALID, "The file is empty");
    }
    TRY(csv_check_header(reader->arena, &reader->header, err));
    reader->csv.header = reader->header;
    return OK;
}

enum status rows_open(struct rows_reader *reader, struct arena *arena, struct str bytes,
                      struct err *err)
{
    *reader = (struct rows_reader){.arena = arena};
    if (str_starts(bytes, STR("PK\x03\x04")) || str_starts(bytes, STR("\xD0\xCF\x11\xE0"))) {
        enum status status = open_book(reader, bytes, err);
        if (status != OK) {
            rows_close(reader);
        }
        return status;
    }
    TRY(csv_open(&reader->csv, arena, bytes, err));
    reader->header = reader->csv.header;
    return OK;
}

void rows_close(struct rows_reader *reader)
{
    sheet_book_free(reader->book);
    reader->book = NULL;
}

enum status rows_next(struct rows_reader *reader, struct csv_record *out_record, bool *out_more,
                      struct err *err)
{
    if (reader->book == NULL) {
        return csv_next(&reader->csv, out_record, out_more, err);
    }
    size_t width = reader->header.cell_count;
    struct csv_record record = {0};
    bool has_more = false;
    TRY(sheet_next(reader->book, reader->arena, &record, &has_more, err));
    if (!has_more) {
        *out_more = false;
        return OK;
    }
    if (record.cell_count > width) {
        struct err_item *item =
            err_add(err, "The line has {count} cells, but the first line has {width}");
        item->line = record.line;
        item->column = (int64_t)width + 1;
        err_int(item, "count", (int64_t)record.cell_count);
        err_int(item, "width", (int64_t)width);
        return INVALID;
    }
    struct str *cells = ARENA_ARRAY(reader->arena, width, struct str);
    for (size_t i = 0; i < width; i++) {
        cells[i] = i < record.cell_count ? record.cells[i] : STR("");
    }
    *out_record = (struct csv_record){record.line, cells, width};
    *out_more = true;
    return OK;
}

int rows_column(const struct rows_reader *reader, struct str name)
{
    return csv_column(&reader->csv, name);
}
