/* CSV is read in one pass over text in memory. A cell borrows its bytes from the text; only one with
 * doubled quotes is copied.
 */
#include "platform/base/csv.h"

#include "platform/base/map.h"

#include <string.h>

/* Windows-1252 where it differs from Latin-1; 0 where nothing is assigned. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

static struct str decode_latin1(struct arena *arena, struct str bytes)
{
    char *text = arena_array(arena, bytes.len, 3);
    size_t length = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned byte = (unsigned char)bytes.at[i];
        if (byte >= 0x80 && byte < 0xA0) {
            unsigned rune = windows_1252[byte - 0x80] != 0 ? windows_1252[byte - 0x80] : 0xFFFD;
            if (rune >= 0x800) {
                text[length++] = (char)(0xE0 | rune >> 12);
                text[length++] = (char)(0x80 | (rune >> 6 & 0x3F));
            } else {
                text[length++] = (char)(0xC0 | rune >> 6);
            }
            text[length++] = (char)(0x80 | (rune & 0x3F));
        } else if (byte >= 0x80) {
            text[length++] = (char)(0xC0 | byte >> 6);
            text[length++] = (char)(0x80 | (byte & 0x3F));
        } else {
            text[length++] = (char)byte;
        }
    }
    return (struct str){text, length};
}

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

/* Moves over one line end, if there is one. */
static void pass_line_end(struct csv_reader *reader)
{
    if (reader->at < reader->text.len && is_line_end(reader->text.at[reader->at])) {
        bool is_pair = str_starts(str_slice(reader->text, reader->at, reader->at + 2), STR("\r\n"));
        reader->at += is_pair ? 2 : 1;
        reader->line++;
    }
}

static void pass_line(struct csv_reader *reader)
{
    while (reader->at < reader->text.len && !is_line_end(reader->text.at[reader->at])) {
        reader->at++;
    }
    pass_line_end(reader);
}

/* The one of ; , and tab that the first line has most of, outside quotes. */
static char find_separator(struct str text, size_t from)
{
    size_t semicolons = 0;
    size_t commas = 0;
    size_t tabs = 0;
    bool is_quoted = false;
    for (size_t i = from; i < text.len && (is_quoted || !is_line_end(text.at[i])); i++) {
        char c = text.at[i];
        is_quoted = c == '"' ? !is_quoted : is_quoted;
        semicolons += !is_quoted && c == ';' ? 1 : 0;
        commas += !is_quoted && c == ',' ? 1 : 0;
        tabs += !is_quoted && c == '\t' ? 1 : 0;
    }
    if (semicolons >= commas && semicolons >= tabs) {
        return semicolons > 0 ? ';' : ',';
    }
    return commas >= tabs ? ',' : '\t';
}

static enum status refuse(struct err *err, const char *message, int64_t line, size_t column)
{
    struct err_item *item = err_add(err, message);
    item->line = line;
    item->column = (int64_t)column;
    return INVALID;
}

/* The text between quotes with each "" made ". Returns in arena. */
static struct str without_doubled_quotes(struct arena *arena, struct str inner)
{
    char *text = arena_alloc(arena, inner.len + 1);
    size_t length = 0;
    for (size_t i = 0; i < inner.len; i++) {
        text[length++] = inner.at[i];
        i += inner.at[i] == '"' ? 1 : 0;
    }
    return (struct str){text, length};
}

/* Reads a cell that begins with a quote; `column` is for the message. */
static enum status read_quoted(struct csv_reader *reader, size_t column, struct str *out_cell,
                               struct err *err)
{
    const struct str text = reader->text;
    int64_t first_line = reader->line;
    size_t from = ++reader->at;
    bool has_doubled = false;
    while (reader->at < text.len) {
        char c = text.at[reader->at];
        if (c == '"' && reader->at + 1 < text.len && text.at[reader->at + 1] == '"') {
            has_doubled = true;
            reader->at += 2;
        } else if (c == '"') {
            break;
        } else if (is_line_end(c)) {
            pass_line_end(reader);
        } else {
            reader->at++;
        }
    }
    if (reader->at == text.len) {
        return refuse(err, "A quotation mark is opened here and never closed", first_line, column);
    }
    struct str inner = str_slice(text, from, reader->at);
    reader->at++;
    if (reader->at < text.len && text.at[reader->at] != reader->separator &&
        !is_line_end(text.at[reader->at])) {
        int64_t line = reader->line;
        pass_line(reader);
        return refuse(err, "There is text after a closing quotation mark", line, column);
    }
    *out_cell = has_doubled ? without_doubled_quotes(reader->arena, inner) : inner;
    return OK;
}

static enum status read_cell(struct csv_reader *reader, size_t column, struct str *out_cell,
                             struct err *err)
{
    const struct str text = reader->text;
    if (reader->at < text.len && text.at[reader->at] == '"') {
        return read_quoted(reader, column, out_cell, err);
    }
    size_t from = reader->at;
    while (reader->at < text.len && text.at[reader->at] != reader->separator &&
           !is_line_end(text.at[reader->at])) {
        reader->at++;
    }
    *out_cell = str_slice(text, from, reader->at);
    return OK;
}

/* Passes over lines of blanks; true when something is left. */
static bool pass_blank_lines(struct csv_reader *reader)
{
    while (reader->at < reader->text.len) {
        size_t end = reader->at;
        while (end < reader->text.len && reader->text.at[end] == ' ') {
            end++;
        }
        if (end < reader->text.len && !is_line_end(reader->text.at[end])) {
            return true;
        }
        reader->at = end;
        pass_line_end(reader);
    }
    return false;
}

