/* Phone numbers: see the header. The plan is ITU-T E.164; which countries have a trunk zero, and how
 * their people group the digits, is from their national numbering plans. */
#include "platform/text/phone.h"

#include "platform/base/arena.h"

enum { LEAST_DIGITS = 7, MOST_DIGITS = 15, SHORT_OF_ZERO_LEAST = 7, SHORT_OF_ZERO_MOST = 10 };

struct country {
    const char *zone;
    const char *code;
    bool has_trunk_zero;
};
static const struct country COUNTRIES[] = {
    {"Europe/Stockholm", "46", true},   {"Europe/Helsinki", "358", true},
    {"Europe/Mariehamn", "358", true},  {"Europe/Oslo", "47", false},
    {"Europe/Copenhagen", "45", false}, {"Atlantic/Reykjavik", "354", false},
    {"Atlantic/Faroe", "298", false},   {"America/Nuuk", "299", false},
    {"Europe/Tallinn", "372", false},   {"Europe/Berlin", "49", true},
    {"Europe/London", "44", true},      {NULL, NULL, false},
};

struct str phone_country(struct str zone)
{
    for (const struct country *country = COUNTRIES; country->zone != NULL; country++) {
        if (str_equal(zone, str_of(country->zone))) {
            return str_of(country->code);
        }
    }
    return (struct str){NULL, 0};
}

static bool has_trunk_zero(struct str code)
{
    for (const struct country *country = COUNTRIES; country->zone != NULL; country++) {
        if (str_equal(code, str_of(country->code))) {
            return country->has_trunk_zero;
        }
    }
    return false;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* --- Reading --- */

struct typed {
    char digits[MOST_DIGITS + 8];
    size_t count;
    bool has_plus;
};

/* A blank that does not break, and the dashes of word processors. */
static size_t wide_separator(struct str text, size_t at)
{
    static const char *const WIDE[] = {"\xc2\xa0",     "\xe2\x80\xaf", "\xe2\x80\x90",
                                       "\xe2\x80\x91", "\xe2\x80\x92", "\xe2\x80\x93",
                                       "\xe2\x88\x92"};
    for (size_t i = 0; i < sizeof(WIDE) / sizeof(WIDE[0]); i++) {
        struct str separator = str_of(WIDE[i]);
        if (str_equal(str_slice(text, at, at + separator.len), separator)) {
            return separator.len;
        }
    }
    return 0;
}

static bool read_digits(struct str text, struct typed *typed)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (is_digit(c)) {
            if (typed->count == sizeof(typed->digits)) {
                return false;
            }
            typed->digits[typed->count++] = c;
            continue;
        }
        if (c == '+' && typed->count == 0 && !typed->has_plus) {
            typed->has_plus = true;
            continue;
        }
        /* "+46 (0)70": the zero in brackets is for those within the country. */
        if (typed->count > 0 && str_equal(str_slice(text, i, i + 3), STR("(0)"))) {
            i += 2;
            continue;
        }
        size_t wide = wide_separator(text, i);
        if (wide > 0) {
            i += wide - 1;
        } else if (str_find(STR(" -./()\t"), c, 0) == 7) {
            return false;
        }
    }
    return true;
}

static bool begins_with(struct str digits, struct str code)
{
    return !str_is_empty(code) && str_starts(digits, code);
}

static bool international(struct arena *arena, struct str code, struct str rest, struct str *out)
{
    size_t count = code.len + rest.len;
    if (count < LEAST_DIGITS || count > MOST_DIGITS || (code.len == 0 && rest.at[0] == '0')) {
        return false;
    }
    *out = str_format(arena, "+%.*s%.*s", STR_ARG(code), STR_ARG(rest));
    return true;
}

bool phone_parse(struct arena *arena, struct str text, struct str country, struct str *out_e164)
{
    struct typed typed = {.count = 0};
    struct str none = {NULL, 0};
    if (!read_digits(str_trim(text), &typed) || typed.count < 2) {
        return false;
    }
    struct str digits = {typed.digits, typed.count};
    if (typed.has_plus) {
        return international(arena, none, digits, out_e164);
    }
    if (str_starts(digits, STR("00"))) {
        return international(arena, none, str_slice(digits, 2, digits.len), out_e164);
    }
    if (str_is_empty(country)) {
        return false;
    }
    bool has_zero = has_trunk_zero(country);
    if (has_zero && digits.at[0] == '0') {
        return international(arena, country, str_slice(digits, 1, digits.len), out_e164);
    }
    if (begins_with(digits, country) && digits.len > SHORT_OF_ZERO_MOST - 1 + (has_zero ? 1 : 0)) {
        return international(arena, none, digits, out_e164);
    }
    bool may_be_short = digits.len >= SHORT_OF_ZERO_LEAST && digits.len <= SHORT_OF_ZERO_MOST;
    return may_be_short && international(arena, country, digits, out_e164);
}

/* --- Showing and finding --- */

static struct str code_of(struct str digits)
{
    for (const struct country *country = COUNTRIES; country->zone != NULL; country++) {
        if (str_starts(digits, str_of(country->code))) {
            return str_of(country->code);
        }
    }
    return (struct str){NULL, 0};
}

static bool is_e164(struct str text)
{
    return text.len > LEAST_DIGITS && text.at[0] == '+';
}

struct str phone_digits(struct arena *arena, struct str e164)
{
    if (!is_e164(e164)) {
        return str_copy(arena, e164);
    }
    struct str digits = str_slice(e164, 1, e164.len);
    return str_copy(arena, str_slice(digits, code_of(digits).len, digits.len));
}

/* Two digits (three where the count is odd), then threes and twos as Nordic people say them. */
static struct str grouped(struct arena *arena, struct str digits)
{
    size_t first = digits.len > 8 ? 2 : digits.len % 2 == 0 ? 2 : 3;
    size_t second = digits.len > 8 ? first + 2 + digits.len % 2 : first + 2;
    struct str text = str_copy(arena, str_slice(digits, 0, first));
    for (size_t at = first; at < digits.len;) {
        size_t end = at == first ? second : at + 2;
        text = str_format(arena, "%.*s %.*s", STR_ARG(text), STR_ARG(str_slice(digits, at, end)));
        at = end;
    }
    return text;
}

struct str phone_show(struct arena *arena, struct str e164, struct str country)
{
    if (!is_e164(e164)) {
        return e164;
    }
    struct str digits = str_slice(e164, 1, e164.len);
    struct str code = code_of(digits);
    if (code.len == 0) {
        return e164;
    }
    struct str rest = grouped(arena, str_slice(digits, code.len, digits.len));
    if (!str_equal(code, country)) {
        return str_format(arena, "+%.*s %.*s", STR_ARG(code), STR_ARG(rest));
    }
    return str_format(arena, "%s%.*s", has_trunk_zero(code) ? "0" : "", STR_ARG(rest));
}

bool phone_is_mobile(struct str e164)
{
    static const struct {
        const char *country;
        const char *mobile[3];
    } plans[] = {
        {"+46", {"+467", NULL}},
        {"+358", {"+3584", "+35850", NULL}},
        {"+47", {"+474", "+479", NULL}},
    };
    for (size_t i = 0; i < sizeof(plans) / sizeof(plans[0]); i++) {
        if (!str_starts(e164, str_of(plans[i].country))) {
            continue;
        }
        for (size_t m = 0; plans[i].mobile[m] != NULL; m++) {
            if (str_starts(e164, str_of(plans[i].mobile[m]))) {
                return true;
            }
        }
        return false;
    }
    return !str_is_empty(e164);
}
