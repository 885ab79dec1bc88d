/* Ownership as a record: whose, how much, and that nobody owns more than there is. */
#include "slices/register/ownership.h"

#include "platform/text/fold.h"
#include "register_queries.h"
#include "slices/register/meant.h"
#include "slices/register/ownership_fields.h"
#include "slices/register/property_fields.h"

static const struct field FIELDS[] = {OWNERSHIP_FIELDS(FIELD_INTERNAL),
                                      OWNERSHIP_FIELDS_WORKED_OUT(FIELD_INTERNAL)};
const struct table OWNERSHIP_TABLE = TABLE("register_ownership", struct ownership, FIELDS);
static const struct field FORM_FIELDS[] = {OWNERSHIP_FIELDS(0),
                                           OWNERSHIP_FIELDS_WORKED_OUT(FIELD_INTERNAL)};
const struct table OWNERSHIP_FORM_TABLE = TABLE("ownership", struct ownership, FORM_FIELDS);
const struct entity OWNERSHIP_ENTITY = {&OWNERSHIP_TABLE, &REGISTER_OWNERSHIP_SHEET,
                                        &REGISTER_OWNERSHIP_INSERT, &REGISTER_OWNERSHIP_UPDATE,
                                        &REGISTER_OWNERSHIP_REMOVE};

const struct event_kind OWNERSHIP_ADDED = {
    .name = "ownership.added",
    .label = N_("Owner added"),
    .thing = N_("Ownership"),
    .path = "/ownerships/",
};
const struct event_kind OWNERSHIP_CHANGED = {
    .name = "ownership.changed",
    .label = N_("Ownership changed"),
    .thing = N_("Ownership"),
    .path = "/ownerships/",
};

/* --- How much --- */

static bool whole_number(struct str text, int64_t *out)
{
    return str_to_int64(str_trim(text), out) && *out >= 0 && *out <= 1000000;
}

bool ownership_parts(struct str share, int64_t *out_parts)
{
    size_t slash = str_find(share, '/', 0);
    int64_t upper = 1;
    int64_t lower = 1;
    if (slash < share.len) {
        if (!whole_number(str_slice(share, 0, slash), &upper) ||
            !whole_number(str_slice(share, slash + 1, share.len), &lower)) {
            return false;
        }
    } else if (str_ends(share, STR("%"))) {
        lower = 100;
        if (!whole_number(str_slice(share, 0, share.len - 1), &upper)) {
            return false;
        }
    } else if (!whole_number(share, &upper)) {
        return false;
    }
    if (upper <= 0 || lower <= 0 || upper > lower) {
        return false;
    }
    *out_parts = upper * OWNERSHIP_WHOLE / lower;
    return *out_parts > 0;
}

/* --- Whose --- */

static enum status read_property(const struct record_writer *writer, struct ownership *ownership)
{
    struct property property;
    row_clear(&PROPERTY_TABLE, &property);
    if (ownership->property_id != NO_INT) {
        TRY(entity_get(writer->tx, &PROPERTY_ENTITY, ownership->property_id, &property));
    } else {
        struct str code_long;
        enum status status = NOT_FOUND;
        if (property_code_parse(tx_arena(writer->tx), ownership->code, &property.code,
                                &code_long)) {
            property.code_folded = text_fold(tx_arena(writer->tx), property.code);
            status = query_one(writer->tx, &REGISTER_PROPERTY_BY_CODE,
                               bind_row(&PROPERTY_TABLE, &property), &PROPERTY_TABLE, &property);
        }
        if (status == NOT_FOUND) {
            struct err_item *item =
                err_add_field(writer->err, "code", N_("No property here is {name}. Add it first."));
            err_text(writer->err, item, "name", ownership->code);
            return INVALID;
        }
        TRY(status);
    }
    ownership->property_id = property.id;
    ownership->area_id = property.area_id;
    ownership->code = property.code;
    return OK;
}

/* An organisation of that name or business id, else a person. */
static enum status read_owner(const struct record_writer *writer, struct ownership *ownership)
{
    ownership->owner = record_tidy(writer, ownership->owner);
    if (str_is_empty(ownership->owner)) {
        return err_return_field(writer->err, "owner", N_("Write who owns it."));
    }
    int64_t organisation = NO_INT;
    TRY(organisation_perhaps(writer, &ownership->owner, &organisation));
    if (organisation != NO_INT) {
        ownership->organisation_id = organisation;
        ownership->person_id = NO_INT;
        return OK;
    }
    ownership->organisation_id = NO_INT;
    return person_meant(writer, "owner", &ownership->owner, &ownership->person_id);
}

static enum status prepare(const struct record_writer *writer, void *row)
{
    struct ownership *ownership = row;
    TRY(read_property(writer, ownership));
    TRY(read_owner(writer, ownership));
    ownership->share = record_tidy(writer, ownership->share);
    if (!ownership_parts(ownership->share, &ownership->parts)) {
        return err_return_field(writer->err, "share",
                                N_("Write the share as 1/2 or 50 %, at most the whole."));
    }
    if (!str_is_empty(ownership->from_day) && !str_is_empty(ownership->to_day) &&
        str_compare(ownership->to_day, ownership->from_day) < 0) {
        return err_return_field(writer->err, "to_day", N_("The last day is before the first."));
    }
    ownership->changed_at = tx_now(writer->tx);
    return OK;
}

