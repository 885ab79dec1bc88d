/* Private to the slice: its part of the demo organisation. */
#ifndef SAMSYN_PEOPLE_DEMO_H
#define SAMSYN_PEOPLE_DEMO_H

#include "slices/people/people.h"

extern const struct demo_step PEOPLE_DEMO;

#endif
