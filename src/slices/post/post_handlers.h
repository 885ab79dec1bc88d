/* Private to the slice: its parts and what they share. */
#ifndef SAMSYN_POST_HANDLERS_H
#define SAMSYN_POST_HANDLERS_H

#include "slices/post/post.h"

extern const struct slice PRINT_PART, ANSWER_PART, DEMO_PART;
extern const struct privacy_rule *const POST_PRIVACY[];
extern const struct notice_kind ANSWER_UNREAD;

/* One letter, or several, as the organisation sends them. `rows` of struct letter_row. */
struct pdf;
enum status post_draw(struct call *call, const struct rows *rows, int64_t made_at,
                      struct pdf *out) MUST_CHECK;

#endif
