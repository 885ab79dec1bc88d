/* Looking up what is built into the program. The table has some ten rows: reading it through is
 * quicker than anything clever. */
#include "app/assets.h"

#include "app/assets_table.h"

const struct asset *asset_find(struct str path)
{
    for (const struct asset *asset = asset_table; asset->name != NULL; asset++) {
        if (str_equal(path, str_of(asset->path))) {
            return asset;
        }
    }
    return NULL;
}

const struct asset *asset_named(struct str name)
{
    for (const struct asset *asset = asset_table; asset->name != NULL; asset++) {
        if (str_equal(name, str_of(asset->name))) {
            return asset;
        }
    }
    return NULL;
}

struct str asset_path(struct str name)
{
    const struct asset *asset = asset_named(name);
    if (asset_table->name == NULL) {
        return STR("/assets/not-built"); /* no npm packages at build time: unstyled, and it works */
    }
    return asset == NULL ? STR("") : str_of(asset->path);
}
