/* Fields: whatever is sent is refused with a sentence, or kept so that its machine's form reads back as
 * the same value. The first byte picks the field.
 */
#include "platform/base/field.h"
#include "platform/base/buf.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct row {
    bool flag;
    int64_t number, id, time;
    double real;
    struct str text, lines, choice, date, bytes;
};

static const struct choice choices[] = {{"a", "A"}, {"b", "B"}, {NULL, NULL}};

static const struct field fields[] = {
    FIELD(BOOL, struct row, flag, "Flag"),
    FIELD(INT, struct row, number, "Number", .min = -1000, .max = 1000),
    FIELD(ID, struct row, id, "Id"),
    FIELD(TIME, struct row, time, "Time"),
    FIELD(REAL, struct row, real, "Real"),
    FIELD(TEXT, struct row, text, "Text", .max = 20, .flags = FIELD_REQUIRED),
    FIELD(TEXT, struct row, lines, "Lines", .flags = FIELD_LONG),
    FIELD(ENUM, struct row, choice, "Choice", .choices = choices),
    FIELD(DATE, struct row, date, "Date"),
    FIELD(BYTES, struct row, bytes, "Bytes"),
};
static const struct table table = TABLE("row", struct row, fields);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    ARENA_SCOPED(arena);
    struct err err;
    err_init(&err, arena);
    struct row row;
    struct row again;
    row_clear(&table, &row);
    row_clear(&table, &again);
    const struct field *field = &fields[data[0] % table.field_count];
    struct str text = {(const char *)data + 1, size - 1};
    if (field_parse(arena, field, text, &row, &err) != OK) {
        assert(err.count == 1);
        BUF_SCOPED(sentence, 1024 * 1024);
        err_write(&err, &sentence);
        return 0;
    }
    enum status status = field_parse(arena, field, field_format(arena, field, &row), &again, &err);
    assert(status == OK && field_equal(field, &row, &again));
    return 0;
}
