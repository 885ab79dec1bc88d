/* Private to the slice: its parts and their handlers; the routes of a thing stand in its <thing>_slice.c. */
#ifndef SAMSYN_REGISTER_HANDLERS_H
#define SAMSYN_REGISTER_HANDLERS_H

#include "slices/register/register.h"

extern const struct slice BUILDING_PART, STAIR_PART, DWELLING_PART, TENANCY_PART, AMENITY_PART;

/* The form and the scope of what is added to a building, at /buildings/{building_id}/… */
extern const struct table IN_BUILDING_TABLE;
extern const struct scope IN_BUILDING;

#define PAGE_HANDLER(name) enum status name(struct request *request, const void *form, void *view)

PAGE_HANDLER(removed_do);
PAGE_HANDLER(restored_do);

extern const struct table BUILDING_FORM_TABLE, LIST_FORM_TABLE, LIST_VIEW_TABLE, SHEET_VIEW_TABLE,
    EDIT_VIEW_TABLE, STAGE_FORM_TABLE;

/* The rest of a building's pages, for BUILDING_RECORD. */
void building_list_narrow(void *form);
enum status building_sheet_show(struct request *request, void *view) MUST_CHECK;

/* Homes. */
extern const struct table DWELLING_LIST_FORM, DWELLING_LIST_VIEW, DWELLING_SHEET_VIEW,
    DWELLING_EDIT_VIEW;
enum status dwelling_sheet_show(struct request *request, void *view) MUST_CHECK;
enum status dwelling_choices(struct request *request, void *view) MUST_CHECK;

/* Tenancies. */
extern const struct choice TENANCY_STATES[];
extern const struct table TENANCY_LIST_FORM, TENANCY_LIST_VIEW, TENANCY_SHEET_VIEW,
    TENANCY_EDIT_VIEW, TENANCY_NEW_TABLE, TENANCY_END_TABLE, RESIDENT_NEW_TABLE,
    RESIDENT_GONE_TABLE;
struct str tenancy_state(struct str from_day, struct str to_day, struct str today);
enum status tenancy_sheet_show(struct request *request, void *view) MUST_CHECK;
PAGE_HANDLER(tenancy_end_show);
PAGE_HANDLER(tenancy_end_do);
PAGE_HANDLER(resident_new_show);
PAGE_HANDLER(resident_new_do);
PAGE_HANDLER(resident_gone_show);
PAGE_HANDLER(resident_gone_do);
/* For a kind of file whose lines write people: how an undo takes that back. */
extern const struct import_beside REGISTER_PEOPLE_UNDONE[];
extern const struct import_kind IMPORT_HOMES, IMPORT_TENANCIES;
extern const struct command IMPORT_TENANCIES_COMMAND, EXPORT_TENANCIES_COMMAND;

/* Files of buildings. */
extern const struct import_kind IMPORT_BUILDINGS, IMPORT_FI_BUILDINGS;
extern const struct command IMPORT_BUILDINGS_COMMAND, IMPORT_FI_BUILDINGS_COMMAND,
    EXPORT_BUILDINGS_COMMAND;
/* The national extract's sheets, as one table. */
enum status import_read_fi(struct arena *arena, struct str bytes, struct import_table *out,
                           struct err *err) MUST_CHECK;

enum status register_front(struct request *request, struct start_view *view) MUST_CHECK;
extern const struct start_source REGISTER_FRONT;
extern const struct search_source REGISTER_SEARCH;

extern const struct privacy_rule *const REGISTER_PRIVACY[];

#endif
