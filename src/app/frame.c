#include "app/frame.h"

#include "app/app.h"
#include "app/setup.h"
#include "platform/base/vec.h"
#include "platform/text/fold.h"
#include "platform/text/words.h"
#include "slices/people/people.h"

enum { WAITING_MOST = 3, HITS_MOST = 50, WORDS_MOST = 200 };

/* The last slice that has a start page for this person: later slices know more of the day. */
static const struct start_source *front_of(const struct request *request)
{
    const struct start_source *found = NULL;
    const struct slice *const *slice = request->call.platform->slices;
    for (; *slice != NULL; slice++) {
        const struct start_source *front = (*slice)->front;
        if (front != NULL && module_is_on(request->call.platform, (*slice)->module) &&
            viewer_may(&request->viewer, front->permission->key)) {
            found = front;
        }
    }
    return found;
}

/* The oldest of what waits in the inbox; whoever has none pays nothing for it. */
static enum status put_waiting(struct request *request, struct start_view *start)
{
    if (request->viewer.inbox <= 0) {
        return OK;
    }
    struct rows items;
    TRY(people_inbox(&request->call, request->viewer.person, WAITING_MOST, &items));
    start->waiting = ARENA_ARRAY(request->call.arena, items.count + 1, struct start_item);
    start->waiting_count = items.count;
    const struct inbox_item *item = items.at;
    for (size_t i = 0; i < items.count; i++) {
        struct str path = str_is_empty(item[i].path) ? STR("/inbox") : item[i].path;
        start->waiting[i] = (struct start_item){path, item[i].title, item[i].detail, item[i].due};
    }
    return OK;
}

static enum status start_show(struct request *request, const void *form, void *view)
{
    (void)form;
    if (!viewer_is_signed_in(&request->viewer)) {
        request_redirect(request, "/sign-in");
        return OK;
    }
    struct start_view *start = view;
    struct call *call = &request->call;
    start->today = show_time(call->arena, call->language, call->zone, clock_now(call->clock));
    TRY(put_waiting(request, start));
    const struct start_source *front = front_of(request);
    int64_t left = 0;
    TRY(setup_left(request, &left));
    if (left > 0) {
        struct err_argument count = {.name = "left", .kind = ERR_INT, .number = left};
        start->sentence = translate_with(call->arena, call->language,
                                         N_("Steps left of the first hour: {left}"), &count, 1);
        start->button = translate(call->language, N_("Go on"));
        start->button_path = STR("/setup");
        return OK;
    }
    if (front != NULL) {
        return front->fill(request, start);
    }
    start->sentence = translate(call->language, N_("Nothing needs you right now"));
    return OK;
}

struct search_form {
    struct str q;
};
static const struct field SEARCH_FORM_FIELDS[] = {
    FIELD(TEXT, struct search_form, q, N_("Part of a word or number"), .max = WORDS_MOST),
};
static const struct table SEARCH_FORM_TABLE =
    TABLE("search_form", struct search_form, SEARCH_FORM_FIELDS);

struct search_view {
    struct str q;
    struct search_hit *hits;
    size_t hits_count;
};
static const struct field SEARCH_VIEW_FIELDS[] = {
    FIELD(TEXT, struct search_view, q, N_("Part of a word or number")),
    FIELD_LIST_OF(struct search_view, hits, &SEARCH_HIT_TABLE, N_("Hits")),
};
static const struct table SEARCH_VIEW_TABLE =
    TABLE("search", struct search_view, SEARCH_VIEW_FIELDS);

static enum status search_slice(struct request *request, const struct slice *slice,
                                struct str words, struct vec *hits)
{
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    const struct search_source *const *source = slice->searches;
    bool is_on = module_is_on(request->call.platform, slice->module);
    for (; source != NULL && *source != NULL; source++) {
        if (!is_on || !viewer_may(&request->viewer, (*source)->permission->key)) {
            continue;
        }
        struct rows found = {.table = &SEARCH_HIT_TABLE};
        TRY((*source)->find(tx, request->call.arena, &request->viewer, words, &found));
        const struct search_hit *rows = found.at;
        for (size_t i = 0; i < found.count && hits->count < HITS_MOST; i++) {
            struct search_hit *hit = vec_add(hits);
            *hit = rows[i];
            hit->kind = translate(request->call.language, str_c(request->call.arena, hit->kind));
        }
    }
    return OK;
}

