/* Tonight's print file: all letters that wait, as one PDF and a list of who gets what.
 *
 * It is begun in one transaction that takes the letters into it, drawn with no transaction open, and
 * finished in another: whoever was interrupted goes on with what was begun. The file is kept as it was
 * made, so that printing again gives the same sheets. Letters count as sent when somebody says that
 * they are on paper.
 */
#include "platform/base/buf.h"
#include "platform/base/csv.h"
#include "platform/base/rand.h"
#include "platform/calendar/calendar.h"
#include "platform/db/blob.h"
#include "platform/pdf/pdf.h"
#include "platform/web/page.h"
#include "platform/work/message.h"
#include "platform/work/platform.h"
#include "post_queries.h"
#include "slices/post/post_handlers.h"

#include <inttypes.h>

enum { LIST_BYTES = 4 * 1024 * 1024, EVENING_MINUTE = 20 * 60 };

const struct permission POST_PRINT = {"post.print", N_("Print letters")};

static const struct setting LETTER_SENDER = {
    .key = "letter.sender",
    .label = N_("Sender of letters"),
    .help = N_("Name and address at the top of each letter; lines are divided by ;."),
    .kind = FIELD_KIND_TEXT,
    .initial = "Samsyn",
    .permission = "setting.manage",
};
static const struct choice WINDOWS[] = {
    {"right", N_("At the right")}, {"left", N_("At the left")}, {NULL, NULL}};
static const struct setting LETTER_WINDOW = {
    .key = "letter.window",
    .label = N_("Window of the envelopes"),
    .kind = FIELD_KIND_ENUM,
    .initial = "right",
    .choices = WINDOWS,
    .permission = "setting.manage",
};
static const struct setting *const SETTINGS[] = {&LETTER_SENDER, &LETTER_WINDOW, NULL};

struct print_row {
    int64_t id;
    bool is_protected;
    int64_t letters, pages, pdf, list, made_at, printed_at, printed_by;
};
static const struct field PRINT_FIELDS[] = {
    FIELD(ID, struct print_row, id, N_("Id")),
    FIELD(BOOL, struct print_row, is_protected, N_("Protected identity")),
    FIELD(INT, struct print_row, letters, N_("Letters")),
    FIELD(INT, struct print_row, pages, N_("Sheets")),
    FIELD(ID, struct print_row, pdf, NULL, .flags = FIELD_INTERNAL),
    FIELD(ID, struct print_row, list, NULL, .flags = FIELD_INTERNAL),
    FIELD(TIME, struct print_row, made_at, N_("Made")),
    FIELD(TIME, struct print_row, printed_at, N_("Printed")),
    FIELD(ID, struct print_row, printed_by, NULL, .flags = FIELD_INTERNAL),
};
static const struct table PRINT_TABLE = TABLE("post_print", struct print_row, PRINT_FIELDS);

static const struct event_kind PRINT_MADE = {
    .name = "post.print_made", .label = N_("Print file made"), .thing = N_("Print file")};
static const struct event_kind PRINT_PRINTED = {
    .name = "post.printed", .label = N_("Letters printed"), .thing = N_("Print file")};

static enum status emit(struct tx *tx, const struct event_kind *kind, int64_t print)
{
    struct event event = {
        .kind = kind, .subject_table = &PRINT_TABLE, .subject = print, .cause = NO_INT};
    int64_t id = NO_INT;
    return event_emit(tx, &event, &id);
}

/* --- Drawing --- */

static struct str in_lines(struct arena *arena, struct str text)
{
    char *copy = arena_copy(arena, str_c(arena, text), text.len + 1);
    for (size_t i = 0; i < text.len; i++) {
        copy[i] = copy[i] == ';' ? '\n' : copy[i];
    }
    return (struct str){copy, text.len};
}

/* The day, in the letter's language where the program speaks it. */
static struct str day_of(struct call *call, const struct letter_row *letter)
{
    const struct language *language = language_find(letter->language);
    struct date date = calendar_local(call->zone, letter->created_at).date;
    return show_date(call->arena, language == NULL ? call->platform->language : language,
                     date_text(call->arena, date));
}

