/*
 * Emitting events.
 *
 * An event's row is written when its closure ends (history_seal), because only then are all its
 * changes known and its digest can be computed; until then it lives beside the transaction. On SQLite
 * position and link are given in the same INSERT; on PostgreSQL by the sequencer, after the commit.
 */
#include "platform/db/sequencer.h"

#include "db_queries.h"
#include "platform/base/rand.h"
#include "platform/base/vec.h"
#include "platform/db/chain.h"
#include "platform/db/driver.h"

#include <assert.h>
#include <stdint.h>

enum { SALTS_AT_ONCE = 64, MOST_EVENTS_READ = 1000 };

/* What is known of an event before it is written. */
struct emitted {
    struct event_record record;
    int64_t change_count;
    struct digest_stream *stream;
};

struct tx_history {
    struct vec events;  /* struct event, for tx_events() */
    struct vec emitted; /* struct emitted, the same order */
    size_t salt_count;  /* unused ones */
    char salts[SALTS_AT_ONCE * SALT_BYTES];
};

static struct tx_history *history_of(struct tx *tx)
{
    void **place = tx_history(tx);
    if (*place == NULL) {
        struct tx_history *history = ARENA_NEW(tx_arena(tx), struct tx_history);
        history->events = vec_of(tx_arena(tx), sizeof(struct event));
        history->emitted = vec_of(tx_arena(tx), sizeof(struct emitted));
        *place = history;
    }
    return *place;
}

/* An arena aligns for the usual types; a digest_stream wants more. */
static struct digest_stream *stream_new(struct arena *arena)
{
    size_t align = _Alignof(struct digest_stream);
    char *at = arena_alloc(arena, sizeof(struct digest_stream) + align);
    return (void *)(at + (align - (uintptr_t)at % align) % align);
}

static int64_t id_or_none(int64_t id)
{
    return id == 0 ? NO_INT : id;
}

enum status event_emit(struct tx *tx, const struct event *event, int64_t *out_id)
{
    assert(tx_is_write(tx));
    struct tx_history *history = history_of(tx);
    const struct actor *actor = tx_actor(tx);
    int64_t id = id_new();

    struct event *kept = vec_add(&history->events);
    *kept = *event;
    kept->id = id;
    kept->subject = id_or_none(event->subject);
    kept->cause = id_or_none(event->cause);
    kept->source = str_is_empty(event->source) ? actor->source : event->source;

    struct emitted *emitted = vec_add(&history->emitted);
    emitted->record = (struct event_record){
        .id = id,
        .position = NO_INT,
        .kind = str_of(event->kind->name),
        .subject_table =
            event->subject_table == NULL ? str_of(NULL) : str_of(event->subject_table->name),
        .subject = kept->subject,
        .person = id_or_none(actor->person),
        .role = actor->role,
        .source = kept->source,
        .request = actor->request_id,
        .cause = kept->cause,
        .at = tx_now(tx),
    };
    emitted->stream = stream_new(tx_arena(tx));
    event_digest_begin(emitted->stream, &emitted->record);
    *out_id = id;
    return OK;
}

size_t tx_events(struct tx *tx, const struct event **out_events)
{
    struct tx_history *history = *tx_history(tx);
    *out_events = history == NULL ? NULL : history->events.at;
    return history == NULL ? 0 : history->events.count;
}

static struct emitted *find_emitted(struct tx *tx, int64_t event)
{
    struct tx_history *history = *tx_history(tx);
    for (size_t i = history == NULL ? 0 : history->emitted.count; i > 0; i--) {
        struct emitted *emitted = vec_get(&history->emitted, i - 1);
        if (emitted->record.id == event) {
            return emitted;
        }
    }
    return NULL;
}

static struct str next_salt(struct tx_history *history)
{
    if (history->salt_count == 0) {
        secret_random(history->salts, sizeof history->salts);
        history->salt_count = SALTS_AT_ONCE;
    }
    history->salt_count--;
    return (struct str){history->salts + history->salt_count * SALT_BYTES, SALT_BYTES};
}

enum status event_add_change(struct tx *tx, struct change_record *change)
{
    struct emitted *emitted = find_emitted(tx, change->event);
    assert(emitted != NULL); /* of this transaction */
    change->number = ++emitted->change_count;
    struct digest commitment;
    if (change->before.at != NULL) {
        change->salt = next_salt(*tx_history(tx));
        commitment = commitment_of(change->salt, change->before);
        change->commitment = digest_str(&commitment);
    }
    event_digest_add(emitted->stream, change);
    return query_send(tx, &CHANGE_ADD, bind_row(&CHANGE_RECORD_TABLE, change));
}

enum status history_seal(struct tx *tx, struct err *err)
{
    (void)err;
    struct tx_history *history = *tx_history(tx);
    if (history == NULL) {
        return OK;
    }
    bool is_ordered = db_engine(tx_db(tx)) == DB_ENGINE_SQLITE;
    struct chain_end end = {0, {NULL, 0}};
    if (is_ordered) {
        TRY(chain_end_read(tx, &end));
    }
    struct digest link;
    for (size_t i = 0; i < history->emitted.count; i++) {
        struct emitted *emitted = vec_get(&history->emitted, i);
        struct digest digest = digest_end(emitted->stream);
        emitted->record.digest = digest_str(&digest);
        if (is_ordered) {
            emitted->record.position = ++end.position;
            link = link_of(end.link, end.position, emitted->record.digest);
            end.link = emitted->record.link = digest_str(&link);
        }
        TRY(query_send(tx, &EVENT_ADD, bind_row(&EVENT_RECORD_TABLE, &emitted->record)));
    }
    return OK;
}

/* --- reading in order --- */

struct after {
    int64_t position, limit;
};
static const struct field AFTER_FIELDS[] = {
    FIELD(INT, struct after, position, ""),
    FIELD(INT, struct after, limit, ""),
};
static const struct table AFTER_TABLE = TABLE("event", struct after, AFTER_FIELDS);

enum status events_after(struct tx *tx, struct arena *arena, int64_t position, int64_t limit,
                         struct rows *out_events)
{
    assert(limit >= 1 && limit <= MOST_EVENTS_READ);
    struct after after = {position, limit};
    out_events->table = &EVENT_RECORD_TABLE;
    return query_rows(tx, arena, &EVENT_LIST_AFTER, bind_row(&AFTER_TABLE, &after), out_events);
}

enum status events_newest(struct tx *tx, int64_t *out_position)
{
    struct chain_end end;
    TRY(chain_end_read(tx, &end));
    *out_position = end.position;
    return OK;
}
