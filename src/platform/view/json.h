/* JSON out, straight from the field table; JSON in, strict, into a form's raw fields.
 *
 * Out: absent is null, TIME is RFC 3339 UTC, ID is a string (64 bits do not fit in JavaScript's
 * numbers), lists are arrays; INTERNAL and SECRET fields and those the viewer may not see are left out.
 */
#ifndef SAMSYN_VIEW_JSON_H
#define SAMSYN_VIEW_JSON_H

#include "platform/base/buf.h"
#include "platform/base/field.h"

struct json_options {
    bool (*may)(const void *viewer, const char *permission); /* NULL: all */
    const void *viewer;
};
void json_put_row(struct buf *out, const struct table *table, const void *row,
                  const struct json_options *options);
void json_put_text(struct buf *out, struct str text); /* quoted and escaped */

/* One object of scalars (and arrays of scalars as repeated names), as name and raw text pairs.
 * INVALID with place for broken JSON, duplicate keys, depth over 8, or more than 1,000 values. */
struct raw_value {
    struct str name;
    struct str text;
};
enum status json_read_object(struct arena *arena, struct str text, struct raw_value **out_values,
                             size_t *out_count, struct err *err) MUST_CHECK;

#endif
