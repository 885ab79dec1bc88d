/* A site as a record: what is worked out, what cannot be, what it is found by; and its files. */
#include "platform/text/fold.h"
#include "register_queries.h"
#include "slices/register/meant.h"
#include "slices/register/site_fields.h"
#include "slices/register/site_handlers.h"

#include <inttypes.h>

static const struct field FIELDS[] = {SITE_FIELDS(FIELD_INTERNAL, FIELD_INTERNAL),
                                      SITE_FIELDS_WORKED_OUT(FIELD_INTERNAL)};
const struct table SITE_TABLE = TABLE("register_site", struct site, FIELDS);
static const struct field FORM_FIELDS[] = {SITE_FIELDS(0, 0),
                                           SITE_FIELDS_WORKED_OUT(FIELD_INTERNAL)};
const struct table SITE_FORM_TABLE = TABLE("site", struct site, FORM_FIELDS);
const struct entity SITE_ENTITY = {&SITE_TABLE, &REGISTER_SITE_SHEET, &REGISTER_SITE_INSERT,
                                   &REGISTER_SITE_UPDATE, &REGISTER_SITE_REMOVE};

const struct permission REGISTER_SITE_READ = {"register.site.read", N_("See customers' sites")};
const struct permission REGISTER_SITE_EDIT = {"register.site.edit", N_("Change customers' sites")};

const struct event_kind SITE_ADDED = {
    .name = "site.added",
    .label = N_("Site added"),
    .thing = N_("Site"),
    .path = "/sites/",
};
const struct event_kind SITE_CHANGED = {
    .name = "site.changed",
    .label = N_("Site changed"),
    .thing = N_("Site"),
    .path = "/sites/",
};
const struct event_kind SITES_IMPORTED = {
    .name = "site.imported",
    .label = N_("Sites imported"),
    .thing = N_("Import"),
    .path = "/imports/",
};
const struct event_kind SITES_IMPORT_UNDONE = {
    .name = "site.import_undone",
    .label = N_("Import undone"),
    .thing = N_("Import"),
    .path = "/imports/",
};

/* --- What is worked out --- */

/* A form has the organisation's id, a file its name. */
static enum status read_organisation(const struct record_writer *writer, struct site *site)
{
    struct organisation organisation;
    site->organisation = record_tidy(writer, site->organisation);
    if (site->organisation_id != NO_INT) {
        TRY(entity_get(writer->tx, &ORGANISATION_ENTITY, site->organisation_id, &organisation));
    } else if (str_is_empty(site->organisation)) {
        return err_return_field(writer->err, "organisation", N_("Write which organisation it is."));
    } else {
        struct meant meant = {"organisation", site->organisation};
        TRY(organisation_meant(writer, &meant, &organisation));
    }
    site->organisation_id = organisation.id;
    site->organisation = organisation.name;
    site->area_id = organisation.area_id;
    return OK;
}

static enum status prepare(const struct record_writer *writer, void *row)
{
    struct site *site = row;
    struct arena *arena = tx_arena(writer->tx);
    struct str *texts[] = {&site->name, &site->address,  &site->postcode,
                           &site->city, &site->contract, &site->external_id};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        *texts[i] = record_tidy(writer, *texts[i]);
    }
    TRY(read_organisation(writer, site));
    if (str_is_empty(site->name)) {
        return err_return_field(writer->err, "name", N_("Write what the site is called."));
    }
    if (!str_is_empty(site->contract_to) && !str_is_empty(site->contract_from) &&
        str_compare(site->contract_to, site->contract_from) < 0) {
        return err_return_field(writer->err, "contract_to",
                                N_("The last day is before the first."));
    }
    TRY(team_meant(writer, "team", &site->team, &site->team_id));
    TRY(person_meant(writer, "manager", &site->manager, &site->manager_id));
    TRY(person_meant(writer, "contact", &site->contact, &site->contact_id));
    site->is_unserved = site->team_id == NO_INT;
    site->name_folded = text_fold(arena, site->name);
    site->name_key = text_sort_key(arena, writer->language, site->name);
    site->changed_at = tx_now(writer->tx);
    return OK;
}

/* Whom the texts named until now, so that an unchanged name means the same one. */
static void carry(const void *before, void *after)
{
    const struct site *was = before;
    struct site *site = after;
    site->organisation_id = was->organisation_id;
    site->team_id = was->team_id;
    site->manager_id = was->manager_id;
    site->contact_id = was->contact_id;
}

/* --- The record --- */

static const struct record_unique NAME = {"name", &REGISTER_SITE_NAMED,
                                          N_("The organisation has a site of this name already.")};
static const char *const FOUND_BY[] = {"name", "organisation", "address", "postcode",
                                       "city", "contract",     NULL};

