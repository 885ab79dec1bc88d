/* People: what is worked out of what is said of them, what cannot be, adding, changing, finding. The same
 * few functions serve one person on a page and five hundred of a file. */
#include "people_queries.h"
#include "platform/base/rand.h"
#include "platform/secret/secret.h"
#include "platform/text/fold.h"
#include "platform/text/phone.h"
#include "platform/work/platform.h"
#include "slices/people/people.h"
#include "slices/people/people_door.h"
#include "slices/words.h"

#include <string.h>

const struct event_kind PERSON_ADDED = {
    .name = "person.added",
    .label = N_("Person added"),
    .thing = N_("Person"),
    .path = "/people/",
};
const struct event_kind PERSON_CHANGED = {
    .name = "person.changed",
    .label = N_("Person changed"),
    .thing = N_("Person"),
    .path = "/people/",
};

/* --- What is worked out --- */

/* Composed letters, one blank between words; absent when nothing is left. */
static struct str tidy(struct arena *arena, struct str text)
{
    struct str rest = text_normalize(arena, str_trim(text));
    struct str tidied = {NULL, 0};
    struct str word;
    if (str_find_str(rest, STR("  ")) == rest.len) {
        return rest.len == 0 ? tidied : rest;
    }
    while (str_next(&rest, ' ', &word)) {
        if (word.len > 0) {
            tidied = str_format(arena, "%.*s%s%.*s", STR_ARG(tidied), tidied.len > 0 ? " " : "",
                                STR_ARG(word));
        }
    }
    return tidied;
}

static enum status put_email(const struct person_writer *writer, struct person *person)
{
    person->email_folded = (struct str){NULL, 0};
    if (str_is_empty(person->email)) {
        return OK;
    }
    struct str email = person->email;
    size_t at = str_find(email, '@', 0);
    bool is_address = at > 0 && at + 1 < email.len && str_find(email, ' ', 0) == email.len &&
                      str_find(email, '@', at + 1) == email.len;
    if (!is_address) {
        return err_return_field(writer->err, "email", N_("This is not an e-mail address."));
    }
    person->email_folded = text_fold_keep_marks(tx_arena(writer->tx), email);
    return OK;
}

static enum status put_phone(const struct person_writer *writer, struct person *person)
{
    struct arena *arena = tx_arena(writer->tx);
    person->phone_folded = (struct str){NULL, 0};
    if (str_is_empty(person->phone)) {
        return OK;
    }
    if (!phone_parse(arena, person->phone, writer->country, &person->phone)) {
        return err_return_field(writer->err, "phone",
                                N_("This is not a phone number. Write it as you would dial it."));
    }
    person->phone_folded = phone_digits(arena, person->phone);
    return OK;
}

static void put_words(struct arena *arena, struct person *person)
{
    struct str found_by[] = {person->name, person->email, person->phone_folded, person->external_id,
                             person->title};
    person->words = words_join(arena, found_by, sizeof(found_by) / sizeof(found_by[0]));
}

enum status people_person_prepare(const struct person_writer *writer, struct person *person)
{
    struct arena *arena = tx_arena(writer->tx);
    struct str *texts[] = {&person->name,        &person->email,   &person->title,
                           &person->external_id, &person->street,  &person->postcode,
                           &person->city,        &person->country, &person->phone};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        *texts[i] = tidy(arena, *texts[i]);
    }
    if (str_is_empty(person->name)) {
        return err_return_field(writer->err, "name", N_("Write a name."));
    }
    if (str_is_empty(person->kind)) {
        person->kind = STR("staff");
    }
    person->name_key = text_sort_key(arena, writer->language, person->name);
    TRY(put_email(writer, person));
    TRY(put_phone(writer, person));
    put_words(arena, person);
    return OK;
}

/* --- Finding --- */

