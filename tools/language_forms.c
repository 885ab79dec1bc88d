/* Writes how dates and numbers look in each language, as ICU knows it, into a C table.
 *
 * Done at build time: asking ICU when the program starts costs 15 ms and 4 MB, for a handful of words
 * that change once in a few years. usage: language_forms KEY=LOCALE … > language_forms.c
 */
#include <stdio.h>
#include <string.h>
#include <unicode/udat.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>

enum { TEXT_UNITS = 128, TEXT_BYTES = 512 };

static UErrorCode error = U_ZERO_ERROR;

/* Prints UTF-16 as a C string literal, every byte as an octal escape when it is not plain. */
static void print_text(const UChar *text, int32_t length)
{
    char bytes[TEXT_BYTES];
    int32_t count = 0;
    u_strToUTF8(bytes, TEXT_BYTES, &count, text, length, &error);
    putchar('"');
    for (int32_t i = 0; U_SUCCESS(error) && i < count; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c < 0x20 || c >= 0x7F || c == '"' || c == '\\' || c == '?') {
            printf("\\%03o", c);
        } else {
            putchar(c);
        }
    }
    putchar('"');
}

static void print_pattern(const char *member, UDateFormatStyle time, const char *locale)
{
    UChar text[TEXT_UNITS];
    UDateFormat *format = udat_open(time, UDAT_MEDIUM, locale, u"UTC", 3, NULL, 0, &error);
    int32_t length = udat_toPattern(format, false, text, TEXT_UNITS, &error);
    printf("     .%s = ", member);
    print_text(text, length);
    printf(",\n");
    udat_close(format);
}

static void print_months(const char *locale)
{
    UChar text[TEXT_UNITS];
    UDateFormat *format = udat_open(UDAT_NONE, UDAT_MEDIUM, locale, u"UTC", 3, NULL, 0, &error);
    printf("     .months = {");
    for (int32_t month = 0; month < 12; month++) {
        int32_t length =
            udat_getSymbols(format, UDAT_SHORT_MONTHS, month, text, TEXT_UNITS, &error);
        print_text(text, length);
        printf(month < 11 ? ", " : "},\n");
    }
    udat_close(format);
}

static void print_numbers(const char *locale)
{
    static const struct {
        const char *member;
        UNumberFormatSymbol symbol;
    } symbols[] = {{"group", UNUM_GROUPING_SEPARATOR_SYMBOL},
                   {"decimal", UNUM_DECIMAL_SEPARATOR_SYMBOL},
                   {"minus", UNUM_MINUS_SIGN_SYMBOL}};
    UNumberFormat *format = unum_open(UNUM_DECIMAL, NULL, 0, locale, NULL, &error);
    for (size_t i = 0; i < sizeof(symbols) / sizeof(symbols[0]); i++) {
        UChar text[TEXT_UNITS];
        int32_t length = unum_getSymbol(format, symbols[i].symbol, text, TEXT_UNITS, &error);
        printf("     .%s = ", symbols[i].member);
        print_text(text, length);
        printf(",\n");
    }
    unum_close(format);
}

int main(int argc, char **argv)
{
    printf("/* Written by tools/language_forms.c from ICU %s. */\n"
           "#include \"platform/text/language_forms.h\"\n\n"
           "const struct language_forms LANGUAGE_FORMS[] = {\n",
           U_ICU_VERSION);
    for (int i = 1; i < argc; i++) {
        const char *equals = strchr(argv[i], '=');
        if (equals == NULL) {
            (void)fprintf(stderr, "usage: language_forms KEY=LOCALE …\n");
            return 2;
        }
        printf("    {.key = \"%.*s\",\n", (int)(equals - argv[i]), argv[i]);
        print_pattern("date", UDAT_NONE, equals + 1);
        print_pattern("date_time", UDAT_SHORT, equals + 1);
        print_months(equals + 1);
        print_numbers(equals + 1);
        printf("    },\n");
    }
    printf("};\n");
    if (U_FAILURE(error)) {
        (void)fprintf(stderr, "language_forms: %s\n", u_errorName(error));
        return 1;
    }
    return 0;
}
