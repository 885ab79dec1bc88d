/* Customers: the person beside, who sees a protected one, files of them with undo. */
#include "platform/text/fold.h"
#include "register_queries.h"
#include "slices/people/slice_test_support.h"
#include "slices/register/customer_fields.h"
#include "slices/register/customer_handlers.h"

static const struct slice *const SLICES_HERE[] = {&PEOPLE_SLICE, &RECORDS_SLICE, &REGISTER_SLICE,
                                                  NULL};

/* As the room `work` runs reactions before each commit. */
static enum status react(void *self, struct tx *tx, struct err *err)
{
    (void)self;
    const struct event *events = NULL;
    size_t count = tx_events(tx, &events);
    for (size_t i = 0; i < count; i++) {
        if (events[i].kind == CUSTOMER_FOLLOWS_PERSON.kind) {
            TRY(CUSTOMER_FOLLOWS_PERSON.react(tx, &events[i], 1, err));
        }
    }
    return OK;
}

static struct slice_test *start(void **state)
{
    struct slice_test *test = slice_test_start(state, SLICES_HERE);
    const struct db_hooks hooks = {.before_commit = react};
    db_set_hooks(test->db->db, &hooks);
    slice_test_people(test, "register");
    return test;
}

static struct customer someone(const struct slice_test *test, const char *number, const char *name)
{
    struct customer customer;
    row_clear(&CUSTOMER_TABLE, &customer);
    customer.area_id = test->areas[0].id;
    customer.number = str_of(number);
    customer.kind = STR("person");
    customer.state = STR("active");
    customer.name = str_of(name);
    return customer;
}

static int64_t add(struct slice_test *test, const struct customer *customer)
{
    struct call call = slice_test_call(test, test->everywhere);
    int64_t id = NO_INT;
    assert_status(record_add(&call, &CUSTOMER_RECORD, customer, &id), OK);
    return id;
}

static struct customer read(struct slice_test *test, int64_t id)
{
    struct call call = slice_test_call(test, test->everywhere);
    struct customer customer;
    assert_status(entity_get(slice_test_reader(&call), &CUSTOMER_ENTITY, id, &customer), OK);
    call_end(&call);
    return customer;
}

static enum status save(struct slice_test *test, const struct customer *customer)
{
    struct call call = slice_test_call(test, test->everywhere);
    struct record_change change = {&CUSTOMER_RECORD, customer, 0};
    return record_save(&call, &change);
}

static size_t found(struct slice_test *test, int64_t person, const char *words)
{
    struct call call = slice_test_call(test, person);
    struct viewer viewer = {.person = person};
    struct rows hits = {.table = &SEARCH_HIT_TABLE};
    assert_status(
        CUSTOMER_SEARCH.find(slice_test_reader(&call), test->arena, &viewer, str_of(words), &hits),
        OK);
    call_end(&call);
    return hits.count;
}

static size_t listed(struct slice_test *test, int64_t person, const char *scope)
{
    struct call call = slice_test_call(test, person);
    struct customer filters;
    row_clear(&CUSTOMER_TABLE, &filters);
    struct list_request request = {.limit = NO_INT,
                                   .scope = str_of(scope),
                                   .filters = bind_row(&CUSTOMER_TABLE, &filters),
                                   .err = &test->db->err};
    struct list_page page = {.rows.table = &CUSTOMER_TABLE};
    assert_status(
        list_read(slice_test_reader(&call), test->arena, &REGISTER_CUSTOMER_LIST, &request, &page),
        OK);
    call_end(&call);
    return page.rows.count;
}

static void a_private_customers_phone_is_the_persons_with_its_own_history(void **state)
{
    struct slice_test *test = start(state);
    struct customer wanted = someone(test, "K-1", "Åsa  Lindén");
    wanted.phone = STR("070-174 06 05");
    struct customer customer = read(test, add(test, &wanted));
    assert_true(str_equal(customer.name, STR("Åsa Lindén")));
    assert_true(str_equal(customer.phone, STR("+46701740605")));
    assert_false(customer.is_unreachable);
    struct customer edit = customer;
    edit.person_id = NO_INT; /* no form says it */
    edit.phone = STR("070-174 06 06");
    slice_test_wait(test, 1000);
    assert_status(save(test, &edit), OK);
    struct customer now = read(test, customer.id);
    assert_true(str_equal(now.phone, STR("+46701740606")));
    assert_int_equal(now.person_id, customer.person_id);
    struct call call = slice_test_call(test, test->everywhere);
    struct history_request request = {.entity = &PERSON_ENTITY,
                                      .row = now.person_id,
                                      .field = STR("phone"),
                                      .before_event = NO_INT,
                                      .limit = 10};
    struct rows rows = {.table = &FIELD_CHANGE_TABLE};
    assert_status(history_read(slice_test_reader(&call), test->arena, &request, &rows), OK);
    const struct field_change *change = rows.at;
    assert_int_equal(rows.count, 2);
    assert_true(str_equal(change[0].before, STR("+46701740605")));
    assert_true(str_equal(change[0].source, STR("officer")));
    call_end(&call);
}

