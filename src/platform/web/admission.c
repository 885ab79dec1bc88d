/* Who asks, and may they: settled before a handler runs. */
#include "platform/web/serving.h"

#include "platform/secret/secret.h"
#include "platform/web/cookie.h"
#include "platform/web/seen.h"
#include "platform/web/viewers.h"

struct scope_row {
    int64_t viewer;
    struct str permission;
    int64_t id;
};
static const struct field scope_fields[] = {
    FIELD(ID, struct scope_row, viewer, NULL),
    FIELD(TEXT, struct scope_row, permission, NULL),
    FIELD(ID, struct scope_row, id, NULL),
};
static const struct table scope_table = TABLE("scope", struct scope_row, scope_fields);

/* In order: the button just pressed, a visitor's address, this browser's choice, the person's, the
 * browser's languages. */
static const struct language *choose_language(struct serving *serving)
{
    struct request *request = &serving->request;
    struct str header = serving->exchange->head.cookie;
    bool has_prefix = serving->exchange->language != NULL && !viewer_is_signed_in(&request->viewer);
    struct str address = str_of(has_prefix ? language_key(serving->exchange->language) : NULL);
    const struct str wishes[] = {request_raw(request, "_language"), address,
                                 cookie_find(header, STR(COOKIE_LANGUAGE)),
                                 request->viewer.language};
    for (size_t i = 0; i < sizeof(wishes) / sizeof(wishes[0]); i++) {
        const struct language *language = wishes[i].len > 0 ? language_find(wishes[i]) : NULL;
        if (language != NULL) {
            bool is_new = i == 0;
            request->set_language = is_new ? wishes[i] : request->set_language;
            return language;
        }
    }
    return language_accept(serving->exchange->head.accept_language, request->call.language);
}

static bool is_token(struct str text)
{
    if (text.len != TOKEN_CHARACTERS) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_letter && !(c >= '0' && c <= '9') && c != '-' && c != '_') {
            return false;
        }
    }
    return true;
}

/* Whether it is somebody whom this loop knows. */
static bool recall_viewer(struct serving *serving, const struct tx *tx, const struct digest *token)
{
    struct viewers *viewers = serving->worker->viewers;
    if (viewers == NULL) {
        return false;
    }
    struct viewers_moment moment = {db_watched(serving->request.call.db), tx_now(tx),
                                    real_now_ms()};
    const struct viewer *viewer = viewers_find(viewers, token, &moment);
    if (viewer != NULL) {
        serving->request.viewer = *viewer;
    }
    return viewer != NULL;
}

static enum status find_viewer(struct serving *serving)
{
    struct request *request = &serving->request;
    struct str token = cookie_find(serving->exchange->head.cookie, STR(COOKIE_SESSION));
    if (!is_token(token)) {
        return OK;
    }
    struct digest digest = digest_of(token);
    struct str hash = digest_hex(request->call.arena, &digest);
    struct tx *tx = NULL;
    TRY(call_reader(&request->call, &tx));
    if (recall_viewer(serving, tx, &digest)) {
        serving->token = hash;
        seen_note(serving->server->seen, request->viewer.session, serving->exchange->begun_us);
        return OK;
    }
    enum status status =
        serving->server->options.viewers->find(tx, request->call.arena, hash, &request->viewer);
    if (status == UNAUTHENTICATED) {
        request->viewer = (struct viewer){.person = NO_INT, .session = NO_INT};
        return OK;
    }
    serving->token = hash;
    struct viewers *viewers = serving->worker->viewers;
    if (status == OK) {
        seen_note(serving->server->seen, request->viewer.session, serving->exchange->begun_us);
    }
    if (status == OK && viewers != NULL) {
        viewers_keep(viewers, &digest, tx_watched(tx), &request->viewer);
    }
    return status;
}

enum status admit_viewer(struct serving *serving)
{
    struct request *request = &serving->request;
    enum status status = find_viewer(serving);
    request->call.language = choose_language(serving);
    if (serving->exchange->language != NULL && !viewer_is_signed_in(&request->viewer)) {
        serving->prefix =
            str_format(request->call.arena, "/%s", language_key(request->call.language));
    }
    request->call.actor = (struct actor){
        .person = request->viewer.person,
        .role = request->viewer.role,
        .source = STR("officer"),
        .request_id = request->id,
    };
    return status;
}

/* A form is only taken from our own pages. Browsers say where a request comes from; what says nothing
 * is no browser, and has no cookie that was not given to it. */
enum status admit_origin(const struct serving *serving)
{
    const struct http_head *head = &serving->exchange->head;
    if (serving->exchange->route->method == METHOD_GET) {
        return OK;
    }
    if (head->fetch_site.at != NULL) {
        bool is_ours = str_equal(head->fetch_site, STR("same-origin")) ||
                       str_equal(head->fetch_site, STR("none"));
        return is_ours ? OK : FORBIDDEN;
    }
    if (head->origin.at != NULL) {
        size_t slashes = str_find_str(head->origin, STR("://"));
        struct str host = str_slice(head->origin, slashes + 3, head->origin.len);
        return str_equal_ascii_case(host, head->host) ? OK : FORBIDDEN;
    }
    return OK;
}

static enum status check_scope(struct serving *serving, const struct route *route)
{
    const struct route_match *match = &serving->exchange->match;
    struct scope_row row = {.viewer = serving->request.viewer.person,
                            .permission = str_of(route->permission->key)};
    bool has_id = false;
    for (size_t i = 0; i < match->value_count; i++) {
        if (str_equal(match->values[i].name, str_of(route->scope->parameter))) {
            has_id = str_to_int64(match->values[i].text, &row.id);
        }
    }
    if (!has_id) {
        return NOT_FOUND;
    }
    struct tx *tx = NULL;
    TRY(call_reader(&serving->request.call, &tx));
    return query_one(tx, route->scope->query, bind_row(&scope_table, &row), &scope_table, &row);
}

enum status admit_route(struct serving *serving, const struct route *route)
{
    const struct viewer *viewer = &serving->request.viewer;
    const char *permission = route->permission->key;
    if (!viewer_may(viewer, permission)) {
        return viewer_is_signed_in(viewer) ? FORBIDDEN : UNAUTHENTICATED;
    }
    if (route->scope == NULL || viewer_may_all(viewer, permission)) {
        return OK;
    }
    return check_scope(serving, route);
}
