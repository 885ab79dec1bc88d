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

enum { LARGEST_HEAD = HTTP_LINE_LIMIT + HTTP_HEADERS_LIMIT, LARGE_BODY = 256 * 1024 };
static const int64_t BODY_BYTES_LIMIT = 256 * 1024 * 1024; /* of all large bodies under way */

void connection_end(struct connection *connection)
{
    struct server *server = connection->loop->server;
    loop_forget(connection);
    watch_remove(&connection->reader);
    watch_remove(&connection->writer);
    if (connection->exchange != NULL) {
        stream_abandon(connection->exchange->stream);
        connection->exchange->connection = NULL; /* comes back later, to nobody */
    }
    live_leave(connection);
    atomic_fetch_sub(&server->body_bytes, connection->counted_body);
    atomic_fetch_sub(&server->connections, 1);
    (void)close(connection->fd);
    buf_free(&connection->in);
    buf_free(&connection->out);
    memory_free(connection);
}

static bool has_output(const struct connection *connection)
{
    return connection->out.len > connection->out_at || connection->fixed_length > 0;
}

static void become_deaf(struct connection *connection)
{
    if (!connection->is_deaf) {
        connection->is_deaf = true;
        watch_remove(&connection->reader);
    }
}

/* Says goodbye without cutting off what the client has yet to read of our reply. */
static void linger(struct connection *connection)
{
    (void)shutdown(connection->fd, SHUT_WR);
    connection->is_ending = true;
    connection->is_deaf = false;
    (void)watch_add(&connection->reader, 0);
    loop_wait(connection, WAIT_LINGER);
}

