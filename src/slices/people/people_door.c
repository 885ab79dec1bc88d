/* The door: signing in and out, passwords, lockout.
 *
 * A wrong password is remembered by a digest of the name that was typed, whether anybody has that name
 * or not, and looking costs the same for both: nobody learns who works here by trying. All times are
 * real ones: a demo whose clock is moved signs nobody out.
 */
#include "slices/people/people_door.h"
#include "people_queries.h"
#include "platform/base/rand.h"
#include "platform/secret/secret.h"
#include "platform/text/fold.h"
#include "platform/text/phone.h"
#include "platform/work/platform.h"

enum { PASSWORD_CHARACTERS = 10, FIRST_PIN_DAYS = 7 };

const struct event_kind SIGNED_IN_EVENT = {
    .name = "person.signed_in",
    .label = N_("Signed in"),
    .thing = N_("Person"),
    .path = "/people/",
};
const struct event_kind SIGNED_OUT_EVENT = {
    .name = "person.signed_out",
    .label = N_("Signed out"),
    .thing = N_("Person"),
    .path = "/people/",
};
const struct event_kind PASSWORD_CHANGED = {
    .name = "person.password_changed",
    .label = N_("Password changed"),
    .thing = N_("Person"),
    .path = "/people/",
};

const struct setting LOCKOUT_MISSES = {
    .key = "people.lockout_misses",
    .label = N_("Wrong passwords before the door closes"),
    .kind = FIELD_KIND_INT,
    .initial = "10",
    .min = 3,
    .max = 100,
    .permission = "setting.manage",
};
const struct setting LOCKOUT_MINUTES = {
    .key = "people.lockout_minutes",
    .label = N_("Minutes that the door stays closed"),
    .kind = FIELD_KIND_INT,
    .initial = "15",
    .min = 1,
    .max = 1440,
    .permission = "setting.manage",
};
const struct setting SESSION_DAYS = {
    .key = "people.session_days",
    .label = N_("Days until one has to sign in again"),
    .kind = FIELD_KIND_INT,
    .initial = "14",
    .min = 1,
    .max = 90,
    .permission = "setting.manage",
};

static const struct field DOOR_FIELDS[] = {
    FIELD(ID, struct door, id, NULL),
    FIELD(ID, struct door, person, NULL),
    FIELD(TEXT, struct door, hash, NULL, .flags = FIELD_SECRET),
    FIELD(TEXT, struct door, pin, NULL, .flags = FIELD_SECRET),
    FIELD(TEXT, struct door, name_hash, NULL, .flags = FIELD_SECRET),
    FIELD(TEXT, struct door, token_hash, NULL, .flags = FIELD_SECRET),
    FIELD(TEXT, struct door, device, NULL),
    FIELD(TEXT, struct door, purpose, NULL),
    FIELD(BOOL, struct door, is_first, NULL),
    FIELD(ID, struct door, code, NULL),
    FIELD(INT, struct door, tries, NULL),
    FIELD(INT, struct door, misses, NULL),
    FIELD(TIME, struct door, first_at, NULL),
    FIELD(TIME, struct door, since, NULL),
    FIELD(TIME, struct door, real_now, NULL),
    FIELD(TIME, struct door, created_at, NULL),
    FIELD(TIME, struct door, expires_at, NULL),
    FIELD(TIME, struct door, changed_at, NULL),
};
const struct table DOOR_TABLE = TABLE("door", struct door, DOOR_FIELDS);

struct door door_now(void)
{
    struct door door;
    row_clear(&DOOR_TABLE, &door);
    door.real_now = real_now_ms();
    return door;
}

/* --- Who is meant --- */

struct str door_name(struct call *call, struct str name)
{
    struct str phone;
    struct str country = phone_country(str_of(call->platform->zone));
    name = str_trim(name);
    bool is_mail = str_find(name, '@', 0) < name.len;
    return !is_mail && phone_parse(call->arena, name, country, &phone)
               ? phone
               : text_fold_keep_marks(call->arena, name);
}

struct door door_named(struct call *call, struct str name, const char *way)
{
    struct door door = door_now();
    struct str counted = str_format(call->arena, "%s%s%.*s", way, way[0] == '\0' ? "" : " ",
                                    STR_ARG(door_name(call, name)));
    struct digest digest = digest_of(counted);
    door.name_hash = digest_hex(call->arena, &digest);
    door.since = door.real_now - setting_int(call->platform, &LOCKOUT_MINUTES) * MINUTE_MS;
    return door;
}

