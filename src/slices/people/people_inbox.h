/* Private to the slice: the rows of the inbox. */
#ifndef SAMSYN_PEOPLE_INBOX_H
#define SAMSYN_PEOPLE_INBOX_H

#include "slices/people/people.h"

struct notification {
    int64_t id;
    struct str key;
    int64_t person;
    struct str kind;
    int64_t ref;
    struct str detail;
    int64_t due, created_at;
    struct str channel;
    int64_t done_at;
    struct str permission; /* asked with */
    int64_t limit, later;
};
extern const struct table NOTIFICATION_TABLE;
extern const struct job_kind TELL_JOB;
extern const struct event_kind INBOX_CHANGED;

struct told {
    int64_t id;
    const struct platform *platform;
};

/* NULL for one of a slice that is no longer there. */
const struct notice_kind *notice_kind_named(const struct platform *platform, struct str name);

#endif
