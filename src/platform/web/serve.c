/* The order of things: who asks, may they, what did they send, the handler, the answer. */
#include "platform/web/serving.h"

#include "platform/base/clock.h"
#include "platform/secret/secret.h"
#include "platform/web/stream.h"

static enum format format_of(const struct serving *serving)
{
    const struct http_head *head = &serving->exchange->head;
    struct str wanted = request_raw(&serving->request, "format");
    if (wanted.len > 0) {
        return str_equal(wanted, STR("json"))   ? FORMAT_JSON
               : str_equal(wanted, STR("csv"))  ? FORMAT_CSV
               : str_equal(wanted, STR("xlsx")) ? FORMAT_XLSX
                                                : FORMAT_HTML;
    }
    size_t json = str_find_str(head->accept, STR("application/json"));
    size_t html = str_find_str(head->accept, STR("text/html"));
    bool sends_json = str_starts(head->content_type, STR("application/json"));
    bool wants_json = json < head->accept.len && (html == head->accept.len || json < html);
    return wants_json || (sends_json && html == head->accept.len) ? FORMAT_JSON : FORMAT_HTML;
}

/* What is read without a page is JSON; a form that is sent leads on to a page. Only lists are
 * exported, and never in a loop. */
static enum format format_for(const struct serving *serving, const struct route *route)
{
    enum format format = format_of(serving);
    bool is_export = format == FORMAT_CSV || format == FORMAT_XLSX;
    bool has_body = serving->exchange->head.method != HTTP_HEAD;
    if (is_export && has_body && route->is_list && serving->exchange->is_pooled) {
        return format;
    }
    bool has_page = route->page != NULL || route->method == METHOD_POST;
    return has_page && format != FORMAT_JSON ? FORMAT_HTML : FORMAT_JSON;
}

void serving_begin(struct serving *serving, struct exchange *exchange, struct worker *worker)
{
    struct platform *platform = exchange->server->platform;
    const struct http_head *head = &exchange->head;
    *serving = (struct serving){
        .exchange = exchange,
        .worker = worker,
        .server = exchange->server,
        .address = exchange->match.address,
        .route = exchange->route,
    };
    struct request *request = &serving->request;
    err_init(&serving->err, worker->arena);
    request->call = (struct call){
        .platform = platform,
        .db = platform->db,
        .arena = worker->arena,
        .err = &serving->err,
        .clock = &platform->clock,
        .language = platform->language,
        .zone = platform->zone,
        .reader = worker->reader,
    };
    if (worker->reader != NULL) {
        db_reader_again(worker->reader, worker->arena);
        db_reader_for(worker->reader, &request->call.actor);
    }
    request->id = (struct str){exchange->id, REQUEST_ID_LENGTH};
    request->route = exchange->route;
    request->path = exchange->path;
    request->query = head->query;
    request->host = head->host;
    request->call.agent = head->user_agent;
    request->client = str_of(exchange->address);
    request->is_partial = str_equal(head->htmx, STR("true"));
    request->viewer = (struct viewer){.person = NO_INT, .session = NO_INT};
}

/* What is repeated must be the same: method, path and every value, but not how it was wrapped. */
static void set_key(struct serving *serving)
{
    struct request *request = &serving->request;
    struct str key = request_raw(request, "_key");
    key = key.len > 0 ? key : serving->exchange->head.idempotency_key;
    if (key.len == 0 || key.len > 200 || !str_is_utf8(key)) {
        return;
    }
    struct digest_stream stream;
    digest_begin(&stream, NULL);
    digest_add_part(&stream, request->path);
    for (size_t i = 0; i < request->raw_count; i++) {
        digest_add_part(&stream, request->raw[i].name);
        digest_add_part(&stream, request->raw[i].text);
    }
    for (size_t i = 0; i < request->upload_count; i++) {
        digest_add_part(&stream, request->uploads[i].field);
        digest_add_part(&stream, request->uploads[i].bytes);
    }
    digest_add_part(&stream, request->body);
    struct digest digest = digest_end(&stream);
    serving->once.key = key;
    serving->once.digest = digest_hex(request->call.arena, &digest);
    request->call.once = &serving->once;
}

static enum status run_handler(struct serving *serving, const struct route *route)
{
    struct arena *arena = serving->request.call.arena;
    serving->view = NULL;
    if (route->view != NULL) {
        serving->view = arena_alloc(arena, route->view->size);
        row_clear(route->view, serving->view);
    }
    serving->route = route;
    serving->request.route = route; /* the GET, when its form is shown again */
    serving->template =
        route == serving->address->get ? serving->address->get_page : serving->address->post_page;
    return route->handle(&serving->request, serving->form_row, serving->view);
}

