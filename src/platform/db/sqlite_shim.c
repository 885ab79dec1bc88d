/* The pass-through VFS. A file is our sqlite3_file followed by the parent's. */
#include "platform/db/sqlite_shim.h"

#include <string.h>

struct shim_file {
    sqlite3_file base; /* first */
    struct shim *shim;
    int open_flags;
    sqlite3_file *parent; /* in the memory behind this struct */
};

/* What SQLite hands back is what shim_open() was given. */
static struct shim_file *shim_file(sqlite3_file *file)
{
    return (struct shim_file *)(void *)file;
}

static sqlite3_file *parent_file(sqlite3_file *file)
{
    return shim_file(file)->parent;
}

static int file_ask(sqlite3_file *file, enum shim_operation operation, int *bytes)
{
    struct shim_file *our = shim_file(file);
    struct shim_question question = {operation, our->open_flags, bytes != NULL ? *bytes : 0};
    int code = our->shim->ask(our->shim->self, &question);
    if (bytes != NULL) {
        *bytes = question.bytes;
    }
    return code;
}

static int shim_close(sqlite3_file *file)
{
    sqlite3_file *parent = parent_file(file);
    int code = parent->pMethods != NULL ? parent->pMethods->xClose(parent) : SQLITE_OK;
    file->pMethods = NULL;
    return code;
}

static int shim_read(sqlite3_file *file, void *to, int bytes, sqlite3_int64 at)
{
    int code = file_ask(file, SHIM_READ, &bytes);
    sqlite3_file *parent = parent_file(file);
    return code != SQLITE_OK ? code : parent->pMethods->xRead(parent, to, bytes, at);
}

static int shim_write(sqlite3_file *file, const void *from, int bytes, sqlite3_int64 at)
{
    int wanted = bytes;
    int code = file_ask(file, SHIM_WRITE, &bytes);
    sqlite3_file *parent = parent_file(file);
    if (code == SQLITE_OK) {
        return parent->pMethods->xWrite(parent, from, wanted, at);
    }
    if (bytes > 0 && bytes < wanted) {
        (void)parent->pMethods->xWrite(parent, from, bytes, at);
    }
    return code;
}

static int shim_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    int code = file_ask(file, SHIM_TRUNCATE, NULL);
    sqlite3_file *parent = parent_file(file);
    return code != SQLITE_OK ? code : parent->pMethods->xTruncate(parent, size);
}

static int shim_sync(sqlite3_file *file, int flags)
{
    int code = file_ask(file, SHIM_SYNC, NULL);
    sqlite3_file *parent = parent_file(file);
    return code != SQLITE_OK ? code : parent->pMethods->xSync(parent, flags);
}

static int shim_size(sqlite3_file *file, sqlite3_int64 *out)
{
    return parent_file(file)->pMethods->xFileSize(parent_file(file), out);
}

static int shim_lock(sqlite3_file *file, int level)
{
    return parent_file(file)->pMethods->xLock(parent_file(file), level);
}

static int shim_unlock(sqlite3_file *file, int level)
{
    return parent_file(file)->pMethods->xUnlock(parent_file(file), level);
}

static int shim_reserved(sqlite3_file *file, int *out)
{
    return parent_file(file)->pMethods->xCheckReservedLock(parent_file(file), out);
}

static int shim_control(sqlite3_file *file, int operation, void *argument)
{
    return parent_file(file)->pMethods->xFileControl(parent_file(file), operation, argument);
}

static int shim_sector(sqlite3_file *file)
{
    return parent_file(file)->pMethods->xSectorSize(parent_file(file));
}

static int shim_characteristics(sqlite3_file *file)
{
    return parent_file(file)->pMethods->xDeviceCharacteristics(parent_file(file));
}

static int shim_map(sqlite3_file *file, int page, int bytes, int is_write, void volatile **out)
{
    return parent_file(file)->pMethods->xShmMap(parent_file(file), page, bytes, is_write, out);
}

static int shim_map_lock(sqlite3_file *file, int offset, int count, int flags)
{
    return parent_file(file)->pMethods->xShmLock(parent_file(file), offset, count, flags);
}

static void shim_map_barrier(sqlite3_file *file)
{
    parent_file(file)->pMethods->xShmBarrier(parent_file(file));
}

static int shim_unmap(sqlite3_file *file, int is_deleted)
{
    return parent_file(file)->pMethods->xShmUnmap(parent_file(file), is_deleted);
}

static int shim_fetch(sqlite3_file *file, sqlite3_int64 at, int bytes, void **out)
{
    return parent_file(file)->pMethods->xFetch(parent_file(file), at, bytes, out);
}

