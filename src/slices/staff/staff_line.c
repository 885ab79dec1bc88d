/* A line of a staff list: who works here, in which unit and team, from when until when. Somebody is known by
 * the id of the staff system; whoever comes back is the same person with work that begins anew. Whoever
 * has left loses sign-ins, roles and teams in the transaction that says so. */
#include "slices/staff/staff_line.h"
#include "platform/text/phone.h"
#include "platform/work/platform.h"
#include "slices/staff/staff_handlers.h"
#include "staff_queries.h"

static const struct choice LANGUAGES[] = {
    {"sv", N_("Swedish")}, {"fi", N_("Finnish")}, {"en", N_("English")}, {NULL, NULL}};

/* What a list says besides the employment: in the row's table INTERNAL, written by its owners. */
#define BESIDE_FIELDS(flag)                                                                        \
    FIELD(TEXT, struct staff_line, external_id, N_("Id in the staff system"), .max = 60,           \
          .flags = (flag)),                                                                        \
        FIELD(TEXT, struct staff_line, name, N_("Name"), .max = 200,                               \
              .flags = (flag) | FIELD_PERSONAL),                                                   \
        FIELD(TEXT, struct staff_line, email, N_("E-mail"), .max = 254,                            \
              .flags = (flag) | FIELD_PERSONAL),                                                   \
        FIELD(TEXT, struct staff_line, phone, N_("Phone"), .max = 40,                              \
              .flags = (flag) | FIELD_PERSONAL),                                                   \
        FIELD(ENUM, struct staff_line, language, N_("Language"), .choices = LANGUAGES,             \
              .flags = (flag)),                                                                    \
        FIELD(TEXT, struct staff_line, title, N_("Title"), .max = 100, .flags = (flag)),           \
        FIELD(TEXT, struct staff_line, unit_external_id, N_("Unit's id"), .max = 60,               \
              .flags = (flag)),                                                                    \
        FIELD(TEXT, struct staff_line, unit, N_("Unit"), .max = 100, .flags = (flag)),             \
        FIELD(TEXT, struct staff_line, team_external_id, N_("Team's id"), .max = 60,               \
              .flags = (flag)),                                                                    \
        FIELD(TEXT, struct staff_line, team, N_("Team"), .max = 100, .flags = (flag)),             \
        FIELD(DATE, struct staff_line, from_day, N_("First day"), .flags = (flag)),                \
        FIELD(DATE, struct staff_line, to_day, N_("Last day"), .flags = (flag))

static const struct field FIELDS[] = {
    FIELD(ID, struct staff_line, id, N_("Id"), .flags = FIELD_HIDDEN),
    FIELD(INT, struct staff_line, version, N_("Version"), .flags = FIELD_HIDDEN),
    FIELD(ID, struct staff_line, person_id, N_("Person"), .flags = FIELD_HIDDEN),
    FIELD(ID, struct staff_line, unit_id, N_("Unit"), .flags = FIELD_HIDDEN),
    FIELD(ID, struct staff_line, area_id, N_("Area"), .flags = FIELD_HIDDEN),
    FIELD(TIME, struct staff_line, from_at, N_("From"), .flags = FIELD_HIDDEN),
    FIELD(TIME, struct staff_line, to_at, N_("Until"), .flags = FIELD_HIDDEN),
    BESIDE_FIELDS(FIELD_INTERNAL),
    FIELD(ID, struct staff_line, team_id, NULL, .flags = FIELD_INTERNAL),
    FIELD(BOOL, struct staff_line, is_protected, NULL, .flags = FIELD_INTERNAL),
};
const struct table STAFF_LINE_TABLE = TABLE("staff_employment", struct staff_line, FIELDS);
static const struct field ASKED_FIELDS[] = {
    BESIDE_FIELDS(0),
    FIELD(ID, struct staff_line, area_id, N_("Area")),
    FIELD(TIME, struct staff_line, from_at, NULL, .flags = FIELD_INTERNAL),
    FIELD(TIME, struct staff_line, to_at, NULL, .flags = FIELD_INTERNAL),
};
static const struct table ASKED_TABLE = TABLE("staff", struct staff_line, ASKED_FIELDS);
static const struct entity STAFF_LINE_ENTITY = {&STAFF_LINE_TABLE, &STAFF_EMPLOYMENT_GET,
                                                &STAFF_EMPLOYMENT_INSERT, &STAFF_EMPLOYMENT_UPDATE,
                                                &STAFF_EMPLOYMENT_REMOVE};

