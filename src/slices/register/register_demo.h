/* Private to the slice: its part of the demo organisation. */
#ifndef SAMSYN_REGISTER_DEMO_H
#define SAMSYN_REGISTER_DEMO_H

#include "slices/register/register.h"

extern const struct demo_step AMENITY_DEMO, REGISTER_DEMO, HOME_DEMO, TENANCY_FEED_DEMO;

#endif
