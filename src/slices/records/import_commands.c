/* Imports at the command line: the same check and the same writing as on the
 * pages, done at once. */

#include "platform/base/rand.h"
#include "platform/view/json.h"
#include "platform/work/platform.h"
#include "slices/records/import_handlers.h"

#include <inttypes.h>

enum { CHANGES_TOLD = 20 };

struct import_options {
    struct str file;
    struct str area;
    bool dry_run;
};
static const struct field IMPORT_OPTION_FIELDS[] = {
    FIELD(TEXT, struct import_options, file, N_("The file: CSV or xlsx"), .flags = FIELD_REQUIRED),
    FIELD(TEXT, struct import_options, area,
          N_("The area of lines that name none; without it the only one")),
    FIELD(BOOL, struct import_options, dry_run, N_("Only tell what would happen")),
};
const struct table IMPORT_OPTIONS = TABLE("import", struct import_options, IMPORT_OPTION_FIELDS);
const char *const IMPORT_PLACES[] = {"file", NULL};

struct run {
    struct command_call *command;
    struct call call;
    const struct import_options *options;
    const struct import_kind *kind;
    const char *doing;
    int64_t area_id;
    struct str bytes;
};

static enum status tell_progress(void *self, int64_t done, int64_t total)
{
    struct run *run = self;
    command_progress(run->command, run->doing, done, total);
    if (command_is_cancelled(run->command)) {
        return err_return(run->call.err, CONFLICT, N_("Stopped."));
    }
    return OK;
}

/* --- The area --- */

static enum status name_the_areas(struct run *run, const struct rows *areas)
{
    struct str names = {NULL, 0};
    const struct area *area = areas->at;
    for (size_t i = 0; i < areas->count; i++) {
        names = str_format(run->call.arena, "%.*s%s%.*s", STR_ARG(names), i == 0 ? "" : ", ",
                           STR_ARG(area[i].name));
    }
    struct err_item *item =
        err_add(run->call.err, N_("Say which area the lines belong to, with --area: {names}."));
    err_text(run->call.err, item, "names", names);
    return INVALID;
}

/* The first import makes the first area. */
static enum status add_first_area(struct run *run)
{
    const struct import_kind *kind = run->kind;
    struct area area = {
        .name = str_is_empty(run->options->area) ? STR("Main area") : run->options->area,
        .zone = str_of(kind->zone == NULL ? run->call.zone : kind->zone),
        .language = str_of(kind->language == NULL ? language_key(run->call.platform->language)
                                                  : kind->language),
    };
    TRY(people_area_add(&run->call, &area));
    run->area_id = area.id;
    return OK;
}

static enum status choose_area(struct run *run)
{
    struct tx *tx = NULL;
    TRY(call_reader(&run->call, &tx));
    struct rows areas = {0};
    TRY(people_areas(tx, run->call.arena, &areas));
    if (areas.count == 0) {
        return run->options->dry_run ? OK : add_first_area(run);
    }
    const struct area *area = areas.at;
    size_t fits = 0;
    for (size_t i = 0; i < areas.count; i++) {
        struct str wanted = run->options->area;
        bool is_it =
            str_is_empty(wanted)
                ? areas.count == 1 || (run->kind->language != NULL &&
                                       str_equal(area[i].language, str_of(run->kind->language)))
                : str_equal_ascii_case(area[i].name, wanted);
        if (is_it) {
            run->area_id = area[i].id;
            fits++;
        }
    }
    return fits == 1 ? OK : name_the_areas(run, &areas);
}

/* --- What it came to --- */

static struct str label_of(struct run *run, const struct finding *finding)
{
    const struct field *field = table_field(run->kind->record->entity->table, finding->field);
    return field == NULL ? finding->field : translate(run->call.language, field->label);
}

