/* Templates: what a page's author and a page's reader would notice. */
#include "platform/view/template.h"

#include "platform/base/test.h"

#include <math.h>
#include <string.h>

struct home {
    struct str name;
    int64_t area;
    bool is_empty;
};

static const struct field HOME_FIELDS[] = {
    FIELD(TEXT, struct home, name, "Name"),
    FIELD(INT, struct home, area, "Area"),
    FIELD(BOOL, struct home, is_empty, "Empty"),
};
static const struct table HOME = TABLE("home", struct home, HOME_FIELDS);

static const struct choice KINDS[] = {{"house", "A <house>"}, {"block", "Yes"}, {NULL, NULL}};

struct view {
    struct str address;
    struct str kind;
    struct str built;
    struct str html;
    struct str code;
    struct str secret;
    int64_t id;
    int64_t count;
    int64_t seen;
    double share;
    bool is_open;
    struct home first;
    struct home *homes;
    size_t homes_count;
};

static const struct field VIEW_FIELDS[] = {
    FIELD(TEXT, struct view, address, "Yes", .help = "No"),
    FIELD(ENUM, struct view, kind, "Kind", .choices = KINDS),
    FIELD(DATE, struct view, built, "Built"),
    FIELD(TEXT, struct view, html, "Text", .flags = FIELD_HTML),
    FIELD(TEXT, struct view, code, "Door code", .permission = "code.see"),
    FIELD(TEXT, struct view, secret, "Secret", .flags = FIELD_SECRET),
    FIELD(ID, struct view, id, "Number"),
    FIELD(INT, struct view, count, "Count"),
    FIELD(TIME, struct view, seen, "Seen"),
    FIELD(REAL, struct view, share, "Share"),
    FIELD(BOOL, struct view, is_open, "Open"),
    FIELD_STRUCT_OF(struct view, first, &HOME, "First"),
    FIELD_LIST_OF(struct view, homes, &HOME, "Homes"),
};
static const struct table VIEW = TABLE("view", struct view, VIEW_FIELDS);

struct page {
    struct str title;
};
static const struct field PAGE_FIELDS[] = {FIELD(TEXT, struct page, title, "Title")};
static const struct table PAGE = TABLE("page", struct page, PAGE_FIELDS);

static struct str asset(void *self, struct str name)
{
    (void)self;
    return str_equal(name, STR("app.css")) ? STR("/a/app.1234.css") : (struct str){0};
}

static struct str slot(void *self, struct arena *arena, const char *name, const void *row)
{
    (void)self;
    assert_non_null(row);
    return str_format(arena, "<i>%s</i>", name);
}

static const struct template_help HELP = {.asset = asset};

static bool may_nothing(const void *viewer, const char *permission)
{
    (void)viewer;
    (void)permission;
    return false;
}

/* One test's arena, sources and view. */
struct fixture {
    struct arena *arena;
    struct template_source sources[8];
    size_t count;
    struct view view;
    struct page page;
    struct render render;
};

static struct fixture fixture_of(struct arena *arena, const char *text)
{
    struct fixture fixture = {.arena = arena};
    row_clear(&VIEW, &fixture.view);
    fixture.page.title = STR("Shell");
    fixture.render.language = language_find(STR("en"));
    fixture.render.zone = "Europe/Stockholm";
    fixture.sources[fixture.count++] = (struct template_source){"page", str_of(text)};
    return fixture;
}

static void add_source(struct fixture *fixture, const char *name, const char *text)
{
    fixture->sources[fixture->count++] = (struct template_source){name, str_of(text)};
}

static struct str show(struct fixture *fixture)
{
    struct template_set *set;
    const struct template *template;
    struct err err;
    err_init(&err, fixture->arena);
    BUF_SCOPED(out, 1 << 20);
    assert_int_equal(template_set_new(fixture->sources, fixture->count, &PAGE, &HELP, &set), OK);
    enum status status = template_compile(set, "page", &VIEW, &template, &err);
    if (status != OK) {
        err_write(&err, &out);
        fail_msg("%.*s", STR_ARG(buf_str(&out)));
    }
    fixture->render.arena = fixture->arena;
    fixture->render.page = &fixture->page;
    fixture->render.view = &fixture->view;
    template_render(template, &fixture->render, &out);
    assert_false(out.failed);
    struct str html = str_copy(fixture->arena, buf_str(&out));
    assert_int_equal(str_find_str(html, STR("{{")), html.len);
    assert_int_equal(str_find_str(html, STR("(null)")), html.len);
    template_set_free(set);
    return html;
}

