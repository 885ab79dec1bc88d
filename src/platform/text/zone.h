/* Time zones from the system's tzdata alone: how many seconds a place is ahead of UTC at an instant. */
#ifndef SAMSYN_TEXT_ZONE_H
#define SAMSYN_TEXT_ZONE_H

#include "platform/base/str.h"

struct zone; /* process-wide, immutable once loaded */

/* "Europe/Stockholm"; read once, then remembered. Safe from any thread. NULL, an unknown or a broken
 * zone gives UTC. */
const struct zone *zone_find(const char *name);
/* Is there such a zone on this system? For settings and forms. */
bool zone_exists(const char *name);
const char *zone_name(const struct zone *zone);

/* Seconds to add to UTC. */
int32_t zone_offset_s(const struct zone *zone, int64_t time_ms);
/* The instant of a local wall time (ms since 1970 read as if it were UTC). In the hour that is skipped
 * in spring the instant after the gap with the same distance, in the doubled hour the first one. */
int64_t zone_to_utc(const struct zone *zone, int64_t local_ms);

#endif
