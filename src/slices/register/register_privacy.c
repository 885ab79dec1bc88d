/* What the register's own tables keep of people. */
#include "slices/register/register_handlers.h"

static const struct privacy_rule BUILDING_RULE = {
    .table = "register_building",
    .what = N_("The caretaker's name and phone number at work"),
    .purpose = N_("So that whoever visits a house knows whom to call"),
    .seen_by = N_("Colleagues who see the building"),
    .keep = N_("Until somebody else takes care of the house"),
};

const struct privacy_rule *const REGISTER_PRIVACY[] = {&BUILDING_RULE, NULL};
