/* The compiler's walk over the tags: sections, partials, layouts, blocks. */
#include "platform/view/template_compile.h"

#include <string.h>

enum { OPEN_SECTIONS = 32, MOST_RANGES = 10000 };

/* A section whose end has not come yet. */
struct open_section {
    struct str name;
    size_t at;    /* of its tag */
    size_t index; /* of its instruction */
    size_t depth; /* of frames outside */
    struct html_state html;
};

struct walk {
    const struct template_file *file;
    size_t from, to;
    struct open_section open[OPEN_SECTIONS];
    size_t open_count;
};

static struct str section_name(struct str name)
{
    return str_trim(str_slice(name, 0, str_find(name, '=', 0)));
}

enum status template_fail(struct compiler *compiler, struct place place, const char *message,
                          struct str name)
{
    if (compiler->err == NULL) {
        return INVALID;
    }
    size_t line = 0;
    size_t start = 0;
    for (size_t at = 0; at < place.at; at++) {
        if (place.file->text.at[at] == '\n') {
            line++;
            start = at + 1;
        }
    }
    struct arena *arena = compiler->err->arena;
    struct str full = str_format(arena, "{file}:%zu:%zu: %s", line + 1,
                                 place.at - start + 1 + place.file->indents[line], message);
    struct err_item *item = err_add(compiler->err, str_c(arena, full));
    err_text(compiler->err, item, "file", place.file->name);
    err_text(compiler->err, item, "name", name);
    return INVALID;
}

struct instruction *template_emit(struct compiler *compiler, struct instruction instruction)
{
    struct instruction *made = vec_add(&compiler->code);
    *made = instruction;
    return made;
}

void template_emit_text(struct compiler *compiler, struct str text)
{
    if (text.len == 0) {
        return;
    }
    html_advance(&compiler->html, text);
    if (compiler->code.count > compiler->label) {
        struct instruction *last = vec_get(&compiler->code, compiler->code.count - 1);
        if (last->op == OP_TEXT && last->at.text + last->size == text.at) {
            last->size += (uint32_t)text.len;
            return;
        }
    }
    template_emit(compiler, (struct instruction){
                                .op = OP_TEXT, .at.text = text.at, .size = (uint32_t)text.len});
}

static enum status enter_frame(struct compiler *compiler, struct place place,
                               const struct table *table, struct instruction *section)
{
    if (compiler->depth == TEMPLATE_FRAMES) {
        return template_fail(compiler, place, "too many sections within each other", STR(""));
    }
    section->inner = (unsigned char)compiler->depth;
    compiler->frames[compiler->depth++] = table;
    return OK;
}

/* {{#name=key}}: the key must be one that the field can have. */
static enum status compare_with(struct compiler *compiler, struct place place, struct str key,
                                const struct field *field, struct instruction *section)
{
    struct equal *equal = ARENA_NEW(compiler->set->arena, struct equal);
    equal->key = str_copy(compiler->set->arena, key);
    bool is_known = field->kind == FIELD_KIND_TEXT;
    if (field->kind == FIELD_KIND_INT) {
        is_known = str_to_int64(key, &equal->number);
    }
    for (const struct choice *choice = field->choices;
         field->kind == FIELD_KIND_ENUM && choice != NULL && choice->key != NULL; choice++) {
        is_known = is_known || str_equal(str_of(choice->key), key);
    }
    if (!is_known) {
        return template_fail(compiler, place, "the field cannot be {name}", key);
    }
    section->op = section->op == OP_UNLESS ? OP_UNEQUAL : OP_EQUAL;
    section->at.equal = equal;
    return OK;
}

