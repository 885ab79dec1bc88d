/* Who lives in a home: people of kind customer, in the time of a tenancy or a part of it. */
#include "platform/base/vec.h"
#include "platform/text/fold.h"
#include "platform/text/phone.h"
#include "platform/work/platform.h"
#include "register_queries.h"
#include "slices/register/home_fields.h"
#include "slices/register/register_handlers.h"

enum { SAID = 12 };

static const struct field FIELDS[] = {
    FIELD(ID, struct resident, id, N_("Id"), .flags = FIELD_HIDDEN),
    FIELD(INT, struct resident, version, N_("Version"), .flags = FIELD_HIDDEN),
    FIELD(ID, struct resident, tenancy_id, N_("Tenancy")),
    FIELD(ID, struct resident, person_id, N_("Person")),
    FIELD(DATE, struct resident, from_day, N_("From")),
    FIELD(DATE, struct resident, to_day, N_("Moves out")),
};
const struct table RESIDENT_TABLE = TABLE("register_resident", struct resident, FIELDS);
const struct entity RESIDENT_ENTITY = {&RESIDENT_TABLE, &REGISTER_RESIDENT_GET,
                                       &REGISTER_RESIDENT_INSERT, &REGISTER_RESIDENT_UPDATE,
                                       &REGISTER_RESIDENT_REMOVE};

const struct event_kind RESIDENT_ADDED = {
    .name = "resident.added",
    .label = N_("Somebody moved in"),
    .thing = N_("Tenancy"),
    .path = "/tenancies/",
};
const struct event_kind RESIDENT_ENDED = {
    .name = "resident.ended",
    .label = N_("Somebody moved out"),
    .thing = N_("Tenancy"),
    .path = "/tenancies/",
};

/* --- What a file or a form says --- */

struct said {
    struct str name, phone, email, language, external_id;
    bool is_protected;
};

/* The first with all that is known of them, the others by name. */
static size_t said_of(struct arena *arena, const struct tenancy *tenancy, struct said *out)
{
    size_t count = 0;
    if (!str_is_empty(tenancy->resident)) {
        out[count++] = (struct said){
            tenancy->resident,           tenancy->phone,       tenancy->email, tenancy->language,
            tenancy->person_external_id, tenancy->is_protected};
    }
    struct str rest = tenancy->others;
    struct str name;
    while (count < SAID && !str_is_empty(rest) && str_next(&rest, ';', &name)) {
        name = str_trim(text_normalize(arena, name));
        if (name.len > 0) {
            out[count++] = (struct said){.name = name};
        }
    }
    return count;
}

static enum status residents_of(struct tx *tx, int64_t tenancy, struct rows *out)
{
    *out = (struct rows){.table = &RESIDENT_TABLE};
    return query_rows(tx, tx_arena(tx), &REGISTER_RESIDENTS_OF, bind_id(&tenancy), out);
}

static bool is_named(struct arena *arena, const struct person *person, struct str name)
{
    return str_equal(text_fold(arena, person->name), text_fold(arena, name));
}

/* Among those who live there already; NOT_FOUND. */
static enum status find_here(struct tx *tx, const struct rows *residents, const struct said *said,
                             struct person *out)
{
    const struct resident *resident = residents->at;
    for (size_t i = 0; i < residents->count; i++) {
        struct person person;
        TRY(entity_get(tx, &PERSON_ENTITY, resident[i].person_id, &person));
        bool is_it = str_is_empty(said->external_id) || str_is_empty(person.external_id)
                         ? is_named(tx_arena(tx), &person, said->name)
                         : str_equal(said->external_id, person.external_id);
        if (is_it) {
            *out = person;
            return OK;
        }
    }
    return NOT_FOUND;
}

