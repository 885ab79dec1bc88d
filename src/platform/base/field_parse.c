/* What someone sent becomes a value, or a sentence that says what to change. */
#include "platform/base/date.h"
#include "platform/base/field.h"
#include "platform/base/identity.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

enum { TEXT_LIMIT = 2000 };

/* A message about `field`, with its label; more arguments may follow. */
static struct err_item *complain(struct err *err, const struct field *field, struct str text,
                                 const char *message)
{
    struct err_item *item = err_add_field(err, field->name, message);
    err_text(err, item, "label", str_of(field->label != NULL ? field->label : field->name));
    if ((field->flags & FIELD_SECRET) == 0 && str_is_utf8(text) && text.len <= 200) {
        item->value = err != NULL && err->arena != NULL ? str_copy(err->arena, text) : text;
    }
    return item;
}

static enum status refuse(struct err *err, const struct field *field, struct str text,
                          const char *message)
{
    complain(err, field, text, message);
    return INVALID;
}

static enum status parse_bool(const struct field *field, struct str text, void *row,
                              struct err *err)
{
    static const struct str yes[] = {{"on", 2}, {"true", 4}, {"1", 1}, {"yes", 3}};
    static const struct str no[] = {{"off", 3}, {"false", 5}, {"0", 1}, {"no", 2}};
    for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
        bool is_yes = str_equal_ascii_case(text, yes[i]);
        if (is_yes || str_equal_ascii_case(text, no[i])) {
            *field_bool(field, row) = is_yes;
            return OK;
        }
    }
    return refuse(err, field, text, "{label} must be yes or no");
}

/* A year is a name more than an amount: its limits are written without thousands marks too. */
static void add_limit(struct err *err, struct err_item *item, const struct field *field,
                      const char *name, int64_t limit)
{
    if ((field->flags & FIELD_UNGROUPED) == 0) {
        err_int(item, name, limit);
        return;
    }
    char digits[24];
    int length = snprintf(digits, sizeof(digits), "%" PRId64, limit);
    err_text(err, item, name, (struct str){digits, (size_t)length});
}

static enum status parse_int(const struct field *field, struct str text, void *row, struct err *err)
{
    int64_t number = 0;
    if (!str_to_int64(text, &number) || number == NO_INT) {
        return refuse(err, field, text, "{label} must be a whole number");
    }
    bool is_limited = field->min != 0 || field->max != 0;
    if (is_limited && (number < field->min || number > field->max)) {
        struct err_item *item =
            complain(err, field, text, "{label} must be between {min} and {max}");
        add_limit(err, item, field, "min", field->min);
        add_limit(err, item, field, "max", field->max);
        return INVALID;
    }
    *field_int(field, row) = number;
    return OK;
}

static enum status parse_id(const struct field *field, struct str text, void *row, struct err *err)
{
    int64_t id = 0;
    if (!str_to_int64(text, &id) || id <= 0) {
        return refuse(err, field, text, "{label} is not an identifier");
    }
    *field_int(field, row) = id;
    return OK;
}

static enum status parse_real(const struct field *field, struct str text, void *row,
                              struct err *err)
{
    double number = 0;
    if (!str_to_double(text, &number)) {
        return refuse(err, field, text, "{label} must be a number");
    }
    bool is_limited = field->min != 0 || field->max != 0;
    if (is_limited && (number < (double)field->min || number > (double)field->max)) {
        struct err_item *item =
            complain(err, field, text, "{label} must be between {min} and {max}");
        err_int(item, "min", field->min);
        err_int(item, "max", field->max);
        return INVALID;
    }
    *field_real(field, row) = number;
    return OK;
}

static bool is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7F;
}

/* A copy with line ends as LF; false when a control character is in it that has no place there. */
static bool clean_text(struct arena *arena, struct str text, bool is_long, struct str *out)
{
    char *clean = arena_alloc(arena, text.len + 1);
    size_t length = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (c == '\r') {
            i += i + 1 < text.len && text.at[i + 1] == '\n' ? 1 : 0;
            c = '\n';
        }
        if (is_control(c) && !(is_long && (c == '\n' || c == '\t'))) {
            return false;
        }
        clean[length++] = c;
    }
    *out = (struct str){clean, length};
    return true;
}

