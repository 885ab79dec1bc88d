/* Templates: any text compiles or is refused with its place; what compiles lets no value out of where
 * it stands. */
#include "platform/view/template.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct choice KINDS[] = {{"a", "A"}, {"b", "B"}, {NULL, NULL}};

struct row {
    struct str name;
    int64_t count;
    struct row *rows;
    size_t rows_count;
};
extern const struct table ROW;
static const struct field ROW_FIELDS[] = {
    FIELD(TEXT, struct row, name, "Name"),
    FIELD(INT, struct row, count, "Count"),
    FIELD_LIST_OF(struct row, rows, &ROW, "Rows"),
};
const struct table ROW = TABLE("row", struct row, ROW_FIELDS);

struct view {
    struct str text, kind, date;
    int64_t id, time;
    double share;
    bool is_on;
    struct row first;
    struct row *rows;
    size_t rows_count;
};
static const struct field VIEW_FIELDS[] = {
    FIELD(TEXT, struct view, text, "Text", .help = "Help"),
    FIELD(ENUM, struct view, kind, "Kind", .choices = KINDS),
    FIELD(DATE, struct view, date, "Date"),
    FIELD(ID, struct view, id, "Id"),
    FIELD(TIME, struct view, time, "Time"),
    FIELD(REAL, struct view, share, "Share"),
    FIELD(BOOL, struct view, is_on, "On", .permission = "on.see"),
    FIELD_STRUCT_OF(struct view, first, &ROW, "First"),
    FIELD_LIST_OF(struct view, rows, &ROW, "Rows"),
};
static const struct table VIEW = TABLE("view", struct view, VIEW_FIELDS);

/* Bytes that would show if they came out unescaped. */
static const struct str EVIL = {"\x01<x-evil a='\"&", 14};

static void check(bool is_right)
{
    if (!is_right) {
        abort();
    }
}

static void render(struct arena *arena, const struct template *template)
{
    struct row inner[] = {{.name = EVIL, .count = 1}, {.name = EVIL, .count = 2}};
    struct row rows[] = {{EVIL, 1, inner, 2}, {EVIL, NO_INT, NULL, 0}, {EVIL, -2, inner, 1}};
    struct view view = {.text = EVIL,
                        .kind = EVIL,
                        .date = EVIL,
                        .id = 1,
                        .time = 1,
                        .share = 0.5,
                        .is_on = true,
                        .first = rows[0],
                        .rows = rows,
                        .rows_count = 3};
    BUF_SCOPED(out, 1 << 18);
    struct render how = {
        .arena = arena, .language = language_at(1), .zone = "Europe/Helsinki", .view = &view};
    template_render(template, &how, &out);
    check(str_find_str(buf_str(&out), STR("<x-evil")) == buf_str(&out).len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ARENA_SCOPED(arena);
    struct err err;
    struct template_set *set;
    const struct template *template;
    err_init(&err, arena);
    struct str text = {size > 0 ? (const char *)data : "", size < 8192 ? size : 8192};
    if (!str_is_utf8(text) || str_find_str(text, STR("<x-evil")) < text.len) {
        return 0;
    }
    const struct template_source sources[] = {
        {"page", text},
        {"part", STR("<b title=\"{{text}}\">{{$x}}{{text}}{{/x}}</b>")},
        {"shell", STR("<i>{{$title}}t{{/title}}</i>{{$body}}{{/body}}")}};
    check(template_set_new(sources, 3, NULL, NULL, &set) == OK);
    if (template_compile(set, "page", &VIEW, &template, &err) == OK) {
        render(arena, template);
    } else {
        check(err.count == 1);
    }
    template_set_free(set);
    return 0;
}
