#include "platform/cli/message.h"

#include "platform/base/buf.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { WAIT_MS = 10000, HEAD_BYTES = 4 };

/* Room for the open files beside the bytes, aligned as the system wants it. */
union ancillary {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int) * MESSAGE_FILES)];
};

bool message_address(struct str directory, struct sockaddr_un *out)
{
    *out = (struct sockaddr_un){.sun_family = AF_UNIX};
    static const char name[] = "/samsyn.sock";
    if (directory.len + sizeof(name) > sizeof(out->sun_path)) {
        return false;
    }
    memcpy(out->sun_path, directory.at, directory.len);
    memcpy(out->sun_path + directory.len, name, sizeof(name));
    return true;
}

static bool send_all(int socket, struct str bytes, const int files[MESSAGE_FILES])
{
    size_t sent = 0;
    while (sent < bytes.len) {
        struct iovec piece = {.iov_base = (char *)(uintptr_t)(bytes.at + sent),
                              .iov_len = bytes.len - sent};
        union ancillary beside;
        memset(&beside, 0, sizeof(beside));
        struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};
        if (sent == 0) {
            message.msg_control = beside.bytes;
            message.msg_controllen = sizeof(beside.bytes);
            struct cmsghdr *header = CMSG_FIRSTHDR(&message);
            header->cmsg_level = SOL_SOCKET;
            header->cmsg_type = SCM_RIGHTS;
            header->cmsg_len = CMSG_LEN(sizeof(int) * MESSAGE_FILES);
            memcpy(CMSG_DATA(header), files, sizeof(int) * MESSAGE_FILES);
        }
        ssize_t went = sendmsg(socket, &message, MSG_NOSIGNAL);
        if (went < 0 && errno == EINTR) {
            continue;
        }
        if (went <= 0) {
            return false;
        }
        sent += (size_t)went;
    }
    return true;
}

bool message_send(int socket, int argc, char **argv, const int files[MESSAGE_FILES])
{
    BUF_SCOPED(bytes, MESSAGE_BYTES);
    buf_put(&bytes, (struct str){"\0\0\0\0", HEAD_BYTES});
    for (int i = 0; i < argc; i++) {
        buf_put(&bytes, (struct str){argv[i], strlen(argv[i]) + 1});
    }
    if (bytes.failed) {
        return false;
    }
    uint32_t count = (uint32_t)(bytes.len - HEAD_BYTES);
    for (unsigned i = 0; i < HEAD_BYTES; i++) {
        bytes.at[i] = (char)((count >> (8 * i)) & 0xff);
    }
    return send_all(socket, buf_str(&bytes), files);
}

static bool wait_readable(int socket)
{
    struct pollfd waited = {.fd = socket, .events = POLLIN};
    return poll(&waited, 1, WAIT_MS) == 1;
}

/* The first bytes, and the files beside them. */
static ssize_t receive_first(int socket, char *bytes, size_t size, int files[MESSAGE_FILES])
{
    struct iovec piece = {.iov_base = bytes, .iov_len = size};
    union ancillary beside;
    struct msghdr message = {.msg_iov = &piece,
                             .msg_iovlen = 1,
                             .msg_control = beside.bytes,
                             .msg_controllen = sizeof(beside.bytes)};
    ssize_t got = wait_readable(socket) ? recvmsg(socket, &message, MSG_CMSG_CLOEXEC) : -1;
    struct cmsghdr *header = got > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    if (header == NULL || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS ||
        header->cmsg_len != CMSG_LEN(sizeof(int) * MESSAGE_FILES)) {
        return -1;
    }
    memcpy(files, CMSG_DATA(header), sizeof(int) * MESSAGE_FILES);
    return got;
}

static bool receive_rest(int socket, struct buf *bytes, size_t wanted)
{
    while (bytes->len < wanted) {
        char *to = buf_reserve(bytes, wanted - bytes->len);
        ssize_t got =
            to != NULL && wait_readable(socket) ? read(socket, to, wanted - bytes->len) : -1;
        if (got <= 0) {
            return false;
        }
        buf_grew(bytes, (size_t)got);
    }
    return true;
}

static bool split_arguments(struct arena *arena, struct str text, int *out_argc, char ***out_argv)
{
    if (text.len == 0 || text.at[text.len - 1] != '\0') {
        return false;
    }
    char *copy = arena_copy(arena, text.at, text.len);
    char **argv = ARENA_ARRAY(arena, MESSAGE_ARGUMENTS + 1, char *);
    int argc = 0;
    for (size_t at = 0; at < text.len && argc < MESSAGE_ARGUMENTS; at += strlen(copy + at) + 1) {
        argv[argc++] = copy + at;
    }
    *out_argc = argc;
    *out_argv = argv;
    return true;
}

bool message_receive(struct arena *arena, int socket, int *out_argc, char ***out_argv,
                     int out_files[MESSAGE_FILES])
{
    char first[4096];
    ssize_t got = receive_first(socket, first, sizeof(first), out_files);
    if (got < 0) {
        return false;
    }
    BUF_SCOPED(bytes, MESSAGE_BYTES + HEAD_BYTES);
    buf_put(&bytes, (struct str){first, (size_t)got});
    bool is_whole = bytes.len >= HEAD_BYTES || receive_rest(socket, &bytes, HEAD_BYTES);
    size_t count = 0;
    for (unsigned i = 0; is_whole && i < HEAD_BYTES; i++) {
        count |= (size_t)(unsigned char)bytes.at[i] << (8 * i);
    }
    is_whole =
        is_whole && count <= MESSAGE_BYTES && receive_rest(socket, &bytes, count + HEAD_BYTES);
    struct str text = str_slice(buf_str(&bytes), HEAD_BYTES, count + HEAD_BYTES);
    if (is_whole && split_arguments(arena, text, out_argc, out_argv)) {
        return true;
    }
    for (int i = 0; i < MESSAGE_FILES; i++) {
        close(out_files[i]);
    }
    return false;
}
