/* An organisation as a record: who it is, what cannot be, what it is found by. */
#include "platform/text/fold.h"
#include "register_queries.h"
#include "slices/register/customer_handlers.h"
#include "slices/register/property_fields.h"

const struct choice ORGANISATION_KINDS[] = {{"company", N_("Company")},
                                            {"housing", N_("Housing company")},
                                            {"municipality", N_("Municipality")},
                                            {"state", N_("State")},
                                            {"association", N_("Association")},
                                            {"other", N_("Other")},
                                            {NULL, NULL}};

static const struct field FIELDS[] = {ORGANISATION_FIELDS,
                                      ORGANISATION_FIELDS_WORKED_OUT(FIELD_INTERNAL)};
const struct table ORGANISATION_TABLE = TABLE("register_organisation", struct organisation, FIELDS);
const struct entity ORGANISATION_ENTITY = {
    &ORGANISATION_TABLE, &REGISTER_ORGANISATION_SHEET, &REGISTER_ORGANISATION_INSERT,
    &REGISTER_ORGANISATION_UPDATE, &REGISTER_ORGANISATION_REMOVE};

const struct permission REGISTER_ORGANISATION_READ = {"register.organisation.read",
                                                      N_("See organisations")};
const struct permission REGISTER_ORGANISATION_EDIT = {"register.organisation.edit",
                                                      N_("Change organisations")};

const struct event_kind ORGANISATION_ADDED = {
    .name = "organisation.added",
    .label = N_("Organisation added"),
    .thing = N_("Organisation"),
    .path = "/organisations/",
};
const struct event_kind ORGANISATION_CHANGED = {
    .name = "organisation.changed",
    .label = N_("Organisation changed"),
    .thing = N_("Organisation"),
    .path = "/organisations/",
};
const struct event_kind ORGANISATIONS_IMPORTED = {
    .name = "organisation.imported",
    .label = N_("Organisations imported"),
    .thing = N_("Import"),
    .path = "/imports/",
};
const struct event_kind ORGANISATIONS_IMPORT_UNDONE = {
    .name = "organisation.import_undone",
    .label = N_("Import undone"),
    .thing = N_("Import"),
    .path = "/imports/",
};

/* --- What is worked out --- */

static enum status refuse_impossible(const struct record_writer *writer,
                                     struct organisation *organisation)
{
    if (str_is_empty(organisation->name)) {
        return err_return_field(writer->err, "name", N_("Write the name."));
    }
    if (!str_is_empty(organisation->business_id) &&
        !business_id_parse(tx_arena(writer->tx), organisation->business_id,
                           &organisation->business_id)) {
        return err_return_field(writer->err, "business_id",
                                N_("This is no business id: its check digit does not fit. Look it "
                                   "up, or leave it out."));
    }
    return OK;
}

static enum status prepare(const struct record_writer *writer, void *row)
{
    struct organisation *organisation = row;
    struct arena *arena = tx_arena(writer->tx);
    organisation->name = record_tidy(writer, organisation->name);
    organisation->phone = record_tidy(writer, organisation->phone);
    organisation->email = record_tidy(writer, organisation->email);
    organisation->address = record_tidy(writer, organisation->address);
    organisation->postcode = record_tidy(writer, organisation->postcode);
    organisation->city = record_tidy(writer, organisation->city);
    TRY(refuse_impossible(writer, organisation));
    organisation->name_folded = text_fold(arena, organisation->name);
    organisation->name_key = text_sort_key(arena, writer->language, organisation->name);
    organisation->changed_at = tx_now(writer->tx);
    return OK;
}

static void begin(void *row)
{
    struct organisation *organisation = row;
    organisation->kind = STR("company");
}

/* --- The record --- */

static const struct record_unique BUSINESS_ID = {"business_id",
                                                 &REGISTER_ORGANISATION_BY_BUSINESS_ID,
                                                 N_("Another organisation has this business id.")};
static const char *const FOUND_BY[] = {"name", "business_id", "address", "postcode", "city", NULL};

const struct record ORGANISATION_RECORD = {
    .scope_kind = "organisation",
    .scope_field = "id",
    .entity = &ORGANISATION_ENTITY,
    .path = "/organisations",
    .known_by = "name",
    .plural = N_("Organisations"),
    .read = &REGISTER_ORGANISATION_READ,
    .edit = &REGISTER_ORGANISATION_EDIT,
    .added = &ORGANISATION_ADDED,
    .changed = &ORGANISATION_CHANGED,
    .prepare = prepare,
    .unique = &BUSINESS_ID,
    .words = FOUND_BY,
    .word_put = &REGISTER_ORGANISATION_WORD_PUT,
    .word_forget = &REGISTER_ORGANISATION_WORD_FORGET,
    .list = &REGISTER_ORGANISATION_LIST,
    .find = &REGISTER_ORGANISATION_FIND,
    .begin = begin,
    .show_list = register_sections_show,
};

/* --- Search --- */

static const struct record_search SEARCH = {&ORGANISATION_RECORD, &REGISTER_ORGANISATION_SEARCH,
                                            N_("Organisation")};

static enum status find(struct tx *tx, struct arena *arena, const struct viewer *viewer,
                        struct str text, struct rows *out_hits)
{
    (void)viewer; /* the query asks for the rights */
    return record_search(tx, arena, &SEARCH, text, out_hits);
}

const struct search_source ORGANISATION_SEARCH = {"organisations", &REGISTER_ORGANISATION_READ,
                                                  find};
