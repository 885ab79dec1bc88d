/* One language's dictionary, behind one interface. Private to words. Not safe from several threads. */
#ifndef SAMSYN_TEXT_WORDS_DICTIONARY_H
#define SAMSYN_TEXT_WORDS_DICTIONARY_H

#include "platform/text/words.h"

struct dictionary; /* Voikko's or Hunspell's */

struct dictionary_kind {
    /* Returns owned; NULL when the system has none. */
    struct dictionary *(*open)(const char *language);
    void (*close)(struct dictionary *dictionary);
    size_t (*read)(struct dictionary *dictionary, struct arena *arena, const char *word,
                   struct word_reading *out, size_t most);
};

extern const struct dictionary_kind DICTIONARY_VOIKKO;   /* fi */
extern const struct dictionary_kind DICTIONARY_HUNSPELL; /* sv, en */

/* Adds a reading unless its base is there already; returns the new count. */
size_t reading_add(struct word_reading *out, size_t count, const struct word_reading *reading);

#endif
