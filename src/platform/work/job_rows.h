/* Private to the room `work`: the rows of its tables and what its files tell each other. */
#ifndef SAMSYN_WORK_JOB_ROWS_H
#define SAMSYN_WORK_JOB_ROWS_H

#include "platform/work/platform.h"

#include <pthread.h>

struct job_row {
    int64_t id;
    struct str kind;
    struct str key;
    int64_t subject;
    int64_t due;
    struct str state;
    bool is_long;
    int64_t person;
    int64_t created_at;
    struct str claimed_by;
    int64_t claimed_at;
    int64_t done_count, total_count;
    struct str result;
    struct str last_error;
};
extern const struct table JOB_ROW_TABLE;

struct due_row {
    int64_t due;
};
extern const struct table DUE_TABLE;

/* The threads of one program. `lock` guards the flags below it; it is never held across a database
 * call. */
struct workers {
    struct platform *platform;
    struct str name; /* of this process, in job.claimed_by */
    struct arena *arena;
    pthread_t quick, slow, sender;
    int started; /* how many of the three run */
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool is_stopping;
    bool is_moving;        /* a demo's clock is being moved: the threads rest */
    int busy;              /* threads at work */
    unsigned quick_signal; /* counts reasons to look */
    unsigned slow_signal;
    unsigned sender_signal;
};

void workers_wake(struct workers *workers);

/* Claims and runs one due job; *out_ran false when there was none. */
enum status job_run_next(struct platform *platform, bool is_long, bool *out_ran) MUST_CHECK;
/* Adds the jobs of schedules that became due up to now; the earliest next instant. */
enum status schedules_run(struct platform *platform, int64_t *out_next_due) MUST_CHECK;
/* Sends what waits in the outbox; *out_next when the next try is due (real time). */
enum status outbox_run(struct platform *platform, int64_t *out_next) MUST_CHECK;

/* Runs the reactions to the events of this transaction. */
enum status reactions_run(const struct reaction *const *reactions, struct tx *tx,
                          struct err *err) MUST_CHECK;

/* Reads all settings that differ from their default. */
void settings_free(struct platform *platform);

#endif
