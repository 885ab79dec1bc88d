/* The rules of files that come in pieces. A row of `upload` says whose a blob is and what for; the
 * blob keeps the bytes. What is there is never replaced, so a file can be hashed outside the change that
 * says it is whole: nothing of it can become another in between.
 */
#include "platform/web/uploads.h"

#include "platform/base/rand.h"
#include "platform/secret/secret.h"
#include "platform/work/platform.h"

#include "web_queries.h"

#define HOUR_MS INT64_C(3600000)

static const struct field FIELDS[] = {
    FIELD(ID, struct file_upload, id, NULL),      FIELD(ID, struct file_upload, person, NULL),
    FIELD(TEXT, struct file_upload, form, NULL),  FIELD(TEXT, struct file_upload, field, NULL),
    FIELD(TEXT, struct file_upload, name, NULL),  FIELD(TEXT, struct file_upload, type, NULL),
    FIELD(INT, struct file_upload, size, NULL),   FIELD(TEXT, struct file_upload, sha256, NULL),
    FIELD(TEXT, struct file_upload, state, NULL), FIELD(TIME, struct file_upload, created_at, NULL),
};
const struct table FILE_UPLOAD_TABLE = TABLE("upload", struct file_upload, FIELDS);

/* --- Beginning --- */

struct sums {
    int64_t person;
    int64_t own_count, own_bytes, all_bytes;
};
static const struct field SUMS_FIELDS[] = {
    FIELD(ID, struct sums, person, NULL),
    FIELD(INT, struct sums, own_count, NULL),
    FIELD(INT, struct sums, own_bytes, NULL),
    FIELD(INT, struct sums, all_bytes, NULL),
};
static const struct table SUMS_TABLE = TABLE("sums", struct sums, SUMS_FIELDS);

static enum status check_room(struct tx *tx, const struct file_upload *upload, struct err *err)
{
    struct sums sums = {.person = upload->person};
    TRY(query_one(tx, &WEB_UPLOAD_SUMS, bind_row(&SUMS_TABLE, &sums), &SUMS_TABLE, &sums));
    if (sums.own_count >= UPLOADS_A_PERSON ||
        sums.own_bytes + upload->size > UPLOAD_BYTES_A_PERSON) {
        return err_return(err, LIMITED,
                          N_("Too many of your files are on their way. Finish or cancel one of "
                             "them, or try again tomorrow."));
    }
    if (sums.all_bytes + upload->size > UPLOAD_BYTES_IN_ALL) {
        return err_return(err, LIMITED,
                          N_("Too many files are on their way right now. Try again later."));
    }
    return OK;
}

static enum status begin(struct tx *tx, const void *in, void *out, struct err *err)
{
    struct file_upload upload = *(const struct file_upload *)in;
    TRY(check_room(tx, &upload, err));
    struct blob blob = {.name = upload.name, .type = upload.type};
    TRY(blob_begin(tx, &blob));
    upload.id = blob.id;
    int64_t changed = 0;
    TRY(query_run(tx, &WEB_UPLOAD_INSERT, bind_row(&FILE_UPLOAD_TABLE, &upload), &changed));
    *(int64_t *)out = upload.id;
    return OK;
}

enum status file_upload_begin(struct call *call, struct file_upload *upload)
{
    upload->person = call->actor.person;
    upload->sha256 = STR("");
    upload->state = STR("arriving");
    upload->created_at = real_now_ms();
    upload->type = upload->type.at == NULL ? STR("") : upload->type;
    if (upload->person == NO_INT) {
        return UNAUTHENTICATED;
    }
    return call_write(call, "upload.begin", begin, upload, &upload->id);
}

enum status file_upload_get(struct tx *tx, struct arena *arena, int64_t person,
                            struct file_upload *out)
{
    struct rows rows = {.table = &FILE_UPLOAD_TABLE};
    struct file_upload wanted = {.id = out->id, .person = person};
    TRY(query_rows(tx, arena, &WEB_UPLOAD_GET, bind_row(&FILE_UPLOAD_TABLE, &wanted), &rows));
    if (rows.count == 0) {
        return NOT_FOUND;
    }
    *out = *(const struct file_upload *)rows.at;
    return OK;
}

/* --- Pieces --- */

