/* Private to the slice: its commands. */
#ifndef SAMSYN_PEOPLE_COMMANDS_H
#define SAMSYN_PEOPLE_COMMANDS_H

#include "slices/people/people.h"

extern const struct command ADD_PERSON_COMMAND;

#endif
