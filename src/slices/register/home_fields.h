/* Private to the slice: the fields of stairs, homes and tenancies, once, for rows and views. */
#ifndef SAMSYN_REGISTER_HOME_FIELDS_H
#define SAMSYN_REGISTER_HOME_FIELDS_H

#include "slices/register/building_fields.h"

extern const struct event_kind STAIR_ADDED, STAIR_CHANGED, STAIRS_IMPORTED, STAIRS_IMPORT_UNDONE;
extern const struct event_kind HOME_ADDED, HOME_CHANGED, HOMES_IMPORTED, HOMES_IMPORT_UNDONE;
extern const struct event_kind TENANCY_CHANGED, TENANCY_ENDED, RESIDENT_ADDED, RESIDENT_ENDED,
    TENANCIES_IMPORTED, TENANCIES_IMPORT_UNDONE;

/* The views' first member is the thing itself. */
#define STAIR_FIELDS                                                                               \
    FIELD(ID, struct stair, id, N_("Id"), .flags = FIELD_HIDDEN),                                  \
        FIELD(INT, struct stair, version, N_("Version"), .flags = FIELD_HIDDEN),                   \
        FIELD(ID, struct stair, building_id, N_("Building"), .flags = FIELD_HIDDEN),               \
        FIELD(TEXT, struct stair, name, N_("Stair"), .max = 40, .flags = FIELD_REQUIRED),          \
        FIELD(TEXT, struct stair, door_code, N_("Door code"), .max = 40,                           \
              .permission = "register.door_code.read"),                                            \
        FIELD(BOOL, struct stair, has_lift, N_("Has a lift")),                                     \
        FIELD(TEXT, struct stair, note, N_("Notes"), .max = 2000, .flags = FIELD_LONG)
#define STAIR_FIELDS_WORKED_OUT(flag)                                                              \
    FIELD(ID, struct stair, area_id, N_("Area"), .flags = (flag)),                                 \
        FIELD(TEXT, struct stair, place, N_("Address"), .flags = (flag)),                          \
        FIELD(TIME, struct stair, changed_at, N_("Last changed"), .flags = (flag)),                \
        FIELD(TEXT, struct stair, name_folded, NULL, .flags = FIELD_INTERNAL),                     \
        FIELD(TEXT, struct stair, place_key, NULL, .flags = FIELD_INTERNAL),                       \
        FIELD(TEXT, struct stair, place_folded, NULL, .flags = FIELD_INTERNAL)

#define DWELLING_FIELDS                                                                            \
    FIELD(ID, struct dwelling, id, N_("Id"), .flags = FIELD_HIDDEN),                               \
        FIELD(INT, struct dwelling, version, N_("Version"), .flags = FIELD_HIDDEN),                \
        FIELD(ID, struct dwelling, building_id, N_("Building"), .flags = FIELD_HIDDEN),            \
        FIELD(TEXT, struct dwelling, number, N_("Home number"), .max = 40,                         \
              .flags = FIELD_REQUIRED, .help = N_("As on the door: 1202, or B 12.")),              \
        FIELD(ID, struct dwelling, stair_id, N_("Stair")),                                         \
        FIELD(INT, struct dwelling, floor, N_("Floor"), .min = -10, .max = 200),                   \
        FIELD(INT, struct dwelling, rooms, N_("Rooms"), .min = 0, .max = 100),                     \
        FIELD(REAL, struct dwelling, size, N_("Size, m²"), .min = 0, .max = 100000),               \
        FIELD(TEXT, struct dwelling, external_id, N_("Id in the letting system"), .max = 100),     \
        FIELD(TEXT, struct dwelling, note, N_("Notes"), .max = 4000, .flags = FIELD_LONG)
#define DWELLING_FIELDS_WORKED_OUT(flag)                                                           \
    FIELD(ID, struct dwelling, area_id, N_("Area"), .flags = (flag)),                              \
        FIELD(TEXT, struct dwelling, place, N_("Home"), .flags = (flag)),                          \
        FIELD(TEXT, struct dwelling, city, N_("City"), .flags = (flag)),                           \
        FIELD(TIME, struct dwelling, changed_at, N_("Last changed"), .flags = (flag)),             \
        FIELD(TEXT, struct dwelling, number_folded, NULL, .flags = FIELD_INTERNAL),                \
        FIELD(TEXT, struct dwelling, place_key, NULL, .flags = FIELD_INTERNAL),                    \
        FIELD(TEXT, struct dwelling, place_folded, NULL, .flags = FIELD_INTERNAL),                 \
        FIELD(TEXT, struct dwelling, words, NULL, .flags = FIELD_INTERNAL),                        \
        FIELD(REAL, struct dwelling, size_key, NULL, .flags = FIELD_INTERNAL)

