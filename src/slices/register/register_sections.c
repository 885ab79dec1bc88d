/* The lists of the register that stand beside one another: the menu has one entry, each list shows its neighbours. */
#include "slices/register/customer_handlers.h"

static const struct field SECTION_FIELDS[] = {
    FIELD(TEXT, struct register_section, path, NULL),
    FIELD(TEXT, struct register_section, label, NULL),
    FIELD(BOOL, struct register_section, is_here, NULL),
};
const struct table REGISTER_SECTION_TABLE =
    TABLE("section", struct register_section, SECTION_FIELDS);

static const struct {
    const struct record *record;
    const struct setting *module;
} SECTIONS[] = {{&CUSTOMER_RECORD, &REGISTER_CUSTOMERS_MODULE},
                {&PROPERTY_RECORD, &REGISTER_CUSTOMERS_MODULE},
                {&ORGANISATION_RECORD, NULL},
                {&SITE_RECORD, &REGISTER_SITES_MODULE}};
enum { SECTION_COUNT = sizeof(SECTIONS) / sizeof(SECTIONS[0]) };

enum status register_sections_show(struct request *request, void *view)
{
    const struct field *field = table_field(request->route->view, STR("sections"));
    if (field == NULL) {
        return OK;
    }
    struct register_section *sections =
        ARENA_ARRAY(request->call.arena, SECTION_COUNT, struct register_section);
    size_t count = 0;
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        const struct record *record = SECTIONS[i].record;
        if (viewer_may(&request->viewer, record->read->key) &&
            module_is_on(request->call.platform, SECTIONS[i].module)) {
            sections[count++] = (struct register_section){
                .path = str_of(record->path),
                .label = translate(request->call.language, record->plural),
                .is_here = record == request->route->subject,
            };
        }
    }
    size_t *view_count = NULL;
    *field_list(field, view, &view_count) = sections;
    *view_count = count;
    return OK;
}
