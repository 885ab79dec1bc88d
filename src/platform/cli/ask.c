/* The client's side of the socket. */
#include "platform/base/log.h"
#include "platform/cli/message.h"
#include "platform/cli/program.h"
#include "platform/text/language.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static int connect_to(struct str directory)
{
    struct sockaddr_un address;
    if (!message_address(directory, &address)) {
        return -1;
    }
    int socket_file = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket_file >= 0 &&
        connect(socket_file, (const struct sockaddr *)&address, sizeof(address)) != 0) {
        close(socket_file);
        return -1;
    }
    return socket_file;
}

bool command_server_ask(struct str directory, int argc, char **argv, int *out_exit)
{
    int server = connect_to(directory);
    if (server < 0) {
        return false;
    }
    int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int files[MESSAGE_FILES] = {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO, here};
    unsigned char code = EXIT_FAILURE;
    *out_exit = EXIT_FAILURE;
    char language[8];
    snprintf(language, sizeof(language), "%s", language_key(terminal_language()));
    char *told[MESSAGE_ARGUMENTS] = {language};
    int count = argc < MESSAGE_ARGUMENTS ? argc : MESSAGE_ARGUMENTS;
    for (int i = 1; i < count; i++) {
        told[i] = argv[i];
    }
    if (here < 0 || !message_send(server, count, told, files)) {
        (void)fputs("samsyn: the server did not take the command\n", stderr);
    } else if (read(server, &code, 1) == 1) {
        *out_exit = code;
    } else {
        (void)fputs("samsyn: the server ended before the command did\n", stderr);
    }
    if (here >= 0) {
        close(here);
    }
    close(server);
    return true;
}
