/* The demo's properties, organisations and customers, as they were brought in when the register began. Their addresses are
 * made up, municipalities have numbers that no municipality has. */
#include "platform/work/platform.h"
#include "slices/register/customer_handlers.h"

enum {
    ORDER = 15, /* before the buildings, which stand on these properties */
    HOUSES = 8900,
    CUSTOMERS = 9400,
    SWEDISH_BUILDINGS = 48,
    BUILDINGS = 62,
    MUNICIPALITIES = 8,
    HOUSES_IN_GROUP = 40,
    CONTRACTORS =
        9, /* municipalities among the customers of the contractor and the service company */
    BUYERS = 70,
    HOUSING = 40, /* companies that own houses in the waste company's area */
    ORGANISATIONS = BUYERS + HOUSING
};

static const char *const STREETS[] = {
    "Kuikan",  "Pihlaja", "Tuuli", "Lepakon", "Kanerva", "Myllärin", "Harju",   "Niitty",
    "Koivu",   "Ranta",   "Pelto", "Mäntty",  "Saunan",  "Vanamon",  "Karhun",  "Peipon",
    "Ahvenen", "Sorsan",  "Kiven", "Havu",    "Aamun",   "Tervas",   "Jokelan", "Kallion"};
static const char *const WAYS[] = {"tie", "polku", "kuja", "katu"};
static const char *const PLACES[] = {"Kallanranta", "Uusikylä",   "Harjunsalo", "Myllyjoki",
                                     "Ahvenlahti",  "Karhusaari", "Pihlajaves", "Tuulniemi"};
static const int CODES[] = {990, 993, 994, 995, 996, 997, 998, 999};
static const char *const FIRMS[] = {"Granit", "Linden", "Fjäll",  "Havs", "Norr",   "Syd",
                                    "Älv",    "Bruks",  "Kraft",  "Sten", "Vinter", "Sommar",
                                    "Kvarn",  "Smedje", "Hammar", "Björk"};
static const char *const TRADES[] = {"sjukhuset", "fastigheter AB", "kontorshotell", "handel AB",
                                     "logistik AB"};
static const char *const TOWNS[] = {"Björkvik", "Lillsund", "Norrstrand"};

static const char *const FIRST_NAMES[] = {
    "Aino",   "Eero",   "Helmi",   "Ilmari", "Kaarina", "Lauri",   "Maija",   "Niilo",
    "Oona",   "Pentti", "Riitta",  "Sakari", "Tuula",   "Urho",    "Venla",   "Väinö",
    "Anna",   "Bengt",  "Cecilia", "David",  "Elsa",    "Fredrik", "Gunilla", "Håkan",
    "Ingrid", "Johan",  "Kerstin", "Lars",   "Märta",   "Olof",    "Åsa",     "Örjan"};
static const char *const LAST_NAMES[] = {
    "Virtanen",  "Korhonen", "Mäkinen",  "Nieminen", "Mäkelä",   "Hämäläinen",  "Laine",
    "Heikkinen", "Koskinen", "Järvinen", "Lehtonen", "Saarinen", "Niemi",       "Salonen",
    "Turunen",   "Salo",     "Lindberg", "Nyström",  "Holm",     "Ek",          "Sjöblom",
    "Forsström", "Dahl",     "Åkerman",  "Rantanen", "Kallio",   "Karjalainen", "Ojala",
    "Mattila",   "Hakala",   "Öhman",    "Wikström"};

#define PICK(random, list) str_of((list)[random_below((random), sizeof(list) / sizeof((list)[0]))])

struct demo {
    struct call *call;
    struct random_source *random;
    struct area areas[4]; /* housing, waste, contractor, service */
};

