/* Imports and their findings as rows; the life of an import as data. */
#include "platform/base/rand.h"
#include "platform/db/blob.h"
#include "platform/work/job.h"
#include "platform/work/platform.h"
#include "records_queries.h"
#include "slices/records/import.h"

#include <inttypes.h>

const struct choice IMPORT_STATES[] = {
    {"checking", N_("Being checked")}, {"refused", N_("Refused")}, {"checked", N_("Checked")},
    {"applying", N_("Being written")}, {"applied", N_("Written")}, {"undoing", N_("Being undone")},
    {"undone", N_("Undone")},          {"failed", N_("Failed")},   {NULL, NULL}};

static const struct field FIELDS[] = {IMPORT_FIELDS};
const struct table IMPORT_TABLE = TABLE("records_import", struct import, FIELDS);

static const struct field FINDING_FIELDS[] = {
    FIELD(ID, struct finding, id, NULL, .flags = FIELD_INTERNAL),
    FIELD(ID, struct finding, import_id, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct finding, kind, NULL, .flags = FIELD_INTERNAL),
    FIELD(INT, struct finding, line, N_("Line")),
    FIELD(INT, struct finding, place, N_("Column")),
    FIELD(ID, struct finding, row_id, N_("Id")),
    FIELD(TEXT, struct finding, title, N_("Name")),
    FIELD(TEXT, struct finding, field, N_("Field")),
    FIELD(TEXT, struct finding, before, N_("Before")),
    FIELD(TEXT, struct finding, after, N_("After")),
    FIELD(TEXT, struct finding, message, N_("Why")),
    FIELD(TEXT, struct finding, arguments, NULL, .flags = FIELD_INTERNAL),
    FIELD(ID, struct finding, changed_by, N_("Changed by")),
    FIELD(TIME, struct finding, changed_at, N_("Changed at")),
};
const struct table FINDING_TABLE = TABLE("records_finding", struct finding, FINDING_FIELDS);

const struct event_kind IMPORT_RECEIVED = {.name = "import.received",
                                           .label = N_("File handed in"),
                                           .thing = N_("Import"),
                                           .path = "/imports/"};
const struct event_kind IMPORT_STARTED = {.name = "import.started",
                                          .label = N_("Import confirmed"),
                                          .thing = N_("Import"),
                                          .path = "/imports/"};
const struct event_kind IMPORT_DONE = {.name = "import.done",
                                       .label = N_("Import written"),
                                       .thing = N_("Import"),
                                       .path = "/imports/"};
const struct event_kind IMPORT_UNDO_STARTED = {.name = "import.undo_started",
                                               .label = N_("Undo of an import asked for"),
                                               .thing = N_("Import"),
                                               .path = "/imports/"};
const struct event_kind IMPORT_UNDONE = {.name = "import.undone",
                                         .label = N_("Import undone"),
                                         .thing = N_("Import"),
                                         .path = "/imports/"};

/* --- Kinds --- */

const struct permission RECORDS_IMPORT = {"records.import", N_("Import files")};

const struct import_kind *import_kind_named(const struct platform *platform, struct str key)
{
    for (const struct slice *const *slice = platform->slices; *slice != NULL; slice++) {
        const struct import_kind *const *kind = (*slice)->imports;
        for (; kind != NULL && *kind != NULL; kind++) {
            if (str_equal(key, str_of((*kind)->key))) {
                return *kind;
            }
        }
    }
    return NULL;
}

/* --- Reading --- */

enum status import_get(struct tx *tx, int64_t id, struct import *out)
{
    return query_one(tx, &RECORDS_IMPORT_GET, bind_id(&id), &IMPORT_TABLE, out);
}

enum status import_findings(struct tx *tx, struct arena *arena, int64_t id, const char *kind,
                            struct rows *out_findings)
{
    struct finding wanted = finding_new(kind);
    wanted.import_id = id;
    out_findings->table = &FINDING_TABLE;
    return query_rows(tx, arena, &RECORDS_FINDINGS_OF, bind_row(&FINDING_TABLE, &wanted),
                      out_findings);
}

enum status import_bytes(struct call *call, const struct import *import, struct str *out_bytes)
{
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    return blob_read(tx, call->arena, import->blob_id, IMPORT_BYTES, out_bytes);
}

