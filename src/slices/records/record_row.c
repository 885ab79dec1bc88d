/* Rows of any table, by the names of their fields. */
#include "slices/records/records.h"

#include <string.h>

int64_t record_int(const struct table *table, const char *name, const void *row)
{
    const struct field *field = table_field(table, str_of(name));
    int64_t value = NO_INT;
    if (field != NULL) {
        memcpy(&value, (const char *)row + field->offset, sizeof(value));
    }
    return value;
}

struct str record_text(const struct table *table, const char *name, const void *row)
{
    const struct field *field = table_field(table, str_of(name));
    struct str value = {NULL, 0};
    if (field != NULL) {
        memcpy(&value, (const char *)row + field->offset, sizeof(value));
    }
    return value;
}

static size_t bytes_of(const struct field *field)
{
    switch (field->kind) {
    case FIELD_KIND_BOOL:
        return sizeof(bool);
    case FIELD_KIND_INT:
    case FIELD_KIND_ID:
    case FIELD_KIND_TIME:
        return sizeof(int64_t);
    case FIELD_KIND_REAL:
        return sizeof(double);
    case FIELD_KIND_TEXT:
    case FIELD_KIND_ENUM:
    case FIELD_KIND_DATE:
    case FIELD_KIND_BYTES:
        return sizeof(struct str);
    case FIELD_KIND_STRUCT:
    case FIELD_KIND_LIST:
        break;
    }
    return 0;
}

void record_take(const struct field *to_field, void *to, const struct field *from_field,
                 const void *from)
{
    memcpy((char *)to + to_field->offset, (const char *)from + from_field->offset,
           bytes_of(to_field));
}
