/* The demo's staff feed: two nights that went well, and one whose file lacks one in ten. */
#include "platform/work/platform.h"
#include "slices/staff/staff_line.h"
#include "staff_queries.h"

enum { ORDER = 26, MISSING_EVERY = 10, PROMOTED = 2 };

/* A night's file. `promoted`: so many have another title; `without`: each so-manieth is missing. */
struct night {
    const struct staff_line *lines;
    size_t count, promoted, without;
};

static struct str file_of(struct arena *arena, const struct night *night)
{
    BUF_SCOPED(text, 1000000);
    buf_put_c(&text, "Anst.nr;Namn;E-post;Befattning;Enhetskod;Enhet\n");
    for (size_t i = 0; i < night->count; i++) {
        const struct staff_line *line = &night->lines[i];
        if (night->without > 0 && i % night->without == night->without - 1) {
            continue;
        }
        buf_put_format(&text, "%.*s;%.*s;%.*s;%s%.*s;%.*s;%.*s\n", STR_ARG(line->external_id),
                       STR_ARG(line->name), STR_ARG(line->email),
                       i < night->promoted ? "Bitr. " : "", STR_ARG(line->title),
                       STR_ARG(line->unit_external_id), STR_ARG(line->unit));
    }
    return str_copy(arena, buf_str(&text));
}

static enum status make(struct call *call, struct random_source *random)
{
    (void)random;
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    struct rows areas = {0};
    TRY(people_areas(tx, call->arena, &areas));
    struct staff_line wanted = {.area_id = NO_INT};
    const struct area *area = areas.at;
    for (size_t i = 0; i < areas.count; i++) {
        wanted.area_id =
            str_equal(area[i].name, STR("Björkvik Bostad")) ? area[i].id : wanted.area_id;
    }
    struct rows rows = {.table = &STAFF_LINE_TABLE};
    TRY(query_rows(tx, call->arena, &STAFF_LIST, bind_row(&STAFF_LINE_TABLE, &wanted), &rows));
    struct feed_demo demo = {.prefix = "personal", .count = 3};
    row_clear(&FEED_TABLE, &demo.feed);
    demo.feed.name = STR("Personallista");
    demo.feed.kind = STR("staff");
    demo.feed.area_id = wanted.area_id;
    demo.feed.folder = STR("staff");
    demo.feed.pattern = STR("personal-*.csv");
    demo.feed.encoding = STR("utf-8");
    demo.feed.at_time = STR("02:00");
    struct night nights[] = {{rows.at, rows.count, 0, 0},
                             {rows.at, rows.count, PROMOTED, 0},
                             {rows.at, rows.count, PROMOTED, MISSING_EVERY}};
    for (size_t i = 0; i < demo.count; i++) {
        demo.files[i] = file_of(call->arena, &nights[i]);
    }
    return feed_demo_make(call, &demo);
}

const struct demo_step STAFF_FEED_DEMO = {ORDER, make};
