/* Start and stop. Everything that can be wrong with the route table is found here, before the first
 * request. */
#include "platform/web/server.h"

#include "platform/base/log.h"
#include "platform/base/memory.h"
#include "platform/secret/secret.h"
#include "platform/web/limiter.h"
#include "platform/web/live.h"
#include "platform/web/loop.h"
#include "platform/web/metrics.h"
#include "platform/web/seen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    BACKLOG = 1024,
    READERS = 6,   /* threads for slow reads */
    CHANGERS = 64, /* threads that wait in db_write */
    QUEUE = 512,   /* requests that wait for one of them */
    SECRET_QUEUE = 64,
    MOST_LOOPS = 64,
    FILES_KEPT = 128, /* descriptors for the database, logs, mail */
    LEAST_FILES = 256
};

/* --- the listening socket --- */

union socket_address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

/* "127.0.0.1:8080", "localhost:8080", "[::1]:0". */
static bool read_listen(struct str text, union socket_address *out, socklen_t *out_length)
{
    size_t colon = text.len;
    while (colon > 0 && text.at[colon - 1] != ':') {
        colon--;
    }
    int64_t port = 0;
    char host[ADDRESS_LENGTH] = "";
    if (colon < 2 || !str_to_int64(str_slice(text, colon, text.len), &port) || port < 0 ||
        port > UINT16_MAX) {
        return false;
    }
    struct str name = str_slice(text, 0, colon - 1);
    bool is_v6 = name.at[0] == '[' && name.at[name.len - 1] == ']';
    name = is_v6 ? str_slice(name, 1, name.len - 1) : name;
    name = str_equal(name, STR("localhost")) ? STR("127.0.0.1") : name;
    if (name.len >= sizeof(host)) {
        return false;
    }
    memcpy(host, name.at, name.len);
    *out = (union socket_address){0};
    if (is_v6) {
        out->v6.sin6_family = AF_INET6;
        out->v6.sin6_port = htons((uint16_t)port);
        *out_length = sizeof(out->v6);
        return inet_pton(AF_INET6, host, &out->v6.sin6_addr) == 1;
    }
    out->v4.sin_family = AF_INET;
    out->v4.sin_port = htons((uint16_t)port);
    *out_length = sizeof(out->v4);
    return inet_pton(AF_INET, host, &out->v4.sin_addr) == 1;
}

static enum status refuse_listen(struct err *err, struct str listen, int error)
{
    const char *message = N_("{address}: the server cannot listen there");
    if (error == EADDRINUSE) {
        message = N_("{address}: another program uses this address already");
    } else if (error == EACCES || error == EPERM) {
        message = N_("{address}: no right to listen there (ports below 1024 belong to root)");
    } else if (error == EADDRNOTAVAIL) {
        message = N_("{address}: not an address of this machine");
    } else if (error == EINVAL) {
        message = N_("{address}: not an address to listen at, like 127.0.0.1:8080");
    }
    struct err_item *item = err_add(err, message);
    err_text(err, item, "address", listen);
    return INVALID;
}

static enum status open_listener(struct server *server, struct err *err)
{
    struct str listen_at = server->options.listen;
    union socket_address address;
    socklen_t length = 0;
    if (!read_listen(listen_at, &address, &length)) {
        return refuse_listen(err, listen_at, EINVAL);
    }
    int fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return refuse_listen(err, listen_at, errno);
    }
    int one = 1;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    if (bind(fd, &address.any, length) != 0 || listen(fd, BACKLOG) != 0 ||
        getsockname(fd, &address.any, &length) != 0) {
        int error = errno;
        (void)close(fd);
        return refuse_listen(err, listen_at, error);
    }
    server->listener = fd;
    server->port =
        ntohs(address.any.sa_family == AF_INET6 ? address.v6.sin6_port : address.v4.sin_port);
    return OK;
}

/* As many descriptors as the system lets us have; connections get what is left. */
static void raise_limits(struct server *server)
{
    struct rlimit files = {0};
    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < files.rlim_max) {
        files.rlim_cur = files.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &files);
        (void)getrlimit(RLIMIT_NOFILE, &files);
    }
    rlim_t most = files.rlim_cur < LEAST_FILES ? LEAST_FILES : files.rlim_cur;
    most = most > 200000 ? 200000 : most;
    server->most_connections = (int)most - FILES_KEPT;
    (void)signal(SIGPIPE, SIG_IGN); /* a client that left is an error of write(), not a signal */
    (void)signal(SIGXFSZ, SIG_IGN); /* so is a file that may not grow any more */
}

/* --- the route table --- */

