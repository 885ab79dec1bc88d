/* JSON out: one walk over the field table, straight into the buffer.
 *
 * The depth is that of the description, not of anything sent, and asserted.
 */
#include "platform/base/date.h"
#include "platform/text/number.h"
#include "platform/view/escape.h"
#include "platform/view/json.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { DEEPEST = 16, REMEMBERED = 16 };

/* One reply: what the viewer may see is asked once for each permission, not for each row. */
struct writer {
    struct buf *out;
    const struct json_options *options;
    const char *permissions[REMEMBERED];
    bool answers[REMEMBERED];
    size_t remembered;
};

static bool may_see(struct writer *writer, const struct field *field)
{
    const struct json_options *options = writer->options;
    if (field->permission == NULL || options == NULL || options->may == NULL) {
        return true;
    }
    for (size_t i = 0; i < writer->remembered; i++) {
        if (writer->permissions[i] == field->permission) {
            return writer->answers[i];
        }
    }
    bool may = options->may(options->viewer, field->permission);
    if (writer->remembered < REMEMBERED) {
        writer->permissions[writer->remembered] = field->permission;
        writer->answers[writer->remembered++] = may;
    }
    return may;
}

static void put_time(struct buf *out, int64_t time_ms)
{
    char text[TIME_TEXT_LENGTH + 1];
    time_write(time_ms, text);
    buf_put_char(out, '"');
    buf_put(out, (struct str){text, TIME_TEXT_LENGTH});
    buf_put_char(out, '"');
}

static void put_hex(struct buf *out, struct str bytes)
{
    static const char digits[] = "0123456789abcdef";
    buf_put_char(out, '"');
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char byte = (unsigned char)bytes.at[i];
        buf_put(out, (struct str){(const char[]){digits[byte >> 4], digits[byte & 15]}, 2});
    }
    buf_put_char(out, '"');
}

static void put_int_kind(struct buf *out, enum field_kind kind, int64_t value)
{
    if (value == NO_INT) {
        buf_put(out, STR("null"));
    } else if (kind == FIELD_KIND_TIME) {
        put_time(out, value);
    } else if (kind == FIELD_KIND_ID) {
        buf_put_char(out, '"');
        buf_put_int(out, value);
        buf_put_char(out, '"');
    } else {
        buf_put_int(out, value);
    }
}

static void put_str_kind(struct buf *out, enum field_kind kind, struct str value)
{
    if (value.at == NULL) {
        buf_put(out, STR("null"));
    } else if (kind == FIELD_KIND_BYTES) {
        put_hex(out, value);
    } else {
        json_put_text(out, value);
    }
}

static void put_object(struct writer *writer, const struct table *table, const char *row,
                       size_t depth);

static void put_list(struct writer *writer, const struct field *field, const char *row,
                     size_t depth)
{
    const char *rows;
    size_t count;
    memcpy(&rows, row + field->offset, sizeof(rows));
    memcpy(&count, row + field->count_offset, sizeof(count));
    buf_put_char(writer->out, '[');
    for (size_t i = 0; rows != NULL && i < count && !writer->out->failed; i++) {
        if (i > 0) {
            buf_put_char(writer->out, ',');
        }
        put_object(writer, field->child, rows + i * field->child->size, depth);
    }
    buf_put_char(writer->out, ']');
}

static void put_value(struct writer *writer, const struct field *field, const char *row,
                      size_t depth)
{
    const char *at = row + field->offset;
    bool flag = false;
    int64_t number = 0;
    double real = 0;
    struct str text = {0};
    switch (field->kind) {
    case FIELD_KIND_BOOL:
        memcpy(&flag, at, sizeof(flag));
        buf_put(writer->out, flag ? STR("true") : STR("false"));
        break;
    case FIELD_KIND_INT:
    case FIELD_KIND_ID:
    case FIELD_KIND_TIME:
        memcpy(&number, at, sizeof(number));
        put_int_kind(writer->out, field->kind, number);
        break;
    case FIELD_KIND_REAL:
        memcpy(&real, at, sizeof(real));
        if (isfinite(real)) {
            number_put(writer->out, real);
        } else {
            buf_put(writer->out, STR("null"));
        }
        break;
    case FIELD_KIND_TEXT:
    case FIELD_KIND_ENUM:
    case FIELD_KIND_DATE:
    case FIELD_KIND_BYTES:
        memcpy(&text, at, sizeof(text));
        put_str_kind(writer->out, field->kind, text);
        break;
    case FIELD_KIND_STRUCT:
        put_object(writer, field->child, at, depth);
        break;
    case FIELD_KIND_LIST:
        put_list(writer, field, row, depth);
        break;
    }
}

/* `"name":`, behind a comma where it is not the first. */
static void put_name(struct buf *out, const char *name, bool is_first)
{
    size_t length = strlen(name);
    char *to = buf_reserve(out, length + 4);
    if (to == NULL) {
        return;
    }
    size_t at = 0;
    if (!is_first) {
        to[at++] = ',';
    }
    to[at++] = '"';
    memcpy(to + at, name, length);
    at += length;
    to[at++] = '"';
    to[at++] = ':';
    buf_grew(out, at);
}

static void put_object(struct writer *writer, const struct table *table, const char *row,
                       size_t depth)
{
    assert(depth < DEEPEST);
    struct buf *out = writer->out;
    buf_put_char(out, '{');
    bool is_first = true;
    for (size_t i = 0; i < table->field_count; i++) {
        const struct field *field = &table->fields[i];
        bool is_hidden = (field->flags & (FIELD_INTERNAL | FIELD_SECRET)) != 0;
        if (is_hidden || !may_see(writer, field)) {
            continue;
        }
        put_name(out, field->name, is_first);
        put_value(writer, field, row, depth + 1);
        is_first = false;
    }
    buf_put_char(out, '}');
}

void json_put_row(struct buf *out, const struct table *table, const void *row,
                  const struct json_options *options)
{
    struct writer writer = {.out = out, .options = options};
    put_object(&writer, table, row, 0);
}

void json_put_text(struct buf *out, struct str text)
{
    buf_put_char(out, '"');
    escape_json(out, text);
    buf_put_char(out, '"');
}
