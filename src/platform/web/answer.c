/* The answer: the view through its page, or as JSON; a redirect; a file; an error in either form. */
#include "platform/web/serving.h"

#include "platform/base/log.h"
#include "platform/view/json.h"
#include "platform/web/cookie.h"
#include "platform/web/prefix.h"

#include <string.h>

enum { LANGUAGE_COOKIE_S = 365 * 24 * 3600, SESSION_COOKIE_S = 90 * 24 * 3600 };

bool viewer_may_see(const void *viewer, const char *permission)
{
    return viewer_may(viewer, permission);
}

/* Percent-encodes what does not belong in a cookie or a query. */
static struct str encode(struct arena *arena, struct str text)
{
    char *to = arena_alloc(arena, text.len * 3 + 1);
    size_t length = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        (c >= '0' && c <= '9') || strchr("-_.~/", c) != NULL;
        if (is_plain && c != '\0') {
            to[length++] = (char)c;
        } else {
            to[length++] = '%';
            to[length++] = "0123456789ABCDEF"[c >> 4];
            to[length++] = "0123456789ABCDEF"[c & 15];
        }
    }
    return (struct str){to, length};
}

static void put_cookie(struct serving *serving, const char *name, struct str value, int seconds)
{
    struct buf *head = &serving->exchange->reply_head;
    buf_put(head, STR("Set-Cookie: "));
    buf_put_c(head, name);
    buf_put_char(head, '=');
    buf_put(head, value);
    buf_put(head, STR("; Path=/; HttpOnly; SameSite=Lax; Max-Age="));
    buf_put_int(head, seconds);
    if (serving->exchange->is_secure) {
        buf_put(head, STR("; Secure"));
    }
    buf_put(head, STR("\r\n"));
}

static void put_cookies(struct serving *serving)
{
    const struct request *request = &serving->request;
    if (str_equal(request->set_session, STR("-"))) {
        put_cookie(serving, COOKIE_SESSION, STR(""), 0);
        serving->exchange->session_to_end = request->viewer.session;
    } else if (request->set_session.len > 0) {
        put_cookie(serving, COOKIE_SESSION, request->set_session, SESSION_COOKIE_S);
    }
    if (request->set_language.len > 0 && language_find(request->set_language) != NULL) {
        put_cookie(serving, COOKIE_LANGUAGE, request->set_language, LANGUAGE_COOKIE_S);
    }
    if (request->flash.len > 0) {
        put_cookie(serving, COOKIE_FLASH, encode(request->call.arena, request->flash), 60);
    } else if (serving->clears_flash) {
        put_cookie(serving, COOKIE_FLASH, STR(""), 0);
    }
}

/* Head of a reply whose body is in exchange->reply_body. */
static void put_head(struct serving *serving, int code, const char *type, struct str cache)
{
    struct exchange *exchange = serving->exchange;
    reply_begin(exchange, serving->worker, code, type);
    reply_header(exchange, "Cache-Control", cache);
    put_cookies(serving);
    if (serving->allow != NULL) {
        reply_header(exchange, "Allow", str_of(serving->allow));
    }
    if (serving->err.retry_after_s > 0 || code == 503 || code == 429) {
        int64_t seconds = serving->err.retry_after_s > 0 ? serving->err.retry_after_s : 2;
        buf_put(&exchange->reply_head, STR("Retry-After: "));
        buf_put_int(&exchange->reply_head, seconds);
        buf_put(&exchange->reply_head, STR("\r\n"));
    }
}

/* Eight bytes at a time: enough to tell two pages apart, cheap beside making one. */
static uint64_t page_hash(struct str text)
{
    uint64_t hash = UINT64_C(0x9e3779b97f4a7c15) ^ text.len;
    size_t at = 0;
    for (; at + 8 <= text.len; at += 8) {
        uint64_t word = 0;
        memcpy(&word, text.at + at, 8);
        hash = (hash ^ word) * UINT64_C(0xff51afd7ed558ccd);
        hash ^= hash >> 32;
    }
    for (; at < text.len; at++) {
        hash = (hash ^ (unsigned char)text.at[at]) * UINT64_C(0xc4ceb9fe1a85ec53);
    }
    return hash ^ hash >> 29;
}

