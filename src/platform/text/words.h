/* Words as dictionaries know them: base forms and the parts of compounds.
 *
 * Finnish by Voikko, Swedish and English by Hunspell: stemmers fail people (Snowball leaves "fakturan"
 * and "faktura" different words). The dictionaries take about 28 MB and a quarter of a second of CPU, so
 * they are loaded in the background, once, after the first page has been served; until then, and for
 * unknown words, there are no readings and the caller searches for the word as it was typed.
 *
 * Safe from any thread. What was analysed lately is remembered, at most WORDS_REMEMBERED a language.
 */
#ifndef SAMSYN_TEXT_WORDS_H
#define SAMSYN_TEXT_WORDS_H

#include "platform/text/language.h"

enum { WORD_PARTS = 6, WORD_READINGS = 8, WORDS_REMEMBERED = 2048, WORD_BYTES = 200 };

/* One way to read a word. "talvirenkaat": base "talvirengas", parts "talvi", "rengas". */
struct word_reading {
    struct str base;              /* not folded: text_fold() makes it comparable */
    struct str parts[WORD_PARTS]; /* of a compound, each in its base form as far as known */
    size_t part_count;            /* 0: no compound */
};

struct word_readings {
    struct word_reading at[WORD_READINGS];
    size_t count;
};

struct words;

/* Returns owned, without dictionaries. */
struct words *words_new(void);
void words_free(struct words *words); /* waits for the loading; accepts NULL */

/* Begins to load; returns at once. Again: nothing happens. A dictionary that the system lacks is logged
 * and left out. */
void words_load(struct words *words);
bool words_are_ready(const struct words *words, const struct language *language);

/* The readings of one word (no blanks; as typed, in any case), the likeliest first, without repeats.
 * Texts return in arena. None for an unknown word, and while the dictionary is not there yet. */
void words_read(struct words *words, struct arena *arena, const struct language *language,
                struct str word, struct word_readings *out);

#endif
