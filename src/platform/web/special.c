#include "platform/web/special.h"

#include "platform/secret/secret.h"
#include "platform/web/live.h"
#include "platform/web/metrics.h"
#include "platform/web/serving.h"

static const struct asset *asset_of(const struct exchange *exchange)
{
    const struct server_options *options = &exchange->server->options;
    bool reads = exchange->head.method == HTTP_GET || exchange->head.method == HTTP_HEAD;
    return reads && options->asset_find != NULL ? options->asset_find(exchange->head.path) : NULL;
}

static bool is_path(const struct exchange *exchange, struct str path)
{
    return str_equal(exchange->head.path, path);
}

bool special_is_quick(const struct exchange *exchange)
{
    return is_path(exchange, STR("/healthz")) || is_path(exchange, STR("/metrics")) ||
           asset_of(exchange) != NULL;
}

/* The bytes are the program's own: nothing is copied. */
static void serve_asset(struct exchange *exchange, struct worker *worker, const struct asset *asset)
{
    struct str tag = str_of(asset->etag);
    bool is_known = http_has_token(exchange->head.if_none_match, tag);
    reply_begin(exchange, worker, is_known ? 304 : 200, is_known ? NULL : asset->type);
    reply_header(exchange, "ETag", tag);
    reply_header(exchange, "Cache-Control",
                 asset->is_fixed ? STR("no-cache") : STR("public, max-age=31536000, immutable"));
    if (!is_known) {
        exchange->fixed = asset->bytes;
        exchange->fixed_length = asset->length;
    }
    reply_end(exchange);
}

static void serve_text(struct exchange *exchange, struct worker *worker, const char *type)
{
    reply_begin(exchange, worker, 200, type);
    reply_header(exchange, "Cache-Control", STR("no-store"));
    reply_end(exchange);
}

/* Well is who can read the database. */
static void serve_health(struct exchange *exchange, struct worker *worker)
{
    if (atomic_load(&exchange->server->is_stopping)) {
        reply_refusal(exchange, worker, 503);
        return;
    }
    buf_put(&exchange->reply_body, STR("ok\n"));
    serve_text(exchange, worker, "text/plain; charset=utf-8");
}

/* Figures are for who runs this machine, or holds the token. */
static bool may_see_metrics(const struct exchange *exchange)
{
    const char *token = exchange->server->options.metrics_token;
    struct str sent = exchange->head.authorization;
    bool has_token = token != NULL && str_starts(sent, STR("Bearer ")) &&
                     secret_equal(str_slice(sent, 7, sent.len), str_of(token));
    return exchange->is_near || has_token;
}

/* What is not there, and what cannot be done here, in the shell as any page. */
static void serve_missing(struct serving *serving)
{
    struct exchange *exchange = serving->exchange;
    const struct address *address = exchange->match.address;
    enum status status = admit_viewer(serving);
    bool wants_json =
        str_find_str(exchange->head.accept, STR("application/json")) < exchange->head.accept.len;
    serving->request.format = wants_json ? FORMAT_JSON : FORMAT_HTML;
    if (status != OK) {
        answer_error(serving, status);
        return;
    }
    bool reads = exchange->head.method == HTTP_GET || exchange->head.method == HTTP_HEAD;
    if (address != NULL && exchange->match.has_slash_too_many && reads) {
        struct str path = exchange->head.path;
        reply_begin(exchange, serving->worker, 308, NULL);
        reply_header(exchange, "Location", str_slice(path, 0, path.len - 1));
        reply_end(exchange);
        return;
    }
    if (address == NULL || exchange->match.has_slash_too_many) {
        answer_code(serving, 404);
        return;
    }
    serving->allow = address->get != NULL && address->post != NULL ? "GET, HEAD, POST"
                     : address->get != NULL                        ? "GET, HEAD"
                     : address->post != NULL                       ? "POST"
                                                                   : "PUT";
    serving->address = NULL;
    answer_code(serving, 405);
}

static void serve_with_viewer(struct exchange *exchange, struct worker *worker)
{
    struct serving *serving = ARENA_NEW(worker->arena, struct serving);
    serving_begin(serving, exchange, worker);
    if (is_path(exchange, STR("/live")) && exchange->head.method == HTTP_GET) {
        live_serve(serving);
    } else {
        serve_missing(serving);
    }
    if (worker->reader == NULL) {
        call_end(&serving->request.call);
    }
}

void special_serve(struct exchange *exchange, struct worker *worker)
{
    const struct asset *asset = asset_of(exchange);
    bool reads = exchange->head.method == HTTP_GET || exchange->head.method == HTTP_HEAD;
    if (asset != NULL) {
        serve_asset(exchange, worker, asset);
    } else if (reads && is_path(exchange, STR("/healthz"))) {
        serve_health(exchange, worker);
    } else if (reads && is_path(exchange, STR("/metrics"))) {
        if (!may_see_metrics(exchange)) {
            reply_refusal(exchange, worker, 403);
            return;
        }
        metrics_write(exchange->server, &exchange->reply_body);
        serve_text(exchange, worker, "text/plain; version=0.0.4; charset=utf-8");
    } else if (reads && is_path(exchange, STR("/api/openapi.json"))) {
        openapi_write(&exchange->server->router, &exchange->reply_body);
        serve_text(exchange, worker, "application/json");
    } else {
        serve_with_viewer(exchange, worker);
    }
}
