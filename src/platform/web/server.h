/* The HTTP server: one libevent loop a core, pools for what waits, live streams. */
#ifndef SAMSYN_WEB_SERVER_H
#define SAMSYN_WEB_SERVER_H

#include "platform/view/template.h"
#include "platform/web/asset.h"
#include "platform/web/page.h"
#include "platform/web/request.h"
#include "platform/work/platform.h"

struct server;
struct slots;

struct server_options {
    struct platform *platform;
    struct str listen;                 /* "127.0.0.1:8080", "[::1]:0"; port 0: any free one */
    const struct route *const *routes; /* arrays, each ending with a NULL path; ends with NULL */
    const struct menu_item *const *menus;
    const struct setting *const
        *route_modules;                        /* beside `routes`, whose they are; NULL: nobody's */
    const struct setting *const *menu_modules; /* beside `menus` */
    const struct viewer_source *viewers;
    const struct asset *(*asset_find)(struct str path);
    struct template_set *templates; /* made with PAGE_TABLE; holds `error` for ERROR_PAGE_TABLE */
    /* What other slices add at a slot of the page being written; NULL: nothing. */
    struct str (*slot)(const struct slots *slots, struct request *request, const char *slot,
                       const void *row);
    const struct slots *slots; /* the composition root's */
    const char *organisation;  /* name shown to people; NULL: Samsyn */
    const char *metrics_token; /* lets others than this machine see /metrics; NULL: nobody */
    int loops;                 /* 0: one a core */
    int changers;              /* 0: 64 threads that may wait in db_write, started as needed */
    bool is_quiet;             /* tests and measurements: no line on start, none for requests */
};

/* Checks the route table (permission, no two alike, forms' fields for path parameters, templates
 * compile against views) and listens. INVALID with one clear line: address in use, no right to it. */
enum status server_start(const struct server_options *options, struct server **out,
                         struct err *err) MUST_CHECK;
/* The description of these routes that a server gives at /api/openapi.json. */
enum status openapi_of_routes(struct arena *arena, const struct route *const *routes,
                              struct buf *out, struct err *err) MUST_CHECK;
int server_port(const struct server *server);
/* Stops listening, finishes what is under way (at most `grace_ms`), ends live streams, frees. */
void server_stop(struct server *server, int grace_ms);

#endif
