/* Units and teams of a staff list. The list's own id tells which one is meant: a unit that is called
 * otherwise there is the same unit here, and gets the new name. */
#include "platform/text/fold.h"
#include "slices/staff/staff_line.h"
#include "staff_queries.h"

/* What is alike of units and teams: how they are found and where the line keeps them. */
struct said_place {
    const struct record *record;
    const struct query *by_id, *by_name;
    const char *name_field, *id_field;
    struct str *name, *external_id;
    int64_t *id;
    const char *several; /* msgid */
};

static struct said_place unit_of(struct staff_line *line)
{
    return (struct said_place){
        .record = &UNIT_RECORD,
        .by_id = &STAFF_UNIT_BY_EXTERNAL_ID,
        .by_name = &STAFF_UNITS_NAMED,
        .name_field = "unit",
        .name = &line->unit,
        .external_id = &line->unit_external_id,
        .id = &line->unit_id,
        .several = N_("Several units are called {name}. Write the unit's id beside it."),
    };
}

static struct said_place team_of(struct staff_line *line)
{
    return (struct said_place){
        .record = &TEAM_RECORD,
        .by_id = &STAFF_TEAM_BY_EXTERNAL_ID,
        .by_name = &STAFF_TEAMS_NAMED,
        .name_field = "team",
        .name = &line->team,
        .external_id = &line->team_external_id,
        .id = &line->team_id,
        .several = N_("Several teams are called {name}. Write the team's id beside it."),
    };
}

static const struct table *table_of(const struct said_place *place)
{
    return place->record->entity->table;
}

static struct str *text_of(const struct said_place *place, const char *field, void *row)
{
    return field_str(table_field(table_of(place), str_of(field)), row);
}
static int64_t *int_of(const struct said_place *place, const char *field, void *row)
{
    return field_int(table_field(table_of(place), str_of(field)), row);
}

static void *fresh_of(const struct record_writer *writer, const struct said_place *place)
{
    void *row = arena_alloc(tx_arena(writer->tx), table_of(place)->size);
    row_clear(table_of(place), row);
    return row;
}

/* The only one that is called so in the area; `is_free`: and that no list knows by an id yet. */
static enum status named(const struct record_writer *writer, const struct said_place *place,
                         int64_t area, bool is_free)
{
    void *wanted = fresh_of(writer, place);
    *int_of(place, "area_id", wanted) = area;
    *text_of(place, "name_key", wanted) =
        text_sort_key(tx_arena(writer->tx), writer->language, *place->name);
    struct rows rows = {.table = table_of(place)};
    TRY(query_rows(writer->tx, tx_arena(writer->tx), place->by_name,
                   bind_row(table_of(place), wanted), &rows));
    if (rows.count > 1 && !is_free) {
        struct err_item *item = err_add_field(writer->err, place->name_field, place->several);
        err_text(writer->err, item, "name", *place->name);
        return INVALID;
    }
    bool is_it = rows.count == 1 &&
                 (!is_free || str_is_empty(record_text(table_of(place), "external_id", rows.at)));
    *place->id = is_it ? record_int(table_of(place), "id", rows.at) : NO_INT;
    return OK;
}

static enum status meet(const struct record_writer *writer, const struct said_place *place,
                        int64_t area)
{
    if (str_is_empty(*place->external_id)) {
        return str_is_empty(*place->name) ? OK : named(writer, place, area, false);
    }
    void *row = fresh_of(writer, place);
    *text_of(place, "external_id", row) = *place->external_id;
    enum status status =
        query_one(writer->tx, place->by_id, bind_row(table_of(place), row), table_of(place), row);
    if (status != NOT_FOUND) {
        *place->id = status == OK ? record_int(table_of(place), "id", row) : NO_INT;
        return status;
    }
    if (str_is_empty(*place->name)) {
        *place->name = *place->external_id; /* until the list says how it is called */
    }
    return named(writer, place, area, true);
}

/* Makes the place, or gives it the name and the id that the line has. */
static enum status put(const struct record_writer *writer, const struct said_place *place,
                       void *row)
{
    *text_of(place, "name", row) = *place->name;
    if (!str_is_empty(*place->external_id)) {
        *text_of(place, "external_id", row) = *place->external_id;
    }
    return record_prepare(writer, place->record, row);
}

static enum status rename_place(const struct record_writer *writer, const struct said_place *place)
{
    if (str_is_empty(*place->name)) {
        return OK;
    }
    void *before = fresh_of(writer, place);
    TRY(entity_get(writer->tx, place->record->entity, *place->id, before));
    void *after = arena_copy(tx_arena(writer->tx), before, table_of(place)->size);
    TRY(put(writer, place, after));
    return record_difference(place->record, before, after) == 0
               ? OK
               : record_update(writer, place->record, before, after);
}

enum status staff_line_meet_unit(const struct record_writer *writer, struct staff_line *line)
{
    struct said_place place = unit_of(line);
    TRY(meet(writer, &place, line->area_id));
    if (line->unit_id == NO_INT) {
        return str_is_empty(line->unit)
                   ? err_return_field(writer->err, "unit", N_("Write in which unit."))
                   : OK;
    }
    struct unit unit;
    TRY(entity_get(writer->tx, &UNIT_ENTITY, line->unit_id, &unit));
    line->area_id = unit.area_id;
    return OK;
}

enum status staff_line_meet_team(const struct record_writer *writer, struct staff_line *line)
{
    struct said_place place = team_of(line);
    return meet(writer, &place, line->area_id);
}

enum status staff_line_write_unit(const struct record_writer *writer, struct staff_line *line)
{
    struct said_place place = unit_of(line);
    TRY(meet(writer, &place, line->area_id)); /* an earlier line may have made it */
    if (line->unit_id != NO_INT) {
        return rename_place(writer, &place);
    }
    struct unit unit;
    row_clear(&UNIT_TABLE, &unit);
    unit.area_id = line->area_id;
    TRY(put(writer, &place, &unit));
    TRY(record_insert(writer, &UNIT_RECORD, &unit));
    line->unit_id = unit.id;
    return OK;
}

enum status staff_line_write_team(const struct record_writer *writer, struct staff_line *line)
{
    struct said_place place = team_of(line);
    TRY(meet(writer, &place, line->area_id));
    if (line->team_id != NO_INT) {
        return rename_place(writer, &place);
    }
    if (str_is_empty(line->team)) {
        return OK;
    }
    struct team team;
    row_clear(&TEAM_TABLE, &team);
    team.area_id = line->area_id;
    team.unit_id = line->unit_id;
    team.kind = STR("group");
    TRY(put(writer, &place, &team));
    TRY(record_insert(writer, &TEAM_RECORD, &team));
    line->team_id = team.id;
    return OK;
}
