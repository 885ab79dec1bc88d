/* Private to the room `db`: giving events their position and extending the audit chain.
 *
 * The chain's link of an event is BLAKE2b(previous link || the event's digest), and the digest covers
 * its fields and the commitments of its changes. On SQLite there is one writer, so positions are given
 * inside the transaction that emitted the events and cost no commit of their own. On PostgreSQL
 * transactions become visible out of order: positions are given after commit, by one sequencer at a
 * time (advisory lock), to all that is visible then; so whoever has seen position N has seen all before.
 */
#ifndef SAMSYN_DB_SEQUENCER_H
#define SAMSYN_DB_SEQUENCER_H

#include "platform/db/db.h"

/* Called by db.c at the end of each write closure, after before_commit and inside its savepoint. Does
 * nothing when the closure emitted no event. */
enum status history_seal(struct tx *tx, struct err *err) MUST_CHECK;

struct sequencer;
struct sequencer *sequencer_new(struct arena *arena);

/* PostgreSQL: called by db.c after each commit of a closure that emitted events, before after_commit,
 * and when listening begins, for what a killed process left. Nothing to do on SQLite. */
enum status sequencer_run(struct db *db, struct err *err) MUST_CHECK;

#endif
