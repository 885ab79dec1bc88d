/* The things of this slice, described once. */
#include "platform/text/fold.h"
#include "slices/staff/staff_handlers.h"
#include "slices/staff/staff_write.h"
#include "staff_queries.h"

const struct permission STAFF_READ = {"staff.read", N_("See who works where")};
const struct permission STAFF_EDIT = {"staff.edit", N_("Change teams and who is in them")};

const struct choice TEAM_KINDS[] = {
    {"group", N_("Group")}, {"crew", N_("Crew")}, {"coach_team", N_("Coaches")}, {NULL, NULL}};
const struct choice MEMBER_KINDS[] = {
    {"member", N_("Member")}, {"substitute", N_("Substitute")}, {NULL, NULL}};

#define STAFF_EVENT(id_, name_, label_, thing_, path_)                                             \
    const struct event_kind id_ = {                                                                \
        .name = (name_), .label = (label_), .thing = (thing_), .path = (path_)}
STAFF_EVENT(UNIT_ADDED, "unit.added", N_("Unit added"), N_("Unit"), "/units/");
STAFF_EVENT(UNIT_CHANGED, "unit.changed", N_("Unit changed"), N_("Unit"), "/units/");
STAFF_EVENT(TEAM_ADDED, "team.added", N_("Team added"), N_("Team"), "/teams/");
STAFF_EVENT(TEAM_CHANGED, "team.changed", N_("Team changed"), N_("Team"), "/teams/");
STAFF_EVENT(MEMBER_JOINED, "member.joined", N_("Came to the team"), N_("Membership"),
            "/memberships/");
STAFF_EVENT(MEMBER_LEFT, "member.left", N_("Left the team"), N_("Membership"), "/memberships/");
STAFF_EVENT(EMPLOYMENT_CHANGED, "employment.changed", N_("Place of work changed"), N_("Person"),
            "/staff/");
STAFF_EVENT(LEAVE_CHANGED, "leave.changed", N_("Absence changed"), N_("Person"), "/staff/");
STAFF_EVENT(STAFF_IMPORTED, "staff.imported", N_("Staff imported"), N_("Import"), "/imports/");
STAFF_EVENT(STAFF_IMPORT_UNDONE, "staff.import_undone", N_("Import undone"), N_("Import"),
            "/imports/");

static const struct field UNIT_FIELDS[] = {
    FIELD(ID, struct unit, id, N_("Id"), .flags = FIELD_HIDDEN),
    FIELD(INT, struct unit, version, N_("Version"), .flags = FIELD_HIDDEN),
    FIELD(TEXT, struct unit, name, N_("Unit"), .max = 100, .flags = FIELD_REQUIRED),
    FIELD(ID, struct unit, area_id, N_("Area"), .flags = FIELD_REQUIRED),
    FIELD(ID, struct unit, parent_id, N_("Part of"), .help = N_("None: at the top of its area.")),
    FIELD(TEXT, struct unit, external_id, N_("Id in the other system"), .max = 60),
    FIELD(TEXT, struct unit, name_key, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct unit, name_folded, NULL, .flags = FIELD_INTERNAL),
};
const struct table UNIT_TABLE = TABLE("staff_unit", struct unit, UNIT_FIELDS);
const struct entity UNIT_ENTITY = {&UNIT_TABLE, &STAFF_UNIT_GET, &STAFF_UNIT_INSERT,
                                   &STAFF_UNIT_UPDATE, &STAFF_UNIT_REMOVE};

