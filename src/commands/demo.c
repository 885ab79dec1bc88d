/* The demo: a simulation on one timeline through the slices' own verbs. Its clock starts 24 months
 * before the demo's present and each step moves it on; afterwards it ticks, and how far it is from real
 * time is kept, so that a restart goes on where it was. */
#include "commands/commands.h"

#include "app/unfinished.h"
#include "platform/base/log.h"
#include "platform/work/setting.h"

#include <inttypes.h>

/* Kept as settings that no page lists: they are the demo's own state. */
static const struct setting DEMO_OFFSET = {
    .key = "demo.clock_offset_ms",
    .label = N_("Demo: the clock's distance from real time"),
    .kind = FIELD_KIND_TEXT,
    .initial = "",
};

static enum status keep_offset(struct call *call, const struct clock *clock)
{
    int64_t offset = clock_now(clock) - real_now_ms();
    return setting_change(call, &DEMO_OFFSET, str_format(call->arena, "%" PRId64, offset));
}

static enum status run_steps(struct app *app, struct call *call, struct random_source *random,
                             struct command_call *command)
{
    struct gathered gathered;
    gather(call->arena, &gathered);
    int64_t total = 0;
    while (gathered.demo[total] != NULL) {
        total++;
    }
    (void)app;
    for (int64_t i = 0; i < total; i++) {
        TRY(gathered.demo[i]->run(call, random));
        call_end(call);
        command_progress(command, "demo", i + 1, total);
    }
    return OK;
}

enum status demo_make(struct app *app, int64_t seed, int64_t now_ms, struct command_call *command)
{
    struct platform *platform = app_platform(app);
    struct call call = platform_call(platform, command->arena, command->err, STR("demo"));
    struct str known = setting_text(platform, command->arena, &DEMO_OFFSET);
    int64_t offset = 0;
    bool is_in_file = app_has_file(app);
    if (!str_is_empty(known) && str_to_int64(known, &offset)) {
        clock_set(&platform->clock, real_now_ms() + offset);
        return OK;
    }
    if (is_in_file && !unfinished_is(platform->data_directory)) {
        struct err_item *item = err_add(
            command->err,
            N_("{directory} holds an organisation already; the demo needs a place of its own."));
        err_text(command->err, item, "directory", platform->data_directory);
        return CONFLICT;
    }
    struct random_source random;
    random_seed(&random, (uint64_t)seed);
    clock_set(&platform->clock, now_ms);
    TRY(run_steps(app, &call, &random, command));
    clock_set(&platform->clock, now_ms);
    TRY(keep_offset(&call, &platform->clock));
    return is_in_file ? unfinished_end(platform->data_directory, command->err) : OK;
}

/* --- samsyn clock --- */

struct clock_options {
    struct str by;
};
static const struct field CLOCK_FIELDS[] = {FIELD(
    TEXT, struct clock_options, by, N_("How far: +3d, +90m, +2h, +1w; nothing: tell the time"))};
static const struct table CLOCK_TABLE = TABLE("clock", struct clock_options, CLOCK_FIELDS);
static const char *const CLOCK_PLACES[] = {"by", NULL};

static bool parse_distance(struct str text, int64_t *out_ms)
{
    static const struct {
        char unit;
        int64_t ms;
    } units[] = {{'m', 60000}, {'h', 3600000}, {'d', 86400000}, {'w', 604800000}};
    int64_t count = 0;
    if (text.len < 3 || text.at[0] != '+' ||
        !str_to_int64(str_slice(text, 1, text.len - 1), &count) || count < 0 || count > 100000) {
        return false;
    }
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (text.at[text.len - 1] == units[i].unit) {
            *out_ms = count * units[i].ms;
            return true;
        }
    }
    return false;
}

static enum status run_clock(struct command_call *command, const void *in)
{
    const struct clock_options *options = in;
    struct platform *platform = command->platform;
    struct call call = platform_call(platform, command->arena, command->err, STR("command"));
    if (!str_is_empty(options->by)) {
        int64_t distance = 0;
        if (!platform->is_demo) {
            return err_return(command->err, INVALID, N_("Only a demo's clock can be moved."));
        }
        if (!parse_distance(options->by, &distance)) {
            return err_return(command->err, INVALID,
                              N_("Write how far the clock moves as +3d, +90m, +2h or +1w."));
        }
        TRY(workers_move_clock(platform, clock_now(&platform->clock) + distance, command->err));
        TRY(keep_offset(&call, &platform->clock));
    }
    struct clock_now_row {
        int64_t now;
    } row = {clock_now(&platform->clock)};
    static const struct field fields[] = {FIELD(TIME, struct clock_now_row, now, NULL)};
    fprintf(command->out, "%.*s\n", STR_ARG(field_format(command->arena, &fields[0], &row)));
    return OK;
}

const struct command CLOCK_COMMAND = {
    .words = "clock",
    .summary = N_("Moves a demo's clock and runs what became due"),
    .options = &CLOCK_TABLE,
    .positionals = CLOCK_PLACES,
    .needs_data = true,
    .run = run_clock,
};
