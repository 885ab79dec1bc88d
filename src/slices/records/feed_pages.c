/* The pages of feeds: those there are, one with what came of it, and a run with what it found. */
#include "platform/base/vec.h"
#include "platform/sheet/sheet.h"
#include "platform/web/page.h"
#include "platform/work/platform.h"
#include "records_queries.h"
#include "slices/records/feed.h"
#include "slices/records/import_handlers.h"

#include <inttypes.h>

static struct str kind_label(struct request *request, struct str key)
{
    const struct import_kind *kind = import_kind_named(request->call.platform, key);
    return kind == NULL ? key : translate(request->call.language, kind->label);
}

/* --- Those there are --- */

struct list_form {
    int64_t area_id;
};
static const struct field LIST_FORM_FIELDS[] = {
    FIELD(ID, struct list_form, area_id, NULL, .flags = FIELD_INTERNAL)};
static const struct table LIST_FORM = TABLE("feeds_form", struct list_form, LIST_FORM_FIELDS);

struct list_row {
    int64_t id, run_id, finished_at;
    struct str name, kind, folder, pattern, at_time, state;
    bool is_on;
};
static const struct field LIST_ROW_FIELDS[] = {
    FIELD(ID, struct list_row, id, N_("Id")),
    FIELD(TEXT, struct list_row, name, N_("Feed")),
    FIELD(TEXT, struct list_row, kind, N_("What the files hold")),
    FIELD(TEXT, struct list_row, folder, N_("Folder")),
    FIELD(TEXT, struct list_row, pattern, N_("Names of the files")),
    FIELD(BOOL, struct list_row, is_on, N_("Runs every night")),
    FIELD(TEXT, struct list_row, at_time, N_("Every night at")),
    FIELD(ID, struct list_row, run_id, N_("Run")),
    FIELD(ENUM, struct list_row, state, N_("Last time"), .choices = FEED_RUN_STATES),
    FIELD(TIME, struct list_row, finished_at, N_("Ended")),
};
static const struct table LIST_ROW = TABLE("feed", struct list_row, LIST_ROW_FIELDS);

struct list_view {
    struct list_row *feeds;
    size_t feeds_count;
    int64_t total;
    bool may_edit;
};
static const struct field LIST_VIEW_FIELDS[] = {
    FIELD_LIST_OF(struct list_view, feeds, &LIST_ROW, N_("Standing feeds")),
    FIELD(INT, struct list_view, total, N_("How many")),
    FIELD(BOOL, struct list_view, may_edit, N_("May change")),
};
static const struct table LIST_VIEW = TABLE("feeds", struct list_view, LIST_VIEW_FIELDS);

enum status feeds_list_show(struct request *request, void *view)
{
    struct list_view *page = view;
    for (size_t i = 0; i < page->feeds_count; i++) {
        page->feeds[i].kind = kind_label(request, page->feeds[i].kind);
    }
    return OK;
}

/* --- One feed --- */

struct run_row {
    int64_t id, created_at, finished_at;
    struct str state, file_name;
    int64_t row_count, new_count, changed_count, gone_count, refused_count;
};
static const struct field RUN_ROW_FIELDS[] = {
    FIELD(ID, struct run_row, id, N_("Id")),
    FIELD(ENUM, struct run_row, state, N_("State"), .choices = FEED_RUN_STATES),
    FIELD(TIME, struct run_row, created_at, N_("When")),
    FIELD(TIME, struct run_row, finished_at, N_("Ended")),
    FIELD(TEXT, struct run_row, file_name, N_("File")),
    FIELD(INT, struct run_row, row_count, N_("Lines")),
    FIELD(INT, struct run_row, new_count, N_("New")),
    FIELD(INT, struct run_row, changed_count, N_("Changed")),
    FIELD(INT, struct run_row, gone_count, N_("Gone")),
    FIELD(INT, struct run_row, refused_count, N_("Refused")),
};
static const struct table RUN_ROW = TABLE("run", struct run_row, RUN_ROW_FIELDS);

