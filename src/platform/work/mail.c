/* Messages are rows first: what the transaction caused is sent if, and only if, it was committed. */
#include "platform/work/mail.h"

#include "platform/base/rand.h"
#include "platform/work/outbox.h"
#include "work_queries.h"

static const struct field OUTBOX_FIELDS[] = {
    FIELD(ID, struct outbox_row, id, NULL),
    FIELD(TEXT, struct outbox_row, key, NULL),
    FIELD(TEXT, struct outbox_row, channel, NULL),
    FIELD(ID, struct outbox_row, person, NULL),
    FIELD(TEXT, struct outbox_row, address, NULL, .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct outbox_row, subject, NULL, .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct outbox_row, body, NULL, .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct outbox_row, html, NULL, .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct outbox_row, state, NULL),
    FIELD(INT, struct outbox_row, attempts, NULL),
    FIELD(TIME, struct outbox_row, next_at, NULL),
    FIELD(TIME, struct outbox_row, created_at, NULL),
    FIELD(TIME, struct outbox_row, sent_at, NULL),
    FIELD(TEXT, struct outbox_row, last_error, NULL),
};
const struct table OUTBOX_TABLE = TABLE("outbox", struct outbox_row, OUTBOX_FIELDS);

enum status mail_send(struct tx *tx, const struct mail *mail)
{
    struct outbox_row row;
    row_clear(&OUTBOX_TABLE, &row);
    row.id = id_new();
    row.key = mail->key;
    row.channel = STR("mail");
    row.person = mail->person;
    row.address = mail->to;
    row.subject = mail->subject;
    row.body = mail->text;
    row.html = mail->html;
    row.next_at = real_now_ms();
    row.created_at = tx_now(tx);
    int64_t changed = 0;
    return query_run(tx, &OUTBOX_INSERT, bind_row(&OUTBOX_TABLE, &row), &changed);
}

static const struct field COUNTS_FIELDS[] = {
    FIELD(INT, struct mail_counts, waiting, NULL),
    FIELD(INT, struct mail_counts, failed, NULL),
};
static const struct table COUNTS_TABLE = TABLE("mail_counts", struct mail_counts, COUNTS_FIELDS);

enum status mail_counts(struct tx *tx, struct mail_counts *out)
{
    return query_one(tx, &OUTBOX_COUNTS, bind_none(), &COUNTS_TABLE, out);
}
