/* Changing rows through history: the slice's own statement, and the difference of two structs written
 * as a change. */
#include "platform/base/rand.h"
#include "platform/db/chain.h"
#include "platform/db/history_json.h"

#include <assert.h>
#include <string.h>

enum { MOST_BEFORE_BYTES = 1 << 20, MOST_FIELDS = 64 };

static int64_t *int_named(const struct table *table, struct str name, void *row)
{
    const struct field *field = table_field(table, name);
    return field == NULL ? NULL : field_int(field, row);
}

static int64_t int_of(const struct table *table, struct str name, const void *row)
{
    const struct field *field = table_field(table, name);
    int64_t value = 0;
    if (field != NULL) {
        memcpy(&value, (const char *)row + field->offset, sizeof value);
    }
    return value;
}

static uint64_t difference_within(const struct table *table, uint64_t mask, const void *a,
                                  const void *b)
{
    uint64_t found = 0;
    for (size_t i = 0; i < table->field_count; i++) {
        if ((mask >> i & 1) != 0 && !field_equal(&table->fields[i], a, b)) {
            found |= (uint64_t)1 << i;
        }
    }
    return found;
}

uint64_t entity_difference(const struct table *table, const void *a, const void *b)
{
    return difference_within(table, field_mask_all(table), a, b);
}

/* What a row keeps that history does not tell of: sort keys and folded shadows. */
static bool differs_inside(const struct table *table, const void *a, const void *b)
{
    for (size_t i = 0; i < table->field_count; i++) {
        const struct field *field = &table->fields[i];
        if ((field->flags & FIELD_INTERNAL) != 0 && field->kind != FIELD_KIND_LIST &&
            field->kind != FIELD_KIND_STRUCT && !field_equal(field, a, b)) {
            return true;
        }
    }
    return false;
}

/* Writes the change of the fields in `mask`, which held what `before` has. */
static enum status add_change(struct tx *tx, const struct table *table,
                              struct change_record *change, const void *before, uint64_t mask)
{
    BUF_SCOPED(json, MOST_BEFORE_BYTES);
    ARENA_SCOPED(scratch);
    change->table_name = str_of(table->name);
    if (before != NULL) {
        fields_to_json(&json, table, mask, before);
        if (json.failed) {
            return TOO_LARGE;
        }
        change->before = buf_str(&json);
        change->fields = field_names(scratch, table, mask);
    }
    return event_add_change(tx, change);
}

enum status entity_get(struct tx *tx, const struct entity *entity, int64_t id, void *row)
{
    return query_one(tx, entity->get, bind_id(&id), entity->table, row);
}

enum status entity_insert(struct tx *tx, const struct entity *entity, int64_t event, void *row)
{
    int64_t *id = int_named(entity->table, STR("id"), row);
    int64_t *version = int_named(entity->table, STR("version"), row);
    assert(id != NULL);
    if (*id == 0 || *id == NO_INT) {
        *id = id_new();
    }
    if (version != NULL) {
        *version = 1;
    }
    int64_t changed;
    TRY(query_run(tx, entity->insert, bind_row(entity->table, row), &changed));
    struct change_record change = {
        .event = event, .action = STR("insert"), .row = *id, .version = 1};
    return add_change(tx, entity->table, &change, NULL, 0);
}

enum status entity_update(struct tx *tx, const struct entity *entity, int64_t event,
                          const void *before, void *after)
{
    const struct table *table = entity->table;
    int64_t id = int_of(table, STR("id"), before);
    assert(id == int_of(table, STR("id"), after));
    uint64_t mask = entity_difference(table, before, after);
    if (mask == 0 && !differs_inside(table, before, after)) {
        return OK;
    }
    int64_t *version = int_named(table, STR("version"), after);
    int64_t old_version = int_of(table, STR("version"), before);
    if (version != NULL) {
        *version = old_version;
    }
    int64_t changed;
    TRY(query_run(tx, entity->update, bind_row(table, after), &changed));
    if (changed != 1) {
        return CONFLICT;
    }
    if (version != NULL) {
        *version = old_version + 1;
    }
    if (mask == 0) {
        return OK;
    }
    struct change_record change = {
        .event = event, .action = STR("update"), .row = id, .version = old_version + 1};
    return add_change(tx, table, &change, before, mask);
}

enum status entity_remove(struct tx *tx, const struct entity *entity, int64_t event,
                          const void *before)
{
    const struct table *table = entity->table;
    int64_t changed;
    TRY(query_run(tx, entity->remove, bind_row(table, before), &changed));
    if (changed != 1) {
        return CONFLICT;
    }
    struct change_record change = {
        .event = event,
        .action = STR("remove"),
        .row = int_of(table, STR("id"), before),
        .version = int_of(table, STR("version"), before) + 1,
    };
    return add_change(tx, table, &change, before, field_mask_all(table));
}