static int64_t piece_length(const struct file_upload *upload, int64_t number)
{
    if (number < 0 || number > upload->size / UPLOAD_PIECE_BYTES) {
        return 0;
    }
    int64_t rest = upload->size - number * UPLOAD_PIECE_BYTES;
    return rest < UPLOAD_PIECE_BYTES ? rest : UPLOAD_PIECE_BYTES;
}

static enum status put(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    const struct file_piece *piece = in;
    struct file_upload upload = {.id = piece->id};
    TRY(file_upload_get(tx, tx_arena(tx), tx_actor(tx)->person, &upload));
    int64_t length = piece_length(&upload, piece->number);
    if (length == 0 || (int64_t)piece->bytes.len != length) {
        struct err_item *item =
            err_add(err, N_("This piece has another length than it should have: {bytes} bytes."));
        err_int(item, "bytes", length);
        return INVALID;
    }
    for (size_t at = 0; at < piece->bytes.len; at += BLOB_PIECE_BYTES) {
        int64_t number = (piece->number * UPLOAD_PIECE_BYTES + (int64_t)at) / BLOB_PIECE_BYTES;
        struct str bytes = str_slice(piece->bytes, at, at + BLOB_PIECE_BYTES);
        enum status status = blob_put_once(tx, piece->id, number, bytes);
        if (status == CONFLICT) {
            return err_return(err, CONFLICT,
                              N_("Another content of this piece is here already. Nothing was "
                                 "replaced."));
        }
        TRY(status);
    }
    return OK;
}

enum status file_upload_put(struct call *call, const struct file_piece *piece)
{
    return call_write(call, "upload.put", put, piece, NULL);
}

/* --- Whole --- */

struct hashes {
    struct digest_stream own;
    struct sha256_stream sha256;
    int64_t length;
};

static enum status add_to_hashes(void *self, struct str bytes)
{
    struct hashes *hashes = self;
    digest_add(&hashes->own, bytes);
    sha256_add(&hashes->sha256, bytes);
    hashes->length += (int64_t)bytes.len;
    return OK;
}

struct finish_in {
    struct file_upload upload;
    struct blob blob;
};
struct move_bind {
    int64_t id, person;
    struct str state, state_before, sha256;
};
static const struct field MOVE_FIELDS[] = {
    FIELD(ID, struct move_bind, id, NULL),       FIELD(ID, struct move_bind, person, NULL),
    FIELD(TEXT, struct move_bind, state, NULL),  FIELD(TEXT, struct move_bind, state_before, NULL),
    FIELD(TEXT, struct move_bind, sha256, NULL),
};
static const struct table MOVE_TABLE = TABLE("move", struct move_bind, MOVE_FIELDS);

static enum status move(struct tx *tx, const struct file_upload *upload, const char *to)
{
    int64_t changed = 0;
    struct move_bind bind = {upload->id, tx_actor(tx)->person, str_of(to), upload->state,
                             upload->sha256};
    TRY(query_run(tx, &WEB_UPLOAD_MOVE, bind_row(&MOVE_TABLE, &bind), &changed));
    return changed == 0 ? NOT_FOUND : OK;
}

static enum status finish(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    const struct finish_in *finished = in;
    TRY(move(tx, &finished->upload, "whole"));
    return blob_complete(tx, &finished->blob);
}

static enum status read_hashes(struct call *call, const struct file_upload *upload,
                               struct finish_in *finished, struct str *out_sha256)
{
    struct hashes hashes = {.length = 0};
    struct tx *tx = NULL;
    digest_begin(&hashes.own, NULL);
    sha256_begin(&hashes.sha256);
    TRY(call_reader(call, &tx));
    enum status status = blob_each(tx, upload->id, add_to_hashes, &hashes);
    if (status == INVALID || (status == OK && hashes.length != upload->size)) {
        return err_return(call->err, INVALID,
                          N_("Pieces of the file are still missing. Send them, then finish."));
    }
    TRY(status);
    struct digest own = digest_end(&hashes.own);
    struct digest sha256 = sha256_end(&hashes.sha256);
    finished->blob = (struct blob){.id = upload->id,
                                   .name = upload->name,
                                   .type = upload->type,
                                   .length = hashes.length,
                                   .digest = digest_hex(call->arena, &own)};
    *out_sha256 = digest_hex(call->arena, &sha256);
    return OK;
}

static enum status refuse_hash(struct err *err)
{
    return err_return_field(err, "sha256",
                            N_("The file that arrived is not the one that was sent. Send it "
                               "again from the beginning."));
}

