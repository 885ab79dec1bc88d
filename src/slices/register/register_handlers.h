/* Private to the slice: its handlers; the one table of routes stands in register_slice.c. */
#ifndef SAMSYN_REGISTER_HANDLERS_H
#define SAMSYN_REGISTER_HANDLERS_H

#include "slices/register/register.h"

#define PAGE_HANDLER(name) enum status name(struct request *request, const void *form, void *view)

PAGE_HANDLER(removed_do);
PAGE_HANDLER(restored_do);
PAGE_HANDLER(imports_show);
PAGE_HANDLER(import_new_show);
PAGE_HANDLER(import_new_do);
PAGE_HANDLER(import_show);
PAGE_HANDLER(import_apply_do);
PAGE_HANDLER(import_undo_do);

extern const struct table LIST_FORM_TABLE, LIST_VIEW_TABLE, SHEET_VIEW_TABLE, EDIT_VIEW_TABLE,
    STAGE_FORM_TABLE, IMPORTS_VIEW_TABLE, IMPORT_NEW_FORM_TABLE, IMPORT_NEW_VIEW_TABLE,
    IMPORT_ID_TABLE, IMPORT_VIEW_TABLE;

/* The rest of a building's pages, for BUILDING_RECORD. */
void building_list_narrow(void *form);
enum status building_sheet_show(struct request *request, void *view) MUST_CHECK;

enum status register_front(struct request *request, struct start_view *view) MUST_CHECK;
extern const struct start_source REGISTER_FRONT;
extern const struct search_source REGISTER_SEARCH;

#endif
