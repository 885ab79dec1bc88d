/* Undoing an import: each value that still stands as the import wrote it goes
 * back to what it was; a row that came with it goes, unless somebody has worked
 * on it since. What is kept is listed. */
#include "platform/work/platform.h"
#include "records_queries.h"
#include "slices/records/import.h"

struct undo_in {
    const struct platform *platform;
    int64_t id;
    const struct import_beside *beside;
    int64_t after_event; /* beside: how far it has come */
};
struct undo_out {
    int64_t id;
    int64_t event; /* NO_INT: that was all */
};
struct undoing {
    struct record_writer writer;
    const struct import_kind *kind;
    int64_t id;
    int64_t kept;
};

static enum status emit(struct undoing *undoing)
{
    if (undoing->writer.event != NO_INT) {
        return OK;
    }
    struct event event = {.kind = undoing->kind->undone,
                          .subject_table = undoing->kind->record->entity->table,
                          .subject = NO_INT,
                          .cause = undoing->id};
    return event_emit(undoing->writer.tx, &event, &undoing->writer.event);
}

/* What the import had written into a field, and who changed it since and when. */
static enum status tell_field(const struct undoing *undoing, int64_t row, const struct field *field,
                              struct finding *finding)
{
    struct history_request request = {.entity = undoing->kind->record->entity,
                                      .row = row,
                                      .field = str_of(field->name),
                                      .before_event = NO_INT,
                                      .limit = 100};
    struct rows rows = {.table = &FIELD_CHANGE_TABLE};
    TRY(history_read(undoing->writer.tx, tx_arena(undoing->writer.tx), &request, &rows));
    const struct field_change *change = rows.at;
    for (size_t i = 0; i < rows.count; i++) {
        if (str_equal(change[i].kind, str_of(undoing->kind->undone->name))) {
            continue;
        }
        if (change[i].cause == undoing->id) {
            finding->before = change[i].after;
            return OK;
        }
        if (finding->changed_at == NO_TIME) {
            finding->changed_by = change[i].person;
            finding->changed_at = change[i].at;
        }
    }
    return OK;
}

static enum status keep(struct undoing *undoing, const void *now, uint64_t fields)
{
    const struct table *table = undoing->kind->record->entity->table;
    int64_t id = record_int(table, "id", now);
    for (size_t i = 0; i < table->field_count; i++) {
        const struct field *field = &table->fields[i];
        if ((fields >> i & 1) == 0) {
            continue;
        }
        undoing->kept++;
        if (undoing->kept > IMPORT_FINDINGS || record_is_hidden(undoing->kind->record, now)) {
            continue;
        }
        struct finding finding = finding_new("kept");
        finding.row_id = id;
        finding.title = record_text(table, undoing->kind->known_by, now);
        finding.field = str_of(field->name);
        TRY(tell_field(undoing, id, field, &finding));
        finding.after = field_format(tx_arena(undoing->writer.tx), field, now);
        if (field->permission != NULL) { /* what few may see is not told in a finding */
            finding.before = finding.after = (struct str){NULL, 0};
        }
        TRY(finding_put(undoing->writer.tx, undoing->id, &finding));
    }
    return OK;
}

static enum status undo_row(struct undoing *undoing, const struct undo *undo)
{
    if (undo->is_gone) {
        return OK;
    }
    const struct record *record = undoing->kind->record;
    struct arena *arena = tx_arena(undoing->writer.tx);
    void *now = arena_alloc(arena, record->entity->table->size);
    TRY(entity_get(undoing->writer.tx, record->entity, undo->row, now));
    if (undo->was_inserted) {
        if (undo->is_changed) {
            return keep(undoing, now, undo->keep);
        }
        TRY(emit(undoing));
        return record_remove(&undoing->writer, record, now);
    }
    if (undo->revert != 0) {
        void *after = arena_copy(arena, now, record->entity->table->size);
        undo_apply(undo, record->entity, after);
        TRY(record_prepare(&undoing->writer, record, after));
        TRY(emit(undoing));
        TRY(record_update(&undoing->writer, record, now, after));
        now = after;
    }
    return keep(undoing, now, undo->keep);
}