/* The one person at a number; when it is a household's or an office's, the one who works here. */
static enum status at_phone(struct tx *tx, struct str phone, struct person *out)
{
    struct rows people;
    TRY(people_persons_at_phone(tx, phone, &people));
    const struct person *person = people.at;
    const struct person *staff = NULL;
    size_t staff_count = 0;
    for (size_t i = 0; i < people.count; i++) {
        if (str_equal(person[i].kind, STR("staff"))) {
            staff = &person[i];
            staff_count++;
        }
    }
    if (staff_count != 1 && people.count != 1) {
        return NOT_FOUND;
    }
    *out = staff_count == 1 ? *staff : person[0];
    return OK;
}

enum status door_person(struct call *call, struct str name, struct person *out)
{
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    name = str_trim(name);
    if (str_is_empty(name)) {
        return NOT_FOUND;
    }
    if (str_find(name, '@', 0) < name.len) {
        return people_person_find(tx, name, out);
    }
    enum status status = people_person_find_external(tx, name, out);
    struct str phone;
    bool is_phone =
        phone_parse(call->arena, name, phone_country(str_of(call->platform->zone)), &phone);
    return status == NOT_FOUND && is_phone ? at_phone(tx, phone, out) : status;
}

bool is_pin(struct str text)
{
    bool is_digits = text.len == PIN_DIGITS;
    for (size_t i = 0; i < text.len && is_digits; i++) {
        is_digits = text.at[i] >= '0' && text.at[i] <= '9';
    }
    return is_digits;
}

bool door_fits(const struct door *keys, struct str typed)
{
    struct str stored = is_pin(typed) ? keys->pin : keys->hash;
    bool is_over = is_pin(typed) && keys->is_first &&
                   keys->changed_at + FIRST_PIN_DAYS * (int64_t)DAY_MS < real_now_ms();
    if (str_is_empty(stored) || is_over) {
        return password_fits_nobody(typed);
    }
    return password_fits(stored, typed);
}

static enum status emit(struct tx *tx, const struct event_kind *kind, int64_t person)
{
    struct event event = {
        .kind = kind, .subject_table = &PERSON_TABLE, .subject = person, .cause = NO_INT};
    int64_t id = NO_INT;
    return event_emit(tx, &event, &id);
}

/* --- Lockout --- */

enum status door_refuse_locked(struct call *call, struct tx *tx, const struct door *door)
{
    struct door found;
    TRY(query_one(tx, &PEOPLE_MISSES, bind_row(&DOOR_TABLE, door), &DOOR_TABLE, &found));
    if (found.misses < setting_int(call->platform, &LOCKOUT_MISSES)) {
        return OK;
    }
    int64_t window_ms = door->real_now - door->since;
    int64_t wait_ms = found.first_at + window_ms - door->real_now;
    call->err->retry_after_s = wait_ms > 1000 ? wait_ms / 1000 : 1;
    struct err_item *item = err_add(
        call->err, N_("Too many wrong passwords. The door opens again in {minutes} minutes."));
    err_int(item, "minutes", wait_ms / MINUTE_MS + 1);
    return LIMITED;
}

static enum status remember_miss(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    struct door door = *(const struct door *)in;
    door.id = id_new();
    int64_t changed = 0;
    TRY(query_run(tx, &PEOPLE_MISSES_SWEEP, bind_row(&DOOR_TABLE, &door), &changed));
    if (door.code != NO_INT) {
        TRY(query_run(tx, &PEOPLE_CODE_MISSED, bind_row(&DOOR_TABLE, &door), &changed));
    }
    return query_run(tx, &PEOPLE_MISS_INSERT, bind_row(&DOOR_TABLE, &door), &changed);
}

enum status door_missed(struct call *call, const struct door *door)
{
    struct once *once = call->once; /* for the change that may follow another time */
    call->once = NULL;
    enum status status = call_write(call, "session.miss", remember_miss, door, NULL);
    call->once = once;
    return status;
}

/* --- Sessions --- */

static enum status open_session(struct tx *tx, const void *in, void *out, struct err *err)
{
    const struct door *door = in;
    struct signed_in *opened = out;
    int64_t changed = 0;
    if (door->code != NO_INT) {
        TRY(query_run(tx, &PEOPLE_CODE_USED, bind_row(&DOOR_TABLE, door), &changed));
        if (changed == 0) {
            return err_return(err, INVALID, N_("This was used already. Ask for a new one."));
        }
    }
    if (!str_is_empty(door->name_hash)) {
        TRY(query_run(tx, &PEOPLE_MISSES_FORGET, bind_row(&DOOR_TABLE, door), &changed));
    }
    TRY(query_run(tx, &PEOPLE_SESSION_INSERT, bind_row(&DOOR_TABLE, door), &changed));
    TRY(emit(tx, &SIGNED_IN_EVENT, door->person));
    opened->id = door->id;
    return OK;
}

