/* Ids that the authorities give: of properties and of organisations, brought to one form, checked where
 * they carry a check digit.
 *
 * A Finnish property id has four parts: municipality (3 digits), village (3), group (4), unit (4); people write
 * "91-1-30-2" for what registers write "09100100300002". A Swedish one is a district with block and
 * unit: "Hyttan 3:4". A Finnish business id's check digit is weighed modulo 11, a Swedish organisation
 * number's last digit is Luhn's. */
#include "slices/register/register.h"

#include <string.h>

enum { PARTS = 4, LONG_DIGITS = 14, FI_BUSINESS = 8, SE_BUSINESS = 10 };
static const size_t WIDTHS[PARTS] = {3, 3, 4, 4};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool all_digits(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!is_digit(text.at[i])) {
            return false;
        }
    }
    return text.len > 0;
}

static struct str without_zeros(struct str digits)
{
    while (digits.len > 1 && digits.at[0] == '0') {
        digits = str_slice(digits, 1, digits.len);
    }
    return digits;
}

/* --- Properties --- */

/* "91-1-30-2" and "09100100300002" as four parts. */
static bool split_finnish(struct str text, struct str parts[PARTS])
{
    if (text.len == LONG_DIGITS && all_digits(text)) {
        size_t at = 0;
        for (int i = 0; i < PARTS; i++) {
            parts[i] = str_slice(text, at, at + WIDTHS[i]);
            at += WIDTHS[i];
        }
        return true;
    }
    int count = 0;
    struct str part;
    while (str_next(&text, '-', &part)) {
        part = str_trim(part);
        if (count == PARTS || !all_digits(part) || part.len > WIDTHS[count]) {
            return false;
        }
        parts[count++] = part;
    }
    return count == PARTS;
}

/* "…M601": a part that is parcelled out of the property. */
static struct str take_parcel(struct str *text)
{
    size_t at = str_find(*text, 'M', 0);
    bool is_parcel = at > 0 && at < text->len && is_digit(text->at[0]) &&
                     all_digits(str_slice(*text, at + 1, text->len));
    struct str parcel = {NULL, 0};
    if (is_parcel) {
        parcel = str_slice(*text, at, text->len);
        *text = str_slice(*text, 0, at);
        if (text->len > 0 && text->at[text->len - 1] == '-') {
            *text = str_slice(*text, 0, text->len - 1);
        }
    }
    return parcel;
}

static bool parse_finnish(struct arena *arena, struct str text, struct str *out_code,
                          struct str *out_long)
{
    struct str parcel = take_parcel(&text);
    struct str parts[PARTS];
    if (!split_finnish(text, parts) || str_equal(without_zeros(parts[0]), STR("0"))) {
        return false;
    }
    struct str digits = {NULL, 0};
    struct str code = {NULL, 0};
    for (int i = 0; i < PARTS; i++) {
        digits = str_format(arena, "%.*s%.*s%.*s", STR_ARG(digits), (int)(WIDTHS[i] - parts[i].len),
                            "0000", STR_ARG(parts[i]));
        code = str_format(arena, "%.*s%s%.*s", STR_ARG(code), i > 0 ? "-" : "",
                          STR_ARG(without_zeros(parts[i])));
    }
    bool has_parcel = parcel.len > 0;
    *out_long = str_format(arena, "%.*s%.*s", STR_ARG(digits), STR_ARG(parcel));
    *out_code =
        str_format(arena, "%.*s%s%.*s", STR_ARG(code), has_parcel ? "-" : "", STR_ARG(parcel));
    return true;
}

/* Words and, last, "3:4", "s:1" or a number. */
static bool is_swedish(struct str text)
{
    struct str word;
    struct str last = {NULL, 0};
    bool has_name = false;
    struct str rest = text;
    while (str_next(&rest, ' ', &word)) {
        has_name = has_name || (last.len > 0 && !is_digit(last.at[0]));
        last = word;
    }
    size_t colon = str_find(last, ':', 0);
    struct str unit = colon < last.len ? str_slice(last, colon + 1, last.len) : last;
    return has_name && all_digits(unit);
}

bool property_code_parse(struct arena *arena, struct str text, struct str *out_code,
                         struct str *out_long)
{
    struct str tidied = {NULL, 0};
    struct str rest = str_trim(text);
    struct str word;
    while (str_next(&rest, ' ', &word)) {
        if (word.len > 0) {
            tidied = str_format(arena, "%.*s%s%.*s", STR_ARG(tidied), tidied.len > 0 ? " " : "",
                                STR_ARG(word));
        }
    }
    if (parse_finnish(arena, tidied, out_code, out_long)) {
        return true;
    }
    if (!is_swedish(tidied)) {
        return false;
    }
    *out_code = tidied;
    *out_long = tidied;
    return true;
}

/* --- Organisations --- */

static size_t take_digits(struct str text, char *out_digits, size_t most)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        bool is_between = text.at[i] == '-' || text.at[i] == ' ';
        if (!is_digit(text.at[i]) && !is_between) {
            return 0;
        }
        if (is_digit(text.at[i])) {
            if (count == most) {
                return 0;
            }
            out_digits[count++] = text.at[i];
        }
    }
    return count;
}

static bool is_finnish_business(const char *digits)
{
    static const int WEIGHTS[FI_BUSINESS - 1] = {7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < FI_BUSINESS - 1; i++) {
        sum += WEIGHTS[i] * (digits[i] - '0');
    }
    int left = sum % 11;
    int check = left == 0 ? 0 : 11 - left;
    return left != 1 && check == digits[FI_BUSINESS - 1] - '0';
}

static bool is_swedish_business(const char *digits)
{
    int sum = 0;
    for (int i = 0; i < SE_BUSINESS; i++) {
        int doubled = (digits[i] - '0') * (i % 2 == 0 ? 2 : 1);
        sum += doubled > 9 ? doubled - 9 : doubled;
    }
    /* Of an organisation the second pair is 20 or more: what is less is somebody's birthday. */
    return digits[2] >= '2' && sum % 10 == 0;
}

bool business_id_parse(struct arena *arena, struct str text, struct str *out_id)
{
    char digits[SE_BUSINESS + 1] = {0};
    size_t count = take_digits(str_trim(text), digits, SE_BUSINESS);
    if (count == FI_BUSINESS && is_finnish_business(digits)) {
        *out_id = str_format(arena, "%.7s-%.1s", digits, digits + FI_BUSINESS - 1);
        return true;
    }
    if (count == SE_BUSINESS && is_swedish_business(digits)) {
        *out_id = str_format(arena, "%.6s-%.4s", digits, digits + 6);
        return true;
    }
    return false;
}
