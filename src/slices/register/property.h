/* Properties (real estate) and the organisations that one deals with. Included by register.h.
 *
 * Published views:
 *   register_property_card(id, area_id, code, address, postcode, city, kind)
 *   register_organisation_card(id, area_id, name, business_id)
 */
#ifndef SAMSYN_REGISTER_PROPERTY_H
#define SAMSYN_REGISTER_PROPERTY_H

#include "slices/records/records.h"

extern const struct permission REGISTER_PROPERTY_READ, REGISTER_PROPERTY_EDIT,
    REGISTER_ORGANISATION_READ, REGISTER_ORGANISATION_EDIT;

/* --- Properties */

struct property {
    int64_t id;
    int64_t version;
    int64_t area_id;
    struct str code; /* as people write it: "91-1-30-2", "Hyttan 3:4"; only one property has it */
    struct str kind;
    struct str address, postcode, city, municipality;
    int64_t north, east; /* metres, ETRS-TM35FIN (EPSG:3067) */
    int64_t land_area;   /* square metres */
    struct str note;
    /* worked out when the row is written */
    struct str code_long;   /* of a Finnish one the fourteen digits, else as `code` */
    struct str code_folded; /* what only one has */
    struct str code_key, address_key, words;
    int64_t changed_at;
    struct str area_name; /* read with the row */
};
extern const struct table PROPERTY_TABLE;
extern const struct entity PROPERTY_ENTITY;
extern const struct record PROPERTY_RECORD;

/* The land register's id of a property, as it is kept: Finnish ones without the zeros that files put
 * before each part, Swedish ones with one blank between words. `out_long`: a Finnish one's fourteen digits (a part
 * of it with "M601" after them), else the same. False when it is neither. Returns in arena. */
bool property_code_parse(struct arena *arena, struct str text, struct str *out_code,
                         struct str *out_long);

/* --- Organisations */

struct organisation {
    int64_t id;
    int64_t version;
    int64_t area_id;
    struct str name;
    struct str business_id; /* "1234567-8", "556036-0793"; only one organisation has it */
    struct str kind;
    struct str phone, email;
    struct str address, postcode, city;
    struct str note;
    /* worked out when the row is written */
    struct str name_key, name_folded, words;
    int64_t changed_at;
    struct str area_name; /* read with the row */
};
extern const struct table ORGANISATION_TABLE;
extern const struct entity ORGANISATION_ENTITY;
extern const struct record ORGANISATION_RECORD;

/* A Finnish business id or a Swedish organisation number, checked by its last digit, as it is kept.
 * False when it is neither; a Swedish person's identity number is neither. Returns in arena. */
bool business_id_parse(struct arena *arena, struct str text, struct str *out_id);

#endif
