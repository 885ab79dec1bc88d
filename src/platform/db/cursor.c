/* A place in a list as text; see cursor.h. */
#include "platform/db/cursor.h"

#include "platform/base/buf.h"
#include "platform/secret/secret.h"

enum { MOST_CURSOR_BYTES = 8192 };

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
        buf_put_format(buf, "t%zu:", value->text.len);
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
    return buf.failed ? (struct str){NULL, 0} : base64url_encode(arena, buf_str(&buf));
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
    if (text.len > 2 * MOST_CURSOR_BYTES || !base64url_decode(arena, text, &rest) ||
        rest.len == 0 || (rest.at[0] != 'n' && rest.at[0] != 'p')) {
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
