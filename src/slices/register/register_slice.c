/* What the slice `register` adds to the program: a part for each of its things. */
#include "register_pages.h"
#include "register_schema.h"
#include "slices/register/customer_handlers.h"
#include "slices/register/register_demo.h"
#include "slices/register/register_handlers.h"
#include "slices/register/site_handlers.h"

const struct setting REGISTER_HOMES_MODULE = {
    .key = "module.homes",
    .label = N_("Module: homes and tenancies"),
    .help =
        N_("Stairs, homes, who lives there, and moving in and out. Off: none of it is shown, and "
           "nothing of it is lost."),
    .kind = FIELD_KIND_BOOL,
    .initial = "true",
    .permission = "setting.manage",
};
const struct setting REGISTER_CUSTOMERS_MODULE = {
    .key = "module.customers",
    .label = N_("Module: customers and properties"),
    .help = N_("Customers with their numbers, the properties that are served. Off: none "
               "of it is shown, and nothing of it is lost."),
    .kind = FIELD_KIND_BOOL,
    .initial = "true",
    .permission = "setting.manage",
};
const struct setting REGISTER_SITES_MODULE = {
    .key = "module.sites",
    .label = N_("Module: customers' sites"),
    .help =
        N_("The sites of customer organisations, where crews work. Off: none of it is shown, and "
           "nothing of it is lost."),
    .kind = FIELD_KIND_BOOL,
    .initial = "true",
    .permission = "setting.manage",
};
static const struct setting *const SETTINGS[] = {&REGISTER_HOMES_MODULE, &REGISTER_CUSTOMERS_MODULE,
                                                 &REGISTER_SITES_MODULE, NULL};

static const struct slice *const PARTS[] = {
    &BUILDING_PART, &AMENITY_PART,      &STAIR_PART, &DWELLING_PART,  &TENANCY_PART, &PROPERTY_PART,
    &CUSTOMER_PART, &ORGANISATION_PART, &SITE_PART,  &OWNERSHIP_PART, NULL};
static const struct demo_step *const DEMO[] = {
    &CUSTOMER_DEMO,     &SITE_DEMO, &REGISTER_DEMO, &AMENITY_DEMO, &HOME_DEMO,
    &TENANCY_FEED_DEMO, NULL};

const struct slice REGISTER_SLICE = {
    .name = "register",
    .parts = PARTS,
    .migrations = REGISTER_MIGRATIONS,
    .settings = SETTINGS,
    .privacy = REGISTER_PRIVACY,
    .demo = DEMO,
    .pages = REGISTER_PAGES,
};
