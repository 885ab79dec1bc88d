/* Who works here, who is away, and what ends when somebody leaves. */
#include "platform/base/rand.h"
#include "platform/text/phone.h"
#include "platform/work/platform.h"
#include "slices/staff/staff_write.h"
#include "staff_queries.h"

#include <string.h>

static enum status own_event(const struct record_writer *writer, const struct event_kind *kind,
                             int64_t person, int64_t *out_event)
{
    *out_event = writer->event;
    if (writer->event != NO_INT) {
        return OK;
    }
    struct event event = {.kind = kind,
                          .subject_table = &PERSON_TABLE,
                          .subject = person,
                          .source = writer->source,
                          .cause = writer->cause};
    return event_emit(writer->tx, &event, out_event);
}

struct person_writer person_writer_of(const struct record_writer *writer)
{
    const struct area *area = record_area(writer, writer->default_area);
    return (struct person_writer){
        .tx = writer->tx,
        .language = writer->language,
        .country = area == NULL ? (struct str){NULL, 0} : phone_country(area->zone),
        .event = writer->event,
        .err = writer->err,
    };
}

/* --- Reading what is not over --- */

enum status employments_open(const struct record_writer *writer, int64_t person, int64_t at,
                             struct rows *out)
{
    struct employment bind = {.person_id = person, .from_at = at};
    out->table = &EMPLOYMENT_TABLE;
    return query_rows(writer->tx, tx_arena(writer->tx), &STAFF_EMPLOYMENTS_OPEN,
                      bind_row(&EMPLOYMENT_TABLE, &bind), out);
}

enum status memberships_open(const struct record_writer *writer, int64_t person, int64_t at,
                             struct rows *out)
{
    struct membership bind = {.person_id = person, .from_at = at};
    out->table = &MEMBERSHIP_TABLE;
    return query_rows(writer->tx, tx_arena(writer->tx), &STAFF_MEMBERSHIPS_OPEN,
                      bind_row(&MEMBERSHIP_TABLE, &bind), out);
}

/* --- Employment --- */

enum status employment_open(const struct record_writer *writer, struct employment *employment)
{
    int64_t event = NO_INT;
    TRY(own_event(writer, &EMPLOYMENT_CHANGED, employment->person_id, &event));
    employment->id = id_new();
    return entity_insert(writer->tx, &EMPLOYMENT_ENTITY, event, employment);
}

enum status employment_end(const struct record_writer *writer, const struct employment *before,
                           int64_t at)
{
    struct employment after = *before;
    after.to_at = at > before->from_at ? at : before->from_at;
    int64_t event = NO_INT;
    TRY(own_event(writer, &EMPLOYMENT_CHANGED, before->person_id, &event));
    return entity_update(writer->tx, &EMPLOYMENT_ENTITY, event, before, &after);
}

struct staff_in {
    const struct language *language;
    const void *wanted;
};

static enum status employ(struct tx *tx, const void *in, void *out, struct err *err)
{
    const struct staff_in *given = in;
    struct employment employment = *(const struct employment *)given->wanted;
    struct record_writer writer;
    TRY(record_writer_open(tx, given->language, err, &writer));
    struct unit unit;
    TRY(entity_get(tx, &UNIT_ENTITY, employment.unit_id, &unit));
    employment.area_id = unit.area_id;
    writer.default_area = unit.area_id;
    struct rows open = {0};
    TRY(employments_open(&writer, employment.person_id, employment.from_at, &open));
    const struct employment *before = open.at;
    for (size_t i = 0; i < open.count; i++) {
        TRY(employment_end(&writer, &before[i], employment.from_at));
    }
    TRY(employment_open(&writer, &employment));
    struct person_writer people = person_writer_of(&writer);
    TRY(people_access_set(&people, employment.person_id, false));
    memcpy(out, &employment.id, sizeof(employment.id));
    return OK;
}

enum status staff_employ(struct call *call, const struct employment *wanted, int64_t *out_id)
{
    if (wanted->to_at <= wanted->from_at) {
        return err_return_field(call->err, "to_day", N_("The last day is before the first."));
    }
    struct staff_in in = {call->platform->language, wanted};
    return call_write(call, "staff.employ", employ, &in, out_id);
}