#define TENANCY_FIELDS                                                                             \
    FIELD(ID, struct tenancy, id, N_("Id"), .flags = FIELD_HIDDEN),                                \
        FIELD(INT, struct tenancy, version, N_("Version"), .flags = FIELD_HIDDEN),                 \
        FIELD(ID, struct tenancy, dwelling_id, N_("Home"), .flags = FIELD_HIDDEN),                 \
        FIELD(DATE, struct tenancy, from_day, N_("From"), .flags = FIELD_REQUIRED,                 \
              .help = N_("The day of moving in.")),                                                \
        FIELD(DATE, struct tenancy, to_day, N_("Moves out"),                                       \
              .help = N_("The day they are gone. Empty: not known yet.")),                         \
        FIELD(TEXT, struct tenancy, external_id, N_("Id in the letting system"), .max = 100),      \
        FIELD(TEXT, struct tenancy, note, N_("Notes"), .max = 4000, .flags = FIELD_LONG)
#define TENANCY_FIELDS_WORKED_OUT(flag)                                                            \
    FIELD(ID, struct tenancy, area_id, N_("Area"), .flags = (flag)),                               \
        FIELD(ID, struct tenancy, building_id, N_("Building"), .flags = (flag)),                   \
        FIELD(TEXT, struct tenancy, place, N_("Home"), .flags = (flag)),                           \
        FIELD(BOOL, struct tenancy, is_deviating, N_("Let twice at a time"), .flags = (flag)),     \
        FIELD(TIME, struct tenancy, changed_at, N_("Last changed"), .flags = (flag)),              \
        FIELD(TEXT, struct tenancy, place_key, NULL, .flags = FIELD_INTERNAL),                     \
        FIELD(TEXT, struct tenancy, place_folded, NULL, .flags = FIELD_INTERNAL)
/* Who moves in: asked for by the form of a new one, and columns of files. */
#define TENANCY_RESIDENT_FIELDS(flag)                                                              \
    FIELD(TEXT, struct tenancy, resident, N_("Resident"), .max = 200,                              \
          .flags = FIELD_PERSONAL | (flag)),                                                       \
        FIELD(TEXT, struct tenancy, phone, N_("Phone"), .max = 40,                                 \
              .flags = FIELD_PERSONAL | (flag)),                                                   \
        FIELD(TEXT, struct tenancy, email, N_("E-mail"), .max = 254,                               \
              .flags = FIELD_PERSONAL | (flag)),                                                   \
        FIELD(ENUM, struct tenancy, language, N_("Language"), .choices = RESIDENT_LANGUAGES,       \
              .flags = FIELD_PERSONAL | (flag)),                                                   \
        FIELD(TEXT, struct tenancy, others, N_("Others who live there"), .max = 1000,              \
              .flags = FIELD_PERSONAL | (flag), .help = N_("Names, with a semicolon between."))

extern const struct choice RESIDENT_LANGUAGES[];

/* The building that a line of a file names: by permanent id, else by address. INVALID, at the field
 * building_address, when there is none or no telling. */
struct building_named {
    struct str address, permanent_id;
    int64_t area_id; /* NO_INT: any */
};
enum status home_building_named(const struct record_writer *writer,
                                const struct building_named *named, int64_t *out_id) MUST_CHECK;
/* The building of that id; INVALID without one. */
enum status home_building(const struct record_writer *writer, int64_t id,
                          struct building *out) MUST_CHECK;
/* What hangs on a building's address is written anew. */
enum status homes_follow_building(const struct record_writer *writer,
                                  const struct building *building) MUST_CHECK;

/* "B 12", "b12" and "B12" are the same door. Returns in arena. */
struct str home_number_folded(struct arena *arena, struct str number);

/* Whom a tenancy's own fields name moves in, or is told of anew. */
enum status residents_say(const struct record_writer *writer,
                          const struct tenancy *tenancy) MUST_CHECK;
/* INVALID for what is said of them and cannot be. */
enum status residents_check(const struct record_writer *writer, const void *prepared) MUST_CHECK;
/* Does a line of a file say something of residents that we do not know? */
bool residents_differ(const struct record_writer *writer, const void *before, const void *after);
/* Before the tenancy itself goes. */
enum status residents_forget(const struct record_writer *writer, int64_t tenancy) MUST_CHECK;

#endif
