/* A VFS that passes everything on to another one and is asked before each read, write, sync and so
 * on. The program counts fsyncs with it; tests make the k-th operation fail with it.
 */
#ifndef SAMSYN_DB_SQLITE_SHIM_H
#define SAMSYN_DB_SQLITE_SHIM_H

#include <sqlite3.h>

enum shim_operation { SHIM_OPEN, SHIM_DELETE, SHIM_READ, SHIM_WRITE, SHIM_TRUNCATE, SHIM_SYNC };

struct shim_question {
    enum shim_operation operation;
    int open_flags; /* of the file, SQLITE_OPEN_MAIN_DB and so on; 0 for SHIM_DELETE */
    int bytes;      /* of a read or write; an answer may make a write shorter (torn) */
};

struct shim {
    sqlite3_vfs vfs; /* first; `pAppData` is the parent */
    sqlite3_io_methods methods;
    void *self;
    /* SQLITE_OK lets it through; any other code is its result. A write with fewer `bytes` than asked
     * for is done so far and then fails with the code. */
    int (*ask)(void *self, struct shim_question *question);
};

/* Registers `shim` as `name` (borrowed while registered) over the VFS `parent`, NULL for the
 * system's. Set self and ask before. An SQLite code. */
int shim_register(struct shim *shim, const char *name, const char *parent);
void shim_unregister(struct shim *shim);

#endif
