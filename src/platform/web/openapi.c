/* The API's description, written from the route and field tables: it cannot say anything else than
 * what the program does. */
#include "platform/view/json.h"
#include "platform/web/special.h"

static void put_type(struct buf *out, const struct field *field)
{
    switch (field->kind) {
    case FIELD_KIND_BOOL:
        buf_put(out, STR("\"type\":\"boolean\""));
        return;
    case FIELD_KIND_INT:
        buf_put(out, STR("\"type\":\"integer\""));
        return;
    case FIELD_KIND_REAL:
        buf_put(out, STR("\"type\":\"number\""));
        return;
    case FIELD_KIND_ID:
        buf_put(out, STR("\"type\":\"string\",\"format\":\"int64\""));
        return;
    case FIELD_KIND_DATE:
        buf_put(out, STR("\"type\":\"string\",\"format\":\"date\""));
        return;
    case FIELD_KIND_TIME:
        buf_put(out, STR("\"type\":\"string\",\"format\":\"date-time\""));
        return;
    case FIELD_KIND_BYTES:
        buf_put(out, STR("\"type\":\"string\",\"format\":\"binary\""));
        return;
    case FIELD_KIND_STRUCT:
        buf_put(out, STR("\"type\":\"object\""));
        return;
    case FIELD_KIND_LIST:
        buf_put(out, STR("\"type\":\"array\""));
        return;
    case FIELD_KIND_TEXT:
    case FIELD_KIND_ENUM:
        break;
    }
    buf_put(out, STR("\"type\":\"string\""));
}

static void put_text(struct buf *out, const char *name, const char *text)
{
    if (text != NULL) {
        buf_put_format(out, ",\"%s\":", name);
        json_put_text(out, str_of(text));
    }
}

static void put_limits(struct buf *out, const struct field *field)
{
    if (field->kind == FIELD_KIND_ENUM) {
        buf_put(out, STR(",\"enum\":["));
        for (size_t i = 0; field->choices[i].key != NULL; i++) {
            buf_put(out, i > 0 ? STR(",") : STR(""));
            json_put_text(out, str_of(field->choices[i].key));
        }
        buf_put_char(out, ']');
    }
    bool is_number = field->kind == FIELD_KIND_INT || field->kind == FIELD_KIND_REAL;
    if (is_number && (field->min != 0 || field->max != 0)) {
        buf_put_format(out, ",\"minimum\":%lld,\"maximum\":%lld", (long long)field->min,
                       (long long)field->max);
    }
    if (field->kind == FIELD_KIND_TEXT) {
        buf_put_format(out, ",\"maxLength\":%lld",
                       (long long)(field->max != 0 ? field->max : 2000));
    }
    put_text(out, "title", field->label);
    put_text(out, "description", field->help);
    put_text(out, "x-permission", field->permission);
}

enum { DEEPEST = 6 };

static void put_object(struct buf *out, const struct table *table, bool is_form, int depth);

static void put_schema(struct buf *out, const struct field *field, bool is_form, int depth)
{
    bool has_child = field->child != NULL && depth < DEEPEST;
    if (field->kind == FIELD_KIND_STRUCT && has_child) {
        put_object(out, field->child, is_form, depth + 1);
        return;
    }
    buf_put_char(out, '{');
    put_type(out, field);
    if (field->kind == FIELD_KIND_LIST && has_child) {
        buf_put(out, STR(",\"items\":"));
        put_object(out, field->child, is_form, depth + 1);
    }
    put_limits(out, field);
    buf_put_char(out, '}');
}

static bool is_told(const struct field *field, bool is_form)
{
    unsigned hidden = is_form ? FIELD_INTERNAL | FIELD_READ_ONLY : FIELD_INTERNAL | FIELD_SECRET;
    return (field->flags & hidden) == 0;
}

/* Tables nest by what we wrote, not by what users send: bounded by DEEPEST all the same. */
static void put_object(struct buf *out, const struct table *table, bool is_form, int depth)
{
    buf_put(out, STR("{\"type\":\"object\",\"properties\":{"));
    bool is_first = true;
    for (size_t i = 0; i < table->field_count; i++) {
        const struct field *field = &table->fields[i];
        if (is_told(field, is_form)) {
            buf_put(out, is_first ? STR("") : STR(","));
            json_put_text(out, str_of(field->name));
            buf_put_char(out, ':');
            put_schema(out, field, is_form, depth);
            is_first = false;
        }
    }
    buf_put_char(out, '}');
    bool has_required = false;
    for (size_t i = 0; i < table->field_count; i++) {
        const struct field *field = &table->fields[i];
        if (is_form && is_told(field, is_form) && (field->flags & FIELD_REQUIRED) != 0) {
            buf_put(out, has_required ? STR(",") : STR(",\"required\":["));
            json_put_text(out, str_of(field->name));
            has_required = true;
        }
    }
    buf_put(out, has_required ? STR("]}") : STR("}"));
}

