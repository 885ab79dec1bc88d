/* Private to the room: starts libsodium once; safe from any thread. */
#ifndef SAMSYN_SECRET_READY_H
#define SAMSYN_SECRET_READY_H

void secret_ready(void);

#endif
