/* The pages of the other ways through the door, and of one's own PIN. */
#include "platform/web/page.h"
#include "platform/work/message.h"
#include "platform/work/platform.h"
#include "slices/people/people_door.h"
#include "slices/people/people_handlers.h"

enum { CODES_AT_ONCE = 3, CODES_AN_HOUR = 10, FROM_AT_ONCE = 60, FROM_AN_HOUR = 240 };

const struct permission PEOPLE_PIN = {"people.pin", N_("Make PINs for people")};

static const struct setting SITE_ADDRESS = {
    .key = "site.address",
    .label = N_("Address of this site"),
    .help =
        N_("As people reach it: https://samsyn.example.org. Links in messages begin with it; while "
           "it is empty nobody signs in by link."),
    .kind = FIELD_KIND_TEXT,
    .initial = "",
    .permission = "setting.manage",
};
static const struct setting *const SETTINGS[] = {&SITE_ADDRESS, NULL};

/* A demo is reached where it was asked; elsewhere the Host that somebody sends is not believed. */
static struct str site_of(struct request *request)
{
    struct call *call = &request->call;
    struct str site = setting_text(call->platform, call->arena, &SITE_ADDRESS);
    if (str_is_empty(site) && call->platform->is_demo) {
        return str_format(call->arena, "http://%.*s", STR_ARG(request->host));
    }
    return str_ends(site, STR("/")) ? str_slice(site, 0, site.len - 1) : site;
}

enum status door_ways(struct request *request, struct str name, struct door_ways *out)
{
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct channels open;
    TRY(channels_read(tx, &open));
    bool is_mail = str_find(name, '@', 0) < name.len;
    bool has_site = !str_is_empty(site_of(request));
    out->has_code = open.has_sms && !is_mail;
    out->has_link = has_site && (is_mail ? open.has_mail : open.has_sms);
    return OK;
}

/* Against asking for ever: by the name that is asked for, and by who asks. */
static enum status limit(struct request *request, struct str name)
{
    struct str key = door_name(&request->call, name);
    TRY(request_rate(request, "door.name", key, CODES_AT_ONCE, CODES_AN_HOUR));
    return request_rate(request, "door.from", request->client, FROM_AT_ONCE, FROM_AN_HOUR);
}

void let_in(struct request *request, const struct signed_in *opened, struct str next)
{
    request_session(request, opened->token);
    if (opened->must_change) {
        request_flash(request, N_("Choose a PIN of your own now."));
        request_redirect(request, "/settings/pin");
    } else if (str_is_empty(next)) {
        request_redirect(request, "/");
    } else {
        request_redirect(request, "%.*s", STR_ARG(next));
    }
}

/* --- A code by SMS --- */

struct code_form {
    struct str email, code, to;
};
static const struct field CODE_FORM_FIELDS[] = {
    FIELD(TEXT, struct code_form, email, NULL, .max = 254, .flags = FIELD_HIDDEN | FIELD_PERSONAL),
    FIELD(TEXT, struct code_form, code, N_("Code of six digits"), .max = 10,
          .help = N_("If we know this number, an SMS with the code is on its way.")),
    FIELD(TEXT, struct code_form, to, NULL, .max = 2000, .flags = FIELD_HIDDEN),
};
static const struct table CODE_FORM_TABLE = TABLE("code_form", struct code_form, CODE_FORM_FIELDS);

static enum status code_show(struct request *request, const void *form, void *view)
{
    (void)form;
    struct code_form *page = view;
    page->email = request_raw(request, "email");
    page->to = request_raw(request, "to");
    if (str_is_empty(page->email)) {
        request_redirect(request, "/sign-in");
    }
    return OK;
}

static enum status code_do(struct request *request, const void *form, void *view)
{
    const struct code_form *wanted = form;
    if (str_is_empty(wanted->code)) {
        TRY(limit(request, wanted->email));
        struct door_ways ways = {0};
        TRY(door_ways(request, wanted->email, &ways));
        if (!ways.has_code) {
            return NOT_FOUND;
        }
        TRY(people_code_ask(&request->call, wanted->email));
        *(struct code_form *)view = *wanted;
        return OK;
    }
    struct signed_in opened;
    TRY(people_code_use(&request->call, wanted->email, wanted->code, &opened));
    let_in(request, &opened, wanted->to);
    return OK;
}

/* --- A link --- */

