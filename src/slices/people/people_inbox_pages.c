/* The inbox as a page: each item with the one button that does it, and putting it off. */
#include "people_queries.h"
#include "platform/base/day.h"
#include "platform/calendar/calendar.h"
#include "platform/web/page.h"
#include "platform/work/platform.h"
#include "slices/people/people_handlers.h"
#include "slices/people/people_inbox.h"

enum { ITEMS_MOST = 100, MORNING_MINUTE = 8 * 60, DAYS_MOST = 31 };

struct inbox_view {
    struct inbox_item *items;
    size_t items_count;
    int64_t later;
};
static const struct field INBOX_VIEW_FIELDS[] = {
    FIELD_LIST_OF(struct inbox_view, items, &INBOX_ITEM_TABLE, N_("Inbox")),
    FIELD(INT, struct inbox_view, later, N_("Later")),
};
static const struct table INBOX_VIEW_TABLE = TABLE("inbox", struct inbox_view, INBOX_VIEW_FIELDS);

static enum status inbox_show(struct request *request, const void *form, void *view)
{
    (void)form;
    struct inbox_view *page = view;
    struct rows items;
    TRY(people_inbox(&request->call, request->viewer.person, ITEMS_MOST, &items));
    page->items = items.at;
    page->items_count = items.count;
    struct notification wanted;
    row_clear(&NOTIFICATION_TABLE, &wanted);
    wanted.person = request->viewer.person;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct notification found;
    TRY(query_one(tx, &PEOPLE_INBOX_LATER, bind_row(&NOTIFICATION_TABLE, &wanted),
                  &NOTIFICATION_TABLE, &found));
    page->later = found.later;
    request_topic(request, &NOTIFICATION_TABLE, request->viewer.person);
    return OK;
}

struct item_form {
    int64_t id;
    int64_t days;
};
static const struct field ITEM_FORM_FIELDS[] = {
    FIELD(ID, struct item_form, id, N_("Id"), .flags = FIELD_HIDDEN),
};
static const struct table ITEM_FORM_TABLE =
    TABLE("inbox_item_form", struct item_form, ITEM_FORM_FIELDS);
static const struct field SNOOZE_FORM_FIELDS[] = {
    FIELD(ID, struct item_form, id, N_("Id"), .flags = FIELD_HIDDEN),
    FIELD(INT, struct item_form, days, N_("Days"), .min = 1, .max = DAYS_MOST,
          .flags = FIELD_REQUIRED),
};
static const struct table SNOOZE_FORM_TABLE =
    TABLE("snooze_form", struct item_form, SNOOZE_FORM_FIELDS);

/* An item of the viewer's own; anybody else's is as if it were not there. */
static enum status own_item(struct request *request, int64_t id, struct notification *out)
{
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    TRY(query_one(tx, &PEOPLE_NOTIFICATION_BY_ID, bind_id(&id), &NOTIFICATION_TABLE, out));
    return out->person == request->viewer.person ? OK : NOT_FOUND;
}

static enum status end_item(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    return people_notify_done(tx, ((const struct notification *)in)->key);
}

static enum status done_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct item_form *wanted = form;
    struct notification item;
    TRY(own_item(request, wanted->id, &item));
    TRY(call_write(&request->call, "inbox.done", end_item, &item, NULL));
    request_flash(request, N_("Done. It is gone from the inbox."));
    request_redirect(request, "/inbox");
    return OK;
}

static enum status put_off(struct tx *tx, const void *in, void *out, struct err *err)
{
    (void)out;
    (void)err;
    int64_t changed = 0;
    return query_run(tx, &PEOPLE_NOTIFICATION_SNOOZE, bind_row(&NOTIFICATION_TABLE, in), &changed);
}

static enum status snooze_do(struct request *request, const void *form, void *view)
{
    (void)view;
    const struct item_form *wanted = form;
    struct notification item;
    TRY(own_item(request, wanted->id, &item));
    struct call *call = &request->call;
    struct date today = calendar_local(call->zone, clock_now(call->clock)).date;
    item.due = calendar_instant(call->zone, date_add_days(today, wanted->days), MORNING_MINUTE);
    TRY(call_write(call, "inbox.snooze", put_off, &item, NULL));
    request_flash(request, N_("Put off. It comes back in the morning."));
    request_redirect(request, "/inbox");
    return OK;
}

static const struct route ROUTES[] = {
    {.method = METHOD_GET,
     .path = INBOX_PATH,
     .permission = &SIGNED_IN,
     .cost = COST_FAST,
     .handle = inbox_show,
     .view = &INBOX_VIEW_TABLE,
     .page = "people/inbox",
     .title = N_("Inbox")},
    {.method = METHOD_POST,
     .path = "/inbox/{id}/done",
     .permission = &SIGNED_IN,
     .cost = COST_CHANGE,
     .handle = done_do,
     .form = &ITEM_FORM_TABLE,
     .title = N_("Done")},
    {.method = METHOD_POST,
     .path = "/inbox/{id}/snooze",
     .permission = &SIGNED_IN,
     .cost = COST_CHANGE,
     .handle = snooze_do,
     .form = &SNOOZE_FORM_TABLE,
     .title = N_("Put off")},
    {.path = NULL},
};
static const struct menu_item MENU[] = {
    {.label = N_("Inbox"),
     .path = INBOX_PATH,
     .icon = "inbox",
     .permission = &SIGNED_IN,
     .order = 5},
    {.path = NULL},
};
static const struct event_kind *const EVENTS[] = {&INBOX_CHANGED, NULL};
static const struct job_kind *const JOBS[] = {&TELL_JOB, NULL};

const struct slice INBOX_PART = {
    .name = "people.inbox", .routes = ROUTES, .menu = MENU, .events = EVENTS, .jobs = JOBS};
