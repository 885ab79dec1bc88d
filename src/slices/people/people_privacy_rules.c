/* What the slice `people` itself keeps of people, table by table. */
#include "people_queries.h"
#include "slices/people/people_privacy.h"
#include "work_queries.h"

static const struct privacy_rule PERSON_RULE = {
    .table = "people_person",
    .what = N_("Name, how to reach the person, language, and from where we know them"),
    .purpose = N_("To know who somebody is and to reach them"),
    .seen_by = N_("Colleagues who work with the person; a protected identity only by named roles"),
    .keep =
        N_("As long as something needs the person, then a year unless the setting says otherwise"),
    .rows = &PEOPLE_DATA_PERSON,
    .entity = &PERSON_ENTITY,
    .erase = &PEOPLE_ERASE_PERSON,
};

static const struct privacy_rule WORD_RULE = {
    .table = "people_word",
    .what = N_("The words of the name, address, number and id, to find the person by"),
    .purpose = N_("To find people as one types"),
    .seen_by = N_("Nobody"),
    .keep = N_("Until the person is erased"),
    .erase = &PEOPLE_ERASE_WORDS,
};

static const struct privacy_rule GRANT_RULE = {
    .table = "people_grant",
    .what = N_("Which roles the person has had, where and when"),
    .purpose = N_("To settle what somebody may see and do"),
    .seen_by = N_("Administrators"),
    .keep = N_("As long as the person; without a name afterwards"),
    .rows = &PEOPLE_DATA_GRANTS,
    .entity = &ROLE_GRANT_ENTITY,
    .erase = &PEOPLE_ERASE_GRANTS,
    .holds = &PEOPLE_HOLDS_GRANTS,
};

struct login_shown {
    int64_t id, changed_at;
};
static const struct field LOGIN_FIELDS[] = {
    FIELD(ID, struct login_shown, id, N_("Id")),
    FIELD(TIME, struct login_shown, changed_at, N_("Password set")),
};
static const struct table LOGIN_SHOWN = TABLE("people_login", struct login_shown, LOGIN_FIELDS);
static const struct privacy_rule LOGIN_RULE = {
    .table = "people_login",
    .what = N_("A password, in a form that nobody can read"),
    .purpose = N_("To let the person sign in"),
    .seen_by = N_("Nobody"),
    .keep = N_("Until the person is erased"),
    .rows = &PEOPLE_DATA_LOGIN,
    .handed_out = &LOGIN_SHOWN,
    .erase = &PEOPLE_ERASE_LOGIN,
};

struct session_shown {
    int64_t id, created_at, seen_at, revoked_at;
    struct str device;
};
static const struct field SESSION_FIELDS[] = {
    FIELD(ID, struct session_shown, id, N_("Id")),
    FIELD(TEXT, struct session_shown, device, N_("Device")),
    FIELD(TIME, struct session_shown, created_at, N_("Signed in")),
    FIELD(TIME, struct session_shown, seen_at, N_("Last used")),
    FIELD(TIME, struct session_shown, revoked_at, N_("Signed out")),
};
static const struct table SESSION_SHOWN =
    TABLE("people_session", struct session_shown, SESSION_FIELDS);
static const struct privacy_rule SESSION_RULE = {
    .table = "people_session",
    .what = N_("Where and when the person signed in"),
    .purpose = N_("To keep the person signed in, and to find misuse"),
    .seen_by = N_("The person"),
    .keep = N_("Some weeks after the sign-in has ended"),
    .rows = &PEOPLE_DATA_SESSIONS,
    .handed_out = &SESSION_SHOWN,
    .erase = &PEOPLE_ERASE_SESSIONS,
    .holds = &PEOPLE_HOLDS_SESSIONS,
};

struct erasure_shown {
    int64_t id, asked_at, done_at;
};
static const struct field ERASURE_FIELDS[] = {
    FIELD(ID, struct erasure_shown, id, N_("Id")),
    FIELD(TIME, struct erasure_shown, asked_at, N_("Asked")),
    FIELD(TIME, struct erasure_shown, done_at, N_("Done")),
};
static const struct table ERASURE_SHOWN =
    TABLE("people_erasure", struct erasure_shown, ERASURE_FIELDS);
