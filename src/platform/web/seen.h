/* When sessions were last used, to five minutes: noted in memory while a request is answered, written
 * for all of them together once a minute, by a thread of its own. A session costs one row in five
 * minutes however much it is used, and no request waits for it. */
#ifndef SAMSYN_WEB_SEEN_H
#define SAMSYN_WEB_SEEN_H

#include "platform/db/db.h"
#include "platform/web/viewer.h"

struct seen;

/* Borrows both; returns owned. NULL: the source does not want to know. */
struct seen *seen_new(struct db *db, const struct viewer_source *viewers);
void seen_free(struct seen *seen); /* writes what is noted first; accepts NULL */

/* This session asks for something, at this monotonic time. Any thread; without a lock when it was
 * noted lately. Beyond some ten thousand sessions in five minutes some are noted later. */
void seen_note(struct seen *seen, int64_t session, int64_t now_us);
/* Writes what is noted, now. */
void seen_write(struct seen *seen);

#endif
