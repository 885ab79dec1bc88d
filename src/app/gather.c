/* What the slices declare, put together. */
#include "app/app.h"

#include "app/frame.h"
#include "app/setup.h"
#include "app/system.h"
#include "app_pages.h"
#include "db_schema.h"
#include "platform/base/vec.h"
#include "platform/web/uploads.h"
#include "platform/work/message.h"
#include "platform/work/setting.h"
#include "platform/work/upkeep.h"
#include "web_schema.h"
#include "work_schema.h"

#include <stdlib.h>

static const struct migration *const *const PLATFORM_MIGRATIONS[] = {
    DB_MIGRATIONS,
    WORK_MIGRATIONS,
    WEB_MIGRATIONS,
};
static const struct job_kind *const PLATFORM_JOBS[] = {&UPKEEP_JOB, &UPLOAD_SWEEP_JOB, NULL};
static const struct schedule *const PLATFORM_SCHEDULES[] = {&UPKEEP_SCHEDULE,
                                                            &UPLOAD_SWEEP_SCHEDULE, NULL};
static const struct event_kind *const PLATFORM_EVENTS[] = {&SETTING_CHANGED, NULL};

static const void *const OWN_ROUTES[] = {FRAME_ROUTES, SETUP_ROUTES, SYSTEM_ROUTES, UPLOAD_ROUTES,
                                         NULL};
static const void *const OWN_MENUS[] = {FRAME_MENU, SYSTEM_MENU, NULL};

static void add(struct vec *to, const void *item)
{
    *(const void **)vec_add(to) = item;
}

/* Appends the pointers of a list that ends with NULL; the list itself may be absent. */
static void add_all(struct vec *to, const void *list)
{
    for (const void *const *at = list; at != NULL && *at != NULL; at++) {
        add(to, *at);
    }
}

static void *ended(struct vec *list)
{
    add(list, NULL);
    return list->at;
}

static int by_order(const void *a, const void *b)
{
    const struct demo_step *const *left = a;
    const struct demo_step *const *right = b;
    return ((*left)->order > (*right)->order) - ((*left)->order < (*right)->order);
}

#define GATHER(member_)                                                                            \
    static void *gather_##member_(struct arena *arena, const struct slice *const *slices,          \
                                  const void *own)                                                 \
    {                                                                                              \
        struct vec list = vec_of(arena, sizeof(void *));                                           \
        add_all(&list, own);                                                                       \
        for (const struct slice *const *slice = slices; *slice != NULL; slice++) {                 \
            add_all(&list, (*slice)->member_);                                                     \
        }                                                                                          \
        return ended(&list);                                                                       \
    }
GATHER(jobs)
GATHER(reactions)
GATHER(schedules)
GATHER(settings)
GATHER(events)
GATHER(verifications)
GATHER(commands)
GATHER(metrics)
GATHER(slots)
GATHER(providers)

/* Routes and menus are arrays of structs, one a slice: their beginnings are gathered. */
#define GATHER_ARRAYS(member_)                                                                     \
    static void *gather_##member_(struct arena *arena, const struct slice *const *slices,          \
                                  const void *const *own)                                          \
    {                                                                                              \
        struct vec list = vec_of(arena, sizeof(void *));                                           \
        add_all(&list, own);                                                                       \
        for (const struct slice *const *slice = slices; *slice != NULL; slice++) {                 \
            if ((*slice)->member_ != NULL) {                                                       \
                add(&list, (*slice)->member_);                                                     \
            }                                                                                      \
        }                                                                                          \
        return ended(&list);                                                                       \
    }
GATHER_ARRAYS(routes)
GATHER_ARRAYS(menu)