/* --- Findings --- */

enum status finding_put(struct tx *tx, int64_t import_id, const struct finding *finding)
{
    struct finding row = *finding;
    row.id = id_new();
    row.import_id = import_id;
    int64_t changed = 0;
    return query_run(tx, &RECORDS_FINDING_INSERT, bind_row(&FINDING_TABLE, &row), &changed);
}

/* Arguments as lines "name=text" and "name#number". */
static struct str arguments_text(struct arena *arena, const struct err_item *item)
{
    struct str text = {NULL, 0};
    for (size_t i = 0; i < ERR_ARGUMENTS && item->arguments[i].kind != ERR_NONE; i++) {
        const struct err_argument *argument = &item->arguments[i];
        text = argument->kind == ERR_INT ? str_format(arena, "%.*s%s#%" PRId64 "\n", STR_ARG(text),
                                                      argument->name, argument->number)
                                         : str_format(arena, "%.*s%s=%.*s\n", STR_ARG(text),
                                                      argument->name, STR_ARG(argument->text));
    }
    return text;
}

struct finding finding_of(struct arena *arena, const struct err_item *item)
{
    struct finding finding = finding_new("refused");
    finding.line = item->line > 0 ? item->line : NO_INT;
    finding.place = item->column > 0 ? item->column : NO_INT;
    finding.field = str_of(item->field);
    finding.before = str_copy(arena, item->value);
    finding.message = str_of(item->message);
    finding.arguments = arguments_text(arena, item);
    return finding;
}

static bool read_argument(struct arena *arena, struct str line, struct err_argument *out)
{
    size_t mark = 0;
    while (mark < line.len && line.at[mark] != '=' && line.at[mark] != '#') {
        mark++;
    }
    if (mark == line.len) {
        return false;
    }
    struct str value = str_slice(line, mark + 1, line.len);
    *out = (struct err_argument){.name = str_c(arena, str_slice(line, 0, mark)),
                                 .kind = line.at[mark] == '#' ? ERR_INT : ERR_TEXT,
                                 .text = value};
    return out->kind == ERR_TEXT || str_to_int64(value, &out->number);
}

struct str finding_text(struct arena *arena, const struct language *language,
                        const struct finding *finding)
{
    if (str_is_empty(finding->message)) {
        return finding->message;
    }
    struct err_item item = {.message = str_c(arena, finding->message)};
    struct str rest = finding->arguments;
    struct str line;
    for (size_t i = 0; i < ERR_ARGUMENTS && str_next(&rest, '\n', &line);) {
        i += read_argument(arena, line, &item.arguments[i]) ? 1 : 0;
    }
    return err_item_text(arena, language, &item);
}

/* --- States --- */

struct move_bind {
    int64_t id, job_id;
    struct str state, state_before;
};
static const struct field MOVE_FIELDS[] = {
    FIELD(ID, struct move_bind, id, NULL),
    FIELD(ID, struct move_bind, job_id, NULL),
    FIELD(TEXT, struct move_bind, state, NULL),
    FIELD(TEXT, struct move_bind, state_before, NULL),
};
static const struct table MOVE_TABLE = TABLE("move", struct move_bind, MOVE_FIELDS);

enum status import_move(struct tx *tx, const struct import_step *step, struct err *err)
{
    struct move_bind bind = {step->id, NO_INT, str_of(step->to), str_of(step->from)};
    if (step->job != NULL) {
        struct job_new job = {.kind = step->job, .subject = step->id, .due = NO_TIME};
        TRY(job_add(tx, &job, &bind.job_id));
    }
    int64_t changed = 0;
    TRY(query_run(tx, &RECORDS_IMPORT_MOVE, bind_row(&MOVE_TABLE, &bind), &changed));
    if (changed == 0) {
        return err_return(err, CONFLICT, N_("This import is not waiting for that any more."));
    }
    if (step->event == NULL) {
        return OK;
    }
    struct event event = {.kind = step->event,
                          .subject_table = &IMPORT_TABLE,
                          .subject = step->id,
                          .cause = step->id};
    int64_t id = NO_INT;
    return event_emit(tx, &event, &id);
}
