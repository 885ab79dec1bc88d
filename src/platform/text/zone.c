/* Reads the system's compiled zones (TZif, RFC 8536): a list of instants at which the offset changes, and
 * a rule in the footer (POSIX TZ: "CET-1CEST,M3.5.0,M10.5.0/3") for all years after the last of them.
 */
#include "platform/text/zone.h"

#include "platform/base/date.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { MOST_ZONES = 64, MOST_FILE = 64 * 1024, LONGEST_NAME = 64, DAY_S = 86400 };

/* "the last Sunday of March at 02:00": Mmonth.week.weekday/time. */
struct rule {
    int month, week, weekday;
    int32_t time_s;
};

struct zone {
    const char *name;
    int64_t *instants; /* seconds UTC, ascending */
    int32_t *offsets;  /* from each instant on */
    size_t count;
    int32_t first_offset;         /* before the first instant */
    int32_t standard_s, summer_s; /* by the rule */
    bool has_rule, has_summer;
    struct rule summer_begins, summer_ends;
};

static const struct zone utc = {.name = "UTC"};

/* Zones that were asked for; kept for good. Guarded by its lock. */
static struct {
    pthread_mutex_t lock;
    struct arena *arena;
    const struct zone *zones[MOST_ZONES];
    size_t count;
} known = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* A cursor over bytes; `is_broken` when something was read beyond the end. */
struct bytes {
    struct str all;
    size_t at;
    bool is_broken;
};

static uint64_t read_big_endian(struct bytes *bytes, size_t count)
{
    uint64_t value = 0;
    for (size_t i = 0; i < count; i++) {
        unsigned char byte = 0;
        if (bytes->at < bytes->all.len) {
            byte = (unsigned char)bytes->all.at[bytes->at++];
        } else {
            bytes->is_broken = true;
        }
        value = value << 8 | byte;
    }
    return value;
}

struct counts {
    size_t is_ut, is_standard, leap, time, type, letters;
    char version;
};

static bool read_header(struct bytes *bytes, struct counts *out)
{
    bool is_right = str_starts(str_slice(bytes->all, bytes->at, bytes->all.len), STR("TZif"));
    bytes->at += 4;
    out->version = (char)read_big_endian(bytes, 1);
    bytes->at += 15;
    out->is_ut = (size_t)read_big_endian(bytes, 4);
    out->is_standard = (size_t)read_big_endian(bytes, 4);
    out->leap = (size_t)read_big_endian(bytes, 4);
    out->time = (size_t)read_big_endian(bytes, 4);
    out->type = (size_t)read_big_endian(bytes, 4);
    out->letters = (size_t)read_big_endian(bytes, 4);
    return is_right && !bytes->is_broken && out->time < MOST_FILE && out->type > 0 &&
           out->type <= 256;
}

static size_t block_size(const struct counts *counts, size_t time_size)
{
    return counts->time * time_size + counts->time + counts->type * 6 + counts->letters +
           counts->leap * (time_size + 4) + counts->is_standard + counts->is_ut;
}

/* A number of a rule: digits; false when there are none. */
static bool read_number(struct str text, size_t *at, int *out)
{
    size_t start = *at;
    int value = 0;
    while (*at < text.len && text.at[*at] >= '0' && text.at[*at] <= '9' && value < 10000) {
        value = value * 10 + (text.at[(*at)++] - '0');
    }
    *out = value;
    return *at > start;
}

/* "[+-]hh[:mm[:ss]]" in seconds. */
static bool read_clock(struct str text, size_t *at, int32_t *out)
{
    int sign = 1;
    int part = 0;
    int32_t unit = 3600;
    *out = 0;
    if (*at < text.len && (text.at[*at] == '-' || text.at[*at] == '+')) {
        sign = text.at[(*at)++] == '-' ? -1 : 1;
    }
    if (!read_number(text, at, &part)) {
        return false;
    }
    *out = part * unit;
    while (unit > 1 && *at < text.len && text.at[*at] == ':') {
        (*at)++;
        unit /= 60;
        if (!read_number(text, at, &part)) {
            return false;
        }
        *out += part * unit;
    }
    *out *= sign;
    return true;
}

