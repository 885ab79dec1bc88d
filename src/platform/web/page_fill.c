/* Fills the shell's struct. Only what the page will show: a JSON answer never comes here. */
#include "platform/web/serving.h"

#include "platform/base/rand.h"
#include "platform/secret/secret.h"
#include "platform/web/cookie.h"
#include "platform/web/live.h"
#include "platform/web/prefix.h"

#include <assert.h>
#include <string.h>

struct str address_with(struct serving *serving, const char *name, struct str value)
{
    struct arena *arena = serving->request.call.arena;
    struct str path = serving->request.path;
    struct str query = serving->request.query;
    struct str wanted = str_of(name);
    char *to = arena_room(arena, path.len + query.len + wanted.len + value.len + 4);
    size_t length = path.len;
    memcpy(to, path.at, path.len);
    char before = '?';
    struct str pair = {NULL, 0};
    while (str_next(&query, '&', &pair)) {
        struct str key = str_slice(pair, 0, str_find(pair, '=', 0));
        bool stays = pair.len > 0 && !str_equal(key, wanted) && !str_equal(key, STR("cursor")) &&
                     !str_equal(key, STR("_language"));
        if (stays) {
            to[length++] = before;
            before = '&';
            memcpy(to + length, pair.at, pair.len);
            length += pair.len;
        }
    }
    if (value.at != NULL) {
        to[length++] = before;
        memcpy(to + length, wanted.at, wanted.len);
        length += wanted.len;
        to[length++] = '=';
        memcpy(to + length, value.at, value.len);
        length += value.len;
    }
    return (struct str){to, length};
}

/* A visitor's languages are in the address; who is signed in keeps the address and the choice. */
static void fill_languages(struct serving *serving, struct page *page)
{
    struct arena *arena = serving->request.call.arena;
    bool is_visitor = !page->is_signed_in;
    bool is_listed = is_visitor && serving->route != NULL && serving->request.host.len > 0;
    struct str site = {NULL, 0};
    if (is_listed) {
        const char *scheme = serving->exchange->is_secure ? "https" : "http";
        site = str_format(arena, "%s://%.*s", scheme, STR_ARG(serving->request.host));
        page->alternate = str_format(arena, "%.*s%.*s", STR_ARG(site), STR_ARG(page->address));
    }
    page->languages = ARENA_ARRAY(arena, LANGUAGE_COUNT, struct page_language);
    page->languages_count = LANGUAGE_COUNT;
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        const struct language *language = language_at(i);
        struct str key = str_of(language_key(language));
        struct str href =
            is_visitor ? prefix_path(arena, page->address, str_format(arena, "/%.*s", STR_ARG(key)))
                       : address_with(serving, "_language", key);
        page->languages[i] = (struct page_language){
            .key = key,
            .name = str_of(language_name(language)),
            .href = href,
            .is_current = language == serving->request.call.language,
        };
        if (is_listed) {
            page->languages[i].alternate =
                str_format(arena, "%.*s%.*s", STR_ARG(site), STR_ARG(href));
        }
    }
}

/* The item whose path is the longest beginning of this one is where we are. */
static void mark_current(struct page *page)
{
    struct page_menu *current = NULL;
    for (size_t i = 0; i < page->menu_count; i++) {
        struct page_menu *item = &page->menu[i];
        bool is_here = str_equal(item->path, page->path) ||
                       (item->path.len > 1 && str_starts(page->path, item->path) &&
                        page->path.at[item->path.len] == '/');
        if (is_here && (current == NULL || item->path.len > current->path.len)) {
            current = item;
        }
    }
    if (current != NULL) {
        current->is_current = true;
    }
}

/* On a phone this many stand side by side; of more the last place tells the rest. */
enum { UNDER_A_THUMB = 5 };

