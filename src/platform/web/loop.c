#include "platform/web/loop.h"

#include "platform/base/clock.h"
#include "platform/base/log.h"
#include "platform/base/memory.h"
#include "platform/web/live.h"
#include "platform/web/metrics.h"
#include "platform/web/viewers.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TICK_MS = 250, ACCEPTS_AT_ONCE = 64 };

static const int64_t wait_us[WAIT_COUNT] = {
    [WAIT_IDLE] = 75000000,       [WAIT_HEAD] = 10000000,  [WAIT_BODY] = 30000000,
    [WAIT_LONG_BODY] = 300000000, [WAIT_WORK] = 120000000, [WAIT_WRITE] = 60000000,
    [WAIT_STREAM] = 30000000,     [WAIT_LIVE] = 25000000,  [WAIT_LINGER] = 2000000,
};

void loop_forget(struct client *client)
{
    struct wait_list *list = &client->loop->waits[client->wait];
    if (client->earlier != NULL) {
        client->earlier->later = client->later;
    } else if (list->first == client) {
        list->first = client->later;
    }
    if (client->later != NULL) {
        client->later->earlier = client->earlier;
    } else if (list->last == client) {
        list->last = client->earlier;
    }
    client->earlier = NULL;
    client->later = NULL;
}

void loop_wait(struct client *client, enum wait_kind kind)
{
    loop_forget(client);
    struct wait_list *list = &client->loop->waits[kind];
    client->wait = kind;
    client->deadline_us = client->loop->now_us + wait_us[kind];
    client->earlier = list->last;
    if (list->last != NULL) {
        list->last->later = client;
    } else {
        list->first = client;
    }
    list->last = client;
}

void loop_post(struct loop *loop, struct message *message)
{
    message->next = NULL;
    pthread_mutex_lock(&loop->lock);
    if (loop->last != NULL) {
        loop->last->next = message;
    } else {
        loop->first = message;
    }
    loop->last = message;
    bool must_wake = !loop->is_woken;
    loop->is_woken = true;
    pthread_mutex_unlock(&loop->lock);
    if (must_wake) {
        uint64_t one = 1;
        ssize_t written = write(loop->wake_fd, &one, sizeof(one));
        (void)written; /* a full counter wakes as well */
    }
}

static void deliver_messages(struct loop *loop)
{
    pthread_mutex_lock(&loop->lock);
    struct message *message = loop->first;
    loop->first = NULL;
    loop->last = NULL;
    loop->is_woken = false;
    pthread_mutex_unlock(&loop->lock);
    while (message != NULL) {
        struct message *next = message->next;
        message->deliver(loop, message);
        message = next;
    }
}

static bool has_connections(const struct loop *loop)
{
    for (int kind = 0; kind < WAIT_COUNT; kind++) {
        if (loop->waits[kind].first != NULL) {
            return true;
        }
    }
    return false;
}

static void end_when_done(struct loop *loop)
{
    if (loop->is_stopping && !has_connections(loop)) {
        watcher_stop(loop->watcher);
    }
}

static void on_wake(void *self)
{
    struct loop *loop = self;
    uint64_t count = 0;
    ssize_t bytes = read(loop->wake_fd, &count, sizeof(count));
    (void)bytes;
    loop->now_us = monotonic_us();
    deliver_messages(loop);
    end_when_done(loop);
}

/* Closes everything that waits in this way. */
static void close_all(struct loop *loop, enum wait_kind kind)
{
    while (loop->waits[kind].first != NULL) {
        client_close(loop->waits[kind].first);
    }
}

