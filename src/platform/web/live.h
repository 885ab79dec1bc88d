/* Private to the room: pages that are told when something changes.
 *
 * One thread, the hub, is told after each commit; it reads the events since the last position, gives
 * each loop what happened, and answers what loops ask: what a returning listener missed, and whether
 * its session still holds. A loop knows its own listeners by topic. Streams carry topic and position
 * only. A listener that does not keep up is cut off; it comes back and catches up.
 */
#ifndef SAMSYN_WEB_LIVE_H
#define SAMSYN_WEB_LIVE_H

#include "platform/web/inside.h"

struct serving;
struct live_loop;

struct live_hub *live_new(struct server *server);
void live_stop(struct live_hub *hub); /* ends its thread */
void live_free(struct live_hub *hub); /* after the loops: they hold what it told them */
int64_t live_position(const struct live_hub *hub);

struct live_loop *live_loop_new(void);
void live_loop_free(struct live_loop *live);

/* GET /live?topics=a,b&after=17: makes exchange->listener. */
void live_serve(struct serving *serving);

/* In the loop's thread. */
void live_enter(struct client *client, struct listener *listener);
void live_leave(struct client *client);    /* when it is closed; no listener: nothing */
void live_drop(struct listener *listener); /* one that never entered; accepts NULL */
void live_heartbeat(struct client *client);

/* Ends the streams of a session everywhere. */
void live_end_session(struct server *server, int64_t session);

#endif
