/* Private to the room `work`: a message on its way, and the conversations that deliver it. */
#ifndef SAMSYN_WORK_OUTBOX_H
#define SAMSYN_WORK_OUTBOX_H

#include "platform/work/message.h"
#include "platform/work/platform.h"

struct outbox_row {
    int64_t id;
    struct str key;
    struct str channel, kind;
    int64_t person;
    struct str address, language, zone, subject, body, html;
    bool is_at_once, is_secret, is_protected;
    struct str state;
    int64_t attempts;
    int64_t due;
    int64_t next_at, created_at, sent_at;
    int64_t batch;
    struct str last_error;
};
extern const struct table OUTBOX_TABLE;

#define SPOOL STR("spool:")

/* How the organisation's mail server is reached. */
struct smtp_server {
    struct str url; /* "smtp://mail.example.org:587", "smtps://…"; empty: nothing is sent */
    struct str from;
    struct str user, password; /* empty: none */
};

/* How its SMS gateway is reached. In `body` stand {to} {digits} {from} {text} {key}. */
struct sms_gateway {
    struct str url, method, format, body, from;
    struct str sign_in; /* none basic bearer, or a header's name */
    struct str user, secret;
    struct str key_header; /* the header for the idempotent key; empty: none */
};

enum delivery {
    DELIVERY_SENT,
    DELIVERY_LATER,  /* the server or the way to it is in trouble: try again */
    DELIVERY_REFUSED /* this message will never be taken: address, content */
};

/* Sends one message; `out_reason` (returns in arena) tells what went wrong, without its text. */
enum delivery smtp_send(struct arena *arena, const struct smtp_server *server,
                        const struct outbox_row *message, struct str *out_reason);
enum delivery sms_send(struct arena *arena, const struct sms_gateway *gateway,
                       const struct outbox_row *message, struct str *out_reason);

/* What is sent to the gateway; values are escaped as the format wants ("json", "form"). */
struct str sms_filled(struct arena *arena, const struct sms_gateway *gateway,
                      const struct outbox_row *message);

/* When somebody in this zone may be woken: `now`, or the end of the quiet hours (hours of the day, equal
 * when there are none) that it falls in. */
int64_t quiet_until(const char *zone, int64_t now, int64_t from_hour, int64_t to_hour);

/* "Subject" as RFC 2047 wants it: plain when ASCII, else encoded words of UTF-8 in base64. */
struct str mail_header_text(struct arena *arena, struct str text);

#endif
