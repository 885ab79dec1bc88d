/* The catalogues as the build embeds them (tools/catalogue.py compile): one block of text and places in
 * it, so that nothing is copied or relocated when the program starts. Private to text. */
#ifndef SAMSYN_TEXT_CATALOGUE_H
#define SAMSYN_TEXT_CATALOGUE_H

#include <stddef.h>
#include <stdint.h>

enum { CATALOGUE_LANGUAGES = 2 }; /* sv, fi: those that are not the source text's */

/* A msgid with its translations: places in CATALOGUE_TEXT, each NUL-terminated; 0: missing. `form[1]` is
 * the plural's, 0 when the message has none. Sorted by msgid's bytes. */
struct catalogue_entry {
    uint32_t id;
    uint32_t form[CATALOGUE_LANGUAGES][2];
};

extern const char CATALOGUE_TEXT[];
extern const struct catalogue_entry CATALOGUE_ENTRIES[];
extern const size_t CATALOGUE_COUNT;

#endif
