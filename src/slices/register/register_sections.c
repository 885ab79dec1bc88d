/* The lists of the register that stand beside one another: the menu has one entry, each list shows its neighbours. */
#include "slices/register/customer_handlers.h"

static const struct field SECTION_FIELDS[] = {
    FIELD(TEXT, struct register_section, path, NULL),
    FIELD(TEXT, struct register_section, label, NULL),
    FIELD(BOOL, struct register_section, is_here, NULL),
};
const struct table REGISTER_SECTION_TABLE =
    TABLE("section", struct register_section, SECTION_FIELDS);

static const struct record *const RECORDS[] = {&CUSTOMER_RECORD, &PROPERTY_RECORD,
                                               &ORGANISATION_RECORD, &SITE_RECORD, NULL};

enum status register_sections_show(struct request *request, void *view)
{
    const struct field *field = table_field(request->route->view, STR("sections"));
    if (field == NULL) {
        return OK;
    }
    const size_t most = sizeof(RECORDS) / sizeof(RECORDS[0]);
    struct register_section *sections =
        ARENA_ARRAY(request->call.arena, most, struct register_section);
    size_t count = 0;
    for (size_t i = 0; RECORDS[i] != NULL; i++) {
        if (viewer_may(&request->viewer, RECORDS[i]->read->key)) {
            sections[count++] = (struct register_section){
                .path = str_of(RECORDS[i]->path),
                .label = translate(request->call.language, RECORDS[i]->plural),
                .is_here = RECORDS[i] == request->route->subject,
            };
        }
    }
    size_t *view_count = NULL;
    *field_list(field, view, &view_count) = sections;
    *view_count = count;
    return OK;
}
