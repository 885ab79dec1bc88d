/* What a list of 50 rows costs to write, as HTML and as JSON: CPU microseconds a page, best of many
 * rounds. Prints one line of figures; fails when JSON costs more than HTML. */
#include "platform/base/clock.h"
#include "platform/view/json.h"
#include "platform/view/template.h"

#include <stdio.h>

enum { ROWS = 50, ROUNDS = 40, PAGES = 200, PAGE_LIMIT = 1 << 20 };

struct row {
    int64_t id;
    struct str address, city, use, built;
    int64_t completed, changed;
    double area;
};

static const struct choice USES[] = {
    {"house", "A house"}, {"row", "A row house"}, {"block", "A block of flats"}, {NULL, NULL}};

static const struct field ROW_FIELDS[] = {
    FIELD(ID, struct row, id, "Id"),         FIELD(TEXT, struct row, address, "Address"),
    FIELD(TEXT, struct row, city, "City"),   FIELD(ENUM, struct row, use, "Use", .choices = USES),
    FIELD(DATE, struct row, built, "Built"), FIELD(INT, struct row, completed, "Year"),
    FIELD(REAL, struct row, area, "Area"),   FIELD(TIME, struct row, changed, "Changed"),
};
static const struct table ROW = TABLE("row", struct row, ROW_FIELDS);

struct view {
    int64_t total;
    struct row *rows;
    size_t rows_count;
};
static const struct field VIEW_FIELDS[] = {
    FIELD(INT, struct view, total, "Buildings"),
    FIELD_LIST_OF(struct view, rows, &ROW, "Buildings"),
};
static const struct table VIEW = TABLE("view", struct view, VIEW_FIELDS);

static const char LIST[] =
    "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Buildings</title></head><body>\n"
    "<p>{{n total|{total} building|{total} buildings}}</p>\n"
    "<table class=\"ds-table list\">\n"
    "<thead><tr><th>{{label rows.address}}</th><th>{{label rows.city}}</th></tr></thead>\n"
    "<tbody>\n"
    "{{#rows}}\n"
    "<tr data-live-key=\"{{id|raw}}\">\n"
    "<th scope=\"row\"><a href=\"/buildings/{{id|url}}\">{{address}}</a></th>\n"
    "<td data-label=\"{{label city}}\">{{city}}</td>\n"
    "<td data-label=\"{{label use}}\">{{use}}</td>\n"
    "<td data-label=\"{{label "
    "completed}}\">{{completed|raw}}{{^completed}}<em>–</em>{{/completed}}</td>\n"
    "<td data-label=\"{{label area}}\">{{area}}</td>\n"
    "<td data-label=\"{{label changed}}\"><time "
    "datetime=\"{{changed|raw}}\">{{changed}}</time></td>\n"
    "</tr>\n"
    "{{/rows}}\n"
    "</tbody></table></body></html>\n";

static void fill(struct arena *arena, struct view *view)
{
    *view = (struct view){.total = 1248, .rows = ARENA_ARRAY(arena, ROWS, struct row)};
    view->rows_count = ROWS;
    for (size_t i = 0; i < ROWS; i++) {
        view->rows[i] = (struct row){
            .id = INT64_C(190000000000000) + (int64_t)i * 7919,
            .address = str_format(arena, "Åkervägen %zu B & Co", i + 1),
            .city = STR("Jyväskylä"),
            .use = str_of(USES[i % 3].key),
            .built = STR("1987-05-14"),
            .completed = 1950 + (int64_t)i,
            .area = 1000.5 + (double)i,
            .changed = INT64_C(1795424400000) + (int64_t)i * 3600000,
        };
    }
}

static const struct template_source SOURCE = {"list", {LIST, sizeof(LIST) - 1}};

struct cost {
    double us;
    size_t bytes;
};

static struct cost measure_html(struct arena *arena, const struct template *page, struct view *view,
                                struct buf *out)
{
    struct cost cost = {1e9, 0};
    struct render render = {.arena = arena,
                            .language = language_find(STR("fi")),
                            .zone = "Europe/Helsinki",
                            .view = view};
    for (int round = 0; round < ROUNDS; round++) {
        int64_t start = thread_cpu_us();
        for (int i = 0; i < PAGES; i++) {
            buf_clear(out);
            template_render(page, &render, out);
            arena_reset(arena);
        }
        double us = (double)(thread_cpu_us() - start) / PAGES;
        cost.us = us < cost.us ? us : cost.us;
    }
    cost.bytes = out->len;
    return cost;
}

static struct cost measure_json(struct view *view, struct buf *out)
{
    struct cost cost = {1e9, 0};
    for (int round = 0; round < ROUNDS; round++) {
        int64_t start = thread_cpu_us();
        for (int i = 0; i < PAGES; i++) {
            buf_clear(out);
            json_put_row(out, &VIEW, view, NULL);
        }
        double us = (double)(thread_cpu_us() - start) / PAGES;
        cost.us = us < cost.us ? us : cost.us;
    }
    cost.bytes = out->len;
    return cost;
}

int main(void)
{
    languages_start();
    struct template_set *set;
    const struct template *page;
    struct view view;
    ARENA_SCOPED(arena);
    ARENA_SCOPED(render_arena);
    ARENA_SCOPED(scratch);
    BUF_SCOPED(out, PAGE_LIMIT);
    struct err err;
    err_init(&err, scratch);
    fill(arena, &view);
    if (template_set_new(&SOURCE, 1, NULL, NULL, &set) != OK ||
        template_compile(set, "list", &VIEW, &page, &err) != OK) {
        err_write(&err, &out);
        (void)fprintf(stderr, "%.*s\n", STR_ARG(buf_str(&out)));
        return 1;
    }
    struct cost html = measure_html(render_arena, page, &view, &out);
    struct cost json = measure_json(&view, &out);
    printf("list of %d: html %zu bytes %.1f us, json %zu bytes %.1f us\n", ROWS, html.bytes,
           html.us, json.bytes, json.us);
    template_set_free(set);
    return json.us <= html.us ? 0 : 1;
}
