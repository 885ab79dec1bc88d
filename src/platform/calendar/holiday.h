/* Public holidays of Finland and Sweden, from 2005 on (when Sweden's last change came).
 *
 * Laws: Finland 388/1937 and 754/2023 church law; Sweden SFS 1989:253. The eves on which offices are
 * closed by agreement are told apart.
 */
#ifndef SAMSYN_CALENDAR_HOLIDAY_H
#define SAMSYN_CALENDAR_HOLIDAY_H

#include "platform/base/date.h"

struct holiday {
    const char *name; /* msgid */
    bool is_eve; /* no public holiday by law, but nobody is at work: Midsummer, Christmas Eve … */
};

/* The holiday on a day, or NULL. `country` is "FI" or "SE"; others have none. */
const struct holiday *holiday_on(struct str country, struct date date);

struct date easter_sunday(int year); /* Gregorian, 1583 on */

#endif
