/* Staff: the units of the organisation, the teams in them (groups, crews, the coaches), who is in which
 * from when until when, who works here and who is away.
 *
 * Published views, which later slices may join:
 *   staff_member(id, team_id, person_id, kind, from_at, to_at, area_id, unit_id, team_kind)
 *       a query compares from_at <= :now AND to_at > :now
 *   staff_team_card(id, area_id, unit_id, kind, name, name_key, site_id, from_day, to_day)
 *   staff_unit_card(id, area_id, parent_id, name, name_key)
 *   staff_away(person_id, from_at, to_at)            never why
 *
 * Plans may be refused: an overlap of one person in one team is CONFLICT. Facts are recorded: what a file
 * says is written, and marked as deviating when no plan would allow it. Times are half-open; "until
 * further notice" is STAFF_OPEN.
 *
 * Events: member.joined and member.left, exactly one of each when somebody replaces somebody; about the
 * team. They come with substitutes too: MEMBERSHIP_ENTITY tells which.
 */
#ifndef SAMSYN_STAFF_H
#define SAMSYN_STAFF_H

#include "slices/records/records.h"

extern const struct slice STAFF_SLICE;

extern const struct permission STAFF_READ; /* see who works where */
extern const struct permission STAFF_EDIT; /* change units, teams and who is in them */

#define STAFF_OPEN INT64_C(253402300799999)

/* --- Units --- */

struct unit {
    int64_t id, version, area_id;
    int64_t parent_id; /* NO_INT: at the top */
    struct str name;
    struct str external_id;
    struct str name_key, name_folded; /* made from the name */
};
extern const struct table UNIT_TABLE;
extern const struct entity UNIT_ENTITY;
extern const struct record UNIT_RECORD;

/* --- Teams --- */

struct team {
    int64_t id, version, area_id;
    int64_t unit_id; /* NO_INT: none */
    struct str kind; /* group crew coach_team */
    struct str name;
    int64_t site_id;             /* NO_INT: none */
    struct str from_day, to_day; /* the first and the last */
    struct str external_id;
    struct str name_key, name_folded; /* made from the name */
};
extern const struct table TEAM_TABLE;
extern const struct entity TEAM_ENTITY;
extern const struct record TEAM_RECORD;

/* --- Who is in them --- */

struct membership {
    int64_t id, version;
    int64_t team_id, person_id;
    struct str kind; /* member substitute */
    int64_t from_at, to_at;
    struct str reason;
    bool is_deviating;
};
extern const struct table MEMBERSHIP_TABLE;
extern const struct entity MEMBERSHIP_ENTITY;
extern const struct event_kind MEMBER_JOINED, MEMBER_LEFT;

/* Adds somebody to a team: one event. CONFLICT when they are in it then already. */
enum status staff_join(struct call *call, const struct membership *wanted,
                       int64_t *out_id) MUST_CHECK;
/* Ends a membership at an instant (not before its beginning): one event. CONFLICT when it is over by then. */
struct member_end {
    int64_t membership;
    int64_t at;
    struct str reason;
};
enum status staff_leave_team(struct call *call, const struct member_end *wanted) MUST_CHECK;
/* One person in another's place, in one transaction with two events: both or neither. */
struct member_replace {
    int64_t membership; /* of the one who leaves */
    int64_t person_id;  /* who comes; NO_INT: the same person, into team_id */
    int64_t team_id;    /* a move: the other team; NO_INT: the same team */
    int64_t at;
    struct str reason;
};
enum status staff_replace(struct call *call, const struct member_replace *wanted,
                          int64_t *out_id) MUST_CHECK;

/* --- Who works here --- */

struct employment {
    int64_t id, version;
    int64_t person_id, unit_id, area_id;
    int64_t from_at, to_at;
};
extern const struct table EMPLOYMENT_TABLE;
extern const struct entity EMPLOYMENT_ENTITY;

/* Says that a person works in a unit from then on; who worked elsewhere moves. */
enum status staff_employ(struct call *call, const struct employment *wanted,
                         int64_t *out_id) MUST_CHECK;
/* The last instant has come: employment, memberships, roles and sign-ins end at it (sign-ins at once,
 * when it is past). The last administrator keeps the role: CONFLICT. */
struct staff_end {
    int64_t person_id;
    int64_t at;
};
enum status staff_end_all(struct call *call, const struct staff_end *wanted) MUST_CHECK;

/* --- Who is away --- */

struct leave {
    int64_t id, version;
    int64_t person_id;
    int64_t from_at, to_at;
};
extern const struct table LEAVE_TABLE;
extern const struct entity LEAVE_ENTITY;
/* CONFLICT when the person is away then already. */
enum status staff_away(struct call *call, const struct leave *wanted, int64_t *out_id) MUST_CHECK;
/* Back earlier, or not away at all. */
enum status staff_back(struct call *call, int64_t leave, int64_t at) MUST_CHECK;

/* --- Inside somebody else's transaction: see staff_write.h for those of this slice --- */

/* Who is called that: by e-mail, phone, the other system's id, or the name when it is only one's. INVALID
 * beside `field` when nobody or several are. Protected identities are found by those who may see them. */
struct staff_who {
    struct str text;
    const char *field;
};
enum status staff_find(struct call *call, const struct staff_who *wanted,
                       struct person *out) MUST_CHECK;

#endif
