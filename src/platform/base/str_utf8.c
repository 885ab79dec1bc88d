/* UTF-8, by the table of well-formed sequences in The Unicode Standard, section 3.9. */
#include "platform/base/str.h"

#include <string.h>

/* Length of the well-formed sequence at `at`, of which `left` bytes exist; 0 when there is none. */
static size_t sequence_length(const unsigned char *at, size_t left)
{
    unsigned char first = at[0];
    size_t length = 0;
    unsigned char least = 0x80;
    unsigned char greatest = 0xBF;
    if (first < 0x80) {
        return first != 0 ? 1 : 0;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        length = 2;
    } else if (first >= 0xE0 && first <= 0xEF) {
        length = 3;
        least = first == 0xE0 ? 0xA0 : least;
        greatest = first == 0xED ? 0x9F : greatest;
    } else if (first >= 0xF0 && first <= 0xF4) {
        length = 4;
        least = first == 0xF0 ? 0x90 : least;
        greatest = first == 0xF4 ? 0x8F : greatest;
    }
    if (length == 0 || left < length || at[1] < least || at[1] > greatest) {
        return 0;
    }
    for (size_t i = 2; i < length; i++) {
        if ((at[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    return length;
}

bool str_is_utf8(struct str s)
{
    if (s.len == 0) {
        return true;
    }
    if (memchr(s.at, 0, s.len) != NULL) {
        return false;
    }
    const uint64_t high_bits = UINT64_C(0x8080808080808080);
    size_t at = 0;
    while (at < s.len) {
        uint64_t eight = 0;
        while (s.len - at >= sizeof(eight)) {
            memcpy(&eight, s.at + at, sizeof(eight));
            if ((eight & high_bits) != 0) {
                break;
            }
            at += sizeof(eight);
        }
        if (at == s.len) {
            break;
        }
        size_t length = sequence_length((const unsigned char *)s.at + at, s.len - at);
        if (length == 0) {
            return false;
        }
        at += length;
    }
    return true;
}

uint32_t str_rune(struct str s, size_t *at)
{
    const unsigned char *byte = (const unsigned char *)s.at + *at;
    if (byte[0] < 0x80) {
        *at += 1;
        return byte[0];
    }
    size_t length = byte[0] < 0xE0 ? 2 : byte[0] < 0xF0 ? 3 : 4;
    uint32_t rune = byte[0] & (0xFFU >> (length + 1));
    for (size_t i = 1; i < length && *at + i < s.len; i++) {
        rune = rune << 6 | (byte[i] & 0x3FU);
    }
    *at = *at + length < s.len ? *at + length : s.len;
    return rune;
}

size_t str_rune_count(struct str s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.len; i++) {
        count += ((unsigned char)s.at[i] & 0xC0) != 0x80 ? 1 : 0;
    }
    return count;
}