static enum status undo_page(struct tx *tx, const void *in, void *out, struct err *err)
{
    const struct undo_in *wanted = in;
    struct undo_out *result = out;
    struct import import;
    TRY(import_get(tx, wanted->id, &import));
    const struct import_kind *kind = import_kind_named(wanted->platform, import.kind);
    struct undo_request request = {.entity = kind->record->entity,
                                   .cause = import.id,
                                   .after_event = import.undo_event,
                                   .undone = kind->undone};
    struct undo_page page;
    TRY(history_undo_plan(tx, tx_arena(tx), &request, &page));
    struct undoing undoing = {
        .kind = kind, .id = import.id, .kept = import.kept_count == NO_INT ? 0 : import.kept_count};
    TRY(record_writer_open(tx, wanted->platform->language, err, &undoing.writer));
    for (size_t i = 0; i < page.count; i++) {
        TRY(undo_row(&undoing, &page.undos[i]));
    }
    result->id = import.id;
    result->event = page.event;
    import.kept_count = undoing.kept;
    import.undo_event = page.event == NO_INT ? import.undo_event : page.event;
    int64_t changed = 0;
    TRY(query_run(tx, &RECORDS_IMPORT_UNDO_ADVANCE, bind_row(&IMPORT_TABLE, &import), &changed));
    return changed == 0
               ? err_return(err, CONFLICT, N_("This import is not waiting for that any more."))
               : OK;
}

/* People whom the import made stay when anything is kept of them by now. */
static enum status undo_one_beside(struct undoing *undoing, const struct undo_in *wanted,
                                   const struct undo *undo)
{
    bool is_used = false;
    if (undo->is_gone) {
        return OK;
    }
    if (undo->was_inserted && wanted->beside->entity == &PERSON_ENTITY) {
        TRY(people_person_is_used(undoing->writer.tx, wanted->platform, undo->row, &is_used));
    }
    if (is_used) {
        return OK;
    }
    TRY(emit(undoing));
    return wanted->beside->undo(&undoing->writer, undo);
}

/* The same of what the lines wrote into another table. */
static enum status undo_beside(struct tx *tx, const void *in, void *out, struct err *err)
{
    const struct undo_in *wanted = in;
    struct undo_out *result = out;
    struct import import;
    TRY(import_get(tx, wanted->id, &import));
    const struct import_kind *kind = import_kind_named(wanted->platform, import.kind);
    struct undo_request request = {.entity = wanted->beside->entity,
                                   .cause = import.id,
                                   .after_event = wanted->after_event,
                                   .undone = kind->undone};
    struct undo_page page;
    TRY(history_undo_plan(tx, tx_arena(tx), &request, &page));
    struct undoing undoing = {.kind = kind, .id = import.id};
    TRY(record_writer_open(tx, wanted->platform->language, err, &undoing.writer));
    for (size_t i = 0; i < page.count; i++) {
        TRY(undo_one_beside(&undoing, wanted, &page.undos[i]));
    }
    result->event = page.event;
    return OK;
}

static enum status finish(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    const struct import_step *step = in;
    int64_t changed = 0;
    TRY(query_run(tx, &RECORDS_FEED_ROWS_DOUBT, bind_id(&step->id), &changed));
    return import_move(tx, step, err);
}

static enum status undo_some(struct call *call, db_change_fn run, const struct undo_in *in,
                             struct undo_out *out)
{
    ARENA_SCOPED(scratch);
    struct db_change change = {.name = "import.undo_page",
                               .run = run,
                               .in = in,
                               .out = out,
                               .actor = call->actor,
                               .arena = scratch,
                               .is_bulk = true};
    return db_write(call->db, &change, call->err);
}

enum status import_run_undo(struct call *call, int64_t id, const struct import_progress *progress)
{
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    struct import import;
    TRY(import_get(tx, id, &import));
    if (str_equal(import.state, STR("undone"))) {
        return OK;
    }
    call_end(call);
    struct undo_in in = {.platform = call->platform, .id = id};
    struct undo_out out = {0};
    int64_t done = 0;
    do {
        TRY(undo_some(call, undo_page, &in, &out));
        done = done + IMPORT_CHUNK < import.row_count ? done + IMPORT_CHUNK : import.row_count;
        if (progress != NULL) {
            TRY(progress->tell(progress->self, done, import.row_count));
        }
    } while (out.event != NO_INT);
    const struct import_kind *kind = import_kind_named(call->platform, import.kind);
    for (in.beside = kind->beside; in.beside != NULL && in.beside->entity != NULL; in.beside++) {
        in.after_event = NO_INT;
        do {
            TRY(undo_some(call, undo_beside, &in, &out));
            in.after_event = out.event;
        } while (out.event != NO_INT);
    }
    struct import_step step = {
        .id = id, .from = "undoing", .to = "undone", .event = &IMPORT_UNDONE};
    return call_write(call, "import.undone", finish, &step, NULL);
}
