/* All template sources of the program, and what was compiled from them. */
#include "platform/base/memory.h"
#include "platform/view/template_code.h"

#include <string.h>

enum { LONGEST_INDENT = UINT16_MAX };

/* Copies a source without the blanks that begin its lines: a page of 50 rows sheds some kilobytes. */
static void strip_indents(struct arena *arena, struct str text, struct template_file *out)
{
    size_t lines = 1;
    for (size_t at = 0; at < text.len; at++) {
        lines += text.at[at] == '\n';
    }
    char *kept = arena_alloc(arena, text.len + 1);
    uint16_t *indents = ARENA_ARRAY(arena, lines, uint16_t);
    size_t len = 0;
    size_t line = 0;
    bool is_start = true;
    for (size_t at = 0; at < text.len; at++) {
        char c = text.at[at];
        if (is_start && (c == ' ' || c == '\t') && indents[line] < LONGEST_INDENT) {
            indents[line]++;
            continue;
        }
        kept[len++] = c;
        is_start = c == '\n';
        line += is_start ? 1 : 0;
    }
    out->text = (struct str){kept, len};
    out->indents = indents;
}

enum status template_set_new(const struct template_source *sources, size_t count,
                             const struct table *page, const struct template_help *help,
                             struct template_set **out_set)
{
    struct arena *arena = arena_new(0);
    struct template_set *set = ARENA_NEW(arena, struct template_set);
    set->arena = arena;
    set->page = page;
    set->count = count;
    set->files = ARENA_ARRAY(arena, count + 1, struct template_file);
    set->texts = map_of(arena);
    set->choices = vec_of(arena, sizeof(struct shown_choices *));
    if (help != NULL) {
        set->help = *help;
    }
    for (size_t i = 0; i < count; i++) {
        if (template_file_find(set, str_of(sources[i].name)) != NULL) {
            template_set_free(set);
            return CONFLICT;
        }
        set->files[i].name = str_of(sources[i].name);
        strip_indents(arena, sources[i].text, &set->files[i]);
    }
    *out_set = set;
    return OK;
}

void template_set_free(struct template_set *set)
{
    if (set != NULL) {
        arena_free(set->arena);
    }
}

const struct template_file *template_file_find(const struct template_set *set, struct str name)
{
    for (size_t i = 0; i < set->count; i++) {
        if (set->files[i].name.at != NULL && str_equal(set->files[i].name, name)) {
            return &set->files[i];
        }
    }
    return NULL;
}
