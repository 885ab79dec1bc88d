/* A disk that fails when a test wants it to: a VFS for db_options.vfs.
 *
 *     struct fault fault;
 *     fault_install(&fault, "faulty");           … options.vfs = "faulty"
 *     fault_plan(&fault, SHIM_SYNC, 3, SQLITE_IOERR_FSYNC);   the third fsync from now fails
 *     fault_lift(&fault);
 *     fault_remove(&fault);                      after the database is closed
 */
#ifndef SAMSYN_DB_FAULT_TEST_SUPPORT_H
#define SAMSYN_DB_FAULT_TEST_SUPPORT_H

#include "platform/db/sqlite_shim.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct fault {
    struct shim shim;
    _Atomic int operation;   /* enum shim_operation that counts; -1: any that changes the disk */
    _Atomic int64_t at;      /* fails when it has counted down to 0; 0 or less: nothing planned */
    _Atomic int code;        /* with which SQLite code */
    _Atomic bool is_lasting; /* and all that follow */
    _Atomic bool is_torn;    /* half of the write is done */
    _Atomic int sync_us;     /* each fsync takes so long */
    _Atomic int64_t failed;  /* how many have failed */
};

enum { FAULT_ANY = -1 };

void fault_install(struct fault *fault, const char *name);
void fault_remove(struct fault *fault);
/* The `at`-th operation from now fails, once. */
void fault_plan(struct fault *fault, int operation, int64_t at, int code);
/* From now on each fails, until fault_lift(). */
void fault_last(struct fault *fault, int operation, int code);
void fault_lift(struct fault *fault);

#endif
