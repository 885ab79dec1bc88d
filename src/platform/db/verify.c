/*
 * Checking the audit chain.
 *
 * Events are read in their order, some at a time, with all their changes; each event's digest is
 * computed again from what is stored, each commitment from salt and value where they were not erased,
 * each link from the one before. The first thing that is not as it was written ends the check and is
 * named: nobody can tell what stands behind it.
 */
#include "platform/db/history.h"

#include "db_queries.h"
#include "platform/db/chain.h"

#include <stdlib.h>

enum { EVENTS_AT_ONCE = 100 };

/* An event whose digest is being computed. */
struct checked {
    int64_t id;
    struct digest_stream stream;
};

struct verify {
    struct tx *tx;
    struct err *err;
    int64_t position; /* of the last good event */
    struct digest link;
    struct checked checked[EVENTS_AT_ONCE]; /* by id */
    size_t count;
};

struct event_ids {
    const struct event_record *ids;
    size_t ids_count;
};
static const struct field EVENT_ID_FIELDS[] = {FIELD(ID, struct event_record, id, "")};
static const struct table EVENT_ID_TABLE = TABLE("event", struct event_record, EVENT_ID_FIELDS);
static const struct field EVENT_IDS_FIELDS[] = {
    FIELD_LIST_OF(struct event_ids, ids, &EVENT_ID_TABLE, ""),
};
static const struct table EVENT_IDS_TABLE = TABLE("event", struct event_ids, EVENT_IDS_FIELDS);

static enum status broken_event(struct verify *verify, const struct event_record *event,
                                const char *message)
{
    struct err_item *item = err_add(verify->err, message);
    err_int(item, "event", event->id);
    err_int(item, "position", event->position);
    err_text(verify->err, item, "kind", event->kind);
    return INVALID;
}

static enum status broken_change(struct verify *verify, const struct change_record *change)
{
    struct err_item *item =
        err_add(verify->err, "The change of {table} {row} in event {event} was altered");
    err_text(verify->err, item, "table", change->table_name);
    err_int(item, "row", change->row);
    err_int(item, "event", change->event);
    return INVALID;
}

static int compare_checked(const void *a, const void *b)
{
    int64_t left = ((const struct checked *)a)->id;
    int64_t right = ((const struct checked *)b)->id;
    return left < right ? -1 : left > right;
}

static struct checked *find_checked(struct verify *verify, int64_t id)
{
    struct checked key = {.id = id};
    return bsearch(&key, verify->checked, verify->count, sizeof key, compare_checked);
}

static enum status check_change(void *self, const void *row)
{
    struct verify *verify = self;
    const struct change_record *change = row;
    struct checked *checked = find_checked(verify, change->event);
    if (checked == NULL) {
        return INTERNAL;
    }
    if (change->salt.at != NULL) {
        struct digest commitment = commitment_of(change->salt, change->before);
        if (!str_equal(digest_str(&commitment), change->commitment)) {
            return broken_change(verify, change);
        }
    } else if (change->before.at != NULL) {
        return broken_change(verify, change);
    }
    event_digest_add(&checked->stream, change);
    return OK;
}

static enum status check_event(struct verify *verify, const struct event_record *event)
{
    struct digest digest = digest_end(&find_checked(verify, event->id)->stream);
    if (event->position != verify->position + 1) {
        return broken_event(verify, event, N_("Events are missing before event {event} ({kind})"));
    }
    if (!str_equal(digest_str(&digest), event->digest)) {
        return broken_event(verify, event,
                            N_("Event {event} ({kind}) or a change of it was altered"));
    }
    struct str previous = verify->position == 0 ? (struct str){NULL, 0} : digest_str(&verify->link);
    struct digest link = link_of(previous, event->position, event->digest);
    if (!str_equal(digest_str(&link), event->link)) {
        return broken_event(verify, event, N_("The chain is broken at event {event} ({kind})"));
    }
    verify->link = link;
    verify->position = event->position;
    return OK;
}

static enum status check_some(struct verify *verify, struct arena *arena, size_t *out_count)
{
    struct rows rows;
    TRY(events_after(verify->tx, arena, verify->position, EVENTS_AT_ONCE, &rows));
    const struct event_record *events = rows.at;
    verify->count = rows.count;
    *out_count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        verify->checked[i].id = events[i].id;
        event_digest_begin(&verify->checked[i].stream, &events[i]);
    }
    qsort(verify->checked, rows.count, sizeof verify->checked[0], compare_checked);
    struct event_ids ids = {events, rows.count};
    struct query_each each = {&CHANGE_RECORD_TABLE, check_change, verify};
    if (rows.count > 0) {
        TRY(query_each(verify->tx, &CHANGE_OF_EVENTS, bind_row(&EVENT_IDS_TABLE, &ids), &each));
    }
    for (size_t i = 0; i < rows.count; i++) {
        TRY(check_event(verify, &events[i]));
    }
    return OK;
}

enum status history_verify(struct tx *tx, int64_t *out_count, struct err *err)
{
    ARENA_SCOPED(scratch);
    struct verify verify = {.tx = tx, .err = err};
    enum status status = OK;
    for (size_t count = EVENTS_AT_ONCE; status == OK && count == EVENTS_AT_ONCE;) {
        arena_reset(scratch);
        status = check_some(&verify, scratch, &count);
    }
    if (status == OK) {
        *out_count = verify.position;
    }
    return status;
}
