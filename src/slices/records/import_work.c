/* The life of an import: handed in, checked, written in chunks. Each chunk
 * moves the place in the file in the same transaction as its rows: a stop at
 * any moment loses nothing and repeats nothing. */
#include "platform/base/rand.h"
#include "platform/db/blob.h"
#include "platform/web/uploads.h"
#include "platform/work/platform.h"
#include "records_queries.h"
#include "slices/records/import.h"

#include <string.h>

/* --- Handed in --- */

struct begin_in {
    const struct import_new *wanted;
    int64_t person;
    bool starts_job;
    struct blob blob; /* the file, all its pieces written */
};

static enum status begin(struct tx *tx, const void *in, void *out, struct err *err)
{
    const struct begin_in *begun = in;
    struct import import;
    row_clear(&IMPORT_TABLE, &import);
    import.id = id_new();
    import.kind = begun->wanted->kind;
    import.file_name = begun->wanted->file_name;
    import.area_id = begun->wanted->area_id;
    import.person_id = begun->person;
    import.state = STR("checking");
    import.created_at = tx_now(tx);
    import.blob_id = begun->blob.id;
    if (begun->wanted->upload_id > 0) {
        TRY(file_upload_use(tx, begun->wanted->upload_id, "file", &import.blob_id, err));
    } else {
        TRY(blob_complete(tx, &begun->blob));
    }
    int64_t changed = 0;
    TRY(query_run(tx, &RECORDS_IMPORT_INSERT, bind_row(&IMPORT_TABLE, &import), &changed));
    struct import_step step = {.id = import.id,
                               .from = "checking",
                               .to = "checking",
                               .event = &IMPORT_RECEIVED,
                               .job = begun->starts_job ? &IMPORT_CHECK_JOB : NULL};
    TRY(import_move(tx, &step, err));
    memcpy(out, &import.id, sizeof(import.id));
    return OK;
}

enum status import_begin(struct call *call, const struct import_new *wanted, bool starts_job,
                         int64_t *out_id)
{
    if (import_kind_named(call->platform, wanted->kind) == NULL) {
        return err_return_field(call->err, "kind", N_("Choose what the file holds."));
    }
    if (wanted->bytes.len == 0) {
        return err_return_field(call->err, "file", N_("The file is empty."));
    }
    if (wanted->bytes.len > IMPORT_BYTES) {
        return err_return_field(call->err, "file", N_("The file is too large."));
    }
    struct begin_in in = {wanted, call->actor.person, starts_job, {0}};
    in.blob = (struct blob){.name = wanted->file_name, .type = STR("application/octet-stream")};
    if (wanted->upload_id == 0) {
        call_end(call);
        TRY(blob_upload(call->db, call->arena, &in.blob, wanted->bytes, call->err));
    }
    return call_write(call, "import.begin", begin, &in, out_id);
}

/* --- Checked --- */

struct checked_in {
    int64_t id;
    const struct import_result *result;
};

static enum status store_check(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    const struct checked_in *checked = in;
    const struct import_result *result = checked->result;
    struct import import;
    row_clear(&IMPORT_TABLE, &import);
    import.id = checked->id;
    import.state = result->refused_count > 0 ? STR("refused") : STR("checked");
    import.row_count = result->row_count;
    import.new_count = result->new_count;
    import.changed_count = result->changed_count;
    import.unchanged_count = result->unchanged_count;
    import.refused_count = result->refused_count;
    int64_t changed = 0;
    TRY(query_run(tx, &RECORDS_IMPORT_CHECKED, bind_row(&IMPORT_TABLE, &import), &changed));
    for (size_t i = 0; changed > 0 && i < result->finding_count; i++) {
        TRY(finding_put(tx, checked->id, &result->findings[i]));
    }
    return OK; /* 0: checked before, by a run that was thought lost */
}

enum status import_store_check(struct call *call, int64_t id, const struct import_result *result)
{
    struct checked_in in = {id, result};
    return call_write(call, "import.check", store_check, &in, NULL);
}

