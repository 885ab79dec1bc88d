/* Standing feeds: another system leaves its files in a folder; each night the newest is taken, whole, and
 * what changed in it is written. What is no longer in it is gone: whoever left signs in no more.
 *
 * A run is an import (import.h) that knows which lines it has seen before by their digests: these cost no
 * statement. Nothing is written of a file that is not whole, nor when more than some per cent of what the
 * feed brought would be gone; then its owner is told. Folders lie below DATA/feeds and nowhere else.
 */
#ifndef SAMSYN_RECORDS_FEED_H
#define SAMSYN_RECORDS_FEED_H

#include "slices/records/import.h"

struct feed {
    int64_t id, version, area_id;
    struct str name, kind, folder, pattern;
    struct str encoding; /* utf-8 latin-1; empty: as it is found */
    struct str mapping;  /* lines "their heading=our field"; - for a column that is not read */
    int64_t owner_id;    /* who is told */
    bool is_on;
    struct str at_time; /* 02:30 */
    struct str columns; /* fields that the last file had */
    int64_t next_at;
};
/* A view's first member is a struct feed. */
#define FEED_FIELDS(flag)                                                                          \
    FIELD(ID, struct feed, id, N_("Id"), .flags = FIELD_HIDDEN),                                   \
        FIELD(INT, struct feed, version, N_("Version"), .flags = FIELD_HIDDEN),                    \
        FIELD(TEXT, struct feed, name, N_("Feed"), .max = 60, .flags = FIELD_REQUIRED),            \
        FIELD(TEXT, struct feed, kind, N_("What the files hold"), .max = 60,                       \
              .flags = FIELD_REQUIRED),                                                            \
        FIELD(ID, struct feed, area_id, N_("Area"), .flags = FIELD_REQUIRED,                       \
              .help = N_("Of the lines that name none.")),                                         \
        FIELD(TEXT, struct feed, folder, N_("Folder"), .max = 200, .flags = FIELD_REQUIRED,        \
              .help = N_("Below the server's folder for feeds: staff, or letting/export.")),       \
        FIELD(TEXT, struct feed, pattern, N_("Names of the files"), .max = 100,                    \
              .flags = FIELD_REQUIRED,                                                             \
              .help = N_("With * for what changes: staff-*.csv. The newest is taken.")),           \
        FIELD(ENUM, struct feed, encoding, N_("Encoding"), .choices = FEED_ENCODINGS,              \
              .help = N_("A CSV file in another one is refused. Without a choice: as found.")),    \
        FIELD(TEXT, struct feed, mapping, N_("Columns"), .max = 4000, .flags = FIELD_LONG,         \
              .help = N_("One a line: their heading = our field. With - it is not read.")),        \
        FIELD(ID, struct feed, owner_id, N_("Who is told"), .flags = FIELD_REQUIRED),              \
        FIELD(TEXT, struct feed, at_time, N_("Every night at"), .max = 5, .flags = FIELD_REQUIRED, \
              .help = N_("Hours and minutes: 02:30.")),                                            \
        FIELD(BOOL, struct feed, is_on, N_("Runs every night")),                                   \
        FIELD(TEXT, struct feed, columns, NULL, .flags = (flag)),                                  \
        FIELD(TIME, struct feed, next_at, N_("Next time"), .flags = (flag))
extern const struct choice FEED_ENCODINGS[], FEED_RUN_STATES[];
extern const struct table FEED_TABLE;
extern const struct entity FEED_ENTITY;
extern const struct record FEED_RECORD;
extern const struct permission RECORDS_FEED;