/* The reply is out. */
static void finish(struct connection *connection)
{
    atomic_fetch_sub(&connection->loop->server->body_bytes, connection->counted_body);
    connection->counted_body = 0;
    buf_free(&connection->in);
    buf_free(&connection->out);
    connection->out_at = 0;
    connection->scanned = 0;
    connection->wanted = 0;
    if (connection->is_ending) {
        linger(connection);
        return;
    }
    if (connection->loop->is_stopping) {
        connection_end(connection);
        return;
    }
    loop_wait(connection, WAIT_IDLE);
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

static void wait_for_room(struct connection *connection, enum wait_kind kind)
{
    (void)watch_add(&connection->writer, 0);
    loop_wait(connection, kind);
}

/* Puts a chunk of a long reply where the writer takes it from; false: there is none now. */
static bool next_chunk(struct connection *connection)
{
    struct exchange *exchange = connection->exchange;
    if (exchange == NULL || exchange->stream == NULL) {
        return false;
    }
    connection->out_at = 0;
    buf_clear(&connection->out);
    return stream_take(exchange->stream, &connection->out);
}

static void end_stream(struct connection *connection)
{
    struct exchange *exchange = connection->exchange;
    bool is_broken = exchange->stream->is_broken;
    connection->exchange = NULL;
    exchange->connection = NULL;
    exchange_give(exchange);
    if (is_broken) {
        connection_end(
            connection); /* without the last chunk: the client sees that it is not whole */
        return;
    }
    finish(connection);
}

/* Goes on writing; what is left waits for the socket. */
static void write_on(struct connection *connection)
{
    do {
        struct iovec parts[2] = {
            part_of(str_slice(buf_str(&connection->out), connection->out_at, SIZE_MAX)),
            part_of((struct str){(const char *)connection->fixed, connection->fixed_length}),
        };
        struct iovec left[2] = {parts[0], parts[1]};
        if (!write_parts(connection->fd, left, 2)) {
            connection_end(connection);
            return;
        }
        connection->out_at += parts[0].iov_len - left[0].iov_len;
        size_t gone = parts[1].iov_len - left[1].iov_len;
        connection->fixed = connection->fixed != NULL ? connection->fixed + gone : NULL;
        connection->fixed_length -= gone;
        if (has_output(connection)) {
            bool is_stream = connection->exchange != NULL;
            (void)watch_add(&connection->writer, 0);
            if (connection->wait != WAIT_WRITE || is_stream) {
                loop_wait(connection, is_stream ? WAIT_STREAM : WAIT_WRITE);
            }
            return;
        }
    } while (next_chunk(connection));
    watch_remove(&connection->writer);
    if (connection->exchange == NULL) {
        finish(connection);
    } else if (connection->exchange->stream->is_over) {
        end_stream(connection);
    } else {
        loop_wait(connection, WAIT_WORK);
    }
}

static void on_writable(void *self)
{
    struct connection *connection = self;
    connection->loop->now_us = monotonic_us();
    write_on(connection);
}

/* A pool's thread has put more of a long reply, or its end. */
void connection_stream_on(struct connection *connection)
{
    if (!has_output(connection)) {
        write_on(connection);
    }
}

void connection_reply(struct connection *connection, struct exchange *exchange)
{
    connection->is_ending = connection->is_ending || exchange->closes;
    struct str body = exchange->head.method == HTTP_HEAD ? STR("") : buf_str(&exchange->reply_body);
    bool has_fixed = exchange->fixed != NULL && exchange->head.method != HTTP_HEAD;
    struct str fixed = {(const char *)exchange->fixed, has_fixed ? exchange->fixed_length : 0};
    struct iovec parts[3] = {part_of(buf_str(&exchange->reply_head)), part_of(body),
                             part_of(fixed)};
    metrics_count(connection->loop->server->metrics, exchange);
    if (exchange->session_to_end != NO_INT) {
        live_end_session(connection->loop->server, exchange->session_to_end);
    }
    if (!write_parts(connection->fd, parts, 3)) {
        connection_end(connection);
        return;
    }
    if (exchange->listener != NULL) {
        struct listener *listener = exchange->listener;
        exchange->listener = NULL;
        live_enter(connection, listener);
        return;
    }
    if (parts[0].iov_len + parts[1].iov_len + parts[2].iov_len == 0) {
        if (connection->exchange == NULL || connection->exchange->stream == NULL) {
            finish(connection);
        } else {
            write_on(connection);
        }
        return;
    }
    connection->out_at = 0;
    buf_init(&connection->out, SIZE_MAX / 2);
    buf_put(&connection->out, (struct str){parts[0].iov_base, parts[0].iov_len});
    buf_put(&connection->out, (struct str){parts[1].iov_base, parts[1].iov_len});
    connection->fixed = exchange->fixed != NULL
                            ? exchange->fixed + (exchange->fixed_length - parts[2].iov_len)
                            : NULL;
    connection->fixed_length = parts[2].iov_len;
    wait_for_room(connection, exchange->stream != NULL ? WAIT_STREAM : WAIT_WRITE);
}

bool connection_write(struct connection *connection, struct str bytes)
{
    ssize_t written = send(connection->fd, bytes.at, bytes.len, MSG_NOSIGNAL);
    if (written != (ssize_t)bytes.len) {
        connection_end(connection);
        return false;
    }
    return true;
}

/* Refused before it was understood: a status in plain words, and the end. */
static void refuse(struct connection *connection, int code)
{
    struct loop *loop = connection->loop;
    struct exchange *exchange = loop->own;
    exchange->head = (struct http_head){0};
    exchange_begin(exchange, connection);
    exchange->route = NULL;
    exchange->closes = true;
    reply_refusal(exchange, &loop->worker, code);
    become_deaf(connection);
    connection_reply(connection, exchange);
}

static void deliver_reply(struct loop *loop, struct message *message)
{
    (void)loop;
    struct exchange *exchange = (struct exchange *)message;
    struct connection *connection = exchange->connection;
    if (connection == NULL) {
        /* A long reply is given back when its last chunk comes. */
        if (exchange->stream == NULL) {
            exchange_give(exchange);
        }
        return;
    }
    if (exchange->stream != NULL) {
        connection_reply(connection, exchange); /* stays: chunks follow */
        return;
    }
    connection->exchange = NULL;
    exchange->connection = NULL;
    connection_reply(connection, exchange);
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
static void send_to_pool(struct connection *connection, struct str whole, enum pool_kind kind)
{
    struct loop *loop = connection->loop;
    struct exchange *exchange = exchange_take(loop);
    buf_put(&exchange->bytes, whole);
    size_t scanned = 0;
    int code = 0;
    struct str own = buf_str(&exchange->bytes);
    enum http_step step = http_read_head(own, &scanned, &exchange->head, &code);
    (void)step; /* it was READY before */
    exchange->body = str_slice(own, exchange->head.length, own.len);
    exchange_begin(exchange, connection);
    exchange->message.deliver = deliver_reply;
    exchange->task.run = run_in_pool;
    exchange->is_pooled = true;
    if (!pool_add(loop->server->pools[kind], &exchange->task)) {
        exchange_give(exchange);
        metrics_count_full(loop->server->metrics);
        struct exchange *own_exchange = loop->own;
        exchange_begin(own_exchange, connection);
        reply_refusal(own_exchange, &loop->worker, 503);
        connection_reply(connection, own_exchange);
        return;
    }
    exchange->connection = connection;
    connection->exchange = exchange;
    buf_free(&connection->in);
    loop_wait(connection, WAIT_WORK);
}

/* `whole` is the request and nothing more. */
static void answer(struct connection *connection, struct str whole)
{
    struct loop *loop = connection->loop;
    struct exchange *exchange = loop->own;
    exchange->body = str_slice(whole, exchange->head.length, whole.len);
    enum pool_kind place = exchange_place(exchange);
    if (place != POOL_NONE) {
        send_to_pool(connection, whole, place);
        arena_reset(loop->worker.arena);
        return;
    }
    exchange_begin(exchange, connection);
    (void)exchange_run(exchange, &loop->worker);
    connection_reply(connection, exchange);
    arena_reset(loop->worker.arena);
}

/* Keeps what came of a request that is not whole. */
static void keep(struct connection *connection, struct str bytes)
{
    if (connection->in.len == 0) {
        buf_init(&connection->in, LARGEST_HEAD + SCRATCH_BYTES);
        buf_put(&connection->in, bytes);
    }
}

/* The head is known and the body is not all there. */
static void wait_for_body(struct connection *connection, struct str bytes, size_t total)
{
    struct loop *loop = connection->loop;
    const struct http_head *head = &loop->own->head;
    if (total > LARGE_BODY && connection->counted_body == 0) {
        connection->counted_body = (int)total; /* body limits are far below 2 GiB */
        int64_t sum = atomic_fetch_add(&loop->server->body_bytes, (int64_t)total) + (int64_t)total;
        if (sum > BODY_BYTES_LIMIT) {
            refuse(connection, 503);
            return;
        }
    }
    bool asks_first = head->expects_continue && bytes.len == head->length;
    keep(connection, bytes);
    connection->wanted = total;
    connection->in.limit = total + 1;
    loop_wait(connection, total > LARGE_BODY ? WAIT_LONG_BODY : WAIT_BODY);
    if (asks_first) {
        (void)connection_write(connection, STR("HTTP/1.1 100 Continue\r\n\r\n"));
    }
}

/* Looks at all that has come of a request. */
static void consider(struct connection *connection, struct str bytes)
{
    struct loop *loop = connection->loop;
    struct exchange *exchange = loop->own;
    int code = 0;
    enum http_step step = http_read_head(bytes, &connection->scanned, &exchange->head, &code);
    if (step == HTTP_REFUSED) {
        refuse(connection, code);
        return;
    }
    if (step == HTTP_MORE) {
        keep(connection, bytes);
        if (connection->wait == WAIT_IDLE) {
            loop_wait(connection, WAIT_HEAD);
        }
        return;
    }
    exchange_find_route(exchange, loop->worker.arena);
    if (exchange->head.content_length > exchange_body_limit(exchange)) {
        refuse(connection, exchange->head.method == HTTP_OTHER ? 405 : 413);
        return;
    }
    size_t total = exchange->head.length + (size_t)exchange->head.content_length;
    if (bytes.len < total) {
        wait_for_body(connection, bytes, total);
        return;
    }
    /* A second request behind this one is not waited for: what it means could be read otherwise by
     * whoever stands before us. */
    if (bytes.len > total) {
        connection->is_ending = true;
        become_deaf(connection);
    }
    answer(connection, str_slice(bytes, 0, total));
}

/* Where the next bytes go: the loop's scratch when nothing is kept, else behind what is. */
static ssize_t take_in(struct connection *connection, struct str *out_bytes)
{
    struct loop *loop = connection->loop;
    if (connection->in.len == 0) {
        ssize_t count = read(connection->fd, loop->scratch, SCRATCH_BYTES);
        *out_bytes = (struct str){loop->scratch, count > 0 ? (size_t)count : 0};
        return count;
    }
    size_t room = connection->in.limit - connection->in.len;
    room = room < LARGE_BODY ? room : LARGE_BODY;
    char *to = buf_reserve(&connection->in, room);
    ssize_t count = to != NULL ? read(connection->fd, to, room) : 0;
    buf_grew(&connection->in, count > 0 ? (size_t)count : 0);
    *out_bytes = buf_str(&connection->in);
    return count;
}

static void drain(struct connection *connection)
{
    for (int i = 0; i < 16; i++) {
        ssize_t count = read(connection->fd, connection->loop->scratch, SCRATCH_BYTES);
        if (count < 0 && errno == EAGAIN) {
            return;
        }
        if (count <= 0) {
            connection_end(connection);
            return;
        }
    }
}

static void on_readable(void *self)
{
    struct connection *connection = self;
    connection->loop->now_us = monotonic_us();
    if (connection->wait == WAIT_LINGER) {
        drain(connection);
        return;
    }
    if (connection->listener != NULL) {
        connection_end(connection); /* it has nothing to say: it leaves */
        return;
    }
    if (connection->exchange != NULL || has_output(connection)) {
        /* More, or its end, before our answer: either way this is the last. */
        connection->is_ending = true;
        become_deaf(connection);
        return;
    }
    struct str bytes = {NULL, 0};
    ssize_t count = take_in(connection, &bytes);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    if (count <= 0) {
        connection_end(connection);
        return;
    }
    if (connection->wanted == 0 || bytes.len >= connection->wanted) {
        consider(connection, bytes);
    }
}

void connection_overdue(struct connection *connection)
{
    switch (connection->wait) {
    case WAIT_LIVE:
        live_heartbeat(connection);
        return;
    case WAIT_HEAD:
    case WAIT_BODY:
    case WAIT_LONG_BODY:
        refuse(connection, 408);
        return;
    case WAIT_WORK:
        log_warning("web.overdue", "request=%s",
                    connection->exchange != NULL ? connection->exchange->id : "");
        connection_end(connection);
        return;
    case WAIT_IDLE:
    case WAIT_WRITE:
    case WAIT_STREAM:
    case WAIT_LINGER:
    case WAIT_COUNT:
        break;
    }
    connection_end(connection);
}

void connection_new(struct loop *loop, int fd, const char *client, bool is_near)
{
    struct connection *connection = memory_new(sizeof(*connection));
    connection->loop = loop;
    connection->fd = fd;
    connection->is_near = is_near;
    memcpy(connection->client, client, ADDRESS_LENGTH);
    connection->reader = (struct watch){.call = on_readable, .self = connection};
    connection->writer = (struct watch){.call = on_writable, .self = connection};
    watch_init(&connection->reader, loop->watcher, fd, WATCH_READABLE);
    watch_init(&connection->writer, loop->watcher, fd, WATCH_WRITABLE);
    loop_wait(connection, WAIT_IDLE);
    if (loop->is_stopping || !watch_add(&connection->reader, 0)) {
        connection_end(connection);
    }
}