/* Whoever moves from another of our homes is known by the id, or by name and number together. */
static enum status find_elsewhere(struct tx *tx, const struct said *said, struct str country,
                                  struct person *out)
{
    if (!str_is_empty(said->external_id)) {
        return people_person_find_external(tx, said->external_id, out);
    }
    struct str phone;
    if (str_is_empty(said->phone) || !phone_parse(tx_arena(tx), said->phone, country, &phone)) {
        return NOT_FOUND;
    }
    struct rows rows = {0};
    TRY(people_persons_at_phone(tx, phone, &rows));
    const struct person *person = rows.at;
    for (size_t i = 0; i < rows.count; i++) {
        if (is_named(tx_arena(tx), &person[i], said->name)) {
            *out = person[i];
            return OK;
        }
    }
    return NOT_FOUND;
}

/* What is said is taken, what is not said stays; nobody loses a protection by being left out. */
static void take_said(const struct said *said, struct person *person)
{
    person->name = said->name;
    person->phone = str_is_empty(said->phone) ? person->phone : said->phone;
    person->email = str_is_empty(said->email) ? person->email : said->email;
    person->language = str_is_empty(said->language) ? person->language : said->language;
    person->external_id = str_is_empty(said->external_id) ? person->external_id : said->external_id;
    person->is_protected = person->is_protected || said->is_protected;
}

static struct person_writer people_of(const struct record_writer *writer, int64_t area)
{
    const struct area *found = record_area(writer, area);
    return (struct person_writer){
        .tx = writer->tx,
        .language = writer->language,
        .country = phone_country(found == NULL ? STR("") : found->zone),
        .event = writer->event,
        .err = writer->err,
    };
}

static enum status put_person(const struct person_writer *writer, const struct said *said,
                              struct person *known, bool is_known, int64_t *out_id)
{
    struct person person;
    row_clear(&PERSON_TABLE, &person);
    person.kind = STR("customer");
    if (is_known) {
        person = *known;
    }
    take_said(said, &person);
    TRY(is_known ? people_person_update(writer, known, &person)
                 : people_person_insert(writer, &person));
    *out_id = person.id;
    return OK;
}

static enum status put_resident(const struct record_writer *writer, int64_t tenancy, int64_t person,
                                struct str from_day)
{
    struct resident resident;
    row_clear(&RESIDENT_TABLE, &resident);
    resident.tenancy_id = tenancy;
    resident.person_id = person;
    resident.from_day = from_day;
    return entity_insert(writer->tx, &RESIDENT_ENTITY, writer->event, &resident);
}

static enum status say_one(const struct record_writer *writer, const struct tenancy *tenancy,
                           const struct rows *residents, const struct said *said)
{
    struct person_writer people = people_of(writer, tenancy->area_id);
    struct person known;
    int64_t id = NO_INT;
    enum status status = find_here(writer->tx, residents, said, &known);
    if (status == OK) {
        return put_person(&people, said, &known, true, &id);
    }
    if (status != NOT_FOUND) {
        return status;
    }
    status = find_elsewhere(writer->tx, said, people.country, &known);
    if (status != OK && status != NOT_FOUND) {
        return status;
    }
    TRY(put_person(&people, said, &known, status == OK, &id));
    return put_resident(writer, tenancy->id, id, (struct str){NULL, 0});
}

enum status residents_say(const struct record_writer *writer, const struct tenancy *tenancy)
{
    struct said said[SAID];
    size_t count = said_of(tx_arena(writer->tx), tenancy, said);
    if (count == 0) {
        return OK;
    }
    struct rows residents;
    TRY(residents_of(writer->tx, tenancy->id, &residents));
    for (size_t i = 0; i < count; i++) {
        TRY(say_one(writer, tenancy, &residents, &said[i]));
    }
    return OK;
}

bool residents_differ(const struct record_writer *writer, const void *before, const void *after)
{
    const struct tenancy *there = before;
    struct said said[SAID];
    size_t count = said_of(tx_arena(writer->tx), after, said);
    struct rows residents;
    if (count == 0 || residents_of(writer->tx, there->id, &residents) != OK) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct person known;
        if (find_here(writer->tx, &residents, &said[i], &known) != OK) {
            return true;
        }
        struct person person = known;
        take_said(&said[i], &person);
        struct err quiet;
        err_init(&quiet, tx_arena(writer->tx));
        struct person_writer people = people_of(writer, there->area_id);
        people.err = &quiet;
        if (people_person_prepare(&people, &person) != OK ||
            entity_difference(&PERSON_TABLE, &known, &person) != 0) {
            return true;
        }
    }
    return false;
}

