/* Letters as one PDF for a printer, in any language that the installed fonts can write, right to left
 * too. The text is laid out by pango, drawn by cairo; these live in this room alone.
 *
 * A4, the receiver's address in the window of a C5 or C65 envelope, the pages of each letter counted
 * ("1 / 2"). Paragraphs and headings are tagged, so that the file can be read aloud. The same letters
 * give the same bytes.
 */
#ifndef SAMSYN_PDF_PDF_H
#define SAMSYN_PDF_PDF_H

#include "platform/base/status.h"

struct pdf_letter {
    struct str language; /* of the text: "sv", "ar", "fa"; empty: not known */
    struct str sender;   /* lines */
    struct str address;  /* lines, in the window */
    struct str date;     /* as people read it */
    struct str subject;
    struct str text; /* paragraphs are divided by empty lines */
};

struct pdf_options {
    struct str title;    /* of the file */
    int64_t made_ms;     /* told in the file */
    bool window_is_left; /* else at the right, as Swedish envelopes have it */
};

enum { PDF_LETTERS_MOST = 2000, PDF_BYTES_MOST = 64 * 1024 * 1024 };

struct pdf {
    struct str bytes;     /* in arena */
    int64_t *page_counts; /* one a letter, in arena */
    int64_t pages;
};
/* Draws the letters one after the other; takes some milliseconds a letter: for a job or a pool. TOO_LARGE
 * beyond the two limits, INTERNAL when nothing can be drawn. */
enum status pdf_letters(struct arena *arena, const struct pdf_options *options,
                        const struct pdf_letter *letters, size_t count, struct pdf *out) MUST_CHECK;

#endif
