/* A letter is laid out twice: once to count its pages, once to draw them with their numbers.
 *
 * Each paragraph is a layout of its own that decides by itself in which direction it runs; its lines
 * are set one by one, so that a page ends between two of them.
 */
#include "platform/pdf/pdf.h"

#include "platform/base/buf.h"
#include "platform/base/date.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <string.h>

/* Millimetres, from the top left corner of the sheet. */
#define MM (72.0 / 25.4)
static const double PAGE_WIDTH = 210 * MM;
static const double PAGE_HEIGHT = 297 * MM;
static const double MARGIN = 25 * MM;
static const double TEXT_WIDTH = 160 * MM;
static const double SENDER_TOP = 15 * MM;
static const double WINDOW_TOP = 50 * MM;
static const double WINDOW_LEFT = 22 * MM;
static const double WINDOW_RIGHT = 112 * MM;
static const double WINDOW_WIDTH = 80 * MM;
static const double SUBJECT_TOP = 100 * MM;
static const double NEXT_TOP = 25 * MM;
static const double TEXT_BOTTOM = 272 * MM;
static const double NUMBER_TOP = 282 * MM;
static const double PARAGRAPH_GAP = 9;

static const char *const FONT = "Noto Sans,Noto Sans Arabic,DejaVu Sans";

struct paper {
    cairo_t *cairo; /* NULL: only counting */
    PangoContext *context;
    struct arena *arena;
    const struct pdf_letter *letter;
    double y;
    int64_t page;  /* of this letter, from 1 */
    int64_t pages; /* of this letter, when they are known */
};

struct block {
    struct str text;
    double x, width;
    double size; /* points */
    bool is_bold;
    const char *tag;
};

