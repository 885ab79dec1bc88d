/* What is changed of a person's place: away and back, another unit, the last day. */
#include "platform/web/page.h"
#include "platform/work/platform.h"
#include "slices/staff/staff_handlers.h"

struct name_view {
    int64_t id, unit_id;
    struct str name;
    struct page_choice *unit_id_choices;
    size_t unit_id_choices_count;
};
static const struct field NAME_VIEW_FIELDS[] = {
    FIELD(ID, struct name_view, id, N_("Id")),
    FIELD(TEXT, struct name_view, name, N_("Name"), .flags = FIELD_PERSONAL),
};
const struct table STAFF_NAME_VIEW_TABLE = TABLE("staff_name", struct name_view, NAME_VIEW_FIELDS);
static const struct field UNIT_VIEW_FIELDS[] = {
    FIELD(ID, struct name_view, id, N_("Id")),
    FIELD(TEXT, struct name_view, name, N_("Name"), .flags = FIELD_PERSONAL),
    FIELD(ID, struct name_view, unit_id, N_("Unit")),
    FIELD_LIST_OF(struct name_view, unit_id_choices, &PAGE_CHOICE_TABLE, NULL),
};
const struct table STAFF_UNIT_VIEW_TABLE = TABLE("staff_unit", struct name_view, UNIT_VIEW_FIELDS);

static enum status show_name(struct request *request, const void *form, struct name_view *page)
{
    struct person person;
    TRY(staff_person_seen(request, *(const int64_t *)form, &person));
    page->id = person.id;
    page->name = person.name;
    return OK;
}

static enum status done(struct request *request, const char *flash, int64_t person)
{
    request_flash(request, flash);
    request_redirect(request, "/staff/%lld", (long long)person);
    return OK;
}

/* --- Away --- */

struct away_form {
    int64_t id;
    struct str from_day, to_day;
};
static const struct field AWAY_FIELDS[] = {
    FIELD(ID, struct away_form, id, N_("Id"), .flags = FIELD_HIDDEN),
    FIELD(DATE, struct away_form, from_day, N_("First day"), .flags = FIELD_REQUIRED),
    FIELD(DATE, struct away_form, to_day, N_("Last day"), .flags = FIELD_REQUIRED,
          .help = N_("Why is nobody's business here; there is no place to write it.")),
};
const struct table STAFF_AWAY_TABLE = TABLE("staff_away", struct away_form, AWAY_FIELDS);

enum status staff_away_show(struct request *request, const void *form, void *view)
{
    return show_name(request, form, view);
}

enum status staff_away_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct away_form *wanted = form;
    struct person person;
    TRY(staff_person_seen(request, wanted->id, &person));
    const char *zone = request->call.platform->zone;
    struct staff_day from = {.zone = zone, .day = wanted->from_day};
    struct staff_day to = {.zone = zone, .day = wanted->to_day, .is_after = true};
    struct leave leave = {
        .person_id = person.id, .from_at = staff_instant(&from), .to_at = staff_instant(&to)};
    int64_t id = NO_INT;
    TRY(staff_away(&request->call, &leave, &id));
    return done(request, N_("Saved."), person.id);
}

struct back_form {
    int64_t id, leave;
};
static const struct field BACK_FIELDS[] = {
    FIELD(ID, struct back_form, id, N_("Id"), .flags = FIELD_HIDDEN),
    FIELD(ID, struct back_form, leave, N_("Absence"), .flags = FIELD_REQUIRED),
};
const struct table STAFF_BACK_TABLE = TABLE("staff_back", struct back_form, BACK_FIELDS);

enum status staff_back_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct back_form *wanted = form;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct person person;
    TRY(staff_person_seen(request, wanted->id, &person));
    struct leave leave;
    TRY(entity_get(tx, &LEAVE_ENTITY, wanted->leave, &leave));
    if (leave.person_id != person.id) {
        return NOT_FOUND;
    }
    TRY(staff_back(&request->call, leave.id, clock_now(request->call.clock)));
    return done(request, N_("Saved."), person.id);
}

/* --- Another unit --- */

struct unit_form {
    int64_t id, unit_id;
    struct str from_day, to_day;
};
static const struct field UNIT_FORM_FIELDS[] = {
    FIELD(ID, struct unit_form, id, N_("Id"), .flags = FIELD_HIDDEN),
    FIELD(ID, struct unit_form, unit_id, N_("Unit"), .flags = FIELD_REQUIRED),
    FIELD(DATE, struct unit_form, from_day, N_("First day"),
          .help = N_("Without a day from now on.")),
    FIELD(DATE, struct unit_form, to_day, N_("Last day"),
          .help = N_("Without a day until further notice.")),
};
const struct table STAFF_UNIT_TABLE = TABLE("staff_unit_form", struct unit_form, UNIT_FORM_FIELDS);

enum status staff_unit_show(struct request *request, const void *form, void *view)
{
    struct name_view *page = view;
    TRY(show_name(request, form, page));
    struct staff_choices units;
    TRY(staff_unit_choices(request, &units));
    page->unit_id_choices = units.at;
    page->unit_id_choices_count = units.count;
    page->unit_id = NO_INT;
    return OK;
}

enum status staff_unit_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct unit_form *wanted = form;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct person person;
    TRY(staff_person_seen(request, wanted->id, &person));
    struct unit unit;
    if (entity_get(tx, &UNIT_ENTITY, wanted->unit_id, &unit) != OK ||
        !people_may_in_area(&request->viewer, &STAFF_EDIT, unit.area_id)) {
        return err_return_field(request->call.err, "unit_id", N_("Choose a unit."));
    }
    const char *zone = NULL;
    TRY(staff_zone(request, unit.area_id, &zone));
    struct staff_day from = {zone, wanted->from_day, false, clock_now(request->call.clock)};
    struct staff_day to = {zone, wanted->to_day, true, STAFF_OPEN};
    struct employment employment = {
        .person_id = person.id,
        .unit_id = unit.id,
        .from_at = staff_instant(&from),
        .to_at = staff_instant(&to),
    };
    int64_t id = NO_INT;
    TRY(staff_employ(&request->call, &employment, &id));
    return done(request, N_("Saved."), person.id);
}

/* --- The last day --- */

struct last_form {
    int64_t id;
    struct str last_day;
};
static const struct field END_FIELDS[] = {
    FIELD(ID, struct last_form, id, N_("Id"), .flags = FIELD_HIDDEN),
    FIELD(DATE, struct last_form, last_day, N_("Last day"), .help = N_("Without a day: now.")),
};
const struct table STAFF_END_TABLE = TABLE("staff_end", struct last_form, END_FIELDS);

enum status staff_end_show(struct request *request, const void *form, void *view)
{
    return show_name(request, form, view);
}

enum status staff_end_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct last_form *wanted = form;
    struct person person;
    TRY(staff_person_seen(request, wanted->id, &person));
    struct staff_day day = {.zone = request->call.platform->zone,
                            .day = wanted->last_day,
                            .is_after = true,
                            .absent = clock_now(request->call.clock)};
    struct staff_end end = {person.id, staff_instant(&day)};
    TRY(staff_end_all(&request->call, &end));
    return done(request, N_("Teams, roles and sign-ins end then."), person.id);
}