static enum status open_section(struct compiler *compiler, struct walk *walk, const struct tag *tag)
{
    struct place place = {walk->file, tag->at};
    if (walk->open_count == OPEN_SECTIONS) {
        return template_fail(compiler, place, "too many sections within each other", STR(""));
    }
    struct open_section *open = &walk->open[walk->open_count];
    *open = (struct open_section){.name = section_name(tag->name),
                                  .at = tag->at,
                                  .depth = compiler->depth,
                                  .html = compiler->html};
    bool is_inverted = tag->kind == TAG_INVERTED;
    struct instruction section = {.op = is_inverted ? OP_IF : OP_UNLESS};
    const struct field *field = NULL;
    TRY(template_resolve(compiler, place, open->name, &section, &field));
    size_t equals = str_find(tag->name, '=', 0);
    if (equals < tag->name.len) {
        struct str key = str_trim(str_slice(tag->name, equals + 1, tag->name.len));
        TRY(compare_with(compiler, place, key, field, &section));
    } else if (field->kind == FIELD_KIND_LIST) {
        section.count_offset = (uint32_t)field->count_offset;
        section.size = (uint32_t)field->child->size;
    }
    bool is_scope = field->kind == FIELD_KIND_LIST || field->kind == FIELD_KIND_STRUCT;
    if (is_scope && tag->kind == TAG_SECTION) {
        section.op = field->kind == FIELD_KIND_LIST ? OP_EACH : OP_WITH;
        TRY(enter_frame(compiler, place, field->child, &section));
    }
    open->index = compiler->code.count;
    template_emit(compiler, section);
    compiler->label = compiler->code.count;
    walk->open_count++;
    return OK;
}

static enum status close_section(struct compiler *compiler, struct walk *walk,
                                 const struct tag *tag)
{
    struct place place = {walk->file, tag->at};
    if (walk->open_count == 0) {
        return template_fail(compiler, place, "nothing called {name} is open here", tag->name);
    }
    struct open_section *open = &walk->open[--walk->open_count];
    if (!str_equal(open->name, tag->name)) {
        return template_fail(compiler, place, "{name} closes something else than what is open",
                             tag->name);
    }
    if (!html_is_same_place(&open->html, &compiler->html)) {
        return template_fail(compiler, place,
                             "{name} begins and ends in different places of the HTML", tag->name);
    }
    struct instruction *section = vec_get(&compiler->code, open->index);
    if (section->op == OP_EACH) {
        struct instruction next = {.op = OP_NEXT,
                                   .inner = section->inner,
                                   .size = section->size,
                                   .target = (uint32_t)open->index + 1};
        template_emit(compiler, next);
        section = vec_get(&compiler->code, open->index);
    }
    section->target = (uint32_t)compiler->code.count;
    compiler->label = compiler->code.count;
    compiler->depth = open->depth;
    return OK;
}

static enum status compile_range(struct compiler *compiler, const struct template_file *file,
                                 size_t from, size_t to);

static enum status compile_file(struct compiler *compiler, struct place place, struct str name)
{
    const struct template_file *file = template_file_find(compiler->set, name);
    if (file == NULL) {
        return template_fail(compiler, place, "there is no template called {name}", name);
    }
    return compile_range(compiler, file, 0, file->text.len);
}

/* Finds the end of the layout or block whose body begins at `from`. */
static enum status find_end(struct compiler *compiler, struct walk *walk, const struct tag *opening,
                            struct tag *out_end)
{
    size_t depth = 0;
    size_t at = opening->end;
    struct place place = {walk->file, opening->at};
    for (;;) {
        struct tag tag = tag_next(walk->file->text, at, walk->to);
        at = tag.end;
        bool opens = tag.kind == TAG_SECTION || tag.kind == TAG_INVERTED || tag.kind == TAG_WHEN ||
                     tag.kind == TAG_LAYOUT || tag.kind == TAG_BLOCK;
        if (tag.kind == TAG_NONE || tag.kind == TAG_BROKEN) {
            return template_fail(compiler, place, "{name} is never closed", opening->name);
        }
        if (tag.kind == TAG_CLOSE && depth == 0) {
            *out_end = tag;
            break;
        }
        depth = opens ? depth + 1 : tag.kind == TAG_CLOSE ? depth - 1 : depth;
    }
    if (!str_equal(out_end->name, opening->name)) {
        place.at = out_end->at;
        return template_fail(compiler, place, "{name} closes something else than what is open",
                             out_end->name);
    }
    return OK;
}

