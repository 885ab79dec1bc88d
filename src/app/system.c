/* Settings are shown and changed from their declarations alone: a slice that declares one gets its
 * line here, its form, its history, and nothing more to write. */
#include "app/system.h"

#include "app/app.h"
#include "app/setup.h"
#include "platform/base/vec.h"
#include "platform/work/message.h"
#include "slices/people/people.h"

struct setting_line {
    struct str key, label, help, value;
    bool is_initial;
};
static const struct field SETTING_LINE_FIELDS[] = {
    FIELD(TEXT, struct setting_line, key, N_("Key")),
    FIELD(TEXT, struct setting_line, label, N_("Setting")),
    FIELD(TEXT, struct setting_line, help, NULL),
    FIELD(TEXT, struct setting_line, value, N_("Value")),
    FIELD(BOOL, struct setting_line, is_initial, N_("As delivered")),
};
static const struct table SETTING_LINE_TABLE =
    TABLE("setting_line", struct setting_line, SETTING_LINE_FIELDS);

struct system_view {
    struct setting_line *settings;
    size_t settings_count;
    struct job *jobs;
    size_t jobs_count;
    int64_t mail_waiting, mail_failed;
    struct str version;
};
static const struct field SYSTEM_FIELDS[] = {
    FIELD_LIST_OF(struct system_view, settings, &SETTING_LINE_TABLE, N_("Settings")),
    FIELD_LIST_OF(struct system_view, jobs, &JOB_TABLE, N_("Work that was given up")),
    FIELD(INT, struct system_view, mail_waiting, N_("Messages waiting to be sent")),
    FIELD(INT, struct system_view, mail_failed, N_("Messages that could not be delivered")),
    FIELD(TEXT, struct system_view, version, N_("Version")),
};
static const struct table SYSTEM_TABLE = TABLE("system", struct system_view, SYSTEM_FIELDS);

struct setting_form {
    struct str key;
    struct str value;
};
static const struct field SETTING_FORM_FIELDS[] = {
    FIELD(TEXT, struct setting_form, key, N_("Key"), .flags = FIELD_HIDDEN),
    FIELD(TEXT, struct setting_form, value, N_("Value"), .max = 500),
};
static const struct table SETTING_FORM_TABLE =
    TABLE("setting_form", struct setting_form, SETTING_FORM_FIELDS);

struct setting_view {
    struct str key, label, help, value, initial;
    struct str least, most;
    bool has_range;
};
static const struct field SETTING_VIEW_FIELDS[] = {
    FIELD(TEXT, struct setting_view, key, N_("Key")),
    FIELD(TEXT, struct setting_view, label, N_("Setting")),
    FIELD(TEXT, struct setting_view, help, NULL),
    FIELD(TEXT, struct setting_view, value, N_("Value")),
    FIELD(TEXT, struct setting_view, initial, N_("As delivered")),
    FIELD(TEXT, struct setting_view, least, N_("Least")),
    FIELD(TEXT, struct setting_view, most, N_("Most")),
    FIELD(BOOL, struct setting_view, has_range, NULL),
};
static const struct table SETTING_VIEW_TABLE =
    TABLE("setting_view", struct setting_view, SETTING_VIEW_FIELDS);

/* A setting that people may see and change: one with a permission that the viewer holds. */
static const struct setting *setting_of(struct request *request, struct str key)
{
    const struct setting *const *at = request->call.platform->settings;
    for (; at != NULL && *at != NULL; at++) {
        if (str_equal(str_of((*at)->key), key) && (*at)->permission != NULL &&
            viewer_may(&request->viewer, (*at)->permission)) {
            return *at;
        }
    }
    return NULL;
}

