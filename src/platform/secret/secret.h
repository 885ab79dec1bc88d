/* What must not be guessed, forged or read back: random tokens, digests, signatures, passwords, the
 * installation's key. libsodium lives in this room alone.
 *
 * Tokens and passwords are never stored: a token's digest is, and a password's argon2id text. What is
 * compared with a secret is compared in constant time.
 */
#ifndef SAMSYN_SECRET_SECRET_H
#define SAMSYN_SECRET_SECRET_H

#include "platform/base/status.h"

enum {
    DIGEST_BYTES = 32,
    SECRET_KEY_BYTES = 32,
    TOKEN_CHARACTERS = 43, /* 32 bytes as base64url */
    PASSWORD_LIMIT_BYTES = 1024
};

/* Random bytes from the system; dies when it has none. */
void secret_random(void *out, size_t bytes);

/* Whether the two are the same, in a time that tells nothing of where they differ. */
bool secret_equal(struct str a, struct str b);

/* A new token: TOKEN_CHARACTERS of base64url, 256 random bits. Returns in arena. */
struct str token_new(struct arena *arena);
/* What is stored of a token: its BLAKE2b-256, DIGEST_BYTES bytes. Returns in arena. */
struct str token_digest(struct arena *arena, struct str token);

/* --- Digests: BLAKE2b with 256 bits (RFC 7693), for the audit chain, commitments and documents. */

struct digest {
    unsigned char bytes[DIGEST_BYTES];
};

/* A digest being computed; its inside is libsodium's. */
struct digest_stream {
    _Alignas(64) unsigned char inside[384];
};

struct secret_key {
    unsigned char bytes[SECRET_KEY_BYTES];
};

struct digest digest_of(struct str bytes);
/* With a key only who has it can compute the digest; NULL for none. */
struct digest digest_keyed(const struct secret_key *key, struct str bytes);
void digest_begin(struct digest_stream *stream, const struct secret_key *key);
void digest_add(struct digest_stream *stream, struct str bytes);
/* Adds the length (8 bytes, little-endian) and then the bytes, so that "ab","c" differs from "a","bc". */
void digest_add_part(struct digest_stream *stream, struct str bytes);
struct digest digest_end(struct digest_stream *stream);
struct str digest_str(const struct digest *digest);                      /* its bytes; borrows */
struct str digest_hex(struct arena *arena, const struct digest *digest); /* returns in arena */

/* SHA-256 (FIPS 180-4), for what others compute: browsers know no BLAKE2b. */
struct sha256_stream {
    _Alignas(64) unsigned char inside[128];
};
void sha256_begin(struct sha256_stream *stream);
void sha256_add(struct sha256_stream *stream, struct str bytes);
struct digest sha256_end(struct sha256_stream *stream);

/* --- Small signed values: links in mails, cookies that hold no secret. */

/* "value.signature", where the value stays readable. A signature for one purpose ("mail.confirm") does
 * not fit another. The value is free of '.'-rules: the last '.' divides. Returns in arena. */
struct str secret_sign(struct arena *arena, const struct secret_key *key, const char *purpose,
                       struct str value);
/* Writes the value (borrows from `text`) when the signature fits. */
bool secret_open(const struct secret_key *key, const char *purpose, struct str text,
                 struct str *out_value) MUST_CHECK;

/* --- Passwords: argon2id, 19 MiB, two passes. Takes some 20 ms of CPU: never in a loop's thread. */

/* Text to store, with its parameters and salt. INVALID beyond PASSWORD_LIMIT_BYTES or empty,
 * UNAVAILABLE when memory is short. Returns in arena. */
enum status password_hash(struct arena *arena, struct str password, struct str *out,
                          struct err *err) MUST_CHECK;
bool password_fits(struct str stored, struct str password) MUST_CHECK;
/* Takes as long as password_fits(), for a name that nobody has. Always false. */
bool password_fits_nobody(struct str password);
/* Stored with other parameters than today's: hash it again after the next sign-in. */
bool password_is_outdated(struct str stored);

/* --- The installation's key: `secret.key` in the data directory, only its owner may read it. */

/* Reads the key, and makes it at the first use; when two processes make it at once both read the same.
 * UNAVAILABLE with err when the directory cannot be read or written or the file is damaged. */
enum status secret_key_load(struct str directory, struct secret_key *out,
                            struct err *err) MUST_CHECK;
/* A key for one purpose, so that no two uses share one. */
struct secret_key secret_key_for(const struct secret_key *key, const char *purpose);

/* --- Bytes as text */

struct str base64url_encode(struct arena *arena, struct str bytes); /* without padding */
bool base64url_decode(struct arena *arena, struct str text, struct str *out_bytes);
struct str hex_encode(struct arena *arena, struct str bytes);
bool hex_decode(struct arena *arena, struct str text, struct str *out_bytes);

#endif
