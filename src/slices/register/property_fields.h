/* Private to the slice: the fields of properties and organisations, once, for rows and for views that begin with
 * one. */
#ifndef SAMSYN_REGISTER_PROPERTY_FIELDS_H
#define SAMSYN_REGISTER_PROPERTY_FIELDS_H

#include "slices/register/register.h"

extern const struct choice PROPERTY_KINDS[], ORGANISATION_KINDS[];
extern const struct event_kind PROPERTY_ADDED, PROPERTY_CHANGED, PROPERTIES_IMPORTED,
    PROPERTIES_IMPORT_UNDONE;
extern const struct event_kind ORGANISATION_ADDED, ORGANISATION_CHANGED, ORGANISATIONS_IMPORTED,
    ORGANISATIONS_IMPORT_UNDONE;

/* The struct's first member is a struct property. */
#define PROPERTY_FIELDS                                                                            \
    FIELD(ID, struct property, id, N_("Id"), .flags = FIELD_HIDDEN),                               \
        FIELD(INT, struct property, version, N_("Version"), .flags = FIELD_HIDDEN),                \
        FIELD(ID, struct property, area_id, N_("Area"), .flags = FIELD_REQUIRED),                  \
        FIELD(TEXT, struct property, code, N_("Property id"), .max = 80, .flags = FIELD_REQUIRED,  \
              .help = N_("As the land register has it: 91-1-30-2, or Hyttan 3:4.")),               \
        FIELD(ENUM, struct property, kind, N_("Kind"), .choices = PROPERTY_KINDS,                  \
              .flags = FIELD_REQUIRED),                                                            \
        FIELD(TEXT, struct property, address, N_("Address"), .max = 200),                          \
        FIELD(TEXT, struct property, postcode, N_("Postcode"), .max = 10),                         \
        FIELD(TEXT, struct property, city, N_("City"), .max = 100),                                \
        FIELD(TEXT, struct property, municipality, N_("Municipality"), .max = 100),                \
        FIELD(INT, struct property, north, N_("North"), .flags = FIELD_UNGROUPED, .min = 5000000,  \
              .max = 9000000, .help = N_("Metres, ETRS-TM35FIN.")),                                \
        FIELD(INT, struct property, east, N_("East"), .flags = FIELD_UNGROUPED, .min = -500000,    \
              .max = 1500000, .help = N_("Metres, ETRS-TM35FIN.")),                                \
        FIELD(INT, struct property, land_area, N_("Land area, m²"), .min = 0, .max = 1000000000),  \
        FIELD(TEXT, struct property, note, N_("Notes"), .max = 4000, .flags = FIELD_LONG)

/* What is worked out from them: in the row only, and as pages show it. */
#define PROPERTY_FIELDS_WORKED_OUT(flag)                                                           \
    FIELD(TIME, struct property, changed_at, N_("Last changed"), .flags = (flag)),                 \
        FIELD(TEXT, struct property, area_name, N_("Area"), .flags = (flag)),                      \
        FIELD(TEXT, struct property, code_long, NULL, .flags = FIELD_INTERNAL),                    \
        FIELD(TEXT, struct property, code_folded, NULL, .flags = FIELD_INTERNAL),                  \
        FIELD(TEXT, struct property, code_key, NULL, .flags = FIELD_INTERNAL),                     \
        FIELD(TEXT, struct property, address_key, NULL, .flags = FIELD_INTERNAL),                  \
        FIELD(TEXT, struct property, words, NULL, .flags = FIELD_INTERNAL)

/* The struct's first member is a struct organisation. */
#define ORGANISATION_FIELDS                                                                        \
    FIELD(ID, struct organisation, id, N_("Id"), .flags = FIELD_HIDDEN),                           \
        FIELD(INT, struct organisation, version, N_("Version"), .flags = FIELD_HIDDEN),            \
        FIELD(ID, struct organisation, area_id, N_("Area"), .flags = FIELD_REQUIRED),              \
        FIELD(TEXT, struct organisation, name, N_("Name"), .max = 200, .flags = FIELD_REQUIRED),   \
        FIELD(TEXT, struct organisation, business_id, N_("Business id"), .max = 20,                \
              .help = N_("A Finnish business id or a Swedish organisation number.")),              \
        FIELD(ENUM, struct organisation, kind, N_("Kind"), .choices = ORGANISATION_KINDS,          \
              .flags = FIELD_REQUIRED),                                                            \
        FIELD(TEXT, struct organisation, phone, N_("Phone"), .max = 40),                           \
        FIELD(TEXT, struct organisation, email, N_("E-mail"), .max = 254),                         \
        FIELD(TEXT, struct organisation, address, N_("Address"), .max = 200),                      \
        FIELD(TEXT, struct organisation, postcode, N_("Postcode"), .max = 10),                     \
        FIELD(TEXT, struct organisation, city, N_("City"), .max = 100),                            \
        FIELD(TEXT, struct organisation, note, N_("Notes"), .max = 4000, .flags = FIELD_LONG)

#define ORGANISATION_FIELDS_WORKED_OUT(flag)                                                       \
    FIELD(TIME, struct organisation, changed_at, N_("Last changed"), .flags = (flag)),             \
        FIELD(TEXT, struct organisation, area_name, N_("Area"), .flags = (flag)),                  \
        FIELD(TEXT, struct organisation, name_key, NULL, .flags = FIELD_INTERNAL),                 \
        FIELD(TEXT, struct organisation, name_folded, NULL, .flags = FIELD_INTERNAL),              \
        FIELD(TEXT, struct organisation, words, NULL, .flags = FIELD_INTERNAL)

#endif
