/* Named queries: SQL lives in `.sql` files, the build turns each into a `const struct query`.
 *
 *     -- query: register_building_get
 *     -- The building with this id.
 *     SELECT id, version, address FROM register_building WHERE id = :id
 *
 * becomes `extern const struct query REGISTER_BUILDING_GET;` in the generated "register_queries.h" of
 * the folder. Parameters `:name` are bound from a struct by its field table; `:viewer` and `:now` come
 * from the transaction when the struct has no such field; `:ids[]` binds a set (LIST of one ID field).
 * Result columns are matched to the out table's fields by name (a column without a field is a mistake
 * that a test finds). Where the engines must differ: `-- query: name sqlite` and `-- query: name
 * postgres` side by side. `-- hot` marks one that a test checks for never scanning a table.
 *
 * Lists declare their sorts and filters, and the build writes one checked statement for each
 * combination that may run:
 *
 *     -- list: register_building_list
 *     -- Buildings that the viewer may see.
 *     -- sort address: b.address_key, b.id
 *     -- sort year: b.year_key, b.id
 *     -- filter stage: b.stage = :stage
 *     -- filter area: b.area_id = :area
 *     SELECT b.id, b.address, b.stage FROM register_building b WHERE :viewer_sees_all …
 *
 * Sort expressions are NOT NULL columns ending in a unique one; the build adds direction, keyset
 * comparison and LIMIT, and the columns of the sort to the select list where missing.
 */
#ifndef SAMSYN_DB_QUERY_H
#define SAMSYN_DB_QUERY_H

#include "platform/db/db.h"

struct query {
    const char *name;
    const char *sqlite;   /* text with ?1 ?2 … */
    const char *postgres; /* text with $1 $2 … */
    const char *const *parameters; /* names in order, without ':'; ends with NULL */
    unsigned flags;
    unsigned number; /* index in the program's table of all queries: key of the statement cache */
};

enum query_flag { QUERY_HOT = 1 << 0, QUERY_WRITES = 1 << 1 };

/* What parameters are bound from. */
struct bind {
    const struct table *table;
    const void *row;
};
struct bind bind_row(const struct table *table, const void *row);
struct bind bind_id(const int64_t *id); /* `:id` alone; borrows */
struct bind bind_none(void);

/* Rows as they came: `count` structs of `table`, in the arena given. */
struct rows {
    const struct table *table;
    void *at;
    size_t count;
};

/* Reads all rows (at most 10,000, else TOO_LARGE). Set `rows->table` before. */
enum status query_rows(struct tx *tx, struct arena *arena, const struct query *query,
                       struct bind bind, struct rows *rows) MUST_CHECK;
/* Reads the one row into `row` of `table` (cleared first); NOT_FOUND when there is none. */
enum status query_one(struct tx *tx, const struct query *query, struct bind bind,
                      const struct table *table, void *row) MUST_CHECK;
/* Runs a change; the number of rows it touched. A broken UNIQUE gives CONFLICT. */
enum status query_run(struct tx *tx, const struct query *query, struct bind bind,
                      int64_t *out_changed) MUST_CHECK;
/* Reads row by row without keeping them: `each` gets a row valid during the call; for exports. */
typedef enum status (*query_each_fn)(void *self, const void *row);
struct query_each {
    const struct table *table;
    query_each_fn each;
    void *self;
};
enum status query_each(struct tx *tx, const struct query *query, struct bind bind,
                       const struct query_each *each) MUST_CHECK;

/* --- lists --- */

struct list_sort {
    const char *key;
    const char *const *columns; /* names in the row, ends with NULL */
};
struct list_query {
    const char *name;
    const struct list_sort *sorts; /* first is the default; ends with NULL key */
    const char *const *filters;    /* ends with NULL */
    const struct query *statements; /* by sort, direction, cursor, filter set: list_pick() */
    size_t statement_count;
};

/* What a page of a list is asked for; the web room fills it from the URL. */
struct list_request {
    struct str sort;     /* key; "-key" descending; empty: default */
    struct str cursor;   /* opaque, from list_page; empty: first page */
    int64_t limit;       /* 1..500; NO_INT: 50 */
    bool is_unlimited;   /* exports: query_each over all */
    struct bind filters; /* fields named as the filters; an absent field switches its filter off */
};
struct list_page {
    struct rows rows;
    struct str next, previous; /* cursors, empty at the ends */
    struct str sort;           /* the one in force */
};
/* INVALID with err for an unknown sort or a broken cursor. Set page->rows.table before. */
enum status list_read(struct tx *tx, struct arena *arena, const struct list_query *list,
                      const struct list_request *request, struct list_page *page) MUST_CHECK;
/* All rows in the order asked for, each handed on; for exports. */
enum status list_each(struct tx *tx, const struct list_query *list,
                      const struct list_request *request, const struct query_each *each) MUST_CHECK;

#endif
