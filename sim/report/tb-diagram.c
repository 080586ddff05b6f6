/* tb-diagram: see the header. What is drawn; how is in tb-diagram-draw. */
#include "tb-diagram.h"

#include <cairo-svg.h>
#include <math.h>
#include <string.h>

/* Okabe and Ito: told apart by those who see few colours. The last is for all that is left over. */
static const guint32 palette[] = { 0x0072b2, 0xe69f00, 0x009e73, 0xcc79a7, 0x56b4e9, 0xd55e00, 0x8e8e93 };

static void
bar_clear (gpointer data)
{
  TbDiagramBar *bar = data;

  g_free (bar->name);
  g_free (bar->value);
}

static void
series_clear (gpointer data)
{
  TbDiagramSeries *series = data;

  g_free (series->name);
  g_free (series->value);
  g_array_unref (series->points);
}

static void
tick_clear (gpointer data)
{
  g_free (((TbDiagramTick *) data)->text);
}

static GArray *
new_array (guint size, GDestroyNotify clear)
{
  GArray *array = g_array_new (FALSE, FALSE, size);

  g_array_set_clear_func (array, clear);
  return array;
}

/**
 * tb_diagram_new:
 * @kind: which
 * @title: what is drawn
 *
 * Returns: (transfer full): a drawing of nothing yet
 */
TbDiagram *
tb_diagram_new (TbDiagramKind kind, const char *title)
{
  TbDiagram *diagram = g_new0 (TbDiagram, 1);

  diagram->kind = kind;
  diagram->title = g_strdup (title);
  diagram->words = g_string_new (NULL);
  diagram->bars = new_array (sizeof (TbDiagramBar), bar_clear);
  diagram->series = new_array (sizeof (TbDiagramSeries), series_clear);
  diagram->ticks = new_array (sizeof (TbDiagramTick), tick_clear);
  diagram->top = 1;
  diagram->now = -1;
  return diagram;
}

/**
 * tb_diagram_free:
 * @diagram: (transfer full): a drawing
 *
 * Frees it.
 */
void
tb_diagram_free (TbDiagram *diagram)
{
  g_free (diagram->title);
  g_string_free (diagram->words, TRUE);
  g_array_unref (diagram->bars);
  g_array_unref (diagram->series);
  g_array_unref (diagram->ticks);
  g_free (diagram);
}

/* What the drawing shows is also said, part by part. */
static void
say (TbDiagram *diagram, const char *name, const char *value)
{
  if (*value != '\0')
    g_string_append_printf (diagram->words, "%s%s: %s", diagram->words->len > 0 ? "; " : "", name, value);
}

/**
 * tb_diagram_add_bar:
 * @diagram: a drawing of bars
 * @name: before it
 * @mark: before that
 * @value: behind it
 * @full: how long it is, of 1; below 0 for no bar
 * @pale: how long what follows it is
 * @rgb: its colour
 */
void
tb_diagram_add_bar (TbDiagram *diagram, const char *name, TbMark mark, const char *value, double full, double pale, guint32 rgb)
{
  TbDiagramBar bar = { g_strdup (name), mark, g_strdup (value), full, pale, rgb };

  g_array_append_val (diagram->bars, bar);
  say (diagram, name, value);
}

/**
 * tb_diagram_add_series:
 * @diagram: a drawing of lines or columns
 * @name: for the key
 * @value: behind it
 * @rgb: its colour
 */
void
tb_diagram_add_series (TbDiagram *diagram, const char *name, const char *value, guint32 rgb)
{
  TbDiagramSeries series = { g_strdup (name), g_strdup (value), rgb, g_array_new (FALSE, FALSE, sizeof (TbDiagramPoint)) };

  g_array_append_val (diagram->series, series);
  say (diagram, name, value);
}

/**
 * tb_diagram_add_point:
 * @diagram: a drawing that has a series
 * @x: where, of 1
 * @y: how much
 *
 * To the series that was added last.
 */
void
tb_diagram_add_point (TbDiagram *diagram, double x, double y)
{
  TbDiagramPoint point = { x, y };

  g_array_append_val (g_array_index (diagram->series, TbDiagramSeries, diagram->series->len - 1).points, point);
}

/**
 * tb_diagram_add_tick:
 * @diagram: a drawing of lines or columns
 * @at: where along the bottom, of 1
 * @text: what is written there
 */
void
tb_diagram_add_tick (TbDiagram *diagram, double at, const char *text)
{
  TbDiagramTick tick = { at, g_strdup (text) };

  g_array_append_val (diagram->ticks, tick);
}

/**
 * tb_diagram_get_color:
 * @number: of a series
 *
 * Returns: a colour of its own, as long as there are few
 */
guint32
tb_diagram_get_color (guint number)
{
  return palette[MIN (number, G_N_ELEMENTS (palette) - 1)];
}

/**
 * tb_diagram_round_top:
 * @largest: the largest value
 *
 * Returns: a round one that is no smaller, and is parted by four into whole numbers
 */
double
tb_diagram_round_top (double largest)
{
  static const double steps[] = { 1, 2, 3, 5, 10 };
  double power = pow (10, floor (log10 (MAX (largest / 4, 1))));

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (4 * steps[i] * power >= largest)
      return 4 * steps[i] * power;
  return 40 * power;
}

static cairo_status_t
collect (void *bytes, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (bytes, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* Cairo numbers its surfaces through the whole life of a program. Here they begin at none, so that the same drawing is the same file. */
static gboolean
renumber (const GMatchInfo *match, GString *text, gpointer seen)
{
  g_autofree char *name = g_match_info_fetch (match, 0);

  if (!g_hash_table_contains (seen, name))
    g_hash_table_insert (seen, g_strdup (name), GUINT_TO_POINTER (g_hash_table_size (seen)));
  g_string_append_printf (text, "surface%u", GPOINTER_TO_UINT (g_hash_table_lookup (seen, name)));
  return FALSE;
}

static GBytes *
renumber_surfaces (const char *svg, gsize length)
{
  g_autoptr (GRegex) regex = g_regex_new ("surface[0-9]+", 0, 0, NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  char *text = g_regex_replace_eval (regex, svg, (gssize) length, 0, 0, renumber, seen, NULL);

  return g_bytes_new_take (text, strlen (text));
}

/**
 * tb_diagram_to_svg:
 * @diagram: a drawing
 * @language: of its words
 * @width: in points
 *
 * Returns: (transfer full): a picture that needs no fonts
 */
GBytes *
tb_diagram_to_svg (const TbDiagram *diagram, const char *language, double width)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_svg_surface_create_for_stream (collect, bytes, width, tb_diagram_get_height (diagram));
  cairo_t *cr = cairo_create (surface);
  g_autoptr (TbType) type = tb_type_new (language);

  tb_diagram_draw (diagram, type, cr, 0, 0, width);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return renumber_surfaces ((const char *) bytes->data, bytes->len);
}
