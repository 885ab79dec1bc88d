/* The pages at the door and what one sets for oneself. */
#include "people_queries.h"
#include "platform/secret/secret.h"
#include "platform/web/page.h"
#include "platform/work/platform.h"
#include "slices/people/people_events.h"
#include "slices/people/people_handlers.h"

/* --- Signing in and out --- */

static const struct field SIGN_IN_FIELDS[] = {
    FIELD(TEXT, struct sign_in, email, N_("E-mail, phone or staff number"), .max = 254,
          .flags = FIELD_REQUIRED | FIELD_PERSONAL),
    FIELD(TEXT, struct sign_in, password, N_("Password or PIN"), .max = 1024,
          .flags = FIELD_SECRET),
    FIELD(TEXT, struct sign_in, to, NULL, .max = 2000, .flags = FIELD_HIDDEN),
};
const struct table SIGN_IN_TABLE = TABLE("sign_in", struct sign_in, SIGN_IN_FIELDS);

struct sign_in_view {
    struct str email, to;
    bool is_asked; /* who it is was typed: the ways are shown */
    bool has_code, has_link;
};
static const struct field SIGN_IN_VIEW_FIELDS[] = {
    FIELD(TEXT, struct sign_in_view, email, N_("E-mail, phone or staff number"),
          .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct sign_in_view, to, NULL, .max = 2000, .flags = FIELD_HIDDEN),
    FIELD(BOOL, struct sign_in_view, is_asked, NULL),
    FIELD(BOOL, struct sign_in_view, has_code, NULL),
    FIELD(BOOL, struct sign_in_view, has_link, NULL),
};
const struct table SIGN_IN_VIEW_TABLE =
    TABLE("sign_in_view", struct sign_in_view, SIGN_IN_VIEW_FIELDS);

static enum status show_ways(struct request *request, struct str email, struct sign_in_view *page)
{
    page->email = email;
    page->is_asked = !str_is_empty(email);
    struct door_ways ways = {0};
    TRY(door_ways(request, email, &ways));
    page->has_code = ways.has_code;
    page->has_link = ways.has_link;
    return OK;
}

enum status sign_in_show(struct request *request, const void *form, void *view)
{
    (void)form;
    struct sign_in_view *page = view;
    page->to = request_raw(request, "to");
    if (viewer_is_signed_in(&request->viewer)) {
        request_redirect(request, "/");
        return OK;
    }
    return request_is_again(request) ? show_ways(request, request_raw(request, "email"), page) : OK;
}

enum status sign_in_do(struct request *request, const void *form, void *view)
{
    const struct sign_in *wanted = form;
    struct sign_in_view *page = view;
    if (str_is_empty(wanted->password)) { /* who it is, first */
        page->to = wanted->to;
        return show_ways(request, wanted->email, page);
    }
    struct signed_in opened;
    TRY(people_sign_in(&request->call, wanted, &opened));
    let_in(request, &opened, wanted->to);
    return OK;
}

enum status sign_out_do(struct request *request, const void *form, void *view)
{
    (void)form;
    (void)view;
    enum status status =
        people_session_end(&request->call, request->viewer.person, request->viewer.session);
    if (status != OK && status != NOT_FOUND) {
        return status;
    }
    request_session(request, STR("-"));
    request_redirect(request, "/sign-in");
    return OK;
}

/* --- A demo's door --- */

struct demo_role {
    struct str role, label;
};
static const struct field DEMO_ROLE_FIELDS[] = {
    FIELD(TEXT, struct demo_role, role, N_("Key")),
    FIELD(TEXT, struct demo_role, label, N_("Role")),
};
static const struct table DEMO_ROLE_TABLE = TABLE("demo_role", struct demo_role, DEMO_ROLE_FIELDS);

struct demo_view {
    struct demo_role *roles;
    size_t roles_count;
};
static const struct field DEMO_VIEW_FIELDS[] = {
    FIELD_LIST_OF(struct demo_view, roles, &DEMO_ROLE_TABLE, N_("Roles")),
};
const struct table DEMO_VIEW_TABLE = TABLE("demo", struct demo_view, DEMO_VIEW_FIELDS);

