/* The pages of those who answer questions about data: what is kept at all, what is kept of one person,
 * handing it out, erasing. And one's own data, for everybody who signs in. */
#include "people_queries.h"
#include "platform/web/page.h"
#include "platform/work/platform.h"
#include "slices/people/people_commands.h"
#include "slices/people/people_handlers.h"
#include "slices/people/people_privacy.h"

struct privacy_view {
    struct privacy_line *lines;
    size_t lines_count;
};
static const struct field PRIVACY_VIEW_FIELDS[] = {
    FIELD_LIST_OF(struct privacy_view, lines, &PRIVACY_LINE_TABLE, N_("What is kept")),
};
static const struct table PRIVACY_VIEW_TABLE =
    TABLE("privacy", struct privacy_view, PRIVACY_VIEW_FIELDS);

static enum status privacy_show(struct request *request, const void *form, void *view)
{
    (void)form;
    struct privacy_view *page = view;
    struct rows lines;
    privacy_lines(&request->call, &lines);
    privacy_told(&request->call, &lines);
    page->lines = lines.at;
    page->lines_count = lines.count;
    return OK;
}

/* --- One person --- */

struct data_view {
    struct person person; /* first: see PERSON_ASKED */
    struct privacy_line *lines;
    size_t lines_count;
    bool is_kept; /* something must be */
    bool is_own;
};
static const struct field DATA_VIEW_FIELDS[] = {
    FIELD(ID, struct person, id, N_("Id")),
    FIELD(TEXT, struct person, name, N_("Name"), .flags = FIELD_PERSONAL),
    FIELD(TIME, struct person, erased_at, N_("Erased")),
    FIELD_LIST_OF(struct data_view, lines, &PRIVACY_LINE_TABLE, N_("What is kept")),
    FIELD(BOOL, struct data_view, is_kept, N_("Something must be kept")),
    FIELD(BOOL, struct data_view, is_own, N_("Your own")),
};
static const struct table DATA_VIEW_TABLE = TABLE("data", struct data_view, DATA_VIEW_FIELDS);

static enum status fill(struct request *request, int64_t person, struct data_view *page)
{
    struct rows lines = {0};
    TRY(privacy_of(&request->call, person, &lines));
    page->lines = ARENA_ARRAY(request->call.arena, lines.count + 1, struct privacy_line);
    const struct privacy_line *line = lines.at;
    for (size_t i = 0; i < lines.count; i++) {
        bool is_there = line[i].count != NO_INT && line[i].count > 0;
        page->is_kept = page->is_kept || !str_is_empty(line[i].duty);
        if (is_there || !str_is_empty(line[i].duty)) {
            page->lines[page->lines_count++] = line[i];
        }
    }
    page->is_own = person == request->viewer.person;
    return OK;
}

static enum status data_show(struct request *request, const void *form, void *view)
{
    const struct person_form *wanted = form;
    struct data_view *page = view;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    TRY(person_seen(request, tx, wanted->id, &page->person));
    TRY(people_note_read(request, &page->person));
    return fill(request, wanted->id, page);
}

static enum status own_data_show(struct request *request, const void *form, void *view)
{
    (void)form;
    struct data_view *page = view;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    TRY(entity_get(tx, &PERSON_ENTITY, request->viewer.person, &page->person));
    return fill(request, request->viewer.person, page);
}

/* --- Handing out --- */

static enum status hand_out(struct request *request, int64_t person)
{
    struct str json = {NULL, 0};
    TRY(people_data_export(&request->call, person, &json));
    request_file(request, str_format(request->call.arena, "person-%lld.json", (long long)person),
                 STR("application/json"), json);
    return OK;
}

static enum status data_export_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct person_form *wanted = form;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct person person;
    TRY(person_seen(request, tx, wanted->id, &person));
    return hand_out(request, person.id);
}

static enum status own_data_export_do(struct request *request, const void *form, void *view)
{
    (void)form;
    (void)view;
    return hand_out(request, request->viewer.person);
}

/* --- Erasing --- */

