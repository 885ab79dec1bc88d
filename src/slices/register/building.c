/* Marking a building as removed, and taking that back. */
#include "platform/work/platform.h"
#include "slices/register/building_fields.h"

struct change_in {
    const struct language *language;
    int64_t id, version;
    bool is_removal;
};

/* What it was before somebody marked it as removed. */
static enum status stage_before(struct tx *tx, int64_t id, struct str *out_stage)
{
    struct history_request request = {.entity = &BUILDING_ENTITY,
                                      .row = id,
                                      .field = STR("stage"),
                                      .before_event = NO_INT,
                                      .limit = 1};
    struct rows rows = {.table = &FIELD_CHANGE_TABLE};
    TRY(history_read(tx, tx_arena(tx), &request, &rows));
    const struct field_change *change = rows.at;
    bool is_known = rows.count > 0 && !str_is_empty(change->before);
    *out_stage = is_known ? change->before : STR("in_use");
    return OK;
}

static enum status set_stage(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    const struct change_in *wanted = in;
    struct building before;
    TRY(entity_get(tx, &BUILDING_ENTITY, wanted->id, &before));
    bool is_removed = str_equal(before.stage, STR("removed"));
    if (is_removed == wanted->is_removal) {
        return OK; /* somebody was quicker, and wanted the same */
    }
    if (before.version != wanted->version) {
        return err_return(err, CONFLICT, N_("Somebody else saved this meanwhile."));
    }
    struct building after = before;
    after.stage = STR("removed");
    if (!wanted->is_removal) {
        TRY(stage_before(tx, before.id, &after.stage));
    }
    struct record_writer writer;
    TRY(record_writer_open(tx, wanted->language, err, &writer));
    TRY(record_prepare(&writer, &BUILDING_RECORD, &after));
    TRY(record_emit(&writer, &BUILDING_RECORD,
                    wanted->is_removal ? &BUILDING_REMOVED : &BUILDING_RESTORED, before.id));
    return record_update(&writer, &BUILDING_RECORD, &before, &after);
}

static enum status write_stage(struct call *call, const struct building_stage *wanted,
                               bool is_removal)
{
    struct change_in in = {
        .language = call->platform->language,
        .id = wanted->id,
        .version = wanted->version,
        .is_removal = is_removal,
    };
    return call_write(call, is_removal ? "building.remove" : "building.restore", set_stage, &in,
                      NULL);
}

enum status building_mark_removed(struct call *call, const struct building_stage *wanted)
{
    return write_stage(call, wanted, true);
}

enum status building_restore(struct call *call, const struct building_stage *wanted)
{
    return write_stage(call, wanted, false);
}
