/* Search as one types, over the words that record_write.c keeps. */
#include "platform/text/fold.h"
#include "slices/records/records.h"
#include "slices/words.h"

enum { WORDS = 3, HITS = 50 };

struct search_bind {
    struct str word_from, word_to, second, third;
    int64_t limit;
};
static const struct field SEARCH_FIELDS[] = {
    FIELD(TEXT, struct search_bind, word_from, NULL),
    FIELD(TEXT, struct search_bind, word_to, NULL),
    FIELD(TEXT, struct search_bind, second, NULL),
    FIELD(TEXT, struct search_bind, third, NULL),
    FIELD(INT, struct search_bind, limit, NULL),
};
static const struct table SEARCH_TABLE = TABLE("search", struct search_bind, SEARCH_FIELDS);

struct found_row {
    int64_t id;
    struct str title, detail;
};
static const struct field FOUND_FIELDS[] = {
    FIELD(ID, struct found_row, id, NULL),
    FIELD(TEXT, struct found_row, title, NULL),
    FIELD(TEXT, struct found_row, detail, NULL),
};
static const struct table FOUND_TABLE = TABLE("found", struct found_row, FOUND_FIELDS);

static size_t weight(struct str word)
{
    return words_finds(word) ? word.len + 1000 : word.len;
}

/* The longest word that finds by itself first: it has the fewest rows to look through. */
static void longest_first(struct str *words, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        for (size_t j = i; j > 0 && weight(words[j]) > weight(words[j - 1]); j--) {
            struct str word = words[j];
            words[j] = words[j - 1];
            words[j - 1] = word;
        }
    }
}

struct record_words record_words(struct arena *arena, struct str text)
{
    struct str words[WORDS];
    size_t count = text_words(arena, text, words, WORDS);
    struct record_words found = {.from = {NULL, 0}};
    if (count == 0) {
        return found;
    }
    longest_first(words, count);
    found.from = words[0];
    found.to = text_prefix_end(arena, words[0]);
    if (count > 1) {
        found.second = str_format(arena, " %.*s", STR_ARG(words[1]));
    }
    if (count > 2) {
        found.third = str_format(arena, " %.*s", STR_ARG(words[2]));
    }
    return found;
}

enum status record_search(struct tx *tx, struct arena *arena, const struct record_search *search,
                          struct str text, struct rows *out_hits)
{
    struct record_words words = record_words(arena, text);
    if (str_is_empty(words.from)) {
        out_hits->count = 0;
        return OK;
    }
    struct search_bind bind = {words.from, words.to, words.second, words.third, HITS};
    struct rows rows = {.table = &FOUND_TABLE};
    TRY(query_rows(tx, arena, search->query, bind_row(&SEARCH_TABLE, &bind), &rows));
    const struct found_row *row = rows.at;
    struct search_hit *hits = ARENA_ARRAY(arena, rows.count + 1, struct search_hit);
    for (size_t i = 0; i < rows.count; i++) {
        hits[i] = (struct search_hit){
            .title = row[i].title,
            .detail = row[i].detail,
            .path = str_format(arena, "%s/%lld", search->record->path, (long long)row[i].id),
            .kind = str_of(search->kind),
        };
    }
    *out_hits = (struct rows){&SEARCH_HIT_TABLE, hits, rows.count};
    return OK;
}
