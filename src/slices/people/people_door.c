/* The door: signing in and out, passwords, lockout.
 *
 * A wrong password is remembered by a digest of the name that was typed, whether anybody has that name
 * or not, and looking costs the same for both: nobody learns who works here by trying. All times are
 * real ones: a demo whose clock is moved signs nobody out.
 */
#include "people_queries.h"
#include "platform/base/rand.h"
#include "platform/secret/secret.h"
#include "platform/text/fold.h"
#include "platform/work/platform.h"
#include "slices/people/people_events.h"

enum { MINUTE_MS = 60 * 1000, DAY_MS = 24 * 60 * MINUTE_MS, PASSWORD_CHARACTERS = 10 };

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

struct door {
    int64_t id;
    int64_t person;
    struct str email_folded;
    struct str hash;
    struct str name_hash;
    struct str token_hash;
    struct str device;
    int64_t misses, first_at, since;
    int64_t real_now, created_at, expires_at, changed_at;
};
static const struct field DOOR_FIELDS[] = {
    FIELD(ID, struct door, id, NULL),
    FIELD(ID, struct door, person, NULL),
    FIELD(TEXT, struct door, email_folded, NULL),
    FIELD(TEXT, struct door, hash, NULL, .flags = FIELD_SECRET),
    FIELD(TEXT, struct door, name_hash, NULL, .flags = FIELD_SECRET),
    FIELD(TEXT, struct door, token_hash, NULL, .flags = FIELD_SECRET),
    FIELD(TEXT, struct door, device, NULL),
    FIELD(INT, struct door, misses, NULL),
    FIELD(TIME, struct door, first_at, NULL),
    FIELD(TIME, struct door, since, NULL),
    FIELD(TIME, struct door, real_now, NULL),
    FIELD(TIME, struct door, created_at, NULL),
    FIELD(TIME, struct door, expires_at, NULL),
    FIELD(TIME, struct door, changed_at, NULL),
};
static const struct table DOOR_TABLE = TABLE("door", struct door, DOOR_FIELDS);

static struct door door_now(void)
{
    struct door door;
    row_clear(&DOOR_TABLE, &door);
    door.real_now = real_now_ms();
    return door;
}

static enum status emit(struct tx *tx, const struct event_kind *kind, int64_t person)
{
    struct event event = {
        .kind = kind, .subject_table = &PERSON_TABLE, .subject = person, .cause = NO_INT};
    int64_t id = NO_INT;
    return event_emit(tx, &event, &id);
}

/* --- Lockout --- */

static enum status refuse_when_locked(struct call *call, struct tx *tx, const struct door *door)
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
    return query_run(tx, &PEOPLE_MISS_INSERT, bind_row(&DOOR_TABLE, &door), &changed);
}

/* --- Sessions --- */

static enum status open_session(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)err;
    const struct door *door = in;
    struct signed_in *opened = out;
    int64_t changed = 0;
    if (!str_is_empty(door->name_hash)) {
        TRY(query_run(tx, &PEOPLE_MISSES_FORGET, bind_row(&DOOR_TABLE, door), &changed));
    }
    TRY(query_run(tx, &PEOPLE_SESSION_INSERT, bind_row(&DOOR_TABLE, door), &changed));
    TRY(emit(tx, &SIGNED_IN_EVENT, door->person));
    opened->id = door->id;
    return OK;
}

static enum status write_session(struct call *call, struct door *door, struct signed_in *out)
{
    struct str token = token_new(call->arena);
    door->id = id_new();
    door->token_hash = hex_encode(call->arena, token_digest(call->arena, token));
    door->created_at = door->real_now;
    door->expires_at = door->real_now + setting_int(call->platform, &SESSION_DAYS) * DAY_MS;
    call->once = NULL; /* a second sign-in is a second session: nothing to repeat */
    call->actor.person = door->person;
    struct signed_in opened = {0};
    TRY(call_write(call, "session.open", open_session, door, &opened));
    *out = (struct signed_in){opened.id, door->person, token};
    return OK;
}

enum status people_sign_in(struct call *call, const struct sign_in *wanted, struct signed_in *out)
{
    struct door door = door_now();
    door.email_folded = text_fold_keep_marks(call->arena, wanted->email);
    struct digest digest = digest_of(door.email_folded);
    door.name_hash = digest_hex(call->arena, &digest);
    door.since = door.real_now - setting_int(call->platform, &LOCKOUT_MINUTES) * MINUTE_MS;
    door.device = wanted->device;
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    TRY(refuse_when_locked(call, tx, &door));
    struct door found;
    enum status status =
        query_one(tx, &PEOPLE_LOGIN_BY_NAME, bind_row(&DOOR_TABLE, &door), &DOOR_TABLE, &found);
    if (status != OK && status != NOT_FOUND) {
        return status;
    }
    bool fits = status == OK ? password_fits(found.hash, wanted->password)
                             : password_fits_nobody(wanted->password);
    if (!fits) {
        call->once = NULL;
        TRY(call_write(call, "session.miss", remember_miss, &door, NULL));
        return err_return(call->err, INVALID,
                          N_("The address or the password is not right. Try again."));
    }
    door.person = found.person;
    return write_session(call, &door, out);
}

enum status people_session_open(struct call *call, int64_t person, struct str device,
                                struct signed_in *out)
{
    struct door door = door_now();
    door.person = person;
    door.device = device;
    return write_session(call, &door, out);
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

/* --- Passwords --- */

enum status people_password_check(struct call *call, int64_t person, struct str password)
{
    struct door door = door_now();
    door.id = person;
    /* Its own count, so that a stolen session cannot try passwords for ever. */
    struct str name = str_format(call->arena, "person %lld", (long long)person);
    struct digest digest = digest_of(name);
    door.name_hash = digest_hex(call->arena, &digest);
    door.since = door.real_now - setting_int(call->platform, &LOCKOUT_MINUTES) * MINUTE_MS;
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    TRY(refuse_when_locked(call, tx, &door));
    struct door found;
    TRY(query_one(tx, &PEOPLE_LOGIN_OF, bind_row(&DOOR_TABLE, &door), &DOOR_TABLE, &found));
    if (password_fits(found.hash, password)) {
        return OK;
    }
    struct once *once = call->once; /* for the change that may follow another time */
    call->once = NULL;
    TRY(call_write(call, "session.miss", remember_miss, &door, NULL));
    call->once = once;
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

enum status people_password_set(struct call *call, int64_t person, struct str password,
                                int64_t session)
{
    if (str_rune_count(password) < PASSWORD_CHARACTERS) {
        struct err_item *item =
            err_add_field(call->err, "password", N_("A password has at least {least} characters."));
        err_int(item, "least", PASSWORD_CHARACTERS);
        return INVALID;
    }
    struct door door = door_now();
    door.person = person;
    door.id = session == NO_INT ? 0 : session;
    door.changed_at = door.real_now;
    TRY(password_hash(call->arena, password, &door.hash, call->err));
    return call_write(call, "person.password", set_password, &door, NULL);
}
