/* Private to the room: one request between its arrival and its reply, in one thread. */
#ifndef SAMSYN_WEB_SERVING_H
#define SAMSYN_WEB_SERVING_H

#include "platform/web/inside.h"
#include "platform/web/text_form.h"

struct serving {
    struct request request; /* first: handlers get it, and we find ourselves again */
    struct exchange *exchange;
    struct worker *worker;
    struct server *server;
    const struct address *address;
    const struct route *route;       /* whose handler ran last */
    const struct template *template; /* its page, NULL: none */
    struct err err;
    struct err_item *shown_errors; /* of a POST that is shown again */
    size_t shown_error_count;
    struct once once;
    struct raw_form form; /* what was sent: request->raw */
    void *form_row;
    void *view;
    struct str token;   /* the session cookie's, absent: none */
    struct str prefix;  /* "/sv": a visitor's language, before each address; absent: none */
    int code;           /* 0: by the status */
    int64_t lent_bytes; /* of files that came in pieces, in memory for this request */
    bool is_again;      /* GET shows a POST's form again */
    bool is_conflict;   /* because somebody else saved meanwhile */
    bool clears_flash;
    bool is_streamed;              /* the exchange is the loop's again */
    bool has_version;              /* the form tells who saved first */
    const char *allow;             /* for 405: the methods that there are */
    const struct list_query *list; /* request_list() ran */
    struct list_page list_page;
};

static inline struct serving *serving_of(struct request *request)
{
    return (struct serving *)request;
}

/* Runs exchange->route. False: the reply is a stream, posted already. */
bool serve(struct exchange *exchange, struct worker *worker);
/* Makes the request known: viewer and language. For pages without a route as well. */
void serving_begin(struct serving *serving, struct exchange *exchange, struct worker *worker);
enum status serving_meet(struct serving *serving) MUST_CHECK;

/* --- admission.c: session, permission, scope, cross-site --- */
enum status admit_viewer(struct serving *serving) MUST_CHECK;
enum status admit_origin(const struct serving *serving) MUST_CHECK;
enum status admit_route(struct serving *serving, const struct route *route) MUST_CHECK;

/* --- body.c: what was sent, read into the route's form --- */
/* INVALID and code 400 or 415 when it cannot be read. */
enum status body_read(struct serving *serving) MUST_CHECK;
/* Fills a new row of `route`'s form from path and raw values; INVALID with every item that is wrong.
 * With `reads_raw` false only the path is read. */
enum status form_fill(struct serving *serving, const struct route *route,
                      bool reads_raw) MUST_CHECK;

/* --- upload_pages.c --- */
/* Puts the files that came in pieces before (`_upload`) beside those that came with the form. INVALID with
 * err when one is not here any more, UNAVAILABLE when there is no room for it right now. */
enum status uploads_lend(struct serving *serving) MUST_CHECK;
void uploads_end(struct serving *serving); /* gives the room back */

/* --- answer.c --- */
void answer_ok(struct serving *serving);
void answer_error(struct serving *serving, enum status status);
/* Leads who is signed in to this address without a visitor's language. */
void answer_without_prefix(struct serving *serving);
/* An error without a status of ours: 400, 404, 405 … */
void answer_code(struct serving *serving, int code);

/* --- page_fill.c --- */
void page_fill(struct serving *serving, struct page *page);
/* This address with one query parameter set (an absent value: removed) and the cursor gone. */
struct str address_with(struct serving *serving, const char *name, struct str value);
bool viewer_may_see(const void *viewer, const char *permission); /* for templates and JSON */

/* --- list.c --- */
/* Ends an export that request_list() began. */
void export_end(struct serving *serving, bool is_whole);

#endif
