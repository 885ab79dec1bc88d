/* Private to the room: one event loop and its connections.
 *
 * Deadlines are absolute real times. Connections that wait for the same kind of thing stand in one
 * list, and as each kind has one length, the list is in the order of the deadlines: moving on costs
 * nothing but two pointers, and a tick looks at the heads. Nothing is added to libevent for a request.
 */
#ifndef SAMSYN_WEB_LOOP_H
#define SAMSYN_WEB_LOOP_H

#include "platform/web/inside.h"
#include "platform/web/watch.h"

/* What a client waits for, and how long at most. */
enum wait_kind {
    WAIT_IDLE,      /* the next request, 75 s */
    WAIT_HEAD,      /* the rest of a head, 10 s */
    WAIT_BODY,      /* the rest of a body, 30 s */
    WAIT_LONG_BODY, /* the rest of a large one, 300 s */
    WAIT_WORK,      /* a pool's answer, 120 s */
    WAIT_WRITE,     /* the client taking a reply, 60 s */
    WAIT_STREAM,    /* the client taking some of a long reply, 30 s */
    WAIT_LIVE,      /* the next heartbeat, 25 s */
    WAIT_LINGER,    /* the client's end after a refusal, 2 s */
    WAIT_COUNT
};

struct client {
    struct watch reader; /* always on, but while `is_deaf` */
    struct watch writer; /* on while output waits */
    struct loop *loop;
    struct client *earlier, *later; /* in the list of its kind of waiting */
    int64_t deadline_us;
    struct exchange *exchange; /* being worked on, or streaming */
    struct listener *listener; /* of a live stream */
    struct buf in;             /* begun requests; no memory while idle */
    size_t scanned;            /* of `in`, by http_read_head() */
    size_t wanted;             /* bytes of the whole request, 0 while its head is not known */
    struct buf out;            /* what could not be written at once */
    size_t out_at;
    const unsigned char *fixed; /* after `out` */
    size_t fixed_length;
    size_t drained; /* bytes read after a refusal */
    int fd;
    int counted_body; /* bytes of server->body_bytes held by this one */
    enum wait_kind wait;
    bool is_deaf;   /* reading is switched off */
    bool is_ending; /* closes after what is being written */
    bool is_near;
    char address[ADDRESS_LENGTH];
};

struct wait_list {
    struct client *first, *last;
};

struct loop {
    struct server *server;
    int number;
    pthread_t thread;
    struct watcher *watcher;
    struct watch wake, tick, accepting;
    int wake_fd;
    struct worker worker;
    pthread_mutex_t lock; /* guards the three below */
    struct message *first, *last;
    bool is_woken;
    struct wait_list waits[WAIT_COUNT];
    struct exchange *spare;
    struct exchange *own; /* for what runs in the loop */
    struct live_loop *live;
    int64_t now_us; /* when the present event was taken up */
    struct buf log; /* lines of requests that are not written yet */
    char *scratch;  /* where every read lands first */
    int next_loop;  /* the accepting loop hands out in turn */
    bool is_stopping;
    int64_t stop_us; /* connections are cut off then */
};

enum { SCRATCH_BYTES = 64 * 1024 };

struct loop *loop_new(struct server *server, int number);
/* Starts the thread. The first loop accepts on server->listener. */
void loop_start(struct loop *loop);
/* Asks the loop to end within `grace_ms`; loop_join() waits. */
void loop_stop(struct loop *loop, int grace_ms);
void loop_join(struct loop *loop);
void loop_free(struct loop *loop);

/* From any thread. The message is the receiver's until it is delivered. */
void loop_post(struct loop *loop, struct message *message);

/* Moves the client to the list of `kind`, with a new deadline. */
void loop_wait(struct client *client, enum wait_kind kind);
void loop_forget(struct client *client);

/* --- client.c --- */

void client_new(struct loop *loop, int fd, const char *address, bool is_near);
void client_close(struct client *client);
/* Has it sent something that was not read yet? */
bool client_has_input(const struct client *client);
/* Called when the deadline of what it waits for is over. */
void client_overdue(struct client *client);
/* The exchange's reply is ready: in the loop's thread. */
void client_reply(struct client *client, struct exchange *exchange);
/* Writes now what fits and keeps the rest; false when the client was closed. For live streams a
 * client that does not keep up is closed. */
bool client_write(struct client *client, struct str bytes);

#endif
