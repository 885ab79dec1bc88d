/* Connections that are lent: opened when first needed, at most so many, last in, first out. */
#include "platform/db/engine.h"

#include <assert.h>
#include <errno.h>
#include <time.h>

enum status pool_init(struct pool *pool, struct db *db, enum connection_use use, size_t limit)
{
    pool->db = db;
    pool->use = use;
    pool->limit = limit;
    pool->waiting_limit = db->queue;
    pthread_condattr_t attributes;
    int failed = pthread_condattr_init(&attributes);
    failed |= pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    failed |= pthread_mutex_init(&pool->lock, NULL);
    failed |= pthread_cond_init(&pool->given, &attributes);
    failed |= pthread_condattr_destroy(&attributes);
    return failed != 0 ? INTERNAL : OK;
}

void pool_drop_free(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    struct connection *dropped = pool->free;
    pool->free = NULL;
    for (struct connection *each = dropped; each != NULL; each = each->next) {
        pool->open--;
    }
    pthread_mutex_unlock(&pool->lock);
    while (dropped != NULL) {
        struct connection *next = dropped->next;
        connection_close(dropped);
        dropped = next;
    }
}

void pool_close(struct pool *pool)
{
    if (pool->db == NULL) {
        return;
    }
    pool_drop_free(pool);
    assert(pool->open == 0);
    pthread_cond_destroy(&pool->given);
    pthread_mutex_destroy(&pool->lock);
}

static struct timespec lend_deadline(void)
{
    int64_t deadline_us = monotonic_us() + DB_LEND_WAIT_MS * INT64_C(1000);
    return (struct timespec){.tv_sec = deadline_us / 1000000,
                             .tv_nsec = deadline_us % 1000000 * 1000};
}

/* Gets a free connection, or the right to open one (*out is NULL). */
static bool pool_place(struct pool *pool, struct connection **out)
{
    bool is_given = false;
    pthread_mutex_lock(&pool->lock);
    if (pool->free == NULL && pool->open >= pool->limit && pool->waiting < pool->waiting_limit) {
        struct timespec deadline = lend_deadline();
        int waited = 0;
        pool->waiting++;
        while (pool->free == NULL && pool->open >= pool->limit && waited != ETIMEDOUT) {
            waited = pthread_cond_timedwait(&pool->given, &pool->lock, &deadline);
        }
        pool->waiting--;
    }
    if (pool->free != NULL) {
        *out = pool->free;
        pool->free = (*out)->next;
        is_given = true;
    } else if (pool->open < pool->limit) {
        *out = NULL;
        pool->open++;
        is_given = true;
    }
    pthread_mutex_unlock(&pool->lock);
    return is_given;
}

static void pool_leave(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->open--;
    pthread_cond_signal(&pool->given);
    pthread_mutex_unlock(&pool->lock);
}

enum status pool_lend(struct pool *pool, struct connection **out, struct err *err)
{
    struct connection *connection = NULL;
    if (!pool_place(pool, &connection)) {
        atomic_fetch_add(&pool->db->queue_full, 1);
        return db_unavailable(err);
    }
    if (connection != NULL && !pool->db->engine->is_alive(connection)) {
        connection_close(connection);
        connection = NULL;
    }
    if (connection == NULL) {
        enum status status = pool->db->engine->open(pool->db, pool->use, &connection, err);
        if (status != OK) {
            pool_leave(pool);
            return status;
        }
    }
    connection->next = NULL;
    *out = connection;
    return OK;
}

void pool_give(struct pool *pool, struct connection *connection)
{
    if (connection->is_broken) {
        connection_close(connection);
        pool_leave(pool);
        return;
    }
    pthread_mutex_lock(&pool->lock);
    for (const struct connection *each = pool->free; each != NULL; each = each->next) {
        assert(each != connection); /* given back twice: two threads would share it */
    }
    connection->next = pool->free;
    pool->free = connection;
    pthread_cond_signal(&pool->given);
    pthread_mutex_unlock(&pool->lock);
}
