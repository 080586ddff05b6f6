/* tb-icon: see the header. A reader of SVG path data, and a cache of the paths of each icon. */
#include "tb-icon.h"

#include <math.h>
#include <string.h>

#define ICON_FOLDER "/io/github/trustbed/Trustbed/icons/scalable/actions/"

typedef struct
{
  cairo_t *cr;
  const char *at;     /* what is still to be read */
  char command;
  double x, y;        /* current point */
  double cx, cy;      /* last control point of a curve */
  double sx, sy;      /* start of the sub-path */
  gboolean is_bad;
} Reader;

static void
skip_separators (Reader *reader)
{
  while (*reader->at == ',' || g_ascii_isspace (*reader->at))
    reader->at++;
}

static double
read_number (Reader *reader)
{
  char *end;
  double number;

  skip_separators (reader);
  number = g_ascii_strtod (reader->at, &end);
  if (end == reader->at || !isfinite (number))
    reader->is_bad = TRUE;
  reader->at = end;
  return number;
}

/* The two flags of an arc may stand without anything between them. */
static gboolean
read_flag (Reader *reader)
{
  skip_separators (reader);
  if (*reader->at != '0' && *reader->at != '1')
    {
      reader->is_bad = TRUE;
      return FALSE;
    }
  return *reader->at++ == '1';
}

static void
go_to (Reader *reader, double x, double y)
{
  reader->x = reader->cx = x;
  reader->y = reader->cy = y;
}

static void
read_point (Reader *reader, double *x, double *y)
{
  gboolean relative = g_ascii_islower (reader->command);

  *x = read_number (reader) + (relative ? reader->x : 0);
  *y = read_number (reader) + (relative ? reader->y : 0);
}

static void
read_move (Reader *reader)
{
  double x, y;

  read_point (reader, &x, &y);
  if (reader->is_bad)
    return;
  cairo_move_to (reader->cr, x, y);
  go_to (reader, x, y);
  reader->sx = x;
  reader->sy = y;
  reader->command = reader->command == 'm' ? 'l' : 'L';
}

static void
read_line (Reader *reader)
{
  double x, y;

  read_point (reader, &x, &y);
  if (reader->is_bad)
    return;
  cairo_line_to (reader->cr, x, y);
  go_to (reader, x, y);
}

static void
read_horizontal (Reader *reader)
{
  double x = read_number (reader) + (reader->command == 'h' ? reader->x : 0);

  if (reader->is_bad)
    return;
  cairo_line_to (reader->cr, x, reader->y);
  go_to (reader, x, reader->y);
}

static void
read_vertical (Reader *reader)
{
  double y = read_number (reader) + (reader->command == 'v' ? reader->y : 0);

  if (reader->is_bad)
    return;
  cairo_line_to (reader->cr, reader->x, y);
  go_to (reader, reader->x, y);
}

static void
curve_to (Reader *reader, double x1, double y1)
{
  double x2, y2, x, y;

  read_point (reader, &x2, &y2);
  read_point (reader, &x, &y);
  if (reader->is_bad)
    return;
  cairo_curve_to (reader->cr, x1, y1, x2, y2, x, y);
  go_to (reader, x, y);
  reader->cx = x2;
  reader->cy = y2;
}

static void
read_curve (Reader *reader)
{
  double x1, y1;

  read_point (reader, &x1, &y1);
  curve_to (reader, x1, y1);
}

static void
read_smooth_curve (Reader *reader)
{
  curve_to (reader, 2 * reader->x - reader->cx, 2 * reader->y - reader->cy);
}

/* From end points to centre, SVG 1.1 appendix F.6; the ellipse is a circle seen through a scaled matrix. */
static void
add_arc (Reader *reader, double rx, double ry, double turn, gboolean is_large, gboolean is_sweep, double x, double y)
{
  double dx = (reader->x - x) / 2, dy = (reader->y - y) / 2;
  double px = cos (turn) * dx + sin (turn) * dy, py = cos (turn) * dy - sin (turn) * dx;
  double grow = sqrt (MAX (1.0, px * px / (rx * rx) + py * py / (ry * ry)));
  double ux = px / (rx *= grow), uy = py / (ry *= grow);
  double side = sqrt (MAX (0.0, 1 / MAX (ux * ux + uy * uy, 1e-12) - 1)) * (is_large == is_sweep ? -1 : 1);
  double mx = side * uy, my = -side * ux;
  double start = atan2 (uy - my, ux - mx), end = atan2 (-uy - my, -ux - mx);

  cairo_save (reader->cr);
  cairo_translate (reader->cr, (reader->x + x) / 2, (reader->y + y) / 2);
  cairo_rotate (reader->cr, turn);
  cairo_scale (reader->cr, rx, ry);
  (is_sweep ? cairo_arc : cairo_arc_negative) (reader->cr, mx, my, 1, start, end);
  cairo_restore (reader->cr);
}

static void
read_arc (Reader *reader)
{
  double rx = fabs (read_number (reader)), ry = fabs (read_number (reader)), turn = read_number (reader) * G_PI / 180, x, y;
  gboolean is_large = read_flag (reader), is_sweep = read_flag (reader);

  read_point (reader, &x, &y);
  if (reader->is_bad || rx < 1e-9 || ry < 1e-9)
    cairo_line_to (reader->cr, x, y);
  else
    add_arc (reader, rx, ry, turn, is_large, is_sweep, x, y);
  go_to (reader, x, y);
}