static enum status system_show(struct request *request, const void *form, void *view)
{
    (void)form;
    struct call *call = &request->call;
    struct system_view *system = view;
    struct vec lines = vec_of(call->arena, sizeof(struct setting_line));
    const struct setting *const *at = call->platform->settings;
    for (; at != NULL && *at != NULL; at++) {
        if ((*at)->permission == NULL || !viewer_may(&request->viewer, (*at)->permission)) {
            continue;
        }
        struct str value = setting_text(call->platform, call->arena, *at);
        *(struct setting_line *)vec_add(&lines) = (struct setting_line){
            .key = str_of((*at)->key),
            .label = translate(call->language, (*at)->label),
            .help = translate(call->language, (*at)->help),
            .value = value,
            .is_initial = str_equal(value, str_of((*at)->initial)),
        };
    }
    system->settings = lines.at;
    system->settings_count = lines.count;
    system->version = STR(SAMSYN_VERSION);

    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    struct rows jobs;
    TRY(jobs_failed(tx, call->arena, &jobs));
    system->jobs = jobs.at;
    system->jobs_count = jobs.count;
    struct message_counts counts;
    TRY(message_counts(tx, &counts));
    system->mail_waiting = counts.waiting;
    system->mail_failed = counts.failed;
    return OK;
}

static enum status setting_show(struct request *request, const void *form, void *view)
{
    const struct setting_form *asked = form;
    const struct setting *setting = setting_of(request, asked->key);
    if (setting == NULL) {
        return NOT_FOUND;
    }
    struct call *call = &request->call;
    struct setting_view *shown = view;
    *shown = (struct setting_view){
        .key = str_of(setting->key),
        .label = translate(call->language, setting->label),
        .help = translate(call->language, setting->help),
        .value = setting_text(call->platform, call->arena, setting),
        .initial = str_of(setting->initial),
        .has_range = setting->kind == FIELD_KIND_INT && setting->max > setting->min,
    };
    if (shown->has_range) {
        shown->least = show_int(call->arena, call->language, setting->min);
        shown->most = show_int(call->arena, call->language, setting->max);
    }
    return OK;
}

static enum status setting_save(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct setting_form *asked = form;
    const struct setting *setting = setting_of(request, asked->key);
    if (setting == NULL) {
        return NOT_FOUND;
    }
    TRY(setting_change(&request->call, setting, asked->value));
    request->call.once = NULL;
    TRY(setting_follow(&request->call, setting));
    request_flash(request, N_("Saved"));
    request_redirect(request, "/system");
    return OK;
}

struct job_form {
    int64_t id;
};
static const struct field JOB_FORM_FIELDS[] = {FIELD(ID, struct job_form, id, NULL)};
static const struct table JOB_FORM_TABLE = TABLE("job_form", struct job_form, JOB_FORM_FIELDS);

static enum status retry(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    return job_retry(tx, ((const struct job_form *)in)->id);
}

static enum status job_again(struct request *request, const void *form, void *view)
{
    (void)view;
    TRY(call_write(&request->call, "job.retry", retry, form, NULL));
    request_flash(request, N_("It is tried again now"));
    request_redirect(request, "/system");
    return OK;
}

const struct route SYSTEM_ROUTES[] = {
    {.method = METHOD_GET,
     .path = "/system",
     .permission = &SETTING_MANAGE,
     .cost = COST_FAST,
     .handle = system_show,
     .view = &SYSTEM_TABLE,
     .page = "system",
     .title = N_("System")},
    {.method = METHOD_GET,
     .path = "/system/settings/{key}",
     .permission = &SETTING_MANAGE,
     .cost = COST_FAST,
     .handle = setting_show,
     .form = &SETTING_FORM_TABLE,
     .view = &SETTING_VIEW_TABLE,
     .page = "setting",
     .title = N_("Setting")},
    {.method = METHOD_POST,
     .path = "/system/settings/{key}",
     .permission = &SETTING_MANAGE,
     .cost = COST_CHANGE,
     .handle = setting_save,
     .form = &SETTING_FORM_TABLE,
     .title = N_("Change a setting")},
    {.method = METHOD_POST,
     .path = "/system/jobs/{id}/retry",
     .permission = &SETTING_MANAGE,
     .cost = COST_CHANGE,
     .handle = job_again,
     .form = &JOB_FORM_TABLE,
     .title = N_("Try given-up work again")},
    {.path = NULL},
};

const struct menu_item SYSTEM_MENU[] = {
    {.label = N_("System"),
     .path = "/system",
     .icon = "settings",
     .permission = &SETTING_MANAGE,
     .order = 90},
    {.path = NULL},
};
