/* Feeds and their runs as rows: what a feed says, what cannot be, and when it runs. */
#include "platform/base/rand.h"
#include "platform/calendar/calendar.h"
#include "platform/text/phone.h"
#include "platform/work/platform.h"
#include "records_queries.h"
#include "slices/records/feed.h"
#include "slices/records/import_handlers.h"

#include <inttypes.h>
#include <string.h>

const struct choice FEED_ENCODINGS[] = {
    {"utf-8", N_("UTF-8")}, {"latin-1", N_("Latin-1 (Windows)")}, {NULL, NULL}};
const struct choice FEED_RUN_STATES[] = {{"waiting", N_("Waiting")}, {"running", N_("At work")},
                                         {"done", N_("Written")},    {"nothing", N_("No new file")},
                                         {"refused", N_("Refused")}, {"stopped", N_("Stopped")},
                                         {"failed", N_("Failed")},   {NULL, NULL}};

static const struct field FIELDS[] = {FEED_FIELDS(FIELD_INTERNAL)};
const struct table FEED_TABLE = TABLE("records_feed", struct feed, FIELDS);
const struct entity FEED_ENTITY = {&FEED_TABLE, &RECORDS_FEED_GET, &RECORDS_FEED_INSERT,
                                   &RECORDS_FEED_UPDATE, &RECORDS_FEED_REMOVE};
static const struct field RUN_FIELDS[] = {FEED_RUN_FIELDS};
const struct table FEED_RUN_TABLE = TABLE("records_feed_run", struct feed_run, RUN_FIELDS);

const struct permission RECORDS_FEED = {"records.feed", N_("Look after standing feeds")};

#define FEED_EVENT(id_, name_, label_, thing_, path_)                                              \
    const struct event_kind id_ = {                                                                \
        .name = (name_), .label = (label_), .thing = (thing_), .path = (path_)}
FEED_EVENT(FEED_ADDED, "feed.added", N_("Feed added"), N_("Feed"), "/feeds/");
FEED_EVENT(FEED_CHANGED, "feed.changed", N_("Feed changed"), N_("Feed"), "/feeds/");
FEED_EVENT(FEED_ASKED, "feed.asked", N_("Feed started"), N_("Run of a feed"), "/feeds/runs/");
FEED_EVENT(FEED_ENDED, "feed.ended", N_("Feed came to its end"), N_("Run of a feed"),
           "/feeds/runs/");

/* --- The night --- */

static bool minute_of(struct str text, int *out)
{
    int64_t hours = 0, minutes = 0;
    size_t mark = str_find(text, ':', 0);
    bool is_time = mark < text.len && str_to_int64(str_slice(text, 0, mark), &hours) &&
                   str_to_int64(str_slice(text, mark + 1, text.len), &minutes) &&
                   text.len - mark == 3 && hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60;
    *out = (int)(hours * 60 + minutes);
    return is_time;
}

enum status feed_plan(const struct record_writer *writer, const struct feed *feed)
{
    struct tx *tx = writer->tx;
    const struct area *area = record_area(writer, feed->area_id);
    struct feed next = *feed;
    int minute = 0;
    next.next_at = NO_TIME;
    if (feed->is_on && minute_of(feed->at_time, &minute)) {
        const char *zone = area == NULL ? "UTC" : str_c(tx_arena(tx), area->zone);
        next.next_at = calendar_next_minute_of_day(zone, tx_now(tx), minute);
        struct job_new job = {
            .kind = &FEED_NIGHT_JOB,
            .key = str_format(tx_arena(tx), "%" PRId64 "@%" PRId64, feed->id, next.next_at),
            .subject = feed->id,
            .due = next.next_at,
        };
        int64_t id = NO_INT;
        TRY(job_add(tx, &job, &id));
    }
    int64_t changed = 0;
    return query_run(tx, &RECORDS_FEED_NEXT, bind_row(&FEED_TABLE, &next), &changed);
}

