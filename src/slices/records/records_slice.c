/* What the slice `records` adds to the program: what later slices use, and nothing of its own yet. */
#include "slices/records/records.h"

const struct slice RECORDS_SLICE = {.name = "records"};
