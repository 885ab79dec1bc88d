/* One client: read a request, have it answered, write the reply, wait for the next.
 *
 * A request that comes whole is answered from where it was read, without a copy, with one read(2) and
 * one writev(2). What comes in pieces, or cannot be written at once, takes memory for as long.
 */
#include "platform/web/loop.h"

#include "platform/base/clock.h"
#include "platform/base/log.h"
#include "platform/base/memory.h"
#include "platform/web/live.h"
#include "platform/web/metrics.h"
#include "platform/web/stream.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
    LARGEST_HEAD = HTTP_LINE_LIMIT + HTTP_HEADERS_LIMIT,
    LARGE_BODY = 256 * 1024,
    DRAINED_MOST = 1024 * 1024 /* read after a refusal, so that it can be seen */
};

void client_close(struct client *client)
{
    struct server *server = client->loop->server;
    loop_forget(client);
    watch_remove(&client->reader);
    watch_remove(&client->writer);
    struct exchange *exchange = client->exchange;
    if (exchange != NULL) {
        exchange->client = NULL; /* comes back later, to nobody */
        stream_abandon(exchange->stream);
        if (exchange->stream != NULL && exchange->stream->is_over) {
            exchange_give(exchange); /* has come back already */
        }
    }
    live_leave(client);
    atomic_fetch_sub(&server->body_bytes, client->counted_body);
    atomic_fetch_sub(&server->connections, 1);
    (void)close(client->fd);
    buf_free(&client->in);
    buf_free(&client->out);
    memory_free(client);
}

static bool has_output(const struct client *client)
{
    return client->out.len > client->out_at || client->fixed_length > 0;
}

