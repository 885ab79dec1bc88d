/* The files of a feed: the newest one that fits, read whole or not at all. Every folder on the way is one,
 * not a link to somewhere else; what may still be written or was cut off is not taken for the truth. */
#include "platform/sheet/sheet.h"
#include "platform/work/platform.h"
#include "slices/records/feed.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void close_file(const int *file)
{
    if (*file >= 0) {
        close(*file);
    }
}
#define FILE_SCOPED __attribute__((cleanup(close_file)))

/* DATA/feeds may be a link, made by who runs the server; below it there are none. Returns owned; -1: it
 * is not there. */
static int open_folder(struct call *call, const struct feed *feed)
{
    struct str root =
        str_format(call->arena, "%.*s/feeds", STR_ARG(call->platform->data_directory));
    int folder = open(str_c(call->arena, root), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct str rest = feed->folder;
    struct str part;
    while (folder >= 0 && str_next(&rest, '/', &part)) {
        int below = openat(folder, str_c(call->arena, part),
                           O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        close(folder);
        folder = below;
    }
    return folder;
}

static int64_t written_at(const struct stat *stat)
{
    return (int64_t)stat->st_mtim.tv_sec * 1000 + stat->st_mtim.tv_nsec / 1000000;
}

/* By the time of writing; of two of one time, the name that comes later. */
static bool is_newer(const struct feed_file *file, const struct feed_file *than)
{
    return file->time != than->time ? file->time > than->time
                                    : str_compare(file->name, than->name) > 0;
}

enum status feed_file_newest(struct call *call, const struct feed *feed, struct feed_file *out)
{
    int folder = open_folder(call, feed);
    DIR *list = folder < 0 ? NULL : fdopendir(folder);
    if (list == NULL) {
        close_file(&folder);
        struct err_item *item =
            err_add(call->err, N_("There is no folder {folder} for this feed."));
        err_text(call->err, item, "folder", feed->folder);
        return INVALID;
    }
    const char *pattern = str_c(call->arena, feed->pattern);
    struct feed_file newest = {.time = -1};
    for (const struct dirent *entry = readdir(list); entry != NULL; entry = readdir(list)) {
        struct stat stat;
        bool is_file = fnmatch(pattern, entry->d_name, FNM_PERIOD) == 0 &&
                       fstatat(folder, entry->d_name, &stat, AT_SYMLINK_NOFOLLOW) == 0 &&
                       S_ISREG(stat.st_mode) && str_is_utf8(str_of(entry->d_name));
        if (!is_file) {
            continue;
        }
        struct feed_file file = {str_of(entry->d_name), stat.st_size, written_at(&stat)};
        if (newest.time < 0 || is_newer(&file, &newest)) {
            newest = file;
            newest.name = str_copy(call->arena, file.name);
        }
    }
    closedir(list);
    if (newest.time < 0) {
        return NOT_FOUND;
    }
    *out = newest;
    return OK;
}

/* --- Reading --- */

static enum status refuse(struct call *call, const char *message)
{
    return err_return(call->err, INVALID, message);
}

static bool read_all(int file, char *at, size_t bytes)
{
    size_t done = 0;
    while (done < bytes) {
        ssize_t some = read(file, at + done, bytes - done);
        if (some <= 0 && !(some < 0 && errno == EINTR)) {
            return false;
        }
        done += some > 0 ? (size_t)some : 0;
    }
    return true;
}

static bool is_workbook(struct str bytes)
{
    return str_starts(bytes, STR("PK\x03\x04")) || str_starts(bytes, STR("\xD0\xCF\x11\xE0"));
}

static bool is_ascii(struct str bytes)
{
    for (size_t i = 0; i < bytes.len; i++) {
        if ((unsigned char)bytes.at[i] > 127) {
            return false;
        }
    }
    return true;
}

static enum status judge(struct call *call, const struct feed *feed, struct str bytes)
{
    if (is_workbook(bytes)) {
        return OK; /* one that is cut off cannot be opened */
    }
    if (bytes.at[bytes.len - 1] != '\n') {
        return refuse(call,
                      N_("The file has no end: its last line is not finished. It is cut off, or "
                         "still being written."));
    }
    bool is_utf8 = str_is_utf8(bytes);
    if (str_equal(feed->encoding, STR("utf-8")) && !is_utf8) {
        return refuse(call, N_("The file is not in UTF-8, as this feed says."));
    }
    if (str_equal(feed->encoding, STR("latin-1")) && is_utf8 && !is_ascii(bytes)) {
        return refuse(call, N_("The file is not in Latin-1, as this feed says."));
    }
    return OK;
}

enum status feed_file_read(struct call *call, const struct feed *feed, struct feed_file *file,
                           struct str *out_bytes)
{
    int folder FILE_SCOPED = open_folder(call, feed);
    int opened FILE_SCOPED = folder < 0 ? -1
                                        : openat(folder, str_c(call->arena, file->name),
                                                 O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    struct stat before, after;
    if (opened < 0 || fstat(opened, &before) != 0) {
        return refuse(call, N_("The file cannot be read."));
    }
    if (before.st_size == 0) {
        return refuse(call, N_("The file is empty."));
    }
    if (before.st_size > IMPORT_BYTES) {
        return refuse(call, N_("The file is too large."));
    }
    size_t bytes = (size_t)before.st_size;
    char *at = arena_alloc(call->arena, bytes);
    bool is_whole = read_all(opened, at, bytes) && fstat(opened, &after) == 0 &&
                    after.st_size == before.st_size && written_at(&after) == written_at(&before);
    file->size = before.st_size;
    file->time = written_at(&before);
    if (!is_whole) {
        return refuse(call, N_("The file is still being written."));
    }
    *out_bytes = (struct str){at, bytes};
    return judge(call, feed, *out_bytes);
}

/* --- Headings --- */

static bool has_heading(struct arena *arena, const struct csv_record *header, const char *name)
{
    struct str wanted = column_fold(arena, str_of(name));
    for (size_t i = 0; i < header->cell_count; i++) {
        if (str_equal(wanted, column_fold(arena, header->cells[i]))) {
            return true;
        }
    }
    return false;
}

static enum status refuse_missing(struct call *call, struct str name)
{
    struct err_item *item = err_add(call->err, N_("The file has no column {name}."));
    err_text(call->err, item, "name", name);
    item->line = 1;
    return INVALID;
}

static enum status find_headings(struct call *call, const struct feed *feed,
                                 const struct import_kind *mapped, const struct csv_record *header,
                                 struct str *out_columns)
{
    struct arena *arena = call->arena;
    struct feed_mapping mapping;
    TRY(feed_mapping_read(arena, mapped, feed->mapping, &mapping, call->err));
    for (size_t i = 0; i < mapping.count; i++) {
        if (strcmp(mapping.aliases[i].field, "-") != 0 &&
            !has_heading(arena, header, mapping.aliases[i].name)) {
            return refuse_missing(call, str_of(mapping.aliases[i].name));
        }
    }
    struct columns columns = {.table = mapped->record->entity->table, .aliases = mapped->aliases};
    TRY(columns_find(arena, header, &columns, call->err));
    struct str rest = feed->columns;
    struct str name;
    while (str_next(&rest, '\n', &name)) {
        const struct field *field = table_field(columns.table, name);
        if (field != NULL && (columns.present >> (field - columns.table->fields) & 1) == 0) {
            return refuse_missing(call, name);
        }
    }
    *out_columns = (struct str){NULL, 0};
    for (size_t i = 0; i < columns.table->field_count; i++) {
        if ((columns.present >> i & 1) != 0) {
            *out_columns =
                str_format(arena, "%.*s%s\n", STR_ARG(*out_columns), columns.table->fields[i].name);
        }
    }
    return OK;
}

enum status feed_file_headings(struct call *call, const struct feed *feed,
                               const struct import_kind *mapped, struct str bytes,
                               struct str *out_columns)
{
    *out_columns = (struct str){NULL, 0};
    if (mapped->read != NULL) {
        return OK; /* a file of a form of its own */
    }
    struct rows_reader reader = {0};
    TRY(rows_open(&reader, call->arena, bytes, call->err));
    enum status status = find_headings(call, feed, mapped, &reader.header, out_columns);
    rows_close(&reader);
    return status;
}