enum status post_draw(struct call *call, const struct rows *rows, int64_t made_at, struct pdf *out)
{
    struct arena *arena = call->arena;
    const struct letter_row *row = rows->at;
    struct pdf_letter *letters = ARENA_ARRAY(arena, rows->count + 1, struct pdf_letter);
    struct str sender = in_lines(arena, setting_text(call->platform, arena, &LETTER_SENDER));
    for (size_t i = 0; i < rows->count; i++) {
        letters[i] = (struct pdf_letter){.language = row[i].language,
                                         .sender = sender,
                                         .address = row[i].address,
                                         .date = day_of(call, &row[i]),
                                         .subject = row[i].subject,
                                         .text = row[i].body};
    }
    struct pdf_options options = {
        .title = translate(call->language, N_("Letters")),
        .made_ms = made_at,
        .window_is_left =
            str_equal(setting_text(call->platform, arena, &LETTER_WINDOW), STR("left")),
    };
    return pdf_letters(arena, &options, letters, rows->count, out);
}

static struct str list_of(struct arena *arena, const struct rows *rows, const struct pdf *pdf)
{
    BUF_SCOPED(out, LIST_BYTES);
    static const char *const HEADER[] = {"letter", "address", "language", "sheets", NULL};
    for (size_t i = 0; HEADER[i] != NULL; i++) {
        csv_put(&out, str_of(HEADER[i]), i == 0);
    }
    csv_end(&out);
    const struct letter_row *row = rows->at;
    for (size_t i = 0; i < rows->count; i++) {
        csv_put(&out, str_format(arena, "%zu", i + 1), true);
        csv_put(&out, row[i].address, false);
        csv_put(&out, row[i].language, false);
        csv_put(&out, str_format(arena, "%" PRId64, pdf->page_counts[i]), false);
        csv_end(&out);
    }
    return str_copy(arena, buf_str(&out));
}

/* --- Making --- */

static enum status begin(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)err;
    struct print_row row = *(const struct print_row *)in;
    struct print_row *begun = out;
    enum status status =
        query_one(tx, &POST_PRINT_UNMADE, bind_row(&PRINT_TABLE, &row), &PRINT_TABLE, begun);
    if (status != NOT_FOUND) {
        return status;
    }
    row.id = id_new();
    TRY(letters_take(tx, row.id, row.is_protected, &row.letters));
    *begun = row;
    begun->made_at = tx_now(tx);
    if (row.letters == 0) {
        begun->id = NO_INT;
        return OK;
    }
    int64_t changed = 0;
    return query_run(tx, &POST_PRINT_INSERT, bind_row(&PRINT_TABLE, &row), &changed);
}

struct finished {
    struct print_row row;
    struct blob pdf, list;
};

static enum status finish(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    const struct finished *made = in;
    TRY(blob_complete(tx, &made->pdf));
    TRY(blob_complete(tx, &made->list));
    int64_t changed = 0;
    TRY(query_run(tx, &POST_PRINT_MADE, bind_row(&PRINT_TABLE, &made->row), &changed));
    return changed == 0 ? CONFLICT : emit(tx, &PRINT_MADE, made->row.id);
}

static enum status draw_begun(struct call *call, const struct print_row *begun,
                              struct finished *out)
{
    struct rows letters;
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    TRY(letters_of(tx, call->arena, begun->id, &letters));
    call_end(call);
    struct pdf pdf;
    TRY(post_draw(call, &letters, begun->made_at, &pdf));
    out->row = *begun;
    out->row.pages = pdf.pages;
    out->pdf = (struct blob){.name = STR("letters.pdf"), .type = STR("application/pdf")};
    out->list = (struct blob){.name = STR("letters.csv"), .type = STR("text/csv")};
    TRY(blob_upload(call->db, call->arena, &out->pdf, pdf.bytes, call->err));
    TRY(blob_upload(call->db, call->arena, &out->list, list_of(call->arena, &letters, &pdf),
                    call->err));
    out->row.pdf = out->pdf.id;
    out->row.list = out->list.id;
    return OK;
}

