/* The inbox: what is due for a person, one item a thing, however often it is said.
 *
 * An item appears when it is due by the domain's clock. Whoever should be told by mail, SMS or letter is
 * told then, by a job that first looks whether it has been done meanwhile. What several people may do
 * stands in each one's inbox under one key, so that done by one is done for all.
 */
#include "slices/people/people_inbox.h"
#include "people_queries.h"
#include "platform/base/rand.h"
#include "platform/work/platform.h"
#include "slices/people/people_events.h"

#include <inttypes.h>

static const struct field NOTIFICATION_FIELDS[] = {
    FIELD(ID, struct notification, id, NULL),
    FIELD(TEXT, struct notification, key, NULL),
    FIELD(ID, struct notification, person, NULL),
    FIELD(TEXT, struct notification, kind, NULL),
    FIELD(ID, struct notification, ref, NULL),
    FIELD(TEXT, struct notification, detail, NULL, .flags = FIELD_PERSONAL),
    FIELD(TIME, struct notification, due, NULL),
    FIELD(TIME, struct notification, created_at, NULL),
    FIELD(TEXT, struct notification, channel, NULL),
    FIELD(TIME, struct notification, done_at, NULL),
    FIELD(TEXT, struct notification, permission, NULL),
    FIELD(INT, struct notification, limit, NULL),
    FIELD(INT, struct notification, later, NULL),
};
const struct table NOTIFICATION_TABLE =
    TABLE("people_notification", struct notification, NOTIFICATION_FIELDS);

const struct event_kind INBOX_CHANGED = {
    .name = "inbox.changed",
    .label = N_("Inbox changed"),
    .thing = N_("Inbox"),
};

/* The owner is the subject: their open pages listen to it. */
static enum status tell(struct tx *tx, int64_t person)
{
    struct event event = {.kind = &INBOX_CHANGED,
                          .subject_table = &NOTIFICATION_TABLE,
                          .subject = person,
                          .cause = NO_INT};
    int64_t id = NO_INT;
    return event_emit(tx, &event, &id);
}

static enum status put(struct tx *tx, const struct notice *notice, int64_t person)
{
    struct notification row;
    row_clear(&NOTIFICATION_TABLE, &row);
    row.id = id_new();
    row.key = notice->key;
    row.person = person;
    row.kind = str_of(notice->kind->name);
    row.ref = notice->ref;
    row.detail = notice->detail;
    row.due = notice->due == NO_TIME ? tx_now(tx) : notice->due;
    int64_t changed = 0;
    TRY(query_run(tx, &PEOPLE_NOTIFICATION_INSERT, bind_row(&NOTIFICATION_TABLE, &row), &changed));
    if (changed == 0) {
        return OK; /* it is there, or was done */
    }
    if (notice->is_told) {
        struct job_new job = {.kind = &TELL_JOB,
                              .key = str_format(tx_arena(tx), "%" PRId64, row.id),
                              .subject = row.id,
                              .due = row.due};
        int64_t id = NO_INT;
        TRY(job_add(tx, &job, &id));
    }
    return tell(tx, person);
}

enum status people_notify(struct tx *tx, const struct notice *notice)
{
    if (notice->person != NO_INT) {
        return put(tx, notice, notice->person);
    }
    struct notification wanted;
    row_clear(&NOTIFICATION_TABLE, &wanted);
    wanted.permission = str_of(notice->permission->key);
    struct rows holders = {.table = &NOTIFICATION_TABLE};
    TRY(query_rows(tx, tx_arena(tx), &PEOPLE_HOLDERS, bind_row(&NOTIFICATION_TABLE, &wanted),
                   &holders));
    const struct notification *holder = holders.at;
    for (size_t i = 0; i < holders.count; i++) {
        TRY(put(tx, notice, holder[i].person));
    }
    return OK;
}

enum status people_notify_done(struct tx *tx, struct str key)
{
    struct notification row;
    row_clear(&NOTIFICATION_TABLE, &row);
    row.key = key;
    row.person = tx_actor(tx)->person;
    struct rows owners = {.table = &NOTIFICATION_TABLE};
    TRY(query_rows(tx, tx_arena(tx), &PEOPLE_NOTIFICATION_OPEN, bind_row(&NOTIFICATION_TABLE, &row),
                   &owners));
    int64_t changed = 0;
    TRY(query_run(tx, &PEOPLE_NOTIFICATION_DONE, bind_row(&NOTIFICATION_TABLE, &row), &changed));
    const struct notification *owner = owners.at;
    for (size_t i = 0; i < owners.count; i++) {
        TRY(tell(tx, owner[i].person));
    }
    return OK;
}

