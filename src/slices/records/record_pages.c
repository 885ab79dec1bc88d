/* The pages that every record has: list, sheet, edit, new. What they show is in the slice's own field
 * tables; these handlers fill it in by name. */
#include "platform/text/fold.h"
#include "platform/web/page.h"
#include "slices/records/record_history.h"
#include "slices/records/records.h"

#include <string.h>

struct record_id {
    int64_t id;
};
static const struct field RECORD_ID_FIELDS[] = {
    FIELD(ID, struct record_id, id, N_("Id"), .flags = FIELD_HIDDEN),
};
const struct table RECORD_ID_TABLE = TABLE("record_id", struct record_id, RECORD_ID_FIELDS);

static const struct record *record_of(const struct request *request)
{
    return request->route->subject;
}

/* --- Fields by name; a view without the field does not show it --- */

static void put_bool(const struct table *table, const char *name, void *view, bool value)
{
    const struct field *field = table_field(table, str_of(name));
    if (field != NULL) {
        *field_bool(field, view) = value;
    }
}

static void put_int(const struct table *table, const char *name, void *view, int64_t value)
{
    const struct field *field = table_field(table, str_of(name));
    if (field != NULL) {
        *field_int(field, view) = value;
    }
}

static void put_list(const struct field *field, void *view, void *rows, size_t count)
{
    size_t *view_count = NULL;
    *field_list(field, view, &view_count) = rows;
    *view_count = count;
}

/* What was asked for stands in the filters again. */
static void show_filters(const struct table *form_table, const void *form,
                         const struct table *view_table, void *view)
{
    for (size_t i = 0; i < form_table->field_count; i++) {
        const struct field *from = &form_table->fields[i];
        const struct field *to = table_field(view_table, str_of(from->name));
        if (to != NULL && to->kind == from->kind) {
            record_take(to, view, from, form);
        }
    }
}

static const struct area *area_among(const struct rows *areas, int64_t id)
{
    const struct area *area = areas->at;
    for (size_t i = 0; i < areas->count; i++) {
        if (area[i].id == id) {
            return &area[i];
        }
    }
    return NULL;
}

/* What is changed may stay in its area, though the viewer has no right to all of that. */
static enum status add_own_area(struct request *request, int64_t own, struct rows *areas)
{
    if (own == NO_INT || area_among(areas, own) != NULL) {
        return OK;
    }
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct area *some = ARENA_ARRAY(request->call.arena, areas->count + 1, struct area);
    for (size_t i = 0; i < areas->count; i++) {
        some[i] = ((const struct area *)areas->at)[i];
    }
    TRY(entity_get(tx, &AREA_ENTITY, own, &some[areas->count]));
    *areas = (struct rows){areas->table, some, areas->count + 1};
    return OK;
}

/* The areas where the viewer may do it, as the choices of the form. */
static enum status put_areas(struct request *request, const struct permission *permission,
                             int64_t own, void *view, int64_t *out_only)
{
    const struct field *choices = table_field(request->route->view, STR("area_id_choices"));
    *out_only = NO_INT;
    if (choices == NULL) {
        return OK;
    }
    struct rows areas = {0};
    TRY(people_areas_of_viewer(request, permission, &areas));
    TRY(add_own_area(request, own, &areas));
    struct page_choice *made = NULL;
    size_t count = 0;
    people_area_choices(request->call.arena, &areas, &made, &count);
    put_list(choices, view, made, count);
    const struct area *area = areas.at;
    *out_only = count == 1 ? area->id : NO_INT;
    return OK;
}

/* --- The list --- */

static const struct field *rows_field(const struct table *view)
{
    for (size_t i = 0; i < view->field_count; i++) {
        if (view->fields[i].kind == FIELD_KIND_LIST) {
            return &view->fields[i];
        }
    }
    return NULL;
}

