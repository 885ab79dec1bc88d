/* A zone is a sorted list of instants at which its offset changes, and a rule for what comes after.
 * The file's second half (64-bit times) is read; files without it, from before 2005, are refused.
 */
#include "platform/text/zone.h"

#include "platform/text/zone_rule.h"

#include <assert.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEADER_BYTES = 44, FILE_LIMIT = 256 * 1024, DAY_S = 24 * 3600, TYPES_LIMIT = 256 };

struct zone_type {
    int64_t offset_s;
    bool is_summer;
};

struct zone {
    struct str name;
    size_t count;
    const int64_t *changes_s;   /* rising */
    const unsigned char *types; /* from each change on */
    struct zone_type kinds[TYPES_LIMIT];
    struct zone_rule rule; /* after the last change */
};

/* The six counts of a header, in the file's order. */
struct counts {
    uint64_t is_ut, is_standard, leaps, changes, types, characters;
};

static int64_t read_signed(const char *at, size_t bytes)
{
    uint64_t number = (unsigned char)at[0] & 0x80 ? UINT64_MAX : 0;
    for (size_t i = 0; i < bytes; i++) {
        number = number << 8 | (unsigned char)at[i];
    }
    return (int64_t)number;
}

static bool read_counts(struct str file, size_t at, struct counts *out)
{
    if (file.len < at + HEADER_BYTES || !str_starts(str_slice(file, at, file.len), STR("TZif"))) {
        return false;
    }
    uint64_t numbers[6];
    for (size_t i = 0; i < 6; i++) {
        int64_t number = read_signed(file.at + at + 20 + 4 * i, 4);
        if (number < 0 || number > FILE_LIMIT) {
            return false;
        }
        numbers[i] = (uint64_t)number;
    }
    *out = (struct counts){numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]};
    return true;
}

static uint64_t body_bytes(const struct counts *counts, uint64_t time_bytes)
{
    return counts->changes * (time_bytes + 1) + counts->types * 6 + counts->characters +
           counts->leaps * (time_bytes + 4) + counts->is_standard + counts->is_ut;
}

/* Reads changes and types of the 64-bit half that begins at `at`. */
static bool read_body(struct arena *arena, struct str file, size_t at, const struct counts *counts,
                      struct zone *zone)
{
    int64_t *changes = ARENA_ARRAY(arena, counts->changes, int64_t);
    const char *types = file.at + at + counts->changes * 8;
    const char *kinds = types + counts->changes;
    for (size_t i = 0; i < counts->changes; i++) {
        changes[i] = read_signed(file.at + at + i * 8, 8);
        if ((unsigned char)types[i] >= counts->types || (i > 0 && changes[i] <= changes[i - 1])) {
            return false;
        }
    }
    for (size_t i = 0; i < counts->types; i++) {
        zone->kinds[i].offset_s = read_signed(kinds + i * 6, 4);
        zone->kinds[i].is_summer = kinds[i * 6 + 4] != 0;
        if (zone->kinds[i].offset_s <= -2 * DAY_S || zone->kinds[i].offset_s >= 2 * DAY_S) {
            return false;
        }
    }
    zone->count = counts->changes;
    zone->changes_s = changes;
    zone->types = arena_copy(arena, types, counts->changes);
    return true;
}

enum status zone_read(struct arena *arena, struct str file, const struct zone **out)
{
    struct counts old;
    struct counts counts;
    if (!read_counts(file, 0, &old) || file.at[4] < '2') {
        return INVALID;
    }
    size_t at = HEADER_BYTES + body_bytes(&old, 4);
    if (!read_counts(file, at, &counts) || counts.types == 0 || counts.types > TYPES_LIMIT) {
        return INVALID;
    }
    at += HEADER_BYTES;
    uint64_t bytes = body_bytes(&counts, 8);
    if (file.len < at || file.len - at < bytes) {
        return INVALID;
    }
    struct zone *zone = ARENA_NEW(arena, struct zone);
    if (!read_body(arena, file, at, &counts, zone)) {
        return INVALID;
    }
    struct str footer = str_trim(str_slice(file, at + bytes, file.len));
    if (footer.len > 0 && !zone_rule_parse(footer, &zone->rule)) {
        return INVALID;
    }
    *out = zone;
    return OK;
}

static int64_t offset_at(const struct zone *zone, int64_t at_s, bool *out_is_summer)
{
    size_t low = 0; /* changes before `low` have happened, those from `high` on have not */
    size_t high = zone->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (zone->changes_s[middle] <= at_s) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == zone->count && zone->rule.is_known) {
        return zone_rule_offset(&zone->rule, at_s, out_is_summer);
    }
    const struct zone_type *kind = &zone->kinds[low > 0 ? zone->types[low - 1] : 0];
    *out_is_summer = kind->is_summer;
    return kind->offset_s;
}