static enum status search_slices(struct request *request, struct str words, struct vec *hits)
{
    const struct slice *const *slice = request->call.platform->slices;
    for (; *slice != NULL; slice++) {
        TRY(search_slice(request, *slice, words, hits));
    }
    return OK;
}

/* A word's base form, in the person's language first: "Jyväskylässä" finds Jyväskylä. Without one the
 * word itself. */
static struct str base_of(struct request *request, struct str word)
{
    struct call *call = &request->call;
    int own = language_index(call->language);
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        struct word_readings readings;
        const struct language *language = language_at((own + i) % LANGUAGE_COUNT);
        words_read(call->platform->words, call->arena, language, word, &readings);
        if (readings.count > 0) {
            return readings.at[0].base;
        }
    }
    return word;
}

/* All words in their base forms; absent when that changes nothing. */
static struct str base_words(struct request *request, struct str words)
{
    struct arena *arena = request->call.arena;
    struct str out = {0};
    struct str rest = words;
    struct str word;
    while (str_next(&rest, ' ', &word)) {
        struct str base = base_of(request, word);
        out = str_format(arena, "%.*s%s%.*s", STR_ARG(out), out.len > 0 ? " " : "", STR_ARG(base));
    }
    bool is_same = str_equal(text_fold(arena, out), text_fold(arena, words));
    return is_same ? (struct str){NULL, 0} : out;
}

static enum status search_show(struct request *request, const void *form, void *view)
{
    const struct search_form *asked = form;
    struct search_view *search = view;
    search->q = asked->q;
    struct vec hits = vec_of(request->call.arena, sizeof(struct search_hit));
    words_load(request->call.platform->words);
    if (!str_is_empty(asked->q)) {
        TRY(search_slices(request, asked->q, &hits));
    }
    struct str base = hits.count == 0 ? base_words(request, asked->q) : (struct str){0};
    if (!str_is_empty(base)) {
        TRY(search_slices(request, base, &hits));
    }
    search->hits = hits.at;
    search->hits_count = hits.count;
    return OK;
}

/* A page that says nothing about anybody: the browser keeps it for everyone who uses it. */
struct offline_view {
    bool is_kept;
};
static const struct field OFFLINE_FIELDS[] = {
    FIELD(BOOL, struct offline_view, is_kept, N_("Kept on the device")),
};
static const struct table OFFLINE_TABLE = TABLE("offline", struct offline_view, OFFLINE_FIELDS);

static enum status offline_show(struct request *request, const void *form, void *view)
{
    (void)request;
    (void)form;
    struct offline_view *offline = view;
    offline->is_kept = true;
    return OK;
}

const struct route FRAME_ROUTES[] = {
    {.method = METHOD_GET,
     .path = "/",
     .permission = &PUBLIC,
     .cost = COST_FAST,
     .handle = start_show,
     .view = &START_TABLE,
     .page = "start",
     .title = N_("Start"),
     .keeps_page = true},
    {.method = METHOD_GET,
     .path = "/search",
     .permission = &SIGNED_IN,
     .cost = COST_FAST,
     .handle = search_show,
     .form = &SEARCH_FORM_TABLE,
     .view = &SEARCH_VIEW_TABLE,
     .page = "search",
     .title = N_("Search")},
    {.method = METHOD_GET,
     .path = "/offline",
     .permission = &PUBLIC,
     .cost = COST_FAST,
     .handle = offline_show,
     .view = &OFFLINE_TABLE,
     .page = "offline",
     .title = N_("No connection"),
     .keeps_page = true},
    {.path = NULL},
};

const struct menu_item FRAME_MENU[] = {
    {.label = N_("Start"), .path = "/", .icon = "start", .permission = &SIGNED_IN, .order = 0},
    {.path = NULL},
};