/* The list's scope; who sees one area alone gets that area's index besides. */
static const char *scope_of(const struct request *request, const struct record *record, void *bind)
{
    if (viewer_may_all(&request->viewer, record->read->key)) {
        return "all";
    }
    int64_t only = NO_INT;
    size_t areas = 0;
    size_t places = 0;
    for (size_t i = 0; i < request->viewer.grant_count; i++) {
        const struct grant *grant = &request->viewer.grants[i];
        if (!str_equal(grant->permission, str_of(record->read->key))) {
            continue;
        }
        if (!str_equal(grant->scope_type, STR("area"))) {
            places += str_equal(grant->scope_type, str_of(record->scope_kind)) ||
                      str_equal(grant->scope_type, str_of(record->wider_kind));
        } else if (grant->scope_id != only) {
            only = grant->scope_id;
            areas++;
        }
    }
    const struct table *table = request->route->form;
    if (areas == 1 && places == 0 && record_int(table, "area_id", bind) == NO_INT) {
        put_int(table, "area_id", bind, only);
    }
    return areas == 0 && places > 0 ? "few" : "areas";
}

static const struct list_query *list_of(struct request *request, const struct record *record,
                                        void *bind)
{
    const struct table *table = request->route->form;
    struct str text = record_text(table, "text", bind);
    if (record->find == NULL || str_is_empty(text)) {
        return record->list;
    }
    struct arena *arena = request->call.arena;
    struct record_words words = {.from = text_fold(arena, text)};
    const struct field *second = table_field(table, STR("text_second"));
    if (second == NULL) {
        words.to = text_prefix_end(arena, words.from);
    } else {
        words = record_words(arena, text);
        *field_str(second, bind) = words.second;
        *field_str(table_field(table, STR("text_third")), bind) = words.third;
    }
    bool is_none = str_is_empty(words.from); /* "!?": no word, so nothing has it */
    *field_str(table_field(table, STR("text_from")), bind) = is_none ? STR("~") : words.from;
    *field_str(table_field(table, STR("text_to")), bind) = is_none ? STR("~") : words.to;
    return record->find;
}

/* Something new belongs to an area: who holds the right for single things adds none. */
static bool may_add(const struct request *request, const struct record *record)
{
    for (size_t i = 0; i < request->viewer.grant_count; i++) {
        const struct grant *grant = &request->viewer.grants[i];
        bool is_wide = str_equal(grant->scope_type, STR("all")) ||
                       str_equal(grant->scope_type, STR("area")) || record->part_of != NULL;
        if (is_wide && str_equal(grant->permission, str_of(record->edit->key))) {
            return true;
        }
    }
    return false;
}

enum status record_list(struct request *request, const void *form, void *view)
{
    const struct record *record = record_of(request);
    const struct route *route = request->route;
    const struct field *rows = rows_field(route->view);
    void *bind = arena_copy(request->call.arena, form, route->form->size);
    const struct field *today = table_field(route->form, STR("today"));
    if (today != NULL) {
        *field_str(today, bind) = record_today(&request->call);
    }
    if (record->narrow != NULL) {
        record->narrow(bind);
    }
    const struct list_query *list = list_of(request, record, bind);
    const char *scope = scope_of(request, record, bind);
    struct list_page page = {.rows.table = rows->child};
    TRY(request_list(request, list, scope, bind_row(route->form, bind), &page));
    show_filters(route->form, form, route->view, view);
    put_list(rows, view, page.rows.at, page.rows.count);
    bool is_all = str_is_empty(page.next) && str_is_empty(page.previous);
    put_int(route->view, "total", view, is_all ? (int64_t)page.rows.count : NO_INT);
    put_bool(route->view, "may_edit", view, may_add(request, record));
    put_bool(route->view, "may_import", view, viewer_may(&request->viewer, RECORDS_IMPORT.key));
    int64_t only = NO_INT;
    TRY(put_areas(request, record->read, NO_INT, view, &only));
    request_topic(request, record->entity->table, NO_INT);
    return record->show_list == NULL ? OK : record->show_list(request, view);
}

