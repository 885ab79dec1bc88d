/* Bringing a database up to date. */
#include "platform/db/migrate.h"

#include "platform/base/log.h"
#include "platform/base/vec.h"
#include "platform/db/engine.h"

#include <inttypes.h>

static const char *const TABLE_SQLITE =
    "CREATE TABLE IF NOT EXISTS schema_migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL,"
    " checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT";
static const char *const TABLE_POSTGRES =
    "CREATE TABLE IF NOT EXISTS schema_migration (number BIGINT PRIMARY KEY,"
    " name TEXT COLLATE \"C\" NOT NULL, checksum TEXT COLLATE \"C\" NOT NULL,"
    " applied_at BIGINT NOT NULL)";

static const char *const NONE[] = {NULL};
static const struct query APPLIED = {
    .name = "schema_applied",
    .sqlite = "SELECT number, checksum FROM schema_migration ORDER BY number",
    .postgres = "SELECT number, checksum FROM schema_migration ORDER BY number",
    .parameters = NONE,
};
static const char *const REMEMBER_PARAMETERS[] = {"number", "name", "checksum", "applied_at", NULL};
static const struct query REMEMBER = {
    .name = "schema_remember",
    .sqlite = "INSERT INTO schema_migration (number, name, checksum, applied_at)"
              " VALUES (?1, ?2, ?3, ?4)",
    .postgres = "INSERT INTO schema_migration (number, name, checksum, applied_at)"
                " VALUES ($1, $2, $3, $4)",
    .parameters = REMEMBER_PARAMETERS,
    .number = 1,
};

struct applied {
    int64_t number;
    struct str checksum;
};

struct upgrade {
    struct db *db;
    struct connection *connection;
    struct arena *arena;
    const struct migration **ordered;
    size_t count;
    struct err *err;
};

static const char *text_of(const struct upgrade *upgrade, const struct migration *migration)
{
    return upgrade->db->kind == DB_ENGINE_SQLITE ? migration->sqlite : migration->postgres;
}

static struct str checksum_of(const struct upgrade *upgrade, const struct migration *migration)
{
    return str_format(upgrade->arena, "%016" PRIx64, str_hash(str_of(text_of(upgrade, migration))));
}

static enum status refuse(const struct upgrade *upgrade, int64_t number, const char *message)
{
    struct err_item *item = err_add(upgrade->err, message);
    err_int(item, "number", number);
    return INVALID;
}

static int by_number(const void *a, const void *b)
{
    const struct migration *const *left = a;
    const struct migration *const *right = b;
    return ((*left)->number > (*right)->number) - ((*left)->number < (*right)->number);
}

static enum status put_in_order(struct upgrade *upgrade, const struct migration *const *migrations)
{
    struct vec ordered = vec_of(upgrade->arena, sizeof(const struct migration *));
    for (size_t i = 0; i < upgrade->count; i++) {
        *(const struct migration **)vec_add(&ordered) = migrations[i];
    }
    vec_sort(&ordered, by_number);
    upgrade->ordered = ordered.at;
    for (size_t i = 1; i < upgrade->count; i++) {
        if (upgrade->ordered[i]->number == upgrade->ordered[i - 1]->number) {
            return refuse(upgrade, upgrade->ordered[i]->number,
                          N_("Two migrations have the number {number}."));
        }
    }
    return OK;
}

static enum status read_applied(const struct upgrade *upgrade, struct vec *out_applied)
{
    struct tx *tx = &upgrade->connection->tx;
    STATEMENT_SCOPED struct statement *statement = NULL;
    TRY(statement_take(tx, &APPLIED, &statement));
    for (bool has_row = true; has_row;) {
        TRY(statement_step(statement, &has_row));
        if (has_row) {
            struct applied *applied = vec_add(out_applied);
            applied->number = statement_int(statement, 0);
            applied->checksum = str_copy(upgrade->arena, statement_text(statement, 1));
        }
    }
    return OK;
}

/* What the database has must be the beginning of what the program brings. */
static enum status compare(const struct upgrade *upgrade, const struct vec *applied)
{
    for (size_t i = 0; i < applied->count; i++) {
        const struct applied *old = vec_get(applied, i);
        if (i >= upgrade->count || upgrade->ordered[i]->number > old->number) {
            return refuse(
                upgrade, old->number,
                N_("The database is newer than this program: it has migration {number}."));
        }
        if (upgrade->ordered[i]->number < old->number) {
            return refuse(
                upgrade, upgrade->ordered[i]->number,
                "Migration {number} is missing in the database, though later ones are in.");
        }
        if (!str_equal(checksum_of(upgrade, upgrade->ordered[i]), old->checksum)) {
            return refuse(upgrade, old->number,
                          N_("Migration {number} is not the one that the database was made with."));
        }
    }
    return OK;
}

static enum status remember(const struct upgrade *upgrade, const struct migration *migration)
{
    struct tx *tx = &upgrade->connection->tx;
    STATEMENT_SCOPED struct statement *statement = NULL;
    bool has_row = false;
    TRY(statement_take(tx, &REMEMBER, &statement));
    TRY(statement_bind_int(statement, 0, migration->number));
    TRY(statement_bind_text(statement, 1, str_of(migration->name)));
    struct str checksum = checksum_of(upgrade, migration);
    TRY(statement_bind_text(statement, 2, checksum));
    TRY(statement_bind_int(statement, 3, real_now_ms()));
    return statement_step(statement, &has_row);
}

static enum status apply(const struct upgrade *upgrade, const struct migration *migration)
{
    const struct engine *engine = upgrade->db->engine;
    struct connection *connection = upgrade->connection;
    TRY(engine->begin(connection, BEGIN_WRITE));
    enum status status = engine->script(connection, text_of(upgrade, migration));
    if (status == OK) {
        status = remember(upgrade, migration);
    }
    if (status == OK) {
        status = engine->commit(connection);
    }
    engine->rollback(connection);
    if (status == OK) {
        log_info("db.migrated", "number=%d name=%s", migration->number, migration->name);
    } else {
        log_error("db.migration_failed", "number=%d name=%s", migration->number, migration->name);
    }
    return status;
}

static enum status bring_up(struct upgrade *upgrade, const struct migration *const *migrations)
{
    const struct engine *engine = upgrade->db->engine;
    bool is_sqlite = upgrade->db->kind == DB_ENGINE_SQLITE;
    TRY(put_in_order(upgrade, migrations));
    if (!is_sqlite) {
        /* Nodes that start together go one after the other. The connection's end lets go. */
        TRY(engine->script(upgrade->connection,
                           "SELECT pg_advisory_lock(hashtext('samsyn ' || current_schema()))"));
    }
    TRY(engine->script(upgrade->connection, is_sqlite ? TABLE_SQLITE : TABLE_POSTGRES));
    struct vec applied = vec_of(upgrade->arena, sizeof(struct applied));
    TRY(read_applied(upgrade, &applied));
    TRY(compare(upgrade, &applied));
    for (size_t i = applied.count; i < upgrade->count; i++) {
        TRY(apply(upgrade, upgrade->ordered[i]));
    }
    return OK;
}

enum status db_migrate(struct db *db, const struct migration *const *migrations, size_t count,
                       struct err *err)
{
    ARENA_SCOPED(scratch);
    struct upgrade upgrade = {.db = db, .arena = scratch, .count = count, .err = err};
    TRY(db->engine->open(db, CONNECTION_MIGRATES, &upgrade.connection, err));
    upgrade.connection->tx.arena = scratch;
    enum status status = bring_up(&upgrade, migrations);
    connection_close(upgrade.connection);
    return status;
}
