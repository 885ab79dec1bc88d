/* The strict reader: first the end of the head is looked for, line by line, refusing at once what no
 * more bytes can mend; then the whole head is read in one pass.
 */
#include "platform/web/http.h"

#include <stddef.h>
#include <string.h>

/* What a byte may be part of. */
enum { TOKEN = 1, TARGET = 2, VALUE = 4, AUTHORITY = 8 };

#define T (TOKEN | TARGET | VALUE)
#define A (TOKEN | TARGET | VALUE | AUTHORITY)
#define V VALUE
#define X (TARGET | VALUE)
#define H (TARGET | VALUE | AUTHORITY)
/* From 0x00 to 0x7F; above that only VALUE. '#' is no part of a target. */
static const unsigned char ascii_classes[128] = {
    0, 0, 0, 0,
    0, 0, 0, 0,
    0, V, 0, 0,
    0, 0, 0, 0, /* controls; tab */
    0, 0, 0, 0,
    0, 0, 0, 0,
    0, 0, 0, 0,
    0, 0, 0, 0, /* controls */
    V, T, X, TOKEN | VALUE,
    T, T, T, T,
    X, X, T, T,
    X, A, A, X, /* !"#$%&'()*+,-./ */
    A, A, A, A,
    A, A, A, A,
    A, A, H, X,
    X, X, X, X, /* 0-9:;<=>? */
    X, A, A, A,
    A, A, A, A,
    A, A, A, A,
    A, A, A, A, /* @A-O */
    A, A, A, A,
    A, A, A, A,
    A, A, A, H,
    X, H, T, A, /* P-Z[\]^_ */
    T, A, A, A,
    A, A, A, A,
    A, A, A, A,
    A, A, A, A, /* `a-o */
    A, A, A, A,
    A, A, A, A,
    A, A, A, X,
    T, X, T, 0, /* p-z{|}~ */
};
#undef T
#undef A
#undef V
#undef X
#undef H

static bool is_all(struct str text, unsigned wanted)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        unsigned class = c < 128 ? ascii_classes[c] : VALUE;
        if ((class & wanted) == 0) {
            return false;
        }
    }
    return true;
}

/* What we read of the headers. A list may come again (the first counts), others may not. */
static const struct {
    struct str name;
    size_t offset;
    bool is_list;
} known[] = {
    {{"host", 4}, offsetof(struct http_head, host), false},
    {{"cookie", 6}, offsetof(struct http_head, cookie), false},
    {{"accept", 6}, offsetof(struct http_head, accept), true},
    {{"accept-language", 15}, offsetof(struct http_head, accept_language), true},
    {{"content-type", 12}, offsetof(struct http_head, content_type), false},
    {{"content-length", 14}, offsetof(struct http_head, content_length_text), false},
    {{"transfer-encoding", 17}, offsetof(struct http_head, transfer_encoding), false},
    {{"connection", 10}, offsetof(struct http_head, connection), true},
    {{"expect", 6}, offsetof(struct http_head, expect), false},
    {{"origin", 6}, offsetof(struct http_head, origin), false},
    {{"sec-fetch-site", 14}, offsetof(struct http_head, fetch_site), false},
    {{"if-none-match", 13}, offsetof(struct http_head, if_none_match), true},
    {{"last-event-id", 13}, offsetof(struct http_head, last_event_id), false},
    {{"x-forwarded-for", 15}, offsetof(struct http_head, forwarded_for), false},
    {{"x-forwarded-proto", 17}, offsetof(struct http_head, forwarded_proto), false},
    {{"authorization", 13}, offsetof(struct http_head, authorization), false},
    {{"idempotency-key", 15}, offsetof(struct http_head, idempotency_key), false},
    {{"hx-request", 10}, offsetof(struct http_head, htmx), false},
    {{"user-agent", 10}, offsetof(struct http_head, user_agent), true},
};

static struct str *member(struct http_head *head, size_t offset)
{
    return (struct str *)(void *)((char *)head + offset);
}

bool http_has_token(struct str header, struct str token)
{
    struct str piece = {NULL, 0};
    while (str_next(&header, ',', &piece)) {
        if (str_equal_ascii_case(str_trim(piece), token)) {
            return true;
        }
    }
    return false;
}

/* "GET /path?query HTTP/1.1" without its line end. Returns 0 or the status that refuses it. */
static int read_request_line(struct str line, struct http_head *head)
{
    size_t first = str_find(line, ' ', 0);
    size_t second = str_find(line, ' ', first + 1);
    struct str method = str_slice(line, 0, first);
    struct str version = str_slice(line, second + 1, line.len);
    if (first == 0 || second >= line.len || !is_all(method, TOKEN)) {
        return 400;
    }
    struct str target = str_slice(line, first + 1, second);
    if (target.len == 0 || target.at[0] != '/' || !is_all(target, TARGET)) {
        return 400;
    }
    if (version.len != 8 || !str_starts(version, STR("HTTP/")) || version.at[6] != '.') {
        return 400;
    }
    head->keep_alive = str_equal(version, STR("HTTP/1.1"));
    head->is_old = str_equal(version, STR("HTTP/1.0"));
    if (!head->keep_alive && !head->is_old) {
        return 505;
    }
    head->method = str_equal(method, STR("GET"))    ? HTTP_GET
                   : str_equal(method, STR("POST")) ? HTTP_POST
                   : str_equal(method, STR("HEAD")) ? HTTP_HEAD
                   : str_equal(method, STR("PUT"))  ? HTTP_PUT
                                                    : HTTP_OTHER;
    size_t mark = str_find(target, '?', 0);
    head->path = str_slice(target, 0, mark);
    head->query = mark < target.len ? str_slice(target, mark + 1, target.len) : STR("");
    return 0;
}

