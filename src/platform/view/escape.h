/* Text made safe for where it is put: HTML, a part of an address, JSON. */
#ifndef SAMSYN_VIEW_ESCAPE_H
#define SAMSYN_VIEW_ESCAPE_H

#include "platform/base/buf.h"

/* For HTML text and quoted attributes: & < > " ' become entities; NUL and other control characters
 * that HTML forbids become U+FFFD. */
void escape_html(struct buf *out, struct str text);
/* Percent-encodes everything but unreserved characters (RFC 3986): for one part of an address. */
void escape_url(struct buf *out, struct str text);
/* The inside of a JSON string. U+2028 and U+2029 and </ are escaped too, so that the JSON may stand in
 * a script element. */
void escape_json(struct buf *out, struct str text);

/* May a browser follow this address without running something: a path, query, fragment, http(s), mailto
 * or tel? Others ("javascript:…") are not put where an address stands. */
bool address_is_safe(struct str address);

#endif
