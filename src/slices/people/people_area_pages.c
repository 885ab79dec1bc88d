/* The areas of the organisation: what people work in, each with its time zone and language. */
#include "people_queries.h"
#include "platform/calendar/calendar.h"
#include "platform/text/fold.h"
#include "platform/web/page.h"
#include "slices/people/people_events.h"
#include "slices/people/people_handlers.h"

const struct choice PEOPLE_ZONES[] = {
    {"Europe/Stockholm", N_("Sweden")},      {"Europe/Helsinki", N_("Finland")},
    {"Europe/Mariehamn", N_("Åland")},       {"Europe/Oslo", N_("Norway")},
    {"Europe/Copenhagen", N_("Denmark")},    {"Atlantic/Reykjavik", N_("Iceland")},
    {"Atlantic/Faroe", N_("Faroe Islands")}, {NULL, NULL}};

static const struct event_kind AREA_CHANGED = {
    .name = "people.area.changed", .label = N_("Area changed"), .thing = N_("Area")};

struct areas_view {
    struct area *areas;
    size_t areas_count;
};
static const struct field AREAS_VIEW_FIELDS[] = {
    FIELD_LIST_OF(struct areas_view, areas, &AREA_TABLE, N_("Areas")),
};
static const struct table AREAS_VIEW_TABLE = TABLE("areas", struct areas_view, AREAS_VIEW_FIELDS);

struct area_form {
    int64_t id, version;
    struct str name, zone, language;
};
#define AREA_ASKED                                                                                 \
    FIELD(TEXT, struct area_form, name, N_("Name"), .max = 100, .flags = FIELD_REQUIRED,           \
          .help = N_("A part of the organisation: a region, a town, a line of business.")),        \
        FIELD(ENUM, struct area_form, zone, N_("Time zone"), .choices = PEOPLE_ZONES,              \
              .flags = FIELD_REQUIRED),                                                            \
        FIELD(ENUM, struct area_form, language, N_("Language"), .choices = PERSON_LANGUAGES,       \
              .flags = FIELD_REQUIRED)
static const struct field AREA_NEW_FIELDS[] = {AREA_ASKED};
static const struct table AREA_NEW_TABLE = TABLE("area_form", struct area_form, AREA_NEW_FIELDS);
static const struct field AREA_FORM_FIELDS[] = {
    FIELD(ID, struct area_form, id, N_("Id"), .flags = FIELD_HIDDEN),
    FIELD(INT, struct area_form, version, N_("Version"), .flags = FIELD_HIDDEN),
    AREA_ASKED,
};
static const struct field AREA_ID_FIELDS[] = {FIELD(ID, struct area_form, id, N_("Id"))};
static const struct table AREA_ID_TABLE = TABLE("area_id", struct area_form, AREA_ID_FIELDS);
static const struct table AREA_FORM_TABLE = TABLE("area_form", struct area_form, AREA_FORM_FIELDS);

static enum status areas_show(struct request *request, const void *form, void *view)
{
    (void)form;
    struct areas_view *page = view;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct rows areas = {0};
    TRY(people_areas(tx, request->call.arena, &areas));
    page->areas = areas.at;
    page->areas_count = areas.count;
    return OK;
}

/* As the organisation has it: most areas are of the same country. */
static enum status area_new_show(struct request *request, const void *form, void *view)
{
    (void)form;
    struct area_form *page = view;
    page->zone = str_of(request->call.platform->zone);
    page->language = str_of(language_key(request->call.platform->language));
    return OK;
}

static enum status area_new_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct area_form *asked = form;
    struct area area = {.version = 1,
                        .name = str_trim(asked->name),
                        .zone = asked->zone,
                        .language = asked->language};
    TRY(people_area_add(&request->call, &area));
    request_flash(request, N_("Saved"));
    request_redirect(request, "/areas");
    return OK;
}

