/* Other ways through the door: a code by SMS, a link, a PIN from whoever leads one.
 *
 * Whoever asks for a code or a link gets the same answer, after the same work, whether anybody is known
 * by that name or not. Codes live ten minutes and stand five tries; misses count towards the lockout of
 * their own way. What is stored opens nothing: a code and a PIN as argon2id makes them, a link's digest.
 */
#include "people_queries.h"
#include "platform/base/rand.h"
#include "platform/secret/secret.h"
#include "platform/work/message.h"
#include "platform/work/platform.h"
#include "slices/people/people_door.h"

#include <inttypes.h>

enum {
    CODE_MINUTES = 10,
    LINK_MINUTES = 30,
    CODE_TRIES = 5,
    CODE_BELOW = 1000000,
    PURPOSE_DAYS = 1
};

const struct event_kind PIN_MADE = {
    .name = "person.pin_made",
    .label = N_("PIN made"),
    .thing = N_("Person"),
    .path = "/people/",
};
const struct event_kind PIN_CHANGED = {
    .name = "person.pin_changed",
    .label = N_("PIN changed"),
    .thing = N_("Person"),
    .path = "/people/",
};

/* Evenly spread: what would favour low digits is drawn again. */
static struct str six_digits(struct arena *arena)
{
    const uint32_t most = UINT32_MAX - UINT32_MAX % CODE_BELOW;
    uint32_t drawn = 0;
    do {
        secret_random(&drawn, sizeof(drawn));
    } while (drawn >= most);
    return str_format(arena, "%06u", (unsigned)(drawn % CODE_BELOW));
}

struct sending {
    struct door door;
    struct people_message message;
};

static enum status put_code(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    struct sending sending = *(const struct sending *)in;
    struct door old = door_now();
    old.since = old.real_now - PURPOSE_DAYS * (int64_t)DAY_MS;
    int64_t changed = 0;
    TRY(query_run(tx, &PEOPLE_CODES_SWEEP, bind_row(&DOOR_TABLE, &old), &changed));
    TRY(query_run(tx, &PEOPLE_CODE_INSERT, bind_row(&DOOR_TABLE, &sending.door), &changed));
    if (sending.door.person == NO_INT) {
        return OK;
    }
    struct str channel;
    return people_message_put(tx, &sending.message, &channel);
}

/* The person's own language, else the one that the page was asked in. */
static const struct language *language_of(const struct call *call, const struct person *person)
{
    const struct language *own = language_find(person->language);
    return own == NULL ? call->language : own;
}

static enum status find_person(struct call *call, struct str name, struct person *out)
{
    row_clear(&PERSON_TABLE, out);
    enum status status = door_person(call, name, out);
    if (status == NOT_FOUND) {
        out->id = NO_INT;
        return OK;
    }
    return status;
}

static enum status send_code(struct call *call, struct sending *sending, const char *purpose,
                             int minutes, const struct person *person)
{
    struct door *door = &sending->door;
    door->id = id_new();
    door->purpose = str_of(purpose);
    door->person = person->id;
    door->expires_at = door->real_now + minutes * (int64_t)MINUTE_MS;
    sending->message.person = person->id;
    sending->message.kind = "people.code";
    sending->message.key = str_format(call->arena, "people.code:%" PRId64, door->id);
    sending->message.is_at_once = true;
    sending->message.is_secret = true;
    call->once = NULL; /* asked again is sent again */
    return call_write(call, "door.code", put_code, sending, NULL);
}

static struct str with_text(struct call *call, const struct language *language, const char *message,
                            const char *name, struct str value)
{
    struct err_argument argument = {.name = name, .kind = ERR_TEXT, .text = value};
    return translate_with(call->arena, language, message, &argument, 1);
}

enum status people_code_ask(struct call *call, struct str name)
{
    struct person person;
    TRY(find_person(call, name, &person));
    struct str code = six_digits(call->arena);
    struct sending sending = {.door = door_named(call, name, "code")};
    TRY(password_hash(call->arena, code, &sending.door.hash, call->err));
    const struct language *language = language_of(call, &person);
    sending.message.only = CHANNEL_SMS;
    sending.message.language = str_of(language_key(language));
    sending.message.text = with_text(
        call, language, N_("Your code is {code}. It holds for ten minutes. Tell it to nobody."),
        "code", code);
    return send_code(call, &sending, "code", CODE_MINUTES, &person);
}

enum status people_code_use(struct call *call, struct str name, struct str code,
                            struct signed_in *out)
{
    struct door door = door_named(call, name, "code");
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    TRY(door_refuse_locked(call, tx, &door));
    struct door found = door_now();
    enum status status =
        query_one(tx, &PEOPLE_CODE_NEWEST, bind_row(&DOOR_TABLE, &door), &DOOR_TABLE, &found);
    if (status != OK && status != NOT_FOUND) {
        return status;
    }
    bool is_open = status == OK && found.tries < CODE_TRIES;
    bool fits = is_open ? password_fits(found.hash, str_trim(code)) : password_fits_nobody(code);
    door.code = status == OK ? found.code : NO_INT;
    if (!fits || found.person == NO_INT) {
        TRY(door_missed(call, &door));
        return err_return_field(call->err, "code",
                                N_("The code is not right, or too old. Try again."));
    }
    door.person = found.person;
    return door_open(call, &door, out);
}

