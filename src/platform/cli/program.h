/* The command line as a whole: finds the verb, reads its options, and runs it here or in the server
 * that holds the data. */
#ifndef SAMSYN_CLI_PROGRAM_H
#define SAMSYN_CLI_PROGRAM_H

#include "platform/cli/command.h"

/* Where the data are: `--data DIR` (samsyn-data by default) or `--database URL`. */
struct data_place {
    struct str directory;
    struct str database; /* empty: the SQLite file in the directory */
};

struct program {
    const struct command *const *commands; /* ends with NULL */
    void *self;
    /* Opens the data for one command when no server holds them. */
    enum status (*open)(void *self, const struct data_place *place, struct platform **out_platform,
                        struct err *err);
    void (*close)(void *self, struct platform *platform);
};

/* What one command may touch: of this process, or received over the socket. Borrowed. */
struct command_files {
    FILE *in, *out, *err;
    const struct language *language; /* of who typed the command */
    int directory;
    const _Atomic bool *is_cancelled;
};

int program_main(const struct program *program, int argc, char **argv);

/* Runs a command against open data; what the socket's server does. Returns the exit code. */
int program_run_here(const struct program *program, struct platform *platform,
                     const struct command_files *files, int argc, char **argv);

/* The socket DIR/samsyn.sock of a running server, 0600. Each command has a thread, at most 16. */
struct command_server;
enum status command_server_start(const struct program *program, struct platform *platform,
                                 struct str directory, struct command_server **out,
                                 struct err *err) MUST_CHECK;
void command_server_stop(struct command_server *server); /* cancels what runs; accepts NULL */

/* The language of the terminal's user: LC_ALL, LC_MESSAGES or LANG; English when none is set. */
const struct language *terminal_language(void);

/* Asks the server of this directory to run a command; false when none listens there. */
bool command_server_ask(struct str directory, int argc, char **argv, int *out_exit);

#endif
