/* What a language is made of. Private to text. */
#ifndef SAMSYN_TEXT_LANGUAGE_PRIVATE_H
#define SAMSYN_TEXT_LANGUAGE_PRIVATE_H

#include "platform/text/language.h"
#include "platform/text/language_forms.h"

struct language {
    int index;
    const char *key;
    const char *name; /* in itself */
    const struct language_forms *forms;
};

#endif