static enum status find_by(struct tx *tx, const struct query *query, const struct person *wanted,
                           struct person *out)
{
    return query_one(tx, query, bind_row(&PERSON_TABLE, wanted), &PERSON_TABLE, out);
}

enum status people_person_find(struct tx *tx, struct str email, struct person *out)
{
    struct person wanted;
    row_clear(&PERSON_TABLE, &wanted);
    wanted.email_folded = text_fold_keep_marks(tx_arena(tx), str_trim(email));
    return find_by(tx, &PEOPLE_PERSON_BY_EMAIL, &wanted, out);
}

enum status people_person_find_external(struct tx *tx, struct str external_id, struct person *out)
{
    struct person wanted;
    row_clear(&PERSON_TABLE, &wanted);
    wanted.external_id = tidy(tx_arena(tx), external_id);
    return find_by(tx, &PEOPLE_PERSON_BY_EXTERNAL_ID, &wanted, out);
}

enum status people_persons_at_phone(struct tx *tx, struct str phone, struct rows *out_people)
{
    struct person wanted;
    row_clear(&PERSON_TABLE, &wanted);
    wanted.phone = phone;
    wanted.phone_folded = phone_digits(tx_arena(tx), phone);
    out_people->table = &PERSON_TABLE;
    return query_rows(tx, tx_arena(tx), &PEOPLE_PERSONS_BY_PHONE, bind_row(&PERSON_TABLE, &wanted),
                      out_people);
}

/* --- Writing --- */

/* CONFLICT for what another has already. `before`: NULL for somebody new. */
static enum status refuse_taken(const struct person_writer *writer, const struct person *before,
                                const struct person *person)
{
    struct person other;
    bool has_new_email = !str_is_empty(person->email_folded) &&
                         (before == NULL || !str_equal(before->email_folded, person->email_folded));
    enum status status =
        has_new_email ? find_by(writer->tx, &PEOPLE_PERSON_BY_EMAIL, person, &other) : NOT_FOUND;
    if (status == OK && other.id != person->id) {
        err_add_field(writer->err, "email", N_("Somebody already signs in with this address."));
        return CONFLICT;
    }
    bool has_new_id = !str_is_empty(person->external_id) &&
                      (before == NULL || !str_equal(before->external_id, person->external_id));
    if ((status == OK || status == NOT_FOUND) && has_new_id) {
        status = find_by(writer->tx, &PEOPLE_PERSON_BY_EXTERNAL_ID, person, &other);
        if (status == OK && other.id != person->id) {
            err_add_field(writer->err, "external_id", N_("Somebody else has this id."));
            return CONFLICT;
        }
    }
    return status == NOT_FOUND ? OK : status;
}

static enum status replace_words(struct tx *tx, const struct person *before,
                                 const struct person *after)
{
    if (str_equal(before->words, after->words)) {
        return OK;
    }
    TRY(words_write(tx, &PEOPLE_WORD_FORGET, before->id, before->words));
    return words_write(tx, &PEOPLE_WORD_PUT, after->id, after->words);
}

static enum status event_for(const struct person_writer *writer, const struct event_kind *kind,
                             int64_t person, int64_t *out_event)
{
    if (writer->event != NO_INT) {
        *out_event = writer->event;
        return OK;
    }
    struct event event = {
        .kind = kind, .subject_table = &PERSON_TABLE, .subject = person, .cause = NO_INT};
    return event_emit(writer->tx, &event, out_event);
}

enum status people_person_insert(const struct person_writer *writer, struct person *person)
{
    TRY(people_person_prepare(writer, person));
    if (person->id == 0 || person->id == NO_INT) {
        person->id = id_new();
    }
    TRY(refuse_taken(writer, NULL, person));
    person->known_since = tx_now(writer->tx);
    person->erased_at = NO_TIME;
    int64_t event = NO_INT;
    TRY(event_for(writer, &PERSON_ADDED, person->id, &event));
    TRY(entity_insert(writer->tx, &PERSON_ENTITY, event, person));
    return words_write(writer->tx, &PEOPLE_WORD_PUT, person->id, person->words);
}

