/* A property as a record: what it is, what cannot be, what it is found by. */
#include "platform/text/fold.h"
#include "register_queries.h"
#include "slices/register/customer_handlers.h"
#include "slices/register/property_fields.h"

const struct choice PROPERTY_KINDS[] = {{"house", N_("Detached house")},
                                        {"row_house", N_("Row house")},
                                        {"apartments", N_("Apartment building")},
                                        {"holiday", N_("Holiday home")},
                                        {"business", N_("Business")},
                                        {"public", N_("Public service")},
                                        {"farm", N_("Farm")},
                                        {"land", N_("Land without buildings")},
                                        {"other", N_("Other")},
                                        {NULL, NULL}};

static const struct field FIELDS[] = {PROPERTY_FIELDS, PROPERTY_FIELDS_WORKED_OUT(FIELD_INTERNAL)};
const struct table PROPERTY_TABLE = TABLE("register_property", struct property, FIELDS);
const struct entity PROPERTY_ENTITY = {&PROPERTY_TABLE, &REGISTER_PROPERTY_SHEET,
                                       &REGISTER_PROPERTY_INSERT, &REGISTER_PROPERTY_UPDATE,
                                       &REGISTER_PROPERTY_REMOVE};

const struct permission REGISTER_PROPERTY_READ = {"register.property.read", N_("See properties")};
const struct permission REGISTER_PROPERTY_EDIT = {"register.property.edit",
                                                  N_("Change properties")};

const struct event_kind PROPERTY_ADDED = {
    .name = "property.added",
    .label = N_("Property added"),
    .thing = N_("Property"),
    .path = "/properties/",
};
const struct event_kind PROPERTY_CHANGED = {
    .name = "property.changed",
    .label = N_("Property changed"),
    .thing = N_("Property"),
    .path = "/properties/",
};
const struct event_kind PROPERTIES_IMPORTED = {
    .name = "property.imported",
    .label = N_("Properties imported"),
    .thing = N_("Import"),
    .path = "/imports/",
};
const struct event_kind PROPERTIES_IMPORT_UNDONE = {
    .name = "property.import_undone",
    .label = N_("Import undone"),
    .thing = N_("Import"),
    .path = "/imports/",
};

/* --- What is worked out --- */

static enum status refuse_impossible(const struct record_writer *writer, struct property *property)
{
    if (!property_code_parse(tx_arena(writer->tx), property->code, &property->code,
                             &property->code_long)) {
        return err_return_field(
            writer->err, "code",
            N_("Write the property id as the land register has it: 91-1-30-2, or Hyttan 3:4."));
    }
    if ((property->north == NO_INT) != (property->east == NO_INT)) {
        return err_return_field(writer->err, property->north == NO_INT ? "north" : "east",
                                N_("A position has both a north and an east."));
    }
    return OK;
}

static enum status prepare(const struct record_writer *writer, void *row)
{
    struct property *property = row;
    struct arena *arena = tx_arena(writer->tx);
    property->address = record_tidy(writer, property->address);
    property->postcode = record_tidy(writer, property->postcode);
    property->city = record_tidy(writer, property->city);
    property->municipality = record_tidy(writer, property->municipality);
    TRY(refuse_impossible(writer, property));
    property->code_folded = text_fold(arena, property->code);
    property->code_key = text_sort_key(arena, writer->language, property->code);
    property->address_key = str_is_empty(property->address)
                                ? STR("zz") /* after all keys, which are hexadecimal */
                                : text_sort_key(arena, writer->language, property->address);
    property->changed_at = tx_now(writer->tx);
    return OK;
}

static void begin(void *row)
{
    struct property *property = row;
    property->kind = STR("house");
}

/* --- The record --- */

static const struct record_unique CODE = {"code", &REGISTER_PROPERTY_BY_CODE,
                                          N_("Another property has this id.")};
static const char *const FOUND_BY[] = {"code", "code_long", "address", "postcode", "city", NULL};

const struct record PROPERTY_RECORD = {
    .entity = &PROPERTY_ENTITY,
    .path = "/properties",
    .known_by = "code",
    .plural = N_("Properties"),
    .read = &REGISTER_PROPERTY_READ,
    .edit = &REGISTER_PROPERTY_EDIT,
    .added = &PROPERTY_ADDED,
    .changed = &PROPERTY_CHANGED,
    .prepare = prepare,
    .unique = &CODE,
    .words = FOUND_BY,
    .word_put = &REGISTER_PROPERTY_WORD_PUT,
    .word_forget = &REGISTER_PROPERTY_WORD_FORGET,
    .list = &REGISTER_PROPERTY_LIST,
    .find = &REGISTER_PROPERTY_FIND,
    .begin = begin,
    .show = property_sheet_show,
    .show_list = register_sections_show,
};

/* --- Search --- */

static const struct record_search SEARCH = {&PROPERTY_RECORD, &REGISTER_PROPERTY_SEARCH,
                                            N_("Property")};

static enum status find(struct tx *tx, struct arena *arena, const struct viewer *viewer,
                        struct str text, struct rows *out_hits)
{
    (void)viewer; /* the query asks for the rights */
    return record_search(tx, arena, &SEARCH, text, out_hits);
}

const struct search_source PROPERTY_SEARCH = {"properties", &REGISTER_PROPERTY_READ, find};
