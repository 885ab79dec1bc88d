/* JSON in: whatever is sent, it is refused or becomes values that are written and read back alike. */
#include "platform/view/json.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool is_right)
{
    if (!is_right) {
        abort();
    }
}

static void write_again(struct buf *out, const struct raw_value *values, size_t count)
{
    buf_put_char(out, '{');
    for (size_t i = 0; i < count; i++) {
        buf_put_format(out, "%s\"v%zu\":", i > 0 ? "," : "", i);
        json_put_text(out, values[i].text);
    }
    buf_put_char(out, '}');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ARENA_SCOPED(arena);
    struct err err;
    struct raw_value *values;
    struct raw_value *again;
    size_t count;
    size_t again_count;
    err_init(&err, arena);
    struct str text = {size > 0 ? (const char *)data : "", size};
    if (json_read_object(arena, text, &values, &count, &err) != OK) {
        check(err.count == 1);
        return 0;
    }
    check(str_is_utf8(text));
    BUF_SCOPED(out, 16 << 20);
    write_again(&out, values, count);
    check(json_read_object(arena, buf_str(&out), &again, &again_count, &err) == OK);
    check(count == again_count);
    for (size_t i = 0; i < count; i++) {
        check(str_equal(values[i].text, again[i].text));
    }
    return 0;
}
