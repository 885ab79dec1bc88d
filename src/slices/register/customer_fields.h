/* Private to the slice: a customer's fields, once, for its row, its form, its files and its pages. */
#ifndef SAMSYN_REGISTER_CUSTOMER_FIELDS_H
#define SAMSYN_REGISTER_CUSTOMER_FIELDS_H

#include "slices/register/register.h"

extern const struct choice CUSTOMER_KINDS[], CUSTOMER_STATES[], CUSTOMER_LANGUAGES[];
extern const struct event_kind CUSTOMER_ADDED, CUSTOMER_CHANGED, CUSTOMERS_IMPORTED,
    CUSTOMERS_IMPORT_UNDONE;

/* The struct's first member is a struct customer. What begins a form. */
#define CUSTOMER_FIELDS                                                                            \
    FIELD(ID, struct customer, id, N_("Id"), .flags = FIELD_HIDDEN),                               \
        FIELD(INT, struct customer, version, N_("Version"), .flags = FIELD_HIDDEN),                \
        FIELD(ID, struct customer, area_id, N_("Area"), .flags = FIELD_REQUIRED),                  \
        FIELD(TEXT, struct customer, number, N_("Customer number"), .max = 40,                     \
              .flags = FIELD_REQUIRED),                                                            \
        FIELD(ENUM, struct customer, kind, N_("Kind"), .choices = CUSTOMER_KINDS,                  \
              .flags = FIELD_REQUIRED)

/* The person's or organisation's: `flag` is INTERNAL in the row, where they are not kept. */
#define CUSTOMER_FIELDS_BESIDE(flag, version_flag)                                                 \
    FIELD(INT, struct customer, person_version, N_("Version"), .flags = (version_flag)),           \
        FIELD(TEXT, struct customer, organisation, N_("Organisation"), .max = 200,                 \
              .flags = (flag), .help = N_("When the customer is one: its name or business id.")),  \
        FIELD(TEXT, struct customer, name, N_("Name"), .max = 200,                                 \
              .flags = (flag) | FIELD_PERSONAL,                                                    \
              .help = N_("When the customer is a person. So are the next lines.")),                \
        FIELD(TEXT, struct customer, phone, N_("Phone"), .max = 40,                                \
              .flags = (flag) | FIELD_PERSONAL),                                                   \
        FIELD(TEXT, struct customer, email, N_("E-mail"), .max = 254,                              \
              .flags = (flag) | FIELD_PERSONAL),                                                   \
        FIELD(ENUM, struct customer, language, N_("Language"), .choices = CUSTOMER_LANGUAGES,      \
              .flags = (flag)),                                                                    \
        FIELD(TEXT, struct customer, street, N_("Street address"), .max = 200,                     \
              .flags = (flag) | FIELD_PERSONAL),                                                   \
        FIELD(TEXT, struct customer, postcode, N_("Postcode"), .max = 10,                          \
              .flags = (flag) | FIELD_PERSONAL),                                                   \
        FIELD(TEXT, struct customer, city, N_("City"), .max = 100,                                 \
              .flags = (flag) | FIELD_PERSONAL)

/* What ends a form. */
#define CUSTOMER_FIELDS_REST                                                                       \
    FIELD(ENUM, struct customer, state, N_("State"), .choices = CUSTOMER_STATES,                   \
          .flags = FIELD_REQUIRED),                                                                \
        FIELD(TEXT, struct customer, invoice_address, N_("Invoice address"), .max = 200,           \
              .flags = FIELD_PERSONAL, .help = N_("When invoices go elsewhere than letters.")),    \
        FIELD(TEXT, struct customer, invoice_postcode, N_("Postcode for invoices"), .max = 10,     \
              .flags = FIELD_PERSONAL),                                                            \
        FIELD(TEXT, struct customer, invoice_city, N_("City for invoices"), .max = 100,            \
              .flags = FIELD_PERSONAL),                                                            \
        FIELD(TEXT, struct customer, invoice_email, N_("E-mail for invoices"), .max = 254,         \
              .flags = FIELD_PERSONAL),                                                            \
        FIELD(TEXT, struct customer, note, N_("Notes"), .max = 4000, .flags = FIELD_LONG)

#define CUSTOMER_FIELDS_WORKED_OUT(flag)                                                           \
    FIELD(BOOL, struct customer, is_unreachable, N_("Nobody can reach them"), .flags = (flag)),    \
        FIELD(BOOL, struct customer, is_protected, N_("Protected identity"), .flags = (flag)),     \
        FIELD(TIME, struct customer, changed_at, N_("Last changed"), .flags = (flag)),             \
        FIELD(TEXT, struct customer, area_name, N_("Area"), .flags = (flag)),                      \
        FIELD(ID, struct customer, person_id, NULL, .flags = FIELD_INTERNAL),                      \
        FIELD(ID, struct customer, organisation_id, N_("Organisation"), .flags = (flag)),          \
        FIELD(TEXT, struct customer, name_key, NULL, .flags = FIELD_INTERNAL),                     \
        FIELD(TEXT, struct customer, number_key, NULL, .flags = FIELD_INTERNAL),                   \
        FIELD(TEXT, struct customer, words, NULL, .flags = FIELD_INTERNAL)

extern const struct table CUSTOMER_FORM_TABLE;

#endif