enum status people_person_update(const struct person_writer *writer, const struct person *before,
                                 struct person *after)
{
    TRY(people_person_prepare(writer, after));
    if (entity_difference(&PERSON_TABLE, before, after) == 0) {
        return OK;
    }
    TRY(refuse_taken(writer, before, after));
    int64_t event = NO_INT;
    TRY(event_for(writer, &PERSON_CHANGED, before->id, &event));
    TRY(entity_update(writer->tx, &PERSON_ENTITY, event, before, after));
    return replace_words(writer->tx, before, after);
}

enum status people_person_remove(const struct person_writer *writer, const struct person *person)
{
    TRY(words_write(writer->tx, &PEOPLE_WORD_FORGET, person->id, person->words));
    return entity_remove(writer->tx, &PERSON_ENTITY, writer->event, person);
}

/* --- People from before words were kept --- */

static enum status add_words(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)err;
    const struct language *language = in;
    struct rows rows = {.table = &PERSON_TABLE};
    TRY(query_rows(tx, tx_arena(tx), &PEOPLE_PERSONS_WITHOUT_WORDS, bind_none(), &rows));
    const struct person *person = rows.at;
    struct person_writer writer = {.tx = tx, .language = language, .event = NO_INT};
    for (size_t i = 0; i < rows.count; i++) {
        struct person after = person[i];
        put_words(tx_arena(tx), &after);
        TRY(entity_update(tx, &PERSON_ENTITY, writer.event, &person[i], &after));
        TRY(replace_words(tx, &person[i], &after));
    }
    *(size_t *)out = rows.count;
    return OK;
}

enum status people_words_sync(struct call *call)
{
    size_t count = 0;
    do {
        TRY(call_write(call, "person.words", add_words, call->platform->language, &count));
    } while (count > 0);
    return OK;
}

/* --- Verbs --- */

struct login_row {
    int64_t person;
    struct str hash;
    int64_t changed_at;
};
static const struct field LOGIN_FIELDS[] = {
    FIELD(ID, struct login_row, person, NULL),
    FIELD(TEXT, struct login_row, hash, NULL, .flags = FIELD_SECRET),
    FIELD(TIME, struct login_row, changed_at, NULL),
};
static const struct table LOGIN_TABLE = TABLE("people_login", struct login_row, LOGIN_FIELDS);

struct person_in {
    const struct language *language;
    struct str country;
    struct person person;
    struct str hash;
    bool may_protect;
};

static struct person_in person_in(const struct call *call, const struct person *person)
{
    return (struct person_in){.language = call->platform->language,
                              .country = phone_country(str_of(call->platform->zone)),
                              .person = *person};
}

static struct person_writer writer_of(struct tx *tx, const struct person_in *in, struct err *err)
{
    return (struct person_writer){
        .tx = tx, .language = in->language, .country = in->country, .event = NO_INT, .err = err};
}

static enum status person_add(struct tx *tx, const void *in, void *out, struct err *err)
{
    const struct person_in *wanted = in;
    struct person_writer writer = writer_of(tx, wanted, err);
    struct person person = wanted->person;
    person.id = NO_INT;
    TRY(people_person_insert(&writer, &person));
    if (!str_is_empty(wanted->hash)) {
        struct login_row login = {person.id, wanted->hash, real_now_ms()};
        int64_t changed = 0;
        TRY(query_run(tx, &PEOPLE_LOGIN_PUT, bind_row(&LOGIN_TABLE, &login), &changed));
    }
    memcpy(out, &person.id, sizeof(person.id));
    return OK;
}