/* "Name: value" without its line end. */
static int read_header(struct str line, struct http_head *head)
{
    size_t colon = str_find(line, ':', 0);
    struct str name = str_slice(line, 0, colon);
    /* A folded line begins with a blank, and a blank is no part of a name. */
    if (colon == 0 || colon == line.len || !is_all(name, TOKEN)) {
        return 400;
    }
    size_t from = colon + 1;
    size_t to = line.len;
    while (from < to && (line.at[from] == ' ' || line.at[from] == '\t')) {
        from++;
    }
    while (to > from && (line.at[to - 1] == ' ' || line.at[to - 1] == '\t')) {
        to--;
    }
    struct str value = str_slice(line, from, to);
    if (!is_all(value, VALUE)) {
        return 400;
    }
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (known[i].name.len != name.len || !str_equal_ascii_case(known[i].name, name)) {
            continue;
        }
        struct str *place = member(head, known[i].offset);
        if (place->at != NULL && !known[i].is_list) {
            return 400;
        }
        bool closes = known[i].offset == offsetof(struct http_head, connection) &&
                      http_has_token(value, STR("close"));
        head->keep_alive = head->keep_alive && !closes;
        *place = place->at == NULL ? value : *place;
        break;
    }
    return 0;
}

static int read_length(struct http_head *head)
{
    struct str text = head->content_length_text;
    head->content_length = 0;
    if (text.at == NULL) {
        return 0;
    }
    if (text.len == 0 || text.len > 18) {
        return 400;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] < '0' || text.at[i] > '9') {
            return 400;
        }
        head->content_length = head->content_length * 10 + (text.at[i] - '0');
    }
    return 0;
}

/* What can only be judged when all lines are known. */
static int judge(struct http_head *head)
{
    if (head->transfer_encoding.at != NULL) {
        return head->content_length_text.at != NULL ? 400 : 501;
    }
    if (head->host.len == 0 || !is_all(head->host, AUTHORITY)) {
        return 400;
    }
    int code = read_length(head);
    if (code != 0) {
        return code;
    }
    bool reads = head->method == HTTP_GET || head->method == HTTP_HEAD;
    if (reads && head->content_length > 0) {
        return 400;
    }
    if (head->expect.at != NULL) {
        head->expects_continue = str_equal_ascii_case(head->expect, STR("100-continue"));
        return head->expects_continue ? 0 : 417;
    }
    return 0;
}

/* The head is whole: `bytes` ends with its empty line. */
static int read_whole(struct str bytes, struct http_head *head)
{
    size_t count = 0;
    size_t at = 0;
    while (at < bytes.len) {
        size_t end = str_find(bytes, '\n', at);
        struct str line = str_slice(bytes, at, end - 1);
        if (line.len == 0) {
            break;
        }
        int code = at == 0 ? read_request_line(line, head) : read_header(line, head);
        if (code != 0) {
            return code;
        }
        count += at > 0;
        if (count > HTTP_HEADER_COUNT) {
            return 431;
        }
        at = end + 1;
    }
    head->length = bytes.len;
    return judge(head);
}

enum http_step http_read_head(struct str bytes, size_t *scanned, struct http_head *out,
                              int *out_code)
{
    size_t at = *scanned; /* always the begin of a line */
    for (;;) {
        size_t end = str_find(bytes, '\n', at);
        struct str line = str_slice(bytes, at, end);
        bool is_first = at == 0;
        if (line.len > (is_first ? HTTP_LINE_LIMIT + 1 : HTTP_HEADERS_LIMIT)) {
            *out_code = is_first ? 414 : 431;
            return HTTP_REFUSED;
        }
        if (line.len > 0 && memchr(line.at, '\0', line.len) != NULL) {
            *out_code = 400;
            return HTTP_REFUSED;
        }
        if (end == bytes.len) {
            break;
        }
        bool is_bare = line.len == 0 || line.at[line.len - 1] != '\r';
        if (is_bare || (is_first && line.len == 1)) {
            *out_code = 400;
            return HTTP_REFUSED;
        }
        if (line.len == 1) {
            struct http_head head = {0};
            int code = read_whole(str_slice(bytes, 0, end + 1), &head);
            *out_code = code;
            *out = code == 0 ? head : *out;
            return code == 0 ? HTTP_READY : HTTP_REFUSED;
        }
        at = end + 1;
        if (at > HTTP_LINE_LIMIT + HTTP_HEADERS_LIMIT) {
            *out_code = 431;
            return HTTP_REFUSED;
        }
    }
    *scanned = at;
    bool is_full = bytes.len > HTTP_LINE_LIMIT + HTTP_HEADERS_LIMIT;
    *out_code = 431;
    return is_full ? HTTP_REFUSED : HTTP_MORE;
}

const char *http_reason(int code)
{
    static const struct {
        int code;
        const char *reason;
    } reasons[] = {
        {200, "OK"},
        {201, "Created"},
        {204, "No Content"},
        {303, "See Other"},
        {304, "Not Modified"},
        {308, "Permanent Redirect"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {410, "Gone"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {417, "Expectation Failed"},
        {422, "Unprocessable Content"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {503, "Service Unavailable"},
        {505, "HTTP Version Not Supported"},
    };
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        if (reasons[i].code == code) {
            return reasons[i].reason;
        }
    }
    return "Error";
}
