/* How dates and numbers look in a language; written at build time from ICU by tools/language_forms.c.
 * Private to text. */
#ifndef SAMSYN_TEXT_LANGUAGE_FORMS_H
#define SAMSYN_TEXT_LANGUAGE_FORMS_H

struct language_forms {
    const char *key;        /* "sv" */
    const char *date;       /* CLDR pattern: "d MMM y" */
    const char *date_time;  /* "d.M.y 'klo' H.mm" */
    const char *months[12]; /* for MMM */
    const char *group;      /* between thousands: a no-break space */
    const char *decimal;
    const char *minus;
};

extern const struct language_forms LANGUAGE_FORMS[]; /* in the order of language_at() */

#endif
