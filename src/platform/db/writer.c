/* The one writer of a SQLite database, and group commit.
 *
 * Threads that change something put a job, which lives on their stack, into a queue and wait. The
 * writer opens a transaction, runs each job in a savepoint, commits once (one fsync for all) and then
 * answers everybody. A batch ends at 64 jobs, after 20 ms, or when the queue is empty; before it
 * begins the writer waits up to 1 ms for those who were in the last one. Bulk jobs stand in a second
 * queue: they get a batch of their own, one job each, when nobody else waits or after a batch of
 * others, so that what people do meanwhile waits for one of them at most.
 *
 * When a batch fails as a whole (disk full, a failed fsync), every job of it is run again in a
 * transaction of its own, so that only the guilty one fails. After an outage the connection is opened
 * again: the new one first, then the old one is closed, so that the index of the log, which knows what
 * was truly committed, is never rebuilt from a log that may hold the remains of a failed commit.
 */
#include "platform/base/log.h"
#include "platform/db/checkpoint.h"

#include <assert.h>
#include <errno.h>
#include <semaphore.h>
#include <time.h>

enum {
    BATCH_JOBS = 64,
    SLOW_US = 100000, /* no change should hold the others up for longer */
    GATHER_JOBS = 4,  /* from a batch of so many on, the writer waits for them to come back, */
    GATHER_US = 1000  /* so long at most */
};

struct job {
    const struct db_change *change;
    struct err *err;
    struct arena_mark mark; /* of change->arena, before the first run */
    struct err err_before;  /* and the err, as it was then */
    enum status status;
    struct job *next;
    sem_t done;
};

struct queue {
    struct job *first, *last;
    size_t count;
};

struct writer {
    struct db *db;
    struct connection *connection; /* the thread's alone */
    pthread_t thread;
    pthread_mutex_t lock; /* guards what follows; never held while a job runs */
    pthread_cond_t work;
    struct queue people, bulk;
    size_t wanted;     /* so many people's jobs are worth waking up for */
    size_t last_batch; /* how many there were in the last one */
    bool is_closing;
    bool is_log_empty;
    bool was_bulk_last;
};

static void queue_put(struct queue *queue, struct job *job)
{
    job->next = NULL;
    if (queue->last != NULL) {
        queue->last->next = job;
    } else {
        queue->first = job;
    }
    queue->last = job;
    queue->count++;
}

static struct job *queue_take(struct queue *queue)
{
    struct job *job = queue->first;
    if (job != NULL) {
        queue->first = job->next;
        queue->last = queue->first == NULL ? NULL : queue->last;
        queue->count--;
    }
    return job;
}

/* --- the writer's thread --- */

static void job_prepare(struct job *job)
{
    arena_rewind(job->change->arena, job->mark);
    if (job->err != NULL) {
        *job->err = job->err_before;
    }
}

/* RETRY is PostgreSQL's word; here it means that the database could not do it now. */
static enum status job_status(enum status status, struct err *err)
{
    return status == RETRY ? db_unavailable(err) : status;
}

/* Makes sure of a working connection. */
static enum status writer_connect(struct writer *writer, struct err *err)
{
    struct connection *old = writer->connection;
    if (old != NULL && !old->is_broken) {
        return OK;
    }
    struct connection *opened = NULL;
    TRY(SQLITE_ENGINE.open(writer->db, CONNECTION_WRITES, &opened, err));
    connection_close(old);
    writer->connection = opened;
    return OK;
}

/* What holds everybody up is named: a closure that does too much at once, a disk that is slow. */
static void note_slow(const char *what, int64_t begun_us)
{
    int64_t taken_us = monotonic_us() - begun_us;
    if (taken_us > SLOW_US) {
        log_warning("db.slow", "what=%s ms=%lld", what, (long long)(taken_us / 1000));
    }
}

/* When nothing is to be kept there is nothing to sync either. */
static enum status writer_commit(struct writer *writer, int64_t kept_jobs)
{
    if (kept_jobs == 0) {
        SQLITE_ENGINE.rollback(writer->connection);
        return OK;
    }
    int64_t begun_us = monotonic_us();
    enum status status = SQLITE_ENGINE.commit(writer->connection);
    db_tell_watched(writer->db); /* after a failure nobody knows: so it may have been kept */
    TRY(status);
    note_slow("commit", begun_us);
    db_note_commit(writer->db);
    atomic_fetch_add(&writer->db->commits, 1);
    atomic_fetch_add(&writer->db->changes, kept_jobs);
    return OK;
}

/* The job in a transaction of its own. */
static enum status job_run_alone(struct writer *writer, struct job *job)
{
    job_prepare(job);
    TRY(writer_connect(writer, job->err));
    struct connection *connection = writer->connection;
    enum status status = SQLITE_ENGINE.begin(connection, BEGIN_WRITE);
    if (status != OK) {
        return status;
    }
    struct tx *tx = tx_begin(connection, job->change, job->err);
    status = change_run(tx, job->change, job->err);
    if (status == OK) {
        status = writer_commit(writer, 1);
    }
    SQLITE_ENGINE.rollback(connection);
    return status;
}

