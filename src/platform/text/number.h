/* Measures as decimals, quickly: most of what is stored has a few decimals. */
#ifndef SAMSYN_TEXT_NUMBER_H
#define SAMSYN_TEXT_NUMBER_H

#include "platform/base/buf.h"

/* Is the number digits / 10^decimals, with at most 9 decimals and the fewest possible, exactly? Then that
 * decimal reads back as the same number (a division of two exact doubles is correctly rounded). */
bool number_split(double value, int64_t *out_digits, int *out_decimals);

/* The machine's form, the shortest that reads back as the same number; nothing for NAN and infinities. */
void number_put(struct buf *out, double value);

#endif
