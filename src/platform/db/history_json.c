/* Fields as flat JSON; see history_json.h. Only what fields_to_json() writes has to be read back, but
 * the reader trusts nothing: the text has been in a database that others can write to. */
#include "platform/db/history_json.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { MOST_FIELDS = 64 };

/* --- writing --- */

static void put_string(struct buf *out, struct str text)
{
    static const char HEX[] = "0123456789abcdef";
    buf_put_char(out, '"');
    size_t from = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c >= 0x20 && c != '"' && c != '\\') {
            continue;
        }
        buf_put(out, str_slice(text, from, i));
        from = i + 1;
        if (c == '"' || c == '\\') {
            buf_put_char(out, '\\');
            buf_put_char(out, (char)c);
        } else {
            buf_put_c(out, "\\u00");
            buf_put_char(out, HEX[c >> 4]);
            buf_put_char(out, HEX[c & 15]);
        }
    }
    buf_put(out, str_slice(text, from, text.len));
    buf_put_char(out, '"');
}

static void put_bytes(struct buf *out, struct str bytes)
{
    buf_put_char(out, '"');
    for (size_t i = 0; i < bytes.len; i++) {
        buf_put_format(out, "%02x", (unsigned char)bytes.at[i]);
    }
    buf_put_char(out, '"');
}

static void put_value(struct buf *out, const struct field *field, const void *row)
{
    const void *place = (const char *)row + field->offset;
    if ((field->flags & FIELD_SECRET) != 0) {
        buf_put_c(out, "null");
        return;
    }
    switch (field->kind) {
    case FIELD_KIND_BOOL:
        buf_put_c(out, *(const bool *)place ? "true" : "false");
        return;
    case FIELD_KIND_INT:
    case FIELD_KIND_ID:
    case FIELD_KIND_TIME:
        if (*(const int64_t *)place != NO_INT) {
            buf_put_int(out, *(const int64_t *)place);
            return;
        }
        break;
    case FIELD_KIND_REAL:
        if (!isnan(*(const double *)place)) {
            buf_put_format(out, "%.17g", *(const double *)place);
            return;
        }
        break;
    case FIELD_KIND_TEXT:
    case FIELD_KIND_ENUM:
    case FIELD_KIND_DATE:
    case FIELD_KIND_BYTES: {
        const struct str *text = place;
        if (text->at != NULL) {
            (field->kind == FIELD_KIND_BYTES ? put_bytes : put_string)(out, *text);
            return;
        }
        break;
    }
    case FIELD_KIND_STRUCT:
    case FIELD_KIND_LIST:
        break;
    }
    buf_put_c(out, "null");
}

void fields_to_json(struct buf *out, const struct table *table, uint64_t mask, const void *row)
{
    bool is_first = true;
    buf_put_char(out, '{');
    for (size_t i = 0; i < table->field_count; i++) {
        if ((mask >> i & 1) == 0) {
            continue;
        }
        buf_put_c(out, is_first ? "\"" : ",\"");
        is_first = false;
        buf_put_c(out, table->fields[i].name);
        buf_put_c(out, "\":");
        put_value(out, &table->fields[i], row);
    }
    buf_put_char(out, '}');
}

/* --- reading --- */

struct value {
    enum { VALUE_NULL, VALUE_BOOL, VALUE_NUMBER, VALUE_STRING } kind;
    bool truth;
    struct str text; /* the number's characters, or the string */
};

struct reader {
    struct arena *arena;
    struct str rest;
};

static bool take(struct reader *reader, char c)
{
    if (reader->rest.len == 0 || reader->rest.at[0] != c) {
        return false;
    }
    reader->rest = str_slice(reader->rest, 1, reader->rest.len);
    return true;
}

static bool take_word(struct reader *reader, struct str word)
{
    if (!str_starts(reader->rest, word)) {
        return false;
    }
    reader->rest = str_slice(reader->rest, word.len, reader->rest.len);
    return true;
}

