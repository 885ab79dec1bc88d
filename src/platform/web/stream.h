/* Private to the room: a long reply (an export) on its way from a pool's thread to a client.
 *
 * The thread waits when CHUNKS_WAITING bytes are not taken yet; a client that takes nothing for
 * WAIT_STREAM is cut off, and then nothing is kept any more.
 */
#ifndef SAMSYN_WEB_STREAM_H
#define SAMSYN_WEB_STREAM_H

#include "platform/web/inside.h"

struct stream {
    struct message message; /* "there is more" */
    struct exchange *exchange;
    pthread_mutex_t lock; /* guards the five below */
    pthread_cond_t has_room;
    struct buf chunks;
    bool is_posted, is_done, is_gone;
    bool is_over;   /* the loop's: the end has been delivered */
    bool is_broken; /* ended without being whole */
    bool is_raw;    /* HTTP/1.0: no chunks, the end is the client's */
};

/* The reply's head is written; from here on the body comes in pieces. Posts the exchange. */
struct stream *stream_begin(struct exchange *exchange);
/* UNAVAILABLE when the client is gone. */
enum status stream_put(struct stream *stream, struct str bytes) MUST_CHECK;
void stream_end(struct stream *stream, bool is_whole);
void stream_free(struct stream *stream); /* accepts NULL */

/* The loop's side. */
bool stream_take(struct stream *stream, struct buf *out); /* false: nothing there */
void stream_abandon(struct stream *stream);               /* accepts NULL */
void client_stream_on(struct client *client);

#endif
