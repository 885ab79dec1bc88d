#include "platform/web/pool.h"

#include "platform/base/log.h"
#include "platform/base/memory.h"

#include <assert.h>
#include <pthread.h>

enum { MOST_THREADS = 128, STACK_BYTES = 512 * 1024 };

struct pool {
    struct server *server;
    pthread_mutex_t lock; /* guards all below; never held while a task runs */
    pthread_cond_t has_work;
    struct task *first, *last;
    int waiting, queue;
    int threads, most_threads, idle;
    bool is_ending;
    pthread_t ids[MOST_THREADS];
};

static struct task *take(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    while (pool->first == NULL && !pool->is_ending) {
        pool->idle++;
        pthread_cond_wait(&pool->has_work, &pool->lock);
        pool->idle--;
    }
    struct task *task = pool->first;
    if (task != NULL) {
        pool->first = task->next;
        pool->last = pool->first == NULL ? NULL : pool->last;
        pool->waiting--;
    }
    pthread_mutex_unlock(&pool->lock);
    return task;
}

static void *work(void *self)
{
    struct pool *pool = self;
    struct worker worker;
    worker_init(&worker, pool->server);
    for (struct task *task = take(pool); task != NULL; task = take(pool)) {
        task->run(task, &worker);
        arena_reset(worker.arena);
    }
    worker_end(&worker);
    return NULL;
}

struct pool *pool_new(struct server *server, int threads, int queue)
{
    assert(threads > 0 && threads <= MOST_THREADS);
    struct pool *pool = memory_new(sizeof(*pool));
    pool->server = server;
    pool->queue = queue;
    pool->most_threads = threads;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->has_work, NULL);
    return pool;
}

/* With the lock held. Without any thread the program cannot go on; with some it goes on slower. */
static void start_thread(struct pool *pool)
{
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    int failure = pthread_create(&pool->ids[pool->threads], &attributes, work, pool);
    pthread_attr_destroy(&attributes);
    if (failure == 0) {
        pool->threads++;
    } else if (pool->threads == 0) {
        die("no thread can be started (error %d)", failure);
    } else {
        log_warning("web.thread_refused", "error=%d threads=%d", failure, pool->threads);
    }
}

bool pool_add(struct pool *pool, struct task *task)
{
    pthread_mutex_lock(&pool->lock);
    bool has_room = pool->waiting < pool->queue && !pool->is_ending;
    if (has_room) {
        task->next = NULL;
        if (pool->last != NULL) {
            pool->last->next = task;
        } else {
            pool->first = task;
        }
        pool->last = task;
        pool->waiting++;
        if (pool->waiting > pool->idle && pool->threads < pool->most_threads) {
            start_thread(pool);
        }
        pthread_cond_signal(&pool->has_work);
    }
    pthread_mutex_unlock(&pool->lock);
    return has_room;
}

int pool_waiting(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    int waiting = pool->waiting;
    pthread_mutex_unlock(&pool->lock);
    return waiting;
}

void pool_free(struct pool *pool)
{
    if (pool == NULL) {
        return;
    }
    pthread_mutex_lock(&pool->lock);
    pool->is_ending = true;
    pthread_cond_broadcast(&pool->has_work);
    pthread_mutex_unlock(&pool->lock);
    for (int i = 0; i < pool->threads; i++) {
        pthread_join(pool->ids[i], NULL);
    }
    pthread_cond_destroy(&pool->has_work);
    pthread_mutex_destroy(&pool->lock);
    memory_free(pool);
}