static void tell_finding(struct run *run, const struct finding *finding)
{
    FILE *out = run->command->out;
    if (str_equal(finding->kind, STR("changed"))) {
        fprintf(out, "  %.*s, %.*s: %.*s -> %.*s\n", STR_ARG(finding->title),
                STR_ARG(label_of(run, finding)), STR_ARG(finding->before), STR_ARG(finding->after));
        return;
    }
    struct str text = finding_text(run->call.arena, run->call.language, finding);
    fprintf(out, "  ");
    if (finding->line != NO_INT) {
        fprintf(out, "%" PRId64 ":", finding->line);
    }
    if (finding->place != NO_INT) {
        fprintf(out, "%" PRId64 ":", finding->place);
    }
    fprintf(out, " %.*s", STR_ARG(text));
    if (!str_is_empty(finding->before)) {
        fprintf(out, " (%.*s)", STR_ARG(finding->before));
    }
    fprintf(out, "\n");
}

static void tell_result(struct run *run, const struct import_result *result)
{
    FILE *out = run->command->out;
    size_t changes = 0;
    for (size_t i = 0; i < result->finding_count; i++) {
        bool is_change = str_equal(result->findings[i].kind, STR("changed"));
        changes += is_change ? 1 : 0;
        if (!is_change || changes <= CHANGES_TOLD) {
            tell_finding(run, &result->findings[i]);
        }
    }
    if (changes > CHANGES_TOLD) {
        fprintf(out, "  … %zu\n", changes - CHANGES_TOLD);
    }
    if (!str_is_empty(result->unread)) {
        struct err_argument columns = {.name = "columns", .kind = ERR_TEXT, .text = result->unread};
        struct str text = translate_with(run->call.arena, run->call.language,
                                         N_("Columns that were not read: {columns}"), &columns, 1);
        fprintf(out, "%.*s\n", STR_ARG(text));
    }
    struct err_argument counts[] = {
        {.name = "new", .kind = ERR_INT, .number = result->new_count},
        {.name = "changed", .kind = ERR_INT, .number = result->changed_count},
        {.name = "unchanged", .kind = ERR_INT, .number = result->unchanged_count},
        {.name = "refused", .kind = ERR_INT, .number = result->refused_count},
    };
    struct str text = translate_with(run->call.arena, run->call.language,
                                     N_("{new} new, {changed} changed, {unchanged} as before, "
                                        "{refused} refused"),
                                     counts, 4);
    fprintf(out, "%.*s\n", STR_ARG(text));
}

static void tell_json(struct run *run, const struct import_result *result, int64_t id)
{
    FILE *out = run->command->out;
    fprintf(out,
            "{\"import\":%s%" PRId64 "%s,\"rows\":%" PRId64 ",\"new\":%" PRId64
            ",\"changed\":%" PRId64 ",\"unchanged\":%" PRId64 ",\"refused\":%" PRId64
            ",\"findings\":[",
            "\"", id == NO_INT ? 0 : id, "\"", result->row_count, result->new_count,
            result->changed_count, result->unchanged_count, result->refused_count);
    BUF_SCOPED(json, 65536);
    for (size_t i = 0; i < result->finding_count; i++) {
        struct finding finding = result->findings[i];
        finding.message = finding_text(run->call.arena, run->call.language, &finding);
        buf_clear(&json);
        json_put_row(&json, &FINDING_TABLE, &finding, NULL);
        fprintf(out, "%s%.*s", i == 0 ? "" : ",", STR_ARG(buf_str(&json)));
    }
    fprintf(out, "]}\n");
}

static void tell(struct run *run, const struct import_result *result, int64_t id)
{
    command_progress_end(run->command);
    if (run->command->is_json) {
        tell_json(run, result, id);
    } else {
        tell_result(run, result);
    }
}

/* --- The work --- */

static enum status refused(struct run *run)
{
    return err_return(run->call.err, INVALID, N_("The file is refused; nothing has been written."));
}

static enum status check(struct run *run, struct import_result *out)
{
    struct import_progress progress = {run, tell_progress};
    struct import_source source = {run->kind, run->bytes, run->area_id, NULL};
    run->doing = "check";
    return import_check(&run->call, &source, &progress, out);
}

