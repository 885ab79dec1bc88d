/* multipart/form-data (RFC 7578): parts between lines "--boundary", each with a few headers. Read in
 * one pass over the body, which is in memory; files are borrowed from it.
 */
#include "platform/web/text_form.h"

#include <string.h>

/* The value of `name=…` in a header's parameters, quoted or not; absent when there is none. Browsers
 * write a quote in a name as %22 and line ends as %0D%0A. */
static struct str parameter(struct str header, struct str name)
{
    size_t at = str_find(header, ';', 0);
    while (at < header.len) {
        at++;
        while (at < header.len && (header.at[at] == ' ' || header.at[at] == '\t')) {
            at++;
        }
        size_t equals = str_find(header, '=', at);
        bool is_quoted = equals + 1 < header.len && header.at[equals + 1] == '"';
        size_t from = equals + 1 + is_quoted;
        size_t to = str_find(header, is_quoted ? '"' : ';', from);
        if (is_quoted && to == header.len) {
            break;
        }
        if (equals < header.len && str_equal_ascii_case(str_slice(header, at, equals), name)) {
            struct str value = str_slice(header, from, to);
            return is_quoted ? value : str_trim(value);
        }
        at = str_find(header, ';', to);
    }
    return (struct str){NULL, 0};
}

struct part {
    struct str name, file_name;
    bool is_file;
    struct str bytes;
};

static enum status read_part_header(struct str line, struct part *part)
{
    size_t colon = str_find(line, ':', 0);
    if (colon == line.len) {
        return INVALID;
    }
    if (str_equal_ascii_case(str_slice(line, 0, colon), STR("content-disposition"))) {
        struct str value = str_slice(line, colon + 1, line.len);
        part->name = parameter(value, STR("name"));
        part->file_name = parameter(value, STR("filename"));
        part->is_file = part->file_name.at != NULL;
    }
    return OK;
}

/* Headers and content of one part: `text` is what stands between two boundary lines. */
static enum status read_part(struct str text, struct part *part)
{
    *part = (struct part){0};
    size_t at = 0;
    for (int lines = 0; lines < 16; lines++) {
        struct str rest = str_slice(text, at, text.len);
        size_t end = str_find_str(rest, STR("\r\n"));
        if (end == rest.len) {
            return INVALID;
        }
        at += end + 2;
        if (end == 0) {
            part->bytes = str_slice(text, at, text.len);
            return part->name.at != NULL ? OK : INVALID;
        }
        TRY(read_part_header(str_slice(rest, 0, end), part));
    }
    return INVALID;
}

/* A browser sends a path or a quote in a file's name as %22: kept readable. */
static enum status add_part(struct arena *arena, const struct part *part, struct raw_form *form)
{
    if (!str_is_utf8(part->name) || !str_is_utf8(part->file_name)) {
        return INVALID;
    }
    if (!part->is_file) {
        return str_is_utf8(part->bytes) ? form_add(arena, form, part->name, part->bytes) : INVALID;
    }
    bool is_nothing_chosen = part->file_name.len == 0 && part->bytes.len == 0;
    if (is_nothing_chosen) {
        return OK;
    }
    if (form->upload_count == FORM_UPLOADS) {
        return INVALID;
    }
    if (form->uploads == NULL) {
        form->uploads = ARENA_ARRAY(arena, FORM_UPLOADS, struct upload);
    }
    form->uploads[form->upload_count++] =
        (struct upload){.field = part->name, .file_name = part->file_name, .bytes = part->bytes};
    return OK;
}

enum status form_read_multipart(struct arena *arena, struct str content_type, struct str body,
                                struct raw_form *form)
{
    struct str boundary = parameter(content_type, STR("boundary"));
    if (boundary.len == 0 || boundary.len > 70) {
        return INVALID;
    }
    struct str mark = str_format(arena, "\r\n--%.*s", STR_ARG(boundary));
    struct str first = str_slice(mark, 2, mark.len);
    if (!str_starts(body, first)) {
        return INVALID;
    }
    size_t at = first.len;
    for (;;) {
        struct str rest = str_slice(body, at, body.len);
        if (str_starts(rest, STR("--"))) {
            return OK;
        }
        if (!str_starts(rest, STR("\r\n"))) {
            return INVALID;
        }
        rest = str_slice(rest, 2, rest.len);
        size_t end = str_find_str(rest, mark);
        struct part part;
        if (end == rest.len) {
            return INVALID;
        }
        TRY(read_part(str_slice(rest, 0, end), &part));
        TRY(add_part(arena, &part, form));
        at += 2 + end + mark.len;
    }
}
