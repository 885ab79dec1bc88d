/* Who you are and what you may do: people, sign-ins, sessions, roles and their scopes, the areas of
 * the organisation, and what happened (audit).
 *
 * Published views, which later slices may join:
 *   people_sees(person_id, permission, scope_type, scope_id, from_at, to_at)   who may do what, where,
 *       when; a query compares from_at <= :now AND to_at > :now
 *   people_name(id, name)                       no name for a protected identity
 *   people_area_card(id, name, name_key, zone, language)
 *   people_card(id, name, name_key, email, phone, title, kind, language, external_id, is_protected,
 *       words)                                  leave out is_protected = 1, or ask for the right
 *   people_found(word, person_id)               what finds a person as one types: slices/words.h
 *   people_access(person_id, is_closed)         who signs in no more
 *   people_holds(id, person_id, role, scope_type, scope_id, from_at, to_at)    who holds which role
 *   people_contact(id, is_protected, kind, name, phone, email, language)   of a protected one nothing
 *   people_reach(id, version, name, phone, email, language, street, postcode, city, country,
 *       is_protected)                           whoever joins it leaves protected ones out itself
 *
 * Roles are held everywhere, in an area, or for one thing of a kind that a slice declares: scope_type is
 * `all`, `area`, `building`, `site`, `organisation` or `team` (docs/decisions/0115).
 *
 * A slice declares its roles' permissions in its descriptor; they are copied into the database when the
 * program starts (people_roles_sync), so that lists can ask for rights in the query. A role may be
 * declared by several slices: each adds what it knows of.
 */
#ifndef SAMSYN_PEOPLE_H
#define SAMSYN_PEOPLE_H

#include "platform/db/history.h"
#include "platform/web/request.h"
#include "platform/web/viewer.h"
#include "platform/work/call.h"
#include "slices/slice.h"

extern const struct slice PEOPLE_SLICE;
extern const struct viewer_source PEOPLE_VIEWERS;

extern const struct permission PEOPLE_MANAGE;         /* give and withdraw roles */
extern const struct permission PEOPLE_PROTECTED_READ; /* see people with a protected identity */
extern const struct permission PEOPLE_PROTECTED_SET;  /* say who has one, and who no longer */
extern const struct permission AUDIT_READ;
extern const struct permission SETTING_MANAGE;
extern const struct permission PEOPLE_REACH; /* see who cannot be reached */

/* The slot `people.person` on a person's page: its view begins with a struct person. */

/* --- Areas --- */

struct area {
    int64_t id;
    int64_t version;
    struct str name;
    struct str name_key; /* made from the name */
    struct str zone;     /* "Europe/Helsinki" */
    struct str language; /* "fi" */
};
extern const struct table AREA_TABLE;
extern const struct entity AREA_ENTITY;

/* Adds an area inside a transaction. CONFLICT when one has that name. */
enum status people_area_insert(struct tx *tx, struct area *area, struct err *err) MUST_CHECK;
enum status people_area_add(struct call *call, struct area *area) MUST_CHECK;
/* The time zones to choose from. */
extern const struct choice PEOPLE_ZONES[];
/* All areas by name: rows of struct area. */
enum status people_areas(struct tx *tx, struct arena *arena, struct rows *out_areas) MUST_CHECK;
/* Those where the viewer may do something. */
enum status people_areas_seen(struct tx *tx, struct arena *arena,
                              const struct permission *permission,
                              struct rows *out_areas) MUST_CHECK;

/* The same for the viewer of a request, remembered with them. Borrows for the request. */
enum status people_areas_of_viewer(struct request *request, const struct permission *permission,
                                   struct rows *out_areas) MUST_CHECK;

/* Areas as the choices of a form's field. */
struct page_choice;
void people_area_choices(struct arena *arena, const struct rows *areas,
                         struct page_choice **out_choices, size_t *out_count);

/* The declared roles in their order, translated, as the choices of a form's field; no statement. */
void people_role_choices(const struct call *call, struct page_choice **out_choices,
                         size_t *out_count);

/* --- People --- */