struct feed_run {
    int64_t id, version, feed_id;
    struct str state; /* waiting running done nothing refused stopped failed */
    int64_t created_at, finished_at;
    int64_t person_id; /* NO_INT: the night */
    int64_t import_id, job_id;
    struct str file_name;
    int64_t file_size, file_time;
    int64_t known_count, gone_count;
    bool is_confirmed;
    struct str message, arguments;
};
/* A view's first member is a struct feed_run. */
#define FEED_RUN_FIELDS                                                                            \
    FIELD(ID, struct feed_run, id, N_("Id")),                                                      \
        FIELD(INT, struct feed_run, version, NULL, .flags = FIELD_INTERNAL),                       \
        FIELD(ID, struct feed_run, feed_id, N_("Feed")),                                           \
        FIELD(ENUM, struct feed_run, state, N_("State"), .choices = FEED_RUN_STATES),              \
        FIELD(TIME, struct feed_run, created_at, N_("When")),                                      \
        FIELD(TIME, struct feed_run, finished_at, N_("Ended")),                                    \
        FIELD(ID, struct feed_run, person_id, N_("Who")),                                          \
        FIELD(ID, struct feed_run, import_id, N_("Import")),                                       \
        FIELD(ID, struct feed_run, job_id, NULL, .flags = FIELD_INTERNAL),                         \
        FIELD(TEXT, struct feed_run, file_name, N_("File")),                                       \
        FIELD(INT, struct feed_run, file_size, NULL, .flags = FIELD_INTERNAL),                     \
        FIELD(TIME, struct feed_run, file_time, N_("File written")),                               \
        FIELD(INT, struct feed_run, known_count, N_("Known before")),                              \
        FIELD(INT, struct feed_run, gone_count, N_("Gone")),                                       \
        FIELD(BOOL, struct feed_run, is_confirmed, N_("Confirmed")),                               \
        FIELD(TEXT, struct feed_run, message, NULL, .flags = FIELD_INTERNAL),                      \
        FIELD(TEXT, struct feed_run, arguments, NULL, .flags = FIELD_INTERNAL)
extern const struct table FEED_RUN_TABLE;

/* Begins a run. CONFLICT when one is under way. `starts_job`: it follows in the background. */
enum status feed_start(struct call *call, int64_t feed, bool starts_job,
                       int64_t *out_run) MUST_CHECK;
/* Somebody says that so many are gone indeed: that very file is written. CONFLICT when the run is not
 * stopped, or a later one was done. */
enum status feed_confirm(struct call *call, int64_t run, bool starts_job) MUST_CHECK;
/* The work of a run; it begins or goes on. OK also when the file is refused: the run tells. */
enum status feed_work(struct call *call, int64_t run,
                      const struct import_progress *progress) MUST_CHECK;
enum status feed_run_get(struct tx *tx, int64_t id, struct feed_run *out) MUST_CHECK;
enum status feed_named(struct tx *tx, struct str name, struct feed *out) MUST_CHECK;
/* Why a run was refused, in words. */
struct str feed_run_text(struct arena *arena, const struct language *language,
                         const struct feed_run *run);

/* --- Shared by the files of this part */

/* "Their heading = our field", by lines; in arena, ended by a NULL name, with `aliases` behind. INVALID
 * beside `mapping`. `out_text`: with the fields' own names. */
struct feed_mapping {
    struct column_alias *aliases;
    size_t count; /* without the kind's own */
    struct str text;
};
enum status feed_mapping_read(struct arena *arena, const struct import_kind *kind, struct str text,
                              struct feed_mapping *out, struct err *err) MUST_CHECK;
enum status feed_refuse(struct call *call, struct feed *feed) MUST_CHECK; /* what cannot be */

struct feed_file {
    struct str name;
    int64_t size, time;
};
/* NOT_FOUND: there is none; INVALID: nor the folder. */
enum status feed_file_newest(struct call *call, const struct feed *feed,
                             struct feed_file *out) MUST_CHECK;
/* The whole of it. INVALID when it is being written, is cut off, empty or in another encoding. */
enum status feed_file_read(struct call *call, const struct feed *feed, struct feed_file *file,
                           struct str *out_bytes) MUST_CHECK;
/* INVALID when a heading is missing that is mapped, or that the last file had. `out_columns`: of this. */
enum status feed_file_headings(struct call *call, const struct feed *feed,
                               const struct import_kind *mapped, struct str bytes,
                               struct str *out_columns) MUST_CHECK;

extern const struct job_kind FEED_NIGHT_JOB, FEED_RUN_JOB;
extern const struct setting FEED_MOST_GONE, FEED_NIGHTS;
extern const struct event_kind FEED_ADDED, FEED_CHANGED, FEED_ASKED, FEED_ENDED;
extern const struct notice_kind FEED_REFUSED_NOTICE, FEED_STOPPED_NOTICE, FEED_MISSING_NOTICE,
    FEED_DONE_NOTICE;
enum status feed_run_put(struct tx *tx, const struct feed_run *run, struct err *err) MUST_CHECK;
/* The feed's next night, and its job. */
enum status feed_plan(const struct record_writer *writer, const struct feed *feed) MUST_CHECK;

/* For the demo's steps: a feed with its nights before today, and from tonight on. */
struct feed_demo {
    struct feed feed; /* gets its id and its owner */
    const char *prefix;
    struct str files[4]; /* of the nights, the last one of today's */
    size_t count;
};
enum status feed_demo_make(struct call *call, struct feed_demo *demo) MUST_CHECK;

extern const struct slice FEED_PART;

#endif
