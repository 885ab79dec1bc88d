/* The demo's staff: with the people of the roles 1,248 who work in four areas, in units, in 92 groups, 21
 * crews of four and the team of the coaches; then two years in which some come in others' place. Names
 * are common ones put together by chance from the seed, numbers those of a series that belongs to nobody. */
#include "platform/text/fold.h"
#include "platform/work/platform.h"
#include "slices/staff/staff_write.h"

#include <string.h>

enum {
    ORDER = 15,
    BATCH = 250,
    GROUPS = 92,
    CREWS = 21,
    CREW_SIZE = 4,
    LEADERS = 74,
    COACHES = 3, /* the fourth is one of the demo's roles */
    COORDINATORS = 2,
    AREAS = 4,
    UNITS = 32,
    MOST_PEOPLE = 1300,
    CHANGES = 60,
    HISTORY_DAYS = 730,
    AWAY = 14
};

static const int64_t DAY_MS = 24LL * 60 * 60 * 1000;

static const char *const SV_FIRST[] = {
    "Anna",  "Maria", "Elisabet", "Karin",  "Kristina", "Eva",    "Linnéa", "Sara",  "Emma",
    "Ida",   "Hanna", "Ebba",     "Fatima", "Åsa",      "Lars",   "Erik",   "Karl",  "Anders",
    "Johan", "Per",   "Nils",     "Mikael", "Jonas",    "Oskar",  "Gustav", "Elias", "Hassan",
    "Ali",   "Amir",  "Björn",    "Örjan",  "Yusuf",    "Zeinab", "Amina",  "Leyla", "Milan"};
static const char *const SV_LAST[] = {
    "Andersson", "Johansson",  "Karlsson", "Nilsson",  "Eriksson", "Larsson", "Olsson", "Persson",
    "Svensson",  "Gustafsson", "Lind",     "Lindberg", "Bergman",  "Ström",   "Åberg",  "Öberg",
    "Holm",      "Sjöberg",    "Ek",       "Nyström",  "Hassan",   "Ahmed",   "Novak",  "Hedlund",
    "Nordin",    "Falk",       "Sandberg", "Wikström", "Björk",    "Dahl",    "Lund",   "Åkesson"};
static const char *const FI_FIRST[] = {"Maria", "Anneli", "Johanna", "Helena", "Kaarina", "Päivi",
                                       "Satu",  "Tiina",  "Juhani",  "Mikael", "Antero",  "Tapio",
                                       "Matti", "Timo",   "Väinö",   "Åke",    "Leena",   "Ville"};
static const char *const FI_LAST[] = {"Korhonen",   "Virtanen", "Mäkinen",   "Nieminen", "Mäkelä",
                                      "Hämäläinen", "Laine",    "Heikkinen", "Koskinen", "Järvinen",
                                      "Lehtonen",   "Lehtinen", "Saarinen",  "Salminen", "Niemi"};

struct demo_unit {
    const char *name;
    int area, parent; /* indexes; -1: at the top */
};
enum {
    BOSTAD,
    NORTH,
    SOUTH,
    DESK,
    COACHING,
    SUPPORT,
    KALLAN,
    ADVICE,
    STATIONS,
    TRANSPORT,
    ENERGY,
    HEAT_NORTH,
    HEAT_SOUTH,
    SERVICE,
    REGION_NORTH,
    REGION_MIDDLE,
    REGION_SOUTH
};
static const struct demo_unit DEMO_UNITS[] = {
    {"Bostad", 0, -1},
    {"Förvaltning Norr", 0, BOSTAD},
    {"Förvaltning Syd", 0, BOSTAD},
    {"Kundcenter", 0, BOSTAD},
    {"Kundcoacher", 0, BOSTAD},
    {"Ekonomi och stöd", 0, BOSTAD},
    {"Jätehuolto", 1, -1},
    {"Asiakaspalvelu", 1, KALLAN},
    {"Lajitteluasemat", 1, KALLAN},
    {"Kuljetukset", 1, KALLAN},
    {"Fjärrvärme", 2, -1},
    {"Nät Norr", 2, ENERGY},
    {"Nät Syd", 2, ENERGY},
    {"Service", 3, -1},
    {"Region Norr", 3, SERVICE},
    {"Region Mitt", 3, SERVICE},
    {"Region Syd", 3, SERVICE},
};
#define UNIT_COUNT ((int)(sizeof(DEMO_UNITS) / sizeof(DEMO_UNITS[0])))

