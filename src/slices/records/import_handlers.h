/* Private to the slice: the handlers of imports; the one table of routes stands
 * in records_slice.c. */
#ifndef SAMSYN_RECORDS_IMPORT_HANDLERS_H
#define SAMSYN_RECORDS_IMPORT_HANDLERS_H

#include "slices/records/records.h"

#define PAGE_HANDLER(name) enum status name(struct request *request, const void *form, void *view)

PAGE_HANDLER(imports_show);
PAGE_HANDLER(import_new_show);
PAGE_HANDLER(import_new_do);
PAGE_HANDLER(import_show);
PAGE_HANDLER(import_apply_do);
PAGE_HANDLER(import_undo_do);

extern const struct table IMPORTS_VIEW_TABLE, IMPORT_NEW_FORM_TABLE, IMPORT_NEW_VIEW_TABLE,
    IMPORT_ID_TABLE, IMPORT_VIEW_TABLE;

extern const struct setting IMPORT_FILE_DAYS;
extern const struct privacy_rule *const RECORDS_PRIVACY[];
extern const struct job_kind IMPORT_SWEEP_JOB;
extern const struct schedule IMPORT_SWEEP_SCHEDULE;

/* Kinds of files that the viewer may bring in, as the choices of a form's field. */
struct page_choice;
void import_kind_choices(struct request *request, struct page_choice **out_choices,
                         size_t *out_count);

/* The rest of the pages of feeds, for FEED_RECORD. */
enum status feed_sheet_show(struct request *request, void *view) MUST_CHECK;
enum status feeds_list_show(struct request *request, void *view) MUST_CHECK;
enum status feed_choices(struct request *request, void *view) MUST_CHECK;

extern const struct command UNDO_IMPORT_COMMAND, FEED_LIST_COMMAND, FEED_RUN_COMMAND,
    FEED_REPORT_COMMAND;

#endif
