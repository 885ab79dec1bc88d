/* Messages are rows first: what the transaction caused is sent if, and only if, it was committed. */
#include "platform/work/message.h"

#include "platform/base/rand.h"
#include "platform/work/outbox.h"
#include "work_queries.h"

static const struct field OUTBOX_FIELDS[] = {
    FIELD(ID, struct outbox_row, id, NULL),
    FIELD(TEXT, struct outbox_row, key, NULL),
    FIELD(TEXT, struct outbox_row, channel, NULL),
    FIELD(TEXT, struct outbox_row, kind, NULL),
    FIELD(ID, struct outbox_row, person, NULL),
    FIELD(TEXT, struct outbox_row, address, NULL, .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct outbox_row, language, NULL),
    FIELD(TEXT, struct outbox_row, zone, NULL),
    FIELD(TEXT, struct outbox_row, subject, NULL, .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct outbox_row, body, NULL, .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct outbox_row, html, NULL, .flags = FIELD_PERSONAL),
    FIELD(BOOL, struct outbox_row, is_at_once, NULL),
    FIELD(BOOL, struct outbox_row, is_secret, NULL),
    FIELD(BOOL, struct outbox_row, is_protected, NULL),
    FIELD(TEXT, struct outbox_row, state, NULL),
    FIELD(INT, struct outbox_row, attempts, NULL),
    FIELD(TIME, struct outbox_row, due, NULL),
    FIELD(TIME, struct outbox_row, next_at, NULL),
    FIELD(TIME, struct outbox_row, created_at, NULL),
    FIELD(TIME, struct outbox_row, sent_at, NULL),
    FIELD(ID, struct outbox_row, batch, NULL),
    FIELD(TEXT, struct outbox_row, last_error, NULL),
};
const struct table OUTBOX_TABLE = TABLE("outbox", struct outbox_row, OUTBOX_FIELDS);

static struct str told(struct str text)
{
    return text.at == NULL ? STR("") : text;
}

enum status message_put(struct tx *tx, const struct message *message)
{
    struct outbox_row row;
    row_clear(&OUTBOX_TABLE, &row);
    bool is_now = message->due == 0 || message->due == NO_TIME;
    row.id = id_new();
    row.key = message->key;
    row.channel = message->channel;
    row.kind = str_of(message->kind);
    row.person = message->person;
    row.address = message->address;
    row.language = told(message->language);
    row.zone = message->zone == NULL ? STR("") : str_of(message->zone);
    row.subject = told(message->subject);
    row.body = told(message->text);
    row.html = message->html;
    row.is_at_once = message->is_at_once;
    row.is_secret = message->is_secret;
    row.is_protected = message->is_protected;
    row.due = is_now ? tx_now(tx) : message->due;
    row.next_at = real_now_ms();
    row.created_at = tx_now(tx);
    tx_add_work(tx);
    int64_t changed = 0;
    return query_run(tx, &OUTBOX_INSERT, bind_row(&OUTBOX_TABLE, &row), &changed);
}

enum status message_cancel(struct tx *tx, struct str key)
{
    struct outbox_row row;
    row_clear(&OUTBOX_TABLE, &row);
    row.key = key;
    int64_t changed = 0;
    return query_run(tx, &OUTBOX_CANCEL, bind_row(&OUTBOX_TABLE, &row), &changed);
}

static const struct field COUNTS_FIELDS[] = {
    FIELD(INT, struct message_counts, waiting, NULL),
    FIELD(INT, struct message_counts, failed, NULL),
};
static const struct table COUNTS_TABLE =
    TABLE("message_counts", struct message_counts, COUNTS_FIELDS);

enum status message_counts(struct tx *tx, struct message_counts *out)
{
    return query_one(tx, &OUTBOX_COUNTS, bind_none(), &COUNTS_TABLE, out);
}

/* --- Letters --- */

