/* Stairs, homes, tenancies and who lives there. Part of register.h, which is what others include.
 *
 * Published views, which later slices may join:
 *   register_home_card(id, area_id, building_id, stair_id, number, floor, rooms, place, place_key)
 *   register_tenancy_card(id, area_id, building_id, dwelling_id, from_day, to_day)
 *   register_resident_card(id, tenancy_id, person_id, from_day, to_day)
 *
 * Days are dates, half-open: a tenancy to 1 May and one from 1 May follow each other. A home is let once
 * at a time. What is still to be decided is refused when it breaks that (CONFLICT); what has happened, or
 * comes from the letting system, is recorded and marked as deviating. A home with a resident whose
 * identity is protected is shown as let, without names or how many.
 */
#ifndef SAMSYN_REGISTER_HOMES_H
#define SAMSYN_REGISTER_HOMES_H

#include "slices/records/records.h"

extern const struct permission REGISTER_TENANCY_READ, REGISTER_TENANCY_EDIT;
/* A tenancy was recorded, by hand or from a file; its subject is the tenancy. */
extern const struct event_kind REGISTER_MOVE_IN;

struct stair {
    int64_t id, version, building_id;
    struct str name;
    struct str door_code;
    bool has_lift;
    struct str note;
    /* worked out */
    int64_t area_id;
    struct str name_folded, place, place_key, place_folded;
    int64_t changed_at;
    /* said by files instead of ids */
    struct str building_address, building_permanent_id;
};
extern const struct table STAIR_TABLE;
extern const struct entity STAIR_ENTITY;
extern const struct record STAIR_RECORD;

struct dwelling {
    int64_t id, version, building_id, stair_id;
    struct str number; /* "1202", "B 12" */
    int64_t floor, rooms;
    double size; /* square metres */
    struct str external_id;
    struct str note;
    /* worked out */
    int64_t area_id;
    struct str number_folded, place, place_key, place_folded, city, words;
    double size_key;
    int64_t changed_at;
    /* said by files instead of ids */
    struct str building_address, building_permanent_id, stair_name;
};
extern const struct table DWELLING_TABLE;
extern const struct entity DWELLING_ENTITY;
extern const struct record DWELLING_RECORD;

struct tenancy {
    int64_t id, version, dwelling_id;
    struct str from_day, to_day;
    struct str external_id;
    struct str note;
    /* worked out */
    int64_t area_id, building_id;
    struct str place, place_key, place_folded;
    bool is_deviating;
    int64_t changed_at;
    /* said by files instead of ids */
    struct str building_address, building_permanent_id, number, dwelling_external_id;
    /* who moves in, where a file or the form of a new one says it */
    struct str resident, phone, email, language, person_external_id, others;
    bool is_protected;
};
extern const struct table TENANCY_TABLE;
extern const struct entity TENANCY_ENTITY;
extern const struct record TENANCY_RECORD;

struct resident {
    int64_t id, version, tenancy_id, person_id;
    struct str from_day, to_day; /* empty: as the tenancy */
};
extern const struct table RESIDENT_TABLE;
extern const struct entity RESIDENT_ENTITY;

/* Ends a tenancy on a day, the first that is no longer its. CONFLICT when somebody saved meanwhile. */
struct tenancy_end {
    int64_t id, version;
    struct str to_day;
};
enum status tenancy_end(struct call *call, const struct tenancy_end *wanted) MUST_CHECK;

/* Somebody moves in to a tenancy that there is: whoever has the external id, or a new person. */
struct resident_new {
    int64_t id; /* the tenancy */
    struct str name, phone, email, language, from_day;
};
enum status tenancy_resident_add(struct call *call, const struct resident_new *wanted) MUST_CHECK;
/* Moves out on a day; without one was never there. */
struct resident_gone {
    int64_t id, resident_id; /* the tenancy, and its resident */
    struct str to_day;
};
enum status tenancy_resident_end(struct call *call, const struct resident_gone *wanted) MUST_CHECK;

#endif
