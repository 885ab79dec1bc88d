/* Private to the slice: what the ways through the door share. */
#ifndef SAMSYN_PEOPLE_DOOR_H
#define SAMSYN_PEOPLE_DOOR_H

#include "slices/people/people_events.h"

enum { MINUTE_MS = 60 * 1000, DAY_MS = 24 * 60 * MINUTE_MS, PIN_DIGITS = 6 };

struct door {
    int64_t id;
    int64_t person;
    struct str hash, pin;
    struct str name_hash;
    struct str token_hash;
    struct str device, purpose;
    bool is_first; /* the PIN was made by another */
    int64_t code, tries;
    int64_t misses, first_at, since;
    int64_t real_now, created_at, expires_at, changed_at;
};
extern const struct table DOOR_TABLE;

struct door door_now(void);
/* The door for what somebody typed as their name, at this way ("", "code", "person"): misses are counted
 * by it, whether anybody has that name or not. */
struct door door_named(struct call *call, struct str name, const char *way);
/* LIMITED after too many misses. */
enum status door_refuse_locked(struct call *call, struct tx *tx,
                               const struct door *door) MUST_CHECK;
/* Remembers a miss; with `code`, of that code too. */
enum status door_missed(struct call *call, const struct door *door) MUST_CHECK;
/* Opens a session; `code` is used up in the same transaction, INVALID when somebody was quicker. */
enum status door_open(struct call *call, struct door *door, struct signed_in *out) MUST_CHECK;

/* Whom a typed name means: a mail address, a staff number, a phone number that one person alone has (of
 * several, staff). NOT_FOUND. */
enum status door_person(struct call *call, struct str name, struct person *out) MUST_CHECK;
/* The same name however it was typed. */
struct str door_name(struct call *call, struct str name);

/* INVALID for a password that has too few characters. */
enum status password_refuse_short(struct call *call, struct str password) MUST_CHECK;
bool is_pin(struct str text); /* six digits: no password is */
/* Does it fit? Takes as long for a person who has none. */
bool door_fits(const struct door *keys, struct str typed);

#endif
