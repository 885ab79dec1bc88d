/* Finnish.
 *
 * Voikko tells the base form of the whole, where the joints are in the word as written (STRUCTURE,
 * "=ppppp=ppppppp"), and what each piece comes from (WORDBASES, "+jätteen(jäte)+käsittel(käsitellä)+y(+y)").
 * A part is one piece's base where it is one piece, else the letters as they stand in the base form.
 */
#include "platform/text/words_dictionary.h"

#include "platform/base/memory.h"

#include <libvoikko/voikko.h>
#include <string.h>

struct dictionary {
    struct VoikkoHandle *voikko;
};

static struct dictionary *open_voikko(const char *language)
{
    const char *error = NULL;
    struct VoikkoHandle *voikko = voikkoInit(&error, language, NULL);
    if (voikko == NULL) {
        return NULL;
    }
    struct dictionary *dictionary = memory_new(sizeof(*dictionary));
    dictionary->voikko = voikko;
    return dictionary;
}

static void close_voikko(struct dictionary *dictionary)
{
    voikkoTerminate(dictionary->voikko);
    memory_free(dictionary);
}

static struct str attribute(struct arena *arena, const struct voikko_mor_analysis *analysis,
                            const char *key)
{
    char *value = voikko_mor_analysis_value_cstr(analysis, key);
    struct str copy = value != NULL ? str_copy(arena, str_of(value)) : (struct str){0};
    voikko_free_mor_analysis_value_cstr(value);
    return copy;
}

/* Letters between the joints of "=ppppp=ppppppp": 5 and 7. */
static size_t joints_of(struct str structure, size_t letters[WORD_PARTS])
{
    size_t count = 0;
    for (size_t at = 0; at < structure.len; at++) {
        if (structure.at[at] == '=' && count < WORD_PARTS) {
            letters[count++] = 0;
        } else if (count > 0 && structure.at[at] != '=') {
            letters[count - 1]++;
        }
    }
    return count;
}

/* Bytes of the first `letters` letters. */
static size_t bytes_of(struct str text, size_t from, size_t letters)
{
    size_t at = from;
    while (letters > 0 && at < text.len) {
        (void)str_rune(text, &at);
        letters--;
    }
    return at - from;
}

/* Takes the next piece of WORDBASES, "+talvi(talvi)": its letters, and its base, empty for an ending. */
static bool next_piece(struct str *rest, size_t *out_letters, struct str *out_base)
{
    if (rest->len < 2 || rest->at[0] != '+') {
        return false;
    }
    size_t end = 1;
    while (end < rest->len && rest->at[end] != '+' && rest->at[end] != '(') {
        end++;
    }
    *out_letters = str_rune_count(str_slice(*rest, 1, end));
    *out_base = (struct str){0};
    if (end < rest->len && rest->at[end] == '(') {
        size_t close = str_find(*rest, ')', end);
        struct str base = str_slice(*rest, end + 1, close);
        if (!str_starts(base, STR("+"))) {
            *out_base = base;
        }
        end = close < rest->len ? close + 1 : close;
    }
    *rest = str_slice(*rest, end, rest->len);
    return true;
}

/* The base of a part of that many letters, when it is one piece; else empty. Moves over its pieces. */
static struct str part_base(struct str *pieces, size_t letters)
{
    size_t used = 0;
    size_t count = 0;
    struct str base = {0};
    while (used < letters) {
        size_t length = 0;
        struct str found = {0};
        if (!next_piece(pieces, &length, &found)) {
            return (struct str){0};
        }
        base = found;
        used += length;
        count++;
    }
    return count == 1 && used == letters ? base : (struct str){0};
}

static void find_parts(struct word_reading *reading, struct str structure, struct str pieces)
{
    size_t letters[WORD_PARTS];
    size_t count = joints_of(structure, letters);
    size_t at = 0;
    if (count < 2) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        bool is_last = i + 1 == count;
        size_t bytes = is_last ? reading->base.len - at : bytes_of(reading->base, at, letters[i]);
        struct str base = is_last ? (struct str){NULL, 0} : part_base(&pieces, letters[i]);
        struct str written = str_slice(reading->base, at, at + bytes);
        reading->parts[i] = str_is_empty(base) ? written : base;
        at += bytes;
        if (str_is_empty(written)) {
            return; /* the base form is shorter than the joints say: no compound for us */
        }
    }
    reading->part_count = count;
}

static size_t add_readings(struct arena *arena, struct voikko_mor_analysis **analyses,
                           struct word_reading *out, size_t most)
{
    size_t count = 0;
    for (size_t i = 0; analyses != NULL && analyses[i] != NULL && count < most; i++) {
        struct word_reading reading = {.base = attribute(arena, analyses[i], "BASEFORM")};
        if (!str_is_empty(reading.base)) {
            find_parts(&reading, attribute(arena, analyses[i], "STRUCTURE"),
                       attribute(arena, analyses[i], "WORDBASES"));
            count = reading_add(out, count, &reading);
        }
    }
    return count;
}

static size_t read_voikko(struct dictionary *dictionary, struct arena *arena, const char *word,
                          struct word_reading *out, size_t most)
{
    struct voikko_mor_analysis **analyses = voikkoAnalyzeWordCstr(dictionary->voikko, word);
    size_t count = add_readings(arena, analyses, out, most);
    voikko_free_mor_analysis(analyses);
    if (count == 0 && word[0] >= 'a' && word[0] <= 'z') { /* "helsingissä": names want a capital */
        struct str name = str_copy(arena, str_of(word));
        char *letters = arena_copy(arena, name.at, name.len + 1);
        letters[0] = (char)(letters[0] - 'a' + 'A');
        analyses = voikkoAnalyzeWordCstr(dictionary->voikko, letters);
        count = add_readings(arena, analyses, out, most);
        voikko_free_mor_analysis(analyses);
    }
    return count;
}

const struct dictionary_kind DICTIONARY_VOIKKO = {open_voikko, close_voikko, read_voikko};
