/* Private to the room `db`: queries that take parameters from a struct, and lists that also take
 * `:limit` and the place in the order, `:after_1` …, which are no fields of anything. */
#ifndef SAMSYN_DB_QUERY_BIND_H
#define SAMSYN_DB_QUERY_BIND_H

#include "platform/db/query.h"

enum { LIST_SORT_COLUMNS = 4 };

/* The value of a sort's column: never absent. */
struct list_value {
    enum field_kind kind;
    int64_t number;  /* INT, ID, TIME, BOOL */
    double real;     /* REAL */
    struct str text; /* TEXT, ENUM, DATE, BYTES */
};

struct list_place {
    int64_t limit;
    size_t count;
    struct list_value after[LIST_SORT_COLUMNS];
};

struct binding {
    struct bind bind;
    const struct list_place *place; /* NULL: not a list */
};

/* As query_rows() and query_each(). */
enum status query_read(struct tx *tx, struct arena *arena, const struct query *query,
                       const struct binding *binding, struct rows *rows) MUST_CHECK;
enum status query_stream(struct tx *tx, const struct query *query, const struct binding *binding,
                         const struct query_each *each) MUST_CHECK;

#endif
