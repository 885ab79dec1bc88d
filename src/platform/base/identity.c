#include "platform/base/identity.h"

#include "platform/base/buf.h"

#include <string.h>

enum { LAST = 4, LONGEST = 13 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool are_digits(const char *at, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!is_digit(at[i])) {
            return false;
        }
    }
    return true;
}

static int two(const char *at)
{
    return (at[0] - '0') * 10 + (at[1] - '0');
}

static bool is_day(int month, int day)
{
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* Luhn over six digits of a date and four. */
static bool luhn_holds(const char *date, const char *last)
{
    int sum = 0;
    for (int i = 0; i < 10; i++) {
        int digit = (i < 6 ? date[i] : last[i - 6]) - '0';
        int times = i % 2 == 0 ? digit * 2 : digit;
        sum += times > 9 ? times - 9 : times;
    }
    return sum % 10 == 0;
}

/* YYMMDD-NNNN, YYMMDD+NNNN, YYYYMMDD-NNNN, YYYYMMDDNNNN; a samordningsnummer has 60 added to the day. The
 * length, or 0. Ten digits without a sign are a phone number as well as anything else. */
static size_t swedish(struct str text)
{
    bool has_century =
        text.len >= 12 && are_digits(text.at, 8) && (two(text.at) == 19 || two(text.at) == 20);
    size_t date_length = has_century ? 8 : 6;
    if (text.len < date_length + LAST || !are_digits(text.at, date_length)) {
        return 0;
    }
    const char *last = text.at + date_length;
    bool has_sign = *last == '-' || *last == '+';
    last += has_sign ? 1 : 0;
    size_t length = (size_t)(last - text.at) + LAST;
    if ((!has_sign && !has_century) || text.len < length || !are_digits(last, LAST)) {
        return 0;
    }
    const char *date = text.at + date_length - 6;
    int day = two(date + 4);
    bool is_date = is_day(two(date + 2), day > 60 ? day - 60 : day);
    return is_date && luhn_holds(date, last) ? length : 0;
}

/* DDMMYY, a sign of the century, NNN and a check character. The length, or 0. */
static size_t finnish(struct str text)
{
    enum { LENGTH = 11 };
    static const char SIGNS[] = "+-ABCDEFUVWXY";
    static const char CHECKS[] = "0123456789ABCDEFHJKLMNPRSTUVWXY";
    if (text.len < LENGTH || !are_digits(text.at, 6) || !are_digits(text.at + 7, 3) ||
        memchr(SIGNS, text.at[6], sizeof(SIGNS) - 1) == NULL ||
        !is_day(two(text.at + 2), two(text.at))) {
        return 0;
    }
    int64_t number = 0;
    for (size_t i = 0; i < 10; i++) {
        number = i == 6 ? number : number * 10 + (text.at[i] - '0');
    }
    return CHECKS[number % 31] == text.at[10] ? LENGTH : 0;
}

static bool is_part_of_word(struct str text, size_t at)
{
    return at < text.len && (is_digit(text.at[at]) || (text.at[at] >= 'A' && text.at[at] <= 'Z') ||
                             (text.at[at] >= 'a' && text.at[at] <= 'z'));
}

static size_t identity_at(struct str text, size_t at)
{
    if (!is_digit(text.at[at]) || (at > 0 && is_part_of_word(text, at - 1))) {
        return 0;
    }
    struct str rest = str_slice(text, at, at + LONGEST < text.len ? at + LONGEST : text.len);
    size_t length = finnish(rest);
    length = length > 0 ? length : swedish(rest);
    return is_part_of_word(text, at + length) ? 0 : length;
}

struct str identity_mask(struct arena *arena, struct str text)
{
    struct buf masked;
    buf_init(&masked, text.len * 3 + 1);
    size_t kept = 0;
    for (size_t i = 0; i < text.len; i++) {
        size_t length = identity_at(text, i);
        if (length > 0) {
            buf_put(&masked, str_slice(text, kept, i + length - LAST));
            buf_put_c(&masked, "••••");
            kept = i + length;
            i = kept - 1;
        }
    }
    struct str out = text;
    if (kept > 0) {
        buf_put(&masked, str_slice(text, kept, text.len));
        out = str_copy(arena, buf_str(&masked));
    }
    buf_free(&masked);
    return out;
}
