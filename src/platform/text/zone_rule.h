/* Private to the room: the rule for the years after a zone file's last entry, "EET-2EEST,M3.5.0/3,
 * M10.5.0/4" (POSIX TZ, with the wider hours of RFC 8536). */
#ifndef SAMSYN_TEXT_ZONE_RULE_H
#define SAMSYN_TEXT_ZONE_RULE_H

#include "platform/base/str.h"

enum zone_day_kind {
    ZONE_DAY_OF_MONTH, /* Mm.w.d: weekday d (0 Sunday) of week w (5: last) of month m */
    ZONE_DAY_NO_LEAP,  /* Jn: 1..365, never 29 February */
    ZONE_DAY_OF_YEAR   /* n: 0..365 */
};

struct zone_change {
    enum zone_day_kind kind;
    int month, week, day;
    int64_t time_s; /* local time of the change, -167..167 hours */
};

struct zone_rule {
    bool is_known;
    bool has_summer;
    int64_t offset_s, summer_offset_s; /* ahead of UTC */
    struct zone_change begins, ends;   /* summer time */
};

bool zone_rule_parse(struct str text, struct zone_rule *out);
/* Offset at an instant (seconds since 1970). */
int64_t zone_rule_offset(const struct zone_rule *rule, int64_t at_s, bool *out_is_summer);

#endif