enum status door_open(struct call *call, struct door *door, struct signed_in *out)
{
    struct str token = token_new(call->arena);
    if (str_is_empty(door->device)) {
        door->device = people_device(call->arena, call->agent);
    }
    door->id = id_new();
    door->token_hash = hex_encode(call->arena, token_digest(call->arena, token));
    door->created_at = door->real_now;
    door->expires_at = door->real_now + setting_int(call->platform, &SESSION_DAYS) * DAY_MS;
    call->once = NULL; /* a second sign-in is a second session: nothing to repeat */
    call->actor.person = door->person;
    struct signed_in opened = {0};
    TRY(call_write(call, "session.open", open_session, door, &opened));
    *out = (struct signed_in){opened.id, door->person, token, door->is_first};
    return OK;
}

enum status people_sign_in(struct call *call, const struct sign_in *wanted, struct signed_in *out)
{
    struct door door = door_named(call, wanted->email, "");
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    TRY(door_refuse_locked(call, tx, &door));
    struct person person = {.id = NO_INT};
    enum status status = door_person(call, wanted->email, &person);
    if (status != OK && status != NOT_FOUND) {
        return status;
    }
    door.person = status == OK ? person.id : NO_INT;
    struct door keys = door_now();
    status = query_one(tx, &PEOPLE_KEYS_OF, bind_row(&DOOR_TABLE, &door), &DOOR_TABLE, &keys);
    if (status != OK && status != NOT_FOUND) {
        return status;
    }
    if (!door_fits(&keys, wanted->password)) {
        TRY(door_missed(call, &door));
        return err_return(call->err, INVALID,
                          N_("The name or the password is not right. Try again."));
    }
    door.is_first = is_pin(wanted->password) && keys.is_first;
    return door_open(call, &door, out);
}

enum status people_session_open(struct call *call, int64_t person, struct str device,
                                struct signed_in *out)
{
    struct door door = door_now();
    door.person = person;
    door.device = device;
    return door_open(call, &door, out);
}

static enum status end_session(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    const struct door *door = in;
    int64_t changed = 0;
    TRY(query_run(tx, &PEOPLE_SESSION_REVOKE, bind_row(&DOOR_TABLE, door), &changed));
    return changed == 0 ? NOT_FOUND : emit(tx, &SIGNED_OUT_EVENT, door->person);
}

enum status people_session_end(struct call *call, int64_t person, int64_t session)
{
    struct door door = door_now();
    door.person = person;
    door.id = session;
    return call_write(call, "session.end", end_session, &door, NULL);
}

static enum status end_other_sessions(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    const struct door *door = in;
    int64_t changed = 0;
    TRY(query_run(tx, &PEOPLE_SESSIONS_REVOKE_OTHERS, bind_row(&DOOR_TABLE, door), &changed));
    return changed == 0 ? OK : emit(tx, &SIGNED_OUT_EVENT, door->person);
}

enum status people_sessions_end_others(struct call *call, int64_t person, int64_t session)
{
    struct door door = door_now();
    door.person = person;
    door.id = session;
    return call_write(call, "session.end_others", end_other_sessions, &door, NULL);
}

/* --- Passwords --- */

enum status people_password_check(struct call *call, int64_t person, struct str password)
{
    /* Its own count, so that a stolen session cannot try passwords for ever. */
    struct door door =
        door_named(call, str_format(call->arena, "%lld", (long long)person), "person");
    door.person = person;
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    TRY(door_refuse_locked(call, tx, &door));
    struct door keys;
    TRY(query_one(tx, &PEOPLE_KEYS_OF, bind_row(&DOOR_TABLE, &door), &DOOR_TABLE, &keys));
    if (door_fits(&keys, password)) {
        return OK;
    }
    TRY(door_missed(call, &door));
    return err_return_field(call->err, "current", N_("This is not your password."));
}

static enum status set_password(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    const struct door *door = in;
    int64_t changed = 0;
    TRY(query_run(tx, &PEOPLE_LOGIN_PUT, bind_row(&DOOR_TABLE, door), &changed));
    TRY(query_run(tx, &PEOPLE_SESSIONS_REVOKE_OTHERS, bind_row(&DOOR_TABLE, door), &changed));
    return emit(tx, &PASSWORD_CHANGED, door->person);
}

enum status password_refuse_short(struct call *call, struct str password)
{
    if (str_rune_count(password) >= PASSWORD_CHARACTERS) {
        return OK;
    }
    struct err_item *item =
        err_add_field(call->err, "password", N_("A password has at least {least} characters."));
    err_int(item, "least", PASSWORD_CHARACTERS);
    return INVALID;
}

enum status people_password_set(struct call *call, int64_t person, struct str password,
                                int64_t session)
{
    TRY(password_refuse_short(call, password));
    struct door door = door_now();
    door.person = person;
    door.id = session == NO_INT ? 0 : session;
    door.changed_at = door.real_now;
    TRY(password_hash(call->arena, password, &door.hash, call->err));
    return call_write(call, "person.password", set_password, &door, NULL);
}
