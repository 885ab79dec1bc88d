/* Customers' sites: what belongs to them, what is refused, who sees which. */
#include "platform/work/platform.h"
#include "register_queries.h"
#include "slices/people/slice_test_support.h"
#include "slices/register/property_fields.h"
#include "slices/register/site_fields.h"
#include "slices/register/site_handlers.h"
#include "slices/staff/staff.h"

static const struct slice *const SLICES_HERE[] = {&PEOPLE_SLICE, &RECORDS_SLICE, &STAFF_SLICE,
                                                  &REGISTER_SLICE, NULL};

struct firm {
    struct slice_test *test;
    int64_t organisations[2], team;
};

static int64_t add(struct slice_test *test, const struct record *record, const void *row)
{
    struct call call = slice_test_call(test, test->everywhere);
    int64_t id = NO_INT;
    assert_status(record_add(&call, record, row, &id), OK);
    return id;
}

static struct firm start(void **state)
{
    struct firm firm = {.test = slice_test_start(state, SLICES_HERE)};
    slice_test_people(firm.test, "customer_manager");
    static const char *const NAMES[] = {"Granitsjukhuset", "Lindenhandel AB"};
    for (int i = 0; i < 2; i++) {
        struct organisation organisation;
        row_clear(&ORGANISATION_TABLE, &organisation);
        organisation.area_id = firm.test->areas[i].id;
        organisation.name = str_of(NAMES[i]);
        organisation.kind = STR("company");
        firm.organisations[i] = add(firm.test, &ORGANISATION_RECORD, &organisation);
    }
    struct team team;
    row_clear(&TEAM_TABLE, &team);
    team.area_id = firm.test->areas[0].id;
    team.name = STR("Lag 1");
    team.kind = STR("crew");
    firm.team = add(firm.test, &TEAM_RECORD, &team);
    return firm;
}

static struct site at(const struct firm *firm, int organisation, const char *name)
{
    struct site site;
    row_clear(&SITE_TABLE, &site);
    site.organisation_id = firm->organisations[organisation];
    site.name = str_of(name);
    return site;
}

static struct site read_site(const struct firm *firm, int64_t id)
{
    struct call call = slice_test_call(firm->test, firm->test->everywhere);
    struct site site;
    assert_status(entity_get(slice_test_reader(&call), &SITE_ENTITY, id, &site), OK);
    call_end(&call);
    return site;
}

static void REG_11_a_site_tells_who_serves_it_and_whom_to_talk_to(void **state)
{
    struct firm firm = start(state);
    struct site site = at(&firm, 0, "  Huvudkontoret ");
    site.team = STR("Lag 1");
    site.manager = STR("Bo");
    site.contact = STR("Alva");
    int64_t id = add(firm.test, &SITE_RECORD, &site);
    struct site found = read_site(&firm, id);
    assert_true(str_equal(found.name, STR("Huvudkontoret")));
    assert_true(str_equal(found.organisation, STR("Granitsjukhuset")));
    assert_true(str_equal(found.team, STR("Lag 1")) && found.team_id == firm.team);
    assert_true(str_equal(found.manager, STR("Bo")) && found.manager_id == firm.test->somewhere);
    assert_true(str_equal(found.contact, STR("Alva")));
    assert_int_equal(found.area_id, firm.test->areas[0].id);
    assert_false(found.is_unserved);
    /* Saved as it is shown: nothing changes, and nobody is looked for anew. */
    struct call call = slice_test_call(firm.test, firm.test->everywhere);
    struct record_change change = {&SITE_RECORD, &found, 0};
    assert_status(record_save(&call, &change), OK);
    assert_int_equal(read_site(&firm, id).version, found.version);
    found.team = (struct str){NULL, 0};
    assert_status(record_save(&call, &change), OK);
    assert_true(read_site(&firm, id).is_unserved);
}

static void REG_11_what_cannot_be_of_a_site_is_refused_beside_its_field(void **state)
{
    struct firm firm = start(state);
    struct site site = at(&firm, 0, "Huvudkontoret");
    add(firm.test, &SITE_RECORD, &site);
    struct call call = slice_test_call(firm.test, firm.test->everywhere);
    int64_t id = NO_INT;
    assert_status(record_add(&call, &SITE_RECORD, &site, &id), INVALID); /* twice at a customer */
    site = at(&firm, 1, "Huvudkontoret");
    add(firm.test, &SITE_RECORD, &site); /* another customer may have one too */
    struct site wrong = at(&firm, 0, "Lagret");
    wrong.team = STR("Lag 99");
    call = slice_test_call(firm.test, firm.test->everywhere);
    assert_status(record_add(&call, &SITE_RECORD, &wrong, &id), INVALID);
    assert_string_equal(firm.test->db->err.items[0].field, "team");
    wrong = at(&firm, 0, "Lagret");
    wrong.manager = STR("Ingen Alls");
    call = slice_test_call(firm.test, firm.test->everywhere);
    assert_status(record_add(&call, &SITE_RECORD, &wrong, &id), INVALID);
    wrong = at(&firm, 0, "Lagret");
    wrong.contract_from = STR("2026-05-01");
    wrong.contract_to = STR("2026-04-01");
    call = slice_test_call(firm.test, firm.test->everywhere);
    assert_status(record_add(&call, &SITE_RECORD, &wrong, &id), INVALID);
}

static int64_t with_role(const struct firm *firm, const char *kind, int64_t place)
{
    struct call call = slice_test_call(firm->test, NO_INT);
    struct person_new wanted = {.person = {.name = STR("Lotta")}};
    int64_t id = NO_INT;
    assert_status(people_person_add(&call, &wanted, &id), OK);
    struct role_grant grant = {.person_id = id,
                               .role = STR("customer_manager"),
                               .scope_type = str_of(kind),
                               .scope_id = place,
                               .from_at = clock_now(&firm->test->db->clock),
                               .to_at = NO_TIME};
    assert_status(people_role_give(&call, &grant), OK);
    return id;
}

static size_t found(const struct firm *firm, int64_t person, const char *text)
{
    struct call call = slice_test_call(firm->test, person);
    struct viewer viewer = {.person = person};
    struct rows hits = {0};
    assert_status(
        SITE_SEARCH.find(slice_test_reader(&call), firm->test->arena, &viewer, str_of(text), &hits),
        OK);
    call_end(&call);
    return hits.count;
}

static void
REG_11_a_customer_manager_sees_the_sites_of_the_organisation_or_the_one_site(void **state)
{
    struct firm firm = start(state);
    struct site site = at(&firm, 0, "Huvudkontoret");
    int64_t office = add(firm.test, &SITE_RECORD, &site);
    site = at(&firm, 0, "Lagret");
    add(firm.test, &SITE_RECORD, &site);
    site = at(&firm, 1, "Butiken");
    add(firm.test, &SITE_RECORD, &site);
    int64_t of_all = with_role(&firm, "organisation", firm.organisations[0]);
    int64_t of_one = with_role(&firm, "site", office);
    assert_int_equal(found(&firm, firm.test->everywhere, "granit"), 2);
    assert_int_equal(found(&firm, of_all, "granit"), 2);
    assert_int_equal(found(&firm, of_one, "granit"), 1);
    assert_int_equal(found(&firm, of_all, "butiken"), 0);
    assert_int_equal(found(&firm, of_one, "butiken"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(REG_11_a_site_tells_who_serves_it_and_whom_to_talk_to),
        DB_TEST(REG_11_what_cannot_be_of_a_site_is_refused_beside_its_field),
        DB_TEST(REG_11_a_customer_manager_sees_the_sites_of_the_organisation_or_the_one_site),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
