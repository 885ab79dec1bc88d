/* Where a role is held: everywhere, in an area, or for one thing of a kind that a slice declares (struct
 * scope_kind). One writes the place by its name; what several are called has its detail behind a comma. */
#include "platform/base/vec.h"
#include "platform/text/fold.h"
#include "platform/web/page.h"
#include "platform/work/platform.h"
#include "slices/people/people_handlers.h"

enum { FOUND = 50, TOLD = 5 };

static const struct field PLACE_ROW_FIELDS[] = {
    FIELD(ID, struct place_row, id, N_("Id")),
    FIELD(TEXT, struct place_row, name, N_("Name")),
    FIELD(TEXT, struct place_row, detail, N_("More")),
};
const struct table PLACE_ROW_TABLE = TABLE("place", struct place_row, PLACE_ROW_FIELDS);

/* --- Kinds --- */

static const struct scope_kind *kind_at(const struct slice *slice, struct str key)
{
    const struct scope_kind *const *kinds = slice->scopes;
    for (; kinds != NULL && *kinds != NULL; kinds++) {
        if (str_equal(key, str_of((*kinds)->key))) {
            return *kinds;
        }
    }
    return NULL;
}

static const struct scope_kind *kind_named(const struct call *call, struct str key)
{
    const struct slice *const *slices = slices_with_parts(call->arena, call->platform->slices);
    const struct scope_kind *found = NULL;
    for (size_t i = 0; slices[i] != NULL && found == NULL; i++) {
        found = kind_at(slices[i], key);
    }
    return found;
}

void people_scope_choices(const struct call *call, struct page_choice **out_choices,
                          size_t *out_count)
{
    struct vec choices = vec_of(call->arena, sizeof(struct page_choice));
    *(struct page_choice *)vec_add(&choices) =
        (struct page_choice){STR("area"), translate(call->language, N_("Area")), false};
    const struct slice *const *slices = slices_with_parts(call->arena, call->platform->slices);
    for (size_t s = 0; slices[s] != NULL; s++) {
        const struct scope_kind *const *kinds = slices[s]->scopes;
        for (; kinds != NULL && *kinds != NULL; kinds++) {
            *(struct page_choice *)vec_add(&choices) = (struct page_choice){
                str_of((*kinds)->key), translate(call->language, (*kinds)->label), false};
        }
    }
    *(struct page_choice *)vec_add(&choices) =
        (struct page_choice){STR("all"), translate(call->language, N_("Everywhere")), false};
    *out_choices = choices.at;
    *out_count = choices.count;
}

/* --- Found by name --- */

struct found_bind {
    struct str text_from, text_to;
};
static const struct field FOUND_FIELDS[] = {
    FIELD(TEXT, struct found_bind, text_from, NULL),
    FIELD(TEXT, struct found_bind, text_to, NULL),
};
static const struct table FOUND_TABLE = TABLE("found", struct found_bind, FOUND_FIELDS);

static struct str label_of(struct arena *arena, const struct place_row *row)
{
    return str_is_empty(row->detail)
               ? row->name
               : str_format(arena, "%.*s, %.*s", STR_ARG(row->name), STR_ARG(row->detail));
}

/* There are few areas: all are looked at. */
static enum status find_areas(struct call *call, struct str folded, struct rows *out_rows)
{
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    struct rows areas = {0};
    TRY(people_areas(tx, call->arena, &areas));
    const struct area *area = areas.at;
    struct place_row *found = ARENA_ARRAY(call->arena, areas.count + 1, struct place_row);
    size_t count = 0;
    for (size_t i = 0; i < areas.count; i++) {
        if (str_starts(text_fold(call->arena, area[i].name), folded)) {
            found[count++] = (struct place_row){area[i].id, area[i].name, {NULL, 0}};
        }
    }
    *out_rows = (struct rows){&PLACE_ROW_TABLE, found, count};
    return OK;
}

enum status people_places_find(struct call *call, struct str kind, struct str text,
                               struct rows *out_rows)
{
    struct str name = {NULL, 0};
    struct str rest = text;
    (void)str_next(&rest, ',', &name); /* behind the comma stands what is told of it */
    struct str folded = text_fold(call->arena, str_trim(name));
    *out_rows = (struct rows){.table = &PLACE_ROW_TABLE};
    if (str_is_empty(folded)) {
        return OK;
    }
    if (str_equal(kind, STR("area"))) {
        return find_areas(call, folded, out_rows);
    }
    const struct scope_kind *known = kind_named(call, kind);
    if (known == NULL) {
        return OK;
    }
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    struct found_bind bind = {folded, text_prefix_end(call->arena, folded)};
    return query_rows(tx, call->arena, known->find, bind_row(&FOUND_TABLE, &bind), out_rows);
}

static enum status refuse_place(struct call *call, const char *message, struct str text,
                                const struct rows *several)
{
    struct str list = {NULL, 0};
    const struct place_row *row = several->at;
    for (size_t i = 0; i < several->count && i < TOLD; i++) {
        list = str_format(call->arena, "%.*s%s%.*s", STR_ARG(list), i == 0 ? "" : "; ",
                          STR_ARG(label_of(call->arena, &row[i])));
    }
    struct err_item *item = err_add_field(call->err, "place", message);
    err_text(call->err, item, "name", text);
    err_text(call->err, item, "several", list);
    return INVALID;
}