static void
read_close (Reader *reader)
{
  cairo_close_path (reader->cr);
  go_to (reader, reader->sx, reader->sy);
}

static const struct
{
  char command;
  void (*read) (Reader *reader);
} commands[] = {
  { 'm', read_move }, { 'l', read_line }, { 'h', read_horizontal }, { 'v', read_vertical },
  { 'c', read_curve }, { 's', read_smooth_curve }, { 'a', read_arc }, { 'z', read_close },
};

static void
read_command (Reader *reader)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_ascii_tolower (reader->command) == commands[i].command)
      {
        commands[i].read (reader);
        return;
      }
  reader->is_bad = TRUE;
}

/**
 * tb_icon_add_path:
 * @cr: a drawing
 * @data: SVG path data with the commands M L H V C S A Z
 *
 * Adds the outline to the current path, up to where @data stops being understood.
 *
 * Returns: whether all of it was
 */
gboolean
tb_icon_add_path (cairo_t *cr, const char *data)
{
  Reader reader = { .cr = cr, .at = data };

  for (skip_separators (&reader); *reader.at != '\0' && !reader.is_bad; skip_separators (&reader))
    {
      if (g_ascii_isalpha (*reader.at))
        reader.command = *reader.at++;
      else if (g_ascii_tolower (reader.command) == 'z')
        return FALSE;
      read_command (&reader);
    }
  return !reader.is_bad;
}

typedef struct
{
  cairo_path_t *path;
  double opacity;
} Stroke;

static void
stroke_free (gpointer data)
{
  Stroke *stroke = data;

  cairo_path_destroy (stroke->path);
  g_free (stroke);
}

static const char *
find_attribute (const char **names, const char **values, const char *name)
{
  for (; *names != NULL; names++, values++)
    if (strcmp (*names, name) == 0)
      return *values;
  return NULL;
}

static void
on_element (GMarkupParseContext *context, const char *element, const char **names, const char **values, gpointer user_data, GError **error)
{
  GPtrArray *strokes = user_data;
  const char *data = find_attribute (names, values, "d"), *opacity = find_attribute (names, values, "fill-opacity");
  cairo_surface_t *nowhere;
  cairo_t *cr;
  Stroke *stroke;

  if (strcmp (element, "path") != 0 || data == NULL)
    return;
  nowhere = cairo_image_surface_create (CAIRO_FORMAT_A8, 1, 1);
  cr = cairo_create (nowhere);
  tb_icon_add_path (cr, data);
  stroke = g_new (Stroke, 1);
  stroke->path = cairo_copy_path (cr);
  stroke->opacity = opacity != NULL ? g_ascii_strtod (opacity, NULL) : 1.0;
  g_ptr_array_add (strokes, stroke);
  cairo_destroy (cr);
  cairo_surface_destroy (nowhere);
}

static GPtrArray *
load (const char *name)
{
  static const GMarkupParser parser = { .start_element = on_element };
  GPtrArray *strokes = g_ptr_array_new_with_free_func (stroke_free);
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, strokes, NULL);
  g_autofree char *path = g_strconcat (ICON_FOLDER, name, ".svg", NULL);
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, 0, NULL);

  if (bytes != NULL)
    g_markup_parse_context_parse (context, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL);
  return strokes;
}

static GPtrArray *
lookup (const char *name)
{
  static GHashTable *icons; /* name to GPtrArray of Stroke, kept for good */
  GPtrArray *strokes;

  if (icons == NULL)
    icons = g_hash_table_new (g_str_hash, g_str_equal);
  strokes = g_hash_table_lookup (icons, name);
  if (strokes == NULL)
    {
      strokes = load (name);
      g_hash_table_insert (icons, g_strdup (name), strokes);
    }
  return strokes;
}

/**
 * tb_icon_exists:
 * @name: name of a symbolic icon, such as `tb-camera-symbolic`
 *
 * Returns: whether the program has it
 */
gboolean
tb_icon_exists (const char *name)
{
  return lookup (name)->len > 0;
}

/**
 * tb_icon_draw:
 * @cr: a drawing, its source set to a plain colour
 * @name: name of a symbolic icon; one that is not there draws nothing
 * @x: left edge
 * @y: top edge
 * @size: width and height
 */
void
tb_icon_draw (cairo_t *cr, const char *name, double x, double y, double size)
{
  GPtrArray *strokes = lookup (name);
  double red = 0, green = 0, blue = 0, alpha = 1;

  cairo_pattern_get_rgba (cairo_get_source (cr), &red, &green, &blue, &alpha);
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, size / 16, size / 16);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  for (guint i = 0; i < strokes->len; i++)
    {
      Stroke *stroke = strokes->pdata[i];

      cairo_new_path (cr);
      cairo_append_path (cr, stroke->path);
      cairo_set_source_rgba (cr, red, green, blue, alpha * stroke->opacity);
      cairo_fill (cr);
    }
  cairo_restore (cr);
}
