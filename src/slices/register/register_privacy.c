/* What the register's own tables keep of people. */
#include "register_queries.h"
#include "slices/register/register_handlers.h"

static const struct privacy_rule BUILDING_RULE = {
    .table = "register_building",
    .what = N_("The caretaker's name and phone number at work"),
    .purpose = N_("So that whoever visits a house knows whom to call"),
    .seen_by = N_("Colleagues who see the building"),
    .keep = N_("Until somebody else takes care of the house"),
};

static const struct privacy_rule RESIDENT_RULE = {
    .table = "register_resident",
    .what = N_("Who lives in which home, and when"),
    .purpose = N_("So that we know whom we serve where"),
    .seen_by = N_("Colleagues who see tenancies"),
    .keep = N_("As long as the tenancy and its accounts"),
    .rows = &REGISTER_RESIDENT_ROWS,
    .entity = &RESIDENT_ENTITY,
    .erase = &REGISTER_RESIDENT_ERASE,
    .holds = &REGISTER_RESIDENT_HOLDS,
};

const struct privacy_rule *const REGISTER_PRIVACY[] = {&BUILDING_RULE, &RESIDENT_RULE, NULL};
