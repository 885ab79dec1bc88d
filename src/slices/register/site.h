/* Customer organisations' sites: where, who serves it, whom one talks to, under which contract.
 *
 * Published view: register_site_card(id, area_id, organisation_id, name, name_key, address, postcode, city,
 * team_id, manager_id, contact_id, contract_from, contract_to). Roles are held for a site, and for all sites
 * of an organisation. Slots of its sheet, whose view begins with a struct site: `register.site.rules`,
 * `register.site.plan`, `register.site.met`, `register.site.measured`; each says "not yet" while empty.
 */
#ifndef SAMSYN_REGISTER_SITE_H
#define SAMSYN_REGISTER_SITE_H

#include "slices/records/records.h"

extern const struct permission REGISTER_SITE_READ, REGISTER_SITE_EDIT;

struct site {
    int64_t id, version, area_id, organisation_id;
    struct str name, address, postcode, city;
    int64_t team_id, manager_id, contact_id; /* NO_INT: nobody is named */
    struct str contract, contract_from, contract_to;
    struct str external_id, note;
    /* worked out when the row is written */
    struct str name_key, name_folded, words;
    bool is_unserved; /* no team is named */
    int64_t changed_at;
    /* what forms and files name them by, and the sheet shows */
    struct str organisation, team, manager, contact;
    struct str area_name, manager_phone, manager_email, contact_phone, contact_email;
    int64_t team_members;
};
extern const struct table SITE_TABLE;
extern const struct entity SITE_ENTITY;
extern const struct record SITE_RECORD;

#endif