/* Somebody to be made. */
struct hire {
    int unit, team; /* indexes; team -1: none */
    const char *title;
    const char *role; /* NULL: employee */
    bool is_finnish;
};

struct staff_demo {
    struct call *call;
    struct random_source *random;
    const struct language *language;
    struct area areas[AREAS];
    int64_t units[UNITS];
    int64_t teams[GROUPS + CREWS + 1];
    size_t team_count;
    struct hire hires[MOST_PEOPLE];
    size_t hire_count;
    size_t first, last; /* of the batch at work */
    int64_t now;
    int64_t members[MOST_PEOPLE]; /* memberships, by hire; 0: none */
    int64_t people[MOST_PEOPLE];
};

#define PICK(random, list) str_of((list)[random_below((random), sizeof(list) / sizeof((list)[0]))])

/* --- Areas, units, teams --- */

static enum status find_areas(struct staff_demo *demo)
{
    static const char *const NAMES[AREAS] = {"Björkvik Bostad", "Kallan Kierto", "Nordvärme Energi",
                                             "Björkvik Service"};
    struct tx *tx = NULL;
    TRY(call_reader(demo->call, &tx));
    struct rows rows = {0};
    TRY(people_areas(tx, demo->call->arena, &rows));
    const struct area *areas = rows.at;
    for (int i = 0; i < AREAS; i++) {
        for (size_t j = 0; j < rows.count; j++) {
            if (str_equal(areas[j].name, str_of(NAMES[i]))) {
                demo->areas[i] = areas[j];
            }
        }
        if (demo->areas[i].id == 0) {
            demo->areas[i] = (struct area){
                .name = str_of(NAMES[i]), .zone = STR("Europe/Stockholm"), .language = STR("sv")};
            TRY(people_area_add(demo->call, &demo->areas[i]));
        }
    }
    return OK;
}

static enum status add_units(struct staff_demo *demo)
{
    for (int i = 0; i < UNIT_COUNT; i++) {
        struct unit unit;
        row_clear(&UNIT_TABLE, &unit);
        unit.name = str_of(DEMO_UNITS[i].name);
        unit.area_id = demo->areas[DEMO_UNITS[i].area].id;
        if (DEMO_UNITS[i].parent >= 0) {
            unit.parent_id = demo->units[DEMO_UNITS[i].parent];
        }
        unit.external_id = str_format(demo->call->arena, "E%02d", i + 1);
        TRY(record_add(demo->call, &UNIT_RECORD, &unit, &demo->units[i]));
    }
    return OK;
}

/* One more team; its index. */
static struct team team_of(struct staff_demo *demo, int unit, const char *kind, struct str name)
{
    struct team team;
    row_clear(&TEAM_TABLE, &team);
    team.name = name;
    team.kind = str_of(kind);
    team.area_id = demo->areas[DEMO_UNITS[unit].area].id;
    team.unit_id = demo->units[unit];
    return team;
}