static void fill_menu(struct serving *serving, struct page *page)
{
    const struct server *server = serving->server;
    const struct language *language = serving->request.call.language;
    const struct viewer *viewer = &serving->request.viewer;
    page->menu = ARENA_ARRAY(serving->request.call.arena, server->menu_count + 1, struct page_menu);
    for (size_t i = 0; i < server->menu_count; i++) {
        const struct menu_item *item = server->menu[i].item;
        if (viewer_may(viewer, item->permission->key) &&
            module_is_on(server->platform, server->menu[i].module)) {
            page->menu[page->menu_count++] = (struct page_menu){
                .label = translate(language, item->label),
                .path = str_of(item->path),
                .icon = str_of(item->icon),
                .count = strcmp(item->path, INBOX_PATH) == 0 && viewer->inbox > 0 ? viewer->inbox
                                                                                  : NO_INT,
            };
        }
    }
    mark_current(page);
    if (page->menu_count <= UNDER_A_THUMB) {
        return;
    }
    page->more = page->menu + UNDER_A_THUMB - 1;
    page->more_count = page->menu_count - (UNDER_A_THUMB - 1);
    for (size_t i = 0; i < page->more_count; i++) {
        page->more[i].is_rest = true;
        page->is_in_more = page->is_in_more || page->more[i].is_current;
    }
}

static void fill_errors(struct serving *serving, struct page *page)
{
    struct call *call = &serving->request.call;
    size_t count = serving->shown_error_count;
    page->errors = ARENA_ARRAY(call->arena, count + 1, struct page_error);
    for (size_t i = 0; i < count; i++) {
        const struct err_item *item = &serving->shown_errors[i];
        page->errors[page->errors_count++] = (struct page_error){
            .field = str_of(item->field),
            .text = err_item_text(call->arena, call->language, item),
        };
    }
}

/* --- the form --- */

static const char *input_type(const struct field *field)
{
    switch (field->kind) {
    case FIELD_KIND_BOOL:
        return "checkbox";
    case FIELD_KIND_INT:
    case FIELD_KIND_REAL:
        return "number";
    case FIELD_KIND_ENUM:
        return "select";
    case FIELD_KIND_DATE:
        return "date";
    case FIELD_KIND_BYTES:
        return "file";
    case FIELD_KIND_TEXT:
        if ((field->flags & FIELD_SECRET) != 0) {
            return "password";
        }
        return (field->flags & FIELD_LONG) != 0 ? "textarea" : "text";
    case FIELD_KIND_ID:
    case FIELD_KIND_TIME:
    case FIELD_KIND_STRUCT:
    case FIELD_KIND_LIST:
        break;
    }
    return "text";
}

/* The view's field of this name, in the view itself or in a struct in it. */
static const struct field *view_field(const struct table *table, const void *view, struct str name,
                                      const void **out_row)
{
    const struct field *found = table_field(table, name);
    *out_row = view;
    for (size_t i = 0; found == NULL && i < table->field_count; i++) {
        const struct field *outer = &table->fields[i];
        if (outer->kind == FIELD_KIND_STRUCT) {
            found = table_field(outer->child, name);
            *out_row = (const char *)view + outer->offset;
        }
    }
    bool is_scalar =
        found != NULL && found->kind != FIELD_KIND_STRUCT && found->kind != FIELD_KIND_LIST;
    return is_scalar ? found : NULL;
}

static struct str raw_named(const struct serving *serving, struct str name, bool *out_is_sent)
{
    struct str text = {NULL, 0};
    *out_is_sent = false;
    for (size_t i = 0; i < serving->form.value_count; i++) {
        if (str_equal(serving->form.values[i].name, name)) {
            text = serving->form.values[i].text;
            *out_is_sent = true;
        }
    }
    return text;
}

static void fill_choices(struct serving *serving, const struct field *field, struct page_field *out)
{
    size_t count = 0;
    while (field->choices[count].key != NULL) {
        count++;
    }
    out->choices = ARENA_ARRAY(serving->request.call.arena, count + 1, struct page_choice);
    out->choices_count = count;
    for (size_t i = 0; i < count; i++) {
        struct str key = str_of(field->choices[i].key);
        out->choices[i] = (struct page_choice){
            .key = key,
            .label = translate(serving->request.call.language, field->choices[i].label),
            .is_selected = str_equal(key, out->value),
        };
    }
}

