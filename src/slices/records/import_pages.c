/* The pages of imports: those there were, handing in a file, and one import in
 * whatever state it is. */
#include "platform/base/vec.h"
#include "platform/web/page.h"
#include "platform/work/job.h"
#include "platform/work/platform.h"
#include "records_queries.h"
#include "slices/records/feed.h"
#include "slices/records/import_handlers.h"

/* --- Those there were --- */

struct imports_row {
    int64_t id, person_id, created_at, row_count, new_count, changed_count, refused_count;
    struct str kind, file_name, state, person_name;
};
static const struct field IMPORTS_ROW_FIELDS[] = {
    FIELD(ID, struct imports_row, id, N_("Id")),
    FIELD(TEXT, struct imports_row, file_name, N_("File")),
    FIELD(TEXT, struct imports_row, kind, N_("Kind")),
    FIELD(ENUM, struct imports_row, state, N_("State"), .choices = IMPORT_STATES),
    FIELD(ID, struct imports_row, person_id, N_("Person's number")),
    FIELD(TEXT, struct imports_row, person_name, N_("Who"), .flags = FIELD_PERSONAL),
    FIELD(TIME, struct imports_row, created_at, N_("When")),
    FIELD(INT, struct imports_row, row_count, N_("Lines")),
    FIELD(INT, struct imports_row, new_count, N_("New")),
    FIELD(INT, struct imports_row, changed_count, N_("Changed")),
    FIELD(INT, struct imports_row, refused_count, N_("Refused")),
};
static const struct table IMPORTS_ROW_TABLE =
    TABLE("import", struct imports_row, IMPORTS_ROW_FIELDS);

struct imports_view {
    struct imports_row *imports;
    size_t imports_count;
    bool may_feed;
};
static const struct field IMPORTS_VIEW_FIELDS[] = {
    FIELD_LIST_OF(struct imports_view, imports, &IMPORTS_ROW_TABLE, N_("Imports")),
    FIELD(BOOL, struct imports_view, may_feed, NULL),
};
const struct table IMPORTS_VIEW_TABLE = TABLE("imports", struct imports_view, IMPORTS_VIEW_FIELDS);

static struct str kind_label(struct request *request, struct str key)
{
    const struct import_kind *kind = import_kind_named(request->call.platform, key);
    return kind == NULL ? key : translate(request->call.language, kind->label);
}

enum status imports_show(struct request *request, const void *form, void *view)
{
    (void)form;
    struct imports_view *page = view;
    struct list_page list = {.rows.table = &IMPORTS_ROW_TABLE};
    bool is_all = viewer_may_all(&request->viewer, RECORDS_IMPORT.key);
    TRY(request_list(request, &RECORDS_IMPORTS, is_all ? "all" : "areas", bind_none(), &list));
    page->may_feed = viewer_may(&request->viewer, RECORDS_FEED.key);
    page->imports = list.rows.at;
    page->imports_count = list.rows.count;
    int64_t *people = ARENA_ARRAY(request->call.arena, page->imports_count + 1, int64_t);
    for (size_t i = 0; i < page->imports_count; i++) {
        people[i] = page->imports[i].person_id;
    }
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct people_names names;
    TRY(people_names_read(tx, request->call.language, people, page->imports_count, &names));
    for (size_t i = 0; i < page->imports_count; i++) {
        page->imports[i].person_name = people_name(&names, page->imports[i].person_id);
        page->imports[i].kind = kind_label(request, page->imports[i].kind);
    }
    request_topic(request, &IMPORT_TABLE, NO_INT);
    return OK;
}

/* --- Handing in --- */

struct import_new_form {
    struct str kind;
    int64_t area_id;
    struct str file;
};
static const struct field IMPORT_NEW_FORM_FIELDS[] = {
    FIELD(TEXT, struct import_new_form, kind, N_("What the file holds"), .flags = FIELD_REQUIRED),
    FIELD(ID, struct import_new_form, area_id, N_("Area"), .flags = FIELD_REQUIRED,
          .help = N_("Of the lines that name none.")),
    FIELD(BYTES, struct import_new_form, file, N_("File"),
          .help = N_("CSV or Excel (xlsx), at most 32 MB. An empty cell "
                     "changes nothing.")),
};
const struct table IMPORT_NEW_FORM_TABLE =
    TABLE("import_new_form", struct import_new_form, IMPORT_NEW_FORM_FIELDS);