static void on_tick(void *self)
{
    struct loop *loop = self;
    loop->now_us = monotonic_us();
    for (int kind = 0; kind < WAIT_COUNT; kind++) {
        struct client *first = loop->waits[kind].first;
        while (first != NULL && first->deadline_us <= loop->now_us) {
            client_overdue(first); /* closes it or gives it a new deadline */
            first = loop->waits[kind].first;
        }
    }
    metrics_flush(loop->server->metrics, &loop->log);
    if (loop->number == 0 && !loop->is_stopping) {
        (void)watch_add(&loop->accepting, 0);
    }
    if (loop->is_stopping && loop->now_us >= loop->stop_us) {
        for (int kind = 0; kind < WAIT_COUNT; kind++) {
            close_all(loop, (enum wait_kind)kind);
        }
    }
    end_when_done(loop);
}

/* --- accepting: the first loop takes all and hands out in turn --- */

struct arrival {
    struct message message;
    int fd;
    bool is_near;
    char address[ADDRESS_LENGTH];
};

static void deliver_arrival(struct loop *loop, struct message *message)
{
    struct arrival *arrival = (struct arrival *)message;
    client_new(loop, arrival->fd, arrival->address, arrival->is_near);
    memory_free(arrival);
}

/* Whether the address is this machine's own; writes it as text. */
static bool read_address(const struct sockaddr_storage *from, char out[ADDRESS_LENGTH])
{
    out[0] = '\0';
    if (from->ss_family == AF_INET) {
        struct sockaddr_in address;
        memcpy(&address, from, sizeof(address));
        (void)inet_ntop(AF_INET, &address.sin_addr, out, ADDRESS_LENGTH);
        return ntohl(address.sin_addr.s_addr) >> 24 == 127;
    }
    struct sockaddr_in6 address;
    memcpy(&address, from, sizeof(address));
    (void)inet_ntop(AF_INET6, &address.sin6_addr, out, ADDRESS_LENGTH);
    return IN6_IS_ADDR_LOOPBACK(&address.sin6_addr);
}

static void hand_out(struct loop *loop, int fd, const struct sockaddr_storage *from)
{
    struct server *server = loop->server;
    char address[ADDRESS_LENGTH];
    bool is_near = read_address(from, address);
    int one = 1;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    struct loop *to = server->loops[loop->next_loop];
    loop->next_loop = (loop->next_loop + 1) % server->loop_count;
    atomic_fetch_add(&server->connections, 1);
    if (to == loop) {
        client_new(loop, fd, address, is_near);
        return;
    }
    struct arrival *arrival = memory_new(sizeof(*arrival));
    arrival->message.deliver = deliver_arrival;
    arrival->fd = fd;
    arrival->is_near = is_near;
    memcpy(arrival->address, address, sizeof(address));
    loop_post(to, &arrival->message);
}

static void on_accept(void *self)
{
    struct loop *loop = self;
    struct server *server = loop->server;
    loop->now_us = monotonic_us();
    for (int i = 0; i < ACCEPTS_AT_ONCE; i++) {
        struct sockaddr_storage from = {0};
        socklen_t length = sizeof(from);
        int fd = accept4(server->listener, (struct sockaddr *)&from, &length,
                         SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            bool is_full =
                errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS;
            if (is_full) {
                log_warning("web.accept", "error=%d connections=%d", errno,
                            atomic_load(&server->connections));
                watch_remove(&loop->accepting); /* until the next tick */
            }
            return;
        }
        if (atomic_load(&server->connections) >= server->most_connections) {
            /* Whoever has been idle for the longest gives way. */
            struct client *idle = loop->waits[WAIT_IDLE].first;
            if (idle == NULL) {
                (void)close(fd);
                continue;
            }
            client_close(idle);
        }
        hand_out(loop, fd, &from);
    }
}

/* --- life --- */

static void start_watch(struct loop *loop, struct watch *watch, int fd, enum watch_kind kind,
                        void (*call)(void *self))
{
    watch->call = call;
    watch->self = loop;
    watch_init(watch, loop->watcher, fd, kind);
    if (!watch_add(watch, kind == WATCH_TICK ? TICK_MS : 0)) {
        die("no event loop can be made (error %d)", errno);
    }
}

