/* The register: buildings and their facts, where each fact comes from, and the files they came in.
 *
 * Published views, which later slices may join:
 *   register_building_card(id, area_id, permanent_id, property_code, address, postcode, city,
 *       municipality, north, east, stage, completed_year)
 *   register_building_life(id, area_id, stage, completed_year, first_occupancy, warranty_until, builder,
 *       manager_id, caretaker_id)          new production: register_new_until() of amenity.h
 *   register_amenity_card                  what a house has: amenity.h
 *
 * A building belongs to one area of the organisation; who may see it is asked with the permission
 * REGISTER_BUILDING_READ in the scope `all`, `area` or `building`. The door code is for few: its field has a
 * permission of its own.
 */
#ifndef SAMSYN_REGISTER_H
#define SAMSYN_REGISTER_H

#include "slices/records/records.h"
#include "slices/register/customer.h"

extern const struct slice REGISTER_SLICE;

extern const struct permission REGISTER_BUILDING_READ, REGISTER_BUILDING_EDIT,
    REGISTER_DOOR_CODE_READ;

struct building {
    int64_t id;
    int64_t version;
    int64_t area_id;
    struct str permanent_id;  /* of the national register: "103456789A" */
    struct str property_code; /* of the land register */
    struct str address_fi, address_sv;
    struct str postcode, city, municipality;
    int64_t north, east; /* metres, ETRS-TM35FIN (EPSG:3067) */
    int64_t completed_year;
    struct str stage; /* planned building new in_use removed */
    struct str use_class;
    int64_t floors;
    int64_t floor_area; /* square metres */
    struct str heating;
    struct str door_code;
    struct str caretaker, caretaker_phone;
    struct str waste_house;  /* where the recycling room is */
    struct str visitor_note; /* what a visitor must know */
    struct str note;
    struct str entrance, parking, keys; /* how to come in, where to park, where keys are fetched */
    struct str first_occupancy;         /* DATE: when the first ones moved in */
    struct str warranty_until;          /* DATE: the last day */
    struct str builder;                 /* who answers for faults until then */
    int64_t manager_id;                 /* NO_INT: nobody is named */
    int64_t caretaker_id;               /* NO_INT: the caretaker's name is no one person's */
    struct str manager;                 /* what forms and files name the manager by */
    struct str manager_phone, manager_email, caretaker_own_phone, caretaker_email;
    /* worked out when the row is written */
    struct str address; /* in the area's language where there is one */
    struct str address_key, address_folded, city_key, words;
    int64_t year_key;
    bool is_incomplete;
    int64_t changed_at;
};
extern const struct table BUILDING_TABLE;
extern const struct entity BUILDING_ENTITY;

/* A fact that a building should have and has not. */
struct missing_fact {
    struct str field; /* name */
    struct str label; /* msgid */
};
/* Writes at most BUILDING_FACTS of them; how many. */
enum { BUILDING_FACTS = 16 };
size_t building_missing(const struct building *building, struct missing_fact *out_facts);

/* Written and shown as all records are; refuses a permanent id that another building has. */
extern const struct record BUILDING_RECORD;

/* Marks as removed, and back. The version is the one that was looked at. */
struct building_stage {
    int64_t id;
    int64_t version;
};
enum status building_mark_removed(struct call *call,
                                  const struct building_stage *wanted) MUST_CHECK;
enum status building_restore(struct call *call, const struct building_stage *wanted) MUST_CHECK;

#include "slices/register/amenity.h"
#include "slices/register/homes.h"
#include "slices/register/site.h"

/* Modules: what an organisation may do without. */
extern const struct setting REGISTER_HOMES_MODULE;     /* stairs, homes, tenancies, residents */
extern const struct setting REGISTER_CUSTOMERS_MODULE; /* properties, customers */
extern const struct setting REGISTER_SITES_MODULE;     /* customers' sites */

#endif