enum status demo_show(struct request *request, const void *form, void *view)
{
    (void)form;
    if (!request->call.platform->is_demo) {
        return NOT_FOUND;
    }
    struct demo_view *page = view;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct rows rows = {.table = &DEMO_ROLE_TABLE};
    TRY(query_rows(tx, request->call.arena, &PEOPLE_ROLES, bind_none(), &rows));
    page->roles = rows.at;
    page->roles_count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        page->roles[i].label =
            translate(request->call.language, str_c(request->call.arena, page->roles[i].label));
    }
    return OK;
}

struct demo_form {
    struct str role;
    int64_t id;
};
static const struct field DEMO_FORM_FIELDS[] = {
    FIELD(TEXT, struct demo_form, role, N_("Role"), .max = 50, .flags = FIELD_REQUIRED),
    FIELD(ID, struct demo_form, id, NULL, .flags = FIELD_READ_ONLY),
};
const struct table DEMO_FORM_TABLE = TABLE("demo_form", struct demo_form, DEMO_FORM_FIELDS);

enum status demo_do(struct request *request, const void *form, void *view)
{
    (void)view;
    if (!request->call.platform->is_demo) {
        return NOT_FOUND;
    }
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct demo_form found;
    enum status status = query_one(tx, &PEOPLE_PERSON_OF_ROLE, bind_row(&DEMO_FORM_TABLE, form),
                                   &DEMO_FORM_TABLE, &found);
    if (status == NOT_FOUND) {
        return err_return_field(request->call.err, "role", N_("Nobody in the demo has this role."));
    }
    TRY(status);
    struct signed_in opened;
    TRY(people_session_open(&request->call, found.id, (struct str){NULL, 0}, &opened));
    let_in(request, &opened, (struct str){NULL, 0});
    return OK;
}

/* --- One's own settings --- */

struct settings_form {
    struct str language;
    struct str scheme;
};
static const struct choice LANGUAGES[] = {
    {"sv", N_("Swedish")}, {"fi", N_("Finnish")}, {"en", N_("English")}, {NULL, NULL}};
static const struct choice SCHEMES[] = {{"light", N_("Light")}, {"dark", N_("Dark")}, {NULL, NULL}};
static const struct field SETTINGS_FORM_FIELDS[] = {
    FIELD(ENUM, struct settings_form, language, N_("Language"), .choices = LANGUAGES,
          .help = N_("Without a choice pages come in the language that your browser asks for.")),
    FIELD(ENUM, struct settings_form, scheme, N_("Appearance"), .choices = SCHEMES,
          .help = N_("Without a choice pages look as your device is set.")),
};
const struct table SETTINGS_FORM_TABLE =
    TABLE("settings_form", struct settings_form, SETTINGS_FORM_FIELDS);

struct session_row {
    int64_t id, created_at, seen_at, expires_at;
    struct str device;
    bool is_this;
};
static const struct field SESSION_ROW_FIELDS[] = {
    FIELD(ID, struct session_row, id, N_("Id")),
    FIELD(TEXT, struct session_row, device, N_("Device")),
    FIELD(TIME, struct session_row, created_at, N_("Signed in")),
    FIELD(TIME, struct session_row, seen_at, N_("Last used")),
    FIELD(TIME, struct session_row, expires_at, N_("Ends")),
    FIELD(BOOL, struct session_row, is_this, N_("This device")),
};
static const struct table SESSION_ROW_TABLE =
    TABLE("session", struct session_row, SESSION_ROW_FIELDS);

struct settings_view {
    struct str language, scheme;
    struct session_row *sessions;
    size_t sessions_count;
    bool has_others;
};
static const struct field SETTINGS_VIEW_FIELDS[] = {
    FIELD(ENUM, struct settings_view, language, N_("Language"), .choices = LANGUAGES),
    FIELD(ENUM, struct settings_view, scheme, N_("Appearance"), .choices = SCHEMES),
    FIELD_LIST_OF(struct settings_view, sessions, &SESSION_ROW_TABLE, N_("Sign-ins")),
    FIELD(BOOL, struct settings_view, has_others, N_("Signed in elsewhere")),
};
const struct table SETTINGS_VIEW_TABLE =
    TABLE("settings", struct settings_view, SETTINGS_VIEW_FIELDS);

