/* Zone files and their rules: damaged ones are refused; with any other the wall clock can be asked. */
#include "platform/text/zone.h"
#include "platform/text/zone_rule.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ARENA_SCOPED(arena);
    const struct zone *zone = NULL;
    struct str bytes = {(const char *)data, size};
    struct zone_rule rule;
    bool is_summer = false;
    if (zone_rule_parse(bytes, &rule)) {
        for (int64_t at_s = -2000000000; at_s < 8000000000; at_s += 10000019) {
            int64_t offset_s = zone_rule_offset(&rule, at_s, &is_summer);
            assert(offset_s == rule.offset_s || offset_s == rule.summer_offset_s);
        }
    }
    if (zone_read(arena, bytes, &zone) != OK) {
        return 0;
    }
    for (int64_t ms = INT64_C(-2000000000000); ms < INT64_C(8000000000000); ms += 100000000019) {
        struct local_time local = zone_local(zone, ms);
        assert(date_is_valid(local.date) && local.hour < 24);
        zone_instant(zone, local.date, local.hour * 60 + local.minute, NULL);
    }
    return 0;
}