static struct str complaint(struct fixture *fixture)
{
    struct template_set *set;
    const struct template *template;
    struct err err;
    err_init(&err, fixture->arena);
    BUF_SCOPED(out, 1 << 16);
    assert_int_equal(template_set_new(fixture->sources, fixture->count, &PAGE, &HELP, &set), OK);
    assert_int_equal(template_compile(set, "page", &VIEW, &template, &err), INVALID);
    err_write(&err, &out);
    struct str text = str_copy(fixture->arena, buf_str(&out));
    template_set_free(set);
    return text;
}

static struct str refused(struct arena *arena, const char *text)
{
    struct fixture fixture = fixture_of(arena, text);
    return complaint(&fixture);
}

static void values_are_escaped_in_text_and_attributes(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct fixture fixture = fixture_of(arena, "<p title=\"{{address}}\">{{address}}</p>");
    fixture.view.address = STR("<a> & \"b\" 'c'");
    assert_str(show(&fixture), "<p title=\"&lt;a&gt; &amp; &quot;b&quot; &#39;c&#39;\">"
                               "&lt;a&gt; &amp; &quot;b&quot; &#39;c&#39;</p>");
}

static void parts_of_addresses_are_percent_encoded(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct fixture fixture = fixture_of(arena, "<a href=\"/b/{{id|url}}?q={{address|url}}\">x</a>");
    fixture.view.id = 12;
    fixture.view.address = STR("å&b=c/d");
    assert_str(show(&fixture), "<a href=\"/b/12?q=%C3%A5%26b%3Dc%2Fd\">x</a>");
}

static void an_address_that_runs_code_is_not_put(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct fixture fixture = fixture_of(arena, "<a href=\"{{address|raw}}\">x</a>");
    fixture.view.address = STR("javascript:alert(1)");
    assert_str(show(&fixture), "<a href=\"#\">x</a>");
    fixture.view.address = STR(" JaVaScRiPt:alert(1)");
    assert_str(show(&fixture), "<a href=\"#\">x</a>");
    fixture.view.address = STR("/buildings?at=10:30");
    assert_str(show(&fixture), "<a href=\"/buildings?at=10:30\">x</a>");
    fixture.view.address = STR("https://example.org/");
    assert_str(show(&fixture), "<a href=\"https://example.org/\">x</a>");
}

static void values_are_refused_where_none_is_safe(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    assert_str(refused(arena, "<p {{address}}>"),
               "page:1:4: a value inside a tag must stand between quotes");
    assert_str(refused(arena, "<p class={{address}}>"),
               "page:1:10: a value inside a tag must stand between quotes");
    assert_str(refused(arena, "<script>var x = \"{{address}}\"</script>"),
               "page:1:18: a value may not stand in a script or style");
    assert_str(refused(arena, "<p onclick=\"{{address}}\">"),
               "page:1:13: a value may not stand in an attribute that holds code");
    assert_str(refused(arena, "<!-- {{address}} -->"),
               "page:1:6: a value may not stand in a comment");
    assert_str(refused(arena, "<p title=\"{{html}}\">"),
               "page:1:11: html is HTML and may stand only in text");
}

static void a_mistake_is_told_with_its_place(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    assert_str(refused(arena, "<p>\n  {{adress}}"),
               "page:2:3: there is no field called adress here");
    assert_str(refused(arena, "{{#homes}}x"), "page:1:1: homes is never closed");
    assert_str(refused(arena, "{{#homes}}{{#name}}{{/homes}}{{/name}}"),
               "page:1:20: homes closes something else than what is open");
    assert_str(refused(arena, "x{{/homes}}"), "page:1:2: nothing called homes is open here");
    assert_str(refused(arena, "{{> gone}}"), "page:1:1: there is no template called gone");
    assert_str(refused(arena, "{{> page}}"), "page:1:1: page is put into itself");
    assert_str(refused(arena, "{{#kind=castle}}{{/kind}}"), "page:1:1: the field cannot be castle");
    assert_str(refused(arena, "{{homes}}"), "page:1:1: homes is not a value that can be shown");
    assert_str(refused(arena, "{{secret}}"), "page:1:1: secret is not for pages");
    assert_str(refused(arena, "{{address"), "page:1:1: the tag is never closed");
    assert_str(refused(arena, "{{address|big}}"), "page:1:1: big is no way to show a value");
    assert_str(refused(arena, "{{asset no.css}}"),
               "page:1:1: there is no bundled file called no.css");
    assert_str(refused(arena, "{{_ Seen by {nobody}}}"),
               "page:1:1: there is no field called nobody here");
    assert_str(refused(arena, "{{n count|one}}"), "page:1:1: a plural is written count|one|many");
    assert_str(refused(arena, "{{#is_open}}<a href=\"{{/is_open}}"),
               "page:1:22: is_open begins and ends in different places of the HTML");
    assert_str(refused(arena, "<p"), "page:1:3: page ends inside a tag");
}

