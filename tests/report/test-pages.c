/* What a report becomes: HTML that is well-formed and needs nothing else, and sheets on which nothing is lost, broken, left alone or beyond the edge. */
#include <glib/gstdio.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>

#include "tb-report-html.h"
#include "tb-report-pdf.h"
#include "tb-report-save.h"
#include "tb-sheets.h"

#define HOSTILE "<script>alert('x')</script> & \"]]>\" \xe2\x80\xaetxet\x01\x7f\xff \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d"

static TbReport *
make_report (guint n_rows)
{
  const TbReportColumn columns[] = { { "Name", 1 }, { "Number", 1, TRUE }, { "Reason", 2 } };
  TbReport *report = tb_report_new ("Kind", "Title", "Footer", G_GINT64_CONSTANT (1772431200000000));
  TbReportTable *table;

  tb_report_add_text (report, TB_TEXT_LEAD, "What it is about.");
  tb_report_add_figure (report, "70.8", "score");
  tb_report_add_figure (report, "12", "devices");
  tb_report_add_heading (report, 2, "rows", TB_MARK_NONE, "Rows");
  table = tb_report_add_table (report, "Caption", columns, G_N_ELEMENTS (columns));
  for (guint i = 0; i < n_rows; i++)
    {
      g_autofree char *name = g_strdup_printf ("device-%u", i);

      tb_report_table_add_full (table, name, TB_MARK_OPEN, "#rows", FALSE);
      tb_report_table_add (table, "7");
      tb_report_table_add (table, i % 3 == 0 ? "a reason that is long enough to be written in more than one line of its narrow column, since it goes on" : "short");
    }
  return report;
}

static xmlDoc *
parse (const TbReport *report)
{
  g_autoptr (GBytes) html = tb_report_to_html (report);
  xmlDoc *document = xmlReadMemory (g_bytes_get_data (html, NULL), (int) g_bytes_get_size (html), "report.html", NULL, XML_PARSE_NONET);

  g_assert_nonnull (document);
  return document;
}

typedef void (*EachNode) (xmlNode *node, gpointer data);

static void
foreach_node (xmlNode *node, EachNode each, gpointer data)
{
  for (; node != NULL; node = node->next)
    {
      if (node->type == XML_ELEMENT_NODE)
        each (node, data);
      foreach_node (node->children, each, data);
    }
}

static gboolean
is_inside (const char *value)
{
  return *value == '#' || g_str_has_prefix (value, "data:image/svg+xml;base64,") || g_str_has_prefix (value, "https://www.rfc-editor.org/rfc/rfc");
}

/* Nothing runs, nothing is fetched, every drawing is told in words, and every link within the page leads somewhere. */
static void
check_node (xmlNode *node, gpointer data)
{
  static const char *const leading[] = { "src", "href", "action", "data", "background" };

  for (const char *const *unwanted = (const char *const[]) { "script", "iframe", "object", "embed", "link", "base", NULL }; *unwanted != NULL; unwanted++)
    g_assert_cmpstr ((const char *) node->name, !=, *unwanted);
  for (guint i = 0; i < G_N_ELEMENTS (leading); i++)
    {
      xmlChar *value = xmlGetNoNsProp (node, (const xmlChar *) leading[i]);

      if (value != NULL)
        g_assert_true (is_inside ((const char *) value));
      if (value != NULL && *value == '#')
        g_hash_table_add (data, g_strdup ((const char *) value + 1));
      xmlFree (value);
    }
  for (xmlAttr *attribute = node->properties; attribute != NULL; attribute = attribute->next)
    g_assert_false (g_str_has_prefix ((const char *) attribute->name, "on"));
  if (xmlStrEqual (node->name, (const xmlChar *) "img"))
    g_assert_nonnull (xmlHasProp (node, (const xmlChar *) "alt"));
}

static void
forget_id (xmlNode *node, gpointer data)
{
  xmlChar *id = xmlGetNoNsProp (node, (const xmlChar *) "id");

  if (id != NULL)
    g_hash_table_remove (data, id);
  xmlFree (id);
}

static void
a_page_needs_nothing_else (void)
{
  g_autoptr (TbReport) report = make_report (5);
  g_autoptr (GHashTable) wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  TbDiagram *diagram = tb_diagram_new (TB_DIAGRAM_BARS, "Bars");
  xmlDoc *document;

  tb_diagram_add_bar (diagram, "one", TB_MARK_CRITICAL, "0.5", 0.5, 0.2, 0x0072b2);
  tb_report_add_diagram (report, diagram);
  document = parse (report);
  foreach_node (xmlDocGetRootElement (document), check_node, wanted);
  g_assert_cmpuint (g_hash_table_size (wanted), ==, 1);
  foreach_node (xmlDocGetRootElement (document), forget_id, wanted);
  g_assert_cmpuint (g_hash_table_size (wanted), ==, 0);
  xmlFreeDoc (document);
}