struct import_new_view {
    struct str kind;
    int64_t area_id;
    struct page_choice *kind_choices;
    size_t kind_choices_count;
    struct page_choice *area_id_choices;
    size_t area_id_choices_count;
};
static const struct field IMPORT_NEW_VIEW_FIELDS[] = {
    FIELD(TEXT, struct import_new_view, kind, N_("What the file holds")),
    FIELD_LIST_OF(struct import_new_view, kind_choices, &PAGE_CHOICE_TABLE, NULL),
    FIELD(ID, struct import_new_view, area_id, N_("Area")),
    FIELD_LIST_OF(struct import_new_view, area_id_choices, &PAGE_CHOICE_TABLE, NULL),
};
const struct table IMPORT_NEW_VIEW_TABLE =
    TABLE("import_new", struct import_new_view, IMPORT_NEW_VIEW_FIELDS);

/* Files bring in only what one may change by hand. */
static bool may_bring(const struct request *request, const struct import_kind *kind)
{
    return viewer_may(&request->viewer, kind->record->edit->key);
}

void import_kind_choices(struct request *request, struct page_choice **out_choices,
                         size_t *out_count)
{
    const struct slice *const *slices = request->call.platform->slices;
    struct vec choices = vec_of(request->call.arena, sizeof(struct page_choice));
    for (size_t i = 0; slices[i] != NULL; i++) {
        const struct import_kind *const *kind =
            module_is_on(request->call.platform, slices[i]->module) ? slices[i]->imports : NULL;
        for (; kind != NULL && *kind != NULL; kind++) {
            if (may_bring(request, *kind)) {
                *(struct page_choice *)vec_add(&choices) = (struct page_choice){
                    .key = str_of((*kind)->key),
                    .label = translate(request->call.language, (*kind)->label)};
            }
        }
    }
    *out_choices = choices.at;
    *out_count = choices.count;
}

static void show_kinds(struct request *request, struct import_new_view *page)
{
    import_kind_choices(request, &page->kind_choices, &page->kind_choices_count);
    page->kind = page->kind_choices_count > 0 ? page->kind_choices[0].key : (struct str){NULL, 0};
    struct str asked = request_raw(request, "kind"); /* a link that leads here for one kind */
    for (size_t i = 0; i < page->kind_choices_count; i++) {
        page->kind = str_equal(page->kind_choices[i].key, asked) ? asked : page->kind;
    }
}

enum status import_new_show(struct request *request, const void *form, void *view)
{
    (void)form;
    struct import_new_view *page = view;
    struct rows areas = {0};
    TRY(people_areas_of_viewer(request, &RECORDS_IMPORT, &areas));
    people_area_choices(request->call.arena, &areas, &page->area_id_choices,
                        &page->area_id_choices_count);
    show_kinds(request, page);
    const struct area *area = areas.at;
    page->area_id = areas.count > 0 ? area->id : NO_INT;
    return OK;
}

static const struct upload *upload_named(const struct request *request, struct str name)
{
    for (size_t i = 0; i < request->upload_count; i++) {
        if (str_equal(request->uploads[i].field, name)) {
            return &request->uploads[i];
        }
    }
    return NULL;
}

enum status import_new_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct import_new_form *wanted = form;
    const struct upload *upload = upload_named(request, STR("file"));
    if (upload == NULL || upload->bytes.len == 0) {
        return err_return_field(request->call.err, "file", N_("Choose a file."));
    }
    if (!people_may_in_area(&request->viewer, &RECORDS_IMPORT, wanted->area_id)) {
        return err_return_field(request->call.err, "area_id", N_("Choose one of your areas."));
    }
    const struct import_kind *kind = import_kind_named(request->call.platform, wanted->kind);
    if (kind != NULL && !may_bring(request, kind)) {
        return FORBIDDEN;
    }
    struct import_new import = {
        .kind = wanted->kind,
        .file_name = str_is_empty(upload->file_name) ? STR("file") : upload->file_name,
        .bytes = upload->bytes,
        .area_id = wanted->area_id,
        .upload_id = upload->id,
    };
    int64_t id = NO_INT;
    TRY(import_begin(&request->call, &import, true, &id));
    request_redirect(request, "/imports/%lld", (long long)id);
    return OK;
}

