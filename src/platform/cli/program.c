/* From argv to an exit code. */
#include "platform/cli/program.h"

#include "platform/cli/option.h"
#include "platform/text/language.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { EXIT_USAGE = 2 };

const struct language *terminal_language(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct str value = str_of(getenv(names[i]));
        if (!str_is_empty(value)) {
            const struct language *language = language_find(str_slice(value, 0, 2));
            return language != NULL ? language : language_find(STR("en"));
        }
    }
    return language_find(STR("en"));
}

/* Each thing that is wrong on a line of its own: "12:3: Fill in Address". */
static void write_errors(const struct language *language, struct arena *arena,
                         const struct err *err, FILE *out)
{
    for (size_t i = 0; i < err->kept; i++) {
        const struct err_item *item = &err->items[i];
        if (item->line > 0) {
            fprintf(out, "%lld:", (long long)item->line);
        }
        if (item->column > 0) {
            fprintf(out, "%lld:", (long long)item->column);
        }
        struct str text = err_item_text(arena, language, item);
        fprintf(out, "%s%.*s\n", item->line > 0 ? " " : "samsyn: ", STR_ARG(text));
    }
    if (err->count > err->kept) {
        struct err_argument count = {
            .name = "count", .kind = ERR_INT, .number = (int64_t)(err->count - err->kept)};
        struct str line = translate_with(arena, language, N_("and {count} more"), &count, 1);
        fprintf(out, "%.*s\n", STR_ARG(line));
    }
    if (err->count == 0) {
        struct str text = translate(language, N_("It could not be done. The log says why."));
        fprintf(out, "samsyn: %.*s\n", STR_ARG(text));
    }
}

static int run_command(const struct parsed_command *parsed, struct platform *platform,
                       const struct command_files *files, struct arena *arena)
{
    const struct language *language = files->language;
    struct err err;
    err_init(&err, arena);
    struct command_call call = {
        .platform = platform,
        .language = language,
        .arena = arena,
        .err = &err,
        .in = files->in,
        .out = files->out,
        .progress = files->err,
        .directory = files->directory,
        .is_terminal = isatty(fileno(files->err)) != 0,
        .is_json = parsed->is_json,
        .is_cancelled = files->is_cancelled,
    };
    enum status status = parsed->command->run(&call, parsed->options);
    command_progress_end(&call);
    if (fflush(files->out) != 0 && status == OK) {
        status = err_return(&err, UNAVAILABLE, N_("The output could not be written."));
    }
    if (status != OK) {
        write_errors(language, arena, &err, files->err);
    }
    (void)fflush(files->err);
    return status_exit(status);
}

int program_run_here(const struct program *program, struct platform *platform,
                     const struct command_files *files, int argc, char **argv)
{
    ARENA_SCOPED(arena);
    struct err err;
    err_init(&err, arena);
    struct parsed_command parsed;
    if (command_parse(program, argc, argv, &parsed, &err) != OK || parsed.command == NULL ||
        !parsed.command->needs_data) {
        write_errors(files->language, arena, &err, files->err);
        return EXIT_USAGE;
    }
    return run_command(&parsed, platform, files, arena);
}

static int run_with_data(const struct program *program, const struct parsed_command *parsed,
                         const struct command_files *files, struct arena *arena)
{
    struct err err;
    err_init(&err, arena);
    struct platform *platform = NULL;
    if (program->open(program->self, &parsed->place, &platform, &err) != OK) {
        write_errors(terminal_language(), arena, &err, files->err);
        return EXIT_FAILURE;
    }
    int code = run_command(parsed, platform, files, arena);
    program->close(program->self, platform);
    return code;
}

int program_main(const struct program *program, int argc, char **argv)
{
    ARENA_SCOPED(arena);
    struct err err;
    err_init(&err, arena);
    struct parsed_command parsed;
    if (command_parse(program, argc, argv, &parsed, &err) != OK) {
        write_errors(terminal_language(), arena, &err, stderr);
        return EXIT_USAGE;
    }
    if (parsed.wants_version) {
        puts("samsyn " SAMSYN_VERSION);
        return EXIT_SUCCESS;
    }
    if (parsed.wants_help) {
        command_help(program, terminal_language(), parsed.command, stdout);
        return EXIT_SUCCESS;
    }
    struct command_files files = {.language = terminal_language(),
                                  .in = stdin,
                                  .out = stdout,
                                  .err = stderr,
                                  .directory = AT_FDCWD};
    if (!parsed.command->needs_data) {
        return run_command(&parsed, NULL, &files, arena);
    }
    int code = EXIT_FAILURE;
    if (command_server_ask(parsed.place.directory, argc, argv, &code)) {
        return code;
    }
    return run_with_data(program, &parsed, &files, arena);
}
