/* The composition root: the only room that knows everybody. It opens the data, brings them up to date,
 * wires what the slices declare, and owns start and stop. */
#ifndef SAMSYN_APP_APP_H
#define SAMSYN_APP_APP_H

#include "platform/cli/program.h"
#include "slices/slice.h"

struct app;

/* All slices, in the order in which they may look at each other; ends with NULL. Adding a slice adds
 * one line in src/slices/order. */
extern const struct slice *const SLICES[];

/* Opens the data: makes the directory, locks it, migrates, starts the workers. UNAVAILABLE or INVALID
 * with one clear line. `is_demo`: sign-in by role and a clock that can be moved. */
enum status app_open(const struct data_place *place, bool is_demo, struct app **out_app,
                     struct err *err) MUST_CHECK;
void app_close(struct app *app); /* accepts NULL */
struct platform *app_platform(struct app *app);
bool app_has_file(const struct app *app); /* its database is a file in the data directory */

/* Serves until `is_stopping` is set or SIGTERM or SIGINT comes; told when it listens. */
struct app_serving {
    struct str listen;             /* "127.0.0.1:8080" */
    const struct program *program; /* commands for the socket */
    void (*told)(void *self, int port);
    void *self;
};
enum status app_serve(struct app *app, const struct app_serving *serving,
                      struct err *err) MUST_CHECK;

/* Everything that the slices declare, gathered once; arrays end with NULL. */
struct gathered {
    const struct slice *const *slices; /* with their parts */
    const struct migration **migrations;
    size_t migration_count;
    const struct job_kind **jobs;
    const struct reaction **reactions;
    const struct schedule **schedules;
    const struct setting **settings;
    const struct event_kind **events;
    const struct route **routes;
    const struct menu_item **menus;
    const struct setting **modules, **route_modules, **menu_modules, **provider_modules;
    const struct template_source *pages; /* one array, page_count long */
    size_t page_count;
    const struct demo_step **demo; /* in their order */
    const struct verification **verifications;
    const struct command **commands;
    const struct metric **metrics;
    const struct slot **slots;
    const struct slot_provider **providers;
    const struct viewer_source *viewers;
};
void gather(struct arena *arena, struct gathered *out);

#endif
