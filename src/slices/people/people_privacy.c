/* Handing out and erasing, through the rules of all slices. */
#include "slices/people/people_privacy.h"

#include "people_queries.h"
#include "platform/base/vec.h"
#include "platform/view/json.h"
#include "platform/web/page.h"
#include "platform/work/platform.h"
#include "slices/people/people_events.h"

#include <stdlib.h>

enum { EXPORT_BYTES = 64 * 1024 * 1024, HISTORY_CHANGES = 10000 };

const struct permission PEOPLE_DATA = {"people.data",
                                       N_("Hand out and erase what is kept of people")};

const struct event_kind PERSON_READ = {
    .name = "person.read",
    .label = N_("Protected person looked at"),
    .thing = N_("Person"),
    .path = "/people/",
};
const struct event_kind PERSON_HANDED_OUT = {
    .name = "person.handed_out",
    .label = N_("What is kept of a person was handed out"),
    .thing = N_("Person"),
    .path = "/people/",
};
const struct event_kind PERSON_ERASURE_ASKED = {
    .name = "person.erasure_asked",
    .label = N_("Asked to be erased"),
    .thing = N_("Person"),
    .path = "/people/",
};
const struct event_kind PERSON_ERASED = {
    .name = "person.erased",
    .label = N_("Person erased"),
    .thing = N_("Person"),
    .path = "/people/",
};

/* --- Going through the rules --- */

struct person_bind {
    int64_t person, now, asked_by, done_at;
};
static const struct field PERSON_BIND_FIELDS[] = {
    FIELD(ID, struct person_bind, person, NULL),
    FIELD(TIME, struct person_bind, now, NULL),
    FIELD(ID, struct person_bind, asked_by, NULL),
    FIELD(TIME, struct person_bind, done_at, NULL),
};
static const struct table PERSON_BIND_TABLE =
    TABLE("person_bind", struct person_bind, PERSON_BIND_FIELDS);

struct found {
    int64_t id, until_at;
};
static const struct field FOUND_FIELDS[] = {
    FIELD(ID, struct found, id, NULL),
    FIELD(TIME, struct found, until_at, NULL),
};
static const struct table FOUND_TABLE = TABLE("found", struct found, FOUND_FIELDS);

/* The rules of all slices in their order: rows of const struct privacy_rule *. */
static struct vec rules_of(struct arena *arena, const struct platform *platform)
{
    struct vec rules = vec_of(arena, sizeof(const struct privacy_rule *));
    for (const struct slice *const *slice = platform->slices; *slice != NULL; slice++) {
        const struct privacy_rule *const *rule = (*slice)->privacy;
        for (; rule != NULL && *rule != NULL; rule++) {
            *(const struct privacy_rule **)vec_add(&rules) = *rule;
        }
    }
    return rules;
}

static const struct privacy_rule *rule_at(const struct vec *rules, size_t i)
{
    return ((const struct privacy_rule *const *)rules->at)[i];
}

static const struct table *handed_out(const struct privacy_rule *rule)
{
    return rule->handed_out != NULL ? rule->handed_out : rule->entity->table;
}

static enum status ask(struct tx *tx, struct arena *arena, const struct query *query,
                       const struct person_bind *bind, struct rows *out)
{
    out->table = &FOUND_TABLE;
    out->count = 0;
    return query == NULL ? OK
                         : query_rows(tx, arena, query, bind_row(&PERSON_BIND_TABLE, bind), out);
}

static enum status read_rows(struct tx *tx, struct arena *arena, const struct privacy_rule *rule,
                             int64_t person, struct rows *out)
{
    struct person_bind bind = {.person = person, .now = tx_now(tx)};
    out->table = handed_out(rule);
    return query_rows(tx, arena, rule->rows, bind_row(&PERSON_BIND_TABLE, &bind), out);
}

/* --- What is kept --- */

static const struct field PRIVACY_LINE_FIELDS[] = {
    FIELD(TEXT, struct privacy_line, table, N_("Table")),
    FIELD(TEXT, struct privacy_line, what, N_("What is kept")),
    FIELD(TEXT, struct privacy_line, purpose, N_("Purpose")),
    FIELD(TEXT, struct privacy_line, seen_by, N_("Who sees it")),
    FIELD(TEXT, struct privacy_line, keep, N_("How long")),
    FIELD(INT, struct privacy_line, count, N_("Entries")),
    FIELD(TEXT, struct privacy_line, duty, N_("Must be kept because")),
    FIELD(TIME, struct privacy_line, duty_until, N_("Must be kept until")),
    FIELD(BOOL, struct privacy_line, is_handed_out, N_("Handed out")),
};
const struct table PRIVACY_LINE_TABLE =
    TABLE("privacy_line", struct privacy_line, PRIVACY_LINE_FIELDS);

