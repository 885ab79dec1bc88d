/* Random bytes, tokens, BLAKE2b, signatures: thin covers of libsodium. */
#include "platform/secret/ready.h"
#include "platform/secret/secret.h"

#include "platform/base/log.h"

#include <assert.h>
#include <sodium.h>
#include <stdatomic.h>
#include <string.h>

static_assert(sizeof(struct digest_stream) >= sizeof(crypto_generichash_state), "room for it");
static_assert(DIGEST_BYTES == crypto_generichash_BYTES, "BLAKE2b-256");

void secret_ready(void)
{
    static _Atomic bool is_ready;
    if (!atomic_load_explicit(&is_ready, memory_order_acquire)) {
        if (sodium_init() < 0) {
            die("libsodium does not start");
        }
        atomic_store_explicit(&is_ready, true, memory_order_release);
    }
}

void secret_random(void *out, size_t bytes)
{
    secret_ready();
    randombytes_buf(out, bytes);
}

bool secret_equal(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || sodium_memcmp(a.at, b.at, a.len) == 0);
}

struct str token_new(struct arena *arena)
{
    char bytes[32];
    secret_random(bytes, sizeof(bytes));
    struct str token = base64url_encode(arena, (struct str){bytes, sizeof(bytes)});
    sodium_memzero(bytes, sizeof(bytes));
    return token;
}

struct str token_digest(struct arena *arena, struct str token)
{
    struct digest digest = digest_of(token);
    return str_copy(arena, digest_str(&digest));
}

static crypto_generichash_state *state_of(struct digest_stream *stream)
{
    void *inside = stream->inside;
    return inside;
}

void digest_begin(struct digest_stream *stream, const struct secret_key *key)
{
    secret_ready();
    int failed = crypto_generichash_init(state_of(stream), key != NULL ? key->bytes : NULL,
                                         key != NULL ? sizeof(key->bytes) : 0, DIGEST_BYTES);
    assert(failed == 0);
}

void digest_add(struct digest_stream *stream, struct str bytes)
{
    if (bytes.len > 0) {
        crypto_generichash_update(state_of(stream), (const unsigned char *)bytes.at, bytes.len);
    }
}

void digest_add_part(struct digest_stream *stream, struct str bytes)
{
    char length[8];
    for (size_t i = 0; i < sizeof(length); i++) {
        length[i] = (char)((uint64_t)bytes.len >> (8 * i) & 0xFF);
    }
    digest_add(stream, (struct str){length, sizeof(length)});
    digest_add(stream, bytes);
}

struct digest digest_end(struct digest_stream *stream)
{
    struct digest digest;
    crypto_generichash_final(state_of(stream), digest.bytes, sizeof(digest.bytes));
    return digest;
}

struct digest digest_keyed(const struct secret_key *key, struct str bytes)
{
    struct digest_stream stream;
    digest_begin(&stream, key);
    digest_add(&stream, bytes);
    return digest_end(&stream);
}

struct digest digest_of(struct str bytes)
{
    return digest_keyed(NULL, bytes);
}

struct str digest_str(const struct digest *digest)
{
    return (struct str){(const char *)digest->bytes, sizeof(digest->bytes)};
}

struct str digest_hex(struct arena *arena, const struct digest *digest)
{
    return hex_encode(arena, digest_str(digest));
}

/* --- SHA-256 --- */

static_assert(sizeof(struct sha256_stream) >= sizeof(crypto_hash_sha256_state), "room for it");
static_assert(DIGEST_BYTES == crypto_hash_sha256_BYTES, "SHA-256");

static crypto_hash_sha256_state *sha256_of(struct sha256_stream *stream)
{
    void *inside = stream->inside;
    return inside;
}

void sha256_begin(struct sha256_stream *stream)
{
    secret_ready();
    crypto_hash_sha256_init(sha256_of(stream));
}

void sha256_add(struct sha256_stream *stream, struct str bytes)
{
    if (bytes.len > 0) {
        crypto_hash_sha256_update(sha256_of(stream), (const unsigned char *)bytes.at, bytes.len);
    }
}

struct digest sha256_end(struct sha256_stream *stream)
{
    struct digest digest;
    crypto_hash_sha256_final(sha256_of(stream), digest.bytes);
    return digest;
}

/* --- Signed values --- */

static struct digest signature_of(const struct secret_key *key, const char *purpose,
                                  struct str value)
{
    struct digest_stream stream;
    digest_begin(&stream, key);
    digest_add_part(&stream, str_of(purpose));
    digest_add_part(&stream, value);
    return digest_end(&stream);
}

struct str secret_sign(struct arena *arena, const struct secret_key *key, const char *purpose,
                       struct str value)
{
    struct digest signature = signature_of(key, purpose, value);
    struct str text = base64url_encode(arena, digest_str(&signature));
    return str_format(arena, "%.*s.%.*s", STR_ARG(value), STR_ARG(text));
}

bool secret_open(const struct secret_key *key, const char *purpose, struct str text,
                 struct str *out_value)
{
    if (text.len < TOKEN_CHARACTERS + 1 || text.at[text.len - TOKEN_CHARACTERS - 1] != '.') {
        return false;
    }
    struct str value = str_slice(text, 0, text.len - TOKEN_CHARACTERS - 1);
    struct str given = str_slice(text, text.len - TOKEN_CHARACTERS, text.len);
    struct digest signature = signature_of(key, purpose, value);
    char expected[TOKEN_CHARACTERS + 1];
    sodium_bin2base64(expected, sizeof(expected), signature.bytes, sizeof(signature.bytes),
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    if (!secret_equal(given, (struct str){expected, TOKEN_CHARACTERS})) {
        return false;
    }
    *out_value = value;
    return true;
}
