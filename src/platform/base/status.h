/* How a call ended, and what a person needs to know when it did not end well.
 *
 * What can fail returns enum status; results come through out_ parameters, last, written only on OK.
 * The person's part goes to struct err: a message id with typed arguments, made where the trouble is
 * understood, translated and logged once at the edge (web or command line).
 */
#ifndef SAMSYN_BASE_STATUS_H
#define SAMSYN_BASE_STATUS_H

#include "platform/base/str.h"

enum status {
    OK = 0,
    INVALID,         /* what was sent cannot be accepted as it is; 422 (400 when unparsable) */
    UNAUTHENTICATED, /* 401 */
    FORBIDDEN,       /* 403 */
    NOT_FOUND,       /* 404 */
    GONE,            /* 410 */
    CONFLICT,        /* 409 */
    TOO_LARGE,       /* 413 */
    LIMITED,         /* too often; 429 */
    RETRY,           /* internal: run the transaction again; 503 at the edge */
    UNAVAILABLE,     /* disk full, database gone, queue full; 503 with Retry-After */
    INTERNAL         /* our mistake; 500 */
};

#define MUST_CHECK __attribute__((warn_unused_result))

/* Marks a literal as a text that people see, where it is not an argument of err_*() or a label in a
 * table: the catalogue tool looks for these. */
#define N_(message) message

const char *status_name(enum status status); /* "INVALID" */
int status_http(enum status status);         /* OK is 200 */
int status_exit(enum status status);         /* 0 or 1 */

/* Returns from the calling function when `call` does not give OK. The one macro that controls flow. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        enum status try_status_ = (call);                                                          \
        if (try_status_ != OK) {                                                                   \
            return try_status_;                                                                    \
        }                                                                                          \
    } while (0)

enum err_argument_kind { ERR_NONE = 0, ERR_TEXT, ERR_INT };

struct err_argument {
    const char *name; /* as in the message: "{max}" */
    enum err_argument_kind kind;
    struct str text;
    int64_t number;
};

enum { ERR_ARGUMENTS = 4, ERR_ITEMS = 100 };

/* One thing that is wrong: "Year must be between {min} and {max}", at field `year`, line 12, column 3. */
struct err_item {
    const char *message; /* msgid, a literal */
    struct err_argument arguments[ERR_ARGUMENTS];
    const char *field; /* field name, or NULL */
    int64_t line;      /* 1.., 0 when there is no file */
    int64_t column;    /* 1.., 0 when unknown */
    struct str value;  /* what was sent, when that helps; never a secret */
};

/* Everything wrong with one call. At most ERR_ITEMS are kept; `count` goes on counting. */
struct err {
    struct arena *arena; /* where texts are copied; set by the owner */
    struct err_item *items;
    size_t kept;
    size_t count;
    int64_t retry_after_s; /* for LIMITED and UNAVAILABLE, 0 when unknown */
};

void err_init(struct err *err, struct arena *arena);
void err_clear(struct err *err);

/* Adds an item and returns it for further filling: `err_add(err, "No such building")`. `err` may be
 * NULL; then a scratch item is returned and nothing is kept. Not a NULL result. */
struct err_item *err_add(struct err *err, const char *message);
struct err_item *err_add_field(struct err *err, const char *field, const char *message);
/* The text is copied. An argument named `label` is itself a msgid, translated at the edge. */
void err_text(struct err *err, struct err_item *item, const char *name, struct str value);
void err_int(struct err_item *item, const char *name, int64_t value);

/* `return err_return(err, NOT_FOUND, "…")`: adds the message and gives the status back. */
enum status err_return(struct err *err, enum status status, const char *message);
enum status err_return_field(struct err *err, const char *field, const char *message); /* INVALID */

/* Writes "line:column: message" in English with arguments put in; for logs and tests. */
struct buf;
void err_write(const struct err *err, struct buf *out);

#endif
