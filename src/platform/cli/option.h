/* Private to the room `cli`: arguments into a command's options. */
#ifndef SAMSYN_CLI_OPTION_H
#define SAMSYN_CLI_OPTION_H

#include "platform/cli/program.h"

/* What was asked for, worked out from argv without carrying anything out. */
struct parsed_command {
    const struct command *command; /* NULL: none of that name, or only help was asked for */
    void *options;                 /* of command->options, in the arena */
    struct data_place place;
    bool is_json;
    bool wants_help;
    bool wants_version;
};

/* INVALID with err when the words are not a command or an option is wrong: exit code 2.
 * What it makes lives in err's arena. */
enum status command_parse(const struct program *program, int argc, char **argv,
                          struct parsed_command *out, struct err *err) MUST_CHECK;
/* All commands, or one with its options. */
void command_help(const struct program *program, const struct language *language,
                  const struct command *command, FILE *out);

#endif
