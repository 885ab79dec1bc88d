/* The pages that belong to no slice: start, search over everything, and what the browser keeps for
 * when there is no network. Start and search ask the slices (slice.h: front, searches). */
#ifndef SAMSYN_APP_FRAME_H
#define SAMSYN_APP_FRAME_H

#include "platform/web/route.h"

extern const struct route FRAME_ROUTES[];   /* ends with a NULL path */
extern const struct menu_item FRAME_MENU[]; /* ends with a NULL path */

#endif
