/* Looks up fields of a table and gives typed access to their places in a struct. */
#include "platform/base/field.h"

#include <assert.h>
#include <string.h>

const struct field *table_field(const struct table *table, struct str name)
{
    for (size_t i = 0; name.len > 0 && i < table->field_count; i++) {
        const char *own = table->fields[i].name;
        if (own[0] == name.at[0] && strncmp(own, name.at, name.len) == 0 && own[name.len] == '\0') {
            return &table->fields[i];
        }
    }
    return NULL;
}

static void *place(const struct field *field, void *row)
{
    return (char *)row + field->offset;
}

bool *field_bool(const struct field *field, void *row)
{
    assert(field->kind == FIELD_KIND_BOOL);
    return place(field, row);
}

int64_t *field_int(const struct field *field, void *row)
{
    assert(field->kind == FIELD_KIND_INT || field->kind == FIELD_KIND_ID ||
           field->kind == FIELD_KIND_TIME);
    return place(field, row);
}

double *field_real(const struct field *field, void *row)
{
    assert(field->kind == FIELD_KIND_REAL);
    return place(field, row);
}

struct str *field_str(const struct field *field, void *row)
{
    assert(field->kind == FIELD_KIND_TEXT || field->kind == FIELD_KIND_ENUM ||
           field->kind == FIELD_KIND_DATE || field->kind == FIELD_KIND_BYTES);
    return place(field, row);
}

void **field_list(const struct field *field, void *row, size_t **out_count)
{
    assert(field->kind == FIELD_KIND_LIST);
    void *count = (char *)row + field->count_offset;
    *out_count = count;
    return place(field, row);
}
