/* Tenancies: a home is let once at a time. A plan that breaks that is refused; a fact is recorded and
 * marked, so that somebody looks into it. */
#include "platform/work/platform.h"
#include "register_queries.h"
#include "slices/register/home_fields.h"
#include "slices/register/register_handlers.h"

const struct choice RESIDENT_LANGUAGES[] = {
    {"sv", N_("Swedish")}, {"fi", N_("Finnish")}, {"en", N_("English")}, {NULL, NULL}};

static const struct field FIELDS[] = {
    TENANCY_FIELDS,
    TENANCY_FIELDS_WORKED_OUT(FIELD_INTERNAL),
    TENANCY_RESIDENT_FIELDS(FIELD_INTERNAL),
    FIELD(TEXT, struct tenancy, person_external_id, N_("Resident's id"),
          .flags = FIELD_INTERNAL | FIELD_PERSONAL),
    FIELD(BOOL, struct tenancy, is_protected, N_("Protected identity"), .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct tenancy, building_address, N_("Building's address"),
          .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct tenancy, building_permanent_id, N_("Permanent building id"),
          .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct tenancy, number, N_("Home number"), .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct tenancy, dwelling_external_id, N_("Home's id in the letting system"),
          .flags = FIELD_INTERNAL),
};
const struct table TENANCY_TABLE = TABLE("register_tenancy", struct tenancy, FIELDS);
const struct entity TENANCY_ENTITY = {&TENANCY_TABLE, &REGISTER_TENANCY_GET,
                                      &REGISTER_TENANCY_INSERT, &REGISTER_TENANCY_UPDATE,
                                      &REGISTER_TENANCY_REMOVE};

const struct permission REGISTER_TENANCY_READ = {"register.tenancy.read",
                                                 N_("See tenancies and residents")};
const struct permission REGISTER_TENANCY_EDIT = {"register.tenancy.edit",
                                                 N_("Change tenancies and residents")};

const struct event_kind REGISTER_MOVE_IN = {
    .name = "register.move_in",
    .label = N_("Tenancy recorded"),
    .thing = N_("Tenancy"),
    .path = "/tenancies/",
};
const struct event_kind TENANCY_CHANGED = {
    .name = "tenancy.changed",
    .label = N_("Tenancy changed"),
    .thing = N_("Tenancy"),
    .path = "/tenancies/",
};
const struct event_kind TENANCY_ENDED = {
    .name = "tenancy.ended",
    .label = N_("Tenancy ended"),
    .thing = N_("Tenancy"),
    .path = "/tenancies/",
};
const struct event_kind TENANCIES_IMPORTED = {
    .name = "tenancy.imported",
    .label = N_("Tenancies imported"),
    .thing = N_("Import"),
    .path = "/imports/",
};
const struct event_kind TENANCIES_IMPORT_UNDONE = {
    .name = "tenancy.import_undone",
    .label = N_("Import undone"),
    .thing = N_("Import"),
    .path = "/imports/",
};

/* --- The home --- */

static enum status refuse_home(const struct record_writer *writer, const struct tenancy *tenancy)
{
    struct err_item *item =
        err_add_field(writer->err, "number", N_("There is no home {number} in that building."));
    err_text(writer->err, item, "number", tenancy->number);
    return INVALID;
}

static enum status find_home(const struct record_writer *writer, struct tenancy *tenancy)
{
    struct dwelling home;
    row_clear(&DWELLING_TABLE, &home);
    home.external_id = record_tidy(writer, tenancy->dwelling_external_id);
    if (!str_is_empty(home.external_id)) {
        enum status status = query_one(writer->tx, &REGISTER_DWELLING_BY_EXTERNAL_ID,
                                       bind_row(&DWELLING_TABLE, &home), &DWELLING_TABLE, &home);
        if (status != NOT_FOUND) {
            tenancy->dwelling_id = home.id;
            return status;
        }
    }
    struct building_named named = {tenancy->building_address, tenancy->building_permanent_id,
                                   writer->default_area};
    row_clear(&DWELLING_TABLE, &home);
    TRY(home_building_named(writer, &named, &home.building_id));
    home.number_folded = home_number_folded(tx_arena(writer->tx), tenancy->number);
    enum status status = query_one(writer->tx, &REGISTER_DWELLING_NUMBERED,
                                   bind_row(&DWELLING_TABLE, &home), &DWELLING_TABLE, &home);
    if (status == NOT_FOUND) {
        return refuse_home(writer, tenancy);
    }
    tenancy->dwelling_id = home.id;
    return status;
}

static enum status prepare(const struct record_writer *writer, void *row)
{
    struct tenancy *tenancy = row;
    if (tenancy->dwelling_id == NO_INT) {
        TRY(find_home(writer, tenancy));
    }
    struct dwelling home;
    TRY(entity_get(writer->tx, &DWELLING_ENTITY, tenancy->dwelling_id, &home));
    tenancy->external_id = record_tidy(writer, tenancy->external_id);
    if (str_is_empty(tenancy->from_day)) {
        return err_return_field(writer->err, "from_day", N_("Write the day of moving in."));
    }
    if (!str_is_empty(tenancy->to_day) && str_compare(tenancy->to_day, tenancy->from_day) <= 0) {
        return err_return_field(writer->err, "to_day", N_("The tenancy ends before it has begun."));
    }
    tenancy->area_id = home.area_id;
    tenancy->building_id = home.building_id;
    tenancy->place = home.place;
    tenancy->place_key = home.place_key;
    tenancy->place_folded = home.place_folded;
    tenancy->changed_at = tx_now(writer->tx);
    return OK;
}

