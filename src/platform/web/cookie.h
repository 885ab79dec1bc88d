/* Private to the room: the names of our cookies. None holds anything but what is said here. */
#ifndef SAMSYN_WEB_COOKIE_H
#define SAMSYN_WEB_COOKIE_H

#define COOKIE_SESSION "samsyn_session"   /* a token; the database knows its digest */
#define COOKIE_LANGUAGE "samsyn_language" /* sv, fi or en, as chosen in this browser */
#define COOKIE_FLASH "samsyn_flash"       /* msgid of what the next page says once */

#endif
