/* Records from files: what a slice says of its kinds of files, and the work on
 * one.
 *
 * A file becomes an import_table: lines whose columns are fields, whatever its
 * kind. Checking compares each line with what is there and writes nothing.
 * Applying writes the lines in chunks of 500, each chunk with its place in the
 * same transaction, so that it goes on where it stopped. An empty cell changes
 * nothing: files know less than we do. Undoing takes back what still holds the
 * imported value.
 */
#ifndef SAMSYN_RECORDS_IMPORT_H
#define SAMSYN_RECORDS_IMPORT_H

#include "slices/columns.h"
#include "slices/records/records.h"

enum {
    IMPORT_BYTES = 32 * 1024 * 1024,
    IMPORT_LINES = 200000,
    IMPORT_CHUNK = 500,
    IMPORT_FINDINGS = 1000 /* kept of each kind */
};

/* --- What a slice says */

struct import_table;
/* Another table that a kind's lines write (a customer's person), and how one row of it is undone: of
 * people whom the import made only those of whom nothing else is kept by then. */
struct import_beside {
    const struct entity *entity;
    enum status (*undo)(const struct record_writer *writer, const struct undo *undo);
};
/* A row that a feed (feed.h) brought and whose line is no longer there. */
struct import_gone {
    int64_t row;
    bool is_dry; /* only asked: write nothing */
    struct str title;
    int64_t page_row; /* what the record's pages go by; 0: the row */
    bool is_over;     /* it had ended before: nothing to do */
};
/* A kind of file; the slice names it in its `imports`. */
struct import_kind {
    const char *key;   /* "buildings": stored, and `samsyn import buildings` */
    const char *label; /* msgid */
    const struct record *record;
    const struct column_alias *aliases; /* other names of columns; NULL: none */
    const char *const *needs;           /* one of these fields has a column; NULL: any */
    const char *needs_message;          /* msgid, with {columns}: what was found instead */
    const char *const *foreign;         /* columns of files that hold something else; NULL: none */
    const char *foreign_message;        /* msgid, with {column}: such a one that was found */
    const char *known_by;               /* TEXT field that people know a row by */
    const char *page_id;                /* ID field that the record's pages go by; NULL: id */
    const char *language;               /* of an area made for its first file; NULL: ours */
    const char *zone;
    const struct event_kind *imported, *undone; /* about all of them */
    /* NULL: CSV or a workbook with one header; else reads the file into a table.
   */
    enum status (*read)(struct arena *arena, struct str bytes, struct import_table *out,
                        struct err *err);
    /* The row that a prepared one means; NOT_FOUND: a new one; INVALID: there is
   * no telling. */
    enum status (*find)(const struct record_writer *writer, const void *prepared, void *out_row);
    /* NULL, or: what a line says besides the row, of other things. INVALID when
   * that cannot be; is it something that we do not know of the row that is
   * there? It is written by the record's own `written`. */
    enum status (*check)(const struct record_writer *writer, const void *prepared);
    bool (*differs)(const struct record_writer *writer, const void *before, const void *after);
    const struct import_beside
        *beside; /* in the order of undoing; ends with a NULL entity; NULL: none */
    /* Ends what is gone, today; NOT_FOUND: the row is not there any more. NULL: it stays as it is, and is
     * only told of. */
    enum status (*gone)(const struct record_writer *writer, struct import_gone *gone);
    /* What tells a new row from every other of the file. */
    struct str (*key_of)(struct arena *arena, const void *prepared);
};
const struct import_kind *import_kind_named(const struct platform *platform, struct str key);

/* --- A file as lines of fields */

struct import_line {
    int64_t line;      /* in the file */
    struct str *cells; /* as many as the columns */
};
struct import_table {
    const struct import_kind *kind;
    struct columns columns;
    int area_column; /* names an area; -1: none */
    struct import_line *lines;
    size_t count;
};
/* Reads the whole file. INVALID with every line that cannot be read. Lives in
 * arena. */
enum status import_read(struct arena *arena, const struct import_kind *kind, struct str bytes,
                        struct import_table *out, struct err *err) MUST_CHECK;
/* The lines in the order of what they need, so that neighbours in the file are
 * neighbours in the indexes; the same file gives the same order. */
void import_sort(struct import_table *table);

/* --- One line */

