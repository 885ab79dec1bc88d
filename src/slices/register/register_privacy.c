/* What the register's own tables keep of people. */
#include "register_queries.h"
#include "slices/register/ownership.h"
#include "slices/register/register_handlers.h"

static const struct privacy_rule BUILDING_RULE = {
    .table = "register_building",
    .what = N_("Who manages and looks after a house: name and phone number at work"),
    .purpose = N_("So that whoever visits a house knows whom to call"),
    .seen_by = N_("Colleagues who see the building"),
    .keep = N_("Until somebody else takes care of the house"),
    .rows = &REGISTER_DATA_BUILDING_PEOPLE,
    .entity = &BUILDING_ENTITY,
    .erase = &REGISTER_ERASE_BUILDING_PEOPLE,
    .holds = &REGISTER_HOLDS_BUILDING_PEOPLE,
};

static const struct privacy_rule RESIDENT_RULE = {
    .table = "register_resident",
    .module = &REGISTER_HOMES_MODULE,
    .what = N_("Who lives in which home, and when"),
    .purpose = N_("So that we know whom we serve where"),
    .seen_by = N_("Colleagues who see tenancies"),
    .keep = N_("As long as the tenancy and its accounts"),
    .rows = &REGISTER_RESIDENT_ROWS,
    .entity = &RESIDENT_ENTITY,
    .erase = &REGISTER_RESIDENT_ERASE,
    .holds = &REGISTER_RESIDENT_HOLDS,
};

static const struct privacy_rule CUSTOMER_RULE = {
    .table = "register_customer",
    .module = &REGISTER_CUSTOMERS_MODULE,
    .what = N_("Customer number, where invoices go, and notes"),
    .purpose = N_("To serve and invoice the customer"),
    .seen_by = N_("Colleagues who see customers; a protected identity only by named roles"),
    .keep = N_("As long as somebody is a customer; without a name afterwards"),
    .rows = &REGISTER_DATA_CUSTOMERS,
    .entity = &CUSTOMER_ENTITY,
    .erase = &REGISTER_ERASE_CUSTOMERS,
    .holds = &REGISTER_HOLDS_CUSTOMERS,
};
static const struct privacy_rule CUSTOMER_WORD_RULE = {
    .table = "register_customer_word",
    .module = &REGISTER_CUSTOMERS_MODULE,
    .what = N_("The words that a customer is found by"),
    .purpose = N_("To find the customer by a part of the name"),
    .seen_by = N_("Nobody; search looks them up"),
    .keep = N_("As long as the customer has them"),
    .erase = &REGISTER_ERASE_CUSTOMER_WORDS,
};

static const struct privacy_rule SITE_RULE = {
    .table = "register_site",
    .what = N_("Who answers for a customer's site, and who is the customer's contact there"),
    .purpose = N_("So that we know whom to talk to"),
    .seen_by = N_("Colleagues who see the site"),
    .keep = N_("Until somebody else has the task"),
    .rows = &REGISTER_DATA_SITES,
    .entity = &SITE_ENTITY,
    .erase = &REGISTER_ERASE_SITE_PEOPLE,
    .holds = &REGISTER_HOLDS_SITE_PEOPLE,
};

static const struct privacy_rule OWNERSHIP_RULE = {
    .table = "register_ownership",
    .what = N_("Who owns which property, and when"),
    .purpose = N_("So that we know whose property we serve"),
    .seen_by = N_("Colleagues who see properties; a protected identity only by named roles"),
    .keep = N_("As long as somebody owns it, and a while after"),
    .rows = &REGISTER_DATA_OWNERSHIPS,
    .entity = &OWNERSHIP_ENTITY,
    .erase = &REGISTER_ERASE_OWNERSHIPS,
    .holds = &REGISTER_HOLDS_OWNERSHIPS,
};

const struct privacy_rule *const REGISTER_PRIVACY[] = {&BUILDING_RULE,
                                                       &RESIDENT_RULE,
                                                       &CUSTOMER_RULE,
                                                       &CUSTOMER_WORD_RULE,
                                                       &SITE_RULE,
                                                       &OWNERSHIP_RULE,
                                                       NULL};
