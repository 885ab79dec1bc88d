/* One statement on PostgreSQL: prepared once a connection, values and rows as text. */
#include "platform/db/postgres.h"

#include "platform/base/buf.h"
#include "platform/base/log.h"
#include "platform/base/memory.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { SCRATCH_BYTES = 1024 };

/* The statement's own struct; `base` stands first in it. */
static struct postgres_statement *own(struct statement *statement)
{
    return (struct postgres_statement *)(void *)statement;
}

static const struct postgres_statement *own_const(const struct statement *statement)
{
    return (const struct postgres_statement *)(const void *)statement;
}

static PGconn *handle_of(const struct statement *statement)
{
    return postgres_of(statement->connection)->handle;
}

static enum status describe(struct connection *connection, const struct query *query,
                            struct postgres_statement *statement)
{
    TRY(postgres_settle(connection));
    PGconn *handle = postgres_of(connection)->handle;
    PGresult *prepared = PQprepare(handle, statement->name, query->postgres, 0, NULL);
    enum status status = PQresultStatus(prepared) == PGRES_COMMAND_OK
                             ? OK
                             : postgres_status(connection, query->name, prepared);
    PQclear(prepared);
    if (status != OK) {
        return status;
    }
    statement->description = PQdescribePrepared(handle, statement->name);
    return PQresultStatus(statement->description) == PGRES_COMMAND_OK
               ? OK
               : postgres_status(connection, query->name, statement->description);
}

enum status postgres_prepare(struct connection *connection, const struct query *query,
                             struct statement **out)
{
    struct postgres_connection *our = postgres_of(connection);
    struct postgres_statement *statement = memory_new(sizeof(*statement));
    statement->base.connection = connection;
    (void)snprintf(statement->name, sizeof(statement->name), "s%lld", (long long)++our->next_name);
    enum status status = describe(connection, query, statement);
    if (status != OK) {
        PQclear(statement->description);
        memory_free(statement);
        return status;
    }
    statement->value_count = PQnparams(statement->description);
    statement->values =
        memory_new(((size_t)statement->value_count + 1) * sizeof(struct postgres_value));
    statement->scratch = arena_new(SCRATCH_BYTES);
    *out = &statement->base;
    return OK;
}

/* Rows that nobody wants any more have to be read before the connection can do something else. */
static void drain(struct statement *statement)
{
    struct postgres_connection *connection = postgres_of(statement->connection);
    if (connection->streaming != own(statement)) {
        return;
    }
    connection->streaming = NULL;
    for (PGresult *rest = PQgetResult(connection->handle); rest != NULL;
         rest = PQgetResult(connection->handle)) {
        PQclear(rest);
    }
}

void postgres_reset(struct statement *statement)
{
    struct postgres_statement *our = own(statement);
    drain(statement);
    PQclear(our->result);
    our->result = NULL;
    our->is_run = false;
    our->is_streaming = false;
    for (int i = 0; i < our->value_count; i++) {
        our->values[i].at = NULL;
    }
    arena_reset(our->scratch);
}

void postgres_finish(struct statement *statement)
{
    struct postgres_statement *our = own(statement);
    postgres_reset(statement);
    if (postgres_settle(statement->connection) == OK && !statement->connection->is_broken) {
        char text[64];
        (void)snprintf(text, sizeof(text), "DEALLOCATE %s", our->name);
        PQclear(PQexec(handle_of(statement), text));
    }
    PQclear(our->description);
    arena_free(our->scratch);
    memory_free(our->values);
    memory_free(our);
}

static struct postgres_value *value_at(struct statement *statement, int at)
{
    assert(at >= 0 && at < own(statement)->value_count);
    struct postgres_value *value = &own(statement)->values[at];
    value->format = 0;
    value->len = 0;
    return value;
}

enum status postgres_bind_null(struct statement *statement, int at)
{
    value_at(statement, at)->at = NULL;
    return OK;
}

enum status postgres_bind_int(struct statement *statement, int at, int64_t number)
{
    struct postgres_value *value = value_at(statement, at);
    (void)snprintf(value->number, sizeof(value->number), "%lld", (long long)number);
    value->at = value->number;
    return OK;
}

