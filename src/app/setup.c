#include "app/setup.h"

#include "platform/base/vec.h"
#include "platform/secret/secret.h"
#include "platform/web/page.h"
#include "slices/people/people.h"

#include <stdlib.h>
#include <string.h>

/* --- The organisation --- */

static const struct choice LANGUAGES[] = {
    {"sv", N_("Swedish")}, {"fi", N_("Finnish")}, {"en", N_("English")}, {NULL, NULL}};

static const struct setting ORGANISATION_NAME = {
    .key = "organisation.name",
    .label = N_("Name of the organisation"),
    .help = N_("Stands on every page."),
    .kind = FIELD_KIND_TEXT,
    .initial = "",
    .permission = "setting.manage",
};
static const struct setting ORGANISATION_LANGUAGE = {
    .key = "organisation.language",
    .label = N_("Language of the organisation"),
    .help =
        N_("For whoever has chosen none, and for what is written to people whose language is not "
           "known."),
    .kind = FIELD_KIND_ENUM,
    .initial = "sv",
    .choices = LANGUAGES,
    .permission = "setting.manage",
};
static const struct setting ORGANISATION_ZONE = {
    .key = "organisation.zone",
    .label = N_("Time zone of the organisation"),
    .help = N_("Nightly work follows it. Each area has its own."),
    .kind = FIELD_KIND_ENUM,
    .initial = "Europe/Stockholm",
    .choices = PEOPLE_ZONES,
    .permission = "setting.manage",
};
/* Steps that were put off, or looked at where nothing is counted: their keys, with blanks between. */
static const struct setting SETUP_DONE = {
    .key = "setup.done",
    .label = N_("Steps of the first hour that are done or put off"),
    .kind = FIELD_KIND_TEXT,
    .initial = "",
};
const struct setting *const ORGANISATION_SETTINGS[] = {&ORGANISATION_NAME, &ORGANISATION_LANGUAGE,
                                                       &ORGANISATION_ZONE, &SETUP_DONE, NULL};

/* The choice itself lives as long as the program; what was read of the setting does not. */
static const char *zone_named(struct str name)
{
    for (const struct choice *choice = PEOPLE_ZONES; choice->key != NULL; choice++) {
        if (str_equal(str_of(choice->key), name)) {
            return choice->key;
        }
    }
    return ORGANISATION_ZONE.initial;
}

void organisation_apply(struct platform *platform)
{
    ARENA_SCOPED(scratch);
    platform->zone = zone_named(setting_text(platform, scratch, &ORGANISATION_ZONE));
    platform->organisation = &ORGANISATION_NAME;
    platform->language = language_find(setting_text(platform, scratch, &ORGANISATION_LANGUAGE));
}

enum status setting_follow(struct call *call, const struct setting *setting)
{
    organisation_apply(call->platform);
    call->platform->is_set_up = false; /* a module that is on again has steps of its own */
    const struct setting *const *module = call->platform->modules;
    for (; module != NULL && *module != NULL; module++) {
        if (*module == setting) {
            return people_roles_sync(call, call->platform->slices);
        }
    }
    return OK;
}

/* --- Steps --- */

enum { MOST_STEPS = 32 };

static const struct setup_step ORGANISATION_STEP = {
    .key = "organisation",
    .label = N_("The organisation"),
    .help = N_("Its name, language and time zone."),
    .path = "/setup/organisation",
    .permission = &SETTING_MANAGE,
    .order = 0,
};
static const struct setup_step MODULES_STEP = {
    .key = "modules",
    .label = N_("Modules"),
    .help = N_("What you work with. What you do not need is not shown to anybody."),
    .path = "/setup/modules",
    .permission = &SETTING_MANAGE,
    .order = 10,
};
static const struct setup_step *const OWN_STEPS[] = {&ORGANISATION_STEP, &MODULES_STEP, NULL};

struct setup_line {
    struct str key, label, help, path, state; /* state: done next left put_off */
    int64_t number;
};
static const struct choice STATES[] = {{"done", N_("Done")},
                                       {"next", N_("Next")},
                                       {"left", N_("Left")},
                                       {"put_off", N_("Put off")},
                                       {NULL, NULL}};