/* Reads cells to the end of the record; keeps the first `capacity`, counts all. */
static enum status read_record(struct csv_reader *reader, struct str *cells, size_t capacity,
                               size_t *out_count, struct err *err)
{
    size_t count = 0;
    bool has_more = true;
    while (has_more) {
        struct str cell = {NULL, 0};
        TRY(read_cell(reader, count + 1, &cell, err));
        if (count < capacity) {
            cells[count] = cell;
        }
        count++;
        has_more =
            reader->at < reader->text.len && reader->text.at[reader->at] == reader->separator;
        reader->at += has_more ? 1 : 0;
    }
    pass_line_end(reader);
    *out_count = count;
    return OK;
}

enum status csv_check_header(struct arena *arena, struct csv_record *header, struct err *err)
{
    struct map seen = map_of(arena);
    bool is_good = true;
    for (size_t i = 0; i < header->cell_count; i++) {
        header->cells[i] = str_trim(header->cells[i]);
        struct str name = header->cells[i];
        if (name.len == 0) {
            is_good = false;
            refuse(err, "A column has no name in the first line", header->line, i + 1);
        } else if (map_get(&seen, name) != NULL) {
            is_good = false;
            struct err_item *item = err_add(err, "Two columns are called {name}");
            item->line = header->line;
            item->column = (int64_t)i + 1;
            err_text(err, item, "name", name);
        } else {
            map_put(&seen, name, header);
        }
    }
    return is_good ? OK : INVALID;
}

enum status csv_open(struct csv_reader *reader, struct arena *arena, struct str bytes,
                     struct err *err)
{
    *reader = (struct csv_reader){.arena = arena, .line = 1};
    if (str_starts(bytes, STR("\xef\xbb\xbf"))) {
        bytes = str_slice(bytes, 3, bytes.len);
    }
    if (str_find(bytes, '\0', 0) < bytes.len) {
        return err_return(err, INVALID, "This is not a text file; save it as CSV (UTF-8)");
    }
    reader->was_latin1 = !str_is_utf8(bytes);
    reader->text = reader->was_latin1 ? decode_latin1(arena, bytes) : bytes;
    if (!pass_blank_lines(reader)) {
        return err_return(err, INVALID, "The file is empty");
    }
    reader->separator = find_separator(reader->text, reader->at);
    reader->header.line = reader->line;
    reader->header.cells = ARENA_ARRAY(arena, CSV_COLUMNS_LIMIT, struct str);
    TRY(read_record(reader, reader->header.cells, CSV_COLUMNS_LIMIT, &reader->header.cell_count,
                    err));
    if (reader->header.cell_count > CSV_COLUMNS_LIMIT) {
        struct err_item *item = err_add(err, "The file has more than {max} columns");
        err_int(item, "max", CSV_COLUMNS_LIMIT);
        return INVALID;
    }
    return csv_check_header(arena, &reader->header, err);
}

/* After any apostrophes comes what a spreadsheet would take for a formula. */
static bool looks_like_formula(struct str cell)
{
    double number = 0;
    while (str_starts(cell, STR("'"))) {
        cell = str_slice(cell, 1, cell.len);
    }
    return cell.len > 0 && memchr("=+-@\t\r", cell.at[0], 6) != NULL &&
           !str_to_double(cell, &number);
}

/* Takes away the apostrophe that csv_put() sets before a formula. */
static struct str without_guard(struct str cell)
{
    return str_starts(cell, STR("'")) && looks_like_formula(cell) ? str_slice(cell, 1, cell.len)
                                                                  : cell;
}

enum status csv_next(struct csv_reader *reader, struct csv_record *out_record, bool *out_more,
                     struct err *err)
{
    if (!pass_blank_lines(reader)) {
        *out_more = false;
        return OK;
    }
    size_t width = reader->header.cell_count;
    struct csv_record record = {.line = reader->line};
    record.cells = ARENA_ARRAY(reader->arena, width, struct str);
    TRY(read_record(reader, record.cells, width, &record.cell_count, err));
    if (record.cell_count != width) {
        struct err_item *item =
            err_add(err, "The line has {count} cells, but the first line has {width}");
        item->line = record.line;
        item->column = (int64_t)(record.cell_count < width ? record.cell_count : width) + 1;
        err_int(item, "count", (int64_t)record.cell_count);
        err_int(item, "width", (int64_t)width);
        return INVALID;
    }
    for (size_t i = 0; i < width; i++) {
        record.cells[i] = without_guard(record.cells[i]);
    }
    *out_record = record;
    *out_more = true;
    return OK;
}

int csv_column(const struct csv_reader *reader, struct str name)
{
    for (size_t i = 0; i < reader->header.cell_count; i++) {
        if (str_equal_ascii_case(reader->header.cells[i], name)) {
            return (int)i;
        }
    }
    return -1;
}

static bool needs_quotes(struct str cell)
{
    for (size_t i = 0; i < cell.len; i++) {
        if (memchr("\",;\t\r\n", cell.at[i], 6) != NULL) {
            return true;
        }
    }
    return cell.len > 0 && (cell.at[0] == ' ' || cell.at[cell.len - 1] == ' ');
}

void csv_put(struct buf *out, struct str cell, bool first)
{
    if (!first) {
        buf_put_char(out, ',');
    }
    const char *guard = looks_like_formula(cell) ? "'" : "";
    if (!needs_quotes(cell)) {
        buf_put_c(out, guard);
        buf_put(out, cell);
        return;
    }
    buf_put_char(out, '"');
    buf_put_c(out, guard);
    for (size_t at = 0; at < cell.len;) {
        size_t quote = str_find(cell, '"', at);
        buf_put(out, str_slice(cell, at, quote));
        if (quote < cell.len) {
            buf_put(out, STR("\"\""));
        }
        at = quote + 1;
    }
    buf_put_char(out, '"');
}

void csv_end(struct buf *out)
{
    buf_put(out, STR("\r\n"));
}