void privacy_lines(struct call *call, struct rows *out_lines)
{
    struct vec rules = rules_of(call->arena, call->platform);
    struct privacy_line *lines = ARENA_ARRAY(call->arena, rules.count + 1, struct privacy_line);
    for (size_t i = 0; i < rules.count; i++) {
        const struct privacy_rule *rule = rule_at(&rules, i);
        row_clear(&PRIVACY_LINE_TABLE, &lines[i]);
        lines[i].table = str_of(rule->table);
        lines[i].what = translate(call->language, rule->what);
        lines[i].purpose = translate(call->language, rule->purpose);
        lines[i].seen_by = translate(call->language, rule->seen_by);
        lines[i].keep = translate(call->language, rule->keep);
        lines[i].is_handed_out = rule->rows != NULL;
        if (rule->duty_reason != NULL) {
            lines[i].duty = translate(call->language, rule->duty_reason);
        }
    }
    *out_lines = (struct rows){&PRIVACY_LINE_TABLE, lines, rules.count};
}

void privacy_told(const struct call *call, struct rows *lines)
{
    struct vec rules = rules_of(call->arena, call->platform);
    struct privacy_line *line = lines->at;
    size_t kept = 0;
    for (size_t i = 0; i < rules.count; i++) {
        bool has_some = line[i].count != NO_INT && line[i].count > 0;
        if (has_some || module_is_on(call->platform, rule_at(&rules, i)->module)) {
            line[kept++] = line[i];
        }
    }
    lines->count = kept;
}

/* The duty that lasts longest; no day when one has none. */
static void put_duty(const struct rows *duties, struct privacy_line *line)
{
    const struct found *found = duties->at;
    if (duties->count == 0) {
        line->duty = (struct str){NULL, 0};
        return;
    }
    line->duty_until = found[0].until_at;
    for (size_t i = 1; i < duties->count && line->duty_until != NO_TIME; i++) {
        bool is_later = found[i].until_at == NO_TIME || found[i].until_at > line->duty_until;
        line->duty_until = is_later ? found[i].until_at : line->duty_until;
    }
}

enum status privacy_of(struct call *call, int64_t person, struct rows *out_lines)
{
    privacy_lines(call, out_lines);
    struct vec rules = rules_of(call->arena, call->platform);
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    struct person_bind bind = {.person = person, .now = tx_now(tx)};
    struct privacy_line *lines = out_lines->at;
    for (size_t i = 0; i < rules.count; i++) {
        const struct privacy_rule *rule = rule_at(&rules, i);
        if (rule->rows != NULL) {
            struct rows rows = {0};
            TRY(read_rows(tx, call->arena, rule, person, &rows));
            lines[i].count = (int64_t)rows.count;
        }
        struct rows duties = {0};
        TRY(ask(tx, call->arena, rule->duty, &bind, &duties));
        put_duty(&duties, &lines[i]);
    }
    return OK;
}

enum status people_person_is_used(struct tx *tx, const struct platform *platform, int64_t person,
                                  bool *out_is_used)
{
    struct vec rules = rules_of(tx_arena(tx), platform);
    bool is_used = false;
    for (size_t i = 0; i < rules.count && !is_used; i++) {
        const struct privacy_rule *rule = rule_at(&rules, i);
        if (rule->rows != NULL && rule->entity != &PERSON_ENTITY) {
            struct rows rows = {0};
            TRY(read_rows(tx, tx_arena(tx), rule, person, &rows));
            is_used = rows.count > 0;
        }
    }
    *out_is_used = is_used;
    return OK;
}

/* --- Handing out --- */

static enum status emit(struct tx *tx, const struct event_kind *kind, int64_t person,
                        int64_t *out_event)
{
    struct event event = {
        .kind = kind, .subject_table = &PERSON_TABLE, .subject = person, .cause = NO_INT};
    return event_emit(tx, &event, out_event);
}

struct noted {
    const struct event_kind *kind;
    int64_t person;
};
static enum status note(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    const struct noted *noted = in;
    int64_t event = NO_INT;
    return emit(tx, noted->kind, noted->person, &event);
}

enum status people_note_read(struct request *request, const struct person *person)
{
    struct noted noted = {&PERSON_READ, person->id};
    return person->is_protected ? call_write(&request->call, "person.read", note, &noted, NULL)
                                : OK;
}