/* --- One import --- */

struct import_id {
    int64_t id;
};
static const struct field IMPORT_ID_FIELDS[] = {
    FIELD(ID, struct import_id, id, N_("Id"), .flags = FIELD_HIDDEN),
};
const struct table IMPORT_ID_TABLE = TABLE("import_id", struct import_id, IMPORT_ID_FIELDS);

/* A finding as people read it. */
struct finding_row {
    int64_t line, place, row_id, changed_by, changed_at;
    struct str path, title, field, value, before, after, message, changed_by_name;
};
static const struct field FINDING_ROW_FIELDS[] = {
    FIELD(INT, struct finding_row, line, N_("Line")),
    FIELD(INT, struct finding_row, place, N_("Column")),
    FIELD(ID, struct finding_row, row_id, N_("Id")),
    FIELD(TEXT, struct finding_row, path, N_("Address of the page")),
    FIELD(TEXT, struct finding_row, title, N_("Name")),
    FIELD(TEXT, struct finding_row, field, N_("Field")),
    FIELD(TEXT, struct finding_row, value, N_("In the file")),
    FIELD(TEXT, struct finding_row, before, N_("Before")),
    FIELD(TEXT, struct finding_row, after, N_("After")),
    FIELD(TEXT, struct finding_row, message, N_("Why")),
    FIELD(ID, struct finding_row, changed_by, NULL),
    FIELD(TEXT, struct finding_row, changed_by_name, N_("Changed by"), .flags = FIELD_PERSONAL),
    FIELD(TIME, struct finding_row, changed_at, N_("Changed at")),
};
static const struct table FINDING_ROW_TABLE =
    TABLE("finding", struct finding_row, FINDING_ROW_FIELDS);

