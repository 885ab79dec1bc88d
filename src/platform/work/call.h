/* A call: who asks for what, with which database, clock, memory and language. Every verb of a slice
 * takes one first; web requests, commands and jobs make them. */
#ifndef SAMSYN_WORK_CALL_H
#define SAMSYN_WORK_CALL_H

#include "platform/db/db.h"
#include "platform/text/language.h"

struct platform; /* the running program's shared parts; work/platform.h */

/* An idempotency key: only success consumes it; the same key with another body is CONFLICT; kept 60
 * days. `reply` remembers what was answered, so that a repeated call answers the same. */
struct once {
    struct str key;    /* empty: none */
    struct str digest; /* of method, path and body */
    bool was_repeated; /* set by call_write(): nothing was done now */
    struct str reply;  /* location or id that the first call gave; set it in the closure */
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
    struct once *once; /* NULL: none */
    struct tx *reader; /* lent on first use by call_reader(); given back by the edge */
};

/* Runs the closure as one change (db_write) with the call's actor, idempotency and arena. When the key
 * was used before with the same body: OK, `once->was_repeated` and `once->reply` are set, `out` is
 * untouched. Gives the lent reader back first. */
enum status call_write(struct call *call, const char *name, db_change_fn run, const void *in,
                       void *out) MUST_CHECK;
enum status call_reader(struct call *call, struct tx **out_tx) MUST_CHECK;
void call_end(struct call *call); /* gives back what was lent */

#endif