static enum status write_teams(struct tx *tx, const void *in, void *out, struct err *err)
{
    struct staff_demo *demo = *(struct staff_demo *const *)in;
    (void)out;
    struct record_writer writer;
    TRY(record_writer_open(tx, demo->language, err, &writer));
    demo->team_count = 0;
    for (int i = 0; i < GROUPS + CREWS + 1; i++) {
        bool is_group = i < GROUPS;
        int crew = i - GROUPS;
        int unit = is_group       ? REGION_NORTH + i * 3 / GROUPS
                   : crew < CREWS ? (crew < CREWS / 2 ? HEAT_NORTH : HEAT_SOUTH)
                                  : COACHING;
        struct str name = is_group       ? str_format(tx_arena(tx), "Grupp %d", i + 1)
                          : crew < CREWS ? str_format(tx_arena(tx), "Lag %d", crew + 1)
                                         : STR("Kundcoacherna");
        struct team team = team_of(demo, unit,
                                   is_group       ? "group"
                                   : crew < CREWS ? "crew"
                                                  : "coach_team",
                                   name);
        TRY(record_emit(&writer, &TEAM_RECORD, &TEAM_ADDED, NO_INT));
        TRY(record_prepare(&writer, &TEAM_RECORD, &team));
        TRY(record_insert(&writer, &TEAM_RECORD, &team));
        demo->teams[demo->team_count++] = team.id;
    }
    return OK;
}

/* --- Who --- */

static void hire(struct staff_demo *demo, struct hire wanted, int count)
{
    for (int i = 0; i < count; i++) {
        demo->hires[demo->hire_count++] = wanted;
    }
}

static void plan_hires(struct staff_demo *demo)
{
    int coaches = GROUPS + CREWS;
    hire(demo, (struct hire){COACHING, coaches, "Kundcoach", "coach", false}, COACHES);
    hire(demo, (struct hire){COACHING, -1, "Samordnare", NULL, false}, COORDINATORS);
    hire(demo, (struct hire){NORTH, -1, "Kvartersvärd", NULL, false}, 36);
    hire(demo, (struct hire){SOUTH, -1, "Kvartersvärd", NULL, false}, 34);
    hire(demo, (struct hire){DESK, -1, "Kundvärd", NULL, false}, 20);
    hire(demo, (struct hire){SUPPORT, -1, "Handläggare", NULL, false}, 14);
    hire(demo, (struct hire){ADVICE, -1, "Palveluneuvoja", NULL, true}, 12);
    hire(demo, (struct hire){STATIONS, -1, "Asemanhoitaja", NULL, true}, 22);
    hire(demo, (struct hire){TRANSPORT, -1, "Kuljettaja", NULL, true}, 8);
    for (int crew = 0; crew < CREWS; crew++) {
        hire(demo,
             (struct hire){crew < CREWS / 2 ? HEAT_NORTH : HEAT_SOUTH, GROUPS + crew, "Tekniker",
                           NULL, false},
             CREW_SIZE);
    }
    for (int i = 0; i < 1000; i++) {
        int group = i % GROUPS;
        bool leads = i < LEADERS;
        hire(demo,
             (struct hire){REGION_NORTH + group * 3 / GROUPS, group,
                           leads ? "Gruppchef" : "Servicemedarbetare", leads ? "leader" : NULL,
                           false},
             1);
    }
}

/* Letters of an address: a to z and dots. */
static struct str address_of(struct staff_demo *demo, struct str name, size_t index)
{
    struct arena *arena = demo->call->arena;
    struct str folded = text_fold(arena, name);
    char *plain = arena_alloc(arena, folded.len + 1);
    for (size_t i = 0; i < folded.len; i++) {
        plain[i] = folded.at[i] == ' ' ? '.' : folded.at[i];
    }
    return str_format(arena, "%.*s.%zu@bjorkvik.example", (int)folded.len, plain, index + 100);
}

static struct person invent(struct staff_demo *demo, size_t index)
{
    const struct hire *wanted = &demo->hires[index];
    struct random_source *random = demo->random;
    struct person person;
    row_clear(&PERSON_TABLE, &person);
    struct str first = wanted->is_finnish ? PICK(random, FI_FIRST) : PICK(random, SV_FIRST);
    struct str last = wanted->is_finnish ? PICK(random, FI_LAST) : PICK(random, SV_LAST);
    person.name = str_format(demo->call->arena, "%.*s %.*s", STR_ARG(first), STR_ARG(last));
    person.email = address_of(demo, person.name, index);
    person.phone =
        str_format(demo->call->arena, "+46 70-174 06 %02d", 5 + (int)random_below(random, 95));
    person.title = str_of(wanted->title);
    person.kind = STR("staff");
    person.language = wanted->is_finnish ? STR("fi") : STR("sv");
    person.external_id = str_format(demo->call->arena, "P%04zu", index + 100);
    return person;
}

