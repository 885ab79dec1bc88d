/* argon2id as libsodium writes it: "$argon2id$v=19$m=19456,t=2,p=1$salt$hash". The parameters are the
 * OWASP Password Storage Cheat Sheet's first choice: 19 MiB, two passes.
 */
#include "platform/secret/ready.h"
#include "platform/secret/secret.h"

#include <sodium.h>
#include <string.h>

enum { MEMORY_BYTES = 19 * 1024 * 1024, PASSES = 2 };

enum status password_hash(struct arena *arena, struct str password, struct str *out,
                          struct err *err)
{
    if (password.len == 0 || password.len > PASSWORD_LIMIT_BYTES) {
        struct err_item *item =
            err_add_field(err, "password", "A password has between 1 and {max} bytes");
        err_int(item, "max", PASSWORD_LIMIT_BYTES);
        return INVALID;
    }
    secret_ready();
    char text[crypto_pwhash_STRBYTES];
    if (crypto_pwhash_str_alg(text, password.at, password.len, PASSES, MEMORY_BYTES,
                              crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return err_return(err, UNAVAILABLE, "There is not enough memory just now; try again soon");
    }
    *out = str_copy(arena, str_of(text));
    return OK;
}

/* libsodium wants exactly STRBYTES bytes, padded with NUL. */
static bool pad(struct str stored, char out[crypto_pwhash_STRBYTES])
{
    if (stored.len == 0 || stored.len >= crypto_pwhash_STRBYTES) {
        return false;
    }
    memset(out, 0, crypto_pwhash_STRBYTES);
    memcpy(out, stored.at, stored.len);
    return true;
}

bool password_fits(struct str stored, struct str password)
{
    char text[crypto_pwhash_STRBYTES];
    if (!pad(stored, text) || password.len == 0 || password.len > PASSWORD_LIMIT_BYTES) {
        return password_fits_nobody(password);
    }
    secret_ready();
    return crypto_pwhash_str_verify(text, password.at, password.len) == 0;
}

bool password_fits_nobody(struct str password)
{
    secret_ready();
    char text[crypto_pwhash_STRBYTES];
    size_t length = password.len < PASSWORD_LIMIT_BYTES ? password.len : PASSWORD_LIMIT_BYTES;
    const char *at = password.at != NULL ? password.at : "";
    int failed =
        crypto_pwhash_str_alg(text, at, length, PASSES, MEMORY_BYTES, crypto_pwhash_ALG_ARGON2ID13);
    (void)failed; /* nobody's password never fits */
    return false;
}

bool password_is_outdated(struct str stored)
{
    char text[crypto_pwhash_STRBYTES];
    return !pad(stored, text) || crypto_pwhash_str_needs_rehash(text, PASSES, MEMORY_BYTES) != 0;
}