struct person {
    int64_t id;
    int64_t version;
    struct str name;
    struct str name_key; /* made from the name */
    struct str email;
    struct str email_folded; /* made from the address */
    struct str language;     /* empty: as the browser asks */
    struct str scheme;       /* empty: as the system */
    struct str kind;         /* staff customer external */
    bool is_protected;
    struct str phone;        /* E.164, "+46701740605"; typed as people type it */
    struct str phone_folded; /* made from the number: its digits without country and zero */
    struct str external_id;  /* the other system's id; only one person has it */
    struct str title;
    struct str street, postcode, city, country; /* where letters go; no country: our own */
    int64_t known_since;                        /* TIME; given when the row is made */
    int64_t erased_at;                          /* TIME; since then nothing tells who it was */
    struct str channel; /* wished for: mail sms print; empty: what there is */
    struct str words;   /* made of what the person is found by */
    bool is_closed;     /* has left: signs in no more */
};
extern const struct table PERSON_TABLE;
extern const struct entity PERSON_ENTITY;

/* Adds a person, with a password when it is not empty. CONFLICT when the address is taken. */
struct person_new {
    struct person person;
    struct str password;
};
enum status people_person_add(struct call *call, const struct person_new *wanted,
                              int64_t *out_id) MUST_CHECK;

/* Saves what a form says of a person. CONFLICT when somebody saved after its version, or for what another
 * has already; INVALID for what cannot be. */
struct person_change {
    struct person person;
    bool may_protect; /* else is_protected stays as it is */
};
/* What happens to one person alone, for reactions; files have events of their own. */
extern const struct event_kind PERSON_CHANGED;
enum status people_person_save(struct call *call, const struct person_change *wanted) MUST_CHECK;

/* Has anybody ever been the administrator here? */
enum status people_any_administrator(struct tx *tx, bool *out) MUST_CHECK;
/* Who signs in with this address. */
enum status people_person_find(struct tx *tx, struct str email, struct person *out) MUST_CHECK;
/* Whom another system knows by this id. */
enum status people_person_find_external(struct tx *tx, struct str external_id,
                                        struct person *out) MUST_CHECK;
/* Whoever is reached at this number (E.164, see platform/text/phone.h), oldest first, at most 20: rows
 * of struct person. */
enum status people_persons_at_phone(struct tx *tx, struct str phone,
                                    struct rows *out_people) MUST_CHECK;

struct role_grant; /* below */

/* --- People inside somebody else's transaction: one or five hundred --- */

struct person_writer {
    struct tx *tx;
    const struct language *language; /* the organisation's: sort keys */
    struct str country;              /* calling code of numbers that say none: phone_country() */
    int64_t event; /* what the changes belong to; NO_INT: one of its own for each */
    struct err *err;
};
/* Puts texts in order and works out what is worked out; INVALID, in words, for what cannot be. Done by
 * the two below as well; before comparing with a row that is there it is done by hand. */
enum status people_person_prepare(const struct person_writer *writer,
                                  struct person *person) MUST_CHECK;
/* Gives an id when there is none. CONFLICT, in words, for an address or external id that another has. */
enum status people_person_insert(const struct person_writer *writer,
                                 struct person *person) MUST_CHECK;
/* Writes nothing when nothing differs. */
enum status people_person_update(const struct person_writer *writer, const struct person *before,
                                 struct person *after) MUST_CHECK;
/* Takes out somebody who came by mistake and to whom nothing refers yet: the undoing of a file. The
 * writer has an event. */
enum status people_person_remove(const struct person_writer *writer,
                                 const struct person *person) MUST_CHECK;
/* Remembers that the viewer was shown a protected person's data: on the page's own way out, never in a
 * loop (COST_READ). Nothing is written for others. */
enum status people_note_read(struct request *request, const struct person *person) MUST_CHECK;
/* Works out the words of people from before words were kept; at each start of the program. */
enum status people_words_sync(struct call *call) MUST_CHECK;
/* Closes a person's door and ends all their sign-ins, now; or opens it again. */
enum status people_access_set(const struct person_writer *writer, int64_t person,
                              bool is_closed) MUST_CHECK;
/* Ends a person's roles at an instant; those that would begin later come to nothing. CONFLICT for the
 * last administrator. */
struct roles_end {
    int64_t person_id, at;
};
enum status people_roles_end(const struct person_writer *writer,
                             const struct roles_end *wanted) MUST_CHECK;
/* Gives a role; an id is made. */
enum status people_role_insert(const struct person_writer *writer,
                               struct role_grant *grant) MUST_CHECK;

