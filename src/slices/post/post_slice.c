/* What the slice `post` adds to the program. */
#include "post_pages.h"
#include "post_schema.h"
#include "slices/post/post_handlers.h"

static const struct permission *const PERMISSIONS[] = {&POST_PRINT, &POST_ANSWERS, NULL};
static const struct role ADMIN = {"admin", N_("Administrator"), PERMISSIONS};
static const struct role *const ROLES[] = {&ADMIN, NULL};
static const struct slice *const PARTS[] = {&PRINT_PART, &ANSWER_PART, &DEMO_PART, NULL};

const struct slice POST_SLICE = {
    .name = "post",
    .parts = PARTS,
    .migrations = POST_MIGRATIONS,
    .permissions = PERMISSIONS,
    .roles = ROLES,
    .privacy = POST_PRIVACY,
    .pages = POST_PAGES,
};