/* --- The sheet --- */

struct place record_place(const struct record *record, const void *row)
{
    const struct table *table = record->entity->table;
    return (struct place){
        .area_id = record_int(table, "area_id", row),
        .kind = record->scope_kind,
        .id = record->scope_field == NULL ? NO_INT : record_int(table, record->scope_field, row),
        .wider_kind = record->wider_kind,
        .wider_id =
            record->wider_field == NULL ? NO_INT : record_int(table, record->wider_field, row),
    };
}

static struct viewer viewer_here(const struct request *request, const struct record *record,
                                 const void *row)
{
    struct place place = record_place(record, row);
    return people_viewer_at(request->call.arena, &request->viewer, &place);
}

/* Fields that the viewer may see elsewhere, but not here, are empty here. */
static void hide_fields(const struct request *request, const struct record *record, void *row)
{
    const struct table *table = record->entity->table;
    struct viewer here = viewer_here(request, record, row);
    void *empty = arena_alloc(request->call.arena, table->size);
    row_clear(table, empty);
    for (size_t i = 0; i < table->field_count; i++) {
        const struct field *field = &table->fields[i];
        if (field->permission != NULL && !viewer_may(&here, field->permission)) {
            record_take(field, row, field, empty);
        }
    }
}

static enum status show_area(struct request *request, const struct record *record, void *view)
{
    const struct field *field = table_field(request->route->view, STR("area"));
    if (field == NULL) {
        return OK;
    }
    struct record_writer reader = {.tx = NULL};
    TRY(call_reader(&request->call, &reader.tx));
    TRY(people_areas(reader.tx, request->call.arena, &reader.areas));
    const struct area *area =
        record_area(&reader, record_int(record->entity->table, "area_id", view));
    *field_str(field, view) = area == NULL ? (struct str){NULL, 0} : area->name;
    return OK;
}

static enum status show_history(struct request *request, const struct record *record, int64_t id,
                                void *view)
{
    const struct field *field = table_field(request->route->view, STR("history"));
    if (field == NULL) {
        return OK;
    }
    struct history_view history;
    struct viewer whole = request->viewer; /* a field that is for few may be seen elsewhere alone */
    request->viewer = viewer_here(request, record, view);
    enum status status = people_history(request, record->entity, id, &history);
    request->viewer = whole;
    TRY(status);
    TRY(record_history_files(request, &history));
    put_list(field, view, history.entries, history.count);
    return OK;
}

enum status record_read(struct request *request, const struct record *record, int64_t id,
                        void *out_row)
{
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    TRY(entity_get(tx, record->entity, id, out_row));
    bool is_seen = record->is_seen == NULL || record->is_seen(&request->viewer, out_row);
    return is_seen ? OK : NOT_FOUND;
}

enum status record_sheet(struct request *request, const void *form, void *view)
{
    const struct record *record = record_of(request);
    const struct record_id *wanted = form;
    TRY(record_read(request, record, wanted->id, view));
    TRY(show_area(request, record, view));
    TRY(show_history(request, record, wanted->id, view));
    struct place place = record_place(record, view);
    put_bool(request->route->view, "may_edit", view,
             people_may_at(&request->viewer, record->edit, &place));
    hide_fields(request, record, view);
    request_topic(request, record->entity->table, wanted->id);
    return record->show == NULL ? OK : record->show(request, view);
}

/* --- Edit and new --- */

/* Somebody with one area cannot put a thing into another's; what is a part stays where it is, and the
 * scope of the route has seen to that, as it has for what stays where it was. */
static enum status refuse_foreign_area(struct request *request, const struct record *record,
                                       const void *row, int64_t area_now)
{
    if (record->part_of != NULL) {
        return OK;
    }
    int64_t area = record_int(record->entity->table, "area_id", row);
    return area == area_now || people_may_in_area(&request->viewer, record->edit, area)
               ? OK
               : err_return_field(request->call.err, "area_id", N_("Choose one of your areas."));
}

