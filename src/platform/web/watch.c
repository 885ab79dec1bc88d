#include "platform/web/watch.h"

#include "platform/base/log.h"

#include <event2/event.h>
#include <event2/event_struct.h>

_Static_assert(sizeof(struct event) <= sizeof(((struct watch *)0)->inside),
               "a watch has room for libevent's event");

static struct event_base *base_of(struct watcher *watcher)
{
    return (struct event_base *)watcher;
}

static struct event *event_of(struct watch *watch)
{
    return (struct event *)(void *)watch->inside;
}

/* Without libevent's list of changes: it would tell the system of a descriptor that is closed, and may
 * be another loop's, by then. */
struct watcher *watcher_new(void)
{
    struct event_base *base = NULL;
    struct event_config *config = event_config_new();
    if (config != NULL) {
        (void)event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
        base = event_base_new_with_config(config);
        event_config_free(config);
    }
    if (base == NULL) {
        die("no event loop can be made");
    }
    return (struct watcher *)base;
}

void watcher_free(struct watcher *watcher)
{
    event_base_free(base_of(watcher));
}

void watcher_run(struct watcher *watcher)
{
    (void)event_base_dispatch(base_of(watcher));
}

void watcher_stop(struct watcher *watcher)
{
    (void)event_base_loopbreak(base_of(watcher));
}

static void call(evutil_socket_t fd, short what, void *self)
{
    (void)fd;
    (void)what;
    struct watch *watch = self;
    watch->call(watch->self);
}

void watch_init(struct watch *watch, struct watcher *watcher, int fd, enum watch_kind kind)
{
    short what = EV_PERSIST;
    switch (kind) {
    case WATCH_READABLE:
        what |= EV_READ;
        break;
    case WATCH_WRITABLE:
        what |= EV_WRITE;
        break;
    case WATCH_TICK:
        break;
    }
    watch->is_on = false;
    (void)event_assign(event_of(watch), base_of(watcher), fd, what, call, watch);
}

bool watch_add(struct watch *watch, int tick_ms)
{
    struct timeval every = {.tv_sec = tick_ms / 1000, .tv_usec = tick_ms % 1000 * 1000};
    if (!watch->is_on) {
        watch->is_on = event_add(event_of(watch), tick_ms > 0 ? &every : NULL) == 0;
    }
    return watch->is_on;
}

void watch_remove(struct watch *watch)
{
    if (watch->is_on) {
        (void)event_del(event_of(watch));
        watch->is_on = false;
    }
}
