/* A list's place as it comes back in a link: refused, or the same after it was written again. */
#include "platform/db/cursor.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void same(const struct list_value *a, const struct list_value *b)
{
    assert(a->kind == b->kind);
    assert(a->kind != FIELD_KIND_INT || a->number == b->number);
    assert(a->kind != FIELD_KIND_REAL || (a->real <= b->real && a->real >= b->real));
    assert(a->kind != FIELD_KIND_TEXT || str_equal(a->text, b->text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ARENA_SCOPED(arena);
    struct cursor cursor;
    struct cursor again;
    if (cursor_parse(arena, (struct str){(const char *)data, size}, &cursor) != OK) {
        return 0;
    }
    struct str text = cursor_text(arena, &cursor);
    if (text.at == NULL) {
        return 0; /* longer than what we write */
    }
    enum status status = cursor_parse(arena, text, &again);
    assert(status == OK);
    assert(again.is_back == cursor.is_back && str_equal(again.sort, cursor.sort));
    assert(again.count == cursor.count);
    for (size_t i = 0; i < cursor.count; i++) {
        same(&cursor.values[i], &again.values[i]);
    }
    return 0;
}
