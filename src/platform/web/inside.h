/* Private to the room: how its pieces know each other.
 *
 * A *client* belongs to one loop and is touched by that loop's thread alone. An *exchange* is one
 * request with its reply. It runs in the loop when that is quick and certain, else a pool's thread
 * works on it and posts it back as a *message*; the client waits meanwhile, or is gone when the
 * answer comes.
 */
#ifndef SAMSYN_WEB_INSIDE_H
#define SAMSYN_WEB_INSIDE_H

#include "platform/web/http.h"
#include "platform/web/pool.h"
#include "platform/web/router.h"
#include "platform/web/server.h"
#include "platform/web/worker.h"

#include <pthread.h>
#include <stdatomic.h>

struct loop;
struct client;
struct exchange;
struct listener;
struct stream;

enum {
    REQUEST_ID_LENGTH = 16,
    ADDRESS_LENGTH = 46, /* of an IPv6 address as text */
    BODY_LIMIT = 64 * 1024,
    PAGE_LIMIT = 16 * 1024 * 1024
};
#define BODY_BYTES_LIMIT (INT64_C(256) * 1024 * 1024) /* of all large bodies under way */

/* Something that another thread wants a loop to do. */
struct message {
    struct message *next;
    void (*deliver)(struct loop *loop, struct message *message);
};

struct exchange {
    struct message message; /* back to the loop */
    struct task task;       /* to a pool */
    struct exchange *spare; /* in the loop's list of unused ones */
    struct server *server;
    struct loop *loop;
    struct client *client; /* NULL: gone; only the loop looks */

    struct buf bytes; /* a pool's own copy of the request */
    struct http_head head;
    struct str body;
    struct str path;                 /* the head's, without a language before it */
    const struct language *language; /* of the address, NULL: it names none */
    struct route_match match;        /* lives as long as the arena it was made in */
    const struct route *route;       /* NULL: none fits */
    char id[REQUEST_ID_LENGTH + 1];
    char address[ADDRESS_LENGTH];
    bool is_near;   /* comes from this machine itself, without a proxy between */
    bool is_secure; /* the proxy says https */
    bool is_pooled; /* runs in a pool's thread */
    int64_t begun_us;
    int64_t cpu_us;
    int64_t statements;

    int code;
    struct buf reply_head, reply_body;
    const unsigned char *fixed; /* instead of reply_body: bytes that live as long as the program */
    size_t fixed_length;
    bool closes;
    struct stream *stream;     /* chunks follow; see stream.h */
    int64_t session_to_end;    /* its live streams end with this reply; NO_INT: none */
    struct listener *listener; /* becomes a live stream; see live.h */
};

enum pool_kind { POOL_READ, POOL_CHANGE, POOL_SECRET, POOL_COUNT, POOL_NONE = POOL_COUNT };

struct limiter;
struct metrics;
struct seen;

struct menu_place {
    const struct menu_item *item;
    const struct setting *module;
};

struct server {
    struct server_options options;
    struct platform *platform;
    struct arena *arena; /* lives as long as the server */
    struct router router;
    const struct template *error_page;
    struct menu_place *menu; /* in order */
    size_t menu_count;
    struct pool *pools[POOL_COUNT];
    struct loop **loops;
    int loop_count;
    int listener;
    int port;
    struct live_hub *live;
    struct limiter *limiter;
    struct metrics *metrics;
    struct seen *seen; /* NULL: nobody wants to know */
    bool runs_fast;    /* SQLite: COST_FAST runs in the loop */
    _Atomic bool is_stopping;
    _Atomic int connections;
    int most_connections;
    _Atomic int64_t body_bytes; /* of large bodies being received */
    _Atomic uint64_t next_id;
    uint64_t id_mask;
};

/* --- exchange.c: from request to reply --- */

/* Unused exchange of this loop, its buffers empty. */
struct exchange *exchange_take(struct loop *loop);
void exchange_give(struct exchange *exchange);
void exchange_free(struct exchange *exchange);
/* Looks up match and route of exchange->head; the match lives in `arena`. */
void exchange_find_route(struct exchange *exchange, struct arena *arena);
/* Most bytes of a body that what was found takes. */
int64_t exchange_body_limit(const struct exchange *exchange);
/* Which pool it has to run in; POOL_NONE: in the loop itself. */
enum pool_kind exchange_place(const struct exchange *exchange);
/* Gives it its id, its client and an empty reply. */
void exchange_begin(struct exchange *exchange, const struct client *client);
/* Answers it into its reply. False when it is posted to the loop already (a long reply). */
bool exchange_run(struct exchange *exchange, struct worker *worker);

/* --- reply.c --- */

/* Writes head and page for a status that no handler speaks for: `code` is an HTTP status. Plain, for
 * what is refused before it can be understood. */
void reply_refusal(struct exchange *exchange, struct worker *worker, int code);
/* Begins the head: status line and the headers that every reply has. */
void reply_begin(struct exchange *exchange, struct worker *worker, int code, const char *type);
void reply_header(struct exchange *exchange, const char *name, struct str value);
/* Ends the head, with the length of the body (or of the fixed bytes). */
void reply_end(struct exchange *exchange);
/* Ends the head of a reply whose length is not known or that has none. */
void reply_end_open(struct exchange *exchange);

#endif