/* What a person chose for pages; empty: no choice. */
enum status people_look_set(struct call *call, int64_t person, struct str language,
                            struct str scheme) MUST_CHECK;

/* --- Reaching a person --- */

/* The way that works: the one wished for, else mail, SMS to a mobile phone, a letter. */
struct reach {
    struct str channel; /* mail sms print; empty: the person cannot be reached */
    struct str address; /* mail address, number (E.164), lines of a postal address */
    struct str language;
    const char *zone; /* of the first area where the person has a role; NULL: the organisation's */
    bool is_protected;
};
enum status people_reach(struct tx *tx, int64_t person,
                         struct reach *out) MUST_CHECK; /* NOT_FOUND */

/* One text to a person, by the way that works. */
struct people_message {
    int64_t person;
    const char *kind;    /* "visits.moved" */
    struct str key;      /* the same key is sent once */
    struct str language; /* of the text; empty: the person's */
    struct str subject, text;
    struct str sms;  /* empty: the text */
    bool is_at_once; /* somebody waits for it, or a crisis: the night is not waited out */
    bool is_secret;  /* forgotten when it is sent */
    struct str only; /* this way or none; empty: any */
};
/* `out_channel` is empty when the person cannot be reached: they stand on the list then. */
enum status people_message_put(struct tx *tx, const struct people_message *message,
                               struct str *out_channel) MUST_CHECK;

/* --- The inbox --- */

struct notice {
    const struct notice_kind *kind;
    struct str key; /* the same key is one item a person, however often it is said */
    int64_t person; /* or NO_INT and */
    const struct permission *permission; /* whoever holds it now: done by one is done for all */
    int64_t ref;                         /* id of what it is about, for the kind's path */
    struct str detail;                   /* one line; nothing of a protected person */
    int64_t due;                         /* NO_TIME: now */
    bool is_told; /* when it is due also by mail, SMS or letter, unless it is done by then */
};
enum status people_notify(struct tx *tx, const struct notice *notice) MUST_CHECK;
/* What it was about is done: gone from every inbox. OK when there is none. */
enum status people_notify_done(struct tx *tx, struct str key) MUST_CHECK;
/* What is due for somebody, most pressing first, at most `limit`, in words. */
struct inbox_item {
    int64_t id, ref, due, created_at;
    struct str kind, title, detail, button, path; /* no path: done here */
};
extern const struct table INBOX_ITEM_TABLE;
enum status people_inbox(struct call *call, int64_t person, int64_t limit,
                         struct rows *out_items) MUST_CHECK;

/* --- Roles --- */

struct role_grant {
    int64_t id;
    int64_t version;
    int64_t person_id;
    struct str role;
    struct str scope_type; /* all area, or a scope_kind that a slice declares: building site … */
    int64_t scope_id;      /* NO_INT with all */
    int64_t from_at;
    int64_t to_at; /* NO_TIME: until further notice */
};
extern const struct table ROLE_GRANT_TABLE;
extern const struct entity ROLE_GRANT_ENTITY;

/* Copies the roles that all slices declare into the database; at each start of the program. */
enum status people_roles_sync(struct call *call, const struct slice *const *slices) MUST_CHECK;
enum status people_role_give(struct call *call, struct role_grant *grant) MUST_CHECK;
/* Ends a role at an instant, not before now (NO_TIME: now); what was done with it stays. CONFLICT for the
 * last administrator. */
struct role_end {
    int64_t grant, at;
};
enum status people_role_withdraw(struct call *call, const struct role_end *wanted) MUST_CHECK;

/* --- Rights where something is */

/* An area, and within it a thing that roles can be held for by itself. */
struct place {
    int64_t area_id;
    const char *kind; /* key of a scope_kind, "building"; NULL: none */
    int64_t id;
    const char *wider_kind; /* "organisation", of a site; NULL: none */
    int64_t wider_id;
};
/* May the viewer do this in the area? */
bool people_may_in_area(const struct viewer *viewer, const struct permission *permission,
                        int64_t area);
/* The same at a place. */
bool people_may_at(const struct viewer *viewer, const struct permission *permission,
                   const struct place *place);
/* The viewer with nothing but what they may do at this place. */
struct viewer people_viewer_at(struct arena *arena, const struct viewer *viewer,
                               const struct place *place);

/* Whether anything is kept of somebody besides who it is, by the privacy rules of all slices. */
struct platform;
enum status people_person_is_used(struct tx *tx, const struct platform *platform, int64_t person,
                                  bool *out_is_used) MUST_CHECK;

