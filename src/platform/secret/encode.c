/* Bytes as text, without branches that depend on them (libsodium's own). */
#include "platform/secret/secret.h"

#include <sodium.h>

struct str base64url_encode(struct arena *arena, struct str bytes)
{
    size_t size = sodium_base64_encoded_len(bytes.len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = arena_alloc(arena, size);
    sodium_bin2base64(text, size, (const unsigned char *)bytes.at, bytes.len,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return (struct str){text, size - 1};
}

bool base64url_decode(struct arena *arena, struct str text, struct str *out_bytes)
{
    unsigned char *bytes = arena_alloc(arena, text.len / 4 * 3 + 4);
    size_t length = 0;
    const char *end = NULL;
    if (text.len > 0 &&
        (sodium_base642bin(bytes, text.len / 4 * 3 + 3, text.at, text.len, NULL, &length, &end,
                           sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
         end != text.at + text.len)) {
        return false;
    }
    *out_bytes = (struct str){(char *)bytes, length};
    return true;
}

struct str hex_encode(struct arena *arena, struct str bytes)
{
    char *text = arena_array(arena, bytes.len * 2 + 1, 1);
    sodium_bin2hex(text, bytes.len * 2 + 1, (const unsigned char *)bytes.at, bytes.len);
    return (struct str){text, bytes.len * 2};
}

bool hex_decode(struct arena *arena, struct str text, struct str *out_bytes)
{
    unsigned char *bytes = arena_alloc(arena, text.len / 2 + 1);
    size_t length = 0;
    const char *end = NULL;
    if (text.len > 0 &&
        (sodium_hex2bin(bytes, text.len / 2 + 1, text.at, text.len, NULL, &length, &end) != 0 ||
         end != text.at + text.len)) {
        return false;
    }
    *out_bytes = (struct str){(char *)bytes, length};
    return true;
}
