#include "platform/calendar/calendar.h"

#include "platform/base/day.h"
#include "platform/base/log.h"

#include <stdatomic.h>

bool calendar_is_zone(struct str name)
{
    return zone_named(name) != NULL;
}

const struct zone *calendar_zone(const char *name)
{
    static _Atomic bool is_told;
    const struct zone *zone = zone_named(str_of(name));
    if (zone != NULL) {
        return zone;
    }
    if (!atomic_exchange(&is_told, true)) {
        log_warning("calendar.zone_unknown", "zone=\"%s\" used=UTC", name != NULL ? name : "");
    }
    return zone_utc();
}

struct local_time calendar_local(const char *zone, int64_t instant_ms)
{
    return zone_local(calendar_zone(zone), instant_ms);
}

int64_t calendar_instant(const char *zone, struct date date, int minute_of_day)
{
    return zone_instant(calendar_zone(zone), date, minute_of_day, NULL);
}

int64_t calendar_next_minute_of_day(const char *zone, int64_t after_ms, int minute_of_day)
{
    const struct zone *here = calendar_zone(zone);
    struct date date = zone_date(here, after_ms);
    int64_t instant_ms = zone_instant(here, date, minute_of_day, NULL);
    if (instant_ms <= after_ms) {
        instant_ms = zone_instant(here, date_add_days(date, 1), minute_of_day, NULL);
    }
    return instant_ms;
}
