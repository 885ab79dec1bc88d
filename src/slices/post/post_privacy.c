/* What the slice `post` keeps of people. */
#include "post_queries.h"
#include "slices/post/post_handlers.h"

struct question_shown {
    int64_t id, asked_at, answered_at;
    struct str phone, kind, answer;
};
static const struct field QUESTION_FIELDS[] = {
    FIELD(ID, struct question_shown, id, N_("Id")),
    FIELD(TEXT, struct question_shown, phone, N_("Phone"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct question_shown, kind, N_("Kind")),
    FIELD(TIME, struct question_shown, asked_at, N_("Asked")),
    FIELD(TIME, struct question_shown, answered_at, N_("Answered")),
    FIELD(TEXT, struct question_shown, answer, N_("Answer")),
};
static const struct table QUESTION_SHOWN =
    TABLE("post_question", struct question_shown, QUESTION_FIELDS);
static const struct privacy_rule QUESTION_RULE = {
    .table = "post_question",
    .what = N_("What the person was asked by SMS, and what they answered"),
    .purpose = N_("To know what an answer belongs to"),
    .seen_by = N_("Colleagues who work with what was asked"),
    .keep = N_("As long as the person; without a number afterwards"),
    .rows = &POST_DATA_QUESTIONS,
    .handed_out = &QUESTION_SHOWN,
    .erase = &POST_ERASE_QUESTIONS,
};

struct answer_shown {
    int64_t id, received_at;
    struct str phone, text;
};
static const struct field ANSWER_FIELDS[] = {
    FIELD(ID, struct answer_shown, id, N_("Id")),
    FIELD(TEXT, struct answer_shown, phone, N_("Phone"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct answer_shown, text, N_("Text"), .flags = FIELD_PERSONAL),
    FIELD(TIME, struct answer_shown, received_at, N_("Received")),
};
static const struct table ANSWER_SHOWN = TABLE("post_answer", struct answer_shown, ANSWER_FIELDS);
static const struct privacy_rule ANSWER_RULE = {
    .table = "post_answer",
    .what = N_("SMS that the person sent us"),
    .purpose = N_("To understand the answer, or to get back to the person"),
    .seen_by = N_("Those who read answers"),
    .keep = N_("Until the person is erased"),
    .rows = &POST_DATA_ANSWERS,
    .handed_out = &ANSWER_SHOWN,
    .erase = &POST_ERASE_ANSWERS,
};

const struct privacy_rule *const POST_PRIVACY[] = {&QUESTION_RULE, &ANSWER_RULE, NULL};
