/* Statements whose answers nobody waits for: libpq's pipeline mode, from the first one sent to the next
 * statement whose answer is wanted. */
#include "platform/db/postgres.h"

/* The result that the server gave next; what ends each (a NULL) is read too. */
static PGresult *next_result(PGconn *handle)
{
    PGresult *result = PQgetResult(handle);
    if (result != NULL && PQresultStatus(result) != PGRES_PIPELINE_SYNC) {
        PGresult *rest = PQgetResult(handle);
        while (rest != NULL && PQstatus(handle) == CONNECTION_OK) {
            PQclear(rest);
            rest = PQgetResult(handle);
        }
        PQclear(rest);
    }
    return result;
}

static bool is_done(const PGresult *result)
{
    ExecStatusType ended = PQresultStatus(result);
    return ended == PGRES_COMMAND_OK || ended == PGRES_TUPLES_OK;
}

/* Those after one that failed were not run, and have nothing to tell. */
static enum status settle_one(struct connection *connection, const char *what, enum status before,
                              PGresult *result)
{
    if (before != OK) {
        return before;
    }
    return is_done(result) ? OK : postgres_status(connection, what, result);
}

static enum status settle_sent(struct connection *connection)
{
    struct postgres_connection *our = postgres_of(connection);
    enum status status = OK;
    for (int i = 0; i < our->sent_count; i++) {
        PGresult *result = next_result(our->handle);
        status = settle_one(connection, our->sent[i], status, result);
        PQclear(result);
    }
    our->sent_count = 0;
    return status;
}

static enum status leave(struct connection *connection, enum status status)
{
    PGconn *handle = postgres_of(connection)->handle;
    PGresult *end = next_result(handle);
    bool is_in_step = PQresultStatus(end) == PGRES_PIPELINE_SYNC;
    PQclear(end);
    if ((is_in_step && PQexitPipelineMode(handle) == 1) || connection->is_broken) {
        return status;
    }
    enum status lost = postgres_status(connection, "pipeline", NULL);
    return status != OK ? status : lost;
}

enum status postgres_settle(struct connection *connection)
{
    struct postgres_connection *our = postgres_of(connection);
    if (our->sent_count == 0) {
        return OK;
    }
    if (PQpipelineSync(our->handle) == 0) {
        our->sent_count = 0;
        return postgres_status(connection, "pipeline", NULL);
    }
    return leave(connection, settle_sent(connection));
}

enum status postgres_settle_with(struct connection *connection, const char *what,
                                 PGresult **out_result)
{
    struct postgres_connection *our = postgres_of(connection);
    *out_result = NULL;
    if (PQpipelineSync(our->handle) == 0) {
        our->sent_count = 0;
        return postgres_status(connection, what, NULL);
    }
    enum status status = settle_sent(connection);
    PGresult *result = next_result(our->handle);
    status = settle_one(connection, what, status, result);
    *out_result = result;
    return leave(connection, status);
}
