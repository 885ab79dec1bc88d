/* Messages out: one text to one person by mail, SMS or letter. Written to an outbox in the transaction
 * that caused it, sent after the commit, tried again with growing pauses, given up visibly after two
 * days.
 *
 * Mail goes over SMTP, SMS through an HTTP gateway (both by libcurl); letters wait for the print file
 * (platform/pdf draws them). A server called "spool:" is none: what goes there counts as sent and can
 * be read in the outbox, for demos and tests. Mail and SMS wait for the end of the receiver's night,
 * by the domain's clock, unless they are wanted at once.
 */
#ifndef SAMSYN_WORK_MESSAGE_H
#define SAMSYN_WORK_MESSAGE_H

#include "platform/work/job.h"
#include "platform/work/setting.h"

#define CHANNEL_MAIL STR("mail")
#define CHANNEL_SMS STR("sms")
#define CHANNEL_PRINT STR("print")

struct message {
    struct str key;      /* idempotent: the same key is sent once */
    struct str channel;  /* mail sms print */
    const char *kind;    /* "people.code": what it is about */
    int64_t person;      /* recipient; NO_INT when only an address is known */
    struct str address;  /* mail address, number (E.164), or the lines of a postal address */
    struct str language; /* of the text, any language; empty: not known */
    struct str subject;  /* of mail and letter */
    struct str text;     /* plain; paragraphs are divided by an empty line */
    struct str html;     /* of mail; empty: text only */
    const char *zone;    /* whose night is quiet; NULL: the organisation's */
    int64_t due;         /* not before, the domain's clock; 0 or NO_TIME: now */
    bool is_at_once;     /* somebody waits for it, or a crisis: the night is not waited out */
    bool is_secret;      /* a code or a link: its text is forgotten when it is sent */
    bool is_protected;   /* to a protected identity: printed apart */
};
enum status message_put(struct tx *tx, const struct message *message) MUST_CHECK;
/* Takes back what was not sent yet; OK when there is nothing. */
enum status message_cancel(struct tx *tx, struct str key) MUST_CHECK;

/* Which ways are open as the settings stand; letters always are. */
struct channels {
    bool has_mail, has_sms;
};
enum status channels_read(struct tx *tx, struct channels *out) MUST_CHECK;

/* The mail server; its password is the file mail-password in the data directory. */
extern const struct setting MAIL_URL, MAIL_FROM, MAIL_USER;
/* The SMS gateway; its secret is the file sms-password. */
extern const struct setting SMS_URL, SMS_METHOD, SMS_FORMAT, SMS_BODY, SMS_FROM, SMS_SIGN_IN,
    SMS_USER, SMS_KEY_HEADER;
/* Hours of the day between which nobody is woken. */
extern const struct setting QUIET_FROM, QUIET_TO;
/* All of the above, ends with NULL. */
extern const struct setting *const MESSAGE_SETTINGS[];

/* How many messages wait, and how many could not be delivered. Letters are not counted. */
struct message_counts {
    int64_t waiting, failed;
};
enum status message_counts(struct tx *tx, struct message_counts *out) MUST_CHECK;

/* --- Letters, for who prints them --- */

struct letter_row {
    int64_t id;
    int64_t person;
    struct str address, language, subject, body;
    int64_t created_at;
    bool is_protected;
};
extern const struct table LETTER_ROW_TABLE;

/* How many letters wait for the print file, apart for protected identities. */
struct letter_counts {
    int64_t open, closed;
};
enum status letters_count(struct tx *tx, struct letter_counts *out) MUST_CHECK;
/* Puts what waits into the print file `batch`, at most 2,000 letters; how many they are. */
enum status letters_take(struct tx *tx, int64_t batch, bool is_protected,
                         int64_t *out_count) MUST_CHECK;
/* The letters of a print file, oldest first: rows of struct letter_row. */
enum status letters_of(struct tx *tx, struct arena *arena, int64_t batch,
                       struct rows *out_letters) MUST_CHECK;
/* They are on paper: sent. */
enum status letters_printed(struct tx *tx, int64_t batch) MUST_CHECK;
/* The print file was not made: they wait again. */
enum status letters_give_back(struct tx *tx, int64_t batch) MUST_CHECK;

/* --- What can be seen of a spool --- */

struct spooled {
    int64_t id, person, created_at, sent_at;
    struct str channel, address, subject, body, state;
};
extern const struct table SPOOLED_TABLE;
/* The newest messages of a demo, at most 100. */
enum status messages_newest(struct tx *tx, struct arena *arena, struct rows *out_rows) MUST_CHECK;
enum status message_get(struct tx *tx, int64_t id, struct letter_row *out) MUST_CHECK;

#endif