struct erase_form {
    int64_t id;
    bool is_checked;
};
static const struct field ERASE_FORM_FIELDS[] = {
    FIELD(ID, struct erase_form, id, N_("Id"), .flags = FIELD_HIDDEN),
    FIELD(BOOL, struct erase_form, is_checked,
          N_("I know who is asking, and that this cannot be taken back")),
};
static const struct table ERASE_FORM_TABLE =
    TABLE("erase_form", struct erase_form, ERASE_FORM_FIELDS);

static enum status data_erase_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct erase_form *wanted = form;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct person person;
    TRY(person_seen(request, tx, wanted->id, &person));
    if (!wanted->is_checked) {
        return err_return_field(request->call.err, "is_checked",
                                N_("Say that you know who is asking."));
    }
    struct erasure_report report;
    TRY(people_erase(&request->call, person.id, &report));
    request_flash(request, report.is_done
                               ? N_("Erased. Nothing here tells any more who it was.")
                               : N_("Erased, except for what the law has us keep. The rest follows "
                                    "by itself when its time is up."));
    request_redirect(request, "/people/%lld/data", (long long)person.id);
    return OK;
}

static const struct route ROUTES[] = {
    {.method = METHOD_GET,
     .path = "/privacy",
     .permission = &PEOPLE_DATA,
     .cost = COST_FAST,
     .handle = privacy_show,
     .view = &PRIVACY_VIEW_TABLE,
     .page = "people/privacy",
     .title = N_("What we keep of people")},
    {.method = METHOD_GET,
     .path = "/people/{id}/data",
     .permission = &PEOPLE_DATA,
     .cost = COST_READ,
     .handle = data_show,
     .form = &PERSON_FORM_TABLE,
     .view = &DATA_VIEW_TABLE,
     .page = "people/data",
     .title = N_("What is kept of a person")},
    {.method = METHOD_POST,
     .path = "/people/{id}/data",
     .permission = &PEOPLE_DATA,
     .cost = COST_CHANGE,
     .handle = data_erase_do,
     .form = &ERASE_FORM_TABLE,
     .title = N_("Erase")},
    {.method = METHOD_POST,
     .path = "/people/{id}/data/export",
     .permission = &PEOPLE_DATA,
     .cost = COST_CHANGE,
     .handle = data_export_do,
     .form = &PERSON_FORM_TABLE,
     .title = N_("Hand out everything")},
    {.method = METHOD_GET,
     .path = "/settings/data",
     .permission = &SIGNED_IN,
     .cost = COST_READ,
     .handle = own_data_show,
     .view = &DATA_VIEW_TABLE,
     .page = "people/own-data",
     .title = N_("What is kept of you")},
    {.method = METHOD_POST,
     .path = "/settings/data/export",
     .permission = &SIGNED_IN,
     .cost = COST_CHANGE,
     .handle = own_data_export_do,
     .title = N_("Hand out everything")},
    {.path = NULL},
};

static const struct permission *const PERMISSIONS[] = {&PEOPLE_DATA, NULL};
static const struct role ADMIN = {"admin", N_("Administrator"), PERMISSIONS};
static const struct role *const ROLES[] = {&ADMIN, NULL};
static const struct menu_item MENU[] = {
    {N_("Personal data"), "/privacy", "person", &PEOPLE_DATA, 85},
    {.path = NULL},
};
static const struct event_kind *const EVENTS[] = {&PERSON_READ, &PERSON_HANDED_OUT,
                                                  &PERSON_ERASURE_ASKED, &PERSON_ERASED, NULL};
static const struct setting *const SETTINGS[] = {&RETENTION_DAYS, NULL};
static const struct job_kind *const JOBS[] = {&RETENTION_JOB, NULL};
static const struct schedule *const SCHEDULES[] = {&RETENTION_SCHEDULE, NULL};
static const struct command *const COMMANDS[] = {&PRIVACY_TABLE_COMMAND, &PRIVACY_EXPORT_COMMAND,
                                                 &PRIVACY_ERASE_COMMAND, NULL};

const struct slice PEOPLE_PRIVACY_PART = {
    .name = "people",
    .permissions = PERMISSIONS,
    .roles = ROLES,
    .routes = ROUTES,
    .menu = MENU,
    .events = EVENTS,
    .settings = SETTINGS,
    .jobs = JOBS,
    .schedules = SCHEDULES,
    .privacy = PEOPLE_PRIVACY,
    .commands = COMMANDS,
};