static const struct field SETUP_LINE_FIELDS[] = {
    FIELD(TEXT, struct setup_line, key, N_("Key")),
    FIELD(TEXT, struct setup_line, label, N_("Step")),
    FIELD(TEXT, struct setup_line, help, NULL),
    FIELD(TEXT, struct setup_line, path, NULL),
    FIELD(ENUM, struct setup_line, state, N_("State"), .choices = STATES),
    FIELD(INT, struct setup_line, number, N_("Number")),
};
static const struct table SETUP_LINE_TABLE =
    TABLE("setup_line", struct setup_line, SETUP_LINE_FIELDS);

struct setup_view {
    struct setup_line *steps;
    size_t steps_count;
    int64_t done, total;
    struct str next, next_path;
};
static const struct field SETUP_VIEW_FIELDS[] = {
    FIELD_LIST_OF(struct setup_view, steps, &SETUP_LINE_TABLE, N_("Steps")),
    FIELD(INT, struct setup_view, done, N_("Done")),
    FIELD(INT, struct setup_view, total, N_("Steps")),
    FIELD(TEXT, struct setup_view, next, N_("Next")),
    FIELD(TEXT, struct setup_view, next_path, NULL),
};
static const struct table SETUP_VIEW_TABLE = TABLE("setup", struct setup_view, SETUP_VIEW_FIELDS);

static int by_order(const void *a, const void *b)
{
    const struct setup_step *const *left = a;
    const struct setup_step *const *right = b;
    return ((*left)->order > (*right)->order) - ((*left)->order < (*right)->order);
}

static void add_steps(struct request *request, const struct setup_step *const *from,
                      struct vec *steps)
{
    for (; from != NULL && *from != NULL && steps->count < MOST_STEPS; from++) {
        if (viewer_may_all(&request->viewer, (*from)->permission->key)) {
            *(const struct setup_step **)vec_add(steps) = *from;
        }
    }
}

static struct vec steps_of(struct request *request)
{
    struct vec steps = vec_of(request->call.arena, sizeof(void *));
    add_steps(request, OWN_STEPS, &steps);
    const struct slice *const *slice = request->call.platform->slices;
    for (; *slice != NULL; slice++) {
        if (module_is_on(request->call.platform, (*slice)->module)) {
            add_steps(request, (*slice)->setup, &steps);
        }
    }
    vec_sort(&steps, by_order);
    return steps;
}

static bool has_key(struct str keys, const char *key)
{
    struct str word = {NULL, 0};
    while (str_next(&keys, ' ', &word)) {
        if (str_equal(word, str_of(key))) {
            return true;
        }
    }
    return false;
}

struct count_row {
    int64_t value;
};
static const struct field COUNT_FIELDS[] = {FIELD(INT, struct count_row, value, NULL)};
static const struct table COUNT_TABLE = TABLE("count", struct count_row, COUNT_FIELDS);

static enum status is_counted(struct tx *tx, const struct setup_step *step, bool *out)
{
    struct count_row row = {0};
    if (step->count != NULL) {
        TRY(query_one(tx, step->count, bind_none(), &COUNT_TABLE, &row));
    }
    *out = step->count != NULL && row.value >= step->least;
    return OK;
}

static enum status fill_steps(struct request *request, struct setup_view *view)
{
    struct call *call = &request->call;
    struct vec steps = steps_of(request);
    struct str put_off = setting_text(call->platform, call->arena, &SETUP_DONE);
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    view->steps = ARENA_ARRAY(call->arena, steps.count + 1, struct setup_line);
    view->total = (int64_t)steps.count;
    for (size_t i = 0; i < steps.count; i++) {
        const struct setup_step *step = *(const struct setup_step **)vec_get(&steps, i);
        bool is_counted_done = false;
        TRY(is_counted(tx, step, &is_counted_done));
        bool is_told = has_key(put_off, step->key);
        bool is_done = is_counted_done || (is_told && step->count == NULL);
        bool is_next = !is_done && !is_told && str_is_empty(view->next_path);
        view->steps[view->steps_count++] = (struct setup_line){
            .key = str_of(step->key),
            .label = translate(call->language, step->label),
            .help = translate(call->language, step->help),
            .path = str_of(step->path),
            .state = is_done   ? STR("done")
                     : is_told ? STR("put_off")
                     : is_next ? STR("next")
                               : STR("left"),
            .number = (int64_t)i + 1,
        };
        view->done += is_done || is_told;
        if (is_next) {
            view->next = view->steps[i].label;
            view->next_path = str_of(step->path);
        }
    }
    return OK;
}