/* The GET handler of the same address shows the form with what was typed and what is wrong. */
static void show_again(struct serving *serving, enum status status)
{
    const struct route *get = serving->address->get;
    serving->is_again = true;
    serving->is_conflict = status == CONFLICT;
    serving->code = status_http(status);
    serving->shown_errors = serving->err.items;
    serving->shown_error_count = serving->err.kept;
    err_clear(&serving->err);
    serving->request.redirect = (struct str){NULL, 0};
    serving->request.call.once = NULL;
    enum status shown = admit_route(serving, get);
    shown = shown == OK ? form_fill(serving, get, false) : shown;
    shown = shown == OK ? run_handler(serving, get) : shown;
    if (shown == OK) {
        answer_ok(serving);
    } else {
        serving->code = 0;
        answer_error(serving, shown);
    }
}

static bool can_be_shown_again(const struct serving *serving, enum status status)
{
    bool is_mendable = status == INVALID || status == CONFLICT || status == UNAUTHENTICATED ||
                       status == LIMITED || status == OK;
    return is_mendable && serving->exchange->route->method == METHOD_POST &&
           serving->request.format == FORMAT_HTML && serving->address->get_page != NULL &&
           serving->code != 400;
}

/* A list shows what it can with a wrong filter; what it must have to be a page at all is an error. */
static bool goes_on_with_errors(const struct serving *serving)
{
    const struct route *route = serving->route;
    return route->method == METHOD_GET && route->is_list &&
           serving->request.format == FORMAT_HTML && serving->code == 0;
}

static void handle(struct serving *serving)
{
    const struct route *route = serving->route;
    enum status lent = uploads_lend(serving);
    enum status status = form_fill(serving, route, true);
    status = lent != OK ? lent : status;
    if (route->method == METHOD_POST) {
        if (request_raw(&serving->request, "_language").len > 0 &&
            can_be_shown_again(serving, OK)) {
            err_clear(&serving->err);
            show_again(serving, OK);
            return;
        }
        set_key(serving);
    }
    if (status == INVALID && goes_on_with_errors(serving)) {
        serving->shown_errors = serving->err.items;
        serving->shown_error_count = serving->err.kept;
        serving->code = 422;
        err_clear(&serving->err);
        status = OK;
    }
    status = status == OK ? run_handler(serving, route) : status;
    if (serving->exchange->stream != NULL) {
        export_end(serving, status == OK);
    } else if (status == OK) {
        answer_ok(serving);
    } else if (can_be_shown_again(serving, status)) {
        show_again(serving, status);
    } else {
        answer_error(serving, status);
    }
}

/* Passwords cost us more than who guesses them: an address may try so many. This machine's own may try
 * as it likes; behind a proxy nobody is this machine. */
static enum status limit_secrets(struct serving *serving)
{
    enum { BURST = 30, AN_HOUR = 600 };
    const struct route *route = serving->route;
    if (route->cost != COST_SECRET || route->method != METHOD_POST || serving->exchange->is_near) {
        return OK;
    }
    return request_rate(&serving->request, "secret", serving->request.client, BURST, AN_HOUR);
}

enum status serving_meet(struct serving *serving)
{
    TRY(body_read(serving));
    return admit_viewer(serving);
}

bool serve(struct exchange *exchange, struct worker *worker)
{
    struct serving *serving = ARENA_NEW(worker->arena, struct serving);
    serving_begin(serving, exchange, worker);
    enum status status = serving_meet(serving);
    serving->request.format = format_for(serving, exchange->route);
    status = status == OK ? admit_origin(serving) : status;
    status = status == OK ? admit_route(serving, exchange->route) : status;
    status = status == OK ? limit_secrets(serving) : status;
    bool drops_prefix =
        exchange->language != NULL && viewer_is_signed_in(&serving->request.viewer) &&
        exchange->route->method == METHOD_GET && serving->request.format == FORMAT_HTML;
    if (status == OK && drops_prefix) {
        answer_without_prefix(serving);
    } else if (status == OK) {
        handle(serving);
    } else {
        answer_error(serving, status);
    }
    uploads_end(serving);
    if (worker->reader == NULL) {
        call_end(&serving->request.call);
    }
    return !serving->is_streamed;
}
