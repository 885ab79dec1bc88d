/* What is kept of somebody: handing it out, erasing it, telling how long it stays.
 *
 * Slices say in their privacy rules what they keep (slice.h). Erasing goes through them from the last
 * slice to the first, in one transaction, together with each row's history: the event stays, the values
 * go, the chain still verifies, counts stay. What the law has us keep stays as well, is told with its
 * reason, and goes when its time is up.
 */
#ifndef SAMSYN_PEOPLE_PRIVACY_H
#define SAMSYN_PEOPLE_PRIVACY_H

#include "slices/people/people.h"

extern const struct permission
    PEOPLE_DATA; /* answer people's questions about their data, and erase */
extern const struct event_kind PERSON_READ, PERSON_HANDED_OUT, PERSON_ERASURE_ASKED, PERSON_ERASED;
extern const struct setting RETENTION_DAYS;
extern const struct job_kind RETENTION_JOB;
extern const struct schedule RETENTION_SCHEDULE;
extern const struct privacy_rule *const PEOPLE_PRIVACY[];
extern const struct slice PEOPLE_PRIVACY_PART;

/* One rule as people read it, and what there is of one person. */
struct privacy_line {
    struct str table, what, purpose, seen_by, keep;
    int64_t count;      /* rows about the person; NO_INT: not counted */
    struct str duty;    /* why it must be kept, in words; empty: it need not */
    int64_t duty_until; /* NO_TIME: no day is set */
    bool is_handed_out;
};
extern const struct table PRIVACY_LINE_TABLE;

/* All rules, in the order of the slices: rows of struct privacy_line without counts. */
void privacy_lines(struct call *call, struct rows *out_lines);
/* Leaves out what belongs to modules that are off, unless something of it is there. */
void privacy_told(const struct call *call, struct rows *lines);
/* The same with what there is of one person. */
enum status privacy_of(struct call *call, int64_t person, struct rows *out_lines) MUST_CHECK;

/* Everything on a person as JSON, with where each value came from; the handing out is remembered. */
enum status people_data_export(struct call *call, int64_t person, struct str *out_json) MUST_CHECK;

/* What became of a wish to be erased. */
struct erasure_report {
    int64_t id;   /* the person */
    bool is_done; /* nothing had to be kept */
    int64_t rows; /* rows taken out or made nameless */
    int64_t kept; /* rules under which something is kept: see privacy_of() */
};
/* CONFLICT for oneself and for the last administrator. */
enum status people_erase(struct call *call, int64_t person, struct erasure_report *out) MUST_CHECK;

#endif