/* Which value came when, and through what. */
static enum status put_history(struct tx *tx, struct arena *arena, struct buf *out,
                               const struct privacy_rule *rule, int64_t row)
{
    struct history_request wanted = {
        .entity = rule->entity, .row = row, .before_event = NO_INT, .limit = HISTORY_CHANGES};
    struct rows changes = {0};
    TRY(history_read(tx, arena, &wanted, &changes));
    const struct field_change *change = changes.at;
    for (size_t i = 0; i < changes.count; i++) {
        buf_put_c(out, i == 0 ? "" : ",");
        json_put_row(out, &FIELD_CHANGE_TABLE, &change[i], NULL);
    }
    return OK;
}

static void put_named(struct buf *out, const char *name, struct str text)
{
    buf_put_format(out, "\"%s\":", name);
    json_put_text(out, text);
    buf_put_c(out, ",");
}

static enum status put_rule(struct call *call, struct tx *tx, struct buf *out,
                            const struct privacy_rule *rule, int64_t person)
{
    struct rows rows = {0};
    TRY(read_rows(tx, call->arena, rule, person, &rows));
    buf_put_c(out, "{");
    put_named(out, "table", str_of(rule->table));
    put_named(out, "what", translate(call->language, rule->what));
    put_named(out, "purpose", translate(call->language, rule->purpose));
    put_named(out, "keep", translate(call->language, rule->keep));
    buf_put_c(out, "\"rows\":[");
    const struct field *id = table_field(rows.table, STR("id"));
    for (size_t i = 0; i < rows.count; i++) {
        const char *row = (const char *)rows.at + i * rows.table->size;
        buf_put_c(out, i == 0 ? "{\"values\":" : ",{\"values\":");
        json_put_row(out, rows.table, row, NULL);
        buf_put_c(out, ",\"changes\":[");
        if (rule->entity != NULL) {
            TRY(put_history(tx, call->arena, out, rule, *field_int(id, (void *)(uintptr_t)row)));
        }
        buf_put_c(out, "]}");
    }
    buf_put_c(out, "]}");
    return OK;
}

enum status people_data_export(struct call *call, int64_t person, struct str *out_json)
{
    struct noted noted = {&PERSON_HANDED_OUT, person};
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    struct person known;
    TRY(entity_get(tx, &PERSON_ENTITY, person, &known));
    TRY(call_write(call, "person.hand_out", note, &noted, NULL));
    TRY(call_reader(call, &tx));
    struct vec rules = rules_of(call->arena, call->platform);
    BUF_SCOPED(text, EXPORT_BYTES);
    buf_put_format(&text, "{\"person\":\"%lld\",\"kept\":[", (long long)person);
    bool is_first = true;
    for (size_t i = 0; i < rules.count; i++) {
        if (rule_at(&rules, i)->rows == NULL) {
            continue;
        }
        buf_put_c(&text, is_first ? "\n" : ",\n");
        is_first = false;
        TRY(put_rule(call, tx, &text, rule_at(&rules, i), person));
    }
    buf_put_c(&text, "\n]}\n");
    if (text.failed) {
        return TOO_LARGE;
    }
    *out_json = str_copy(call->arena, buf_str(&text));
    return OK;
}

/* --- Erasing --- */

struct erasing {
    struct vec rules;
    int64_t person;
    int64_t asked_by; /* NO_INT: the program itself */
};

/* The person's own row goes last and only when nothing else has to tell who it was. */
static bool is_own_row(const struct privacy_rule *rule)
{
    return rule->entity == &PERSON_ENTITY;
}

static enum status forget(struct tx *tx, const struct erasing *erasing, const struct table *table,
                          int64_t row)
{
    for (size_t i = 0; i < erasing->rules.count; i++) {
        const struct privacy_rule *rule = rule_at(&erasing->rules, i);
        if (rule->forget != NULL) {
            TRY(rule->forget(tx, table, row));
        }
    }
    return OK;
}

/* The rows of one rule with their history and copies. */
static enum status erase_rule(struct tx *tx, const struct erasing *erasing,
                              const struct privacy_rule *rule, int64_t *out_rows)
{
    struct person_bind bind = {.person = erasing->person, .now = tx_now(tx)};
    struct rows rows = {0};
    if (rule->entity != NULL && rule->rows != NULL) {
        TRY(read_rows(tx, tx_arena(tx), rule, erasing->person, &rows));
    }
    int64_t changed = 0;
    TRY(query_run(tx, rule->erase, bind_row(&PERSON_BIND_TABLE, &bind), &changed));
    *out_rows += changed;
    for (size_t i = 0; i < rows.count; i++) {
        const struct field *id = table_field(rows.table, STR("id"));
        int64_t row = *field_int(id, (char *)rows.at + i * rows.table->size);
        TRY(forget(tx, erasing, rule->entity->table, row));
        TRY(history_erase(tx, rule->entity->table, row));
    }
    return OK;
}

