/* Private to the room `work`: a message on its way, and the conversation that delivers it. */
#ifndef SAMSYN_WORK_OUTBOX_H
#define SAMSYN_WORK_OUTBOX_H

#include "platform/work/mail.h"
#include "platform/work/platform.h"

struct outbox_row {
    int64_t id;
    struct str key;
    struct str channel;
    int64_t person;
    struct str address, subject, body, html;
    struct str state;
    int64_t attempts;
    int64_t next_at, created_at, sent_at;
    struct str last_error;
};
extern const struct table OUTBOX_TABLE;

/* How the organisation's mail server is reached. */
struct smtp_server {
    struct str url; /* "smtp://mail.example.org:587", "smtps://…"; empty: nothing is sent */
    struct str from;
    struct str user, password; /* empty: none */
};

enum smtp_result {
    SMTP_SENT,
    SMTP_LATER,  /* the server or the way to it is in trouble: try again */
    SMTP_REFUSED /* this message will never be taken: address, content */
};

/* Sends one message; `out_reason` (returns in arena) tells what the server said when it was not sent. */
enum smtp_result smtp_send(struct arena *arena, const struct smtp_server *server,
                           const struct outbox_row *message, struct str *out_reason);

/* "Subject" as RFC 2047 wants it: plain when ASCII, else encoded words of UTF-8 in base64. */
struct str mail_header_text(struct arena *arena, struct str text);

#endif
