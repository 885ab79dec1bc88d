/* Statements without an engine: the cache of what a connection has prepared, counting, and the rule
 * that a transaction in which a statement failed runs no further one. PostgreSQL enforces that rule by
 * itself; here it holds for both, so that a closure behaves the same everywhere.
 */
#include "platform/db/engine.h"

#include "platform/base/memory.h"

#include <assert.h>
#include <math.h>

static _Thread_local int64_t thread_statements;

int64_t db_thread_statements(void)
{
    return thread_statements;
}

static size_t cache_place(const struct statement_cache *cache, const struct query *query)
{
    size_t place = query->number & (cache->slot_count - 1);
    while (cache->slots[place] != NULL && cache->slots[place]->query != query) {
        place = (place + 1) & (cache->slot_count - 1);
    }
    return place;
}

static void statement_finish(struct statement *statement)
{
    memory_free(statement->plan);
    statement->plan = NULL;
    statement->connection->engine->finish(statement);
}

/* Takes the statement at `place` out and moves those behind it up. */
static void cache_remove(struct statement_cache *cache, size_t place)
{
    cache->slots[place] = NULL;
    cache->count--;
    for (size_t next = (place + 1) & (cache->slot_count - 1); cache->slots[next] != NULL;
         next = (next + 1) & (cache->slot_count - 1)) {
        struct statement *moved = cache->slots[next];
        cache->slots[next] = NULL;
        cache->slots[cache_place(cache, moved->query)] = moved;
    }
}

static void cache_drop_oldest(struct statement_cache *cache)
{
    size_t oldest = cache->slot_count;
    for (size_t i = 0; i < cache->slot_count; i++) {
        const struct statement *statement = cache->slots[i];
        if (statement != NULL && !statement->is_taken &&
            (oldest == cache->slot_count || statement->used < cache->slots[oldest]->used)) {
            oldest = i;
        }
    }
    if (oldest < cache->slot_count) {
        struct statement *statement = cache->slots[oldest];
        cache_remove(cache, oldest);
        statement_finish(statement);
    }
}

static void cache_grow(struct statement_cache *cache)
{
    struct statement_cache larger = *cache;
    larger.slot_count = cache->slot_count == 0 ? 32 : cache->slot_count * 2;
    larger.slots = memory_new(larger.slot_count * sizeof(struct statement *));
    for (size_t i = 0; i < cache->slot_count; i++) {
        if (cache->slots[i] != NULL) {
            larger.slots[cache_place(&larger, cache->slots[i]->query)] = cache->slots[i];
        }
    }
    memory_free(cache->slots);
    *cache = larger;
}

static void cache_put(struct statement_cache *cache, struct statement *statement)
{
    if (cache->count >= DB_STATEMENTS) {
        cache_drop_oldest(cache);
    }
    if (cache->count * 2 >= cache->slot_count) {
        cache_grow(cache);
    }
    cache->slots[cache_place(cache, statement->query)] = statement;
    cache->count++;
    statement->is_kept = true;
}

static void cache_clear(struct statement_cache *cache)
{
    for (size_t i = 0; i < cache->slot_count; i++) {
        if (cache->slots[i] != NULL) {
            assert(!cache->slots[i]->is_taken);
            statement_finish(cache->slots[i]);
        }
    }
    memory_free(cache->slots);
    *cache = (struct statement_cache){0};
}

void connection_init(struct connection *connection, struct db *db, const struct engine *engine)
{
    connection->db = db;
    connection->engine = engine;
    connection->tx.db = db;
    connection->tx.connection = connection;
}

void connection_close(struct connection *connection)
{
    if (connection == NULL) {
        return;
    }
    cache_clear(&connection->cache);
    connection->engine->close(connection);
}

static enum status tx_fail(struct tx *tx, enum status status)
{
    if (status != OK && tx->failed == OK && (tx->is_write || tx->is_snapshot)) {
        tx->failed = status;
    }
    if (status == UNAVAILABLE && tx->err != NULL) {
        tx->err->retry_after_s = DB_RETRY_AFTER_S;
    }
    return status;
}

/* Tests make the k-th statement and those after it fail, to see that nothing is left half done. */
static bool is_to_fail(struct db *db)
{
    int64_t left = atomic_load_explicit(&db->statement_to_fail, memory_order_relaxed);
    if (left > 0) {
        left = left == 1 ? -1 : left - 1;
        atomic_store(&db->statement_to_fail, left);
    }
    return left < 0;
}

enum status statement_take(struct tx *tx, const struct query *query, struct statement **out)
{
    if (tx->failed != OK) {
        return tx->failed;
    }
    if (is_to_fail(tx->db)) {
        return tx_fail(tx, UNAVAILABLE);
    }
    if (tx->wants_snapshot && !tx->is_snapshot) {
        TRY(db_snapshot(tx));
    }
    struct connection *connection = tx->connection;
    struct statement_cache *cache = &connection->cache;
    struct statement *statement = NULL;
    if (cache->slot_count > 0) {
        statement = cache->slots[cache_place(cache, query)];
    }
    if (statement == NULL || statement->is_taken) {
        bool is_second = statement != NULL;
        enum status status = connection->engine->prepare(connection, query, &statement);
        if (status != OK) {
            return tx_fail(tx, status);
        }
        statement->connection = connection;
        statement->query = query;
        if (!is_second) {
            cache_put(cache, statement);
        }
    }
    statement->used = ++cache->clock;
    statement->is_taken = true;
    thread_statements++;
    atomic_fetch_add_explicit(&connection->db->statements, 1, memory_order_relaxed);
    *out = statement;
    return OK;
}