static enum status written(const struct record_writer *writer, const void *before,
                           const void *after)
{
    const struct feed *old = before;
    const struct feed *now = after;
    bool is_same =
        now == NULL || (old != NULL && old->is_on == now->is_on && old->area_id == now->area_id &&
                        str_equal(old->at_time, now->at_time));
    return is_same ? OK : feed_plan(writer, now);
}

/* --- What a feed says --- */

/* Below the folder of all feeds: no way up, none from the root, nothing hidden. */
static bool is_folder(struct str folder)
{
    struct str rest = folder;
    struct str part;
    bool is_good = folder.len > 0 && folder.at[folder.len - 1] != '/';
    while (str_next(&rest, '/', &part)) {
        is_good = is_good && part.len > 0 && part.at[0] != '.';
    }
    return is_good && str_find(folder, '\\', 0) == folder.len;
}

static enum status prepare(const struct record_writer *writer, void *row)
{
    struct feed *feed = row;
    struct str *texts[] = {&feed->name, &feed->folder, &feed->pattern, &feed->at_time};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        *texts[i] = record_tidy(writer, *texts[i]);
    }
    int minute = 0;
    if (str_is_empty(feed->name)) {
        return err_return_field(writer->err, "name", N_("Write a name."));
    }
    if (!is_folder(feed->folder)) {
        return err_return_field(writer->err, "folder",
                                N_("Write a folder below the server's folder for feeds: staff, or "
                                   "letting/export."));
    }
    if (str_is_empty(feed->pattern) || str_find(feed->pattern, '/', 0) < feed->pattern.len) {
        return err_return_field(writer->err, "pattern", N_("Write names without a folder."));
    }
    if (!minute_of(feed->at_time, &minute)) {
        return err_return_field(writer->err, "at_time", N_("Write hours and minutes: 02:30."));
    }
    struct person owner;
    if (feed->owner_id == NO_INT ||
        entity_get(writer->tx, &PERSON_ENTITY, feed->owner_id, &owner) != OK || owner.is_closed) {
        return err_return_field(writer->err, "owner_id", N_("Choose who is told."));
    }
    return OK;
}

static void begin(void *row)
{
    struct feed *feed = row;
    feed->at_time = STR("02:00");
    feed->is_on = true;
}

/* What no form asks for; other columns are looked for when the mapping is another. */
static void carry(const void *before, void *after)
{
    const struct feed *old = before;
    struct feed *now = after;
    bool is_same = str_equal(old->mapping, now->mapping) && str_equal(old->kind, now->kind) &&
                   str_equal(old->pattern, now->pattern);
    now->columns = is_same ? old->columns : (struct str){NULL, 0};
    now->next_at = old->next_at;
}

static const struct record_unique NAME = {"name", &RECORDS_FEED_NAMED,
                                          N_("Another feed has this name.")};

const struct record FEED_RECORD = {
    .entity = &FEED_ENTITY,
    .path = "/feeds",
    .known_by = "name",
    .plural = N_("Standing feeds"),
    .read = &RECORDS_FEED,
    .edit = &RECORDS_FEED,
    .added = &FEED_ADDED,
    .changed = &FEED_CHANGED,
    .prepare = prepare,
    .written = written,
    .unique = &NAME,
    .list = &RECORDS_FEED_LIST,
    .begin = begin,
    .carry = carry,
    .show = feed_sheet_show,
    .show_list = feeds_list_show,
    .choices = feed_choices,
};

/* --- The columns --- */

static enum status refuse_line(struct err *err, struct str line)
{
    struct err_item *item =
        err_add_field(err, "mapping", N_("This is not a heading and a field that we have: {line}"));
    err_text(err, item, "line", line);
    return INVALID;
}

/* The field that people mean by its name or one of its labels; "-" for none. */
static const char *field_meant(struct arena *arena, const struct import_kind *kind, struct str text)
{
    struct csv_record header = {1, &text, 1};
    struct columns columns = {.table = kind->record->entity->table, .aliases = kind->aliases};
    if (str_equal(text, STR("-"))) {
        return "-";
    }
    return columns_find(arena, &header, &columns, NULL) == OK && columns.fields[0] != NULL
               ? columns.fields[0]->name
               : NULL;
}

