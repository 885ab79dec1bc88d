/* One pass that copies runs of harmless bytes. Tables say which bytes are not: nothing else may be
 * forgotten, because whatever is in no table is copied.
 */
#include "platform/view/escape.h"

#include <string.h>

/* What a byte asks for; 0 is "copy it". */
enum special { PLAIN = 0, AMPERSAND, LESS, GREATER, QUOTE, APOSTROPHE, CONTROL };

static const unsigned char html_special[256] = {
    [0] = CONTROL,     [1] = CONTROL,  [2] = CONTROL,   [3] = CONTROL,  [4] = CONTROL,
    [5] = CONTROL,     [6] = CONTROL,  [7] = CONTROL,   [8] = CONTROL,  [11] = CONTROL,
    [12] = CONTROL,    [14] = CONTROL, [15] = CONTROL,  [16] = CONTROL, [17] = CONTROL,
    [18] = CONTROL,    [19] = CONTROL, [20] = CONTROL,  [21] = CONTROL, [22] = CONTROL,
    [23] = CONTROL,    [24] = CONTROL, [25] = CONTROL,  [26] = CONTROL, [27] = CONTROL,
    [28] = CONTROL,    [29] = CONTROL, [30] = CONTROL,  [31] = CONTROL, [127] = CONTROL,
    ['&'] = AMPERSAND, ['<'] = LESS,   ['>'] = GREATER, ['"'] = QUOTE,  ['\''] = APOSTROPHE,
};

static const struct str html_entity[] = {
    [PLAIN] = {"", 0},
    [AMPERSAND] = {"&amp;", 5},
    [LESS] = {"&lt;", 4},
    [GREATER] = {"&gt;", 4},
    [QUOTE] = {"&quot;", 6},
    [APOSTROPHE] = {"&#39;", 5},
    [CONTROL] = {"\xEF\xBF\xBD", 3},
};

/* Sixteen bytes at once. */
typedef unsigned char sixteen __attribute__((vector_size(16)));

/* Whether none of the sixteen bytes at `at` is in html_special. Tabs and line ends, which are not,
 * count as if they were. */
static inline bool are_plain(const char *at)
{
    sixteen bytes;
    uint64_t halves[2];
    memcpy(&bytes, at, sizeof(bytes));
    sixteen special = (sixteen)((bytes < 32) | (bytes == 127) | (bytes == '&') | (bytes == '<') |
                                (bytes == '>') | (bytes == '"') | (bytes == '\''));
    memcpy(halves, &special, sizeof(halves));
    return (halves[0] | halves[1]) == 0;
}

/* The same of fewer than sixteen bytes: of four or more, two halves that overlap stand for them. */
static inline bool are_few_plain(struct str text)
{
    const uint64_t plain = UINT64_C(0x2e2e2e2e2e2e2e2e);
    uint64_t halves[2] = {plain, plain};
    if (text.len >= 8) {
        memcpy(&halves[0], text.at, 8);
        memcpy(&halves[1], text.at + text.len - 8, 8);
    } else if (text.len >= 4) {
        memcpy(&halves[0], text.at, 4);
        memcpy(&halves[1], text.at + text.len - 4, 4);
    } else {
        for (size_t at = 0; at < text.len; at++) {
            halves[0] = halves[0] << 8 | (unsigned char)text.at[at];
        }
    }
    return are_plain((const char *)halves);
}

/* False also where it would have to be looked at more closely. */
static inline bool is_plain_text(struct str text)
{
    if (text.len < sizeof(sixteen)) {
        return are_few_plain(text);
    }
    size_t last = text.len - sizeof(sixteen);
    size_t at = 0;
    while (at < last && are_plain(text.at + at)) {
        at += sizeof(sixteen);
    }
    return at >= last && are_plain(text.at + last);
}

