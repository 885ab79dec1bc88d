#include "platform/text/number.h"

#include <math.h>
#include <stdio.h>

static const double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
static const double largest_exact = 9007199254740992.0; /* 2^53 */

/* Are they the same, to the bit but for the sign of zero? */
static bool is_same(double a, double b)
{
    return !(a < b) && !(a > b);
}

bool number_split(double value, int64_t *out_digits, int *out_decimals)
{
    if (!isfinite(value)) {
        return false;
    }
    for (int decimals = 0; decimals < (int)(sizeof(powers) / sizeof(powers[0])); decimals++) {
        double digits = nearbyint(value * powers[decimals]);
        if (fabs(digits) >= largest_exact) {
            return false;
        }
        if (is_same(digits / powers[decimals], value)) {
            *out_digits = (int64_t)digits;
            *out_decimals = decimals;
            return true;
        }
    }
    return false;
}

static void put_slowly(struct buf *out, double value)
{
    char text[40];
    for (int digits = 15; digits <= 17; digits++) {
        (void)snprintf(text, sizeof(text), "%.*g", digits, value);
        double again = 0;
        if (str_to_double(str_of(text), &again) && is_same(again, value)) {
            break;
        }
    }
    buf_put_c(out, text);
}

void number_put(struct buf *out, double value)
{
    int64_t digits;
    int decimals;
    if (!isfinite(value)) {
        return;
    }
    if (!number_split(value, &digits, &decimals)) {
        put_slowly(out, value);
        return;
    }
    char text[32];
    size_t at = sizeof(text);
    uint64_t rest = digits < 0 ? 0 - (uint64_t)digits : (uint64_t)digits;
    for (int place = 0; place <= decimals || rest > 0; place++) {
        if (place == decimals && decimals > 0) {
            text[--at] = '.';
        }
        text[--at] = (char)('0' + rest % 10);
        rest /= 10;
    }
    if (digits < 0) {
        text[--at] = '-';
    }
    buf_put(out, (struct str){text + at, sizeof(text) - at});
}
