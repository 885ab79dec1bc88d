/* Private to the room `db`: queries that take parameters from two structs (lists: the filters, and
 * the cursor with the limit). A name in `extra` wins. */
#ifndef SAMSYN_DB_QUERY_BIND_H
#define SAMSYN_DB_QUERY_BIND_H

#include "platform/db/query.h"

struct binding {
    struct bind bind;
    struct bind extra;
};

/* As query_rows() and query_each(). */
enum status query_read(struct tx *tx, struct arena *arena, const struct query *query,
                       const struct binding *binding, struct rows *rows) MUST_CHECK;
enum status query_stream(struct tx *tx, const struct query *query, const struct binding *binding,
                         const struct query_each *each) MUST_CHECK;

#endif
