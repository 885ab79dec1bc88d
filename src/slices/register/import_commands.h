/* Private to the slice: `samsyn import …` and `samsyn export buildings`. */
#ifndef SAMSYN_REGISTER_IMPORT_COMMANDS_H
#define SAMSYN_REGISTER_IMPORT_COMMANDS_H

#include "slices/register/register.h"

extern const struct command IMPORT_BUILDINGS_COMMAND, IMPORT_FI_BUILDINGS_COMMAND,
    EXPORT_BUILDINGS_COMMAND, UNDO_IMPORT_COMMAND;

#endif
