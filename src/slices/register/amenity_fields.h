/* Private to the slice: the fields of what a house has, once, and its pages. */
#ifndef SAMSYN_REGISTER_AMENITY_FIELDS_H
#define SAMSYN_REGISTER_AMENITY_FIELDS_H

#include "slices/register/amenity.h"

/* The struct's first member is a struct amenity. */
#define AMENITY_FIELDS                                                                             \
    FIELD(ID, struct amenity, id, N_("Id"), .flags = FIELD_HIDDEN),                                \
        FIELD(INT, struct amenity, version, N_("Version"), .flags = FIELD_HIDDEN),                 \
        FIELD(ID, struct amenity, building_id, N_("Building"), .flags = FIELD_HIDDEN),             \
        FIELD(ENUM, struct amenity, kind, N_("What it is"), .choices = AMENITY_KINDS,              \
              .flags = FIELD_REQUIRED),                                                            \
        FIELD(TEXT, struct amenity, name, N_("Name"), .max = 100,                                  \
              .help = N_("When the kind is not enough.")),                                         \
        FIELD(TEXT, struct amenity, place, N_("How to get there"), .max = 300),                    \
        FIELD(TEXT, struct amenity, fractions, N_("What is sorted here"), .max = 300,              \
              .help = N_("Of a recycling room.")),                                                 \
        FIELD(TEXT, struct amenity, provider, N_("Provider"), .max = 100),                         \
        FIELD(TEXT, struct amenity, link, N_("Link"), .max = 300),                                 \
        FIELD(TEXT, struct amenity, app, N_("App"), .max = 100),                                   \
        FIELD(DATE, struct amenity, from_day, N_("First day"),                                     \
              .help = N_("Without a day: always been there.")),                                    \
        FIELD(DATE, struct amenity, to_day, N_("Last day"),                                        \
              .help = N_("Without a day until further notice.")),                                  \
        FIELD(TEXT, struct amenity, note, N_("Notes"), .max = 4000, .flags = FIELD_LONG)

#define AMENITY_FIELDS_WORKED_OUT(flag)                                                            \
    FIELD(ID, struct amenity, area_id, N_("Area"), .flags = FIELD_INTERNAL),                       \
        FIELD(TEXT, struct amenity, title, N_("Building"), .flags = (flag)),                       \
        FIELD(TIME, struct amenity, changed_at, N_("Last changed"), .flags = (flag)),              \
        FIELD(TEXT, struct amenity, title_key, NULL, .flags = FIELD_INTERNAL),                     \
        FIELD(TEXT, struct amenity, title_folded, NULL, .flags = FIELD_INTERNAL)

extern const struct table AMENITY_LIST_FORM, AMENITY_LIST_VIEW, AMENITY_SHEET_VIEW,
    AMENITY_EDIT_VIEW;

#endif