struct column_row {
    struct str heading, field;
};
static const struct field COLUMN_FIELDS[] = {
    FIELD(TEXT, struct column_row, heading, N_("Their heading")),
    FIELD(TEXT, struct column_row, field, N_("Our field")),
};
static const struct table COLUMN_ROW = TABLE("column", struct column_row, COLUMN_FIELDS);

struct sheet_view {
    struct feed feed; /* first: see FEED_FIELDS */
    struct str area, kind_label, owner_name;
    struct str newest; /* the file that would be taken */
    int64_t newest_at;
    struct column_row *headings;
    size_t headings_count;
    struct run_row *runs;
    size_t runs_count;
    struct history_entry *history;
    size_t history_count;
    bool may_edit, is_working;
};
static const struct field SHEET_VIEW_FIELDS[] = {
    FEED_FIELDS(FIELD_READ_ONLY),
    FIELD(TEXT, struct sheet_view, area, N_("Area")),
    FIELD(TEXT, struct sheet_view, kind_label, N_("What the files hold")),
    FIELD(TEXT, struct sheet_view, owner_name, N_("Who is told"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct sheet_view, newest, N_("Newest file")),
    FIELD(TIME, struct sheet_view, newest_at, N_("File written")),
    FIELD_LIST_OF(struct sheet_view, headings, &COLUMN_ROW, N_("Columns of the newest file")),
    FIELD_LIST_OF(struct sheet_view, runs, &RUN_ROW, N_("How it went")),
    FIELD_LIST_OF(struct sheet_view, history, &HISTORY_ENTRY_TABLE, N_("History")),
    FIELD(BOOL, struct sheet_view, may_edit, N_("May change")),
    FIELD(BOOL, struct sheet_view, is_working, N_("At work")),
};
static const struct table SHEET_VIEW = TABLE("feed", struct sheet_view, SHEET_VIEW_FIELDS);

static enum status put_headings(struct request *request, const struct import_kind *kind,
                                const struct csv_record *header, struct sheet_view *page)
{
    struct call *call = &request->call;
    struct feed_mapping mapping;
    struct err err;
    err_init(&err, call->arena);
    if (feed_mapping_read(call->arena, kind, page->feed.mapping, &mapping, &err) != OK) {
        return OK;
    }
    struct columns columns = {.table = kind->record->entity->table, .aliases = mapping.aliases};
    enum status status = columns_find(call->arena, header, &columns, &err);
    if (status != OK && columns.fields == NULL) {
        return OK;
    }
    page->headings = ARENA_ARRAY(call->arena, header->cell_count + 1, struct column_row);
    page->headings_count = header->cell_count;
    for (size_t i = 0; i < header->cell_count; i++) {
        const struct field *field = columns.fields[i];
        page->headings[i] =
            (struct column_row){.heading = header->cells[i],
                                .field = field == NULL ? (struct str){NULL, 0}
                                                       : translate(call->language, field->label)};
    }
    return OK;
}

/* What lies there now, so that one sees whether the mapping fits before anything runs. */
static enum status show_file(struct request *request, struct sheet_view *page)
{
    struct call call = request->call;
    struct err err;
    err_init(&err, call.arena);
    call.err = &err;
    struct feed_file file;
    struct str bytes;
    const struct import_kind *kind = import_kind_named(call.platform, page->feed.kind);
    if (kind == NULL || feed_file_newest(&call, &page->feed, &file) != OK) {
        return OK;
    }
    page->newest = file.name;
    page->newest_at = file.time;
    if (kind->read != NULL || feed_file_read(&call, &page->feed, &file, &bytes) != OK) {
        return OK;
    }
    struct rows_reader reader = {0};
    if (rows_open(&reader, call.arena, bytes, &err) != OK) {
        return OK;
    }
    enum status status = put_headings(request, kind, &reader.header, page);
    rows_close(&reader);
    return status;
}

enum status feed_sheet_show(struct request *request, void *view)
{
    struct sheet_view *page = view;
    struct arena *arena = request->call.arena;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct rows runs = {.table = &RUN_ROW};
    TRY(query_rows(tx, arena, &RECORDS_FEED_RUNS_OF, bind_id(&page->feed.id), &runs));
    page->runs = runs.at;
    page->runs_count = runs.count;
    page->is_working = runs.count > 0 && (str_equal(page->runs[0].state, STR("waiting")) ||
                                          str_equal(page->runs[0].state, STR("running")));
    struct people_names names;
    TRY(people_names_read(tx, request->call.language, &page->feed.owner_id, 1, &names));
    page->owner_name = people_name(&names, page->feed.owner_id);
    page->kind_label = kind_label(request, page->feed.kind);
    request_topic(request, &FEED_RUN_TABLE, NO_INT);
    return show_file(request, page);
}

/* --- Its form --- */

struct edit_view {
    struct feed feed; /* first: see FEED_FIELDS */
    struct str back_path, back_label;
    struct page_choice *area_id_choices;
    size_t area_id_choices_count;
    struct page_choice *kind_choices;
    size_t kind_choices_count;
    struct page_choice *owner_id_choices;
    size_t owner_id_choices_count;
};
static const struct field EDIT_VIEW_FIELDS[] = {
    FEED_FIELDS(FIELD_INTERNAL),
    FIELD(TEXT, struct edit_view, back_path, NULL),
    FIELD(TEXT, struct edit_view, back_label, NULL),
    FIELD_LIST_OF(struct edit_view, area_id_choices, &PAGE_CHOICE_TABLE, NULL),
    FIELD_LIST_OF(struct edit_view, kind_choices, &PAGE_CHOICE_TABLE, NULL),
    FIELD_LIST_OF(struct edit_view, owner_id_choices, &PAGE_CHOICE_TABLE, NULL),
};
static const struct table EDIT_VIEW = TABLE("feed", struct edit_view, EDIT_VIEW_FIELDS);

struct owner_row {
    int64_t id;
    struct str name, name_key;
};
static const struct field OWNER_FIELDS[] = {
    FIELD(ID, struct owner_row, id, NULL),
    FIELD(TEXT, struct owner_row, name, NULL),
    FIELD(TEXT, struct owner_row, name_key, NULL),
};
static const struct table OWNER_TABLE = TABLE("owner", struct owner_row, OWNER_FIELDS);

enum status feed_choices(struct request *request, void *view)
{
    struct edit_view *page = view;
    struct arena *arena = request->call.arena;
    import_kind_choices(request, &page->kind_choices, &page->kind_choices_count);
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct rows rows = {.table = &OWNER_TABLE};
    TRY(query_rows(tx, arena, &RECORDS_FEED_OWNERS, bind_none(), &rows));
    const struct owner_row *owner = rows.at;
    page->owner_id_choices = ARENA_ARRAY(arena, rows.count + 1, struct page_choice);
    page->owner_id_choices_count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        page->owner_id_choices[i] = (struct page_choice){
            .key = str_format(arena, "%" PRId64, owner[i].id), .label = owner[i].name};
    }
    if (page->feed.owner_id == NO_INT) {
        page->feed.owner_id = request->viewer.person;
    }
    return OK;
}

