/* What commands share: files relative to the caller's directory, and progress. */
#include "platform/cli/command.h"

#include "platform/base/buf.h"
#include "platform/base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

enum { READ_STEP = 64 * 1024, PROGRESS_EVERY_US = 100000 };

static enum status file_trouble(struct command_call *call, struct str name, int number)
{
    struct err_item *item = err_add(call->err, N_("{file}: {reason}"));
    err_text(call->err, item, "file", name);
    err_text(call->err, item, "reason", str_of(strerror(number)));
    return INVALID;
}

static int descriptor_of(struct command_call *call, struct str name, int flags)
{
    return openat(call->directory, str_c(call->arena, name), flags | O_CLOEXEC, 0666);
}

enum status command_read_file(struct command_call *call, struct str name, size_t limit,
                              struct str *out_bytes)
{
    bool is_input = str_equal(name, STR("-"));
    int from = is_input ? fileno(call->in) : descriptor_of(call, name, O_RDONLY);
    if (from < 0) {
        return file_trouble(call, name, errno);
    }
    BUF_SCOPED(bytes, limit);
    enum status status = OK;
    ssize_t got = 1;
    while (got > 0 && status == OK) {
        /* the last piece may be shorter than a step; one byte more tells a file beyond the limit */
        size_t room = limit - bytes.len < READ_STEP ? limit - bytes.len : READ_STEP;
        char beyond = 0;
        char *to = room == 0 ? &beyond : buf_reserve(&bytes, room);
        got = read(from, to, room == 0 ? 1 : room);
        if (got < 0 && errno == EINTR) {
            got = 1;
        } else if (got < 0) {
            status = file_trouble(call, name, errno);
        } else if (got > 0 && room == 0) {
            err_text(call->err, err_add(call->err, N_("{file} is too large.")), "file", name);
            status = TOO_LARGE;
        } else {
            buf_grew(&bytes, (size_t)got);
        }
    }
    if (!is_input) {
        close(from);
    }
    if (status == OK) {
        *out_bytes = str_copy(call->arena, buf_str(&bytes));
    }
    return status;
}

enum status command_create_file(struct command_call *call, struct str name, FILE **out_file)
{
    if (str_equal(name, STR("-"))) {
        *out_file = call->out;
        return OK;
    }
    int to = descriptor_of(call, name, O_WRONLY | O_CREAT | O_TRUNC);
    FILE *file = to < 0 ? NULL : fdopen(to, "w");
    if (file == NULL) {
        return file_trouble(call, name, errno);
    }
    *out_file = file;
    return OK;
}

enum status command_close_file(struct command_call *call, FILE *file)
{
    bool is_bad = ferror(file) != 0 || fflush(file) != 0;
    if (file != call->out && fclose(file) != 0) {
        is_bad = true;
    }
    return is_bad ? err_return(call->err, UNAVAILABLE, N_("The output could not be written.")) : OK;
}

static void write_progress(struct command_call *call, const char *what, int64_t done, int64_t total)
{
    const char *start = call->is_terminal ? "\r\033[K" : "";
    if (total > 0) {
        fprintf(call->progress, "%s%s: %lld / %lld", start, what, (long long)done,
                (long long)total);
    } else {
        fprintf(call->progress, "%s%s: %lld", start, what, (long long)done);
    }
}

void command_progress(struct command_call *call, const char *what, int64_t done, int64_t total)
{
    int64_t now = monotonic_us();
    bool is_last = total > 0 && done >= total;
    bool is_due = call->is_terminal && now - call->progress_at_us >= PROGRESS_EVERY_US;
    if (!is_last && !is_due) {
        return;
    }
    call->progress_at_us = now;
    write_progress(call, what, done, total);
    call->is_progress_open = true;
    if (is_last) {
        command_progress_end(call);
    }
    (void)fflush(call->progress);
}

void command_progress_end(struct command_call *call)
{
    if (call->is_progress_open) {
        (void)fputc('\n', call->progress);
        call->is_progress_open = false;
    }
}

bool command_is_cancelled(const struct command_call *call)
{
    return call->is_cancelled != NULL && atomic_load(call->is_cancelled);
}
