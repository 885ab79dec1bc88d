/* The running program's shared parts, made by the composition root (src/app) and passed, never global. */
#ifndef SAMSYN_WORK_PLATFORM_H
#define SAMSYN_WORK_PLATFORM_H

#include "platform/work/job.h"
#include "platform/work/setting.h"

struct slice;    /* slices: what the program is made of */
struct live_hub; /* web: who listens to which topic */

struct platform {
    struct db *db;
    struct clock clock;
    struct str data_directory; /* secrets, socket */
    struct str mail_password;  /* of the mail server; empty: none */
    struct str sms_password;   /* of the SMS gateway; empty: none */
    struct str
        sms_in_secret; /* what the gateway says when it brings an answer; empty: none comes */
    const char *_Atomic zone; /* the organisation's; lives on when another is chosen */
    const struct language *_Atomic language; /* the organisation's default */
    const struct setting *organisation;      /* its name; NULL: none is kept */
    _Atomic bool is_set_up;                  /* the first hour's steps were all found done */
    struct str invitation; /* while nobody is known here: with it the first one comes in */
    struct words *words;   /* text: dictionaries, loaded at the first search */
    bool is_demo;
    const struct job_kind *const *job_kinds; /* end with NULL, gathered from the slices */
    const struct reaction *const *reactions;
    const struct schedule *const *schedules;
    const struct setting *const *settings;
    const struct setting *const *modules; /* of the settings those that are modules; at most 64 */
    _Atomic uint64_t modules_off;         /* a bit for each of `modules` */
    const struct event_kind *const *event_kinds;
    const struct slice *const *slices;     /* ends with NULL, for slices that serve others */
    struct workers *workers;               /* work: job threads, outbox */
    struct setting_values *setting_values; /* work: what was read of the settings */
    struct live_hub *_Atomic live;
    _Atomic int live_users; /* threads that are telling it something */
    void (*_Atomic live_told)(struct platform *platform); /* after commit, any thread; set by web */
};

/* Starts job workers, schedules and the outbox, and sets the database's hooks. */
enum status workers_start(struct platform *platform, struct err *err) MUST_CHECK;
void workers_stop(struct platform *platform); /* finishes running jobs or gives them back */
/* Moves a demo's clock and runs everything that became due, instant by instant, in order. */
enum status workers_move_clock(struct platform *platform, int64_t to_ms,
                               struct err *err) MUST_CHECK;

/* A call of the system's own, for jobs, schedules and commands. */
struct call platform_call(struct platform *platform, struct arena *arena, struct err *err,
                          struct str source);

#endif
