/* A demo's post: what left the house, with a way to answer an SMS as whoever got it. */
#include "platform/pdf/pdf.h"
#include "platform/web/page.h"
#include "platform/work/message.h"
#include "platform/work/platform.h"
#include "slices/post/post_handlers.h"

enum { ORDER = 11 };

static const struct choice WAYS[] = {
    {"mail", N_("E-mail")}, {"sms", N_("SMS")}, {"print", N_("Letter")}, {NULL, NULL}};
static const struct choice STATES[] = {
    {"waiting", N_("Waiting")}, {"sent", N_("Sent")}, {"failed", N_("Failed")}, {NULL, NULL}};

struct demo_message {
    int64_t id, created_at;
    struct str channel, address, subject, body, state;
    bool is_sms;
};
static const struct field DEMO_MESSAGE_FIELDS[] = {
    FIELD(ID, struct demo_message, id, N_("Id")),
    FIELD(TIME, struct demo_message, created_at, N_("Written")),
    FIELD(ENUM, struct demo_message, channel, N_("Way"), .choices = WAYS),
    FIELD(TEXT, struct demo_message, address, N_("To"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct demo_message, subject, N_("Subject"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct demo_message, body, N_("Text"), .flags = FIELD_PERSONAL),
    FIELD(ENUM, struct demo_message, state, N_("State"), .choices = STATES),
    FIELD(BOOL, struct demo_message, is_sms, NULL),
};
static const struct table DEMO_MESSAGE_TABLE =
    TABLE("demo_message", struct demo_message, DEMO_MESSAGE_FIELDS);

struct demo_post_view {
    struct demo_message *messages;
    size_t messages_count;
};
static const struct field DEMO_POST_VIEW_FIELDS[] = {
    FIELD_LIST_OF(struct demo_post_view, messages, &DEMO_MESSAGE_TABLE, N_("Messages")),
};
static const struct table DEMO_POST_VIEW_TABLE =
    TABLE("demo_post", struct demo_post_view, DEMO_POST_VIEW_FIELDS);

static enum status demo_post_show(struct request *request, const void *form, void *view)
{
    (void)form;
    struct demo_post_view *page = view;
    if (!request->call.platform->is_demo) {
        return NOT_FOUND;
    }
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct rows rows;
    TRY(messages_newest(tx, request->call.arena, &rows));
    page->messages = ARENA_ARRAY(request->call.arena, rows.count + 1, struct demo_message);
    page->messages_count = rows.count;
    const struct spooled *row = rows.at;
    for (size_t i = 0; i < rows.count; i++) {
        page->messages[i] = (struct demo_message){
            .id = row[i].id,
            .created_at = row[i].created_at,
            .channel = row[i].channel,
            .address = row[i].address,
            .subject = row[i].subject,
            .body = row[i].body,
            .state = row[i].state,
            .is_sms = str_equal(row[i].channel, CHANNEL_SMS),
        };
    }
    return OK;
}

struct demo_answer {
    struct str from, text;
};
static const struct field DEMO_ANSWER_FIELDS[] = {
    FIELD(TEXT, struct demo_answer, from, N_("Phone"), .max = 40, .flags = FIELD_REQUIRED),
    FIELD(TEXT, struct demo_answer, text, N_("Answer"), .max = 1000, .flags = FIELD_REQUIRED),
};
static const struct table DEMO_ANSWER_TABLE =
    TABLE("demo_answer", struct demo_answer, DEMO_ANSWER_FIELDS);

static enum status demo_answer_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct demo_answer *wanted = form;
    if (!request->call.platform->is_demo) {
        return NOT_FOUND;
    }
    struct sms_in sms = {.from = wanted->from, .text = wanted->text};
    struct sms_taken taken;
    request->call.actor.source = STR("sms");
    TRY(post_receive(&request->call, &sms, &taken));
    request_flash(request, taken.was_understood
                               ? N_("The answer was understood.")
                               : N_("The answer was not understood: a person will read it."));
    request_redirect(request, "/demo/post");
    return OK;
}

struct letter_form {
    int64_t id;
};
static const struct field LETTER_FORM_FIELDS[] = {
    FIELD(ID, struct letter_form, id, N_("Id"), .flags = FIELD_HIDDEN),
};
static const struct table LETTER_FORM_TABLE =
    TABLE("letter_form", struct letter_form, LETTER_FORM_FIELDS);

/* Any message as the letter that it would be. */
static enum status demo_letter_show(struct request *request, const void *form, void *view)
{
    (void)view;
    struct call *call = &request->call;
    if (!call->platform->is_demo) {
        return NOT_FOUND;
    }
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    struct letter_row letter;
    TRY(message_get(tx, ((const struct letter_form *)form)->id, &letter));
    if (letter.is_protected) {
        return NOT_FOUND;
    }
    struct rows rows = {&LETTER_ROW_TABLE, &letter, 1};
    struct pdf pdf;
    TRY(post_draw(call, &rows, letter.created_at, &pdf));
    request_file(request, STR("letter.pdf"), STR("application/pdf"), pdf.bytes);
    return OK;
}

/* Nothing leaves a demo. */
static enum status open_spools(struct call *call, struct random_source *random)
{
    (void)random;
    TRY(setting_change(call, &MAIL_URL, STR("spool:")));
    return setting_change(call, &SMS_URL, STR("spool:"));
}
static const struct demo_step SPOOLS = {ORDER, open_spools};

static const struct route ROUTES[] = {
    {.method = METHOD_GET,
     .path = "/demo/post",
     .permission = &PUBLIC,
     .cost = COST_READ,
     .handle = demo_post_show,
     .view = &DEMO_POST_VIEW_TABLE,
     .page = "post/demo-post",
     .title = N_("The demo's post")},
    {.method = METHOD_POST,
     .path = "/demo/post",
     .permission = &PUBLIC,
     .cost = COST_CHANGE,
     .handle = demo_answer_do,
     .form = &DEMO_ANSWER_TABLE,
     .title = N_("Answer an SMS in the demo")},
    {.method = METHOD_GET,
     .path = "/demo/post/{id}/letter.pdf",
     .permission = &PUBLIC,
     .cost = COST_READ,
     .handle = demo_letter_show,
     .form = &LETTER_FORM_TABLE,
     .title = N_("A message as a letter")},
    {.path = NULL},
};
static const struct demo_step *const DEMO[] = {&SPOOLS, NULL};

const struct slice DEMO_PART = {.name = "post.demo", .routes = ROUTES, .demo = DEMO};
