/* The organisation as a tree, one unit, and its form. */
#include "platform/base/vec.h"
#include "platform/web/page.h"
#include "slices/staff/staff_handlers.h"
#include "staff_queries.h"

enum { DEPTH = 20 };

/* --- The tree --- */

struct count_row {
    int64_t id, people;
};
static const struct field COUNT_FIELDS[] = {
    FIELD(ID, struct count_row, id, NULL),
    FIELD(INT, struct count_row, people, NULL),
};
static const struct table COUNT_TABLE = TABLE("count", struct count_row, COUNT_FIELDS);

struct tree_row {
    int64_t id, depth, people;
    struct str name, area;
    bool is_first; /* of its area */
};
static const struct field TREE_ROW_FIELDS[] = {
    FIELD(ID, struct tree_row, id, N_("Id")),
    FIELD(TEXT, struct tree_row, name, N_("Unit")),
    FIELD(TEXT, struct tree_row, area, N_("Area")),
    FIELD(INT, struct tree_row, depth, N_("Level")),
    FIELD(INT, struct tree_row, people, N_("People now")),
    FIELD(BOOL, struct tree_row, is_first, N_("First of its area")),
};
static const struct table TREE_ROW_TABLE = TABLE("unit", struct tree_row, TREE_ROW_FIELDS);

struct units_view {
    struct tree_row *units;
    size_t units_count;
    bool may_edit;
};
static const struct field UNITS_VIEW_FIELDS[] = {
    FIELD_LIST_OF(struct units_view, units, &TREE_ROW_TABLE, N_("Units")),
    FIELD(BOOL, struct units_view, may_edit, N_("May change")),
};
const struct table UNITS_VIEW_TABLE = TABLE("units", struct units_view, UNITS_VIEW_FIELDS);

struct tree {
    struct staff_places places;
    struct rows counts;
    struct rows areas;
    struct vec rows;
};

static int64_t counted(const struct tree *tree, int64_t unit)
{
    const struct count_row *counts = tree->counts.at;
    for (size_t i = 0; i < tree->counts.count; i++) {
        if (counts[i].id == unit) {
            return counts[i].people;
        }
    }
    return 0;
}

/* A unit's place in the order: after what it is part of, by name; its depth. */
static int64_t depth_of(const struct tree *tree, const struct unit *unit)
{
    int64_t depth = 0;
    const struct unit *above = place_unit(&tree->places, unit->parent_id);
    while (above != NULL && depth < DEPTH) {
        depth++;
        above = place_unit(&tree->places, above->parent_id);
    }
    return depth;
}

/* Everybody in the units below counts for those above. */
static int64_t people_below(const struct tree *tree, int64_t unit)
{
    const struct unit *units = tree->places.units.at;
    int64_t people = 0;
    for (size_t i = 0; i < tree->places.units.count; i++) {
        const struct unit *at = &units[i];
        for (int depth = 0; at != NULL && depth < DEPTH; depth++) {
            if (at->id == unit) {
                people += counted(tree, units[i].id);
                break;
            }
            at = place_unit(&tree->places, at->parent_id);
        }
    }
    return people;
}

static void add_unit(struct tree *tree, const struct unit *unit, struct str area)
{
    struct tree_row *row = vec_add(&tree->rows);
    *row = (struct tree_row){
        .id = unit->id,
        .depth = depth_of(tree, unit),
        .people = people_below(tree, unit->id),
        .name = unit->name,
        .area = area,
    };
}

/* The units of an area in the order of a walk, without recursion: a stack of units still to be shown. */
static void add_area(struct arena *arena, struct tree *tree, const struct area *area)
{
    const struct unit *units = tree->places.units.at;
    size_t count = tree->places.units.count;
    size_t *stack = ARENA_ARRAY(arena, count + 1, size_t);
    size_t height = 0;
    size_t before = tree->rows.count;
    for (size_t i = count; i > 0; i--) {
        if (units[i - 1].area_id == area->id &&
            place_unit(&tree->places, units[i - 1].parent_id) == NULL) {
            stack[height++] = i - 1;
        }
    }
    while (height > 0) {
        const struct unit *unit = &units[stack[--height]];
        add_unit(tree, unit, area->name);
        for (size_t i = count; i > 0; i--) {
            if (units[i - 1].parent_id == unit->id && height < count) {
                stack[height++] = i - 1;
            }
        }
    }
    if (tree->rows.count > before) {
        ((struct tree_row *)tree->rows.at)[before].is_first = true;
    }
}

static enum status tree_read(struct request *request, struct tree *tree)
{
    struct arena *arena = request->call.arena;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    *tree = (struct tree){
        .places = {.units = {.table = &UNIT_TABLE}},
        .counts = {.table = &COUNT_TABLE},
        .rows = vec_of(arena, sizeof(struct tree_row)),
    };
    TRY(query_rows(tx, arena, &STAFF_UNITS_SEEN, bind_none(), &tree->places.units));
    TRY(query_rows(tx, arena, &STAFF_UNIT_COUNTS, bind_none(), &tree->counts));
    TRY(people_areas(tx, arena, &tree->areas));
    staff_places_name(arena, &tree->places);
    return OK;
}

