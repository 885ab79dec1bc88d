#include "platform/web/viewer.h"

#include "platform/web/route.h"

#include <string.h>

const struct permission PUBLIC = {"public", NULL};
const struct permission SIGNED_IN = {"signed-in", NULL};

bool viewer_is_signed_in(const struct viewer *viewer)
{
    return viewer->person != NO_INT;
}

/* Everybody's permissions need no grant. */
static bool is_everybodys(const struct viewer *viewer, const char *permission)
{
    if (permission == PUBLIC.key || strcmp(permission, PUBLIC.key) == 0) {
        return true;
    }
    bool is_signed_in = permission == SIGNED_IN.key || strcmp(permission, SIGNED_IN.key) == 0;
    return is_signed_in && viewer_is_signed_in(viewer);
}

static bool has_grant(const struct viewer *viewer, const char *permission, bool needs_all)
{
    struct str key = str_of(permission);
    for (size_t i = 0; i < viewer->grant_count; i++) {
        const struct grant *grant = &viewer->grants[i];
        if (str_equal(grant->permission, key) &&
            (!needs_all || str_equal(grant->scope_type, STR("all")))) {
            return true;
        }
    }
    return false;
}

bool viewer_may(const struct viewer *viewer, const char *permission)
{
    return is_everybodys(viewer, permission) || has_grant(viewer, permission, false);
}

bool viewer_may_all(const struct viewer *viewer, const char *permission)
{
    return is_everybodys(viewer, permission) || has_grant(viewer, permission, true);
}