/* Who may not see a field does not empty it by saving; and a part stays a part of the same. */
static uint64_t fields_kept(const struct request *request, const struct record *record,
                            const void *row)
{
    const struct table *table = record->entity->table;
    struct viewer here = viewer_here(request, record, row);
    uint64_t fields = 0;
    for (size_t i = 0; i < table->field_count; i++) {
        const char *permission = table->fields[i].permission;
        bool is_whole =
            record->part_of != NULL && strcmp(table->fields[i].name, record->part_of) == 0;
        if (is_whole || (permission != NULL && !viewer_may(&here, permission))) {
            fields |= (uint64_t)1 << i;
        }
    }
    return fields;
}

/* What the row is now; NOT_FOUND for who may not see it. */
static enum status read_now(struct request *request, const struct record *record, const void *row,
                            void **out_now)
{
    *out_now = arena_alloc(request->call.arena, record->entity->table->size);
    return record_read(request, record, record_int(record->entity->table, "id", row), *out_now);
}

/* Where one came from, above a form and beside its button. */
static void put_back(struct request *request, const struct record *record, struct str path,
                     struct str label, void *view)
{
    const struct table *table = request->route->view;
    const struct field *to = table_field(table, STR("back_path"));
    if (to != NULL && record->known_by != NULL) {
        *field_str(to, view) = path;
        *field_str(table_field(table, STR("back_label")), view) = label;
    }
}

static enum status put_choices(struct request *request, const struct record *record, void *view,
                               int64_t own_area, int64_t *out_only_area)
{
    TRY(put_areas(request, record->edit, own_area, view, out_only_area));
    return record->choices == NULL ? OK : record->choices(request, view);
}

enum status record_edit(struct request *request, const void *form, void *view)
{
    const struct record *record = record_of(request);
    const struct record_id *wanted = form;
    TRY(record_read(request, record, wanted->id, view));
    request_topic(request, record->entity->table, wanted->id);
    put_back(request, record,
             str_format(request->call.arena, "%s/%lld", record->path, (long long)wanted->id),
             record->known_by == NULL ? STR("")
                                      : record_text(record->entity->table, record->known_by, view),
             view);
    hide_fields(request, record, view);
    int64_t only = NO_INT;
    return put_choices(request, record, view, record_int(record->entity->table, "area_id", view),
                       &only);
}

enum status record_edit_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct record *record = record_of(request);
    void *now = NULL;
    TRY(read_now(request, record, form, &now));
    TRY(refuse_foreign_area(request, record, form,
                            record_int(record->entity->table, "area_id", now)));
    struct record_change change = {record, form, fields_kept(request, record, now)};
    TRY(record_save(&request->call, &change));
    request_flash(request, N_("Saved."));
    int64_t id = record_int(record->entity->table, "id", form);
    request_redirect(request, "%s/%lld", record->path, (long long)id);
    return OK;
}

enum status record_new(struct request *request, const void *form, void *view)
{
    const struct record *record = record_of(request);
    if (!may_add(request, record)) {
        return FORBIDDEN;
    }
    row_clear(request->route->view, view);
    if (record->begin != NULL) {
        record->begin(view);
    }
    if (record->known_by != NULL) {
        put_back(request, record, str_of(record->path),
                 translate(request->call.language, record->plural), view);
    }
    if (form != NULL && request->route->form != NULL) {
        show_filters(request->route->form, form, request->route->view, view);
    }
    int64_t only = NO_INT;
    TRY(put_choices(request, record, view, NO_INT, &only));
    put_int(record->entity->table, "area_id", view, only);
    return OK;
}

enum status record_new_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct record *record = record_of(request);
    TRY(refuse_foreign_area(request, record, form, NO_INT));
    int64_t id = NO_INT;
    TRY(record_add(&request->call, record, form, &id));
    request_flash(request, N_("Added."));
    request_redirect(request, "%s/%lld", record->path, (long long)id);
    return OK;
}
