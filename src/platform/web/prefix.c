/* Languages in addresses.
 *
 * Links are carried on in the finished page rather than where they are written: a page, a slot and a
 * slice's own links then need not know of it, and who is signed in pays nothing. In HTML that is ours
 * a quote cannot stand in a text, so `="/` is always the beginning of an attribute. (A head is left alone:
 * it leads nobody anywhere.)
 */
#include "platform/web/prefix.h"

#include "platform/base/arena.h"

#include <string.h>

const struct language *prefix_cut(struct str *path)
{
    bool ends =
        path->len == PREFIX_LENGTH || (path->len > PREFIX_LENGTH && path->at[PREFIX_LENGTH] == '/');
    bool is_double = path->len > PREFIX_LENGTH + 1 && path->at[PREFIX_LENGTH + 1] == '/';
    if (!ends || is_double || path->at[0] != '/') {
        return NULL; /* what is left of "/sv//host" would be another site's address */
    }
    const struct language *language = language_find(str_slice(*path, 1, PREFIX_LENGTH));
    if (language != NULL) {
        *path = path->len == PREFIX_LENGTH ? STR("/") : str_slice(*path, PREFIX_LENGTH, path->len);
    }
    return language;
}

/* Whether the prefix belongs before this path (which may go on behind its end). */
static bool takes_prefix(struct str path)
{
    size_t end = 0;
    while (end < path.len && strchr("?#\"", path.at[end]) == NULL) {
        end++;
    }
    path = str_slice(path, 0, end);
    bool is_ours = path.len > 0 && path.at[0] == '/' && !str_starts(path, STR("//"));
    return is_ours && !str_starts(path, STR("/assets/")) && prefix_cut(&path) == NULL;
}

struct str prefix_path(struct arena *arena, struct str path, struct str prefix)
{
    if (prefix.len == 0 || !takes_prefix(path)) {
        return path;
    }
    struct str rest =
        str_starts(path, STR("/?")) || path.len == 1 ? str_slice(path, 1, path.len) : path;
    return str_format(arena, "%.*s%.*s", STR_ARG(prefix), STR_ARG(rest));
}

/* Does what was written before the `=` end with an attribute that leads somewhere? */
static bool is_link(struct str before)
{
    static const struct str names[] = {{" href", 5},
                                       {" action", 7},
                                       {" formaction", 11},
                                       {" data-hx-get", 12},
                                       {" data-hx-post", 13}};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        size_t length = names[i].len;
        if (before.len >= length &&
            memcmp(before.at + before.len - length, names[i].at, length) == 0) {
            return true;
        }
    }
    return false;
}

void prefix_links(struct buf *out, struct str page, struct str prefix)
{
    static const struct str mark = {"=\"/", 3};
    size_t body = str_find_str(page, STR("<body"));
    size_t from = 0;
    size_t at = body < page.len ? body : 0;
    while ((at += str_find_str(str_slice(page, at, page.len), mark)) < page.len) {
        size_t path = at + mark.len - 1;
        bool is_carried =
            is_link(str_slice(page, 0, at)) && takes_prefix(str_slice(page, path, page.len));
        if (is_carried) {
            bool is_home = path + 1 < page.len && strchr("?#\"", page.at[path + 1]) != NULL;
            buf_put(out, str_slice(page, from, path));
            buf_put(out, prefix);
            from = path + (is_home ? 1 : 0);
        }
        at = path;
    }
    buf_put(out, str_slice(page, from, page.len));
}
