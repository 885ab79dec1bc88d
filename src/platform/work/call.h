/* A call: who asks for what, with which database, clock, memory and language. Every verb of a slice
 * takes one first; web requests, commands and jobs make them. */
#ifndef SAMSYN_WORK_CALL_H
#define SAMSYN_WORK_CALL_H

#include "platform/db/db.h"
#include "platform/text/language.h"

struct platform; /* the running program's shared parts; work/platform.h */

/* An idempotency key: only success consumes it; the same key with another body, or from another
 * person, is CONFLICT; kept 60 days. */
struct once {
    struct str key;    /* empty: none */
    struct str digest; /* of method, path and body */
    bool was_repeated; /* set by call_write(): it had been done before, nothing was done now */
};

struct call {
    struct platform *platform;
    struct db *db;
    struct arena *arena;
    struct err *err;
    const struct clock *clock;
    const struct language *language;
    const char *zone;
    struct actor actor;
    struct str agent;  /* the browser's User-Agent, as sent; absent: not a browser's call */
    struct once *once; /* NULL: none */
    bool is_bulk;      /* its changes go behind all that people wait for */
    struct tx *reader; /* lent on first use by call_reader(); given back by the edge */
};

/* Runs the closure as one change (db_write) with the call's actor, idempotency and arena. `out` is
 * NULL or a struct whose first member is `int64_t id`: what the change was about. When the key was
 * used before with the same body the result is OK, nothing is done, `once->was_repeated` is set and
 * only that id is filled in. Gives the lent reader back first. */
enum status call_write(struct call *call, const char *name, db_change_fn run, const void *in,
                       void *out) MUST_CHECK;
/* A reader for this call; each statement sees the newest committed state. */
enum status call_reader(struct call *call, struct tx **out_tx) MUST_CHECK;
void call_end(struct call *call); /* gives back what was lent */

#endif
