/* What one does with a building: add, save, mark as removed and back. */
#include "platform/base/rand.h"
#include "platform/work/platform.h"
#include "slices/register/building_fields.h"
#include "slices/register/building_write.h"

#include <string.h>

struct change_in {
    const struct language *language;
    const struct building *building;
    int64_t id, version;
    bool keeps_code;
    bool is_removal;
};

static enum status open_writer(struct tx *tx, const struct change_in *in, struct err *err,
                               struct building_writer *writer)
{
    return building_writer_open(tx, in->language, err, writer);
}

static enum status emit(struct building_writer *writer, const struct event_kind *kind, int64_t id)
{
    struct event event = {
        .kind = kind, .subject_table = &BUILDING_TABLE, .subject = id, .cause = NO_INT};
    return event_emit(writer->tx, &event, &writer->event);
}

static enum status add(struct tx *tx, const void *in, void *out, struct err *err)
{
    const struct change_in *wanted = in;
    struct building building = *wanted->building;
    struct building_writer writer;
    TRY(open_writer(tx, wanted, err, &writer));
    building.id = id_new();
    TRY(emit(&writer, &BUILDING_ADDED, building.id));
    TRY(building_prepare(&writer, &building));
    TRY(building_refuse_taken_id(&writer, &building));
    TRY(building_insert(&writer, &building));
    memcpy(out, &building.id, sizeof(building.id));
    return OK;
}

enum status building_add(struct call *call, const struct building *wanted, int64_t *out_id)
{
    struct change_in in = {.language = call->platform->language, .building = wanted};
    return call_write(call, "building.add", add, &in, out_id);
}

static enum status conflict(struct err *err)
{
    return err_return(err, CONFLICT, N_("Somebody else saved this meanwhile."));
}

static enum status save(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    const struct change_in *wanted = in;
    struct building before;
    TRY(entity_get(tx, &BUILDING_ENTITY, wanted->id, &before));
    if (before.version != wanted->version) {
        return conflict(err);
    }
    struct building after = *wanted->building;
    if (wanted->keeps_code) {
        after.door_code = before.door_code;
    }
    struct building_writer writer;
    TRY(open_writer(tx, wanted, err, &writer));
    TRY(building_prepare(&writer, &after));
    if (entity_difference(&BUILDING_TABLE, &before, &after) == 0) {
        return OK;
    }
    TRY(emit(&writer, &BUILDING_CHANGED, before.id));
    return building_update(&writer, &before, &after);
}

enum status building_save(struct call *call, const struct building_edit *wanted)
{
    struct change_in in = {
        .language = call->platform->language,
        .building = &wanted->building,
        .id = wanted->building.id,
        .version = wanted->building.version,
        .keeps_code = wanted->keeps_code,
    };
    return call_write(call, "building.save", save, &in, NULL);
}

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
        return conflict(err);
    }
    struct building after = before;
    after.stage = STR("removed");
    if (!wanted->is_removal) {
        TRY(stage_before(tx, before.id, &after.stage));
    }
    struct building_writer writer;
    TRY(open_writer(tx, wanted, err, &writer));
    TRY(building_prepare(&writer, &after));
    TRY(emit(&writer, wanted->is_removal ? &BUILDING_REMOVED : &BUILDING_RESTORED, before.id));
    return building_update(&writer, &before, &after);
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