static enum status compile_pages(struct server *server, struct err *err)
{
    struct template_set *templates = server->options.templates;
    for (size_t i = 0; i < server->router.count; i++) {
        struct address *address = &server->router.addresses[i];
        if (address->get != NULL && address->get->page != NULL) {
            TRY(template_compile(templates, address->get->page, address->get->view,
                                 &address->get_page, err));
        }
        if (address->post != NULL && address->post->page != NULL) {
            TRY(template_compile(templates, address->post->page, address->post->view,
                                 &address->post_page, err));
        }
    }
    return template_compile(templates, "error", &ERROR_PAGE_TABLE, &server->error_page, err);
}

static int compare_menu(const void *left, const void *right)
{
    const struct menu_place *a = left;
    const struct menu_place *b = right;
    return (a->item->order > b->item->order) - (a->item->order < b->item->order);
}

static void gather_menu(struct server *server)
{
    const struct menu_item *const *menus = server->options.menus;
    size_t count = 0;
    for (size_t i = 0; menus != NULL && menus[i] != NULL; i++) {
        for (const struct menu_item *item = menus[i]; item->path != NULL; item++) {
            count++;
        }
    }
    server->menu = ARENA_ARRAY(server->arena, count + 1, struct menu_place);
    const struct setting *const *modules = server->options.menu_modules;
    for (size_t i = 0; menus != NULL && menus[i] != NULL; i++) {
        for (const struct menu_item *item = menus[i]; item->path != NULL; item++) {
            server->menu[server->menu_count++] =
                (struct menu_place){item, modules != NULL ? modules[i] : NULL};
        }
    }
    qsort(server->menu, server->menu_count, sizeof(struct menu_place), compare_menu);
}

/* --- life --- */

static void start_threads(struct server *server)
{
    int changers = server->options.changers > 0 ? server->options.changers : CHANGERS;
    server->pools[POOL_READ] = pool_new(server, READERS, QUEUE);
    server->pools[POOL_CHANGE] = pool_new(server, changers, QUEUE);
    server->pools[POOL_SECRET] = pool_new(server, 1, SECRET_QUEUE);
    server->metrics = metrics_new();
    server->limiter = limiter_new();
    server->seen = seen_new(server->platform->db, server->options.viewers);
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    int loops = server->options.loops > 0 ? server->options.loops : (int)cores;
    server->loop_count = loops < 1 ? 1 : loops > MOST_LOOPS ? MOST_LOOPS : loops;
    server->loops = arena_array(server->arena, (size_t)server->loop_count, sizeof(struct loop *));
    for (int i = 0; i < server->loop_count; i++) {
        server->loops[i] = loop_new(server, i);
    }
    server->live = live_new(server);
    for (int i = 0; i < server->loop_count; i++) {
        loop_start(server->loops[i]);
    }
}

enum status server_start(const struct server_options *options, struct server **out, struct err *err)
{
    struct arena *arena = arena_new(0);
    struct server *server = ARENA_NEW(arena, struct server);
    server->arena = arena;
    server->options = *options;
    server->platform = options->platform;
    server->runs_fast = db_engine(options->platform->db) == DB_ENGINE_SQLITE;
    secret_random(&server->id_mask, sizeof(server->id_mask));
    gather_menu(server);
    enum status status =
        router_new(arena, options->routes, options->route_modules, &server->router, err);
    status = status == OK ? compile_pages(server, err) : status;
    status = status == OK ? open_listener(server, err) : status;
    if (status != OK) {
        arena_free(arena);
        return status;
    }
    raise_limits(server);
    db_watch(options->platform->db, options->viewers->tables);
    start_threads(server);
    if (!options->is_quiet) {
        log_info("server.started", "port=%d loops=%d routes=%zu", server->port, server->loop_count,
                 server->router.count);
    }
    *out = server;
    return OK;
}

int server_port(const struct server *server)
{
    return server->port;
}

void server_stop(struct server *server, int grace_ms)
{
    if (server == NULL) {
        return;
    }
    atomic_store(&server->is_stopping, true);
    for (int i = 0; i < server->loop_count; i++) {
        loop_stop(server->loops[i], grace_ms);
    }
    for (int i = 0; i < server->loop_count; i++) {
        loop_join(server->loops[i]);
    }
    (void)close(server->listener);
    for (int i = 0; i < POOL_COUNT; i++) {
        pool_free(server->pools[i]);
    }
    live_stop(server->live);
    for (int i = 0; i < server->loop_count; i++) {
        loop_free(server->loops[i]);
    }
    live_free(server->live);
    seen_free(server->seen);
    limiter_free(server->limiter);
    metrics_free(server->metrics);
    arena_free(server->arena);
}
