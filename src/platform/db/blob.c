/* Files in the database. */
#include "platform/db/blob.h"

#include "platform/base/rand.h"
#include "platform/db/query.h"
#include "platform/secret/secret.h"

#include "db_queries.h"

#include <string.h>

static const struct field BLOB_FIELDS[] = {
    FIELD(ID, struct blob, id, "File"),
    FIELD(TEXT, struct blob, name, "Name", .max = 200),
    FIELD(TEXT, struct blob, type, "Type", .max = 100),
    FIELD(INT, struct blob, length, "Size"),
    FIELD(TEXT, struct blob, digest, "Digest", .max = 64),
};
const struct table BLOB_TABLE = TABLE("blob", struct blob, BLOB_FIELDS);

struct new_blob {
    int64_t id;
    struct str name;
    struct str type;
    int64_t created_at;
};
static const struct field NEW_BLOB_FIELDS[] = {
    FIELD(ID, struct new_blob, id, ""),
    FIELD(TEXT, struct new_blob, name, ""),
    FIELD(TEXT, struct new_blob, type, ""),
    FIELD(TIME, struct new_blob, created_at, ""),
};
static const struct table NEW_BLOB_TABLE = TABLE("blob", struct new_blob, NEW_BLOB_FIELDS);

struct piece {
    int64_t blob;
    int64_t number;
    struct str bytes;
};
static const struct field PIECE_FIELDS[] = {
    FIELD(ID, struct piece, blob, ""),
    FIELD(INT, struct piece, number, ""),
    FIELD(BYTES, struct piece, bytes, ""),
};
static const struct table PIECE_TABLE = TABLE("blob_piece", struct piece, PIECE_FIELDS);

enum status blob_begin(struct tx *tx, struct blob *blob)
{
    int64_t changed = 0;
    struct new_blob row = {.id = id_new(),
                           .name = blob->name.at != NULL ? blob->name : STR(""),
                           .type = blob->type.at != NULL ? blob->type : STR(""),
                           .created_at = real_now_ms()};
    TRY(query_run(tx, &BLOB_ADD, bind_row(&NEW_BLOB_TABLE, &row), &changed));
    blob->id = row.id;
    blob->length = NO_INT;
    blob->digest = (struct str){NULL, 0};
    return OK;
}

enum status blob_put(struct tx *tx, int64_t blob, int64_t piece, struct str bytes)
{
    if (bytes.len > BLOB_PIECE_BYTES) {
        return TOO_LARGE;
    }
    if (piece < 0 || bytes.len == 0) {
        return INVALID;
    }
    int64_t changed = 0;
    struct piece row = {.blob = blob, .number = piece, .bytes = bytes};
    TRY(query_run(tx, &BLOB_PIECE_PUT, bind_row(&PIECE_TABLE, &row), &changed));
    return changed == 0 ? NOT_FOUND : OK;
}

static const struct field NUMBER_FIELDS[] = {
    FIELD(ID, struct blob_number, blob, NULL),
    FIELD(INT, struct blob_number, number, NULL),
};
const struct table BLOB_NUMBER_TABLE = TABLE("blob_number", struct blob_number, NUMBER_FIELDS);

enum status blob_put_once(struct tx *tx, int64_t blob, int64_t piece, struct str bytes)
{
    if (bytes.len > BLOB_PIECE_BYTES) {
        return TOO_LARGE;
    }
    if (piece < 0 || bytes.len == 0) {
        return INVALID;
    }
    int64_t added = 0;
    struct piece row = {.blob = blob, .number = piece, .bytes = bytes};
    TRY(query_run(tx, &BLOB_PIECE_ADD, bind_row(&PIECE_TABLE, &row), &added));
    if (added > 0) {
        return OK;
    }
    struct piece there;
    TRY(query_one(tx, &BLOB_PIECE_GET, bind_row(&PIECE_TABLE, &row), &PIECE_TABLE, &there));
    return str_equal(there.bytes, bytes) ? OK : CONFLICT;
}

enum status blob_numbers(struct tx *tx, struct arena *arena, int64_t blob, struct rows *out_numbers)
{
    struct blob_number row = {.blob = blob};
    out_numbers->table = &BLOB_NUMBER_TABLE;
    return query_rows(tx, arena, &BLOB_PIECE_NUMBERS, bind_row(&BLOB_NUMBER_TABLE, &row),
                      out_numbers);
}

enum status blob_get(struct tx *tx, int64_t id, struct blob *out_blob)
{
    return query_one(tx, &BLOB_GET_FINISHED, bind_id(&id), &BLOB_TABLE, out_blob);
}

/* Goes over the pieces and checks that none is missing. */
struct walk {
    blob_each_fn each;
    void *self;
    int64_t count;
    int64_t length;
    bool was_short;
};

static enum status walk_piece(void *self, const void *row)
{
    struct walk *walk = self;
    const struct piece *piece = row;
    if (walk->was_short || piece->number != walk->count) {
        return INVALID;
    }
    walk->count++;
    walk->length += (int64_t)piece->bytes.len;
    walk->was_short = piece->bytes.len < BLOB_PIECE_BYTES;
    return walk->each(walk->self, piece->bytes);
}

