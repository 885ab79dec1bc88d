/* Private to the room: what people's browsers send, taken apart into names and raw texts.
 *
 * Everything is bounded: FORM_VALUES names at most, nothing nested. Texts are valid UTF-8 afterwards
 * (uploads aside). INVALID is "cannot be read at all" and becomes 400.
 */
#ifndef SAMSYN_WEB_TEXT_FORM_H
#define SAMSYN_WEB_TEXT_FORM_H

#include "platform/web/request.h"

enum { FORM_VALUES = 1000, FORM_UPLOADS = 20 };

struct raw_form {
    struct raw_field *values;
    size_t value_count, value_capacity;
    struct upload *uploads;
    size_t upload_count;
};

/* Percent-decodes; with `plus_is_blank` a '+' is a blank. False for a broken escape, NUL or what is
 * not UTF-8. Borrows from `text` when there is nothing to decode, else returns in arena. */
bool form_decode(struct arena *arena, struct str text, bool plus_is_blank, struct str *out);

/* application/x-www-form-urlencoded, of a query or a body; adds to `form`. */
enum status form_read_pairs(struct arena *arena, struct str text, struct raw_form *form) MUST_CHECK;

/* multipart/form-data; `content_type` holds the boundary. */
enum status form_read_multipart(struct arena *arena, struct str content_type, struct str body,
                                struct raw_form *form) MUST_CHECK;

/* Adds one; INVALID beyond FORM_VALUES. */
enum status form_add(struct arena *arena, struct raw_form *form, struct str name,
                     struct str text) MUST_CHECK;

/* The value of a cookie in a Cookie header; absent when there is none. Borrows. */
struct str cookie_find(struct str header, struct str name);

#endif