static const struct field LETTER_FIELDS[] = {
    FIELD(ID, struct letter_row, id, N_("Id")),
    FIELD(ID, struct letter_row, person, N_("Person")),
    FIELD(TEXT, struct letter_row, address, N_("Address"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct letter_row, language, N_("Language")),
    FIELD(TEXT, struct letter_row, subject, N_("Subject"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct letter_row, body, N_("Text"), .flags = FIELD_PERSONAL),
    FIELD(TIME, struct letter_row, created_at, N_("Written")),
    FIELD(BOOL, struct letter_row, is_protected, N_("Protected identity")),
};
const struct table LETTER_ROW_TABLE = TABLE("letter", struct letter_row, LETTER_FIELDS);

static const struct field LETTER_COUNTS_FIELDS[] = {
    FIELD(INT, struct letter_counts, open, NULL),
    FIELD(INT, struct letter_counts, closed, NULL),
};
static const struct table LETTER_COUNTS_TABLE =
    TABLE("letter_counts", struct letter_counts, LETTER_COUNTS_FIELDS);

enum status letters_count(struct tx *tx, struct letter_counts *out)
{
    return query_one(tx, &OUTBOX_LETTER_COUNTS, bind_none(), &LETTER_COUNTS_TABLE, out);
}

static enum status run_on_batch(struct tx *tx, const struct query *query, int64_t batch,
                                bool is_protected, int64_t *out_count)
{
    struct outbox_row row;
    row_clear(&OUTBOX_TABLE, &row);
    row.batch = batch;
    row.is_protected = is_protected;
    row.due = tx_now(tx);
    row.sent_at = real_now_ms();
    return query_run(tx, query, bind_row(&OUTBOX_TABLE, &row), out_count);
}

enum status letters_take(struct tx *tx, int64_t batch, bool is_protected, int64_t *out_count)
{
    return run_on_batch(tx, &OUTBOX_LETTERS_TAKE, batch, is_protected, out_count);
}

enum status letters_of(struct tx *tx, struct arena *arena, int64_t batch, struct rows *out_letters)
{
    struct outbox_row row;
    row_clear(&OUTBOX_TABLE, &row);
    row.batch = batch;
    out_letters->table = &LETTER_ROW_TABLE;
    return query_rows(tx, arena, &OUTBOX_LETTERS_OF, bind_row(&OUTBOX_TABLE, &row), out_letters);
}

enum status letters_printed(struct tx *tx, int64_t batch)
{
    int64_t count = 0;
    return run_on_batch(tx, &OUTBOX_LETTERS_PRINTED, batch, false, &count);
}

enum status letters_give_back(struct tx *tx, int64_t batch)
{
    int64_t count = 0;
    return run_on_batch(tx, &OUTBOX_LETTERS_GIVE_BACK, batch, false, &count);
}

/* --- A spool's messages --- */

static const struct field SPOOLED_FIELDS[] = {
    FIELD(ID, struct spooled, id, N_("Id")),
    FIELD(ID, struct spooled, person, N_("Person")),
    FIELD(TIME, struct spooled, created_at, N_("Written")),
    FIELD(TIME, struct spooled, sent_at, N_("Sent")),
    FIELD(TEXT, struct spooled, channel, N_("Way")),
    FIELD(TEXT, struct spooled, address, N_("To"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct spooled, subject, N_("Subject"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct spooled, body, N_("Text"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct spooled, state, N_("State")),
};
const struct table SPOOLED_TABLE = TABLE("spooled", struct spooled, SPOOLED_FIELDS);

enum status messages_newest(struct tx *tx, struct arena *arena, struct rows *out_rows)
{
    out_rows->table = &SPOOLED_TABLE;
    return query_rows(tx, arena, &OUTBOX_NEWEST, bind_none(), out_rows);
}

enum status message_get(struct tx *tx, int64_t id, struct letter_row *out)
{
    return query_one(tx, &OUTBOX_BY_ID, bind_id(&id), &LETTER_ROW_TABLE, out);
}