enum status postgres_bind_real(struct statement *statement, int at, double number)
{
    struct postgres_value *value = value_at(statement, at);
    (void)snprintf(value->number, sizeof(value->number), "%.17g", number);
    value->at = value->number;
    return OK;
}

enum status postgres_bind_text(struct statement *statement, int at, struct str text)
{
    if (text.len > 0 && memchr(text.at, '\0', text.len) != NULL) {
        log_error("db.statement", "what=%s reason=\"NUL in a text\"", statement->query->name);
        return INTERNAL;
    }
    value_at(statement, at)->at = str_c(own(statement)->scratch, text);
    return OK;
}

enum status postgres_bind_bytes(struct statement *statement, int at, struct str bytes)
{
    struct postgres_value *value = value_at(statement, at);
    if (bytes.len > INT32_MAX) {
        return TOO_LARGE;
    }
    value->at = bytes.at;
    value->len = (int)bytes.len;
    value->format = 1;
    return OK;
}

enum status postgres_bind_ids(struct statement *statement, int at, const int64_t *ids, size_t count)
{
    BUF_SCOPED(array, 32 + count * 21);
    buf_put_char(&array, '{');
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            buf_put_char(&array, ',');
        }
        buf_put_int(&array, ids[i]);
    }
    buf_put_char(&array, '}');
    return postgres_bind_text(statement, at, buf_str(&array));
}

void postgres_stream(struct statement *statement)
{
    own(statement)->is_streaming = true;
}

/* libpq wants three arrays; most statements have few parameters. */
enum { MOST_VALUES = 256 };
struct value_arrays {
    const char *at[MOST_VALUES];
    int len[MOST_VALUES];
    int format[MOST_VALUES];
};

static void spread(const struct postgres_statement *statement, struct value_arrays *out)
{
    assert(statement->value_count <= MOST_VALUES);
    for (int i = 0; i < statement->value_count; i++) {
        out->at[i] = statement->values[i].at;
        out->len[i] = statement->values[i].len;
        out->format[i] = statement->values[i].format;
    }
}

/* Sends it behind those whose answers are still to come. */
static enum status send_values(struct postgres_statement *statement)
{
    struct value_arrays arrays;
    spread(statement, &arrays);
    return PQsendQueryPrepared(handle_of(&statement->base), statement->name, statement->value_count,
                               arrays.at, arrays.len, arrays.format, 0) == 1
               ? OK
               : postgres_status(statement->base.connection, statement->base.query->name, NULL);
}

enum status postgres_send(struct statement *base)
{
    struct postgres_connection *connection = postgres_of(base->connection);
    assert(connection->streaming == NULL);
    if (connection->sent_count == MOST_SENT) {
        TRY(postgres_settle(base->connection));
    }
    if (connection->sent_count == 0 && PQenterPipelineMode(connection->handle) == 0) {
        return postgres_status(base->connection, base->query->name, NULL);
    }
    TRY(send_values(own(base)));
    connection->sent[connection->sent_count++] = base->query->name;
    return OK;
}

static enum status run_whole(struct postgres_statement *statement)
{
    if (postgres_of(statement->base.connection)->sent_count > 0) {
        TRY(send_values(statement));
        return postgres_settle_with(statement->base.connection, statement->base.query->name,
                                    &statement->result);
    }
    struct value_arrays arrays;
    spread(statement, &arrays);
    statement->result =
        PQexecPrepared(handle_of(&statement->base), statement->name, statement->value_count,
                       arrays.at, arrays.len, arrays.format, 0);
    ExecStatusType ended = PQresultStatus(statement->result);
    return ended == PGRES_TUPLES_OK || ended == PGRES_COMMAND_OK
               ? OK
               : postgres_status(statement->base.connection, statement->base.query->name,
                                 statement->result);
}

static enum status run_streaming(struct postgres_statement *statement)
{
    struct connection *connection = statement->base.connection;
    TRY(postgres_settle(connection));
    struct value_arrays arrays;
    spread(statement, &arrays);
    PGconn *handle = handle_of(&statement->base);
    if (PQsendQueryPrepared(handle, statement->name, statement->value_count, arrays.at, arrays.len,
                            arrays.format, 0) == 0 ||
        PQsetSingleRowMode(handle) == 0) {
        return postgres_status(connection, statement->base.query->name, NULL);
    }
    postgres_of(connection)->streaming = statement;
    return OK;
}

