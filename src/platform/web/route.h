/* A route table says everything about an address: method, path, who may, what it costs, what it takes
 * and gives. No permission in a row means that the program refuses to start (PUBLIC is said aloud).
 *
 * A handler is synchronous: it reads its declared form (already parsed and checked), calls one verb,
 * fills one view struct, returns a status. It frees nothing, writes no HTML, no JSON, no status codes.
 *
 * GET and POST of a form live at the same path. When POST ends with INVALID or CONFLICT the GET handler
 * runs again with the person's raw values and the errors in request->form, and the page is shown with
 * 422 or 409: nothing that was typed is lost. A form posted with the button `_language` is shown again
 * in that language without being carried out.
 */
#ifndef SAMSYN_WEB_ROUTE_H
#define SAMSYN_WEB_ROUTE_H

#include "platform/base/field.h"
#include "platform/db/query.h"

struct request;

/* HEAD is GET without its body; PUT is for programs (bytes put at a place, again is harmless); others are
 * refused. */
enum method { METHOD_GET, METHOD_POST, METHOD_PUT };

/* Where a handler runs. */
enum cost {
    COST_FAST,   /* in the loop on SQLite: at most 1 ms CPU, asserted by the benchmark */
    COST_READ,   /* slow reads, exports: small pool */
    COST_CHANGE, /* changes: bounded pool whose threads wait in db_write */
    COST_SECRET  /* password hashing: one thread of its own */
};

struct permission {
    const char *key;   /* "register.building.edit" */
    const char *label; /* msgid, for the roles page */
};
extern const struct permission PUBLIC;    /* everybody, signed in or not */
extern const struct permission SIGNED_IN; /* everybody with a session */

/* Is this object within what the viewer may see with this permission? The query takes :viewer,
 * :permission and :id, and gives a row with the column `id` when it is. No row: 404, as if it did not
 * exist. Not asked when the viewer's grant has scope "all". */
struct scope {
    const char *name;      /* "building" */
    const char *parameter; /* path parameter, "id" */
    const struct query *query;
};

struct route {
    enum method method;
    const char *path; /* "/buildings/{id}/edit"; {name} is one segment, put into the form's field */
    const struct permission *permission;
    const struct scope *scope; /* NULL: none */
    enum cost cost;
    enum status (*handle)(struct request *request, const void *form, void *view);
    const struct table *form; /* path, query and body parameters; NULL: none */
    const struct table *view; /* NULL: nothing but a status or a redirect */
    const char *page;         /* template; NULL: JSON only, or the handler replies with a file */
    const char *title;        /* msgid; also the summary in the API description */
    size_t body_limit;        /* bytes; 0: 64 KiB */
    const void *subject;      /* for a handler that serves many things: which one */
    bool is_list;    /* its view's first LIST may be asked for as CSV (?format=csv, xlsx) */
    bool keeps_page; /* GET may be answered 304 by its ETag */
};

/* The menu: which routes a person finds there, in which order. */
struct menu_item {
    const char *label; /* msgid */
    const char *path;
    const char *icon;
    const struct permission *permission;
    int order;
};
/* The menu's item with this path has the count of what waits for the viewer beside it. */
#define INBOX_PATH "/inbox"

#endif