enum status setup_left(struct request *request, int64_t *out_left)
{
    *out_left = 0;
    struct setup_view view;
    row_clear(&SETUP_VIEW_TABLE, &view);
    view.done = 0;
    struct platform *platform = request->call.platform;
    if (platform->is_demo || platform->is_set_up ||
        !viewer_may_all(&request->viewer, SETTING_MANAGE.key)) {
        return OK;
    }
    TRY(fill_steps(request, &view));
    *out_left = view.total - view.done;
    platform->is_set_up = *out_left == 0;
    return OK;
}

static enum status setup_show(struct request *request, const void *form, void *view)
{
    (void)form;
    struct setup_view *page = view;
    page->done = 0;
    return fill_steps(request, page);
}

struct step_form {
    struct str key;
};
static const struct field STEP_FIELDS[] = {
    FIELD(TEXT, struct step_form, key, N_("Step"), .max = 40, .flags = FIELD_HIDDEN)};
static const struct table STEP_TABLE = TABLE("step_form", struct step_form, STEP_FIELDS);

static bool is_step(struct request *request, struct str key)
{
    struct vec steps = steps_of(request);
    for (size_t i = 0; i < steps.count; i++) {
        if (str_equal(str_of((*(const struct setup_step **)vec_get(&steps, i))->key), key)) {
            return true;
        }
    }
    return false;
}

/* Puts the step's key among those that are done or put off, or takes it out again. */
static enum status mark_step(struct call *call, struct str key, bool is_done)
{
    struct str keys = setting_text(call->platform, call->arena, &SETUP_DONE);
    struct str left = {NULL, 0};
    struct str word = {NULL, 0};
    while (str_next(&keys, ' ', &word)) {
        if (word.len > 0 && !str_equal(word, key)) {
            left = str_format(call->arena, "%.*s%s%.*s", STR_ARG(left), left.len > 0 ? " " : "",
                              STR_ARG(word));
        }
    }
    if (is_done) {
        left = str_format(call->arena, "%.*s%s%.*s", STR_ARG(left), left.len > 0 ? " " : "",
                          STR_ARG(key));
    }
    call->platform->is_set_up = false;
    return setting_change(call, &SETUP_DONE, left);
}

/* Put off, or taken up again. */
static enum status step_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct step_form *asked = form;
    if (!is_step(request, asked->key)) {
        return NOT_FOUND;
    }
    struct call *call = &request->call;
    struct str keys = setting_text(call->platform, call->arena, &SETUP_DONE);
    TRY(mark_step(call, asked->key, !has_key(keys, str_c(call->arena, asked->key))));
    request_redirect(request, "/setup");
    return OK;
}

/* --- The organisation's own step --- */

struct organisation_form {
    struct str name, language, zone;
};
static const struct field ORGANISATION_FIELDS[] = {
    FIELD(TEXT, struct organisation_form, name, N_("Name of the organisation"), .max = 100,
          .flags = FIELD_REQUIRED),
    FIELD(ENUM, struct organisation_form, language, N_("Language of the organisation"),
          .choices = LANGUAGES, .flags = FIELD_REQUIRED),
    FIELD(ENUM, struct organisation_form, zone, N_("Time zone of the organisation"),
          .choices = PEOPLE_ZONES, .flags = FIELD_REQUIRED),
};
static const struct table ORGANISATION_TABLE =
    TABLE("organisation_form", struct organisation_form, ORGANISATION_FIELDS);

static enum status organisation_show(struct request *request, const void *form, void *view)
{
    (void)form;
    struct call *call = &request->call;
    struct organisation_form *page = view;
    page->name = setting_text(call->platform, call->arena, &ORGANISATION_NAME);
    page->language = setting_text(call->platform, call->arena, &ORGANISATION_LANGUAGE);
    page->zone = setting_text(call->platform, call->arena, &ORGANISATION_ZONE);
    return OK;
}

static enum status organisation_do(struct request *request, const void *form, void *view)
{
    (void)view;
    struct call *call = &request->call;
    const struct organisation_form *asked = form;
    call->once = NULL; /* several changes, each of which may be made again */
    TRY(setting_change(call, &ORGANISATION_NAME, str_trim(asked->name)));
    TRY(setting_change(call, &ORGANISATION_LANGUAGE, asked->language));
    TRY(setting_change(call, &ORGANISATION_ZONE, asked->zone));
    TRY(setting_follow(call, &ORGANISATION_ZONE));
    TRY(mark_step(call, STR("organisation"), true));
    request_flash(request, N_("Saved"));
    request_redirect(request, "/setup");
    return OK;
}

