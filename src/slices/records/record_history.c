/* A sheet's history names the file that a change came from, and leads to its import for those who may
 * import there: one statement, and none when no file is in it. */
#include "slices/records/record_history.h"
#include "platform/work/platform.h"
#include "records_queries.h"
#include "slices/records/import.h"

struct file_row {
    int64_t id;
    struct str kind, file_name;
};
static const struct field FILE_FIELDS[] = {
    FIELD(ID, struct file_row, id, NULL),
    FIELD(TEXT, struct file_row, kind, NULL),
    FIELD(TEXT, struct file_row, file_name, NULL),
};
static const struct table FILE_TABLE = TABLE("import_file", struct file_row, FILE_FIELDS);

struct cause_row {
    int64_t id;
};
static const struct field CAUSE_FIELDS[] = {FIELD(ID, struct cause_row, id, NULL)};
static const struct table CAUSE_TABLE = TABLE("cause", struct cause_row, CAUSE_FIELDS);
struct causes_bind {
    struct cause_row *ids;
    size_t ids_count;
};
static const struct field CAUSES_FIELDS[] = {
    FIELD_LIST_OF(struct causes_bind, ids, &CAUSE_TABLE, NULL)};
static const struct table CAUSES_TABLE = TABLE("causes", struct causes_bind, CAUSES_FIELDS);

/* The page of an import is open to who may change by hand what it brought. */
static bool may_open(const struct request *request, const struct file_row *file)
{
    const struct import_kind *kind = import_kind_named(request->call.platform, file->kind);
    return kind != NULL && viewer_may(&request->viewer, kind->record->edit->key);
}

static void name_file(const struct request *request, const struct rows *files,
                      struct history_entry *entry)
{
    const struct file_row *file = files->at;
    for (size_t i = 0; i < files->count; i++) {
        if (file[i].id == entry->cause && may_open(request, &file[i])) {
            entry->file = file[i].file_name;
            entry->file_path =
                str_format(request->call.arena, "/imports/%lld", (long long)file[i].id);
        }
    }
}

enum status record_history_files(struct request *request, struct history_view *history)
{
    struct arena *arena = request->call.arena;
    struct causes_bind causes = {ARENA_ARRAY(arena, history->count + 1, struct cause_row), 0};
    for (size_t i = 0; i < history->count; i++) {
        if (history->entries[i].cause != NO_INT) {
            causes.ids[causes.ids_count++].id = history->entries[i].cause;
        }
    }
    if (causes.ids_count == 0 || !viewer_may(&request->viewer, RECORDS_IMPORT.key)) {
        return OK;
    }
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct rows files = {.table = &FILE_TABLE};
    TRY(query_rows(tx, arena, &RECORDS_IMPORT_FILES, bind_row(&CAUSES_TABLE, &causes), &files));
    for (size_t i = 0; i < history->count; i++) {
        name_file(request, &files, &history->entries[i]);
    }
    return OK;
}
