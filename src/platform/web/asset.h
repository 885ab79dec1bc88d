/* A file that was bundled into the program: style, script, font, picture. The composition root gives
 * the server a function that finds them; the server answers with them, compressed by the proxy, kept
 * for ever by browsers when the address changes with the bytes. */
#ifndef SAMSYN_WEB_ASSET_H
#define SAMSYN_WEB_ASSET_H

#include <stdbool.h>
#include <stddef.h>

struct asset {
    const char *name; /* "app.css" */
    const char *path; /* address on this server */
    const char *type; /* media type */
    const char *etag; /* quoted, for If-None-Match */
    const unsigned char *bytes;
    size_t length;
    bool is_fixed; /* the address does not change with the bytes: browsers must ask again */
};

#endif
