/* Private to the room: what is asked of the event loop; libevent stands behind this in watch.c alone
 * (its `struct event` is another than ours). A watcher and its watches belong to one thread. */
#ifndef SAMSYN_WEB_WATCH_H
#define SAMSYN_WEB_WATCH_H

#include <stdbool.h>
#include <stddef.h>

enum watch_kind { WATCH_READABLE, WATCH_WRITABLE, WATCH_TICK };

struct watcher;

/* Lives inside what it is about; nothing to release but watch_remove(). */
struct watch {
    void (*call)(void *self);
    void *self;
    bool is_on;
    _Alignas(max_align_t) char inside[128];
};

struct watcher *watcher_new(void); /* returns owned */
void watcher_free(struct watcher *watcher);
void watcher_run(struct watcher *watcher); /* until watcher_stop() */
void watcher_stop(struct watcher *watcher);

/* `fd` is -1 for WATCH_TICK. */
void watch_init(struct watch *watch, struct watcher *watcher, int fd, enum watch_kind kind);
/* Calls from now on, again and again; every `tick_ms` for WATCH_TICK. False: the system refuses. */
bool watch_add(struct watch *watch, int tick_ms);
void watch_remove(struct watch *watch);

#endif
