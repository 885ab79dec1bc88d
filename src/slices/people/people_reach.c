/* Which way reaches a person, and one text on that way; who cannot be reached is a list. */
#include "people_queries.h"
#include "platform/text/phone.h"
#include "platform/web/page.h"
#include "platform/work/message.h"
#include "platform/work/platform.h"
#include "slices/people/people_events.h"
#include "slices/people/people_handlers.h"

struct zone_row {
    struct str zone;
};
static const struct field ZONE_FIELDS[] = {FIELD(TEXT, struct zone_row, zone, NULL)};
static const struct table ZONE_TABLE = TABLE("zone", struct zone_row, ZONE_FIELDS);

/* A name and where a letter goes; absent when there is no address. */
static struct str postal_address(struct arena *arena, const struct person *person)
{
    if (str_is_empty(person->street) || str_is_empty(person->city)) {
        return (struct str){NULL, 0};
    }
    return str_format(arena, "%.*s\n%.*s\n%.*s%s%.*s%s%.*s", STR_ARG(person->name),
                      STR_ARG(person->street), STR_ARG(person->postcode),
                      str_is_empty(person->postcode) ? "" : " ", STR_ARG(person->city),
                      str_is_empty(person->country) ? "" : "\n", STR_ARG(person->country));
}

static struct str address_by(struct arena *arena, const struct person *person,
                             const struct channels *open, struct str channel)
{
    struct str none = {NULL, 0};
    if (str_equal(channel, CHANNEL_MAIL)) {
        return open->has_mail ? person->email : none;
    }
    if (str_equal(channel, CHANNEL_SMS)) {
        return open->has_sms && phone_is_mobile(person->phone) ? person->phone : none;
    }
    return str_equal(channel, CHANNEL_PRINT) ? postal_address(arena, person) : none;
}

static enum status reach_person(struct tx *tx, const struct person *person, struct reach *out)
{
    struct channels open;
    TRY(channels_read(tx, &open));
    const struct str tried[] = {person->channel, CHANNEL_MAIL, CHANNEL_SMS, CHANNEL_PRINT};
    struct reach reach = {.language = person->language, .is_protected = person->is_protected};
    for (size_t i = 0; i < sizeof(tried) / sizeof(tried[0]) && reach.channel.len == 0; i++) {
        struct str address = address_by(tx_arena(tx), person, &open, tried[i]);
        if (!str_is_empty(address)) {
            reach.channel = tried[i];
            reach.address = address;
        }
    }
    struct zone_row zone;
    enum status status = query_one(tx, &PEOPLE_ZONE_OF, bind_id(&person->id), &ZONE_TABLE, &zone);
    if (status != OK && status != NOT_FOUND) {
        return status;
    }
    reach.zone = status == OK ? str_c(tx_arena(tx), zone.zone) : NULL;
    *out = reach;
    return OK;
}

enum status people_reach(struct tx *tx, int64_t person, struct reach *out)
{
    struct person found;
    TRY(entity_get(tx, &PERSON_ENTITY, person, &found));
    return reach_person(tx, &found, out);
}

static enum status reach_by(struct tx *tx, const struct person *person, struct str channel,
                            struct reach *reach)
{
    struct channels open;
    TRY(channels_read(tx, &open));
    reach->address = address_by(tx_arena(tx), person, &open, channel);
    reach->channel = str_is_empty(reach->address) ? (struct str){NULL, 0} : channel;
    return OK;
}

enum status people_message_put(struct tx *tx, const struct people_message *message,
                               struct str *out_channel)
{
    struct person person;
    struct reach reach;
    TRY(entity_get(tx, &PERSON_ENTITY, message->person, &person));
    TRY(reach_person(tx, &person, &reach));
    if (!str_is_empty(message->only)) {
        TRY(reach_by(tx, &person, message->only, &reach));
    }
    *out_channel = reach.channel;
    if (str_is_empty(reach.channel)) {
        return OK;
    }
    bool is_sms = str_equal(reach.channel, CHANNEL_SMS);
    struct message out = {
        .key = message->key,
        .channel = reach.channel,
        .kind = message->kind,
        .person = message->person,
        .address = reach.address,
        .language = str_is_empty(message->language) ? reach.language : message->language,
        .subject = message->subject,
        .text = is_sms && !str_is_empty(message->sms) ? message->sms : message->text,
        .zone = reach.zone,
        .is_at_once = message->is_at_once,
        .is_secret = message->is_secret,
        .is_protected = reach.is_protected,
    };
    return message_put(tx, &out);
}

