/* The field tables of the shell's struct. Names carry the prefix `page_` for templates. */
#include "platform/web/page.h"

#define PAGE_FIELD(kind_, member_)                                                                 \
    {                                                                                              \
        .name = "page_" #member_, .kind = FIELD_KIND_##kind_,                                      \
        .offset = offsetof(struct page, member_)                                                   \
    }
#define PAGE_LIST(member_, child_)                                                                 \
    {                                                                                              \
        .name = "page_" #member_, .kind = FIELD_KIND_LIST,                                         \
        .offset = offsetof(struct page, member_),                                                  \
        .count_offset = offsetof(struct page, member_##_count), .child = (child_)                  \
    }

static const struct field language_fields[] = {
    FIELD(TEXT, struct page_language, key, NULL),
    FIELD(TEXT, struct page_language, name, NULL),
    FIELD(TEXT, struct page_language, href, NULL),
    FIELD(TEXT, struct page_language, alternate, NULL),
    FIELD(BOOL, struct page_language, is_current, NULL),
};
static const struct table language_table =
    TABLE("page_language", struct page_language, language_fields);

static const struct field menu_fields[] = {
    FIELD(TEXT, struct page_menu, label, NULL),      FIELD(TEXT, struct page_menu, path, NULL),
    FIELD(TEXT, struct page_menu, icon, NULL),       FIELD(INT, struct page_menu, count, NULL),
    FIELD(BOOL, struct page_menu, is_current, NULL), FIELD(BOOL, struct page_menu, is_rest, NULL),
};
static const struct table menu_table = TABLE("page_menu", struct page_menu, menu_fields);

static const struct field error_fields[] = {
    FIELD(TEXT, struct page_error, field, NULL),
    FIELD(TEXT, struct page_error, text, NULL),
};
static const struct table error_table = TABLE("page_error", struct page_error, error_fields);

static const struct field choice_fields[] = {
    FIELD(TEXT, struct page_choice, key, NULL),
    FIELD(TEXT, struct page_choice, label, NULL),
    FIELD(BOOL, struct page_choice, is_selected, NULL),
};
const struct table PAGE_CHOICE_TABLE = TABLE("page_choice", struct page_choice, choice_fields);

static const struct field field_fields[] = {
    FIELD(TEXT, struct page_field, name, NULL),
    FIELD(TEXT, struct page_field, label, NULL),
    FIELD(TEXT, struct page_field, help, NULL),
    FIELD(TEXT, struct page_field, type, NULL),
    FIELD(TEXT, struct page_field, value, NULL),
    FIELD(TEXT, struct page_field, was, NULL),
    FIELD(TEXT, struct page_field, error, NULL),
    FIELD(TEXT, struct page_field, theirs, NULL),
    FIELD(BOOL, struct page_field, is_required, NULL),
    FIELD(BOOL, struct page_field, is_checked, NULL),
    FIELD(BOOL, struct page_field, is_hidden, NULL),
    FIELD(BOOL, struct page_field, is_wrong, NULL),
    FIELD(BOOL, struct page_field, is_conflict, NULL),
    FIELD(BOOL, struct page_field, is_compared, NULL),
    FIELD(TEXT, struct page_field, upload, NULL),
    FIELD(TEXT, struct page_field, upload_name, NULL),
    FIELD(INT, struct page_field, most, NULL),
    FIELD_LIST_OF(struct page_field, choices, &PAGE_CHOICE_TABLE, NULL),
};
static const struct table field_table = TABLE("page_field", struct page_field, field_fields);

static const struct field sort_fields[] = {
    FIELD(TEXT, struct page_sort, key, NULL),
    FIELD(TEXT, struct page_sort, href, NULL),
    FIELD(BOOL, struct page_sort, is_current, NULL),
    FIELD(BOOL, struct page_sort, is_descending, NULL),
};
static const struct table sort_table = TABLE("page_sort", struct page_sort, sort_fields);

static const struct field page_fields[] = {
    PAGE_FIELD(TEXT, title),         PAGE_FIELD(TEXT, organisation),
    PAGE_FIELD(TEXT, language),      PAGE_LIST(languages, &language_table),
    PAGE_FIELD(BOOL, is_signed_in),  PAGE_FIELD(BOOL, is_demo),
    PAGE_FIELD(BOOL, is_partial),    PAGE_FIELD(BOOL, has_form),
    PAGE_FIELD(TEXT, viewer),        PAGE_FIELD(TEXT, role),
    PAGE_FIELD(TEXT, scheme),        PAGE_LIST(menu, &menu_table),
    PAGE_LIST(more, &menu_table),    PAGE_FIELD(BOOL, is_in_more),
    PAGE_FIELD(TEXT, path),          PAGE_FIELD(TEXT, address),
    PAGE_FIELD(TEXT, alternate),     PAGE_FIELD(TEXT, flash),
    PAGE_LIST(errors, &error_table), PAGE_FIELD(BOOL, is_conflict),
    PAGE_FIELD(TEXT, key),           PAGE_FIELD(TEXT, live),
    PAGE_FIELD(TEXT, request),       PAGE_LIST(fields, &field_table),
    PAGE_LIST(sorts, &sort_table),   PAGE_FIELD(TEXT, next),
    PAGE_FIELD(TEXT, previous),      PAGE_FIELD(TEXT, csv),
    PAGE_FIELD(TEXT, xlsx),
};
const struct table PAGE_TABLE = TABLE("page", struct page, page_fields);

static const struct field error_page_fields[] = {
    FIELD(INT, struct error_page, code, NULL),
    FIELD(TEXT, struct error_page, kind, NULL),
    FIELD(TEXT, struct error_page, heading, NULL),
    FIELD(TEXT, struct error_page, text, NULL),
};
const struct table ERROR_PAGE_TABLE = TABLE("error_page", struct error_page, error_page_fields);
