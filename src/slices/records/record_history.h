/* Private to the slice: what a sheet's history says of imports. */
#ifndef SAMSYN_RECORDS_RECORD_HISTORY_H
#define SAMSYN_RECORDS_RECORD_HISTORY_H

#include "slices/records/records.h"

/* Fills in file and file_path of the entries that an import caused, where the viewer may import. */
enum status record_history_files(struct request *request, struct history_view *history) MUST_CHECK;

#endif
