/* `samsyn verify`: recomputes what pages show, and the audit chain. */
#include "commands/commands.h"

#include "platform/db/history.h"

#include <inttypes.h>

struct verify_options {
    struct str what;
};
static const struct field VERIFY_FIELDS[] = {FIELD(
    TEXT, struct verify_options, what, N_("audit, or the name of a verification; nothing: all"))};
static const struct table VERIFY_TABLE = TABLE("verify", struct verify_options, VERIFY_FIELDS);
static const char *const VERIFY_PLACES[] = {"what", NULL};

static enum status verify_audit(struct command_call *command, struct call *call)
{
    struct tx *reader = NULL;
    TRY(call_reader(call, &reader));
    int64_t count = 0;
    TRY(history_verify(reader, &count, call->err));
    fprintf(command->out, "audit: %" PRId64 " events, the chain is whole\n", count);
    return OK;
}

static enum status run_verify(struct command_call *command, const void *in)
{
    const struct verify_options *options = in;
    struct platform *platform = command->platform;
    struct call call = platform_call(platform, command->arena, command->err, STR("command"));
    call.language = command->language;
    bool all = str_is_empty(options->what);
    bool found = false;
    enum status status = OK;
    if (all || str_equal(options->what, STR("audit"))) {
        found = true;
        status = verify_audit(command, &call);
    }
    struct gathered gathered;
    gather(command->arena, &gathered);
    for (const struct verification **at = gathered.verifications; *at != NULL && status == OK;
         at++) {
        if (all || str_equal(options->what, str_of((*at)->name))) {
            found = true;
            status = (*at)->run(&call);
            fprintf(command->out, "%s: %s\n", (*at)->name, status == OK ? "ok" : "differs");
        }
    }
    call_end(&call);
    return found ? status
                 : err_return(command->err, INVALID, N_("There is no verification of that name."));
}

const struct command VERIFY_COMMAND = {
    .words = "verify",
    .summary = N_("Recomputes what pages show, and checks the audit chain"),
    .options = &VERIFY_TABLE,
    .positionals = VERIFY_PLACES,
    .needs_data = true,
    .run = run_verify,
};