/* --- Into the database, some hundred at a time --- */

static enum status give(const struct person_writer *people, const struct staff_demo *demo,
                        const struct hire *wanted, int64_t person)
{
    struct role_grant grant = {
        .person_id = person,
        .role = str_of(wanted->role == NULL ? "employee" : wanted->role),
        .scope_type = STR("area"),
        .scope_id = demo->areas[DEMO_UNITS[wanted->unit].area].id,
        .from_at = demo->now,
        .to_at = NO_TIME,
    };
    return people_role_insert(people, &grant);
}

static enum status add_one(struct staff_demo *demo, const struct record_writer *writer,
                           struct person *person, size_t index)
{
    const struct hire *wanted = &demo->hires[index];
    struct person_writer people = person_writer_of(writer);
    TRY(people_person_insert(&people, person));
    demo->people[index] = person->id;
    struct employment employment = {
        .person_id = person->id,
        .unit_id = demo->units[wanted->unit],
        .area_id = demo->areas[DEMO_UNITS[wanted->unit].area].id,
        .from_at = demo->now,
        .to_at = STAFF_OPEN,
    };
    TRY(employment_open(writer, &employment));
    TRY(give(&people, demo, wanted, person->id));
    if (wanted->team < 0) {
        return OK;
    }
    struct membership membership = {
        .team_id = demo->teams[wanted->team],
        .person_id = person->id,
        .kind = STR("member"),
        .from_at = demo->now,
        .to_at = STAFF_OPEN,
    };
    struct joining joining = {&membership, false};
    TRY(member_join(writer, &joining));
    demo->members[index] = membership.id;
    return OK;
}

struct batch {
    struct staff_demo *demo;
    struct person *people; /* of the batch, invented before: a closure may run twice */
    size_t from, to;
};

static enum status write_batch(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    const struct batch *batch = in;
    struct record_writer writer;
    TRY(record_writer_open(tx, batch->demo->language, err, &writer));
    struct event event = {.kind = &STAFF_IMPORTED,
                          .subject_table = &PERSON_TABLE,
                          .subject = NO_INT,
                          .cause = NO_INT};
    TRY(event_emit(tx, &event, &writer.event));
    for (size_t i = batch->from; i < batch->to; i++) {
        struct person person = batch->people[i - batch->from];
        TRY(add_one(batch->demo, &writer, &person, i));
    }
    return OK;
}

static enum status add_people(struct staff_demo *demo)
{
    for (size_t from = 0; from < demo->hire_count; from += BATCH) {
        size_t to = from + BATCH < demo->hire_count ? from + BATCH : demo->hire_count;
        struct batch batch = {demo, ARENA_ARRAY(demo->call->arena, BATCH, struct person), from, to};
        for (size_t i = from; i < to; i++) {
            batch.people[i - from] = invent(demo, i);
        }
        TRY(call_write(demo->call, "demo.staff", write_batch, &batch, NULL));
    }
    return OK;
}

