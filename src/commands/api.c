/* `samsyn api`: what the program answers, as OpenAPI 3.1, without a server; docs/api.md is made of it. */
#include "commands/commands.h"

#include "platform/web/server.h"

enum { API_BYTES = 4 * 1024 * 1024 };

static enum status run_api(struct command_call *call, const void *options)
{
    (void)options;
    struct gathered gathered;
    gather(call->arena, &gathered);
    BUF_SCOPED(text, API_BYTES);
    TRY(openapi_of_routes(call->arena, gathered.routes, &text, call->err));
    (void)fwrite(text.at, 1, text.len, call->out);
    return OK;
}

const struct command API_COMMAND = {
    .words = "api",
    .summary = N_("Describes the program's addresses as OpenAPI"),
    .run = run_api,
};