static bool skip_name(struct str text, size_t *at)
{
    size_t start = *at;
    if (*at < text.len && text.at[*at] == '<') {
        *at = str_find(text, '>', *at) + 1;
    } else {
        while (*at < text.len && ((text.at[*at] | 32) >= 'a' && (text.at[*at] | 32) <= 'z')) {
            (*at)++;
        }
    }
    return *at > start && *at <= text.len;
}

/* ",Mm.w.d[/time]" */
static bool read_rule(struct str text, size_t *at, struct rule *out)
{
    if (!str_starts(str_slice(text, *at, text.len), STR(",M"))) {
        return false;
    }
    *at += 2;
    int *const parts[] = {&out->month, &out->week, &out->weekday};
    for (size_t i = 0; i < 3; i++) {
        if (!read_number(text, at, parts[i]) ||
            (i < 2 && (*at >= text.len || text.at[(*at)++] != '.'))) {
            return false;
        }
    }
    out->time_s = 2 * 3600;
    if (*at < text.len && text.at[*at] == '/') {
        (*at)++;
        return read_clock(text, at, &out->time_s);
    }
    return out->month >= 1 && out->month <= 12 && out->week >= 1 && out->week <= 5 &&
           out->weekday <= 6;
}

static void read_footer(struct zone *zone, struct str text)
{
    size_t at = 0;
    int32_t west = 0;
    if (!skip_name(text, &at) || !read_clock(text, &at, &west)) {
        return;
    }
    zone->has_rule = true;
    zone->standard_s = -west;
    if (!skip_name(text, &at)) {
        return;
    }
    zone->summer_s = zone->standard_s + 3600;
    if (at < text.len && text.at[at] != ',') {
        if (!read_clock(text, &at, &west)) {
            return;
        }
        zone->summer_s = -west;
    }
    zone->has_summer =
        read_rule(text, &at, &zone->summer_begins) && read_rule(text, &at, &zone->summer_ends);
}

static bool read_block(struct arena *arena, struct zone *zone, struct bytes *bytes,
                       const struct counts *counts)
{
    int32_t types[256] = {0};
    zone->count = counts->time;
    zone->instants = ARENA_ARRAY(arena, counts->time + 1, int64_t);
    zone->offsets = ARENA_ARRAY(arena, counts->time + 1, int32_t);
    for (size_t i = 0; i < counts->time; i++) {
        zone->instants[i] = (int64_t)read_big_endian(bytes, 8);
    }
    size_t type_at = bytes->at;
    bytes->at += counts->time;
    for (size_t i = 0; i < counts->type; i++) {
        types[i] = (int32_t)(uint32_t)read_big_endian(bytes, 4);
        bytes->at += 2;
    }
    zone->first_offset = types[0];
    struct bytes type = {bytes->all, type_at, bytes->is_broken};
    for (size_t i = 0; i < counts->time; i++) {
        size_t index = (size_t)read_big_endian(&type, 1);
        zone->offsets[i] = index < counts->type ? types[index] : 0;
    }
    bytes->at += counts->letters + counts->leap * 12 + counts->is_standard + counts->is_ut;
    return !bytes->is_broken && !type.is_broken;
}

static bool read_zone(struct arena *arena, struct zone *zone, struct str file)
{
    struct bytes bytes = {.all = file};
    struct counts counts;
    if (!read_header(&bytes, &counts) || counts.version < '2') {
        return false;
    }
    bytes.at += block_size(&counts, 4); /* the 32-bit part is for older readers */
    if (!read_header(&bytes, &counts) || !read_block(arena, zone, &bytes, &counts)) {
        return false;
    }
    struct str footer = str_trim(str_slice(file, bytes.at, file.len));
    read_footer(zone, footer);
    return true;
}

static bool is_zone_name(const char *name)
{
    size_t length = strlen(name);
    return length > 0 && length <= LONGEST_NAME && name[0] != '/' && strstr(name, "..") == NULL &&
           strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") ==
               length;
}

