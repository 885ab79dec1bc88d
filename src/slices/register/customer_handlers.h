/* Private to the slice: what the customers' half of it says to register_slice.c and to each other. */
#ifndef SAMSYN_REGISTER_CUSTOMER_HANDLERS_H
#define SAMSYN_REGISTER_CUSTOMER_HANDLERS_H

#include "slices/register/register.h"

/* The lists that stand beside one another under Register; those that the viewer may see. */
struct register_section {
    struct str path, label;
    bool is_here;
};
extern const struct table REGISTER_SECTION_TABLE;
/* Fills a list view's `sections`, where there is such a field. */
enum status register_sections_show(struct request *request, void *view) MUST_CHECK;

extern const struct slice OWNERSHIP_PART, PROPERTY_PART, ORGANISATION_PART, CUSTOMER_PART;
extern const struct demo_step CUSTOMER_DEMO;
extern const struct search_source PROPERTY_SEARCH, ORGANISATION_SEARCH, CUSTOMER_SEARCH;
extern const struct import_kind IMPORT_PROPERTIES, IMPORT_ORGANISATIONS, IMPORT_CUSTOMERS;
extern const struct reaction CUSTOMER_FOLLOWS_PERSON;
extern const struct command IMPORT_PROPERTIES_COMMAND, EXPORT_PROPERTIES_COMMAND,
    IMPORT_ORGANISATIONS_COMMAND, EXPORT_ORGANISATIONS_COMMAND, IMPORT_CUSTOMERS_COMMAND,
    EXPORT_CUSTOMERS_COMMAND;

/* What the customers that a person is are found and ordered by, after the person has changed. */
enum status customer_follow_person(struct tx *tx, int64_t id, struct err *err) MUST_CHECK;
enum status property_sheet_show(struct request *request, void *view) MUST_CHECK;

#endif
