/* Text inside the program: a pointer and a length, UTF-8, never NUL-terminated by promise.
 *
 * `at == NULL` (then `len == 0`) is the absent text; fields treat absent and empty as the same. A str
 * borrows its bytes. Bytes become text once, on entry, by str_is_utf8().
 */
#ifndef SAMSYN_BASE_STR_H
#define SAMSYN_BASE_STR_H

#include "platform/base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct str {
    const char *at;
    size_t len;
};

#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})
/* For printf: `"%.*s", STR_ARG(name)`. */
#define STR_ARG(s) (int)(s).len, (s).at != NULL ? (s).at : ""

struct str str_of(const char *c_text); /* borrows; NULL gives the absent text */
struct str str_slice(struct str s, size_t from, size_t to); /* borrows; clamps to the text */
struct str str_copy(struct arena *arena, struct str s);     /* returns in arena, NUL follows */
const char *str_c(struct arena *arena, struct str s);       /* NUL-terminated, returns in arena */
struct str str_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

bool str_is_empty(struct str s);
bool str_equal(struct str a, struct str b);
bool str_equal_ascii_case(struct str a, struct str b); /* ASCII letters only: headers, keys */
int str_compare(struct str a, struct str b);           /* by bytes */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
uint64_t str_hash(struct str s); /* FNV-1a 64 */

struct str str_trim(struct str s); /* blanks, tabs, line ends and U+00A0 at both ends */
/* Position of the first `c` at or after `from`, or s.len. */
size_t str_find(struct str s, char c, size_t from);
/* Position of the first `needle`, or s.len. */
size_t str_find_str(struct str s, struct str needle);

/* Cuts the next piece up to `separator` off `*rest`; false when nothing is left. "a,,b" gives a, "", b. */
bool str_next(struct str *rest, char separator, struct str *out_piece);

/* Whole text as a number: digits with an optional minus, no blanks, in range. */
bool str_to_int64(struct str s, int64_t *out);
/* Decimal point or comma, optional exponent; finite. */
bool str_to_double(struct str s, double *out);

bool str_is_utf8(struct str s); /* valid, no overlong forms, no surrogates; NUL is refused */
/* Decodes the code point at *at and moves on; the text must be valid UTF-8. */
uint32_t str_rune(struct str s, size_t *at);
size_t str_rune_count(struct str s); /* code points, for length limits that people understand */

#endif