static void who_saves_an_old_phone_over_a_new_one_is_told(void **state)
{
    struct slice_test *test = start(state);
    struct customer wanted = someone(test, "K-1", "Åsa Lindén");
    struct customer mine = read(test, add(test, &wanted));
    struct customer theirs = mine;
    theirs.email = STR("asa@example.com");
    assert_status(save(test, &theirs), OK);
    mine.phone = STR("070-174 06 06");
    assert_status(save(test, &mine), CONFLICT);
    assert_true(str_is_empty(read(test, mine.id).phone));
}

static void a_customer_is_found_by_the_name_that_the_person_has_now(void **state)
{
    struct slice_test *test = start(state);
    struct customer wanted = someone(test, "K-1", "Åsa Lindén");
    struct customer customer = read(test, add(test, &wanted));
    assert_int_equal(found(test, test->everywhere, "asa lind"), 1);
    assert_int_equal(found(test, test->everywhere, "k-1"), 1);
    struct call call = slice_test_call(test, test->everywhere);
    struct person_change change = {.may_protect = true};
    assert_status(
        entity_get(slice_test_reader(&call), &PERSON_ENTITY, customer.person_id, &change.person),
        OK);
    change.person.name = STR("Åsa Nyholm");
    assert_status(people_person_save(&call, &change), OK);
    assert_int_equal(found(test, test->everywhere, "linden"), 0);
    assert_int_equal(found(test, test->everywhere, "nyholm"), 1);
}

static void a_number_belongs_to_one_customer_and_an_organisation_is_known(void **state)
{
    struct slice_test *test = start(state);
    struct customer first = someone(test, "K-1", "Åsa Lindén");
    add(test, &first);
    struct call call = slice_test_call(test, test->everywhere);
    int64_t id = NO_INT;
    assert_status(record_add(&call, &CUSTOMER_RECORD, &first, &id), INVALID);
    assert_string_equal(test->db->err.items[0].field, "number");
    struct customer company = someone(test, "K-2", "");
    company.kind = STR("organisation");
    company.organisation = STR("Nordvärme AB");
    call = slice_test_call(test, test->everywhere);
    assert_status(record_add(&call, &CUSTOMER_RECORD, &company, &id), INVALID);
    assert_string_equal(test->db->err.items[0].field, "organisation");
    struct organisation organisation;
    row_clear(&ORGANISATION_TABLE, &organisation);
    organisation.area_id = test->areas[0].id;
    organisation.kind = STR("company");
    organisation.name = STR("Nordvärme AB");
    organisation.business_id = STR("556036-0793");
    organisation.phone = STR("08-1");
    call = slice_test_call(test, test->everywhere);
    assert_status(record_add(&call, &ORGANISATION_RECORD, &organisation, &id), OK);
    company.organisation = STR("5560360793");
    struct customer customer = read(test, add(test, &company));
    assert_true(str_equal(customer.name, STR("Nordvärme AB")));
    assert_false(customer.is_unreachable);
}

static void a_protected_customer_is_nowhere_but_for_those_who_may(void **state)
{
    struct slice_test *test = start(state);
    struct customer wanted = someone(test, "K-1", "Hemlig Person");
    struct customer customer = read(test, add(test, &wanted));
    struct customer open = someone(test, "K-2", "Åsa Lindén");
    add(test, &open);
    assert_int_equal(listed(test, test->everywhere, "all"), 2);
    struct call call = slice_test_call(test, test->everywhere);
    struct person_change change = {.may_protect = true};
    assert_status(
        entity_get(slice_test_reader(&call), &PERSON_ENTITY, customer.person_id, &change.person),
        OK);
    change.person.is_protected = true;
    assert_status(people_person_save(&call, &change), OK);
    assert_int_equal(listed(test, test->everywhere, "all"), 1);
    assert_int_equal(listed(test, test->somewhere, "areas"), 1);
    assert_int_equal(found(test, test->everywhere, "hemlig"), 0);
    customer = read(test, customer.id);
    assert_true(record_is_hidden(&CUSTOMER_RECORD, &customer));
    call = slice_test_call(test, NO_INT);
    struct role_grant grant = {.person_id = test->everywhere,
                               .role = STR("admin"),
                               .scope_type = STR("all"),
                               .scope_id = NO_INT,
                               .from_at = clock_now(&test->db->clock),
                               .to_at = NO_TIME};
    assert_status(people_role_give(&call, &grant), OK);
    assert_int_equal(listed(test, test->everywhere, "all"), 2);
    assert_int_equal(found(test, test->everywhere, "hemlig"), 1);
}

/* --- Files --- */

static struct import_result checked(struct slice_test *test, const char *file)
{
    struct call call = slice_test_call(test, test->everywhere);
    struct import_source source = {&IMPORT_CUSTOMERS, str_of(file), test->areas[0].id, NULL};
    struct import_result result;
    assert_status(import_check(&call, &source, NULL, &result), OK);
    call_end(&call);
    return result;
}