/* Whose each of the arrays is that GATHER_ARRAYS() gathered: nobody's for the frame's own. */
static void gather_modules(struct arena *arena, struct gathered *out)
{
    struct vec modules = vec_of(arena, sizeof(void *));
    struct vec of_routes = vec_of(arena, sizeof(void *));
    struct vec of_menus = vec_of(arena, sizeof(void *));
    struct vec of_providers = vec_of(arena, sizeof(void *));
    for (const void *const *own = OWN_ROUTES; *own != NULL; own++) {
        add(&of_routes, NULL);
    }
    for (const void *const *own = OWN_MENUS; *own != NULL; own++) {
        add(&of_menus, NULL);
    }
    for (const struct slice *const *slice = out->slices; *slice != NULL; slice++) {
        const struct setting *module = (*slice)->module;
        bool is_new = module != NULL;
        for (size_t i = 0; i < modules.count && is_new; i++) {
            is_new = ((const struct setting *const *)modules.at)[i] != module;
        }
        if (is_new) {
            add(&modules, module);
        }
        const struct slot_provider *const *provider = (*slice)->providers;
        for (; provider != NULL && *provider != NULL; provider++) {
            add(&of_providers, module);
        }
        if ((*slice)->routes != NULL) {
            add(&of_routes, module);
        }
        if ((*slice)->menu != NULL) {
            add(&of_menus, module);
        }
    }
    out->modules = ended(&modules);
    out->route_modules = ended(&of_routes);
    out->menu_modules = ended(&of_menus);
    out->provider_modules = ended(&of_providers);
}

static void gather_migrations(struct arena *arena, struct gathered *out)
{
    struct vec list = vec_of(arena, sizeof(void *));
    for (size_t i = 0; i < sizeof(PLATFORM_MIGRATIONS) / sizeof(PLATFORM_MIGRATIONS[0]); i++) {
        add_all(&list, PLATFORM_MIGRATIONS[i]);
    }
    for (const struct slice *const *slice = SLICES; *slice != NULL; slice++) {
        add_all(&list, (*slice)->migrations);
    }
    out->migrations = list.at;
    out->migration_count = list.count;
}

static void add_pages(struct vec *to, const struct template_source *const *pages)
{
    for (const struct template_source *const *at = pages; at != NULL && *at != NULL; at++) {
        *(struct template_source *)vec_add(to) = **at;
    }
}

static void gather_pages(struct arena *arena, struct gathered *out)
{
    struct vec list = vec_of(arena, sizeof(struct template_source));
    add_pages(&list, APP_PAGES);
    for (const struct slice *const *slice = SLICES; *slice != NULL; slice++) {
        add_pages(&list, (*slice)->pages);
    }
    out->pages = list.at;
    out->page_count = list.count;
}

static void gather_demo(struct arena *arena, struct gathered *out)
{
    struct vec list = vec_of(arena, sizeof(void *));
    for (const struct slice *const *slice = out->slices; *slice != NULL; slice++) {
        add_all(&list, (*slice)->demo);
    }
    vec_sort(&list, by_order);
    out->demo = ended(&list);
}

static void *platform_settings(struct arena *arena)
{
    struct vec list = vec_of(arena, sizeof(void *));
    add_all(&list, MESSAGE_SETTINGS);
    add_all(&list, UPLOAD_SETTINGS);
    add_all(&list, ORGANISATION_SETTINGS);
    return ended(&list);
}

void gather(struct arena *arena, struct gathered *out)
{
    const struct slice *const *slices = slices_with_parts(arena, SLICES);
    *out = (struct gathered){
        .slices = slices,
        .jobs = gather_jobs(arena, slices, PLATFORM_JOBS),
        .reactions = gather_reactions(arena, slices, NULL),
        .schedules = gather_schedules(arena, slices, PLATFORM_SCHEDULES),
        .settings = gather_settings(arena, slices, platform_settings(arena)),
        .events = gather_events(arena, slices, PLATFORM_EVENTS),
        .verifications = gather_verifications(arena, slices, NULL),
        .commands = gather_commands(arena, slices, NULL),
        .metrics = gather_metrics(arena, slices, NULL),
        .slots = gather_slots(arena, slices, NULL),
        .providers = gather_providers(arena, slices, NULL),
        .routes = gather_routes(arena, slices, OWN_ROUTES),
        .menus = gather_menu(arena, slices, OWN_MENUS),
    };
    gather_modules(arena, out);
    gather_migrations(arena, out);
    gather_pages(arena, out);
    gather_demo(arena, out);
    for (const struct slice *const *slice = SLICES; *slice != NULL; slice++) {
        if ((*slice)->viewers != NULL) {
            out->viewers = (*slice)->viewers;
        }
    }
}
