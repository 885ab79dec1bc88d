/* Messages out: written to an outbox in the transaction that caused them, sent after commit over real
 * SMTP (libcurl), tried again with growing pauses, given up visibly after two days. */
#ifndef SAMSYN_WORK_MAIL_H
#define SAMSYN_WORK_MAIL_H

#include "platform/work/job.h"
#include "platform/work/setting.h"

struct mail {
    int64_t person; /* recipient; NO_INT when only an address is known */
    struct str to;  /* address */
    struct str subject;
    struct str text; /* plain text */
    struct str html; /* empty: text only */
    struct str key;  /* idempotent: the same key is sent once */
};
/* How the mail server is reached; its password is the file mail-password in the data directory. */
extern const struct setting MAIL_URL, MAIL_FROM, MAIL_USER;

/* How much post waits, and how much could not be delivered. */
struct mail_counts {
    int64_t waiting, failed;
};
enum status mail_counts(struct tx *tx, struct mail_counts *out) MUST_CHECK;

enum status mail_send(struct tx *tx, const struct mail *mail) MUST_CHECK;

#endif
