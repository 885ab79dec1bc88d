/* Private to the room `db`: the values of some fields of a row as a flat JSON object, and back.
 *
 * Numbers are JSON numbers, texts JSON strings, bytes hexadecimal strings, absent values null. A
 * FIELD_SECRET field is written as null whatever it holds.
 */
#ifndef SAMSYN_DB_HISTORY_JSON_H
#define SAMSYN_DB_HISTORY_JSON_H

#include "platform/base/buf.h"
#include "platform/base/field.h"

/* `mask` has a bit per field index. */
void fields_to_json(struct buf *out, const struct table *table, uint64_t mask, const void *row);

/* Sets the fields that the object names (texts returned in arena) and tells which; names that the
 * table does not have any more, and values of another kind, are passed over. INVALID when it is no
 * flat object. */
enum status fields_from_json(struct arena *arena, struct str json, const struct table *table,
                             void *row, uint64_t *out_mask) MUST_CHECK;

/* "address,stage", and back; unknown names are passed over. */
struct str field_names(struct arena *arena, const struct table *table, uint64_t mask);
uint64_t field_mask(const struct table *table, struct str names);

/* All fields that history tells of: not id, version, lists and FIELD_INTERNAL. */
uint64_t field_mask_all(const struct table *table);

/* Copies one field's value from row to row; borrows texts. */
void field_take(const struct field *field, void *to, const void *from);

#endif