/* The character that stands after a backslash; false for what put_string() does not write. */
static bool take_escaped(struct reader *reader, char *out)
{
    struct str rest = reader->rest;
    if (take(reader, '"') || take(reader, '\\')) {
        *out = rest.at[0];
        return true;
    }
    if (rest.len < 5 || !take_word(reader, STR("u00"))) {
        return false;
    }
    int value = 0;
    for (size_t i = 3; i < 5; i++) {
        char c = rest.at[i];
        bool is_digit = c >= '0' && c <= '9';
        if (!is_digit && !(c >= 'a' && c <= 'f')) {
            return false;
        }
        value = value * 16 + (is_digit ? c - '0' : c - 'a' + 10);
    }
    reader->rest = str_slice(rest, 5, rest.len);
    *out = (char)value;
    return value < 0x20;
}

static bool take_string(struct reader *reader, struct str *out)
{
    if (!take(reader, '"')) {
        return false;
    }
    char *text = arena_alloc(reader->arena, reader->rest.len + 1);
    size_t length = 0;
    while (!take(reader, '"')) {
        if (reader->rest.len == 0) {
            return false;
        }
        if (take(reader, '\\')) {
            if (!take_escaped(reader, &text[length])) {
                return false;
            }
            length++;
            continue;
        }
        text[length++] = reader->rest.at[0];
        reader->rest = str_slice(reader->rest, 1, reader->rest.len);
    }
    *out = (struct str){text, length};
    return str_is_utf8(*out) || length == 0;
}

static bool take_value(struct reader *reader, struct value *out)
{
    *out = (struct value){.kind = VALUE_NULL};
    if (take_word(reader, STR("null"))) {
        return true;
    }
    out->truth = take_word(reader, STR("true"));
    if (out->truth || take_word(reader, STR("false"))) {
        out->kind = VALUE_BOOL;
        return true;
    }
    if (reader->rest.len > 0 && reader->rest.at[0] == '"') {
        out->kind = VALUE_STRING;
        return take_string(reader, &out->text);
    }
    size_t length = 0;
    while (length < reader->rest.len &&
           strchr("+-.0123456789eE", reader->rest.at[length]) != NULL &&
           reader->rest.at[length] != '\0') {
        length++;
    }
    out->kind = VALUE_NUMBER;
    out->text = str_slice(reader->rest, 0, length);
    reader->rest = str_slice(reader->rest, length, reader->rest.len);
    return length > 0;
}

static bool bytes_of(struct arena *arena, struct str hex, struct str *out)
{
    char *bytes = arena_alloc(arena, hex.len / 2 + 1);
    for (size_t i = 0; i < hex.len; i++) {
        const char *at = memchr("0123456789abcdef", hex.at[i], 16);
        if (at == NULL) {
            return false;
        }
        int digit = (int)(at - "0123456789abcdef");
        bytes[i / 2] = (char)(i % 2 == 0 ? digit << 4 : bytes[i / 2] | digit);
    }
    *out = (struct str){bytes, hex.len / 2};
    return hex.len % 2 == 0;
}

static bool set_value(struct arena *arena, const struct field *field, const struct value *value,
                      void *row)
{
    void *place = (char *)row + field->offset;
    bool is_null = value->kind == VALUE_NULL;
    switch (field->kind) {
    case FIELD_KIND_BOOL:
        *(bool *)place = value->truth;
        return value->kind == VALUE_BOOL;
    case FIELD_KIND_INT:
    case FIELD_KIND_ID:
    case FIELD_KIND_TIME:
        *(int64_t *)place = NO_INT;
        return is_null ||
               (value->kind == VALUE_NUMBER && str_to_int64(value->text, (int64_t *)place));
    case FIELD_KIND_REAL:
        *(double *)place = (double)NAN;
        return is_null ||
               (value->kind == VALUE_NUMBER && str_to_double(value->text, (double *)place));
    case FIELD_KIND_TEXT:
    case FIELD_KIND_ENUM:
    case FIELD_KIND_DATE:
        *(struct str *)place = is_null ? (struct str){NULL, 0} : value->text;
        return is_null || value->kind == VALUE_STRING;
    case FIELD_KIND_BYTES:
        *(struct str *)place = (struct str){NULL, 0};
        return is_null ||
               (value->kind == VALUE_STRING && bytes_of(arena, value->text, (struct str *)place));
    case FIELD_KIND_STRUCT:
    case FIELD_KIND_LIST:
        break;
    }
    return false;
}