/* What a line says: a row's fields, and which of them it has. */
struct import_said {
    void *row;
    uint64_t fields; /* a bit per field of the table */
};
/* INVALID with line and column for each cell that cannot be. */
enum status import_say(const struct record_writer *writer, const struct import_table *table,
                       const struct import_line *line, struct import_said *out) MUST_CHECK;

enum import_what { IMPORT_NEW, IMPORT_CHANGED, IMPORT_UNCHANGED };
/* Finds the row that the line means and what it would become. INVALID with the
 * line when that cannot be. */
struct import_meant {
    enum import_what what;
    void *before, *after; /* before: of one that is there */
};
enum status import_mean(const struct record_writer *writer, const struct import_table *table,
                        const struct import_line *line, const struct import_said *said,
                        struct import_meant *out) MUST_CHECK;

/* --- An import */

struct import {
    int64_t id, version;
    struct str kind, file_name, state;
    int64_t blob_id, area_id, person_id, created_at, job_id;
    int64_t row_count, new_count, changed_count, unchanged_count, refused_count;
    int64_t done_count, kept_count, undo_event;
};
/* The struct's first member is a struct import. */
#define IMPORT_FIELDS                                                                              \
    FIELD(ID, struct import, id, N_("Id")),                                                        \
        FIELD(INT, struct import, version, N_("Version"), .flags = FIELD_INTERNAL),                \
        FIELD(TEXT, struct import, kind, N_("Kind")),                                              \
        FIELD(TEXT, struct import, file_name, N_("File"), .max = 200),                             \
        FIELD(ENUM, struct import, state, N_("State"), .choices = IMPORT_STATES),                  \
        FIELD(ID, struct import, blob_id, NULL, .flags = FIELD_INTERNAL),                          \
        FIELD(ID, struct import, area_id, N_("Area")),                                             \
        FIELD(ID, struct import, person_id, N_("Who")),                                            \
        FIELD(TIME, struct import, created_at, N_("When")),                                        \
        FIELD(ID, struct import, job_id, NULL, .flags = FIELD_INTERNAL),                           \
        FIELD(INT, struct import, row_count, N_("Lines")),                                         \
        FIELD(INT, struct import, new_count, N_("New")),                                           \
        FIELD(INT, struct import, changed_count, N_("Changed")),                                   \
        FIELD(INT, struct import, unchanged_count, N_("As before")),                               \
        FIELD(INT, struct import, refused_count, N_("Refused")),                                   \
        FIELD(INT, struct import, done_count, N_("Written")),                                      \
        FIELD(INT, struct import, kept_count, N_("Left as they are")),                             \
        FIELD(ID, struct import, undo_event, NULL, .flags = FIELD_INTERNAL)
extern const struct table IMPORT_TABLE;
extern const struct choice IMPORT_STATES[];

struct finding {
    int64_t id, import_id, line, place, row_id;
    int64_t changed_by, changed_at; /* kept: whose the value is now */
    struct str kind;                /* refused changed kept */
    struct str title, field, before, after, message, arguments;
};
extern const struct table FINDING_TABLE;

struct import_new {
    struct str kind, file_name, bytes;
    int64_t area_id;
    int64_t upload_id; /* the file came in pieces (web/uploads.h); 0: it did not */
};
struct import_progress {
    void *self;
    enum status (*tell)(void *self, int64_t done, int64_t total); /* not OK ends the work */
};

/* Keeps the file and begins; `starts_job`: the dry run follows in the
 * background. */
enum status import_begin(struct call *call, const struct import_new *wanted, bool starts_job,
                         int64_t *out_id) MUST_CHECK;

/* What a dry run found. */
struct import_result {
    int64_t row_count, new_count, changed_count, unchanged_count, refused_count;
    struct finding *findings;
    size_t finding_count;
    struct str unread; /* columns that were not read */
};
/* Writes nothing. OK also when lines are refused: they are in the result. */
struct import_source {
    const struct import_kind *kind;
    struct str bytes;
    int64_t area_id;
    struct import_known
        *known; /* NULL, or: what a feed has brought before; marks what the file has */
};
enum status import_check(struct call *call, const struct import_source *source,
                         const struct import_progress *progress,
                         struct import_result *out) MUST_CHECK;

/* Keeps what a check found; the import is then `checked` or `refused`. */
enum status import_store_check(struct call *call, int64_t id,
                               const struct import_result *result) MUST_CHECK;