static int64_t divide_down(int64_t number, int64_t by)
{
    return number / by - (number % by < 0 ? 1 : 0);
}

struct local_time zone_local(const struct zone *zone, int64_t ms)
{
    int64_t at_s = divide_down(ms, 1000);
    struct local_time local = {.millisecond = (int)(ms - at_s * 1000)};
    local.offset_s = (int)offset_at(zone, at_s, &local.is_summer);
    int64_t wall_s = at_s + local.offset_s;
    int64_t days = divide_down(wall_s, DAY_S);
    int rest = (int)(wall_s - days * DAY_S);
    local.date = date_of_days(days);
    local.hour = rest / 3600;
    local.minute = rest / 60 % 60;
    local.second = rest % 60;
    return local;
}

struct date zone_date(const struct zone *zone, int64_t ms)
{
    return zone_local(zone, ms).date;
}

int64_t zone_instant(const struct zone *zone, struct date date, int minute, enum zone_fit *out_fit)
{
    bool is_summer = false;
    int64_t wall_s = date_to_days(date) * DAY_S + minute * INT64_C(60);
    /* No zone changes twice within these two days, so these are the only offsets it can have. */
    int64_t before_s = offset_at(zone, wall_s - DAY_S, &is_summer);
    int64_t after_s = offset_at(zone, wall_s + DAY_S, &is_summer);
    bool fits_before = offset_at(zone, wall_s - before_s, &is_summer) == before_s;
    bool fits_after = offset_at(zone, wall_s - after_s, &is_summer) == after_s;
    if (out_fit != NULL) {
        *out_fit = fits_before && fits_after && before_s != after_s ? ZONE_FIT_TWICE
                   : fits_before || fits_after                      ? ZONE_FIT_ONCE
                                                                    : ZONE_FIT_NEVER;
    }
    return (wall_s - (!fits_before && fits_after ? after_s : before_s)) * 1000;
}

int64_t zone_day_start(const struct zone *zone, struct date date)
{
    return zone_instant(zone, date, 0, NULL);
}

/* Letters, digits, + - _ and single slashes: nothing that leads out of the folder. */
static bool is_zone_name(struct str name)
{
    if (name.len == 0 || name.len > 64 || name.at[0] == '/' || str_ends(name, STR("/"))) {
        return false;
    }
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        bool is_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!is_letter && !(c >= '0' && c <= '9') && c != '+' && c != '-' && c != '_' && c != '/') {
            return false;
        }
    }
    return str_find_str(name, STR("//")) == name.len;
}

static bool read_file(struct arena *arena, const char *path, struct str *out)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    struct stat found;
    if (file < 0) {
        return false;
    }
    size_t length = 0;
    bool is_read = fstat(file, &found) == 0 && S_ISREG(found.st_mode) && found.st_size > 0 &&
                   found.st_size <= FILE_LIMIT;
    if (is_read) {
        char *bytes = arena_alloc(arena, (size_t)found.st_size);
        ssize_t got = read(file, bytes, (size_t)found.st_size);
        length = got > 0 ? (size_t)got : 0;
        *out = (struct str){bytes, length};
        is_read = got == found.st_size;
    }
    close(file);
    return is_read;
}

/* What has been read, for the life of the process. `lock` guards the rest; a zone itself is constant. */
static struct {
    pthread_mutex_t lock;
    struct arena *arena;
    const struct zone *zones[ZONES_LIMIT];
    size_t count;
} known = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* With the lock held. */
static const struct zone *find_or_read(struct str name)
{
    for (size_t i = 0; i < known.count; i++) {
        if (str_equal(known.zones[i]->name, name)) {
            return known.zones[i];
        }
    }
    if (known.count == ZONES_LIMIT) {
        return NULL;
    }
    if (known.arena == NULL) {
        known.arena = arena_new(0);
    }
    ARENA_SCOPED(scratch);
    struct str file = {NULL, 0};
    const struct zone *zone = NULL;
    const char *path =
        str_c(scratch, str_format(scratch, "/usr/share/zoneinfo/%.*s", STR_ARG(name)));
    if (!read_file(scratch, path, &file) || zone_read(known.arena, file, &zone) != OK) {
        return NULL;
    }
    struct zone *named = arena_copy(known.arena, zone, sizeof(*zone));
    named->name = str_copy(known.arena, name);
    known.zones[known.count++] = named;
    return named;
}

const struct zone *zone_utc(void)
{
    static const struct zone utc = {.rule = {.is_known = true}};
    return &utc;
}

const struct zone *zone_named(struct str name)
{
    if (!is_zone_name(name)) {
        return NULL;
    }
    pthread_mutex_lock(&known.lock);
    const struct zone *zone = find_or_read(name);
    pthread_mutex_unlock(&known.lock);
    return zone;
}

const struct zone *zone_or_utc(const char *name)
{
    const struct zone *zone = zone_named(str_of(name));
    return zone != NULL ? zone : zone_utc();
}
