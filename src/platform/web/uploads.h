/* Files that come in numbered pieces, so that a lost network, a closed laptop or a server that is
 * started again costs a piece and not the file.
 *
 * Who is signed in begins a file for a field of a form (the right to that form is asked then, and again
 * when it is sent), puts its pieces in any order, and finishes it with its SHA-256. The form is then sent
 * with `_upload` = the file's id in place of the multipart part: its handler finds the file in
 * request->uploads as if it had come with the form. Files belong to who began them: to everybody else
 * they are not there. What has not been used a day later goes (setting web.upload_hours).
 *
 * An acknowledged piece is kept: it is in the database, and what is there is never replaced.
 */
#ifndef SAMSYN_WEB_UPLOADS_H
#define SAMSYN_WEB_UPLOADS_H

#include "platform/db/blob.h"
#include "platform/web/route.h"
#include "platform/work/job.h"
#include "platform/work/setting.h"

/* A piece, all but the last; on its way through the database 8 of a blob's. */
enum { UPLOAD_PIECE_BYTES = 8 * BLOB_PIECE_BYTES };
/* Ceilings of what is on its way or waits to be used. */
enum { UPLOADS_A_PERSON = 20 };
#define UPLOAD_BYTES_A_PERSON (INT64_C(256) * 1024 * 1024)
#define UPLOAD_BYTES_IN_ALL (INT64_C(2) * 1024 * 1024 * 1024)

struct file_upload {
    int64_t id; /* its blob's, too */
    int64_t person;
    struct str form, field; /* "/imports/new", "file" */
    struct str name, type;
    int64_t size;
    struct str sha256; /* hex; empty until it is whole */
    struct str state;  /* "arriving", "whole", "used" */
    int64_t created_at;
};
extern const struct table FILE_UPLOAD_TABLE;

/* The call's person begins a file: form, field, name, type and size are given; sets the rest. LIMITED
 * beyond the ceilings. */
enum status file_upload_begin(struct call *call, struct file_upload *upload) MUST_CHECK;
/* NOT_FOUND when there is none or it is somebody else's. Texts return in arena. */
enum status file_upload_get(struct tx *tx, struct arena *arena, int64_t person,
                            struct file_upload *out) MUST_CHECK; /* out->id is given */
/* Piece `number` from 0 on. The same again is OK. INVALID when it is not as long as it has to be, or
 * beyond the end; CONFLICT when something else is there; NOT_FOUND. */
struct file_piece {
    int64_t id, number;
    struct str bytes;
};
enum status file_upload_put(struct call *call, const struct file_piece *piece) MUST_CHECK;
/* INVALID when pieces are missing or the file is not the one with this SHA-256 (hex). Again is OK. */
enum status file_upload_finish(struct call *call, int64_t id, struct str sha256) MUST_CHECK;
/* Forgets a file that was not used. NOT_FOUND. */
enum status file_upload_remove(struct call *call, int64_t id) MUST_CHECK;

/* Inside the change that keeps the file: from now on its blob belongs to the caller, and goes with
 * whatever the caller keeps. INVALID with err on `field` when it is not whole or was used before. */
enum status file_upload_use(struct tx *tx, int64_t id, const char *field, int64_t *out_blob,
                            struct err *err) MUST_CHECK;

extern const struct setting UPLOAD_HOURS;
extern const struct setting *const UPLOAD_SETTINGS[];
extern const struct job_kind UPLOAD_SWEEP_JOB;
extern const struct schedule UPLOAD_SWEEP_SCHEDULE;
extern const struct route UPLOAD_ROUTES[];

#endif