struct loop *loop_new(struct server *server, int number)
{
    struct loop *loop = memory_new(sizeof(*loop));
    loop->server = server;
    loop->number = number;
    buf_init(&loop->log, LOG_LINES_LIMIT);
    loop->scratch = memory_resize(NULL, SCRATCH_BYTES);
    loop->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    pthread_mutex_init(&loop->lock, NULL);
    if (loop->wake_fd < 0) {
        die("no event loop can be made (error %d)", errno);
    }
    loop->watcher = watcher_new();
    start_watch(loop, &loop->wake, loop->wake_fd, WATCH_READABLE, on_wake);
    start_watch(loop, &loop->tick, -1, WATCH_TICK, on_tick);
    if (number == 0) {
        start_watch(loop, &loop->accepting, server->listener, WATCH_READABLE, on_accept);
    }
    worker_init(&loop->worker, server);
    loop->live = live_loop_new();
    loop->own = exchange_take(loop);
    return loop;
}

/* The loop's own reader is lent in its own thread, as the database asks. */
static void *run(void *self)
{
    struct loop *loop = self;
    struct worker *worker = &loop->worker;
    if (loop->server->runs_fast) {
        struct err err;
        worker->reader_arena = arena_new(0);
        worker->viewers = viewers_new();
        err_init(&err, worker->reader_arena);
        if (db_reader(loop->server->platform->db, worker->reader_arena, &worker->reader, &err) !=
            OK) {
            log_error("web.no_reader", "loop=%d", loop->number);
            worker->reader = NULL; /* lent for each request, then */
        }
    }
    watcher_run(loop->watcher);
    db_reader_release(&worker->reader);
    return NULL;
}

void loop_start(struct loop *loop)
{
    if (pthread_create(&loop->thread, NULL, run, loop) != 0) {
        die("no thread can be started");
    }
}

struct stop_order {
    struct message message;
    int grace_ms;
};

/* Who has sent something is still answered; who only waits is not waited for. */
static void close_silent(struct loop *loop)
{
    struct client *client = loop->waits[WAIT_IDLE].first;
    while (client != NULL) {
        struct client *later = client->later;
        if (!client_has_input(client)) {
            client_close(client);
        }
        client = later;
    }
}

static void deliver_stop(struct loop *loop, struct message *message)
{
    struct stop_order *order = (struct stop_order *)message;
    if (loop->number == 0) {
        on_accept(loop); /* who got through to us before */
        watch_remove(&loop->accepting);
    }
    loop->is_stopping = true;
    loop->stop_us = loop->now_us + (int64_t)order->grace_ms * 1000;
    memory_free(order);
    close_silent(loop);
    close_all(loop, WAIT_LIVE);
}

void loop_stop(struct loop *loop, int grace_ms)
{
    struct stop_order *order = memory_new(sizeof(*order));
    order->message.deliver = deliver_stop;
    order->grace_ms = grace_ms;
    loop_post(loop, &order->message);
}

void loop_join(struct loop *loop)
{
    pthread_join(loop->thread, NULL);
}

void loop_free(struct loop *loop)
{
    deliver_messages(loop); /* answers that came too late give back what they hold */
    for (int kind = 0; kind < WAIT_COUNT; kind++) {
        close_all(loop, (enum wait_kind)kind);
    }
    exchange_free(loop->own);
    while (loop->spare != NULL) {
        struct exchange *exchange = loop->spare;
        loop->spare = exchange->spare;
        exchange_free(exchange);
    }
    watch_remove(&loop->wake);
    watch_remove(&loop->tick);
    watch_remove(&loop->accepting);
    watcher_free(loop->watcher);
    (void)close(loop->wake_fd);
    metrics_flush(loop->server->metrics, &loop->log);
    buf_free(&loop->log);
    worker_end(&loop->worker);
    live_loop_free(loop->live);
    pthread_mutex_destroy(&loop->lock);
    memory_free(loop->scratch);
    memory_free(loop);
}
