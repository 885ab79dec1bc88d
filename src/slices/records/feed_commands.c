/* Feeds at the command line: which there are, one of them now, and what the last time came to. */
#include "platform/view/json.h"
#include "platform/work/platform.h"
#include "records_queries.h"
#include "slices/records/feed.h"
#include "slices/records/import_handlers.h"

#include <inttypes.h>

struct feed_options {
    struct str name;
};
static const struct field OPTION_FIELDS[] = {
    FIELD(TEXT, struct feed_options, name, N_("The feed's name"), .flags = FIELD_REQUIRED),
};
static const struct table OPTIONS = TABLE("feed", struct feed_options, OPTION_FIELDS);
static const char *const PLACES[] = {"name", NULL};
static const struct table NO_OPTIONS = {.name = "feed_list"};

static struct str state_of(const struct call *call, struct str key)
{
    for (const struct choice *choice = FEED_RUN_STATES; choice->key != NULL; choice++) {
        if (str_equal(key, str_of(choice->key))) {
            return translate(call->language, choice->label);
        }
    }
    return key;
}

/* --- Which there are --- */

static enum status list_all(struct command_call *command, struct call *call)
{
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    struct rows rows = {.table = &FEED_TABLE};
    TRY(query_rows(tx, call->arena, &RECORDS_FEEDS_ALL, bind_none(), &rows));
    const struct feed *feed = rows.at;
    for (size_t i = 0; i < rows.count; i++) {
        struct feed_run last = {.feed_id = feed[i].id};
        enum status status = query_one(tx, &RECORDS_FEED_RUN_LAST, bind_row(&FEED_RUN_TABLE, &last),
                                       &FEED_RUN_TABLE, &last);
        if (status != OK && status != NOT_FOUND) {
            return status;
        }
        struct str state = status == OK ? state_of(call, last.state) : STR("-");
        fprintf(command->out, "%.*s\t%.*s\t%.*s/%.*s\t%.*s\t%.*s\n", STR_ARG(feed[i].name),
                STR_ARG(feed[i].kind), STR_ARG(feed[i].folder), STR_ARG(feed[i].pattern),
                STR_ARG(feed[i].is_on ? feed[i].at_time : STR("-")), STR_ARG(state));
    }
    return OK;
}

static enum status run_list(struct command_call *command, const void *options)
{
    (void)options;
    struct call call = command_work(command);
    enum status status = list_all(command, &call);
    call_end(&call);
    return status;
}

/* --- What it came to --- */

static void tell_found(struct command_call *command, const struct call *call,
                       const struct finding *found)
{
    struct str text = finding_text(call->arena, call->language, found);
    fprintf(command->out, "  %.*s", STR_ARG(found->kind));
    if (found->line != NO_INT) {
        fprintf(command->out, " %" PRId64, found->line);
    }
    fprintf(command->out, " %.*s", STR_ARG(found->title));
    if (!str_is_empty(found->field)) {
        fprintf(command->out, " %.*s: %.*s -> %.*s", STR_ARG(found->field), STR_ARG(found->before),
                STR_ARG(found->after));
    }
    fprintf(command->out, " %.*s\n", STR_ARG(text));
}

static enum status tell_findings(struct command_call *command, struct call *call, int64_t import)
{
    static const char *const KINDS[] = {"refused", "new", "changed", "gone"};
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    BUF_SCOPED(json, 65536);
    bool is_first = true;
    for (size_t k = 0; k < sizeof(KINDS) / sizeof(KINDS[0]); k++) {
        struct rows rows = {0};
        TRY(import_findings(tx, call->arena, import, KINDS[k], &rows));
        const struct finding *found = rows.at;
        for (size_t i = 0; i < rows.count; i++) {
            if (!command->is_json) {
                tell_found(command, call, &found[i]);
                continue;
            }
            struct finding shown = found[i];
            shown.message = finding_text(call->arena, call->language, &shown);
            buf_clear(&json);
            json_put_row(&json, &FINDING_TABLE, &shown, NULL);
            fprintf(command->out, "%s{\"kind\":\"%s\",\"found\":%.*s}", is_first ? "" : ",",
                    KINDS[k], STR_ARG(buf_str(&json)));
            is_first = false;
        }
    }
    return OK;
}

static int64_t shown(int64_t count)
{
    return count == NO_INT ? 0 : count;
}

static void tell_line(struct command_call *command, const struct call *call,
                      const struct feed_run *run, const struct import *import)
{
    struct str reason = feed_run_text(call->arena, call->language, run);
    struct err_argument counts[] = {
        {.name = "new", .kind = ERR_INT, .number = shown(import->new_count)},
        {.name = "changed", .kind = ERR_INT, .number = shown(import->changed_count)},
        {.name = "gone", .kind = ERR_INT, .number = shown(run->gone_count)},
        {.name = "unchanged", .kind = ERR_INT, .number = shown(import->unchanged_count)},
    };
    struct str text = translate_with(call->arena, call->language,
                                     N_("{new} new, {changed} changed, {gone} gone, {unchanged} as "
                                        "before"),
                                     counts, 4);
    struct str state = state_of(call, run->state);
    fprintf(command->out, "%.*s: %.*s. %.*s %.*s\n", STR_ARG(run->file_name), STR_ARG(state),
            STR_ARG(text), STR_ARG(reason));
}