enum status file_upload_finish(struct call *call, int64_t id, struct str sha256)
{
    struct finish_in finished = {.upload = {.id = id}};
    struct file_upload *upload = &finished.upload;
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    TRY(file_upload_get(tx, call->arena, call->actor.person, upload));
    if (!str_equal(upload->state, STR("arriving"))) {
        return str_equal_ascii_case(upload->sha256, sha256) ? OK : refuse_hash(call->err);
    }
    struct str found = {NULL, 0};
    TRY(read_hashes(call, upload, &finished, &found));
    if (!str_equal_ascii_case(found, sha256)) {
        return refuse_hash(call->err);
    }
    upload->sha256 = found;
    enum status status = call_write(call, "upload.finish", finish, &finished, NULL);
    if (status != NOT_FOUND) {
        return status;
    }
    /* Another request finished it meanwhile, or it is gone. */
    TRY(call_reader(call, &tx));
    return file_upload_get(tx, call->arena, call->actor.person, upload);
}

enum status file_upload_use(struct tx *tx, int64_t id, const char *field, int64_t *out_blob,
                            struct err *err)
{
    struct file_upload upload = {.id = id};
    enum status status = file_upload_get(tx, tx_arena(tx), tx_actor(tx)->person, &upload);
    bool is_there = status == OK && str_equal(upload.state, STR("whole"));
    status = is_there ? move(tx, &upload, "used") : status;
    if (status == NOT_FOUND || (status == OK && !is_there)) {
        return err_return_field(err, field, N_("This file is no longer here. Choose it again."));
    }
    TRY(status);
    *out_blob = id;
    return OK;
}

/* --- Gone --- */

static enum status forget(struct tx *tx, int64_t id, bool is_used)
{
    int64_t changed = 0;
    TRY(query_run(tx, &WEB_UPLOAD_DELETE, bind_id(&id), &changed));
    enum status status = is_used ? OK : blob_remove(tx, id);
    return status == NOT_FOUND ? OK : status;
}

static enum status remove_own(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    struct file_upload upload = {.id = *(const int64_t *)in};
    TRY(file_upload_get(tx, tx_arena(tx), tx_actor(tx)->person, &upload));
    return str_equal(upload.state, STR("used")) ? NOT_FOUND : forget(tx, upload.id, false);
}

enum status file_upload_remove(struct call *call, int64_t id)
{
    return call_write(call, "upload.remove", remove_own, &id, NULL);
}

const struct setting UPLOAD_HOURS = {
    .key = "web.upload_hours",
    .label = N_("Hours that a file on its way is kept"),
    .help = N_("A file that is sent in pieces and not used by then goes the night after."),
    .kind = FIELD_KIND_INT,
    .initial = "24",
    .min = 1,
    .max = 168,
    .permission = "setting.manage",
};
const struct setting *const UPLOAD_SETTINGS[] = {&UPLOAD_HOURS, NULL};

static enum status sweep(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)err;
    struct rows rows = {.table = &FILE_UPLOAD_TABLE};
    TRY(query_rows(tx, tx_arena(tx), &WEB_UPLOAD_OLD, bind_row(&FILE_UPLOAD_TABLE, in), &rows));
    const struct file_upload *old = rows.at;
    for (size_t i = 0; i < rows.count; i++) {
        TRY(forget(tx, old[i].id, str_equal(old[i].state, STR("used"))));
    }
    *(int64_t *)out = (int64_t)rows.count;
    return OK;
}

static enum status run_sweep(struct call *call, const struct job *job)
{
    (void)job;
    int64_t kept_ms = setting_int(call->platform, &UPLOAD_HOURS) * HOUR_MS;
    struct file_upload oldest = {.created_at = real_now_ms() - kept_ms};
    int64_t count = 1;
    call->is_bulk = true;
    while (count > 0) {
        TRY(call_write(call, "upload.sweep", sweep, &oldest, &count));
    }
    return OK;
}

const struct job_kind UPLOAD_SWEEP_JOB = {
    .name = "web.upload_sweep", .run = run_sweep, .most_attempts = 5, .is_long = true};
const struct schedule UPLOAD_SWEEP_SCHEDULE = {
    .name = "web.upload_sweep", .kind = &UPLOAD_SWEEP_JOB, .at_minute_of_day = 3 * 60 + 15};
