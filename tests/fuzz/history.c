/* Values of a changed row as they stand in the database: refused, or the same after they were written
 * again. */
#include "platform/db/history.h"
#include "platform/db/history_json.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct thing {
    int64_t id, size;
    double weight;
    bool is_open;
    struct str name, picture, secret;
};
static const struct field THING_FIELDS[] = {
    FIELD(ID, struct thing, id, ""),
    FIELD(INT, struct thing, size, ""),
    FIELD(REAL, struct thing, weight, ""),
    FIELD(BOOL, struct thing, is_open, ""),
    FIELD(TEXT, struct thing, name, ""),
    FIELD(BYTES, struct thing, picture, ""),
    FIELD(TEXT, struct thing, secret, "", .flags = FIELD_SECRET),
};
static const struct table THING_TABLE = TABLE("thing", struct thing, THING_FIELDS);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ARENA_SCOPED(arena);
    struct thing thing;
    struct thing again;
    uint64_t mask = 0;
    uint64_t same = 0;
    row_clear(&THING_TABLE, &thing);
    row_clear(&THING_TABLE, &again);
    if (fields_from_json(arena, (struct str){(const char *)data, size}, &THING_TABLE, &thing,
                         &mask) != OK) {
        return 0;
    }
    BUF_SCOPED(json, 1 << 22);
    thing.secret = (struct str){NULL, 0}; /* is not written */
    fields_to_json(&json, &THING_TABLE, mask, &thing);
    assert(!json.failed);
    enum status status = fields_from_json(arena, buf_str(&json), &THING_TABLE, &again, &same);
    assert(status == OK && same == mask);
    assert((entity_difference(&THING_TABLE, &thing, &again) & mask) == 0);
    return 0;
}
