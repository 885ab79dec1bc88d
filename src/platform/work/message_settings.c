/* How messages leave the house, as the organisation sets it. */
#include "platform/work/outbox.h"
#include "work_queries.h"

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

const struct setting SMS_URL = {
    .key = "sms.url",
    .label = N_("SMS gateway"),
    .help =
        N_("The address to which each SMS is sent. While this is empty nobody is reached by SMS."),
    .kind = FIELD_KIND_TEXT,
    .initial = "",
    .permission = "setting.manage",
};
static const struct choice METHODS[] = {
    {"POST", N_("POST")}, {"PUT", N_("PUT")}, {"GET", N_("GET")}, {NULL, NULL}};
const struct setting SMS_METHOD = {
    .key = "sms.method",
    .label = N_("SMS gateway: method"),
    .kind = FIELD_KIND_ENUM,
    .initial = "POST",
    .choices = METHODS,
    .permission = "setting.manage",
};
static const struct choice FORMATS[] = {
    {"form", N_("Form fields")}, {"json", N_("JSON")}, {NULL, NULL}};
const struct setting SMS_FORMAT = {
    .key = "sms.format",
    .label = N_("SMS gateway: format"),
    .kind = FIELD_KIND_ENUM,
    .initial = "form",
    .choices = FORMATS,
    .permission = "setting.manage",
};
const struct setting SMS_BODY = {
    .key = "sms.body",
    .label = N_("SMS gateway: what is sent"),
    .help = N_(
        "In it {to} is the number with +, {digits} the number without, {from} the sender, {text} "
        "the message and {key} its own key."),
    .kind = FIELD_KIND_TEXT,
    .initial = "from={from}&to={to}&message={text}",
    .permission = "setting.manage",
};
const struct setting SMS_FROM = {
    .key = "sms.from",
    .label = N_("Sender of SMS"),
    .help = N_("A number that can be answered, or a name of at most eleven letters that cannot."),
    .kind = FIELD_KIND_TEXT,
    .initial = "Samsyn",
    .permission = "setting.manage",
};
const struct setting SMS_SIGN_IN = {
    .key = "sms.sign_in",
    .label = N_("SMS gateway: how to sign in"),
    .help =
        N_("none, basic, bearer, or the name of a header that takes the secret. The secret is read "
           "from the file sms-password in the data directory."),
    .kind = FIELD_KIND_TEXT,
    .initial = "basic",
    .permission = "setting.manage",
};
const struct setting SMS_USER = {
    .key = "sms.user",
    .label = N_("User at the SMS gateway"),
    .kind = FIELD_KIND_TEXT,
    .initial = "",
    .permission = "setting.manage",
};
const struct setting SMS_KEY_HEADER = {
    .key = "sms.key_header",
    .label = N_("SMS gateway: header for the message's own key"),
    .help = N_("The gateway sends a message with the same key once only."),
    .kind = FIELD_KIND_TEXT,
    .initial = "Idempotency-Key",
    .permission = "setting.manage",
};

const struct setting QUIET_FROM = {
    .key = "quiet.from",
    .label = N_("Quiet hours begin at"),
    .help = N_("From this hour on mail and SMS wait for the morning; what somebody waits for, and "
               "crisis messages, do not."),
    .kind = FIELD_KIND_INT,
    .initial = "20",
    .min = 0,
    .max = 23,
    .permission = "setting.manage",
};
const struct setting QUIET_TO = {
    .key = "quiet.to",
    .label = N_("Quiet hours end at"),
    .kind = FIELD_KIND_INT,
    .initial = "6",
    .min = 0,
    .max = 23,
    .permission = "setting.manage",
};

const struct setting *const MESSAGE_SETTINGS[] = {
    &MAIL_URL, &MAIL_FROM, &MAIL_USER,   &SMS_URL,        &SMS_METHOD, &SMS_FORMAT, &SMS_BODY,
    &SMS_FROM, &SMS_USER,  &SMS_SIGN_IN, &SMS_KEY_HEADER, &QUIET_FROM, &QUIET_TO,   NULL};

struct key_row {
    struct str key, value;
};
static const struct field KEY_FIELDS[] = {
    FIELD(TEXT, struct key_row, key, NULL),
    FIELD(TEXT, struct key_row, value, NULL),
};
static const struct table KEY_TABLE = TABLE("setting", struct key_row, KEY_FIELDS);

enum status channels_read(struct tx *tx, struct channels *out)
{
    struct rows rows = {.table = &KEY_TABLE};
    TRY(query_rows(tx, tx_arena(tx), &CHANNEL_SETTINGS, bind_none(), &rows));
    *out = (struct channels){0};
    const struct key_row *row = rows.at;
    for (size_t i = 0; i < rows.count; i++) {
        bool is_mail = str_equal(row[i].key, str_of(MAIL_URL.key));
        *(is_mail ? &out->has_mail : &out->has_sms) = !str_is_empty(row[i].value);
    }
    return OK;
}
