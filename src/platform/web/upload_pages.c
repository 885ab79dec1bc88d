/* The addresses of files that come in pieces, and how a form finds them when it is sent. */
#include "platform/web/serving.h"
#include "platform/web/uploads.h"

#include "platform/base/vec.h"

/* A form's body is the file and some text around it. */
enum { AROUND_FILE = 64 * 1024, NAME_LENGTH = 200 };

struct upload_new {
    struct str name, type;
    int64_t size;
    struct str form, field;
};
static const struct field NEW_FIELDS[] = {
    FIELD(TEXT, struct upload_new, name, N_("Name"), .max = NAME_LENGTH, .flags = FIELD_REQUIRED),
    FIELD(TEXT, struct upload_new, type, N_("Type"), .max = 100),
    FIELD(INT, struct upload_new, size, N_("Size in bytes"), .min = 1, .max = INT64_C(1) << 40,
          .flags = FIELD_REQUIRED),
    FIELD(TEXT, struct upload_new, form, N_("Address of the form"), .max = 200,
          .flags = FIELD_REQUIRED),
    FIELD(TEXT, struct upload_new, field, N_("Field"), .max = 100, .flags = FIELD_REQUIRED),
};
static const struct table NEW_TABLE = TABLE("upload_new", struct upload_new, NEW_FIELDS);

struct upload_which {
    int64_t id, number;
    struct str sha256;
};
static const struct field ID_FIELDS[] = {FIELD(ID, struct upload_which, id, N_("Id"))};
static const struct table ID_TABLE = TABLE("upload_id", struct upload_which, ID_FIELDS);
static const struct field PIECE_FIELDS[] = {
    FIELD(ID, struct upload_which, id, N_("Id")),
    FIELD(INT, struct upload_which, number, N_("Number of the piece, from 0 on")),
};
static const struct table PIECE_TABLE = TABLE("upload_piece", struct upload_which, PIECE_FIELDS);
static const struct field FINISH_FIELDS[] = {
    FIELD(ID, struct upload_which, id, N_("Id")),
    FIELD(TEXT, struct upload_which, sha256, N_("SHA-256"), .max = 64, .flags = FIELD_REQUIRED),
};
static const struct table FINISH_TABLE = TABLE("upload_finish", struct upload_which, FINISH_FIELDS);

struct piece_there {
    int64_t number;
};
static const struct field THERE_FIELDS[] = {
    FIELD(INT, struct piece_there, number, N_("Number of the piece, from 0 on"))};
static const struct table THERE_TABLE = TABLE("piece", struct piece_there, THERE_FIELDS);

struct upload_view {
    int64_t id;
    struct str name;
    int64_t size, piece_bytes;
    struct str state;
    struct piece_there *pieces;
    size_t pieces_count;
};
static const struct field VIEW_FIELDS[] = {
    FIELD(ID, struct upload_view, id, N_("Id")),
    FIELD(TEXT, struct upload_view, name, N_("Name")),
    FIELD(INT, struct upload_view, size, N_("Size in bytes")),
    FIELD(INT, struct upload_view, piece_bytes, N_("Bytes of each piece but the last")),
    FIELD(TEXT, struct upload_view, state, N_("arriving, whole or used")),
    FIELD_LIST_OF(struct upload_view, pieces, &THERE_TABLE, N_("Pieces that are here")),
};
static const struct table VIEW_TABLE = TABLE("upload", struct upload_view, VIEW_FIELDS);

/* --- What is here --- */

/* Only of whole pieces: each is put in one change, all of its blob's pieces or none. */
static void add_pieces(struct arena *arena, const struct rows *numbers, struct upload_view *view)
{
    const struct blob_number *number = numbers->at;
    const int64_t in_one = UPLOAD_PIECE_BYTES / BLOB_PIECE_BYTES;
    struct vec pieces = vec_of(arena, sizeof(struct piece_there));
    for (size_t i = 0; i < numbers->count; i++) {
        if (number[i].number % in_one == 0) {
            *(struct piece_there *)vec_add(&pieces) =
                (struct piece_there){number[i].number / in_one};
        }
    }
    view->pieces = pieces.at;
    view->pieces_count = pieces.count;
}

