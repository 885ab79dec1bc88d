/* Forms: '1' pairs of a query or body, '2' a multipart body whose first line is its content type, '3' a
 * Cookie header.
 */
#include "platform/web/text_form.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct raw_form *form)
{
    assert(form->value_count <= FORM_VALUES && form->upload_count <= FORM_UPLOADS);
    for (size_t i = 0; i < form->value_count; i++) {
        assert(str_is_utf8(form->values[i].name) && str_is_utf8(form->values[i].text));
    }
    for (size_t i = 0; i < form->upload_count; i++) {
        assert(str_is_utf8(form->uploads[i].field) && str_is_utf8(form->uploads[i].file_name));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    ARENA_SCOPED(arena);
    struct raw_form form = {0};
    struct str text = {(const char *)data + 1, size - 1};
    size_t line = str_find(text, '\n', 0);
    enum status status = OK;
    if (data[0] == '1') {
        status = form_read_pairs(arena, text, &form);
    } else if (data[0] == '2') {
        status = form_read_multipart(arena, str_slice(text, 0, line),
                                     str_slice(text, line + 1, text.len), &form);
    } else if (data[0] == '3') {
        struct str value = cookie_find(text, STR("samsyn_session"));
        assert(value.at == NULL ||
               (value.at >= text.at && value.at + value.len <= text.at + text.len));
        assert(str_find(value, ';', 0) == value.len);
    }
    if (status == OK) {
        check(&form);
    } else {
        assert(status == INVALID);
    }
    return 0;
}
