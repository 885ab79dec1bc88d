/* Private to the room: reads the head of one HTTP/1.1 request, strictly (RFC 9112, RFC 9110).
 *
 * What two servers in a row could understand differently is refused, never repaired: bare LF, NUL and
 * other control characters, folded lines, a blank before the colon, a second Host, Content-Length,
 * Content-Type, Cookie or Origin, any Transfer-Encoding, a length that is not all digits, targets that
 * are not a path. Whoever is refused gets a status and the connection is closed.
 */
#ifndef SAMSYN_WEB_HTTP_H
#define SAMSYN_WEB_HTTP_H

#include "platform/base/str.h"

enum {
    HTTP_LINE_LIMIT = 8 * 1024,     /* request line */
    HTTP_HEADERS_LIMIT = 32 * 1024, /* all header lines */
    HTTP_HEADER_COUNT = 64
};

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_OTHER };

/* Values borrow from the bytes that were read; absent ones have at == NULL. */
struct http_head {
    enum http_method method;
    struct str path;  /* as sent: begins with '/', still percent-encoded */
    struct str query; /* after the first '?', may be empty */
    bool is_old;      /* HTTP/1.0 */
    bool keep_alive;
    bool expects_continue;
    int64_t content_length; /* 0 when not sent */
    size_t length;          /* bytes of the head, its empty line included */
    struct str host, cookie, accept, accept_language, content_type, origin, fetch_site;
    struct str if_none_match, last_event_id, forwarded_for, forwarded_proto, authorization;
    struct str idempotency_key, htmx, user_agent;
    struct str connection, expect, content_length_text, transfer_encoding;
};

enum http_step {
    HTTP_MORE,   /* the head is not whole yet */
    HTTP_READY,  /* *out is written */
    HTTP_REFUSED /* *out_code is: 400, 414, 417, 431, 501 or 505 */
};

/* Looks at what has come of one head. `*scanned` is where to go on looking: 0 for a new request, kept
 * by the caller between calls with the same, longer bytes. */
enum http_step http_read_head(struct str bytes, size_t *scanned, struct http_head *out,
                              int *out_code);

/* Does a comma-separated header hold the token (ASCII case-insensitive)? */
bool http_has_token(struct str header, struct str token);

const char *http_reason(int code); /* "Not Found" */

#endif
