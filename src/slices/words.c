#include "slices/words.h"

#include "platform/base/buf.h"
#include "platform/text/fold.h"

enum { WORDS = 40, WORDS_BYTES = 16384, NUMBER_DIGITS = 3 };

bool words_finds(struct str word)
{
    for (size_t i = 0; i < word.len; i++) {
        if (word.at[i] < '0' || word.at[i] > '9') {
            return true;
        }
    }
    return word.len > NUMBER_DIGITS;
}

struct str words_join(struct arena *arena, const struct str *texts, size_t count)
{
    struct str words[WORDS];
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        if (!str_is_empty(texts[i])) {
            found += text_words(arena, texts[i], words + found, WORDS - found);
        }
    }
    BUF_SCOPED(all, WORDS_BYTES);
    for (size_t i = 0; i < found; i++) {
        bool is_known = false;
        for (size_t j = 0; j < i; j++) {
            is_known = is_known || str_equal(words[i], words[j]);
        }
        if (!is_known) {
            buf_put_char(&all, ' ');
            buf_put(&all, words[i]);
        }
    }
    return all.len == 0 ? STR("") : str_copy(arena, buf_str(&all));
}

struct word_bind {
    int64_t id;
    struct str word;
};
static const struct field WORD_FIELDS[] = {
    FIELD(ID, struct word_bind, id, NULL),
    FIELD(TEXT, struct word_bind, word, NULL),
};
static const struct table WORD_TABLE = TABLE("word", struct word_bind, WORD_FIELDS);

enum status words_write(struct tx *tx, const struct query *query, int64_t id, struct str words)
{
    struct word_bind bind = {.id = id};
    while (str_next(&words, ' ', &bind.word)) {
        if (bind.word.len == 0 || !words_finds(bind.word)) {
            continue;
        }
        TRY(query_send(tx, query, bind_row(&WORD_TABLE, &bind)));
    }
    return OK;
}
