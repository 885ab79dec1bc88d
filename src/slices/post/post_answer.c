/* Questions by SMS, and what comes back.
 *
 * An answer belongs to the last question that its number was asked and has not answered. One digit at
 * the beginning of a short text is an answer; anything else gets a kind word, once a day, and stands in
 * the inbox of those who read what people write. The gateway brings an SMS to an address that holds its
 * secret; brought twice it is taken once.
 */
#include "platform/base/rand.h"
#include "platform/calendar/calendar.h"
#include "platform/secret/secret.h"
#include "platform/text/phone.h"
#include "platform/web/page.h"
#include "platform/work/message.h"
#include "platform/work/platform.h"
#include "post_queries.h"
#include "slices/post/post_handlers.h"

#include <inttypes.h>

enum { ANSWER_CHARACTERS = 20, IN_AN_HOUR = 3600, IN_A_BURST = 120 };
#define QUESTION_MS (INT64_C(30) * 24 * 3600 * 1000)

const struct permission POST_ANSWERS = {"post.answers", N_("Read what people answer by SMS")};

const struct notice_kind ANSWER_UNREAD = {
    .name = "post.answer_unread",
    .label = N_("Somebody answered by SMS in their own words"),
    .button = N_("Read it"),
    .path = "/post/answers",
};

static const struct setting IN_FROM = {
    .key = "sms.in_from",
    .label = N_("Incoming SMS: field with the number"),
    .help = N_("The gateway posts to /sms/in/ and the secret of the file sms-in-secret."),
    .kind = FIELD_KIND_TEXT,
    .initial = "from",
    .permission = "setting.manage",
};
static const struct setting IN_TEXT = {
    .key = "sms.in_text",
    .label = N_("Incoming SMS: field with the text"),
    .kind = FIELD_KIND_TEXT,
    .initial = "message",
    .permission = "setting.manage",
};
static const struct setting IN_KEY = {
    .key = "sms.in_key",
    .label = N_("Incoming SMS: field with its own key"),
    .kind = FIELD_KIND_TEXT,
    .initial = "id",
    .permission = "setting.manage",
};
static const struct setting *const SETTINGS[] = {&IN_FROM, &IN_TEXT, &IN_KEY, NULL};

