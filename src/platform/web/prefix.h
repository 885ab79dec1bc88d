/* Visitors choose their language by the beginning of the address: /sv/…, /fi/… and /en/… are the page
 * behind it in that language, and its links lead on in it. Who has signed in is led to the address
 * without it: the language is the person's then (decisions/0080). */
#ifndef SAMSYN_WEB_PREFIX_H
#define SAMSYN_WEB_PREFIX_H

#include "platform/base/buf.h"
#include "platform/text/language.h"

enum { PREFIX_LENGTH = 3 }; /* "/sv" */

/* Cuts the language off a path: "/sv/offline" is "/offline", "/sv" is "/". NULL: there is none, and
 * the path is left as it is. */
const struct language *prefix_cut(struct str *path);

/* Copies a page, putting `prefix` before each address of ours that a person can follow or send a form
 * to. What has a language already and what is bundled with the program are left alone. */
void prefix_links(struct buf *out, struct str page, struct str prefix);
/* `path` with the prefix before it, under the same rules. */
struct str prefix_path(struct arena *arena, struct str path, struct str prefix);

#endif
