/*
 * Reading what happened to a row.
 *
 * A change holds only what fields held before it. What they held afterwards is what the next newer
 * change of the same field says it found, or what the row holds now. So a history is read from the
 * present backwards: a struct begins as the present row, each change tells `after` from it and then
 * puts `before` into it.
 */
#include "platform/db/history.h"

#include "db_queries.h"
#include "platform/base/log.h"
#include "platform/base/vec.h"
#include "platform/db/history_json.h"

#include <assert.h>
#include <string.h>

enum { DEFAULT_LIMIT = 100 };

static const struct field FIELD_CHANGE_FIELDS[] = {
    FIELD(ID, struct field_change, event, "Event"),
    FIELD(TIME, struct field_change, at, "Time"),
    FIELD(ID, struct field_change, person, "Person"),
    FIELD(TEXT, struct field_change, kind, "Kind"),
    FIELD(TEXT, struct field_change, source, "Source"),
    FIELD(TEXT, struct field_change, role, "Role"),
    FIELD(TEXT, struct field_change, field, "Field"),
    FIELD(TEXT, struct field_change, before, "Before", .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct field_change, after, "After", .flags = FIELD_PERSONAL),
    FIELD(BOOL, struct field_change, is_erased, "Erased"),
    FIELD(ID, struct field_change, cause, "Cause"),
};
const struct table FIELD_CHANGE_TABLE =
    TABLE("field_change", struct field_change, FIELD_CHANGE_FIELDS);

/* A change of the row with the event that made it. */
struct row_change {
    int64_t event, version, at, person, cause;
    struct str action, fields, before, kind, source, role;
};
static const struct field ROW_CHANGE_FIELDS[] = {
    FIELD(ID, struct row_change, event, ""),    FIELD(INT, struct row_change, version, ""),
    FIELD(TIME, struct row_change, at, ""),     FIELD(ID, struct row_change, person, ""),
    FIELD(ID, struct row_change, cause, ""),    FIELD(TEXT, struct row_change, action, ""),
    FIELD(TEXT, struct row_change, fields, ""), FIELD(TEXT, struct row_change, before, ""),
    FIELD(TEXT, struct row_change, kind, ""),   FIELD(TEXT, struct row_change, source, ""),
    FIELD(TEXT, struct row_change, role, ""),
};
static const struct table ROW_CHANGE_TABLE = TABLE("change", struct row_change, ROW_CHANGE_FIELDS);

struct row_of {
    int64_t row;
    struct str table_name;
};
static const struct field ROW_OF_FIELDS[] = {
    FIELD(ID, struct row_of, row, ""),
    FIELD(TEXT, struct row_of, table_name, ""),
};
static const struct table ROW_OF_TABLE = TABLE("change", struct row_of, ROW_OF_FIELDS);

static enum status read_changes(struct tx *tx, struct arena *arena, const struct table *table,
                                int64_t row, struct rows *out)
{
    struct row_of of = {row, str_of(table->name)};
    out->table = &ROW_CHANGE_TABLE;
    return query_rows(tx, arena, &CHANGE_OF_ROW, bind_row(&ROW_OF_TABLE, &of), out);
}

static bool is_insert(const struct row_change *change)
{
    return str_equal(change->action, STR("insert"));
}

/* Walks a row's history backwards. */
struct walk {
    struct arena *arena;
    const struct table *table;
    void *present;    /* what the row held after the change that is looked at */
    void *past;       /* what it held before */
    uint64_t unknown; /* fields whose present value was erased */
    uint64_t wanted;  /* fields to tell of */
    struct vec told;  /* struct field_change */
};

static void tell(struct walk *walk, const struct row_change *change, size_t index, bool is_erased)
{
    const struct field *field = &walk->table->fields[index];
    bool is_secret = (field->flags & FIELD_SECRET) != 0;
    struct field_change *told = vec_add(&walk->told);
    *told = (struct field_change){
        .event = change->event,
        .at = change->at,
        .person = change->person,
        .kind = change->kind,
        .source = change->source,
        .role = change->role,
        .field = str_of(field->name),
        .is_erased = is_erased,
        .cause = change->cause,
    };
    if (!is_secret && !is_erased) {
        told->before = field_format(walk->arena, field, walk->past);
    }
    if (!is_secret && (walk->unknown >> index & 1) == 0) {
        told->after = field_format(walk->arena, field, walk->present);
    }
}

