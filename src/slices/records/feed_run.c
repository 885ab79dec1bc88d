/* A run of a feed: the file is taken, looked at whole, compared, written, and its owner told. Each step is
 * kept before the next begins: a stop at any moment loses nothing and repeats nothing. Chunks are short:
 * people wait behind them. */
#include "platform/base/vec.h"
#include "platform/work/platform.h"
#include "records_queries.h"
#include "slices/records/feed.h"

#include <inttypes.h>

enum { CHUNK = 20 };
static const int64_t DAY_MS = 24LL * 60 * 60 * 1000;

const struct setting FEED_MOST_GONE = {
    .key = "records.feed_most_gone",
    .label = N_("Per cent of a feed that may be gone at once"),
    .help = N_("When more is gone nothing is written, and who looks after the feed is asked."),
    .kind = FIELD_KIND_INT,
    .initial = "5",
    .min = 0,
    .max = 100,
    .permission = "setting.manage",
};
const struct setting FEED_NIGHTS = {
    .key = "records.feed_nights",
    .label = N_("Nights without a file before somebody is told"),
    .kind = FIELD_KIND_INT,
    .initial = "3",
    .min = 1,
    .max = 365,
    .permission = "setting.manage",
};

#define FEED_NOTICE(id_, name_, label_, button_, path_)                                            \
    const struct notice_kind id_ = {                                                               \
        .name = (name_), .label = (label_), .button = (button_), .path = (path_)}
FEED_NOTICE(FEED_REFUSED_NOTICE, "records.feed_refused",
            N_("A file of a feed was refused; nothing was written"), N_("See why"), "/feeds/runs/");
FEED_NOTICE(FEED_STOPPED_NOTICE, "records.feed_stopped",
            N_("Much is gone from a feed's file; nothing was written"), N_("Decide"),
            "/feeds/runs/");
FEED_NOTICE(FEED_MISSING_NOTICE, "records.feed_missing",
            N_("A feed has had no file for some nights"), N_("Look"), "/feeds/");
FEED_NOTICE(FEED_DONE_NOTICE, "records.feed_done", N_("A feed has changed something"),
            N_("See what"), "/feeds/runs/");

struct work {
    struct call *call;
    struct feed feed;
    struct feed_run run;
    struct import import;
    struct import_kind kind; /* with the feed's names of columns */
    struct str columns;
    const struct import_progress *progress;
    struct import_table table;
    struct import_known known;
};

/* --- What becomes of it --- */

struct finish_in {
    const struct work *work;
    struct feed_run run;
    const struct notice_kind *notice; /* NULL: nobody needs to know */
    int64_t since;                    /* of a file that is missing */
};

static struct notice notice_of(struct tx *tx, const struct finish_in *finish)
{
    const struct feed *feed = &finish->work->feed;
    bool is_missing = finish->notice == &FEED_MISSING_NOTICE;
    struct str key = is_missing ? str_format(tx_arena(tx), "feed-missing:%" PRId64 ":%" PRId64,
                                             feed->id, finish->since)
                                : str_format(tx_arena(tx), "feed-run:%" PRId64, finish->run.id);
    struct str detail = str_is_empty(finish->run.file_name)
                            ? feed->name
                            : str_format(tx_arena(tx), "%.*s: %.*s", STR_ARG(feed->name),
                                         STR_ARG(finish->run.file_name));
    return (struct notice){.kind = finish->notice,
                           .key = key,
                           .person = feed->owner_id,
                           .ref = is_missing ? feed->id : finish->run.id,
                           .detail = detail,
                           .due = NO_TIME,
                           .is_told = true};
}

static enum status finish(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    const struct finish_in *wanted = in;
    struct feed_run run = wanted->run;
    run.finished_at = tx_now(tx);
    TRY(feed_run_put(tx, &run, err));
    if (run.is_confirmed) {
        TRY(people_notify_done(tx, str_format(tx_arena(tx), "feed-run:%" PRId64, run.id)));
    }
    if (!str_is_empty(wanted->work->columns) && str_equal(run.state, STR("done"))) {
        struct feed feed = wanted->work->feed;
        feed.columns = wanted->work->columns;
        int64_t changed = 0;
        TRY(query_run(tx, &RECORDS_FEED_COLUMNS, bind_row(&FEED_TABLE, &feed), &changed));
    }
    struct event event = {.kind = &FEED_ENDED,
                          .subject_table = &FEED_RUN_TABLE,
                          .subject = run.id,
                          .cause = run.import_id};
    int64_t id = NO_INT;
    TRY(event_emit(tx, &event, &id));
    struct notice notice = notice_of(tx, wanted);
    return wanted->notice == NULL ? OK : people_notify(tx, &notice);
}