/* --- The person --- */

static enum status find_person(const struct record_writer *writer, const struct staff_line *line,
                               struct person *out)
{
    enum status status = people_person_find_external(writer->tx, line->external_id, out);
    if (status != NOT_FOUND || str_is_empty(line->email)) {
        return status;
    }
    TRY(people_person_find(writer->tx, line->email, out));
    return str_is_empty(out->external_id) ? OK : NOT_FOUND;
}

static struct person_writer people_of(const struct record_writer *writer,
                                      const struct staff_line *line)
{
    struct record_writer there = *writer;
    there.default_area = line->area_id;
    return person_writer_of(&there);
}

/* What the line leaves out stays as it is. */
static void put_person(const struct staff_line *line, struct person *person)
{
    const struct str *said[] = {&line->external_id, &line->name,     &line->email,
                                &line->phone,       &line->language, &line->title};
    struct str *kept[] = {&person->external_id, &person->name,     &person->email,
                          &person->phone,       &person->language, &person->title};
    for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
        *kept[i] = str_is_empty(*said[i]) ? *kept[i] : *said[i];
    }
}

static enum status write_person(const struct record_writer *writer, struct staff_line *line)
{
    struct person_writer people = people_of(writer, line);
    struct person before;
    enum status status = find_person(writer, line, &before);
    if (status == NOT_FOUND) {
        row_clear(&PERSON_TABLE, &before);
        before.kind = STR("staff");
        put_person(line, &before);
        TRY(people_person_insert(&people, &before));
        line->person_id = before.id;
        return OK;
    }
    TRY(status);
    struct person after = before;
    put_person(line, &after);
    line->person_id = before.id;
    return people_person_update(&people, &before, &after);
}

/* Two do not sign in with one address: found before anything is written. */
static enum status refuse_address(const struct record_writer *writer, const struct staff_line *line)
{
    struct person other;
    enum status status =
        str_is_empty(line->email) ? NOT_FOUND : people_person_find(writer->tx, line->email, &other);
    if (status == NOT_FOUND) {
        return OK;
    }
    TRY(status);
    bool is_it = str_is_empty(other.external_id) || str_equal(other.external_id, line->external_id);
    return is_it ? OK
                 : err_return_field(writer->err, "email",
                                    N_("Somebody already signs in with this address."));
}

static enum status prepare_person(const struct record_writer *writer, struct staff_line *line)
{
    struct person person;
    row_clear(&PERSON_TABLE, &person);
    put_person(line, &person);
    struct person_writer people = people_of(writer, line);
    TRY(people_person_prepare(&people, &person));
    line->name = person.name;
    line->email = person.email;
    line->phone = person.phone;
    line->title = person.title;
    return refuse_address(writer, line);
}

/* --- Days --- */

static enum status prepare_days(const struct record_writer *writer, struct staff_line *line)
{
    struct arena *arena = tx_arena(writer->tx);
    const struct area *area = record_area(writer, line->area_id);
    const char *zone = area == NULL ? "UTC" : str_c(arena, area->zone);
    struct str today = record_today_in(writer, line->area_id);
    bool is_kept = line->from_at != NO_INT &&
                   (str_is_empty(line->from_day) ||
                    str_equal(staff_first_day(arena, zone, line->from_at), line->from_day));
    if (!is_kept) {
        struct staff_day first = {zone, str_is_empty(line->from_day) ? today : line->from_day,
                                  false, tx_now(writer->tx)};
        line->from_at = staff_instant(&first);
    }
    is_kept = line->to_at != NO_INT &&
              (str_is_empty(line->to_day) ||
               str_equal(staff_last_day(arena, zone, line->to_at), line->to_day));
    if (!is_kept) {
        struct staff_day last = {zone, line->to_day, true, STAFF_OPEN};
        line->to_at = staff_instant(&last);
    }
    return line->to_at < line->from_at
               ? err_return_field(writer->err, "to_day", N_("The last day is before the first."))
               : OK;
}

