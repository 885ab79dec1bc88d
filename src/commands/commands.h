/* The command line's verbs that are no slice's: serving, the demo, its clock, verifying. */
#ifndef SAMSYN_COMMANDS_COMMANDS_H
#define SAMSYN_COMMANDS_COMMANDS_H

#include "app/app.h"

extern const struct command SERVE_COMMAND;
extern const struct command DEMO_COMMAND;
extern const struct command CLOCK_COMMAND;
extern const struct command VERIFY_COMMAND;
extern const struct command API_COMMAND;
extern const struct command BACKUP_COMMAND;
extern const struct command RESTORE_COMMAND;

/* The whole program: these verbs and the slices'. Made once, by main. */
const struct program *program_made(struct arena *arena);

/* Makes the demo organisation when it has not been made in these data; sets the clock. */
enum status demo_make(struct app *app, int64_t seed, int64_t now_ms,
                      struct command_call *command) MUST_CHECK;

#endif
