/* The demo's feed of tenancies: one night that found nothing to change, and one whose file was cut off. */
#include "platform/work/platform.h"
#include "register_queries.h"
#include "slices/register/home_fields.h"
#include "slices/register/register_demo.h"

enum { ORDER = 27, LINES = 60 };

/* Contracts and homes carry the same number in the demo's letting system: K-00017 is of H-00017. */
static struct str file_of(struct arena *arena, const struct rows *rows)
{
    BUF_SCOPED(text, 1000000);
    buf_put_c(&text, "Kontrakt;Objektnummer;Inflyttning\n");
    const struct tenancy *tenancy = rows->at;
    size_t lines = 0;
    for (size_t i = 0; i < rows->count && lines < LINES; i++) {
        struct str contract = tenancy[i].external_id;
        if (!str_starts(contract, STR("K-")) || !str_is_empty(tenancy[i].to_day)) {
            continue;
        }
        struct str number = str_slice(contract, 2, contract.len);
        buf_put_format(&text, "%.*s;H-%.*s;%.*s\n", STR_ARG(contract), STR_ARG(number),
                       STR_ARG(tenancy[i].from_day));
        lines++;
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
    struct rows rows = {.table = &TENANCY_TABLE};
    TRY(query_rows(tx, call->arena, &REGISTER_TENANCIES_ALL, bind_none(), &rows));
    struct feed_demo demo = {.prefix = "kontrakt", .count = 2};
    row_clear(&FEED_TABLE, &demo.feed);
    demo.feed.name = STR("Kontrakt");
    demo.feed.kind = STR("tenancies");
    demo.feed.area_id = ((const struct area *)areas.at)->id;
    demo.feed.folder = STR("letting");
    demo.feed.pattern = STR("kontrakt-*.csv");
    demo.feed.at_time = STR("02:30");
    demo.files[0] = file_of(call->arena, &rows);
    demo.files[1] = str_slice(demo.files[0], 0, demo.files[0].len / 2 + 3);
    return feed_demo_make(call, &demo);
}

const struct demo_step TENANCY_FEED_DEMO = {ORDER, make};
