/* People, teams and organisations as forms and files name them. */
#include "slices/register/meant.h"

#include "platform/text/fold.h"
#include "platform/text/phone.h"
#include "platform/work/platform.h"
#include "register_queries.h"
#include "slices/register/property_fields.h"
#include "slices/staff/staff.h"

static enum status refuse(const struct record_writer *writer, const struct meant *meant,
                          const char *message)
{
    struct err_item *item = err_add_field(writer->err, meant->field, message);
    err_text(writer->err, item, "name", meant->text);
    return INVALID;
}

enum status organisation_meant(const struct record_writer *writer, const struct meant *meant,
                               struct organisation *out)
{
    struct arena *arena = tx_arena(writer->tx);
    struct organisation wanted;
    row_clear(&ORGANISATION_TABLE, &wanted);
    wanted.name_folded = text_fold(arena, meant->text);
    wanted.business_id = meant->text;
    (void)business_id_parse(arena, meant->text, &wanted.business_id);
    struct rows rows = {.table = &ORGANISATION_TABLE};
    TRY(query_rows(writer->tx, arena, &REGISTER_ORGANISATION_MEANT,
                   bind_row(&ORGANISATION_TABLE, &wanted), &rows));
    if (rows.count == 0) {
        return refuse(writer, meant, N_("No organisation here is {name}. Add it first."));
    }
    if (rows.count > 1) {
        return refuse(writer, meant,
                      N_("Several organisations are {name}. Write the business id."));
    }
    *out = *(const struct organisation *)rows.at;
    return OK;
}

struct named_row {
    int64_t id;
    struct str name;
};
static const struct field NAMED_FIELDS[] = {
    FIELD(ID, struct named_row, id, NULL),
    FIELD(TEXT, struct named_row, name, NULL),
};
static const struct table NAMED_TABLE = TABLE("named", struct named_row, NAMED_FIELDS);
struct organisation_bind {
    struct str business_id, name_folded;
};
static const struct field ORGANISATION_FIELDS_MEANT[] = {
    FIELD(TEXT, struct organisation_bind, business_id, NULL),
    FIELD(TEXT, struct organisation_bind, name_folded, NULL),
};
static const struct table ORGANISATION_MEANT_TABLE =
    TABLE("organisation_meant", struct organisation_bind, ORGANISATION_FIELDS_MEANT);

enum status organisation_perhaps(const struct record_writer *writer, struct str *text,
                                 int64_t *out_id)
{
    struct arena *arena = tx_arena(writer->tx);
    struct organisation_bind bind = {*text, text_fold(arena, *text)};
    (void)business_id_parse(arena, *text, &bind.business_id);
    struct rows rows = {.table = &NAMED_TABLE};
    TRY(query_rows(writer->tx, arena, &REGISTER_ORGANISATIONS_MEANT,
                   bind_row(&ORGANISATION_MEANT_TABLE, &bind), &rows));
    struct meant meant = {"owner", *text};
    if (rows.count > 1) {
        return refuse(writer, &meant,
                      N_("Several organisations are {name}. Write the business id."));
    }
    const struct named_row *found = rows.at;
    *out_id = rows.count == 1 ? found->id : NO_INT;
    *text = rows.count == 1 ? found->name : *text;
    return OK;
}

struct meant_bind {
    struct str name_key;
};
static const struct field MEANT_FIELDS[] = {FIELD(TEXT, struct meant_bind, name_key, NULL)};
static const struct table MEANT_TABLE = TABLE("meant", struct meant_bind, MEANT_FIELDS);

static enum status find_named(const struct record_writer *writer, const struct query *query,
                              struct str name, struct rows *out_rows)
{
    struct arena *arena = tx_arena(writer->tx);
    struct meant_bind bind = {text_sort_key(arena, writer->language, name)};
    *out_rows = (struct rows){.table = &NAMED_TABLE};
    return query_rows(writer->tx, arena, query, bind_row(&MEANT_TABLE, &bind), out_rows);
}

/* By what only one person has. */
static enum status find_known(const struct record_writer *writer, struct str text,
                              struct person *out)
{
    enum status status = people_person_find_external(writer->tx, text, out);
    status = status == NOT_FOUND ? people_person_find(writer->tx, text, out) : status;
    const struct area *area = writer->areas.count > 0 ? writer->areas.at : NULL;
    struct str phone;
    if (status != NOT_FOUND || area == NULL ||
        !phone_parse(tx_arena(writer->tx), text, phone_country(area->zone), &phone)) {
        return status;
    }
    struct rows rows = {0};
    TRY(people_persons_at_phone(writer->tx, phone, &rows));
    if (rows.count != 1) {
        return NOT_FOUND;
    }
    *out = *(const struct person *)rows.at;
    return OK;
}

enum status person_meant(const struct record_writer *writer, const char *field, struct str *text,
                         int64_t *id)
{
    *text = record_tidy(writer, *text);
    if (str_is_empty(*text)) {
        *id = NO_INT;
        return OK;
    }
    struct person now;
    if (*id != NO_INT && entity_get(writer->tx, &PERSON_ENTITY, *id, &now) == OK &&
        str_equal(now.name, *text)) {
        return OK;
    }
    enum status status = find_known(writer, *text, &now);
    if (status == OK && !now.is_protected) {
        *id = now.id;
        *text = now.name;
        return OK;
    }
    if (status != OK && status != NOT_FOUND) {
        return status;
    }
    struct meant meant = {field, *text};
    struct rows rows = {0};
    TRY(find_named(writer, &REGISTER_PEOPLE_NAMED, *text, &rows));
    if (rows.count == 0) {
        return refuse(writer, &meant, N_("Nobody is called {name}."));
    }
    if (rows.count > 1) {
        return refuse(writer, &meant,
                      N_("Several people are called {name}. Write the e-mail or the phone "
                         "number instead."));
    }
    const struct named_row *found = rows.at;
    *id = found->id;
    *text = found->name;
    return OK;
}

enum status person_perhaps(const struct record_writer *writer, struct str text, int64_t *id)
{
    if (*id != NO_INT || str_is_empty(text) || writer->is_dry) {
        return OK;
    }
    struct rows rows = {0};
    TRY(find_named(writer, &REGISTER_PEOPLE_NAMED, text, &rows));
    *id = rows.count == 1 ? ((const struct named_row *)rows.at)->id : NO_INT;
    return OK;
}

enum status team_meant(const struct record_writer *writer, const char *field, struct str *text,
                       int64_t *id)
{
    *text = record_tidy(writer, *text);
    if (str_is_empty(*text)) {
        *id = NO_INT;
        return OK;
    }
    struct team now;
    if (*id != NO_INT && entity_get(writer->tx, &TEAM_ENTITY, *id, &now) == OK &&
        str_equal(now.name, *text)) {
        return OK;
    }
    struct meant meant = {field, *text};
    struct rows rows = {0};
    TRY(find_named(writer, &REGISTER_TEAMS_MEANT, *text, &rows));
    if (rows.count != 1) {
        return refuse(writer, &meant,
                      rows.count == 0
                          ? N_("No team is called {name}.")
                          : N_("Several teams are called {name}. Give them different names."));
    }
    const struct named_row *found = rows.at;
    *id = found->id;
    *text = found->name;
    return OK;
}
