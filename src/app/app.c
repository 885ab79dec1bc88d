/* Start and stop.
 *
 * Opening: directory, lock, database, migrations, each slice's own start, workers. Serving: templates
 * compiled against their views (a mistake in one stops the program here, not a person later), the
 * HTTP server, the command socket. Stopping goes the same way back: nobody new is let in, what is
 * under way is finished, then the writer's queue, then the file.
 */
#include "app/app.h"

#include "app/assets.h"
#include "app/setup.h"
#include "app/slot.h"
#include "app/unfinished.h"
#include "platform/base/log.h"
#include "platform/db/migrate.h"
#include "platform/text/language.h"
#include "platform/text/words.h"
#include "platform/web/page.h"
#include "platform/web/server.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { GRACE_MS = 5000, PASSWORD_BYTES = 1024 };

struct app {
    struct arena *arena;
    struct platform platform;
    struct gathered gathered;
    int lock_file; /* -1: none */
    bool has_file; /* SQLite in the data directory */
};

static enum status cannot(struct err *err, const char *message, struct str directory)
{
    struct err_item *item = err_add(err, message);
    err_text(err, item, "directory", directory);
    err_text(err, item, "reason", str_of(strerror(errno)));
    return UNAVAILABLE;
}

/* Makes the data directory, for its owner alone, and holds it for this process. */
static enum status take_directory(struct app *app, struct str directory, struct err *err)
{
    const char *path = str_c(app->arena, directory);
    if (mkdir(path, 0700) != 0 && errno != EEXIST) {
        return cannot(err, N_("The data directory {directory} cannot be made: {reason}."),
                      directory);
    }
    const char *absolute = realpath(path, NULL);
    if (absolute == NULL) {
        return cannot(err, N_("The data directory {directory} cannot be made: {reason}."),
                      directory);
    }
    app->platform.data_directory = str_copy(app->arena, str_of(absolute));
    free((void *)(uintptr_t)absolute);
    return db_lock_directory(path, &app->lock_file, err);
}

/* A demo that was not made to its end is made anew, and nobody takes one for an organisation. */
static enum status settle_demo(struct app *app, struct err *err)
{
    if (!app->has_file) {
        return OK;
    }
    if (app->platform.is_demo) {
        return unfinished_begin(app->platform.data_directory, err);
    }
    if (unfinished_is(app->platform.data_directory)) {
        struct err_item *item = err_add(
            err,
            N_("The demo in {directory} was never finished; start it again with samsyn demo."));
        err_text(err, item, "directory", app->platform.data_directory);
        return CONFLICT;
    }
    return OK;
}

static enum status open_database(struct app *app, const struct data_place *place, struct err *err)
{
    struct str location = place->database;
    if (str_is_empty(location)) {
        location =
            str_format(app->arena, "%.*s/samsyn.sqlite", STR_ARG(app->platform.data_directory));
    }
    struct db_options options = {.location = location, .clock = &app->platform.clock};
    TRY(db_open(&options, &app->platform.db, err));
    return db_migrate(app->platform.db, app->gathered.migrations, app->gathered.migration_count,
                      err);
}

static enum status start_slices(struct app *app, struct err *err)
{
    for (const struct slice *const *slice = app->gathered.slices; *slice != NULL; slice++) {
        if ((*slice)->start == NULL) {
            continue;
        }
        ARENA_SCOPED(arena);
        struct call call = {
            .platform = &app->platform,
            .db = app->platform.db,
            .arena = arena,
            .err = err,
            .clock = &app->platform.clock,
            .language = app->platform.language,
            .zone = app->platform.zone,
            .actor = {.person = NO_INT, .role = STR("system"), .source = STR("start")},
        };
        enum status status = (*slice)->start(&call, app->gathered.slices);
        call_end(&call);
        TRY(status);
    }
    return OK;
}

/* A secret of the operator's: a file in the data directory, never in the database. */
static struct str read_secret(struct app *app, const char *name)
{
    char path[PATH_MAX];
    int length =
        snprintf(path, sizeof(path), "%.*s/%s", STR_ARG(app->platform.data_directory), name);
    FILE *file = length > 0 && (size_t)length < sizeof(path) ? fopen(path, "re") : NULL;
    if (file == NULL) {
        return (struct str){NULL, 0};
    }
    char text[PASSWORD_BYTES];
    size_t got = fread(text, 1, sizeof(text), file);
    (void)fclose(file);
    return str_copy(app->arena, str_trim((struct str){text, got}));
}

