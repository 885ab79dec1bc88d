/* The demo's 62 buildings and what happened to them in twenty-four months: built and moved into, facts
 * found out bit by bit, a caretaker who left, a wrong phone number put right, one house pulled down.
 * All through the slice's own verbs, by the demo's people, from one seed. Streets and towns are made up. */
#include "slices/register/register_demo.h"

#include "platform/base/date.h"
#include "platform/work/platform.h"
#include "slices/register/building_fields.h"

enum {
    ORDER = 20,
    BUILDINGS = 62,
    SWEDISH = 48, /* the others are Finnish */
    NEW = 6,      /* new production, among the Swedish */
    EDITS = 160,
    HISTORY_DAYS = 730,
    WARRANTY_DAYS = 5 * 365,
    LEADING_DAYS = 30 /* in which the register was filled */
};

static const int64_t DAY_MS = 24LL * 60 * 60 * 1000;
static const int64_t HOUR_MS = 60LL * 60 * 1000;

static const char *const SV_FIRST[] = {"Ekorr", "Lärk", "Tall", "Råbocks", "Svan",    "Hassel",
                                       "Mån",   "Sjö",  "Ängs", "Kvarn",   "Vinbärs", "Ljung"};
static const char *const SV_LAST[] = {"gatan", "vägen", "stigen", "gränd"};
static const char *const FI_FIRST[] = {"Kuikan",  "Pihlaja", "Tuuli",
                                       "Lepakon", "Kanerva", "Myllärin"};
static const char *const FI_LAST[] = {"katu", "tie", "polku", "kuja"};
static const char *const SV_TOWNS[] = {"Björkvik", "Lillsund", "Norrstrand"};
static const char *const FI_TOWNS[] = {"Kallanranta", "Uusikylä"};
static const char *const SV_CARETAKERS[] = {"Fatima Nuur", "Maria Öhman", "Lennart Ask"};
static const char *const FI_CARETAKERS[] = {"Aino Rantala", "Pekka Niemelä"};
static const char *const SV_ROOMS[] = {"Gården, bredvid cykelrummet", "Källaren, port B",
                                       "Eget hus vid infarten"};
static const char *const FI_ROOMS[] = {"Pihalla, autopaikkojen vieressä", "Kellarissa, B-porras"};
static const char *const SV_NOTES[] = {"Ring på innan du går in: hunden är lös på gården.",
                                       "Porten mot gatan är trög; tryck hårt."};
static const char *const FI_NOTES[] = {"Hissi ei käy kellariin.", "Avain haetaan huoltokopista."};

static const char *const SV_ENTRANCES[] = {"Porten mot gatan, koden gäller till 22.",
                                           "Från gården, till höger om cykelstället."};
static const char *const FI_ENTRANCES[] = {"Ovi pihan puolelta.",
                                           "Katuovi, koodi toimii klo 22 asti."};
static const char *const SV_PARKINGS[] = {"Två besöksplatser framför huset, 2 timmar med skiva.",
                                          "På gatan, fritt på vardagar."};
static const char *const FI_PARKINGS[] = {"Vieraspaikat pihalla, 2 tuntia kiekolla."};

#define PICK(random, list) str_of((list)[random_below((random), sizeof(list) / sizeof((list)[0]))])

struct demo {
    struct call *call;
    struct random_source *random;
    struct area areas[2]; /* Swedish, Finnish */
    struct person managers[2];
    int64_t ids[BUILDINGS];
    int64_t begin_ms;
};

/* --- Who and where --- */

static enum status find_people(struct demo *demo)
{
    struct tx *tx = NULL;
    TRY(call_reader(demo->call, &tx));
    struct rows rows = {0};
    TRY(people_areas(tx, demo->call->arena, &rows));
    const struct area *area = rows.at;
    for (size_t i = 0; i < rows.count; i++) {
        if (str_equal(area[i].name, STR("Björkvik Bostad"))) {
            demo->areas[0] = area[i];
        } else if (str_equal(area[i].name, STR("Kallan Kierto"))) {
            demo->areas[1] = area[i];
        }
    }
    TRY(people_person_find(tx, STR("manager@bjorkvik.example"), &demo->managers[0]));
    return people_person_find(tx, STR("jussi.laaksonen@bjorkvik.example"), &demo->managers[1]);
}

