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
};

struct event {
    int64_t id;
    int64_t position; /* NO_INT until sequenced */
    const struct event_kind *kind;
    const struct table *subject_table; /* topic "register_building" and "register_building:17" */
    int64_t subject;
    struct str source; /* empty: the actor's */
    int64_t cause;     /* id of the import, job or event that led to it; NO_INT */
};

/* Writes the event; its id is for the entity_ calls of the same transaction. */
enum status event_emit(struct tx *tx, const struct event *event, int64_t *out_id) MUST_CHECK;

/* The events that this transaction has emitted so far, oldest first, for reactions. Borrowed until the
 * transaction ends. */
size_t tx_events(struct tx *tx, const struct event **out_events);

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
/* Gives the row its id (when absent) and version 1. */
enum status entity_insert(struct tx *tx, const struct entity *entity, int64_t event,
                          void *row) MUST_CHECK;
/* CONFLICT when `before->version` is no longer the row's. Writes nothing when nothing differs (then
 * *out_changed is false). `after->version` becomes the new one. */
enum status entity_update(struct tx *tx, const struct entity *entity, int64_t event,
                          const void *before, void *after) MUST_CHECK;
enum status entity_remove(struct tx *tx, const struct entity *entity, int64_t event,
                          const void *before) MUST_CHECK;
/* Which fields differ, as a bit per field index (tables have at most 64 fields); id and version aside. */
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
    struct str field;     /* empty: all */
    int64_t before_event; /* keyset: older than this; NO_INT: newest */
    int64_t limit;
};
enum status history_read(struct tx *tx, struct arena *arena, const struct history_request *request,
                         struct rows *out_changes) MUST_CHECK;

/* Events after a position (live catch-up, jobs, audit pages). */
enum status events_after(struct tx *tx, struct arena *arena, int64_t position, int64_t limit,
                         struct rows *out_events) MUST_CHECK;

/* Recomputes the chain; INVALID with the first broken event in err. *out_count events were checked. */
enum status history_verify(struct tx *tx, int64_t *out_count, struct err *err) MUST_CHECK;
/* Deletes values and salts of a row's history (personal data erased); the chain still verifies. */
enum status history_erase(struct tx *tx, const struct table *table, int64_t row) MUST_CHECK;

#endif
