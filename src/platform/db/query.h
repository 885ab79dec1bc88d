/* Named queries: SQL lives in the `queries.sql` of a room or slice; the build (tools/sql.py) turns each
 * query into a `const struct query` of the generated "<folder>_queries.h". Nothing has to be wired:
 * src/meson.build sees the file.
 *
 *     -- query: register_building_card
 *     -- The building with this id.
 *     -- hot
 *     SELECT id, version, address FROM register_building WHERE id = :id
 *
 * becomes `extern const struct query REGISTER_BUILDING_CARD;`. Every query has a name that begins with
 * its folder's, and a sentence that ends with a full stop. `-- hot` marks one that a test checks for
 * never scanning a table. Columns are named, `*` stands for those of an entity alone; an expression has `AS name`. One text serves
 * both engines; where they must differ, `-- query: name sqlite` and `-- query: name postgres` stand
 * side by side. Casts are written CAST(… AS BIGINT); `::type` is taken out for SQLite.
 *
 * Parameters `:name` are bound from a struct by its field table; `:viewer` and `:now` come from the
 * transaction when the struct has no such field. A set is `IN (:ids[])` or `= ANY(:ids[])`, bound
 * from a LIST whose child table has one ID or INT field; `IN (:keys[text])` from one with one TEXT
 * field. PostgreSQL infers the types of parameters; where it cannot (`:x IS NULL`, arithmetic between
 * parameters) the text says CAST(:x AS BIGINT).
 *
 * Absent values are bound as NULL, empty texts as ''. Result columns are matched to the out table's
 * fields by name; a column without a field is a mistake (INTERNAL, logged), a field without a column
 * stays absent.
 *
 * What a table is read and changed with by history.h is written once, as its columns:
 *
 *     -- entity: register_building
 *     -- A building.
 *     id, version, address
 *
 * makes REGISTER_BUILDING_GET, _INSERT, _UPDATE and _REMOVE, and below it `SELECT *` (and `b.*` beside
 * other tables) stands for all its columns. The published.sql of a slice has fragments for the queries
 * of later slices (tools/sql_expand.py): src/slices/people has those for rights.
 *
 * Lists declare their sorts, filters and scopes, and the build writes one checked statement for each
 * combination that may run, at most 4096:
 *
 *     -- list: register_building_list
 *     -- Buildings that the viewer may see.
 *     -- sort address: b.address_key, b.id
 *     -- sort year: b.year_key, b.id
 *     -- filter stage: b.stage = :stage
 *     -- filter built_after: b.year >= :built_after
 *     -- scope all
 *     -- scope areas: b.area_id IN (SEEN_AREAS('register.building.read'))
 *     SELECT b.id, b.address, b.stage FROM register_building b
 *
 * Sorts: NOT NULL columns, the last one unique; the build adds the direction, the keyset comparison
 * and LIMIT, and puts the sort's columns into the select list where they are missing, so that the
 * row's struct has fields of their names (FIELD_INTERNAL where people do not see them). `-- sort newest
 * down: e.id` begins at the end. Filters: one is on when the field of its name is present in the
 * request's struct (a BOOL: when it is true).
 * Scopes: which rights check is in the statement; exactly one, named by the request, so that a viewer
 * who sees everything pays for no check. The text has no ORDER BY, GROUP BY or LIMIT of its own.
 */
#ifndef SAMSYN_DB_QUERY_H
#define SAMSYN_DB_QUERY_H

#include "platform/db/db.h"

struct query {
    const char *name;
    const char *sqlite;   /* text with ?1 ?2 … */
    const char *postgres; /* text with $1 $2 … */
    const char *const
        *parameters; /* names in order, without ':'; ends with NULL; sets end with ']' */
    unsigned flags;
    uint32_t
        number; /* FNV-1a of the name: where a connection's statement cache begins to look; what
                        tells two queries apart is their address */
};

enum query_flag { QUERY_HOT = 1 << 0, QUERY_WRITES = 1 << 1 };

/* All queries of a room, for the test that prepares each on both engines: REGISTER_QUERY_SET. */
struct list_query;
struct query_set {
    const char *name;
    const struct query *const *queries;    /* ends with NULL */
    const struct list_query *const *lists; /* ends with NULL */
};

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
/* Runs a change that gives no rows and whose count nobody needs. PostgreSQL is sent it without waiting
 * for its answer: should it fail, a later statement of the transaction or its commit gives the status
 * instead. For rows that accompany others (history, words), of which one change writes many. */
enum status query_send(struct tx *tx, const struct query *query, struct bind bind) MUST_CHECK;
/* Reads row by row without keeping them: `each` gets a row valid during the call, and runs no statement
 * on this tx; what it returns beside OK ends the reading and is returned. For exports. */
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
    bool is_down;               /* the key alone begins at the end, "-key" at the beginning */
};
struct list_query {
    const char *name;
    const struct list_sort *sorts;  /* first is the default; ends with NULL key */
    const char *const *filters;     /* ends with NULL */
    const char *const *scopes;      /* ends with NULL; none declared: empty */
    const struct query *statements; /* by sort, direction, cursor, scope, filter set: list_pick() */
    size_t statement_count;
};

/* What a page of a list is asked for; the web room fills it from the URL. */
struct list_request {
    struct str sort;     /* key; "-key" descending; empty: default */
    struct str cursor;   /* opaque, from list_page; empty: first page */
    int64_t limit;       /* 1..500; NO_INT: 50 */
    struct str scope;    /* of the list's scopes; set by the slice's rules, never from the URL */
    struct bind filters; /* fields named as the filters; an absent field switches its filter off */
    struct err *err;     /* what was wrong, for people; may be NULL */
};
struct list_page {
    struct rows rows;
    struct str next, previous; /* cursors, empty at the ends */
    struct str sort;           /* the one in force */
};
/* INVALID for an unknown sort, a broken cursor or one of another sort, a limit beyond 500; INTERNAL
 * for a scope that is not declared. Set page->rows.table before. A cursor whose rows have gone gives
 * the first page. */
enum status list_read(struct tx *tx, struct arena *arena, const struct list_query *list,
                      const struct list_request *request, struct list_page *page) MUST_CHECK;
/* All rows in the order asked for, each handed on; for exports. Cursor and limit are not looked at. */
enum status list_each(struct tx *tx, const struct list_query *list,
                      const struct list_request *request, const struct query_each *each) MUST_CHECK;

#endif
