/* The dry run: what a file would do, without writing anything. */
#include "platform/base/map.h"
#include "platform/base/vec.h"
#include "platform/work/platform.h"
#include "slices/records/import.h"

#include <inttypes.h>

struct check {
    struct call *call;
    const struct import_source *source;
    struct import_table table;
    struct import_result result;
    struct vec findings;
    size_t refused, changed; /* findings kept */
    struct map seen;         /* what was meant so far: key to line */
};

struct finding finding_new(const char *kind)
{
    struct finding finding;
    row_clear(&FINDING_TABLE, &finding);
    finding.kind = str_of(kind);
    return finding;
}

static void refuse(struct check *check, const struct err *err)
{
    int64_t last = -1;
    for (size_t i = 0; i < err->kept; i++) {
        check->result.refused_count += err->items[i].line != last ? 1 : 0;
        last = err->items[i].line;
        if (check->refused < IMPORT_FINDINGS) {
            struct finding *kept = vec_add(&check->findings);
            *kept = finding_of(check->call->arena, &err->items[i]);
            check->refused++;
        }
    }
}

static struct str kept_copy(struct check *check, struct str text)
{
    return str_copy(check->call->arena, text);
}

static void tell_change(struct check *check, const struct import_line *line,
                        const struct import_meant *meant)
{
    const struct import_kind *kind = check->source->kind;
    const struct table *table = kind->record->entity->table;
    uint64_t difference = record_is_hidden(kind->record, meant->before)
                              ? 0
                              : record_difference(kind->record, meant->before, meant->after);
    for (size_t i = 0; i < table->field_count; i++) {
        const struct field *field = &table->fields[i];
        bool is_told_beside =
            kind->record->beside_fields != NULL && (field->flags & FIELD_HIDDEN) != 0;
        if ((difference >> i & 1) == 0 || is_told_beside || check->changed == IMPORT_FINDINGS) {
            continue;
        }
        struct arena *arena = check->call->arena;
        struct finding finding = finding_new("changed");
        finding.line = line->line;
        finding.row_id =
            record_int(table, kind->page_id == NULL ? "id" : kind->page_id, meant->before);
        finding.title = kept_copy(check, record_text(table, kind->known_by, meant->before));
        finding.field = str_of(field->name);
        if (field->permission == NULL) { /* what few may see is not told in a finding */
            finding.before = field_format(arena, field, meant->before);
            finding.after = field_format(arena, field, meant->after);
        }
        *(struct finding *)vec_add(&check->findings) = finding;
        check->changed++;
    }
}

/* Two lines of one file must not mean the same row. */
static enum status refuse_seen(struct check *check, const struct record_writer *writer,
                               const struct import_line *line, struct str key)
{
    struct arena *arena = check->call->arena;
    const int64_t *before = map_get(&check->seen, key);
    if (before == NULL) {
        map_put(&check->seen, key, arena_copy(arena, &line->line, sizeof(line->line)));
        return OK;
    }
    struct err_item *item = err_add(writer->err, N_("Line {line} says the same one already."));
    err_int(item, "line", *before);
    item->line = line->line;
    return INVALID;
}

static enum status refuse_twice(struct check *check, const struct record_writer *writer,
                                const struct import_line *line, const struct import_meant *meant)
{
    struct arena *arena = check->call->arena;
    const struct import_kind *kind = check->source->kind;
    if (meant->what == IMPORT_NEW) {
        struct str own = kind->key_of(arena, meant->after);
        return refuse_seen(check, writer, line, str_format(arena, "=%.*s", STR_ARG(own)));
    }
    int64_t row = record_int(kind->record->entity->table, "id", meant->before);
    import_known_hit(arena, check->source->known, row);
    return refuse_seen(check, writer, line, str_format(arena, "#%" PRId64, row));
}

/* A feed tells of each that came; other files are looked at before they are written. */
static void tell_new(struct check *check, const struct import_line *line,
                     const struct import_meant *meant)
{
    const struct import_kind *kind = check->source->kind;
    check->result.new_count++;
    if (check->source->known == NULL || check->result.new_count > IMPORT_FINDINGS) {
        return;
    }
    struct finding finding = finding_new("new");
    finding.line = line->line;
    if (!record_is_hidden(kind->record, meant->after)) {
        finding.title = kept_copy(
            check, record_text(kind->record->entity->table, kind->known_by, meant->after));
    }
    *(struct finding *)vec_add(&check->findings) = finding;
}

