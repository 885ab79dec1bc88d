/* The demo's 4,180 homes and 4,020 tenancies in the houses that stand, as the letting system would hand
 * them over: a house at a time, each in one transaction. Names are made up of common first and last
 * names, numbers are of the series that nobody has. */
#include "platform/base/date.h"
#include "platform/base/day.h"
#include "platform/work/platform.h"
#include "register_queries.h"
#include "slices/register/home_fields.h"
#include "slices/register/register_demo.h"

enum { ORDER = 24, HOMES = 4180, VACANT_EVERY = 26, A_FLOOR = 8, NEW_HOMES = 412, LONGEST = 3650 };

static const char *const SV_FIRST[] = {"Alva",  "Bo",    "Cecilia", "David", "Elin",  "Folke",
                                       "Greta", "Hamid", "Ida",     "Johan", "Klara", "Lars",
                                       "Maja",  "Nils",  "Olga",    "Per",   "Sara",  "Tove"};
static const char *const SV_LAST[] = {"Ask",  "Berg",  "Dahl",   "Ek",   "Falk",   "Gran",
                                      "Holm", "Lind",  "Lund",   "Nuur", "Nyberg", "Sand",
                                      "Sjö",  "Ström", "Strand", "Vik",  "Wall",   "Öhman"};
static const char *const FI_FIRST[] = {"Aino", "Eero",  "Helmi", "Ilmari", "Jussi", "Kaisa",
                                       "Leo",  "Maija", "Niilo", "Oona",   "Pekka", "Riikka"};
static const char *const FI_LAST[] = {"Aalto",   "Heino", "Koski",    "Laine", "Mäki",   "Niemi",
                                      "Rantala", "Salo",  "Toivonen", "Virta", "Ylönen", "Ojala"};

#define PICK(random, list) str_of((list)[random_below((random), sizeof(list) / sizeof((list)[0]))])

struct moving {
    const struct language *language;
    const struct building *building;
    uint64_t seed; /* of this house: the closure may run twice */
    struct str today;
    int64_t homes;  /* in this house */
    int64_t before; /* in the houses before it */
};

static struct str days_ago(struct arena *arena, struct str today, int64_t days)
{
    struct date date = {0};
    bool is_date = date_parse(today, &date);
    return is_date ? date_text(arena, date_add_days(date, -days)) : today;
}

static enum status add_home(const struct record_writer *writer, const struct moving *moving,
                            struct random_source *random, int64_t index, int64_t *out_id)
{
    struct dwelling home;
    row_clear(&DWELLING_TABLE, &home);
    home.building_id = moving->building->id;
    home.floor = 1 + index / A_FLOOR;
    int64_t number = 1000 + home.floor * 100 + 1 + index % A_FLOOR;
    home.number = str_format(tx_arena(writer->tx), "%lld", (long long)number);
    home.rooms = 1 + (int64_t)random_below(random, 4);
    home.size = (double)(home.rooms * 19 + (int64_t)random_below(random, 18));
    int64_t place = moving->before + index;
    home.external_id = str_format(tx_arena(writer->tx), "H-%05lld", (long long)place);
    TRY(record_prepare(writer, &DWELLING_RECORD, &home));
    TRY(record_insert(writer, &DWELLING_RECORD, &home));
    *out_id = home.id;
    return OK;
}

static struct str name(struct arena *arena, const struct moving *moving,
                       struct random_source *random)
{
    bool is_finnish = !str_is_empty(moving->building->address_fi);
    struct str first = is_finnish ? PICK(random, FI_FIRST) : PICK(random, SV_FIRST);
    struct str last = is_finnish ? PICK(random, FI_LAST) : PICK(random, SV_LAST);
    return str_format(arena, "%.*s %.*s", STR_ARG(first), STR_ARG(last));
}

static enum status let_home(const struct record_writer *writer, const struct moving *moving,
                            struct random_source *random, int64_t home, int64_t number)
{
    static const char *const LANGUAGES[] = {"sv", "sv", "sv", "fi", "en"};
    struct arena *arena = tx_arena(writer->tx);
    bool is_new = str_equal(moving->building->stage, STR("new"));
    struct tenancy tenancy;
    row_clear(&TENANCY_TABLE, &tenancy);
    tenancy.dwelling_id = home;
    tenancy.from_day =
        days_ago(arena, moving->today, 1 + (int64_t)random_below(random, is_new ? 300 : LONGEST));
    tenancy.external_id = str_format(arena, "K-%05lld", (long long)number);
    tenancy.resident = name(arena, moving, random);
    tenancy.phone = str_format(arena, "+46 70-174 06 %02d", 5 + (int)random_below(random, 95));
    tenancy.language = PICK(random, LANGUAGES);
    tenancy.person_external_id = str_format(arena, "B-%05lld", (long long)number);
    if (random_below(random, 100) < 40) {
        tenancy.others = name(arena, moving, random);
    }
    TRY(record_prepare(writer, &TENANCY_RECORD, &tenancy));
    return record_insert(writer, &TENANCY_RECORD, &tenancy);
}

static enum status fill_house(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    const struct moving *moving = in;
    struct record_writer homes;
    struct record_writer tenancies;
    TRY(record_writer_open(tx, moving->language, err, &homes));
    homes.is_from_file = true;
    tenancies = homes;
    TRY(record_emit(&homes, &DWELLING_RECORD, &HOMES_IMPORTED, NO_INT));
    TRY(record_emit(&tenancies, &TENANCY_RECORD, &TENANCIES_IMPORTED, NO_INT));
    struct random_source random;
    random_seed(&random, moving->seed);
    for (int64_t i = 0; i < moving->homes; i++) {
        int64_t number = moving->before + i;
        int64_t home = NO_INT;
        TRY(add_home(&homes, moving, &random, i, &home));
        if (number % VACANT_EVERY != VACANT_EVERY - 1) {
            TRY(let_home(&tenancies, moving, &random, home, number));
        }
    }
    return OK;
}

/* As even as can be: the new houses share their 412, the others the rest. */
static int64_t homes_of(int64_t all, int64_t houses, int64_t at)
{
    return houses == 0 ? 0 : all * (at + 1) / houses - all * at / houses;
}

static enum status make(struct call *call, struct random_source *random)
{
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    struct rows rows = {.table = &BUILDING_TABLE};
    TRY(query_rows(tx, call->arena, &REGISTER_BUILDINGS_ALL, bind_none(), &rows));
    call_end(call);
    const struct building *building = rows.at;
    int64_t houses[2] = {0};
    for (size_t i = 0; i < rows.count; i++) {
        houses[str_equal(building[i].stage, STR("new")) ? 1 : 0] +=
            str_equal(building[i].stage, STR("removed")) ? 0 : 1;
    }
    struct moving moving = {.language = call->platform->language, .today = record_today(call)};
    int64_t at[2] = {0};
    for (size_t i = 0; i < rows.count; i++) {
        int is_new = str_equal(building[i].stage, STR("new")) ? 1 : 0;
        if (str_equal(building[i].stage, STR("removed"))) {
            continue;
        }
        moving.building = &building[i];
        moving.seed = random_next(random);
        moving.homes =
            homes_of(is_new == 1 ? NEW_HOMES : HOMES - NEW_HOMES, houses[is_new], at[is_new]++);
        TRY(call_write(call, "demo.homes", fill_house, &moving, NULL));
        moving.before += moving.homes;
    }
    return OK;
}

const struct demo_step HOME_DEMO = {ORDER, make};