enum status person_leaves(const struct record_writer *writer, const struct staff_end *end)
{
    struct rows rows = {0};
    TRY(memberships_open(writer, end->person_id, end->at, &rows));
    const struct membership *membership = rows.at;
    for (size_t i = 0; i < rows.count; i++) {
        struct member_end last = {membership[i].id, end->at, {NULL, 0}};
        TRY(member_leave(writer, &membership[i], &last));
    }
    TRY(employments_open(writer, end->person_id, end->at, &rows));
    const struct employment *employment = rows.at;
    for (size_t i = 0; i < rows.count; i++) {
        TRY(employment_end(writer, &employment[i], end->at));
    }
    struct person_writer people = person_writer_of(writer);
    struct roles_end roles = {end->person_id, end->at};
    TRY(people_roles_end(&people, &roles));
    return end->at > tx_now(writer->tx) ? OK : people_access_set(&people, end->person_id, true);
}

static enum status end_all(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    const struct staff_in *given = in;
    struct record_writer writer;
    TRY(record_writer_open(tx, given->language, err, &writer));
    return person_leaves(&writer, given->wanted);
}

enum status staff_end_all(struct call *call, const struct staff_end *wanted)
{
    struct staff_in in = {call->platform->language, wanted};
    return call_write(call, "staff.end", end_all, &in, NULL);
}

/* --- Away --- */

static enum status away(struct tx *tx, const void *in, void *out, struct err *err)
{
    struct leave leave = *(const struct leave *)in;
    struct record_writer writer = {.tx = tx, .event = NO_INT, .cause = NO_INT, .err = err};
    struct leave other;
    leave.id = id_new();
    TRY(db_lock(tx, "staff_leave", leave.person_id));
    enum status status =
        query_one(tx, &STAFF_LEAVE_OVERLAP, bind_row(&LEAVE_TABLE, &leave), &LEAVE_TABLE, &other);
    if (status == OK) {
        return err_return(err, CONFLICT, N_("This person is away then already."));
    }
    if (status != NOT_FOUND) {
        return status;
    }
    int64_t event = NO_INT;
    TRY(own_event(&writer, &LEAVE_CHANGED, leave.person_id, &event));
    TRY(entity_insert(tx, &LEAVE_ENTITY, event, &leave));
    memcpy(out, &leave.id, sizeof(leave.id));
    return OK;
}

enum status staff_away(struct call *call, const struct leave *wanted, int64_t *out_id)
{
    if (wanted->to_at <= wanted->from_at) {
        return err_return_field(call->err, "to_day", N_("The last day is before the first."));
    }
    return call_write(call, "staff.away", away, wanted, out_id);
}

struct back_in {
    int64_t leave, at;
};

static enum status back(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    const struct back_in *wanted = in;
    struct record_writer writer = {.tx = tx, .event = NO_INT, .cause = NO_INT, .err = err};
    struct leave before;
    TRY(entity_get(tx, &LEAVE_ENTITY, wanted->leave, &before));
    int64_t event = NO_INT;
    TRY(own_event(&writer, &LEAVE_CHANGED, before.person_id, &event));
    if (wanted->at <= before.from_at) {
        return entity_remove(tx, &LEAVE_ENTITY, event, &before);
    }
    struct leave after = before;
    after.to_at = wanted->at < before.to_at ? wanted->at : before.to_at;
    return entity_update(tx, &LEAVE_ENTITY, event, &before, &after);
}

enum status staff_back(struct call *call, int64_t leave, int64_t at)
{
    struct back_in in = {leave, at};
    return call_write(call, "staff.back", back, &in, NULL);
}

/* --- Those whose last day has passed --- */

struct person_id {
    int64_t id;
};
static const struct field PERSON_ID_FIELDS[] = {FIELD(ID, struct person_id, id, NULL)};
static const struct table PERSON_ID_TABLE = TABLE("person_id", struct person_id, PERSON_ID_FIELDS);

static enum status close_doors(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    struct person_writer writer = {.tx = tx, .language = in, .event = NO_INT, .err = err};
    struct rows rows = {.table = &PERSON_ID_TABLE};
    TRY(query_rows(tx, tx_arena(tx), &STAFF_LEFT_WITH_ACCESS, bind_none(), &rows));
    const struct person_id *person = rows.at;
    for (size_t i = 0; i < rows.count; i++) {
        TRY(people_access_set(&writer, person[i].id, true));
    }
    return OK;
}

static enum status run_leavers(struct call *call, const struct job *job)
{
    (void)job;
    return call_write(call, "staff.leavers", close_doors, call->platform->language, NULL);
}

const struct job_kind LEAVERS_JOB = {"staff.leavers", run_leavers, 5, false};
const struct schedule LEAVERS_SCHEDULE = {
    .name = "staff.leavers", .kind = &LEAVERS_JOB, .at_minute_of_day = 5};
