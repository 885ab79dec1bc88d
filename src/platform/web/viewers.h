/* Private to the room: whom a loop has met lately, so that who somebody is and may do is not read
 * again for each page.
 *
 * What is remembered holds while db_watched() is the number under which it was read: it is another one
 * before anybody is told that a session, a person, a role or an area was changed, so an ended session
 * finds nobody from the moment its end is answered. Grants that begin or end and sessions that run out
 * are known beforehand. Each loop has its own, in its own thread: no lock. */
#ifndef SAMSYN_WEB_VIEWERS_H
#define SAMSYN_WEB_VIEWERS_H

#include "platform/db/query.h"
#include "platform/secret/secret.h"
#include "platform/web/viewer.h"

struct viewers;

struct viewers *viewers_new(void);          /* returns owned */
void viewers_free(struct viewers *viewers); /* accepts NULL */

/* When somebody is looked for: the number of db_watched(), the domain's clock, real time. */
struct viewers_moment {
    uint64_t watched;
    int64_t now, real_now;
};

/* Whoever holds the token, NULL when that is not known now. Borrows until the next viewers_keep(), that
 * is for the request. */
const struct viewer *viewers_find(struct viewers *viewers, const struct digest *token,
                                  const struct viewers_moment *moment);
/* Remembers a copy, when the viewer may be remembered; sets viewer->known. `watched` is of the reader
 * that found it. */
void viewers_keep(struct viewers *viewers, const struct digest *token, uint64_t watched,
                  struct viewer *viewer);

#endif
