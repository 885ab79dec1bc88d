/* A change asked for twice is done once: the key is looked up and remembered inside the very
 * transaction that does the work, so that neither a crash nor two requests at the same moment can
 * come between. */
#include "platform/work/call.h"

#include "platform/db/query.h"
#include "platform/work/platform.h"
#include "work_queries.h"

#include <inttypes.h>

struct once_row {
    struct str key;
    int64_t person;
    struct str digest;
    struct str reply;
    int64_t at;
};

static const struct field ONCE_FIELDS[] = {
    FIELD(TEXT, struct once_row, key, NULL),    FIELD(ID, struct once_row, person, NULL),
    FIELD(TEXT, struct once_row, digest, NULL), FIELD(TEXT, struct once_row, reply, NULL),
    FIELD(TIME, struct once_row, at, NULL),
};
static const struct table ONCE_TABLE = TABLE("once", struct once_row, ONCE_FIELDS);

struct keyed_change {
    struct once *once;
    db_change_fn run;
    const void *in;
};

static enum status answer_again(struct tx *tx, struct once *once, const struct once_row *row,
                                void *out, struct err *err)
{
    if (!str_equal(row->digest, once->digest) || row->person != tx_actor(tx)->person) {
        return err_return(
            err, CONFLICT,
            N_("This was already sent with other content. Reload the page and try again."));
    }
    if (out != NULL && !str_is_empty(row->reply)) {
        int64_t id = NO_INT;
        if (!str_to_int64(row->reply, &id)) {
            return INTERNAL;
        }
        *(int64_t *)out = id;
    }
    once->was_repeated = true;
    return OK;
}

static enum status run_keyed(struct tx *tx, const void *in, void *out, struct err *err)
{
    const struct keyed_change *change = in;
    struct once *once = change->once;
    once->was_repeated = false;

    struct once_row row = {.key = once->key};
    struct once_row found;
    enum status status = query_one(tx, &ONCE_GET, bind_row(&ONCE_TABLE, &row), &ONCE_TABLE, &found);
    if (status == OK) {
        return answer_again(tx, once, &found, out, err);
    }
    if (status != NOT_FOUND) {
        return status;
    }
    TRY(change->run(tx, change->in, out, err));

    row.person = tx_actor(tx)->person;
    row.digest = once->digest;
    row.reply = out == NULL ? STR("") : str_format(tx_arena(tx), "%" PRId64, *(int64_t *)out);
    row.at = tx_now(tx);
    int64_t changed = 0;
    return query_run(tx, &ONCE_ADD, bind_row(&ONCE_TABLE, &row), &changed);
}

enum status call_write(struct call *call, const char *name, db_change_fn run, const void *in,
                       void *out)
{
    call_end(call);
    struct keyed_change keyed = {call->once, run, in};
    bool has_key = call->once != NULL && !str_is_empty(call->once->key);
    struct db_change change = {
        .name = name,
        .run = has_key ? run_keyed : run,
        .in = has_key ? (const void *)&keyed : in,
        .out = out,
        .actor = call->actor,
        .arena = call->arena,
        .is_bulk = call->is_bulk,
    };
    return db_write(call->db, &change, call->err);
}

enum status call_reader(struct call *call, struct tx **out_tx)
{
    if (call->reader == NULL) {
        TRY(db_reader(call->db, call->arena, &call->reader, call->err));
        db_reader_for(call->reader, &call->actor);
    }
    *out_tx = call->reader;
    return OK;
}

void call_end(struct call *call)
{
    db_reader_release(&call->reader);
}