struct own_bind {
    int64_t person, real_now;
};
static const struct field OWN_FIELDS[] = {
    FIELD(ID, struct own_bind, person, NULL),
    FIELD(TIME, struct own_bind, real_now, NULL),
};
static const struct table OWN_TABLE = TABLE("own", struct own_bind, OWN_FIELDS);

enum status settings_show(struct request *request, const void *form, void *view)
{
    (void)form;
    struct settings_view *page = view;
    page->language = request->viewer.language;
    page->scheme = request->viewer.scheme;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct own_bind own = {request->viewer.person, real_now_ms()};
    struct rows rows = {.table = &SESSION_ROW_TABLE};
    TRY(query_rows(tx, request->call.arena, &PEOPLE_SESSIONS_OF, bind_row(&OWN_TABLE, &own),
                   &rows));
    page->sessions = rows.at;
    page->sessions_count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        page->sessions[i].is_this = page->sessions[i].id == request->viewer.session;
        page->has_others = page->has_others || !page->sessions[i].is_this;
    }
    return OK;
}

enum status settings_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct settings_form *wanted = form;
    TRY(people_look_set(&request->call, request->viewer.person, wanted->language, wanted->scheme));
    request->set_language = wanted->language;
    request_flash(request, N_("Saved."));
    request_redirect(request, "/settings");
    return OK;
}

struct session_form {
    int64_t id;
};
static const struct field SESSION_FORM_FIELDS[] = {
    FIELD(ID, struct session_form, id, N_("Id"), .flags = FIELD_REQUIRED | FIELD_HIDDEN),
};
const struct table SESSION_FORM_TABLE =
    TABLE("session_form", struct session_form, SESSION_FORM_FIELDS);

enum status session_end_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct session_form *wanted = form;
    TRY(people_session_end(&request->call, request->viewer.person, wanted->id));
    request_flash(request, N_("Signed out there."));
    request_redirect(request, "/settings");
    return OK;
}

enum status sessions_end_do(struct request *request, const void *form, void *view)
{
    (void)form;
    (void)view;
    TRY(people_sessions_end_others(&request->call, request->viewer.person,
                                   request->viewer.session));
    request_flash(request, N_("You are signed out everywhere else."));
    request_redirect(request, "/settings");
    return OK;
}

/* --- Password --- */

struct password_form {
    struct str current, password, again;
};
static const struct field PASSWORD_FORM_FIELDS[] = {
    FIELD(TEXT, struct password_form, current, N_("Password now"), .max = 1024,
          .flags = FIELD_REQUIRED | FIELD_SECRET),
    FIELD(TEXT, struct password_form, password, N_("New password"), .max = 1024,
          .flags = FIELD_REQUIRED | FIELD_SECRET,
          .help = N_("At least ten characters. A short sentence is easy to remember.")),
    FIELD(TEXT, struct password_form, again, N_("New password once more"), .max = 1024,
          .flags = FIELD_REQUIRED | FIELD_SECRET),
};
const struct table PASSWORD_FORM_TABLE =
    TABLE("password_form", struct password_form, PASSWORD_FORM_FIELDS);

enum status password_show(struct request *request, const void *form, void *view)
{
    (void)request;
    (void)form;
    (void)view;
    return OK;
}

enum status password_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct password_form *wanted = form;
    struct call *call = &request->call;
    TRY(people_password_check(call, request->viewer.person, wanted->current));
    if (!str_equal(wanted->password, wanted->again)) {
        return err_return_field(call->err, "again", N_("The two are not the same."));
    }
    TRY(people_password_set(call, request->viewer.person, wanted->password,
                            request->viewer.session));
    request_flash(request, N_("Your password is changed. You are signed out everywhere else."));
    request_redirect(request, "/settings");
    return OK;
}
