/* A connection to a PostgreSQL server.
 *
 * Nothing is taken from the server's defaults that matters: isolation, timeouts, encoding and the form
 * of bytes are set when the connection opens. `search_path` is the location's own affair
 * (postgres://…?options=-csearch_path%3Dname).
 */
#include "platform/db/postgres.h"

#include "platform/base/log.h"
#include "platform/base/memory.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

/* A connection's own settings. A write gives up a lock after 5 s and a statement after 20 s, so that
 * a reply comes before the client stops waiting; migrations take as long as they take. */
static const char *const SETTINGS =
    "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED;"
    "SET client_encoding = 'UTF8'; SET standard_conforming_strings = on; SET bytea_output = 'hex';"
    "SET timezone = 'UTC'; SET synchronous_commit = on; SET lock_timeout = '5s';"
    "SET idle_in_transaction_session_timeout = '60s';";

struct postgres_connection *postgres_of(struct connection *connection)
{
    return (struct postgres_connection *)(void *)connection;
}

static bool is_lost(struct postgres_connection *connection)
{
    return PQstatus(connection->handle) == CONNECTION_BAD;
}

/* Of the classes of SQLSTATE (PostgreSQL manual, appendix A): what is away for now. */
static bool is_outage(const char *state)
{
    static const char *const classes[] = {"08", "53", "57", "58", "25006", "55P03"};
    for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
        if (strncmp(state, classes[i], strlen(classes[i])) == 0) {
            return true;
        }
    }
    return false;
}

static enum status state_status(const char *state)
{
    if (strcmp(state, "23505") == 0 || strcmp(state, "23503") == 0) {
        return CONFLICT; /* unique, foreign key */
    }
    if (strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0) {
        return RETRY; /* serialization failure, deadlock */
    }
    if (is_outage(state)) {
        return UNAVAILABLE;
    }
    return INTERNAL;
}

/* The server's own words, without values that people have entered: only for mistakes in the program's
 * SQL (classes 42 and 0A), never for those in its data. */
static const char *loggable(const char *state, const PGresult *result)
{
    bool is_about_sql = strncmp(state, "42", 2) == 0 || strncmp(state, "0A", 2) == 0;
    const char *text =
        is_about_sql && result != NULL ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    return text != NULL ? text : "";
}

enum status postgres_status(struct connection *connection, const char *what, const PGresult *result)
{
    struct postgres_connection *our = postgres_of(connection);
    const char *state = result != NULL ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    if (is_lost(our) || state == NULL) {
        connection->is_broken = true;
        db_note_outage(connection->db, AWAY_GONE, what, "connection lost");
        return UNAVAILABLE;
    }
    enum status status = state_status(state);
    if (status == UNAVAILABLE) {
        connection->is_broken = strncmp(state, "57P", 3) == 0 || strncmp(state, "08", 2) == 0;
        db_note_outage(connection->db, connection->is_broken ? AWAY_GONE : AWAY_REFUSES, what,
                       state);
    } else if (status == INTERNAL) {
        /* A plan made before a migration by another node cannot be used any more. */
        connection->is_broken = strcmp(state, "0A000") == 0 || strcmp(state, "26000") == 0;
        log_error("db.statement", "what=%s code=%s reason=\"%s\"", what, state,
                  loggable(state, result));
    }
    return status;
}

enum status postgres_exec(struct connection *connection, const char *what, const char *sql)
{
    TRY(postgres_settle(connection));
    PGresult *result = PQexec(postgres_of(connection)->handle, sql);
    ExecStatusType ended = PQresultStatus(result);
    enum status status = ended == PGRES_COMMAND_OK || ended == PGRES_TUPLES_OK
                             ? OK
                             : postgres_status(connection, what, result);
    PQclear(result);
    return status;
}

static void postgres_close(struct connection *connection)
{
    PQfinish(postgres_of(connection)->handle);
    memory_free(connection);
}

/* A server that went away has closed its end or said why: then there is something to read. An idle
 * connection has nothing else to tell. */
static bool postgres_is_alive(struct connection *connection)
{
    struct pollfd readable = {.fd = PQsocket(postgres_of(connection)->handle), .events = POLLIN};
    return readable.fd >= 0 && poll(&readable, 1, 0) == 0;
}

/* Notices go nowhere: they can hold values. */
static void ignore_notice(void *self, const PGresult *result)
{
    (void)self;
    (void)result;
}

static PGconn *connect_to(const char *location)
{
    static const char *const keywords[] = {"dbname",          "fallback_application_name",
                                           "connect_timeout", "tcp_user_timeout",
                                           "keepalives_idle", NULL};
    const char *const values[] = {location, "samsyn", "8", "10000", "30", NULL};
    return PQconnectdbParams(keywords, values, 1);
}

