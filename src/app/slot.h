/* Slots: a page names a place and its view; slices that come later add to it, each with a template and
 * a view of its own, a permission and a budget of statements. The page knows nothing of them. */
#ifndef SAMSYN_APP_SLOT_H
#define SAMSYN_APP_SLOT_H

#include "slices/slice.h"

struct slots; /* immutable after start */

struct slot_parts {
    struct template_set *set;
    const struct slot *const *places;             /* ends with NULL */
    const struct slot_provider *const *providers; /* ends with NULL; shown in this order */
    const struct setting *const *modules; /* beside `providers`; NULL: none is of a module */
};
/* Compiles what is provided. INVALID when a provider names a slot that nobody has, or its template does
 * not fit its view. Returns in arena. */
enum status slots_made(struct arena *arena, const struct slot_parts *parts,
                       const struct slots **out, struct err *err) MUST_CHECK;

/* The HTML of all providers of a slot that this viewer may see, for the row of the slot's view. A
 * provider that fails is left out and logged: a page never falls with its guests. */
struct str slots_fill(const struct slots *slots, struct request *request, const char *slot,
                      const void *row);

#endif
