/* libxlsxwriter writes to a file by name; ours is a file in memory that is reached by its name under
 * /proc. Rows wait in its temporary file (constant memory).
 */
#include "platform/base/date.h"
#include "platform/base/log.h"
#include "platform/base/memory.h"
#include "platform/sheet/sheet.h"

#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum { TEXT_LIMIT = 32767, NAME_LIMIT = 31 };

struct sheet_writer {
    struct arena *scratch; /* one row */
    int file;
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    lxw_format *date_format;
    lxw_format *time_format;
    enum field_kind *kinds;
    size_t column_count;
    lxw_row_t row; /* the next */
    enum status status;
    const char *message;
};

static void fail(struct sheet_writer *writer, enum status status, const char *message)
{
    if (writer->status == OK) {
        writer->status = status;
        writer->message = message;
    }
}

/* Sheets are called by at most 31 characters, without those of formulas. */
static const char *safe_name(struct arena *arena, struct str name)
{
    BUF_SCOPED(safe, 4 * NAME_LIMIT);
    size_t at = 0;
    for (int count = 0; at < name.len && count < NAME_LIMIT; count++) {
        uint32_t rune = str_rune(name, &at);
        bool is_good = rune >= 0x20 && (rune >= 0x80 || strchr("[]:*?/\\'", (int)rune) == NULL);
        buf_put_rune(&safe, is_good ? rune : ' ');
    }
    struct str trimmed = str_trim(buf_str(&safe));
    return trimmed.len > 0 ? str_c(arena, trimmed) : "1";
}

static double column_width(const struct sheet_column *column)
{
    size_t title = str_rune_count(column->title) + 3;
    size_t least = column->kind == FIELD_KIND_TEXT ? 20 : 12;
    return (double)(title > least ? title : least);
}

static void write_titles(struct sheet_writer *writer, const struct sheet_column *columns)
{
    lxw_format *bold = workbook_add_format(writer->workbook);
    format_set_bold(bold);
    for (size_t i = 0; i < writer->column_count; i++) {
        lxw_col_t at = (lxw_col_t)i;
        writer->kinds[i] = columns[i].kind;
        worksheet_set_column(writer->sheet, at, at, column_width(&columns[i]), NULL);
        worksheet_write_string(writer->sheet, 0, at, str_c(writer->scratch, columns[i].title),
                               bold);
    }
    worksheet_freeze_panes(writer->sheet, 1, 0);
    writer->row = 1;
}

struct sheet_writer *sheet_writer_new(struct str name, const struct sheet_column *columns,
                                      size_t column_count)
{
    struct sheet_writer *writer = memory_new(sizeof(*writer));
    writer->scratch = arena_new(0);
    writer->kinds = memory_new(column_count * sizeof(*writer->kinds));
    writer->column_count = column_count;
    writer->file = memfd_create("sheet.xlsx", MFD_CLOEXEC);
    if (writer->file < 0) {
        fail(writer, UNAVAILABLE, N_("There is no room to write the file"));
        return writer;
    }
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    struct str path = str_format(writer->scratch, "/proc/self/fd/%d", writer->file);
    writer->workbook = workbook_new_opt(str_c(writer->scratch, path), &options);
    writer->sheet = writer->workbook != NULL
                        ? workbook_add_worksheet(writer->workbook, safe_name(writer->scratch, name))
                        : NULL;
    if (writer->sheet == NULL) {
        fail(writer, UNAVAILABLE, N_("There is no room to write the file"));
        return writer;
    }
    writer->date_format = workbook_add_format(writer->workbook);
    format_set_num_format(writer->date_format, "yyyy-mm-dd");
    writer->time_format = workbook_add_format(writer->workbook);
    format_set_num_format(writer->time_format, "yyyy-mm-dd hh:mm");
    write_titles(writer, columns);
    arena_reset(writer->scratch);
    return writer;
}

static void write_text(struct sheet_writer *writer, lxw_col_t column, struct str text)
{
    if (str_rune_count(text) > TEXT_LIMIT) {
        fail(writer, TOO_LARGE, N_("A text is too long for a spreadsheet"));
        return;
    }
    worksheet_write_string(writer->sheet, writer->row, column, str_c(writer->scratch, text), NULL);
}

/* Two digits at `at`, or 0. */
static int two_digits(struct str text, size_t at)
{
    int64_t number = 0;
    return str_to_int64(str_slice(text, at, at + 2), &number) ? (int)number : 0;
}

