/* Which column of a file is which field.
 *
 * People's files name their columns as they like. A header is recognised by the field's name, by its
 * label in English, Swedish or Finnish, and by other names that the slice knows; case, blanks, hyphens
 * and dots over letters do not count. A value of an ENUM may be its key or its label in any of the three.
 */
#ifndef SAMSYN_SLICES_COLUMNS_H
#define SAMSYN_SLICES_COLUMNS_H

#include "platform/base/csv.h"
#include "platform/base/field.h"

/* Another name of a field; ends with a NULL name. */
struct column_alias {
    const char *name;
    const char *field;
};

/* What people may write for a choice, folded; ends with a NULL key. */
struct column_choice {
    struct str folded;
    const char *key;
};

struct columns {
    const struct table *table;          /* set before */
    const struct column_alias *aliases; /* set before; NULL: none */
    const struct field **fields;        /* by column of the file; NULL: not read */
    struct column_choice **choices;     /* of ENUM columns, by column */
    size_t count;
    struct str unread; /* names of columns that nobody knows, ", " between */
    uint64_t present;  /* a bit per field of the table that has a column */
};

/* A name without what does not count, in arena. */
struct str column_fold(struct arena *arena, struct str name);

/* Fills in the rest of `columns`. INVALID when two columns are the same field, or none is a field at
 * all. Fields that are INTERNAL, HIDDEN or READ_ONLY are nobody's column unless an alias names them. */
enum status columns_find(struct arena *arena, const struct csv_record *header,
                         struct columns *columns, struct err *err) MUST_CHECK;
/* Reads one cell into the row, as field_parse() does; on INVALID the item of `err` has the column. */
struct column_cell {
    size_t column;
    struct str text;
};
enum status column_parse(struct arena *arena, const struct columns *columns,
                         const struct column_cell *cell, void *row, struct err *err) MUST_CHECK;

#endif