static enum status area_edit_show(struct request *request, const void *form, void *view)
{
    const struct area_form *asked = form;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct area area;
    TRY(entity_get(tx, &AREA_ENTITY, asked->id, &area));
    *(struct area_form *)view =
        (struct area_form){area.id, area.version, area.name, area.zone, area.language};
    return OK;
}

static enum status area_save(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    const struct area_form *asked = in;
    struct area before;
    TRY(entity_get(tx, &AREA_ENTITY, asked->id, &before));
    if (before.version != asked->version) {
        return err_return(err, CONFLICT, N_("Somebody else saved this meanwhile."));
    }
    struct area after = before;
    after.name = str_trim(asked->name);
    after.zone = asked->zone;
    after.language = asked->language;
    after.name_key = text_sort_key(tx_arena(tx), language_find(after.language), after.name);
    struct event event = {
        .kind = &AREA_CHANGED, .subject_table = &AREA_TABLE, .subject = before.id, .cause = NO_INT};
    int64_t event_id = NO_INT;
    TRY(event_emit(tx, &event, &event_id));
    enum status status = entity_update(tx, &AREA_ENTITY, event_id, &before, &after);
    if (status == CONFLICT) {
        err_add_field(err, "name", N_("There is already an area with this name."));
    }
    return status;
}

static enum status area_edit_do(struct request *request, const void *form, void *view)
{
    (void)view;
    TRY(call_write(&request->call, "area.save", area_save, form, NULL));
    request_flash(request, N_("Saved"));
    request_redirect(request, "/areas");
    return OK;
}

static const struct route ROUTES[] = {
    {.method = METHOD_GET,
     .path = "/areas",
     .permission = &SETTING_MANAGE,
     .cost = COST_FAST,
     .handle = areas_show,
     .view = &AREAS_VIEW_TABLE,
     .page = "people/areas",
     .title = N_("Areas")},
    {.method = METHOD_GET,
     .path = "/areas/new",
     .permission = &SETTING_MANAGE,
     .cost = COST_FAST,
     .handle = area_new_show,
     .view = &AREA_NEW_TABLE,
     .page = "people/area",
     .title = N_("Add an area")},
    {.method = METHOD_POST,
     .path = "/areas/new",
     .permission = &SETTING_MANAGE,
     .cost = COST_CHANGE,
     .handle = area_new_do,
     .form = &AREA_NEW_TABLE,
     .title = N_("Add an area")},
    {.method = METHOD_GET,
     .path = "/areas/{id}/edit",
     .permission = &SETTING_MANAGE,
     .cost = COST_FAST,
     .handle = area_edit_show,
     .form = &AREA_ID_TABLE,
     .view = &AREA_FORM_TABLE,
     .page = "people/area",
     .title = N_("Change an area")},
    {.method = METHOD_POST,
     .path = "/areas/{id}/edit",
     .permission = &SETTING_MANAGE,
     .cost = COST_CHANGE,
     .handle = area_edit_do,
     .form = &AREA_FORM_TABLE,
     .title = N_("Change an area")},
    {.path = NULL},
};
static const struct event_kind *const EVENTS[] = {&AREA_CHANGED, NULL};
static const struct setup_step AREAS_STEP = {
    .key = "areas",
    .label = N_("Areas"),
    .help = N_("The parts of the organisation. Buildings and people belong to an area."),
    .path = "/areas/new",
    .permission = &SETTING_MANAGE,
    .count = &PEOPLE_COUNT_AREAS,
    .least = 1,
    .order = 20,
};
static const struct setup_step ROLES_STEP = {
    .key = "roles",
    .label = N_("The first roles"),
    .help = N_("Who may do what: open a person and give a role. You are the only administrator as "
               "long as nobody else is."),
    .path = "/people",
    .permission = &PEOPLE_MANAGE,
    .count = &PEOPLE_COUNT_GRANTS,
    .least = 2,
    .order = 80,
};
static const struct setup_step *const SETUP[] = {&AREAS_STEP, &ROLES_STEP, NULL};

const struct slice AREAS_PART = {
    .name = "people.areas", .routes = ROUTES, .events = EVENTS, .setup = SETUP};