/* Choices that only the handler knows: the view's list NAME_choices. */
static bool fill_view_choices(struct serving *serving, struct page_field *out)
{
    const struct table *table = serving->route->view;
    const struct field *list = NULL;
    for (size_t i = 0; table != NULL && serving->view != NULL && i < table->field_count; i++) {
        const struct field *field = &table->fields[i];
        bool is_of_name = field->child == &PAGE_CHOICE_TABLE &&
                          strncmp(field->name, out->name.at, out->name.len) == 0 &&
                          strcmp(field->name + out->name.len, "_choices") == 0;
        list = is_of_name ? field : list;
    }
    if (list == NULL) {
        return false;
    }
    size_t *count = NULL;
    void **rows = field_list(list, serving->view, &count);
    out->choices = *rows;
    out->choices_count = *count;
    out->type = STR("select");
    for (size_t i = 0; i < out->choices_count; i++) {
        out->choices[i].is_selected = str_equal(out->choices[i].key, out->value);
    }
    return true;
}

/* What somebody else saved, seen against what was shown and what was typed: untouched fields take the
 * newer value; one that both changed shows both. */
static void settle_conflict(struct serving *serving, const struct field *field, const void *row,
                            struct page_field *out)
{
    struct call *call = &serving->request.call;
    struct str theirs = field_format(call->arena, field, row);
    bool has_was = false;
    struct str name = str_format(call->arena, "_was.%s", field->name);
    struct str was = raw_named(serving, name, &has_was);
    bool is_mine = !has_was || !str_equal(str_trim(out->value), str_trim(was));
    bool is_theirs = !has_was || !str_equal(theirs, str_trim(was));
    if (str_equal(str_trim(out->value), theirs)) {
        return;
    }
    if (!is_mine) {
        out->value = theirs;
    } else if (is_theirs) {
        out->is_conflict = true;
        out->theirs = field_show(call->arena, call->language, call->zone, field, row);
    }
}

static void fill_value(struct serving *serving, const struct field *field, bool is_of_post,
                       struct page_field *out)
{
    struct arena *arena = serving->request.call.arena;
    const void *row = NULL;
    const struct table *table = serving->route->view;
    const struct field *shown = table != NULL && serving->view != NULL
                                    ? view_field(table, serving->view, str_of(field->name), &row)
                                    : NULL;
    if (shown != NULL) {
        out->value = field_format(arena, shown, row);
    }
    out->was = out->value;
    bool is_version = str_equal(out->name, STR("version"));
    bool reads_raw = serving->is_again || !is_of_post;
    bool is_sent = false;
    struct str raw = reads_raw ? raw_named(serving, out->name, &is_sent) : (struct str){NULL, 0};
    bool is_unticked = reads_raw && serving->is_again && field->kind == FIELD_KIND_BOOL;
    if (serving->is_conflict && is_version) {
        return; /* the newer one: what is sent next is about what is shown now */
    }
    if (is_sent || is_unticked) {
        out->value = raw;
        if (serving->is_conflict && shown != NULL && out->is_compared) {
            settle_conflict(serving, shown, row, out);
        }
    }
}

/* A form that is shown again keeps the file that came in pieces: it need not be sent twice. */
static void fill_upload(struct serving *serving, struct page_field *out)
{
    const struct request *request = &serving->request;
    for (size_t i = 0; i < request->upload_count; i++) {
        const struct upload *upload = &request->uploads[i];
        if (upload->id > 0 && str_equal(upload->field, out->name)) {
            out->upload = str_format(request->call.arena, "%lld", (long long)upload->id);
            out->upload_name = upload->file_name;
        }
    }
}

