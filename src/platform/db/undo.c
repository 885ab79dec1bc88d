/*
 * What undoing a cause would do.
 *
 * For each row that the cause touched its whole history is read, oldest first. The first change of
 * the cause to a field tells what the field held before it; a change of that field by anybody else
 * afterwards means that the present value is not the cause's any more, and it is kept.
 */
#include "platform/db/history.h"

#include "db_queries.h"
#include "platform/db/history_json.h"

struct cause_key {
    int64_t cause, after, event;
    struct str table_name, undone;
    const struct undo *ids; /* the rows of a page */
    size_t ids_count;
};
struct row_id {
    int64_t row;
};
static const struct field ROW_ID_FIELDS[] = {FIELD(ID, struct row_id, row, "")};
static const struct table ROW_ID_TABLE = TABLE("change", struct row_id, ROW_ID_FIELDS);

/* Bound as :ids[] from the plan itself; only the id of each undo is read. */
static const struct field UNDO_ID_FIELDS[] = {FIELD(ID, struct undo, row, "")};
static const struct table UNDO_ID_TABLE = TABLE("change", struct undo, UNDO_ID_FIELDS);
static const struct field CAUSE_KEY_FIELDS[] = {
    FIELD(ID, struct cause_key, cause, ""),
    FIELD(ID, struct cause_key, after, ""),
    FIELD(ID, struct cause_key, event, ""),
    FIELD(TEXT, struct cause_key, table_name, ""),
    FIELD(TEXT, struct cause_key, undone, ""),
    FIELD_LIST_OF(struct cause_key, ids, &UNDO_ID_TABLE, ""),
};
static const struct table CAUSE_KEY_TABLE = TABLE("change", struct cause_key, CAUSE_KEY_FIELDS);

struct event_id {
    int64_t id;
};
static const struct field EVENT_ID_FIELDS[] = {FIELD(ID, struct event_id, id, "")};
static const struct table EVENT_ID_TABLE = TABLE("event", struct event_id, EVENT_ID_FIELDS);

struct past_change {
    int64_t row, event, version;
    struct str action, fields, before;
    bool is_of_cause;
};
static const struct field PAST_CHANGE_FIELDS[] = {
    FIELD(ID, struct past_change, row, ""),           FIELD(ID, struct past_change, event, ""),
    FIELD(INT, struct past_change, version, ""),      FIELD(TEXT, struct past_change, action, ""),
    FIELD(TEXT, struct past_change, fields, ""),      FIELD(TEXT, struct past_change, before, ""),
    FIELD(BOOL, struct past_change, is_of_cause, ""),
};
static const struct table PAST_CHANGE_TABLE =
    TABLE("change", struct past_change, PAST_CHANGE_FIELDS);

/* A change of the cause: fields that it is the first of the cause to touch get their old values. */
static enum status add_own(struct arena *arena, const struct table *table,
                           const struct past_change *change, struct undo *undo)
{
    if (str_equal(change->action, STR("insert"))) {
        undo->was_inserted = true;
        return OK;
    }
    if (undo->was_inserted) {
        return OK; /* undone by removing the row */
    }
    uint64_t touched = field_mask(table, change->fields);
    if (change->before.at == NULL) {
        undo->keep |= touched;
        return OK;
    }
    void *before = arena_alloc(arena, table->size);
    row_clear(table, before);
    uint64_t found = 0;
    TRY(fields_from_json(arena, change->before, table, before, &found));
    for (size_t i = 0; i < table->field_count; i++) {
        const struct field *field = &table->fields[i];
        if ((found >> i & 1) == 0 || ((undo->revert | undo->keep) >> i & 1) != 0) {
            continue;
        }
        if ((field->flags & FIELD_SECRET) != 0) {
            undo->keep |= (uint64_t)1 << i; /* what it held was never written down */
            continue;
        }
        undo->revert |= (uint64_t)1 << i;
        field_take(field, undo->before, before);
    }
    return OK;
}

