/* The things of this slice, described once: what a row, a form, a page and JSON are made from. */
#include "slices/people/people_handlers.h"

#include "people_queries.h"

const struct choice PERSON_LANGUAGES[] = {
    {"sv", N_("Swedish")}, {"fi", N_("Finnish")}, {"en", N_("English")}, {NULL, NULL}};
const struct choice PERSON_SCHEMES[] = {{"light", N_("Light")}, {"dark", N_("Dark")}, {NULL, NULL}};
const struct choice PERSON_KINDS[] = {{"staff", N_("Staff")},
                                      {"customer", N_("Customer")},
                                      {"external", N_("External")},
                                      {NULL, NULL}};

const struct choice PERSON_CHANNELS[] = {
    {"mail", N_("E-mail")}, {"sms", N_("SMS")}, {"print", N_("Letter")}, {NULL, NULL}};

static const struct field AREA_FIELDS[] = {
    FIELD(ID, struct area, id, N_("Id"), .flags = FIELD_HIDDEN),
    FIELD(INT, struct area, version, N_("Version"), .flags = FIELD_HIDDEN),
    FIELD(TEXT, struct area, name, N_("Area"), .max = 100, .flags = FIELD_REQUIRED),
    FIELD(TEXT, struct area, name_key, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct area, zone, N_("Time zone"), .max = 64, .flags = FIELD_REQUIRED),
    FIELD(ENUM, struct area, language, N_("Language"), .choices = PERSON_LANGUAGES,
          .flags = FIELD_REQUIRED),
};
const struct table AREA_TABLE = TABLE("people_area", struct area, AREA_FIELDS);

static const struct field PERSON_FIELDS[] = {
    PERSON_ASKED,
    FIELD(BOOL, struct person, is_protected, N_("Protected identity")),
    FIELD(BOOL, struct person, is_closed, N_("Has left: signs in no more")),
    FIELD(ENUM, struct person, scheme, N_("Appearance"), .choices = PERSON_SCHEMES),
    FIELD(TEXT, struct person, name_key, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct person, email_folded, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct person, words, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct person, phone_folded, NULL, .flags = FIELD_INTERNAL),
    FIELD(TIME, struct person, known_since, NULL, .flags = FIELD_INTERNAL),
    FIELD(TIME, struct person, erased_at, N_("Erased"), .flags = FIELD_READ_ONLY),
};
const struct table PERSON_TABLE = TABLE("people_person", struct person, PERSON_FIELDS);

static const struct choice SCOPE_TYPES[] = {{"all", N_("Everywhere")},
                                            {"area", N_("Area")},
                                            {"building", N_("Building")},
                                            {"site", N_("Site")},
                                            {"organisation", N_("Organisation")},
                                            {"team", N_("Team")},
                                            {NULL, NULL}};

static const struct field ROLE_GRANT_FIELDS[] = {
    FIELD(ID, struct role_grant, id, N_("Id"), .flags = FIELD_HIDDEN),
    FIELD(INT, struct role_grant, version, N_("Version"), .flags = FIELD_HIDDEN),
    FIELD(ID, struct role_grant, person_id, N_("Person"), .flags = FIELD_REQUIRED),
    FIELD(TEXT, struct role_grant, role, N_("Role"), .max = 50, .flags = FIELD_REQUIRED),
    FIELD(ENUM, struct role_grant, scope_type, N_("Where"), .choices = SCOPE_TYPES,
          .flags = FIELD_REQUIRED),
    FIELD(ID, struct role_grant, scope_id, N_("Place")),
    FIELD(TIME, struct role_grant, from_at, N_("From"), .flags = FIELD_REQUIRED),
    FIELD(TIME, struct role_grant, to_at, N_("Until")),
};
const struct table ROLE_GRANT_TABLE = TABLE("people_grant", struct role_grant, ROLE_GRANT_FIELDS);

const struct entity AREA_ENTITY = {&AREA_TABLE, &PEOPLE_AREA_GET, &PEOPLE_AREA_INSERT,
                                   &PEOPLE_AREA_UPDATE, &PEOPLE_AREA_REMOVE};
const struct entity PERSON_ENTITY = {&PERSON_TABLE, &PEOPLE_PERSON_GET, &PEOPLE_PERSON_INSERT,
                                     &PEOPLE_PERSON_UPDATE, &PEOPLE_PERSON_REMOVE};
const struct entity ROLE_GRANT_ENTITY = {&ROLE_GRANT_TABLE, &PEOPLE_GRANT_GET, &PEOPLE_GRANT_INSERT,
                                         &PEOPLE_GRANT_UPDATE, &PEOPLE_GRANT_REMOVE};
