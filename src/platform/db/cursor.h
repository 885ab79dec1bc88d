/* Private to the room `db`: where a page of a list begins, as text in a link.
 *
 * base64url of: 'n' (rows after) or 'p' (rows before), the sort as in the link ("-year"), a line end,
 * and the sort's values in order: "i17" and a line end, "r0x1p+0" and a line end, or "t5:" and that
 * many bytes. What comes back from people is believed only after cursor_parse(): the worst a forged
 * one can do is to begin at another place of the same list.
 */
#ifndef SAMSYN_DB_CURSOR_H
#define SAMSYN_DB_CURSOR_H

#include "platform/db/query_bind.h"

struct cursor {
    bool is_back;
    struct str sort;
    size_t count;
    struct list_value values[LIST_SORT_COLUMNS];
};

/* Returns in arena. */
struct str cursor_text(struct arena *arena, const struct cursor *cursor);
/* INVALID for anything that cursor_text() did not write. Kinds of numbers come back as INT, of texts
 * as TEXT; the caller compares them with the sort's columns. */
enum status cursor_parse(struct arena *arena, struct str text, struct cursor *out) MUST_CHECK;

#endif
