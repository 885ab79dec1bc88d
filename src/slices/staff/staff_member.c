/* Who is in which team. One person for another is one transaction: the old membership is closed, the new
 * one opened, each with its event; a stop in between leaves both or neither. */
#include "platform/base/rand.h"
#include "platform/work/platform.h"
#include "slices/staff/staff_write.h"
#include "staff_queries.h"

#include <string.h>

/* --- Inside a transaction --- */

static enum status emit(const struct record_writer *writer, const struct event_kind *kind,
                        int64_t membership, int64_t *out_event)
{
    struct event event = {.kind = kind,
                          .subject_table = &MEMBERSHIP_TABLE,
                          .subject = membership,
                          .source = writer->source,
                          .cause = writer->cause};
    return event_emit(writer->tx, &event, out_event);
}

static enum status find_overlap(const struct record_writer *writer, const struct membership *wanted,
                                bool *out_overlaps)
{
    struct membership other;
    enum status status = query_one(writer->tx, &STAFF_MEMBERSHIP_OVERLAP,
                                   bind_row(&MEMBERSHIP_TABLE, wanted), &MEMBERSHIP_TABLE, &other);
    *out_overlaps = status == OK;
    return status == NOT_FOUND ? OK : status;
}

enum status member_join(const struct record_writer *writer, const struct joining *joining)
{
    struct membership *membership = joining->membership;
    TRY(db_lock(writer->tx, "staff_team", membership->team_id));
    membership->id = id_new();
    bool overlaps = false;
    TRY(find_overlap(writer, membership, &overlaps));
    if (overlaps && !joining->is_fact) {
        return err_return(writer->err, CONFLICT,
                          N_("This person is already in the team at that time."));
    }
    membership->is_deviating = overlaps;
    int64_t event = NO_INT;
    TRY(emit(writer, &MEMBER_JOINED, membership->id, &event));
    return entity_insert(writer->tx, &MEMBERSHIP_ENTITY, event, membership);
}

enum status member_leave(const struct record_writer *writer, const struct membership *before,
                         const struct member_end *end)
{
    if (before->to_at <= end->at) {
        return err_return(writer->err, CONFLICT, N_("This membership is over by then."));
    }
    struct membership after = *before;
    after.to_at = end->at > before->from_at ? end->at : before->from_at;
    if (!str_is_empty(end->reason)) {
        after.reason = end->reason;
    }
    int64_t event = NO_INT;
    TRY(emit(writer, &MEMBER_LEFT, before->id, &event));
    return entity_update(writer->tx, &MEMBERSHIP_ENTITY, event, before, &after);
}

/* --- Verbs --- */

struct member_in {
    const struct language *language;
    const void *wanted;
};

static enum status write(struct call *call, const char *name, db_change_fn run, struct member_in in,
                         int64_t *out_id)
{
    in.language = call->platform->language;
    return call_write(call, name, run, &in, out_id);
}

static enum status join(struct tx *tx, const void *in, void *out, struct err *err)
{
    const struct member_in *given = in;
    struct membership membership = *(const struct membership *)given->wanted;
    struct record_writer writer;
    TRY(record_writer_open(tx, given->language, err, &writer));
    struct joining joining = {&membership, false};
    TRY(member_join(&writer, &joining));
    memcpy(out, &membership.id, sizeof(membership.id));
    return OK;
}

enum status staff_join(struct call *call, const struct membership *wanted, int64_t *out_id)
{
    if (wanted->to_at <= wanted->from_at) {
        return err_return_field(call->err, "to_day", N_("The last day is before the first."));
    }
    return write(call, "member.join", join, (struct member_in){.wanted = wanted}, out_id);
}

static enum status leave(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    const struct member_in *given = in;
    const struct member_end *end = given->wanted;
    struct record_writer writer;
    TRY(record_writer_open(tx, given->language, err, &writer));
    struct membership before;
    TRY(entity_get(tx, &MEMBERSHIP_ENTITY, end->membership, &before));
    return member_leave(&writer, &before, end);
}

enum status staff_leave_team(struct call *call, const struct member_end *wanted)
{
    int64_t id = NO_INT;
    return write(call, "member.leave", leave, (struct member_in){.wanted = wanted}, &id);
}

static enum status replace(struct tx *tx, const void *in, void *out, struct err *err)
{
    const struct member_in *given = in;
    const struct member_replace *wanted = given->wanted;
    struct record_writer writer;
    TRY(record_writer_open(tx, given->language, err, &writer));
    struct membership before;
    TRY(entity_get(tx, &MEMBERSHIP_ENTITY, wanted->membership, &before));
    struct member_end end = {before.id, wanted->at, wanted->reason};
    TRY(member_leave(&writer, &before, &end));
    struct membership after = {
        .team_id = wanted->team_id == NO_INT ? before.team_id : wanted->team_id,
        .person_id = wanted->person_id == NO_INT ? before.person_id : wanted->person_id,
        .kind = before.kind,
        .from_at = wanted->at > before.from_at ? wanted->at : before.from_at,
        .to_at = before.to_at,
        .reason = wanted->reason,
    };
    struct joining joining = {&after, false};
    TRY(member_join(&writer, &joining));
    memcpy(out, &after.id, sizeof(after.id));
    return OK;
}

enum status staff_replace(struct call *call, const struct member_replace *wanted, int64_t *out_id)
{
    return write(call, "member.replace", replace, (struct member_in){.wanted = wanted}, out_id);
}
