/* What the demo's houses have: a recycling room each, laundry and bike rooms in most, and in the new ones the pools
 * and cards of the coach programme; in one of these the car club opens later. */
#include "platform/base/date.h"
#include "register_queries.h"
#include "slices/register/amenity.h"
#include "slices/register/register_handlers.h"

enum { ORDER = 21, MOST = 62 * 8, OPENS_IN_DAYS = 100 };

static const char *const SV_PLACES[] = {"Gården, bredvid cykelrummet", "Källaren, port B",
                                        "Eget hus vid infarten"};
static const char *const FI_PLACES[] = {"Pihalla, autopaikkojen vieressä", "Kellarissa, B-porras"};

struct making {
    struct call *call;
    struct random_source *random;
    const struct building *building;
    struct amenity *amenities;
    size_t count;
    bool is_finnish;
};

static struct amenity *add(struct making *making, const char *kind)
{
    struct amenity *amenity = &making->amenities[making->count++];
    row_clear(&AMENITY_TABLE, amenity);
    amenity->building_id = making->building->id;
    amenity->kind = str_of(kind);
    return amenity;
}

static struct str day_from_today(struct call *call, int64_t days)
{
    struct date today = {0};
    (void)date_parse(record_today(call), &today);
    return date_text(call->arena, date_of_days(date_to_days(today) + days));
}

static void add_rooms(struct making *making)
{
    bool is_finnish = making->is_finnish;
    struct amenity *room = add(making, "sorting");
    room->place = !str_is_empty(making->building->waste_house)
                      ? making->building->waste_house
                      : str_of(is_finnish ? FI_PLACES[random_below(making->random, 2)]
                                          : SV_PLACES[random_below(making->random, 3)]);
    room->fractions = is_finnish ? STR("Sekajäte, biojäte, kartonki, muovi, lasi, metalli, paperi")
                                 : STR("Restavfall, matavfall, kartong, plast, färgat och ofärgat "
                                       "glas, metall, tidningar");
    if (random_below(making->random, 100) < 70) {
        add(making, "laundry")->place =
            is_finnish ? STR("Kellarissa, A-porras") : STR("Källaren, uppgång A");
    }
    if (random_below(making->random, 100) < 80) {
        add(making, "bike_room")->place = is_finnish ? STR("Pihan puolella") : STR("Från gården");
    }
}

static void add_pools(struct making *making, size_t index)
{
    struct amenity *cars = add(making, "car_club");
    cars->provider = STR("Björkvik Bilpool");
    cars->link = STR("https://bilpool.example");
    cars->app = STR("Bilpoolen");
    cars->from_day = index == 0 ? day_from_today(making->call, OPENS_IN_DAYS)
                                : making->building->first_occupancy;
    struct amenity *bikes = add(making, "cargo_bike_pool");
    bikes->provider = STR("Lådcykeln");
    bikes->link = STR("https://ladcykel.example");
    bikes->app = STR("Lådcykeln");
    bikes->from_day = making->building->first_occupancy;
    struct amenity *card = add(making, "transit_card");
    card->provider = STR("Björkviks lokaltrafik");
    card->note = STR("Ett kort per lägenhet att låna i en vecka.");
    card->from_day = making->building->first_occupancy;
}

static enum status make(struct call *call, struct random_source *random)
{
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    struct rows rows = {.table = &BUILDING_TABLE};
    TRY(query_rows(tx, call->arena, &REGISTER_BUILDINGS_ALL, bind_none(), &rows));
    call_end(call);
    struct making making = {
        .call = call,
        .random = random,
        .amenities = ARENA_ARRAY(call->arena, MOST, struct amenity),
    };
    size_t new_count = 0;
    const struct building *buildings = rows.at;
    for (size_t i = 0; i < rows.count && making.count + 8 <= MOST; i++) {
        making.building = &buildings[i];
        making.is_finnish = str_is_empty(buildings[i].address_sv);
        add_rooms(&making);
        if (str_equal(buildings[i].stage, STR("new"))) {
            add_pools(&making, new_count++);
        }
    }
    return record_add_many(call, &AMENITY_RECORD, making.amenities, making.count);
}

const struct demo_step AMENITY_DEMO = {ORDER, make};