/* --- Reading --- */

static const struct field INBOX_ITEM_FIELDS[] = {
    FIELD(ID, struct inbox_item, id, N_("Id")),
    FIELD(TEXT, struct inbox_item, kind, N_("Kind")),
    FIELD(ID, struct inbox_item, ref, N_("Its number")),
    FIELD(TEXT, struct inbox_item, title, N_("What")),
    FIELD(TEXT, struct inbox_item, detail, N_("About"), .flags = FIELD_PERSONAL),
    FIELD(TIME, struct inbox_item, due, N_("Due")),
    FIELD(TIME, struct inbox_item, created_at, N_("Since")),
    FIELD(TEXT, struct inbox_item, button, N_("What to do")),
    FIELD(TEXT, struct inbox_item, path, N_("Address of the page")),
};
const struct table INBOX_ITEM_TABLE = TABLE("inbox_item", struct inbox_item, INBOX_ITEM_FIELDS);

const struct notice_kind *notice_kind_named(const struct platform *platform, struct str name)
{
    for (const struct slice *const *slice = platform->slices; *slice != NULL; slice++) {
        const struct notice_kind *const *kind = (*slice)->notices;
        for (; kind != NULL && *kind != NULL; kind++) {
            if (str_equal(str_of((*kind)->name), name)) {
                return *kind;
            }
        }
    }
    return NULL;
}

enum status people_inbox(struct call *call, int64_t person, int64_t limit, struct rows *out_items)
{
    struct notification wanted;
    row_clear(&NOTIFICATION_TABLE, &wanted);
    wanted.person = person;
    wanted.limit = limit;
    struct tx *tx = NULL;
    TRY(call_reader(call, &tx));
    out_items->table = &INBOX_ITEM_TABLE;
    TRY(query_rows(tx, call->arena, &PEOPLE_INBOX, bind_row(&NOTIFICATION_TABLE, &wanted),
                   out_items));
    struct inbox_item *item = out_items->at;
    for (size_t i = 0; i < out_items->count; i++) {
        const struct notice_kind *kind = notice_kind_named(call->platform, item[i].kind);
        item[i].title = kind == NULL ? item[i].kind : translate(call->language, kind->label);
        item[i].button = translate(call->language, kind == NULL ? N_("Done") : kind->button);
        if (kind != NULL && kind->path != NULL) {
            item[i].path = item[i].ref == NO_INT
                               ? str_of(kind->path)
                               : str_format(call->arena, "%s%" PRId64, kind->path, item[i].ref);
        }
    }
    return OK;
}

/* --- Telling --- */

static enum status tell_now(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    const struct told *told = in;
    struct notification row;
    TRY(query_one(tx, &PEOPLE_NOTIFICATION_BY_ID, bind_id(&told->id), &NOTIFICATION_TABLE, &row));
    const struct notice_kind *kind = notice_kind_named(told->platform, row.kind);
    if (row.done_at != NO_TIME || kind == NULL) {
        return OK;
    }
    struct reach reach;
    TRY(people_reach(tx, row.person, &reach));
    const struct language *language = language_find(reach.language);
    language = language == NULL ? told->platform->language : language;
    struct str title = translate(language, kind->label);
    struct people_message message = {
        .person = row.person,
        .kind = kind->name,
        .key = str_format(tx_arena(tx), "notification:%" PRId64, row.id),
        .language = str_of(language_key(language)),
        .subject = title,
        .text = str_is_empty(row.detail)
                    ? title
                    : str_format(tx_arena(tx), "%.*s: %.*s", STR_ARG(title), STR_ARG(row.detail)),
        .is_at_once = kind->is_crisis,
    };
    TRY(people_message_put(tx, &message, &row.channel));
    int64_t changed = 0;
    return query_run(tx, &PEOPLE_NOTIFICATION_TOLD, bind_row(&NOTIFICATION_TABLE, &row), &changed);
}

static enum status run_tell(struct call *call, const struct job *job)
{
    struct told told = {job->subject, call->platform};
    return call_write(call, "inbox.tell", tell_now, &told, NULL);
}

const struct job_kind TELL_JOB = {.name = "inbox.tell", .run = run_tell, .most_attempts = 8};
