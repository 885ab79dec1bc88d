/* Migrations: one global order over all rooms and slices, by number; forward only, each in its own
 * transaction, remembered with a checksum. Files `schema/0007-register-building.sql` (one text for
 * both engines) or `….sqlite.sql` and `….postgres.sql`, listed as `migrations = files(…)` in the room's
 * meson.build; the build (tools/sql.py schema) embeds them as `<ROOM>_MIGRATIONS` in the generated
 * "<room>_schema.h".
 *
 * The one text is written for SQLite with STRICT tables: INTEGER, REAL, TEXT, BLOB. For PostgreSQL the
 * build writes BIGINT, DOUBLE PRECISION, TEXT COLLATE "C" (texts compare by bytes on both engines) and
 * BYTEA, and leaves STRICT out. */
#ifndef SAMSYN_DB_MIGRATE_H
#define SAMSYN_DB_MIGRATE_H

#include "platform/db/db.h"

struct migration {
    int number;
    const char *name;
    const char *sqlite;
    const char *postgres;
};

/* Brings the database up to the newest of `count` migrations (any order given). INVALID when a
 * remembered checksum differs, a number is missing, or the database is newer than the program. */
enum status db_migrate(struct db *db, const struct migration *const *migrations, size_t count,
                       struct err *err) MUST_CHECK;

#endif
