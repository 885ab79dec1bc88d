/* Private to the room `cli`: what goes over the socket.
 *
 * The client sends one message: a little-endian count of bytes, then the caller's language ("sv")
 * and its arguments without the program's name, each ended by NUL,
 * with four open files beside the first byte (standard input, output, error, working directory). The
 * server answers with one byte, the exit code. Closing the connection before that cancels the command.
 */
#ifndef SAMSYN_CLI_MESSAGE_H
#define SAMSYN_CLI_MESSAGE_H

#include "platform/base/str.h"

#include <sys/un.h>

enum { MESSAGE_FILES = 4, MESSAGE_BYTES = 64 * 1024, MESSAGE_ARGUMENTS = 256 };

/* Fills the address of DIR/samsyn.sock; false when the name is too long for a socket. */
bool message_address(struct str directory, struct sockaddr_un *out);
bool message_send(int socket, int argc, char **argv, const int files[MESSAGE_FILES]);
/* Waits at most ten seconds for the whole message. argv points into the arena. The files are the
 * caller's to close when true is returned. */
bool message_receive(struct arena *arena, int socket, int *out_argc, char ***out_argv,
                     int out_files[MESSAGE_FILES]);

#endif