/* Collects the blocks between {{<layout}} and {{/layout}}; appended after those of derived pages. */
static enum status collect_blocks(struct compiler *compiler, struct walk *walk,
                                  const struct tag *opening, const struct tag *end)
{
    struct override **last = &compiler->overrides;
    while (*last != NULL) {
        last = &(*last)->next;
    }
    struct walk inside = {.file = walk->file, .from = opening->end, .to = end->at};
    size_t at = inside.from;
    for (;;) {
        struct tag tag = tag_next(walk->file->text, at, inside.to);
        struct place place = {walk->file, tag.at};
        if (!str_is_empty(str_trim(tag.literal))) {
            return template_fail(compiler, (struct place){walk->file, at},
                                 "what stands outside of blocks would be lost", STR(""));
        }
        if (tag.kind == TAG_NONE) {
            return OK;
        }
        at = tag.end;
        if (tag.kind == TAG_COMMENT) {
            continue;
        }
        if (tag.kind != TAG_BLOCK) {
            return template_fail(compiler, place, "only blocks may stand here", STR(""));
        }
        struct tag block_end;
        TRY(find_end(compiler, &inside, &tag, &block_end));
        struct override *override = ARENA_NEW(compiler->set->arena, struct override);
        *override = (struct override){.name = tag.name,
                                      .file = walk->file,
                                      .at = tag.at,
                                      .from = tag.end,
                                      .to = block_end.at};
        *last = override;
        last = &override->next;
        at = block_end.end;
    }
}

static enum status compile_layout(struct compiler *compiler, struct walk *walk, struct tag *tag)
{
    struct tag end = {0};
    TRY(find_end(compiler, walk, tag, &end));
    struct override *before = compiler->overrides;
    struct override **own = &compiler->overrides;
    while (*own != NULL) {
        own = &(*own)->next;
    }
    TRY(collect_blocks(compiler, walk, tag, &end));
    TRY(compile_file(compiler, (struct place){walk->file, tag->at}, tag->name));
    for (struct override *override = *own; override != NULL; override = override->next) {
        if (!override->is_used) {
            return template_fail(compiler, (struct place){walk->file, override->at},
                                 "the layout has no block called {name}", override->name);
        }
    }
    *own = NULL;
    compiler->overrides = before;
    tag->end = end.end;
    return OK;
}

static enum status compile_block(struct compiler *compiler, struct walk *walk, struct tag *tag)
{
    struct tag end = {0};
    TRY(find_end(compiler, walk, tag, &end));
    struct override *override = NULL;
    for (struct override *each = compiler->overrides; each != NULL; each = each->next) {
        if (str_equal(each->name, tag->name)) {
            each->is_used = true;
            override = override != NULL ? override : each;
        }
    }
    if (override != NULL) {
        TRY(compile_range(compiler, override->file, override->from, override->to));
    } else {
        TRY(compile_range(compiler, walk->file, tag->end, end.at));
    }
    tag->end = end.end;
    return OK;
}

static enum status compile_asset(struct compiler *compiler, struct place place, struct str name)
{
    const struct template_help *help = &compiler->set->help;
    struct str address = help->asset != NULL ? help->asset(help->self, name) : name;
    if (str_is_empty(address)) {
        return template_fail(compiler, place, "there is no bundled file called {name}", name);
    }
    template_emit_text(compiler, str_copy(compiler->set->arena, address));
    return OK;
}

static enum status compile_slot(struct compiler *compiler, struct place place, struct str name)
{
    if (compiler->html.place != HTML_TEXT) {
        return template_fail(compiler, place, "the slot {name} may stand only in text", name);
    }
    struct instruction slot = {.op = OP_SLOT, .at.text = str_c(compiler->set->arena, name)};
    slot.frame = (unsigned char)(compiler->depth - 1);
    template_emit(compiler, slot);
    return OK;
}