enum status feed_mapping_read(struct arena *arena, const struct import_kind *kind, struct str text,
                              struct feed_mapping *out, struct err *err)
{
    size_t most = 1;
    for (size_t i = 0; i < text.len; i++) {
        most += text.at[i] == '\n' ? 1 : 0;
    }
    size_t own = 0;
    while (kind->aliases != NULL && kind->aliases[own].name != NULL) {
        own++;
    }
    struct feed_mapping mapping = {.aliases =
                                       ARENA_ARRAY(arena, most + own + 2, struct column_alias)};
    struct str rest = text;
    struct str line;
    while (str_next(&rest, '\n', &line)) {
        line = str_trim(line);
        size_t mark = line.len;
        while (mark > 0 && line.at[mark - 1] != '=') {
            mark--;
        }
        if (line.len == 0) {
            continue;
        }
        struct str heading = str_trim(str_slice(line, 0, mark == 0 ? 0 : mark - 1));
        const char *field =
            heading.len == 0 ? NULL
                             : field_meant(arena, kind, str_trim(str_slice(line, mark, line.len)));
        if (field == NULL) {
            return refuse_line(err, line);
        }
        mapping.aliases[mapping.count++] = (struct column_alias){str_c(arena, heading), field};
        mapping.text =
            str_format(arena, "%.*s%.*s = %s\n", STR_ARG(mapping.text), STR_ARG(heading), field);
    }
    for (size_t i = 0; i < own; i++) {
        mapping.aliases[mapping.count + i] = kind->aliases[i];
    }
    mapping.aliases[mapping.count + own] = (struct column_alias){NULL, NULL};
    *out = mapping;
    return OK;
}

enum status feed_refuse(struct call *call, struct feed *feed)
{
    const struct import_kind *kind = import_kind_named(call->platform, feed->kind);
    if (kind == NULL) {
        return err_return_field(call->err, "kind", N_("Choose what the files hold."));
    }
    struct feed_mapping mapping;
    TRY(feed_mapping_read(call->arena, kind, feed->mapping, &mapping, call->err));
    feed->mapping = mapping.text;
    return OK;
}

/* --- Runs --- */

enum status feed_named(struct tx *tx, struct str name, struct feed *out)
{
    struct feed wanted = {.name = name};
    return query_one(tx, &RECORDS_FEED_NAMED, bind_row(&FEED_TABLE, &wanted), &FEED_TABLE, out);
}

enum status feed_run_get(struct tx *tx, int64_t id, struct feed_run *out)
{
    return query_one(tx, &RECORDS_FEED_RUN_GET, bind_id(&id), &FEED_RUN_TABLE, out);
}

enum status feed_run_put(struct tx *tx, const struct feed_run *run, struct err *err)
{
    int64_t changed = 0;
    TRY(query_run(tx, &RECORDS_FEED_RUN_UPDATE, bind_row(&FEED_RUN_TABLE, run), &changed));
    return changed == 1 ? OK : err_return(err, CONFLICT, N_("Somebody else saved this meanwhile."));
}

struct str feed_run_text(struct arena *arena, const struct language *language,
                         const struct feed_run *run)
{
    struct finding finding = finding_new("refused");
    finding.message = run->message;
    finding.arguments = run->arguments;
    return finding_text(arena, language, &finding);
}

static enum status emit(struct tx *tx, const struct event_kind *kind, int64_t run)
{
    struct event event = {
        .kind = kind, .subject_table = &FEED_RUN_TABLE, .subject = run, .cause = NO_INT};
    int64_t id = NO_INT;
    return event_emit(tx, &event, &id);
}

/* The run's job, when it is to follow by itself. */
static enum status add_job(struct tx *tx, struct feed_run *run, bool starts_job)
{
    struct job_new job = {.kind = &FEED_RUN_JOB, .subject = run->id, .due = NO_TIME};
    return starts_job ? job_add(tx, &job, &run->job_id) : OK;
}

struct start_in {
    int64_t id;
    bool starts_job;
    int64_t night; /* the instant of the night that asks; NO_INT: a person */
};

