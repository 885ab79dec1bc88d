/* Private to the slice: a building's fields, once, for its row and for views that begin with one. */
#ifndef SAMSYN_REGISTER_BUILDING_FIELDS_H
#define SAMSYN_REGISTER_BUILDING_FIELDS_H

#include "slices/register/register.h"

extern const struct choice BUILDING_STAGES[], BUILDING_USES[], BUILDING_HEATINGS[];
extern const struct event_kind BUILDING_ADDED, BUILDING_CHANGED, BUILDING_REMOVED,
    BUILDING_RESTORED, BUILDINGS_IMPORTED, BUILDINGS_IMPORT_UNDONE;

/* The struct's first member is a struct building. */
/* `flag` is INTERNAL in the row, which has the manager's id. */
#define BUILDING_FIELDS(flag)                                                                      \
    FIELD(ID, struct building, id, N_("Id"), .flags = FIELD_HIDDEN),                               \
        FIELD(INT, struct building, version, N_("Version"), .flags = FIELD_HIDDEN),                \
        FIELD(ID, struct building, area_id, N_("Area"), .flags = FIELD_REQUIRED),                  \
        FIELD(TEXT, struct building, address_sv, N_("Address in Swedish"), .max = 200),            \
        FIELD(TEXT, struct building, address_fi, N_("Address in Finnish"), .max = 200),            \
        FIELD(TEXT, struct building, postcode, N_("Postcode"), .max = 10),                         \
        FIELD(TEXT, struct building, city, N_("City"), .max = 100),                                \
        FIELD(TEXT, struct building, municipality, N_("Municipality"), .max = 100),                \
        FIELD(ENUM, struct building, stage, N_("Stage"), .choices = BUILDING_STAGES,               \
              .flags = FIELD_REQUIRED),                                                            \
        FIELD(INT, struct building, completed_year, N_("Year of completion"),                      \
              .flags = FIELD_UNGROUPED, .min = 1000, .max = 2100),                                 \
        FIELD(ENUM, struct building, use_class, N_("Use"), .choices = BUILDING_USES),              \
        FIELD(INT, struct building, floors, N_("Floors"), .min = 0, .max = 200),                   \
        FIELD(INT, struct building, floor_area, N_("Floor area, m²"), .min = 0, .max = 5000000),   \
        FIELD(ENUM, struct building, heating, N_("Heating"), .choices = BUILDING_HEATINGS),        \
        FIELD(TEXT, struct building, permanent_id, N_("Permanent building id"), .max = 40,         \
              .help = N_("As the national register of buildings has it.")),                        \
        FIELD(TEXT, struct building, property_code, N_("Property"), .max = 40),                    \
        FIELD(INT, struct building, north, N_("North"), .flags = FIELD_UNGROUPED, .min = 5000000,  \
              .max = 9000000, .help = N_("Metres, ETRS-TM35FIN.")),                                \
        FIELD(INT, struct building, east, N_("East"), .flags = FIELD_UNGROUPED, .min = -500000,    \
              .max = 1500000, .help = N_("Metres, ETRS-TM35FIN.")),                                \
        FIELD(TEXT, struct building, door_code, N_("Door code"), .max = 40,                        \
              .permission = "register.door_code.read"),                                            \
        FIELD(TEXT, struct building, entrance, N_("Entrance"), .max = 300,                         \
              .help = N_("How a visitor comes in.")),                                              \
        FIELD(TEXT, struct building, parking, N_("Parking"), .max = 300),                          \
        FIELD(TEXT, struct building, keys, N_("Keys"), .max = 300,                                 \
              .help = N_("Where they are fetched.")),                                              \
        FIELD(TEXT, struct building, waste_house, N_("Where the recycling room is"), .max = 200),  \
        FIELD(TEXT, struct building, caretaker, N_("Caretaker"), .max = 100,                       \
              .flags = FIELD_PERSONAL),                                                            \
        FIELD(TEXT, struct building, caretaker_phone, N_("Caretaker's phone"), .max = 40,          \
              .flags = FIELD_PERSONAL),                                                            \
        FIELD(TEXT, struct building, manager, N_("Property manager"), .max = 254,                  \
              .flags = (flag) | FIELD_PERSONAL,                                                    \
              .help = N_("A colleague's name, e-mail or phone number.")),                          \
        FIELD(DATE, struct building, first_occupancy, N_("First move-in"),                         \
              .help =                                                                              \
                  N_("The day when the first ones moved in. New production is counted from it.")), \
        FIELD(TEXT, struct building, builder, N_("Built by"), .max = 200),                         \
        FIELD(DATE, struct building, warranty_until, N_("Warranty until")),                        \
        FIELD(TEXT, struct building, visitor_note, N_("What a visitor must know"), .max = 2000,    \
              .flags = FIELD_LONG),                                                                \
        FIELD(TEXT, struct building, note, N_("Notes"), .max = 4000, .flags = FIELD_LONG)

/* What is worked out from them: in the row only, and as pages show it. */
#define BUILDING_FIELDS_WORKED_OUT(flag)                                                           \
    FIELD(TEXT, struct building, address, N_("Address"), .flags = (flag)),                         \
        FIELD(BOOL, struct building, is_incomplete, N_("Facts are missing"), .flags = (flag)),     \
        FIELD(TIME, struct building, changed_at, N_("Last changed"), .flags = (flag)),             \
        FIELD(ID, struct building, manager_id, N_("Property manager"),                             \
              .flags = FIELD_READ_ONLY | FIELD_PERSONAL),                                          \
        FIELD(ID, struct building, caretaker_id, NULL, .flags = FIELD_INTERNAL),                   \
        FIELD(TEXT, struct building, manager_phone, N_("Manager's phone"),                         \
              .flags = (flag) | FIELD_PERSONAL),                                                   \
        FIELD(TEXT, struct building, manager_email, N_("Manager's e-mail"),                        \
              .flags = (flag) | FIELD_PERSONAL),                                                   \
        FIELD(TEXT, struct building, caretaker_own_phone, N_("Caretaker's own phone"),             \
              .flags = (flag) | FIELD_PERSONAL),                                                   \
        FIELD(TEXT, struct building, caretaker_email, N_("Caretaker's e-mail"),                    \
              .flags = (flag) | FIELD_PERSONAL),                                                   \
        FIELD(TEXT, struct building, address_key, NULL, .flags = FIELD_INTERNAL),                  \
        FIELD(TEXT, struct building, address_folded, NULL, .flags = FIELD_INTERNAL),               \
        FIELD(TEXT, struct building, city_key, NULL, .flags = FIELD_INTERNAL),                     \
        FIELD(TEXT, struct building, words, NULL, .flags = FIELD_INTERNAL),                        \
        FIELD(INT, struct building, year_key, NULL, .flags = FIELD_INTERNAL)

#endif
