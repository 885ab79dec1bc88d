/* A building, described once. */
#include "register_queries.h"
#include "slices/register/building_fields.h"

const struct choice BUILDING_STAGES[] = {
    {"planned", N_("Planned")}, {"building", N_("Being built")}, {"new", N_("New")},
    {"in_use", N_("In use")},   {"removed", N_("Removed")},      {NULL, NULL}};

const struct choice BUILDING_USES[] = {{"house", N_("Detached house")},
                                       {"row_house", N_("Row house")},
                                       {"apartments", N_("Apartment building")},
                                       {"holiday", N_("Holiday home")},
                                       {"shop", N_("Shop")},
                                       {"lodging", N_("Hotel or dormitory")},
                                       {"restaurant", N_("Restaurant")},
                                       {"office", N_("Office")},
                                       {"traffic", N_("Traffic and garages")},
                                       {"care", N_("Care")},
                                       {"assembly", N_("Culture and assembly")},
                                       {"school", N_("School or day care")},
                                       {"industry", N_("Industry")},
                                       {"energy", N_("Energy and networks")},
                                       {"storage", N_("Storage")},
                                       {"rescue", N_("Rescue services")},
                                       {"farm", N_("Farm building")},
                                       {"other", N_("Other")},
                                       {NULL, NULL}};

const struct choice BUILDING_HEATINGS[] = {{"district", N_("District heating")},
                                           {"ground", N_("Ground heat")},
                                           {"electric", N_("Electricity")},
                                           {"oil", N_("Oil")},
                                           {"gas", N_("Gas")},
                                           {"wood", N_("Wood")},
                                           {"other", N_("Other")},
                                           {NULL, NULL}};

static const struct field FIELDS[] = {BUILDING_FIELDS(FIELD_INTERNAL),
                                      BUILDING_FIELDS_WORKED_OUT(FIELD_INTERNAL)};
const struct table BUILDING_TABLE = TABLE("register_building", struct building, FIELDS);

static const struct field FORM_FIELDS[] = {BUILDING_FIELDS(0),
                                           BUILDING_FIELDS_WORKED_OUT(FIELD_INTERNAL)};
const struct table BUILDING_FORM_TABLE = TABLE("building", struct building, FORM_FIELDS);

const struct entity BUILDING_ENTITY = {&BUILDING_TABLE, &REGISTER_BUILDING_SHEET,
                                       &REGISTER_BUILDING_INSERT, &REGISTER_BUILDING_UPDATE,
                                       &REGISTER_BUILDING_REMOVE};

const struct permission REGISTER_BUILDING_READ = {"register.building.read", N_("See buildings")};
const struct permission REGISTER_BUILDING_EDIT = {"register.building.edit", N_("Change buildings")};
const struct permission REGISTER_DOOR_CODE_READ = {"register.door_code.read", N_("See door codes")};

const struct event_kind BUILDING_ADDED = {
    .name = "building.added",
    .label = N_("Building added"),
    .thing = N_("Building"),
    .path = "/buildings/",
};
const struct event_kind BUILDING_CHANGED = {
    .name = "building.changed",
    .label = N_("Building changed"),
    .thing = N_("Building"),
    .path = "/buildings/",
};
const struct event_kind BUILDING_REMOVED = {
    .name = "building.removed",
    .label = N_("Marked as removed"),
    .thing = N_("Building"),
    .path = "/buildings/",
};
const struct event_kind BUILDING_RESTORED = {
    .name = "building.restored",
    .label = N_("No longer removed"),
    .thing = N_("Building"),
    .path = "/buildings/",
};
const struct event_kind BUILDINGS_IMPORTED = {
    .name = "building.imported",
    .label = N_("Buildings imported"),
    .thing = N_("Import"),
    .path = "/imports/",
};
const struct event_kind BUILDINGS_IMPORT_UNDONE = {
    .name = "building.import_undone",
    .label = N_("Import undone"),
    .thing = N_("Import"),
    .path = "/imports/",
};
