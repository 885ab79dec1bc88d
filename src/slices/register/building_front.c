/* What the start page tells of buildings, and search as one types. */
#include "register_queries.h"
#include "slices/register/building_fields.h"
#include "slices/register/register_handlers.h"

enum { RECENT_DAYS = 7, FRONT_ITEMS = 7, NUMBERS = 4 };

static const int64_t DAY_MS = 24LL * 60 * 60 * 1000;

/* --- Start page --- */

struct numbers {
    int64_t buildings, incomplete, fresh, changed, since;
};
static const struct field NUMBER_FIELDS[] = {
    FIELD(INT, struct numbers, buildings, NULL), FIELD(INT, struct numbers, incomplete, NULL),
    FIELD(INT, struct numbers, fresh, NULL),     FIELD(INT, struct numbers, changed, NULL),
    FIELD(TIME, struct numbers, since, NULL),
};
static const struct table NUMBERS_TABLE = TABLE("numbers", struct numbers, NUMBER_FIELDS);

struct recent_row {
    int64_t id, changed_at;
    struct str address, postcode, city;
};
static const struct field RECENT_FIELDS[] = {
    FIELD(ID, struct recent_row, id, NULL),        FIELD(TIME, struct recent_row, changed_at, NULL),
    FIELD(TEXT, struct recent_row, address, NULL), FIELD(TEXT, struct recent_row, postcode, NULL),
    FIELD(TEXT, struct recent_row, city, NULL),
};
static const struct table RECENT_TABLE = TABLE("recent", struct recent_row, RECENT_FIELDS);

static struct start_number number(const struct call *call, const char *label, int64_t value)
{
    return (struct start_number){translate(call->language, label),
                                 show_int(call->arena, call->language, value)};
}

static void tell_numbers(const struct call *call, const struct numbers *found,
                         struct start_view *view)
{
    view->numbers = ARENA_ARRAY(call->arena, NUMBERS, struct start_number);
    view->numbers[0] = number(call, N_("Buildings"), found->buildings);
    view->numbers[1] = number(call, N_("New"), found->fresh);
    view->numbers[2] = number(call, N_("With missing facts"), found->incomplete);
    view->numbers[3] = number(call, N_("Changed in seven days"), found->changed);
    view->numbers_count = NUMBERS;
}

static void tell_sentence(struct request *request, const struct numbers *found,
                          struct start_view *view)
{
    struct call *call = &request->call;
    if (found->buildings == 0) {
        view->sentence = translate(call->language, N_("There are no buildings here yet"));
        if (viewer_may(&request->viewer, RECORDS_IMPORT.key)) {
            view->button = translate(call->language, N_("Import buildings"));
            view->button_path = STR("/imports/new");
        }
        return;
    }
    view->button_path = STR("/buildings");
    view->button = translate(call->language, N_("See the buildings"));
    if (found->incomplete == 0) {
        view->sentence =
            translate(call->language, N_("All buildings have the facts that a visitor needs"));
        return;
    }
    struct err_argument count = {.name = "count", .kind = ERR_INT, .number = found->incomplete};
    view->sentence = translate_with(call->arena, call->language,
                                    found->incomplete == 1
                                        ? N_("{count} building lacks facts that a visitor needs")
                                        : N_("{count} buildings lack facts that a visitor needs"),
                                    &count, 1);
    view->button = translate(call->language, N_("See which"));
    view->button_path = STR("/buildings?is_incomplete=true");
}

static enum status tell_recent(struct request *request, struct tx *tx, struct start_view *view)
{
    struct arena *arena = request->call.arena;
    struct rows rows = {.table = &RECENT_TABLE};
    TRY(query_rows(tx, arena, &REGISTER_RECENT, bind_none(), &rows));
    const struct recent_row *row = rows.at;
    view->items = ARENA_ARRAY(arena, rows.count + 1, struct start_item);
    for (size_t i = 0; i < rows.count && i < FRONT_ITEMS; i++) {
        view->items[view->items_count++] = (struct start_item){
            .path = str_format(arena, "/buildings/%lld", (long long)row[i].id),
            .title = row[i].address,
            .detail =
                str_format(arena, "%.*s %.*s", STR_ARG(row[i].postcode), STR_ARG(row[i].city)),
            .at = row[i].changed_at,
        };
    }
    return OK;
}

enum status register_front(struct request *request, struct start_view *view)
{
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct numbers wanted = {.since = clock_now(request->call.clock) - RECENT_DAYS * DAY_MS};
    struct numbers found;
    TRY(query_one(tx, &REGISTER_NUMBERS, bind_row(&NUMBERS_TABLE, &wanted), &NUMBERS_TABLE,
                  &found));
    tell_numbers(&request->call, &found, view);
    tell_sentence(request, &found, view);
    request_topic(request, &BUILDING_TABLE, NO_INT);
    return tell_recent(request, tx, view);
}

const struct start_source REGISTER_FRONT = {&REGISTER_BUILDING_READ, 2, register_front};

/* --- Search --- */

static const struct record_search SEARCH = {&BUILDING_RECORD, &REGISTER_SEARCH_WORDS,
                                            N_("Building")};

static enum status find(struct tx *tx, struct arena *arena, const struct viewer *viewer,
                        struct str text, struct rows *out_hits)
{
    (void)viewer; /* the query asks for the rights */
    return record_search(tx, arena, &SEARCH, text, out_hits);
}

const struct search_source REGISTER_SEARCH = {"buildings", &REGISTER_BUILDING_READ, find};
