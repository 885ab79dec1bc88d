/* The installation's key on disk. It is written beside its place and then linked there, which fails
 * when another process was first: so nobody ever reads half a key, and all read the same one.
 */
#include "platform/secret/ready.h"
#include "platform/secret/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_TEXT_BYTES = SECRET_KEY_BYTES * 2 + 1 }; /* hex and a line end */

static enum status refuse(struct err *err, const char *message, const char *path, int error)
{
    struct err_item *item = err_add(err, message);
    err_text(err, item, "path", str_of(path));
    err_text(err, item, "reason", str_of(error != 0 ? strerror(error) : ""));
    return UNAVAILABLE;
}

static bool write_whole(int file, const char *text, size_t bytes)
{
    size_t done = 0;
    while (done < bytes) {
        ssize_t written = write(file, text + done, bytes - done);
        if (written < 0 && errno != EINTR) {
            return false;
        }
        done += written > 0 ? (size_t)written : 0;
    }
    return fsync(file) == 0;
}

static void sync_directory(const char *directory)
{
    int file = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file >= 0) {
        fsync(file);
        close(file);
    }
}

/* Makes a key at `path`, unless somebody else does at the same moment. */
static enum status make_key(struct arena *arena, const char *directory, const char *path,
                            struct err *err)
{
    const char *temporary = str_c(arena, str_format(arena, "%s.%ld", path, (long)getpid()));
    unsigned char bytes[SECRET_KEY_BYTES];
    char text[KEY_TEXT_BYTES + 1];
    secret_random(bytes, sizeof(bytes));
    sodium_bin2hex(text, sizeof(text), bytes, sizeof(bytes));
    text[KEY_TEXT_BYTES - 1] = '\n';
    unlink(temporary);
    int file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    bool is_written = file >= 0 && write_whole(file, text, KEY_TEXT_BYTES);
    int error = errno;
    if (file >= 0) {
        close(file);
    }
    if (is_written && link(temporary, path) != 0 && errno != EEXIST) {
        is_written = false;
        error = errno;
    }
    unlink(temporary);
    sodium_memzero(bytes, sizeof(bytes));
    sodium_memzero(text, sizeof(text));
    sync_directory(directory);
    return is_written ? OK : refuse(err, "Cannot write the key {path}: {reason}", path, error);
}

static enum status read_key(int file, const char *path, struct secret_key *out, struct err *err)
{
    char text[KEY_TEXT_BYTES + 1];
    ssize_t length = read(file, text, sizeof(text));
    struct secret_key key;
    size_t bytes = 0;
    bool is_whole = length >= KEY_TEXT_BYTES - 1 && length <= KEY_TEXT_BYTES &&
                    sodium_hex2bin(key.bytes, sizeof(key.bytes), text, SECRET_KEY_BYTES * 2, NULL,
                                   &bytes, NULL) == 0 &&
                    bytes == sizeof(key.bytes);
    sodium_memzero(text, sizeof(text));
    if (!is_whole) {
        return refuse(err, "The key {path} is damaged; take it from a backup", path, 0);
    }
    *out = key;
    return OK;
}

enum status secret_key_load(struct str directory, struct secret_key *out, struct err *err)
{
    secret_ready();
    ARENA_SCOPED(arena);
    const char *directory_c = str_c(arena, directory);
    const char *path = str_c(arena, str_format(arena, "%s/secret.key", directory_c));
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 && errno == ENOENT) {
        TRY(make_key(arena, directory_c, path, err));
        file = open(path, O_RDONLY | O_CLOEXEC);
    }
    if (file < 0) {
        return refuse(err, "Cannot read the key {path}: {reason}", path, errno);
    }
    enum status status = read_key(file, path, out, err);
    close(file);
    return status;
}

struct secret_key secret_key_for(const struct secret_key *key, const char *purpose)
{
    struct digest digest = digest_keyed(key, str_of(purpose));
    struct secret_key made;
    memcpy(made.bytes, digest.bytes, sizeof(made.bytes));
    return made;
}