static enum status save(struct request *request, const void *form, void *view, bool is_new)
{
    struct feed feed = *(const struct feed *)form;
    TRY(feed_refuse(&request->call, &feed));
    const struct import_kind *kind = import_kind_named(request->call.platform, feed.kind);
    if (!viewer_may(&request->viewer, kind->record->edit->key)) {
        return FORBIDDEN; /* feeds bring in only what one may change by hand */
    }
    return is_new ? record_new_do(request, &feed, view) : record_edit_do(request, &feed, view);
}
static enum status feed_new_do(struct request *request, const void *form, void *view)
{
    return save(request, form, view, true);
}
static enum status feed_edit_do(struct request *request, const void *form, void *view)
{
    return save(request, form, view, false);
}

static enum status feed_run_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const int64_t *feed = form;
    int64_t run = NO_INT;
    TRY(feed_start(&request->call, *feed, true, &run));
    request_redirect(request, "/feeds/runs/%lld", (long long)run);
    return OK;
}

/* --- A run --- */

static const struct choice FOUND_KINDS[] = {{"new", N_("New")},
                                            {"changed", N_("Changed")},
                                            {"gone", N_("Gone")},
                                            {"refused", N_("Refused")},
                                            {NULL, NULL}};

struct run_form {
    int64_t id;
    struct str kind;
    int64_t import_id;
};
static const struct field RUN_FORM_FIELDS[] = {
    FIELD(ID, struct run_form, id, N_("Id"), .flags = FIELD_HIDDEN),
    FIELD(ENUM, struct run_form, kind, N_("What"), .choices = FOUND_KINDS),
    FIELD(ID, struct run_form, import_id, NULL, .flags = FIELD_INTERNAL),
};
static const struct table RUN_FORM = TABLE("feed_run_form", struct run_form, RUN_FORM_FIELDS);