static void __attribute__((noinline)) escape_special(struct buf *out, struct str text)
{
    size_t from = 0;
    for (size_t at = 0; at < text.len; at++) {
        unsigned char special = html_special[(unsigned char)text.at[at]];
        if (special != PLAIN) {
            buf_put(out, (struct str){text.at + from, at - from});
            buf_put(out, html_entity[special]);
            from = at + 1;
        }
    }
    if (from < text.len) {
        buf_put(out, (struct str){text.at + from, text.len - from});
    }
}

void escape_html(struct buf *out, struct str text)
{
    if (is_plain_text(text)) {
        buf_put(out, text);
    } else {
        escape_special(out, text);
    }
}

static bool is_unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void escape_url(struct buf *out, struct str text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t at = 0; at < text.len; at++) {
        unsigned char c = (unsigned char)text.at[at];
        if (is_unreserved(c)) {
            buf_put_char(out, (char)c);
        } else {
            buf_put(out, (struct str){(const char[]){'%', digits[c >> 4], digits[c & 15]}, 3});
        }
    }
}

/* Bytes to look at: control characters, the quote, the backslash, a slash (after '<'), and the first byte
 * of U+2028. */
static const bool json_special[256] = {
    [0] = true,    [1] = true,  [2] = true,   [3] = true,   [4] = true,    [5] = true,
    [6] = true,    [7] = true,  [8] = true,   [9] = true,   [10] = true,   [11] = true,
    [12] = true,   [13] = true, [14] = true,  [15] = true,  [16] = true,   [17] = true,
    [18] = true,   [19] = true, [20] = true,  [21] = true,  [22] = true,   [23] = true,
    [24] = true,   [25] = true, [26] = true,  [27] = true,  [28] = true,   [29] = true,
    [30] = true,   [31] = true, ['"'] = true, ['/'] = true, ['\\'] = true, [0x7F] = true,
    [0xE2] = true,
};

/* Writes the escape of the byte at `at`; returns how many bytes of the text it stands for, 0: none. */
static size_t put_json_escape(struct buf *out, struct str text, size_t at)
{
    unsigned char c = (unsigned char)text.at[at];
    switch (c) {
    case '"':
        buf_put(out, STR("\\\""));
        return 1;
    case '\\':
        buf_put(out, STR("\\\\"));
        return 1;
    case '\n':
        buf_put(out, STR("\\n"));
        return 1;
    case '\r':
        buf_put(out, STR("\\r"));
        return 1;
    case '\t':
        buf_put(out, STR("\\t"));
        return 1;
    case '/':
        if (at == 0 || text.at[at - 1] != '<') {
            return 0;
        }
        buf_put(out, STR("\\/"));
        return 1;
    case 0xE2:
        if (text.len - at < 3 || text.at[at + 1] != '\x80' ||
            ((unsigned char)text.at[at + 2] & 0xFE) != 0xA8) {
            return 0;
        }
        buf_put(out, text.at[at + 2] == '\xA8' ? STR("\\u2028") : STR("\\u2029"));
        return 3;
    default:
        buf_put_format(out, "\\u%04x", (unsigned)c);
        return 1;
    }
}

void escape_json(struct buf *out, struct str text)
{
    size_t from = 0;
    size_t at = 0;
    while (at < text.len) {
        if (!json_special[(unsigned char)text.at[at]]) {
            at++;
            continue;
        }
        buf_put(out, str_slice(text, from, at));
        size_t used = put_json_escape(out, text, at);
        from = at + used;
        at += used > 0 ? used : 1;
    }
    buf_put(out, str_slice(text, from, text.len));
}

bool address_is_safe(struct str address)
{
    static const struct str schemes[] = {
        {"http://", 7}, {"https://", 8}, {"mailto:", 7}, {"tel:", 4}};
    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        if (address.len >= schemes[i].len &&
            str_equal_ascii_case(str_slice(address, 0, schemes[i].len), schemes[i])) {
            return true;
        }
    }
    for (size_t at = 0; at < address.len; at++) {
        unsigned char c = (unsigned char)address.at[at];
        if (c == '/' || c == '?' || c == '#') {
            return true; /* a scheme can only end before these */
        }
        if (c == ':' || c < 0x20) {
            return false;
        }
    }
    return true;
}