static enum status find_areas(struct demo *demo)
{
    struct tx *tx = NULL;
    TRY(call_reader(demo->call, &tx));
    struct rows rows = {0};
    TRY(people_areas(tx, demo->call->arena, &rows));
    static const char *const NAMES[] = {"Björkvik Bostad", "Kallan Kierto", "Nordvärme Energi",
                                        "Björkvik Service"};
    const struct area *area = rows.at;
    for (size_t i = 0; i < rows.count; i++) {
        for (size_t n = 0; n < sizeof(NAMES) / sizeof(NAMES[0]); n++) {
            if (str_equal(area[i].name, str_of(NAMES[n]))) {
                demo->areas[n] = area[i];
            }
        }
    }
    call_end(demo->call);
    return OK;
}

/* --- Properties --- */

static void invent_house(struct demo *demo, size_t index, struct property *out)
{
    struct arena *arena = demo->call->arena;
    size_t municipality = index % MUNICIPALITIES;
    size_t number = index / MUNICIPALITIES;
    row_clear(&PROPERTY_TABLE, out);
    out->area_id = demo->areas[1].id;
    out->code = str_format(arena, "%d-4%02zu-%zu-%zu", CODES[municipality],
                           1 + number / (HOUSES_IN_GROUP * 10), 1 + number / HOUSES_IN_GROUP % 10,
                           1 + number % HOUSES_IN_GROUP);
    bool is_holiday = random_below(demo->random, 100) < 22;
    out->kind = is_holiday ? STR("holiday") : STR("house");
    struct str street = PICK(demo->random, STREETS);
    struct str way = PICK(demo->random, WAYS);
    out->address = str_format(arena, "%.*s%.*s %d", STR_ARG(street), STR_ARG(way),
                              1 + (int)random_below(demo->random, 90));
    out->postcode = str_format(arena, "99%zu%02zu", municipality, number % 90);
    out->city = str_of(PLACES[municipality]);
    out->municipality = str_of(PLACES[municipality]);
    out->north = 6760000 + (int64_t)municipality * 9000 + (int64_t)random_below(demo->random, 9000);
    out->east = 427000 + (int64_t)random_below(demo->random, 9000);
    out->land_area = 600 + (int64_t)random_below(demo->random, 4000);
}

/* What the demo's buildings say that they stand on. */
static void invent_plot(struct demo *demo, int building, struct property *out)
{
    bool is_finnish = building >= SWEDISH_BUILDINGS;
    row_clear(&PROPERTY_TABLE, out);
    out->area_id = demo->areas[is_finnish ? 1 : 0].id;
    out->code = str_format(demo->call->arena, is_finnish ? "999-1-%d-%d" : "Hyttan %d:%d",
                           1 + building / 4, 1 + building % 4);
    out->kind = STR("apartments");
    out->municipality = is_finnish ? STR("Kallanranta") : STR("Björkvik");
    out->land_area = 1800 + (int64_t)random_below(demo->random, 5000);
}

static enum status add_properties(struct demo *demo)
{
    size_t count = BUILDINGS + HOUSES;
    struct property *properties = ARENA_ARRAY(demo->call->arena, count, struct property);
    for (int i = 0; i < BUILDINGS; i++) {
        invent_plot(demo, i, &properties[i]);
    }
    for (size_t i = 0; i < HOUSES; i++) {
        invent_house(demo, i, &properties[BUILDINGS + i]);
    }
    return record_add_many(demo->call, &PROPERTY_RECORD, properties, count);
}

/* --- Organisations --- */

/* A number whose last digit checks the others, in a series that no company has. */
static struct str business_id(struct arena *arena, int index)
{
    for (int last = 0; last < 10; last++) {
        struct str id;
        struct str text = str_format(arena, "55999%d-%03d%d", index / 1000, index % 1000, last);
        if (business_id_parse(arena, text, &id)) {
            return id;
        }
    }
    return (struct str){NULL, 0};
}

static struct str housing_name(struct arena *arena, int index)
{
    const int streets = (int)(sizeof(STREETS) / sizeof(STREETS[0]));
    const int ways = (int)(sizeof(WAYS) / sizeof(WAYS[0]));
    return str_format(arena, "As Oy %s%s", STREETS[index % streets], WAYS[index / streets % ways]);
}