/* Those of the demo's roles work somewhere too; the coach is the fourth of her team. */
static enum status place_roles(struct staff_demo *demo)
{
    struct tx *tx = NULL;
    static const struct {
        const char *email;
        int unit;
    } ROLES[] = {
        {"admin@bjorkvik.example", SUPPORT},          {"manager@bjorkvik.example", NORTH},
        {"caretaker@bjorkvik.example", STATIONS},     {"employee@bjorkvik.example", DESK},
        {"coach@bjorkvik.example", COACHING},         {"elin.bergstrom@bjorkvik.example", SOUTH},
        {"jussi.laaksonen@bjorkvik.example", ADVICE}, {"maria.ohman@bjorkvik.example", NORTH},
        {"pekka.niemela@bjorkvik.example", STATIONS}, {"fatima.nuur@bjorkvik.example", SOUTH},
        {"oskar.wallin@bjorkvik.example", DESK},      {"tuula.heikkinen@bjorkvik.example", ADVICE},
        {"johanna.kvist@bjorkvik.example", NORTH},
    };
    for (size_t i = 0; i < sizeof(ROLES) / sizeof(ROLES[0]); i++) {
        struct person person;
        TRY(call_reader(demo->call, &tx));
        TRY(people_person_find(tx, str_of(ROLES[i].email), &person));
        struct employment employment = {.person_id = person.id,
                                        .unit_id = demo->units[ROLES[i].unit],
                                        .from_at = demo->now,
                                        .to_at = STAFF_OPEN};
        int64_t id = NO_INT;
        TRY(staff_employ(demo->call, &employment, &id));
        if (ROLES[i].unit == COACHING) {
            struct membership membership = {.team_id = demo->teams[GROUPS + CREWS],
                                            .person_id = person.id,
                                            .kind = STR("member"),
                                            .from_at = demo->now,
                                            .to_at = STAFF_OPEN};
            TRY(staff_join(demo->call, &membership, &id));
        }
    }
    return OK;
}

/* --- Two years --- */

/* Two of different groups change places: the size of neither changes. */
static enum status swap(struct staff_demo *demo, int64_t at)
{
    size_t first = demo->hire_count - 1 - (size_t)random_below(demo->random, 900);
    size_t other = first - 1;
    size_t pair[] = {first, other};
    int teams[] = {demo->hires[other].team, demo->hires[first].team};
    for (int i = 0; i < 2; i++) {
        struct member_replace move = {
            .membership = demo->members[pair[i]],
            .person_id = NO_INT,
            .team_id = demo->teams[teams[i]],
            .at = at,
            .reason = STR("Byter grupp"),
        };
        TRY(staff_replace(demo->call, &move, &demo->members[pair[i]]));
        demo->hires[pair[i]].team = teams[i];
    }
    return OK;
}

static enum status live(struct staff_demo *demo)
{
    struct clock *clock = &demo->call->platform->clock;
    for (int i = 0; i < CHANGES / 2; i++) {
        int64_t day = 30 + (int64_t)i * (HISTORY_DAYS - 40) / (CHANGES / 2);
        clock_set(clock, demo->now + day * DAY_MS);
        TRY(swap(demo, demo->now + day * DAY_MS));
    }
    int64_t present = demo->now + HISTORY_DAYS * DAY_MS;
    for (int i = 0; i < AWAY; i++) {
        size_t who = (size_t)random_below(demo->random, 70) * AWAY + (size_t)i;
        struct leave leave = {.person_id = demo->people[who],
                              .from_at = present - (int64_t)random_below(demo->random, 5) * DAY_MS,
                              .to_at = present + (1 + (int64_t)i) * DAY_MS};
        int64_t id = NO_INT;
        TRY(staff_away(demo->call, &leave, &id));
    }
    clock_set(clock, demo->now);
    return OK;
}

static enum status make(struct call *call, struct random_source *random)
{
    struct staff_demo *demo = ARENA_NEW(call->arena, struct staff_demo);
    demo->call = call;
    demo->random = random;
    demo->language = call->platform->language;
    demo->now = clock_now(call->clock) / DAY_MS * DAY_MS;
    TRY(find_areas(demo));
    TRY(add_units(demo));
    TRY(call_write(call, "demo.teams", write_teams, &demo, NULL));
    plan_hires(demo);
    TRY(add_people(demo));
    TRY(place_roles(demo));
    return live(demo);
}

const struct demo_step STAFF_DEMO = {ORDER, make};