/* Those with exactly this text, as whole label or as name; all when there is none. */
static void keep_exact(struct arena *arena, struct str text, struct rows *rows)
{
    const struct place_row *row = rows->at;
    struct str folded = text_fold(arena, text);
    struct place_row *kept = ARENA_ARRAY(arena, rows->count + 1, struct place_row);
    for (int by_name = 0; by_name < 2; by_name++) {
        size_t count = 0;
        for (size_t i = 0; i < rows->count; i++) {
            struct str own = by_name ? row[i].name : label_of(arena, &row[i]);
            if (str_equal(text_fold(arena, own), folded)) {
                kept[count++] = row[i];
            }
        }
        if (count > 0) {
            *rows = (struct rows){rows->table, kept, count};
            return;
        }
    }
}

enum status people_place_meant(struct call *call, struct str kind, struct str text, int64_t *out_id)
{
    struct rows rows = {0};
    TRY(people_places_find(call, kind, text, &rows));
    keep_exact(call->arena, str_trim(text), &rows);
    if (rows.count == 0) {
        return refuse_place(call, N_("Nothing of that kind is called {name}."), text, &rows);
    }
    if (rows.count > 1) {
        return refuse_place(call, N_("Several are called that. Choose one: {several}"), text,
                            &rows);
    }
    *out_id = ((const struct place_row *)rows.at)->id;
    return OK;
}

/* --- What places are called --- */

struct place_id {
    int64_t id;
};
static const struct field PLACE_ID_FIELDS[] = {FIELD(ID, struct place_id, id, NULL)};
static const struct table PLACE_ID_TABLE = TABLE("place_id", struct place_id, PLACE_ID_FIELDS);
struct place_ids {
    struct place_id *ids;
    size_t ids_count;
};
static const struct field PLACE_IDS_FIELDS[] = {
    FIELD_LIST_OF(struct place_ids, ids, &PLACE_ID_TABLE, NULL)};
static const struct table PLACE_IDS_TABLE = TABLE("place_ids", struct place_ids, PLACE_IDS_FIELDS);

static enum status name_kind(struct call *call, const struct scope_kind *kind,
                             struct people_place *places, size_t count)
{
    struct place_ids bind = {ARENA_ARRAY(call->arena, count + 1, struct place_id), 0};
    for (size_t i = 0; i < count; i++) {
        if (str_equal(places[i].kind, str_of(kind->key))) {
            bind.ids[bind.ids_count++].id = places[i].id;
        }
    }
    if (bind.ids_count == 0) {
        return OK;
    }
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    struct rows rows = {.table = &PLACE_ROW_TABLE};
    TRY(query_rows(tx, call->arena, kind->named, bind_row(&PLACE_IDS_TABLE, &bind), &rows));
    const struct place_row *row = rows.at;
    for (size_t i = 0; i < count; i++) {
        for (size_t r = 0; r < rows.count && str_equal(places[i].kind, str_of(kind->key)); r++) {
            if (row[r].id == places[i].id) {
                places[i].name = label_of(call->arena, &row[r]);
            }
        }
    }
    return OK;
}

static enum status name_areas(struct call *call, struct people_place *places, size_t count)
{
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    for (size_t i = 0; i < count; i++) {
        struct area area;
        if (str_equal(places[i].kind, STR("area")) && str_is_empty(places[i].name)) {
            TRY(entity_get(tx, &AREA_ENTITY, places[i].id, &area));
            places[i].name = area.name;
        }
    }
    return OK;
}

enum status people_places_name(struct call *call, struct people_place *places, size_t count)
{
    TRY(name_areas(call, places, count));
    const struct slice *const *slices = slices_with_parts(call->arena, call->platform->slices);
    for (size_t s = 0; slices[s] != NULL; s++) {
        const struct scope_kind *const *kinds = slices[s]->scopes;
        for (; kinds != NULL && *kinds != NULL; kinds++) {
            TRY(name_kind(call, *kinds, places, count));
        }
    }
    return OK;
}

/* --- Chosen as one types --- */

struct places_form {
    struct str scope_type, text;
};
static const struct field PLACES_FORM_FIELDS[] = {
    FIELD(TEXT, struct places_form, scope_type, N_("For what"), .max = 40),
    FIELD(TEXT, struct places_form, text, N_("Name"), .max = 200),
};
const struct table PLACES_FORM_TABLE = TABLE("places_form", struct places_form, PLACES_FORM_FIELDS);

struct places_view {
    struct place_row *places;
    size_t places_count;
};
static const struct field PLACES_VIEW_FIELDS[] = {
    FIELD_LIST_OF(struct places_view, places, &PLACE_ROW_TABLE, N_("Places")),
};
const struct table PLACES_VIEW_TABLE = TABLE("places", struct places_view, PLACES_VIEW_FIELDS);

enum status places_show(struct request *request, const void *form, void *view)
{
    const struct places_form *wanted = form;
    struct places_view *page = view;
    struct rows rows = {0};
    TRY(people_places_find(&request->call, wanted->scope_type, wanted->text, &rows));
    page->places = ARENA_ARRAY(request->call.arena, FOUND, struct place_row);
    const struct place_row *row = rows.at;
    for (size_t i = 0; i < rows.count && i < FOUND; i++) {
        page->places[page->places_count++] = row[i];
        page->places[i].name = label_of(request->call.arena, &row[i]);
    }
    return OK;
}
