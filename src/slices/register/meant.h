/* Private to the slice: who and what is meant by a text that a form or a file has, found inside a transaction.
 * INVALID, in words beside `field`, when nothing or several are meant. */
#ifndef SAMSYN_REGISTER_MEANT_H
#define SAMSYN_REGISTER_MEANT_H

#include "slices/register/register.h"

struct meant {
    const char *field;
    struct str text;
};
/* By name or business id. */
enum status organisation_meant(const struct record_writer *writer, const struct meant *meant,
                               struct organisation *out) MUST_CHECK;
/* The one organisation of that name or business id; NO_INT when there is none. The text becomes the name. */
enum status organisation_perhaps(const struct record_writer *writer, struct str *text,
                                 int64_t *out_id) MUST_CHECK;
/* By mail address, phone, the other system's id or the name; nobody with a protected identity. An empty
 * text is NO_INT; a text that is what `id` is called already means `id`. The text becomes the name. */
enum status person_meant(const struct record_writer *writer, const char *field, struct str *text,
                         int64_t *id) MUST_CHECK;
/* Whom a name means, when it means one; else NO_INT, which is no mistake. What `id` has is kept. */
enum status person_perhaps(const struct record_writer *writer, struct str text,
                           int64_t *id) MUST_CHECK;
/* The same of a team, by its name. */
enum status team_meant(const struct record_writer *writer, const char *field, struct str *text,
                       int64_t *id) MUST_CHECK;

#endif
