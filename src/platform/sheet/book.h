/* Private to the room: a workbook's inside. */
#ifndef SAMSYN_SHEET_BOOK_H
#define SAMSYN_SHEET_BOOK_H

#include "platform/base/vec.h"
#include "platform/sheet/cell.h"
#include "platform/sheet/package.h"
#include "platform/sheet/sheet.h"

struct book_sheet {
    struct str name;
    const char *part; /* "xl/worksheets/sheet1.xml" */
    bool is_hidden;
};

/* What is known of the row and cell being read; sheet.c. */
struct row_reader {
    struct xml_data head;
    struct sheet_book *book;
    struct arena *arena; /* of the sheet_next() that is running */
    struct buf text;     /* of the cell's value */
    bool is_collecting;
    bool is_phonetic;
    struct str type; /* the cell's t */
    char type_text[16];
    size_t style;
    int64_t line;   /* of the row, 0 before the first */
    int64_t column; /* of the cell, -1 before the row's first */
    int64_t cells_seen;
    size_t width; /* up to the row's last cell that is not empty */
    struct str cells[SHEET_COLUMNS_LIMIT];
};

struct sheet_book {
    struct arena *arena;
    struct package *package;
    struct vec sheets; /* struct book_sheet */
    struct vec texts;  /* struct str, shared */
    struct vec styles; /* unsigned char, enum cell_style by the cell's s */
    bool counts_from_1904;
    struct xml *xml; /* the sheet being read, or NULL */
    struct row_reader *reader;
};

#endif