enum status people_person_add(struct call *call, const struct person_new *wanted, int64_t *out_id)
{
    struct person_in insert = person_in(call, &wanted->person);
    if (str_is_empty(str_trim(insert.person.name))) {
        return err_return_field(call->err, "name", N_("Write a name."));
    }
    if (!str_is_empty(wanted->password)) {
        TRY(password_refuse_short(call, wanted->password));
        TRY(password_hash(call->arena, wanted->password, &insert.hash, call->err));
    }
    return call_write(call, "person.add", person_add, &insert, out_id);
}

static enum status person_save(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    const struct person_in *wanted = in;
    struct person before;
    TRY(entity_get(tx, &PERSON_ENTITY, wanted->person.id, &before));
    if (before.version != wanted->person.version) {
        return err_return(err, CONFLICT, N_("Somebody else saved this meanwhile."));
    }
    struct person after = wanted->person;
    after.scheme = before.scheme;
    after.known_since = before.known_since;
    after.erased_at = before.erased_at;
    after.is_closed = before.is_closed;
    if (!wanted->may_protect) {
        after.is_protected = before.is_protected;
    }
    struct person_writer writer = writer_of(tx, wanted, err);
    /* What another has is told beside its field; a form shown again for a conflict would say that this
     * row was changed. */
    enum status status = people_person_update(&writer, &before, &after);
    return status == CONFLICT && err->kept > 0 ? INVALID : status;
}

enum status people_person_save(struct call *call, const struct person_change *wanted)
{
    struct person_in in = person_in(call, &wanted->person);
    in.may_protect = wanted->may_protect;
    return call_write(call, "person.save", person_save, &in, NULL);
}

struct look_in {
    int64_t person;
    struct str language, scheme;
};

static enum status look_set(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    const struct look_in *wanted = in;
    struct person before;
    TRY(entity_get(tx, &PERSON_ENTITY, wanted->person, &before));
    struct person after = before;
    after.language = wanted->language;
    after.scheme = wanted->scheme;
    if (entity_difference(&PERSON_TABLE, &before, &after) == 0) {
        return OK;
    }
    struct person_writer writer = {.tx = tx, .event = NO_INT, .err = err};
    int64_t event = NO_INT;
    TRY(event_for(&writer, &PERSON_CHANGED, before.id, &event));
    return entity_update(tx, &PERSON_ENTITY, event, &before, &after);
}

enum status people_look_set(struct call *call, int64_t person, struct str language,
                            struct str scheme)
{
    struct look_in in = {person, language, scheme};
    return call_write(call, "person.look", look_set, &in, NULL);
}

struct ending {
    int64_t person, id, real_now;
};
static const struct field ENDING_FIELDS[] = {
    FIELD(ID, struct ending, person, NULL),
    FIELD(ID, struct ending, id, NULL),
    FIELD(TIME, struct ending, real_now, NULL),
};
static const struct table ENDING_TABLE = TABLE("ending", struct ending, ENDING_FIELDS);

enum status people_access_set(const struct person_writer *writer, int64_t person, bool is_closed)
{
    struct person before;
    TRY(entity_get(writer->tx, &PERSON_ENTITY, person, &before));
    struct ending ending = {.person = person, .id = 0, .real_now = real_now_ms()};
    int64_t changed = 0;
    if (is_closed) {
        TRY(query_run(writer->tx, &PEOPLE_SESSIONS_REVOKE_OTHERS, bind_row(&ENDING_TABLE, &ending),
                      &changed));
    }
    if (before.is_closed == is_closed) {
        return OK;
    }
    struct person after = before;
    after.is_closed = is_closed;
    int64_t event = NO_INT;
    TRY(event_for(writer, &PERSON_CHANGED, person, &event));
    return entity_update(writer->tx, &PERSON_ENTITY, event, &before, &after);
}

enum status people_any_administrator(struct tx *tx, bool *out)
{
    struct person found;
    enum status status =
        query_one(tx, &PEOPLE_ANY_ADMINISTRATOR, bind_none(), &PERSON_TABLE, &found);
    *out = status == OK;
    return status == NOT_FOUND ? OK : status;
}
