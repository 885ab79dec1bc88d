/* Field tables and errors: what someone sends, what becomes of it, what they are told. */
#include "platform/base/field.h"

#include "platform/base/test.h"

#include <math.h>
#include <string.h>

struct place {
    struct str city;
    double area_m2;
};

struct house {
    int64_t id;
    struct str address;
    struct str notes;
    struct str heating;
    struct str built;
    int64_t homes;
    double height_m;
    bool has_lift;
    int64_t changed_at;
    struct str digest;
    struct str password;
    struct place place;
    const struct place *places;
    size_t places_count;
};

static const struct field place_fields[] = {
    FIELD(TEXT, struct place, city, "City"),
    FIELD(REAL, struct place, area_m2, "Area", .min = -5, .max = 5),
};
static const struct table place_table = TABLE("place", struct place, place_fields);

static const struct choice heatings[] = {
    {"district", "District heating"},
    {"oil", "Oil"},
    {NULL, NULL},
};

static const struct field house_fields[] = {
    FIELD(ID, struct house, id, "Identifier"),
    FIELD(TEXT, struct house, address, "Address", .max = 10, .flags = FIELD_REQUIRED),
    FIELD(TEXT, struct house, notes, "Notes", .flags = FIELD_LONG),
    FIELD(ENUM, struct house, heating, "Heating", .choices = heatings),
    FIELD(DATE, struct house, built, "Built"),
    FIELD(INT, struct house, homes, "Homes", .min = 0, .max = 900),
    FIELD(REAL, struct house, height_m, "Height"),
    FIELD(BOOL, struct house, has_lift, "Lift"),
    FIELD(TIME, struct house, changed_at, "Changed"),
    FIELD(BYTES, struct house, digest, "Digest"),
    FIELD(TEXT, struct house, password, "Password", .max = 5, .flags = FIELD_SECRET),
    FIELD_STRUCT_OF(struct house, place, &place_table, "Place"),
    FIELD_LIST_OF(struct house, places, &place_table, "Places"),
};
static const struct table house_table = TABLE("house", struct house, house_fields);

struct fixture {
    struct arena *arena;
    struct err err;
    struct house house;
};

static int set_up(void **state)
{
    struct arena *arena = arena_new(0);
    struct fixture *fixture = ARENA_NEW(arena, struct fixture);
    fixture->arena = arena;
    err_init(&fixture->err, arena);
    row_clear(&house_table, &fixture->house);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    arena_free(fixture->arena);
    return 0;
}

static const struct field *field_named(const char *name)
{
    const struct field *field = table_field(&house_table, str_of(name));
    assert_non_null(field);
    return field;
}

static enum status parse(struct fixture *fixture, const char *name, struct str text)
{
    err_clear(&fixture->err);
    return field_parse(fixture->arena, field_named(name), text, &fixture->house, &fixture->err);
}

