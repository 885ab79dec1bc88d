/* Identity numbers that people type where they have no place: Swedish personnummer and
 * samordningsnummer, Finnish henkilötunnus. Found by form, date and check digit (Skatteverket SKV 704,
 * Luhn; Digi- ja väestötietovirasto, remainder of 31), so that other numbers stay as they are. */
#ifndef SAMSYN_BASE_IDENTITY_H
#define SAMSYN_BASE_IDENTITY_H

#include "platform/base/arena.h"
#include "platform/base/str.h"

/* The text with the last four characters of each identity number as "••••"; the text itself when there
 * is none. Returns in arena. */
struct str identity_mask(struct arena *arena, struct str text);

#endif
