#include "platform/sheet/cell.h"

#include "platform/base/buf.h"
#include "platform/base/date.h"

#include <math.h>

enum { DAY_S = 24 * 3600, DAYS_LIMIT = 2958466 /* 9999-12-31 and a day */ };

enum cell_style cell_style_of_builtin(int64_t format_id)
{
    if ((format_id >= 14 && format_id <= 17) || (format_id >= 27 && format_id <= 31) ||
        format_id == 36 || (format_id >= 50 && format_id <= 54) ||
        (format_id >= 57 && format_id <= 58)) {
        return CELL_DATE;
    }
    if ((format_id >= 18 && format_id <= 21) || (format_id >= 32 && format_id <= 35) ||
        (format_id >= 45 && format_id <= 47) || (format_id >= 55 && format_id <= 56)) {
        return CELL_TIME;
    }
    return format_id == 22 ? CELL_DATE_TIME : CELL_NUMBER;
}

/* Position after what is no code at `at`: "text", [Red], \x, _x, *x; `at` itself when it is code. */
static size_t pass_literal(struct str code, size_t at)
{
    char c = code.at[at];
    if (c == '"') {
        return str_find(code, '"', at + 1) + 1;
    }
    if (c == '[') {
        return str_find(code, ']', at + 1) + 1;
    }
    if (c == '\\' || c == '_' || c == '*') {
        return at + 2;
    }
    if (str_equal_ascii_case(str_slice(code, at, at + 5), STR("AM/PM"))) {
        return at + 5;
    }
    return at;
}

enum cell_style cell_style_of_code(struct str code)
{
    bool has_day = false;
    bool has_clock = false;
    bool has_month_or_minute = false;
    size_t at = 0;
    while (at < code.len && code.at[at] != ';') {
        size_t after = pass_literal(code, at);
        if (after > at) {
            at = after;
            continue;
        }
        char c = (char)(code.at[at] | 0x20);
        has_day = has_day || c == 'y' || c == 'd';
        has_clock = has_clock || c == 'h' || c == 's';
        has_month_or_minute = has_month_or_minute || c == 'm';
        at++;
    }
    if (str_equal_ascii_case(str_trim(code), STR("General"))) {
        return CELL_NUMBER;
    }
    if (has_day && has_clock) {
        return CELL_DATE_TIME;
    }
    if (has_clock) {
        return CELL_TIME;
    }
    return has_day || has_month_or_minute ? CELL_DATE : CELL_NUMBER;
}

/* Fifteen digits, as many as Excel keeps, and no exponent where people write none. */
static struct str plain_number(struct arena *arena, double number)
{
    double size = fabs(number);
    if (size < 1e15 && number >= floor(number) && number <= floor(number)) {
        return str_format(arena, "%.0f", number + 0.0);
    }
    if (size >= 1e-5 && size < 1e15) {
        int decimals = 14 - (int)floor(log10(size));
        struct str text = str_format(arena, "%.*f", decimals > 0 ? decimals : 0, number);
        while (str_find(text, '.', 0) < text.len && str_ends(text, STR("0"))) {
            text.len--;
        }
        text.len -= str_ends(text, STR(".")) ? 1 : 0;
        return text;
    }
    return str_format(arena, "%.15g", number);
}

/* Most numbers: a few digits, as they should be. */
static bool is_plain_integer(struct str stored)
{
    for (size_t i = 0; i < stored.len; i++) {
        if (stored.at[i] < '0' || stored.at[i] > '9') {
            return false;
        }
    }
    return stored.len == 1 || (stored.len > 1 && stored.len <= 15 && stored.at[0] != '0');
}

struct str cell_number(struct arena *arena, struct str stored, enum cell_style style,
                       bool counts_from_1904)
{
    double number = 0;
    if (style == CELL_NUMBER && is_plain_integer(stored)) {
        return str_copy(arena, stored);
    }
    if (!str_to_double(stored, &number)) {
        return str_copy(arena, stored);
    }
    if (style == CELL_NUMBER || number < 0 || number >= DAYS_LIMIT) {
        return plain_number(arena, number);
    }
    int64_t seconds = (int64_t)floor(number * DAY_S + 0.5);
    int64_t days = seconds / DAY_S;
    int rest = (int)(seconds % DAY_S);
    struct str clock = str_format(arena, "%02d:%02d:%02d", rest / 3600, rest / 60 % 60, rest % 60);
    if (style == CELL_TIME && days == 0) {
        return clock;
    }
    /* Excel takes 1900 for a leap year: day 60 is a day that never was. */
    int64_t day_zero = counts_from_1904
                           ? date_to_days((struct date){1904, 1, 1})
                           : date_to_days((struct date){1899, 12, 30}) + (days < 60 ? 1 : 0);
    if (day_zero + days > date_to_days((struct date){9999, 12, 31})) {
        return plain_number(arena, number);
    }
    struct str date = date_text(arena, date_of_days(day_zero + days));
    if (style == CELL_DATE || rest == 0) {
        return date;
    }
    return str_format(arena, "%.*sT%.*s", STR_ARG(date), STR_ARG(clock));
}

int64_t cell_column(struct str reference)
{
    int64_t column = 0;
    size_t at = 0;
    while (at < reference.len && at < 4 && reference.at[at] >= 'A' && reference.at[at] <= 'Z') {
        column = column * 26 + (reference.at[at] - 'A' + 1);
        at++;
    }
    bool has_row = at < reference.len && reference.at[at] >= '1' && reference.at[at] <= '9';
    return at > 0 && has_row ? column - 1 : -1;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    char low = (char)(c | 0x20);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

/* The character of "_xHHHH_" at `at`, or 0. */
static uint32_t escaped_rune(struct str text, size_t at)
{
    if (at + 7 > text.len || text.at[at + 1] != 'x' || text.at[at + 6] != '_') {
        return 0;
    }
    uint32_t rune = 0;
    for (size_t i = at + 2; i < at + 6; i++) {
        int digit = hex_digit(text.at[i]);
        if (digit < 0) {
            return 0;
        }
        rune = rune << 4 | (uint32_t)digit;
    }
    return rune >= 0xD800 && rune <= 0xDFFF ? 0 : rune;
}

struct str cell_text(struct arena *arena, struct str stored)
{
    if (str_find_str(stored, STR("_x")) == stored.len) {
        return str_copy(arena, stored);
    }
    BUF_SCOPED(text, stored.len); /* never longer than what it stands for */
    for (size_t at = 0; at < stored.len;) {
        uint32_t rune = stored.at[at] == '_' ? escaped_rune(stored, at) : 0;
        if (rune != 0) {
            buf_put_rune(&text, rune);
            at += 7;
        } else {
            buf_put_char(&text, stored.at[at]);
            at++;
        }
    }
    return str_copy(arena, buf_str(&text));
}
