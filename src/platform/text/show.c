/* Values as people read them.
 *
 * The patterns are CLDR's, brought in by the build; this file only follows them, which takes some tens of
 * nanoseconds where ICU takes microseconds.
 */
#include "platform/base/date.h"
#include "platform/text/language_private.h"
#include "platform/text/number.h"
#include "platform/text/zone.h"

#include <math.h>
#include <string.h>

enum { SHOWN_LIMIT = 64 * 1024, SHOWN_PATTERN = 120 };

/* Digits with group signs, written from the end of a buffer; `decimals` of them after the decimal sign. */
static void put_decimal(struct buf *out, const struct language_forms *forms, int64_t value,
                        int decimals)
{
    char text[96];
    size_t at = sizeof(text);
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    const char *sign;
    for (int place = 0; place <= decimals || rest > 0; place++) {
        sign = NULL;
        if (place == decimals && decimals > 0) {
            sign = forms->decimal;
        } else if (place > decimals && (place - decimals) % 3 == 0) {
            sign = forms->group;
        }
        if (sign != NULL) {
            size_t length = strlen(sign);
            at -= length;
            memcpy(text + at, sign, length);
        }
        text[--at] = (char)('0' + rest % 10);
        rest /= 10;
    }
    if (value < 0) {
        buf_put_c(out, forms->minus);
    }
    buf_put(out, (struct str){text + at, sizeof(text) - at});
}

void put_shown_int(struct buf *out, const struct language *language, int64_t value)
{
    put_decimal(out, language->forms, value, 0);
}

void put_shown_real(struct buf *out, const struct language *language, double value)
{
    int64_t digits;
    int decimals;
    if (!isfinite(value)) {
        return;
    }
    if (number_split(value, &digits, &decimals)) {
        put_decimal(out, language->forms, digits, decimals);
    } else if (fabs(value) < 1e12) {
        put_decimal(out, language->forms, (int64_t)llround(value * 1e6), 6);
    } else {
        number_put(out, value);
    }
}

void put_shown_bool(struct buf *out, const struct language *language, bool value)
{
    buf_put(out, translate(language, value ? "Yes" : "No"));
}

/* Where a pattern is written: patterns and the names of months are ours and short, so that there is
 * always room. */
struct shown {
    char text[SHOWN_PATTERN];
    size_t length;
};

static void add_char(struct shown *out, char c)
{
    if (out->length < SHOWN_PATTERN) {
        out->text[out->length++] = c;
    }
}

static void add_padded(struct shown *out, int value, size_t digits)
{
    for (int place = 1000; place >= 100; place /= 10) { /* a year */
        if (value >= place) {
            add_char(out, (char)('0' + value / place % 10));
        }
    }
    if (value >= 10 || digits >= 2) {
        add_char(out, (char)('0' + value / 10 % 10));
    }
    add_char(out, (char)('0' + value % 10));
}

static void add_text(struct shown *out, const char *text)
{
    for (; *text != '\0'; text++) {
        add_char(out, *text);
    }
}

struct moment {
    struct date date;
    int minute; /* of the day */
};

/* One run of a pattern's letter, "MMM". */
static void put_letter(struct shown *out, const struct language_forms *forms, char letter,
                       size_t length, const struct moment *moment)
{
    int hour = moment->minute / 60;
    switch (letter) {
    case 'd':
        add_padded(out, moment->date.day, length);
        break;
    case 'M':
    case 'L':
        if (length >= 3) {
            add_text(out, forms->months[moment->date.month - 1]);
        } else {
            add_padded(out, moment->date.month, length);
        }
        break;
    case 'y':
        add_padded(out, length == 2 ? moment->date.year % 100 : moment->date.year, length);
        break;
    case 'H':
        add_padded(out, hour, length);
        break;
    case 'h':
        add_padded(out, hour % 12 == 0 ? 12 : hour % 12, length);
        break;
    case 'm':
        add_padded(out, moment->minute % 60, length);
        break;
    case 'a':
        add_text(out, hour < 12 ? "am" : "pm");
        break;
    default:
        break;
    }
}