static enum status prepare(const struct record_writer *writer, void *row)
{
    struct staff_line *line = row;
    struct str *texts[] = {&line->external_id, &line->unit_external_id, &line->unit,
                           &line->team_external_id, &line->team};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        *texts[i] = record_tidy(writer, *texts[i]);
    }
    if (line->person_id != NO_INT && str_is_empty(line->external_id)) {
        return OK; /* the undoing of a file: an employment as it was */
    }
    if (str_is_empty(line->external_id)) {
        return err_return_field(writer->err, "external_id",
                                N_("Write the person's id in the staff system."));
    }
    TRY(prepare_days(writer, line));
    TRY(staff_line_meet_team(writer, line));
    TRY(staff_line_meet_unit(writer, line));
    return prepare_person(writer, line);
}

/* --- Which work of theirs --- */

static bool is_meant(const struct staff_line *line, const struct employment *employment,
                     int64_t now)
{
    bool is_going_on = employment->to_at > now;
    bool begins_then = employment->from_at == line->from_at;
    return is_going_on || (begins_then && !str_is_empty(line->to_day));
}

/* The team that they are in, the line's own before any other. */
static enum status fill_team(const struct record_writer *writer, const struct staff_line *said,
                             struct staff_line *row)
{
    struct rows rows = {0};
    TRY(memberships_open(writer, row->person_id, tx_now(writer->tx), &rows));
    const struct membership *membership = rows.at;
    row->team_id = NO_INT;
    for (size_t i = 0; i < rows.count; i++) {
        bool is_said = said->team_id != NO_INT && membership[i].team_id == said->team_id;
        if (is_said || row->team_id == NO_INT) {
            row->team_id = membership[i].team_id;
        }
    }
    struct team team = {.name = {NULL, 0}};
    if (row->team_id == NO_INT ||
        (str_is_empty(said->team) && str_is_empty(said->team_external_id))) {
        return OK;
    }
    TRY(entity_get(writer->tx, &TEAM_ENTITY, row->team_id, &team));
    row->team = str_is_empty(said->team) ? row->team : team.name;
    row->team_external_id =
        str_is_empty(said->team_external_id) ? row->team_external_id : team.external_id;
    return OK;
}

/* What we know of what the line says; of what it leaves out nothing, so that nothing differs there. */
static enum status fill(const struct record_writer *writer, const struct staff_line *said,
                        const struct person *person, struct staff_line *row)
{
    struct arena *arena = tx_arena(writer->tx);
    row->external_id = person->external_id;
    row->name = person->name;
    row->email = person->email;
    row->phone = person->phone;
    row->language = person->language;
    row->title = person->title;
    row->is_protected = person->is_protected;
    struct unit unit;
    TRY(entity_get(writer->tx, &UNIT_ENTITY, row->unit_id, &unit));
    row->unit = str_is_empty(said->unit) ? row->unit : unit.name;
    row->unit_external_id =
        str_is_empty(said->unit_external_id) ? row->unit_external_id : unit.external_id;
    const struct area *area = record_area(writer, row->area_id);
    const char *zone = area == NULL ? "UTC" : str_c(arena, area->zone);
    row->from_day = staff_first_day(arena, zone, row->from_at);
    row->to_day = staff_last_day(arena, zone, row->to_at);
    return fill_team(writer, said, row);
}

enum status staff_line_find(const struct record_writer *writer, const void *prepared, void *out)
{
    const struct staff_line *line = prepared;
    struct person person;
    if (str_is_empty(line->external_id)) {
        return NOT_FOUND;
    }
    TRY(find_person(writer, line, &person));
    struct employment wanted = {.person_id = person.id, .from_at = 0};
    struct rows rows = {.table = &EMPLOYMENT_TABLE};
    TRY(query_rows(writer->tx, tx_arena(writer->tx), &STAFF_EMPLOYMENTS_OPEN,
                   bind_row(&EMPLOYMENT_TABLE, &wanted), &rows));
    const struct employment *employment = rows.at;
    for (size_t i = rows.count; i > 0; i--) {
        const struct employment *one = &employment[i - 1];
        if (!is_meant(line, one, tx_now(writer->tx))) {
            continue;
        }
        struct staff_line row;
        row_clear(&STAFF_LINE_TABLE, &row);
        TRY(entity_get(writer->tx, &STAFF_LINE_ENTITY, one->id, &row));
        TRY(fill(writer, line, &person, &row));
        *(struct staff_line *)out = row;
        return OK;
    }
    return NOT_FOUND;
}

/* --- Writing --- */

