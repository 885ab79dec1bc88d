/* `samsyn serve` and `samsyn demo`: the two that stay. */
#include "commands/commands.h"

#include "platform/base/log.h"
#include "platform/base/map.h"

#include <inttypes.h>
#include <signal.h>

#define DEMO_NOW "2026-11-19T08:00:00Z" /* Thursday, 09:00 in Sweden: a coach day */
enum { DEMO_SEED = 7 };

struct serve_options {
    struct str data, database, listen;
    int64_t seed;
    int64_t now;
};

#define DATA_FIELDS                                                                                \
    FIELD(TEXT, struct serve_options, data, N_("Data directory")),                                 \
        FIELD(TEXT, struct serve_options, database, N_("PostgreSQL, postgres://…")),               \
        FIELD(TEXT, struct serve_options, listen, N_("Address and port to listen on"))

static const struct field SERVE_FIELDS[] = {DATA_FIELDS};
static const struct table SERVE_TABLE = TABLE("serve", struct serve_options, SERVE_FIELDS);
static const struct field DEMO_FIELDS[] = {
    DATA_FIELDS,
    FIELD(INT, struct serve_options, seed, N_("Number from which the demo is made")),
    FIELD(TIME, struct serve_options, now,
          N_("The demo's time at its start, 2026-11-19T09:00+01:00")),
};
static const struct table DEMO_TABLE = TABLE("demo", struct serve_options, DEMO_FIELDS);

/* Signals that end the program are taken by one thread, in app_serve(). */
static void hold_signals(void)
{
    sigset_t held;
    sigemptyset(&held);
    sigaddset(&held, SIGINT);
    sigaddset(&held, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &held, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
}

struct told {
    const struct platform *platform;
    struct command_call *call;
    struct str listen;
    bool is_demo;
};

/* What a newcomer wants to know besides the address: as whom, and how it ends. A role that several
 * slices give rights to is named once. */
static void tell_roles(struct arena *arena, FILE *out)
{
    struct map named = map_of(arena);
    const char *before = "  sign in as: ";
    const struct slice *const *slice = slices_with_parts(arena, SLICES);
    for (; *slice != NULL; slice++) {
        const struct role *const *role = (*slice)->roles;
        for (; role != NULL && *role != NULL; role++) {
            if (map_get(&named, str_of((*role)->key)) == NULL) {
                map_put(&named, str_of((*role)->key), &before);
                fprintf(out, "%s%s", before, (*role)->label);
                before = ", ";
            }
        }
    }
    (void)fputs("\n  stop with Ctrl-C\n", out);
}

static void tell(void *self, int port)
{
    const struct told *told = self;
    size_t colon = told->listen.len;
    while (colon > 0 && told->listen.at[colon - 1] != ':') {
        colon--;
    }
    struct str host = str_slice(told->listen, 0, colon == 0 ? 0 : colon - 1);
    fprintf(told->call->out, "http://%.*s:%d\n", STR_ARG(host), port);
    struct str invitation = told->platform->invitation;
    if (invitation.len > 0) {
        fprintf(told->call->out, "%s http://%.*s:%d/first/%.*s\n",
                N_("Nobody is known here yet. Begin at"), STR_ARG(host), port, STR_ARG(invitation));
    }
    if (told->is_demo) {
        tell_roles(told->call->arena, told->call->out);
    }
    (void)fflush(told->call->out);
}

static struct data_place place_of(const struct serve_options *options)
{
    return (struct data_place){
        .directory = str_is_empty(options->data) ? STR("samsyn-data") : options->data,
        .database = options->database,
    };
}

static struct str listen_of(const struct serve_options *options)
{
    return str_is_empty(options->listen) ? STR("127.0.0.1:8080") : options->listen;
}

static enum status serve_app(struct command_call *call, struct app *app,
                             const struct serve_options *options)
{
    struct told told = {
        .platform = app_platform(app),
        .call = call,
        .listen = listen_of(options),
        .is_demo = app_platform(app)->is_demo,
    };
    struct app_serving serving = {
        .listen = told.listen,
        .program = program_made(call->arena),
        .told = tell,
        .self = &told,
    };
    return app_serve(app, &serving, call->err);
}

static enum status run_serve(struct command_call *call, const void *in)
{
    const struct serve_options *options = in;
    hold_signals();
    struct data_place place = place_of(options);
    struct app *app = NULL;
    TRY(app_open(&place, false, &app, call->err));
    enum status status = serve_app(call, app, options);
    app_close(app);
    return status;
}

static enum status run_demo(struct command_call *call, const void *in)
{
    const struct serve_options *options = in;
    hold_signals();
    struct data_place place = place_of(options);
    int64_t now = options->now;
    if (now == NO_TIME) {
        struct serve_options start = {0};
        TRY(field_parse(call->arena, table_field(&DEMO_TABLE, STR("now")), STR(DEMO_NOW), &start,
                        call->err));
        now = start.now;
    }
    struct app *app = NULL;
    TRY(app_open(&place, true, &app, call->err));
    int64_t seed = options->seed == NO_INT ? DEMO_SEED : options->seed;
    enum status status = demo_make(app, seed, now, call);
    if (status == OK) {
        status = serve_app(call, app, options);
    }
    app_close(app);
    return status;
}

const struct command SERVE_COMMAND = {
    .words = "serve",
    .summary = N_("Serves the organisation's data"),
    .options = &SERVE_TABLE,
    .run = run_serve,
};
const struct command DEMO_COMMAND = {
    .words = "demo",
    .summary = N_("Makes the demo organisation once, then serves it"),
    .options = &DEMO_TABLE,
    .run = run_demo,
};