static void values_are_shown_as_people_read_them(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct fixture fixture =
        fixture_of(arena, "{{kind}}|{{built}}|{{count}}|{{seen}}|{{share}}|{{is_open}}|{{id}}");
    fixture.view.kind = STR("house");
    fixture.view.built = STR("2026-11-23");
    fixture.view.count = 1248;
    fixture.view.seen = INT64_C(1795424400000); /* 2026-11-23 09:00 UTC */
    fixture.view.share = 0.5;
    fixture.view.is_open = true;
    fixture.view.id = 1248;
    assert_str(show(&fixture), "A &lt;house&gt;|23 Nov 2026|1,248|23 Nov 2026, 10:00|0.5|Yes|1248");
    fixture.render.language = language_find(STR("fi"));
    fixture.sources[0].text = STR("{{built}}|{{count}}|{{seen}}|{{share}}");
    assert_str(show(&fixture), "23.11.2026|1\u00A0248|23.11.2026 klo 10.00|0,5");
    fixture.render.language = language_find(STR("sv"));
    assert_str(show(&fixture), "23 nov. 2026|1\u00A0248|23 nov. 2026 10:00|0,5");
}

static void the_machines_form_stands_in_inputs(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct fixture fixture = fixture_of(
        arena,
        "{{kind|raw}}|{{built|raw}}|{{count|raw}}|{{seen|raw}}|{{share|raw}}|{{is_open|raw}}");
    fixture.view.kind = STR("house");
    fixture.view.built = STR("2026-11-23");
    fixture.view.count = 1248;
    fixture.view.seen = INT64_C(1795424400000);
    fixture.view.share = 0.25;
    assert_str(show(&fixture), "house|2026-11-23|1248|2026-11-23T09:00:00.000Z|0.25|false");
}

static void absent_values_leave_nothing(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct fixture fixture =
        fixture_of(arena, "[{{address}}{{kind}}{{built}}{{count}}{{seen}}{{share}}{{id}}{{html}}"
                          "{{built|raw}}{{count|raw}}{{seen|raw}}{{share|raw}}{{address|url}}]");
    assert_str(show(&fixture), "[]");
}

static void lists_are_gone_through_and_names_looked_up_outwards(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct home homes[] = {{STR("A"), 50, false}, {STR("B"), 60, true}};
    struct fixture fixture = fixture_of(
        arena, "{{#homes}}{{name}} {{address}} {{title}}{{#is_empty}} empty{{/is_empty}};{{/homes}}"
               "{{^homes}}none{{/homes}}");
    fixture.view.address = STR("Street");
    assert_str(show(&fixture), "none");
    fixture.view.homes = homes;
    fixture.view.homes_count = 2;
    assert_str(show(&fixture), "A Street Shell;B Street Shell empty;");
}

static void a_list_can_be_asked_for_without_going_through_it(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct home homes[] = {{STR("A"), 50, false}, {STR("B"), 60, true}};
    struct fixture fixture = fixture_of(
        arena, "{{?homes}}<ul>{{#homes}}<li>{{/homes}}</ul>{{/homes}}{{?first}}f{{/first}}");
    assert_str(show(&fixture), "f");
    fixture.view.homes = homes;
    fixture.view.homes_count = 2;
    assert_str(show(&fixture), "<ul><li><li></ul>f");
}