/* A page that may be kept: 304 when the browser has this very one. */
static void put_kept(struct serving *serving, const char *type)
{
    struct exchange *exchange = serving->exchange;
    struct str tag = str_format(serving->request.call.arena, "\"%016llx\"",
                                (unsigned long long)page_hash(buf_str(&exchange->reply_body)));
    bool is_known = http_has_token(exchange->head.if_none_match, tag);
    put_head(serving, is_known ? 304 : 200, is_known ? NULL : type, STR("private, no-cache"));
    reply_header(exchange, "ETag", tag);
    reply_header(exchange, "Vary",
                 serving->prefix.len > 0 ? STR("Accept, Cookie")
                                         : STR("Accept, Accept-Language, Cookie"));
    if (is_known) {
        buf_clear(&exchange->reply_body);
    }
    reply_end(exchange);
}

/* A list's neighbours, for programs (RFC 8288). */
static void put_links(struct serving *serving)
{
    struct buf *head = &serving->exchange->reply_head;
    const struct list_page *page = &serving->list_page;
    const struct {
        const char *name;
        struct str cursor;
    } links[] = {{"next", page->next}, {"prev", page->previous}};
    for (size_t i = 0; serving->list != NULL && i < 2; i++) {
        if (links[i].cursor.len > 0) {
            buf_put(head, STR("Link: <"));
            buf_put(head, serving->prefix);
            buf_put(head, address_with(serving, "cursor", links[i].cursor));
            buf_put(head, STR(">; rel=\""));
            buf_put_c(head, links[i].name);
            buf_put(head, STR("\"\r\n"));
        }
    }
}

static void put_body_type(struct serving *serving, int code, const char *type)
{
    if (code == 200 && serving->route != NULL && serving->route->keeps_page &&
        serving->request.flash.len == 0 && !serving->clears_flash) {
        put_kept(serving, type);
        return;
    }
    put_head(serving, code, type, STR("no-store"));
    put_links(serving);
    reply_end(serving->exchange);
}

static struct str slot_of_page(void *self, struct arena *arena, const char *slot, const void *row)
{
    (void)arena;
    struct serving *serving = self;
    const struct server_options *options = &serving->exchange->server->options;
    return options->slot(options->slots, &serving->request, slot, row);
}

/* A visitor's links lead on in the language of the address. */
static void carry_prefix(struct serving *serving)
{
    struct buf *body = &serving->exchange->reply_body;
    struct str page = str_copy(serving->request.call.arena, buf_str(body));
    buf_clear(body);
    prefix_links(body, page, serving->prefix);
}

static void put_page(struct serving *serving, const struct template *template, const void *view,
                     int code)
{
    struct request *request = &serving->request;
    struct exchange *exchange = serving->exchange;
    struct page *page = ARENA_NEW(request->call.arena, struct page);
    page_fill(serving, page);
    buf_clear(&exchange->reply_body);
    struct render render = {
        .arena = request->call.arena,
        .language = request->call.language,
        .zone = request->call.zone,
        .page = page,
        .view = view,
        .may = viewer_may_see,
        .viewer = &request->viewer,
        .slot = exchange->server->options.slot == NULL ? NULL : slot_of_page,
        .slot_self = serving,
    };
    template_render(template, &render, &exchange->reply_body);
    if (serving->prefix.len > 0 && !exchange->reply_body.failed) {
        carry_prefix(serving);
    }
    if (exchange->reply_body.failed) {
        reply_refusal(exchange, serving->worker, 500);
        return;
    }
    put_body_type(serving, code, "text/html; charset=utf-8");
}

