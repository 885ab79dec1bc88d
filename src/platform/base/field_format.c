/* The machine's form of a value: what JSON, CSV, form inputs and history hold. */
#include "platform/base/date.h"
#include "platform/base/field.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The shortest decimal that reads back as the same number. */
static struct str format_real(struct arena *arena, double real)
{
    char text[40];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof(text), "%.*g", digits, real);
        double again = strtod(text, NULL);
        if (memcmp(&again, &real, sizeof(real)) == 0) {
            break;
        }
    }
    return str_copy(arena, str_of(text));
}

static struct str format_hex(struct arena *arena, struct str bytes)
{
    static const char digits[] = "0123456789abcdef";
    char *hex = arena_array(arena, bytes.len, 2);
    for (size_t i = 0; i < bytes.len; i++) {
        hex[2 * i] = digits[(unsigned char)bytes.at[i] >> 4];
        hex[2 * i + 1] = digits[(unsigned char)bytes.at[i] & 15];
    }
    return (struct str){hex, bytes.len * 2};
}

struct str field_format(struct arena *arena, const struct field *field, const void *row)
{
    const char *at = (const char *)row + field->offset;
    bool flag = false;
    int64_t number = 0;
    double real = 0;
    struct str text = STR("");
    if (field_is_absent(field, row)) {
        return text;
    }
    switch (field->kind) {
    case FIELD_KIND_BOOL:
        memcpy(&flag, at, sizeof(flag));
        return flag ? STR("true") : STR("false");
    case FIELD_KIND_INT:
    case FIELD_KIND_ID:
        memcpy(&number, at, sizeof(number));
        return str_format(arena, "%lld", (long long)number);
    case FIELD_KIND_TIME:
        memcpy(&number, at, sizeof(number));
        return time_text(arena, number);
    case FIELD_KIND_REAL:
        memcpy(&real, at, sizeof(real));
        return format_real(arena, real);
    case FIELD_KIND_TEXT:
    case FIELD_KIND_ENUM:
    case FIELD_KIND_DATE:
        memcpy(&text, at, sizeof(text));
        return str_copy(arena, text);
    case FIELD_KIND_BYTES:
        memcpy(&text, at, sizeof(text));
        return format_hex(arena, text);
    case FIELD_KIND_STRUCT:
    case FIELD_KIND_LIST:
        break;
    }
    return text;
}
