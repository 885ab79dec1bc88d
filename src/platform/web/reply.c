/* Heads of replies. What every reply carries is one constant. */
#include "platform/web/inside.h"

/* Nothing from elsewhere, nothing inline, no frames; no reference to where one came from. */
#define SAFE_HEADERS                                                                               \
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "           \
    "img-src 'self' data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; "             \
    "worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'\r\n"           \
    "X-Content-Type-Options: nosniff\r\n"                                                          \
    "Referrer-Policy: same-origin\r\n"                                                             \
    "Cross-Origin-Opener-Policy: same-origin\r\n"                                                  \
    "Cross-Origin-Resource-Policy: same-origin\r\n"

void reply_begin(struct exchange *exchange, struct worker *worker, int code, const char *type)
{
    struct buf *head = &exchange->reply_head;
    exchange->code = code;
    buf_clear(head);
    buf_put(head, STR("HTTP/1.1 "));
    buf_put_int(head, code);
    buf_put_char(head, ' ');
    buf_put_c(head, http_reason(code));
    buf_put(head, STR("\r\nDate: "));
    buf_put(head, worker_date(worker));
    buf_put(head, STR("\r\nX-Request-Id: "));
    buf_put(head, (struct str){exchange->id, REQUEST_ID_LENGTH});
    buf_put(head, STR("\r\n" SAFE_HEADERS));
    if (type != NULL) {
        buf_put(head, STR("Content-Type: "));
        buf_put_c(head, type);
        buf_put(head, STR("\r\n"));
    }
}

void reply_header(struct exchange *exchange, const char *name, struct str value)
{
    struct buf *head = &exchange->reply_head;
    buf_put_c(head, name);
    buf_put(head, STR(": "));
    buf_put(head, value);
    buf_put(head, STR("\r\n"));
}

/* Whether a status forbids a body. */
static bool is_bodiless(int code)
{
    return code == 204 || code == 304;
}

void reply_end(struct exchange *exchange)
{
    struct buf *head = &exchange->reply_head;
    if (!is_bodiless(exchange->code)) {
        size_t length = exchange->fixed != NULL ? exchange->fixed_length : exchange->reply_body.len;
        buf_put(head, STR("Content-Length: "));
        buf_put_int(head, (int64_t)length);
        buf_put(head, STR("\r\n"));
    }
    reply_end_open(exchange);
}

void reply_end_open(struct exchange *exchange)
{
    struct buf *head = &exchange->reply_head;
    if (exchange->closes) {
        buf_put(head, STR("Connection: close\r\n"));
    }
    buf_put(head, STR("\r\n"));
}

void reply_refusal(struct exchange *exchange, struct worker *worker, int code)
{
    struct buf *body = &exchange->reply_body;
    buf_clear(body);
    buf_put_int(body, code);
    buf_put_char(body, ' ');
    buf_put_c(body, http_reason(code));
    buf_put_char(body, '\n');
    exchange->fixed = NULL;
    reply_begin(exchange, worker, code, "text/plain; charset=utf-8");
    reply_header(exchange, "Cache-Control", STR("no-store"));
    if (code == 503 || code == 429) {
        reply_header(exchange, "Retry-After", STR("2"));
    }
    reply_end(exchange);
}
