/* Files in the database, in pieces of 64 KiB, so that there is one file to back up and every node has
 * them. A blob is written once, known by id, with its SHA-less BLAKE2b digest and length. */
#ifndef SAMSYN_DB_BLOB_H
#define SAMSYN_DB_BLOB_H

#include "platform/db/db.h"

struct blob {
    int64_t id;
    struct str name; /* as the person called it */
    struct str type; /* media type, found by looking, not believed */
    int64_t length;
    struct str digest; /* hex */
};
extern const struct table BLOB_TABLE;

enum { BLOB_PIECE_BYTES = 65536 };

/* Uploads come in numbered, resumable pieces: begin, put each piece (again is harmless), finish. */
enum status blob_begin(struct tx *tx, struct blob *blob) MUST_CHECK; /* gives id */
enum status blob_put(struct tx *tx, int64_t blob, int64_t piece, struct str bytes) MUST_CHECK;
enum status blob_finish(struct tx *tx, struct blob *blob) MUST_CHECK; /* length, digest */
enum status blob_get(struct tx *tx, int64_t id, struct blob *out_blob) MUST_CHECK;
/* Whole content, at most `limit` bytes (TOO_LARGE beyond), returns in arena. */
enum status blob_read(struct tx *tx, struct arena *arena, int64_t id, size_t limit,
                      struct str *out_bytes) MUST_CHECK;
enum status blob_remove(struct tx *tx, int64_t id) MUST_CHECK;

#endif