/* --- What happened, as pages show it --- */

/* What people are called on pages; absent ids give the program's own name. */
struct people_names {
    const struct language *language;
    struct rows rows;
};
enum status people_names_read(struct tx *tx, const struct language *language, const int64_t *ids,
                              size_t count, struct people_names *out_names) MUST_CHECK;
struct str people_name(const struct people_names *names, int64_t person);
/* Through what something came: "import", in words. */
struct str people_source(const struct language *language, struct str source);

/* One event of a thing's history, for the partial `history`. */
struct history_change {
    struct str label, before, after;
    bool is_erased;
};
struct history_entry {
    int64_t event, at;
    int64_t cause; /* what led to it, an import for one; NO_INT: nothing did */
    struct str what, who, source;
    struct str file, file_path; /* filled in by who knows the cause, for those who may look at it */
    struct history_change *changes;
    size_t changes_count;
};
extern const struct table HISTORY_ENTRY_TABLE;
struct history_view {
    struct history_entry *entries;
    size_t count;
};
/* The newest events of a row, at most some hundred changes; fields that the viewer may not see are
 * left out. Three statements. */
enum status people_history(struct request *request, const struct entity *entity, int64_t row,
                           struct history_view *out) MUST_CHECK;

/* --- Signing in --- */

struct sign_in {
    struct str email; /* or a phone or staff number */
    struct str password;
    struct str to; /* where the person was going; a path of this server */
};
struct signed_in {
    int64_t id; /* the session */
    int64_t person;
    struct str token; /* for the cookie */
    bool must_change; /* came in by a PIN that another made */
};
/* INVALID for a wrong name or password (it takes as long for either), LIMITED after too many. */
enum status people_sign_in(struct call *call, const struct sign_in *wanted,
                           struct signed_in *out) MUST_CHECK;
/* Sends six digits by SMS to whom this name means; OK, and no quicker, when it means nobody. */
enum status people_code_ask(struct call *call, struct str name) MUST_CHECK;
/* INVALID for a wrong or old code, LIMITED after too many. */
enum status people_code_use(struct call *call, struct str name, struct str code,
                            struct signed_in *out) MUST_CHECK;
/* Sends a link for one use to whom this name means: to sign in by, or to choose a new password. `site` is
 * where this server is reached, "https://samsyn.example.org". */
struct link_wanted {
    struct str name, site;
    bool is_for_password;
};
enum status people_link_ask(struct call *call, const struct link_wanted *wanted) MUST_CHECK;
/* GONE for one that is used, old or none. */
enum status people_link_check(struct call *call, struct str token, bool is_for_password) MUST_CHECK;
enum status people_link_use(struct call *call, struct str token, struct signed_in *out) MUST_CHECK;
enum status people_link_password(struct call *call, struct str token, struct str password,
                                 struct signed_in *out) MUST_CHECK;
/* A new PIN of six digits for somebody, to be told to them and changed by them; holds seven days. */
enum status people_pin_make(struct call *call, int64_t person, struct str *out_pin) MUST_CHECK;
/* One's own. INVALID for what is not six digits, or is too easy. */
enum status people_pin_set(struct call *call, int64_t person, struct str pin) MUST_CHECK;
/* Without a password: for a demo's door. */
/* `device` empty: as the call's browser tells. */
enum status people_session_open(struct call *call, int64_t person, struct str device,
                                struct signed_in *out) MUST_CHECK;
/* Ends one of a person's sessions. NOT_FOUND when it is not theirs, or over. */
enum status people_session_end(struct call *call, int64_t person, int64_t session) MUST_CHECK;
/* Ends all of a person's sessions but this one. */
enum status people_sessions_end_others(struct call *call, int64_t person,
                                       int64_t session) MUST_CHECK;
/* The device that a User-Agent tells of, in words: "Firefox, Android". Empty: it tells of none. */
struct str people_device(struct arena *arena, struct str agent);
/* INVALID, counted like a miss at the door, when it is not the person's password. */
enum status people_password_check(struct call *call, int64_t person,
                                  struct str password) MUST_CHECK;
/* Sets a password and ends the person's other sessions. */
enum status people_password_set(struct call *call, int64_t person, struct str password,
                                int64_t session) MUST_CHECK;

#endif