/* Who comes back begins after the last time, whatever first day the list remembers. */
static enum status begin_anew(const struct record_writer *writer, struct staff_line *line)
{
    struct rows rows = {0};
    TRY(employments_open(writer, line->person_id, line->from_at, &rows));
    const struct employment *earlier = rows.at;
    for (size_t i = 0; i < rows.count; i++) {
        bool is_over = earlier[i].to_at <= tx_now(writer->tx);
        line->from_at =
            is_over && earlier[i].to_at > line->from_at ? earlier[i].to_at : line->from_at;
    }
    return OK;
}

static enum status beside(const struct record_writer *writer, const void *before, void *after)
{
    struct staff_line *line = after;
    if (str_is_empty(line->external_id)) {
        return OK;
    }
    TRY(staff_line_write_unit(writer, line));
    TRY(write_person(writer, line));
    return before == NULL ? begin_anew(writer, line) : OK;
}

static enum status join_team(const struct record_writer *writer, const struct staff_line *before,
                             const struct staff_line *now)
{
    struct staff_line line = *now;
    TRY(staff_line_write_team(writer, &line));
    struct rows rows = {0};
    TRY(memberships_open(writer, line.person_id, tx_now(writer->tx), &rows));
    const struct membership *membership = rows.at;
    int64_t at =
        before == NULL || line.from_at > tx_now(writer->tx) ? line.from_at : tx_now(writer->tx);
    for (size_t i = 0; i < rows.count; i++) {
        if (membership[i].team_id == line.team_id) {
            return OK;
        }
    }
    for (size_t i = 0; line.team_id != NO_INT && i < rows.count; i++) {
        struct member_end end = {membership[i].id, at, {NULL, 0}};
        if (before != NULL && membership[i].team_id == before->team_id) {
            TRY(member_leave(writer, &membership[i], &end));
        }
    }
    struct membership joins = {.team_id = line.team_id,
                               .person_id = line.person_id,
                               .kind = STR("member"),
                               .from_at = at,
                               .to_at = line.to_at};
    struct joining joining = {&joins, true};
    return line.team_id == NO_INT ? OK : member_join(writer, &joining);
}

/* With the last work of somebody all else ends too; with new work the door is open again. */
static enum status follow_end(const struct record_writer *writer, const struct staff_line *before,
                              const struct staff_line *now)
{
    if (now->to_at > tx_now(writer->tx) &&
        (before == NULL || before->to_at <= tx_now(writer->tx))) {
        struct person_writer people = people_of(writer, now);
        TRY(people_access_set(&people, now->person_id, false));
    }
    if (now->to_at >= STAFF_OPEN || (before != NULL && before->to_at == now->to_at)) {
        return OK;
    }
    struct rows later = {0};
    TRY(employments_open(writer, now->person_id, now->to_at, &later));
    struct staff_end end = {now->person_id, now->to_at};
    return later.count > 0 ? OK : person_leaves(writer, &end);
}

static enum status written(const struct record_writer *writer, const void *before,
                           const void *after)
{
    const struct staff_line *now = after;
    if (now == NULL) {
        return OK;
    }
    bool says_team = !str_is_empty(now->team) || !str_is_empty(now->team_external_id);
    if (says_team && now->to_at > tx_now(writer->tx)) {
        TRY(join_team(writer, before, now));
    }
    return follow_end(writer, before, now);
}

static bool is_seen(const struct viewer *viewer, const void *row)
{
    const struct staff_line *line = row;
    return !line->is_protected || viewer_may(viewer, PEOPLE_PROTECTED_READ.key);
}

static const char *const BESIDE[] = {"external_id",
                                     "name",
                                     "email",
                                     "phone",
                                     "language",
                                     "title",
                                     "unit",
                                     "unit_external_id",
                                     "team_external_id",
                                     "team",
                                     "from_day",
                                     "to_day",
                                     NULL};
const struct record STAFF_LINE_RECORD = {
    .entity = &STAFF_LINE_ENTITY,
    .path = "/staff",
    .known_by = "name",
    .read = &STAFF_READ,
    .edit = &STAFF_EDIT,
    .added = &EMPLOYMENT_CHANGED,
    .changed = &EMPLOYMENT_CHANGED,
    .prepare = prepare,
    .written = written,
    .asked = &ASKED_TABLE,
    .beside_fields = BESIDE,
    .beside = beside,
    .is_seen = is_seen,
};
