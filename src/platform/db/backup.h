/* One file with everything in it, and the way back; SQLite. A PostgreSQL is backed up with its own
 * tools, which know its replicas and its log (INVALID here).
 *
 * The copy is the state of one moment; others read and write on meanwhile. It is checked before it gets
 * its name, so a file of that name is whole.
 */
#ifndef SAMSYN_DB_BACKUP_H
#define SAMSYN_DB_BACKUP_H

#include "platform/db/db.h"

struct backup_watch {
    void (*progress)(void *self, int64_t done, int64_t total); /* pages; may be NULL */
    void *self;
    const _Atomic bool *is_cancelled; /* may be NULL */
};

/* CONFLICT when `path` is there already, UNAVAILABLE when it cannot be written or was cancelled. */
enum status db_backup(struct db *db, const char *path, const struct backup_watch *watch,
                      struct err *err) MUST_CHECK;

/* Makes the database file `location` from a backup; no program may have it open. CONFLICT when there
 * is one already, INVALID when `path` is not a whole backup of this program's. */
enum status db_restore(const char *path, const char *location, const struct backup_watch *watch,
                       struct err *err) MUST_CHECK;

#endif
