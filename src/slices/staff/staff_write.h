/* Private to the slice: changing who works where inside a transaction that is somebody's, one or five
 * hundred at a time. Events of members are emitted by these; other changes belong to writer->event, or
 * to an event of their own when there is none. */
#ifndef SAMSYN_STAFF_WRITE_H
#define SAMSYN_STAFF_WRITE_H

#include "slices/staff/staff.h"

extern const struct event_kind UNIT_ADDED, UNIT_CHANGED, TEAM_ADDED, TEAM_CHANGED,
    EMPLOYMENT_CHANGED, LEAVE_CHANGED, STAFF_IMPORTED, STAFF_IMPORT_UNDONE;
extern const struct choice TEAM_KINDS[], MEMBER_KINDS[];

/* A fact is written even where a plan would be refused, and marked. */
struct joining {
    struct membership *membership; /* gets its id */
    bool is_fact;
};
enum status member_join(const struct record_writer *writer,
                        const struct joining *joining) MUST_CHECK;
enum status member_leave(const struct record_writer *writer, const struct membership *before,
                         const struct member_end *end) MUST_CHECK;

enum status employment_open(const struct record_writer *writer,
                            struct employment *employment) MUST_CHECK;
enum status employment_end(const struct record_writer *writer, const struct employment *before,
                           int64_t at) MUST_CHECK;
/* Those that are not over at an instant: rows of struct employment and of struct membership. */
enum status employments_open(const struct record_writer *writer, int64_t person, int64_t at,
                             struct rows *out) MUST_CHECK;
enum status memberships_open(const struct record_writer *writer, int64_t person, int64_t at,
                             struct rows *out) MUST_CHECK;
/* See staff_end_all(). */
enum status person_leaves(const struct record_writer *writer,
                          const struct staff_end *end) MUST_CHECK;
struct person_writer person_writer_of(const struct record_writer *writer);

/* Units by their path from the top, "Service / Norr", and teams in them; read once a transaction. */
struct staff_places {
    struct rows units; /* struct unit */
    struct str *paths; /* of each, as it is shown */
    struct rows teams; /* struct team */
};
enum status staff_places_read(struct tx *tx, struct arena *arena,
                              struct staff_places *out) MUST_CHECK;
/* Works out the paths of its units. */
void staff_places_name(struct arena *arena, struct staff_places *places);
const struct unit *place_unit(const struct staff_places *places, int64_t id); /* NULL: none */
struct str place_path(const struct staff_places *places, int64_t unit);       /* empty: none */

extern const struct import_kind IMPORT_STAFF;
extern const struct command IMPORT_STAFF_COMMAND;
extern const struct job_kind LEAVERS_JOB;
extern const struct schedule LEAVERS_SCHEDULE;
extern const struct demo_step STAFF_DEMO, STAFF_FEED_DEMO;
extern const struct search_source STAFF_SEARCH;

#endif