enum status import_run_check(struct call *call, int64_t id, const struct import_progress *progress)
{
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    struct import import;
    TRY(import_get(tx, id, &import));
    struct import_source source = {.kind = import_kind_named(call->platform, import.kind),
                                   .area_id = import.area_id};
    TRY(import_bytes(call, &import, &source.bytes));
    struct import_result result;
    TRY(import_check(call, &source, progress, &result));
    return import_store_check(call, id, &result);
}

/* --- Written --- */

struct chunk {
    const struct language *language;
    const struct import *import;
    const struct import_table *table;
    size_t from, to;
};

enum status import_writer_open(struct tx *tx, const struct language *language,
                               const struct import *import, struct err *err,
                               struct record_writer *out)
{
    TRY(record_writer_open(tx, language, err, out));
    out->default_area = import->area_id;
    out->is_from_file = true;
    out->cause = import->id;
    return OK;
}

enum status import_emit(struct record_writer *writer, const struct import_kind *kind,
                        struct str source)
{
    struct event event = {.kind = kind->imported,
                          .subject_table = kind->record->entity->table,
                          .subject = NO_INT,
                          .source = source,
                          .cause = writer->cause};
    writer->source = source;
    return event_emit(writer->tx, &event, &writer->event);
}

enum status import_write_line(struct record_writer *writer, const struct import_table *table,
                              const struct import_line *line, int64_t *out_row)
{
    struct import_said said;
    struct import_meant meant;
    const struct record *record = table->kind->record;
    TRY(import_say(writer, table, line, &said));
    TRY(import_mean(writer, table, line, &said, &meant));
    switch (meant.what) {
    case IMPORT_NEW:
        TRY(record_insert(writer, record, meant.after));
        break;
    case IMPORT_CHANGED:
        TRY(record_update(writer, record, meant.before, meant.after));
        break;
    case IMPORT_UNCHANGED:
        break;
    }
    *out_row = record_int(record->entity->table, "id",
                          meant.what == IMPORT_NEW ? meant.after : meant.before);
    return OK;
}

struct advance_bind {
    int64_t id, done_count, done_before;
};
static const struct field ADVANCE_FIELDS[] = {
    FIELD(ID, struct advance_bind, id, NULL),
    FIELD(INT, struct advance_bind, done_count, NULL),
    FIELD(INT, struct advance_bind, done_before, NULL),
};
static const struct table ADVANCE_TABLE = TABLE("advance", struct advance_bind, ADVANCE_FIELDS);

static enum status write_chunk(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    const struct chunk *chunk = in;
    struct advance_bind place = {chunk->import->id, (int64_t)chunk->to, (int64_t)chunk->from};
    int64_t changed = 0;
    TRY(query_run(tx, &RECORDS_IMPORT_ADVANCE, bind_row(&ADVANCE_TABLE, &place), &changed));
    if (changed == 0) {
        return err_return(err, CONFLICT, N_("This import is not waiting for that any more."));
    }
    struct record_writer writer;
    TRY(import_writer_open(tx, chunk->language, chunk->import, err, &writer));
    TRY(import_emit(&writer, chunk->table->kind, STR("import")));
    for (size_t i = chunk->from; i < chunk->to; i++) {
        int64_t row = NO_INT;
        TRY(import_write_line(&writer, chunk->table, &chunk->table->lines[i], &row));
    }
    return OK;
}

/* A memory of its own for each chunk: a hundred thousand lines need no more
 * than five hundred. */
static enum status run_chunk(struct call *call, const struct chunk *chunk)
{
    ARENA_SCOPED(scratch);
    struct db_change change = {.name = "import.chunk",
                               .run = write_chunk,
                               .in = chunk,
                               .actor = call->actor,
                               .arena = scratch,
                               .is_bulk = true};
    return db_write(call->db, &change, call->err);
}

static enum status move(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    return import_move(tx, in, err);
}

