/* Private to the room `db`: one statement on one connection, the same on both engines.
 *
 * query.c binds and reads through this and knows nothing of SQLite or PostgreSQL. Statements are
 * prepared once a connection and kept in a hash table by the query's address, starting to look at
 * query->number (a hash of its name). Parameters count from 0 in the order of
 * query->parameters; columns from 0.
 */
#ifndef SAMSYN_DB_DRIVER_H
#define SAMSYN_DB_DRIVER_H

#include "platform/db/query.h"

struct statement;

/* Prepares or finds it again, ready for binding. Statuses as in db.h, with err for people. */
enum status statement_take(struct tx *tx, const struct query *query,
                           struct statement **out) MUST_CHECK;
void statement_give(struct statement *statement); /* resets; accepts NULL */
void statement_release(struct statement **statement);
#define STATEMENT_SCOPED __attribute__((cleanup(statement_release)))

/* Texts and bytes are borrowed until statement_give(). */
enum status statement_bind_null(struct statement *statement, int at) MUST_CHECK;
enum status statement_bind_int(struct statement *statement, int at, int64_t value) MUST_CHECK;
enum status statement_bind_real(struct statement *statement, int at, double value) MUST_CHECK;
enum status statement_bind_text(struct statement *statement, int at, struct str value) MUST_CHECK;
enum status statement_bind_bytes(struct statement *statement, int at, struct str value) MUST_CHECK;
/* A set of ids for `IN (:ids[])`: a JSON array for json_each on SQLite, int8[] on PostgreSQL. */
enum status statement_bind_ids(struct statement *statement, int at, const int64_t *ids,
                               size_t count) MUST_CHECK;

/* Before the first step: rows will come one at a time instead of all at once, so that any number of
 * them needs little memory. Until statement_give() no other statement may run on this tx. */
void statement_stream(struct statement *statement);

/* Goes to the next row; the first call runs it. CONFLICT for a broken UNIQUE or foreign key, RETRY for
 * a serialization failure, UNAVAILABLE for disk, lock or connection, INTERNAL for our mistakes. After a
 * failure no statement of the same transaction runs any more: each gives the same status, and nothing
 * of it is kept whatever the closure returns (so "insert unless it is there" is ON CONFLICT). */
enum status statement_step(struct statement *statement, bool *out_has_row) MUST_CHECK;
/* Runs one that gives no rows, perhaps without waiting for its answer: a failure that is not known yet
 * is the status of a later statement or of the commit. */
enum status statement_send(struct statement *statement) MUST_CHECK;
int64_t
statement_changed(const struct statement *statement); /* rows touched, after the last step */

int statement_column_count(const struct statement *statement);
const char *statement_column_name(const struct statement *statement, int column);
bool statement_is_null(const struct statement *statement, int column);
int64_t statement_int(const struct statement *statement, int column);
double statement_real(const struct statement *statement, int column);
/* Borrowed until the next step. */
struct str statement_text(const struct statement *statement, int column);
struct str statement_bytes(const struct statement *statement, int column);
/* The present row into a struct whose other fields are absent already; texts are returned in arena. No
 * column is a STRUCT or a LIST. */
struct row_column;
void statement_read(const struct statement *statement, const struct row_column *columns, int count,
                    struct arena *arena, void *row);
/* A place where query.c keeps what it worked out for this statement (parameters and columns to
 * fields), so that it is done once a connection. One malloc'ed block or NULL: the driver free()s it
 * when it finalizes the statement. */
void **statement_plan(struct statement *statement);

/* A place where history.c keeps what this write transaction has emitted. db.c sets it to NULL before
 * each run of a closure; the memory is in tx_arena(). */
void **tx_history(struct tx *tx);

#endif