static enum status compile_tag(struct compiler *compiler, struct walk *walk, struct tag *tag)
{
    struct place place = {walk->file, tag->at};
    switch (tag->kind) {
    case TAG_BROKEN:
        return template_fail(compiler, place, "the tag is never closed", STR(""));
    case TAG_VALUE:
        return template_value(compiler, place, tag->name);
    case TAG_SECTION:
    case TAG_INVERTED:
    case TAG_WHEN:
        return open_section(compiler, walk, tag);
    case TAG_CLOSE:
        return close_section(compiler, walk, tag);
    case TAG_PARTIAL:
        return compile_file(compiler, place, tag->name);
    case TAG_LAYOUT:
        return compile_layout(compiler, walk, tag);
    case TAG_BLOCK:
        return compile_block(compiler, walk, tag);
    case TAG_TRANSLATE:
        return template_translate(compiler, place, tag->name);
    case TAG_PLURAL:
        return template_plural(compiler, place, tag->name);
    case TAG_LABEL:
    case TAG_HELP:
        return template_words(compiler, place, tag->kind, tag->name);
    case TAG_ASSET:
        return compile_asset(compiler, place, tag->name);
    case TAG_SLOT:
        return compile_slot(compiler, place, tag->name);
    case TAG_NONE:
    case TAG_COMMENT:
        break;
    }
    return OK;
}

static enum status compile_range(struct compiler *compiler, const struct template_file *file,
                                 size_t from, size_t to)
{
    struct place start = {file, from};
    if (compiler->nesting == TEMPLATE_NESTING || compiler->ranges++ == MOST_RANGES) {
        return template_fail(compiler, start, "{name} is put into itself", file->name);
    }
    compiler->nesting++;
    struct walk walk = {.file = file, .from = from, .to = to};
    struct tag tag = {.kind = TAG_COMMENT, .end = from};
    while (tag.kind != TAG_NONE) {
        tag = tag_next(file->text, tag.end, to);
        template_emit_text(compiler, tag.literal);
        TRY(compile_tag(compiler, &walk, &tag));
    }
    compiler->nesting--;
    if (walk.open_count > 0) {
        const struct open_section *open = &walk.open[walk.open_count - 1];
        return template_fail(compiler, (struct place){file, open->at}, "{name} is never closed",
                             open->name);
    }
    return OK;
}

static void put_code(struct compiler *compiler, struct template *template)
{
    template_emit(compiler, (struct instruction){.op = OP_END});
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        template->code[language] = template_finish(compiler->set, &compiler->code, language);
    }
}

static enum status fail_missing(struct err *err, const char *name)
{
    static const char *const message = "{name}: there is no such template";
    err_text(err, err_add(err, message), "name", str_of(name));
    return INVALID;
}

enum status template_compile(struct template_set *set, const char *name, const struct table *view,
                             const struct template **out, struct err *err)
{
    ARENA_SCOPED(scratch);
    struct template *template = ARENA_NEW(set->arena, struct template);
    template->name = str_c(set->arena, str_of(name));
    template->set = set;
    struct compiler compiler = {
        .set = set,
        .template = template,
        .code = vec_of(scratch, sizeof(struct instruction)),
        .err = err,
        .frames = {set->page, view},
        .depth = 2,
    };
    const struct template_file *file = template_file_find(set, str_of(name));
    if (file == NULL) {
        return fail_missing(err, name);
    }
    TRY(compile_range(&compiler, file, 0, file->text.len));
    if (compiler.html.place != HTML_TEXT) {
        return template_fail(&compiler, (struct place){file, file->text.len},
                             "{name} ends inside a tag", file->name);
    }
    put_code(&compiler, template);
    *out = template;
    return OK;
}