static void
hostile_texts_stay_texts (void)
{
  g_autoptr (TbReport) report = make_report (1);
  TbReportTable *table = ((TbBlock *) g_ptr_array_index (report->blocks, report->blocks->len - 1))->table;
  g_autoptr (GHashTable) wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  xmlDoc *document;
  xmlChar *content;

  for (guint i = 0; i < 3; i++)
    tb_report_table_add_full (table, HOSTILE, TB_MARK_NONE, NULL, i == 1);
  tb_report_add_labelled (report, TB_TEXT_NAMES, "Names:", HOSTILE ", camera-01");
  tb_report_add_heading (report, 3, "h", TB_MARK_NONE, HOSTILE);
  document = parse (report);
  content = xmlNodeGetContent (xmlDocGetRootElement (document));
  g_assert_nonnull (strstr ((const char *) content, "<script>alert('x')</script> & \"]]>\" \xef\xbf\xbdtxet\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d"));
  xmlFree (content);
  foreach_node (xmlDocGetRootElement (document), check_node, wanted);
  xmlFreeDoc (document);
}

/* --- sheets --- */

static const TbSlab *
get (const TbSheets *sheets, guint i)
{
  return &g_array_index (sheets->slabs, TbSlab, i);
}

static void
check_slab (const TbSheets *sheets, guint i)
{
  const TbSlab *slab = get (sheets, i), *next = i + 1 < sheets->slabs->len ? get (sheets, i + 1) : NULL;

  g_assert_cmpfloat (slab->y, >=, 0);
  g_assert_cmpfloat (slab->y + slab->height, <=, TB_SHEET_BODY_HEIGHT + 0.01);
  g_assert_cmpuint (slab->sheet, <, sheets->n_sheets);
  if (slab->heading != NULL)
    g_assert_true (next != NULL && next->sheet == slab->sheet);
  if (next != NULL && next->sheet == slab->sheet)
    g_assert_cmpfloat (next->y, >=, slab->y + slab->height - 0.01);
  else if (next != NULL)
    g_assert_true (next->sheet == slab->sheet + 1 && next->has_head == (next->head >= 0 && next->head != (int) i + 1));
}

/* Every line of every text stands somewhere, once. */
static guint
count_lines (const TbSheets *sheets)
{
  guint n = 0;

  for (guint i = 0; i < sheets->slabs->len; i++)
    for (guint k = 0; k < get (sheets, i)->items->len; k++)
      n += g_array_index (get (sheets, i)->items, TbItem, k).n_lines;
  return n;
}

static guint
count_text_lines (const TbSheets *sheets)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  guint n = 0;

  for (guint i = 0; i < sheets->slabs->len; i++)
    for (guint k = 0; k < get (sheets, i)->items->len; k++)
      {
        PangoLayout *layout = g_array_index (get (sheets, i)->items, TbItem, k).layout;

        if (layout != NULL && g_hash_table_add (seen, layout))
          n += (guint) pango_layout_get_line_count (layout);
      }
  return n;
}

static guint
check_sheets (const TbReport *report)
{
  g_autoptr (TbType) type = tb_type_new ("en");
  g_autoptr (TbSheets) sheets = tb_sheets_new (report, type);

  for (guint i = 0; i < sheets->slabs->len; i++)
    check_slab (sheets, i);
  g_assert_cmpuint (get (sheets, sheets->slabs->len - 1)->sheet, ==, sheets->n_sheets - 1);
  g_assert_cmpuint (count_lines (sheets), ==, count_text_lines (sheets));
  return sheets->n_sheets;
}

static void
sheets_hold_all_of_it (void)
{
  for (guint n = 0; n < 120; n += 7)
    {
      g_autoptr (TbReport) report = make_report (n);
      g_autoptr (GString) words = g_string_new (NULL);

      for (guint i = 0; i < 40 * n; i++)
        g_string_append_printf (words, "word%u ", i);
      tb_report_add_heading (report, 3, "words", TB_MARK_MET, "Words");
      tb_report_add_text (report, TB_TEXT_BODY, words->str);
      tb_report_add_text (report, TB_TEXT_POINT, words->str);
      g_assert_cmpuint (check_sheets (report), >=, 1 + n / 40);
    }
}

