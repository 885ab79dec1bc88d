/* Private to the room: the parts of a workbook's zip file, and XML read from them piece by piece. */
#ifndef SAMSYN_SHEET_PACKAGE_H
#define SAMSYN_SHEET_PACKAGE_H

#include "platform/base/status.h"

struct package; /* a zip file in memory */

/* INVALID when it is none. Returns owned. Borrows `bytes`. */
enum status package_open(struct str bytes, struct package **out, struct err *err) MUST_CHECK;
void package_free(struct package *package); /* accepts NULL */
bool package_has(struct package *package, const char *part);

/* Called for each element and text of a part, names without prefix. Attributes are pairs, NULL ends. */
struct xml_handlers {
    void (*start)(void *data, struct str name, const char *const *attributes);
    void (*end)(void *data, struct str name);
    void (*text)(void *data, struct str text);
};

struct xml; /* a part being read */

/* Opens a part; NOT_FOUND without it. `data` goes to the handlers. Returns owned. */
enum status xml_open(struct package *package, const char *part, const struct xml_handlers *handlers,
                     void *data, struct xml **out) MUST_CHECK;
void xml_free(struct xml *xml); /* accepts NULL */

/* Reads on until the part ends or a handler pauses; *out_more tells which. INVALID for a damaged part or
 * a document type, TOO_LARGE when it nests too deep or the package unpacks to too much, or what a
 * handler failed with. */
enum status xml_run(struct xml *xml, bool *out_more, struct err *err) MUST_CHECK;
/* Opens, reads whole and closes. */
enum status xml_read(struct package *package, const char *part, const struct xml_handlers *handlers,
                     void *data, struct err *err) MUST_CHECK;

/* From inside a handler. After a failure no other handler is called. */
void xml_pause(struct xml *xml);
void xml_fail(struct xml *xml, enum status status, const char *message);

/* A handler's data begin with a struct xml * that xml_open() sets. */
struct xml_data {
    struct xml *xml;
};

struct str xml_attribute(const char *const *attributes, const char *name); /* absent: at == NULL */

#endif