/* The job in the batch's transaction; not OK when the batch cannot go on. job->status is the job's
 * own end. */
static enum status job_run_in_batch(struct writer *writer, struct job *job)
{
    struct connection *connection = writer->connection;
    TRY(sqlite_savepoint(connection));
    job_prepare(job);
    int64_t begun_us = monotonic_us();
    struct tx *tx = tx_begin(connection, job->change, job->err);
    job->status = change_run(tx, job->change, job->err);
    note_slow(job->change->name, begun_us);
    if (!sqlite_in_transaction(connection) || job->status == UNAVAILABLE) {
        return UNAVAILABLE;
    }
    return job->status == OK ? sqlite_savepoint_keep(connection)
                             : sqlite_savepoint_undo(connection);
}

/* The next job that may join a batch of `count` jobs begun at `begun_us`. */
static struct job *batch_next(struct writer *writer, size_t count, int64_t begun_us)
{
    if (count >= BATCH_JOBS || monotonic_us() - begun_us >= writer->db->batch_us) {
        return NULL;
    }
    pthread_mutex_lock(&writer->lock);
    struct job *job = queue_take(&writer->people);
    pthread_mutex_unlock(&writer->lock);
    return job;
}

/* Runs `first` and what may join it; puts all into `batch`. Not OK: nothing of it is kept. */
static enum status batch_run(struct writer *writer, struct job *first, struct queue *batch)
{
    int64_t begun_us = monotonic_us();
    queue_put(batch, first);
    TRY(writer_connect(writer, NULL));
    TRY(SQLITE_ENGINE.begin(writer->connection, BEGIN_WRITE));
    TRY(job_run_in_batch(writer, first));
    for (struct job *job = batch_next(writer, batch->count, begun_us); job != NULL;
         job = batch_next(writer, batch->count, begun_us)) {
        queue_put(batch, job);
        TRY(job_run_in_batch(writer, job));
    }
    int64_t kept_jobs = 0;
    for (const struct job *job = batch->first; job != NULL; job = job->next) {
        kept_jobs += job->status == OK;
    }
    return writer_commit(writer, kept_jobs);
}

static void batch_answer(struct queue *batch)
{
    for (struct job *job = queue_take(batch); job != NULL; job = queue_take(batch)) {
        if (job->status == UNAVAILABLE && job->err != NULL &&
            job->err->count == job->err_before.count) {
            (void)db_unavailable(job->err);
        }
        sem_post(&job->done); /* the job is gone */
    }
}

/* A bulk job is its whole batch: it needs no savepoint, for which SQLite would keep a copy of every
 * page that it touches. */
static enum status bulk_run(struct writer *writer, struct job *job, struct queue *batch)
{
    queue_put(batch, job);
    job->status = job_run_alone(writer, job);
    return job->status == UNAVAILABLE ? UNAVAILABLE : OK;
}

static void writer_batch(struct writer *writer, struct job *first)
{
    struct queue batch = {0};
    bool is_kept = false;
    bool is_whole = (first->change->is_bulk ? bulk_run(writer, first, &batch)
                                            : batch_run(writer, first, &batch)) == OK;
    if (!is_whole) {
        if (writer->connection != NULL) {
            SQLITE_ENGINE.rollback(writer->connection);
        }
        for (struct job *job = batch.first; job != NULL; job = job->next) {
            job->status = job_run_alone(writer, job);
        }
    }
    for (struct job *job = batch.first; job != NULL; job = job->next) {
        is_kept = is_kept || job->status == OK;
        job->status = job_status(job->status, job->err);
    }
    pthread_mutex_lock(&writer->lock);
    writer->last_batch = first->change->is_bulk ? 0 : batch.count;
    pthread_mutex_unlock(&writer->lock);
    batch_answer(&batch);
    if (is_kept) {
        db_tell_committed(writer->db);
        checkpoint_after_commit(writer->db, writer->connection);
    }
}

static struct timespec in_us(int64_t us)
{
    int64_t until_us = monotonic_us() + us;
    return (struct timespec){.tv_sec = until_us / 1000000, .tv_nsec = until_us % 1000000 * 1000};
}

/* Those who have just been answered together will soon be back together: where an fsync is so fast
 * that few gather while it runs, a moment of patience keeps batches large. One client never waits. */
static void writer_gather(struct writer *writer)
{
    if (writer->last_batch < GATHER_JOBS || writer->bulk.count > 0) {
        return;
    }
    struct timespec until = in_us(GATHER_US);
    int waited = 0;
    writer->wanted = writer->last_batch;
    while (writer->people.count < writer->wanted && !writer->is_closing && waited != ETIMEDOUT) {
        waited = pthread_cond_timedwait(&writer->work, &writer->lock, &until);
    }
    writer->wanted = 1;
}