/* --- Modules --- */

struct module_line {
    struct str key, name, label, help; /* name: the key's last part */
    bool is_on;
};
static const struct field MODULE_FIELDS[] = {
    FIELD(TEXT, struct module_line, key, N_("Key")),
    FIELD(TEXT, struct module_line, name, NULL),
    FIELD(TEXT, struct module_line, label, N_("Module")),
    FIELD(TEXT, struct module_line, help, NULL),
    FIELD(BOOL, struct module_line, is_on, N_("On")),
};
static const struct table MODULE_TABLE = TABLE("module_line", struct module_line, MODULE_FIELDS);
struct modules_view {
    struct module_line *modules;
    size_t modules_count;
    struct str shown; /* keys, with blanks between: no other is changed by what is sent */
};
static const struct field MODULES_VIEW_FIELDS[] = {
    FIELD_LIST_OF(struct modules_view, modules, &MODULE_TABLE, N_("Modules")),
    FIELD(TEXT, struct modules_view, shown, NULL),
};
static const struct table MODULES_VIEW_TABLE =
    TABLE("modules", struct modules_view, MODULES_VIEW_FIELDS);

static enum status modules_show(struct request *request, const void *form, void *view)
{
    (void)form;
    struct call *call = &request->call;
    struct modules_view *page = view;
    struct vec lines = vec_of(call->arena, sizeof(struct module_line));
    const struct setting *const *module = call->platform->modules;
    for (; module != NULL && *module != NULL; module++) {
        struct str key = str_of((*module)->key);
        page->shown = str_format(call->arena, "%.*s %s", STR_ARG(page->shown), (*module)->key);
        *(struct module_line *)vec_add(&lines) = (struct module_line){
            .key = key,
            .name = str_slice(key, str_find(key, '.', 0) + 1, key.len),
            .label = translate(call->language, (*module)->label),
            .help = translate(call->language, (*module)->help),
            .is_on = module_is_on(call->platform, *module),
        };
    }
    page->modules = lines.at;
    page->modules_count = lines.count;
    return OK;
}

/* What is ticked is on: a browser sends nothing for the others. */
static enum status modules_do(struct request *request, const void *form, void *view)
{
    (void)form;
    (void)view;
    struct call *call = &request->call;
    call->once = NULL; /* several changes, each of which may be made again */
    const struct setting *const *module = call->platform->modules;
    for (; module != NULL && *module != NULL; module++) {
        bool is_wanted = request_raw(request, (*module)->key).len > 0;
        if (has_key(request_raw(request, "shown"), (*module)->key) &&
            is_wanted != module_is_on(call->platform, *module)) {
            TRY(setting_change(call, *module, is_wanted ? STR("true") : STR("false")));
            TRY(setting_follow(call, *module));
        }
    }
    TRY(mark_step(call, STR("modules"), true));
    request_flash(request, N_("Saved"));
    request_redirect(request, "/setup");
    return OK;
}

/* --- The first one --- */

enum status setup_invite(struct platform *platform, struct arena *arena, struct err *err)
{
    struct call call = platform_call(platform, arena, err, STR("start"));
    struct tx *tx = NULL;
    TRY(call_reader(&call, &tx));
    bool is_begun = false;
    enum status status = people_any_administrator(tx, &is_begun);
    call_end(&call);
    TRY(status);
    platform->invitation = is_begun ? (struct str){NULL, 0} : token_new(arena);
    return OK;
}

struct first_form {
    struct str token;
    struct str organisation, name, email, password;
};
static const struct field FIRST_FIELDS[] = {
    FIELD(TEXT, struct first_form, token, NULL, .max = 100, .flags = FIELD_HIDDEN),
    FIELD(TEXT, struct first_form, organisation, N_("Name of the organisation"), .max = 100,
          .flags = FIELD_REQUIRED),
    FIELD(TEXT, struct first_form, name, N_("Your name"), .max = 200,
          .flags = FIELD_REQUIRED | FIELD_PERSONAL),
    FIELD(TEXT, struct first_form, email, N_("Your e-mail"), .max = 254,
          .flags = FIELD_REQUIRED | FIELD_PERSONAL),
    FIELD(TEXT, struct first_form, password, N_("A password"), .max = 1024,
          .flags = FIELD_REQUIRED | FIELD_SECRET,
          .help = N_("At least ten characters. A short sentence is easy to remember.")),
};
static const struct table FIRST_TABLE = TABLE("first_form", struct first_form, FIRST_FIELDS);

