/* Phone numbers as people write them, and as they are kept: E.164, "+46701740605".
 *
 * What was typed is read as one dials from a country: blanks, hyphens, dots, strokes and brackets do not
 * count, 00 is a plus, a zero that is dialled within the country alone falls away. A spreadsheet has
 * often eaten that zero: in a country where every number has one, its absence is forgiven.
 */
#ifndef SAMSYN_TEXT_PHONE_H
#define SAMSYN_TEXT_PHONE_H

#include "platform/base/str.h"

/* The calling code of the country that a zone belongs to: "46" of "Europe/Stockholm". Empty where the
 * zone's country is not known here: then a number says its own. */
struct str phone_country(struct str zone);

/* False when the text is no number that one could call. Returns in arena. */
bool phone_parse(struct arena *arena, struct str text, struct str country, struct str *out_e164);

/* Can it take an SMS? Where a country's plan tells mobile numbers apart (Sweden, Finland, Norway) those
 * alone, elsewhere any. */
bool phone_is_mobile(struct str e164);

/* As people read it: "070 174 06 05" within its country, "+46 70 174 06 05" elsewhere. What is not
 * E.164 is shown as it is. Returns in arena. */
struct str phone_show(struct arena *arena, struct str e164, struct str country);

/* What a number is found by: its digits without those of a country or a leading zero, so that
 * "070-174 06 05", "0701740605" and "+46 70 174 06 05" begin alike ("701740605"). Returns in arena. */
struct str phone_digits(struct arena *arena, struct str e164);

#endif
