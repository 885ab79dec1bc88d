/* Opening a workbook: where its parts are (relations), its sheets, its shared texts, its styles. */
#include "platform/sheet/book.h"

#include "platform/base/map.h"
#include "platform/base/memory.h"

#include <string.h>

enum { STYLES_LIMIT = 65536, TEXT_LIMIT = 1024 * 1024 };

static const char NO_WORKBOOK[] = N_("This is not an Excel workbook (.xlsx)");

/* --- Relations: identifiers that stand for parts */

struct relations {
    struct xml_data head;
    struct arena *arena;
    const char *folder; /* that targets are relative to, "" or "xl/" */
    struct map targets; /* identifier to part */
    const char *workbook;
    const char *texts;
    const char *styles;
};

/* "xl/" and "../a/b.xml" give "a/b.xml"; "/a" is "a". */
static const char *resolve(struct arena *arena, const char *folder, struct str target)
{
    if (str_starts(target, STR("/"))) {
        return str_c(arena, str_slice(target, 1, target.len));
    }
    struct str base = str_of(folder);
    while (str_starts(target, STR("../"))) {
        target = str_slice(target, 3, target.len);
        base.len -= base.len > 0 ? 1 : 0;
        while (base.len > 0 && base.at[base.len - 1] != '/') {
            base.len--;
        }
    }
    return str_c(arena, str_format(arena, "%.*s%.*s", STR_ARG(base), STR_ARG(target)));
}

static void relation_start(void *data, struct str name, const char *const *attributes)
{
    struct relations *relations = data;
    struct str id = xml_attribute(attributes, "Id");
    struct str type = xml_attribute(attributes, "Type");
    struct str target = xml_attribute(attributes, "Target");
    bool is_external = str_equal(xml_attribute(attributes, "TargetMode"), STR("External"));
    if (!str_equal(name, STR("Relationship")) || id.len == 0 || target.len == 0 || is_external) {
        return;
    }
    if (relations->targets.count >= SHEET_COUNT_LIMIT * 2) {
        xml_fail(relations->head.xml, TOO_LARGE, N_("The workbook has too many parts"));
        return;
    }
    const char *part = resolve(relations->arena, relations->folder, target);
    if (str_ends(type, STR("/officeDocument"))) {
        relations->workbook = part;
    } else if (str_ends(type, STR("/sharedStrings"))) {
        relations->texts = part;
    } else if (str_ends(type, STR("/styles"))) {
        relations->styles = part;
    } else if (str_ends(type, STR("/worksheet"))) {
        char *kept = arena_copy(relations->arena, part, strlen(part) + 1);
        map_put(&relations->targets, str_copy(relations->arena, id), kept);
    }
}

static enum status read_relations(struct sheet_book *book, const char *part, const char *folder,
                                  struct relations *out, struct err *err)
{
    static const struct xml_handlers handlers = {.start = relation_start};
    *out =
        (struct relations){.arena = book->arena, .folder = folder, .targets = map_of(book->arena)};
    if (!package_has(book->package, part)) {
        return err_return(err, INVALID, NO_WORKBOOK);
    }
    return xml_read(book->package, part, &handlers, out, err);
}

/* --- The workbook: its sheets */

struct workbook_reader {
    struct xml_data head;
    struct sheet_book *book;
    const struct relations *relations;
};

static bool is_true(struct str text)
{
    return str_equal(text, STR("1")) || str_equal(text, STR("true"));
}

static void workbook_start(void *data, struct str name, const char *const *attributes)
{
    struct workbook_reader *reader = data;
    struct sheet_book *book = reader->book;
    if (str_equal(name, STR("workbookPr"))) {
        book->counts_from_1904 = is_true(xml_attribute(attributes, "date1904"));
    }
    if (!str_equal(name, STR("sheet"))) {
        return;
    }
    const char *part = map_get(&reader->relations->targets, xml_attribute(attributes, "id"));
    if (part == NULL) {
        return; /* a chart's sheet has no rows */
    }
    if (book->sheets.count >= SHEET_COUNT_LIMIT) {
        xml_fail(reader->head.xml, TOO_LARGE, N_("The workbook has too many sheets"));
        return;
    }
    struct str state = xml_attribute(attributes, "state");
    struct book_sheet *sheet = vec_add(&book->sheets);
    sheet->name = str_copy(book->arena, xml_attribute(attributes, "name"));
    sheet->part = part;
    sheet->is_hidden = state.len > 0 && !str_equal(state, STR("visible"));
}

/* --- Shared texts */

struct texts_reader {
    struct xml_data head;
    struct sheet_book *book;
    struct buf text;
    bool is_collecting;
    bool is_phonetic;
};

static void texts_start(void *data, struct str name, const char *const *attributes)
{
    (void)attributes;
    struct texts_reader *reader = data;
    if (str_equal(name, STR("si"))) {
        buf_clear(&reader->text);
    }
    reader->is_phonetic = reader->is_phonetic || str_equal(name, STR("rPh"));
    reader->is_collecting = str_equal(name, STR("t")) && !reader->is_phonetic;
}

static void texts_text(void *data, struct str text)
{
    struct texts_reader *reader = data;
    if (reader->is_collecting) {
        buf_put(&reader->text, text);
    }
}

static void texts_end(void *data, struct str name)
{
    struct texts_reader *reader = data;
    struct sheet_book *book = reader->book;
    reader->is_collecting = false;
    reader->is_phonetic = reader->is_phonetic && !str_equal(name, STR("rPh"));
    if (!str_equal(name, STR("si"))) {
        return;
    }
    if (book->texts.count >= SHEET_TEXTS_LIMIT || reader->text.failed) {
        xml_fail(reader->head.xml, TOO_LARGE, N_("The workbook holds too much text"));
        return;
    }
    *(struct str *)vec_add(&book->texts) = cell_text(book->arena, buf_str(&reader->text));
}