struct import_view {
    struct import import; /* first: see IMPORT_FIELDS */
    struct str person_name, kind_label, list_path;
    bool is_working;
    int64_t done, total;
    struct finding_row *refused, *changes, *kept;
    size_t refused_count, changes_count, kept_count;
};
static const struct field IMPORT_VIEW_FIELDS[] = {
    IMPORT_FIELDS,
    FIELD(TEXT, struct import_view, person_name, N_("Who"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct import_view, kind_label, N_("What the file holds")),
    FIELD(TEXT, struct import_view, list_path, N_("Address of the page")),
    FIELD(BOOL, struct import_view, is_working, N_("At work")),
    FIELD(INT, struct import_view, done, N_("Lines done")),
    FIELD(INT, struct import_view, total, N_("Lines")),
    FIELD_LIST_OF(struct import_view, refused, &FINDING_ROW_TABLE, N_("Refused lines")),
    FIELD_LIST_OF(struct import_view, changes, &FINDING_ROW_TABLE, N_("Changes")),
    FIELD_LIST_OF(struct import_view, kept, &FINDING_ROW_TABLE, N_("Left as they are")),
};
const struct table IMPORT_VIEW_TABLE = TABLE("import", struct import_view, IMPORT_VIEW_FIELDS);

static bool is_working(const struct import *import)
{
    return str_equal(import->state, STR("checking")) || str_equal(import->state, STR("applying")) ||
           str_equal(import->state, STR("undoing"));
}

/* A stored value as people read it. */
static struct str value_shown(struct request *request, const struct table *table,
                              const struct field *field, struct str value)
{
    void *row = arena_alloc(request->call.arena, table->size);
    row_clear(table, row);
    if (field == NULL || str_is_empty(value) ||
        field_parse(request->call.arena, field, value, row, NULL) != OK) {
        return value;
    }
    return field_show(request->call.arena, request->call.language, request->call.zone, field, row);
}

struct shown_findings {
    struct finding_row *rows;
    size_t count;
};

static enum status show_findings(struct request *request, const struct import *import,
                                 const char *kind, struct shown_findings *out)
{
    const struct import_kind *of = import_kind_named(request->call.platform, import->kind);
    const struct table *table = of->record->entity->table;
    struct arena *arena = request->call.arena;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct rows rows = {0};
    TRY(import_findings(tx, arena, import->id, kind, &rows));
    const struct finding *found = rows.at;
    struct finding_row *shown = ARENA_ARRAY(arena, rows.count + 1, struct finding_row);
    for (size_t i = 0; i < rows.count; i++) {
        const struct field *field = table_field(table, found[i].field);
        shown[i] = (struct finding_row){
            .line = found[i].line,
            .place = found[i].place,
            .row_id = found[i].row_id,
            .path = str_format(arena, "%s/%lld", of->record->path, (long long)found[i].row_id),
            .title = found[i].title,
            .field =
                field == NULL ? found[i].field : translate(request->call.language, field->label),
            .value = found[i].before,
            .before = value_shown(request, table, field, found[i].before),
            .after = value_shown(request, table, field, found[i].after),
            .message = finding_text(arena, request->call.language, &found[i]),
            .changed_by = found[i].changed_by,
            .changed_at = found[i].changed_at,
        };
    }
    *out = (struct shown_findings){shown, rows.count};
    return OK;
}

/* Who changed what an undo left as it is. */
static enum status name_those(struct request *request, struct tx *tx, struct shown_findings *kept)
{
    struct arena *arena = request->call.arena;
    int64_t *ids = ARENA_ARRAY(arena, kept->count + 1, int64_t);
    for (size_t i = 0; i < kept->count; i++) {
        ids[i] = kept->rows[i].changed_by;
    }
    struct people_names names;
    TRY(people_names_read(tx, request->call.language, ids, kept->count, &names));
    for (size_t i = 0; i < kept->count; i++) {
        if (kept->rows[i].changed_at != NO_TIME) {
            kept->rows[i].changed_by_name = people_name(&names, ids[i]);
        }
    }
    return OK;
}

static enum status show_progress(struct tx *tx, struct import_view *page)
{
    page->done = NO_INT;
    page->total = NO_INT;
    page->is_working = is_working(&page->import);
    if (!page->is_working || page->import.job_id == NO_INT) {
        return OK;
    }
    struct job job;
    enum status status = job_get(tx, page->import.job_id, &job);
    if (status == OK) {
        page->done = job.done_count;
        page->total = job.total_count;
    }
    return status == NOT_FOUND ? OK : status;
}

enum status import_show(struct request *request, const void *form, void *view)
{
    const struct import_id *wanted = form;
    struct import_view *page = view;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    TRY(import_get(tx, wanted->id, &page->import));
    TRY(show_progress(tx, page));
    struct people_names names;
    TRY(people_names_read(tx, request->call.language, &page->import.person_id, 1, &names));
    page->person_name = people_name(&names, page->import.person_id);
    request_topic(request, &IMPORT_TABLE, wanted->id);
    const struct import_kind *kind = import_kind_named(request->call.platform, page->import.kind);
    if (kind == NULL) {
        return GONE; /* its slice is no longer part of the program */
    }
    if (!may_bring(request, kind)) {
        return NOT_FOUND; /* it tells of rows that the viewer may not see */
    }
    page->kind_label = translate(request->call.language, kind->label);
    page->list_path = str_of(kind->record->path);
    struct shown_findings refused, changes, kept;
    TRY(show_findings(request, &page->import, "refused", &refused));
    TRY(show_findings(request, &page->import, "changed", &changes));
    TRY(show_findings(request, &page->import, "kept", &kept));
    TRY(name_those(request, tx, &kept));
    page->refused = refused.rows;
    page->refused_count = refused.count;
    page->changes = changes.rows;
    page->changes_count = changes.count;
    page->kept = kept.rows;
    page->kept_count = kept.count;
    return OK;
}

enum status import_apply_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct import_id *wanted = form;
    TRY(import_apply(&request->call, wanted->id, true));
    request_redirect(request, "/imports/%lld", (long long)wanted->id);
    return OK;
}

enum status import_undo_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct import_id *wanted = form;
    TRY(import_undo(&request->call, wanted->id, true));
    request_redirect(request, "/imports/%lld", (long long)wanted->id);
    return OK;
}
