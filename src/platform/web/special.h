/* Private to the room: addresses that no slice has: files of the bundle, health, metrics, the API's
 * description, live streams, and everything that is not there. */
#ifndef SAMSYN_WEB_SPECIAL_H
#define SAMSYN_WEB_SPECIAL_H

#include "platform/web/inside.h"

/* Needs no database: may run in a loop whatever the engine. */
bool special_is_quick(const struct exchange *exchange);
void special_serve(struct exchange *exchange, struct worker *worker);

/* openapi.c: describes every route, as OpenAPI 3.1. */
void openapi_write(const struct router *router, struct buf *out);

#endif