static enum status configure(struct connection *connection, enum connection_use use)
{
    TRY(postgres_exec(connection, "open", SETTINGS));
    return postgres_exec(
        connection, "open",
        use == CONNECTION_MIGRATES ? "SET statement_timeout = 0; SET lock_timeout = '60s'"
        : use == CONNECTION_READS
            ? "SET statement_timeout = '60s'; SET default_transaction_read_only = on"
            : "SET statement_timeout = '20s'");
}

static enum status postgres_open(struct db *db, enum connection_use use, struct connection **out,
                                 struct err *err)
{
    struct postgres_connection *connection = memory_new(sizeof(*connection));
    connection_init(&connection->base, db, &POSTGRES_ENGINE);
    connection->handle = connect_to(db->location);
    enum status status = UNAVAILABLE;
    if (PQstatus(connection->handle) == CONNECTION_OK) {
        (void)PQsetNoticeReceiver(connection->handle, ignore_notice, NULL);
        status = configure(&connection->base, use);
    } else {
        db_note_outage(db, AWAY_GONE, "connect", "no connection");
    }
    if (status != OK) {
        connection_close(&connection->base);
        return status == UNAVAILABLE ? db_unavailable(err) : status;
    }
    db_note_connected(db);
    *out = &connection->base;
    return OK;
}

/* A write asks for its transaction's id at once: should the connection be lost while it commits, the
 * server can be asked afterwards how it ended. */
static enum status begin_write(struct connection *connection)
{
    struct postgres_connection *our = postgres_of(connection);
    our->transaction = 0;
    PGresult *result = PQexec(our->handle, "BEGIN ISOLATION LEVEL SERIALIZABLE;"
                                           "SELECT pg_current_xact_id()::text");
    enum status status = OK;
    if (PQresultStatus(result) != PGRES_TUPLES_OK ||
        !str_to_int64(str_of(PQgetvalue(result, 0, 0)), &our->transaction)) {
        status = postgres_status(connection, "begin", result);
    }
    PQclear(result);
    return status;
}

static enum status postgres_begin(struct connection *connection, enum begin_kind kind)
{
    return kind == BEGIN_WRITE ? begin_write(connection)
                               : postgres_exec(connection, "begin",
                                               "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

/* COMMIT of a transaction in which something failed answers ROLLBACK, and is not a failure to the
 * server; to us it is. */
static enum status postgres_commit(struct connection *connection)
{
    struct postgres_connection *our = postgres_of(connection);
    PGresult *result = NULL;
    enum status status = OK;
    if (our->sent_count == 0) {
        result = PQexec(our->handle, "COMMIT");
        status = PQresultStatus(result) == PGRES_COMMAND_OK
                     ? OK
                     : postgres_status(connection, "commit", result);
    } else if (PQsendQueryParams(our->handle, "COMMIT", 0, NULL, NULL, NULL, NULL, 0) == 1) {
        status = postgres_settle_with(connection, "commit", &result);
    } else {
        status = postgres_status(connection, "commit", NULL);
    }
    if (status == OK && strcmp(PQcmdStatus(result), "COMMIT") != 0) {
        log_error("db.commit", "reason=\"rolled back\"");
        status = INTERNAL;
    }
    PQclear(result);
    return status;
}

static void postgres_rollback(struct connection *connection)
{
    (void)postgres_settle(connection); /* what is undone need not have succeeded */
    if (!connection->is_broken &&
        PQtransactionStatus(postgres_of(connection)->handle) != PQTRANS_IDLE &&
        postgres_exec(connection, "rollback", "ROLLBACK") != OK) {
        connection->is_broken = true;
    }
}

static enum status postgres_script(struct connection *connection, const char *sql)
{
    return postgres_exec(connection, "script", sql);
}

const struct engine POSTGRES_ENGINE = {
    .open = postgres_open,
    .close = postgres_close,
    .is_alive = postgres_is_alive,
    .begin = postgres_begin,
    .commit = postgres_commit,
    .rollback = postgres_rollback,
    .script = postgres_script,
    .prepare = postgres_prepare,
    .finish = postgres_finish,
    .reset = postgres_reset,
    .bind_null = postgres_bind_null,
    .bind_int = postgres_bind_int,
    .bind_real = postgres_bind_real,
    .bind_text = postgres_bind_text,
    .bind_bytes = postgres_bind_bytes,
    .bind_ids = postgres_bind_ids,
    .stream = postgres_stream,
    .step = postgres_step,
    .send = postgres_send,
    .changed = postgres_changed,
    .column_count = postgres_column_count,
    .column_name = postgres_column_name,
    .is_null = postgres_is_null,
    .get_int = postgres_int,
    .get_real = postgres_real,
    .get_text = postgres_text,
    .get_bytes = postgres_bytes,
};