static void attributes_may_come_and_go(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct fixture fixture =
        fixture_of(arena, "<body{{#address}} title=\"{{address}}\"{{/address}}><input{{#is_open}} "
                          "checked{{/is_open}}>");
    assert_str(show(&fixture), "<body><input>");
    fixture.view.address = STR("A");
    fixture.view.is_open = true;
    assert_str(show(&fixture), "<body title=\"A\"><input checked>");
}

static void structs_are_gone_into(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct fixture fixture = fixture_of(arena, "{{#first}}{{name}} {{area}}{{/first}}");
    fixture.view.first = (struct home){STR("A"), 50, false};
    assert_str(show(&fixture), "A 50");
}

static void sections_compare_with_a_key(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct fixture fixture = fixture_of(
        arena, "{{#kind=house}}H{{/kind}}{{^kind=house}}not H{{/kind}}{{#count=2}} two{{/count}}");
    fixture.view.kind = STR("house");
    fixture.view.count = 2;
    assert_str(show(&fixture), "H two");
    fixture.view.kind = STR("block");
    fixture.view.count = 3;
    assert_str(show(&fixture), "not H");
}

static void what_the_viewer_may_not_see_is_absent(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct fixture fixture =
        fixture_of(arena, "[{{code}}{{#code}}has{{/code}}{{^code}}none{{/code}}{{code|raw}}]");
    fixture.view.code = STR("1234");
    assert_str(show(&fixture), "[1234has1234]");
    fixture.render.may = may_nothing;
    assert_str(show(&fixture), "[none]");
}

static void partials_stand_in_the_present_context(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct home homes[] = {{STR("A"), 50, false}};
    struct fixture fixture = fixture_of(arena, "{{#homes}}{{> row}}{{/homes}}");
    add_source(&fixture, "row", "<td>{{name}}</td>");
    fixture.view.homes = homes;
    fixture.view.homes_count = 1;
    assert_str(show(&fixture), "<td>A</td>");
}

static void a_page_fills_the_blocks_of_its_layout(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct fixture fixture =
        fixture_of(arena, "{{<inner}}\n  {{$main}}<p>{{address}}</p>{{/main}}\n{{/inner}}\n");
    add_source(&fixture, "inner",
               "{{<shell}}{{$title}}In{{/title}}{{$main}}inner{{/main}}{{/shell}}");
    add_source(&fixture, "shell",
               "<h1>{{$title}}Out{{/title}}</h1>{{$main}}{{/main}}{{$foot}}F{{/foot}}");
    fixture.view.address = STR("A");
    assert_str(show(&fixture), "<h1>In</h1><p>A</p>F");
    fixture.sources[0].text = STR("{{<shell}}{{$tile}}x{{/tile}}{{/shell}}");
    assert_str(complaint(&fixture), "page:1:11: the layout has no block called tile");
    fixture.sources[0].text = STR("{{<shell}}lost{{/shell}}");
    assert_str(complaint(&fixture), "page:1:11: what stands outside of blocks would be lost");
}

static void long_texts_are_escaped_wherever_it_is_needed(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct fixture fixture = fixture_of(arena, "{{address}}");
    char text[50];
    for (size_t at = 0; at < sizeof(text); at++) {
        memset(text, 'a', sizeof(text));
        text[at] = '<';
        fixture.view.address = (struct str){text, sizeof(text)};
        struct str wanted = str_format(arena, "%.*s&lt;%.*s", (int)at, text,
                                       (int)(sizeof(text) - at - 1), text + at + 1);
        assert_str(show(&fixture), str_c(arena, wanted));
    }
}

static void times_of_one_minute_and_of_the_next_are_shown_as_they_are(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct fixture fixture = fixture_of(arena, "{{seen}}|{{seen}}");
    fixture.view.seen = INT64_C(1795510799999);
    assert_str(show(&fixture), "24 Nov 2026, 09:59|24 Nov 2026, 09:59");
    fixture.view.seen = INT64_C(1795510800000);
    assert_str(show(&fixture), "24 Nov 2026, 10:00|24 Nov 2026, 10:00");
    fixture.view.seen = 0;
    assert_str(show(&fixture), "1 Jan 1970, 01:00|1 Jan 1970, 01:00");
}

