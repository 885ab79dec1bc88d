/* Reading arguments by the same field tables that read forms, so that an option is described once. */
#include "platform/cli/option.h"

#include "platform/text/language.h"

#include <string.h>

#define DEFAULT_DIRECTORY "samsyn-data"

struct arguments {
    struct str *at;
    size_t count;
};

/* How many of the arguments are the words of this command; 0 when they are not. */
static size_t words_matched(const struct command *command, const struct arguments *arguments)
{
    struct str rest = str_of(command->words);
    struct str word;
    size_t count = 0;
    while (str_next(&rest, ' ', &word)) {
        if (count >= arguments->count || !str_equal(arguments->at[count], word)) {
            return 0;
        }
        count++;
    }
    return count;
}

static const struct command *find_command(const struct program *program,
                                          const struct arguments *arguments, size_t *out_words)
{
    const struct command *best = NULL;
    *out_words = 0;
    for (const struct command *const *at = program->commands; *at != NULL; at++) {
        size_t words = words_matched(*at, arguments);
        if (words > *out_words) {
            best = *at;
            *out_words = words;
        }
    }
    return best;
}

static const struct field *field_of_option(struct arena *arena, const struct table *table,
                                           struct str name)
{
    char *text = arena_copy(arena, name.at, name.len + 1);
    for (size_t i = 0; i < name.len; i++) {
        text[i] = text[i] == '-' ? '_' : text[i];
    }
    return table == NULL ? NULL : table_field(table, (struct str){text, name.len});
}

static enum status unknown(struct err *err, const char *message, struct str what)
{
    err_text(err, err_add(err, message), "word", what);
    return INVALID;
}

/* One `--name VALUE`, `--name=VALUE` or `--flag`; moves *at past what it used. */
static enum status read_option(struct arena *arena, const struct arguments *arguments, size_t *at,
                               struct parsed_command *out, struct err *err)
{
    struct str text = str_slice(arguments->at[*at], 2, arguments->at[*at].len);
    size_t equals = str_find(text, '=', 0);
    struct str name = str_slice(text, 0, equals);
    bool has_value = equals < text.len;
    struct str value = str_slice(text, equals + 1, text.len);
    (*at)++;
    if (str_equal(name, STR("json")) && !has_value) {
        out->is_json = true;
        return OK;
    }
    if (str_equal(name, STR("help")) && !has_value) {
        out->wants_help = true;
        return OK;
    }
    bool is_data = str_equal(name, STR("data"));
    bool is_database = str_equal(name, STR("database"));
    const struct field *field = field_of_option(arena, out->command->options, name);
    if (!is_data && !is_database && field == NULL) {
        return unknown(err, N_("There is no option --{word} here."), name);
    }
    if (!has_value && field != NULL && field->kind == FIELD_KIND_BOOL) {
        value = STR("true");
    } else if (!has_value) {
        if (*at >= arguments->count) {
            return unknown(err, N_("The option --{word} needs a value."), name);
        }
        value = arguments->at[(*at)++];
    }
    if (is_data) {
        out->place.directory = value;
    } else if (is_database) {
        out->place.database = value;
    }
    return field == NULL ? OK : field_parse(arena, field, value, out->options, err);
}

static enum status read_positional(struct arena *arena, struct str value, size_t place,
                                   struct parsed_command *out, struct err *err)
{
    const char *const *names = out->command->positionals;
    for (size_t i = 0; names != NULL && names[i] != NULL; i++) {
        if (i == place) {
            const struct field *field = table_field(out->command->options, str_of(names[i]));
            return field_parse(arena, field, value, out->options, err);
        }
    }
    return unknown(err, N_("“{word}” is one word too many."), value);
}

static enum status check_required(const struct parsed_command *parsed, struct err *err)
{
    const struct table *table = parsed->command->options;
    for (size_t i = 0; table != NULL && i < table->field_count; i++) {
        const struct field *field = &table->fields[i];
        if ((field->flags & FIELD_REQUIRED) != 0 && field_is_absent(field, parsed->options)) {
            err_text(err, err_add(err, N_("{word} is missing.")), "word", str_of(field->name));
            return INVALID;
        }
    }
    return OK;
}

