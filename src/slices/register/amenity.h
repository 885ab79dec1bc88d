/* What a house has for those who live in it, from a day to a day: sorting rooms, pools, cards, laundry.
 *
 * Published view: register_amenity_card(id, area_id, building_id, kind, name, place, fractions, provider, link,
 * app, from_day, to_day). Both days are included; absent ones are open. `register_building_life` tells when a
 * house was moved into: register_building_is_new() says what new production is.
 */
#ifndef SAMSYN_REGISTER_AMENITY_H
#define SAMSYN_REGISTER_AMENITY_H

#include "slices/records/records.h"

struct amenity {
    int64_t id, version, area_id, building_id;
    struct str
        kind; /* sorting car_club cargo_bike_pool transit_card bike_room laundry storage common_room other */
    struct str name, place, fractions, provider, link, app;
    struct str from_day, to_day;
    struct str note;
    /* worked out when the row is written */
    struct str title, title_key, title_folded; /* the building's address */
    int64_t changed_at;
    /* what files name the building by */
    struct str building_address, building_permanent_id;
};
extern const struct table AMENITY_TABLE;
extern const struct entity AMENITY_ENTITY;
extern const struct record AMENITY_RECORD;
extern const struct choice AMENITY_KINDS[];

/* "now", "coming" or "gone" on that day. */
const char *amenity_state(struct str from_day, struct str to_day, struct str day);

/* A house is new production from its first occupancy for so many months; how many is a setting. */
struct setting;
extern const struct setting NEW_PRODUCTION_MONTHS;
/* Until which day it is; absent when it is not, or nobody knows. Returns in arena. */
struct str register_new_until(struct arena *arena, struct str first_occupancy, int64_t months);

#endif
