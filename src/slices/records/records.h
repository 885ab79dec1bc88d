/* Records: what every thing that is kept for an area has in common: being listed, looked at, added,
 * changed beside a colleague, found by its words, and told of to those who watch.
 *
 * A slice describes its thing in a `const struct record` and names the handlers below in its table of
 * routes, with `.subject = &ITS_RECORD`. Views begin with the thing's own struct; what else a handler
 * fills in, it finds by its name and leaves out when there is none:
 *
 *   record_list     the view's first LIST (its rows); area_id_choices, total (NO_INT: more than a page),
 *                   may_edit, may_import; fields named as those of the form take the form's values.
 *                   The form's fields are the list's filters; text_from and text_to are made of `text`.
 *   record_sheet    area (its name), history, may_edit
 *   record_edit, record_new       area_id_choices; back_path and back_label, where one came from: the page
 *                   `records/form` is all that a thing's form needs then; of record_new's form, what the
 *                   address says already
 *
 * A list whose form has a DATE `today` has today's date there, to tell what is going on from what is over.
 *
 * The thing's table has id, version, area_id and is written as people's other things are: history.h.
 */
#ifndef SAMSYN_RECORDS_H
#define SAMSYN_RECORDS_H

#include "platform/base/map.h"
#include "slices/people/people.h"

extern const struct slice RECORDS_SLICE;

/* What writing needs to know besides the row; read once a transaction. */
struct record_writer {
    struct tx *tx;
    const struct language *language; /* the organisation's: sort keys */
    struct rows areas;               /* struct area */
    int64_t event;                   /* what the changes belong to */
    int64_t default_area;            /* imports: of lines that name none */
    bool is_dry;        /* nothing will be written: what is only written need not be worked out */
    struct map *sorted; /* record_repeated_key */
    int64_t cause;      /* of events that its work emits: the import; NO_INT: none */
    struct str source;  /* of these events; empty: the actor's */
    bool is_from_file;  /* what is written has happened already */
    struct err *err;
};

/* What only one row may have. */
struct record_unique {
    const char *field;         /* TEXT */
    const struct query *query; /* the row that has it, all fields */
    const char *message;       /* msgid: "Another building has this permanent id." */
};

struct record {
    const struct entity *entity;
    const char *path; /* "/buildings" */
    const char
        *known_by;      /* TEXT field that people know a row by; NULL: its forms have no way back */
    const char *plural; /* msgid: what its list is called */
    const struct permission *read, *edit;
    const struct event_kind *added, *changed;
    /* Puts texts in order, works out what is worked out, refuses with INVALID what cannot be. The area
     * is one that there is. */
    enum status (*prepare)(const struct record_writer *writer, void *row);
    /* The field with the row that it is a part of, "building_id"; `prepare` then sets the area, which
     * is that row's, and the routes that add one have the scope of that row. NULL: it has an area. */
    const char *part_of;
    /* NULL, or: in the same transaction, after it was written; `before` NULL: a new one, `after` NULL:
     * before it is removed. */
    enum status (*written)(const struct record_writer *writer, const void *before,
                           const void *after);
    const struct record_unique *unique; /* NULL: nothing is */
    const char *const *words;           /* TEXT fields that search finds it by, kept in its field
                                         * `words`; NULL: none */
    const struct query *word_put;       /* :id, :word */
    const struct query *word_forget;
    const struct list_query *list; /* scopes `all` and `areas` */
    const struct list_query
        *find;                  /* the same from :text_from to :text_to; NULL: no such field. A form
                                    * with text_second and text_third gets words, as record_search */
    void (*narrow)(void *form); /* NULL, or: what the list is bound with besides */
    void (*begin)(void *row);   /* NULL, or: what a new one is as long as nobody says */
    enum status (*show)(struct request *request, void *view); /* NULL, or: the rest of the sheet */
    enum status (*show_list)(struct request *request,
                             void *view); /* NULL, or: the rest of the list */
    /* NULL, or: what is asked for and read with it, but kept in another table (a customer's person): the names
     * of such fields, INTERNAL in the row's table. `beside` writes them before the row itself is written;
     * `before` is NULL for a new one. */
    const struct table
        *asked; /* NULL, or: the row's struct with the fields beside, as exports have them */
    const char *const *beside_fields;
    enum status (*beside)(const struct record_writer *writer, const void *before, void *after);
    void (*carry)(const void *before, void *after); /* NULL, or: takes over what no form asks for */
    /* NULL, or: a kind of thing for which roles are held by themselves ("building"), and the ID field that
     * tells which one the row belongs to. Its lists then have a scope `few` for who sees nothing but such
     * things, and ask for both in the scope `areas`. */
    const char *scope_kind, *scope_field;
    const char *wider_kind, *wider_field; /* the same of a thing that has several of these */
    /* NULL, or: may the viewer see this row at all, whatever the area? If not it is NOT_FOUND. */
    bool (*is_seen)(const struct viewer *viewer, const void *row);
    /* NULL, or: choices of the form that only the slice knows. */
    enum status (*choices)(struct request *request, void *view);
};