static enum status write_all(struct call *call, const struct import *import,
                             const struct import_table *table,
                             const struct import_progress *progress)
{
    struct chunk chunk = {.language = call->platform->language, .import = import, .table = table};
    for (chunk.from = (size_t)import->done_count; chunk.from < table->count;
         chunk.from = chunk.to) {
        chunk.to =
            chunk.from + IMPORT_CHUNK < table->count ? chunk.from + IMPORT_CHUNK : table->count;
        TRY(run_chunk(call, &chunk));
        if (progress != NULL) {
            TRY(progress->tell(progress->self, (int64_t)chunk.to, (int64_t)table->count));
        }
    }
    return OK;
}

enum status import_run_apply(struct call *call, int64_t id, const struct import_progress *progress)
{
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    struct import import;
    TRY(import_get(tx, id, &import));
    if (str_equal(import.state, STR("applied"))) {
        return OK; /* a run that was thought lost came to the end */
    }
    struct str bytes;
    TRY(import_bytes(call, &import, &bytes));
    call_end(call);
    struct import_table table;
    TRY(import_read(call->arena, import_kind_named(call->platform, import.kind), bytes, &table,
                    call->err));
    import_sort(&table);
    TRY(write_all(call, &import, &table, progress));
    struct import_step step = {
        .id = id, .from = "applying", .to = "applied", .event = &IMPORT_DONE};
    return call_write(call, "import.done", move, &step, NULL);
}

enum status import_apply(struct call *call, int64_t id, bool starts_job)
{
    struct import_step step = {.id = id,
                               .from = "checked",
                               .to = "applying",
                               .event = &IMPORT_STARTED,
                               .job = starts_job ? &IMPORT_APPLY_JOB : NULL};
    return call_write(call, "import.apply", move, &step, NULL);
}

enum status import_undo(struct call *call, int64_t id, bool starts_job)
{
    struct import_step step = {.id = id,
                               .from = "applied",
                               .to = "undoing",
                               .event = &IMPORT_UNDO_STARTED,
                               .job = starts_job ? &IMPORT_UNDO_JOB : NULL};
    return call_write(call, "import.undo", move, &step, NULL);
}

/* --- Jobs --- */

struct job_self {
    struct call *call;
    const struct job *job;
};

static enum status tell_job(void *self, int64_t done, int64_t total)
{
    const struct job_self *at = self;
    return job_progress(at->call, at->job, done, total);
}

typedef enum status (*import_run_fn)(struct call *call, int64_t id,
                                     const struct import_progress *progress);

static enum status fail(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    const int64_t *id = in;
    static const char *const WORKING[] = {"checking", "applying", "undoing"};
    for (size_t i = 0; i < sizeof(WORKING) / sizeof(WORKING[0]); i++) {
        struct import_step step = {.id = *id, .from = WORKING[i], .to = "failed"};
        if (import_move(tx, &step, NULL) == OK) {
            return OK;
        }
    }
    return err_return(err, CONFLICT, N_("This import is not waiting for that any more."));
}

/* An answer that no other try will change ends the import visibly. */
static enum status run_job(struct call *call, const struct job *job, import_run_fn run)
{
    struct job_self self = {call, job};
    struct import_progress progress = {&self, tell_job};
    enum status status = run(call, job->subject, &progress);
    if (status == INVALID || status == CONFLICT || status == TOO_LARGE) {
        int64_t id = job->subject;
        enum status told = call_write(call, "import.fail", fail, &id, NULL);
        return told == OK ? status : told;
    }
    return status;
}

static enum status job_check(struct call *call, const struct job *job)
{
    return run_job(call, job, import_run_check);
}
static enum status job_apply(struct call *call, const struct job *job)
{
    return run_job(call, job, import_run_apply);
}
static enum status job_undo(struct call *call, const struct job *job)
{
    return run_job(call, job, import_run_undo);
}

const struct job_kind IMPORT_CHECK_JOB = {"records.import_check", job_check, 5, true};
const struct job_kind IMPORT_APPLY_JOB = {"records.import_apply", job_apply, 20, true};
const struct job_kind IMPORT_UNDO_JOB = {"records.import_undo", job_undo, 20, true};