/* --- Who cannot be reached --- */

struct unreachable_row {
    int64_t id;
    struct str name, name_key, kind, phone, street, city;
};
static const struct field UNREACHABLE_ROW_FIELDS[] = {
    FIELD(ID, struct unreachable_row, id, N_("Id")),
    FIELD(TEXT, struct unreachable_row, name, N_("Name"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct unreachable_row, name_key, NULL, .flags = FIELD_INTERNAL),
    FIELD(ENUM, struct unreachable_row, kind, N_("Kind"), .choices = PERSON_KINDS),
    FIELD(TEXT, struct unreachable_row, phone, N_("Phone"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct unreachable_row, street, N_("Street address"), .flags = FIELD_PERSONAL),
    FIELD(TEXT, struct unreachable_row, city, N_("City"), .flags = FIELD_PERSONAL),
};
static const struct table UNREACHABLE_ROW_TABLE =
    TABLE("unreachable", struct unreachable_row, UNREACHABLE_ROW_FIELDS);

struct unreachable_form {
    struct str kind;
    bool has_mail, has_sms;
};
static const struct field UNREACHABLE_FORM_FIELDS[] = {
    FIELD(ENUM, struct unreachable_form, kind, N_("Kind"), .choices = PERSON_KINDS),
    FIELD(BOOL, struct unreachable_form, has_mail, NULL, .flags = FIELD_INTERNAL),
    FIELD(BOOL, struct unreachable_form, has_sms, NULL, .flags = FIELD_INTERNAL),
};
static const struct table UNREACHABLE_FORM_TABLE =
    TABLE("unreachable_form", struct unreachable_form, UNREACHABLE_FORM_FIELDS);

struct unreachable_view {
    struct str kind;
    struct unreachable_row *people;
    size_t people_count;
};
static const struct field UNREACHABLE_VIEW_FIELDS[] = {
    FIELD(ENUM, struct unreachable_view, kind, N_("Kind"), .choices = PERSON_KINDS),
    FIELD_LIST_OF(struct unreachable_view, people, &UNREACHABLE_ROW_TABLE, N_("People")),
};
static const struct table UNREACHABLE_VIEW_TABLE =
    TABLE("unreachable_view", struct unreachable_view, UNREACHABLE_VIEW_FIELDS);

static enum status unreachable_show(struct request *request, const void *form, void *view)
{
    struct unreachable_form wanted = *(const struct unreachable_form *)form;
    struct unreachable_view *page = view;
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    struct channels open;
    TRY(channels_read(tx, &open));
    wanted.has_mail = open.has_mail;
    wanted.has_sms = open.has_sms;
    struct list_page list = {.rows.table = &UNREACHABLE_ROW_TABLE};
    const char *scope = viewer_may(&request->viewer, PEOPLE_PROTECTED_READ.key) ? "all" : "open";
    TRY(request_list(request, &PEOPLE_UNREACHABLE, scope,
                     bind_row(&UNREACHABLE_FORM_TABLE, &wanted), &list));
    page->kind = wanted.kind;
    page->people = list.rows.at;
    page->people_count = list.rows.count;
    return OK;
}

static const struct route ROUTES[] = {
    {.method = METHOD_GET,
     .path = "/people/unreachable",
     .permission = &PEOPLE_REACH,
     .cost = COST_READ,
     .handle = unreachable_show,
     .form = &UNREACHABLE_FORM_TABLE,
     .view = &UNREACHABLE_VIEW_TABLE,
     .page = "people/unreachable",
     .title = N_("People who cannot be reached"),
     .is_list = true},
    {.path = NULL},
};
static const struct list_query *const LISTS[] = {&PEOPLE_UNREACHABLE, NULL};

const struct slice REACH_PART = {.name = "people.reach", .routes = ROUTES, .lists = LISTS};