/* The clock at that day of the history, in office hours, and who is at work. */
static void be(struct demo *demo, int64_t day, bool is_finnish)
{
    int64_t minute = 8 * 60 + (int64_t)random_below(demo->random, 8 * 60);
    clock_set(&demo->call->platform->clock,
              demo->begin_ms + day * DAY_MS + (minute * HOUR_MS) / 60);
    demo->call->actor = (struct actor){.person = demo->managers[is_finnish ? 1 : 0].id,
                                       .role = STR("manager"),
                                       .source = STR("officer")};
}

/* --- Buildings --- */

static bool happens(struct demo *demo, uint64_t percent)
{
    return random_below(demo->random, 100) < percent;
}

static struct str phone(struct demo *demo)
{
    return str_format(demo->call->arena, "+46 70-174 06 %02d",
                      5 + (int)random_below(demo->random, 95));
}

static void put_place(struct demo *demo, int index, bool is_finnish, struct building *out)
{
    struct arena *arena = demo->call->arena;
    struct str first = is_finnish ? PICK(demo->random, FI_FIRST) : PICK(demo->random, SV_FIRST);
    struct str last = is_finnish ? PICK(demo->random, FI_LAST) : PICK(demo->random, SV_LAST);
    /* The number tells them apart: two houses never share an address. */
    struct str address = str_format(arena, "%.*s%.*s %d", STR_ARG(first), STR_ARG(last), index + 1);
    *(is_finnish ? &out->address_fi : &out->address_sv) = address;
    out->city = is_finnish ? PICK(demo->random, FI_TOWNS) : PICK(demo->random, SV_TOWNS);
    out->municipality = is_finnish ? STR("Kallanranta") : STR("Björkvik");
    out->postcode = is_finnish ? str_format(arena, "9999%d", (int)random_below(demo->random, 9))
                               : str_format(arena, "999 %02d", (int)random_below(demo->random, 40));
    out->north = (is_finnish ? 6760000 : 6640000) + (int64_t)random_below(demo->random, 9000);
    out->east = (is_finnish ? 427000 : -40000) + (int64_t)random_below(demo->random, 9000);
    out->permanent_id = str_format(arena, "9%08d%c", 1000 + index * 37, "ABCDEFHJKL"[index % 10]);
    out->property_code = is_finnish
                             ? str_format(arena, "999-1-%d-%d", 1 + index / 4, 1 + index % 4)
                             : str_format(arena, "Hyttan %d:%d", 1 + index / 4, 1 + index % 4);
}

static void put_visit(struct demo *demo, bool is_finnish, struct building *out)
{
    out->caretaker =
        is_finnish ? PICK(demo->random, FI_CARETAKERS) : PICK(demo->random, SV_CARETAKERS);
    out->caretaker_phone = phone(demo);
    out->manager = demo->managers[is_finnish ? 1 : 0].email;
    out->entrance =
        is_finnish ? PICK(demo->random, FI_ENTRANCES) : PICK(demo->random, SV_ENTRANCES);
    out->parking = is_finnish ? PICK(demo->random, FI_PARKINGS) : PICK(demo->random, SV_PARKINGS);
    out->keys = is_finnish ? STR("Huoltoliikkeestä, kuittausta vastaan.")
                           : STR("Kvartersvärdens expedition, mot kvittens.");
    out->waste_house = is_finnish ? PICK(demo->random, FI_ROOMS) : PICK(demo->random, SV_ROOMS);
    out->door_code = str_format(demo->call->arena, "%04d", (int)random_below(demo->random, 10000));
    if (happens(demo, 40)) {
        out->visitor_note =
            is_finnish ? PICK(demo->random, FI_NOTES) : PICK(demo->random, SV_NOTES);
    }
}

/* Some of what a visitor needs nobody has found out yet. */
static void leave_out(struct demo *demo, struct building *out)
{
    static const char *const FACTS[] = {"door_code", "caretaker_phone", "waste_house",
                                        "door_code", "completed_year",  "caretaker"};
    for (uint64_t left = random_below(demo->random, 3); left > 0; left--) {
        const struct field *field = table_field(&BUILDING_TABLE, PICK(demo->random, FACTS));
        if (field->kind == FIELD_KIND_INT) {
            *field_int(field, out) = NO_INT;
        } else {
            *field_str(field, out) = (struct str){NULL, 0};
        }
    }
}

