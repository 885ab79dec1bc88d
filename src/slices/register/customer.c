/* A customer as a record. What is kept with the person is read and written with it: one form, one file, one
 * conflict, while each fact has one place. */
#include "platform/text/fold.h"
#include "platform/text/phone.h"
#include "register_queries.h"
#include "slices/register/customer_fields.h"
#include "slices/register/customer_handlers.h"
#include "slices/register/meant.h"

const struct choice CUSTOMER_KINDS[] = {
    {"person", N_("Person")}, {"organisation", N_("Organisation")}, {NULL, NULL}};
const struct choice CUSTOMER_STATES[] = {
    {"active", N_("Active")}, {"ended", N_("Ended")}, {NULL, NULL}};
const struct choice CUSTOMER_LANGUAGES[] = {
    {"sv", N_("Swedish")}, {"fi", N_("Finnish")}, {"en", N_("English")}, {NULL, NULL}};

static const struct field FIELDS[] = {
    CUSTOMER_FIELDS, CUSTOMER_FIELDS_BESIDE(FIELD_INTERNAL, FIELD_INTERNAL), CUSTOMER_FIELDS_REST,
    CUSTOMER_FIELDS_WORKED_OUT(FIELD_INTERNAL)};
const struct table CUSTOMER_TABLE = TABLE("register_customer", struct customer, FIELDS);
static const struct field FORM_FIELDS[] = {CUSTOMER_FIELDS, CUSTOMER_FIELDS_BESIDE(0, FIELD_HIDDEN),
                                           CUSTOMER_FIELDS_REST,
                                           CUSTOMER_FIELDS_WORKED_OUT(FIELD_INTERNAL)};
const struct table CUSTOMER_FORM_TABLE = TABLE("customer", struct customer, FORM_FIELDS);
const struct entity CUSTOMER_ENTITY = {&CUSTOMER_TABLE, &REGISTER_CUSTOMER_SHEET,
                                       &REGISTER_CUSTOMER_INSERT, &REGISTER_CUSTOMER_UPDATE,
                                       &REGISTER_CUSTOMER_REMOVE};

const struct permission REGISTER_CUSTOMER_READ = {"register.customer.read", N_("See customers")};
const struct permission REGISTER_CUSTOMER_EDIT = {"register.customer.edit", N_("Change customers")};

const struct event_kind CUSTOMER_ADDED = {
    .name = "customer.added",
    .label = N_("Customer added"),
    .thing = N_("Customer"),
    .path = "/customers/",
};
const struct event_kind CUSTOMER_CHANGED = {
    .name = "customer.changed",
    .label = N_("Customer changed"),
    .thing = N_("Customer"),
    .path = "/customers/",
};
const struct event_kind CUSTOMERS_IMPORTED = {
    .name = "customer.imported",
    .label = N_("Customers imported"),
    .thing = N_("Import"),
    .path = "/imports/",
};
const struct event_kind CUSTOMERS_IMPORT_UNDONE = {
    .name = "customer.import_undone",
    .label = N_("Import undone"),
    .thing = N_("Import"),
    .path = "/imports/",
};

/* --- The person --- */

static bool is_person(const struct customer *customer)
{
    return str_equal(customer->kind, STR("person"));
}

static struct person_writer person_writer(const struct record_writer *writer,
                                          const struct customer *customer)
{
    return (struct person_writer){
        .tx = writer->tx,
        .language = writer->language,
        .country = phone_country(record_area(writer, customer->area_id)->zone),
        .event = writer->event,
        .err = writer->err,
    };
}

static void put_person(const struct customer *customer, struct person *out)
{
    out->name = customer->name;
    out->phone = customer->phone;
    out->email = customer->email;
    out->language = customer->language;
    out->street = customer->street;
    out->postcode = customer->postcode;
    out->city = customer->city;
}

/* The person's row is written before the customer's; both belong to one event. */
static enum status write_person(const struct record_writer *writer, const void *before, void *after)
{
    (void)before;
    struct customer *customer = after;
    if (!is_person(customer)) {
        return OK;
    }
    struct person_writer people = person_writer(writer, customer);
    if (customer->person_id == NO_INT) {
        struct person person;
        row_clear(&PERSON_TABLE, &person);
        person.kind = STR("customer");
        put_person(customer, &person);
        TRY(people_person_insert(&people, &person));
        customer->person_id = person.id;
        return OK;
    }
    struct person now;
    TRY(entity_get(writer->tx, &PERSON_ENTITY, customer->person_id, &now));
    if (customer->person_version != NO_INT && customer->person_version != now.version) {
        return err_return(writer->err, CONFLICT, N_("Somebody else saved this meanwhile."));
    }
    struct person then = now;
    put_person(customer, &then);
    TRY(people_person_update(&people, &now, &then));
    int64_t changed = 0;
    return query_run(writer->tx, &REGISTER_CUSTOMER_REFRESH, bind_row(&CUSTOMER_TABLE, customer),
                     &changed);
}

/* Which person it is no form says. */
static void carry(const void *before, void *after)
{
    const struct customer *was = before;
    struct customer *customer = after;
    customer->person_id = was->person_id;
    customer->is_protected = was->is_protected;
}

/* --- What is worked out --- */

static enum status refuse_person(const struct record_writer *writer, struct customer *customer)
{
    customer->organisation_id = NO_INT;
    customer->organisation = (struct str){NULL, 0};
    struct person person;
    row_clear(&PERSON_TABLE, &person);
    put_person(customer, &person);
    struct person_writer people = person_writer(writer, customer);
    TRY(people_person_prepare(&people, &person));
    customer->name = person.name;
    customer->phone = person.phone;
    customer->email = person.email;
    customer->street = person.street;
    customer->postcode = person.postcode;
    customer->city = person.city;
    return OK;
}

