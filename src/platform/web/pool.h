/* Private to the room: threads that may wait, so that loops need not. Bounded in threads and queue. */
#ifndef SAMSYN_WEB_POOL_H
#define SAMSYN_WEB_POOL_H

#include "platform/web/worker.h"

struct pool;

/* Something to do; embedded in what it is about. */
struct task {
    struct task *next;
    void (*run)(struct task *task, struct worker *worker);
};

/* Threads are started as they are needed, at most `threads`; at most `queue` tasks wait. */
struct pool *pool_new(struct server *server, int threads, int queue);
/* False when the queue is full: nothing was taken. */
bool pool_add(struct pool *pool, struct task *task);
int pool_waiting(struct pool *pool);
/* Finishes what is queued and ends the threads. Accepts NULL. */
void pool_free(struct pool *pool);

#endif
