/* What a handler sees of one request. */
#ifndef SAMSYN_WEB_REQUEST_H
#define SAMSYN_WEB_REQUEST_H

#include "platform/web/route.h"
#include "platform/web/viewer.h"
#include "platform/work/call.h"

enum format { FORMAT_HTML, FORMAT_JSON, FORMAT_CSV, FORMAT_XLSX };

/* Raw values as sent, beside the parsed ones; what an unanswered form is shown again from. */
struct raw_field {
    struct str name;
    struct str text;
};

/* A file of a form, whole in memory up to the route's body limit. */
struct upload {
    struct str field;
    struct str file_name;
    struct str bytes;
    int64_t
        id; /* it came in pieces before (web/uploads.h): file_upload_use() keeps it; 0: it did not */
};

struct request {
    struct call call; /* first member: verbs take &request->call */
    const struct route *route;
    struct viewer viewer;
    enum format format;
    struct str id; /* in the reply's header, the log and error pages */
    struct str path;
    struct str query;
    bool is_partial; /* htmx asks for a fragment of the page (HX-Request) */

    struct str host;   /* as sent: "127.0.0.1:8080" */
    struct str client; /* address of who asks; never logged with a name */
    struct str body;   /* of a POST or PUT with application/octet-stream */

    struct raw_field *raw; /* of the POST being shown again, else of the query */
    size_t raw_count;
    struct upload *uploads;
    size_t upload_count;

    /* set by handlers through the functions below */
    struct str redirect;
    struct str topics; /* live topics of this page, blank-separated */
    struct str flash;  /* msgid shown on the next page */
    struct str file_name, file_type, file_bytes;
    struct str set_session; /* token for the cookie; "-" ends it */
    struct str set_language;
};

/* After a change: where to go. 303 in HTML; in JSON 200 (or 201) with the view. */
void request_redirect(struct request *request, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void request_flash(struct request *request, const char *message); /* "Saved", shown once */
void request_topic(struct request *request, const struct table *table,
                   int64_t id); /* NO_INT: all */
void request_file(struct request *request, struct str name, struct str type, struct str bytes);
/* A new session (sign-in) or none (sign-out). */
void request_session(struct request *request, struct str token);
/* Reads the list of an `is_list` route for the view: sort, cursor and limit come from the address
 * (?sort=-year&cursor=…&limit=50), filters are bound from `filters`, `scope` names the list's rights check (empty: it
 * declares none). Set out_page->rows.table before;
 * out_page->rows go into the view's LIST field, of the same table. Sort links, neighbours and exports
 * of struct page come from here. When the address asks for CSV or XLSX all rows are streamed as the
 * answer instead, one by one, and the page has no rows: a handler need not know. */
enum status request_list(struct request *request, const struct list_query *list, const char *scope,
                         struct bind filters, struct list_page *out_page) MUST_CHECK;
/* Against guessing: at most `burst` at once and `per_hour` in the long run for this kind and key
 * (an account's name, never logged); LIMITED beyond, with err. Real time, in memory. */
enum status request_rate(struct request *request, const char *kind, struct str key, int burst,
                         int per_hour) MUST_CHECK;
/* Is this the showing again of a form that was not accepted? (The handler fills its view as
 * always: struct page_field keeps what the person typed.) */
bool request_is_again(const struct request *request);
struct str request_raw(const struct request *request, const char *name); /* empty when not sent */

#endif
