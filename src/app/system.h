/* What an administrator sees of the program itself: its settings, work that was given up, the post. */
#ifndef SAMSYN_APP_SYSTEM_H
#define SAMSYN_APP_SYSTEM_H

#include "platform/web/route.h"

extern const struct route SYSTEM_ROUTES[];   /* ends with a NULL path */
extern const struct menu_item SYSTEM_MENU[]; /* ends with a NULL path */

#endif
