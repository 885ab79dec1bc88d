/* The words that a thing is found by as one types: folded, each once, kept in the thing's field `words`
 * (each after a blank) and one a row in a table of words, so that the longest word typed finds by its
 * beginning in an index and the others are looked for in what it found.
 */
#ifndef SAMSYN_SLICES_WORDS_H
#define SAMSYN_SLICES_WORDS_H

#include "platform/db/query.h"

/* Of all texts; never NULL. Returns in arena. */
struct str words_join(struct arena *arena, const struct str *texts, size_t count);
/* Whether a folded word is kept to find things by: a short number is not, half the rows have it. */
bool words_finds(struct str word);
/* Puts or forgets each of them: the query takes :id and :word. */
enum status words_write(struct tx *tx, const struct query *query, int64_t id,
                        struct str words) MUST_CHECK;

#endif