static void invent_organisation(struct demo *demo, int index, struct organisation *out)
{
    struct arena *arena = demo->call->arena;
    row_clear(&ORGANISATION_TABLE, out);
    out->area_id = demo->areas[index < CONTRACTORS ? 2 : 3].id;
    out->business_id = business_id(arena, index);
    out->phone = str_format(arena, "+46 70-174 06 %02d", 5 + index % 95);
    out->email = str_format(arena, "kontakt%d@kund.example", index + 1);
    if (index >= BUYERS) {
        out->area_id = demo->areas[1].id;
        out->name = housing_name(arena, index);
        out->kind = STR("housing");
        out->city = PICK(demo->random, PLACES);
        return;
    }
    const int firms = (int)(sizeof(FIRMS) / sizeof(FIRMS[0]));
    const int trades = (int)(sizeof(TRADES) / sizeof(TRADES[0]));
    out->name = str_format(arena, "%s%s", FIRMS[index % firms], TRADES[index / firms % trades]);
    out->kind = index < CONTRACTORS ? STR("municipality") : STR("company");
    out->city = PICK(demo->random, TOWNS);
    out->postcode = str_format(arena, "999 %02d", (int)random_below(demo->random, 40));
}

static enum status add_organisations(struct demo *demo)
{
    struct organisation organisations[ORGANISATIONS];
    for (int i = 0; i < ORGANISATIONS; i++) {
        invent_organisation(demo, i, &organisations[i]);
    }
    return record_add_many(demo->call, &ORGANISATION_RECORD, organisations, ORGANISATIONS);
}

/* --- Customers --- */

/* Most live in their house; some nobody can reach, which is what the register officer sees first. */
static void invent_customer(struct demo *demo, int index, struct customer *out)
{
    struct arena *arena = demo->call->arena;
    row_clear(&CUSTOMER_TABLE, out);
    out->area_id = demo->areas[1].id;
    out->number = str_format(arena, "%d", 100001 + index);
    out->state = STR("active");
    if (index < HOUSING) {
        out->kind = STR("organisation");
        out->organisation = housing_name(arena, BUYERS + index);
        return;
    }
    struct str first = PICK(demo->random, FIRST_NAMES);
    struct str last = PICK(demo->random, LAST_NAMES);
    out->kind = STR("person");
    out->name = str_format(arena, "%.*s %.*s", STR_ARG(first), STR_ARG(last));
    out->language = random_below(demo->random, 100) < 85 ? STR("fi") : STR("sv");
    if (random_below(demo->random, 1000) < 4) {
        return;
    }
    size_t place = random_below(demo->random, MUNICIPALITIES);
    struct str street = PICK(demo->random, STREETS);
    struct str way = PICK(demo->random, WAYS);
    out->street = str_format(arena, "%.*s%.*s %d", STR_ARG(street), STR_ARG(way),
                             1 + (int)random_below(demo->random, 90));
    out->postcode = str_format(arena, "99%zu%02d", place, (int)random_below(demo->random, 90));
    out->city = str_of(PLACES[place]);
    if (random_below(demo->random, 100) < 80) {
        out->phone =
            str_format(arena, "+46 70-174 06 %02d", 5 + (int)random_below(demo->random, 95));
    }
}

static enum status add_customers(struct demo *demo)
{
    struct customer *customers = ARENA_ARRAY(demo->call->arena, CUSTOMERS, struct customer);
    for (int i = 0; i < CUSTOMERS; i++) {
        invent_customer(demo, i, &customers[i]);
    }
    return record_add_many(demo->call, &CUSTOMER_RECORD, customers, CUSTOMERS);
}

static enum status make(struct call *call, struct random_source *random)
{
    struct demo demo = {.call = call, .random = random};
    TRY(find_areas(&demo));
    TRY(add_properties(&demo));
    TRY(add_organisations(&demo));
    return add_customers(&demo);
}

const struct demo_step CUSTOMER_DEMO = {ORDER, make};