static void add_other(const struct table *table, const struct past_change *change,
                      struct undo *undo)
{
    uint64_t touched = field_mask(table, change->fields);
    /* All of a row that the cause made is the cause's; of another row, what it would give back. */
    uint64_t later = undo->was_inserted ? touched : touched & undo->revert;
    undo->is_changed = true;
    undo->revert &= ~later;
    undo->keep |= later;
}

/* Takes the changes of this row, which come next. The row is marked with NO_INT when it came with an
 * earlier event of the cause. */
static enum status plan_row(struct arena *arena, const struct table *table, int64_t event,
                            struct rows *rest, struct undo *undo)
{
    bool has_begun = false;
    int64_t row = undo->row;
    for (; rest->count > 0; rest->count--, rest->at = (struct past_change *)rest->at + 1) {
        const struct past_change *change = rest->at;
        if (change->row != row) {
            break;
        }
        undo->is_gone = str_equal(change->action, STR("remove"));
        if (!change->is_of_cause) {
            if (has_begun) {
                add_other(table, change, undo);
            }
            continue;
        }
        if (!has_begun && change->event != event) {
            undo->row = NO_INT;
        }
        has_begun = true;
        TRY(add_own(arena, table, change, undo));
    }
    return OK;
}

static enum status plan_rows(struct tx *tx, struct arena *arena, const struct undo_request *request,
                             struct cause_key *key, struct undo_page *page)
{
    const struct table *table = request->entity->table;
    struct rows rows = {.table = &ROW_ID_TABLE};
    TRY(query_rows(tx, arena, &CHANGE_ROWS_OF_EVENT, bind_row(&CAUSE_KEY_TABLE, key), &rows));
    const struct row_id *ids = rows.at;
    page->undos = ARENA_ARRAY(arena, rows.count, struct undo);
    for (size_t i = 0; i < rows.count; i++) {
        page->undos[i].row = ids[i].row;
        page->undos[i].before = arena_alloc(arena, table->size);
        row_clear(table, page->undos[i].before);
    }
    key->ids = page->undos;
    key->ids_count = rows.count;
    struct rows changes = {.table = &PAST_CHANGE_TABLE};
    TRY(query_rows(tx, arena, &CHANGE_OF_ROWS, bind_row(&CAUSE_KEY_TABLE, key), &changes));
    page->count = 0;
    for (size_t i = 0; i < rows.count; i++) {
        struct undo undo = page->undos[i];
        TRY(plan_row(arena, table, key->event, &changes, &undo));
        if (undo.row != NO_INT) {
            page->undos[page->count++] = undo;
        }
    }
    return OK;
}

enum status history_undo_plan(struct tx *tx, struct arena *arena,
                              const struct undo_request *request, struct undo_page *out_page)
{
    struct cause_key key = {
        .cause = request->cause,
        .after = request->after_event == NO_INT ? 0 : request->after_event,
        .table_name = str_of(request->entity->table->name),
        .undone = request->undone == NULL ? STR("") : str_of(request->undone->name),
    };
    struct event_id next;
    struct undo_page page = {.event = NO_INT};
    enum status status =
        query_one(tx, &EVENT_OF_CAUSE, bind_row(&CAUSE_KEY_TABLE, &key), &EVENT_ID_TABLE, &next);
    if (status == OK) {
        page.event = key.event = next.id;
        status = plan_rows(tx, arena, request, &key, &page);
    } else if (status == NOT_FOUND) {
        status = OK;
    }
    if (status == OK) {
        *out_page = page;
    }
    return status;
}

void undo_apply(const struct undo *undo, const struct entity *entity, void *row)
{
    for (size_t i = 0; i < entity->table->field_count; i++) {
        if ((undo->revert >> i & 1) != 0) {
            field_take(&entity->table->fields[i], row, undo->before);
        }
    }
}
