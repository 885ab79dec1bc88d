/* Private to the SQLite half of the room: a connection, a statement, and what codes mean. */
#ifndef SAMSYN_DB_SQLITE_H
#define SAMSYN_DB_SQLITE_H

#include "platform/db/engine.h"
#include "platform/db/sqlite_shim.h"

struct sqlite_connection {
    struct connection base; /* first */
    sqlite3 *handle;
    enum connection_use use;
    sqlite3_stmt *begin, *end; /* of a snapshot; prepared when first needed */
};

struct sqlite_statement {
    struct statement base; /* first */
    sqlite3_stmt *handle;
    bool is_done;
};

sqlite3 *sqlite_handle(const struct connection *connection);

/* What a failed call means; logs it once, with `what` (a query's name, "commit") and SQLite's code,
 * and marks the connection broken when it has to be opened again. */
enum status sqlite_status(struct connection *connection, const char *what, int code);

enum status sqlite_exec(struct connection *connection, const char *what, const char *sql);

/* The statement half of the engine: sqlite_statement.c. */
enum status sqlite_prepare(struct connection *connection, const struct query *query,
                           struct statement **out);
void sqlite_finish(struct statement *statement);
void sqlite_reset(struct statement *statement);
enum status sqlite_bind_null(struct statement *statement, int at);
enum status sqlite_bind_int(struct statement *statement, int at, int64_t value);
enum status sqlite_bind_real(struct statement *statement, int at, double value);
enum status sqlite_bind_text(struct statement *statement, int at, struct str value);
enum status sqlite_bind_bytes(struct statement *statement, int at, struct str value);
enum status sqlite_bind_ids(struct statement *statement, int at, const int64_t *ids, size_t count);
void sqlite_stream(struct statement *statement);
enum status sqlite_step(struct statement *statement, bool *out_has_row);
int64_t sqlite_changed(const struct statement *statement);
int sqlite_column_count(const struct statement *statement);
const char *sqlite_column_name(const struct statement *statement, int column);
bool sqlite_is_null(const struct statement *statement, int column);
int64_t sqlite_int(const struct statement *statement, int column);
double sqlite_real(const struct statement *statement, int column);
struct str sqlite_text(const struct statement *statement, int column);
struct str sqlite_bytes(const struct statement *statement, int column);
void sqlite_read(const struct statement *statement, const struct row_column *columns, int count,
                 struct arena *arena, void *row);

#endif