static enum status walk_pieces(struct tx *tx, int64_t id, struct walk *walk)
{
    struct query_each each = {.table = &PIECE_TABLE, .each = walk_piece, .self = walk};
    return query_each(tx, &BLOB_PIECES, bind_id(&id), &each);
}

static enum status add_to_digest(void *self, struct str bytes)
{
    digest_add(self, bytes);
    return OK;
}

enum status blob_finish(struct tx *tx, struct blob *blob)
{
    struct digest_stream stream;
    struct walk walk = {.each = add_to_digest, .self = &stream};
    int64_t changed = 0;
    digest_begin(&stream, NULL);
    TRY(walk_pieces(tx, blob->id, &walk));
    struct digest digest = digest_end(&stream);
    struct blob finished = *blob;
    finished.length = walk.length;
    finished.digest = digest_hex(tx_arena(tx), &digest);
    TRY(query_run(tx, &BLOB_SET_FINISHED, bind_row(&BLOB_TABLE, &finished), &changed));
    if (changed == 0) {
        return NOT_FOUND;
    }
    *blob = finished;
    return OK;
}

/* --- a whole file --- */

enum { PIECES_A_CHANGE = 8 };

struct upload {
    struct blob blob;
    struct str bytes;
    size_t from; /* of bytes: where this change begins */
};

static enum status upload_begin(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)err;
    struct blob begun = *(const struct blob *)in;
    TRY(blob_begin(tx, &begun));
    *(int64_t *)out = begun.id;
    return OK;
}

static enum status upload_some(struct tx *tx, const void *in, void *out, struct err *err)
{
    const struct upload *upload = in;
    size_t number = upload->from / BLOB_PIECE_BYTES;
    (void)out;
    (void)err;
    for (size_t i = number; i < number + PIECES_A_CHANGE; i++) {
        struct str piece =
            str_slice(upload->bytes, i * BLOB_PIECE_BYTES, (i + 1) * BLOB_PIECE_BYTES);
        if (piece.len == 0) {
            break;
        }
        TRY(blob_put(tx, upload->blob.id, (int64_t)i, piece));
    }
    return OK;
}

enum status blob_upload(struct db *db, struct arena *arena, struct blob *blob, struct str bytes,
                        struct err *err)
{
    struct upload upload = {.blob = *blob, .bytes = bytes};
    struct db_change change = {.name = "blob.upload",
                               .run = upload_begin,
                               .in = blob,
                               .out = &upload.blob.id,
                               .actor = {.person = NO_INT},
                               .is_bulk = true};
    TRY(db_write(db, &change, err));
    change.run = upload_some;
    change.in = &upload;
    change.out = NULL;
    for (; upload.from < bytes.len; upload.from += (size_t)PIECES_A_CHANGE * BLOB_PIECE_BYTES) {
        TRY(db_write(db, &change, err));
    }
    struct digest digest = digest_of(bytes);
    upload.blob.length = (int64_t)bytes.len;
    upload.blob.digest = digest_hex(arena, &digest);
    *blob = upload.blob;
    return OK;
}

enum status blob_complete(struct tx *tx, const struct blob *blob)
{
    int64_t changed = 0;
    TRY(query_run(tx, &BLOB_SET_FINISHED, bind_row(&BLOB_TABLE, blob), &changed));
    return changed == 0 ? NOT_FOUND : OK;
}

enum status blob_each(struct tx *tx, int64_t id, blob_each_fn each, void *self)
{
    struct walk walk = {.each = each, .self = self};
    return walk_pieces(tx, id, &walk);
}

struct whole {
    char *at;
    size_t len;
    size_t room;
};

static enum status add_to_whole(void *self, struct str bytes)
{
    struct whole *whole = self;
    if (bytes.len > whole->room - whole->len) {
        return TOO_LARGE;
    }
    memcpy(whole->at + whole->len, bytes.at, bytes.len);
    whole->len += bytes.len;
    return OK;
}

enum status blob_read(struct tx *tx, struct arena *arena, int64_t id, size_t limit,
                      struct str *out_bytes)
{
    struct blob blob;
    TRY(blob_get(tx, id, &blob));
    if (blob.length < 0 || (uint64_t)blob.length > limit) {
        return TOO_LARGE;
    }
    struct whole whole = {.room = (size_t)blob.length};
    whole.at = arena_alloc(arena, whole.room + 1);
    TRY(blob_each(tx, id, add_to_whole, &whole));
    *out_bytes = (struct str){whole.at, whole.len};
    return OK;
}

enum status blob_remove(struct tx *tx, int64_t id)
{
    int64_t changed = 0;
    TRY(query_run(tx, &BLOB_DELETE, bind_id(&id), &changed));
    return changed == 0 ? NOT_FOUND : OK;
}

enum status blob_sweep(struct tx *tx, int64_t before_ms, int64_t *out_count)
{
    struct new_blob row = {.created_at = before_ms};
    return query_run(tx, &BLOB_DELETE_UNFINISHED, bind_row(&NEW_BLOB_TABLE, &row), out_count);
}
