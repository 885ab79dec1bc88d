/* Private to the room, SQLite: when the log is carried over into the file. Called by the writer's
 * thread alone, except for opening and closing. */
#ifndef SAMSYN_DB_CHECKPOINT_H
#define SAMSYN_DB_CHECKPOINT_H

#include "platform/db/engine.h"

void checkpointer_open(struct db *db);
void checkpointer_close(struct db *db); /* accepts a db without one */

/* After a batch has been answered; takes a few milliseconds at most. */
void checkpoint_after_commit(struct db *db, struct connection *writer);

/* When nothing was written for CHECKPOINT_IDLE_MS. True: the log is empty. */
enum { CHECKPOINT_IDLE_MS = 1000 };
bool checkpoint_when_idle(struct db *db, struct connection *writer);

#endif