/* "2026-11-23", also as the beginning of an instant; spreadsheets know no day before 1900. */
static void write_date(struct sheet_writer *writer, lxw_col_t column, struct str text,
                       bool has_clock)
{
    struct date date = {0};
    if (!date_parse(str_slice(text, 0, DATE_TEXT_LENGTH), &date) || date.year < 1900) {
        write_text(writer, column, text);
        return;
    }
    lxw_datetime at = {.year = date.year, .month = date.month, .day = date.day};
    if (has_clock) {
        at.hour = two_digits(text, 11);
        at.min = two_digits(text, 14);
        at.sec = two_digits(text, 17);
    }
    worksheet_write_datetime(writer->sheet, writer->row, column, &at,
                             has_clock ? writer->time_format : writer->date_format);
}

static void write_cell(struct sheet_writer *writer, lxw_col_t column, struct str text)
{
    double number = 0;
    switch (writer->kinds[column]) {
    case FIELD_KIND_INT:
    case FIELD_KIND_REAL:
        if (str_to_double(text, &number)) {
            worksheet_write_number(writer->sheet, writer->row, column, number, NULL);
            return;
        }
        break;
    case FIELD_KIND_BOOL:
        worksheet_write_boolean(writer->sheet, writer->row, column, str_equal(text, STR("true")),
                                NULL);
        return;
    case FIELD_KIND_DATE:
    case FIELD_KIND_TIME:
        write_date(writer, column, text, writer->kinds[column] == FIELD_KIND_TIME);
        return;
    case FIELD_KIND_ID: /* more digits than a spreadsheet's numbers keep */
    case FIELD_KIND_TEXT:
    case FIELD_KIND_ENUM:
    case FIELD_KIND_BYTES:
    case FIELD_KIND_STRUCT:
    case FIELD_KIND_LIST:
        break;
    }
    write_text(writer, column, text);
}

void sheet_writer_row(struct sheet_writer *writer, const struct str *cells)
{
    if (writer->row >= LXW_ROW_MAX) {
        fail(writer, TOO_LARGE, N_("There are more rows than a spreadsheet holds"));
    }
    if (writer->status != OK) {
        return;
    }
    for (size_t i = 0; i < writer->column_count; i++) {
        if (cells[i].len > 0) {
            write_cell(writer, (lxw_col_t)i, cells[i]);
        }
    }
    arena_reset(writer->scratch);
    writer->row++;
}

/* Copies the finished file into `out`. */
static enum status read_back(const struct sheet_writer *writer, struct buf *out, struct err *err)
{
    struct stat found;
    if (fstat(writer->file, &found) != 0 || found.st_size <= 0) {
        return err_return(err, UNAVAILABLE, "There is no room to write the file");
    }
    size_t bytes = (size_t)found.st_size;
    char *at = buf_reserve(out, bytes);
    if (at == NULL) {
        return err_return(err, TOO_LARGE, "The file is too large");
    }
    for (size_t done = 0; done < bytes;) {
        ssize_t got = pread(writer->file, at + done, bytes - done, (off_t)done);
        if (got <= 0) {
            return err_return(err, UNAVAILABLE, "There is no room to write the file");
        }
        done += (size_t)got;
    }
    buf_grew(out, bytes);
    return OK;
}

enum status sheet_writer_finish(struct sheet_writer *writer, struct buf *out, struct err *err)
{
    if (writer->status == OK) {
        worksheet_autofilter(writer->sheet, 0, 0, writer->row - 1,
                             (lxw_col_t)(writer->column_count - 1));
        lxw_error error = workbook_close(writer->workbook);
        writer->workbook = NULL;
        if (error != LXW_NO_ERROR) {
            log_warning("sheet.unwritten", "reason=\"%s\"", lxw_strerror(error));
            fail(writer, UNAVAILABLE, N_("There is no room to write the file"));
        }
    }
    if (writer->status != OK) {
        return err_return(err, writer->status, writer->message);
    }
    return read_back(writer, out, err);
}

void sheet_writer_free(struct sheet_writer *writer)
{
    if (writer != NULL) {
        lxw_workbook_free(writer->workbook);
        if (writer->file >= 0) {
            close(writer->file);
        }
        memory_free(writer->kinds);
        arena_free(writer->scratch);
        memory_free(writer);
    }
}