static PangoLayout *layout_of(const struct paper *paper, const struct block *block)
{
    PangoLayout *layout = pango_layout_new(paper->context);
    PangoFontDescription *font = pango_font_description_from_string(FONT);
    pango_font_description_set_size(font, (gint)(block->size * PANGO_SCALE));
    pango_font_description_set_weight(font,
                                      block->is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(layout, (int)(block->width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_auto_dir(layout, TRUE);
    pango_layout_set_line_spacing(layout, 1.25F);
    pango_layout_set_text(layout, block->text.at == NULL ? "" : block->text.at,
                          (int)block->text.len);
    return layout;
}

static void tag_begin(const struct paper *paper, const char *tag)
{
    if (paper->cairo != NULL) {
        cairo_tag_begin(paper->cairo, tag, "");
    }
}

static void tag_end(const struct paper *paper, const char *tag)
{
    if (paper->cairo != NULL) {
        cairo_tag_end(paper->cairo, tag);
    }
}

static void put_line(const struct paper *paper, PangoLayoutIter *at, double x, double top)
{
    if (paper->cairo == NULL) {
        return;
    }
    PangoRectangle place;
    pango_layout_iter_get_line_extents(at, NULL, &place);
    double baseline = (double)(pango_layout_iter_get_baseline(at) - place.y) / PANGO_SCALE;
    cairo_move_to(paper->cairo, x + (double)place.x / PANGO_SCALE, top + baseline);
    pango_cairo_show_layout_line(paper->cairo, pango_layout_iter_get_line_readonly(at));
}

/* In its place on the sheet, whatever follows. */
static void put_fixed(const struct paper *paper, const struct block *block, double top)
{
    PangoLayout *layout = layout_of(paper, block);
    PangoLayoutIter *at = pango_layout_get_iter(layout);
    tag_begin(paper, block->tag);
    do {
        PangoRectangle place;
        pango_layout_iter_get_line_extents(at, NULL, &place);
        put_line(paper, at, block->x, top + (double)place.y / PANGO_SCALE);
    } while (pango_layout_iter_next_line(at));
    tag_end(paper, block->tag);
    pango_layout_iter_free(at);
    g_object_unref(layout);
}

static void put_number(const struct paper *paper)
{
    struct block number = {
        .text = str_format(paper->arena, "%lld / %lld", (long long)paper->page,
                           (long long)paper->pages),
        .x = MARGIN,
        .width = TEXT_WIDTH,
        .size = 9,
        .tag = "P",
    };
    put_fixed(paper, &number, NUMBER_TOP);
}

static void end_page(const struct paper *paper)
{
    if (paper->cairo != NULL) {
        put_number(paper);
        cairo_show_page(paper->cairo);
    }
}

/* Goes on where the last one ended, over as many pages as it takes. */
static void put_flowing(struct paper *paper, const struct block *block)
{
    PangoLayout *layout = layout_of(paper, block);
    PangoLayoutIter *at = pango_layout_get_iter(layout);
    tag_begin(paper, block->tag);
    do {
        PangoRectangle place;
        pango_layout_iter_get_line_extents(at, NULL, &place);
        double height = (double)place.height / PANGO_SCALE;
        if (paper->y + height > TEXT_BOTTOM) {
            tag_end(paper, block->tag);
            end_page(paper);
            paper->page++;
            paper->y = NEXT_TOP;
            tag_begin(paper, block->tag);
        }
        put_line(paper, at, block->x, paper->y);
        paper->y += height;
    } while (pango_layout_iter_next_line(at));
    tag_end(paper, block->tag);
    pango_layout_iter_free(at);
    g_object_unref(layout);
}

static void put_head(const struct paper *paper, const struct pdf_options *options)
{
    const struct pdf_letter *letter = paper->letter;
    struct block sender = {
        .text = letter->sender, .x = MARGIN, .width = TEXT_WIDTH / 2, .size = 9, .tag = "P"};
    struct block date = {
        .text = letter->date, .x = WINDOW_RIGHT, .width = WINDOW_WIDTH, .size = 9, .tag = "P"};
    struct block address = {.text = letter->address,
                            .x = options->window_is_left ? WINDOW_LEFT : WINDOW_RIGHT,
                            .width = WINDOW_WIDTH,
                            .size = 11,
                            .tag = "P"};
    put_fixed(paper, &sender, SENDER_TOP);
    put_fixed(paper, &date, SENDER_TOP);
    put_fixed(paper, &address, WINDOW_TOP);
}

/* The next paragraph of `*rest`: up to an empty line. */
static bool next_paragraph(struct str *rest, struct str *out_text)
{
    *rest = str_trim(*rest);
    size_t end = str_find_str(*rest, STR("\n\n"));
    *out_text = str_slice(*rest, 0, end);
    *rest = str_slice(*rest, end, rest->len);
    return out_text->len > 0;
}

static void put_letter(struct paper *paper, const struct pdf_options *options)
{
    const struct pdf_letter *letter = paper->letter;
    PangoLanguage *language =
        str_is_empty(letter->language)
            ? pango_language_from_string("und")
            : pango_language_from_string(str_c(paper->arena, letter->language));
    pango_context_set_language(paper->context, language);
    paper->page = 1;
    paper->y = SUBJECT_TOP;
    put_head(paper, options);
    struct block subject = {.text = letter->subject,
                            .x = MARGIN,
                            .width = TEXT_WIDTH,
                            .size = 14,
                            .is_bold = true,
                            .tag = "H1"};
    put_flowing(paper, &subject);
    struct str rest = letter->text;
    struct block paragraph = {.x = MARGIN, .width = TEXT_WIDTH, .size = 11, .tag = "P"};
    while (next_paragraph(&rest, &paragraph.text)) {
        paper->y += PARAGRAPH_GAP;
        put_flowing(paper, &paragraph);
    }
    end_page(paper);
}

static cairo_status_t take_bytes(void *self, const unsigned char *bytes, unsigned int length)
{
    struct buf *out = self;
    buf_put(out, (struct str){(const char *)bytes, length});
    return out->failed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static PangoContext *context_new(PangoFontMap **out_fonts)
{
    PangoFontMap *fonts = pango_cairo_font_map_new();
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(fonts), 72);
    PangoContext *context = pango_font_map_create_context(fonts);
    cairo_font_options_t *exact = cairo_font_options_create();
    cairo_font_options_set_hint_style(exact, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(exact, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, exact);
    cairo_font_options_destroy(exact);
    pango_context_set_round_glyph_positions(context, FALSE);
    *out_fonts = fonts;
    return context;
}

static void draw_all(struct paper *paper, const struct pdf_options *options,
                     const struct pdf_letter *letters, size_t count, struct pdf *out)
{
    cairo_t *cairo = paper->cairo;
    for (size_t i = 0; i < count; i++) {
        struct arena_mark mark = arena_mark(paper->arena);
        paper->letter = &letters[i];
        paper->cairo = NULL;
        put_letter(paper, options);
        paper->pages = paper->page;
        paper->cairo = cairo;
        put_letter(paper, options);
        out->page_counts[i] = paper->pages;
        out->pages += paper->pages;
        arena_rewind(paper->arena, mark);
    }
}

enum status pdf_letters(struct arena *arena, const struct pdf_options *options,
                        const struct pdf_letter *letters, size_t count, struct pdf *out)
{
    if (count > PDF_LETTERS_MOST) {
        return TOO_LARGE;
    }
    BUF_SCOPED(bytes, PDF_BYTES_MOST);
    ARENA_SCOPED(scratch);
    struct pdf made = {.page_counts = ARENA_ARRAY(arena, count + 1, int64_t)};
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(take_bytes, &bytes, PAGE_WIDTH, PAGE_HEIGHT);
    char when[TIME_TEXT_LENGTH + 1];
    time_write(options->made_ms, when);
    memcpy(when + 19, "Z", 2); /* cairo reads no fractions */
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE,
                                   str_c(scratch, options->title));
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, when);
    PangoFontMap *fonts = NULL;
    struct paper paper = {.cairo = cairo_create(surface), .arena = scratch};
    paper.context = context_new(&fonts);
    draw_all(&paper, options, letters, count, &made);
    cairo_destroy(paper.cairo);
    g_object_unref(paper.context);
    g_object_unref(fonts);
    cairo_surface_finish(surface);
    bool is_whole = cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;
    cairo_surface_destroy(surface);
    if (!is_whole || bytes.failed) {
        return bytes.failed ? TOO_LARGE : INTERNAL;
    }
    made.bytes = str_copy(arena, buf_str(&bytes));
    *out = made;
    return OK;
}
