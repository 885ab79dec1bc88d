/* The sender: takes what is due, holds each message for itself, talks to the server without any
 * transaction open, writes how it went. Pauses between tries double from one minute to four hours;
 * after two days a message has failed and is listed.
 *
 * Whoever is written to at night reads it in the morning: a message that falls into the quiet hours of
 * its receiver's zone gets their end as its due time, by the domain's clock.
 */
#include "platform/work/outbox.h"

#include "platform/base/log.h"
#include "platform/calendar/calendar.h"
#include "platform/work/job_rows.h"
#include "work_queries.h"

#include <inttypes.h>

enum {
    HOLD_MS = 5 * 60 * 1000,
    PAUSE_FIRST_MS = 60 * 1000,
    PAUSE_MOST_MS = 4 * 3600 * 1000,
    TRIES_MOST = 19, /* with these pauses about two days */
    HOUR_MINUTES = 60
};

/* How one channel's messages leave. */
struct carrier {
    struct str channel;
    struct str url; /* empty: nothing is sent */
    struct smtp_server mail;
    struct sms_gateway sms;
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

static enum status put_off(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    int64_t changed = 0;
    return query_run(tx, &OUTBOX_PUT_OFF, bind_row(&OUTBOX_TABLE, in), &changed);
}

static int64_t pause_after(int64_t attempts)
{
    int64_t pause = PAUSE_FIRST_MS;
    for (int64_t i = 0; i < attempts && pause < PAUSE_MOST_MS; i++) {
        pause *= 2;
    }
    return pause < PAUSE_MOST_MS ? pause : PAUSE_MOST_MS;
}

int64_t quiet_until(const char *zone, int64_t now, int64_t from_hour, int64_t to_hour)
{
    if (from_hour == to_hour) {
        return now;
    }
    struct local_time local = calendar_local(zone, now);
    bool is_over_midnight = from_hour > to_hour;
    bool is_quiet = is_over_midnight ? local.hour >= from_hour || local.hour < to_hour
                                     : local.hour >= from_hour && local.hour < to_hour;
    return is_quiet ? calendar_next_minute_of_day(zone, now, (int)to_hour * HOUR_MINUTES) : now;
}

static enum delivery deliver(struct arena *arena, const struct carrier *carrier,
                             const struct outbox_row *row, struct str *out_reason)
{
    if (str_equal(carrier->url, SPOOL)) {
        return DELIVERY_SENT;
    }
    return str_equal(carrier->channel, CHANNEL_SMS)
               ? sms_send(arena, &carrier->sms, row, out_reason)
               : smtp_send(arena, &carrier->mail, row, out_reason);
}

static enum status send_one(struct call *call, const struct carrier *carrier,
                            struct outbox_row *row)
{
    row->next_at = real_now_ms() + HOLD_MS;
    enum status held = call_write(call, "outbox.claim", claim, row, NULL);
    if (held == CONFLICT) {
        return OK;
    }
    TRY(held);
    struct str reason = {0};
    enum delivery result = deliver(call->arena, carrier, row, &reason);
    bool is_sent = result == DELIVERY_SENT;
    bool is_over = result == DELIVERY_REFUSED || row->attempts + 1 >= TRIES_MOST;
    row->state = is_sent ? STR("sent") : is_over ? STR("failed") : STR("waiting");
    row->sent_at = is_sent ? real_now_ms() : NO_TIME;
    row->next_at = real_now_ms() + pause_after(row->attempts);
    row->last_error = reason;
    if (row->is_secret && (is_sent || is_over) && !str_equal(carrier->url, SPOOL)) {
        row->subject = row->body = STR("");
        row->html = (struct str){NULL, 0};
    }
    if (!is_sent) {
        log_warning("message.not_sent",
                    "id=%" PRId64 " channel=%.*s attempt=%" PRId64 " state=%.*s", row->id,
                    STR_ARG(row->channel), row->attempts + 1, STR_ARG(row->state));
    }
    return call_write(call, "outbox.finish", finish, row, NULL);
}

static enum status send_or_wait(struct call *call, const struct carrier *carrier,
                                struct outbox_row *row)
{
    struct platform *platform = call->platform;
    int64_t now = clock_now(&platform->clock);
    if (!row->is_at_once) {
        const char *zone = str_is_empty(row->zone) ? platform->zone : str_c(call->arena, row->zone);
        row->due = quiet_until(zone, now, setting_int(platform, &QUIET_FROM),
                               setting_int(platform, &QUIET_TO));
        if (row->due > now) {
            return call_write(call, "outbox.put_off", put_off, row, NULL);
        }
    }
    return send_one(call, carrier, row);
}

static struct carrier mail_carrier(struct platform *platform, struct arena *arena)
{
    struct carrier carrier = {.channel = CHANNEL_MAIL,
                              .url = setting_text(platform, arena, &MAIL_URL)};
    carrier.mail = (struct smtp_server){
        .url = carrier.url,
        .from = setting_text(platform, arena, &MAIL_FROM),
        .user = setting_text(platform, arena, &MAIL_USER),
        .password = platform->mail_password,
    };
    return carrier;
}

static struct carrier sms_carrier(struct platform *platform, struct arena *arena)
{
    struct carrier carrier = {.channel = CHANNEL_SMS,
                              .url = setting_text(platform, arena, &SMS_URL)};
    carrier.sms = (struct sms_gateway){
        .url = carrier.url,
        .method = setting_text(platform, arena, &SMS_METHOD),
        .format = setting_text(platform, arena, &SMS_FORMAT),
        .body = setting_text(platform, arena, &SMS_BODY),
        .from = setting_text(platform, arena, &SMS_FROM),
        .sign_in = setting_text(platform, arena, &SMS_SIGN_IN),
        .user = setting_text(platform, arena, &SMS_USER),
        .secret = platform->sms_password,
        .key_header = setting_text(platform, arena, &SMS_KEY_HEADER),
    };
    return carrier;
}

static enum status run_carrier(struct platform *platform, struct arena *arena,
                               const struct carrier *carrier)
{
    if (str_is_empty(carrier->url)) {
        return OK;
    }
    struct err err;
    err_init(&err, arena);
    struct call call = platform_call(platform, arena, &err, STR("post"));
    struct tx *reader = NULL;
    TRY(call_reader(&call, &reader));
    struct outbox_row wanted;
    row_clear(&OUTBOX_TABLE, &wanted);
    wanted.channel = carrier->channel;
    wanted.next_at = real_now_ms();
    wanted.due = clock_now(&platform->clock);
    struct rows due = {.table = &OUTBOX_TABLE};
    enum status status =
        query_rows(reader, arena, &OUTBOX_DUE, bind_row(&OUTBOX_TABLE, &wanted), &due);
    call_end(&call);
    TRY(status);
    struct outbox_row *row = due.at;
    for (size_t i = 0; i < due.count; i++) {
        TRY(send_or_wait(&call, carrier, &row[i]));
    }
    return OK;
}

enum status outbox_run(struct platform *platform, int64_t *out_next)
{
    ARENA_SCOPED(arena);
    *out_next = INT64_MAX;
    struct carrier mail = mail_carrier(platform, arena);
    struct carrier sms = sms_carrier(platform, arena);
    TRY(run_carrier(platform, arena, &mail));
    return run_carrier(platform, arena, &sms);
}