struct found_row {
    int64_t id, line, row_id;
    struct str kind, path, title, field, before, after, message, arguments;
};
static const struct field FOUND_FIELDS[] = {
    FIELD(ENUM, struct found_row, kind, N_("What"), .choices = FOUND_KINDS),
    FIELD(INT, struct found_row, line, N_("Line")),
    FIELD(ID, struct found_row, row_id, N_("Id")),
    FIELD(TEXT, struct found_row, title, N_("Name"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct found_row, field, N_("Field")),
    FIELD(TEXT, struct found_row, before, N_("Before")),
    FIELD(TEXT, struct found_row, after, N_("After")),
    FIELD(TEXT, struct found_row, message, N_("Why")),
    FIELD(TEXT, struct found_row, path, NULL, .flags = FIELD_READ_ONLY),
    FIELD(ID, struct found_row, id, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct found_row, arguments, NULL, .flags = FIELD_INTERNAL),
};
static const struct table FOUND_ROW = TABLE("found", struct found_row, FOUND_FIELDS);

struct run_view {
    struct feed_run run; /* first: see FEED_RUN_FIELDS */
    struct str feed_name, person_name, reason, kind;
    int64_t row_count, new_count, changed_count, unchanged_count, refused_count, done, total;
    bool is_working, is_stopped;
    struct found_row *found;
    size_t found_count;
};
static const struct field RUN_VIEW_FIELDS[] = {
    FEED_RUN_FIELDS,
    FIELD(TEXT, struct run_view, feed_name, N_("Feed")),
    FIELD(TEXT, struct run_view, person_name, N_("Who"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct run_view, reason, N_("Why")),
    FIELD(ENUM, struct run_view, kind, N_("What"), .choices = FOUND_KINDS),
    FIELD(INT, struct run_view, row_count, N_("Lines")),
    FIELD(INT, struct run_view, new_count, N_("New")),
    FIELD(INT, struct run_view, changed_count, N_("Changed")),
    FIELD(INT, struct run_view, unchanged_count, N_("As before")),
    FIELD(INT, struct run_view, refused_count, N_("Refused")),
    FIELD(INT, struct run_view, done, N_("Lines done")),
    FIELD(INT, struct run_view, total, N_("Lines")),
    FIELD(BOOL, struct run_view, is_working, N_("At work")),
    FIELD(BOOL, struct run_view, is_stopped, NULL),
    FIELD_LIST_OF(struct run_view, found, &FOUND_ROW, N_("What it found")),
};
static const struct table RUN_VIEW = TABLE("feed_run", struct run_view, RUN_VIEW_FIELDS);

static void show_found(struct request *request, const struct import_kind *kind,
                       struct found_row *row)
{
    struct arena *arena = request->call.arena;
    const struct field *field =
        kind == NULL ? NULL : table_field(kind->record->entity->table, row->field);
    struct finding finding = finding_new("refused");
    finding.message = row->message;
    finding.arguments = row->arguments;
    row->message = finding_text(arena, request->call.language, &finding);
    row->field = field == NULL ? row->field : translate(request->call.language, field->label);
    bool is_linked = kind != NULL && row->row_id != NO_INT;
    row->path = is_linked ? str_format(arena, "%s/%" PRId64, kind->record->path, row->row_id)
                          : (struct str){NULL, 0};
}

static enum status show_counts(struct request *request, struct tx *tx, struct run_view *page)
{
    page->row_count = page->new_count = page->changed_count = NO_INT;
    page->unchanged_count = page->refused_count = page->done = page->total = NO_INT;
    if (page->run.import_id != NO_INT) {
        struct import import;
        TRY(import_get(tx, page->run.import_id, &import));
        page->row_count = import.row_count;
        page->new_count = import.new_count;
        page->changed_count = import.changed_count;
        page->unchanged_count = import.unchanged_count;
        page->refused_count = import.refused_count;
    }
    page->is_stopped = str_equal(page->run.state, STR("stopped"));
    page->is_working =
        str_equal(page->run.state, STR("waiting")) || str_equal(page->run.state, STR("running"));
    page->reason = feed_run_text(request->call.arena, request->call.language, &page->run);
    struct job job;
    enum status status = page->is_working && page->run.job_id != NO_INT
                             ? job_get(tx, page->run.job_id, &job)
                             : NOT_FOUND;
    if (status == OK) {
        page->done = job.done_count;
        page->total = job.total_count;
    }
    return status == NOT_FOUND ? OK : status;
}

static enum status feed_run_show(struct request *request, const void *form, void *view)
{
    struct run_form wanted = *(const struct run_form *)form;
    struct run_view *page = view;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    TRY(feed_run_get(tx, wanted.id, &page->run));
    struct feed feed;
    TRY(entity_get(tx, &FEED_ENTITY, page->run.feed_id, &feed));
    const struct import_kind *kind = import_kind_named(request->call.platform, feed.kind);
    if (kind != NULL && !viewer_may(&request->viewer, kind->record->edit->key)) {
        return NOT_FOUND; /* it tells of rows that the viewer may not see */
    }
    page->feed_name = feed.name;
    page->kind = wanted.kind;
    TRY(show_counts(request, tx, page));
    struct people_names names;
    TRY(people_names_read(tx, request->call.language, &page->run.person_id, 1, &names));
    page->person_name = people_name(&names, page->run.person_id);
    wanted.import_id = page->run.import_id == NO_INT ? 0 : page->run.import_id;
    struct list_page list = {.rows.table = &FOUND_ROW};
    TRY(request_list(request, &RECORDS_FEED_REPORT, "all", bind_row(&RUN_FORM, &wanted), &list));
    page->found = list.rows.at;
    page->found_count = list.rows.count;
    for (size_t i = 0; i < page->found_count; i++) {
        show_found(request, kind, &page->found[i]);
    }
    request_topic(request, &FEED_RUN_TABLE, wanted.id);
    return OK;
}

static enum status feed_confirm_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const int64_t *run = form;
    TRY(feed_confirm(&request->call, *run, true));
    request_redirect(request, "/feeds/runs/%lld", (long long)*run);
    return OK;
}

/* --- What it adds to the program --- */

static const struct scope SEEN_FEED = {"feed", "id", &RECORDS_FEED_SCOPE};
static const struct scope SEEN_RUN = {"feed run", "id", &RECORDS_FEED_RUN_SCOPE};

static const struct route ROUTES[] = {
    {.method = METHOD_GET,
     .path = "/feeds",
     .permission = &RECORDS_FEED,
     .cost = COST_READ,
     .handle = record_list,
     .subject = &FEED_RECORD,
     .form = &LIST_FORM,
     .view = &LIST_VIEW,
     .page = "records/feeds",
     .title = N_("Standing feeds"),
     .is_list = true},
    {.method = METHOD_GET,
     .path = "/feeds/new",
     .permission = &RECORDS_FEED,
     .cost = COST_READ,
     .handle = record_new,
     .subject = &FEED_RECORD,
     .view = &EDIT_VIEW,
     .page = "records/form",
     .title = N_("Add a feed")},
    {.method = METHOD_POST,
     .path = "/feeds/new",
     .permission = &RECORDS_FEED,
     .cost = COST_CHANGE,
     .handle = feed_new_do,
     .subject = &FEED_RECORD,
     .form = &FEED_TABLE,
     .title = N_("Add a feed")},
    {.method = METHOD_GET,
     .path = "/feeds/{id}",
     .permission = &RECORDS_FEED,
     .scope = &SEEN_FEED,
     .cost = COST_READ,
     .handle = record_sheet,
     .subject = &FEED_RECORD,
     .form = &RECORD_ID_TABLE,
     .view = &SHEET_VIEW,
     .page = "records/feed",
     .title = N_("Feed")},
    {.method = METHOD_GET,
     .path = "/feeds/{id}/edit",
     .permission = &RECORDS_FEED,
     .scope = &SEEN_FEED,
     .cost = COST_READ,
     .handle = record_edit,
     .subject = &FEED_RECORD,
     .form = &RECORD_ID_TABLE,
     .view = &EDIT_VIEW,
     .page = "records/form",
     .title = N_("Change the feed")},
    {.method = METHOD_POST,
     .path = "/feeds/{id}/edit",
     .permission = &RECORDS_FEED,
     .scope = &SEEN_FEED,
     .cost = COST_CHANGE,
     .handle = feed_edit_do,
     .subject = &FEED_RECORD,
     .form = &FEED_TABLE,
     .title = N_("Change the feed")},
    {.method = METHOD_POST,
     .path = "/feeds/{id}/run",
     .permission = &RECORDS_FEED,
     .scope = &SEEN_FEED,
     .cost = COST_CHANGE,
     .handle = feed_run_do,
     .form = &RECORD_ID_TABLE,
     .title = N_("Run now")},
    {.method = METHOD_GET,
     .path = "/feeds/runs/{id}",
     .permission = &RECORDS_FEED,
     .scope = &SEEN_RUN,
     .cost = COST_READ,
     .handle = feed_run_show,
     .form = &RUN_FORM,
     .view = &RUN_VIEW,
     .page = "records/feed-run",
     .title = N_("Run of a feed"),
     .is_list = true},
    {.method = METHOD_POST,
     .path = "/feeds/runs/{id}/confirm",
     .permission = &RECORDS_FEED,
     .scope = &SEEN_RUN,
     .cost = COST_CHANGE,
     .handle = feed_confirm_do,
     .form = &RECORD_ID_TABLE,
     .title = N_("It is right, go on")},
    {.path = NULL},
};

static const struct permission *const PERMISSIONS[] = {&RECORDS_FEED, NULL};
static const struct role ADMIN = {"admin", N_("Administrator"), PERMISSIONS};
static const struct role *const ROLES[] = {&ADMIN, NULL};
static const struct event_kind *const EVENTS[] = {&FEED_ADDED, &FEED_CHANGED, &FEED_ASKED,
                                                  &FEED_ENDED, NULL};
static const struct entity *const ENTITIES[] = {&FEED_ENTITY, NULL};
static const struct list_query *const LISTS[] = {&RECORDS_FEED_LIST, &RECORDS_FEED_REPORT, NULL};
static const struct job_kind *const JOBS[] = {&FEED_NIGHT_JOB, &FEED_RUN_JOB, NULL};
static const struct setting *const SETTINGS[] = {&FEED_MOST_GONE, &FEED_NIGHTS, NULL};
static const struct notice_kind *const NOTICES[] = {&FEED_REFUSED_NOTICE, &FEED_STOPPED_NOTICE,
                                                    &FEED_MISSING_NOTICE, &FEED_DONE_NOTICE, NULL};
static const struct command *const COMMANDS[] = {&FEED_LIST_COMMAND, &FEED_RUN_COMMAND,
                                                 &FEED_REPORT_COMMAND, NULL};

const struct slice FEED_PART = {
    .name = "records.feed",
    .permissions = PERMISSIONS,
    .roles = ROLES,
    .routes = ROUTES,
    .events = EVENTS,
    .entities = ENTITIES,
    .lists = LISTS,
    .jobs = JOBS,
    .settings = SETTINGS,
    .notices = NOTICES,
    .commands = COMMANDS,
};
