/* Private to the PostgreSQL half of the room: a connection, a statement, and what errors mean. */
#ifndef SAMSYN_DB_POSTGRES_H
#define SAMSYN_DB_POSTGRES_H

#include "platform/db/engine.h"

#include <libpq-fe.h>

enum { MOST_SENT = 256 }; /* their answers fit in the socket's buffers */

struct postgres_connection {
    struct connection base; /* first */
    PGconn *handle;
    struct postgres_statement *streaming; /* still has rows on their way */
    int64_t next_name;                    /* of a prepared statement */
    int64_t transaction;                  /* id of the running write, for asking how it ended */
    struct postgres_locks *locks;         /* of the running write; postgres_write.c */
    /* Statements whose answers have not been read: while there are any, the connection is in libpq's
     * pipeline mode. */
    const char *sent[MOST_SENT]; /* names of their queries */
    int sent_count;
};

/* One parameter. Numbers are written into `number`, texts into the statement's scratch arena. */
struct postgres_value {
    const char *at;
    int len;
    int format;
    char number[32];
};

struct postgres_statement {
    struct statement base; /* first */
    char name[24];
    PGresult *description;
    PGresult *result; /* rows, or the one row while streaming */
    struct arena *scratch;
    struct postgres_value *values;
    int value_count;
    int row;
    bool is_run;
    bool is_streaming;
};

struct postgres_connection *postgres_of(struct connection *connection);

/* What a failed result means; logs it once and marks a lost connection broken. `result` may be NULL. */
enum status postgres_status(struct connection *connection, const char *what,
                            const PGresult *result);

/* Runs one text of one or many statements without parameters. */
enum status postgres_exec(struct connection *connection, const char *what, const char *sql);

/* Reads the answers of what was sent: the status of the first that failed. Nothing else may be run on the
 * connection before. postgres_pipeline.c. */
enum status postgres_settle(struct connection *connection);
/* After a statement has been sent in pipeline mode: settles, and gives its result, which is NULL unless OK
 * is returned or it failed by itself. */
enum status postgres_settle_with(struct connection *connection, const char *what,
                                 PGresult **out_result);

/* The statement half of the engine: postgres_statement.c. */
enum status postgres_prepare(struct connection *connection, const struct query *query,
                             struct statement **out);
void postgres_finish(struct statement *statement);
void postgres_reset(struct statement *statement);
enum status postgres_bind_null(struct statement *statement, int at);
enum status postgres_bind_int(struct statement *statement, int at, int64_t number);
enum status postgres_bind_real(struct statement *statement, int at, double number);
enum status postgres_bind_text(struct statement *statement, int at, struct str text);
enum status postgres_bind_bytes(struct statement *statement, int at, struct str bytes);
enum status postgres_bind_ids(struct statement *statement, int at, const int64_t *ids,
                              size_t count);
void postgres_stream(struct statement *statement);
enum status postgres_step(struct statement *base, bool *out_has_row);
enum status postgres_send(struct statement *base);
int64_t postgres_changed(const struct statement *statement);
int postgres_column_count(const struct statement *statement);
const char *postgres_column_name(const struct statement *statement, int column);
bool postgres_is_null(const struct statement *statement, int column);
int64_t postgres_int(const struct statement *statement, int column);
double postgres_real(const struct statement *statement, int column);
struct str postgres_text(const struct statement *statement, int column);
struct str postgres_bytes(const struct statement *statement, int column);

#endif
