/* A demo is made once or not at all: while it is being made a mark stands in the data directory. Who
 * finds the mark begins anew. */
#ifndef SAMSYN_APP_UNFINISHED_H
#define SAMSYN_APP_UNFINISHED_H

#include "platform/base/status.h"

/* Before the database is opened, with the directory locked: where no database is yet the mark is set;
 * where the mark is found the half-made database is removed. A finished database is left alone.
 * UNAVAILABLE when the directory cannot be written. */
enum status unfinished_begin(struct str directory, struct err *err) MUST_CHECK;

/* Whether the mark stands. */
bool unfinished_is(struct str directory);

/* Everything is made. */
enum status unfinished_end(struct str directory, struct err *err) MUST_CHECK;

#endif
