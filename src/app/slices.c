/* The slices of this program. A slice may look only at those above it. */
#include "app/app.h"

#include "slices/people/people.h"
#include "slices/register/register.h"

const struct slice *const SLICES[] = {
    &PEOPLE_SLICE,
    &REGISTER_SLICE,
    NULL,
};
