#include "platform/web/router.h"

#include "platform/web/text_form.h"

#include <stdlib.h>

/* Cuts "/a/{b}" into segments; "/" has none. False: too many, or an empty one. */
static bool cut(struct str path, struct str *segments, size_t *out_count)
{
    size_t count = 0;
    struct str rest = str_slice(path, 1, path.len);
    struct str piece = {NULL, 0};
    while (rest.len > 0 && str_next(&rest, '/', &piece)) {
        bool is_last_empty = rest.at != NULL && rest.len == 0;
        if (piece.len == 0 || is_last_empty || count == ROUTE_SEGMENTS) {
            return false;
        }
        segments[count++] = piece;
    }
    *out_count = count;
    return true;
}

static struct str first_segment(const struct address *address)
{
    bool is_fixed = address->segment_count > 0 && !address->is_parameter[0];
    return is_fixed ? address->segments[0] : STR("");
}

/* Order of the table: length, first word, then fixed before parameter from left to right. */
static int compare(const void *left, const void *right)
{
    const struct address *a = left;
    const struct address *b = right;
    if (a->segment_count != b->segment_count) {
        return a->segment_count < b->segment_count ? -1 : 1;
    }
    int order = str_compare(first_segment(a), first_segment(b));
    for (size_t i = 0; order == 0 && i < a->segment_count; i++) {
        order = (int)a->is_parameter[i] - (int)b->is_parameter[i];
    }
    for (size_t i = 0; order == 0 && i < a->segment_count; i++) {
        order = a->is_parameter[i] ? 0 : str_compare(a->segments[i], b->segments[i]);
    }
    return order;
}

static enum status refuse(struct err *err, const struct route *route, const char *message)
{
    struct err_item *item = err_add(err, message);
    err_text(err, item, "path", str_of(route->path));
    return INVALID;
}

static enum status read_pattern(const struct route *route, struct address *out, struct err *err)
{
    *out = (struct address){.pattern = str_of(route->path)};
    if (route->path[0] != '/' || !cut(out->pattern, out->segments, &out->segment_count)) {
        return refuse(err, route, "Route {path}: not a path");
    }
    bool has_scope_parameter = route->scope == NULL;
    size_t parameters = 0;
    for (size_t i = 0; i < out->segment_count; i++) {
        struct str segment = out->segments[i];
        if (segment.at[0] != '{') {
            continue;
        }
        struct str name = str_slice(segment, 1, segment.len - 1);
        out->is_parameter[i] = true;
        out->segments[i] = name;
        parameters++;
        if (!str_ends(segment, STR("}")) || parameters > ROUTE_PARAMETERS) {
            return refuse(err, route, "Route {path}: not a parameter");
        }
        if (route->form == NULL || table_field(route->form, name) == NULL) {
            return refuse(err, route, "Route {path}: its form has no field for a parameter");
        }
        has_scope_parameter =
            has_scope_parameter || str_equal(name, str_of(route->scope->parameter));
    }
    if (!has_scope_parameter) {
        return refuse(err, route, "Route {path}: its scope names no parameter of the path");
    }
    return OK;
}

static enum status check_route(const struct route *route, struct err *err)
{
    if (route->permission == NULL) {
        return refuse(err, route, "Route {path}: says no permission");
    }
    if (route->handle == NULL) {
        return refuse(err, route, "Route {path}: has no handler");
    }
    if (route->page != NULL && route->view == NULL) {
        return refuse(err, route, "Route {path}: has a page and no view");
    }
    if (route->method != METHOD_GET && route->cost == COST_FAST) {
        return refuse(err, route, "Route {path}: a change cannot be COST_FAST");
    }
    return OK;
}

static size_t count_routes(const struct route *const *routes)
{
    size_t count = 0;
    for (size_t i = 0; routes[i] != NULL; i++) {
        for (const struct route *route = routes[i]; route->path != NULL; route++) {
            count++;
        }
    }
    return count;
}

static const struct route *any_route(const struct address *address)
{
    return address->get != NULL    ? address->get
           : address->post != NULL ? address->post
                                   : address->put;
}

static bool is_twice(const struct route *one, const struct route *other)
{
    return one != NULL && other != NULL;
}

