/* What the program says, in the person's language; dates, numbers and sorting as they expect.
 *
 * English is the source text: a msgid is looked up in the catalogue of the language (locale/sv.po,
 * locale/fi.po, embedded by the build). A missing translation is shown marked, "⟦Save⟧", never blank.
 * Arguments stand in braces: "Year must be between {min} and {max}".
 */
#ifndef SAMSYN_TEXT_LANGUAGE_H
#define SAMSYN_TEXT_LANGUAGE_H

#include "platform/base/buf.h"
#include "platform/base/field.h"

struct language; /* process-wide, immutable after start */

enum { LANGUAGE_COUNT = 3 };

/* Loads the catalogues and ICU's tools for sv, fi, en; once, at start; dies with one line when broken. */
void languages_start(void);
/* "sv", "fi", "en"; NULL for others. */
const struct language *language_find(struct str key);
const struct language *language_at(int index);       /* 0..LANGUAGE_COUNT-1: sv fi en */
int language_index(const struct language *language); /* its place in language_at() */
const char *language_key(const struct language *language);
const char *language_name(const struct language *language); /* in itself: "Suomi" */
/* Best match for an Accept-Language header, else `fallback`. */
const struct language *language_accept(struct str header, const struct language *fallback);

/* The text of a msgid; borrows from the process. NULL or "" gives "". */
struct str translate(const struct language *language, const char *message);
/* With a plural: msgid and msgid_plural of the catalogue. */
struct str translate_count(const struct language *language, const char *one, const char *many,
                           int64_t count);
/* Puts arguments into a translated text ("{max}"), numbers in the language's form. An argument called
 * "label" is itself a msgid. */
struct str translate_with(struct arena *arena, const struct language *language, const char *message,
                          const struct err_argument *arguments, size_t count);
struct str err_item_text(struct arena *arena, const struct language *language,
                         const struct err_item *item);

/* A field's value for people: dates "23.11.2026", numbers "1 248", choices' labels, yes and no. */
struct str field_show(struct arena *arena, const struct language *language, const char *zone,
                      const struct field *field, const void *row);
struct str show_int(struct arena *arena, const struct language *language, int64_t value);
struct str show_date(struct arena *arena, const struct language *language, struct str iso_date);
struct str show_time(struct arena *arena, const struct language *language, const char *zone,
                     int64_t time_ms); /* date and clock time */

/* The same appended to a buffer, without allocating: for the rows of a page. Nothing they write needs
 * escaping in HTML, but a date that is no date (shown as it is). `zone` is from text/zone.h. */
struct zone;
void put_shown_int(struct buf *out, const struct language *language, int64_t value);
void put_shown_real(struct buf *out, const struct language *language, double value);
void put_shown_bool(struct buf *out, const struct language *language, bool value);
void put_shown_date(struct buf *out, const struct language *language, struct str iso_date);
void put_shown_time(struct buf *out, const struct language *language, const struct zone *zone,
                    int64_t time_ms);

#endif