static void put_pattern(struct buf *buf, const struct language_forms *forms, const char *pattern,
                        const struct moment *moment)
{
    struct shown shown;
    struct shown *out = &shown;
    shown.length = 0;
    bool is_quoted = false;
    size_t length;
    for (const char *at = pattern; *at != '\0'; at += length) {
        bool is_letter = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z');
        length = 1;
        if (*at == '\'') {
            is_quoted = !is_quoted;
        } else if (is_quoted || !is_letter) {
            add_char(out, *at);
        } else {
            while (at[length] == *at) {
                length++;
            }
            put_letter(out, forms, *at, length, moment);
        }
    }
    buf_put(buf, (struct str){shown.text, shown.length});
}

void put_shown_date(struct buf *out, const struct language *language, struct str iso_date)
{
    struct moment moment = {0};
    if (date_parse(iso_date, &moment.date)) {
        put_pattern(out, language->forms, language->forms->date, &moment);
    } else {
        buf_put(out, iso_date);
    }
}

void put_shown_time(struct buf *out, const struct language *language, const struct zone *zone,
                    int64_t time_ms)
{
    if (time_ms < -INT64_C(30000000000000) || time_ms > INT64_C(250000000000000)) {
        buf_put_int(out,
                    time_ms); /* before the year 1020 or after 9890: a mistake, shown as such */
        return;
    }
    struct local_time local = zone_local(zone, time_ms);
    struct moment moment = {.date = local.date, .minute = local.hour * 60 + local.minute};
    put_pattern(out, language->forms, language->forms->date_time, &moment);
}

struct str show_int(struct arena *arena, const struct language *language, int64_t value)
{
    BUF_SCOPED(out, SHOWN_LIMIT);
    put_shown_int(&out, language, value);
    return str_copy(arena, buf_str(&out));
}

struct str show_date(struct arena *arena, const struct language *language, struct str iso_date)
{
    BUF_SCOPED(out, SHOWN_LIMIT);
    put_shown_date(&out, language, iso_date);
    return str_copy(arena, buf_str(&out));
}

struct str show_time(struct arena *arena, const struct language *language, const char *zone,
                     int64_t time_ms)
{
    BUF_SCOPED(out, SHOWN_LIMIT);
    put_shown_time(&out, language, zone_or_utc(zone), time_ms);
    return str_copy(arena, buf_str(&out));
}

static struct str show_choice(const struct language *language, const struct field *field,
                              struct str key)
{
    for (const struct choice *choice = field->choices; choice != NULL && choice->key != NULL;
         choice++) {
        if (str_equal(str_of(choice->key), key)) {
            return translate(language, choice->label);
        }
    }
    return key;
}

struct str field_show(struct arena *arena, const struct language *language, const char *zone,
                      const struct field *field, const void *row)
{
    if (field_is_absent(field, row)) {
        return STR("");
    }
    const char *at = (const char *)row + field->offset;
    BUF_SCOPED(out, SHOWN_LIMIT);
    int64_t number;
    double real;
    bool flag;
    struct str text;
    switch (field->kind) {
    case FIELD_KIND_BOOL:
        memcpy(&flag, at, sizeof(flag));
        put_shown_bool(&out, language, flag);
        break;
    case FIELD_KIND_INT:
        memcpy(&number, at, sizeof(number));
        if ((field->flags & FIELD_UNGROUPED) != 0) {
            buf_put_int(&out, number);
        } else {
            put_shown_int(&out, language, number);
        }
        break;
    case FIELD_KIND_REAL:
        memcpy(&real, at, sizeof(real));
        put_shown_real(&out, language, real);
        break;
    case FIELD_KIND_TIME:
        memcpy(&number, at, sizeof(number));
        put_shown_time(&out, language, zone_or_utc(zone), number);
        break;
    case FIELD_KIND_DATE:
        memcpy(&text, at, sizeof(text));
        put_shown_date(&out, language, text);
        break;
    case FIELD_KIND_ENUM:
        memcpy(&text, at, sizeof(text));
        return str_copy(arena, show_choice(language, field, text));
    case FIELD_KIND_ID:
    case FIELD_KIND_TEXT:
    case FIELD_KIND_BYTES:
    case FIELD_KIND_STRUCT:
    case FIELD_KIND_LIST:
        return field_format(arena, field, row);
    }
    return str_copy(arena, buf_str(&out));
}