static enum status read_rest(struct arena *arena, const struct arguments *arguments, size_t from,
                             struct parsed_command *out, struct err *err)
{
    size_t places = 0;
    bool only_places = false;
    size_t at = from;
    while (at < arguments->count) {
        struct str word = arguments->at[at];
        if (!only_places && str_equal(word, STR("--"))) {
            only_places = true;
            at++;
        } else if (!only_places && word.len > 2 && str_starts(word, STR("--"))) {
            TRY(read_option(arena, arguments, &at, out, err));
        } else {
            TRY(read_positional(arena, word, places++, out, err));
            at++;
        }
    }
    return out->wants_help ? OK : check_required(out, err);
}

enum status command_parse(const struct program *program, int argc, char **argv,
                          struct parsed_command *out, struct err *err)
{
    struct arena *arena = err->arena;
    struct arguments arguments = {ARENA_ARRAY(arena, (size_t)argc, struct str), 0};
    for (int i = 1; i < argc; i++) {
        arguments.at[arguments.count++] = str_of(argv[i]);
        if (!str_is_utf8(arguments.at[arguments.count - 1])) {
            return err_return(err, INVALID, N_("An argument is not UTF-8 text."));
        }
    }
    *out = (struct parsed_command){.place = {.directory = STR(DEFAULT_DIRECTORY)}};
    struct str first = arguments.count > 0 ? arguments.at[0] : STR("--help");
    out->wants_help = str_equal(first, STR("--help")) || str_equal(first, STR("help"));
    out->wants_version = str_equal(first, STR("--version"));
    if (out->wants_help || out->wants_version) {
        return OK;
    }
    size_t words = 0;
    out->command = find_command(program, &arguments, &words);
    if (out->command == NULL) {
        return unknown(err, N_("There is no command “{word}”. samsyn --help lists them."), first);
    }
    if (out->command->options != NULL) {
        out->options = arena_alloc(arena, out->command->options->size);
        row_clear(out->command->options, out->options);
    }
    return read_rest(arena, &arguments, words, out, err);
}

static void help_line(const struct language *language, const struct command *command, FILE *out)
{
    struct str summary = translate(language, command->summary);
    fprintf(out, "  %-28s %.*s\n", command->words, STR_ARG(summary));
}

static bool is_positional(const struct command *command, const char *name)
{
    for (const char *const *at = command->positionals; at != NULL && *at != NULL; at++) {
        if (strcmp(*at, name) == 0) {
            return true;
        }
    }
    return false;
}

static void help_options(const struct language *language, const struct command *command, FILE *out)
{
    for (size_t i = 0; command->options != NULL && i < command->options->field_count; i++) {
        const struct field *field = &command->options->fields[i];
        char name[64] = "";
        size_t at = 0;
        for (const char *from = field->name; *from != '\0' && at < sizeof(name) - 1; from++) {
            name[at++] = *from == '_' ? '-' : *from;
        }
        struct str label = translate(language, field->label);
        bool by_place = is_positional(command, field->name);
        fprintf(out, "  %s%-26s %.*s\n", by_place ? "  " : "--", name, STR_ARG(label));
    }
}

void command_help(const struct program *program, const struct language *language,
                  const struct command *command, FILE *out)
{
    struct str places =
        translate(language, N_("Everywhere: --data DIR (samsyn-data), or --database "
                               "postgres://…; --json; --help"));
    if (command == NULL) {
        (void)fputs("samsyn COMMAND …\n\n", out);
        for (const struct command *const *at = program->commands; *at != NULL; at++) {
            help_line(language, *at, out);
        }
    } else {
        help_line(language, command, out);
        help_options(language, command, out);
    }
    fprintf(out, "\n%.*s\n", STR_ARG(places));
}