static enum status find_organisation(const struct record_writer *writer, struct customer *customer)
{
    struct organisation found;
    struct meant meant = {"organisation", customer->organisation};
    TRY(organisation_meant(writer, &meant, &found));
    customer->person_id = NO_INT;
    customer->person_version = NO_INT;
    customer->language = (struct str){NULL, 0};
    customer->organisation_id = found.id;
    customer->organisation = found.name;
    customer->name = found.name;
    customer->phone = found.phone;
    customer->email = found.email;
    customer->street = found.address;
    customer->postcode = found.postcode;
    customer->city = found.city;
    return OK;
}

static bool is_unreachable(const struct customer *customer)
{
    return str_is_empty(customer->phone) && str_is_empty(customer->email) &&
           str_is_empty(customer->street);
}

static enum status prepare(const struct record_writer *writer, void *row)
{
    struct customer *customer = row;
    struct arena *arena = tx_arena(writer->tx);
    struct str *texts[] = {&customer->number,           &customer->organisation,
                           &customer->invoice_address,  &customer->invoice_city,
                           &customer->invoice_postcode, &customer->invoice_email};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        *texts[i] = record_tidy(writer, *texts[i]);
    }
    if (str_is_empty(customer->number)) {
        return err_return_field(writer->err, "number", N_("Write the customer number."));
    }
    if (!is_person(customer) && str_is_empty(customer->organisation)) {
        return err_return_field(writer->err, "organisation", N_("Write which organisation it is."));
    }
    TRY(is_person(customer) ? refuse_person(writer, customer)
                            : find_organisation(writer, customer));
    customer->name_key = text_sort_key(arena, writer->language, customer->name);
    customer->number_key = text_sort_key(arena, writer->language, customer->number);
    customer->is_unreachable = is_unreachable(customer);
    customer->changed_at = tx_now(writer->tx);
    return OK;
}

static void begin(void *row)
{
    struct customer *customer = row;
    customer->kind = STR("person");
    customer->state = STR("active");
}

static bool is_seen(const struct viewer *viewer, const void *row)
{
    const struct customer *customer = row;
    return !customer->is_protected || viewer_may(viewer, PEOPLE_PROTECTED_READ.key);
}

/* --- The record --- */

static const struct record_unique NUMBER = {"number", &REGISTER_CUSTOMER_BY_NUMBER,
                                            N_("Another customer has this number.")};
static const char *const FOUND_BY[] = {"name", "number", "street", "city", NULL};
static const char *const BESIDE[] = {"name",   "phone",    "email", "language",
                                     "street", "postcode", "city",  NULL};

const struct record CUSTOMER_RECORD = {
    .entity = &CUSTOMER_ENTITY,
    .path = "/customers",
    .known_by = "name",
    .plural = N_("Customers"),
    .read = &REGISTER_CUSTOMER_READ,
    .edit = &REGISTER_CUSTOMER_EDIT,
    .added = &CUSTOMER_ADDED,
    .changed = &CUSTOMER_CHANGED,
    .prepare = prepare,
    .unique = &NUMBER,
    .words = FOUND_BY,
    .word_put = &REGISTER_CUSTOMER_WORD_PUT,
    .word_forget = &REGISTER_CUSTOMER_WORD_FORGET,
    .list = &REGISTER_CUSTOMER_LIST,
    .find = &REGISTER_CUSTOMER_FIND,
    .begin = begin,
    .show_list = register_sections_show,
    .asked = &CUSTOMER_FORM_TABLE,
    .beside_fields = BESIDE,
    .beside = write_person,
    .carry = carry,
    .is_seen = is_seen,
};

/* --- Somebody changed the person elsewhere --- */

enum status customer_follow_person(struct tx *tx, int64_t id, struct err *err)
{
    struct customer wanted = {.person_id = id};
    struct rows rows = {.table = &CUSTOMER_TABLE};
    TRY(query_rows(tx, tx_arena(tx), &REGISTER_CUSTOMERS_OF_PERSON,
                   bind_row(&CUSTOMER_TABLE, &wanted), &rows));
    const struct record_writer writer = {.tx = tx, .err = err};
    for (size_t i = 0; i < rows.count; i++) {
        struct customer before;
        struct person person;
        TRY(entity_get(tx, &CUSTOMER_ENTITY, ((const struct customer *)rows.at)[i].id, &before));
        TRY(entity_get(tx, &PERSON_ENTITY, id, &person));
        struct customer after = before;
        after.name_key = person.name_key;
        after.is_unreachable = is_unreachable(&after);
        after.changed_at = tx_now(tx);
        TRY(record_words_follow(&writer, &CUSTOMER_RECORD, &before, &after));
        int64_t changed = 0;
        TRY(query_run(tx, &REGISTER_CUSTOMER_REFRESH, bind_row(&CUSTOMER_TABLE, &after), &changed));
    }
    return OK;
}

static enum status follow_people(struct tx *tx, const struct event *events, size_t count,
                                 struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        TRY(customer_follow_person(tx, events[i].subject, err));
    }
    return OK;
}

const struct reaction CUSTOMER_FOLLOWS_PERSON = {&PERSON_CHANGED, follow_people};

/* --- Search --- */

static const struct record_search SEARCH = {&CUSTOMER_RECORD, &REGISTER_CUSTOMER_SEARCH,
                                            N_("Customer")};

static enum status find(struct tx *tx, struct arena *arena, const struct viewer *viewer,
                        struct str text, struct rows *out_hits)
{
    (void)viewer; /* the query asks for the rights */
    return record_search(tx, arena, &SEARCH, text, out_hits);
}

const struct search_source CUSTOMER_SEARCH = {"customers", &REGISTER_CUSTOMER_READ, find};