static void texts_are_translated_with_their_arguments(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct fixture fixture =
        fixture_of(arena, "{{_ Yes}} {{label address}} {{help address}}"
                          " {{label homes.name}} {{_ Seen {count}\n  <times>}}");
    fixture.view.count = 2000;
    assert_str(show(&fixture), "Yes Yes No Name Seen 2,000 &lt;times&gt;");
    fixture.render.language = language_find(STR("sv"));
    fixture.sources[0].text = STR("{{_ Yes}} {{_ Unheard of {count}}}");
    assert_str(show(&fixture), "Ja ⟦Unheard of 2\u00A0000⟧");
}

static void counts_choose_their_plural(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct fixture fixture = fixture_of(arena, "{{n count|{count} home|{count} homes}}");
    fixture.view.count = 1;
    assert_str(show(&fixture), "1 home");
    fixture.view.count = 0;
    assert_str(show(&fixture), "0 homes");
    fixture.view.count = 1500;
    assert_str(show(&fixture), "1,500 homes");
}

static void assets_slots_and_comments_do_their_part(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct fixture fixture =
        fixture_of(arena, "<link href=\"{{asset app.css}}\">{{! not shown }}{{slot side}}{{html}}");
    fixture.view.html = STR("<b>bold</b>");
    fixture.render.slot = slot;
    assert_str(show(&fixture), "<link href=\"/a/app.1234.css\"><i>side</i><b>bold</b>");
}

static void lines_of_tags_and_indents_leave_no_trace(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct home homes[] = {{STR("A"), 50, false}, {STR("B"), 60, true}};
    struct fixture fixture = fixture_of(arena, "<ul>\n"
                                               "  {{#homes}}\n"
                                               "    <li>{{name}}</li>\n"
                                               "  {{/homes}}{{#address}}{{/address}}\n"
                                               "  {{#homes}}{{/homes}}\n"
                                               "</ul>\n");
    fixture.view.homes = homes;
    fixture.view.homes_count = 2;
    assert_str(show(&fixture), "<ul>\n<li>A</li>\n<li>B</li>\n</ul>\n");
}

static void a_page_beyond_its_limit_fails_whole(void **state)
{
    (void)state;
    ARENA_SCOPED(arena);
    struct template_source source = {"page", STR("{{address}}{{address}}{{address}}")};
    struct template_set *set;
    const struct template *template;
    struct view view;
    struct page page = {STR("")};
    row_clear(&VIEW, &view);
    view.address = STR("0123456789");
    assert_int_equal(template_set_new(&source, 1, &PAGE, NULL, &set), OK);
    assert_int_equal(template_compile(set, "page", &VIEW, &template, NULL), OK);
    BUF_SCOPED(out, 20);
    template_render(
        template,
        &(struct render){.arena = arena, .language = language_at(0), .page = &page, .view = &view},
        &out);
    assert_true(out.failed);
    assert_true(out.len <= 20);
    template_set_free(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_escaped_in_text_and_attributes),
        cmocka_unit_test(parts_of_addresses_are_percent_encoded),
        cmocka_unit_test(an_address_that_runs_code_is_not_put),
        cmocka_unit_test(values_are_refused_where_none_is_safe),
        cmocka_unit_test(a_mistake_is_told_with_its_place),
        cmocka_unit_test(values_are_shown_as_people_read_them),
        cmocka_unit_test(the_machines_form_stands_in_inputs),
        cmocka_unit_test(absent_values_leave_nothing),
        cmocka_unit_test(lists_are_gone_through_and_names_looked_up_outwards),
        cmocka_unit_test(a_list_can_be_asked_for_without_going_through_it),
        cmocka_unit_test(attributes_may_come_and_go),
        cmocka_unit_test(structs_are_gone_into),
        cmocka_unit_test(sections_compare_with_a_key),
        cmocka_unit_test(what_the_viewer_may_not_see_is_absent),
        cmocka_unit_test(partials_stand_in_the_present_context),
        cmocka_unit_test(a_page_fills_the_blocks_of_its_layout),
        cmocka_unit_test(long_texts_are_escaped_wherever_it_is_needed),
        cmocka_unit_test(times_of_one_minute_and_of_the_next_are_shown_as_they_are),
        cmocka_unit_test(texts_are_translated_with_their_arguments),
        cmocka_unit_test(counts_choose_their_plural),
        cmocka_unit_test(assets_slots_and_comments_do_their_part),
        cmocka_unit_test(lines_of_tags_and_indents_leave_no_trace),
        cmocka_unit_test(a_page_beyond_its_limit_fails_whole),
    };
    languages_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
