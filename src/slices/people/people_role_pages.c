/* Giving a role, for a place and a time, and ending one: today or on a later day. */
#include "platform/base/date.h"
#include "platform/calendar/calendar.h"
#include "platform/web/page.h"
#include "platform/work/platform.h"
#include "slices/people/people_handlers.h"

struct give_form {
    int64_t id;
    struct str role, scope_type, place;
    struct str from_day, to_day;
};
static const struct field GIVE_FORM_FIELDS[] = {
    FIELD(ID, struct give_form, id, N_("Id"), .flags = FIELD_HIDDEN),
    FIELD(TEXT, struct give_form, role, N_("Role"), .max = 50, .flags = FIELD_REQUIRED),
    FIELD(TEXT, struct give_form, scope_type, N_("For what"), .max = 40, .flags = FIELD_REQUIRED),
    FIELD(TEXT, struct give_form, place, N_("Where"), .max = 300,
          .help = N_("The name of the area, the address of the building, the name of the team. "
                     "Leave it out for everywhere.")),
    FIELD(DATE, struct give_form, from_day, N_("First day"),
          .help = N_("Without a day from now on.")),
    FIELD(DATE, struct give_form, to_day, N_("Last day"),
          .help = N_("Without a day until further notice.")),
};
const struct table GIVE_FORM_TABLE = TABLE("give_form", struct give_form, GIVE_FORM_FIELDS);

/* The first instant of a day, some days later, in the organisation's zone. */
static enum status day_start(struct request *request, struct str day, int64_t days_later,
                             int64_t *out_ms)
{
    struct date date;
    if (!date_parse(day, &date)) {
        return INVALID;
    }
    date = date_of_days(date_to_days(date) + days_later);
    *out_ms = calendar_instant(request->call.platform->zone, date, 0);
    return OK;
}

/* Who looks after people in one place alone gives no roles elsewhere. */
static enum status refuse_elsewhere(const struct request *request, const struct role_grant *grant)
{
    if (viewer_may_all(&request->viewer, PEOPLE_MANAGE.key)) {
        return OK;
    }
    bool is_area = str_equal(grant->scope_type, STR("area"));
    return is_area && people_may_in_area(&request->viewer, &PEOPLE_MANAGE, grant->scope_id)
               ? OK
               : err_return(request->call.err, FORBIDDEN,
                            N_("You give and end roles only where you look after people."));
}

static enum status read_place(struct request *request, const struct give_form *wanted,
                              struct role_grant *grant)
{
    bool is_everywhere = str_equal(wanted->scope_type, STR("all"));
    if (is_everywhere && !str_is_empty(wanted->place)) {
        return err_return_field(request->call.err, "place",
                                N_("Everywhere needs no name. Leave it out, or choose for what."));
    }
    if (!is_everywhere && str_is_empty(wanted->place)) {
        return err_return_field(request->call.err, "place", N_("Write where."));
    }
    return is_everywhere ? OK
                         : people_place_meant(&request->call, wanted->scope_type, wanted->place,
                                              &grant->scope_id);
}

enum status person_give_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct give_form *wanted = form;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct person person;
    TRY(person_seen(request, tx, wanted->id, &person));
    struct role_grant grant = {
        .person_id = person.id,
        .role = wanted->role,
        .scope_type = wanted->scope_type,
        .scope_id = NO_INT,
        .from_at = clock_now(request->call.clock),
        .to_at = NO_TIME,
    };
    TRY(read_place(request, wanted, &grant));
    TRY(refuse_elsewhere(request, &grant));
    if (!str_is_empty(wanted->from_day)) {
        TRY(day_start(request, wanted->from_day, 0, &grant.from_at));
    }
    if (!str_is_empty(wanted->to_day)) {
        TRY(day_start(request, wanted->to_day, 1, &grant.to_at));
    }
    TRY(people_role_give(&request->call, &grant));
    request_flash(request, N_("Role given."));
    request_redirect(request, "/people/%lld", (long long)person.id);
    return OK;
}

/* --- Ending one --- */

struct withdraw_form {
    int64_t id;    /* the person */
    int64_t grant; /* theirs */
    struct str last_day;
};
static const struct field WITHDRAW_FORM_FIELDS[] = {
    FIELD(ID, struct withdraw_form, id, N_("Id"), .flags = FIELD_HIDDEN),
    FIELD(ID, struct withdraw_form, grant, N_("Role"), .flags = FIELD_REQUIRED | FIELD_HIDDEN),
    FIELD(DATE, struct withdraw_form, last_day, N_("Last day"),
          .help = N_("Without a day the role ends now.")),
};
const struct table WITHDRAW_FORM_TABLE =
    TABLE("withdraw_form", struct withdraw_form, WITHDRAW_FORM_FIELDS);

struct withdraw_view {
    int64_t id, grant, from_at, to_at;
    struct str name, role, place;
};
static const struct field WITHDRAW_VIEW_FIELDS[] = {
    FIELD(ID, struct withdraw_view, id, N_("Id")),
    FIELD(ID, struct withdraw_view, grant, N_("Role")),
    FIELD(TIME, struct withdraw_view, from_at, N_("From")),
    FIELD(TIME, struct withdraw_view, to_at, N_("Until")),
    FIELD(TEXT, struct withdraw_view, name, N_("Name"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct withdraw_view, role, N_("Role")),
    FIELD(TEXT, struct withdraw_view, place, N_("Place")),
};
const struct table WITHDRAW_VIEW_TABLE =
    TABLE("withdraw", struct withdraw_view, WITHDRAW_VIEW_FIELDS);

static enum status read_role(struct request *request, const struct withdraw_form *wanted,
                             struct person *person, struct role_grant *grant)
{
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    TRY(entity_get(tx, &ROLE_GRANT_ENTITY, wanted->grant, grant));
    TRY(person_seen(request, tx, wanted->id, person));
    return grant->person_id == person->id ? OK : NOT_FOUND;
}

static struct str role_label(const struct request *request, struct str role)
{
    struct page_choice *roles = NULL;
    size_t count = 0;
    people_role_choices(&request->call, &roles, &count);
    for (size_t i = 0; i < count; i++) {
        if (str_equal(roles[i].key, role)) {
            return roles[i].label;
        }
    }
    return role;
}

enum status withdraw_show(struct request *request, const void *form, void *view)
{
    const struct withdraw_form *wanted = form;
    struct withdraw_view *page = view;
    struct person person;
    struct role_grant grant;
    TRY(read_role(request, wanted, &person, &grant));
    struct people_place place = {.kind = grant.scope_type, .id = grant.scope_id};
    TRY(people_places_name(&request->call, &place, 1));
    *page = (struct withdraw_view){
        .id = person.id,
        .grant = grant.id,
        .from_at = grant.from_at,
        .to_at = grant.to_at,
        .name = person.name,
        .role = role_label(request, grant.role),
        .place = place.name,
    };
    return OK;
}

enum status withdraw_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct withdraw_form *wanted = form;
    struct person person;
    struct role_grant grant;
    TRY(read_role(request, wanted, &person, &grant));
    TRY(refuse_elsewhere(request, &grant));
    struct role_end end = {.grant = grant.id, .at = NO_TIME};
    if (!str_is_empty(wanted->last_day)) {
        TRY(day_start(request, wanted->last_day, 1, &end.at));
    }
    TRY(people_role_withdraw(&request->call, &end));
    request_flash(request, N_("Role withdrawn."));
    request_redirect(request, "/people/%lld", (long long)person.id);
    return OK;
}
