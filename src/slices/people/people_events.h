/* Private to the slice: what happens to people. */
#ifndef SAMSYN_PEOPLE_EVENTS_H
#define SAMSYN_PEOPLE_EVENTS_H

#include "slices/people/people.h"

extern const struct event_kind AREA_ADDED, PERSON_ADDED, ROLE_GIVEN, ROLE_WITHDRAWN,
    SIGNED_IN_EVENT, SIGNED_OUT_EVENT, PASSWORD_CHANGED, PIN_MADE, PIN_CHANGED;

extern const struct setting LOCKOUT_MISSES, LOCKOUT_MINUTES, SESSION_DAYS;

#endif
