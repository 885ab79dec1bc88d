/* The first hour: from an empty installation to one that is used. Whoever starts the program is told an
 * address; there the first administrator comes in. Then steps that the slices declare, each of which can be
 * left, put off and resumed. */
#ifndef SAMSYN_APP_SETUP_H
#define SAMSYN_APP_SETUP_H

#include "slices/slice.h"

extern const struct route SETUP_ROUTES[];                   /* ends with a NULL path */
extern const struct setting *const ORGANISATION_SETTINGS[]; /* ends with NULL */

/* Zone and language of the organisation from its settings; at the start and when one was changed. */
void organisation_apply(struct platform *platform);
/* A setting was changed: what follows from it. */
enum status setting_follow(struct call *call, const struct setting *setting) MUST_CHECK;

/* While nobody is known here: the address at which the first one comes in, made once a start, else empty. */
enum status setup_invite(struct platform *platform, struct arena *arena,
                         struct err *err) MUST_CHECK;

/* How many steps are left for this viewer, who may change settings; 0: none, or not asked. */
enum status setup_left(struct request *request, int64_t *out_left) MUST_CHECK;

#endif
