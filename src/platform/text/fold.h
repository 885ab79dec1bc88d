/* Folding, sort keys, words: what makes `Jatekukko` find `Jätekukko` and puts Åbo last in Swedish. */
#ifndef SAMSYN_TEXT_FOLD_H
#define SAMSYN_TEXT_FOLD_H

#include "platform/text/language.h"

/* NFKC, case folded, marks removed (å ä ö é become a a o e; ø æ ß become o ae ss), blanks made one. */
struct str text_fold(struct arena *arena, struct str text);
/* The same without removing marks: for ranking exact åäö first. */
struct str text_fold_keep_marks(struct arena *arena, struct str text);
/* NFC of what a person typed. */
struct str text_normalize(struct arena *arena, struct str text);
/* Sort key of the language's collation with numbers in order (Testgatan 2 before 10), as lower-case
 * hex so that bytes compare alike in every database. At most 512 digits: texts that begin with the same
 * 200 or so letters tie, so a list orders by the key and then by something of its own. */
struct str text_sort_key(struct arena *arena, const struct language *language, struct str text);
/* What comes after everything that begins with `prefix`, by bytes: word >= prefix AND word < end. */
struct str text_prefix_end(struct arena *arena, struct str prefix);
/* Words of a text, folded; at most `most`. */
size_t text_words(struct arena *arena, struct str text, struct str *out_words, size_t most);

#endif