/* --- Links --- */

enum status people_link_ask(struct call *call, const struct link_wanted *wanted)
{
    struct person person;
    TRY(find_person(call, wanted->name, &person));
    bool is_mail = str_find(wanted->name, '@', 0) < wanted->name.len;
    const char *purpose = wanted->is_for_password ? "password" : "link";
    struct str token = token_new(call->arena);
    struct sending sending = {.door = door_named(call, wanted->name, purpose)};
    sending.door.hash = hex_encode(call->arena, token_digest(call->arena, token));
    const struct language *language = language_of(call, &person);
    struct str url = str_format(call->arena, "%.*s/sign-in/%s/%.*s", STR_ARG(wanted->site), purpose,
                                STR_ARG(token));
    sending.message.only = is_mail ? CHANNEL_MAIL : CHANNEL_SMS;
    sending.message.language = str_of(language_key(language));
    sending.message.subject =
        translate(language, wanted->is_for_password ? N_("Choose a new password")
                                                    : N_("Your link to sign in"));
    sending.message.text =
        with_text(call, language,
                  wanted->is_for_password ? N_("Choose a new password here: {url} The link holds "
                                               "for half an hour. If you did not "
                                               "ask for it, do nothing.")
                                          : N_("Sign in here: {url} The link holds for half an "
                                               "hour and works once. If you did not "
                                               "ask for it, do nothing."),
                  "url", url);
    return send_code(call, &sending, purpose, LINK_MINUTES, &person);
}

static enum status find_link(struct call *call, struct str token, const char *purpose,
                             struct door *out)
{
    struct door door = door_now();
    door.purpose = str_of(purpose);
    door.hash = hex_encode(call->arena, token_digest(call->arena, token));
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    struct door found;
    enum status status =
        query_one(tx, &PEOPLE_CODE_BY_TOKEN, bind_row(&DOOR_TABLE, &door), &DOOR_TABLE, &found);
    if (status == NOT_FOUND) {
        return err_return(call->err, GONE,
                          N_("This link was used already, or is too old. Ask for a new one."));
    }
    TRY(status);
    door.person = found.person;
    door.code = found.code;
    *out = door;
    return OK;
}

enum status people_link_check(struct call *call, struct str token, bool is_for_password)
{
    struct door door;
    return find_link(call, token, is_for_password ? "password" : "link", &door);
}

enum status people_link_use(struct call *call, struct str token, struct signed_in *out)
{
    struct door door;
    TRY(find_link(call, token, "link", &door));
    return door_open(call, &door, out);
}

enum status people_link_password(struct call *call, struct str token, struct str password,
                                 struct signed_in *out)
{
    struct door door;
    TRY(find_link(call, token, "password", &door));
    call->actor.person = door.person;
    TRY(people_password_set(call, door.person, password, NO_INT));
    return door_open(call, &door, out);
}

/* --- PINs --- */

static enum status put_pin(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    const struct door *door = in;
    int64_t changed = 0;
    TRY(query_run(tx, &PEOPLE_PIN_PUT, bind_row(&DOOR_TABLE, door), &changed));
    struct event event = {.kind = door->is_first ? &PIN_MADE : &PIN_CHANGED,
                          .subject_table = &PERSON_TABLE,
                          .subject = door->person,
                          .cause = NO_INT};
    int64_t id = NO_INT;
    return event_emit(tx, &event, &id);
}

static enum status write_pin(struct call *call, int64_t person, struct str pin, bool is_first)
{
    struct door door = door_now();
    door.person = person;
    door.is_first = is_first;
    door.changed_at = door.real_now;
    TRY(password_hash(call->arena, pin, &door.hash, call->err));
    return call_write(call, "person.pin", put_pin, &door, NULL);
}

enum status people_pin_make(struct call *call, int64_t person, struct str *out_pin)
{
    struct str pin = six_digits(call->arena);
    call->once = NULL; /* asked again is another PIN: the first was shown once */
    TRY(write_pin(call, person, pin, true));
    *out_pin = pin;
    return OK;
}

/* 111111, 123456, 654321: what somebody else would try first. */
static bool is_easy(struct str pin)
{
    bool is_row = true;
    for (size_t i = 2; i < pin.len; i++) {
        is_row = is_row && pin.at[i] - pin.at[i - 1] == pin.at[1] - pin.at[0];
    }
    int step = pin.at[1] - pin.at[0];
    return is_row && step >= -1 && step <= 1;
}

enum status people_pin_set(struct call *call, int64_t person, struct str pin)
{
    if (!is_pin(pin)) {
        return err_return_field(call->err, "pin", N_("A PIN has six digits."));
    }
    if (is_easy(pin)) {
        return err_return_field(call->err, "pin", N_("This PIN is too easy to guess."));
    }
    return write_pin(call, person, pin, false);
}
