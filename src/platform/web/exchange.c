/* Where a request is answered, and what is answered without a handler. */
#include "platform/web/inside.h"

#include "platform/base/clock.h"
#include "platform/base/memory.h"
#include "platform/web/live.h"
#include "platform/web/loop.h"
#include "platform/web/prefix.h"
#include "platform/web/serving.h"
#include "platform/web/special.h"
#include "platform/web/stream.h"

#include <string.h>

enum { KEPT_BYTES = 128 * 1024 };

struct exchange *exchange_take(struct loop *loop)
{
    struct exchange *exchange = loop->spare;
    if (exchange != NULL) {
        loop->spare = exchange->spare;
        return exchange;
    }
    exchange = memory_new(sizeof(*exchange));
    exchange->server = loop->server;
    exchange->loop = loop;
    exchange->session_to_end = NO_INT;
    buf_init(&exchange->bytes, SIZE_MAX / 2);
    buf_init(&exchange->reply_head, 32 * 1024);
    buf_init(&exchange->reply_body, PAGE_LIMIT);
    return exchange;
}

/* Empties a buffer; what grew large is given back to the system. */
static void empty(struct buf *buf)
{
    if (buf->capacity > KEPT_BYTES) {
        buf_free(buf);
    }
    buf_clear(buf);
}

void exchange_give(struct exchange *exchange)
{
    struct loop *loop = exchange->loop;
    stream_free(exchange->stream);
    live_drop(exchange->listener);
    exchange->stream = NULL;
    exchange->listener = NULL;
    exchange->client = NULL;
    exchange->route = NULL;
    exchange->match = (struct route_match){0};
    empty(&exchange->bytes);
    empty(&exchange->reply_head);
    empty(&exchange->reply_body);
    exchange->spare = loop->spare;
    loop->spare = exchange;
}

void exchange_free(struct exchange *exchange)
{
    if (exchange != NULL) {
        stream_free(exchange->stream);
        live_drop(exchange->listener);
        buf_free(&exchange->bytes);
        buf_free(&exchange->reply_head);
        buf_free(&exchange->reply_body);
        memory_free(exchange);
    }
}

static const struct route *route_for(const struct address *address, enum http_method method)
{
    switch (method) {
    case HTTP_GET:
    case HTTP_HEAD:
        return address->get;
    case HTTP_POST:
        return address->post;
    case HTTP_PUT:
        return address->put;
    case HTTP_OTHER:
        break;
    }
    return NULL;
}

void exchange_find_route(struct exchange *exchange, struct arena *arena)
{
    const struct http_head *head = &exchange->head;
    exchange->path = head->path;
    exchange->language = prefix_cut(&exchange->path);
    router_find(&exchange->server->router, arena, exchange->path, &exchange->match);
    const struct address *address = exchange->match.address;
    if (address != NULL && !module_is_on(exchange->server->platform, address->module)) {
        address = exchange->match.address = NULL;
    }
    exchange->route = NULL;
    if (address != NULL && !exchange->match.has_slash_too_many) {
        exchange->route = route_for(address, head->method);
    }
}

int64_t exchange_body_limit(const struct exchange *exchange)
{
    if (exchange->route == NULL) {
        bool has_body = exchange->head.method == HTTP_POST || exchange->head.method == HTTP_PUT;
        return has_body ? BODY_LIMIT : 0;
    }
    size_t limit = exchange->route->body_limit;
    return limit > 0 ? (int64_t)limit : BODY_LIMIT;
}

/* An export goes through all rows: not in a loop. */
static bool asks_for_export(const struct exchange *exchange)
{
    struct str query = exchange->head.query;
    return exchange->route->is_list && (str_find_str(query, STR("format=csv")) < query.len ||
                                        str_find_str(query, STR("format=xlsx")) < query.len);
}

enum pool_kind exchange_place(const struct exchange *exchange)
{
    const struct server *server = exchange->server;
    if (exchange->route == NULL) {
        bool is_quick = server->runs_fast || special_is_quick(exchange);
        return is_quick ? POOL_NONE : POOL_READ;
    }
    switch (exchange->route->cost) {
    case COST_FAST:
        return server->runs_fast && !asks_for_export(exchange) ? POOL_NONE : POOL_READ;
    case COST_READ:
        return POOL_READ;
    case COST_CHANGE:
        return POOL_CHANGE;
    case COST_SECRET:
        return POOL_SECRET;
    }
    return POOL_READ;
}

/* 16 hexadecimal digits that do not tell how many came before. */
static void give_id(struct exchange *exchange)
{
    struct server *server = exchange->server;
    uint64_t number = atomic_fetch_add_explicit(&server->next_id, 1, memory_order_relaxed);
    uint64_t mixed = (number ^ server->id_mask) * UINT64_C(0x9e3779b97f4a7c15);
    mixed ^= mixed >> 29;
    for (int i = 0; i < REQUEST_ID_LENGTH; i++) {
        exchange->id[i] = "0123456789abcdef"[mixed >> (60 - 4 * i) & 15];
    }
    exchange->id[REQUEST_ID_LENGTH] = '\0';
}

void exchange_begin(struct exchange *exchange, const struct client *client)
{
    const struct http_head *head = &exchange->head;
    give_id(exchange);
    exchange->begun_us = client->loop->now_us;
    exchange->cpu_us = 0;
    exchange->statements = 0;
    exchange->code = 0;
    exchange->fixed = NULL;
    exchange->fixed_length = 0;
    exchange->session_to_end = NO_INT;
    exchange->closes = !head->keep_alive || client->is_ending ||
                       atomic_load_explicit(&exchange->server->is_stopping, memory_order_relaxed);
    /* A proxy on this machine tells who asks; whoever comes from elsewhere is not believed. */
    bool has_proxy = client->is_near && head->forwarded_for.len > 0;
    struct str address = str_of(client->address);
    if (has_proxy) {
        struct str list = head->forwarded_for;
        while (str_next(&list, ',', &address)) {
        }
        address = str_trim(address);
    }
    size_t length = address.len < ADDRESS_LENGTH ? address.len : ADDRESS_LENGTH - 1;
    memcpy(exchange->address, address.at, length);
    exchange->address[length] = '\0';
    exchange->is_near = client->is_near && !has_proxy;
    exchange->is_secure =
        client->is_near && str_equal_ascii_case(head->forwarded_proto, STR("https"));
    empty(&exchange->reply_head);
    empty(&exchange->reply_body);
}

bool exchange_run(struct exchange *exchange, struct worker *worker)
{
    int64_t statements = db_thread_statements();
    if (exchange->is_pooled) {
        exchange_find_route(exchange, worker->arena); /* in this thread's memory */
    }
    if (exchange->route == NULL) {
        special_serve(exchange, worker);
    } else if (!serve(exchange, worker)) {
        return false; /* it is the loop's by now */
    }
    db_reader_rest(worker->reader);
    exchange->statements = db_thread_statements() - statements;
    return true;
}