static enum status end(struct work *work, const char *state, const struct notice_kind *notice)
{
    struct finish_in in = {work, work->run, notice, NO_INT};
    in.run.state = str_of(state);
    return call_write(work->call, "feed.end", finish, &in, NULL);
}

static enum status move(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    return import_move(tx, in, err);
}

/* The reason is what was said first of the file. */
static enum status end_refused(struct work *work, const char *state)
{
    const struct err *err = work->call->err;
    if (err->kept > 0) {
        struct finding finding = finding_of(work->call->arena, &err->items[0]);
        work->run.message = finding.message;
        work->run.arguments = finding.arguments;
    }
    err_clear(work->call->err);
    struct import_step step = {.id = work->import.id, .from = "applying", .to = "failed"};
    if (work->import.id != 0 && call_write(work->call, "feed.fail", move, &step, NULL) != OK) {
        err_clear(work->call->err); /* it had not come so far */
    }
    return end(work, state, &FEED_REFUSED_NOTICE);
}

/* --- Which file --- */

static enum status read_one(struct work *work, const struct query *query, struct feed_run *out)
{
    struct tx *tx = NULL;
    TRY(call_reader(work->call, &tx));
    return query_one(tx, query, bind_row(&FEED_RUN_TABLE, &work->run), &FEED_RUN_TABLE, out);
}

/* At night somebody is told when there has been none for long. */
static enum status end_without(struct work *work)
{
    struct finish_in in = {work, work->run, NULL, NO_INT};
    in.run.state = STR("nothing");
    in.run.file_name = (struct str){NULL, 0};
    in.run.file_size = NO_INT;
    in.run.file_time = NO_INT;
    struct feed_run last;
    TRY(read_one(work, &RECORDS_FEED_RUN_FETCHED, &last));
    int64_t patience = setting_int(work->call->platform, &FEED_NIGHTS) * DAY_MS;
    in.since = last.created_at;
    if (work->run.person_id == NO_INT &&
        clock_now(work->call->clock) - last.created_at >= patience - DAY_MS / 2) {
        in.notice = &FEED_MISSING_NOTICE;
    }
    return call_write(work->call, "feed.end", finish, &in, NULL);
}

static enum status keep_run(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    return feed_run_put(tx, in, err);
}

static enum status keep(struct work *work)
{
    TRY(call_write(work->call, "feed.keep", keep_run, &work->run, NULL));
    work->run.version++;
    return OK;
}

/* NOT_FOUND: there is no new one. INVALID: there is, and it cannot be taken. */
static enum status take(struct work *work)
{
    struct call *call = work->call;
    struct feed_file file;
    TRY(feed_file_newest(call, &work->feed, &file));
    work->run.file_name = file.name;
    work->run.file_size = file.size;
    work->run.file_time = file.time;
    struct feed_run before;
    enum status status = read_one(work, &RECORDS_FEED_RUN_TAKEN, &before);
    if (status != NOT_FOUND) {
        return status == OK ? NOT_FOUND : status;
    }
    struct str bytes;
    TRY(feed_file_read(call, &work->feed, &file, &bytes));
    TRY(feed_file_headings(call, &work->feed, &work->kind, bytes, &work->columns));
    struct import_new wanted = {.kind = work->feed.kind,
                                .file_name = file.name,
                                .bytes = bytes,
                                .area_id = work->feed.area_id};
    TRY(import_begin(call, &wanted, false, &work->run.import_id));
    work->run.state = STR("running");
    return keep(work);
}

/* --- What it would do --- */

struct gone_in {
    const struct work *work;
    const struct known_row *rows;
    size_t count;
};

/* Those of the feed that the file does not have; what is over anyway does not count. */
static enum status look_for_gone(struct work *work, struct vec *findings, int64_t *out_gone)
{
    ARENA_SCOPED(scratch);
    struct call *call = work->call;
    struct tx *reader READER_SCOPED = NULL;
    TRY(db_reader(call->db, scratch, &reader, call->err));
    struct record_writer writer;
    TRY(record_writer_open(reader, call->platform->language, call->err, &writer));
    *out_gone = 0;
    for (size_t i = 0; i < work->known.count; i++) {
        struct import_gone gone = {.row = work->known.rows[i].row_id, .is_dry = true};
        if (work->known.rows[i].is_hit) {
            continue;
        }
        enum status status = work->kind.gone == NULL ? OK : work->kind.gone(&writer, &gone);
        if (status == NOT_FOUND || gone.is_over) {
            continue;
        }
        TRY(status);
        *out_gone += 1;
        if (*out_gone <= IMPORT_FINDINGS) {
            struct finding finding = finding_new("gone");
            finding.row_id = gone.page_row == 0 ? gone.row : gone.page_row;
            finding.title = str_copy(call->arena, gone.title);
            *(struct finding *)vec_add(findings) = finding;
        }
    }
    return OK;
}

