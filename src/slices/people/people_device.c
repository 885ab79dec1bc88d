/* A device in words, from what a browser says of itself. Most browsers claim to be several; the first
 * of these that is named is the one it is. Names are products' own: the same in every language. */
#include "slices/people/people.h"

struct mark {
    struct str in; /* the User-Agent */
    const char *name;
};

#define MARK(in_, name_)                                                                           \
    {                                                                                              \
        {(in_), sizeof(in_) - 1}, (name_)                                                          \
    }

static const struct mark BROWSERS[] = {
    MARK("Edg", "Edge"),         MARK("OPR/", "Opera"),       MARK("SamsungBrowser/", "Samsung"),
    MARK("Vivaldi/", "Vivaldi"), MARK("Firefox/", "Firefox"), MARK("FxiOS/", "Firefox"),
    MARK("CriOS/", "Chrome"),    MARK("Chrome/", "Chrome"),   MARK("Safari/", "Safari"),
    MARK("curl/", "curl"),
};
static const struct mark SYSTEMS[] = {
    MARK("iPhone", "iPhone"), MARK("iPad", "iPad"),       MARK("Android", "Android"),
    MARK("CrOS", "ChromeOS"), MARK("Windows", "Windows"), MARK("Macintosh", "Mac"),
    MARK("Linux", "Linux"),
};

static const char *name_in(struct str agent, const struct mark *marks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_find_str(agent, marks[i].in) < agent.len) {
            return marks[i].name;
        }
    }
    return NULL;
}

struct str people_device(struct arena *arena, struct str agent)
{
    const char *browser = name_in(agent, BROWSERS, sizeof(BROWSERS) / sizeof(BROWSERS[0]));
    const char *system = name_in(agent, SYSTEMS, sizeof(SYSTEMS) / sizeof(SYSTEMS[0]));
    if (browser != NULL && system != NULL) {
        return str_format(arena, "%s, %s", browser, system);
    }
    return str_of(browser != NULL ? browser : system);
}
