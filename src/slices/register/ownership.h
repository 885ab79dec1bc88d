/* Who owns which part of a property, from which day to which; owners are people and organisations.
 *
 * Published view: register_ownership_card(id, area_id, property_id, person_id, organisation_id, share, parts,
 * from_day, to_day, is_deviating, is_protected). Never more than the whole at a time: a plan that breaks that
 * is CONFLICT, a fact is written and marked. Protected owners are seen by few, not even as one of them.
 */
#ifndef SAMSYN_REGISTER_OWNERSHIP_H
#define SAMSYN_REGISTER_OWNERSHIP_H

#include "slices/records/records.h"

enum { OWNERSHIP_WHOLE = 3603600 }; /* what the whole has: halves to sixteenths of it are exact */

struct ownership {
    int64_t id, version, area_id, property_id;
    int64_t person_id, organisation_id; /* one of them */
    struct str share;                   /* "1/2" */
    struct str from_day, to_day;        /* both included; absent: not known, until further notice */
    struct str note;
    /* worked out when the row is written */
    int64_t parts; /* of OWNERSHIP_WHOLE */
    bool is_deviating;
    int64_t changed_at;
    /* what forms and files name property and owner by */
    struct str code, owner;
    bool is_protected;
};
extern const struct table OWNERSHIP_TABLE;
extern const struct entity OWNERSHIP_ENTITY;
extern const struct record OWNERSHIP_RECORD;

/* "1/2", "0,5", "50 %", "1" as parts of the whole; false for what is none, or more than the whole. */
bool ownership_parts(struct str share, int64_t *out_parts);

#endif
