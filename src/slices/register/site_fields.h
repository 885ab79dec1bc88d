/* Private to the slice: a site's fields, once, for its row, its form, its files and its pages. */
#ifndef SAMSYN_REGISTER_SITE_FIELDS_H
#define SAMSYN_REGISTER_SITE_FIELDS_H

#include "slices/register/register.h"

/* The struct's first member is a struct site. `flag` is INTERNAL in the row: files and forms name the
 * organisation, the team and the people, the row has their ids. */
#define SITE_FIELDS(flag, organisation_flag)                                                       \
    FIELD(ID, struct site, id, N_("Id"), .flags = FIELD_HIDDEN),                                   \
        FIELD(INT, struct site, version, N_("Version"), .flags = FIELD_HIDDEN),                    \
        FIELD(ID, struct site, organisation_id, N_("Organisation"), .flags = FIELD_HIDDEN),        \
        FIELD(TEXT, struct site, organisation, N_("Organisation"), .max = 200,                     \
              .flags = (organisation_flag)),                                                       \
        FIELD(TEXT, struct site, name, N_("Site"), .max = 200, .flags = FIELD_REQUIRED),           \
        FIELD(TEXT, struct site, address, N_("Address"), .max = 200),                              \
        FIELD(TEXT, struct site, postcode, N_("Postcode"), .max = 10),                             \
        FIELD(TEXT, struct site, city, N_("City"), .max = 100),                                    \
        FIELD(TEXT, struct site, team, N_("Served by"), .max = 200, .flags = (flag),               \
              .help = N_("The name of the group or crew.")),                                       \
        FIELD(TEXT, struct site, manager, N_("Customer manager"), .max = 254,                      \
              .flags = (flag) | FIELD_PERSONAL,                                                    \
              .help = N_("A colleague's name, e-mail or phone number.")),                          \
        FIELD(TEXT, struct site, contact, N_("Customer's contact"), .max = 254,                    \
              .flags = (flag) | FIELD_PERSONAL,                                                    \
              .help =                                                                              \
                  N_("The name, e-mail or phone number of somebody who is among the people.")),    \
        FIELD(TEXT, struct site, contract, N_("Contract"), .max = 60),                             \
        FIELD(DATE, struct site, contract_from, N_("Contract from")),                              \
        FIELD(DATE, struct site, contract_to, N_("Last day of the contract")),                     \
        FIELD(TEXT, struct site, external_id, N_("Id in the other system"), .max = 60),            \
        FIELD(TEXT, struct site, note, N_("Notes"), .max = 4000, .flags = FIELD_LONG)

#define SITE_FIELDS_WORKED_OUT(flag)                                                               \
    FIELD(ID, struct site, area_id, N_("Area"), .flags = FIELD_INTERNAL),                          \
        FIELD(ID, struct site, team_id, N_("Served by"), .flags = FIELD_READ_ONLY),                \
        FIELD(ID, struct site, manager_id, N_("Customer manager"),                                 \
              .flags = FIELD_READ_ONLY | FIELD_PERSONAL),                                          \
        FIELD(ID, struct site, contact_id, N_("Customer's contact"),                               \
              .flags = FIELD_READ_ONLY | FIELD_PERSONAL),                                          \
        FIELD(BOOL, struct site, is_unserved, N_("Nobody serves it"), .flags = (flag)),            \
        FIELD(TIME, struct site, changed_at, N_("Last changed"), .flags = (flag)),                 \
        FIELD(TEXT, struct site, area_name, N_("Area"), .flags = (flag)),                          \
        FIELD(TEXT, struct site, manager_phone, N_("Phone"), .flags = (flag) | FIELD_PERSONAL),    \
        FIELD(TEXT, struct site, manager_email, N_("E-mail"), .flags = (flag) | FIELD_PERSONAL),   \
        FIELD(TEXT, struct site, contact_phone, N_("Phone"), .flags = (flag) | FIELD_PERSONAL),    \
        FIELD(TEXT, struct site, contact_email, N_("E-mail"), .flags = (flag) | FIELD_PERSONAL),   \
        FIELD(INT, struct site, team_members, N_("People in it"), .flags = (flag)),                \
        FIELD(TEXT, struct site, name_key, NULL, .flags = FIELD_INTERNAL),                         \
        FIELD(TEXT, struct site, name_folded, NULL, .flags = FIELD_INTERNAL),                      \
        FIELD(TEXT, struct site, words, NULL, .flags = FIELD_INTERNAL)

extern const struct table SITE_FORM_TABLE;
extern const struct event_kind SITE_ADDED, SITE_CHANGED, SITES_IMPORTED, SITES_IMPORT_UNDONE;

#endif
