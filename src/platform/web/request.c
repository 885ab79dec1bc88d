/* What handlers ask of a request. */
#include "platform/web/limiter.h"
#include "platform/web/serving.h"

#include <stdarg.h>
#include <stdio.h>

void request_redirect(struct request *request, const char *format, ...)
{
    char path[2048];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(path, sizeof(path), format, arguments);
    va_end(arguments);
    bool fits = length > 0 && (size_t)length < sizeof(path);
    /* Never to another site, whatever was put in; a path that does not fit leads home. */
    bool is_ours = fits && path[0] == '/' && path[1] != '/' && path[1] != '\\';
    struct str to = {path, fits ? (size_t)length : 0};
    for (size_t i = 0; i < to.len; i++) {
        unsigned char c = (unsigned char)to.at[i];
        is_ours = is_ours && c > 0x20 && c < 0x7F;
    }
    request->redirect = is_ours ? str_copy(request->call.arena, to) : STR("/");
}

void request_flash(struct request *request, const char *message)
{
    request->flash = str_of(message);
}

void request_topic(struct request *request, const struct table *table, int64_t id)
{
    struct arena *arena = request->call.arena;
    const char *comma = request->topics.len > 0 ? "," : "";
    request->topics =
        id == NO_INT ? str_format(arena, "%.*s%s%s", STR_ARG(request->topics), comma, table->name)
                     : str_format(arena, "%.*s%s%s:%lld", STR_ARG(request->topics), comma,
                                  table->name, (long long)id);
}

void request_file(struct request *request, struct str name, struct str type, struct str bytes)
{
    request->file_name = name;
    request->file_type = type;
    request->file_bytes = bytes;
}

void request_session(struct request *request, struct str token)
{
    request->set_session = token;
}

bool request_is_again(const struct request *request)
{
    return ((const struct serving *)request)->is_again;
}

struct str request_raw(const struct request *request, const char *name)
{
    struct str wanted = str_of(name);
    for (size_t i = 0; i < request->raw_count; i++) {
        if (str_equal(request->raw[i].name, wanted)) {
            return request->raw[i].text;
        }
    }
    return (struct str){NULL, 0};
}

enum status request_rate(struct request *request, const char *kind, struct str key, int burst,
                         int per_hour)
{
    const struct serving *serving = serving_of(request);
    int64_t wait_s = limiter_take(serving->server->limiter, str_of(kind), key, burst, per_hour);
    if (wait_s == 0) {
        return OK;
    }
    request->call.err->retry_after_s = wait_s;
    struct err_item *item =
        err_add(request->call.err, N_("That was too often. Try again in {seconds} seconds."));
    err_int(item, "seconds", wait_s);
    return LIMITED;
}