static enum status check_line(struct check *check, const struct record_writer *writer,
                              const struct import_line *line)
{
    struct import_said said;
    struct import_meant meant;
    struct known_row *known =
        import_known_line(tx_arena(writer->tx), check->source->known, &check->table, line);
    if (known != NULL) { /* it says what it said the last time */
        check->result.unchanged_count++;
        known->is_hit = true;
        return refuse_seen(check, writer, line,
                           str_format(check->call->arena, "#%" PRId64, known->row_id));
    }
    TRY(import_say(writer, &check->table, line, &said));
    TRY(import_mean(writer, &check->table, line, &said, &meant));
    TRY(refuse_twice(check, writer, line, &meant));
    switch (meant.what) {
    case IMPORT_NEW:
        tell_new(check, line, &meant);
        break;
    case IMPORT_CHANGED:
        check->result.changed_count++;
        tell_change(check, line, &meant);
        break;
    case IMPORT_UNCHANGED:
        check->result.unchanged_count++;
        break;
    }
    return OK;
}

/* A first dry run comes before the first area: the lines are looked at as if
 * there were one. */
static void imagine_area(const struct check *check, struct record_writer *writer)
{
    if (writer->areas.count == 0 && check->source->area_id == NO_INT) {
        struct area *imagined = ARENA_NEW(tx_arena(writer->tx), struct area);
        imagined->id = 1;
        imagined->language = STR("sv");
        writer->areas = (struct rows){&AREA_TABLE, imagined, 1};
        writer->default_area = imagined->id;
    }
}

/* Some hundred lines with a memory and a reader of their own, so that a long
 * file needs little. */
static enum status check_lines(struct check *check, size_t from, size_t to)
{
    ARENA_SCOPED(scratch);
    struct tx *reader READER_SCOPED = NULL;
    TRY(db_reader(check->call->db, scratch, &reader, check->call->err));
    struct err err;
    err_init(&err, scratch);
    struct record_writer writer;
    TRY(record_writer_open(reader, check->call->platform->language, &err, &writer));
    writer.default_area = check->source->area_id;
    writer.is_dry = true;
    writer.is_from_file = true;
    imagine_area(check, &writer);
    for (size_t i = from; i < to; i++) {
        enum status status = check_line(check, &writer, &check->table.lines[i]);
        if (status == INVALID) {
            refuse(check, &err);
            err_clear(&err);
        } else if (status != OK) {
            return status;
        }
    }
    return OK;
}

static enum status check_all(struct check *check, const struct import_progress *progress)
{
    size_t count = check->table.count;
    for (size_t from = 0; from < count; from += IMPORT_CHUNK) {
        size_t to = from + IMPORT_CHUNK < count ? from + IMPORT_CHUNK : count;
        TRY(check_lines(check, from, to));
        if (progress != NULL) {
            TRY(progress->tell(progress->self, (int64_t)to, (int64_t)count));
        }
    }
    return OK;
}

enum status import_check(struct call *call, const struct import_source *source,
                         const struct import_progress *progress, struct import_result *out)
{
    struct check check = {
        .call = call,
        .source = source,
        .findings = vec_of(call->arena, sizeof(struct finding)),
        .seen = map_of(call->arena),
    };
    struct err err;
    err_init(&err, call->arena);
    enum status status = import_read(call->arena, source->kind, source->bytes, &check.table, &err);
    if (status == INVALID || status == TOO_LARGE) {
        refuse(&check, &err);
        check.result.refused_count += check.result.refused_count == 0 ? 1 : 0;
    } else if (status != OK) {
        return status;
    } else {
        check.result.row_count = (int64_t)check.table.count;
        check.result.unread = check.table.columns.unread;
        TRY(check_all(&check, progress));
    }
    check.result.findings = check.findings.at;
    check.result.finding_count = check.findings.count;
    *out = check.result;
    return OK;
}