static bool is_parameter(const struct address *address, const char *name)
{
    for (size_t i = 0; i < address->segment_count; i++) {
        if (address->is_parameter[i] && str_equal(address->segments[i], str_of(name))) {
            return true;
        }
    }
    return false;
}

static void put_parameters(struct buf *out, const struct address *address,
                           const struct route *route)
{
    buf_put(out, STR(",\"parameters\":["));
    bool is_first = true;
    for (size_t i = 0; route->form != NULL && i < route->form->field_count; i++) {
        const struct field *field = &route->form->fields[i];
        bool is_path = is_parameter(address, field->name);
        bool is_query = route->method == METHOD_GET && is_told(field, true);
        if (!is_path && !is_query) {
            continue;
        }
        buf_put(out, is_first ? STR("{\"name\":") : STR(",{\"name\":"));
        json_put_text(out, str_of(field->name));
        buf_put(out, is_path ? STR(",\"in\":\"path\",\"required\":true,\"schema\":")
                             : STR(",\"in\":\"query\",\"schema\":"));
        put_schema(out, field, true, 0);
        buf_put_char(out, '}');
        is_first = false;
    }
    buf_put_char(out, ']');
}

static void put_route(struct buf *out, const struct address *address, const struct route *route)
{
    buf_put(out, route->method == METHOD_GET    ? STR("\"get\":{")
                 : route->method == METHOD_POST ? STR("\"post\":{")
                                                : STR("\"put\":{"));
    buf_put(out, STR("\"x-permission\":"));
    json_put_text(out, str_of(route->permission->key));
    put_text(out, "summary", route->title);
    put_text(out, "x-scope", route->scope != NULL ? route->scope->name : NULL);
    put_text(out, "x-page", route->page);
    buf_put(out, route->is_list ? STR(",\"x-list\":true") : STR(""));
    put_parameters(out, address, route);
    if (route->method == METHOD_POST && route->form != NULL) {
        buf_put(out, STR(",\"requestBody\":{\"content\":{\"application/json\":{\"schema\":"));
        put_object(out, route->form, true, 0);
        buf_put(out, STR("}}}"));
    }
    if (route->method == METHOD_PUT) {
        buf_put(out, STR(",\"requestBody\":{\"content\":{\"application/octet-stream\":{}}}"));
    }
    buf_put(out, STR(",\"responses\":{\"200\":{\"description\":\"Done\""));
    if (route->view != NULL) {
        buf_put(out, STR(",\"content\":{\"application/json\":{\"schema\":"));
        put_object(out, route->view, false, 0);
        buf_put(out, STR("}}"));
    }
    buf_put(out, STR("}}}"));
}

void openapi_write(const struct router *router, struct buf *out)
{
    buf_put(
        out,
        STR("{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Samsyn\",\"version\":\"" SAMSYN_VERSION
            "\"},\"paths\":{"));
    for (size_t i = 0; i < router->count; i++) {
        const struct address *address = &router->addresses[i];
        buf_put(out, i > 0 ? STR(",\n") : STR("\n"));
        json_put_text(out, address->pattern);
        buf_put(out, STR(":{"));
        const struct route *const routes[] = {address->get, address->post, address->put};
        bool is_first = true;
        for (size_t j = 0; j < sizeof(routes) / sizeof(routes[0]); j++) {
            if (routes[j] != NULL) {
                buf_put(out, is_first ? STR("") : STR(","));
                put_route(out, address, routes[j]);
                is_first = false;
            }
        }
        buf_put_char(out, '}');
    }
    buf_put(out, STR("}}\n"));
}

enum status openapi_of_routes(struct arena *arena, const struct route *const *routes,
                              struct buf *out, struct err *err)
{
    struct router router;
    TRY(router_new(arena, routes, NULL, &router, err));
    openapi_write(&router, out);
    return out->failed ? TOO_LARGE : OK;
}
