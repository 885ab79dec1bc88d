/* What the slice `register` adds to the program: a part for each of its things. */
#include "register_pages.h"
#include "register_schema.h"
#include "slices/register/customer_handlers.h"
#include "slices/register/register_demo.h"
#include "slices/register/register_handlers.h"
#include "slices/register/site_handlers.h"

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
    .privacy = REGISTER_PRIVACY,
    .demo = DEMO,
    .pages = REGISTER_PAGES,
};