static enum status show_one(struct request *request, int64_t id, struct upload_view *view)
{
    struct tx *tx = NULL;
    struct rows numbers = {0};
    struct file_upload upload = {.id = id};
    TRY(call_reader(&request->call, &tx));
    TRY(file_upload_get(tx, request->call.arena, request->viewer.person, &upload));
    TRY(blob_numbers(tx, request->call.arena, id, &numbers));
    *view = (struct upload_view){.id = id,
                                 .name = upload.name,
                                 .size = upload.size,
                                 .piece_bytes = UPLOAD_PIECE_BYTES,
                                 .state = upload.state};
    add_pieces(request->call.arena, &numbers, view);
    return OK;
}

static enum status upload_show(struct request *request, const void *form, void *view)
{
    return show_one(request, ((const struct upload_which *)form)->id, view);
}

/* --- Beginning --- */

static enum status refuse_size(struct request *request, size_t most)
{
    struct err_item *item = err_add_field(
        request->call.err, "size",
        N_("The file is too large: at most {megabytes} MB are taken here. Nothing was sent."));
    err_int(item, "megabytes", (int64_t)(most / (1024 * 1024)));
    return TOO_LARGE;
}

/* The form must be one that this person may send, with a field for a file, and the file fit into it. */
static enum status check_form(struct request *request, const struct upload_new *wanted)
{
    struct route_match match = {0};
    const struct server *server = serving_of(request)->server;
    router_find(&server->router, request->call.arena, wanted->form, &match);
    const struct route *route = match.address == NULL ? NULL : match.address->post;
    const struct field *field =
        route == NULL || route->form == NULL ? NULL : table_field(route->form, wanted->field);
    if (field == NULL || field->kind != FIELD_KIND_BYTES) {
        return err_return_field(request->call.err, "form",
                                N_("No form at this address takes such a file."));
    }
    if (!viewer_may(&request->viewer, route->permission->key)) {
        return FORBIDDEN;
    }
    size_t limit = route->body_limit > AROUND_FILE ? route->body_limit - AROUND_FILE : 0;
    return (uint64_t)wanted->size > limit ? refuse_size(request, limit) : OK;
}

static enum status upload_begin_do(struct request *request, const void *form, void *view)
{
    const struct upload_new *wanted = form;
    TRY(check_form(request, wanted));
    struct file_upload upload = {.form = wanted->form,
                                 .field = wanted->field,
                                 .name = wanted->name,
                                 .type = wanted->type,
                                 .size = wanted->size};
    TRY(file_upload_begin(&request->call, &upload));
    request_redirect(request, "/uploads/%lld", (long long)upload.id);
    return show_one(request, upload.id, view);
}

/* --- Pieces, the end --- */

static enum status upload_put_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct upload_which *which = form;
    struct file_piece piece = {which->id, which->number, request->body};
    request->call.is_bulk = true;
    return file_upload_put(&request->call, &piece);
}

static enum status upload_finish_do(struct request *request, const void *form, void *view)
{
    const struct upload_which *which = form;
    TRY(file_upload_finish(&request->call, which->id, which->sha256));
    return show_one(request, which->id, view);
}

static enum status upload_remove_do(struct request *request, const void *form, void *view)
{
    (void)view;
    return file_upload_remove(&request->call, ((const struct upload_which *)form)->id);
}

const struct route UPLOAD_ROUTES[] = {
    {.method = METHOD_POST,
     .path = "/uploads",
     .permission = &SIGNED_IN,
     .cost = COST_CHANGE,
     .handle = upload_begin_do,
     .form = &NEW_TABLE,
     .view = &VIEW_TABLE,
     .title = N_("Begin a file that comes in pieces")},
    {.method = METHOD_GET,
     .path = "/uploads/{id}",
     .permission = &SIGNED_IN,
     .cost = COST_READ,
     .handle = upload_show,
     .form = &ID_TABLE,
     .view = &VIEW_TABLE,
     .title = N_("A file that comes in pieces")},
    {.method = METHOD_PUT,
     .path = "/uploads/{id}/pieces/{number}",
     .permission = &SIGNED_IN,
     .cost = COST_CHANGE,
     .handle = upload_put_do,
     .form = &PIECE_TABLE,
     .title = N_("Put a piece; the same again is harmless"),
     .body_limit = UPLOAD_PIECE_BYTES},
    {.method = METHOD_POST,
     .path = "/uploads/{id}/finish",
     .permission = &SIGNED_IN,
     .cost = COST_CHANGE,
     .handle = upload_finish_do,
     .form = &FINISH_TABLE,
     .view = &VIEW_TABLE,
     .title = N_("All pieces are there")},
    {.method = METHOD_POST,
     .path = "/uploads/{id}/remove",
     .permission = &SIGNED_IN,
     .cost = COST_CHANGE,
     .handle = upload_remove_do,
     .form = &ID_TABLE,
     .title = N_("Forget a file that comes in pieces")},
    {.path = NULL},
};