struct link_form {
    struct str email;
    bool is_forgotten;
};
static const struct field LINK_FORM_FIELDS[] = {
    FIELD(TEXT, struct link_form, email, N_("E-mail, phone or staff number"), .max = 254,
          .flags = FIELD_REQUIRED | FIELD_PERSONAL),
    FIELD(BOOL, struct link_form, is_forgotten, N_("For a new password")),
};
static const struct table LINK_FORM_TABLE = TABLE("link_form", struct link_form, LINK_FORM_FIELDS);

static enum status link_ask_do(struct request *request, const void *form, void *view)
{
    const struct link_form *wanted = form;
    TRY(limit(request, wanted->email));
    struct door_ways ways = {0};
    TRY(door_ways(request, wanted->email, &ways));
    if (!ways.has_link) {
        return NOT_FOUND;
    }
    struct link_wanted link = {wanted->email, site_of(request), wanted->is_forgotten};
    *(struct link_form *)view = *wanted;
    return people_link_ask(&request->call, &link);
}

struct token_form {
    struct str token, new_password, again;
};
static const struct field TOKEN_FORM_FIELDS[] = {
    FIELD(TEXT, struct token_form, token, NULL, .max = 100, .flags = FIELD_HIDDEN | FIELD_SECRET),
};
static const struct table TOKEN_FORM_TABLE =
    TABLE("token_form", struct token_form, TOKEN_FORM_FIELDS);
static const struct field NEW_PASSWORD_FIELDS[] = {
    FIELD(TEXT, struct token_form, token, NULL, .max = 100, .flags = FIELD_HIDDEN | FIELD_SECRET),
    FIELD(TEXT, struct token_form, new_password, N_("New password"), .max = 1024,
          .flags = FIELD_REQUIRED | FIELD_SECRET,
          .help = N_("At least ten characters. A short sentence is easy to remember.")),
    FIELD(TEXT, struct token_form, again, N_("New password once more"), .max = 1024,
          .flags = FIELD_REQUIRED | FIELD_SECRET),
};
static const struct table NEW_PASSWORD_TABLE =
    TABLE("new_password_form", struct token_form, NEW_PASSWORD_FIELDS);

/* A mailbox that looks at links before its owner does uses none up: that takes the button. */
static enum status link_show(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct token_form *wanted = form;
    return people_link_check(&request->call, wanted->token, false);
}

static enum status link_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct token_form *wanted = form;
    TRY(request_rate(request, "door.link", request->client, FROM_AT_ONCE, FROM_AN_HOUR));
    struct signed_in opened;
    TRY(people_link_use(&request->call, wanted->token, &opened));
    let_in(request, &opened, (struct str){NULL, 0});
    return OK;
}

static enum status new_password_show(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct token_form *wanted = form;
    return people_link_check(&request->call, wanted->token, true);
}

static enum status new_password_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct token_form *wanted = form;
    TRY(request_rate(request, "door.link", request->client, FROM_AT_ONCE, FROM_AN_HOUR));
    if (!str_equal(wanted->new_password, wanted->again)) {
        return err_return_field(request->call.err, "again", N_("The two are not the same."));
    }
    struct signed_in opened;
    TRY(people_link_password(&request->call, wanted->token, wanted->new_password, &opened));
    request_flash(request, N_("Your password is changed. You are signed out everywhere else."));
    let_in(request, &opened, (struct str){NULL, 0});
    return OK;
}

/* --- PINs --- */

