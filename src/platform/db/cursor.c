/* A place in a list as text; see cursor.h. */
#include "platform/db/cursor.h"

#include "platform/base/buf.h"

#include <string.h>

enum { MOST_CURSOR_BYTES = 8192 };

static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* base64url without padding (RFC 4648). Plain: a place in a list is no secret. */
static struct str letters_of(struct arena *arena, struct str bytes)
{
    size_t length = (bytes.len * 4 + 2) / 3;
    char *text = arena_room(arena, length + 3);
    char *to = text;
    for (size_t at = 0; at < bytes.len; at += 3) {
        unsigned three = 0;
        for (size_t i = 0; i < 3; i++) {
            three = three << 8 | (at + i < bytes.len ? (unsigned char)bytes.at[at + i] : 0);
        }
        *to++ = LETTERS[three >> 18];
        *to++ = LETTERS[three >> 12 & 63];
        *to++ = LETTERS[three >> 6 & 63];
        *to++ = LETTERS[three & 63];
    }
    return (struct str){text, length};
}

/* -1: none of LETTERS. */
static int letter_value(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

static bool letters_read(struct arena *arena, struct str text, struct str *out)
{
    size_t length = text.len * 3 / 4;
    char *bytes = arena_room(arena, length + 1);
    size_t count = 0;
    unsigned held = 0;
    int bits = 0;
    for (size_t at = 0; at < text.len; at++) {
        int value = letter_value(text.at[at]);
        if (value < 0) {
            return false;
        }
        held = (held << 6 | (unsigned)value) & 0xFFFF;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes[count++] = (char)(unsigned char)(held >> bits);
        }
    }
    *out = (struct str){bytes, count};
    return text.len % 4 != 1 && (held & ((1u << bits) - 1)) == 0;
}

static void put_value(struct buf *buf, const struct list_value *value)
{
    switch (value->kind) {
    case FIELD_KIND_BOOL:
    case FIELD_KIND_INT:
    case FIELD_KIND_ID:
    case FIELD_KIND_TIME:
        buf_put_char(buf, 'i');
        buf_put_int(buf, value->number);
        buf_put_char(buf, '\n');
        break;
    case FIELD_KIND_REAL:
        buf_put_format(buf, "r%.17g\n", value->real);
        break;
    case FIELD_KIND_TEXT:
    case FIELD_KIND_ENUM:
    case FIELD_KIND_DATE:
    case FIELD_KIND_BYTES:
        buf_put_char(buf, 't');
        buf_put_int(buf, (int64_t)value->text.len);
        buf_put_char(buf, ':');
        buf_put(buf, value->text);
        break;
    case FIELD_KIND_STRUCT:
    case FIELD_KIND_LIST:
        break;
    }
}

struct str cursor_text(struct arena *arena, const struct cursor *cursor)
{
    BUF_SCOPED(buf, MOST_CURSOR_BYTES);
    buf_put_char(&buf, cursor->is_back ? 'p' : 'n');
    buf_put(&buf, cursor->sort);
    buf_put_char(&buf, '\n');
    for (size_t i = 0; i < cursor->count; i++) {
        put_value(&buf, &cursor->values[i]);
    }
    return buf.failed ? (struct str){NULL, 0} : letters_of(arena, buf_str(&buf));
}

/* Cuts up to and without `end` off the rest. */
static bool cut(struct str *rest, char end, struct str *out)
{
    size_t at = str_find(*rest, end, 0);
    if (at == rest->len) {
        return false;
    }
    *out = str_slice(*rest, 0, at);
    *rest = str_slice(*rest, at + 1, rest->len);
    return true;
}

static bool cut_value(struct str *rest, struct list_value *out)
{
    char kind = rest->at[0];
    *rest = str_slice(*rest, 1, rest->len);
    struct str digits;
    if (kind == 'i') {
        out->kind = FIELD_KIND_INT;
        return cut(rest, '\n', &digits) && str_to_int64(digits, &out->number);
    }
    if (kind == 'r') {
        out->kind = FIELD_KIND_REAL;
        return cut(rest, '\n', &digits) && str_to_double(digits, &out->real);
    }
    int64_t length;
    if (kind != 't' || !cut(rest, ':', &digits) || !str_to_int64(digits, &length) || length < 0 ||
        (uint64_t)length > rest->len) {
        return false;
    }
    out->kind = FIELD_KIND_TEXT;
    out->text = str_slice(*rest, 0, (size_t)length);
    *rest = str_slice(*rest, (size_t)length, rest->len);
    return str_is_utf8(out->text);
}

enum status cursor_parse(struct arena *arena, struct str text, struct cursor *out)
{
    struct str rest;
    struct cursor cursor = {0};
    if (text.len > 2 * MOST_CURSOR_BYTES || !letters_read(arena, text, &rest) || rest.len == 0 ||
        (rest.at[0] != 'n' && rest.at[0] != 'p')) {
        return INVALID;
    }
    cursor.is_back = rest.at[0] == 'p';
    rest = str_slice(rest, 1, rest.len);
    if (!cut(&rest, '\n', &cursor.sort)) {
        return INVALID;
    }
    while (rest.len > 0) {
        if (cursor.count == LIST_SORT_COLUMNS || !cut_value(&rest, &cursor.values[cursor.count])) {
            return INVALID;
        }
        cursor.count++;
    }
    *out = cursor;
    return OK;
}
