/* Private to the slice: the fields of an ownership, once, for its row, its form, its files and its pages. */
#ifndef SAMSYN_REGISTER_OWNERSHIP_FIELDS_H
#define SAMSYN_REGISTER_OWNERSHIP_FIELDS_H

#include "slices/register/ownership.h"

/* The struct's first member is a struct ownership. `flag` is INTERNAL in the row, which has ids. */
#define OWNERSHIP_FIELDS(flag)                                                                     \
    FIELD(ID, struct ownership, id, N_("Id"), .flags = FIELD_HIDDEN),                              \
        FIELD(INT, struct ownership, version, N_("Version"), .flags = FIELD_HIDDEN),               \
        FIELD(ID, struct ownership, property_id, N_("Property"), .flags = FIELD_HIDDEN),           \
        FIELD(TEXT, struct ownership, owner, N_("Owner"), .max = 254,                              \
              .flags = (flag) | FIELD_PERSONAL,                                                    \
              .help = N_("An organisation's name or business id, or a person's name or e-mail.")), \
        FIELD(TEXT, struct ownership, share, N_("Share"), .max = 20, .flags = FIELD_REQUIRED,      \
              .help = N_("1/1 is all of it; 1/2 or 50 % a half.")),                                \
        FIELD(DATE, struct ownership, from_day, N_("First day"),                                   \
              .help = N_("Without a day: not known since when.")),                                 \
        FIELD(DATE, struct ownership, to_day, N_("Last day"),                                      \
              .help = N_("Without a day until further notice.")),                                  \
        FIELD(TEXT, struct ownership, note, N_("Notes"), .max = 4000, .flags = FIELD_LONG)

#define OWNERSHIP_FIELDS_WORKED_OUT(flag)                                                          \
    FIELD(ID, struct ownership, area_id, N_("Area"), .flags = FIELD_INTERNAL),                     \
        FIELD(ID, struct ownership, person_id, N_("Owner"),                                        \
              .flags = FIELD_READ_ONLY | FIELD_PERSONAL),                                          \
        FIELD(ID, struct ownership, organisation_id, N_("Owner"), .flags = FIELD_READ_ONLY),       \
        FIELD(TEXT, struct ownership, code, N_("Property"), .flags = (flag)),                      \
        FIELD(BOOL, struct ownership, is_deviating, N_("More than the whole is owned"),            \
              .flags = (flag)),                                                                    \
        FIELD(BOOL, struct ownership, is_protected, N_("Protected identity"), .flags = (flag)),    \
        FIELD(TIME, struct ownership, changed_at, N_("Last changed"), .flags = (flag)),            \
        FIELD(INT, struct ownership, parts, NULL, .flags = FIELD_INTERNAL)

extern const struct table OWNERSHIP_FORM_TABLE;
extern const struct event_kind OWNERSHIP_ADDED, OWNERSHIP_CHANGED;

#endif
