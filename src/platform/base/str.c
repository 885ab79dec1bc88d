/* Text that is only looked at: slices, comparison, search, numbers. UTF-8 lives in str_utf8.c. */
#include "platform/base/str.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct str str_of(const char *c_text)
{
    return c_text != NULL ? (struct str){c_text, strlen(c_text)} : (struct str){NULL, 0};
}

struct str str_slice(struct str s, size_t from, size_t to)
{
    size_t end = to < s.len ? to : s.len;
    size_t start = from < end ? from : end;
    return s.at != NULL ? (struct str){s.at + start, end - start} : s;
}

struct str str_copy(struct arena *arena, struct str s)
{
    if (s.at == NULL) {
        return s;
    }
    char *copy = arena_room(arena, s.len + 1);
    memcpy(copy, s.at, s.len);
    copy[s.len] = '\0';
    return (struct str){copy, s.len};
}

const char *str_c(struct arena *arena, struct str s)
{
    struct str copy = str_copy(arena, s);
    return copy.at != NULL ? copy.at : "";
}

/* Most texts are short: formatted once, then copied. */
struct str str_format(struct arena *arena, const char *format, ...)
{
    char first[200];
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(first, sizeof(first), format, arguments);
    va_end(arguments);
    size_t bytes = length > 0 ? (size_t)length : 0;
    char *text = arena_room(arena, bytes + 1);
    if (bytes >= sizeof(first)) {
        (void)vsnprintf(text, bytes + 1, format, again);
    } else if (bytes > 0) {
        memcpy(text, first, bytes + 1);
    } else {
        text[0] = '\0';
    }
    va_end(again);
    return (struct str){text, bytes};
}

bool str_is_empty(struct str s)
{
    return s.len == 0;
}

bool str_equal(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool str_equal_ascii_case(struct str a, struct str b)
{
    if (a.len != b.len) {
        return false;
    }
    for (size_t i = 0; i < a.len; i++) {
        if (lower(a.at[i]) != lower(b.at[i])) {
            return false;
        }
    }
    return true;
}

int str_compare(struct str a, struct str b)
{
    size_t shorter = a.len < b.len ? a.len : b.len;
    int order = shorter > 0 ? memcmp(a.at, b.at, shorter) : 0;
    if (order != 0) {
        return order;
    }
    return (a.len > b.len) - (a.len < b.len);
}

bool str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_equal(str_slice(s, 0, prefix.len), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.len >= suffix.len && str_equal(str_slice(s, s.len - suffix.len, s.len), suffix);
}

uint64_t str_hash(struct str s)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < s.len; i++) {
        hash = (hash ^ (unsigned char)s.at[i]) * UINT64_C(0x100000001b3);
    }
    return hash;
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
    const struct str hard_blank = STR("\xc2\xa0");
    for (;;) {
        if (s.len > 0 && is_blank(s.at[0])) {
            s = str_slice(s, 1, s.len);
        } else if (s.len > 0 && is_blank(s.at[s.len - 1])) {
            s = str_slice(s, 0, s.len - 1);
        } else if (str_starts(s, hard_blank)) {
            s = str_slice(s, hard_blank.len, s.len);
        } else if (str_ends(s, hard_blank)) {
            s = str_slice(s, 0, s.len - hard_blank.len);
        } else {
            return s;
        }
    }
}

size_t str_find(struct str s, char c, size_t from)
{
    if (from >= s.len) {
        return s.len;
    }
    const char *found = memchr(s.at + from, c, s.len - from);
    return found != NULL ? (size_t)(found - s.at) : s.len;
}

size_t str_find_str(struct str s, struct str needle)
{
    if (needle.len == 0) {
        return 0;
    }
    const char *found = s.len > 0 ? memmem(s.at, s.len, needle.at, needle.len) : NULL;
    return found != NULL ? (size_t)(found - s.at) : s.len;
}

bool str_next(struct str *rest, char separator, struct str *out_piece)
{
    if (rest->at == NULL) {
        return false;
    }
    size_t end = str_find(*rest, separator, 0);
    *out_piece = str_slice(*rest, 0, end);
    *rest = end < rest->len ? str_slice(*rest, end + 1, rest->len) : (struct str){NULL, 0};
    return true;
}

bool str_to_int64(struct str s, int64_t *out)
{
    size_t at = s.len > 0 && s.at[0] == '-' ? 1 : 0;
    if (at == s.len) {
        return false;
    }
    int64_t number = 0;
    for (size_t i = at; i < s.len; i++) {
        if (s.at[i] < '0' || s.at[i] > '9') {
            return false;
        }
        int digit = s.at[i] - '0';
        /* Counted downwards: the least number has no positive twin. */
        if (__builtin_mul_overflow(number, 10, &number) ||
            __builtin_sub_overflow(number, digit, &number)) {
            return false;
        }
    }
    if (at == 0 && number == INT64_MIN) {
        return false;
    }
    *out = at == 1 ? number : -number;
    return true;
}

/* Passes over digits; returns how many there were. */
static size_t pass_digits(const char *text, size_t *at)
{
    size_t start = *at;
    while (text[*at] >= '0' && text[*at] <= '9') {
        (*at)++;
    }
    return *at - start;
}

/* -12.5e+3, with digits on at least one side of the point. */
static bool is_decimal(const char *text)
{
    size_t at = text[0] == '-' || text[0] == '+' ? 1 : 0;
    size_t digits = pass_digits(text, &at);
    if (text[at] == '.') {
        at++;
        digits += pass_digits(text, &at);
    }
    if (digits == 0) {
        return false;
    }
    if (text[at] == 'e' || text[at] == 'E') {
        at++;
        at += text[at] == '-' || text[at] == '+' ? 1 : 0;
        if (pass_digits(text, &at) == 0) {
            return false;
        }
    }
    return text[at] == '\0';
}

bool str_to_double(struct str s, double *out)
{
    char text[128];
    if (s.len == 0 || s.len >= sizeof(text)) {
        return false;
    }
    memcpy(text, s.at, s.len);
    text[s.len] = '\0';
    char *comma = strchr(text, ',');
    if (comma != NULL) {
        *comma = '.';
    }
    if (strlen(text) != s.len || !is_decimal(text)) {
        return false;
    }
    double number = strtod(text, NULL);
    if (!isfinite(number)) {
        return false;
    }
    *out = number;
    return true;
}
