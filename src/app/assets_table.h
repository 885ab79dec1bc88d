/* What tools/assets.py writes: the table behind assets.h. */
#ifndef SAMSYN_APP_ASSETS_TABLE_H
#define SAMSYN_APP_ASSETS_TABLE_H

#include "app/assets.h"

extern const struct asset asset_table[]; /* ends with a row whose name is NULL */

#endif