static const struct field TEAM_FIELDS[] = {
    FIELD(ID, struct team, id, N_("Id"), .flags = FIELD_HIDDEN),
    FIELD(INT, struct team, version, N_("Version"), .flags = FIELD_HIDDEN),
    FIELD(TEXT, struct team, name, N_("Team"), .max = 100, .flags = FIELD_REQUIRED),
    FIELD(ENUM, struct team, kind, N_("Kind"), .choices = TEAM_KINDS, .flags = FIELD_REQUIRED),
    FIELD(ID, struct team, area_id, N_("Area"), .flags = FIELD_REQUIRED),
    FIELD(ID, struct team, unit_id, N_("Unit")),
    FIELD(ID, struct team, site_id, NULL, .flags = FIELD_INTERNAL),
    FIELD(DATE, struct team, from_day, N_("First day")),
    FIELD(DATE, struct team, to_day, N_("Last day"),
          .help = N_("Without a day until further notice.")),
    FIELD(TEXT, struct team, external_id, N_("Id in the other system"), .max = 60),
    FIELD(TEXT, struct team, name_key, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct team, name_folded, NULL, .flags = FIELD_INTERNAL),
};
const struct table TEAM_TABLE = TABLE("staff_team", struct team, TEAM_FIELDS);
const struct entity TEAM_ENTITY = {&TEAM_TABLE, &STAFF_TEAM_GET, &STAFF_TEAM_INSERT,
                                   &STAFF_TEAM_UPDATE, &STAFF_TEAM_REMOVE};

static const struct field EMPLOYMENT_FIELDS[] = {
    FIELD(ID, struct employment, id, N_("Id"), .flags = FIELD_HIDDEN),
    FIELD(INT, struct employment, version, N_("Version"), .flags = FIELD_HIDDEN),
    FIELD(ID, struct employment, person_id, N_("Person")),
    FIELD(ID, struct employment, unit_id, N_("Unit")),
    FIELD(ID, struct employment, area_id, N_("Area")),
    FIELD(TIME, struct employment, from_at, N_("From")),
    FIELD(TIME, struct employment, to_at, N_("Until")),
};
const struct table EMPLOYMENT_TABLE =
    TABLE("staff_employment", struct employment, EMPLOYMENT_FIELDS);
const struct entity EMPLOYMENT_ENTITY = {&EMPLOYMENT_TABLE, &STAFF_EMPLOYMENT_GET,
                                         &STAFF_EMPLOYMENT_INSERT, &STAFF_EMPLOYMENT_UPDATE,
                                         &STAFF_EMPLOYMENT_REMOVE};

static const struct field MEMBERSHIP_FIELDS[] = {
    FIELD(ID, struct membership, id, N_("Id"), .flags = FIELD_HIDDEN),
    FIELD(INT, struct membership, version, N_("Version"), .flags = FIELD_HIDDEN),
    FIELD(ID, struct membership, team_id, N_("Team")),
    FIELD(ID, struct membership, person_id, N_("Person")),
    FIELD(ENUM, struct membership, kind, N_("As"), .choices = MEMBER_KINDS),
    FIELD(TIME, struct membership, from_at, N_("From")),
    FIELD(TIME, struct membership, to_at, N_("Until")),
    FIELD(TEXT, struct membership, reason, N_("Reason"), .max = 200),
    FIELD(BOOL, struct membership, is_deviating, N_("Deviates")),
};
const struct table MEMBERSHIP_TABLE =
    TABLE("staff_membership", struct membership, MEMBERSHIP_FIELDS);
const struct entity MEMBERSHIP_ENTITY = {&MEMBERSHIP_TABLE, &STAFF_MEMBERSHIP_GET,
                                         &STAFF_MEMBERSHIP_INSERT, &STAFF_MEMBERSHIP_UPDATE,
                                         &STAFF_MEMBERSHIP_REMOVE};

static const struct field LEAVE_FIELDS[] = {
    FIELD(ID, struct leave, id, N_("Id"), .flags = FIELD_HIDDEN),
    FIELD(INT, struct leave, version, N_("Version"), .flags = FIELD_HIDDEN),
    FIELD(ID, struct leave, person_id, N_("Person")),
    FIELD(TIME, struct leave, from_at, N_("From")),
    FIELD(TIME, struct leave, to_at, N_("Until")),
};
const struct table LEAVE_TABLE = TABLE("staff_leave", struct leave, LEAVE_FIELDS);
const struct entity LEAVE_ENTITY = {&LEAVE_TABLE, &STAFF_LEAVE_GET, &STAFF_LEAVE_INSERT,
                                    &STAFF_LEAVE_UPDATE, &STAFF_LEAVE_REMOVE};

