/* Files in the database, in pieces of 64 KiB, so that there is one file to back up and every node has
 * them. A blob is written once, known by id, with its SHA-less BLAKE2b digest and length. */
#ifndef SAMSYN_DB_BLOB_H
#define SAMSYN_DB_BLOB_H

#include "platform/db/query.h"

struct blob {
    int64_t id;
    struct str name; /* as the person called it */
    struct str type; /* media type, found by looking, not believed */
    int64_t length;
    struct str digest; /* hex */
};
extern const struct table BLOB_TABLE;

enum { BLOB_PIECE_BYTES = 65536 };

/* Uploads come in numbered, resumable pieces: begin, put each piece (again is harmless), finish. Every
 * piece but the last has BLOB_PIECE_BYTES. */
enum status blob_begin(struct tx *tx, struct blob *blob) MUST_CHECK; /* gives id */
/* NOT_FOUND when there is no such unfinished file, TOO_LARGE beyond BLOB_PIECE_BYTES. */
enum status blob_put(struct tx *tx, int64_t blob, int64_t piece, struct str bytes) MUST_CHECK;
/* As blob_put(), but what is there stays: CONFLICT when it is something else. Of a finished file, too, the
 * same piece is OK. */
enum status blob_put_once(struct tx *tx, int64_t blob, int64_t piece, struct str bytes) MUST_CHECK;
/* Which pieces are there, in order: rows of BLOB_NUMBER_TABLE, return in arena. */
struct blob_number {
    int64_t blob, number;
};
extern const struct table BLOB_NUMBER_TABLE;
enum status blob_numbers(struct tx *tx, struct arena *arena, int64_t blob,
                         struct rows *out_numbers) MUST_CHECK;
/* Sets length and digest (BLAKE2b-256). INVALID when a piece is missing or short; NOT_FOUND. */
enum status blob_finish(struct tx *tx, struct blob *blob) MUST_CHECK;

/* A whole file at once. blob_upload() begins it and puts its pieces in bulk changes of their own, so
 * that nobody waits for it; the change that refers to it then makes it whole by blob_complete() (what
 * is never completed is swept away). Gives id, length and digest; the digest returns in arena. No
 * reader may be held. */
enum status blob_upload(struct db *db, struct arena *arena, struct blob *blob, struct str bytes,
                        struct err *err) MUST_CHECK;
enum status blob_complete(struct tx *tx, const struct blob *blob) MUST_CHECK; /* NOT_FOUND */

/* Texts live in tx_arena(). NOT_FOUND also while it is not finished. */
enum status blob_get(struct tx *tx, int64_t id, struct blob *out_blob) MUST_CHECK;
/* Whole content, at most `limit` bytes (TOO_LARGE beyond), returns in arena. */
enum status blob_read(struct tx *tx, struct arena *arena, int64_t id, size_t limit,
                      struct str *out_bytes) MUST_CHECK;
/* Piece by piece, for sending large files; `bytes` is valid during the call. */
typedef enum status (*blob_each_fn)(void *self, struct str bytes);
enum status blob_each(struct tx *tx, int64_t id, blob_each_fn each, void *self) MUST_CHECK;
enum status blob_remove(struct tx *tx, int64_t id) MUST_CHECK;
/* Removes what was begun before `before_ms` (real time) and never finished. */
enum status blob_sweep(struct tx *tx, int64_t before_ms, int64_t *out_count) MUST_CHECK;

#endif
