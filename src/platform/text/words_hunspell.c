/* Swedish and English.
 *
 * Hunspell tells base forms. Of compounds it knows the parts only when it had to put them together
 * itself; one that stands in the dictionary as a word ("stekpanna") is split here: into two words of the
 * dictionary, with or without a joining s, the first of them as long as possible.
 */
#include "platform/text/words_dictionary.h"

#include "platform/base/memory.h"

#include <hunspell/hunspell.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SHORTEST_PART = 3, LONGEST_PATH = 64 };

struct dictionary {
    Hunhandle *hunspell;
    bool is_compounding;
};

static struct dictionary *open_hunspell(const char *language)
{
    char rules[LONGEST_PATH];
    char words[LONGEST_PATH];
    bool is_swedish = strcmp(language, "sv") == 0;
    const char *name = is_swedish ? "sv_SE" : "en_US";
    (void)snprintf(rules, sizeof(rules), "/usr/share/hunspell/%s.aff", name);
    (void)snprintf(words, sizeof(words), "/usr/share/hunspell/%s.dic", name);
    if (access(rules, R_OK) != 0 || access(words, R_OK) != 0) {
        return NULL;
    }
    struct dictionary *dictionary = memory_new(sizeof(*dictionary));
    dictionary->hunspell = Hunspell_create(rules, words);
    dictionary->is_compounding = is_swedish;
    if (strcmp(Hunspell_get_dic_encoding(dictionary->hunspell), "UTF-8") != 0) {
        Hunspell_destroy(dictionary->hunspell);
        memory_free(dictionary);
        return NULL;
    }
    return dictionary;
}

static void close_hunspell(struct dictionary *dictionary)
{
    Hunspell_destroy(dictionary->hunspell);
    memory_free(dictionary);
}

static bool is_part(struct dictionary *dictionary, struct arena *arena, struct str text)
{
    return str_rune_count(text) >= SHORTEST_PART &&
           Hunspell_spell(dictionary->hunspell, str_c(arena, text)) != 0;
}

static void split(struct dictionary *dictionary, struct arena *arena, struct word_reading *reading)
{
    struct str base = reading->base;
    size_t at = 0;
    while (at < base.len) {
        (void)str_rune(base, &at);
        struct str left = str_slice(base, 0, at);
        struct str right = str_slice(base, at, base.len);
        if (!is_part(dictionary, arena, right)) {
            continue;
        }
        struct str unjoined = str_ends(left, STR("s")) ? str_slice(left, 0, left.len - 1) : left;
        bool is_unjoined = is_part(dictionary, arena, unjoined);
        if (is_unjoined || is_part(dictionary, arena, left)) {
            reading->parts[0] = is_unjoined ? unjoined : left;
            reading->parts[1] = right;
            reading->part_count = 2;
        }
    }
}

/* " pa:miljö st:miljö pa:huset  st:hus fl:B": the stems of the parts, and their whole. */
static bool read_compound(struct arena *arena, const char *analysis, struct word_reading *out)
{
    struct str rest = str_of(analysis);
    struct str piece;
    bool is_part = false;
    BUF_SCOPED(base, (size_t)WORD_BYTES * 4);
    struct str written = {0};
    *out = (struct word_reading){0};
    while (str_next(&rest, ' ', &piece)) {
        if (str_starts(piece, STR("pa:"))) {
            buf_put(&base, written); /* all but the last stand as they are written */
            written = str_slice(piece, 3, piece.len);
            is_part = true;
        } else if (is_part && str_starts(piece, STR("st:")) && out->part_count < WORD_PARTS) {
            out->parts[out->part_count++] = str_copy(arena, str_slice(piece, 3, piece.len));
            is_part = false;
        }
    }
    if (out->part_count < 2) {
        return false;
    }
    buf_put(&base, out->parts[out->part_count - 1]);
    out->base = str_copy(arena, buf_str(&base));
    return true;
}

static size_t read_compounds(struct dictionary *dictionary, struct arena *arena, const char *word,
                             struct word_reading *out, size_t most)
{
    char **analyses = NULL;
    size_t count = 0;
    int found = Hunspell_analyze(dictionary->hunspell, &analyses, word);
    for (int i = 0; i < found && count < most; i++) {
        struct word_reading reading;
        if (read_compound(arena, analyses[i], &reading)) {
            count = reading_add(out, count, &reading);
        }
    }
    Hunspell_free_list(dictionary->hunspell, &analyses, found);
    return count;
}

static size_t read_hunspell(struct dictionary *dictionary, struct arena *arena, const char *word,
                            struct word_reading *out, size_t most)
{
    size_t count = 0;
    if (dictionary->is_compounding) {
        count = read_compounds(dictionary, arena, word, out, most);
    }
    char **stems = NULL;
    int found = Hunspell_stem(dictionary->hunspell, &stems, word);
    bool is_put_together = count > 0; /* then the stems are its parts' */
    for (int i = 0; i < found && count < most && !is_put_together; i++) {
        struct word_reading reading = {.base = str_copy(arena, str_of(stems[i]))};
        if (!str_is_utf8(reading.base) || reading.base.len > WORD_BYTES) {
            continue;
        }
        if (dictionary->is_compounding) {
            split(dictionary, arena, &reading);
        }
        count = reading_add(out, count, &reading);
    }
    Hunspell_free_list(dictionary->hunspell, &stems, found);
    return count;
}

const struct dictionary_kind DICTIONARY_HUNSPELL = {open_hunspell, close_hunspell, read_hunspell};
