/* Folding, sort keys, words, Accept-Language: any bytes; what comes out is text within its limits. */
#include "platform/text/fold.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool is_right)
{
    if (!is_right) {
        abort();
    }
}

static void check_folding(struct arena *arena, struct str text)
{
    struct str folded = text_fold(arena, text);
    check(str_is_utf8(folded));
    check(str_equal(text_fold(arena, folded), folded));
    check(str_is_utf8(text_fold_keep_marks(arena, text)));
    check(str_is_utf8(text_normalize(arena, text)));
    struct str words[8];
    size_t count = text_words(arena, text, words, 8);
    check(count <= 8);
    for (size_t i = 0; i < count; i++) {
        check(words[i].len > 0 && str_find(words[i], ' ', 0) == words[i].len);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ARENA_SCOPED(arena);
    struct str text = {size > 0 ? (const char *)data : "", size};
    check(language_accept(text, language_at(0)) != NULL);
    if (str_is_utf8(text)) {
        check_folding(arena, text);
        for (int i = 0; i < LANGUAGE_COUNT; i++) {
            check(text_sort_key(arena, language_at(i), text).len <= 2 * 256);
        }
        (void)show_date(arena, language_at(0), text);
    }
    return 0;
}
