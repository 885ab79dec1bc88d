/* Languages and their catalogues.
 *
 * Everything is a constant table made by the build. Only texts that no catalogue has are made while the
 * program runs: marked once, kept for good, at most MOST_MARKED of them.
 */
#include "platform/text/language_private.h"

#include "platform/base/log.h"
#include "platform/base/map.h"
#include "platform/text/catalogue.h"

#include <pthread.h>
#include <string.h>

enum { MOST_MARKED = 2000, ENGLISH = 2 };

static const struct language languages[LANGUAGE_COUNT] = {
    {.index = 0, .key = "sv", .name = "Svenska", .forms = &LANGUAGE_FORMS[0]},
    {.index = 1, .key = "fi", .name = "Suomi", .forms = &LANGUAGE_FORMS[1]},
    {.index = ENGLISH, .key = "en", .name = "English", .forms = &LANGUAGE_FORMS[2]},
};

/* Texts without a translation, "⟦Save⟧" by msgid. Guarded by its lock. */
static struct {
    pthread_mutex_t lock;
    struct arena *arena;
    struct map texts;
} marked = {.lock = PTHREAD_MUTEX_INITIALIZER};

void languages_start(void)
{
    for (size_t i = 1; i < CATALOGUE_COUNT; i++) {
        if (strcmp(CATALOGUE_TEXT + CATALOGUE_ENTRIES[i - 1].id,
                   CATALOGUE_TEXT + CATALOGUE_ENTRIES[i].id) >= 0) {
            die("the catalogues are not sorted");
        }
    }
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        if (strcmp(languages[i].key, languages[i].forms->key) != 0) {
            die("the languages' forms are in another order");
        }
    }
}

const struct language *language_find(struct str key)
{
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        if (str_equal(str_of(languages[i].key), key)) {
            return &languages[i];
        }
    }
    return NULL;
}

const struct language *language_at(int index)
{
    return &languages[index];
}

int language_index(const struct language *language)
{
    return language->index;
}

const char *language_key(const struct language *language)
{
    return language->key;
}

const char *language_name(const struct language *language)
{
    return language->name;
}

/* "sv-SE;q=0.8" gives sv and 0.8; unknown languages and q=0 give NULL. */
static const struct language *read_preference(struct str piece, double *out_weight)
{
    size_t semicolon = str_find(piece, ';', 0);
    struct str tag = str_trim(str_slice(piece, 0, semicolon));
    struct str rest = str_trim(str_slice(piece, semicolon + 1, piece.len));
    double weight = 1;
    if (str_starts(rest, STR("q=")) && !str_to_double(str_slice(rest, 2, rest.len), &weight)) {
        return NULL;
    }
    struct str primary = str_slice(tag, 0, str_find(tag, '-', 0));
    for (int i = 0; i < LANGUAGE_COUNT && weight > 0; i++) {
        if (str_equal_ascii_case(str_of(languages[i].key), primary)) {
            *out_weight = weight;
            return &languages[i];
        }
    }
    return NULL;
}

const struct language *language_accept(struct str header, const struct language *fallback)
{
    const struct language *best = fallback;
    double best_weight = 0;
    struct str rest = header;
    struct str piece;
    for (int i = 0; i < 32 && str_next(&rest, ',', &piece); i++) {
        double weight = 0;
        const struct language *language = read_preference(piece, &weight);
        if (language != NULL && weight > best_weight) {
            best = language;
            best_weight = weight;
        }
    }
    return best;
}

static const struct catalogue_entry *entry_of(const char *message)
{
    size_t from = 0;
    size_t to = CATALOGUE_COUNT;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = strcmp(CATALOGUE_TEXT + CATALOGUE_ENTRIES[middle].id, message);
        if (order == 0) {
            return &CATALOGUE_ENTRIES[middle];
        }
        if (order < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return NULL;
}

static struct str mark(const char *message)
{
    pthread_mutex_lock(&marked.lock);
    if (marked.arena == NULL) {
        marked.arena = arena_new(0);
        marked.texts = map_of(marked.arena);
    }
    struct str *text = map_get(&marked.texts, str_of(message));
    struct str beyond = STR("⟦…⟧");
    if (text == NULL && marked.texts.count >= MOST_MARKED) {
        text = &beyond;
    }
    if (text == NULL) {
        text = ARENA_NEW(marked.arena, struct str);
        *text = str_format(marked.arena, "⟦%s⟧", message);
        map_put(&marked.texts, str_copy(marked.arena, str_of(message)), text);
    }
    struct str found = *text;
    pthread_mutex_unlock(&marked.lock);
    return found;
}

static struct str find_form(const struct language *language, const char *message, int form,
                            const char *source)
{
    if (message == NULL || message[0] == '\0') {
        return STR("");
    }
    if (language->index == ENGLISH) {
        return str_of(source);
    }
    const struct catalogue_entry *entry = entry_of(message);
    uint32_t place = entry != NULL ? entry->form[language->index][form] : 0;
    return place != 0 ? str_of(CATALOGUE_TEXT + place) : mark(source);
}

struct str translate(const struct language *language, const char *message)
{
    return find_form(language, message, 0, message);
}

struct str translate_count(const struct language *language, const char *one, const char *many,
                           int64_t count)
{
    return count == 1 ? find_form(language, one, 0, one) : find_form(language, one, 1, many);
}

static const struct err_argument *argument_named(const struct err_argument *arguments, size_t count,
                                                 struct str name)
{
    for (size_t i = 0; i < count; i++) {
        if (arguments[i].kind != ERR_NONE && str_equal(str_of(arguments[i].name), name)) {
            return &arguments[i];
        }
    }
    return NULL;
}

static void put_argument(struct buf *out, const struct language *language,
                         const struct err_argument *argument)
{
    if (argument->kind == ERR_INT) {
        put_shown_int(out, language, argument->number);
    } else if (strcmp(argument->name, "label") == 0) {
        ARENA_SCOPED(scratch);
        buf_put(out, translate(language, str_c(scratch, argument->text)));
    } else {
        buf_put(out, argument->text);
    }
}

struct str translate_with(struct arena *arena, const struct language *language, const char *message,
                          const struct err_argument *arguments, size_t count)
{
    enum { LONGEST = 64 * 1024 };
    struct str text = translate(language, message);
    BUF_SCOPED(out, LONGEST);
    size_t at = 0;
    while (at < text.len) {
        size_t open = str_find(text, '{', at);
        size_t close = str_find(text, '}', open);
        const struct err_argument *argument =
            close < text.len ? argument_named(arguments, count, str_slice(text, open + 1, close))
                             : NULL;
        buf_put(&out, str_slice(text, at, open));
        if (argument != NULL) {
            put_argument(&out, language, argument);
            at = close + 1;
        } else {
            buf_put(&out, str_slice(text, open, open + 1));
            at = open + 1;
        }
    }
    return str_copy(arena, buf_str(&out));
}

struct str err_item_text(struct arena *arena, const struct language *language,
                         const struct err_item *item)
{
    return translate_with(arena, language, item->message, item->arguments, ERR_ARGUMENTS);
}