static enum status insert_run(struct tx *tx, const struct start_in *start, int64_t person,
                              struct feed_run *run)
{
    row_clear(&FEED_RUN_TABLE, run);
    run->id = id_new();
    run->version = 1;
    run->feed_id = start->id;
    run->state = STR("waiting");
    run->created_at = tx_now(tx);
    run->person_id = person;
    run->is_confirmed = false;
    int64_t changed = 0;
    TRY(query_run(tx, &RECORDS_FEED_RUN_INSERT, bind_row(&FEED_RUN_TABLE, run), &changed));
    TRY(add_job(tx, run, start->starts_job));
    TRY(emit(tx, &FEED_ASKED, run->id));
    return run->job_id == NO_INT ? OK : feed_run_put(tx, run, NULL);
}

static enum status start(struct tx *tx, const void *in, void *out, struct err *err)
{
    const struct start_in *wanted = in;
    TRY(db_lock(tx, "records_feed", wanted->id));
    struct feed_run run = {.id = 0, .feed_id = wanted->id};
    enum status status = query_one(tx, &RECORDS_FEED_RUN_OPEN, bind_row(&FEED_RUN_TABLE, &run),
                                   &FEED_RUN_TABLE, &run);
    if (status == OK) {
        return err_return(err, CONFLICT, N_("This feed is at work already."));
    }
    if (status != NOT_FOUND) {
        return status;
    }
    TRY(insert_run(tx, wanted, tx_actor(tx)->person, &run));
    memcpy(out, &run.id, sizeof(run.id));
    return OK;
}

enum status feed_start(struct call *call, int64_t feed, bool starts_job, int64_t *out_run)
{
    struct start_in in = {feed, starts_job, NO_INT};
    return call_write(call, "feed.start", start, &in, out_run);
}

static enum status confirm(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    const struct start_in *wanted = in;
    struct feed_run run, last;
    TRY(feed_run_get(tx, wanted->id, &run));
    TRY(db_lock(tx, "records_feed", run.feed_id));
    TRY(query_one(tx, &RECORDS_FEED_RUN_LAST, bind_row(&FEED_RUN_TABLE, &run), &FEED_RUN_TABLE,
                  &last));
    bool is_newest = last.id == run.id || str_is_empty(last.file_name);
    if (!str_equal(run.state, STR("stopped")) || !is_newest) {
        return err_return(err, CONFLICT, N_("This file is not waiting for that any more."));
    }
    run.state = STR("waiting");
    run.is_confirmed = true;
    TRY(add_job(tx, &run, wanted->starts_job));
    TRY(emit(tx, &FEED_ASKED, run.id));
    return feed_run_put(tx, &run, err);
}

enum status feed_confirm(struct call *call, int64_t run, bool starts_job)
{
    struct start_in in = {run, starts_job, NO_INT};
    return call_write(call, "feed.confirm", confirm, &in, NULL);
}

/* --- The night's job: the run begins, and the next night is planned --- */

static enum status night(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    const struct start_in *wanted = in;
    struct record_writer writer;
    TRY(record_writer_open(tx, NULL, err, &writer));
    struct feed feed;
    enum status status = entity_get(tx, &FEED_ENTITY, wanted->id, &feed);
    if (status == NOT_FOUND) {
        return OK;
    }
    TRY(status);
    if (!feed.is_on || feed.next_at != wanted->night) {
        return OK; /* it runs at another time by now */
    }
    struct feed_run run = {.id = 0, .feed_id = feed.id};
    status = query_one(tx, &RECORDS_FEED_RUN_OPEN, bind_row(&FEED_RUN_TABLE, &run), &FEED_RUN_TABLE,
                       &run);
    if (status == NOT_FOUND) {
        status = insert_run(tx, wanted, NO_INT, &run);
    }
    TRY(status);
    return feed_plan(&writer, &feed);
}

static enum status run_night(struct call *call, const struct job *job)
{
    struct start_in in = {job->subject, true, job->due};
    return call_write(call, "feed.night", night, &in, NULL);
}

const struct job_kind FEED_NIGHT_JOB = {
    .name = "records.feed_night", .run = run_night, .most_attempts = 20};