/* Tells of one change and goes back behind it. */
static enum status step_back(struct walk *walk, const struct row_change *change)
{
    uint64_t changed =
        is_insert(change) ? field_mask_all(walk->table) : field_mask(walk->table, change->fields);
    bool is_erased = !is_insert(change) && change->before.at == NULL;
    memcpy(walk->past, walk->present, walk->table->size);
    uint64_t found = 0;
    if (is_insert(change)) {
        row_clear(walk->table, walk->past);
    } else if (!is_erased) {
        TRY(fields_from_json(walk->arena, change->before, walk->table, walk->past, &found));
    }
    for (size_t i = 0; i < walk->table->field_count; i++) {
        bool is_told = (changed & walk->wanted) >> i & 1;
        if (is_told && is_insert(change) && (walk->unknown >> i & 1) == 0 &&
            field_is_absent(&walk->table->fields[i], walk->present)) {
            is_told = false; /* nothing was put into this field */
        }
        if (is_told) {
            tell(walk, change, i, is_erased);
        }
    }
    walk->unknown = is_erased ? walk->unknown | changed : walk->unknown & ~found;
    void *past = walk->past;
    walk->past = walk->present;
    walk->present = past;
    return OK;
}

static enum status walk_begin(struct tx *tx, struct arena *arena,
                              const struct history_request *request, struct walk *out)
{
    const struct table *table = request->entity->table;
    *out = (struct walk){
        .arena = arena,
        .table = table,
        .present = arena_alloc(arena, table->size),
        .past = arena_alloc(arena, table->size),
        .wanted = str_is_empty(request->field) ? field_mask_all(table)
                                               : field_mask(table, request->field),
        .told = vec_of(arena, sizeof(struct field_change)),
    };
    enum status status = entity_get(tx, request->entity, request->row, out->present);
    if (status == NOT_FOUND) {
        row_clear(table, out->present);
        return OK;
    }
    return status;
}

enum status history_read(struct tx *tx, struct arena *arena, const struct history_request *request,
                         struct rows *out_changes)
{
    struct walk walk;
    struct rows rows;
    size_t limit = request->limit == NO_INT ? DEFAULT_LIMIT : (size_t)request->limit;
    TRY(walk_begin(tx, arena, request, &walk));
    TRY(read_changes(tx, arena, walk.table, request->row, &rows));
    const struct row_change *changes = rows.at;
    bool is_before = request->before_event == NO_INT;
    for (size_t i = 0; i < rows.count; i++) {
        bool is_same_event = i > 0 && changes[i].event == changes[i - 1].event;
        if (walk.told.count >= limit && !is_same_event) {
            break;
        }
        if (!is_before) {
            walk.told.count = 0; /* newer than what was asked for */
            is_before = i > 0 && changes[i - 1].event == request->before_event && !is_same_event;
        }
        if (step_back(&walk, &changes[i]) != OK) {
            log_error("history.broken", "event=%lld", (long long)changes[i].event);
            return INTERNAL;
        }
    }
    *out_changes =
        (struct rows){&FIELD_CHANGE_TABLE, walk.told.at, is_before ? walk.told.count : 0};
    return OK;
}

enum status history_sources(struct tx *tx, struct arena *arena, const struct entity *entity,
                            int64_t row, struct rows *out_changes)
{
    const struct table *table = entity->table;
    struct rows rows;
    TRY(read_changes(tx, arena, table, row, &rows));
    struct field_change *found = ARENA_ARRAY(arena, table->field_count, struct field_change);
    uint64_t missing = field_mask_all(table);
    const struct row_change *changes = rows.at;
    for (size_t i = 0; i < rows.count && missing != 0; i++) {
        const struct row_change *change = &changes[i];
        uint64_t touched =
            missing & (is_insert(change) ? missing : field_mask(table, change->fields));
        for (size_t k = 0; k < table->field_count; k++) {
            if ((touched >> k & 1) != 0) {
                found[k] = (struct field_change){
                    .event = change->event,
                    .at = change->at,
                    .person = change->person,
                    .kind = change->kind,
                    .source = change->source,
                    .role = change->role,
                    .field = str_of(table->fields[k].name),
                    .cause = change->cause,
                };
            }
        }
        missing &= ~touched;
    }
    size_t count = 0;
    for (size_t k = 0; k < table->field_count; k++) {
        if (found[k].event != 0) {
            found[count++] = found[k];
        }
    }
    *out_changes = (struct rows){&FIELD_CHANGE_TABLE, found, count};
    return OK;
}

static const struct field CAUSE_FIELDS[] = {FIELD(ID, struct history_cause, id, "")};
static const struct table CAUSE_TABLE = TABLE("event", struct history_cause, CAUSE_FIELDS);

enum status history_causes(struct tx *tx, const struct table *table, int64_t row,
                           struct rows *out_causes)
{
    struct row_of of = {row, str_of(table->name)};
    out_causes->table = &CAUSE_TABLE;
    return query_rows(tx, tx_arena(tx), &CHANGE_CAUSES_OF_ROW, bind_row(&ROW_OF_TABLE, &of),
                      out_causes);
}

enum status history_erase(struct tx *tx, const struct table *table, int64_t row)
{
    struct row_of of = {row, str_of(table->name)};
    int64_t ignored;
    return query_run(tx, &CHANGE_ERASE, bind_row(&ROW_OF_TABLE, &of), &ignored);
}
