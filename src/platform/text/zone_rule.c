#include "platform/text/zone_rule.h"

#include "platform/base/day.h"

enum { DAY_S = 24 * 3600 };

struct cursor {
    struct str text;
    size_t at;
};

static char peek(const struct cursor *cursor)
{
    return cursor->at < cursor->text.len ? cursor->text.at[cursor->at] : '\0';
}

static bool take(struct cursor *cursor, char c)
{
    bool is_there = peek(cursor) == c && c != '\0';
    cursor->at += is_there ? 1 : 0;
    return is_there;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* One to three digits, up to `greatest`. */
static bool take_number(struct cursor *cursor, int least, int greatest, int *out)
{
    size_t from = cursor->at;
    int number = 0;
    while (is_digit(peek(cursor)) && cursor->at - from < 3) {
        number = number * 10 + (peek(cursor) - '0');
        cursor->at++;
    }
    *out = number;
    return cursor->at > from && number >= least && number <= greatest;
}

/* "EET" or "<+0330>". */
static bool take_name(struct cursor *cursor)
{
    size_t from = cursor->at;
    if (take(cursor, '<')) {
        cursor->at = str_find(cursor->text, '>', cursor->at);
        return take(cursor, '>');
    }
    while (is_letter(peek(cursor))) {
        cursor->at++;
    }
    return cursor->at - from >= 3;
}

/* [+-]hh[:mm[:ss]] */
static bool take_time(struct cursor *cursor, int64_t *out_s)
{
    bool is_negative = take(cursor, '-');
    if (!is_negative) {
        take(cursor, '+');
    }
    int parts[3] = {0};
    if (!take_number(cursor, 0, 167, &parts[0]) ||
        (take(cursor, ':') && (!take_number(cursor, 0, 59, &parts[1]) ||
                               (take(cursor, ':') && !take_number(cursor, 0, 59, &parts[2]))))) {
        return false;
    }
    int64_t seconds = parts[0] * INT64_C(3600) + parts[1] * 60 + parts[2];
    *out_s = is_negative ? -seconds : seconds;
    return true;
}

static bool take_change(struct cursor *cursor, struct zone_change *out)
{
    struct zone_change change = {.time_s = 2 * 3600};
    bool is_good = take(cursor, ',');
    if (take(cursor, 'M')) {
        change.kind = ZONE_DAY_OF_MONTH;
        is_good = is_good && take_number(cursor, 1, 12, &change.month) && take(cursor, '.') &&
                  take_number(cursor, 1, 5, &change.week) && take(cursor, '.') &&
                  take_number(cursor, 0, 6, &change.day);
    } else if (take(cursor, 'J')) {
        change.kind = ZONE_DAY_NO_LEAP;
        is_good = is_good && take_number(cursor, 1, 365, &change.day);
    } else {
        change.kind = ZONE_DAY_OF_YEAR;
        is_good = is_good && take_number(cursor, 0, 365, &change.day);
    }
    if (is_good && take(cursor, '/')) {
        is_good = take_time(cursor, &change.time_s);
    }
    *out = change;
    return is_good;
}

bool zone_rule_parse(struct str text, struct zone_rule *out)
{
    struct cursor cursor = {text, 0};
    struct zone_rule rule = {.is_known = true};
    int64_t behind_s = 0; /* POSIX counts west of Greenwich */
    if (!take_name(&cursor) || !take_time(&cursor, &behind_s)) {
        return false;
    }
    rule.offset_s = -behind_s;
    if (cursor.at < text.len) {
        rule.has_summer = true;
        rule.summer_offset_s = rule.offset_s + 3600;
        if (!take_name(&cursor)) {
            return false;
        }
        if (peek(&cursor) != ',') {
            if (!take_time(&cursor, &behind_s)) {
                return false;
            }
            rule.summer_offset_s = -behind_s;
        }
        if (!take_change(&cursor, &rule.begins) || !take_change(&cursor, &rule.ends) ||
            cursor.at != text.len) {
            return false;
        }
    }
    *out = rule;
    return true;
}

/* Day number of a change in a year. */
static int64_t change_day(const struct zone_change *change, int year)
{
    int64_t new_year = date_to_days((struct date){year, 1, 1});
    switch (change->kind) {
    case ZONE_DAY_OF_MONTH: {
        struct date first = {year, change->month, 1};
        int from_first = (change->day - date_weekday(first) % 7 + 7) % 7;
        int day = 1 + from_first + 7 * (change->week - 1);
        day -= day > date_month_length(year, change->month) ? 7 : 0;
        return date_to_days((struct date){year, change->month, day});
    }
    case ZONE_DAY_NO_LEAP:
        return new_year + change->day - 1 +
               (date_month_length(year, 2) == 29 && change->day >= 60 ? 1 : 0);
    case ZONE_DAY_OF_YEAR:
        break;
    }
    return new_year + change->day;
}

int64_t zone_rule_offset(const struct zone_rule *rule, int64_t at_s, bool *out_is_summer)
{
    *out_is_summer = false;
    if (!rule->has_summer) {
        return rule->offset_s;
    }
    int64_t local_s = at_s + rule->offset_s;
    int64_t days = (local_s - (local_s < 0 ? DAY_S - 1 : 0)) / DAY_S;
    int year = date_of_days(days).year;
    int64_t begins = change_day(&rule->begins, year) * DAY_S + rule->begins.time_s - rule->offset_s;
    int64_t ends =
        change_day(&rule->ends, year) * DAY_S + rule->ends.time_s - rule->summer_offset_s;
    /* South of the equator summer spans the turn of the year. */
    *out_is_summer = begins < ends ? at_s >= begins && at_s < ends : at_s >= begins || at_s < ends;
    return *out_is_summer ? rule->summer_offset_s : rule->offset_s;
}
