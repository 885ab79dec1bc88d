/* Days to numbers and back. The arithmetic counts years from March, so that the leap day is the last
 * of its year (as in R. G. Dershowitz, N. Reingold: Calendrical Calculations), in eras of 400 years.
 */
#include "platform/base/date.h"

enum {
    DAYS_PER_ERA = 146097,
    EPOCH_SHIFT = 719468, /* days from 0000-03-01 to 1970-01-01 */
    DAY_MS = 24 * 3600 * 1000
};

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int date_month_length(int year, int month)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : lengths[month - 1];
}

bool date_is_valid(struct date date)
{
    return date.year >= 1000 && date.year <= 9999 && date.month >= 1 && date.month <= 12 &&
           date.day >= 1 && date.day <= date_month_length(date.year, date.month);
}

int64_t date_to_days(struct date date)
{
    int64_t year = date.month <= 2 ? date.year - 1 : date.year;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t month = (date.month + 9) % 12;
    int64_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_PER_ERA + day_of_era - EPOCH_SHIFT;
}

struct date date_of_days(int64_t days)
{
    int64_t shifted = days + EPOCH_SHIFT;
    int64_t era = (shifted >= 0 ? shifted : shifted - (DAYS_PER_ERA - 1)) / DAYS_PER_ERA;
    int64_t day_of_era = shifted - era * DAYS_PER_ERA;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153;
    int64_t year = year_of_era + era * 400 + (month >= 10 ? 1 : 0);
    return (struct date){
        .year = (int)year,
        .month = (int)(month < 10 ? month + 3 : month - 9),
        .day = (int)(day_of_year - (153 * month + 2) / 5 + 1),
    };
}

/* Reads exactly `digits` digits at *at and moves on. */
static bool read_digits(struct str text, size_t *at, size_t digits, int *out)
{
    int number = 0;
    for (size_t i = 0; i < digits; i++) {
        if (*at + i >= text.len || text.at[*at + i] < '0' || text.at[*at + i] > '9') {
            return false;
        }
        number = number * 10 + (text.at[*at + i] - '0');
    }
    *at += digits;
    *out = number;
    return true;
}

static bool read_char(struct str text, size_t *at, const char *allowed)
{
    for (; *at < text.len && *allowed != '\0'; allowed++) {
        if (text.at[*at] == *allowed) {
            (*at)++;
            return true;
        }
    }
    return false;
}

static bool read_date(struct str text, size_t *at, struct date *out)
{
    struct date date = {0};
    bool is_read = read_digits(text, at, 4, &date.year) && read_char(text, at, "-") &&
                   read_digits(text, at, 2, &date.month) && read_char(text, at, "-") &&
                   read_digits(text, at, 2, &date.day) && date_is_valid(date);
    *out = date;
    return is_read;
}

bool date_parse(struct str text, struct date *out)
{
    size_t at = 0;
    struct date date = {0};
    if (!read_date(text, &at, &date) || at != text.len) {
        return false;
    }
    *out = date;
    return true;
}

struct str date_text(struct arena *arena, struct date date)
{
    return str_format(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
}

/* ":SS" and ".fff", both optional, as milliseconds. */
static bool read_seconds(struct str text, size_t *at, int64_t *out_ms)
{
    int seconds = 0;
    int64_t ms = 0;
    if (read_char(text, at, ":")) {
        if (!read_digits(text, at, 2, &seconds) || seconds > 59) {
            return false;
        }
        if (read_char(text, at, ".")) {
            int digit = 0;
            int64_t weight = 100;
            if (!read_digits(text, at, 1, &digit)) {
                return false;
            }
            do {
                ms += digit * weight;
                weight /= 10;
            } while (read_digits(text, at, 1, &digit));
        }
    }
    *out_ms = seconds * INT64_C(1000) + ms;
    return true;
}

/* "Z", "+02:00" or "-0330". */
static bool read_offset(struct str text, size_t *at, int64_t *out_ms)
{
    if (read_char(text, at, "Zz")) {
        *out_ms = 0;
        return true;
    }
    bool is_behind = *at < text.len && text.at[*at] == '-';
    int hours = 0;
    int minutes = 0;
    if (!read_char(text, at, "+-") || !read_digits(text, at, 2, &hours)) {
        return false;
    }
    read_char(text, at, ":");
    if (!read_digits(text, at, 2, &minutes) || hours > 23 || minutes > 59) {
        return false;
    }
    int64_t ms = (hours * INT64_C(60) + minutes) * 60000;
    *out_ms = is_behind ? -ms : ms;
    return true;
}

bool time_parse(struct str text, int64_t *out_ms)
{
    size_t at = 0;
    struct date date = {0};
    int hour = 0;
    int minute = 0;
    int64_t second_ms = 0;
    int64_t offset_ms = 0;
    bool is_read = read_date(text, &at, &date) && read_char(text, &at, "Tt ") &&
                   read_digits(text, &at, 2, &hour) && hour <= 23 && read_char(text, &at, ":") &&
                   read_digits(text, &at, 2, &minute) && minute <= 59 &&
                   read_seconds(text, &at, &second_ms) && read_offset(text, &at, &offset_ms);
    if (!is_read || at != text.len) {
        return false;
    }
    *out_ms =
        date_to_days(date) * DAY_MS + (hour * INT64_C(60) + minute) * 60000 + second_ms - offset_ms;
    return true;
}

void time_write(int64_t ms, char out[TIME_TEXT_LENGTH + 1])
{
    const int64_t least = date_to_days((struct date){1000, 1, 1}) * DAY_MS;
    const int64_t greatest = date_to_days((struct date){9999, 12, 31}) * DAY_MS + DAY_MS - 1;
    int64_t shown = ms < least ? least : ms > greatest ? greatest : ms;
    int64_t days = shown >= 0 ? shown / DAY_MS : -((-shown + DAY_MS - 1) / DAY_MS);
    int rest = (int)(shown - days * DAY_MS);
    struct date date = date_of_days(days);
    const int pairs[] = {date.year / 100, date.year % 100,   date.month,      date.day,
                         rest / 3600000,  rest / 60000 % 60, rest / 1000 % 60};
    static const char after[] = {'\0', '-', '-', 'T', ':', ':', '.'};
    size_t at = 0;
    for (size_t i = 0; i < sizeof(after); i++) {
        out[at++] = (char)('0' + pairs[i] / 10);
        out[at++] = (char)('0' + pairs[i] % 10);
        out[at] = after[i];
        at += after[i] != '\0';
    }
    out[at++] = (char)('0' + rest / 100 % 10);
    out[at++] = (char)('0' + rest / 10 % 10);
    out[at++] = (char)('0' + rest % 10);
    out[at++] = 'Z';
    out[at] = '\0';
}

struct str time_text(struct arena *arena, int64_t ms)
{
    char text[TIME_TEXT_LENGTH + 1];
    time_write(ms, text);
    return str_copy(arena, (struct str){text, TIME_TEXT_LENGTH});
}
