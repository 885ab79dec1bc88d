/* Rows of a sheet, one at a time: the parser is paused at the end of each row that holds something. */
#include "platform/base/memory.h"
#include "platform/sheet/book.h"

#include <string.h>

enum { TEXT_LIMIT = 1024 * 1024, ROWS_LIMIT = 1048576 };

static const char DAMAGED[] = N_("The workbook is damaged and cannot be read");
static const char WIDE[] = N_("The sheet is too wide or too long");

static void start_row(struct row_reader *reader, const char *const *attributes)
{
    struct str number = xml_attribute(attributes, "r");
    int64_t line = reader->line + 1;
    bool is_good = number.len == 0 || str_to_int64(number, &line);
    if (!is_good || line <= reader->line || line > ROWS_LIMIT) {
        xml_fail(reader->head.xml, INVALID, DAMAGED);
        return;
    }
    reader->line = line;
    reader->column = -1;
    reader->width = 0;
}

static void start_cell(struct row_reader *reader, const char *const *attributes)
{
    struct str reference = xml_attribute(attributes, "r");
    int64_t column = reference.len > 0 ? cell_column(reference) : reader->column + 1;
    if (column <= reader->column) {
        xml_fail(reader->head.xml, INVALID, DAMAGED);
        return;
    }
    if (column >= SHEET_COLUMNS_LIMIT) {
        xml_fail(reader->head.xml, TOO_LARGE, WIDE);
        return;
    }
    for (int64_t between = reader->column + 1; between <= column; between++) {
        reader->cells[between] = STR("");
    }
    reader->column = column;
    int64_t style = 0;
    bool is_styled = str_to_int64(xml_attribute(attributes, "s"), &style) && style >= 0;
    reader->style = is_styled ? (size_t)style : SIZE_MAX;
    struct str type = xml_attribute(attributes, "t");
    size_t length = type.len < sizeof(reader->type_text) ? type.len : sizeof(reader->type_text);
    if (length > 0) {
        memcpy(reader->type_text, type.at, length);
    }
    reader->type = (struct str){reader->type_text, length};
    buf_clear(&reader->text);
}

static void on_start(void *data, struct str name, const char *const *attributes)
{
    struct row_reader *reader = data;
    if (str_equal(name, STR("row"))) {
        start_row(reader, attributes);
    } else if (str_equal(name, STR("c")) && reader->line > 0) {
        start_cell(reader, attributes);
    } else if (str_equal(name, STR("rPh"))) {
        reader->is_phonetic = true;
    }
    bool is_value = str_equal(name, STR("v")) ||
                    (str_equal(name, STR("t")) && str_equal(reader->type, STR("inlineStr")));
    reader->is_collecting = is_value && !reader->is_phonetic;
}

static void on_text(void *data, struct str text)
{
    struct row_reader *reader = data;
    if (reader->is_collecting) {
        buf_put(&reader->text, text);
    }
}

/* The cell's value as text, by its type. */
static struct str value_of(struct row_reader *reader)
{
    const struct sheet_book *book = reader->book;
    struct str stored = buf_str(&reader->text);
    if (stored.len == 0) {
        return STR("");
    }
    if (str_equal(reader->type, STR("s"))) {
        int64_t index = -1;
        if (!str_to_int64(str_trim(stored), &index) || index < 0 ||
            (size_t)index >= book->texts.count) {
            xml_fail(reader->head.xml, INVALID, DAMAGED);
            return STR("");
        }
        return *(struct str *)vec_get(&book->texts, (size_t)index);
    }
    if (str_equal(reader->type, STR("b"))) {
        return str_equal(stored, STR("1")) ? STR("true") : STR("false");
    }
    if (reader->type.len == 0 || str_equal(reader->type, STR("n"))) {
        enum cell_style style = CELL_NUMBER;
        if (reader->style < book->styles.count) {
            style = *(unsigned char *)vec_get(&book->styles, reader->style);
        }
        return cell_number(reader->arena, str_trim(stored), style, book->counts_from_1904);
    }
    return cell_text(reader->arena, stored); /* str, inlineStr, d, e */
}

static void end_cell(struct row_reader *reader)
{
    if (reader->text.failed) {
        xml_fail(reader->head.xml, TOO_LARGE, N_("The workbook holds too much text"));
        return;
    }
    struct str value = value_of(reader);
    reader->cells[reader->column] = value;
    if (value.len > 0) {
        reader->width = (size_t)reader->column + 1;
    }
    buf_clear(&reader->text);
}

static void end_row(struct row_reader *reader)
{
    reader->cells_seen += reader->column + 1;
    if (reader->cells_seen > SHEET_CELLS_LIMIT) {
        xml_fail(reader->head.xml, TOO_LARGE, WIDE);
    } else if (reader->width > 0) {
        xml_pause(reader->head.xml);
    }
}

static void on_end(void *data, struct str name)
{
    struct row_reader *reader = data;
    reader->is_collecting = false;
    if (str_equal(name, STR("rPh"))) {
        reader->is_phonetic = false;
    } else if (str_equal(name, STR("c")) && reader->column >= 0) {
        end_cell(reader);
    } else if (str_equal(name, STR("row"))) {
        end_row(reader);
    }
}

static void stop(struct sheet_book *book)
{
    xml_free(book->xml);
    book->xml = NULL;
    if (book->reader != NULL) {
        buf_free(&book->reader->text);
        memory_free(book->reader);
        book->reader = NULL;
    }
}

enum status sheet_start(struct sheet_book *book, size_t index, struct err *err)
{
    static const struct xml_handlers handlers = {on_start, on_end, on_text};
    const struct book_sheet *sheet = vec_get(&book->sheets, index);
    stop(book);
    struct row_reader *reader = memory_new(sizeof(*reader));
    reader->book = book;
    reader->column = -1;
    buf_init(&reader->text, TEXT_LIMIT);
    book->reader = reader;
    if (xml_open(book->package, sheet->part, &handlers, reader, &book->xml) != OK) {
        stop(book);
        return err_return(err, INVALID, DAMAGED);
    }
    return OK;
}

enum status sheet_next(struct sheet_book *book, struct arena *arena, struct csv_record *out_record,
                       bool *out_more, struct err *err)
{
    struct row_reader *reader = book->reader;
    bool has_row = false;
    if (book->xml == NULL) {
        *out_more = false;
        return OK;
    }
    reader->arena = arena;
    reader->width = 0;
    enum status status = xml_run(book->xml, &has_row, err);
    if (status != OK) {
        stop(book);
        return status;
    }
    if (has_row) {
        *out_record = (struct csv_record){
            .line = reader->line,
            .cells = arena_copy(arena, reader->cells, reader->width * sizeof(struct str)),
            .cell_count = reader->width,
        };
    }
    *out_more = has_row;
    return OK;
}

void sheet_book_free(struct sheet_book *book)
{
    if (book != NULL) {
        stop(book);
        package_free(book->package);
        memory_free(book);
    }
}
