/* Private to the slice: its handlers; the one table of routes stands in staff_slice.c. */
#ifndef SAMSYN_STAFF_HANDLERS_H
#define SAMSYN_STAFF_HANDLERS_H

#include "slices/staff/staff_write.h"

#define PAGE_HANDLER(name) enum status name(struct request *request, const void *form, void *view)

PAGE_HANDLER(units_show);
PAGE_HANDLER(unit_edit_show);
PAGE_HANDLER(unit_new_show);
PAGE_HANDLER(teams_show);
PAGE_HANDLER(team_edit_show);
PAGE_HANDLER(team_new_show);
PAGE_HANDLER(member_add_show);
PAGE_HANDLER(member_add_do);
PAGE_HANDLER(member_show);
PAGE_HANDLER(member_end_show);
PAGE_HANDLER(member_end_do);
PAGE_HANDLER(member_replace_show);
PAGE_HANDLER(member_replace_do);
PAGE_HANDLER(member_move_show);
PAGE_HANDLER(member_move_do);
PAGE_HANDLER(staff_people_show);
PAGE_HANDLER(staff_person_show);
PAGE_HANDLER(staff_away_show);
PAGE_HANDLER(staff_away_do);
PAGE_HANDLER(staff_back_do);
PAGE_HANDLER(staff_unit_show);
PAGE_HANDLER(staff_unit_do);
PAGE_HANDLER(staff_end_show);
PAGE_HANDLER(staff_end_do);

extern const struct table UNITS_VIEW_TABLE, UNIT_SHEET_TABLE, UNIT_EDIT_TABLE, TEAMS_FORM_TABLE,
    TEAMS_VIEW_TABLE, TEAM_SHEET_TABLE, TEAM_EDIT_TABLE, MEMBER_ADD_TABLE, MEMBER_ADD_VIEW_TABLE,
    MEMBER_ID_TABLE, MEMBER_VIEW_TABLE, MEMBER_END_TABLE, MEMBER_REPLACE_TABLE, MEMBER_MOVE_TABLE,
    MEMBER_MOVE_VIEW_TABLE, STAFF_PEOPLE_FORM_TABLE, STAFF_PEOPLE_VIEW_TABLE,
    STAFF_PERSON_VIEW_TABLE, STAFF_AWAY_TABLE, STAFF_BACK_TABLE, STAFF_UNIT_TABLE,
    STAFF_UNIT_VIEW_TABLE, STAFF_END_TABLE, STAFF_NAME_VIEW_TABLE;
extern const struct slot_provider PERSON_PLACE;
extern const struct privacy_rule *const STAFF_PRIVACY[];

/* The rest of sheets, for UNIT_RECORD and TEAM_RECORD. */
enum status unit_sheet_show(struct request *request, void *view) MUST_CHECK;
enum status team_sheet_show(struct request *request, void *view) MUST_CHECK;

/* --- What the pages share --- */

struct page_choice;
struct staff_choices {
    struct page_choice *at;
    size_t count;
};
/* Units as choices, by their paths; and teams whose members the viewer may change. */
enum status staff_unit_choices(struct request *request, struct staff_choices *out) MUST_CHECK;
enum status staff_teams_seen_choices(struct request *request, struct staff_choices *out) MUST_CHECK;
enum status staff_team_choices(struct request *request, struct staff_choices *out) MUST_CHECK;
/* A person; NOT_FOUND for a protected identity that the viewer may not see. */
enum status staff_person_seen(struct request *request, int64_t id, struct person *out) MUST_CHECK;
/* A number as people read it here. */
struct str staff_phone(struct request *request, struct str phone);
/* The zone of an area; the organisation's when there is no such one. */
enum status staff_zone(struct request *request, int64_t area, const char **out_zone) MUST_CHECK;
/* The first instant of a day in a zone; of the day after with `after`. Empty: `absent`. */
struct staff_day {
    const char *zone;
    struct str day;
    bool is_after;
    int64_t absent;
};
int64_t staff_instant(const struct staff_day *day);
/* The day in which an instant falls, and the last day before one; absent for STAFF_OPEN. */
struct str staff_first_day(struct arena *arena, const char *zone, int64_t from_at);
struct str staff_last_day(struct arena *arena, const char *zone, int64_t to_at);

#endif
