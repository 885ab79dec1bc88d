/* One person: what is known of them and where each fact came from, changing it, somebody new. */
#include "platform/text/phone.h"
#include "platform/web/page.h"
#include "platform/work/platform.h"
#include "slices/people/people_events.h"
#include "slices/people/people_handlers.h"

#include <string.h>

static const struct field PERSON_FORM_FIELDS[] = {
    FIELD(ID, struct person_form, id, N_("Id"), .flags = FIELD_HIDDEN),
};
const struct table PERSON_FORM_TABLE = TABLE("person_form", struct person_form, PERSON_FORM_FIELDS);

enum status person_seen(struct request *request, struct tx *tx, int64_t id, struct person *out)
{
    TRY(entity_get(tx, &PERSON_ENTITY, id, out));
    bool is_hidden = out->is_protected && !viewer_may(&request->viewer, PEOPLE_PROTECTED_READ.key);
    return is_hidden ? NOT_FOUND : OK;
}

/* --- Facts --- */

static const struct field PERSON_FACT_FIELDS[] = {
    FIELD(TEXT, struct person_fact, label, N_("Field")),
    FIELD(TEXT, struct person_fact, value, N_("Value"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct person_fact, source, N_("Where it came from")),
    FIELD(TIME, struct person_fact, at, N_("When")),
};
const struct table PERSON_FACT_TABLE = TABLE("fact", struct person_fact, PERSON_FACT_FIELDS);

/* The newest event of the history that gave this field its value; NULL: further back than is shown. */
static const struct history_entry *entry_of(const struct history_view *history, struct str label)
{
    for (size_t i = 0; i < history->count; i++) {
        const struct history_entry *entry = &history->entries[i];
        for (size_t c = 0; c < entry->changes_count; c++) {
            if (str_equal(entry->changes[c].label, label)) {
                return entry;
            }
        }
    }
    return NULL;
}

static struct str source_of(struct arena *arena, const struct history_entry *entry)
{
    return str_is_empty(entry->source)
               ? entry->who
               : str_format(arena, "%.*s, %.*s", STR_ARG(entry->who), STR_ARG(entry->source));
}

void person_facts(struct request *request, const struct person *person,
                  const struct history_view *history, struct person_fact **out_facts,
                  size_t *out_count)
{
    static const char *const SHOWN[] = {"email",    "phone",   "title",       "kind",
                                        "language", "channel", "street",      "postcode",
                                        "city",     "country", "external_id", NULL};
    struct arena *arena = request->call.arena;
    struct person_fact *facts =
        ARENA_ARRAY(arena, sizeof(SHOWN) / sizeof(SHOWN[0]), struct person_fact);
    size_t count = 0;
    for (size_t i = 0; SHOWN[i] != NULL; i++) {
        const struct field *field = table_field(&PERSON_TABLE, str_of(SHOWN[i]));
        struct str label = translate(request->call.language, field->label);
        struct person_fact fact = {.label = label, .at = NO_TIME};
        if (!field_is_absent(field, person)) {
            fact.value =
                strcmp(field->name, "phone") == 0
                    ? phone_show(arena, person->phone,
                                 phone_country(str_of(request->call.platform->zone)))
                    : field_show(arena, request->call.language, request->call.zone, field, person);
            const struct history_entry *entry = entry_of(history, label);
            if (entry != NULL) {
                fact.source = source_of(arena, entry);
                fact.at = entry->at;
            }
        }
        facts[count++] = fact;
    }
    *out_facts = facts;
    *out_count = count;
}

/* --- Changing --- */

static const struct field PERSON_EDIT_FIELDS[] = {
    PERSON_ASKED,
    FIELD(BOOL, struct person, is_protected, N_("Protected identity"),
          .permission = "people.protected.set"),
};
const struct table PERSON_EDIT_TABLE = TABLE("person_edit", struct person, PERSON_EDIT_FIELDS);

enum status person_edit_show(struct request *request, const void *form, void *view)
{
    const struct person_form *wanted = form;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    TRY(person_seen(request, tx, wanted->id, view));
    TRY(people_note_read(request, view));
    request_topic(request, &PERSON_TABLE, wanted->id);
    return OK;
}

enum status person_edit_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct person *wanted = form;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct person before;
    TRY(person_seen(request, tx, wanted->id, &before));
    struct person_change change = {
        .person = *wanted,
        .may_protect = viewer_may(&request->viewer, PEOPLE_PROTECTED_SET.key),
    };
    TRY(people_person_save(&request->call, &change));
    request_flash(request, N_("Saved."));
    request_redirect(request, "/people/%lld", (long long)wanted->id);
    return OK;
}

/* --- Somebody new --- */

struct person_new_form {
    struct str name, email, phone, title, password;
};
static const struct field PERSON_NEW_FORM_FIELDS[] = {
    FIELD(TEXT, struct person_new_form, name, N_("Name"), .max = 200,
          .flags = FIELD_REQUIRED | FIELD_PERSONAL),
    FIELD(TEXT, struct person_new_form, email, N_("E-mail"), .max = 254, .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct person_new_form, phone, N_("Phone"), .max = 40, .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct person_new_form, title, N_("Title"), .max = 100),
    FIELD(TEXT, struct person_new_form, password, N_("First password"), .max = 1024,
          .flags = FIELD_SECRET,
          .help = N_("Ask the person to change it after the first sign-in.")),
};
const struct table PERSON_NEW_FORM_TABLE =
    TABLE("person_new_form", struct person_new_form, PERSON_NEW_FORM_FIELDS);

enum status person_new_show(struct request *request, const void *form, void *view)
{
    (void)request;
    (void)form;
    (void)view;
    return OK;
}

enum status person_new_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct person_new_form *wanted = form;
    if (!str_is_empty(wanted->password) && str_is_empty(wanted->email)) {
        return err_return_field(request->call.err, "email",
                                N_("Write the address to sign in with."));
    }
    struct person_new person = {.password = wanted->password};
    row_clear(&PERSON_TABLE, &person.person);
    person.person.name = wanted->name;
    person.person.email = wanted->email;
    person.person.phone = wanted->phone;
    person.person.title = wanted->title;
    int64_t id = NO_INT;
    TRY(people_person_add(&request->call, &person, &id));
    request_flash(request, N_("Added. Give a role, so that the person can do something."));
    request_redirect(request, "/people/%lld", (long long)id);
    return OK;
}