/* The dry run, and what would be gone; kept with the import. */
static enum status check(struct work *work, struct str bytes)
{
    struct call *call = work->call;
    struct import_source source = {
        .kind = &work->kind, .bytes = bytes, .area_id = work->feed.area_id, .known = &work->known};
    struct import_result result;
    TRY(import_check(call, &source, work->progress, &result));
    struct vec findings = vec_of(call->arena, sizeof(struct finding));
    for (size_t i = 0; i < result.finding_count; i++) {
        *(struct finding *)vec_add(&findings) = result.findings[i];
    }
    work->run.gone_count = 0;
    if (result.refused_count == 0) {
        TRY(look_for_gone(work, &findings, &work->run.gone_count));
    }
    work->run.known_count = (int64_t)work->known.count;
    result.findings = findings.at;
    result.finding_count = findings.count;
    TRY(import_store_check(call, work->import.id, &result));
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    return import_get(tx, work->import.id, &work->import);
}

static bool is_too_much(const struct work *work)
{
    int64_t most = setting_int(work->call->platform, &FEED_MOST_GONE);
    return !work->run.is_confirmed && work->run.gone_count * 100 > most * work->run.known_count;
}

/* --- Writing it --- */

struct chunk {
    const struct work *work;
    const struct import_line *const *lines;
    size_t count;
};

static enum status write_lines(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    const struct chunk *chunk = in;
    const struct work *work = chunk->work;
    struct record_writer writer;
    TRY(import_writer_open(tx, work->call->platform->language, &work->import, err, &writer));
    TRY(import_emit(&writer, &work->kind, STR("feed")));
    for (size_t i = 0; i < chunk->count; i++) {
        struct known_row row = {.feed_id = work->feed.id};
        TRY(import_write_line(&writer, &work->table, chunk->lines[i], &row.row_id));
        row.digest = import_digest(tx_arena(tx), &work->table, chunk->lines[i]);
        TRY(import_known_put(tx, &row));
    }
    return OK;
}

static enum status write_gone(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    const struct gone_in *wanted = in;
    const struct work *work = wanted->work;
    struct record_writer writer;
    TRY(import_writer_open(tx, work->call->platform->language, &work->import, err, &writer));
    TRY(import_emit(&writer, &work->kind, STR("feed")));
    for (size_t i = 0; i < wanted->count; i++) {
        struct import_gone gone = {.row = wanted->rows[i].row_id};
        enum status status = work->kind.gone == NULL ? OK : work->kind.gone(&writer, &gone);
        if (status != OK && status != NOT_FOUND) {
            return status;
        }
        struct known_row row = wanted->rows[i];
        row.feed_id = work->feed.id;
        TRY(import_known_forget(tx, &row));
    }
    return OK;
}

static enum status write_some(struct work *work, db_change_fn run, const void *in)
{
    ARENA_SCOPED(scratch);
    struct db_change change = {.name = "feed.chunk",
                               .run = run,
                               .in = in,
                               .actor = work->call->actor,
                               .arena = scratch,
                               .is_bulk = true};
    return db_write(work->call->db, &change, work->call->err);
}

static enum status tell(struct work *work, size_t done, size_t total)
{
    return work->progress == NULL
               ? OK
               : work->progress->tell(work->progress->self, (int64_t)done, (int64_t)total);
}

static enum status read_known(struct work *work)
{
    struct tx *tx = NULL;
    TRY(call_reader(work->call, &tx));
    TRY(import_known_read(tx, work->call->arena, work->feed.id, &work->known));
    call_end(work->call);
    return OK;
}

static enum status write_changed(struct work *work)
{
    struct vec lines = vec_of(work->call->arena, sizeof(struct import_line *));
    for (size_t i = 0; i < work->table.count; i++) {
        const struct import_line *line = &work->table.lines[i];
        if (import_known_line(work->call->arena, &work->known, &work->table, line) == NULL) {
            *(const struct import_line **)vec_add(&lines) = line;
        }
    }
    const struct import_line *const *all = lines.at;
    for (size_t from = 0; from < lines.count; from += CHUNK) {
        size_t some = lines.count - from < CHUNK ? lines.count - from : CHUNK;
        struct chunk chunk = {work, all + from, some};
        TRY(write_some(work, write_lines, &chunk));
        TRY(tell(work, from + some, lines.count));
    }
    return OK;
}