static void put_json_view(struct serving *serving, int code)
{
    struct request *request = &serving->request;
    struct buf *body = &serving->exchange->reply_body;
    struct json_options options = {.may = viewer_may_see, .viewer = &request->viewer};
    buf_clear(body);
    if (serving->route->view != NULL) {
        json_put_row(body, serving->route->view, serving->view, &options);
    } else if (request->redirect.len > 0) {
        buf_put(body, STR("{\"location\":"));
        json_put_text(body, request->redirect);
        buf_put_char(body, '}');
    } else {
        buf_put(body, STR("{}"));
    }
    buf_put_char(body, '\n');
    if (request->redirect.len > 0) {
        put_head(serving, code, "application/json", STR("no-store"));
        reply_header(serving->exchange, "Location", request->redirect);
        reply_end(serving->exchange);
        return;
    }
    put_body_type(serving, code, "application/json");
}

static void put_redirect(struct serving *serving, struct str to)
{
    /* Who has just signed in is no visitor any more. */
    bool is_visitor = serving->request.set_session.len == 0;
    struct str prefix = is_visitor ? serving->prefix : (struct str){NULL, 0};
    to = prefix_path(serving->request.call.arena, to, prefix);
    buf_clear(&serving->exchange->reply_body);
    put_head(serving, 303, NULL, STR("no-store"));
    reply_header(serving->exchange, "Location", to);
    reply_end(serving->exchange);
}

void answer_without_prefix(struct serving *serving)
{
    put_redirect(serving, address_with(serving, "_language", (struct str){NULL, 0}));
}

static void put_file(struct serving *serving)
{
    const struct request *request = &serving->request;
    struct exchange *exchange = serving->exchange;
    buf_clear(&exchange->reply_body);
    buf_put(&exchange->reply_body, request->file_bytes);
    put_head(serving, 200, str_c(request->call.arena, request->file_type), STR("no-store"));
    struct buf *head = &exchange->reply_head;
    buf_put(head, STR("Content-Disposition: attachment; filename*=UTF-8''"));
    buf_put(head, encode(request->call.arena, request->file_name));
    buf_put(head, STR("\r\n"));
    reply_end(exchange);
}

/* 201 for a change whose result has an address of its own below this one. */
static int code_of_change(const struct serving *serving)
{
    const struct request *request = &serving->request;
    bool is_below = serving->exchange->head.method == HTTP_POST &&
                    request->redirect.len > request->path.len + 1 &&
                    str_starts(request->redirect, request->path) &&
                    request->redirect.at[request->path.len] == '/';
    return is_below && !serving->once.was_repeated ? 201 : 200;
}

void answer_ok(struct serving *serving)
{
    const struct request *request = &serving->request;
    int code = serving->code != 0 ? serving->code : 200;
    if (request->file_type.len > 0) {
        put_file(serving);
    } else if (request->redirect.len > 0 && request->format == FORMAT_HTML) {
        put_redirect(serving, request->redirect);
    } else if (request->format == FORMAT_HTML && serving->template != NULL) {
        put_page(serving, serving->template, serving->view, code);
    } else {
        put_json_view(serving, code == 200 ? code_of_change(serving) : code);
    }
}

/* --- errors --- */

/* What an error page says, when nobody said it better. */
static const struct {
    int code;
    const char *kind;
    const char *heading;
    const char *text;
} errors[] = {
    {400, "invalid", N_("This could not be read"),
     N_("What was sent is incomplete or damaged. Nothing was changed.")},
    {401, "sign-in", N_("Sign in first"), N_("This page is for people who have signed in.")},
    {403, "forbidden", N_("This is not open to you"),
     N_("Your role does not include this. Ask your leader when you need it.")},
    {404, "missing", N_("There is no such page"),
     N_("The address may be misspelt, or what was here has been moved or removed.")},
    {405, "invalid", N_("This cannot be done here"), N_("Nothing was changed.")},
    {409, "conflict", N_("Somebody else saved first"),
     N_("Nothing of yours was saved. Look at the newest version and do it again.")},
    {410, "gone", N_("This has been removed"), N_("What was here is no longer kept.")},
    {413, "large", N_("This is too large"), N_("Nothing was changed. Send a smaller file.")},
    {415, "invalid", N_("This kind of content is not understood here"), N_("Nothing was changed.")},
    {422, "invalid", N_("Something has to be put right"), N_("Nothing was changed.")},
    {429, "limited", N_("That was too often"), N_("Wait a moment and try again.")},
    {503, "unavailable", N_("This does not work right now"),
     N_("Nothing was changed. Try again in a moment.")},
    {500, "internal", N_("Something went wrong on our side"),
     N_("Nothing was changed. The number below helps us to find out why.")},
};

