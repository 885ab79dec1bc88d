/* Commands: a table of verbs with typed options; output to a person or as JSON; exit codes 0 (done),
 * 1 (refused or failed, one clear line on standard error) and 2 (wrong usage).
 *
 * A data directory is locked by the server that uses it. A command that needs the data finds the
 * server by DIR/samsyn.sock and is carried out there: its arguments and its standard input, output,
 * error and working directory go over the socket as open files, so that progress reaches the terminal
 * at once, files are read with the caller's own directory, and Ctrl-C ends it.
 */
#ifndef SAMSYN_CLI_COMMAND_H
#define SAMSYN_CLI_COMMAND_H

#include "platform/base/field.h"

#include <stdio.h>

struct platform;
struct language;

struct command_call {
    struct platform *platform; /* NULL for commands that need no data */
    const struct language *language;
    struct arena *arena;
    struct err *err;
    FILE *in;
    FILE *out;
    FILE *progress;   /* standard error */
    int directory;    /* open directory that relative file names are relative to */
    bool is_terminal; /* is `progress` one? */
    bool is_json;     /* --json: a machine reads the output */
    const _Atomic bool *is_cancelled;
    int64_t progress_at_us; /* when command_progress() wrote last */
    bool is_progress_open;  /* a progress line waits for its end */
};

/* `words` may be several ("import fi-buildings"). Options are the fields of a struct: `--dry-run` is the
 * BOOL field `dry_run`, `--seed 7` the INT field `seed`; `positionals` are given by place. */
struct command {
    const char *words;
    const char *summary;            /* msgid, one line */
    const struct table *options;    /* NULL: none */
    const char *const *positionals; /* field names; ends with NULL; NULL: none */
    bool needs_data; /* runs against a data directory or database, in its server when one runs */
    enum status (*run)(struct command_call *call, const void *options);
};

/* Reads a file named on the command line ("-": standard input), at most `limit` bytes. */
enum status command_read_file(struct command_call *call, struct str name, size_t limit,
                              struct str *out_bytes) MUST_CHECK;
/* Opens a file named on the command line for writing ("-": standard output); close with
 * command_close_file(). */
enum status command_create_file(struct command_call *call, struct str name,
                                FILE **out_file) MUST_CHECK;
enum status command_close_file(struct command_call *call, FILE *file) MUST_CHECK;
/* Rewrites one progress line on a terminal, at most ten times a second; elsewhere only its last state
 * is written. `total` 0: unknown. */
void command_progress(struct command_call *call, const char *what, int64_t done, int64_t total);
void command_progress_end(struct command_call *call);
bool command_is_cancelled(const struct command_call *call);

#endif
