/* Reactions: what must be true in the same instant as the event. They run inside the transaction,
 * before its commit, and get all events of one kind at once: an import of 1,248 people is one call. */
#include "platform/work/job_rows.h"

enum {
    ROUNDS_MOST = 8
}; /* a reaction may emit events that others react to; this deep, not deeper */

static enum status run_kind(const struct reaction *reaction, struct tx *tx,
                            const struct event *events, size_t count, struct err *err)
{
    ARENA_SCOPED(scratch);
    struct event *mine = ARENA_ARRAY(scratch, count, struct event);
    size_t mine_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (events[i].kind == reaction->kind) {
            mine[mine_count++] = events[i];
        }
    }
    return mine_count == 0 ? OK : reaction->react(tx, mine, mine_count, err);
}

enum status reactions_run(const struct reaction *const *reactions, struct tx *tx, struct err *err)
{
    if (reactions == NULL || reactions[0] == NULL) {
        return OK;
    }
    size_t seen = 0;
    for (int round = 0; round < ROUNDS_MOST; round++) {
        const struct event *events = NULL;
        size_t count = tx_events(tx, &events);
        if (count == seen) {
            return OK;
        }
        size_t from = seen;
        seen = count;
        for (const struct reaction *const *at = reactions; *at != NULL; at++) {
            /* the list may move when a reaction emits: ask again */
            (void)tx_events(tx, &events);
            TRY(run_kind(*at, tx, events + from, seen - from, err));
        }
    }
    return INTERNAL; /* reactions that feed each other for ever */
}