enum status post_print_make(struct call *call, bool is_protected, int64_t *out_id)
{
    struct print_row wanted;
    row_clear(&PRINT_TABLE, &wanted);
    wanted.is_protected = is_protected;
    struct print_row begun;
    row_clear(&PRINT_TABLE, &begun);
    TRY(call_write(call, "print.begin", begin, &wanted, &begun));
    *out_id = begun.id;
    if (begun.id == NO_INT) {
        return OK;
    }
    struct finished made;
    TRY(draw_begun(call, &begun, &made));
    return call_write(call, "print.finish", finish, &made, NULL);
}

static enum status run_print(struct call *call, const struct job *job)
{
    (void)job;
    int64_t id = NO_INT;
    TRY(post_print_make(call, false, &id));
    return post_print_make(call, true, &id);
}

static const struct job_kind PRINT_JOB = {
    .name = "post.print", .run = run_print, .most_attempts = 8, .is_long = true};
static const struct schedule PRINT_SCHEDULE = {
    .name = "post.print", .kind = &PRINT_JOB, .at_minute_of_day = EVENING_MINUTE};

/* --- The page for whoever prints --- */

struct print_view {
    int64_t waiting, waiting_closed;
    bool sees_protected;
    struct print_row *files;
    size_t files_count;
};
static const struct field PRINT_VIEW_FIELDS[] = {
    FIELD(INT, struct print_view, waiting, N_("Letters waiting")),
    FIELD(INT, struct print_view, waiting_closed, N_("Letters to protected identities waiting"),
          .permission = "people.protected.read"),
    FIELD(BOOL, struct print_view, sees_protected, NULL),
    FIELD_LIST_OF(struct print_view, files, &PRINT_TABLE, N_("Print files")),
};
static const struct table PRINT_VIEW_TABLE =
    TABLE("print_view", struct print_view, PRINT_VIEW_FIELDS);

static bool sees_protected(const struct request *request)
{
    return viewer_may(&request->viewer, PEOPLE_PROTECTED_READ.key);
}

static enum status print_show(struct request *request, const void *form, void *view)
{
    (void)form;
    struct print_view *page = view;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct letter_counts counts;
    TRY(letters_count(tx, &counts));
    page->sees_protected = sees_protected(request);
    page->waiting = counts.open;
    page->waiting_closed = page->sees_protected ? counts.closed : NO_INT;
    struct list_page list = {.rows.table = &PRINT_TABLE};
    TRY(request_list(request, &POST_PRINTS, page->sees_protected ? "all" : "open", bind_none(),
                     &list));
    page->files = list.rows.at;
    page->files_count = list.rows.count;
    request_topic(request, &PRINT_TABLE, NO_INT);
    return OK;
}

static enum status add_job(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)in;
    (void)out;
    (void)err;
    struct job_new job = {.kind = &PRINT_JOB, .subject = NO_INT, .due = NO_TIME};
    int64_t id = NO_INT;
    return job_add(tx, &job, &id);
}

static enum status print_do(struct request *request, const void *form, void *view)
{
    (void)form;
    (void)view;
    TRY(call_write(&request->call, "print.ask", add_job, NULL, NULL));
    request_flash(request, N_("The print file is being made. It appears here in a moment."));
    request_redirect(request, "/post/print");
    return OK;
}

struct file_form {
    int64_t id;
};
static const struct field FILE_FORM_FIELDS[] = {
    FIELD(ID, struct file_form, id, N_("Id"), .flags = FIELD_HIDDEN),
};
static const struct table FILE_FORM_TABLE = TABLE("print_form", struct file_form, FILE_FORM_FIELDS);

/* A file of protected identities is as if not there for those who may not see them. */
static enum status file_of(struct request *request, const struct file_form *wanted,
                           struct print_row *out)
{
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    TRY(query_one(tx, &POST_PRINT_BY_ID, bind_row(&FILE_FORM_TABLE, wanted), &PRINT_TABLE, out));
    bool is_hidden = out->is_protected && !sees_protected(request);
    return is_hidden || out->pages == NO_INT ? NOT_FOUND : OK;
}

