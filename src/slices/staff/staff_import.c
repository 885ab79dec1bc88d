/* Staff lists from files: which column is what, and how a file is undone. */
#include "platform/work/platform.h"
#include "slices/staff/staff_line.h"

static const struct column_alias ALIASES[] = {
    {"external id", "external_id"},
    {"id", "external_id"},
    {"staff id", "external_id"},
    {"employee id", "external_id"},
    {"employee number", "external_id"},
    {"anställningsnummer", "external_id"},
    {"anst.nr", "external_id"},
    {"anstnr", "external_id"},
    {"personal-id", "external_id"},
    {"henkilönumero", "external_id"},
    {"työntekijänumero", "external_id"},
    {"name", "name"},
    {"namn", "name"},
    {"nimi", "name"},
    {"e-mail", "email"},
    {"email", "email"},
    {"mail", "email"},
    {"e-post", "email"},
    {"epost", "email"},
    {"sähköposti", "email"},
    {"phone", "phone"},
    {"telefon", "phone"},
    {"mobil", "phone"},
    {"puhelin", "phone"},
    {"language", "language"},
    {"språk", "language"},
    {"kieli", "language"},
    {"title", "title"},
    {"titel", "title"},
    {"befattning", "title"},
    {"nimike", "title"},
    {"tehtävänimike", "title"},
    {"unit id", "unit_external_id"},
    {"unit_external_id", "unit_external_id"},
    {"enhets-id", "unit_external_id"},
    {"enhetskod", "unit_external_id"},
    {"yksikön tunnus", "unit_external_id"},
    {"yksikkötunnus", "unit_external_id"},
    {"unit", "unit"},
    {"enhet", "unit"},
    {"avdelning", "unit"},
    {"yksikkö", "unit"},
    {"osasto", "unit"},
    {"team id", "team_external_id"},
    {"team_external_id", "team_external_id"},
    {"lag-id", "team_external_id"},
    {"gruppkod", "team_external_id"},
    {"tiimin tunnus", "team_external_id"},
    {"team", "team"},
    {"lag", "team"},
    {"grupp", "team"},
    {"tiimi", "team"},
    {"ryhmä", "team"},
    {"from", "from_day"},
    {"from_day", "from_day"},
    {"first day", "from_day"},
    {"från", "from_day"},
    {"anställd från", "from_day"},
    {"startdatum", "from_day"},
    {"alkaen", "from_day"},
    {"alkaa", "from_day"},
    {"to", "to_day"},
    {"to_day", "to_day"},
    {"last day", "to_day"},
    {"till", "to_day"},
    {"slutdatum", "to_day"},
    {"anställd till", "to_day"},
    {"asti", "to_day"},
    {"päättyy", "to_day"},
    {"area", "area_id"},
    {"område", "area_id"},
    {"alue", "area_id"},
    {NULL, NULL},
};
static const char *const NEEDS[] = {"external_id", NULL};

static struct str key_of(struct arena *arena, const void *prepared)
{
    return str_copy(arena, ((const struct staff_line *)prepared)->external_id);
}

/* No longer in the list: the work ends now, and with it sign-ins, roles and teams. */
static enum status gone(const struct record_writer *writer, struct import_gone *gone)
{
    struct employment work;
    struct person person;
    TRY(entity_get(writer->tx, &EMPLOYMENT_ENTITY, gone->row, &work));
    TRY(entity_get(writer->tx, &PERSON_ENTITY, work.person_id, &person));
    gone->title = person.is_protected ? (struct str){NULL, 0} : person.name;
    gone->page_row = person.id;
    gone->is_over = work.to_at <= tx_now(writer->tx);
    struct staff_end end = {work.person_id, tx_now(writer->tx)};
    return gone->is_dry || gone->is_over ? OK : person_leaves(writer, &end);
}

/* --- Undoing a file --- */

static enum status undo_member(const struct record_writer *writer, const struct undo *undo)
{
    struct membership now;
    TRY(entity_get(writer->tx, &MEMBERSHIP_ENTITY, undo->row, &now));
    if (undo->was_inserted) {
        return undo->is_changed
                   ? OK
                   : entity_remove(writer->tx, &MEMBERSHIP_ENTITY, writer->event, &now);
    }
    struct membership then = now;
    undo_apply(undo, &MEMBERSHIP_ENTITY, &then);
    return entity_update(writer->tx, &MEMBERSHIP_ENTITY, writer->event, &now, &then);
}

/* Somebody with no work here, in no team, whom nobody has changed: the file alone brought them. */
static enum status undo_person(const struct record_writer *writer, const struct undo *undo)
{
    struct person now;
    TRY(entity_get(writer->tx, &PERSON_ENTITY, undo->row, &now));
    struct person_writer people = person_writer_of(writer);
    if (undo->was_inserted) {
        struct rows work = {0}, teams = {0};
        TRY(employments_open(writer, now.id, 0, &work));
        TRY(memberships_open(writer, now.id, 0, &teams));
        bool is_needed = undo->is_changed || work.count > 0 || teams.count > 0;
        return is_needed ? OK : people_person_remove(&people, &now);
    }
    struct person then = now;
    undo_apply(undo, &PERSON_ENTITY, &then);
    return people_person_update(&people, &now, &then);
}

/* A unit that came with the file stays, it may have become somebody's; a name goes back. */
static enum status undo_unit(const struct record_writer *writer, const struct undo *undo)
{
    struct unit now;
    TRY(entity_get(writer->tx, &UNIT_ENTITY, undo->row, &now));
    struct unit then = now;
    if (undo->was_inserted || undo->revert == 0) {
        return OK;
    }
    undo_apply(undo, &UNIT_ENTITY, &then);
    TRY(record_prepare(writer, &UNIT_RECORD, &then));
    return record_update(writer, &UNIT_RECORD, &now, &then);
}

static const struct import_beside UNDONE[] = {{&MEMBERSHIP_ENTITY, undo_member},
                                              {&PERSON_ENTITY, undo_person},
                                              {&UNIT_ENTITY, undo_unit},
                                              {NULL, NULL}};

const struct import_kind IMPORT_STAFF = {
    .key = "staff",
    .label = N_("Staff from a CSV or Excel file"),
    .record = &STAFF_LINE_RECORD,
    .aliases = ALIASES,
    .needs = NEEDS,
    .needs_message = N_("No column holds the person's id in the staff system. Found: {columns}. "
                        "Call it Staff id, Anställningsnummer or Henkilönumero."),
    .known_by = "name",
    .page_id = "person_id",
    .imported = &STAFF_IMPORTED,
    .undone = &STAFF_IMPORT_UNDONE,
    .beside = UNDONE,
    .find = staff_line_find,
    .gone = gone,
    .key_of = key_of,
};

static enum status import_staff(struct command_call *command, const void *options)
{
    return import_command(command, options, &IMPORT_STAFF);
}
const struct command IMPORT_STAFF_COMMAND = {
    .words = "import staff",
    .summary = N_("Brings a staff list in from a CSV or Excel file"),
    .options = &IMPORT_OPTIONS,
    .positionals = IMPORT_PLACES,
    .needs_data = true,
    .run = import_staff,
};
