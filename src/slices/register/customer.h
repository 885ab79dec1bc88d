/* Customers: who is served and invoiced. Included by register.h.
 *
 * A private customer's name, phone, e-mail, language and address are the person's (people_person, kind
 * customer) with the person's history; an organisation's are the organisation's. Whoever has a protected
 * identity is there for PEOPLE_PROTECTED_READ alone.
 *
 * Published view:
 *   register_customer_card(id, area_id, number, kind, person_id, organisation_id, state, name_key,
 *       is_protected)
 */
#ifndef SAMSYN_REGISTER_CUSTOMER_H
#define SAMSYN_REGISTER_CUSTOMER_H

#include "slices/register/property.h"

extern const struct permission REGISTER_CUSTOMER_READ, REGISTER_CUSTOMER_EDIT;

struct customer {
    int64_t id;
    int64_t version;
    int64_t area_id;
    struct str number; /* only one customer has it */
    struct str kind;   /* person organisation */
    int64_t person_id, organisation_id;
    struct str state; /* active ended */
    struct str invoice_address, invoice_postcode, invoice_city, invoice_email;
    struct str note;
    /* the person's, read and written with the customer */
    int64_t person_version;
    struct str name, phone, email, language, street, postcode, city;
    bool is_protected;
    struct str organisation; /* its name, or when written its business id or name */
    /* worked out when the row is written */
    struct str name_key, number_key, words;
    bool is_unreachable; /* no phone, e-mail or address */
    int64_t changed_at;
    struct str area_name; /* read with the row */
};
extern const struct table CUSTOMER_TABLE;
extern const struct entity CUSTOMER_ENTITY;
extern const struct record CUSTOMER_RECORD;

#endif