static enum status step_streaming(struct postgres_statement *statement, bool *out_has_row)
{
    PQclear(statement->result);
    statement->row = 0;
    arena_reset(statement->scratch); /* bytes of the last row */
    statement->result = PQgetResult(handle_of(&statement->base));
    ExecStatusType ended = PQresultStatus(statement->result);
    if (ended == PGRES_SINGLE_TUPLE) {
        *out_has_row = true;
        return OK;
    }
    enum status status = OK;
    if (statement->result != NULL && ended != PGRES_TUPLES_OK && ended != PGRES_COMMAND_OK) {
        status = postgres_status(statement->base.connection, statement->base.query->name,
                                 statement->result);
    }
    drain(&statement->base);
    statement->is_streaming = false;
    if (status == OK) {
        *out_has_row = false;
    }
    return status;
}

enum status postgres_step(struct statement *base, bool *out_has_row)
{
    struct postgres_statement *statement = own(base);
    if (!statement->is_run) {
        assert(postgres_of(base->connection)->streaming == NULL);
        statement->is_run = true;
        statement->row = -1;
        TRY(statement->is_streaming ? run_streaming(statement) : run_whole(statement));
    }
    if (postgres_of(base->connection)->streaming == statement) {
        return step_streaming(statement, out_has_row);
    }
    if (statement->result == NULL || statement->row + 1 >= PQntuples(statement->result)) {
        *out_has_row = false;
        return OK;
    }
    statement->row++;
    arena_reset(statement->scratch); /* what was bound, bytes of the last row */
    *out_has_row = true;
    return OK;
}

int64_t postgres_changed(const struct statement *statement)
{
    int64_t changed = 0;
    PGresult *result = own_const(statement)->result;
    if (result == NULL || strncmp(PQcmdStatus(result), "SELECT", 6) == 0 ||
        !str_to_int64(str_of(PQcmdTuples(result)), &changed)) {
        return 0;
    }
    return changed;
}

int postgres_column_count(const struct statement *statement)
{
    return PQnfields(own_const(statement)->description);
}

const char *postgres_column_name(const struct statement *statement, int column)
{
    return PQfname(own_const(statement)->description, column);
}

bool postgres_is_null(const struct statement *statement, int column)
{
    const struct postgres_statement *our = own_const(statement);
    return PQgetisnull(our->result, our->row, column) != 0;
}

struct str postgres_text(const struct statement *statement, int column)
{
    const struct postgres_statement *our = own_const(statement);
    if (PQgetisnull(our->result, our->row, column) != 0) {
        return (struct str){NULL, 0};
    }
    return (struct str){PQgetvalue(our->result, our->row, column),
                        (size_t)PQgetlength(our->result, our->row, column)};
}

int64_t postgres_int(const struct statement *statement, int column)
{
    struct str text = postgres_text(statement, column);
    int64_t number = 0;
    double real = 0;
    if (!str_to_int64(text, &number)) {
        if (str_to_double(text, &real)) {
            number = (int64_t)real; /* sum() of bigint is numeric: "12" and also "12.0" */
        } else {
            number = str_equal(text, STR("t")) ? 1 : 0; /* a comparison in a select list */
        }
    }
    return number;
}

double postgres_real(const struct statement *statement, int column)
{
    double number = 0;
    (void)str_to_double(postgres_text(statement, column), &number);
    return number;
}

static unsigned hex_value(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

struct str postgres_bytes(const struct statement *statement, int column)
{
    struct str hex = postgres_text(statement, column); /* \x00ff… */
    if (hex.at == NULL || hex.len < 2) {
        return hex;
    }
    size_t len = (hex.len - 2) / 2;
    char *bytes = arena_alloc(own_const(statement)->scratch, len + 1);
    for (size_t i = 0; i < len; i++) {
        bytes[i] = (char)(hex_value(hex.at[2 + 2 * i]) << 4 | hex_value(hex.at[3 + 2 * i]));
    }
    return (struct str){bytes, len};
}