struct answer_row {
    int64_t id;
    struct str key, phone, kind, text, answer;
    int64_t subject, person, question, received_at, read_at, since;
};
static const struct field ANSWER_FIELDS[] = {
    FIELD(ID, struct answer_row, id, N_("Id")),
    FIELD(TEXT, struct answer_row, key, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct answer_row, phone, N_("Phone"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct answer_row, kind, NULL, .flags = FIELD_INTERNAL),
    FIELD(TEXT, struct answer_row, text, N_("Text"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct answer_row, answer, NULL, .flags = FIELD_INTERNAL),
    FIELD(ID, struct answer_row, subject, NULL, .flags = FIELD_INTERNAL),
    FIELD(ID, struct answer_row, person, N_("Person")),
    FIELD(ID, struct answer_row, question, NULL, .flags = FIELD_INTERNAL),
    FIELD(TIME, struct answer_row, received_at, N_("Received")),
    FIELD(TIME, struct answer_row, read_at, NULL, .flags = FIELD_INTERNAL),
    FIELD(TIME, struct answer_row, since, NULL, .flags = FIELD_INTERNAL),
};
static const struct table ANSWER_TABLE = TABLE("post_answer", struct answer_row, ANSWER_FIELDS);
static const struct table QUESTION_TABLE = TABLE("post_question", struct answer_row, ANSWER_FIELDS);

static const struct event_kind SMS_ANSWERED = {
    .name = "post.answered", .label = N_("Question answered by SMS"), .thing = N_("Question")};
static const struct event_kind SMS_RECEIVED = {
    .name = "post.received", .label = N_("SMS received"), .thing = N_("SMS")};

static enum status emit(struct tx *tx, const struct event_kind *kind, const struct table *table,
                        int64_t subject)
{
    struct event event = {
        .kind = kind, .subject_table = table, .subject = subject, .cause = NO_INT};
    int64_t id = NO_INT;
    return event_emit(tx, &event, &id);
}

/* --- Asking --- */

enum status post_ask(struct tx *tx, const struct question *question, struct str *out_channel)
{
    struct reach reach;
    TRY(people_reach(tx, question->person, &reach));
    struct people_message message = {
        .person = question->person,
        .kind = question->kind->name,
        .key = question->key,
        .language = question->language,
        .subject = question->heading,
        .text = question->text,
        .sms = question->sms,
        .is_at_once = question->is_at_once,
    };
    TRY(people_message_put(tx, &message, out_channel));
    if (!str_equal(*out_channel, CHANNEL_SMS)) {
        return OK;
    }
    struct answer_row row;
    row_clear(&QUESTION_TABLE, &row);
    row.id = id_new();
    row.key = question->key;
    row.person = question->person;
    row.phone = reach.address;
    row.kind = str_of(question->kind->name);
    row.subject = question->subject;
    int64_t changed = 0;
    return query_run(tx, &POST_QUESTION_INSERT, bind_row(&QUESTION_TABLE, &row), &changed);
}

/* --- Understanding --- */

static const struct question_kind *kind_named(const struct platform *platform, struct str name)
{
    for (const struct slice *const *slice = platform->slices; *slice != NULL; slice++) {
        const struct question_kind *const *kind = (*slice)->questions;
        for (; kind != NULL && *kind != NULL; kind++) {
            if (str_equal(str_of((*kind)->name), name)) {
                return *kind;
            }
        }
    }
    return NULL;
}

static bool is_end(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '.' || c == ',' || c == '!' || c == ')' ||
           c == ':' || c == ';' || c == '-' || c == '\t';
}

/* The choice that a text begins with: "2", "2.", "2, tack"; NULL when it says something else. */
static const struct question_choice *choice_of(const struct question_kind *kind, struct str text)
{
    text = str_trim(text);
    for (const struct question_choice *choice = kind->choices; choice->key != NULL; choice++) {
        struct str key = str_of(choice->key);
        bool is_it = str_starts(text, key) && str_rune_count(text) <= ANSWER_CHARACTERS &&
                     (text.len == key.len || is_end(text.at[key.len]));
        if (is_it) {
            return choice;
        }
    }
    return NULL;
}

struct receiving {
    struct answer_row row;
    struct call *call;
};

/* The person whose number it is, when it is one person's alone. */
static enum status find_owner(struct tx *tx, struct answer_row *row)
{
    struct rows people;
    TRY(people_persons_at_phone(tx, row->phone, &people));
    const struct person *person = people.at;
    row->person = people.count == 1 ? person->id : NO_INT;
    return OK;
}

static enum status match(struct tx *tx, const struct receiving *in, struct answer_row *row,
                         const struct question_kind **out_kind, struct answer_row *out_question)
{
    *out_kind = NULL;
    row->since = tx_now(tx) - QUESTION_MS;
    enum status status = query_one(tx, &POST_QUESTION_LAST, bind_row(&QUESTION_TABLE, row),
                                   &QUESTION_TABLE, out_question);
    if (status != OK) {
        return status == NOT_FOUND ? OK : status;
    }
    row->person = out_question->person;
    const struct question_kind *kind = kind_named(in->call->platform, out_question->kind);
    const struct question_choice *choice = kind == NULL ? NULL : choice_of(kind, row->text);
    if (choice != NULL) {
        out_question->answer = str_of(choice->key);
        row->question = out_question->id;
        *out_kind = kind;
    }
    return OK;
}

static enum status keep_answer(struct tx *tx, const struct receiving *in,
                               const struct question_kind *kind, const struct answer_row *question,
                               struct err *err)
{
    int64_t changed = 0;
    TRY(query_run(tx, &POST_QUESTION_ANSWERED, bind_row(&QUESTION_TABLE, question), &changed));
    TRY(emit(tx, &SMS_ANSWERED, &QUESTION_TABLE, question->id));
    struct question_answered answered = {.question = question->id,
                                         .person = question->person,
                                         .subject = question->subject,
                                         .answer = question->answer,
                                         .call = in->call};
    return kind->answered(tx, &answered, err);
}

static enum status say_kindly(struct tx *tx, const struct receiving *in,
                              const struct answer_row *row)
{
    const struct platform *platform = in->call->platform;
    const struct language *language = platform->language;
    if (row->person != NO_INT) {
        struct reach reach;
        TRY(people_reach(tx, row->person, &reach));
        const struct language *own = language_find(reach.language);
        language = own == NULL ? language : own;
    }
    struct date today = calendar_local(platform->zone, tx_now(tx)).date;
    struct message message = {
        .key = str_format(tx_arena(tx), "post.kindly:%.*s:%.*s", STR_ARG(row->phone),
                          STR_ARG(date_text(tx_arena(tx), today))),
        .channel = CHANNEL_SMS,
        .kind = "post.kindly",
        .person = row->person,
        .address = row->phone,
        .language = str_of(language_key(language)),
        .text = translate(language, N_("Thank you for your answer. A person will read it and get "
                                       "back to you.")),
        .is_at_once = true,
    };
    return message_put(tx, &message);
}

static struct str notice_key(struct arena *arena, int64_t answer)
{
    return str_format(arena, "post.answer:%" PRId64, answer);
}

static enum status receive(struct tx *tx, const void *in, void *out, struct err *err)
{
    const struct receiving *receiving = in;
    struct sms_taken *taken = out;
    struct answer_row row = receiving->row;
    struct answer_row question;
    const struct question_kind *kind = NULL;
    row.id = id_new();
    if (str_is_empty(row.key)) {
        row.key = str_format(tx_arena(tx), "%" PRId64, row.id);
    }
    row.question = NO_INT;
    TRY(find_owner(tx, &row));
    TRY(match(tx, receiving, &row, &kind, &question));
    int64_t changed = 0;
    TRY(query_run(tx, &POST_ANSWER_INSERT, bind_row(&ANSWER_TABLE, &row), &changed));
    taken->id = row.id;
    taken->was_understood = kind != NULL;
    if (changed == 0) {
        return OK; /* brought before */
    }
    if (kind != NULL) {
        return keep_answer(tx, receiving, kind, &question, err);
    }
    TRY(emit(tx, &SMS_RECEIVED, &ANSWER_TABLE, row.id));
    TRY(say_kindly(tx, receiving, &row));
    struct notice notice = {.kind = &ANSWER_UNREAD,
                            .key = notice_key(tx_arena(tx), row.id),
                            .person = NO_INT,
                            .permission = &POST_ANSWERS,
                            .ref = NO_INT,
                            .due = NO_TIME};
    return people_notify(tx, &notice);
}

enum status post_receive(struct call *call, const struct sms_in *sms, struct sms_taken *out)
{
    struct receiving in = {.call = call};
    row_clear(&ANSWER_TABLE, &in.row);
    struct str country = phone_country(str_of(call->platform->zone));
    if (!phone_parse(call->arena, sms->from, country, &in.row.phone)) {
        return err_return_field(call->err, "from",
                                N_("This is not a phone number. Write it as you would dial it."));
    }
    in.row.text = sms->text.at == NULL ? STR("") : sms->text;
    in.row.key = sms->key;
    return call_write(call, "sms.receive", receive, &in, out);
}

/* --- The gateway's door --- */

struct in_form {
    struct str secret;
};
static const struct field IN_FORM_FIELDS[] = {
    FIELD(TEXT, struct in_form, secret, NULL, .max = 200, .flags = FIELD_HIDDEN | FIELD_SECRET),
};
static const struct table IN_FORM_TABLE = TABLE("sms_in", struct in_form, IN_FORM_FIELDS);

static struct str sent(struct request *request, const struct setting *name)
{
    struct call *call = &request->call;
    return request_raw(request,
                       str_c(call->arena, setting_text(call->platform, call->arena, name)));
}

static enum status sms_in_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct in_form *wanted = form;
    struct str secret = request->call.platform->sms_in_secret;
    TRY(request_rate(request, "sms-in", request->client, IN_A_BURST, IN_AN_HOUR));
    if (str_is_empty(secret) || !secret_equal(secret, wanted->secret)) {
        return NOT_FOUND;
    }
    request->call.actor =
        (struct actor){.person = NO_INT, .role = STR("system"), .source = STR("sms")};
    struct sms_in sms = {sent(request, &IN_FROM), sent(request, &IN_TEXT), sent(request, &IN_KEY)};
    struct sms_taken taken;
    return post_receive(&request->call, &sms, &taken);
}

/* --- What nobody has read yet --- */

struct answers_view {
    struct answer_row *answers;
    size_t answers_count;
};
static const struct field ANSWERS_VIEW_FIELDS[] = {
    FIELD_LIST_OF(struct answers_view, answers, &ANSWER_TABLE, N_("Answers by SMS")),
};
static const struct table ANSWERS_VIEW_TABLE =
    TABLE("answers", struct answers_view, ANSWERS_VIEW_FIELDS);

static enum status answers_show(struct request *request, const void *form, void *view)
{
    (void)form;
    struct answers_view *page = view;
    struct list_page list = {.rows.table = &ANSWER_TABLE};
    const char *scope = viewer_may(&request->viewer, PEOPLE_PROTECTED_READ.key) ? "all" : "open";
    TRY(request_list(request, &POST_ANSWERS_LIST, scope, bind_none(), &list));
    page->answers = list.rows.at;
    page->answers_count = list.rows.count;
    struct str country = phone_country(str_of(request->call.platform->zone));
    for (size_t i = 0; i < page->answers_count; i++) {
        page->answers[i].phone = phone_show(request->call.arena, page->answers[i].phone, country);
    }
    request_topic(request, &ANSWER_TABLE, NO_INT);
    return OK;
}

struct read_form {
    int64_t id;
    int64_t person;
};
static const struct field READ_FORM_FIELDS[] = {
    FIELD(ID, struct read_form, id, N_("Id"), .flags = FIELD_HIDDEN),
    FIELD(ID, struct read_form, person, NULL, .flags = FIELD_INTERNAL),
};
static const struct table READ_FORM_TABLE = TABLE("read_form", struct read_form, READ_FORM_FIELDS);

static enum status mark_read(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    struct read_form row = *(const struct read_form *)in;
    struct answer_row found;
    TRY(query_one(tx, &POST_ANSWER_BY_ID, bind_row(&READ_FORM_TABLE, &row), &ANSWER_TABLE, &found));
    row.person = tx_actor(tx)->person;
    int64_t changed = 0;
    TRY(query_run(tx, &POST_ANSWER_READ, bind_row(&READ_FORM_TABLE, &row), &changed));
    TRY(people_notify_done(tx, notice_key(tx_arena(tx), row.id)));
    return emit(tx, &SMS_RECEIVED, &ANSWER_TABLE, row.id);
}

static enum status read_do(struct request *request, const void *form, void *view)
{
    (void)view;
    TRY(call_write(&request->call, "sms.read", mark_read, form, NULL));
    request_flash(request, N_("Done. It is gone from the inbox."));
    request_redirect(request, "/post/answers");
    return OK;
}

static const struct route ROUTES[] = {
    {.method = METHOD_POST,
     .path = "/sms/in/{secret}",
     .permission = &PUBLIC,
     .cost = COST_CHANGE,
     .handle = sms_in_do,
     .form = &IN_FORM_TABLE,
     .title = N_("An SMS comes in")},
    {.method = METHOD_GET,
     .path = "/post/answers",
     .permission = &POST_ANSWERS,
     .cost = COST_READ,
     .handle = answers_show,
     .view = &ANSWERS_VIEW_TABLE,
     .page = "post/answers",
     .title = N_("Answers by SMS"),
     .is_list = true},
    {.method = METHOD_POST,
     .path = "/post/answers/{id}/read",
     .permission = &POST_ANSWERS,
     .cost = COST_CHANGE,
     .handle = read_do,
     .form = &READ_FORM_TABLE,
     .title = N_("Seen to")},
    {.path = NULL},
};
static const struct event_kind *const EVENTS[] = {&SMS_ANSWERED, &SMS_RECEIVED, NULL};
static const struct list_query *const LISTS[] = {&POST_ANSWERS_LIST, NULL};
static const struct notice_kind *const NOTICES[] = {&ANSWER_UNREAD, NULL};

const struct slice ANSWER_PART = {.name = "post.answers",
                                  .routes = ROUTES,
                                  .events = EVENTS,
                                  .lists = LISTS,
                                  .settings = SETTINGS,
                                  .notices = NOTICES};
