/* Private to the slice: what the files of sites say to each other. */
#ifndef SAMSYN_REGISTER_SITE_HANDLERS_H
#define SAMSYN_REGISTER_SITE_HANDLERS_H

#include "slices/register/customer_handlers.h"

extern const struct slice SITE_PART;
extern const struct demo_step SITE_DEMO;
extern const struct search_source SITE_SEARCH;
extern const struct import_kind IMPORT_SITES;
extern const struct command IMPORT_SITES_COMMAND, EXPORT_SITES_COMMAND;
extern const struct start_source SITE_FRONT;
extern const struct permission REGISTER_SITE_OWN;

#endif