/* Puts neighbours of the sorted table that are the same address into one. */
static enum status join(struct router *router, struct err *err)
{
    size_t kept = 0;
    for (size_t i = 0; i < router->count; i++) {
        struct address *to = kept > 0 ? &router->addresses[kept - 1] : NULL;
        const struct address *from = &router->addresses[i];
        if (to == NULL || compare(to, from) != 0) {
            router->addresses[kept++] = *from;
            continue;
        }
        if (!str_equal(to->pattern, from->pattern)) {
            return refuse(err, any_route(from),
                          "Route {path}: its parameters have other names elsewhere");
        }
        if (is_twice(to->get, from->get) || is_twice(to->post, from->post) ||
            is_twice(to->put, from->put)) {
            return refuse(err, any_route(from), "Route {path}: is there twice");
        }
        to->get = to->get != NULL ? to->get : from->get;
        to->post = to->post != NULL ? to->post : from->post;
        to->put = to->put != NULL ? to->put : from->put;
    }
    router->count = kept;
    return OK;
}

enum status router_new(struct arena *arena, const struct route *const *routes,
                       const struct setting *const *modules, struct router *out, struct err *err)
{
    struct router router = {0};
    router.addresses = ARENA_ARRAY(arena, count_routes(routes) + 1, struct address);
    for (size_t i = 0; routes[i] != NULL; i++) {
        for (const struct route *route = routes[i]; route->path != NULL; route++) {
            struct address *address = &router.addresses[router.count++];
            TRY(check_route(route, err));
            TRY(read_pattern(route, address, err));
            address->module = modules != NULL ? modules[i] : NULL;
            switch (route->method) {
            case METHOD_GET:
                address->get = route;
                break;
            case METHOD_POST:
                address->post = route;
                break;
            case METHOD_PUT:
                address->put = route;
                break;
            }
        }
    }
    qsort(router.addresses, router.count, sizeof(struct address), compare);
    TRY(join(&router, err));
    *out = router;
    return OK;
}

/* Index of the first address that is not before (count, first). */
static size_t lower_bound(const struct router *router, size_t count, struct str first)
{
    size_t low = 0;
    size_t high = router->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct address *address = &router->addresses[middle];
        bool is_before =
            address->segment_count < count ||
            (address->segment_count == count && str_compare(first_segment(address), first) < 0);
        low = is_before ? middle + 1 : low;
        high = is_before ? high : middle;
    }
    return low;
}

static bool fits(const struct address *address, const struct str *segments)
{
    for (size_t i = 0; i < address->segment_count; i++) {
        if (!address->is_parameter[i] && !str_equal(address->segments[i], segments[i])) {
            return false;
        }
    }
    return true;
}

/* Walks the addresses of this length that begin with `first` ("" for parameters). */
static const struct address *walk(const struct router *router, const struct str *segments,
                                  size_t count, struct str first)
{
    for (size_t i = lower_bound(router, count, first); i < router->count; i++) {
        const struct address *address = &router->addresses[i];
        if (address->segment_count != count || !str_equal(first_segment(address), first)) {
            return NULL;
        }
        if (fits(address, segments)) {
            return address;
        }
    }
    return NULL;
}

static const struct address *find(const struct router *router, const struct str *segments,
                                  size_t count)
{
    struct str first = count > 0 ? segments[0] : STR("");
    const struct address *address = walk(router, segments, count, first);
    return address != NULL || first.len == 0 ? address : walk(router, segments, count, STR(""));
}

void router_find(const struct router *router, struct arena *arena, struct str path,
                 struct route_match *out)
{
    out->address = NULL;
    out->value_count = 0;
    out->has_slash_too_many = path.len > 1 && path.at[path.len - 1] == '/';
    struct str segments[ROUTE_SEGMENTS];
    size_t count = 0;
    if (!cut(str_slice(path, 0, path.len - out->has_slash_too_many), segments, &count)) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        bool is_plain = str_find(segments[i], '%', 0) == segments[i].len;
        if (!is_plain && !form_decode(arena, segments[i], false, &segments[i])) {
            return;
        }
    }
    const struct address *address = find(router, segments, count);
    for (size_t i = 0; address != NULL && i < count; i++) {
        if (address->is_parameter[i]) {
            out->values[out->value_count++] =
                (struct path_value){address->segments[i], segments[i]};
        }
    }
    out->address = address;
}
