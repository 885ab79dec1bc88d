/* Customers from files, and into them. */
#include "register_queries.h"
#include "slices/register/customer_fields.h"
#include "slices/register/customer_handlers.h"
#include "slices/register/register_handlers.h"

/* Besides the fields' names and labels, which columns.h knows. */
static const struct column_alias ALIASES[] = {
    {"asiakasnumero", "number"},
    {"kundnummer", "number"},
    {"kundnr", "number"},
    {"customer number", "number"},
    {"asiakas", "number"},
    {"name", "name"},
    {"nimi", "name"},
    {"namn", "name"},
    {"customer name", "name"},
    {"phone", "phone"},
    {"puhelin", "phone"},
    {"puhelinnumero", "phone"},
    {"telefon", "phone"},
    {"mobil", "phone"},
    {"telefonnummer", "phone"},
    {"email", "email"},
    {"e-mail", "email"},
    {"sähköposti", "email"},
    {"e-post", "email"},
    {"epost", "email"},
    {"language", "language"},
    {"kieli", "language"},
    {"språk", "language"},
    {"street", "street"},
    {"street address", "street"},
    {"osoite", "street"},
    {"katuosoite", "street"},
    {"lähiosoite", "street"},
    {"adress", "street"},
    {"gatuadress", "street"},
    {"address", "street"},
    {"postcode", "postcode"},
    {"postinumero", "postcode"},
    {"postnummer", "postcode"},
    {"postnr", "postcode"},
    {"city", "city"},
    {"postitoimipaikka", "city"},
    {"ort", "city"},
    {"postort", "city"},
    {"organisation", "organisation"},
    {"organisaatio", "organisation"},
    {"yritys", "organisation"},
    {"företag", "organisation"},
    {"y-tunnus", "organisation"},
    {"organisationsnummer", "organisation"},
    {"business id", "organisation"},
    {"laji", "kind"},
    {"typ", "kind"},
    {"tyyppi", "kind"},
    {"tila", "state"},
    {"status", "state"},
    {"laskutusosoite", "invoice_address"},
    {"fakturaadress", "invoice_address"},
    {"huomautus", "note"},
    {"anteckning", "note"},
    {"area", "area_id"},
    {"alue", "area_id"},
    {"område", "area_id"},
    {NULL, NULL},
};
static const char *const NEEDS[] = {"number", NULL};

static enum status find(const struct record_writer *writer, const void *prepared, void *out)
{
    return query_one(writer->tx, &REGISTER_CUSTOMER_BY_NUMBER, bind_row(&CUSTOMER_TABLE, prepared),
                     &CUSTOMER_TABLE, out);
}

static struct str key_of(struct arena *arena, const void *prepared)
{
    const struct customer *customer = prepared;
    return str_copy(arena, customer->number);
}

/* The person that came with a customer's line goes with it, or is again as before. */
static enum status undo_person(const struct record_writer *writer, const struct undo *undo)
{
    struct person now;
    TRY(entity_get(writer->tx, &PERSON_ENTITY, undo->row, &now));
    const struct person_writer people = {.tx = writer->tx,
                                         .language = writer->language,
                                         .country = STR(""),
                                         .event = writer->event,
                                         .err = writer->err};
    if (undo->was_inserted) {
        struct customer wanted = {.person_id = now.id};
        struct rows rows = {.table = &CUSTOMER_TABLE};
        TRY(query_rows(writer->tx, tx_arena(writer->tx), &REGISTER_CUSTOMERS_OF_PERSON,
                       bind_row(&CUSTOMER_TABLE, &wanted), &rows));
        bool is_needed = rows.count > 0 || undo->is_changed;
        return is_needed ? OK : people_person_remove(&people, &now);
    }
    struct person then = now;
    undo_apply(undo, &PERSON_ENTITY, &then);
    TRY(people_person_update(&people, &now, &then));
    return customer_follow_person(writer->tx, now.id, writer->err);
}

const struct import_beside REGISTER_PEOPLE_UNDONE[] = {{&PERSON_ENTITY, undo_person}, {NULL, NULL}};

const struct import_kind IMPORT_CUSTOMERS = {
    .key = "customers",
    .label = N_("Customers from a CSV or Excel file"),
    .record = &CUSTOMER_RECORD,
    .aliases = ALIASES,
    .needs = NEEDS,
    .needs_message =
        N_("No column holds the customer number. Found: {columns}. Call it Customer number, "
           "Kundnummer or Asiakasnumero."),
    .known_by = "number",
    .imported = &CUSTOMERS_IMPORTED,
    .undone = &CUSTOMERS_IMPORT_UNDONE,
    .beside = REGISTER_PEOPLE_UNDONE,
    .find = find,
    .key_of = key_of,
};

static enum status import_customers(struct command_call *command, const void *options)
{
    return import_command(command, options, &IMPORT_CUSTOMERS);
}
static enum status export_customers(struct command_call *command, const void *options)
{
    return export_command(command, options, &CUSTOMER_RECORD, &REGISTER_CUSTOMERS_ALL);
}

const struct command IMPORT_CUSTOMERS_COMMAND = {
    .words = "import customers",
    .summary = N_("Brings customers in from a CSV or Excel file"),
    .options = &IMPORT_OPTIONS,
    .positionals = IMPORT_PLACES,
    .needs_data = true,
    .run = import_customers,
};
const struct command EXPORT_CUSTOMERS_COMMAND = {
    .words = "export customers",
    .summary = N_("Writes all customers with how they are reached"),
    .options = &EXPORT_OPTIONS,
    .needs_data = true,
    .run = export_customers,
};