static enum status open_all(struct app *app, const struct data_place *place, struct err *err)
{
    TRY(take_directory(app, place->directory, err));
    TRY(settle_demo(app, err));
    TRY(open_database(app, place, err));
    TRY(settings_load(&app->platform, err)); /* A slice's start asks which modules are on */
    organisation_apply(&app->platform);
    TRY(start_slices(app, err));
    app->platform.mail_password = read_secret(app, "mail-password");
    app->platform.sms_password = read_secret(app, "sms-password");
    app->platform.sms_in_secret = read_secret(app, "sms-in-secret");
    return workers_start(&app->platform, err);
}

enum status app_open(const struct data_place *place, bool is_demo, struct app **out_app,
                     struct err *err)
{
    struct arena *arena = arena_new(0);
    struct app *app = ARENA_NEW(arena, struct app);
    app->arena = arena;
    app->lock_file = -1;
    app->has_file = str_is_empty(place->database);
    gather(arena, &app->gathered);
    clock_init(&app->platform.clock);
    app->platform.zone = "Europe/Stockholm";
    app->platform.language = language_find(STR("sv"));
    app->platform.words = words_new();
    app->platform.is_demo = is_demo;
    app->platform.job_kinds = app->gathered.jobs;
    app->platform.reactions = app->gathered.reactions;
    app->platform.schedules = app->gathered.schedules;
    app->platform.settings = app->gathered.settings;
    app->platform.modules = app->gathered.modules;
    app->platform.event_kinds = app->gathered.events;
    app->platform.slices = app->gathered.slices;
    enum status status = open_all(app, place, err);
    if (status != OK) {
        app_close(app);
        return status;
    }
    *out_app = app;
    return OK;
}

void app_close(struct app *app)
{
    if (app == NULL) {
        return;
    }
    workers_stop(&app->platform);
    db_close(app->platform.db);
    words_free(app->platform.words);
    if (app->lock_file >= 0) {
        close(app->lock_file);
    }
    arena_free(app->arena);
}

struct platform *app_platform(struct app *app)
{
    return &app->platform;
}

bool app_has_file(const struct app *app)
{
    return app->has_file;
}

static struct str asset_address(void *self, struct str name)
{
    (void)self;
    return asset_path(name);
}

/* The server with its pages; `set` is released by the caller, whatever the end. */
static enum status start_server(struct app *app, struct str listen, struct template_set *set,
                                struct server **out, struct err *err)
{
    const struct slots *slots = NULL;
    struct slot_parts parts = {.set = set,
                               .places = app->gathered.slots,
                               .providers = app->gathered.providers,
                               .modules = app->gathered.provider_modules};
    TRY(slots_made(app->arena, &parts, &slots, err));
    struct server_options options = {
        .platform = &app->platform,
        .listen = listen,
        .routes = app->gathered.routes,
        .menus = app->gathered.menus,
        .route_modules = app->gathered.route_modules,
        .menu_modules = app->gathered.menu_modules,
        .viewers = app->gathered.viewers,
        .asset_find = asset_find,
        .templates = set,
        .slot = slots_fill,
        .slots = slots,
    };
    return server_start(&options, out, err);
}

/* Waits for SIGINT or SIGTERM, which all threads hold back. */
static void wait_for_end(void)
{
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    int came = 0;
    sigwait(&ends, &came);
}

static enum status serve_until_end(struct app *app, const struct app_serving *serving,
                                   struct template_set *set, struct err *err)
{
    struct server *server = NULL;
    TRY(start_server(app, serving->listen, set, &server, err));
    struct command_server *commands = NULL;
    enum status status = command_server_start(serving->program, &app->platform,
                                              app->platform.data_directory, &commands, err);
    if (status == OK) {
        serving->told(serving->self, server_port(server));
        wait_for_end();
        log_info("server.stopping", "grace_ms=%d", GRACE_MS);
    }
    command_server_stop(commands);
    server_stop(server, GRACE_MS);
    return status;
}

enum status app_serve(struct app *app, const struct app_serving *serving, struct err *err)
{
    TRY(setup_invite(&app->platform, app->arena, err));
    struct template_help help = {.asset = asset_address};
    struct template_set *set = NULL;
    TRY(template_set_new(app->gathered.pages, app->gathered.page_count, &PAGE_TABLE, &help, &set));
    enum status status = serve_until_end(app, serving, set, err);
    template_set_free(set);
    return status;
}