void statement_give(struct statement *statement)
{
    if (statement == NULL) {
        return;
    }
    statement->connection->engine->reset(statement);
    statement->is_taken = false;
    if (!statement->is_kept) {
        statement_finish(statement);
    }
}

void statement_release(struct statement **statement)
{
    statement_give(*statement);
    *statement = NULL;
}

enum status statement_bind_null(struct statement *statement, int at)
{
    return statement->connection->engine->bind_null(statement, at);
}

enum status statement_bind_int(struct statement *statement, int at, int64_t value)
{
    return statement->connection->engine->bind_int(statement, at, value);
}

enum status statement_bind_real(struct statement *statement, int at, double value)
{
    return statement->connection->engine->bind_real(statement, at, value);
}

enum status statement_bind_text(struct statement *statement, int at, struct str value)
{
    return value.at == NULL ? statement_bind_null(statement, at)
                            : statement->connection->engine->bind_text(statement, at, value);
}

enum status statement_bind_bytes(struct statement *statement, int at, struct str value)
{
    return value.at == NULL ? statement_bind_null(statement, at)
                            : statement->connection->engine->bind_bytes(statement, at, value);
}

enum status statement_bind_ids(struct statement *statement, int at, const int64_t *ids,
                               size_t count)
{
    return statement->connection->engine->bind_ids(statement, at, ids, count);
}

void statement_stream(struct statement *statement)
{
    statement->connection->engine->stream(statement);
}

enum status statement_step(struct statement *statement, bool *out_has_row)
{
    struct connection *connection = statement->connection;
    if (connection->tx.failed != OK) {
        return connection->tx.failed;
    }
    return tx_fail(&connection->tx, connection->engine->step(statement, out_has_row));
}

enum status statement_send(struct statement *statement)
{
    struct connection *connection = statement->connection;
    if (connection->engine->send != NULL && connection->tx.failed == OK) {
        return tx_fail(&connection->tx, connection->engine->send(statement));
    }
    bool has_row = true;
    while (has_row) {
        TRY(statement_step(statement, &has_row));
    }
    return OK;
}

int64_t statement_changed(const struct statement *statement)
{
    return statement->connection->engine->changed(statement);
}

int statement_column_count(const struct statement *statement)
{
    return statement->connection->engine->column_count(statement);
}

const char *statement_column_name(const struct statement *statement, int column)
{
    return statement->connection->engine->column_name(statement, column);
}

bool statement_is_null(const struct statement *statement, int column)
{
    return statement->connection->engine->is_null(statement, column);
}

int64_t statement_int(const struct statement *statement, int column)
{
    return statement->connection->engine->get_int(statement, column);
}

double statement_real(const struct statement *statement, int column)
{
    return statement->connection->engine->get_real(statement, column);
}

struct str statement_text(const struct statement *statement, int column)
{
    return statement->connection->engine->get_text(statement, column);
}

struct str statement_bytes(const struct statement *statement, int column)
{
    return statement->connection->engine->get_bytes(statement, column);
}

void **statement_plan(struct statement *statement)
{
    return &statement->plan;
}

void **tx_history(struct tx *tx)
{
    return &tx->history;
}

static void read_text(const struct statement *statement, struct arena *arena, int column,
                      bool is_bytes, struct str *out)
{
    struct str text =
        is_bytes ? statement_bytes(statement, column) : statement_text(statement, column);
    if (text.at == NULL || (text.len == 0 && statement_is_null(statement, column))) {
        *out = (struct str){NULL, 0};
    } else {
        *out = str_copy(arena, text);
    }
}

static void read_columns(const struct statement *statement, const struct row_column *columns,
                         int count, struct arena *arena, void *row)
{
    for (int i = 0; i < count; i++) {
        void *place = (char *)row + columns[i].offset;
        switch (columns[i].kind) {
        case FIELD_KIND_BOOL:
            *(bool *)place = statement_int(statement, i) != 0;
            break;
        case FIELD_KIND_INT:
        case FIELD_KIND_ID:
        case FIELD_KIND_TIME: {
            int64_t value = statement_int(statement, i);
            *(int64_t *)place = value == 0 && statement_is_null(statement, i) ? NO_INT : value;
            break;
        }
        case FIELD_KIND_REAL:
            *(double *)place =
                statement_is_null(statement, i) ? (double)NAN : statement_real(statement, i);
            break;
        case FIELD_KIND_TEXT:
        case FIELD_KIND_ENUM:
        case FIELD_KIND_DATE:
            read_text(statement, arena, i, false, place);
            break;
        case FIELD_KIND_BYTES:
            read_text(statement, arena, i, true, place);
            break;
        case FIELD_KIND_STRUCT:
        case FIELD_KIND_LIST:
            break; /* refused before */
        }
    }
}

void statement_read(const struct statement *statement, const struct row_column *columns, int count,
                    struct arena *arena, void *row)
{
    const struct engine *engine = statement->connection->engine;
    if (engine->read != NULL) {
        engine->read(statement, columns, count, arena, row);
    } else {
        read_columns(statement, columns, count, arena, row);
    }
}
