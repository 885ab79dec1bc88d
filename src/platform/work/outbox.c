/* The sender: takes what is due, holds each message for itself, talks to the server without any
 * transaction open, writes how it went. Pauses between tries double from one minute to four hours;
 * after two days a message has failed and is listed. */
#include "platform/work/outbox.h"

#include "platform/base/log.h"
#include "platform/work/job_rows.h"
#include "work_queries.h"

#include <inttypes.h>

enum {
    HOLD_MS = 5 * 60 * 1000,
    PAUSE_FIRST_MS = 60 * 1000,
    PAUSE_MOST_MS = 4 * 3600 * 1000,
    TRIES_MOST = 19 /* with these pauses about two days */
};

const struct setting MAIL_URL = {
    .key = "mail.url",
    .label = N_("Mail server"),
    .help = N_("For example smtp://mail.example.org:587. Nothing is sent while this is empty."),
    .kind = FIELD_KIND_TEXT,
    .initial = "",
    .permission = "setting.manage",
};
const struct setting MAIL_FROM = {
    .key = "mail.from",
    .label = N_("Sender of mail"),
    .kind = FIELD_KIND_TEXT,
    .initial = "samsyn@localhost",
    .permission = "setting.manage",
};
const struct setting MAIL_USER = {
    .key = "mail.user",
    .label = N_("User at the mail server"),
    .help = N_("The password is read from the file mail-password in the data directory."),
    .kind = FIELD_KIND_TEXT,
    .initial = "",
    .permission = "setting.manage",
};

static enum status claim(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    int64_t changed = 0;
    TRY(query_run(tx, &OUTBOX_CLAIM, bind_row(&OUTBOX_TABLE, in), &changed));
    return changed == 1 ? OK : CONFLICT; /* another node has it */
}

static enum status finish(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    int64_t changed = 0;
    return query_run(tx, &OUTBOX_FINISH, bind_row(&OUTBOX_TABLE, in), &changed);
}

static int64_t pause_after(int64_t attempts)
{
    int64_t pause = PAUSE_FIRST_MS;
    for (int64_t i = 0; i < attempts && pause < PAUSE_MOST_MS; i++) {
        pause *= 2;
    }
    return pause < PAUSE_MOST_MS ? pause : PAUSE_MOST_MS;
}

static enum status send_one(struct call *call, const struct smtp_server *server,
                            struct outbox_row *row)
{
    int64_t now = real_now_ms();
    row->next_at = now + HOLD_MS;
    enum status held = call_write(call, "outbox.claim", claim, row, NULL);
    if (held == CONFLICT) {
        return OK;
    }
    TRY(held);
    struct str reason = {0};
    enum smtp_result result = smtp_send(call->arena, server, row, &reason);
    bool is_over = result == SMTP_REFUSED || row->attempts + 1 >= TRIES_MOST;
    row->state = result == SMTP_SENT ? STR("sent") : is_over ? STR("failed") : STR("waiting");
    row->sent_at = result == SMTP_SENT ? real_now_ms() : NO_TIME;
    row->next_at = real_now_ms() + pause_after(row->attempts);
    row->last_error = reason;
    if (result != SMTP_SENT) {
        log_warning("mail.not_sent", "id=%" PRId64 " attempt=%" PRId64 " state=%.*s", row->id,
                    row->attempts + 1, STR_ARG(row->state));
    }
    return call_write(call, "outbox.finish", finish, row, NULL);
}

static struct smtp_server server_of(struct platform *platform, struct arena *arena)
{
    return (struct smtp_server){
        .url = setting_text(platform, arena, &MAIL_URL),
        .from = setting_text(platform, arena, &MAIL_FROM),
        .user = setting_text(platform, arena, &MAIL_USER),
        .password = platform->mail_password,
    };
}

enum status outbox_run(struct platform *platform, int64_t *out_next)
{
    ARENA_SCOPED(arena);
    struct err err;
    err_init(&err, arena);
    *out_next = INT64_MAX;
    struct smtp_server server = server_of(platform, arena);
    if (str_is_empty(server.url)) {
        return OK;
    }
    struct call call = platform_call(platform, arena, &err, STR("mail"));
    struct tx *reader = NULL;
    TRY(call_reader(&call, &reader));
    struct outbox_row now = {.next_at = real_now_ms()};
    struct rows due = {.table = &OUTBOX_TABLE};
    enum status status =
        query_rows(reader, arena, &OUTBOX_DUE, bind_row(&OUTBOX_TABLE, &now), &due);
    call_end(&call);
    TRY(status);
    struct outbox_row *row = due.at;
    for (size_t i = 0; i < due.count; i++) {
        TRY(send_one(&call, &server, &row[i]));
    }
    return OK;
}
