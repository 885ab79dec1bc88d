/* Private to the room: from method and path to the row of the route table.
 *
 * Rows are sorted once, at start, by number of segments, then first segment, then so that fixed words
 * come before {parameters}; a path is looked up by a binary search and a short walk.
 */
#ifndef SAMSYN_WEB_ROUTER_H
#define SAMSYN_WEB_ROUTER_H

#include "platform/web/route.h"

enum { ROUTE_SEGMENTS = 12, ROUTE_PARAMETERS = 4 };

struct setting;
struct template;

/* One address: what answers each method there. */
struct address {
    struct str pattern; /* "/buildings/{id}/edit" */
    struct str segments[ROUTE_SEGMENTS];
    bool is_parameter[ROUTE_SEGMENTS];
    size_t segment_count;
    const struct route *get;
    const struct route *post;
    const struct route *put;
    const struct template *get_page;
    const struct template *post_page;
    const struct setting *module; /* while it is off the address is not there */
};

struct router {
    struct address *addresses;
    size_t count;
};

struct path_value {
    struct str name;
    struct str text; /* percent-decoded */
};

struct route_match {
    const struct address *address; /* NULL: no such address */
    struct path_value values[ROUTE_PARAMETERS];
    size_t value_count;
    bool has_slash_too_many; /* the path would match without its last '/' */
};

/* Sorts and checks the table: a permission in every row, no two rows alike, a form field for every
 * parameter, a scope whose parameter is in the path. `modules` stands beside `routes` (NULL: none is of a
 * module). INVALID with one clear line. Returns in arena. */
enum status router_new(struct arena *arena, const struct route *const *routes,
                       const struct setting *const *modules, struct router *out,
                       struct err *err) MUST_CHECK;

/* `path` is as sent. A segment that is not valid percent-encoded UTF-8 matches nothing. */
void router_find(const struct router *router, struct arena *arena, struct str path,
                 struct route_match *out);

#endif