static enum status parse_text(struct arena *arena, const struct field *field, struct str text,
                              void *row, struct err *err)
{
    struct str clean = {NULL, 0};
    if (!clean_text(arena, text, (field->flags & FIELD_LONG) != 0, &clean)) {
        return refuse(err, field, text, "{label} holds a line break or another control character");
    }
    int64_t limit = field->max != 0 ? field->max : TEXT_LIMIT;
    int64_t count = (int64_t)str_rune_count(clean);
    if (count > limit) {
        struct err_item *item = complain(
            err, field, text, "{label} has {count} characters; the most that fits is {max}");
        err_int(item, "count", count);
        err_int(item, "max", limit);
        return INVALID;
    }
    bool is_free = (field->flags & FIELD_LONG) != 0; /* an identity number has no place there */
    *field_str(field, row) = is_free ? identity_mask(arena, clean) : clean;
    return OK;
}

static enum status parse_enum(const struct field *field, struct str text, void *row,
                              struct err *err)
{
    for (const struct choice *choice = field->choices; choice->key != NULL; choice++) {
        if (str_equal(str_of(choice->key), text)) {
            *field_str(field, row) = str_of(choice->key);
            return OK;
        }
    }
    return refuse(err, field, text, "{label} must be one of the choices");
}

static enum status parse_date(struct arena *arena, const struct field *field, struct str text,
                              void *row, struct err *err)
{
    struct date date = {0};
    if (!date_parse(text, &date)) {
        return refuse(err, field, text, "{label} must be a date like 2026-11-23");
    }
    *field_str(field, row) = str_copy(arena, text);
    return OK;
}

static enum status parse_time(const struct field *field, struct str text, void *row,
                              struct err *err)
{
    int64_t ms = 0;
    if (!time_parse(text, &ms)) {
        return refuse(err, field, text, "{label} must be a time like 2026-11-23T09:00:00Z");
    }
    *field_int(field, row) = ms;
    return OK;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    char low = (char)(c | 0x20);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

static enum status parse_bytes(struct arena *arena, const struct field *field, struct str text,
                               void *row, struct err *err)
{
    char *bytes = arena_alloc(arena, text.len / 2 + 1);
    for (size_t i = 0; i + 1 < text.len; i += 2) {
        int high = hex_digit(text.at[i]);
        int low = hex_digit(text.at[i + 1]);
        if (high < 0 || low < 0) {
            return refuse(err, field, text, "{label} must be hexadecimal digits");
        }
        bytes[i / 2] = (char)(high << 4 | low);
    }
    if (text.len % 2 != 0) {
        return refuse(err, field, text, "{label} must be hexadecimal digits");
    }
    *field_str(field, row) = (struct str){bytes, text.len / 2};
    return OK;
}

/* `text` is trimmed, valid and not empty. */
static enum status parse_present(struct arena *arena, const struct field *field, struct str text,
                                 void *row, struct err *err)
{
    switch (field->kind) {
    case FIELD_KIND_BOOL:
        return parse_bool(field, text, row, err);
    case FIELD_KIND_INT:
        return parse_int(field, text, row, err);
    case FIELD_KIND_ID:
        return parse_id(field, text, row, err);
    case FIELD_KIND_REAL:
        return parse_real(field, text, row, err);
    case FIELD_KIND_TEXT:
        return parse_text(arena, field, text, row, err);
    case FIELD_KIND_ENUM:
        return parse_enum(field, text, row, err);
    case FIELD_KIND_DATE:
        return parse_date(arena, field, text, row, err);
    case FIELD_KIND_TIME:
        return parse_time(field, text, row, err);
    case FIELD_KIND_BYTES:
        return parse_bytes(arena, field, text, row, err);
    case FIELD_KIND_STRUCT:
    case FIELD_KIND_LIST:
        break;
    }
    assert(!"a scalar kind");
    return INTERNAL;
}

enum status field_parse(struct arena *arena, const struct field *field, struct str text, void *row,
                        struct err *err)
{
    if (!str_is_utf8(text)) {
        return refuse(err, field, text, "{label} is not readable text (UTF-8)");
    }
    struct str trimmed = str_trim(text);
    if (trimmed.len > 0) {
        return parse_present(arena, field, trimmed, row, err);
    }
    if ((field->flags & FIELD_REQUIRED) != 0 && field->kind != FIELD_KIND_BOOL) {
        return refuse(err, field, trimmed, "Fill in {label}");
    }
    row_clear(&(struct table){.fields = field, .field_count = 1}, row);
    return OK;
}