/* --- Styles: which cells are dates */

struct styles_reader {
    struct xml_data head;
    struct sheet_book *book;
    bool is_cells;    /* inside cellXfs, not the named styles */
    struct map codes; /* format identifier to its style */
};

static void *style_mark(enum cell_style style)
{
    static char marks[CELL_DATE_TIME + 1];
    return &marks[style];
}

static enum cell_style style_of_format(const struct styles_reader *reader, struct str id)
{
    int64_t number = 0;
    for (int style = CELL_NUMBER; style <= CELL_DATE_TIME; style++) {
        if (map_get(&reader->codes, id) == style_mark((enum cell_style)style)) {
            return (enum cell_style)style;
        }
    }
    return str_to_int64(id, &number) ? cell_style_of_builtin(number) : CELL_NUMBER;
}

static void styles_start(void *data, struct str name, const char *const *attributes)
{
    struct styles_reader *reader = data;
    struct sheet_book *book = reader->book;
    struct str id = xml_attribute(attributes, "numFmtId");
    if (str_equal(name, STR("cellXfs"))) {
        reader->is_cells = true;
    }
    if (reader->codes.count >= STYLES_LIMIT || book->styles.count >= STYLES_LIMIT) {
        xml_fail(reader->head.xml, TOO_LARGE, N_("The workbook has too many styles"));
        return;
    }
    if (str_equal(name, STR("numFmt"))) {
        enum cell_style style = cell_style_of_code(xml_attribute(attributes, "formatCode"));
        map_put(&reader->codes, str_copy(book->arena, id), style_mark(style));
    }
    if (reader->is_cells && str_equal(name, STR("xf"))) {
        *(unsigned char *)vec_add(&book->styles) = (unsigned char)style_of_format(reader, id);
    }
}

static void styles_end(void *data, struct str name)
{
    struct styles_reader *reader = data;
    if (str_equal(name, STR("cellXfs"))) {
        reader->is_cells = false;
    }
}

/* --- All together */

static enum status read_texts(struct sheet_book *book, const char *part, struct err *err)
{
    static const struct xml_handlers handlers = {texts_start, texts_end, texts_text};
    if (part == NULL || !package_has(book->package, part)) {
        return OK;
    }
    struct texts_reader reader = {.book = book};
    buf_init(&reader.text, TEXT_LIMIT);
    enum status status = xml_read(book->package, part, &handlers, &reader, err);
    buf_free(&reader.text);
    return status;
}

static enum status read_styles(struct sheet_book *book, const char *part, struct err *err)
{
    static const struct xml_handlers handlers = {styles_start, styles_end, NULL};
    if (part == NULL || !package_has(book->package, part)) {
        return OK;
    }
    struct styles_reader reader = {.book = book, .codes = map_of(book->arena)};
    return xml_read(book->package, part, &handlers, &reader, err);
}

static enum status read_book(struct sheet_book *book, struct err *err)
{
    static const struct xml_handlers handlers = {.start = workbook_start};
    struct relations root;
    struct relations relations;
    TRY(read_relations(book, "_rels/.rels", "", &root, err));
    const char *workbook = root.workbook;
    if (workbook == NULL || !package_has(book->package, workbook)) {
        return err_return(err, INVALID, NO_WORKBOOK);
    }
    const char *slash = strrchr(workbook, '/');
    struct str folder =
        str_slice(str_of(workbook), 0, slash != NULL ? (size_t)(slash - workbook) + 1 : 0);
    struct str file = str_slice(str_of(workbook), folder.len, SIZE_MAX);
    struct str part =
        str_format(book->arena, "%.*s_rels/%.*s.rels", STR_ARG(folder), STR_ARG(file));
    TRY(read_relations(book, str_c(book->arena, part), str_c(book->arena, folder), &relations,
                       err));
    struct workbook_reader reader = {.book = book, .relations = &relations};
    TRY(xml_read(book->package, workbook, &handlers, &reader, err));
    if (book->sheets.count == 0) {
        return err_return(err, INVALID, "The workbook has no sheet with rows");
    }
    TRY(read_styles(book, relations.styles, err));
    return read_texts(book, relations.texts, err);
}

enum status sheet_open(struct arena *arena, struct str bytes, struct sheet_book **out,
                       struct err *err)
{
    struct package *package = NULL;
    TRY(package_open(bytes, &package, err));
    struct sheet_book *book = memory_new(sizeof(*book));
    *book = (struct sheet_book){.arena = arena,
                                .package = package,
                                .sheets = vec_of(arena, sizeof(struct book_sheet)),
                                .texts = vec_of(arena, sizeof(struct str)),
                                .styles = vec_of(arena, 1)};
    enum status status = read_book(book, err);
    if (status != OK) {
        sheet_book_free(book);
        return status;
    }
    *out = book;
    return OK;
}

static const struct book_sheet *sheet_at(const struct sheet_book *book, size_t index)
{
    return vec_get(&book->sheets, index);
}

size_t sheet_count(const struct sheet_book *book)
{
    return book->sheets.count;
}

struct str sheet_name(const struct sheet_book *book, size_t index)
{
    return sheet_at(book, index)->name;
}

int sheet_find(const struct sheet_book *book, struct str name)
{
    for (size_t i = 0; i < book->sheets.count; i++) {
        if (str_equal_ascii_case(str_trim(sheet_name(book, i)), str_trim(name))) {
            return (int)i;
        }
    }
    return -1;
}

bool sheet_is_hidden(const struct sheet_book *book, size_t index)
{
    return sheet_at(book, index)->is_hidden;
}
