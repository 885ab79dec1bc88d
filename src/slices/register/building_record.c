/* A building as a record: what is worked out from what people say, what cannot be, what it is found by. */
#include "platform/text/fold.h"
#include "register_queries.h"
#include "slices/register/home_fields.h"
#include "slices/register/register_handlers.h"

enum { YEAR_UNKNOWN = 9999 };

/* --- Missing facts --- */

static const char *const VISITOR_FACTS[] = {
    "postcode",  "city",      "completed_year",  "use_class",   "north",
    "door_code", "caretaker", "caretaker_phone", "waste_house", NULL};
static const char *const PLANNED_FACTS[] = {"postcode", "city", "north", NULL};

size_t building_missing(const struct building *building, struct missing_fact *out_facts)
{
    bool is_removed = str_equal(building->stage, STR("removed"));
    bool is_coming =
        str_equal(building->stage, STR("planned")) || str_equal(building->stage, STR("building"));
    const char *const *facts = is_coming ? PLANNED_FACTS : VISITOR_FACTS;
    size_t count = 0;
    for (size_t i = 0; !is_removed && facts[i] != NULL; i++) {
        const struct field *field = table_field(&BUILDING_TABLE, str_of(facts[i]));
        if (field_is_absent(field, building)) {
            out_facts[count++] = (struct missing_fact){str_of(field->name), str_of(field->label)};
        }
    }
    return count;
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

static enum status prepare(const struct record_writer *writer, void *row)
{
    struct building *building = row;
    struct arena *arena = tx_arena(writer->tx);
    building->address_fi = record_tidy(writer, building->address_fi);
    building->address_sv = record_tidy(writer, building->address_sv);
    building->city = record_tidy(writer, building->city);
    TRY(refuse_impossible(writer, building));
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
    return is_elsewhere ? homes_follow_building(writer, now) : OK;
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
    .show = building_sheet_show,
};
