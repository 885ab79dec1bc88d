#include "app/assets.h"

#include "app/assets_table.h"
#include "platform/base/test.h"

static void every_asset_is_found_by_address_and_by_name(void **state)
{
    (void)state;
    for (const struct asset *asset = asset_table; asset->name != NULL; asset++) {
        assert_ptr_equal(asset_find(str_of(asset->path)), asset);
        assert_ptr_equal(asset_named(str_of(asset->name)), asset);
        assert_true(str_equal(asset_path(str_of(asset->name)), str_of(asset->path)));
        assert_true(asset->length > 0);
        assert_int_equal(asset->etag[0], '"');
    }
}

static void an_unknown_address_finds_nothing(void **state)
{
    (void)state;
    assert_null(asset_find(STR("/assets/../main.c")));
    assert_null(asset_find(STR("")));
    assert_null(asset_named(STR("nothing.css")));
    /* A build without npm packages has no table, and names an address where nothing is. */
    bool is_built = asset_table->name != NULL;
    assert_str(asset_path(STR("nothing.css")), is_built ? "" : "/assets/not-built");
}

static void only_the_service_worker_keeps_its_address(void **state)
{
    (void)state;
    for (const struct asset *asset = asset_table; asset->name != NULL; asset++) {
        assert_int_equal(asset->is_fixed, str_equal(str_of(asset->name), STR("sw.js")));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_asset_is_found_by_address_and_by_name),
        cmocka_unit_test(an_unknown_address_finds_nothing),
        cmocka_unit_test(only_the_service_worker_keeps_its_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