static void
what_is_too_long_is_broken (void)
{
  g_autoptr (TbReport) report = make_report (2);
  TbReportTable *table = ((TbBlock *) g_ptr_array_index (report->blocks, report->blocks->len - 1))->table;
  g_autofree char *word = g_strnfill (30000, 'w');

  for (guint i = 0; i < 3; i++)
    tb_report_table_add_full (table, i == 2 ? word : "x", TB_MARK_NONE, NULL, i == 1);
  tb_report_add_heading (report, 2, "word", TB_MARK_NONE, word + 29000);
  tb_report_add_labelled (report, TB_TEXT_NAMES, "Names:", word);
  tb_report_add_text (report, TB_TEXT_CODE, word);
  g_assert_cmpuint (check_sheets (report), >, 5);
}

/* --- drawings --- */

static void
a_drawing_keeps_to_its_place (void)
{
  g_autofree char *word = g_strnfill (300, 'w');
  g_autoptr (TbType) type = tb_type_new ("en");

  for (guint kind = TB_DIAGRAM_BARS; kind <= TB_DIAGRAM_COLUMNS; kind++)
    {
      TbDiagram *diagram = tb_diagram_new ((TbDiagramKind) kind, "Title");
      cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
      cairo_t *cr = cairo_create (surface);
      double x, y, width, height;

      tb_diagram_add_bar (diagram, word, TB_MARK_WARNING, word, 0.7, 0.3, 0x0072b2);
      tb_diagram_add_series (diagram, word, "1234567", 0x0072b2);
      tb_diagram_add_point (diagram, 0, 0);
      tb_diagram_add_point (diagram, 1, 1);
      tb_diagram_add_tick (diagram, 0, "2026-03-02 06:00");
      tb_diagram_add_tick (diagram, 1, "2026-03-03 06:00");
      tb_diagram_draw (diagram, type, cr, 0, 0, 499);
      cairo_recording_surface_ink_extents (surface, &x, &y, &width, &height);
      g_assert_true (x >= -4 && x + width <= 503 && y >= -4 && y + height <= tb_diagram_get_height (diagram) + 4);
      g_assert_cmpfloat (width, >, 400);
      cairo_destroy (cr);
      cairo_surface_destroy (surface);
      tb_diagram_free (diagram);
    }
}

/* --- files --- */

static guint
count (const char *data, gsize length, const char *what)
{
  guint n = 0;

  for (const char *at = data; (at = memmem (at, length - (gsize) (at - data), what, strlen (what))) != NULL; at += strlen (what))
    n++;
  return n;
}

static void
a_file_has_what_readers_want (void)
{
  g_autoptr (TbReport) report = make_report (90);
  g_autoptr (GBytes) pdf = tb_report_to_pdf (report, NULL, NULL), again = tb_report_to_pdf (report, NULL, NULL);
  gsize length;
  const char *data = g_bytes_get_data (pdf, &length);

  g_assert_true (g_bytes_equal (pdf, again));
  g_assert_cmpint (memcmp (data, "%PDF-1.", 7), ==, 0);
  g_assert_cmpuint (count (data, length, "/Type /Page %"), ==, check_sheets (report));
  g_assert_cmpuint (count (data, length, "/Title (Rows)"), ==, 1);
  g_assert_cmpuint (count (data, length, "/Subtype /Link"), ==, 90);
  g_assert_cmpuint (count (data, length, "20260302060000Z)"), ==, 2);
  g_assert_cmpuint (count (data, length, "/MediaBox [ 0 0 595.276"), >=, 1);
  g_assert_cmpuint (count (data, length, "/ToUnicode"), >=, 2);
}

static void
who_gives_up_gets_nothing (void)
{
  g_autoptr (TbReport) report = make_report (3);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *folder = g_dir_make_tmp ("trustbed-report-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *path = g_build_filename (folder, i == 0 ? "report.pdf" : "report.HTML", NULL);

      g_assert_false (tb_report_save (report, path, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
  g_assert_false (tb_report_save (report, "report.doc", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pages/alone", a_page_needs_nothing_else);
  g_test_add_func ("/pages/hostile", hostile_texts_stay_texts);
  g_test_add_func ("/pages/whole", sheets_hold_all_of_it);
  g_test_add_func ("/pages/long", what_is_too_long_is_broken);
  g_test_add_func ("/pages/drawing", a_drawing_keeps_to_its_place);
  g_test_add_func ("/pages/file", a_file_has_what_readers_want);
  g_test_add_func ("/pages/given-up", who_gives_up_gets_nothing);
  return g_test_run ();
}