static void carry(const void *before, void *after)
{
    const struct ownership *was = before;
    struct ownership *ownership = after;
    ownership->property_id = was->property_id;
    ownership->person_id = was->person_id;
    ownership->organisation_id = was->organisation_id;
    ownership->is_protected = was->is_protected;
}

static void begin(void *row)
{
    struct ownership *ownership = row;
    ownership->share = STR("1/1");
}

static bool is_seen(const struct viewer *viewer, const void *row)
{
    const struct ownership *ownership = row;
    return !ownership->is_protected || viewer_may(viewer, PEOPLE_PROTECTED_READ.key);
}

/* --- Never more than the whole --- */

/* Absent first days sort before all others by themselves; absent last ones are open. */
static bool holds_on(const struct ownership *ownership, struct str day)
{
    return str_compare(ownership->from_day, day) <= 0 &&
           (str_is_empty(ownership->to_day) || str_compare(ownership->to_day, day) >= 0);
}

static int64_t parts_on(const struct rows *rows, struct str day, int64_t without)
{
    const struct ownership *all = rows->at;
    int64_t parts = 0;
    for (size_t i = 0; i < rows->count; i++) {
        parts += all[i].id != without && holds_on(&all[i], day) ? all[i].parts : 0;
    }
    return parts;
}

/* A plan is what would begin to be too much on a day to come. */
static enum status refuse_plan(const struct record_writer *writer, const struct rows *others,
                               const struct ownership *after)
{
    const struct ownership *other = others->at;
    struct str today = record_today_in(writer, after->area_id);
    for (size_t i = 0; i <= others->count; i++) {
        struct str day = i < others->count ? other[i].from_day : after->from_day;
        bool is_plan = holds_on(after, day) && str_compare(day, today) > 0;
        if (is_plan && parts_on(others, day, after->id) + after->parts > OWNERSHIP_WHOLE) {
            struct err_item *item = err_add_field(
                writer->err, "share",
                N_("From {day} more than the whole would be owned. End another ownership first."));
            err_text(writer->err, item, "day", day);
            return CONFLICT;
        }
    }
    return OK;
}

static bool is_too_much(const struct rows *rows, const struct ownership *ownership, int64_t without)
{
    const struct ownership *all = rows->at;
    for (size_t i = 0; i < rows->count; i++) {
        if (all[i].id != without && holds_on(ownership, all[i].from_day) &&
            parts_on(rows, all[i].from_day, without) > OWNERSHIP_WHOLE) {
            return true;
        }
    }
    return parts_on(rows, ownership->from_day, without) > OWNERSHIP_WHOLE;
}

static enum status mark_all(const struct record_writer *writer, int64_t property, int64_t without)
{
    struct ownership wanted;
    row_clear(&OWNERSHIP_TABLE, &wanted);
    wanted.property_id = property;
    struct rows rows = {.table = &OWNERSHIP_TABLE};
    TRY(query_rows(writer->tx, tx_arena(writer->tx), &REGISTER_OWNERSHIPS_ALL_OF,
                   bind_row(&OWNERSHIP_TABLE, &wanted), &rows));
    struct ownership *all = rows.at;
    for (size_t i = 0; i < rows.count; i++) {
        struct ownership marked = all[i];
        marked.is_deviating = is_too_much(&rows, &all[i], without);
        int64_t changed = 0;
        TRY(query_run(writer->tx, &REGISTER_OWNERSHIP_MARK, bind_row(&OWNERSHIP_TABLE, &marked),
                      &changed));
    }
    return OK;
}

static enum status written(const struct record_writer *writer, const void *before,
                           const void *after)
{
    const struct ownership *was = before;
    const struct ownership *now = after;
    if (now == NULL) {
        return mark_all(writer, was->property_id, was->id);
    }
    if (!writer->is_from_file) {
        struct rows others = {.table = &OWNERSHIP_TABLE};
        TRY(query_rows(writer->tx, tx_arena(writer->tx), &REGISTER_OWNERSHIPS_MEETING,
                       bind_row(&OWNERSHIP_TABLE, now), &others));
        TRY(refuse_plan(writer, &others, now));
    }
    return mark_all(writer, now->property_id, NO_INT);
}

const struct record OWNERSHIP_RECORD = {
    .entity = &OWNERSHIP_ENTITY,
    .path = "/ownerships",
    .read = &REGISTER_PROPERTY_READ,
    .edit = &REGISTER_PROPERTY_EDIT,
    .added = &OWNERSHIP_ADDED,
    .changed = &OWNERSHIP_CHANGED,
    .prepare = prepare,
    .part_of = "property_id",
    .written = written,
    .begin = begin,
    .asked = &OWNERSHIP_FORM_TABLE,
    .carry = carry,
    .is_seen = is_seen,
};