/* --- Lent to a form --- */

/* The field as the form's own table calls it: what errors name has to live on. */
static const struct field *file_field(const struct serving *serving, struct str name)
{
    const struct table *form = serving->route->form;
    const struct field *field = form == NULL ? NULL : table_field(form, name);
    return field != NULL && field->kind == FIELD_KIND_BYTES ? field : NULL;
}

static bool has_file(const struct raw_form *form, struct str field)
{
    for (size_t i = 0; i < form->upload_count; i++) {
        if (str_equal(form->uploads[i].field, field)) {
            return true;
        }
    }
    return false;
}

static const char *first_file_field(const struct serving *serving)
{
    const struct table *form = serving->route->form;
    for (size_t i = 0; form != NULL && i < form->field_count; i++) {
        if (form->fields[i].kind == FIELD_KIND_BYTES) {
            return form->fields[i].name;
        }
    }
    return NULL;
}

static enum status read_whole(struct serving *serving, const struct file_upload *upload,
                              struct str *out_bytes)
{
    struct server *server = serving->server;
    struct call *call = &serving->request.call;
    struct tx *tx = NULL;
    serving->lent_bytes += upload->size;
    int64_t sum = atomic_fetch_add(&server->body_bytes, upload->size) + upload->size;
    if (sum > BODY_BYTES_LIMIT) {
        return UNAVAILABLE;
    }
    TRY(call_reader(call, &tx));
    return blob_read(tx, call->arena, upload->id, serving->route->body_limit, out_bytes);
}

/* A file that was chosen anew comes with the form and counts. What was used may be read once more: the same
 * form sent twice is answered twice. */
static enum status lend(struct serving *serving, struct str text)
{
    struct call *call = &serving->request.call;
    struct raw_form *form = &serving->form;
    struct file_upload upload = {.id = NO_INT};
    struct tx *tx = NULL;
    if (!str_to_int64(text, &upload.id) || form->upload_count == FORM_UPLOADS) {
        return INVALID;
    }
    TRY(call_reader(call, &tx));
    TRY(file_upload_get(tx, call->arena, serving->request.viewer.person, &upload));
    const struct field *field = file_field(serving, upload.field);
    bool fits = field != NULL && str_equal(upload.form, serving->request.path) &&
                !str_equal(upload.state, STR("arriving"));
    if (!fits) {
        return NOT_FOUND;
    }
    if (has_file(form, upload.field)) {
        return OK;
    }
    struct upload file = {str_of(field->name), upload.name, {NULL, 0}, upload.id};
    TRY(read_whole(serving, &upload, &file.bytes));
    if (form->uploads == NULL) {
        form->uploads = ARENA_ARRAY(call->arena, FORM_UPLOADS, struct upload);
    }
    form->uploads[form->upload_count++] = file;
    return OK;
}

enum status uploads_lend(struct serving *serving)
{
    const char *field = first_file_field(serving);
    struct raw_form *form = &serving->form;
    if (serving->route->method != METHOD_POST || field == NULL) {
        return OK;
    }
    for (size_t i = 0; i < form->value_count; i++) {
        if (!str_equal(form->values[i].name, STR("_upload"))) {
            continue;
        }
        enum status status = lend(serving, form->values[i].text);
        if (status == NOT_FOUND || status == INVALID) {
            return err_return_field(&serving->err, field,
                                    N_("This file is no longer here. Choose it again."));
        }
        TRY(status);
    }
    serving->request.uploads = form->uploads;
    serving->request.upload_count = form->upload_count;
    return OK;
}

void uploads_end(struct serving *serving)
{
    atomic_fetch_sub(&serving->server->body_bytes, serving->lent_bytes);
    serving->lent_bytes = 0;
}