/* --- Units and teams as records --- */

static enum status refuse_circle(const struct record_writer *writer, const struct unit *unit)
{
    struct unit above = {.parent_id = unit->parent_id};
    for (int depth = 0; above.parent_id != NO_INT; depth++) {
        if (above.parent_id == unit->id || depth == 20) {
            return err_return_field(writer->err, "parent_id", N_("A unit is not part of itself."));
        }
        enum status status = entity_get(writer->tx, &UNIT_ENTITY, above.parent_id, &above);
        if (status == NOT_FOUND) {
            return err_return_field(writer->err, "parent_id", N_("Choose a unit."));
        }
        TRY(status);
        if (above.area_id != unit->area_id) {
            return err_return_field(writer->err, "parent_id",
                                    N_("A unit is in the same area as what it is part of."));
        }
    }
    return OK;
}

static enum status prepare_unit(const struct record_writer *writer, void *row)
{
    struct unit *unit = row;
    struct arena *arena = tx_arena(writer->tx);
    unit->name = record_tidy(writer, unit->name);
    unit->external_id = record_tidy(writer, unit->external_id);
    if (str_is_empty(unit->name)) {
        return err_return_field(writer->err, "name", N_("Write a name."));
    }
    unit->name_key = text_sort_key(arena, writer->language, unit->name);
    unit->name_folded = text_fold(arena, unit->name);
    return refuse_circle(writer, unit);
}

static enum status prepare_team(const struct record_writer *writer, void *row)
{
    struct team *team = row;
    struct arena *arena = tx_arena(writer->tx);
    team->name = record_tidy(writer, team->name);
    team->external_id = record_tidy(writer, team->external_id);
    if (str_is_empty(team->name)) {
        return err_return_field(writer->err, "name", N_("Write a name."));
    }
    if (!str_is_empty(team->from_day) && !str_is_empty(team->to_day) &&
        str_compare(team->to_day, team->from_day) < 0) {
        return err_return_field(writer->err, "to_day", N_("The last day is before the first."));
    }
    struct unit unit;
    if (team->unit_id != NO_INT &&
        (entity_get(writer->tx, &UNIT_ENTITY, team->unit_id, &unit) != OK ||
         unit.area_id != team->area_id)) {
        return err_return_field(writer->err, "unit_id", N_("Choose a unit of the same area."));
    }
    team->name_key = text_sort_key(arena, writer->language, team->name);
    team->name_folded = text_fold(arena, team->name);
    return OK;
}

static void begin_team(void *row)
{
    ((struct team *)row)->kind = STR("group");
}

static const struct record_unique UNIT_ID = {"external_id", &STAFF_UNIT_BY_EXTERNAL_ID,
                                             N_("Another unit has this id.")};
static const struct record_unique TEAM_ID = {"external_id", &STAFF_TEAM_BY_EXTERNAL_ID,
                                             N_("Another team has this id.")};

const struct record UNIT_RECORD = {
    .entity = &UNIT_ENTITY,
    .path = "/units",
    .read = &STAFF_READ,
    .edit = &STAFF_EDIT,
    .added = &UNIT_ADDED,
    .changed = &UNIT_CHANGED,
    .prepare = prepare_unit,
    .unique = &UNIT_ID,
    .list = &STAFF_UNIT_LIST,
    .show = unit_sheet_show,
};
const struct record TEAM_RECORD = {
    .scope_kind = "team",
    .scope_field = "id",
    .entity = &TEAM_ENTITY,
    .path = "/teams",
    .read = &STAFF_READ,
    .edit = &STAFF_EDIT,
    .added = &TEAM_ADDED,
    .changed = &TEAM_CHANGED,
    .prepare = prepare_team,
    .unique = &TEAM_ID,
    .list = &STAFF_TEAM_LIST,
    .begin = begin_team,
    .show = team_sheet_show,
};
