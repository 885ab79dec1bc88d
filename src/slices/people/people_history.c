/* The history of any thing, as its page shows it: who, through what, when, and each field's value before
 * and after, in the viewer's language and within the viewer's rights. */
#include "people_queries.h"
#include "platform/base/vec.h"
#include "platform/work/platform.h"
#include "slices/people/people.h"

#include <string.h>

enum { HISTORY_CHANGES = 200 };

static const struct field HISTORY_CHANGE_FIELDS[] = {
    FIELD(TEXT, struct history_change, label, N_("Field")),
    FIELD(TEXT, struct history_change, before, N_("Before")),
    FIELD(TEXT, struct history_change, after, N_("After")),
    FIELD(BOOL, struct history_change, is_erased, N_("Erased")),
};
static const struct table HISTORY_CHANGE_TABLE =
    TABLE("history_change", struct history_change, HISTORY_CHANGE_FIELDS);

static const struct field HISTORY_ENTRY_FIELDS[] = {
    FIELD(ID, struct history_entry, event, N_("Event")),
    FIELD(TIME, struct history_entry, at, N_("When")),
    FIELD(TEXT, struct history_entry, what, N_("What happened")),
    FIELD(TEXT, struct history_entry, who, N_("Who")),
    FIELD(TEXT, struct history_entry, source, N_("Through")),
    FIELD(TEXT, struct history_entry, file, N_("File")),
    FIELD(TEXT, struct history_entry, file_path, N_("Address of the page")),
    FIELD_LIST_OF(struct history_entry, changes, &HISTORY_CHANGE_TABLE, N_("Changes")),
};
const struct table HISTORY_ENTRY_TABLE =
    TABLE("history_entry", struct history_entry, HISTORY_ENTRY_FIELDS);

/* --- Names --- */

struct name_row {
    int64_t id;
    struct str name;
};
static const struct field NAME_FIELDS[] = {
    FIELD(ID, struct name_row, id, NULL),
    FIELD(TEXT, struct name_row, name, NULL, .flags = FIELD_PERSONAL),
};
static const struct table NAME_TABLE = TABLE("people_name", struct name_row, NAME_FIELDS);

struct one_id {
    int64_t id;
};
static const struct field ONE_ID_FIELDS[] = {FIELD(ID, struct one_id, id, NULL)};
static const struct table ONE_ID_TABLE = TABLE("one_id", struct one_id, ONE_ID_FIELDS);
struct ids_bind {
    struct one_id *ids;
    size_t ids_count;
};
static const struct field IDS_FIELDS[] = {FIELD_LIST_OF(struct ids_bind, ids, &ONE_ID_TABLE, NULL)};
static const struct table IDS_TABLE = TABLE("ids", struct ids_bind, IDS_FIELDS);

enum status people_names_read(struct tx *tx, const struct language *language, const int64_t *ids,
                              size_t count, struct people_names *out_names)
{
    struct arena *arena = tx_arena(tx);
    struct ids_bind bind = {ARENA_ARRAY(arena, count + 1, struct one_id), 0};
    for (size_t i = 0; i < count; i++) {
        if (ids[i] != NO_INT && ids[i] != 0) {
            bind.ids[bind.ids_count++].id = ids[i];
        }
    }
    struct people_names names = {language, {.table = &NAME_TABLE}};
    if (bind.ids_count > 0) {
        TRY(query_rows(tx, arena, &PEOPLE_NAMES, bind_row(&IDS_TABLE, &bind), &names.rows));
    }
    *out_names = names;
    return OK;
}

struct str people_name(const struct people_names *names, int64_t person)
{
    if (person == NO_INT || person == 0) {
        return translate(names->language, N_("The program itself"));
    }
    const struct name_row *rows = names->rows.at;
    for (size_t i = 0; i < names->rows.count; i++) {
        if (rows[i].id == person && !str_is_empty(rows[i].name)) {
            return rows[i].name;
        }
    }
    return translate(names->language, N_("Somebody whose name is not shown"));
}

struct str people_source(const struct language *language, struct str source)
{
    static const struct choice SOURCES[] = {
        {"self", N_("by the person concerned")},   {"import", N_("from a file")},
        {"feed", N_("from a standing feed")},      {"job", N_("by work in the background")},
        {"demo", N_("as part of the demo")},       {"command", N_("from the command line")},
        {"start", N_("when the program started")}, {NULL, NULL}};
    for (const struct choice *choice = SOURCES; choice->key != NULL; choice++) {
        if (str_equal(source, str_of(choice->key))) {
            return translate(language, choice->label);
        }
    }
    return (struct str){NULL, 0}; /* by hand, on a page: goes without saying */
}

/* --- Rights --- */

static bool is_for(const struct grant *grant, const char *kind, int64_t id)
{
    return kind != NULL && str_equal(grant->scope_type, str_of(kind)) && grant->scope_id == id;
}

static bool holds_at(const struct grant *grant, const struct place *place)
{
    return str_equal(grant->scope_type, STR("all")) || is_for(grant, "area", place->area_id) ||
           is_for(grant, place->kind, place->id) ||
           is_for(grant, place->wider_kind, place->wider_id);
}

bool people_may_at(const struct viewer *viewer, const struct permission *permission,
                   const struct place *place)
{
    struct str key = str_of(permission->key);
    for (size_t i = 0; i < viewer->grant_count; i++) {
        if (str_equal(viewer->grants[i].permission, key) && holds_at(&viewer->grants[i], place)) {
            return true;
        }
    }
    return false;
}

