/* Commands: a table of verbs with typed options; output to a person or as JSON; exit codes 0, 1, 2.
 *
 * A data directory is locked by the server that uses it. A command that needs the data finds the
 * server by DIR/samsyn.sock and is carried out there: its arguments and its standard input, output and
 * error go over the socket as open files, so that progress reaches the terminal at once and Ctrl-C ends it.
 */
#ifndef SAMSYN_CLI_COMMAND_H
#define SAMSYN_CLI_COMMAND_H

#include "platform/base/field.h"

#include <stdio.h>

struct platform;

/* `--name VALUE`, or a positional with name in capitals. Values are put into the command's struct by
 * its field table: `--dry-run` is the BOOL field `dry_run`. */
struct command_call {
    struct platform *platform; /* NULL for commands that need no data */
    struct arena *arena;
    struct err *err;
    FILE *out;
    FILE *progress; /* standard error */
    int directory;  /* open directory that relative file names are relative to */
    bool is_terminal;
    bool is_json;
    const volatile bool *is_cancelled;
};

struct command {
    const char *words;              /* "import fi-buildings" */
    const char *summary;            /* msgid, one line */
    const struct table *options;    /* struct of options and positionals; NULL: none */
    const char *const *positionals; /* fields given by place; ends with NULL */
    bool needs_data;                /* runs against a data directory or database */
    enum status (*run)(struct command_call *call, const void *options);
};

/* Reads a file named on the command line, at most `limit` bytes, into the arena. */
enum status command_read_file(struct command_call *call, struct str name, size_t limit,
                              struct str *out_bytes) MUST_CHECK;
/* Rewrites one progress line on a terminal, at most ten times a second; a line at the end elsewhere. */
void command_progress(struct command_call *call, const char *what, int64_t done, int64_t total);

#endif
