/* A building as a record: what is worked out from what people say, what cannot be, what it is found by. */
#include "platform/text/fold.h"
#include "register_queries.h"
#include "slices/register/home_fields.h"
#include "slices/register/meant.h"
#include "slices/register/register_handlers.h"

enum { YEAR_UNKNOWN = 9999 };

/* --- Missing facts --- */

static const char *const VISITOR_FACTS[] = {
    "postcode",  "city",      "completed_year",  "use_class",   "north",
    "door_code", "caretaker", "caretaker_phone", "waste_house", NULL};
/* What a coach and a resident of a new house ask besides. */
static const char *const NEW_FACTS[] = {"first_occupancy", "builder",    "warranty_until",
                                        "entrance",        "manager_id", NULL};
static const char *const PLANNED_FACTS[] = {"postcode", "city", "north", NULL};

static size_t add_missing(const struct building *building, const char *const *facts,
                          struct missing_fact *out_facts)
{
    size_t count = 0;
    for (size_t i = 0; facts[i] != NULL; i++) {
        const struct field *field = table_field(&BUILDING_TABLE, str_of(facts[i]));
        if (field_is_absent(field, building)) {
            out_facts[count++] = (struct missing_fact){str_of(field->name), str_of(field->label)};
        }
    }
    return count;
}

size_t building_missing(const struct building *building, struct missing_fact *out_facts)
{
    if (str_equal(building->stage, STR("removed"))) {
        return 0;
    }
    bool is_coming =
        str_equal(building->stage, STR("planned")) || str_equal(building->stage, STR("building"));
    size_t count = add_missing(building, is_coming ? PLANNED_FACTS : VISITOR_FACTS, out_facts);
    return str_equal(building->stage, STR("new"))
               ? count + add_missing(building, NEW_FACTS, out_facts + count)
               : count;
}

/* --- What is worked out --- */

static struct str shown_address(const struct building *building, struct str language)
{
    bool is_finnish = str_equal(language, STR("fi"));
    struct str first = is_finnish ? building->address_fi : building->address_sv;
    struct str second = is_finnish ? building->address_sv : building->address_fi;
    return str_is_empty(first) ? second : first;
}

static enum status refuse_impossible(const struct record_writer *writer,
                                     const struct building *building)
{
    if (str_is_empty(building->address_fi) && str_is_empty(building->address_sv)) {
        return err_return_field(writer->err, "address_sv",
                                N_("Write the address, in one language at least."));
    }
    if ((building->north == NO_INT) != (building->east == NO_INT)) {
        return err_return_field(writer->err, building->north == NO_INT ? "north" : "east",
                                N_("A position has both a north and an east."));
    }
    return OK;
}

/* The manager is a colleague. The caretaker may be anybody's name; when it is one person's, their own number is
 * shown. */
static enum status read_people(const struct record_writer *writer, struct building *building)
{
    building->entrance = record_tidy(writer, building->entrance);
    building->parking = record_tidy(writer, building->parking);
    building->keys = record_tidy(writer, building->keys);
    building->builder = record_tidy(writer, building->builder);
    TRY(person_meant(writer, "manager", &building->manager, &building->manager_id));
    return person_perhaps(writer, building->caretaker, &building->caretaker_id);
}

/* Whom the texts named until now, so that an unchanged name means the same one. */
static void carry(const void *before, void *after)
{
    const struct building *was = before;
    struct building *building = after;
    building->manager_id = was->manager_id;
    building->caretaker_id =
        str_equal(was->caretaker, building->caretaker) ? was->caretaker_id : NO_INT;
}

static enum status prepare(const struct record_writer *writer, void *row)
{
    struct building *building = row;
    struct arena *arena = tx_arena(writer->tx);
    building->address_fi = record_tidy(writer, building->address_fi);
    building->address_sv = record_tidy(writer, building->address_sv);
    building->city = record_tidy(writer, building->city);
    TRY(refuse_impossible(writer, building));
    TRY(read_people(writer, building));
    building->address = shown_address(building, record_area(writer, building->area_id)->language);
    building->address_folded = text_fold(arena, building->address);
    if (!writer->is_dry) {
        building->address_key = text_sort_key(arena, writer->language, building->address);
        building->city_key = str_is_empty(building->city)
                                 ? STR("zz") /* after all keys, which are hexadecimal */
                                 : record_repeated_key(writer, building->city);
    }
    building->year_key =
        building->completed_year == NO_INT ? YEAR_UNKNOWN : building->completed_year;
    struct missing_fact facts[BUILDING_FACTS];
    building->is_incomplete = building_missing(building, facts) > 0;
    building->changed_at = tx_now(writer->tx);
    return OK;
}

/* Homes and stairs show their building's address. */
static enum status written(const struct record_writer *writer, const void *before,
                           const void *after)
{
    const struct building *old = before;
    const struct building *now = after;
    bool is_elsewhere = old != NULL && now != NULL &&
                        (old->area_id != now->area_id || !str_equal(old->address, now->address) ||
                         !str_equal(old->city, now->city));
    if (!is_elsewhere) {
        return OK;
    }
    int64_t changed = 0;
    TRY(query_run(writer->tx, &REGISTER_AMENITIES_FOLLOW, bind_row(&BUILDING_TABLE, now),
                  &changed));
    return homes_follow_building(writer, now);
}

static void begin(void *row)
{
    struct building *building = row;
    building->stage = STR("in_use");
}

/* --- The record --- */

static const struct record_unique PERMANENT_ID = {"permanent_id",
                                                  &REGISTER_BUILDING_BY_PERMANENT_ID,
                                                  N_("Another building has this permanent id.")};
static const char *const FOUND_BY[] = {"address_fi",   "address_sv",    "postcode", "city",
                                       "permanent_id", "property_code", NULL};

const struct record BUILDING_RECORD = {
    .scope_kind = "building",
    .scope_field = "id",
    .entity = &BUILDING_ENTITY,
    .path = "/buildings",
    .read = &REGISTER_BUILDING_READ,
    .edit = &REGISTER_BUILDING_EDIT,
    .added = &BUILDING_ADDED,
    .changed = &BUILDING_CHANGED,
    .prepare = prepare,
    .written = written,
    .unique = &PERMANENT_ID,
    .words = FOUND_BY,
    .word_put = &REGISTER_WORD_PUT,
    .word_forget = &REGISTER_WORD_FORGET,
    .list = &REGISTER_BUILDING_LIST,
    .find = &REGISTER_BUILDING_FIND,
    .narrow = building_list_narrow,
    .begin = begin,
    .asked = &BUILDING_FORM_TABLE,
    .carry = carry,
    .show = building_sheet_show,
};