static const struct privacy_rule ERASURE_RULE = {
    .table = "people_erasure",
    .what = N_("That the person asked to be erased, and when it was done"),
    .purpose = N_("To show that the wish was followed"),
    .seen_by = N_("Those who answer questions about data"),
    .keep = N_("For good; it holds no name"),
    .rows = &PEOPLE_DATA_ERASURE,
    .handed_out = &ERASURE_SHOWN,
};

struct notification_shown {
    int64_t id, due, created_at, done_at;
    struct str kind, detail, channel;
};
static const struct field NOTIFICATION_FIELDS[] = {
    FIELD(ID, struct notification_shown, id, N_("Id")),
    FIELD(TEXT, struct notification_shown, kind, N_("Kind")),
    FIELD(TEXT, struct notification_shown, detail, N_("About")),
    FIELD(TEXT, struct notification_shown, channel, N_("Channel")),
    FIELD(TIME, struct notification_shown, due, N_("Due")),
    FIELD(TIME, struct notification_shown, created_at, N_("Written")),
    FIELD(TIME, struct notification_shown, done_at, N_("Done")),
};
static const struct table NOTIFICATION_SHOWN =
    TABLE("people_notification", struct notification_shown, NOTIFICATION_FIELDS);
static const struct privacy_rule NOTIFICATION_RULE = {
    .table = "people_notification",
    .what = N_("What waited in the person's inbox, and when it was done"),
    .purpose = N_("To remind the person of what is to be done"),
    .seen_by = N_("The person"),
    .keep = N_("Until the person is erased"),
    .rows = &PEOPLE_DATA_NOTIFICATIONS,
    .handed_out = &NOTIFICATION_SHOWN,
    .erase = &PEOPLE_ERASE_NOTIFICATIONS,
};

static const struct privacy_rule PIN_RULE = {
    .table = "people_pin",
    .what = N_("A PIN, in a form that nobody can read"),
    .purpose = N_("To let the person sign in"),
    .seen_by = N_("Nobody"),
    .keep = N_("Until the person is erased"),
    .erase = &PEOPLE_ERASE_PIN,
};
static const struct privacy_rule CODE_RULE = {
    .table = "people_code",
    .what = N_("Codes and links to sign in by, in a form that nobody can read"),
    .purpose = N_("To let the person sign in"),
    .seen_by = N_("Nobody"),
    .keep = N_("A day"),
    .erase = &PEOPLE_ERASE_CODES,
};

struct message_shown {
    int64_t id, created_at, sent_at;
    struct str channel, kind, address, subject, body;
};
static const struct field MESSAGE_FIELDS[] = {
    FIELD(ID, struct message_shown, id, N_("Id")),
    FIELD(TEXT, struct message_shown, channel, N_("Channel")),
    FIELD(TEXT, struct message_shown, kind, N_("Kind")),
    FIELD(TEXT, struct message_shown, address, N_("Address")),
    FIELD(TEXT, struct message_shown, subject, N_("Subject")),
    FIELD(TEXT, struct message_shown, body, N_("Text")),
    FIELD(TIME, struct message_shown, created_at, N_("Written")),
    FIELD(TIME, struct message_shown, sent_at, N_("Sent")),
};
static const struct table MESSAGE_SHOWN = TABLE("outbox", struct message_shown, MESSAGE_FIELDS);
static const struct privacy_rule MESSAGE_RULE = {
    .table = "outbox",
    .what = N_("Mail, text messages and letters to the person"),
    .purpose = N_("To deliver them, and to see that they went"),
    .seen_by = N_("Those who print letters; nobody else reads them"),
    .keep = N_("Some weeks after they were sent"),
    .rows = &OUTBOX_OF_PERSON,
    .handed_out = &MESSAGE_SHOWN,
    .erase = &OUTBOX_ERASE_PERSON,
};

const struct privacy_rule *const PEOPLE_PRIVACY[] = {
    &PERSON_RULE,  &WORD_RULE,         &GRANT_RULE, &LOGIN_RULE, &SESSION_RULE, &ERASURE_RULE,
    &MESSAGE_RULE, &NOTIFICATION_RULE, &PIN_RULE,   &CODE_RULE,  NULL};
