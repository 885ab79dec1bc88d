/* Whole rows and single values by their description: clear, copy, compare. Structs in place are walked
 * as deep as the tables nest, which we wrote ourselves.
 */
#include "platform/base/field.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* A copy of a scalar's value, whatever its kind. */
struct value {
    bool flag;
    int64_t number;
    double real;
    struct str text;
};

static struct value value_of(const struct field *field, const void *row)
{
    struct value value = {.real = NAN};
    const char *at = (const char *)row + field->offset;
    switch (field->kind) {
    case FIELD_KIND_BOOL:
        memcpy(&value.flag, at, sizeof(value.flag));
        break;
    case FIELD_KIND_INT:
    case FIELD_KIND_ID:
    case FIELD_KIND_TIME:
        memcpy(&value.number, at, sizeof(value.number));
        break;
    case FIELD_KIND_REAL:
        memcpy(&value.real, at, sizeof(value.real));
        break;
    case FIELD_KIND_TEXT:
    case FIELD_KIND_ENUM:
    case FIELD_KIND_DATE:
    case FIELD_KIND_BYTES:
        memcpy(&value.text, at, sizeof(value.text));
        break;
    case FIELD_KIND_STRUCT:
    case FIELD_KIND_LIST:
        assert(!"a scalar kind");
        break;
    }
    return value;
}

bool field_is_absent(const struct field *field, const void *row)
{
    switch (field->kind) {
    case FIELD_KIND_BOOL:
        return false;
    case FIELD_KIND_INT:
    case FIELD_KIND_ID:
    case FIELD_KIND_TIME:
        return value_of(field, row).number == NO_INT;
    case FIELD_KIND_REAL:
        return isnan(value_of(field, row).real);
    case FIELD_KIND_TEXT:
    case FIELD_KIND_ENUM:
    case FIELD_KIND_DATE:
    case FIELD_KIND_BYTES:
        return value_of(field, row).text.len == 0;
    case FIELD_KIND_STRUCT:
        return false;
    case FIELD_KIND_LIST: {
        size_t count = 0;
        memcpy(&count, (const char *)row + field->count_offset, sizeof(count));
        return count == 0;
    }
    }
    return true;
}

bool field_equal(const struct field *field, const void *a, const void *b)
{
    struct value left = value_of(field, a);
    struct value right = value_of(field, b);
    bool same_real = isnan(left.real) ? isnan(right.real)
                                      : !(left.real < right.real) && !(left.real > right.real) &&
                                            !isnan(right.real);
    return left.flag == right.flag && left.number == right.number && same_real &&
           str_equal(left.text, right.text);
}

static void clear_field(const struct field *field, void *row)
{
    switch (field->kind) {
    case FIELD_KIND_BOOL:
        *field_bool(field, row) = false;
        break;
    case FIELD_KIND_INT:
    case FIELD_KIND_ID:
    case FIELD_KIND_TIME:
        *field_int(field, row) = NO_INT;
        break;
    case FIELD_KIND_REAL:
        *field_real(field, row) = (double)NAN;
        break;
    case FIELD_KIND_TEXT:
    case FIELD_KIND_ENUM:
    case FIELD_KIND_DATE:
    case FIELD_KIND_BYTES:
        *field_str(field, row) = (struct str){NULL, 0};
        break;
    case FIELD_KIND_STRUCT:
        row_clear(field->child, (char *)row + field->offset);
        break;
    case FIELD_KIND_LIST: {
        size_t *count = NULL;
        *field_list(field, row, &count) = NULL;
        *count = 0;
        break;
    }
    }
}

void row_clear(const struct table *table, void *row)
{
    for (size_t i = 0; i < table->field_count; i++) {
        clear_field(&table->fields[i], row);
    }
}

static void keep_texts(struct arena *arena, const struct table *table, void *row)
{
    for (size_t i = 0; i < table->field_count; i++) {
        const struct field *field = &table->fields[i];
        switch (field->kind) {
        case FIELD_KIND_TEXT:
        case FIELD_KIND_ENUM:
        case FIELD_KIND_DATE:
        case FIELD_KIND_BYTES:
            *field_str(field, row) = str_copy(arena, *field_str(field, row));
            break;
        case FIELD_KIND_STRUCT:
            keep_texts(arena, field->child, (char *)row + field->offset);
            break;
        case FIELD_KIND_BOOL:
        case FIELD_KIND_INT:
        case FIELD_KIND_ID:
        case FIELD_KIND_TIME:
        case FIELD_KIND_REAL:
        case FIELD_KIND_LIST:
            break;
        }
    }
}

void row_copy(struct arena *arena, const struct table *table, void *to, const void *from)
{
    memmove(to, from, table->size);
    keep_texts(arena, table, to);
}
