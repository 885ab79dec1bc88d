/* Finding people and places: as one types, as one writes a name into a form, and units by their path. */
#include "platform/text/fold.h"
#include "platform/text/phone.h"
#include "platform/work/platform.h"
#include "slices/staff/staff_write.h"
#include "staff_queries.h"

enum { PATH_DEPTH = 20 };

/* --- Units by path --- */

const struct unit *place_unit(const struct staff_places *places, int64_t id)
{
    const struct unit *units = places->units.at;
    for (size_t i = 0; id != NO_INT && i < places->units.count; i++) {
        if (units[i].id == id) {
            return &units[i];
        }
    }
    return NULL;
}

struct str place_path(const struct staff_places *places, int64_t unit)
{
    const struct unit *found = place_unit(places, unit);
    const struct unit *units = places->units.at;
    return found == NULL ? (struct str){NULL, 0} : places->paths[found - units];
}

void staff_places_name(struct arena *arena, struct staff_places *places)
{
    places->paths = ARENA_ARRAY(arena, places->units.count + 1, struct str);
    const struct unit *units = places->units.at;
    for (size_t i = 0; i < places->units.count; i++) {
        struct str path = units[i].name;
        const struct unit *above = place_unit(places, units[i].parent_id);
        for (int depth = 0; above != NULL && depth < PATH_DEPTH; depth++) {
            path = str_format(arena, "%.*s / %.*s", STR_ARG(above->name), STR_ARG(path));
            above = place_unit(places, above->parent_id);
        }
        places->paths[i] = path;
    }
}

enum status staff_places_read(struct tx *tx, struct arena *arena, struct staff_places *out)
{
    struct staff_places places = {.units = {.table = &UNIT_TABLE}, .teams = {.table = &TEAM_TABLE}};
    TRY(query_rows(tx, arena, &STAFF_UNITS_ALL, bind_none(), &places.units));
    TRY(query_rows(tx, arena, &STAFF_TEAMS_ALL, bind_none(), &places.teams));
    staff_places_name(arena, &places);
    *out = places;
    return OK;
}

/* --- A person, as one writes them into a form --- */

struct named_bind {
    int64_t id;
    struct str name_key;
};
static const struct field NAMED_FIELDS[] = {
    FIELD(ID, struct named_bind, id, NULL),
    FIELD(TEXT, struct named_bind, name_key, NULL),
};
static const struct table NAMED_TABLE = TABLE("named", struct named_bind, NAMED_FIELDS);

static enum status refuse_who(struct call *call, const struct staff_who *wanted,
                              const char *message)
{
    struct err_item *item = err_add_field(call->err, wanted->field, message);
    err_text(call->err, item, "name", wanted->text);
    return INVALID;
}

static enum status find_by_name(struct call *call, struct tx *tx, const struct staff_who *wanted,
                                struct person *out)
{
    struct named_bind bind = {
        .name_key = text_sort_key(call->arena, call->platform->language,
                                  text_normalize(call->arena, str_trim(wanted->text))),
    };
    struct rows rows = {.table = &NAMED_TABLE};
    TRY(query_rows(tx, call->arena, &STAFF_PEOPLE_NAMED, bind_row(&NAMED_TABLE, &bind), &rows));
    if (rows.count > 1) {
        return refuse_who(call, wanted,
                          N_("Several people are called {name}. Write the e-mail or the phone "
                             "number instead."));
    }
    const struct named_bind *found = rows.at;
    return rows.count == 0 ? NOT_FOUND : entity_get(tx, &PERSON_ENTITY, found->id, out);
}

static enum status find_by_phone(struct call *call, struct tx *tx, struct str text,
                                 struct person *out)
{
    struct str phone;
    if (!phone_parse(call->arena, text, phone_country(str_of(call->platform->zone)), &phone)) {
        return NOT_FOUND;
    }
    struct rows rows = {0};
    TRY(people_persons_at_phone(tx, phone, &rows));
    if (rows.count != 1) {
        return NOT_FOUND;
    }
    *out = *(const struct person *)rows.at;
    return OK;
}

enum status staff_find(struct call *call, const struct staff_who *wanted, struct person *out)
{
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    enum status status = people_person_find_external(tx, wanted->text, out);
    status = status == NOT_FOUND ? people_person_find(tx, wanted->text, out) : status;
    status = status == NOT_FOUND ? find_by_phone(call, tx, wanted->text, out) : status;
    status = status == NOT_FOUND ? find_by_name(call, tx, wanted, out) : status;
    if (status == OK && out->is_protected) {
        /* As if not there, for those who may not see them: the name finds them only with the right. */
        struct staff_who by_name = {out->name, wanted->field};
        int64_t id = out->id;
        status = find_by_name(call, tx, &by_name, out);
        status = status == OK && out->id != id ? NOT_FOUND : status;
    }
    return status == NOT_FOUND ? refuse_who(call, wanted, N_("Nobody is called {name}.")) : status;
}

/* --- Search as one types --- */

static const struct record PERSON_PAGE = {.entity = &PERSON_ENTITY, .path = "/staff"};
static const struct record_search SEARCH = {&PERSON_PAGE, &STAFF_SEARCH_WORDS, N_("Person")};

static enum status find(struct tx *tx, struct arena *arena, const struct viewer *viewer,
                        struct str text, struct rows *out_hits)
{
    (void)viewer; /* the query asks for the rights */
    return record_search(tx, arena, &SEARCH, text, out_hits);
}

const struct search_source STAFF_SEARCH = {"people", &STAFF_READ, find};