static enum status write(struct run *run, const struct import_result *result, int64_t *out_id)
{
    struct import_new wanted = {.kind = str_of(run->kind->key),
                                .file_name = run->options->file,
                                .bytes = run->bytes,
                                .area_id = run->area_id};
    struct import_progress progress = {run, tell_progress};
    TRY(import_begin(&run->call, &wanted, false, out_id));
    TRY(import_store_check(&run->call, *out_id, result));
    TRY(import_apply(&run->call, *out_id, false));
    run->doing = "import";
    return import_run_apply(&run->call, *out_id, &progress);
}

static enum status work(struct run *run)
{
    TRY(command_read_file(run->command, run->options->file, IMPORT_BYTES, &run->bytes));
    TRY(choose_area(run));
    struct import_result result;
    TRY(check(run, &result));
    int64_t id = NO_INT;
    enum status status = result.refused_count > 0 ? refused(run) : OK;
    if (status == OK && !run->options->dry_run) {
        status = write(run, &result, &id);
    }
    tell(run, &result, id);
    return status;
}

enum status import_command(struct command_call *command, const void *options,
                           const struct import_kind *kind)
{
    struct run run = {
        .command = command,
        .call = command_work(command),
        .options = options,
        .kind = kind,
        .area_id = NO_INT,
    };
    run.call.is_bulk = true;
    enum status status = work(&run);
    call_end(&run.call);
    return status;
}

/* --- Undo --- */

struct undo_options {
    int64_t import;
};
static const struct field UNDO_OPTION_FIELDS[] = {
    FIELD(ID, struct undo_options, import, N_("The import's number"), .flags = FIELD_REQUIRED),
};
static const struct table UNDO_OPTIONS = TABLE("undo", struct undo_options, UNDO_OPTION_FIELDS);
static const char *const UNDO_PLACES[] = {"import", NULL};

/* What was left: which row and field, who changed it, and when. */
static enum status tell_kept(struct run *run, struct tx *tx, int64_t id)
{
    struct arena *arena = run->call.arena;
    struct rows kept = {0};
    TRY(import_findings(tx, arena, id, "kept", &kept));
    const struct finding *finding = kept.at;
    int64_t *ids = ARENA_ARRAY(arena, kept.count + 1, int64_t);
    for (size_t i = 0; i < kept.count; i++) {
        ids[i] = finding[i].changed_by;
    }
    struct people_names names;
    TRY(people_names_read(tx, run->call.language, ids, kept.count, &names));
    const struct field *at = table_field(&FINDING_TABLE, STR("changed_at"));
    for (size_t i = 0; i < kept.count; i++) {
        struct str when = field_show(arena, run->call.language, run->call.zone, at, &finding[i]);
        struct str who =
            finding[i].changed_at == NO_TIME ? STR("") : people_name(&names, finding[i].changed_by);
        fprintf(run->command->out, "%.*s\t%.*s\t%.*s\t%.*s\n", STR_ARG(finding[i].title),
                STR_ARG(finding[i].field), STR_ARG(who), STR_ARG(when));
    }
    return OK;
}

static enum status undo(struct run *run, int64_t id)
{
    struct import_progress progress = {run, tell_progress};
    run->doing = "undo";
    TRY(import_undo(&run->call, id, false));
    TRY(import_run_undo(&run->call, id, &progress));
    command_progress_end(run->command);
    struct tx *tx = NULL;
    TRY(call_reader(&run->call, &tx));
    struct import import;
    TRY(import_get(tx, id, &import));
    struct err_argument kept = {.name = "count", .kind = ERR_INT, .number = import.kept_count};
    struct str text =
        translate_with(run->call.arena, run->call.language,
                       N_("Undone. Values left as others have changed them: {count}"), &kept, 1);
    fprintf(run->command->out, "%.*s\n", STR_ARG(text));
    return tell_kept(run, tx, id);
}

static enum status undo_import(struct command_call *command, const void *options)
{
    const struct undo_options *wanted = options;
    struct run run = {.command = command, .call = command_work(command)};
    enum status status = undo(&run, wanted->import);
    call_end(&run.call);
    return status;
}

const struct command UNDO_IMPORT_COMMAND = {
    .words = "undo-import",
    .summary = N_("Undoes an import, but for what others have changed since"),
    .options = &UNDO_OPTIONS,
    .positionals = UNDO_PLACES,
    .needs_data = true,
    .run = undo_import,
};