const struct record SITE_RECORD = {
    .scope_kind = "site",
    .scope_field = "id",
    .wider_kind = "organisation",
    .wider_field = "organisation_id",
    .entity = &SITE_ENTITY,
    .path = "/sites",
    .known_by = "name",
    .plural = N_("Sites"),
    .read = &REGISTER_SITE_READ,
    .edit = &REGISTER_SITE_EDIT,
    .added = &SITE_ADDED,
    .changed = &SITE_CHANGED,
    .prepare = prepare,
    .part_of = "organisation_id",
    .unique = &NAME,
    .words = FOUND_BY,
    .word_put = &REGISTER_SITE_WORD_PUT,
    .word_forget = &REGISTER_SITE_WORD_FORGET,
    .list = &REGISTER_SITE_LIST,
    .find = &REGISTER_SITE_FIND,
    .show_list = register_sections_show,
    .asked = &SITE_FORM_TABLE,
    .carry = carry,
};

/* --- Search --- */

static const struct record_search SEARCH = {&SITE_RECORD, &REGISTER_SITE_SEARCH, N_("Site")};

static enum status find(struct tx *tx, struct arena *arena, const struct viewer *viewer,
                        struct str text, struct rows *out_hits)
{
    (void)viewer; /* the query asks for the rights */
    return record_search(tx, arena, &SEARCH, text, out_hits);
}

const struct search_source SITE_SEARCH = {"sites", &REGISTER_SITE_READ, find};

/* --- Files --- */

static const struct column_alias ALIASES[] = {
    {"kund", "organisation"},
    {"organisation", "organisation"},
    {"kundorganisation", "organisation"},
    {"asiakas", "organisation"},
    {"organisaatio", "organisation"},
    {"customer", "organisation"},
    {"plats", "name"},
    {"kundplats", "name"},
    {"kohde", "name"},
    {"toimipaikka", "name"},
    {"namn", "name"},
    {"nimi", "name"},
    {"name", "name"},
    {"adress", "address"},
    {"osoite", "address"},
    {"postnummer", "postcode"},
    {"postinumero", "postcode"},
    {"ort", "city"},
    {"postort", "city"},
    {"postitoimipaikka", "city"},
    {"grupp", "team"},
    {"team", "team"},
    {"ryhmä", "team"},
    {"kundansvarig", "manager"},
    {"asiakasvastaava", "manager"},
    {"kontaktperson", "contact"},
    {"kontakt", "contact"},
    {"yhteyshenkilö", "contact"},
    {"avtal", "contract"},
    {"sopimus", "contract"},
    {NULL, NULL},
};
static const char *const NEEDS[] = {"name", "organisation", NULL};

/* By the other system's id, else by its name at its organisation. */
static enum status find_row(const struct record_writer *writer, const void *prepared, void *out)
{
    const struct site *site = prepared;
    if (!str_is_empty(site->external_id)) {
        enum status status = query_one(writer->tx, &REGISTER_SITE_BY_EXTERNAL_ID,
                                       bind_row(&SITE_TABLE, prepared), &SITE_TABLE, out);
        if (status != NOT_FOUND) {
            return status;
        }
    }
    return query_one(writer->tx, &REGISTER_SITE_NAMED, bind_row(&SITE_TABLE, prepared), &SITE_TABLE,
                     out);
}

static struct str key_of(struct arena *arena, const void *prepared)
{
    const struct site *site = prepared;
    return str_format(arena, "%" PRId64 "/%.*s", site->organisation_id, STR_ARG(site->name_folded));
}

const struct import_kind IMPORT_SITES = {
    .key = "sites",
    .label = N_("Customers' sites from a CSV or Excel file"),
    .record = &SITE_RECORD,
    .aliases = ALIASES,
    .needs = NEEDS,
    .needs_message =
        N_("Columns for the site and for its organisation are needed. Found: {columns}. Call "
           "them Site and Organisation."),
    .known_by = "name",
    .imported = &SITES_IMPORTED,
    .undone = &SITES_IMPORT_UNDONE,
    .find = find_row,
    .key_of = key_of,
};

static enum status import_sites(struct command_call *command, const void *options)
{
    return import_command(command, options, &IMPORT_SITES);
}
static enum status export_sites(struct command_call *command, const void *options)
{
    return export_command(command, options, &SITE_RECORD, &REGISTER_SITES_ALL);
}
const struct command IMPORT_SITES_COMMAND = {
    .words = "import sites",
    .summary = N_("Brings customers' sites in from a CSV or Excel file"),
    .options = &IMPORT_OPTIONS,
    .positionals = IMPORT_PLACES,
    .needs_data = true,
    .run = import_sites,
};
const struct command EXPORT_SITES_COMMAND = {
    .words = "export sites",
    .summary = N_("Writes all customers' sites"),
    .options = &EXPORT_OPTIONS,
    .needs_data = true,
    .run = export_sites,
};