/* After the lines: what none of them says now. */
static enum status write_all_gone(struct work *work)
{
    TRY(read_known(work));
    for (size_t i = 0; i < work->table.count; i++) {
        struct known_row *row =
            import_known_line(work->call->arena, &work->known, &work->table, &work->table.lines[i]);
        if (row != NULL) {
            row->is_hit = true;
        }
    }
    struct vec gone = vec_of(work->call->arena, sizeof(struct known_row));
    for (size_t i = 0; i < work->known.count; i++) {
        if (!work->known.rows[i].is_hit) {
            *(struct known_row *)vec_add(&gone) = work->known.rows[i];
        }
    }
    const struct known_row *rows = gone.at;
    for (size_t from = 0; from < gone.count; from += CHUNK) {
        size_t some = gone.count - from < CHUNK ? gone.count - from : CHUNK;
        struct gone_in in = {work, rows + from, some};
        TRY(write_some(work, write_gone, &in));
    }
    return OK;
}

static enum status apply(struct work *work, struct str bytes)
{
    struct call *call = work->call;
    if (str_equal(work->import.state, STR("checked"))) {
        TRY(import_apply(call, work->import.id, false));
    }
    TRY(import_read(call->arena, &work->kind, bytes, &work->table, call->err));
    TRY(write_changed(work));
    TRY(write_all_gone(work));
    struct import_step step = {
        .id = work->import.id, .from = "applying", .to = "applied", .event = &IMPORT_DONE};
    return call_write(call, "import.done", move, &step, NULL);
}

/* --- All of it --- */

static enum status open_work(struct work *work, int64_t id)
{
    struct call *call = work->call;
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    TRY(feed_run_get(tx, id, &work->run));
    TRY(entity_get(tx, &FEED_ENTITY, work->run.feed_id, &work->feed));
    const struct import_kind *kind = import_kind_named(call->platform, work->feed.kind);
    if (kind == NULL) {
        return err_return_field(call->err, "kind", N_("Choose what the files hold."));
    }
    struct feed_mapping mapping;
    TRY(feed_mapping_read(call->arena, kind, work->feed.mapping, &mapping, call->err));
    work->kind = *kind;
    work->kind.aliases = mapping.aliases;
    return OK;
}

static enum status go_on(struct work *work)
{
    struct call *call = work->call;
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    TRY(import_get(tx, work->run.import_id, &work->import));
    struct str bytes;
    TRY(import_bytes(call, &work->import, &bytes));
    TRY(read_known(work));
    if (str_equal(work->import.state, STR("checking"))) {
        TRY(check(work, bytes));
    }
    if (str_equal(work->import.state, STR("refused"))) {
        return end(work, "refused", &FEED_REFUSED_NOTICE);
    }
    bool is_waiting = str_equal(work->import.state, STR("checked"));
    if (is_waiting && is_too_much(work)) {
        return end(work, "stopped", &FEED_STOPPED_NOTICE);
    }
    if (is_waiting || str_equal(work->import.state, STR("applying"))) {
        TRY(apply(work, bytes));
    }
    bool is_change = work->import.new_count + work->import.changed_count + work->run.gone_count > 0;
    return end(work, "done", is_change ? &FEED_DONE_NOTICE : NULL);
}

enum status feed_work(struct call *call, int64_t run, const struct import_progress *progress)
{
    struct work *work = ARENA_NEW(call->arena, struct work);
    *work = (struct work){.call = call, .progress = progress};
    call->actor.source = STR("feed");
    TRY(open_work(work, run));
    if (!str_equal(work->run.state, STR("waiting")) &&
        !str_equal(work->run.state, STR("running"))) {
        return OK;
    }
    enum status status = OK;
    if (work->run.import_id == NO_INT) {
        status = take(work);
        if (status == NOT_FOUND) {
            return end_without(work);
        }
        if (status == INVALID || status == TOO_LARGE) {
            return end_refused(work, "refused");
        }
        TRY(status);
    }
    status = go_on(work);
    return status == INVALID || status == CONFLICT || status == TOO_LARGE
               ? end_refused(work, "failed")
               : status;
}

/* --- The job --- */

struct job_self {
    struct call *call;
    const struct job *job;
};

static enum status tell_job(void *self, int64_t done, int64_t total)
{
    const struct job_self *at = self;
    return job_progress(at->call, at->job, done, total);
}

static enum status run_job(struct call *call, const struct job *job)
{
    struct job_self self = {call, job};
    struct import_progress progress = {&self, tell_job};
    return feed_work(call, job->subject, &progress);
}

const struct job_kind FEED_RUN_JOB = {
    .name = "records.feed", .run = run_job, .most_attempts = 20, .is_long = true};
