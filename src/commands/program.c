/* All verbs together, and how one of them opens the data when no server holds them. */
#include "commands/commands.h"

#include "platform/base/vec.h"

static const struct command *const OWN_COMMANDS[] = {
    &SERVE_COMMAND, &DEMO_COMMAND,   &CLOCK_COMMAND,   &VERIFY_COMMAND,
    &API_COMMAND,   &BACKUP_COMMAND, &RESTORE_COMMAND, NULL,
};

struct opener {
    struct program program;
    struct app *app;
};

static enum status open_data(void *self, const struct data_place *place,
                             struct platform **out_platform, struct err *err)
{
    struct opener *opener = self;
    TRY(app_open(place, false, &opener->app, err));
    *out_platform = app_platform(opener->app);
    return OK;
}

static void close_data(void *self, struct platform *platform)
{
    (void)platform;
    struct opener *opener = self;
    app_close(opener->app);
    opener->app = NULL;
}

const struct program *program_made(struct arena *arena)
{
    struct gathered gathered;
    gather(arena, &gathered);
    struct vec list = vec_of(arena, sizeof(void *));
    for (const struct command *const *at = OWN_COMMANDS; *at != NULL; at++) {
        *(const struct command **)vec_add(&list) = *at;
    }
    for (const struct command **at = gathered.commands; *at != NULL; at++) {
        *(const struct command **)vec_add(&list) = *at;
    }
    *(const struct command **)vec_add(&list) = NULL;

    struct opener *opener = ARENA_NEW(arena, struct opener);
    opener->program = (struct program){
        .commands = list.at,
        .self = opener,
        .open = open_data,
        .close = close_data,
    };
    return &opener->program;
}