static int64_t bring(struct slice_test *test, const char *file)
{
    struct call call = slice_test_call(test, test->everywhere);
    struct import_new wanted = {.kind = STR("customers"),
                                .file_name = STR("kunder.csv"),
                                .bytes = str_of(file),
                                .area_id = test->areas[0].id};
    int64_t id = NO_INT;
    assert_status(import_begin(&call, &wanted, false, &id), OK);
    assert_status(import_run_check(&call, id, NULL), OK);
    assert_status(import_apply(&call, id, false), OK);
    assert_status(import_run_apply(&call, id, NULL), OK);
    call_end(&call);
    return id;
}

static const char FILE_ONE[] = "Kundnummer;Namn;Telefon;Ort\n"
                               "K-1;Åsa Lindén;070-174 06 05;Björkvik\n"
                               "K-2;Bo Ek;0701740606;Björkvik\n";

static void REG_12_three_bad_lines_of_a_hundred_are_told_and_nothing_is_written(void **state)
{
    struct slice_test *test = start(state);
    BUF_SCOPED(file, 65536);
    buf_put(&file, STR("number,name,phone\n"));
    for (int i = 1; i <= 100; i++) {
        bool is_bad = i == 7 || i == 50 || i == 99;
        buf_put_format(&file, "K-%d,%s%d,%s\n", i, "Person ", i,
                       is_bad ? "hemma" : "070-174 06 05");
    }
    struct import_result result = checked(test, str_c(test->arena, buf_str(&file)));
    assert_int_equal(result.refused_count, 3);
    assert_int_equal(result.new_count, 97);
    const int64_t LINES[] = {8, 51, 100}; /* the header is the first */
    for (int i = 0; i < 3; i++) {
        assert_int_equal(result.findings[i].line, LINES[i]);
        assert_true(str_equal(result.findings[i].field, STR("phone")));
    }
    assert_int_equal(listed(test, test->everywhere, "all"), 0);
}

static void an_import_of_customers_again_changes_nothing_and_undone_leaves_nobody(void **state)
{
    struct slice_test *test = start(state);
    struct customer before = someone(test, "K-1", "Åsa Lindén");
    before.phone = STR("070-174 06 09");
    int64_t first = add(test, &before);
    int64_t people = db_test_int(test->db, "SELECT COUNT(*) FROM people_person");
    slice_test_wait(test, 1000);
    int64_t id = bring(test, FILE_ONE);
    assert_true(str_equal(read(test, first).phone, STR("+46701740605")));
    assert_int_equal(db_test_int(test->db, "SELECT COUNT(*) FROM people_person"), people + 1);
    struct import_result again = checked(test, FILE_ONE);
    assert_int_equal(again.unchanged_count, 2);
    struct call call = slice_test_call(test, test->everywhere);
    assert_status(import_undo(&call, id, false), OK);
    assert_status(import_run_undo(&call, id, NULL), OK);
    call_end(&call);
    assert_true(str_equal(read(test, first).phone, STR("+46701740609")));
    assert_int_equal(listed(test, test->everywhere, "all"), 1);
    assert_int_equal(db_test_int(test->db, "SELECT COUNT(*) FROM people_person"), people);
}

static void a_file_tells_nothing_of_a_protected_customer(void **state)
{
    struct slice_test *test = start(state);
    struct customer wanted = someone(test, "K-1", "Hemlig Person");
    struct customer customer = read(test, add(test, &wanted));
    struct call call = slice_test_call(test, test->everywhere);
    struct person_change change = {.may_protect = true};
    assert_status(
        entity_get(slice_test_reader(&call), &PERSON_ENTITY, customer.person_id, &change.person),
        OK);
    change.person.is_protected = true;
    assert_status(people_person_save(&call, &change), OK);
    struct import_result result = checked(test, "number;phone;city\nK-1;0701740605;Gömstad\n");
    assert_int_equal(result.changed_count, 1);
    assert_int_equal(result.finding_count, 0);
    result = checked(test, "number;phone\nK-1;min hemliga telefon\n");
    assert_int_equal(result.refused_count, 1);
    assert_true(str_is_empty(result.findings[0].before));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(a_private_customers_phone_is_the_persons_with_its_own_history),
        DB_TEST(who_saves_an_old_phone_over_a_new_one_is_told),
        DB_TEST(a_customer_is_found_by_the_name_that_the_person_has_now),
        DB_TEST(a_number_belongs_to_one_customer_and_an_organisation_is_known),
        DB_TEST(a_protected_customer_is_nowhere_but_for_those_who_may),
        DB_TEST(REG_12_three_bad_lines_of_a_hundred_are_told_and_nothing_is_written),
        DB_TEST(an_import_of_customers_again_changes_nothing_and_undone_leaves_nobody),
        DB_TEST(a_file_tells_nothing_of_a_protected_customer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