static size_t error_index(int code)
{
    size_t last = sizeof(errors) / sizeof(errors[0]) - 1;
    for (size_t i = 0; i < last; i++) {
        if (errors[i].code == code) {
            return i;
        }
    }
    return last;
}

static void put_error_items(struct serving *serving, struct buf *body)
{
    struct call *call = &serving->request.call;
    buf_put(body, STR(",\"errors\":["));
    for (size_t i = 0; i < serving->err.kept; i++) {
        const struct err_item *item = &serving->err.items[i];
        buf_put(body, i > 0 ? STR(",{\"field\":") : STR("{\"field\":"));
        if (item->field != NULL) {
            json_put_text(body, str_of(item->field));
        } else {
            buf_put(body, STR("null"));
        }
        buf_put(body, STR(",\"message\":"));
        json_put_text(body, err_item_text(call->arena, call->language, item));
        if (item->line > 0) {
            buf_put_format(body, ",\"line\":%lld,\"column\":%lld", (long long)item->line,
                           (long long)item->column);
        }
        buf_put_char(body, '}');
    }
    buf_put_char(body, ']');
}

static void put_error_json(struct serving *serving, int code, const char *kind, struct str message)
{
    struct buf *body = &serving->exchange->reply_body;
    buf_clear(body);
    buf_put_format(body, "{\"status\":%d,\"kind\":\"%s\",\"message\":", code, kind);
    json_put_text(body, message);
    put_error_items(serving, body);
    buf_put(body, STR(",\"request\":"));
    json_put_text(body, serving->request.id);
    buf_put(body, STR("}\n"));
    put_head(serving, code, "application/json", STR("no-store"));
    reply_end(serving->exchange);
}

void answer_code(struct serving *serving, int code)
{
    struct call *call = &serving->request.call;
    size_t index = error_index(code);
    struct str heading = translate(call->language, errors[index].heading);
    struct str text = translate(call->language, errors[index].text);
    if (serving->err.kept > 0) {
        text = err_item_text(call->arena, call->language, &serving->err.items[0]);
    }
    if (code >= 500) {
        log_warning("web.failed", "request=%s code=%d route=%.*s", serving->exchange->id, code,
                    STR_ARG(serving->address != NULL ? serving->address->pattern : STR("-")));
    }
    serving->shown_errors = NULL;
    serving->shown_error_count = 0;
    bool has_page = serving->server->error_page != NULL;
    if (serving->request.format != FORMAT_HTML || !has_page) {
        put_error_json(serving, code, errors[index].kind, serving->err.kept > 0 ? text : heading);
        return;
    }
    struct error_page view = {
        .code = code, .kind = str_of(errors[index].kind), .heading = heading, .text = text};
    serving->route = NULL;
    put_page(serving, serving->server->error_page, &view, code);
}

void answer_error(struct serving *serving, enum status status)
{
    struct request *request = &serving->request;
    int code = serving->code != 0 ? serving->code : status_http(status);
    if (status == UNAUTHENTICATED && request->format == FORMAT_HTML) {
        bool is_get = serving->exchange->head.method == HTTP_GET ||
                      serving->exchange->head.method == HTTP_HEAD;
        struct str back = request->path;
        if (is_get && request->query.len > 0) {
            back = str_format(request->call.arena, "%.*s?%.*s", STR_ARG(request->path),
                              STR_ARG(request->query));
        }
        back = encode(request->call.arena, back);
        put_redirect(serving, str_format(request->call.arena, "/sign-in?to=%.*s", STR_ARG(back)));
        return;
    }
    answer_code(serving, code);
}
