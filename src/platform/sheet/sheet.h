/* Tables that people keep in Excel: reading and writing xlsx. libzip, expat and libxlsxwriter live in
 * this room alone.
 *
 * Whoever sends a file is not trusted: what it unpacks to, how deep it nests, how wide and how long its
 * sheets are have ceilings; document types and external parts are refused. Cells come as text, in the
 * machine's form, so that a cell means the same here and in CSV: 12.5, 2026-11-23,
 * 2026-11-23T09:00:00, true. A cell with an error ("#N/A") keeps that text.
 */
#ifndef SAMSYN_SHEET_SHEET_H
#define SAMSYN_SHEET_SHEET_H

#include "platform/base/csv.h"
#include "platform/base/field.h"

enum {
    SHEET_UNPACKED_LIMIT = 100 * 1024 * 1024, /* bytes, all parts together */
    SHEET_CELLS_LIMIT = 4 * 1000 * 1000,      /* of one sheet, empty ones in between too */
    SHEET_TEXTS_LIMIT = 1000 * 1000,          /* shared texts */
    SHEET_COLUMNS_LIMIT = CSV_COLUMNS_LIMIT,
    SHEET_DEPTH_LIMIT = 64, /* nested elements */
    SHEET_COUNT_LIMIT = 1000
};

/* --- Reading */

struct sheet_book;

/* Opens a workbook and reads its texts and styles, in arena. `bytes` must stay as long as the book.
 * INVALID with err when it is no xlsx file (or an encrypted, older or damaged one), TOO_LARGE beyond a
 * ceiling. Returns owned: release with sheet_book_free(). */
enum status sheet_open(struct arena *arena, struct str bytes, struct sheet_book **out,
                       struct err *err) MUST_CHECK;
void sheet_book_free(struct sheet_book *book); /* accepts NULL */

size_t sheet_count(const struct sheet_book *book); /* at least 1 */
struct str sheet_name(const struct sheet_book *book, size_t index);
/* Index of the sheet of that name (blanks around and ASCII case do not count), or -1. */
int sheet_find(const struct sheet_book *book, struct str name);
bool sheet_is_hidden(const struct sheet_book *book, size_t index);

/* Begins to read a sheet; another that was being read is left. */
enum status sheet_start(struct sheet_book *book, size_t index, struct err *err) MUST_CHECK;

/* The next row that is not empty: its line is the row's number, its cells stand at their column (empty
 * ones in between are ""), the last one is not empty. *out_more false at the end. The array of cells
 * returns in `arena`, which may be rewound before the next; texts live there or in the book's. INVALID
 * when the sheet is damaged, TOO_LARGE beyond a ceiling: then reading is over. */
enum status sheet_next(struct sheet_book *book, struct arena *arena, struct csv_record *out_record,
                       bool *out_more, struct err *err) MUST_CHECK;

/* --- Reading whatever people send: CSV or xlsx, told apart by their first bytes */

struct rows_reader {
    struct arena *arena;
    struct csv_record header; /* trimmed names */
    struct csv_reader csv;
    struct sheet_book *book; /* NULL for CSV */
    struct str sheet;        /* name of the sheet that is read: the first that is not hidden */
};

/* Opens and reads the header: of CSV as csv_open() does, of a workbook the first row of its first
 * visible sheet with the same rules (names unique and none empty). Release with rows_close(). */
enum status rows_open(struct rows_reader *reader, struct arena *arena, struct str bytes,
                      struct err *err) MUST_CHECK;
void rows_close(struct rows_reader *reader); /* accepts a zeroed one, and one that did not open */

/* The next record, always as wide as the header. INVALID as csv_next(): reading can go on, unless a
 * sheet is damaged (then the next call gives *out_more false). A row of a sheet may be shorter than the
 * header: empty cells are added. The arena may be rewound to where it stood before the call,
 * when `err` lives in another. */
enum status rows_next(struct rows_reader *reader, struct csv_record *out_record, bool *out_more,
                      struct err *err) MUST_CHECK;
int rows_column(const struct rows_reader *reader, struct str name); /* as csv_column() */

/* --- Writing */

struct sheet_column {
    struct str title; /* already in the reader's language */
    enum field_kind kind;
};

struct sheet_writer;

/* A workbook of one sheet, its first row the titles. Rows wait in a temporary file, not in memory.
 * Returns owned: release with sheet_writer_free(). */
struct sheet_writer *sheet_writer_new(struct str name, const struct sheet_column *columns,
                                      size_t column_count);
void sheet_writer_free(struct sheet_writer *writer); /* accepts NULL */

/* Adds a row: one cell for each column, in the machine's form (field_format()). Numbers and dates
 * become real ones; text is never run as a formula. A failure is kept for sheet_writer_finish(). */
void sheet_writer_row(struct sheet_writer *writer, const struct str *cells);

/* Writes the file's bytes. TOO_LARGE beyond a sheet's 1,048,576 rows, a cell's 32,767 characters or
 * the ceiling of `out`; UNAVAILABLE when the disk is full. Once. */
enum status sheet_writer_finish(struct sheet_writer *writer, struct buf *out,
                                struct err *err) MUST_CHECK;

#endif
