/* `samsyn privacy table|export|erase`: for the data-protection officer, the union and whoever answers a
 * letter. */
#include "platform/base/csv.h"
#include "platform/view/json.h"
#include "platform/work/platform.h"
#include "slices/people/people_commands.h"
#include "slices/people/people_privacy.h"

enum { TABLE_BYTES = 1024 * 1024 };

/* --- table --- */

static void put_headings(struct buf *text)
{
    for (size_t i = 0; i < PRIVACY_LINE_TABLE.field_count; i++) {
        csv_put(text, str_of(PRIVACY_LINE_TABLE.fields[i].name), i == 0);
    }
    csv_end(text);
}

static enum status run_table(struct command_call *command, const void *options)
{
    (void)options;
    struct call call = command_work(command);
    struct rows lines;
    privacy_lines(&call, &lines);
    BUF_SCOPED(text, TABLE_BYTES);
    if (!command->is_json) {
        put_headings(&text);
    }
    const struct privacy_line *line = lines.at;
    for (size_t i = 0; i < lines.count; i++) {
        if (command->is_json) {
            buf_put_c(&text, i == 0 ? "[" : ",\n");
            json_put_row(&text, &PRIVACY_LINE_TABLE, &line[i], NULL);
            continue;
        }
        for (size_t f = 0; f < PRIVACY_LINE_TABLE.field_count; f++) {
            csv_put(&text, field_format(command->arena, &PRIVACY_LINE_TABLE.fields[f], &line[i]),
                    f == 0);
        }
        csv_end(&text);
    }
    fprintf(command->out, "%.*s%s", STR_ARG(buf_str(&text)), command->is_json ? "]\n" : "");
    call_end(&call);
    return OK;
}

const struct command PRIVACY_TABLE_COMMAND = {
    .words = "privacy table",
    .summary = N_("Prints what is kept of people: why, who sees it, for how long"),
    .needs_data = true,
    .run = run_table,
};

/* --- export, erase --- */

struct person_options {
    int64_t person;
    struct str out;
};
static const struct field PERSON_OPTION_FIELDS[] = {
    FIELD(ID, struct person_options, person, N_("The person's number"), .flags = FIELD_REQUIRED),
    FIELD(TEXT, struct person_options, out, N_("The file to write; without it standard output")),
};
static const struct table PERSON_OPTIONS =
    TABLE("privacy_person", struct person_options, PERSON_OPTION_FIELDS);
static const char *const PERSON_PLACES[] = {"person", NULL};

static enum status run_export(struct command_call *command, const void *in)
{
    const struct person_options *options = in;
    struct call call = command_work(command);
    struct str json = {NULL, 0};
    enum status status = people_data_export(&call, options->person, &json);
    call_end(&call);
    TRY(status);
    FILE *file = NULL;
    TRY(command_create_file(command, str_is_empty(options->out) ? STR("-") : options->out, &file));
    bool is_written = fwrite(json.at, 1, json.len, file) == json.len;
    TRY(command_close_file(command, file));
    return is_written ? OK : UNAVAILABLE;
}

const struct command PRIVACY_EXPORT_COMMAND = {
    .words = "privacy export",
    .summary = N_("Writes everything that is kept of a person, as JSON"),
    .options = &PERSON_OPTIONS,
    .positionals = PERSON_PLACES,
    .needs_data = true,
    .run = run_export,
};

static void tell_kept(struct command_call *command, const struct rows *lines)
{
    const struct privacy_line *line = lines->at;
    const struct field *until = table_field(&PRIVACY_LINE_TABLE, STR("duty_until"));
    for (size_t i = 0; i < lines->count; i++) {
        if (!str_is_empty(line[i].duty)) {
            struct str day = field_format(command->arena, until, &line[i]);
            fprintf(command->out, "%.*s\t%.*s\t%.*s\n", STR_ARG(line[i].table),
                    STR_ARG(line[i].duty), STR_ARG(day));
        }
    }
}

static enum status run_erase(struct command_call *command, const void *in)
{
    const struct person_options *options = in;
    struct call call = command_work(command);
    struct erasure_report report = {0};
    struct rows lines = {0};
    enum status status = people_erase(&call, options->person, &report);
    if (status == OK) {
        status = privacy_of(&call, options->person, &lines);
    }
    call_end(&call);
    TRY(status);
    fprintf(command->out, "%s\t%lld\n", report.is_done ? "erased" : "kept", (long long)report.rows);
    tell_kept(command, &lines);
    return OK;
}

const struct command PRIVACY_ERASE_COMMAND = {
    .words = "privacy erase",
    .summary = N_("Erases what tells who a person is, and tells what must be kept"),
    .options = &PERSON_OPTIONS,
    .positionals = PERSON_PLACES,
    .needs_data = true,
    .run = run_erase,
};