static enum status erase_all(struct tx *tx, const struct erasing *erasing,
                             struct erasure_report *report)
{
    struct person_bind bind = {.person = erasing->person, .now = tx_now(tx)};
    for (size_t i = erasing->rules.count; i-- > 0;) {
        const struct privacy_rule *rule = rule_at(&erasing->rules, i);
        struct rows duties = {0};
        TRY(ask(tx, tx_arena(tx), rule->duty, &bind, &duties));
        report->kept += duties.count > 0 ? 1 : 0;
        if (rule->erase != NULL && duties.count == 0 && !is_own_row(rule)) {
            TRY(erase_rule(tx, erasing, rule, &report->rows));
        }
    }
    report->is_done = report->kept == 0;
    for (size_t i = 0; report->is_done && i < erasing->rules.count; i++) {
        if (is_own_row(rule_at(&erasing->rules, i))) {
            TRY(erase_rule(tx, erasing, rule_at(&erasing->rules, i), &report->rows));
        }
    }
    return OK;
}

/* Whoever takes the last administrator away locks everybody out. */
static enum status refuse_last_administrator(struct tx *tx, int64_t person, struct err *err)
{
    struct person_bind bind = {.person = person, .now = tx_now(tx)};
    struct rows found = {0};
    TRY(ask(tx, tx_arena(tx), &PEOPLE_LAST_ADMINISTRATOR, &bind, &found));
    return found.count == 0
               ? OK
               : err_return(
                     err, CONFLICT,
                     N_("This is the last administrator. Give somebody else the role first."));
}

static enum status erase(struct tx *tx, const void *in, void *out, struct err *err)
{
    const struct erasing *erasing = in;
    struct person person;
    TRY(entity_get(tx, &PERSON_ENTITY, erasing->person, &person));
    struct erasure_report report = {.id = person.id};
    if (person.erased_at != NO_TIME) {
        report.is_done = true;
        *(struct erasure_report *)out = report;
        return OK;
    }
    TRY(refuse_last_administrator(tx, person.id, err));
    TRY(erase_all(tx, erasing, &report));
    int64_t event = NO_INT;
    TRY(emit(tx, report.is_done ? &PERSON_ERASED : &PERSON_ERASURE_ASKED, person.id, &event));
    struct person_bind bind = {.person = person.id,
                               .now = tx_now(tx),
                               .asked_by = erasing->asked_by,
                               .done_at = report.is_done ? tx_now(tx) : NO_TIME};
    int64_t changed = 0;
    TRY(query_run(tx, &PEOPLE_ERASURE_PUT, bind_row(&PERSON_BIND_TABLE, &bind), &changed));
    *(struct erasure_report *)out = report;
    return OK;
}

enum status people_erase(struct call *call, int64_t person, struct erasure_report *out)
{
    if (person == call->actor.person) {
        return err_return(call->err, CONFLICT,
                          N_("Nobody erases themselves. Ask a colleague to do it."));
    }
    struct erasing erasing = {.rules = rules_of(call->arena, call->platform),
                              .person = person,
                              .asked_by = call->actor.person};
    return call_write(call, "person.erase", erase, &erasing, out);
}

/* --- Every night: what waited, and people whom nothing needs any more --- */

const struct setting RETENTION_DAYS = {
    .key = "people.retention_days",
    .label = N_("Days that a person is kept after the last reason to"),
    .help = N_("Then everything that tells who it was is erased; counts stay."),
    .kind = FIELD_KIND_INT,
    .initial = "365",
    .min = 30,
    .max = 3650,
    .permission = "setting.manage",
};

struct next_bind {
    int64_t id, before, now;
};
static const struct field NEXT_BIND_FIELDS[] = {
    FIELD(ID, struct next_bind, id, NULL),
    FIELD(TIME, struct next_bind, before, NULL),
    FIELD(TIME, struct next_bind, now, NULL),
};
static const struct table NEXT_BIND_TABLE = TABLE("next_bind", struct next_bind, NEXT_BIND_FIELDS);

static enum status begin(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    int64_t changed = 0;
    return query_run(tx, &PEOPLE_RETENTION_BEGIN, bind_row(&NEXT_BIND_TABLE, in), &changed);
}

