/* Private to the slice: its route tables, and what its pages share. */
#ifndef SAMSYN_PEOPLE_HANDLERS_H
#define SAMSYN_PEOPLE_HANDLERS_H

#include "slices/people/people.h"

extern const struct choice PERSON_LANGUAGES[], PERSON_SCHEMES[], PERSON_KINDS[], PERSON_CHANNELS[];

/* What people_slice.c takes together. */
extern const struct slice INBOX_PART, REACH_PART, KEYS_PART, AREAS_PART;
extern const struct permission PEOPLE_PIN; /* make PINs for people */

/* Which ways beside a password a typed name has: told by what was typed and what is set up, never by
 * whether anybody is known by it. */
struct door_ways {
    bool has_code, has_link;
};
enum status door_ways(struct request *request, struct str name, struct door_ways *out) MUST_CHECK;
/* A session begins; on to `next`, or to where a first PIN is changed. */
void let_in(struct request *request, const struct signed_in *opened, struct str next);

/* What a page asks of a person; the struct's first member is a struct person. */
#define PERSON_ASKED                                                                               \
    FIELD(ID, struct person, id, N_("Id"), .flags = FIELD_HIDDEN),                                 \
        FIELD(INT, struct person, version, N_("Version"), .flags = FIELD_HIDDEN),                  \
        FIELD(TEXT, struct person, name, N_("Name"), .max = 200,                                   \
              .flags = FIELD_REQUIRED | FIELD_PERSONAL),                                           \
        FIELD(TEXT, struct person, email, N_("E-mail"), .max = 254, .flags = FIELD_PERSONAL),      \
        FIELD(TEXT, struct person, phone, N_("Phone"), .max = 40, .flags = FIELD_PERSONAL),        \
        FIELD(TEXT, struct person, title, N_("Title"), .max = 100),                                \
        FIELD(ENUM, struct person, kind, N_("Kind"), .choices = PERSON_KINDS,                      \
              .flags = FIELD_REQUIRED),                                                            \
        FIELD(ENUM, struct person, language, N_("Language"), .choices = PERSON_LANGUAGES),         \
        FIELD(TEXT, struct person, street, N_("Street address"), .max = 200,                       \
              .flags = FIELD_PERSONAL, .help = N_("Where letters go.")),                           \
        FIELD(TEXT, struct person, postcode, N_("Postcode"), .max = 10, .flags = FIELD_PERSONAL),  \
        FIELD(TEXT, struct person, city, N_("City"), .max = 100, .flags = FIELD_PERSONAL),         \
        FIELD(TEXT, struct person, country, N_("Country"), .max = 60, .flags = FIELD_PERSONAL,     \
              .help = N_("Only when it is another one than ours.")),                               \
        FIELD(ENUM, struct person, channel, N_("Reached by"), .choices = PERSON_CHANNELS,          \
              .help = N_("Without a choice: by e-mail, else SMS, else a letter.")),                \
        FIELD(TEXT, struct person, external_id, N_("Id in the other system"), .max = 60,           \
              .help = N_("Files find the person by it, whatever else has changed."))

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
PAGE_HANDLER(sessions_end_do);
PAGE_HANDLER(password_show);
PAGE_HANDLER(password_do);
PAGE_HANDLER(people_show);
PAGE_HANDLER(person_show);
PAGE_HANDLER(person_give_do);
PAGE_HANDLER(person_edit_show);
PAGE_HANDLER(person_edit_do);
PAGE_HANDLER(person_new_show);
PAGE_HANDLER(person_new_do);
PAGE_HANDLER(withdraw_show);
PAGE_HANDLER(withdraw_do);
PAGE_HANDLER(places_show);
PAGE_HANDLER(audit_show);

/* The form of a person's page. */
struct person_form {
    int64_t id;
};
/* A protected person is as if not there for those who may not see them: NOT_FOUND. */
enum status person_seen(struct request *request, struct tx *tx, int64_t id,
                        struct person *out) MUST_CHECK;
/* What is known of a person, field by field, with where each value came from. */
struct person_fact {
    struct str label, value, source;
    int64_t at; /* TIME */
};
extern const struct table PERSON_FACT_TABLE;
void person_facts(struct request *request, const struct person *person,
                  const struct history_view *history, struct person_fact **out_facts,
                  size_t *out_count);

/* What a role can be held for, and a place of such a kind by its name (people_scopes.c). */
struct place_row {
    int64_t id;
    struct str name, detail;
};
extern const struct table PLACE_ROW_TABLE;
void people_scope_choices(const struct call *call, struct page_choice **out_choices,
                          size_t *out_count);
enum status people_places_find(struct call *call, struct str kind, struct str text,
                               struct rows *out_rows) MUST_CHECK;
/* INVALID, in words, when none or several are meant. */
enum status people_place_meant(struct call *call, struct str kind, struct str text,
                               int64_t *out_id) MUST_CHECK;
/* Fills in what they are called; a place that has gone has no name. */
struct people_place {
    struct str kind;
    int64_t id;
    struct str name;
};
enum status people_places_name(struct call *call, struct people_place *places,
                               size_t count) MUST_CHECK;

extern const struct table PLACES_FORM_TABLE, PLACES_VIEW_TABLE, WITHDRAW_VIEW_TABLE;
extern const struct table SIGN_IN_VIEW_TABLE, SIGN_IN_TABLE, DEMO_VIEW_TABLE, DEMO_FORM_TABLE,
    SETTINGS_VIEW_TABLE, SETTINGS_FORM_TABLE, SESSION_FORM_TABLE, PASSWORD_FORM_TABLE,
    PEOPLE_VIEW_TABLE, PERSON_VIEW_TABLE, GIVE_FORM_TABLE, PERSON_FORM_TABLE, PERSON_NEW_FORM_TABLE,
    PERSON_EDIT_TABLE, WITHDRAW_FORM_TABLE, AUDIT_FORM_TABLE, AUDIT_VIEW_TABLE;

#endif
