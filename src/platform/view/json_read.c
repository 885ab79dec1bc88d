/* JSON in: one object of plain values, as a form would have sent it.
 *
 * Depth and size are looked at before jansson sees the text, so that nothing sent decides how deep it
 * recurses or how much it allocates.
 */
#include "platform/view/json.h"

#include "platform/text/number.h"

#include <jansson.h>
#include <string.h>

enum { DEEPEST = 8, MOST_VALUES = 1000 };

struct reading {
    struct arena *arena;
    struct err *err;
    struct raw_value *values;
    size_t count;
};

static enum status refuse(struct err *err, const char *message, struct str text, size_t at)
{
    struct err_item *item = err_add(err, message);
    item->line = 1;
    item->column = 1;
    for (size_t i = 0; i < at && i < text.len; i++) {
        item->column = text.at[i] == '\n' ? 1 : item->column + 1;
        item->line += text.at[i] == '\n';
    }
    return INVALID;
}

static enum status check_size(struct str text, struct err *err)
{
    if (!str_is_utf8(text)) { /* jansson lets NUL through between values */
        return refuse(err, "This is not valid JSON", text, 0);
    }
    size_t depth = 0;
    size_t values = 0;
    bool is_text = false;
    for (size_t at = 0; at < text.len; at++) {
        char c = text.at[at];
        if (is_text) {
            at += c == '\\';
            is_text = c != '"';
            continue;
        }
        is_text = c == '"';
        depth += c == '{' || c == '[';
        depth -= (c == '}' || c == ']') && depth > 0;
        values += c == ',';
        if (depth > DEEPEST) {
            return refuse(err, "The JSON is nested too deeply", text, at);
        }
        if (values >= MOST_VALUES) {
            return refuse(err, "The JSON holds too many values", text, at);
        }
    }
    return OK;
}

static enum status refuse_broken(struct err *err, const json_error_t *error)
{
    bool is_twice = json_error_code(error) == json_error_duplicate_key;
    struct err_item *item =
        err_add(err, is_twice ? "A name occurs twice in the JSON" : "This is not valid JSON");
    item->line = error->line > 0 ? error->line : 1;
    item->column = error->column > 0 ? error->column : 1;
    return INVALID;
}

static struct str scalar_text(struct arena *arena, const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_STRING:
        return str_copy(arena, (struct str){json_string_value(value), json_string_length(value)});
    case JSON_INTEGER:
        return str_format(arena, "%lld", (long long)json_integer_value(value));
    case JSON_REAL: {
        BUF_SCOPED(out, 64);
        number_put(&out, json_real_value(value));
        return str_copy(arena, buf_str(&out));
    }
    case JSON_TRUE:
        return STR("true");
    case JSON_FALSE:
        return STR("false");
    case JSON_NULL:
    case JSON_OBJECT:
    case JSON_ARRAY:
        break;
    }
    return (struct str){0};
}

static enum status add_value(struct reading *reading, struct str name, const json_t *value)
{
    if (json_is_object(value) || json_is_array(value)) {
        struct err_item *item = err_add(reading->err, "{name} must be a plain value");
        err_text(reading->err, item, "name", name);
        return INVALID;
    }
    if (reading->count == MOST_VALUES) {
        return err_return(reading->err, INVALID, "The JSON holds too many values");
    }
    reading->values[reading->count++] =
        (struct raw_value){name, scalar_text(reading->arena, value)};
    return OK;
}

static enum status add_member(struct reading *reading, const char *key, const json_t *value)
{
    struct str name = str_copy(reading->arena, str_of(key));
    if (!json_is_array(value)) {
        return add_value(reading, name, value);
    }
    for (size_t i = 0; i < json_array_size(value); i++) {
        TRY(add_value(reading, name, json_array_get(value, i)));
    }
    return OK;
}

static enum status read_members(struct reading *reading, json_t *object)
{
    const char *key;
    json_t *value;
    if (!json_is_object(object)) {
        return err_return(reading->err, INVALID, "The JSON must be one object");
    }
    json_object_foreach(object, key, value)
    {
        TRY(add_member(reading, key, value));
    }
    return OK;
}

enum status json_read_object(struct arena *arena, struct str text, struct raw_value **out_values,
                             size_t *out_count, struct err *err)
{
    TRY(check_size(text, err));
    json_error_t error;
    json_t *root =
        json_loadb(text.at != NULL ? text.at : "", text.len, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL) {
        return refuse_broken(err, &error);
    }
    struct reading reading = {.arena = arena, .err = err};
    reading.values = ARENA_ARRAY(arena, MOST_VALUES, struct raw_value);
    enum status status = read_members(&reading, root);
    json_decref(root);
    if (status == OK) {
        *out_values = reading.values;
        *out_count = reading.count;
    }
    return status;
}