/* Sleeps until there is something to do, or so long that the log may be emptied meanwhile. */
static void writer_sleep(struct writer *writer)
{
    if (writer->is_log_empty) {
        pthread_cond_wait(&writer->work, &writer->lock);
        return;
    }
    struct timespec until = in_us(CHECKPOINT_IDLE_MS * INT64_C(1000));
    if (pthread_cond_timedwait(&writer->work, &writer->lock, &until) == ETIMEDOUT) {
        pthread_mutex_unlock(&writer->lock);
        bool is_empty = writer_connect(writer, NULL) == OK &&
                        checkpoint_when_idle(writer->db, writer->connection);
        pthread_mutex_lock(&writer->lock);
        writer->is_log_empty = is_empty;
    }
}

/* Waits for a job; NULL when the writer closes and nothing waits any more. */
static struct job *writer_next(struct writer *writer)
{
    pthread_mutex_lock(&writer->lock);
    while (writer->people.count == 0 && writer->bulk.count == 0 && !writer->is_closing) {
        writer_sleep(writer);
    }
    writer->is_log_empty = false;
    if (writer->people.count > 0) {
        writer_gather(writer);
    }
    bool is_bulk_due =
        writer->bulk.count > 0 && (writer->people.count == 0 || !writer->was_bulk_last);
    writer->was_bulk_last = is_bulk_due;
    struct job *job = queue_take(is_bulk_due ? &writer->bulk : &writer->people);
    pthread_mutex_unlock(&writer->lock);
    return job;
}

static void *writer_main(void *self)
{
    struct writer *writer = self;
    for (struct job *job = writer_next(writer); job != NULL; job = writer_next(writer)) {
        writer_batch(writer, job);
    }
    return NULL;
}

/* --- everybody's threads --- */

enum status writer_open(struct db *db, struct err *err)
{
    struct writer *writer = ARENA_NEW(db->arena, struct writer);
    writer->db = db;
    writer->wanted = 1;
    TRY(writer_connect(writer, err));
    db->writer = writer;
    checkpointer_open(db);
    pthread_condattr_t attributes;
    int failed = pthread_condattr_init(&attributes);
    failed |= pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    failed |= pthread_mutex_init(&writer->lock, NULL);
    failed |= pthread_cond_init(&writer->work, &attributes);
    failed |= pthread_condattr_destroy(&attributes);
    failed |= pthread_create(&writer->thread, NULL, writer_main, writer);
    if (failed != 0) {
        die("samsyn: no thread for the database: %d", failed);
    }
    return OK;
}

void writer_close(struct db *db)
{
    struct writer *writer = db->writer;
    if (writer == NULL) {
        return;
    }
    pthread_mutex_lock(&writer->lock);
    writer->is_closing = true;
    pthread_cond_signal(&writer->work);
    pthread_mutex_unlock(&writer->lock);
    pthread_join(writer->thread, NULL);
    checkpointer_close(db);
    connection_close(writer->connection);
    pthread_cond_destroy(&writer->work);
    pthread_mutex_destroy(&writer->lock);
    db->writer = NULL;
}

size_t writer_waiting(struct db *db)
{
    struct writer *writer = db->writer;
    pthread_mutex_lock(&writer->lock);
    size_t waiting = writer->people.count + writer->bulk.count;
    pthread_mutex_unlock(&writer->lock);
    return waiting;
}

static bool writer_put(struct writer *writer, struct job *job)
{
    pthread_mutex_lock(&writer->lock);
    bool has_room =
        !writer->is_closing && writer->people.count + writer->bulk.count < writer->db->queue;
    if (has_room) {
        queue_put(job->change->is_bulk ? &writer->bulk : &writer->people, job);
        if (job->change->is_bulk || writer->people.count >= writer->wanted) {
            pthread_cond_signal(&writer->work);
        }
    }
    pthread_mutex_unlock(&writer->lock);
    return has_room;
}

enum status writer_write(struct db *db, const struct db_change *change, struct err *err)
{
    struct job job = {
        .change = change,
        .err = err,
        .mark = arena_mark(change->arena),
        .err_before = err != NULL ? *err : (struct err){0},
    };
    if (sem_init(&job.done, 0, 0) != 0) {
        die("samsyn: no semaphore: %d", errno);
    }
    enum status status = UNAVAILABLE;
    if (writer_put(db->writer, &job)) {
        while (sem_wait(&job.done) != 0) {
            assert(errno == EINTR);
        }
        status = job.status;
    } else {
        atomic_fetch_add(&db->queue_full, 1);
        (void)db_unavailable(err);
    }
    sem_destroy(&job.done);
    return status;
}