static void fill_field(struct serving *serving, const struct field *field, bool is_of_post,
                       struct page_field *out)
{
    const struct language *language = serving->request.call.language;
    *out = (struct page_field){
        .name = str_of(field->name),
        .label = translate(language, field->label),
        .help = translate(language, field->help),
        .type = str_of(input_type(field)),
        .is_required = (field->flags & FIELD_REQUIRED) != 0 && field->kind != FIELD_KIND_BOOL,
        .is_hidden = (field->flags & FIELD_HIDDEN) != 0,
        .most = field->kind == FIELD_KIND_TEXT ? (field->max != 0 ? field->max : 2000) : NO_INT,
    };
    if (out->is_hidden) {
        out->type = STR("hidden");
    }
    bool is_secret = (field->flags & FIELD_SECRET) != 0;
    bool is_file = field->kind == FIELD_KIND_BYTES;
    out->is_compared = serving->has_version && !out->is_hidden && !is_secret && !is_file;
    if (is_file) {
        fill_upload(serving, out);
    }
    if (!is_secret && !is_file) {
        fill_value(serving, field, is_of_post, out);
    }
    out->is_checked = field->kind == FIELD_KIND_BOOL &&
                      (str_equal(out->value, STR("true")) || str_equal(out->value, STR("on")) ||
                       str_equal(out->value, STR("1")) || str_equal(out->value, STR("yes")));
    if (!fill_view_choices(serving, out) && field->kind == FIELD_KIND_ENUM) {
        fill_choices(serving, field, out);
    }
    for (size_t i = 0; i < serving->shown_error_count; i++) {
        const struct err_item *item = &serving->shown_errors[i];
        if (item->field != NULL && str_equal(str_of(item->field), out->name) && !out->is_wrong) {
            out->is_wrong = true;
            out->error = err_item_text(serving->request.call.arena, language, item);
        }
    }
}

static bool is_in_path(const struct serving *serving, const char *name)
{
    const struct route_match *match = &serving->exchange->match;
    for (size_t i = 0; i < match->value_count; i++) {
        if (str_equal(match->values[i].name, str_of(name))) {
            return true;
        }
    }
    return false;
}

/* The form of this address: what can be posted here, else what the page is asked with. */
static void fill_form(struct serving *serving, struct page *page)
{
    const struct address *address = serving->address;
    const struct route *post = address->post;
    bool may_post = post != NULL && viewer_may(&serving->request.viewer, post->permission->key);
    const struct route *route = may_post ? post : address->get;
    page->has_form = may_post;
    if (route == NULL || route->form == NULL || serving->route == NULL) {
        return;
    }
    const struct table *form = route->form;
    serving->has_version = may_post && table_field(form, STR("version")) != NULL;
    page->fields = ARENA_ARRAY(serving->request.call.arena, form->field_count, struct page_field);
    for (size_t i = 0; i < form->field_count; i++) {
        const struct field *field = &form->fields[i];
        bool is_asked = (field->flags & (FIELD_READ_ONLY | FIELD_INTERNAL)) == 0 &&
                        field->kind != FIELD_KIND_LIST && field->kind != FIELD_KIND_STRUCT;
        bool may_see =
            field->permission == NULL || viewer_may(&serving->request.viewer, field->permission);
        if (is_asked && may_see && !is_in_path(serving, field->name)) {
            fill_field(serving, field, may_post, &page->fields[page->fields_count++]);
        }
    }
}

/* The summary leads to each field in which two people wrote different things. */
static void add_conflicts(struct serving *serving, struct page *page)
{
    struct call *call = &serving->request.call;
    size_t room = page->errors_count + page->fields_count + 1;
    struct page_error *errors = ARENA_ARRAY(call->arena, room, struct page_error);
    for (size_t i = 0; i < page->errors_count; i++) {
        errors[i] = page->errors[i];
    }
    page->errors = errors;
    for (size_t i = 0; i < page->fields_count; i++) {
        const struct page_field *field = &page->fields[i];
        if (field->is_conflict) {
            struct err_argument label = {.name = "field", .kind = ERR_TEXT, .text = field->label};
            page->errors[page->errors_count++] = (struct page_error){
                .field = field->name,
                .text = translate_with(call->arena, call->language,
                                       N_("{field}: choose between yours and theirs"), &label, 1)};
        }
    }
}