enum status units_show(struct request *request, const void *form, void *view)
{
    (void)form;
    struct units_view *page = view;
    struct tree tree;
    TRY(tree_read(request, &tree));
    const struct area *areas = tree.areas.at;
    for (size_t i = 0; i < tree.areas.count; i++) {
        add_area(request->call.arena, &tree, &areas[i]);
    }
    page->units = tree.rows.at;
    page->units_count = tree.rows.count;
    page->may_edit = viewer_may(&request->viewer, STAFF_EDIT.key);
    request_topic(request, &UNIT_TABLE, NO_INT);
    return OK;
}

/* --- One unit --- */

struct below_row {
    int64_t id, members;
    struct str name, kind;
};
static const struct field BELOW_FIELDS[] = {
    FIELD(ID, struct below_row, id, N_("Id")),
    FIELD(TEXT, struct below_row, name, N_("Name")),
    FIELD(ENUM, struct below_row, kind, N_("Kind"), .choices = TEAM_KINDS),
    FIELD(INT, struct below_row, members, N_("People now")),
};
static const struct table BELOW_TABLE = TABLE("below", struct below_row, BELOW_FIELDS);

#define UNIT_FIELDS_SHOWN                                                                          \
    FIELD(ID, struct unit, id, N_("Id"), .flags = FIELD_HIDDEN),                                   \
        FIELD(INT, struct unit, version, N_("Version"), .flags = FIELD_HIDDEN),                    \
        FIELD(TEXT, struct unit, name, N_("Unit"), .max = 100, .flags = FIELD_REQUIRED),           \
        FIELD(ID, struct unit, area_id, N_("Area"), .flags = FIELD_REQUIRED),                      \
        FIELD(ID, struct unit, parent_id, N_("Part of")),                                          \
        FIELD(TEXT, struct unit, external_id, N_("Id in the other system"), .max = 60),            \
        FIELD(TEXT, struct unit, name_key, NULL, .flags = FIELD_INTERNAL),                         \
        FIELD(TEXT, struct unit, name_folded, NULL, .flags = FIELD_INTERNAL)

struct unit_sheet {
    struct unit unit; /* first */
    struct str area, path;
    int64_t people;
    struct below_row *units;
    size_t units_count;
    struct below_row *teams;
    size_t teams_count;
    struct history_entry *history;
    size_t history_count;
    bool may_edit;
};
static const struct field UNIT_SHEET_FIELDS[] = {
    UNIT_FIELDS_SHOWN,
    FIELD(TEXT, struct unit_sheet, area, N_("Area")),
    FIELD(TEXT, struct unit_sheet, path, N_("Part of")),
    FIELD(INT, struct unit_sheet, people, N_("People now")),
    FIELD_LIST_OF(struct unit_sheet, units, &BELOW_TABLE, N_("Units in it")),
    FIELD_LIST_OF(struct unit_sheet, teams, &BELOW_TABLE, N_("Teams")),
    FIELD_LIST_OF(struct unit_sheet, history, &HISTORY_ENTRY_TABLE, N_("History")),
    FIELD(BOOL, struct unit_sheet, may_edit, N_("May change")),
};
const struct table UNIT_SHEET_TABLE = TABLE("unit", struct unit_sheet, UNIT_SHEET_FIELDS);

enum status unit_sheet_show(struct request *request, void *view)
{
    struct unit_sheet *page = view;
    struct arena *arena = request->call.arena;
    struct tree tree;
    TRY(tree_read(request, &tree));
    const struct unit *units = tree.places.units.at;
    struct vec below = vec_of(arena, sizeof(struct below_row));
    for (size_t i = 0; i < tree.places.units.count; i++) {
        if (units[i].parent_id == page->unit.id) {
            *(struct below_row *)vec_add(&below) =
                (struct below_row){.id = units[i].id,
                                   .name = units[i].name,
                                   .members = people_below(&tree, units[i].id)};
        }
    }
    page->units = below.at;
    page->units_count = below.count;
    page->people = people_below(&tree, page->unit.id);
    page->path = place_path(&tree.places, page->unit.parent_id);
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct rows teams = {.table = &BELOW_TABLE};
    TRY(query_rows(tx, arena, &STAFF_TEAMS_IN, bind_id(&page->unit.id), &teams));
    page->teams = teams.at;
    page->teams_count = teams.count;
    return OK;
}

/* --- Its form --- */

struct unit_edit {
    struct unit unit; /* first */
    struct page_choice *area_id_choices;
    size_t area_id_choices_count;
    struct page_choice *parent_id_choices;
    size_t parent_id_choices_count;
};
static const struct field UNIT_EDIT_FIELDS[] = {
    UNIT_FIELDS_SHOWN,
    FIELD_LIST_OF(struct unit_edit, area_id_choices, &PAGE_CHOICE_TABLE, NULL),
    FIELD_LIST_OF(struct unit_edit, parent_id_choices, &PAGE_CHOICE_TABLE, NULL),
};
const struct table UNIT_EDIT_TABLE = TABLE("unit", struct unit_edit, UNIT_EDIT_FIELDS);

static enum status put_parents(struct request *request, struct unit_edit *page)
{
    struct staff_choices units;
    TRY(staff_unit_choices(request, &units));
    page->parent_id_choices = units.at;
    page->parent_id_choices_count = units.count;
    return OK;
}

enum status unit_edit_show(struct request *request, const void *form, void *view)
{
    TRY(record_edit(request, form, view));
    return put_parents(request, view);
}

enum status unit_new_show(struct request *request, const void *form, void *view)
{
    TRY(record_new(request, form, view));
    return put_parents(request, view);
}
