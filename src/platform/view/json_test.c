/* JSON out and in. */
#include "platform/view/json.h"

#include "platform/base/test.h"

#include <math.h>
#include <string.h>

struct part {
    struct str name;
};
static const struct field PART_FIELDS[] = {FIELD(TEXT, struct part, name, "Name")};
static const struct table PART = TABLE("part", struct part, PART_FIELDS);

struct thing {
    int64_t id;
    struct str name;
    struct str empty;
    struct str code;
    struct str secret;
    struct str sort_key;
    int64_t count;
    int64_t seen;
    double share;
    bool is_open;
    struct part main;
    struct part *parts;
    size_t parts_count;
};
static const struct field THING_FIELDS[] = {
    FIELD(ID, struct thing, id, "Number"),
    FIELD(TEXT, struct thing, name, "Name"),
    FIELD(TEXT, struct thing, empty, "Empty"),
    FIELD(TEXT, struct thing, code, "Code", .permission = "code.see"),
    FIELD(TEXT, struct thing, secret, "Secret", .flags = FIELD_SECRET),
    FIELD(TEXT, struct thing, sort_key, "Sort", .flags = FIELD_INTERNAL),
    FIELD(INT, struct thing, count, "Count"),
    FIELD(TIME, struct thing, seen, "Seen"),
    FIELD(REAL, struct thing, share, "Share"),
    FIELD(BOOL, struct thing, is_open, "Open"),
    FIELD_STRUCT_OF(struct thing, main, &PART, "Main"),
    FIELD_LIST_OF(struct thing, parts, &PART, "Parts"),
};
static const struct table THING = TABLE("thing", struct thing, THING_FIELDS);

static bool may_nothing(const void *viewer, const char *permission)
{
    (void)viewer;
    (void)permission;
    return false;
}

static struct str written(struct arena *arena, const struct thing *thing,
                          const struct json_options *options)
{
    BUF_SCOPED(out, 1 << 16);
    json_put_row(&out, &THING, thing, options);
    assert_false(out.failed);
    return str_copy(arena, buf_str(&out));
}

static void a_row_is_written_by_its_kinds(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct part parts[] = {{STR("a")}, {STR("b")}};
    struct thing thing;
    row_clear(&THING, &thing);
    thing = (struct thing){.id = INT64_C(9007199254740993),
                           .name = STR("\"Å\"\n\x01</script>"),
                           .empty = STR(""),
                           .code = STR("12"),
                           .secret = STR("s"),
                           .sort_key = STR("k"),
                           .count = -5,
                           .seen = INT64_C(1795424400123),
                           .share = 0.1,
                           .is_open = true,
                           .main = {STR("m")},
                           .parts = parts,
                           .parts_count = 2};
    assert_str(written(arena, &thing, NULL),
               "{\"id\":\"9007199254740993\",\"name\":\"\\\"Å\\\"\\n\\u0001<\\/script>\","
               "\"empty\":\"\",\"code\":\"12\",\"count\":-5,\"seen\":\"2026-11-23T09:00:00.123Z\","
               "\"share\":0.1,\"is_open\":true,\"main\":{\"name\":\"m\"},"
               "\"parts\":[{\"name\":\"a\"},{\"name\":\"b\"}]}");
}

static void absent_values_are_null_and_unseen_ones_left_out(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct thing thing;
    row_clear(&THING, &thing);
    struct json_options options = {.may = may_nothing};
    assert_str(written(arena, &thing, &options),
               "{\"id\":null,\"name\":null,\"empty\":null,\"count\":null,\"seen\":null,"
               "\"share\":null,\"is_open\":false,\"main\":{\"name\":null},\"parts\":[]}");
}

static void numbers_read_back_as_the_same(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    const double numbers[] = {0, 1, -1.5, 60.169857, 24.938379, 1e21, 1e-7, 0.1 + 0.2, 1.0 / 3};
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        struct thing thing;
        row_clear(&THING, &thing);
        thing.share = numbers[i];
        struct str text = written(arena, &thing, NULL);
        size_t at = str_find_str(text, STR("\"share\":")) + 8;
        double again = NAN;
        assert_true(str_to_double(str_slice(text, at, str_find(text, ',', at)), &again));
        assert_memory_equal(&again, &numbers[i], sizeof(again));
    }
}

static enum status read_object(struct arena *arena, const char *text, struct raw_value **values,
                               size_t *count, struct err *err)
{
    err_init(err, arena);
    return json_read_object(arena, str_of(text), values, count, err);
}

static void an_object_becomes_raw_values(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct raw_value *values;
    size_t count;
    struct err err;
    assert_int_equal(
        read_object(arena,
                    "{\"name\": \"\\u00c5bo\", \"id\": 9007199254740993, \"n\": 1.25,"
                    " \"on\": true, \"off\": false, \"no\": null, \"ids\": [1, \"2\"]}",
                    &values, &count, &err),
        OK);
    const char *expected[][2] = {{"name", "Åbo"},  {"id", "9007199254740993"},
                                 {"n", "1.25"},    {"on", "true"},
                                 {"off", "false"}, {"no", ""},
                                 {"ids", "1"},     {"ids", "2"}};
    assert_int_equal(count, 8);
    for (size_t i = 0; i < count; i++) {
        assert_str(values[i].name, expected[i][0]);
        assert_str(values[i].text, expected[i][1]);
    }
}

static void broken_json_is_refused_with_its_place(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct raw_value *values;
    size_t count;
    struct err err;
    assert_int_equal(read_object(arena, "{\"a\": 1,\n \"b\": }", &values, &count, &err), INVALID);
    assert_int_equal(err.items[0].line, 2);
    const char *refused[] = {"",
                             "{",
                             "[]",
                             "{} x",
                             "{\"a\":1,}",
                             "{\"a\":1,\"a\":2}",
                             "{'a':1}",
                             "{\"a\":NaN}",
                             "{\"a\":\"\\u0000\"}",
                             "1",
                             "{\"a\":01}",
                             "{\"a\":99999999999999999999}",
                             "{\"a\":{}}",
                             "{\"a\":[[1]]}",
                             "{\"a\":\"\xff\"}"};
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        assert_int_equal(read_object(arena, refused[i], &values, &count, &err), INVALID);
        assert_int_equal(err.count, 1);
    }
}

static void deep_and_large_json_is_refused(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct raw_value *values;
    size_t count;
    struct err err;
    BUF_SCOPED(text, 1 << 20);
    for (int i = 0; i < 100000; i++) {
        buf_put_char(&text, '[');
    }
    buf_put_char(&text, '\0');
    assert_int_equal(read_object(arena, text.at, &values, &count, &err), INVALID);
    assert_string_equal(err.items[0].message, "The JSON is nested too deeply");
    assert_int_equal(err.items[0].column, 9);
    buf_clear(&text);
    buf_put_c(&text, "{\"a\":[0");
    for (int i = 0; i < 1000; i++) {
        buf_put_c(&text, ",0");
    }
    buf_put_c(&text, "]}");
    buf_put_char(&text, '\0');
    assert_int_equal(read_object(arena, text.at, &values, &count, &err), INVALID);
    assert_string_equal(err.items[0].message, "The JSON holds too many values");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_is_written_by_its_kinds),
        cmocka_unit_test(absent_values_are_null_and_unseen_ones_left_out),
        cmocka_unit_test(numbers_read_back_as_the_same),
        cmocka_unit_test(an_object_becomes_raw_values),
        cmocka_unit_test(broken_json_is_refused_with_its_place),
        cmocka_unit_test(deep_and_large_json_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