/* What the page is asked with. */
static const struct field INVITED_FIELDS[] = {
    FIELD(TEXT, struct first_form, token, NULL, .max = 100, .flags = FIELD_HIDDEN)};
static const struct table INVITED_TABLE = TABLE("invited", struct first_form, INVITED_FIELDS);

/* 404 for everybody who was not told the address, and for everybody once somebody is known here. */
static enum status check_invited(struct request *request, const struct first_form *asked)
{
    struct str invitation = request->call.platform->invitation;
    if (invitation.len == 0 || !secret_equal(invitation, asked->token)) {
        return NOT_FOUND;
    }
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    bool is_begun = false;
    TRY(people_any_administrator(tx, &is_begun));
    return is_begun ? NOT_FOUND : OK;
}

static enum status first_show(struct request *request, const void *form, void *view)
{
    const struct first_form *asked = form;
    TRY(check_invited(request, asked));
    struct first_form *page = view;
    page->token = asked->token;
    return OK;
}

static enum status first_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct first_form *asked = form;
    TRY(check_invited(request, asked));
    struct call *call = &request->call;
    call_end(call);
    call->once = NULL; /* several changes; sent twice, the second meets an administrator */
    call->actor = (struct actor){.person = NO_INT, .role = STR("system"), .source = STR("start")};
    struct person_new wanted = {
        .person = {.name = asked->name,
                   .email = asked->email,
                   .kind = STR("staff"),
                   .language = str_of(language_key(call->language))},
        .password = asked->password,
    };
    int64_t id = NO_INT;
    TRY(people_person_add(call, &wanted, &id));
    struct role_grant grant = {.person_id = id,
                               .role = STR("admin"),
                               .scope_type = STR("all"),
                               .scope_id = NO_INT,
                               .from_at = clock_now(call->clock),
                               .to_at = NO_TIME};
    TRY(people_role_give(call, &grant));
    TRY(setting_change(call, &ORGANISATION_NAME, str_trim(asked->organisation)));
    struct signed_in opened;
    TRY(people_session_open(call, id, (struct str){NULL, 0}, &opened));
    request_session(request, opened.token);
    request_redirect(request, "/setup");
    return OK;
}

const struct route SETUP_ROUTES[] = {
    {.method = METHOD_GET,
     .path = "/first/{token}",
     .permission = &PUBLIC,
     .cost = COST_READ,
     .handle = first_show,
     .form = &INVITED_TABLE,
     .view = &FIRST_TABLE,
     .page = "setup-first",
     .title = N_("Begin")},
    {.method = METHOD_POST,
     .path = "/first/{token}",
     .permission = &PUBLIC,
     .cost = COST_SECRET,
     .handle = first_do,
     .form = &FIRST_TABLE,
     .title = N_("Begin")},
    {.method = METHOD_GET,
     .path = "/setup",
     .permission = &SETTING_MANAGE,
     .cost = COST_READ,
     .handle = setup_show,
     .view = &SETUP_VIEW_TABLE,
     .page = "setup",
     .title = N_("The first hour")},
    {.method = METHOD_POST,
     .path = "/setup/steps/{key}",
     .permission = &SETTING_MANAGE,
     .cost = COST_CHANGE,
     .handle = step_do,
     .form = &STEP_TABLE,
     .title = N_("Put a step off, or take it up")},
    {.method = METHOD_GET,
     .path = "/setup/organisation",
     .permission = &SETTING_MANAGE,
     .cost = COST_FAST,
     .handle = organisation_show,
     .view = &ORGANISATION_TABLE,
     .page = "setup-form",
     .title = N_("The organisation")},
    {.method = METHOD_POST,
     .path = "/setup/organisation",
     .permission = &SETTING_MANAGE,
     .cost = COST_CHANGE,
     .handle = organisation_do,
     .form = &ORGANISATION_TABLE,
     .title = N_("The organisation")},
    {.method = METHOD_GET,
     .path = "/setup/modules",
     .permission = &SETTING_MANAGE,
     .cost = COST_FAST,
     .handle = modules_show,
     .view = &MODULES_VIEW_TABLE,
     .page = "setup-modules",
     .title = N_("Modules")},
    {.method = METHOD_POST,
     .path = "/setup/modules",
     .permission = &SETTING_MANAGE,
     .cost = COST_CHANGE,
     .handle = modules_do,
     .title = N_("Modules")},
    {.path = NULL},
};
