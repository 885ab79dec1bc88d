/* What slices share: views, and the call behind a command. */
#include "slices/slice.h"

#include "platform/base/vec.h"

static const struct field SEARCH_HIT_FIELDS[] = {
    FIELD(TEXT, struct search_hit, title, N_("Name")),
    FIELD(TEXT, struct search_hit, detail, N_("Where")),
    FIELD(TEXT, struct search_hit, path, N_("Address of the page")),
    FIELD(TEXT, struct search_hit, kind, N_("Kind")),
};
const struct table SEARCH_HIT_TABLE = TABLE("search_hit", struct search_hit, SEARCH_HIT_FIELDS);

static const struct field START_NUMBER_FIELDS[] = {
    FIELD(TEXT, struct start_number, label, N_("What")),
    FIELD(TEXT, struct start_number, value, N_("Number")),
};
static const struct table START_NUMBER_TABLE =
    TABLE("start_number", struct start_number, START_NUMBER_FIELDS);

static const struct field START_ITEM_FIELDS[] = {
    FIELD(TEXT, struct start_item, path, N_("Address of the page")),
    FIELD(TEXT, struct start_item, title, N_("Name")),
    FIELD(TEXT, struct start_item, detail, N_("Where")),
    FIELD(TIME, struct start_item, at, N_("When")),
};
static const struct table START_ITEM_TABLE =
    TABLE("start_item", struct start_item, START_ITEM_FIELDS);

static const struct field START_FIELDS[] = {
    FIELD(TEXT, struct start_view, today, N_("Today")),
    FIELD(TEXT, struct start_view, sentence, N_("What needs you now")),
    FIELD(TEXT, struct start_view, button, N_("What to do first")),
    FIELD(TEXT, struct start_view, button_path, N_("Address of the page")),
    FIELD_LIST_OF(struct start_view, waiting, &START_ITEM_TABLE, N_("Waits for you")),
    FIELD_LIST_OF(struct start_view, numbers, &START_NUMBER_TABLE, N_("Numbers")),
    FIELD_LIST_OF(struct start_view, items, &START_ITEM_TABLE, N_("Items")),
};
const struct table START_TABLE = TABLE("start", struct start_view, START_FIELDS);

static const struct field EMPTY_VIEW_FIELDS[] = {
    FIELD(BOOL, struct empty_view, is_empty, NULL, .flags = FIELD_INTERNAL),
};
const struct table EMPTY_VIEW_TABLE = TABLE("empty", struct empty_view, EMPTY_VIEW_FIELDS);

struct call command_work(struct command_call *command)
{
    struct platform *platform = command->platform;
    return (struct call){
        .platform = platform,
        .db = platform->db,
        .arena = command->arena,
        .err = command->err,
        .clock = &platform->clock,
        .language = command->language != NULL ? command->language : platform->language,
        .zone = platform->zone,
        .actor = {.person = NO_INT, .role = STR("system"), .source = STR("command")},
    };
}

const struct slice *const *slices_with_parts(struct arena *arena, const struct slice *const *slices)
{
    struct vec all = vec_of(arena, sizeof(void *));
    for (; *slices != NULL; slices++) {
        *(const struct slice **)vec_add(&all) = *slices;
        const struct slice *const *part = (*slices)->parts;
        for (; part != NULL && *part != NULL; part++) {
            *(const struct slice **)vec_add(&all) = *part;
        }
    }
    *(const struct slice **)vec_add(&all) = NULL;
    return all.at;
}
