/* Private to the slice: its route tables, and what its pages share. */
#ifndef SAMSYN_PEOPLE_HANDLERS_H
#define SAMSYN_PEOPLE_HANDLERS_H

#include "slices/people/people.h"

/* Handlers of people_door_pages.c, people_admin_pages.c and people_audit_pages.c; the one table of
 * routes stands in people_slice.c. */
#define PAGE_HANDLER(name) enum status name(struct request *request, const void *form, void *view)

PAGE_HANDLER(sign_in_show);
PAGE_HANDLER(sign_in_do);
PAGE_HANDLER(sign_out_do);
PAGE_HANDLER(demo_show);
PAGE_HANDLER(demo_do);
PAGE_HANDLER(settings_show);
PAGE_HANDLER(settings_do);
PAGE_HANDLER(session_end_do);
PAGE_HANDLER(password_show);
PAGE_HANDLER(password_do);
PAGE_HANDLER(people_show);
PAGE_HANDLER(person_show);
PAGE_HANDLER(person_give_do);
PAGE_HANDLER(person_new_show);
PAGE_HANDLER(person_new_do);
PAGE_HANDLER(withdraw_do);
PAGE_HANDLER(audit_show);

extern const struct table SIGN_IN_VIEW_TABLE, SIGN_IN_TABLE, DEMO_VIEW_TABLE, DEMO_FORM_TABLE,
    SETTINGS_VIEW_TABLE, SETTINGS_FORM_TABLE, SESSION_FORM_TABLE, PASSWORD_FORM_TABLE,
    PEOPLE_VIEW_TABLE, PERSON_VIEW_TABLE, GIVE_FORM_TABLE, PERSON_FORM_TABLE, PERSON_NEW_FORM_TABLE,
    WITHDRAW_FORM_TABLE, AUDIT_FORM_TABLE, AUDIT_VIEW_TABLE;

#endif