bool client_has_input(const struct client *client)
{
    char first = 0;
    return recv(client->fd, &first, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

static void become_deaf(struct client *client)
{
    if (!client->is_deaf) {
        client->is_deaf = true;
        watch_remove(&client->reader);
    }
}

/* Says goodbye without cutting off what the client has yet to read of our reply. */
static void linger(struct client *client)
{
    (void)shutdown(client->fd, SHUT_WR);
    client->is_ending = true;
    client->is_deaf = false;
    (void)watch_add(&client->reader, 0);
    loop_wait(client, WAIT_LINGER);
}

/* The reply is out. */
static void finish(struct client *client)
{
    atomic_fetch_sub(&client->loop->server->body_bytes, client->counted_body);
    client->counted_body = 0;
    buf_free(&client->in);
    buf_free(&client->out);
    client->out_at = 0;
    client->scanned = 0;
    client->wanted = 0;
    if (client->is_ending) {
        linger(client);
        return;
    }
    if (client->loop->is_stopping) {
        client_close(client);
        return;
    }
    loop_wait(client, WAIT_IDLE);
}

/* Writes what it can of `parts` and moves them on. False when the client is gone. */
static bool write_parts(int fd, struct iovec *parts, int count)
{
    for (int at = 0; at < count;) {
        ssize_t written = writev(fd, parts + at, count - at);
        if (written < 0) {
            return errno == EAGAIN || errno == EINTR;
        }
        size_t rest = (size_t)written;
        while (at < count && rest >= parts[at].iov_len) {
            rest -= parts[at].iov_len;
            parts[at].iov_len = 0;
            at++;
        }
        if (at < count && rest > 0) {
            parts[at].iov_base = (char *)parts[at].iov_base + rest;
            parts[at].iov_len -= rest;
            return true; /* the socket is full */
        }
        if (at < count && written == 0) {
            return true;
        }
    }
    return true;
}

static struct iovec part_of(struct str bytes)
{
    /* writev() takes what it only reads without const. */
    union {
        const void *in;
        void *out;
    } at = {.in = bytes.at};
    return (struct iovec){at.out, bytes.len};
}

static void wait_for_room(struct client *client, enum wait_kind kind)
{
    (void)watch_add(&client->writer, 0);
    loop_wait(client, kind);
}

/* Puts a chunk of a long reply where the writer takes it from; false: there is none now. */
static bool next_chunk(struct client *client)
{
    struct exchange *exchange = client->exchange;
    if (exchange == NULL || exchange->stream == NULL) {
        return false;
    }
    client->out_at = 0;
    buf_clear(&client->out);
    return stream_take(exchange->stream, &client->out);
}

static void end_stream(struct client *client)
{
    struct exchange *exchange = client->exchange;
    bool is_broken = exchange->stream->is_broken;
    client->exchange = NULL;
    exchange->client = NULL;
    exchange_give(exchange);
    if (is_broken) {
        client_close(client); /* without the last chunk: the client sees that it is not whole */
        return;
    }
    finish(client);
}

/* Goes on writing; what is left waits for the socket. */
static void write_on(struct client *client)
{
    do {
        struct iovec parts[2] = {
            part_of(str_slice(buf_str(&client->out), client->out_at, SIZE_MAX)),
            part_of((struct str){(const char *)client->fixed, client->fixed_length}),
        };
        struct iovec left[2] = {parts[0], parts[1]};
        if (!write_parts(client->fd, left, 2)) {
            client_close(client);
            return;
        }
        client->out_at += parts[0].iov_len - left[0].iov_len;
        size_t gone = parts[1].iov_len - left[1].iov_len;
        client->fixed = client->fixed != NULL ? client->fixed + gone : NULL;
        client->fixed_length -= gone;
        if (has_output(client)) {
            bool is_stream = client->exchange != NULL;
            (void)watch_add(&client->writer, 0);
            if (client->wait != WAIT_WRITE || is_stream) {
                loop_wait(client, is_stream ? WAIT_STREAM : WAIT_WRITE);
            }
            return;
        }
    } while (next_chunk(client));
    watch_remove(&client->writer);
    if (client->exchange == NULL) {
        finish(client);
    } else if (client->exchange->stream->is_over) {
        end_stream(client);
    } else {
        loop_wait(client, WAIT_WORK);
    }
}

static void on_writable(void *self)
{
    struct client *client = self;
    client->loop->now_us = monotonic_us();
    write_on(client);
}

/* A pool's thread has put more of a long reply, or its end. */
void client_stream_on(struct client *client)
{
    if (!has_output(client)) {
        write_on(client);
    }
}

void client_reply(struct client *client, struct exchange *exchange)
{
    client->is_ending = client->is_ending || exchange->closes;
    struct str body = exchange->head.method == HTTP_HEAD ? STR("") : buf_str(&exchange->reply_body);
    bool has_fixed = exchange->fixed != NULL && exchange->head.method != HTTP_HEAD;
    struct str fixed = {(const char *)exchange->fixed, has_fixed ? exchange->fixed_length : 0};
    struct iovec parts[3] = {part_of(buf_str(&exchange->reply_head)), part_of(body),
                             part_of(fixed)};
    metrics_count(client->loop->server->metrics, exchange, &client->loop->log);
    if (exchange->session_to_end != NO_INT) {
        live_end_session(client->loop->server, exchange->session_to_end);
    }
    if (!write_parts(client->fd, parts, 3)) {
        client_close(client);
        return;
    }
    if (exchange->listener != NULL) {
        struct listener *listener = exchange->listener;
        exchange->listener = NULL;
        live_enter(client, listener);
        return;
    }
    if (parts[0].iov_len + parts[1].iov_len + parts[2].iov_len == 0) {
        if (client->exchange == NULL || client->exchange->stream == NULL) {
            finish(client);
        } else {
            write_on(client);
        }
        return;
    }
    client->out_at = 0;
    buf_init(&client->out, SIZE_MAX / 2);
    buf_put(&client->out, (struct str){parts[0].iov_base, parts[0].iov_len});
    buf_put(&client->out, (struct str){parts[1].iov_base, parts[1].iov_len});
    client->fixed = exchange->fixed != NULL
                        ? exchange->fixed + (exchange->fixed_length - parts[2].iov_len)
                        : NULL;
    client->fixed_length = parts[2].iov_len;
    wait_for_room(client, exchange->stream != NULL ? WAIT_STREAM : WAIT_WRITE);
}

bool client_write(struct client *client, struct str bytes)
{
    ssize_t written = send(client->fd, bytes.at, bytes.len, MSG_NOSIGNAL);
    if (written != (ssize_t)bytes.len) {
        client_close(client);
        return false;
    }
    return true;
}

/* Refused before it was understood: a status in plain words, and the end. */
static void refuse(struct client *client, int code)
{
    struct loop *loop = client->loop;
    struct exchange *exchange = loop->own;
    exchange->head = (struct http_head){0};
    exchange_begin(exchange, client);
    exchange->route = NULL;
    exchange->closes = true;
    reply_refusal(exchange, &loop->worker, code);
    become_deaf(client);
    client_reply(client, exchange);
}

static void deliver_reply(struct loop *loop, struct message *message)
{
    (void)loop;
    struct exchange *exchange = (struct exchange *)message;
    struct client *client = exchange->client;
    if (client == NULL) {
        /* A long reply is given back when its last chunk comes. */
        if (exchange->stream == NULL) {
            exchange_give(exchange);
        }
        return;
    }
    if (exchange->stream != NULL) {
        client_reply(client, exchange); /* stays: chunks follow */
        return;
    }
    client->exchange = NULL;
    exchange->client = NULL;
    client_reply(client, exchange);
    exchange_give(exchange);
}

static void run_in_pool(struct task *task, struct worker *worker)
{
    struct exchange *exchange =
        (struct exchange *)(void *)((char *)task - offsetof(struct exchange, task));
    if (exchange_run(exchange, worker)) {
        loop_post(exchange->loop, &exchange->message);
    }
}

/* Copies the request to where a pool's thread can read it. */
static void send_to_pool(struct client *client, struct str whole, enum pool_kind kind)
{
    struct loop *loop = client->loop;
    struct exchange *exchange = exchange_take(loop);
    buf_put(&exchange->bytes, whole);
    size_t scanned = 0;
    int code = 0;
    struct str own = buf_str(&exchange->bytes);
    enum http_step step = http_read_head(own, &scanned, &exchange->head, &code);
    (void)step; /* it was READY before */
    exchange->body = str_slice(own, exchange->head.length, own.len);
    exchange_begin(exchange, client);
    exchange->message.deliver = deliver_reply;
    exchange->task.run = run_in_pool;
    exchange->is_pooled = true;
    if (!pool_add(loop->server->pools[kind], &exchange->task)) {
        exchange_give(exchange);
        metrics_count_full(loop->server->metrics);
        struct exchange *own_exchange = loop->own;
        exchange_begin(own_exchange, client);
        reply_refusal(own_exchange, &loop->worker, 503);
        client_reply(client, own_exchange);
        return;
    }
    exchange->client = client;
    client->exchange = exchange;
    buf_free(&client->in);
    loop_wait(client, WAIT_WORK);
}

/* `whole` is the request and nothing more. */
static void answer(struct client *client, struct str whole)
{
    struct loop *loop = client->loop;
    struct exchange *exchange = loop->own;
    exchange->body = str_slice(whole, exchange->head.length, whole.len);
    enum pool_kind place = exchange_place(exchange);
    if (place != POOL_NONE) {
        send_to_pool(client, whole, place);
        arena_reset(loop->worker.arena);
        return;
    }
    exchange_begin(exchange, client);
    (void)exchange_run(exchange, &loop->worker);
    client_reply(client, exchange);
    arena_reset(loop->worker.arena);
}

/* Keeps what came of a request that is not whole. */
static void keep(struct client *client, struct str bytes)
{
    if (client->in.len == 0) {
        buf_init(&client->in, LARGEST_HEAD + SCRATCH_BYTES);
        buf_put(&client->in, bytes);
    }
}

/* The head is known and the body is not all there. */
static void wait_for_body(struct client *client, struct str bytes, size_t total)
{
    struct loop *loop = client->loop;
    const struct http_head *head = &loop->own->head;
    if (total > LARGE_BODY && client->counted_body == 0) {
        client->counted_body = (int)total; /* body limits are far below 2 GiB */
        int64_t sum = atomic_fetch_add(&loop->server->body_bytes, (int64_t)total) + (int64_t)total;
        if (sum > BODY_BYTES_LIMIT) {
            refuse(client, 503);
            return;
        }
    }
    bool asks_first = head->expects_continue && bytes.len == head->length;
    keep(client, bytes);
    client->wanted = total;
    client->in.limit = total + 1;
    loop_wait(client, total > LARGE_BODY ? WAIT_LONG_BODY : WAIT_BODY);
    if (asks_first) {
        (void)client_write(client, STR("HTTP/1.1 100 Continue\r\n\r\n"));
    }
}

/* Looks at all that has come of a request. */
static void consider(struct client *client, struct str bytes)
{
    struct loop *loop = client->loop;
    struct exchange *exchange = loop->own;
    int code = 0;
    enum http_step step = http_read_head(bytes, &client->scanned, &exchange->head, &code);
    if (step == HTTP_REFUSED) {
        refuse(client, code);
        return;
    }
    if (step == HTTP_MORE) {
        keep(client, bytes);
        if (client->wait == WAIT_IDLE) {
            loop_wait(client, WAIT_HEAD);
        }
        return;
    }
    exchange_find_route(exchange, loop->worker.arena);
    if (exchange->head.content_length > exchange_body_limit(exchange)) {
        refuse(client, exchange->head.method == HTTP_OTHER ? 405 : 413);
        return;
    }
    size_t total = exchange->head.length + (size_t)exchange->head.content_length;
    if (bytes.len < total) {
        wait_for_body(client, bytes, total);
        return;
    }
    /* A second request behind this one is not waited for: what it means could be read otherwise by
     * whoever stands before us. */
    if (bytes.len > total) {
        client->is_ending = true;
        become_deaf(client);
    }
    answer(client, str_slice(bytes, 0, total));
}

/* Where the next bytes go: the loop's scratch when nothing is kept, else behind what is. */
static ssize_t take_in(struct client *client, struct str *out_bytes)
{
    struct loop *loop = client->loop;
    if (client->in.len == 0) {
        ssize_t count = read(client->fd, loop->scratch, SCRATCH_BYTES);
        *out_bytes = (struct str){loop->scratch, count > 0 ? (size_t)count : 0};
        return count;
    }
    size_t room = client->in.limit - client->in.len;
    room = room < LARGE_BODY ? room : LARGE_BODY;
    char *to = buf_reserve(&client->in, room);
    ssize_t count = to != NULL ? read(client->fd, to, room) : 0;
    buf_grew(&client->in, count > 0 ? (size_t)count : 0);
    *out_bytes = buf_str(&client->in);
    return count;
}

/* Reads what is still coming and forgets it; who goes on and on is cut off. */
static void drain(struct client *client)
{
    for (int i = 0; i < 16; i++) {
        ssize_t count = read(client->fd, client->loop->scratch, SCRATCH_BYTES);
        if (count < 0 && errno == EAGAIN) {
            return;
        }
        client->drained += count > 0 ? (size_t)count : 0;
        if (count <= 0 || client->drained > DRAINED_MOST) {
            client_close(client);
            return;
        }
    }
}

static void on_readable(void *self)
{
    struct client *client = self;
    client->loop->now_us = monotonic_us();
    if (client->wait == WAIT_LINGER) {
        drain(client);
        return;
    }
    if (client->listener != NULL) {
        client_close(client); /* it has nothing to say: it leaves */
        return;
    }
    if (client->exchange != NULL || has_output(client)) {
        /* More, or its end, before our answer: either way this is the last. */
        client->is_ending = true;
        become_deaf(client);
        return;
    }
    struct str bytes = {NULL, 0};
    ssize_t count = take_in(client, &bytes);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    if (count <= 0) {
        client_close(client);
        return;
    }
    if (client->wanted == 0 || bytes.len >= client->wanted) {
        consider(client, bytes);
    }
}

void client_overdue(struct client *client)
{
    switch (client->wait) {
    case WAIT_LIVE:
        live_heartbeat(client);
        return;
    case WAIT_HEAD:
    case WAIT_BODY:
    case WAIT_LONG_BODY:
        refuse(client, 408);
        return;
    case WAIT_WORK:
        log_warning("web.overdue", "request=%s",
                    client->exchange != NULL ? client->exchange->id : "");
        client_close(client);
        return;
    case WAIT_IDLE:
    case WAIT_WRITE:
    case WAIT_STREAM:
    case WAIT_LINGER:
    case WAIT_COUNT:
        break;
    }
    client_close(client);
}

void client_new(struct loop *loop, int fd, const char *address, bool is_near)
{
    struct client *client = memory_new(sizeof(*client));
    client->loop = loop;
    client->fd = fd;
    client->is_near = is_near;
    memcpy(client->address, address, ADDRESS_LENGTH);
    client->reader = (struct watch){.call = on_readable, .self = client};
    client->writer = (struct watch){.call = on_writable, .self = client};
    watch_init(&client->reader, loop->watcher, fd, WATCH_READABLE);
    watch_init(&client->writer, loop->watcher, fd, WATCH_WRITABLE);
    loop_wait(client, WAIT_IDLE);
    bool is_too_late = loop->is_stopping && !client_has_input(client);
    if (is_too_late || !watch_add(&client->reader, 0)) {
        client_close(client);
    }
}
