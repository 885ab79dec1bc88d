/* A thing is described once.
 *
 * A `struct table` describes a C struct: its fields' names, kinds, places, limits and labels. The same
 * table binds a query's parameters and reads its columns, parses and validates a form, fills a page's
 * template, writes JSON and CSV, reads import files and documents the API. A *shape* is a named subset
 * of a table's fields (what a form asks for, what a list shows).
 *
 * Conventions of the C struct: BOOL is bool; INT, ID and TIME are int64_t (absent: NO_INT; TIME is ms
 * UTC); REAL is double (absent: NAN); TEXT, ENUM (the key) and DATE ("2026-11-23") are struct str
 * (absent: at == NULL); BYTES is struct str with any bytes. STRUCT is a struct in place; LIST is a
 * pointer to an array with a size_t count beside it.
 */
#ifndef SAMSYN_BASE_FIELD_H
#define SAMSYN_BASE_FIELD_H

#include "platform/base/status.h"

#define NO_INT INT64_MIN

enum field_kind {
    FIELD_KIND_BOOL,
    FIELD_KIND_INT,
    FIELD_KIND_ID,
    FIELD_KIND_REAL,
    FIELD_KIND_TEXT,
    FIELD_KIND_ENUM,
    FIELD_KIND_DATE,
    FIELD_KIND_TIME,
    FIELD_KIND_BYTES,
    FIELD_KIND_STRUCT,
    FIELD_KIND_LIST
};

/* One allowed value of an ENUM field. */
struct choice {
    const char *key;   /* stored, in JSON and CSV */
    const char *label; /* msgid */
};

enum field_flag {
    FIELD_REQUIRED = 1 << 0,
    FIELD_PERSONAL = 1 << 1,  /* personal data: needs a privacy rule, never logged */
    FIELD_SECRET = 1 << 2,    /* never leaves the server, never shown back in a form */
    FIELD_LONG = 1 << 3,      /* free text of several lines; identity numbers in it are masked */
    FIELD_READ_ONLY = 1 << 4, /* shown, not asked for */
    FIELD_HIDDEN = 1 << 5,    /* carried in a form without being shown (id, version) */
    FIELD_INTERNAL =
        1 << 6,          /* in the row, never in JSON, CSV or pages (sort keys, folded shadows) */
    FIELD_HTML = 1 << 7, /* already safe HTML made by us; templates do not escape it */
    FIELD_UNGROUPED = 1 << 8 /* an INT that is a name more than an amount: a year, a coordinate */
};

struct table;

struct field {
    const char *name;  /* column, form input, JSON key, CSV header */
    const char *label; /* msgid, what people call it */
    const char *help;  /* msgid, or NULL */
    enum field_kind kind;
    unsigned flags;
    size_t offset;
    size_t count_offset;          /* LIST: where the size_t count is */
    const struct table *child;    /* STRUCT, LIST */
    const struct choice *choices; /* ENUM: ends with a NULL key */
    int64_t min;                  /* INT: least; REAL: least; TEXT: unused */
    int64_t max; /* INT, REAL: greatest; TEXT: code points. 0 and 0: no limit but TEXT 2,000 */
    const char *permission; /* who may see it in JSON, CSV and pages; NULL: who sees the row */
};

struct table {
    const char *name; /* database table, or the view struct's name */
    size_t size;      /* sizeof the C struct */
    const struct field *fields;
    size_t field_count;
};

/* A named subset of a table's fields, in its own order. */
struct shape {
    const char *name;
    const struct table *table;
    const char *const *fields; /* ends with NULL */
};

/* `FIELD(TEXT, struct building, address, "Address", .max = 200, .flags = FIELD_REQUIRED)`: kind, type,
 * member, label, then what else there is to say. */
#define FIELD(kind_, type_, member_, ...)                                                          \
    {                                                                                              \
        .name = #member_, .kind = FIELD_KIND_##kind_, .offset = offsetof(type_, member_),          \
        .label = __VA_ARGS__                                                                       \
    }
/* A list `member` with its count in `member_count`, of `child` rows. */
#define FIELD_LIST_OF(type_, member_, child_, label_)                                              \
    {                                                                                              \
        .name = #member_, .label = (label_), .kind = FIELD_KIND_LIST,                              \
        .offset = offsetof(type_, member_), .count_offset = offsetof(type_, member_##_count),      \
        .child = (child_)                                                                          \
    }
#define FIELD_STRUCT_OF(type_, member_, child_, label_)                                            \
    {                                                                                              \
        .name = #member_, .label = (label_), .kind = FIELD_KIND_STRUCT,                            \
        .offset = offsetof(type_, member_), .child = (child_)                                      \
    }
#define TABLE(name_, type_, fields_)                                                               \
    {                                                                                              \
        .name = (name_), .size = sizeof(type_), .fields = (fields_),                               \
        .field_count = sizeof(fields_) / sizeof((fields_)[0])                                      \
    }

const struct field *table_field(const struct table *table, struct str name); /* NULL when absent */

/* Typed access to a field of the struct at `row`; the kind is asserted. */
bool *field_bool(const struct field *field, void *row);
int64_t *field_int(const struct field *field, void *row); /* INT, ID, TIME */
double *field_real(const struct field *field, void *row);
struct str *field_str(const struct field *field, void *row); /* TEXT, ENUM, DATE, BYTES */
void **field_list(const struct field *field, void *row, size_t **out_count);

/* Sets every field to absent (NO_INT, NAN, NULL text, false, empty lists). */
void row_clear(const struct table *table, void *row);
bool field_is_absent(const struct field *field, const void *row);
bool field_equal(const struct field *field, const void *a, const void *b); /* scalar kinds */
/* Copies the row; texts are copied into arena, lists are shared. */
void row_copy(struct arena *arena, const struct table *table, void *to, const void *from);

/* The machine's form of a scalar (ISO dates and times, keys, decimal point); "" when absent. Used by
 * JSON, CSV, form inputs and history. Returns in arena. */
struct str field_format(struct arena *arena, const struct field *field, const void *row);

/* Parses the machine's form (also a decimal comma, and for BOOL: on, true, 1, yes; BYTES are hex) and
 * checks required, limits, choices, date validity, UTF-8. Line ends of LONG text become LF; other
 * control characters are refused. On INVALID adds one item to err with field and
 * arguments; the row is left as it was. Blank text counts as absent; ends are trimmed. */
enum status field_parse(struct arena *arena, const struct field *field, struct str text, void *row,
                        struct err *err) MUST_CHECK;

#endif
