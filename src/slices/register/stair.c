/* Stairs, and what stairs, homes and tenancies have in common: the building that they are a part of. */
#include "platform/text/fold.h"
#include "register_queries.h"
#include "slices/register/home_fields.h"
#include "slices/register/register_handlers.h"

/* --- The building --- */

struct named_bind {
    int64_t area_id;
    struct str address_folded, permanent_id;
};
static const struct field NAMED_FIELDS[] = {
    FIELD(ID, struct named_bind, area_id, NULL),
    FIELD(TEXT, struct named_bind, address_folded, NULL),
    FIELD(TEXT, struct named_bind, permanent_id, NULL),
};
static const struct table NAMED_TABLE = TABLE("named", struct named_bind, NAMED_FIELDS);

static enum status refuse_named(const struct record_writer *writer,
                                const struct building_named *named, const char *message)
{
    struct err_item *item = err_add_field(writer->err, "building_address", message);
    err_text(writer->err, item, "building",
             str_is_empty(named->permanent_id) ? named->address : named->permanent_id);
    return INVALID;
}

enum status home_building_named(const struct record_writer *writer,
                                const struct building_named *named, int64_t *out_id)
{
    struct arena *arena = tx_arena(writer->tx);
    struct named_bind bind = {named->area_id, text_fold(arena, record_tidy(writer, named->address)),
                              named->permanent_id};
    struct building building;
    if (!str_is_empty(named->permanent_id)) {
        enum status status = query_one(writer->tx, &REGISTER_BUILDING_BY_PERMANENT_ID,
                                       bind_row(&NAMED_TABLE, &bind), &BUILDING_TABLE, &building);
        if (status != NOT_FOUND) {
            TRY(status);
            *out_id = building.id;
            return OK;
        }
    }
    if (str_is_empty(named->address)) {
        return refuse_named(writer, named, N_("There is no building {building}."));
    }
    struct rows rows = {.table = &BUILDING_TABLE};
    TRY(query_rows(writer->tx, arena, &REGISTER_BUILDINGS_NAMED, bind_row(&NAMED_TABLE, &bind),
                   &rows));
    if (rows.count == 0) {
        return refuse_named(writer, named, N_("There is no building {building}."));
    }
    if (rows.count > 1) {
        return refuse_named(
            writer, named,
            N_("Several buildings are called {building}. Say the permanent building id too."));
    }
    *out_id = ((const struct building *)rows.at)->id;
    return OK;
}

enum status home_building(const struct record_writer *writer, int64_t id, struct building *out)
{
    enum status status =
        id == NO_INT ? NOT_FOUND : entity_get(writer->tx, &BUILDING_ENTITY, id, out);
    return status == NOT_FOUND
               ? err_return_field(writer->err, "building_address", N_("Say which building it is."))
               : status;
}

/* --- A stair --- */

static const struct field FIELDS[] = {
    STAIR_FIELDS,
    STAIR_FIELDS_WORKED_OUT(FIELD_INTERNAL),
    FIELD(TEXT, struct stair, building_address, N_("Building's address"), .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct stair, building_permanent_id, N_("Permanent building id"),
          .flags = FIELD_INTERNAL),
};
const struct table STAIR_TABLE = TABLE("register_stair", struct stair, FIELDS);
const struct entity STAIR_ENTITY = {&STAIR_TABLE, &REGISTER_STAIR_GET, &REGISTER_STAIR_INSERT,
                                    &REGISTER_STAIR_UPDATE, &REGISTER_STAIR_REMOVE};

const struct event_kind STAIR_ADDED = {
    .name = "stair.added",
    .label = N_("Stair added"),
    .thing = N_("Stair"),
    .path = "/stairs/",
};
const struct event_kind STAIR_CHANGED = {
    .name = "stair.changed",
    .label = N_("Stair changed"),
    .thing = N_("Stair"),
    .path = "/stairs/",
};
const struct event_kind STAIRS_IMPORTED = {
    .name = "stair.imported",
    .label = N_("Stairs imported"),
    .thing = N_("Import"),
    .path = "/imports/",
};
const struct event_kind STAIRS_IMPORT_UNDONE = {
    .name = "stair.import_undone",
    .label = N_("Import undone"),
    .thing = N_("Import"),
    .path = "/imports/",
};

static enum status prepare(const struct record_writer *writer, void *row)
{
    struct stair *stair = row;
    struct arena *arena = tx_arena(writer->tx);
    if (stair->building_id == NO_INT) {
        struct building_named named = {stair->building_address, stair->building_permanent_id,
                                       writer->default_area};
        TRY(home_building_named(writer, &named, &stair->building_id));
    }
    struct building building = {0};
    TRY(home_building(writer, stair->building_id, &building));
    stair->name = record_tidy(writer, stair->name);
    if (str_is_empty(stair->name)) {
        return err_return_field(writer->err, "name", N_("Write what the stair is called."));
    }
    stair->area_id = building.area_id;
    stair->name_folded = text_fold(arena, stair->name);
    stair->place = str_format(arena, "%.*s %.*s", STR_ARG(building.address), STR_ARG(stair->name));
    stair->place_key = text_sort_key(arena, writer->language, stair->place);
    stair->place_folded = text_fold(arena, stair->place);
    stair->changed_at = tx_now(writer->tx);
    return OK;
}

/* A home's stair goes out with it no more. */
static enum status written(const struct record_writer *writer, const void *before,
                           const void *after)
{
    const struct stair *stair = before;
    int64_t changed = 0;
    return after != NULL
               ? OK
               : query_run(writer->tx, &REGISTER_STAIR_LEAVE, bind_id(&stair->id), &changed);
}

static const struct record_unique NAME = {"name", &REGISTER_STAIR_NAMED,
                                          N_("The building has a stair of this name already.")};

const struct record STAIR_RECORD = {
    .scope_kind = "building",
    .scope_field = "building_id",
    .entity = &STAIR_ENTITY,
    .path = "/stairs",
    .read = &REGISTER_BUILDING_READ,
    .edit = &REGISTER_BUILDING_EDIT,
    .added = &STAIR_ADDED,
    .changed = &STAIR_CHANGED,
    .prepare = prepare,
    .part_of = "building_id",
    .written = written,
    .unique = &NAME,
    .list = &REGISTER_STAIR_LIST,
    .find = &REGISTER_STAIR_FIND,
};