static void a_good_value_comes_back_in_the_machines_form(void **state)
{
    struct fixture *fixture = *state;
    const struct {
        const char *field;
        const char *sent;
        const char *kept;
    } cases[] = {
        {"id", "42", "42"},
        {"address", "  Åsgatan 10\xc2\xa0", "Åsgatan 10"},
        {"notes", " one\r\ntwo\rthree\tx ", "one\ntwo\nthree\tx"},
        {"heating", "oil", "oil"},
        {"built", "2024-02-29", "2024-02-29"},
        {"homes", "900", "900"},
        {"homes", "0", "0"},
        {"height_m", "12,50", "12.5"},
        {"height_m", "0.1", "0.1"},
        {"height_m", "1e300", "1e+300"},
        {"height_m", "0.30000000000000004", "0.30000000000000004"},
        {"has_lift", "ON", "true"},
        {"has_lift", "no", "false"},
        {"changed_at", "2026-11-23T11:00+02:00", "2026-11-23T09:00:00.000Z"},
        {"digest", "00fFab", "00ffab"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_status(parse(fixture, cases[i].field, str_of(cases[i].sent)), OK);
        assert_str(field_format(fixture->arena, field_named(cases[i].field), &fixture->house),
                   cases[i].kept);
    }
}

static void a_bad_value_is_named_and_changes_nothing(void **state)
{
    struct fixture *fixture = *state;
    const struct {
        const char *field;
        const char *sent;
        const char *message;
    } cases[] = {
        {"address", " \t ", "Fill in Address"},
        {"address", "12345678901", "Address has 11 characters; the most that fits is 10"},
        {"address", "a\nb", "Address holds a line break or another control character"},
        {"address", "a\xff", "Address is not readable text (UTF-8)"},
        {"notes", "a\x01", "Notes holds a line break or another control character"},
        {"heating", "Oil", "Heating must be one of the choices"},
        {"built", "2025-02-29", "Built must be a date like 2026-11-23"},
        {"homes", "901", "Homes must be between 0 and 900"},
        {"homes", "-1", "Homes must be between 0 and 900"},
        {"homes", "1.5", "Homes must be a whole number"},
        {"id", "0", "Identifier is not an identifier"},
        {"height_m", "high", "Height must be a number"},
        {"has_lift", "maybe", "Lift must be yes or no"},
        {"changed_at", "2026-11-23T11:00", "Changed must be a time like 2026-11-23T09:00:00Z"},
        {"digest", "abc", "Digest must be hexadecimal digits"},
        {"digest", "xy", "Digest must be hexadecimal digits"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct house before = fixture->house;
        assert_status(parse(fixture, cases[i].field, str_of(cases[i].sent)), INVALID);
        assert_err(&fixture->err, cases[i].message);
        assert_string_equal(fixture->err.items[0].field, cases[i].field);
        assert_memory_equal(&before, &fixture->house, sizeof(before));
    }
}

static void what_was_sent_is_kept_for_the_message_but_never_a_secret(void **state)
{
    struct fixture *fixture = *state;
    assert_status(parse(fixture, "homes", STR("many")), INVALID);
    assert_str(fixture->err.items[0].value, "many");
    assert_status(parse(fixture, "password", STR("123456")), INVALID);
    assert_null(fixture->err.items[0].value.at);
}

static void limits_count_characters_and_not_bytes(void **state)
{
    struct fixture *fixture = *state;
    assert_status(parse(fixture, "address", STR("ååååååååää")), OK);
    const struct field *area = table_field(&place_table, STR("area_m2"));
    struct place place = {.area_m2 = 0};
    assert_status(field_parse(fixture->arena, area, STR("5,01"), &place, NULL), INVALID);
    assert_status(field_parse(fixture->arena, area, STR("-5"), &place, NULL), OK);
}

static void blank_text_makes_every_kind_absent(void **state)
{
    struct fixture *fixture = *state;
    for (size_t i = 0; i < house_table.field_count; i++) {
        const struct field *field = &house_fields[i];
        if (field->kind == FIELD_KIND_STRUCT || field->kind == FIELD_KIND_LIST ||
            field->kind == FIELD_KIND_BOOL || (field->flags & FIELD_REQUIRED) != 0) {
            continue;
        }
        assert_status(parse(fixture, field->name, STR(" ")), OK);
        assert_true(field_is_absent(field, &fixture->house));
        assert_str(field_format(fixture->arena, field, &fixture->house), "");
    }
    fixture->house.has_lift = true;
    assert_status(parse(fixture, "has_lift", STR("")), OK);
    assert_false(fixture->house.has_lift);
}

static void a_cleared_row_is_absent_all_through(void **state)
{
    struct fixture *fixture = *state;
    struct house house;
    memset(&house, 0x55, sizeof(house));
    row_clear(&house_table, &house);
    assert_true(house.homes == NO_INT && isnan(house.height_m) && house.address.at == NULL);
    assert_true(isnan(house.place.area_m2) && house.place.city.at == NULL);
    assert_true(house.places == NULL && house.places_count == 0 && !house.has_lift);
    assert_true(field_is_absent(field_named("places"), &house));
    (void)fixture;
}

static void a_copied_row_outlives_the_texts_it_came_from(void **state)
{
    struct fixture *fixture = *state;
    char text[] = "Åsgatan";
    char city[] = "Åbo";
    fixture->house.address = str_of(text);
    fixture->house.place.city = str_of(city);
    struct house copy;
    row_copy(fixture->arena, &house_table, &copy, &fixture->house);
    memset(text, 'x', sizeof(text) - 1);
    memset(city, 'x', sizeof(city) - 1);
    assert_str(copy.address, "Åsgatan");
    assert_str(copy.place.city, "Åbo");
    assert_false(field_equal(field_named("address"), &copy, &fixture->house));
}

static void values_are_equal_when_people_would_say_so(void **state)
{
    struct fixture *fixture = *state;
    struct house other;
    row_clear(&house_table, &other);
    other.address = STR("");
    assert_true(field_equal(field_named("address"), &other, &fixture->house));
    assert_true(field_equal(field_named("height_m"), &other, &fixture->house));
    other.height_m = 1;
    assert_false(field_equal(field_named("height_m"), &other, &fixture->house));
    assert_false(field_equal(field_named("height_m"), &fixture->house, &other));
    other.homes = 0;
    assert_false(field_equal(field_named("homes"), &other, &fixture->house));
    other.has_lift = true;
    assert_false(field_equal(field_named("has_lift"), &other, &fixture->house));
}

static void a_hundred_errors_are_kept_and_all_are_counted(void **state)
{
    struct fixture *fixture = *state;
    for (int i = 1; i <= 150; i++) {
        struct err_item *item = err_add(&fixture->err, "Number {n} of {unknown} {");
        item->line = i;
        err_int(item, "n", i);
    }
    assert_int_equal(fixture->err.kept, ERR_ITEMS);
    assert_int_equal(fixture->err.count, 150);
    for (int i = 1; i <= ERR_ITEMS; i++) {
        assert_int_equal(fixture->err.items[i - 1].line, i);
        assert_int_equal(fixture->err.items[i - 1].arguments[0].number, i);
    }
    BUF_SCOPED(text, 100000);
    err_write(&fixture->err, &text);
    assert_true(str_starts(buf_str(&text), STR("1: Number 1 of {unknown} {\n2: ")));
    assert_true(str_ends(buf_str(&text), STR("\n… and 50 more")));
}

static void each_status_has_its_name_and_its_http_code(void **state)
{
    (void)state;
    const int codes[] = {200, 422, 401, 403, 404, 410, 409, 413, 429, 503, 503, 500};
    for (int i = OK; i <= INTERNAL; i++) {
        assert_int_equal(status_http((enum status)i), codes[i]);
        assert_non_null(status_name((enum status)i));
    }
    assert_int_equal(status_exit(OK), 0);
    assert_int_equal(status_exit(CONFLICT), 1);
}

#define WITH_ROW(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ROW(a_good_value_comes_back_in_the_machines_form),
        WITH_ROW(a_bad_value_is_named_and_changes_nothing),
        WITH_ROW(what_was_sent_is_kept_for_the_message_but_never_a_secret),
        WITH_ROW(limits_count_characters_and_not_bytes),
        WITH_ROW(blank_text_makes_every_kind_absent),
        WITH_ROW(a_cleared_row_is_absent_all_through),
        WITH_ROW(a_copied_row_outlives_the_texts_it_came_from),
        WITH_ROW(values_are_equal_when_people_would_say_so),
        WITH_ROW(a_hundred_errors_are_kept_and_all_are_counted),
        cmocka_unit_test(each_status_has_its_name_and_its_http_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
