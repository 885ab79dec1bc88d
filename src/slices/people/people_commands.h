/* Private to the slice: its commands. */
#ifndef SAMSYN_PEOPLE_COMMANDS_H
#define SAMSYN_PEOPLE_COMMANDS_H

#include "slices/people/people.h"

extern const struct command ADD_PERSON_COMMAND;
extern const struct command PRIVACY_TABLE_COMMAND, PRIVACY_EXPORT_COMMAND, PRIVACY_ERASE_COMMAND;

#endif