enum status fields_from_json(struct arena *arena, struct str json, const struct table *table,
                             void *row, uint64_t *out_mask)
{
    struct reader reader = {arena, json};
    uint64_t mask = 0;
    bool is_open = take(&reader, '{') && !take(&reader, '}');
    if (!is_open && !str_equal(json, STR("{}"))) {
        return INVALID;
    }
    while (is_open) {
        struct str name;
        struct value value;
        if (!take_string(&reader, &name) || !take(&reader, ':') || !take_value(&reader, &value)) {
            return INVALID;
        }
        const struct field *field = table_field(table, name);
        if (field != NULL && set_value(arena, field, &value, row)) {
            mask |= (uint64_t)1 << (field - table->fields);
        }
        is_open = take(&reader, ',');
        if (!is_open && !str_equal(reader.rest, STR("}"))) {
            return INVALID;
        }
    }
    *out_mask = mask;
    return OK;
}

/* --- names --- */

struct str field_names(struct arena *arena, const struct table *table, uint64_t mask)
{
    size_t bytes = 0;
    for (size_t i = 0; i < table->field_count; i++) {
        bytes += (mask >> i & 1) != 0 ? strlen(table->fields[i].name) + 1 : 0;
    }
    char *text = arena_alloc(arena, bytes + 1);
    size_t length = 0;
    for (size_t i = 0; i < table->field_count; i++) {
        if ((mask >> i & 1) != 0) {
            size_t name = strlen(table->fields[i].name);
            if (length > 0) {
                text[length++] = ',';
            }
            memcpy(text + length, table->fields[i].name, name);
            length += name;
        }
    }
    return (struct str){text, length};
}

uint64_t field_mask(const struct table *table, struct str names)
{
    uint64_t mask = 0;
    struct str name;
    while (str_next(&names, ',', &name)) {
        const struct field *field = table_field(table, name);
        mask |= field == NULL ? 0 : (uint64_t)1 << (field - table->fields);
    }
    return mask;
}

uint64_t field_mask_all(const struct table *table)
{
    assert(table->field_count <= MOST_FIELDS);
    uint64_t mask = 0;
    for (size_t i = 0; i < table->field_count; i++) {
        const struct field *field = &table->fields[i];
        bool is_told = field->kind != FIELD_KIND_LIST && field->kind != FIELD_KIND_STRUCT &&
                       (field->flags & FIELD_INTERNAL) == 0 && strcmp(field->name, "id") != 0 &&
                       strcmp(field->name, "version") != 0;
        mask |= is_told ? (uint64_t)1 << i : 0;
    }
    return mask;
}

void field_take(const struct field *field, void *to, const void *from)
{
    size_t bytes = 0;
    switch (field->kind) {
    case FIELD_KIND_BOOL:
        bytes = sizeof(bool);
        break;
    case FIELD_KIND_INT:
    case FIELD_KIND_ID:
    case FIELD_KIND_TIME:
        bytes = sizeof(int64_t);
        break;
    case FIELD_KIND_REAL:
        bytes = sizeof(double);
        break;
    case FIELD_KIND_TEXT:
    case FIELD_KIND_ENUM:
    case FIELD_KIND_DATE:
    case FIELD_KIND_BYTES:
        bytes = sizeof(struct str);
        break;
    case FIELD_KIND_STRUCT:
    case FIELD_KIND_LIST:
        break;
    }
    memcpy((char *)to + field->offset, (const char *)from + field->offset, bytes);
}