enum status residents_check(const struct record_writer *writer, const void *prepared)
{
    const struct tenancy *tenancy = prepared;
    struct said said[SAID];
    size_t count = said_of(tx_arena(writer->tx), tenancy, said);
    struct person_writer people = people_of(writer, tenancy->area_id);
    for (size_t i = 0; i < count; i++) {
        struct person person;
        row_clear(&PERSON_TABLE, &person);
        take_said(&said[i], &person);
        TRY(people_person_prepare(&people, &person));
    }
    return OK;
}

enum status residents_forget(const struct record_writer *writer, int64_t tenancy)
{
    struct rows residents;
    TRY(residents_of(writer->tx, tenancy, &residents));
    const struct resident *resident = residents.at;
    for (size_t i = 0; i < residents.count; i++) {
        TRY(entity_remove(writer->tx, &RESIDENT_ENTITY, writer->event, &resident[i]));
    }
    return OK;
}

/* --- Verbs --- */

struct add_in {
    const struct language *language;
    const struct resident_new *wanted;
};

static enum status add(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    const struct add_in *adding = in;
    const struct resident_new *wanted = adding->wanted;
    struct tenancy tenancy;
    TRY(entity_get(tx, &TENANCY_ENTITY, wanted->id, &tenancy));
    struct record_writer writer;
    TRY(record_writer_open(tx, adding->language, err, &writer));
    TRY(record_emit(&writer, &TENANCY_RECORD, &RESIDENT_ADDED, tenancy.id));
    struct said said = {.name = record_tidy(&writer, wanted->name),
                        .phone = wanted->phone,
                        .email = wanted->email,
                        .language = wanted->language};
    struct rows residents;
    TRY(residents_of(tx, tenancy.id, &residents));
    struct person_writer people = people_of(&writer, tenancy.area_id);
    struct person known;
    enum status status = find_here(tx, &residents, &said, &known);
    if (status == OK) {
        return err_return_field(err, "name", N_("Somebody of that name lives there already."));
    }
    status = status == NOT_FOUND ? find_elsewhere(tx, &said, people.country, &known) : status;
    if (status != OK && status != NOT_FOUND) {
        return status;
    }
    int64_t id = NO_INT;
    TRY(put_person(&people, &said, &known, status == OK, &id));
    return put_resident(&writer, tenancy.id, id, wanted->from_day);
}

enum status tenancy_resident_add(struct call *call, const struct resident_new *wanted)
{
    struct add_in in = {call->platform->language, wanted};
    return call_write(call, "resident.add", add, &in, NULL);
}

struct gone_in {
    const struct language *language;
    const struct resident_gone *wanted;
};

static enum status go(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    const struct gone_in *going = in;
    struct resident before;
    TRY(entity_get(tx, &RESIDENT_ENTITY, going->wanted->resident_id, &before));
    if (before.tenancy_id != going->wanted->id) {
        return NOT_FOUND;
    }
    struct record_writer writer;
    TRY(record_writer_open(tx, going->language, err, &writer));
    TRY(record_emit(&writer, &TENANCY_RECORD, &RESIDENT_ENDED, before.tenancy_id));
    if (str_is_empty(going->wanted->to_day)) {
        return entity_remove(tx, &RESIDENT_ENTITY, writer.event, &before);
    }
    if (!str_is_empty(before.from_day) &&
        str_compare(going->wanted->to_day, before.from_day) <= 0) {
        return err_return_field(err, "to_day", N_("That is before they moved in."));
    }
    struct resident after = before;
    after.to_day = going->wanted->to_day;
    return entity_update(tx, &RESIDENT_ENTITY, writer.event, &before, &after);
}

enum status tenancy_resident_end(struct call *call, const struct resident_gone *wanted)
{
    struct gone_in in = {call->platform->language, wanted};
    return call_write(call, "resident.end", go, &in, NULL);
}
