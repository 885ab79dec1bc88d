/* The demo's sites: one of each customer organisation of the contractor and of the service company, 9 and 61, with
 * the crew or group that serves it; two colleagues answer for them, one for all of the contractor's, one for a
 * single organisation. */
#include "platform/base/date.h"
#include "platform/work/platform.h"
#include "register_queries.h"
#include "slices/register/site_fields.h"
#include "slices/register/site_handlers.h"

enum { ORDER = 16, CONTRACTORS = 9, SITES = 70, UNSERVED = 3, CONTRACT_DAYS = 800 };

static const char *const STREETS[] = {"Hamngatan", "Bruksvägen", "Kvarnbacken", "Stationsgatan",
                                      "Ringvägen", "Slussgatan", "Parkvägen",   "Verkstadsgatan",
                                      "Torggatan", "Skolstigen"};
static const char *const KINDS[] = {"Huvudkontoret", "Anläggningen", "Lagret", "Huset", "Entrén"};
#define PICK(random, list) ((list)[random_below((random), sizeof(list) / sizeof((list)[0]))])

struct buyers {
    struct organisation *at;
    size_t count;
};

/* Those that were made for the two areas: by name, as the register lists them. */
static enum status find_buyers(struct call *call, struct buyers *out)
{
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    struct rows rows = {.table = &ORGANISATION_TABLE};
    TRY(query_rows(tx, call->arena, &REGISTER_ORGANISATIONS_ALL, bind_none(), &rows));
    struct rows areas = {0};
    TRY(people_areas(tx, call->arena, &areas));
    out->at = ARENA_ARRAY(call->arena, rows.count + 1, struct organisation);
    out->count = 0;
    const struct organisation *all = rows.at;
    const struct area *area = areas.at;
    for (int pass = 0; pass < 2; pass++) {
        struct str wanted = pass == 0 ? STR("Nordvärme Energi") : STR("Björkvik Service");
        for (size_t i = 0; i < rows.count; i++) {
            for (size_t a = 0; a < areas.count; a++) {
                if (area[a].id == all[i].area_id && str_equal(area[a].name, wanted)) {
                    out->at[out->count++] = all[i];
                }
            }
        }
    }
    call_end(call);
    return OK;
}

static struct str day_from(struct call *call, int64_t days)
{
    struct date today = {0};
    (void)date_parse(record_today(call), &today);
    return date_text(call->arena, date_of_days(date_to_days(today) + days));
}

static void invent(struct call *call, struct random_source *random, size_t index,
                   const struct organisation *organisation, struct site *out)
{
    struct arena *arena = call->arena;
    bool is_contractors = index < CONTRACTORS;
    row_clear(&SITE_TABLE, out);
    out->organisation_id = organisation->id;
    out->name = is_contractors
                    ? str_format(arena, "%.*s, plats %zu", STR_ARG(organisation->name), index + 1)
                    : str_of(PICK(random, KINDS));
    out->address =
        str_format(arena, "%s %d", PICK(random, STREETS), 1 + (int)random_below(random, 60));
    out->postcode = str_format(arena, "999 %02d", (int)random_below(random, 40));
    out->city = organisation->city;
    if (is_contractors) {
        out->team = str_format(arena, "Lag %zu", index + 1);
    } else if (index < SITES - UNSERVED) {
        out->team = str_format(arena, "Grupp %zu", index - CONTRACTORS + 1);
    }
    out->manager = is_contractors ? STR("elin.bergstrom@bjorkvik.example")
                                  : STR("fatima.nuur@bjorkvik.example");
    out->contract = str_format(arena, "AVT-%zu", 2400 + index);
    out->contract_from = day_from(call, -(int64_t)random_below(random, CONTRACT_DAYS));
    if (index % 9 == 2) { /* within 90 days of the demo's present */
        out->contract_to = day_from(call, 730 + 60);
    } else if (random_below(random, 3) > 0) {
        out->contract_to = day_from(call, 900 + (int64_t)random_below(random, CONTRACT_DAYS));
    }
}

/* The contractor's customers have somebody to call; at one site nobody is known. */
static enum status add_contact(struct call *call, size_t index, struct site *site)
{
    static const char *const NAMES[] = {"Gun Alm",    "Peter Krantz", "Sara Hedman", "Lennart Frid",
                                        "Mona Lilja", "Tomas Rask",   "Åsa Wiberg",  "Kent Sollén"};
    if (index >= sizeof(NAMES) / sizeof(NAMES[0])) {
        return OK;
    }
    struct person_new wanted = {
        .person = {.name = str_of(NAMES[index]),
                   .kind = STR("external"),
                   .email = str_format(call->arena, "kontakt%zu@plats.example", index + 1),
                   .phone = str_format(call->arena, "+46 70-174 06 %02zu", 20 + index)},
    };
    int64_t id = NO_INT;
    site->contact = wanted.person.email;
    return people_person_add(call, &wanted, &id);
}

static enum status answer_for(struct call *call, const char *email, const char *kind, int64_t place)
{
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    struct person person;
    TRY(people_person_find(tx, str_of(email), &person));
    call_end(call);
    struct role_grant grant = {
        .person_id = person.id,
        .role = STR("customer_manager"),
        .scope_type = str_of(kind),
        .scope_id = place,
        .from_at = clock_now(call->clock),
        .to_at = NO_TIME,
    };
    return people_role_give(call, &grant);
}

static enum status make(struct call *call, struct random_source *random)
{
    struct buyers buyers = {0};
    TRY(find_buyers(call, &buyers));
    if (buyers.count < SITES) {
        return INVALID;
    }
    struct site *sites = ARENA_ARRAY(call->arena, SITES, struct site);
    for (size_t i = 0; i < SITES; i++) {
        invent(call, random, i, &buyers.at[i], &sites[i]);
        TRY(i < CONTRACTORS ? add_contact(call, i, &sites[i]) : OK);
    }
    TRY(record_add_many(call, &SITE_RECORD, sites, SITES));
    TRY(answer_for(call, "elin.bergstrom@bjorkvik.example", "area", buyers.at[0].area_id));
    return answer_for(call, "fatima.nuur@bjorkvik.example", "organisation",
                      buyers.at[CONTRACTORS].id);
}

const struct demo_step SITE_DEMO = {ORDER, make};