/* --- the list --- */

static void fill_list(struct serving *serving, struct page *page)
{
    const struct list_query *list = serving->list;
    const struct list_page *got = &serving->list_page;
    struct arena *arena = serving->request.call.arena;
    bool is_descending = got->sort.len > 0 && got->sort.at[0] == '-';
    struct str current = str_slice(got->sort, is_descending, got->sort.len);
    size_t count = 0;
    while (list->sorts[count].key != NULL) {
        count++;
    }
    page->sorts = ARENA_ARRAY(arena, count + 1, struct page_sort);
    page->sorts_count = count;
    for (size_t i = 0; i < count; i++) {
        struct str key = str_of(list->sorts[i].key);
        bool is_current = str_equal(key, current);
        bool turns = is_current && !is_descending;
        page->sorts[i] = (struct page_sort){
            .key = key,
            .href = address_with(serving, "sort",
                                 turns ? str_format(arena, "-%.*s", STR_ARG(key)) : key),
            .is_current = is_current,
            .is_descending = is_current && is_descending,
        };
    }
    if (got->next.len > 0) {
        page->next = address_with(serving, "cursor", got->next);
    }
    if (got->previous.len > 0) {
        page->previous = address_with(serving, "cursor", got->previous);
    }
    assert(serving->route != NULL);
    if (serving->route->is_list) {
        page->csv = address_with(serving, "format", STR("csv"));
        page->xlsx = address_with(serving, "format", STR("xlsx"));
    }
}

static void fill_flash(struct serving *serving, struct page *page)
{
    struct call *call = &serving->request.call;
    struct str cookie = cookie_find(serving->exchange->head.cookie, STR(COOKIE_FLASH));
    struct str message = {NULL, 0};
    if (cookie.len == 0) {
        return;
    }
    serving->clears_flash = true;
    if (cookie.len <= 600 && form_decode(call->arena, cookie, false, &message)) {
        page->flash = translate(call->language, str_c(call->arena, message));
    }
}

void page_fill(struct serving *serving, struct page *page)
{
    struct request *request = &serving->request;
    struct call *call = &request->call;
    const struct viewer *viewer = &request->viewer;
    const char *organisation = serving->server->options.organisation;
    if (call->platform->organisation != NULL) {
        page->organisation =
            setting_text(call->platform, call->arena, call->platform->organisation);
    }
    if (str_is_empty(page->organisation)) {
        page->organisation = str_of(organisation != NULL ? organisation : "Samsyn");
    }
    page->language = str_of(language_key(call->language));
    page->is_demo = call->platform->is_demo;
    page->is_partial = request->is_partial;
    page->is_signed_in = viewer_is_signed_in(viewer);
    page->viewer = viewer->name;
    page->role = viewer->role;
    page->scheme = viewer->scheme;
    page->path = request->path;
    page->address = address_with(serving, "_language", (struct str){NULL, 0});
    page->request = request->id;
    page->is_conflict = serving->is_conflict;
    if (serving->route != NULL) {
        page->title = translate(call->language, serving->route->title);
    }
    fill_languages(serving, page);
    fill_menu(serving, page);
    fill_errors(serving, page);
    fill_flash(serving, page);
    if (serving->address != NULL && serving->route != NULL) {
        fill_form(serving, page);
    }
    if (serving->is_conflict) {
        add_conflicts(serving, page);
    }
    if (page->has_form) {
        struct str key = serving->is_again ? request_raw(request, "_key") : (struct str){NULL, 0};
        page->key = key.len > 0 ? key : token_new(call->arena);
    }
    if (serving->list != NULL) {
        fill_list(serving, page);
    }
    if (request->topics.len > 0 && page->is_signed_in) {
        page->live =
            str_format(call->arena, "/live?topics=%.*s&after=%lld", STR_ARG(request->topics),
                       (long long)live_position(serving->server->live));
    }
}
