/* Private to the room: what a thread that answers requests has for itself. */
#ifndef SAMSYN_WEB_WORKER_H
#define SAMSYN_WEB_WORKER_H

#include "platform/base/buf.h"
#include "platform/db/db.h"

struct server;
struct viewers;

enum { HTTP_DATE_LENGTH = 29 };

struct worker {
    struct server *server;
    struct arena *arena; /* of the request at hand; reset between */
    struct tx *reader;   /* a loop's own on SQLite, else NULL: lent for each request */
    struct arena *reader_arena;
    struct viewers *viewers;         /* of a loop with a reader, else NULL */
    char date[HTTP_DATE_LENGTH + 1]; /* "Mon, 23 Nov 2026 01:02:03 GMT" */
    int64_t date_s;                  /* the second it says */
};

void worker_init(struct worker *worker, struct server *server);
void worker_end(struct worker *worker);
/* The Date header's value for now; borrows until the next call. */
struct str worker_date(struct worker *worker);

#endif
