/* Homes. */
#include "platform/text/fold.h"
#include "register_queries.h"
#include "slices/register/home_fields.h"
#include "slices/register/register_handlers.h"

#include <math.h>

enum { SIZE_UNKNOWN = -1 };

static const struct field FIELDS[] = {
    DWELLING_FIELDS,
    DWELLING_FIELDS_WORKED_OUT(FIELD_INTERNAL),
    FIELD(TEXT, struct dwelling, building_address, N_("Building's address"),
          .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct dwelling, building_permanent_id, N_("Permanent building id"),
          .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct dwelling, stair_name, N_("Stair"), .flags = FIELD_INTERNAL),
};
const struct table DWELLING_TABLE = TABLE("register_dwelling", struct dwelling, FIELDS);
const struct entity DWELLING_ENTITY = {&DWELLING_TABLE, &REGISTER_DWELLING_GET,
                                       &REGISTER_DWELLING_INSERT, &REGISTER_DWELLING_UPDATE,
                                       &REGISTER_DWELLING_REMOVE};

const struct event_kind HOME_ADDED = {
    .name = "home.added",
    .label = N_("Home added"),
    .thing = N_("Home"),
    .path = "/homes/",
};
const struct event_kind HOME_CHANGED = {
    .name = "home.changed",
    .label = N_("Home changed"),
    .thing = N_("Home"),
    .path = "/homes/",
};
const struct event_kind HOMES_IMPORTED = {
    .name = "home.imported",
    .label = N_("Homes imported"),
    .thing = N_("Import"),
    .path = "/imports/",
};
const struct event_kind HOMES_IMPORT_UNDONE = {
    .name = "home.import_undone",
    .label = N_("Import undone"),
    .thing = N_("Import"),
    .path = "/imports/",
};

/* --- What is worked out --- */

struct str home_number_folded(struct arena *arena, struct str number)
{
    struct str rest = text_fold(arena, number);
    struct str piece;
    struct str all = STR("");
    while (str_next(&rest, ' ', &piece)) {
        all = str_format(arena, "%.*s%.*s", STR_ARG(all), STR_ARG(piece));
    }
    return all;
}

static enum status settle_stair(const struct record_writer *writer, struct dwelling *dwelling)
{
    if (dwelling->stair_id == NO_INT && str_is_empty(dwelling->stair_name)) {
        return OK;
    }
    struct stair stair;
    row_clear(&STAIR_TABLE, &stair);
    stair.building_id = dwelling->building_id;
    stair.name_folded = text_fold(tx_arena(writer->tx), dwelling->stair_name);
    enum status status = dwelling->stair_id != NO_INT
                             ? entity_get(writer->tx, &STAIR_ENTITY, dwelling->stair_id, &stair)
                             : query_one(writer->tx, &REGISTER_STAIR_NAMED,
                                         bind_row(&STAIR_TABLE, &stair), &STAIR_TABLE, &stair);
    if (status == NOT_FOUND || (status == OK && stair.building_id != dwelling->building_id)) {
        return err_return_field(writer->err,
                                dwelling->stair_id != NO_INT ? "stair_id" : "stair_name",
                                N_("The building has no such stair. Add the stair first."));
    }
    TRY(status);
    dwelling->stair_id = stair.id;
    return OK;
}

static void work_out(const struct record_writer *writer, const struct building *building,
                     struct dwelling *dwelling)
{
    struct arena *arena = tx_arena(writer->tx);
    struct str plain =
        str_format(arena, "%.*s %.*s", STR_ARG(building->address), STR_ARG(dwelling->number));
    dwelling->area_id = building->area_id;
    dwelling->city = building->city;
    dwelling->number_folded = home_number_folded(arena, dwelling->number);
    dwelling->place =
        str_format(arena, "%.*s, %.*s", STR_ARG(building->address), STR_ARG(dwelling->number));
    dwelling->place_key = text_sort_key(arena, writer->language, plain);
    dwelling->place_folded = text_fold(arena, plain);
    dwelling->size_key = isnan(dwelling->size) ? SIZE_UNKNOWN : dwelling->size;
    dwelling->changed_at = tx_now(writer->tx);
}

static enum status prepare(const struct record_writer *writer, void *row)
{
    struct dwelling *dwelling = row;
    if (dwelling->building_id == NO_INT) {
        struct building_named named = {dwelling->building_address, dwelling->building_permanent_id,
                                       writer->default_area};
        TRY(home_building_named(writer, &named, &dwelling->building_id));
    }
    struct building building;
    TRY(home_building(writer, dwelling->building_id, &building));
    dwelling->number = record_tidy(writer, dwelling->number);
    if (str_is_empty(dwelling->number)) {
        return err_return_field(writer->err, "number", N_("Write the number on the door."));
    }
    dwelling->external_id = record_tidy(writer, dwelling->external_id);
    TRY(settle_stair(writer, dwelling));
    work_out(writer, &building, dwelling);
    return OK;
}

/* --- What follows --- */

static enum status written(const struct record_writer *writer, const void *before,
                           const void *after)
{
    const struct dwelling *old = before;
    const struct dwelling *now = after;
    if (old == NULL || now == NULL ||
        (str_equal(old->place, now->place) && old->area_id == now->area_id)) {
        return OK;
    }
    int64_t changed = 0;
    return query_run(writer->tx, &REGISTER_TENANCIES_FOLLOW, bind_row(&DWELLING_TABLE, now),
                     &changed);
}

/* Each of the building's rows once more through what works it out. */
static enum status follow(const struct record_writer *writer, const struct record *record,
                          const struct query *all, int64_t building)
{
    const struct table *table = record->entity->table;
    struct arena *arena = tx_arena(writer->tx);
    struct rows rows = {.table = table};
    TRY(query_rows(writer->tx, arena, all, bind_id(&building), &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const void *before = (const char *)rows.at + i * table->size;
        void *after = arena_copy(arena, before, table->size);
        TRY(record_prepare(writer, record, after));
        TRY(record_update(writer, record, before, after));
    }
    return OK;
}

enum status homes_follow_building(const struct record_writer *writer,
                                  const struct building *building)
{
    TRY(follow(writer, &STAIR_RECORD, &REGISTER_STAIRS_OF, building->id));
    return follow(writer, &DWELLING_RECORD, &REGISTER_DWELLINGS_OF, building->id);
}

/* --- The record --- */

static const struct record_unique NUMBER = {"number", &REGISTER_DWELLING_NUMBERED,
                                            N_("The building has a home of this number already.")};
static const char *const FOUND_BY[] = {"place", "city", "external_id", NULL};

const struct record DWELLING_RECORD = {
    .scope_kind = "building",
    .scope_field = "building_id",
    .entity = &DWELLING_ENTITY,
    .path = "/homes",
    .read = &REGISTER_BUILDING_READ,
    .edit = &REGISTER_BUILDING_EDIT,
    .added = &HOME_ADDED,
    .changed = &HOME_CHANGED,
    .prepare = prepare,
    .part_of = "building_id",
    .written = written,
    .unique = &NUMBER,
    .words = FOUND_BY,
    .word_put = &REGISTER_DWELLING_WORD_PUT,
    .word_forget = &REGISTER_DWELLING_WORD_FORGET,
    .list = &REGISTER_DWELLING_LIST,
    .find = &REGISTER_DWELLING_FIND,
    .choices = dwelling_choices,
    .show = dwelling_sheet_show,
};