/* What json_put_row() writes of a run as a script wants it. */
struct told {
    int64_t run;
    struct str state, file, reason;
    int64_t rows, new_count, changed, unchanged, gone, refused;
};
static const struct field TOLD_FIELDS[] = {
    FIELD(ID, struct told, run, NULL),
    FIELD(TEXT, struct told, state, NULL),
    FIELD(TEXT, struct told, file, NULL),
    FIELD(TEXT, struct told, reason, NULL),
    FIELD(INT, struct told, rows, NULL),
    {.name = "new", .kind = FIELD_KIND_INT, .offset = offsetof(struct told, new_count)},
    FIELD(INT, struct told, changed, NULL),
    FIELD(INT, struct told, unchanged, NULL),
    FIELD(INT, struct told, gone, NULL),
    FIELD(INT, struct told, refused, NULL),
};
static const struct table TOLD_TABLE = TABLE("feed_run", struct told, TOLD_FIELDS);

static enum status report(struct command_call *command, struct call *call, int64_t id)
{
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    struct feed_run run;
    struct import import;
    row_clear(&IMPORT_TABLE, &import);
    TRY(feed_run_get(tx, id, &run));
    if (run.import_id != NO_INT) {
        TRY(import_get(tx, run.import_id, &import));
    }
    if (!command->is_json) {
        tell_line(command, call, &run, &import);
        return run.import_id == NO_INT ? OK : tell_findings(command, call, run.import_id);
    }
    struct told told = {.run = run.id,
                        .state = run.state,
                        .file = run.file_name,
                        .reason = feed_run_text(call->arena, call->language, &run),
                        .rows = shown(import.row_count),
                        .new_count = shown(import.new_count),
                        .changed = shown(import.changed_count),
                        .unchanged = shown(import.unchanged_count),
                        .gone = shown(run.gone_count),
                        .refused = shown(import.refused_count)};
    BUF_SCOPED(json, 65536);
    json_put_row(&json, &TOLD_TABLE, &told, NULL);
    fprintf(command->out, "{\"run\":%.*s,\"found\":[", STR_ARG(buf_str(&json)));
    TRY(run.import_id == NO_INT ? OK : tell_findings(command, call, run.import_id));
    fprintf(command->out, "]}\n");
    return OK;
}

static enum status find_feed(struct call *call, struct str name, struct feed *out)
{
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    enum status status = feed_named(tx, name, out);
    if (status == NOT_FOUND) {
        struct err_item *item = err_add(call->err, N_("There is no feed {name}."));
        err_text(call->err, item, "name", name);
        return INVALID;
    }
    return status;
}

static enum status report_last(struct command_call *command, struct call *call, struct str name)
{
    struct feed feed;
    TRY(find_feed(call, name, &feed));
    struct feed_run last = {.feed_id = feed.id};
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    enum status status = query_one(tx, &RECORDS_FEED_RUN_LAST, bind_row(&FEED_RUN_TABLE, &last),
                                   &FEED_RUN_TABLE, &last);
    return status == NOT_FOUND ? err_return(call->err, INVALID, N_("This feed has not run yet."))
                               : (status == OK ? report(command, call, last.id) : status);
}

static enum status run_report(struct command_call *command, const void *options)
{
    struct call call = command_work(command);
    enum status status = report_last(command, &call, ((const struct feed_options *)options)->name);
    call_end(&call);
    return status;
}

/* --- Now --- */

static enum status tell_progress(void *self, int64_t done, int64_t total)
{
    command_progress(self, "feed", done, total);
    return OK;
}

static enum status run_now(struct command_call *command, struct call *call, struct str name)
{
    struct feed feed;
    int64_t id = NO_INT;
    TRY(find_feed(call, name, &feed));
    TRY(feed_start(call, feed.id, false, &id));
    struct import_progress progress = {command, tell_progress};
    TRY(feed_work(call, id, &progress));
    command_progress_end(command);
    TRY(report(command, call, id));
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    struct feed_run run;
    TRY(feed_run_get(tx, id, &run));
    bool is_good = str_equal(run.state, STR("done")) || str_equal(run.state, STR("nothing"));
    return is_good ? OK : err_return(call->err, INVALID, N_("Nothing has been written."));
}

static enum status run_feed(struct command_call *command, const void *options)
{
    struct call call = command_work(command);
    call.is_bulk = true;
    enum status status = run_now(command, &call, ((const struct feed_options *)options)->name);
    call_end(&call);
    return status;
}

const struct command FEED_LIST_COMMAND = {
    .words = "feed list",
    .summary = N_("Lists the standing feeds and how each went the last time"),
    .options = &NO_OPTIONS,
    .needs_data = true,
    .run = run_list,
};
const struct command FEED_RUN_COMMAND = {
    .words = "feed run",
    .summary = N_("Takes a feed's newest file now"),
    .options = &OPTIONS,
    .positionals = PLACES,
    .needs_data = true,
    .run = run_feed,
};
const struct command FEED_REPORT_COMMAND = {
    .words = "feed report",
    .summary = N_("Tells what a feed's last run changed"),
    .options = &OPTIONS,
    .positionals = PLACES,
    .needs_data = true,
    .run = run_report,
};
