/* CSV in and out, RFC 4180.
 *
 * Reading recognises `;`, `,` and tab (by the header line, outside quotes), UTF-8 with or without a
 * BOM, and Latin-1 (when the bytes are not UTF-8; Windows-1252 for 0x80..0x9F). The whole file is in
 * memory: the caller sets the ceiling. Records know their line, for error messages; a column in a
 * message counts cells. A caller of many records may mark and rewind the arena around each, when
 * `err` lives in another.
 */
#ifndef SAMSYN_BASE_CSV_H
#define SAMSYN_BASE_CSV_H

#include "platform/base/buf.h"
#include "platform/base/status.h"

enum { CSV_COLUMNS_LIMIT = 1000 };

struct csv_record {
    int64_t line; /* 1.. of its first character */
    struct str *cells;
    size_t cell_count;
};

struct csv_reader {
    struct arena *arena;
    struct str text; /* UTF-8 after opening */
    size_t at;
    int64_t line;
    char separator;
    bool was_latin1;
    struct csv_record header;
};

/* Reads the encoding, separator and header. INVALID with err for an empty file, one
 * that is not text, a broken quote in the header, duplicate or empty header names, over
 * CSV_COLUMNS_LIMIT columns. Cells of header and records return in `arena`. */
enum status csv_open(struct csv_reader *reader, struct arena *arena, struct str bytes,
                     struct err *err) MUST_CHECK;

/* Trims a header's names; INVALID when one is empty or two are the same; also for headers that
 * do not come from CSV. */
enum status csv_check_header(struct arena *arena, struct csv_record *header,
                             struct err *err) MUST_CHECK;

/* The next record; *out_more false at the end. Blank lines are passed over. INVALID (with line and
 * column) for an unterminated quote or text after a closing quote, a record of another width than the
 * header; reading can go on with the next line after each of them (nothing is left after the first). */
enum status csv_next(struct csv_reader *reader, struct csv_record *out_record, bool *out_more,
                     struct err *err) MUST_CHECK;

/* Index of a header name (trimmed, ASCII case-insensitive), or -1. */
int csv_column(const struct csv_reader *reader, struct str name);

/* Writes one cell, quoted where needed; a text beginning with = + - @ tab gets an apostrophe so that
 * spreadsheets do not run it (numbers are left alone), which csv_next() takes away again: what is
 * written is read back as it was. `first` tells whether a separator goes before. */
void csv_put(struct buf *out, struct str cell, bool first);
void csv_end(struct buf *out); /* CRLF */

#endif