struct pin_view {
    int64_t id;
    struct str name, pin, phone, external_id;
};
static const struct field PIN_VIEW_FIELDS[] = {
    FIELD(ID, struct pin_view, id, N_("Id")),
    FIELD(TEXT, struct pin_view, name, N_("Name"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct pin_view, pin, N_("PIN")),
    FIELD(TEXT, struct pin_view, phone, N_("Phone"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct pin_view, external_id, N_("Id in the other system")),
};
static const struct table PIN_VIEW_TABLE = TABLE("pin", struct pin_view, PIN_VIEW_FIELDS);

static enum status pin_make_do(struct request *request, const void *form, void *view)
{
    const struct person_form *wanted = form;
    struct pin_view *page = view;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct person person;
    TRY(person_seen(request, tx, wanted->id, &person));
    page->id = person.id;
    page->name = person.name;
    page->phone = person.phone;
    page->external_id = person.external_id;
    return people_pin_make(&request->call, person.id, &page->pin);
}

struct own_pin_form {
    struct str current, pin, again;
};
static const struct field OWN_PIN_FIELDS[] = {
    FIELD(TEXT, struct own_pin_form, current, N_("PIN or password now"), .max = 1024,
          .flags = FIELD_REQUIRED | FIELD_SECRET),
    FIELD(TEXT, struct own_pin_form, pin, N_("New PIN"), .max = 6,
          .flags = FIELD_REQUIRED | FIELD_SECRET, .help = N_("Six digits that only you know.")),
    FIELD(TEXT, struct own_pin_form, again, N_("New PIN once more"), .max = 6,
          .flags = FIELD_REQUIRED | FIELD_SECRET),
};
static const struct table OWN_PIN_TABLE =
    TABLE("own_pin_form", struct own_pin_form, OWN_PIN_FIELDS);

static enum status own_pin_show(struct request *request, const void *form, void *view)
{
    (void)request;
    (void)form;
    (void)view;
    return OK;
}

static enum status own_pin_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct own_pin_form *wanted = form;
    struct call *call = &request->call;
    TRY(people_password_check(call, request->viewer.person, wanted->current));
    if (!str_equal(wanted->pin, wanted->again)) {
        return err_return_field(call->err, "again", N_("The two are not the same."));
    }
    TRY(people_pin_set(call, request->viewer.person, wanted->pin));
    request_flash(request, N_("Your PIN is changed."));
    request_redirect(request, "/");
    return OK;
}

static const struct route ROUTES[] = {
    {.method = METHOD_GET,
     .path = "/sign-in/code",
     .permission = &PUBLIC,
     .cost = COST_FAST,
     .handle = code_show,
     .view = &CODE_FORM_TABLE,
     .page = "people/sign-in-code",
     .title = N_("Sign in by code")},
    {.method = METHOD_POST,
     .path = "/sign-in/code",
     .permission = &PUBLIC,
     .cost = COST_SECRET,
     .handle = code_do,
     .form = &CODE_FORM_TABLE,
     .view = &CODE_FORM_TABLE,
     .page = "people/sign-in-code",
     .title = N_("Sign in by code")},
    {.method = METHOD_POST,
     .path = "/sign-in/link",
     .permission = &PUBLIC,
     .cost = COST_CHANGE,
     .handle = link_ask_do,
     .form = &LINK_FORM_TABLE,
     .view = &LINK_FORM_TABLE,
     .page = "people/sign-in-sent",
     .title = N_("Look at your messages")},
    {.method = METHOD_GET,
     .path = "/sign-in/link/{token}",
     .permission = &PUBLIC,
     .cost = COST_READ,
     .handle = link_show,
     .form = &TOKEN_FORM_TABLE,
     .view = &EMPTY_VIEW_TABLE,
     .page = "people/sign-in-link",
     .title = N_("Sign in by link")},
    {.method = METHOD_POST,
     .path = "/sign-in/link/{token}",
     .permission = &PUBLIC,
     .cost = COST_CHANGE,
     .handle = link_do,
     .form = &TOKEN_FORM_TABLE,
     .title = N_("Sign in by link")},
    {.method = METHOD_GET,
     .path = "/sign-in/password/{token}",
     .permission = &PUBLIC,
     .cost = COST_READ,
     .handle = new_password_show,
     .form = &TOKEN_FORM_TABLE,
     .view = &EMPTY_VIEW_TABLE,
     .page = "people/sign-in-new-password",
     .title = N_("Choose a new password")},
    {.method = METHOD_POST,
     .path = "/sign-in/password/{token}",
     .permission = &PUBLIC,
     .cost = COST_SECRET,
     .handle = new_password_do,
     .form = &NEW_PASSWORD_TABLE,
     .title = N_("Choose a new password")},
    {.method = METHOD_POST,
     .path = "/people/{id}/pin",
     .permission = &PEOPLE_PIN,
     .cost = COST_SECRET,
     .handle = pin_make_do,
     .form = &PERSON_FORM_TABLE,
     .view = &PIN_VIEW_TABLE,
     .page = "people/pin",
     .title = N_("A PIN to sign in with")},
    {.method = METHOD_GET,
     .path = "/settings/pin",
     .permission = &SIGNED_IN,
     .cost = COST_FAST,
     .handle = own_pin_show,
     .view = &EMPTY_VIEW_TABLE,
     .page = "people/own-pin",
     .title = N_("Your PIN")},
    {.method = METHOD_POST,
     .path = "/settings/pin",
     .permission = &SIGNED_IN,
     .cost = COST_SECRET,
     .handle = own_pin_do,
     .form = &OWN_PIN_TABLE,
     .title = N_("Your PIN")},
    {.path = NULL},
};
static const struct event_kind *const EVENTS[] = {&PIN_MADE, &PIN_CHANGED, NULL};

const struct slice KEYS_PART = {
    .name = "people.keys", .routes = ROUTES, .events = EVENTS, .settings = SETTINGS};
