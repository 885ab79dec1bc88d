/* Styles, scripts, font and pictures, built into the program (assets/, tools/assets.py).
 *
 * An asset's address carries a digest of its bytes ("/assets/app-1a2b3c4d5e.css"): whoever has it
 * may keep it for ever, and a new version has a new address. Only the service worker ("/sw.js")
 * keeps one address and must be asked for again (is_fixed). Pages name an asset as it is called in
 * assets/ ("app.css") and get the address from here. A program built without npm packages has no
 * assets: pages then come unstyled, and work.
 */
#ifndef SAMSYN_APP_ASSETS_H
#define SAMSYN_APP_ASSETS_H

#include "platform/base/str.h"
#include "platform/web/asset.h"

/* The asset served at this address, or NULL. Borrowed for the life of the program. */
const struct asset *asset_find(struct str path);
/* The asset with this name, or NULL. */
const struct asset *asset_named(struct str name);
/* Its address; the empty text when the program was built without it. */
struct str asset_path(struct str name);

#endif
