/* The demo's areas and people: one for each role, with a password that the demo's door tells, and some
 * colleagues; three of them have a protected identity. Twenty-four months before the demo's present. */
#include "slices/people/people_demo.h"

#include "platform/work/platform.h"

enum { ORDER = 10, FIRST_NUMBER = 5 /* of the series 05..99, which belongs to nobody */ };

static const int64_t DAY_MS = 24LL * 60 * 60 * 1000;
static const int64_t HISTORY_DAYS = 730;

struct demo_person {
    const char *name, *email, *language, *title;
    const char *role; /* NULL: none */
    int area;         /* index; -1: everywhere */
    bool has_password, is_protected;
};

static const struct demo_person PEOPLE[] = {
    {"Karin Lindqvist", "admin@bjorkvik.example", "sv", "Systemförvaltare", "admin", -1, true,
     false},
    {"Henrik Sandell", "manager@bjorkvik.example", "sv", "Förvaltare", "manager", 0, true, false},
    {"Aino Rantala", "caretaker@bjorkvik.example", "fi", "Kiinteistönhoitaja", "caretaker", 1, true,
     false},
    {"Samir Haddad", "employee@bjorkvik.example", "sv", "Serviceledare", "employee", -1, true,
     false},
    {"Noor Rahimi", "coach@bjorkvik.example", "sv", "Kundcoach", "coach", 0, true, false},
    {"Kaisa Mäkelä", "register@bjorkvik.example", "fi", "Asiakastietojen käsittelijä", "register",
     1, true, false},
    {"Elin Bergström", "elin.bergstrom@bjorkvik.example", "sv", "Förvaltare", "manager", 0, false,
     false},
    {"Jussi Laaksonen", "jussi.laaksonen@bjorkvik.example", "fi", "Isännöitsijä", "manager", 1,
     false, false},
    {"Maria Öhman", "maria.ohman@bjorkvik.example", "sv", "Kvartersvärd", "caretaker", 0, false,
     false},
    {"Pekka Niemelä", "pekka.niemela@bjorkvik.example", "fi", "Kiinteistönhoitaja", "caretaker", 1,
     false, false},
    {"Fatima Nuur", "fatima.nuur@bjorkvik.example", "sv", "Kvartersvärd", "caretaker", 0, false,
     false},
    {"Oskar Wallin", "oskar.wallin@bjorkvik.example", "sv", "Serviceledare", "employee", -1, false,
     true},
    {"Tuula Heikkinen", "tuula.heikkinen@bjorkvik.example", "fi", "Palveluohjaaja", "employee", -1,
     false, true},
    {"Johanna Kvist", "johanna.kvist@bjorkvik.example", "sv", "Kvartersvärd", "caretaker", 0, false,
     true},
};

static enum status add_areas(struct call *call, int64_t ids[2])
{
    struct area areas[] = {
        {.name = STR("Björkvik Bostad"), .zone = STR("Europe/Stockholm"), .language = STR("sv")},
        {.name = STR("Kallan Kierto"), .zone = STR("Europe/Helsinki"), .language = STR("fi")},
    };
    for (int i = 0; i < 2; i++) {
        TRY(people_area_add(call, &areas[i]));
        ids[i] = areas[i].id;
    }
    return OK;
}

static enum status add_person(struct call *call, const struct demo_person *told,
                              const int64_t areas[2], int number)
{
    struct person_new wanted = {
        .person = {.name = str_of(told->name),
                   .email = str_of(told->email),
                   .language = str_of(told->language),
                   .title = str_of(told->title),
                   .phone = str_format(call->arena, "+46 70-174 06 %02d", number),
                   .kind = STR("staff"),
                   .is_protected = told->is_protected},
        .password = told->has_password ? STR("Bjorkvik-demo") : (struct str){NULL, 0},
    };
    int64_t id = NO_INT;
    TRY(people_person_add(call, &wanted, &id));
    struct role_grant grant = {
        .person_id = id,
        .role = str_of(told->role),
        .scope_type = told->area < 0 ? STR("all") : STR("area"),
        .scope_id = told->area < 0 ? NO_INT : areas[told->area],
        .from_at = clock_now(call->clock),
        .to_at = NO_TIME,
    };
    return people_role_give(call, &grant);
}

static enum status make(struct call *call, struct random_source *random)
{
    (void)random;
    struct clock *clock = &call->platform->clock;
    clock_set(clock, clock_now(clock) - HISTORY_DAYS * DAY_MS);
    int64_t areas[2];
    TRY(add_areas(call, areas));
    for (size_t i = 0; i < sizeof(PEOPLE) / sizeof(PEOPLE[0]); i++) {
        TRY(add_person(call, &PEOPLE[i], areas, FIRST_NUMBER + (int)i));
    }
    return OK;
}

const struct demo_step PEOPLE_DEMO = {ORDER, make};