/* Some people, and since when nothing may have needed them. */
struct people_bind {
    const struct found *people;
    size_t people_count;
    int64_t now, before, real_before;
};
static const struct field PEOPLE_ID_FIELDS[] = {FIELD(ID, struct found, id, NULL)};
static const struct table PEOPLE_ID_TABLE = TABLE("found", struct found, PEOPLE_ID_FIELDS);
static const struct field PEOPLE_BIND_FIELDS[] = {
    FIELD_LIST_OF(struct people_bind, people, &PEOPLE_ID_TABLE, NULL),
    FIELD(TIME, struct people_bind, now, NULL),
    FIELD(TIME, struct people_bind, before, NULL),
    FIELD(TIME, struct people_bind, real_before, NULL),
};
static const struct table PEOPLE_BIND_TABLE =
    TABLE("people_bind", struct people_bind, PEOPLE_BIND_FIELDS);

static int by_id(const void *left, const void *right)
{
    const struct found *a = left;
    const struct found *b = right;
    return (a->id > b->id) - (a->id < b->id);
}

/* Takes those whom one rule needs out of people who stand by their id. */
static enum status leave_out_needed(struct tx *tx, struct arena *arena, const struct query *holds,
                                    const struct people_bind *bind, struct rows *people)
{
    struct rows needed = {.table = &FOUND_TABLE};
    TRY(query_rows(tx, arena, holds, bind_row(&PEOPLE_BIND_TABLE, bind), &needed));
    struct found *found = people->at;
    size_t kept = 0;
    if (needed.count == 0) {
        return OK;
    }
    qsort(needed.at, needed.count, sizeof(struct found), by_id);
    for (size_t i = 0; i < people->count; i++) {
        if (bsearch(&found[i], needed.at, needed.count, sizeof(struct found), by_id) == NULL) {
            found[kept++] = found[i];
        }
    }
    people->count = kept;
    return OK;
}

/* Takes those out for whom any slice still has a reason. */
static enum status leave_out_all_needed(struct call *call, struct rows *people)
{
    struct vec rules = rules_of(call->arena, call->platform);
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    int64_t kept_ms = setting_int(call->platform, &RETENTION_DAYS) * INT64_C(86400000);
    struct people_bind bind = {.people = people->at,
                               .now = tx_now(tx),
                               .before = tx_now(tx) - kept_ms,
                               .real_before = real_now_ms() - kept_ms};
    for (size_t i = 0; i < rules.count && people->count > 0; i++) {
        const struct query *holds = rule_at(&rules, i)->holds;
        bind.people_count = people->count;
        if (holds != NULL) {
            TRY(leave_out_needed(tx, call->arena, holds, &bind, people));
        }
    }
    return OK;
}

static enum status erase_those(struct call *call, const struct rows *people)
{
    const struct found *found = people->at;
    for (size_t i = 0; i < people->count; i++) {
        struct erasure_report report;
        TRY(people_erase(call, found[i].id, &report));
    }
    return OK;
}

static enum status retention(struct call *call, const struct job *job)
{
    /* Nights long past, of a clock that was moved or a server that stood still: the last one looks at all. */
    bool is_past =
        job != NULL && job->due > 0 && clock_now(call->clock) - job->due > 2 * INT64_C(86400000);
    if (is_past) {
        return OK;
    }
    struct next_bind next = {.now = clock_now(call->clock)};
    next.before = next.now - setting_int(call->platform, &RETENTION_DAYS) * INT64_C(86400000);
    TRY(call_write(call, "people.retention", begin, &next, NULL));
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    struct rows people = {.table = &FOUND_TABLE};
    TRY(query_rows(tx, call->arena, &PEOPLE_ERASURES_OPEN, bind_none(), &people));
    TRY(erase_those(call, &people));
    bool is_more = true;
    while (is_more) {
        TRY(call_reader(call, &tx));
        TRY(query_rows(tx, call->arena, &PEOPLE_RETENTION_NEXT, bind_row(&NEXT_BIND_TABLE, &next),
                       &people));
        is_more = people.count > 0;
        next.id = is_more ? ((const struct found *)people.at)[people.count - 1].id : next.id;
        TRY(leave_out_all_needed(call, &people));
        TRY(erase_those(call, &people));
    }
    return OK;
}

const struct job_kind RETENTION_JOB = {
    .name = "people.retention", .run = retention, .most_attempts = 5, .is_long = true};
const struct schedule RETENTION_SCHEDULE = {
    .name = "people.retention", .kind = &RETENTION_JOB, .at_minute_of_day = 2 * 60 + 15};