/* --- Pages */

enum status record_list(struct request *request, const void *form, void *view) MUST_CHECK;
enum status record_sheet(struct request *request, const void *form, void *view) MUST_CHECK;
enum status record_edit(struct request *request, const void *form, void *view) MUST_CHECK;
enum status record_edit_do(struct request *request, const void *form, void *view) MUST_CHECK;
enum status record_new(struct request *request, const void *form, void *view) MUST_CHECK;
enum status record_new_do(struct request *request, const void *form, void *view) MUST_CHECK;
/* The row, as if it did not exist for those who may not see it. */
enum status record_read(struct request *request, const struct record *record, int64_t id,
                        void *out_row) MUST_CHECK;
/* Where the row is, for rights. */
struct place record_place(const struct record *record, const void *row);
/* The form of a sheet: its id. */
extern const struct table RECORD_ID_TABLE;

/* --- Search */

/* Finds as one types. The query takes :word_from, :word_to (the longest word), :second and :third
 * (" word": the beginning of one among the row's `words`; absent: none was typed), :limit, and gives id, title, detail. `kind`: msgid. */
struct record_search {
    const struct record *record;
    const struct query *query;
    const char *kind;
};
/* What was typed as such a query takes it: the longest word that finds by itself first. */
struct record_words {
    struct str from, to, second, third; /* of `from` nothing: no word was typed */
};
struct record_words record_words(struct arena *arena, struct str text);
enum status record_search(struct tx *tx, struct arena *arena, const struct record_search *search,
                          struct str text, struct rows *out_hits) MUST_CHECK;

/* --- Verbs */

/* Refuses with INVALID what cannot be and what only one may have. */
enum status record_add(struct call *call, const struct record *record, const void *wanted,
                       int64_t *out_id) MUST_CHECK;
/* Many at once, in transactions of 500 with one event each; what one of them is refused for refuses its
 * five hundred. `rows` is an array of the record's struct; their ids are written into it. */
enum status record_add_many(struct call *call, const struct record *record, void *rows,
                            size_t count) MUST_CHECK;
/* CONFLICT when somebody saved after the version of `row`. */
struct record_change {
    const struct record *record;
    const void *row;
    uint64_t keeps; /* a bit per field that stays as it is, whatever `row` says */
};
enum status record_save(struct call *call, const struct record_change *wanted) MUST_CHECK;

/* --- Inside a transaction: one or five hundred */

/* `event` and `default_area` are set afterwards, when there is one. */
enum status record_writer_open(struct tx *tx, const struct language *language, struct err *err,
                               struct record_writer *out) MUST_CHECK;
/* Emits an event about a row (NO_INT: about them all), to which the changes then belong. */
enum status record_emit(struct record_writer *writer, const struct record *record,
                        const struct event_kind *kind, int64_t id) MUST_CHECK;
enum status record_prepare(const struct record_writer *writer, const struct record *record,
                           void *row) MUST_CHECK;
/* INVALID for what another has already. */
enum status record_refuse_taken(const struct record_writer *writer, const struct record *record,
                                const void *row) MUST_CHECK;
/* Both want a prepared row. An insert gives an id when there is none; CONFLICT for what another has
 * already. An update refuses that with INVALID, and with CONFLICT when `before` is old. */
enum status record_insert(const struct record_writer *writer, const struct record *record,
                          void *row) MUST_CHECK;
enum status record_update(const struct record_writer *writer, const struct record *record,
                          const void *before, void *after) MUST_CHECK;
/* Of a row whose table is written otherwise: works its `words` out anew, and finds it by these from now on. */
enum status record_words_follow(const struct record_writer *writer, const struct record *record,
                                const void *before, void *after) MUST_CHECK;
/* As entity_difference(), with the fields beside. */
uint64_t record_difference(const struct record *record, const void *before, const void *after);
/* Is the row one that only some may see? Nothing of it stands where all may look. */
bool record_is_hidden(const struct record *record, const void *row);
enum status record_remove(const struct record_writer *writer, const struct record *record,
                          const void *before) MUST_CHECK;
const struct area *record_area(const struct record_writer *writer, int64_t id); /* NULL: none */
/* The date of today where the request or command is, in arena. */
struct str record_today(const struct call *call);
/* The same where the thing is: in its area's zone. */
struct str record_today_in(const struct record_writer *writer, int64_t area);
/* Composed letters, one blank between words, none at the ends; absent when nothing is left. */
struct str record_tidy(const struct record_writer *writer, struct str text);
/* The sort key of a text that many rows have, such as a town: worked out once a transaction. */
struct str record_repeated_key(const struct record_writer *writer, struct str text);

/* --- Rows of any table */

int64_t record_int(const struct table *table, const char *name, const void *row);
struct str record_text(const struct table *table, const char *name, const void *row);
/* Copies one scalar; the fields are of the same kind, each of its own row's table. */
void record_take(const struct field *to_field, void *to, const struct field *from_field,
                 const void *from);

#include "slices/records/import.h"

#endif
