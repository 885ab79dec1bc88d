/* From bytes to the route's form: names and raw texts first, then each field parsed and checked. */
#include "platform/web/serving.h"

#include "platform/view/json.h"

static enum status read_json(struct serving *serving, struct str body)
{
    struct arena *arena = serving->request.call.arena;
    struct raw_value *values = NULL;
    size_t count = 0;
    TRY(json_read_object(arena, body, &values, &count, &serving->err));
    for (size_t i = 0; i < count; i++) {
        TRY(form_add(arena, &serving->form, values[i].name, values[i].text));
    }
    return OK;
}

static bool is_type(struct str content_type, struct str type)
{
    struct str first = str_slice(content_type, 0, str_find(content_type, ';', 0));
    return str_equal_ascii_case(str_trim(first), type);
}

/* Sets code 400 (cannot be read) or 415 (no such kind). */
static enum status read_sent(struct serving *serving)
{
    struct arena *arena = serving->request.call.arena;
    const struct exchange *exchange = serving->exchange;
    struct str type = exchange->head.content_type;
    serving->code = 400;
    bool is_put = exchange->head.method == HTTP_PUT;
    if (exchange->head.method != HTTP_POST && !is_put) {
        return form_read_pairs(arena, exchange->head.query, &serving->form);
    }
    if (exchange->body.len == 0) {
        return OK;
    }
    if (is_type(type, STR("application/octet-stream"))) {
        serving->request.body = exchange->body;
        return OK;
    }
    if (is_put) {
        serving->code = 415;
        return INVALID;
    }
    if (is_type(type, STR("application/x-www-form-urlencoded"))) {
        return form_read_pairs(arena, exchange->body, &serving->form);
    }
    if (is_type(type, STR("multipart/form-data"))) {
        return form_read_multipart(arena, type, exchange->body, &serving->form);
    }
    if (is_type(type, STR("application/json"))) {
        return read_json(serving, exchange->body);
    }
    serving->code = 415;
    return INVALID;
}

enum status body_read(struct serving *serving)
{
    enum status status = read_sent(serving);
    struct request *request = &serving->request;
    request->raw = serving->form.values;
    request->raw_count = serving->form.value_count;
    request->uploads = serving->form.uploads;
    request->upload_count = serving->form.upload_count;
    if (status == OK) {
        serving->code = 0;
    } else if (serving->err.count == 0) {
        err_add(&serving->err, serving->code == 415
                                   ? N_("This kind of content is not understood here")
                                   : N_("What was sent cannot be read"));
    }
    return status;
}

static const struct path_value *path_value(const struct serving *serving, struct str name)
{
    const struct route_match *match = &serving->exchange->match;
    for (size_t i = 0; i < match->value_count; i++) {
        if (str_equal(match->values[i].name, name)) {
            return &match->values[i];
        }
    }
    return NULL;
}

/* A name that is there several times fills a LIST whose rows have one field. */
static enum status fill_list(struct serving *serving, const struct field *field, void *row)
{
    struct arena *arena = serving->request.call.arena;
    struct str name = str_of(field->name);
    size_t *count = NULL;
    void **list = field_list(field, row, &count);
    const struct raw_form *form = &serving->form;
    char *rows = arena_array(arena, form->value_count + 1, field->child->size);
    enum status status = OK;
    size_t filled = 0;
    for (size_t i = 0; i < form->value_count; i++) {
        if (!str_equal(form->values[i].name, name) || str_trim(form->values[i].text).len == 0) {
            continue;
        }
        void *child = rows + filled * field->child->size;
        row_clear(field->child, child);
        enum status parsed = field_parse(arena, &field->child->fields[0], form->values[i].text,
                                         child, &serving->err);
        status = parsed == OK ? status : parsed;
        filled += parsed == OK;
    }
    *list = rows;
    *count = filled;
    return status;
}

/* Bytes come as a file. */
static bool fill_file(const struct serving *serving, const struct field *field, void *row)
{
    const struct raw_form *form = &serving->form;
    for (size_t i = 0; i < form->upload_count; i++) {
        if (str_equal(form->uploads[i].field, str_of(field->name))) {
            *field_str(field, row) = form->uploads[i].bytes;
            return true;
        }
    }
    return false;
}

/* The last of several wins, as browsers send a hidden "off" before a checkbox. */
static struct str raw_text(const struct serving *serving, struct str name)
{
    struct str text = {NULL, 0};
    for (size_t i = 0; i < serving->form.value_count; i++) {
        if (str_equal(serving->form.values[i].name, name)) {
            text = serving->form.values[i].text;
        }
    }
    return text;
}

static enum status fill_field(struct serving *serving, const struct field *field, void *row)
{
    struct arena *arena = serving->request.call.arena;
    bool is_asked = (field->flags & (FIELD_READ_ONLY | FIELD_INTERNAL)) == 0;
    if (!is_asked || field->kind == FIELD_KIND_STRUCT) {
        return OK;
    }
    if (field->kind == FIELD_KIND_LIST) {
        return fill_list(serving, field, row);
    }
    if (field->kind == FIELD_KIND_BYTES && fill_file(serving, field, row)) {
        return OK;
    }
    return field_parse(arena, field, raw_text(serving, str_of(field->name)), row, &serving->err);
}

enum status form_fill(struct serving *serving, const struct route *route, bool reads_raw)
{
    struct arena *arena = serving->request.call.arena;
    serving->form_row = NULL;
    if (route->form == NULL) {
        return OK;
    }
    void *row = arena_alloc(arena, route->form->size);
    row_clear(route->form, row);
    serving->form_row = row;
    enum status status = OK;
    for (size_t i = 0; i < route->form->field_count; i++) {
        const struct field *field = &route->form->fields[i];
        const struct path_value *value = path_value(serving, str_of(field->name));
        if (value != NULL) {
            if (field_parse(arena, field, value->text, row, NULL) != OK || value->text.len == 0) {
                return NOT_FOUND;
            }
            continue;
        }
        enum status filled = reads_raw ? fill_field(serving, field, row) : OK;
        status = filled == OK ? status : filled;
    }
    return status;
}