static struct building invent(struct demo *demo, int index)
{
    bool is_finnish = index >= SWEDISH;
    bool is_new = index < NEW;
    struct building building;
    row_clear(&BUILDING_TABLE, &building);
    building.area_id = demo->areas[is_finnish ? 1 : 0].id;
    put_place(demo, index, is_finnish, &building);
    put_visit(demo, is_finnish, &building);
    building.stage = is_new ? STR("building") : STR("in_use");
    building.completed_year = is_new ? 2025 : 1938 + (int64_t)random_below(demo->random, 80);
    building.use_class = happens(demo, 80) ? STR("apartments") : STR("row_house");
    building.floors = 2 + (int64_t)random_below(demo->random, 7);
    building.floor_area = building.floors * (300 + (int64_t)random_below(demo->random, 500));
    building.heating = happens(demo, 75) ? STR("district") : STR("ground");
    if (is_new) {
        building.builder = STR("Hyttans Bygg AB");
    }
    if (happens(demo, 45)) {
        leave_out(demo, &building);
    }
    return building;
}

static enum status add_all(struct demo *demo)
{
    for (int i = 0; i < BUILDINGS; i++) {
        be(demo, (int64_t)i * LEADING_DAYS / BUILDINGS, i >= SWEDISH);
        struct building building = invent(demo, i);
        TRY(record_add(demo->call, &BUILDING_RECORD, &building, &demo->ids[i]));
    }
    return OK;
}

/* --- What happened --- */

static enum status look_at(struct demo *demo, int index, struct building *out)
{
    struct tx *tx = NULL;
    TRY(call_reader(demo->call, &tx));
    return entity_get(tx, &BUILDING_ENTITY, demo->ids[index], out);
}

static void change_something(struct demo *demo, int index, struct building *building)
{
    struct building other = invent(demo, index);
    switch (random_below(demo->random, 6)) {
    case 0:
        building->door_code = other.door_code;
        break;
    case 1:
        building->caretaker = other.caretaker;
        building->caretaker_phone = other.caretaker_phone;
        break;
    case 2:
        building->caretaker_phone = phone(demo);
        break;
    case 3:
        building->waste_house = other.waste_house;
        break;
    case 4:
        building->visitor_note = other.visitor_note;
        break;
    default:
        building->heating = STR("ground");
        building->note =
            index >= SWEDISH ? STR("Maalämpö asennettu.") : STR("Bergvärme installerad.");
        break;
    }
}

static enum status save(struct demo *demo, const struct building *building)
{
    struct record_change change = {&BUILDING_RECORD, building, 0};
    return record_save(demo->call, &change);
}

static enum status edit(struct demo *demo, int index)
{
    struct building wanted;
    TRY(look_at(demo, index, &wanted));
    change_something(demo, index, &wanted);
    return save(demo, &wanted);
}

static enum status move_in(struct demo *demo, int index)
{
    struct building wanted;
    TRY(look_at(demo, index, &wanted));
    wanted.stage = STR("new");
    wanted.first_occupancy = record_today(demo->call);
    struct date moved_in = {0};
    (void)date_parse(wanted.first_occupancy, &moved_in);
    wanted.warranty_until =
        date_text(demo->call->arena, date_of_days(date_to_days(moved_in) + WARRANTY_DAYS));
    return save(demo, &wanted);
}

static enum status pull_down_last(struct demo *demo)
{
    struct building last;
    TRY(look_at(demo, BUILDINGS - 1, &last));
    struct building_stage gone = {last.id, last.version};
    return building_mark_removed(demo->call, &gone);
}

static enum status live(struct demo *demo)
{
    for (int i = 0; i < EDITS; i++) {
        int64_t day = LEADING_DAYS + (int64_t)i * (HISTORY_DAYS - LEADING_DAYS - 1) / EDITS;
        int index = (int)random_below(demo->random, BUILDINGS - 1);
        be(demo, day, index >= SWEDISH);
        TRY(edit(demo, index));
        if (i % 20 == 10 && i / 20 < NEW) {
            TRY(move_in(demo, i / 20));
        }
        if (i == EDITS * 3 / 4) {
            TRY(pull_down_last(demo));
        }
    }
    return OK;
}

static enum status make(struct call *call, struct random_source *random)
{
    struct demo *demo = ARENA_NEW(call->arena, struct demo);
    demo->call = call;
    demo->random = random;
    demo->begin_ms = clock_now(call->clock) / DAY_MS * DAY_MS;
    TRY(find_people(demo));
    TRY(add_all(demo));
    return live(demo);
}

const struct demo_step REGISTER_DEMO = {ORDER, make};
