/* The post: letters on paper, questions by SMS and their answers.
 *
 * A slice that wants to know something asks by post_ask(): the text goes by the way that reaches the
 * person, and by SMS it can be answered with one digit. What the answers mean is declared in the slice's
 * descriptor (`questions`, slices/slice.h); the answer is handed to it inside the transaction that keeps
 * it. What is no answer gets a kind word, and a person reads it.
 */
#ifndef SAMSYN_POST_H
#define SAMSYN_POST_H

#include "slices/people/people.h"
#include "slices/slice.h"

extern const struct slice POST_SLICE;
extern const struct permission POST_PRINT;   /* print letters */
extern const struct permission POST_ANSWERS; /* read what people answer */

struct question {
    const struct question_kind *kind;
    struct str key; /* the same key is asked once */
    int64_t person;
    int64_t subject;     /* id of what it is about */
    struct str language; /* of the texts; empty: the person's */
    struct str heading, text;
    struct str sms; /* with its digits: "Does Tuesday fit? 1 yes, 2 another time, 0 no thanks" */
    bool is_at_once;
};
/* `out_channel`: only "sms" brings an answer by itself; empty when nobody is reached. An older question
 * to the same number waits behind this one. */
enum status post_ask(struct tx *tx, const struct question *question,
                     struct str *out_channel) MUST_CHECK;

/* An SMS that came in, from a gateway or a demo's hand. INVALID for a number that is none. */
struct sms_in {
    struct str from, text;
    struct str key; /* the gateway's own id of it; empty: none */
};
struct sms_taken {
    int64_t id;
    bool was_understood;
};
enum status post_receive(struct call *call, const struct sms_in *sms,
                         struct sms_taken *out) MUST_CHECK;

/* Makes the print file of all letters that wait, those of protected identities apart. `out_id` NO_INT
 * when there are none. */
enum status post_print_make(struct call *call, bool is_protected, int64_t *out_id) MUST_CHECK;

#endif