/* --- Once at a time --- */

static struct str later(struct str a, struct str b)
{
    return str_compare(a, b) > 0 ? a : b;
}

static bool is_same_time(const struct tenancy *before, const struct tenancy *after)
{
    return before != NULL && before->dwelling_id == after->dwelling_id &&
           str_equal(before->from_day, after->from_day) && str_equal(before->to_day, after->to_day);
}

/* Two tenancies that would meet on a day to come are a plan. */
static enum status refuse_plan(const struct record_writer *writer, const struct tenancy *before,
                               const struct tenancy *after)
{
    if (writer->is_from_file || is_same_time(before, after)) {
        return OK;
    }
    struct rows rows = {.table = &TENANCY_TABLE};
    TRY(query_rows(writer->tx, tx_arena(writer->tx), &REGISTER_TENANCIES_MEETING,
                   bind_row(&TENANCY_TABLE, after), &rows));
    const struct tenancy *other = rows.at;
    struct str today = record_today_in(writer, after->area_id);
    for (size_t i = 0; i < rows.count; i++) {
        if (str_compare(later(other[i].from_day, after->from_day), today) <= 0) {
            continue;
        }
        bool is_later = str_compare(other[i].from_day, after->from_day) > 0;
        struct err_item *item =
            err_add_field(writer->err, is_later ? "to_day" : "from_day",
                          is_later ? N_("The home is let from {day}. End this tenancy by then.")
                                   : N_("The home is let from {day}. End that tenancy first."));
        err_text(writer->err, item, "day", other[i].from_day);
        return CONFLICT;
    }
    return OK;
}

struct mark_bind {
    int64_t dwelling_id, without;
};
static const struct field MARK_FIELDS[] = {
    FIELD(ID, struct mark_bind, dwelling_id, NULL),
    FIELD(ID, struct mark_bind, without, NULL),
};
static const struct table MARK_TABLE = TABLE("mark", struct mark_bind, MARK_FIELDS);

static enum status mark(const struct record_writer *writer, int64_t dwelling, int64_t without)
{
    struct mark_bind bind = {dwelling, without};
    int64_t changed = 0;
    return query_run(writer->tx, &REGISTER_TENANCIES_MARK, bind_row(&MARK_TABLE, &bind), &changed);
}

/* From a file many move in with one event of their own; who waits for a move-in gets one for each. */
static enum status tell_move_in(const struct record_writer *writer, const struct tenancy *tenancy)
{
    if (!writer->is_from_file) {
        return OK; /* the verb's own event */
    }
    struct event event = {.kind = &REGISTER_MOVE_IN,
                          .subject_table = &TENANCY_TABLE,
                          .subject = tenancy->id,
                          .source = STR("import"),
                          .cause = writer->cause};
    int64_t id = NO_INT;
    return event_emit(writer->tx, &event, &id);
}

static enum status written(const struct record_writer *writer, const void *before,
                           const void *after)
{
    const struct tenancy *old = before;
    const struct tenancy *now = after;
    if (now == NULL) {
        TRY(residents_forget(writer, old->id));
        return mark(writer, old->dwelling_id, old->id);
    }
    TRY(refuse_plan(writer, old, now));
    TRY(residents_say(writer, now));
    if (old == NULL) {
        TRY(tell_move_in(writer, now));
    }
    if (old != NULL && old->dwelling_id != now->dwelling_id) {
        TRY(mark(writer, old->dwelling_id, NO_INT));
    }
    return is_same_time(old, now) ? OK : mark(writer, now->dwelling_id, NO_INT);
}

/* --- The record --- */

const struct record TENANCY_RECORD = {
    .scope_kind = "building",
    .scope_field = "building_id",
    .entity = &TENANCY_ENTITY,
    .path = "/tenancies",
    .read = &REGISTER_TENANCY_READ,
    .edit = &REGISTER_TENANCY_EDIT,
    .added = &REGISTER_MOVE_IN,
    .changed = &TENANCY_CHANGED,
    .prepare = prepare,
    .part_of = "dwelling_id",
    .written = written,
    .list = &REGISTER_TENANCY_LIST,
    .find = &REGISTER_TENANCY_FIND,
    .show = tenancy_sheet_show,
};

/* --- Its end --- */

struct end_in {
    const struct language *language;
    const struct tenancy_end *wanted;
};

static enum status end(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    const struct end_in *ending = in;
    struct tenancy before;
    TRY(entity_get(tx, &TENANCY_ENTITY, ending->wanted->id, &before));
    if (before.version != ending->wanted->version) {
        return err_return(err, CONFLICT, N_("Somebody else saved this meanwhile."));
    }
    struct tenancy after = before;
    after.to_day = ending->wanted->to_day;
    struct record_writer writer;
    TRY(record_writer_open(tx, ending->language, err, &writer));
    TRY(record_prepare(&writer, &TENANCY_RECORD, &after));
    if (is_same_time(&before, &after)) {
        return OK;
    }
    TRY(record_emit(&writer, &TENANCY_RECORD, &TENANCY_ENDED, before.id));
    return record_update(&writer, &TENANCY_RECORD, &before, &after);
}

enum status tenancy_end(struct call *call, const struct tenancy_end *wanted)
{
    struct end_in in = {call->platform->language, wanted};
    return call_write(call, "tenancy.end", end, &in, NULL);
}