static int shim_unfetch(sqlite3_file *file, sqlite3_int64 at, void *page)
{
    return parent_file(file)->pMethods->xUnfetch(parent_file(file), at, page);
}

static sqlite3_vfs *parent_vfs(sqlite3_vfs *vfs)
{
    return vfs->pAppData;
}

static struct shim *vfs_shim(sqlite3_vfs *vfs)
{
    return (struct shim *)(void *)vfs;
}

static int shim_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags,
                     int *out_flags)
{
    struct shim_file *our = shim_file(file);
    our->base.pMethods = NULL;
    our->shim = vfs_shim(vfs);
    our->open_flags = flags;
    our->parent = (sqlite3_file *)(void *)(our + 1);
    struct shim_question question = {SHIM_OPEN, flags, 0};
    int code = our->shim->ask(our->shim->self, &question);
    if (code != SQLITE_OK) {
        return code;
    }
    code = parent_vfs(vfs)->xOpen(parent_vfs(vfs), name, our->parent, flags, out_flags);
    if (our->parent->pMethods != NULL) {
        our->base.pMethods = &our->shim->methods;
    }
    return code;
}

static int shim_delete(sqlite3_vfs *vfs, const char *name, int is_directory_synced)
{
    struct shim_question question = {SHIM_DELETE, 0, 0};
    int code = vfs_shim(vfs)->ask(vfs_shim(vfs)->self, &question);
    return code != SQLITE_OK ? code
                             : parent_vfs(vfs)->xDelete(parent_vfs(vfs), name, is_directory_synced);
}

static int shim_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
    return parent_vfs(vfs)->xAccess(parent_vfs(vfs), name, flags, out);
}

static int shim_full_name(sqlite3_vfs *vfs, const char *name, int bytes, char *out)
{
    return parent_vfs(vfs)->xFullPathname(parent_vfs(vfs), name, bytes, out);
}

static int shim_randomness(sqlite3_vfs *vfs, int bytes, char *out)
{
    return parent_vfs(vfs)->xRandomness(parent_vfs(vfs), bytes, out);
}

static int shim_sleep(sqlite3_vfs *vfs, int us)
{
    return parent_vfs(vfs)->xSleep(parent_vfs(vfs), us);
}

static int shim_time(sqlite3_vfs *vfs, sqlite3_int64 *out)
{
    return parent_vfs(vfs)->xCurrentTimeInt64(parent_vfs(vfs), out);
}

static int shim_last_error(sqlite3_vfs *vfs, int bytes, char *out)
{
    return parent_vfs(vfs)->xGetLastError(parent_vfs(vfs), bytes, out);
}

static const sqlite3_io_methods SHIM_METHODS = {
    .iVersion = 3,
    .xClose = shim_close,
    .xRead = shim_read,
    .xWrite = shim_write,
    .xTruncate = shim_truncate,
    .xSync = shim_sync,
    .xFileSize = shim_size,
    .xLock = shim_lock,
    .xUnlock = shim_unlock,
    .xCheckReservedLock = shim_reserved,
    .xFileControl = shim_control,
    .xSectorSize = shim_sector,
    .xDeviceCharacteristics = shim_characteristics,
    .xShmMap = shim_map,
    .xShmLock = shim_map_lock,
    .xShmBarrier = shim_map_barrier,
    .xShmUnmap = shim_unmap,
    .xFetch = shim_fetch,
    .xUnfetch = shim_unfetch,
};

int shim_register(struct shim *shim, const char *name, const char *parent)
{
    sqlite3_vfs *found = sqlite3_vfs_find(parent);
    if (found == NULL) {
        return SQLITE_NOTFOUND;
    }
    shim->methods = SHIM_METHODS;
    shim->vfs = (sqlite3_vfs){
        .iVersion = 2,
        .szOsFile = (int)sizeof(struct shim_file) + found->szOsFile,
        .mxPathname = found->mxPathname,
        .zName = name,
        .pAppData = found,
        .xOpen = shim_open,
        .xDelete = shim_delete,
        .xAccess = shim_access,
        .xFullPathname = shim_full_name,
        .xRandomness = shim_randomness,
        .xSleep = shim_sleep,
        .xCurrentTimeInt64 = shim_time,
        .xGetLastError = shim_last_error,
    };
    return sqlite3_vfs_register(&shim->vfs, 0);
}

void shim_unregister(struct shim *shim)
{
    (void)sqlite3_vfs_unregister(&shim->vfs);
}