static const struct zone *load_zone(struct arena *arena, const char *name)
{
    char path[LONGEST_NAME + 32];
    struct zone *zone = ARENA_NEW(arena, struct zone);
    if (!is_zone_name(name)) {
        return NULL;
    }
    (void)snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s", name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return NULL;
    }
    ARENA_SCOPED(scratch);
    char *bytes = arena_alloc(scratch, MOST_FILE);
    size_t length = fread(bytes, 1, MOST_FILE, file);
    (void)fclose(file);
    zone->name = str_c(arena, str_of(name));
    return read_zone(arena, zone, (struct str){bytes, length}) ? zone : NULL;
}

/* NULL when there is no such zone, or no room for more. */
static const struct zone *find_or_load(const char *name)
{
    const struct zone *found = NULL;
    pthread_mutex_lock(&known.lock);
    for (size_t i = 0; i < known.count && found == NULL; i++) {
        found = strcmp(known.zones[i]->name, name) == 0 ? known.zones[i] : NULL;
    }
    if (found == NULL && known.count < MOST_ZONES) {
        if (known.arena == NULL) {
            known.arena = arena_new(0);
        }
        struct arena_mark mark = arena_mark(known.arena);
        found = load_zone(known.arena, name);
        if (found != NULL) {
            known.zones[known.count++] = found;
        } else {
            arena_rewind(known.arena, mark);
        }
    }
    pthread_mutex_unlock(&known.lock);
    return found;
}

const struct zone *zone_find(const char *name)
{
    const struct zone *zone = name != NULL ? find_or_load(name) : NULL;
    return zone != NULL ? zone : &utc;
}

bool zone_exists(const char *name)
{
    return name != NULL && find_or_load(name) != NULL;
}

const char *zone_name(const struct zone *zone)
{
    return zone->name;
}

/* Day number of a rule's day in a year. */
static int64_t rule_day(const struct rule *rule, int year)
{
    struct date first = {year, rule->month, 1};
    int64_t days = date_to_days(first);
    int weekday = (int)((days % 7 + 11) % 7); /* 1970-01-01 was a Thursday, 4 */
    int day = (rule->weekday - weekday + 7) % 7 + (rule->week - 1) * 7;
    int length = date_month_length(year, rule->month);
    while (day >= length) {
        day -= 7;
    }
    return days + day;
}

static int32_t offset_by_rule(const struct zone *zone, int64_t time_s)
{
    if (!zone->has_summer) {
        return zone->standard_s;
    }
    int64_t local = time_s + zone->standard_s;
    int year = date_of_days(local / DAY_S - (local % DAY_S < 0)).year;
    int64_t begins = rule_day(&zone->summer_begins, year) * DAY_S + zone->summer_begins.time_s -
                     zone->standard_s;
    int64_t ends =
        rule_day(&zone->summer_ends, year) * DAY_S + zone->summer_ends.time_s - zone->summer_s;
    bool is_summer = begins < ends ? time_s >= begins && time_s < ends
                                   : time_s >= begins || time_s < ends; /* southern */
    return is_summer ? zone->summer_s : zone->standard_s;
}

int32_t zone_offset_s(const struct zone *zone, int64_t time_ms)
{
    int64_t time_s = time_ms / 1000 - (time_ms % 1000 < 0);
    bool is_after = zone->count == 0 || time_s >= zone->instants[zone->count - 1];
    if (is_after && zone->has_rule) {
        return offset_by_rule(zone, time_s);
    }
    size_t from = 0; /* instants[..from) are not after the time */
    size_t to = zone->count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (zone->instants[middle] <= time_s) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from > 0 ? zone->offsets[from - 1] : zone->first_offset;
}

int64_t zone_to_utc(const struct zone *zone, int64_t local_ms)
{
    /* Both offsets that can hold around the change, the earlier side's first. */
    int64_t before = (int64_t)zone_offset_s(zone, local_ms - (int64_t)DAY_S * 1000) * 1000;
    int64_t after = (int64_t)zone_offset_s(zone, local_ms + (int64_t)DAY_S * 1000) * 1000;
    if ((int64_t)zone_offset_s(zone, local_ms - before) * 1000 == before) {
        return local_ms - before;
    }
    if ((int64_t)zone_offset_s(zone, local_ms - after) * 1000 == after) {
        return local_ms - after;
    }
    return local_ms - before; /* skipped: as far after the gap as it is into it */
}