/* The work of the three jobs, for commands to do at once. Each begins or goes
 * on. */
enum status import_run_check(struct call *call, int64_t id,
                             const struct import_progress *progress) MUST_CHECK;
enum status import_run_apply(struct call *call, int64_t id,
                             const struct import_progress *progress) MUST_CHECK;
enum status import_run_undo(struct call *call, int64_t id,
                            const struct import_progress *progress) MUST_CHECK;
extern const struct job_kind IMPORT_CHECK_JOB, IMPORT_APPLY_JOB, IMPORT_UNDO_JOB;

/* From `checked` to `applying`, from `applied` to `undoing`; CONFLICT from any
 * other state. */
enum status import_apply(struct call *call, int64_t id, bool starts_job) MUST_CHECK;
enum status import_undo(struct call *call, int64_t id, bool starts_job) MUST_CHECK;

enum status import_get(struct tx *tx, int64_t id, struct import *out) MUST_CHECK;
enum status import_findings(struct tx *tx, struct arena *arena, int64_t id, const char *kind,
                            struct rows *out_findings) MUST_CHECK;

/* --- Shared by the files of this part */

enum status import_bytes(struct call *call, const struct import *import,
                         struct str *out_bytes) MUST_CHECK;
struct finding finding_new(const char *kind);
enum status finding_put(struct tx *tx, int64_t import_id, const struct finding *finding) MUST_CHECK;
/* An error's item as a finding, and its text again in another language. */
struct finding finding_of(struct arena *arena, const struct err_item *item);
struct str finding_text(struct arena *arena, const struct language *language,
                        const struct finding *finding);
/* Sets the state when it is `from`; else CONFLICT. The event tells of it. */
struct import_step {
    int64_t id;
    const char *from, *to;
    const struct event_kind *event; /* NULL: none */
    const struct job_kind *job;     /* NULL: none */
};
enum status import_move(struct tx *tx, const struct import_step *step, struct err *err) MUST_CHECK;

/* --- What a feed has brought before (import_known.c) */

struct known_row {
    int64_t feed_id, row_id;
    struct str digest;
    bool is_hit;
};
extern const struct table KNOWN_ROW_TABLE;
struct import_known {
    struct known_row *rows;
    size_t count;
    struct map by_digest, by_row;
};
/* Of what a line says in the columns that are read. */
struct str import_digest(struct arena *arena, const struct import_table *table,
                         const struct import_line *line);
enum status import_known_read(struct tx *tx, struct arena *arena, int64_t feed,
                              struct import_known *out) MUST_CHECK;
/* The row that says what the line says; NULL: none, or nothing is known. */
struct known_row *import_known_line(struct arena *arena, const struct import_known *known,
                                    const struct import_table *table,
                                    const struct import_line *line);
void import_known_hit(struct arena *arena, const struct import_known *known, int64_t row);
enum status import_known_put(struct tx *tx, const struct known_row *row) MUST_CHECK;
enum status import_known_forget(struct tx *tx, const struct known_row *row) MUST_CHECK;

/* --- Writing lines inside a transaction */

enum status import_writer_open(struct tx *tx, const struct language *language,
                               const struct import *import, struct err *err,
                               struct record_writer *out) MUST_CHECK;
/* The event to which what is written then belongs. */
enum status import_emit(struct record_writer *writer, const struct import_kind *kind,
                        struct str source) MUST_CHECK;
enum status import_write_line(struct record_writer *writer, const struct import_table *table,
                              const struct import_line *line, int64_t *out_row) MUST_CHECK;

/* --- At the command line */

/* For the `run` of a slice's own `struct command`: `import NAME`, `export
 * NAME`. The query gives all rows. */
extern const struct table IMPORT_OPTIONS, EXPORT_OPTIONS;
extern const char *const IMPORT_PLACES[];
enum status import_command(struct command_call *command, const void *options,
                           const struct import_kind *kind) MUST_CHECK;
enum status export_command(struct command_call *command, const void *options,
                           const struct record *record, const struct query *query) MUST_CHECK;

extern const struct permission RECORDS_IMPORT;
extern const struct event_kind IMPORT_RECEIVED, IMPORT_STARTED, IMPORT_DONE, IMPORT_UNDO_STARTED,
    IMPORT_UNDONE;

#include "slices/records/feed.h"

#endif
