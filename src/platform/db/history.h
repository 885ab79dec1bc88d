/* What happened is written with what changed.
 *
 * event_emit() writes a row of `event` in the same transaction; entity_insert/update/remove() run the
 * slice's own statement and write `change(event, table, row, before)` from the difference of two
 * structs. Audit, each field's history with its source, undo of an import and conflict pages are all
 * read from it. Events hold ids, never personal values. After commit one sequencer gives each event
 * its position and extends the chain over salted commitments: erasing a value deletes it with its
 * salt, and the chain still verifies.
 */
#ifndef SAMSYN_DB_HISTORY_H
#define SAMSYN_DB_HISTORY_H

#include "platform/db/query.h"

/* Declared by slices; `name` is dotted, "building.edited". */
struct event_kind {
    const char *name;
    const char *label; /* msgid, as the history page says it: "Building changed" */
    const char *thing; /* msgid of what it is about: "Building"; NULL: nothing that people name */
    const char *path;  /* its page without the id: "/buildings/"; NULL: none */
};

struct event {
    int64_t id;
    const struct event_kind *kind;
    const struct table *subject_table; /* topic "register_building" and "register_building:17" */
    int64_t subject;                   /* 0 or NO_INT: none */
    struct str source;                 /* empty: the actor's */
    int64_t cause; /* id of the import, job or event that led to it; 0 or NO_INT: none */
};

/* Writes the event; its id is for the entity_ calls of the same transaction. The row appears when the
 * closure ends, with the digest of all its changes. */
enum status event_emit(struct tx *tx, const struct event *event, int64_t *out_id) MUST_CHECK;

/* The events that this transaction has emitted so far, oldest first, for reactions. Borrowed until the
 * next event_emit(). */
size_t tx_events(struct tx *tx, const struct event **out_events);

/* An event as it is stored. */
struct event_record {
    int64_t id;
    int64_t position; /* NO_INT until sequenced */
    struct str kind, subject_table;
    int64_t subject;
    int64_t person; /* NO_INT: the system itself */
    struct str role, source, request;
    int64_t cause, at;
    struct str digest, link; /* of the audit chain */
};
extern const struct table EVENT_RECORD_TABLE;

/* Events after a position, oldest first, at most `limit` (1..1000): live catch-up, jobs, audit pages.
 * Whoever remembers the last position misses nothing and sees nothing twice. */
enum status events_after(struct tx *tx, struct arena *arena, int64_t position, int64_t limit,
                         struct rows *out_events) MUST_CHECK;
/* Pages of them, newest first, for audit: filters person and subject, rows of EVENT_RECORD_TABLE. */
extern const struct list_query EVENT_LIST;
/* The newest position; 0 when nothing has happened. */
enum status events_newest(struct tx *tx, int64_t *out_position) MUST_CHECK;

/* A table whose rows are changed through history. */
struct entity {
    const struct table *table;  /* has `id`, and `version` when it may be edited */
    const struct query *get;    /* by :id, all fields */
    const struct query *insert; /* all fields */
    const struct query
        *update; /* all fields, `version = :version + 1 … WHERE id = :id AND version = :version` */
    const struct query *remove; /* by :id and :version */
};

enum status entity_get(struct tx *tx, const struct entity *entity, int64_t id,
                       void *row) MUST_CHECK;
/* Gives the row its id (when it is 0 or NO_INT) and version 1. CONFLICT for a broken UNIQUE. */
enum status entity_insert(struct tx *tx, const struct entity *entity, int64_t event,
                          void *row) MUST_CHECK;
/* CONFLICT when `before->version` is no longer the row's. Writes nothing when nothing differs.
 * `after->version` becomes the new one. */
enum status entity_update(struct tx *tx, const struct entity *entity, int64_t event,
                          const void *before, void *after) MUST_CHECK;
enum status entity_remove(struct tx *tx, const struct entity *entity, int64_t event,
                          const void *before) MUST_CHECK;
/* Which fields differ, as a bit per field index (tables have at most 64 fields); id, version, lists
 * and FIELD_INTERNAL (what is worked out from other fields) aside. */
uint64_t entity_difference(const struct table *table, const void *a, const void *b);

/* One field's change as a history page shows it, newest first. */
struct field_change {
    int64_t event, at, person;
    struct str kind, source, role;
    struct str field;         /* name */
    struct str before, after; /* machine's form; after is empty when it was erased */
    bool is_erased;
    int64_t cause;
};
extern const struct table FIELD_CHANGE_TABLE;
struct history_request {
    const struct entity *entity;
    int64_t row;
    struct str field; /* empty: all */
    int64_t
        before_event; /* keyset: what stands after the last change of this event; NO_INT: newest */
    int64_t limit;    /* field changes; NO_INT: 100. The last event is always given whole */
};
/* What happened to a row, newest first. An insert gives a change from nothing for each field that had
 * a value; FIELD_SECRET fields are told without their values. Works for removed rows too. */
enum status history_read(struct tx *tx, struct arena *arena, const struct history_request *request,
                         struct rows *out_changes) MUST_CHECK;
/* Where each field's present value came from: the newest change of each field, in the table's order,
 * without values. One statement. */
enum status history_sources(struct tx *tx, struct arena *arena, const struct entity *entity,
                            int64_t row, struct rows *out_changes) MUST_CHECK;

/* --- undo --- */

/* What undoing a cause (an import) would do to one row. Bits are field indexes. */
struct undo {
    int64_t row;
    bool was_inserted; /* the cause made the row */
    bool is_gone;      /* it was removed since: nothing to do */
    bool is_changed;   /* something else changed it since */
    uint64_t revert;   /* fields that still hold what the cause wrote */
    uint64_t keep;     /* fields that somebody changed since, or whose old value was erased */
    void *before;      /* a row of the entity's table, the fields of `revert` set as they were */
};
struct undo_request {
    const struct entity *entity;
    int64_t cause;       /* id of an event, or what events name as their cause */
    int64_t after_event; /* NO_INT: from the first; then the last page's event */
    const struct event_kind
        *undone; /* of events of the cause that took back; NULL: there are none */
};
struct undo_page {
    int64_t event; /* NO_INT: that was all */
    struct undo *undos;
    size_t count;
};
/* What the cause's next event touched (a row that several of them touched comes with the first); in
 * arena. The slice removes what was_inserted and not is_changed, writes undo_apply() of the others
 * through its entity, and lists what is kept. */
enum status history_undo_plan(struct tx *tx, struct arena *arena,
                              const struct undo_request *request,
                              struct undo_page *out_page) MUST_CHECK;
/* Sets the fields of `revert` on a row (the present one) to what they were; borrows texts. */
void undo_apply(const struct undo *undo, const struct entity *entity, void *row);

/* --- the audit chain --- */

/* Recomputes commitments, digests and links from the beginning. INVALID names the first event, and
 * the row of a table where it can, that is not as it was written. *out_count events were checked. */
enum status history_verify(struct tx *tx, int64_t *out_count, struct err *err) MUST_CHECK;
/* What led to the changes of a row (imports): rows of struct history_cause. */
struct history_cause {
    int64_t id;
};
enum status history_causes(struct tx *tx, const struct table *table, int64_t row,
                           struct rows *out_causes) MUST_CHECK;
/* Deletes values and salts of a row's history (personal data erased); the chain still verifies. The
 * present row is the slice's to anonymise or remove, before. */
enum status history_erase(struct tx *tx, const struct table *table, int64_t row) MUST_CHECK;

#endif