bool people_may_in_area(const struct viewer *viewer, const struct permission *permission,
                        int64_t area)
{
    struct place place = {.area_id = area, .id = NO_INT};
    return people_may_at(viewer, permission, &place);
}

struct viewer people_viewer_at(struct arena *arena, const struct viewer *viewer,
                               const struct place *place)
{
    struct viewer here = *viewer;
    here.grants = ARENA_ARRAY(arena, viewer->grant_count + 1, struct grant);
    here.grant_count = 0;
    here.known = NULL;
    for (size_t i = 0; i < viewer->grant_count; i++) {
        if (holds_at(&viewer->grants[i], place)) {
            here.grants[here.grant_count++] = viewer->grants[i];
        }
    }
    return here;
}

/* --- A row's history --- */

struct history_maker {
    struct request *request;
    const struct entity *entity;
    struct people_names names;
    struct rows areas;
    void *row; /* scratch, to read a value into */
};

static struct str kind_label(const struct request *request, struct str kind)
{
    const struct event_kind *const *kinds = request->call.platform->event_kinds;
    for (; kinds != NULL && *kinds != NULL; kinds++) {
        if (str_equal(str_of((*kinds)->name), kind)) {
            return translate(request->call.language, (*kinds)->label);
        }
    }
    return kind;
}

static struct str area_name(const struct history_maker *maker, int64_t id)
{
    const struct area *areas = maker->areas.at;
    for (size_t i = 0; i < maker->areas.count; i++) {
        if (areas[i].id == id) {
            return areas[i].name;
        }
    }
    return (struct str){NULL, 0};
}

/* A value in the machine's form, as people read it. */
static struct str shown(struct history_maker *maker, const struct field *field, struct str value)
{
    struct request *request = maker->request;
    if (str_is_empty(value)) {
        return value;
    }
    row_clear(maker->entity->table, maker->row);
    if (field_parse(request->call.arena, field, value, maker->row, NULL) != OK) {
        return value;
    }
    if (field->kind == FIELD_KIND_ID && strcmp(field->name, "area_id") == 0) {
        return area_name(maker, *field_int(field, maker->row));
    }
    if (field->kind == FIELD_KIND_ID) {
        return (field->flags & FIELD_PERSONAL) != 0
                   ? people_name(&maker->names, *field_int(field, maker->row))
                   : translate(request->call.language, N_("(chosen)"));
    }
    return field_show(request->call.arena, request->call.language, request->call.zone, field,
                      maker->row);
}

static void add_change(struct history_maker *maker, struct vec *changes,
                       const struct field_change *change)
{
    const struct field *field = table_field(maker->entity->table, change->field);
    if (field == NULL || (field->flags & (FIELD_HIDDEN | FIELD_INTERNAL)) != 0 ||
        (field->permission != NULL && !viewer_may(&maker->request->viewer, field->permission)) ||
        (str_equal(change->before, change->after) && !change->is_erased)) {
        return; /* the last: a row that began with No */
    }
    struct history_change *made = vec_add(changes);
    made->label = translate(maker->request->call.language, field->label);
    made->before = shown(maker, field, change->before);
    made->after = shown(maker, field, change->after);
    made->is_erased = change->is_erased;
}

static void make_entries(struct history_maker *maker, const struct rows *rows,
                         struct history_view *out)
{
    struct arena *arena = maker->request->call.arena;
    const struct language *language = maker->request->call.language;
    const struct field_change *changes = rows->at;
    struct history_view view = {ARENA_ARRAY(arena, rows->count + 1, struct history_entry), 0};
    for (size_t i = 0; i < rows->count;) {
        const struct field_change *first = &changes[i];
        struct vec mine = vec_of(arena, sizeof(struct history_change));
        for (; i < rows->count && changes[i].event == first->event; i++) {
            add_change(maker, &mine, &changes[i]);
        }
        view.entries[view.count++] = (struct history_entry){
            .event = first->event,
            .at = first->at,
            .cause = first->cause,
            .what = kind_label(maker->request, first->kind),
            .who = people_name(&maker->names, first->person),
            .source = people_source(language, first->source),
            .changes = mine.at,
            .changes_count = mine.count,
        };
    }
    *out = view;
}

enum status people_history(struct request *request, const struct entity *entity, int64_t row,
                           struct history_view *out)
{
    struct arena *arena = request->call.arena;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct history_request wanted = {
        .entity = entity, .row = row, .before_event = NO_INT, .limit = HISTORY_CHANGES};
    struct rows rows = {.table = &FIELD_CHANGE_TABLE};
    TRY(history_read(tx, arena, &wanted, &rows));
    const struct field_change *changes = rows.at;
    int64_t *people = ARENA_ARRAY(arena, rows.count * 3 + 1, int64_t);
    size_t people_count = 0;
    for (size_t i = 0; i < rows.count; i++) {
        people[people_count++] = changes[i].person;
        const struct field *field = table_field(entity->table, changes[i].field);
        if (field != NULL && field->kind == FIELD_KIND_ID && (field->flags & FIELD_PERSONAL) != 0) {
            people_count += str_to_int64(changes[i].before, &people[people_count]);
            people_count += str_to_int64(changes[i].after, &people[people_count]);
        }
    }
    struct history_maker maker = {.request = request, .entity = entity};
    maker.row = arena_alloc(arena, entity->table->size);
    TRY(people_names_read(tx, request->call.language, people, people_count, &maker.names));
    if (table_field(entity->table, STR("area_id")) != NULL) {
        TRY(people_areas(tx, arena, &maker.areas));
    }
    make_entries(&maker, &rows, out);
    return OK;
}