static enum status send_blob(struct request *request, int64_t id, struct str name, struct str type)
{
    struct tx *tx = NULL;
    struct str bytes;
    TRY(call_reader(&request->call, &tx));
    TRY(blob_read(tx, request->call.arena, id, PDF_BYTES_MOST, &bytes));
    request_file(request, name, type, bytes);
    return OK;
}

static enum status pdf_show(struct request *request, const void *form, void *view)
{
    (void)view;
    struct print_row file;
    TRY(file_of(request, form, &file));
    return send_blob(request, file.pdf, STR("letters.pdf"), STR("application/pdf"));
}

static enum status list_show(struct request *request, const void *form, void *view)
{
    (void)view;
    struct print_row file;
    TRY(file_of(request, form, &file));
    return send_blob(request, file.list, STR("letters.csv"), STR("text/csv; charset=utf-8"));
}

static enum status mark_printed(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    struct print_row row = *(const struct print_row *)in;
    row.printed_by = tx_actor(tx)->person;
    int64_t changed = 0;
    TRY(query_run(tx, &POST_PRINT_PRINTED, bind_row(&PRINT_TABLE, &row), &changed));
    if (changed == 0) {
        return OK; /* said before */
    }
    TRY(letters_printed(tx, row.id));
    return emit(tx, &PRINT_PRINTED, row.id);
}

static enum status printed_do(struct request *request, const void *form, void *view)
{
    (void)view;
    struct print_row file;
    TRY(file_of(request, form, &file));
    TRY(call_write(&request->call, "print.printed", mark_printed, &file, NULL));
    request_flash(request, N_("Noted: the letters are printed."));
    request_redirect(request, "/post/print");
    return OK;
}

static const struct route ROUTES[] = {
    {.method = METHOD_GET,
     .path = "/post/print",
     .permission = &POST_PRINT,
     .cost = COST_READ,
     .handle = print_show,
     .view = &PRINT_VIEW_TABLE,
     .page = "post/print",
     .title = N_("Letters to print"),
     .is_list = false},
    {.method = METHOD_POST,
     .path = "/post/print",
     .permission = &POST_PRINT,
     .cost = COST_CHANGE,
     .handle = print_do,
     .title = N_("Make the print file now")},
    {.method = METHOD_GET,
     .path = "/post/print/{id}/letters.pdf",
     .permission = &POST_PRINT,
     .cost = COST_READ,
     .handle = pdf_show,
     .form = &FILE_FORM_TABLE,
     .title = N_("Print file")},
    {.method = METHOD_GET,
     .path = "/post/print/{id}/letters.csv",
     .permission = &POST_PRINT,
     .cost = COST_READ,
     .handle = list_show,
     .form = &FILE_FORM_TABLE,
     .title = N_("List of the letters")},
    {.method = METHOD_POST,
     .path = "/post/print/{id}/printed",
     .permission = &POST_PRINT,
     .cost = COST_CHANGE,
     .handle = printed_do,
     .form = &FILE_FORM_TABLE,
     .title = N_("The letters are printed")},
    {.path = NULL},
};
static const struct menu_item MENU[] = {
    {N_("Letters"), "/post/print", "export", &POST_PRINT, 70},
    {.path = NULL},
};
static const struct event_kind *const EVENTS[] = {&PRINT_MADE, &PRINT_PRINTED, NULL};
static const struct list_query *const LISTS[] = {&POST_PRINTS, NULL};
static const struct job_kind *const JOBS[] = {&PRINT_JOB, NULL};
static const struct schedule *const SCHEDULES[] = {&PRINT_SCHEDULE, NULL};

const struct slice PRINT_PART = {.name = "post.print",
                                 .routes = ROUTES,
                                 .menu = MENU,
                                 .events = EVENTS,
                                 .lists = LISTS,
                                 .jobs = JOBS,
                                 .schedules = SCHEDULES,
                                 .settings = SETTINGS};
