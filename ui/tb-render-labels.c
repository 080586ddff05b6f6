/* tb-render-labels: names beside nodes, the important ones first, none over another or over a node. */
#include "tb-render-private.h"

#define DEVICE_LABEL_ZOOM 1.8     /* from here on devices have their names */
#define FEW_OBJECTS 40            /* of so few, from FEW_LABEL_ZOOM on */
#define FEW_LABEL_ZOOM 0.7
#define HUB_LABEL_RADIUS 52      /* gateways have theirs while the circle round them is this large */
#define MAX_LABELS 160
#define MAX_TEXTS 600
#define MAX_SELECTED 24
#define MAX_WANTED 3             /* of so many selected every name is shown, come what may */
#define GAP 3

typedef enum { SIDE_BELOW, SIDE_ABOVE, SIDE_RIGHT } Side;

typedef struct
{
  TbRender *render;
  const TbRenderJob *job;
  const TbPen *pen;
  TbBox taken[MAX_LABELS];
  guint32 owners[MAX_LABELS];
  guint n_taken;
} Writer;

/* Services are known by what they are, everybody else by name. */
static char *
dup_label (TbFleet *fleet, guint32 object)
{
  const TbGroup *group = tb_fleet_group_of (fleet, object);

  if (group->role >= TB_ROLE_BROKER && group->label != NULL && *group->label != '\0')
    return g_strdup (g_dgettext (GETTEXT_PACKAGE, group->label));
  return tb_fleet_dup_name (fleet, object);
}

/* A name and how it looks, faint and strong, once that was drawn. */
typedef struct
{
  PangoLayout *layout;
  TbSprite *sprites[2];
} Text;

void
tb_render_text_free (gpointer data)
{
  Text *text = data;

  g_object_unref (text->layout);
  g_clear_pointer (&text->sprites[0], tb_sprite_free);
  g_clear_pointer (&text->sprites[1], tb_sprite_free);
  g_free (text);
}

static Text *
get_text (Writer *writer, guint32 object)
{
  TbRender *render = writer->render;
  Text *text = g_hash_table_lookup (render->texts, GUINT_TO_POINTER (object));
  g_autofree char *label = NULL;

  if (text != NULL)
    return text;
  label = dup_label (tb_scene_get_fleet (writer->job->scene), object);
  text = g_new0 (Text, 1);
  text->layout = pango_layout_new (render->texts_font);
  pango_layout_set_text (text->layout, label, -1);
  g_hash_table_insert (render->texts, GUINT_TO_POINTER (object), text);
  return text;
}

/* Outlining letters is slow; as a sprite it is done once. */
static const TbSprite *
get_sprite (Writer *writer, Text *text, gboolean is_strong)
{
  const TbRenderJob *job = writer->job;
  TbSprite **sprite = &text->sprites[is_strong];
  cairo_surface_t *surface;
  cairo_t *cr;
  int width, height;

  if (*sprite != NULL)
    return *sprite;
  pango_layout_get_pixel_size (text->layout, &width, &height);
  width = (int) ((width + 8) * job->scale);
  height = (int) ((height + 8) * job->scale);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cr = cairo_create (surface);
  cairo_scale (cr, job->scale, job->scale);
  tb_paint_label (cr, &job->palette, text->layout, width / 2.0 / job->scale, 4, is_strong);
  cairo_destroy (cr);
  *sprite = tb_sprite_new (surface, -(width / 2), (int) (-4 * job->scale));
  cairo_surface_destroy (surface);
  return *sprite;
}

static void
draw_text (Writer *writer, Text *text, double x, double y, gboolean is_strong)
{
  const TbPen *pen = writer->pen;
  double scale = pen->job->scale;

  if (pen->is_raster)
    tb_raster_blit (&pen->raster, get_sprite (writer, text, is_strong), (int) (x * scale + 0.5), (int) (y * scale + 0.5));
  else
    tb_paint_label (pen->cr, &pen->job->palette, text->layout, x, y, is_strong);
}

static TbBox
place (PangoLayout *text, TbPoint at, double radius, Side side)
{
  int width, height;
  double x = at.x, y = at.y + radius + GAP;

  pango_layout_get_pixel_size (text, &width, &height);
  if (side == SIDE_ABOVE)
    y = at.y - radius - GAP - height - 2;
  else if (side == SIDE_RIGHT)
    {
      x = at.x + radius + 2 * GAP + width / 2.0;
      y = at.y - height / 2.0;
    }
  return (TbBox) { (float) (x - width / 2.0), (float) y, (float) (x + width / 2.0), (float) (y + height) };
}

static gboolean
overlaps (const TbBox *a, const TbBox *b)
{
  return a->x0 < b->x1 + GAP && b->x0 < a->x1 + GAP && a->y0 < b->y1 && b->y0 < a->y1;
}

/* Three points along the text tell whether it would run over somebody else. */
static gboolean
covers_node (Writer *writer, const TbBox *box, guint32 object)
{
  const TbViewport *viewport = &writer->job->viewport;
  TbLayout *layout = tb_scene_get_layout (writer->job->scene);

  for (guint i = 0; i < 3; i++)
    {
      TbPoint at = tb_viewport_to_plane (viewport, box->x0 + (box->x1 - box->x0) * (float) i / 2, (box->y0 + box->y1) / 2);
      guint32 near = tb_layout_find_near (layout, at, 24);

      if (near != TB_NOBODY && near != object && tb_render_get_detail (viewport->zoom) == TB_DETAIL_NODES)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_free (Writer *writer, const TbBox *box)
{
  for (guint i = 0; i < writer->n_taken; i++)
    if (overlaps (box, &writer->taken[i]))
      return FALSE;
  return TRUE;
}

static void
write_label (Writer *writer, guint32 object, Side side, gboolean is_wanted)
{
  const TbRenderJob *job = writer->job;
  TbPoint at = tb_viewport_to_screen (&job->viewport, tb_layout_get_point (tb_scene_get_layout (job->scene), object));
  double radius = tb_render_get_radius (job->scene, object, job->viewport.zoom);
  Text *text;
  TbBox box;

  for (guint i = 0; i < writer->n_taken; i++)
    if (writer->owners[i] == object)
      return;
  if (writer->n_taken == MAX_LABELS || at.x < -60 || at.y < -60 || at.x > job->viewport.width + 60 || at.y > job->viewport.height + 60)
    return;
  text = get_text (writer, object);
  box = place (text->layout, at, radius, side);
  if (!is_free (writer, &box) || (!is_wanted && covers_node (writer, &box, object)))
    return;
  writer->owners[writer->n_taken] = object;
  writer->taken[writer->n_taken++] = box;
  draw_text (writer, text, (box.x0 + box.x1) / 2, box.y0, is_wanted);
}

static Side
side_of (Writer *writer, guint32 object)
{
  static const Side sides[TB_N_ROLES] = {
    [TB_ROLE_DEVICE] = SIDE_BELOW, [TB_ROLE_GATEWAY] = SIDE_BELOW, [TB_ROLE_BROKER] = SIDE_ABOVE,
    [TB_ROLE_AUTHORITY] = SIDE_ABOVE, [TB_ROLE_EAVESDROPPER] = SIDE_RIGHT, [TB_ROLE_ATTACKER] = SIDE_ABOVE, [TB_ROLE_SERVICE] = SIDE_ABOVE,
  };

  return sides[tb_fleet_get_role (tb_scene_get_fleet (writer->job->scene), object)];
}

static void
write_selected (Writer *writer)
{
  const TbRenderJob *job = writer->job;
  GHashTableIter iter;
  gpointer key;

  if (job->hover != TB_NOBODY)
    write_label (writer, job->hover, side_of (writer, job->hover), TRUE);
  if (job->cursor != TB_NOBODY)
    write_label (writer, job->cursor, side_of (writer, job->cursor), TRUE);
  for (guint i = 0; i < MIN (job->n_focus, MAX_SELECTED); i++)
    write_label (writer, job->focus[i], side_of (writer, job->focus[i]), TRUE);
  if (job->selection == NULL)
    return;
  g_hash_table_iter_init (&iter, job->selection);
  for (guint i = 0; i < MAX_SELECTED && g_hash_table_iter_next (&iter, &key, NULL); i++)
    write_label (writer, GPOINTER_TO_UINT (key), side_of (writer, GPOINTER_TO_UINT (key)), g_hash_table_size (job->selection) <= MAX_WANTED);
}

static void
write_groups (Writer *writer)
{
  TbFleet *fleet = tb_scene_get_fleet (writer->job->scene);

  for (guint i = 0; i < tb_fleet_get_n_groups (fleet); i++)
    {
      const TbGroup *group = tb_fleet_get_group (fleet, i);

      for (guint32 k = 0; group->role >= TB_ROLE_BROKER && k < group->count; k++)
        write_label (writer, group->first + k, side_of (writer, group->first), FALSE);
    }
}

static void
write_hubs (Writer *writer)
{
  guint n;
  const TbCluster *clusters = tb_layout_get_clusters (tb_scene_get_layout (writer->job->scene), &n);
  double zoom = writer->job->viewport.zoom;

  for (guint i = 1; i < n && writer->n_taken < MAX_LABELS; i++)
    if (clusters[i].radius * zoom > HUB_LABEL_RADIUS)
      write_label (writer, clusters[i].hub, SIDE_BELOW, FALSE);
}

static void
write_devices (Writer *writer)
{
  const TbRenderJob *job = writer->job;
  TbLayout *layout = tb_scene_get_layout (job->scene);
  TbBox box = tb_viewport_get_visible (&job->viewport, 0);
  guint first, n_rows = tb_layout_get_rows (layout, &box, &first), n;

  if (job->viewport.zoom < (tb_fleet_get_n_objects (tb_scene_get_fleet (job->scene)) > FEW_OBJECTS ? DEVICE_LABEL_ZOOM : FEW_LABEL_ZOOM))
    return;
  for (guint row = first; row < first + n_rows; row++)
    {
      const TbSpot *spots = tb_layout_get_row (layout, &box, row, &n);

      for (guint i = 0; i < n; i++)
        if (!(tb_scene_get_mark (job->scene, spots[i].object) & TB_MARK_DIM))
          write_label (writer, spots[i].object, side_of (writer, spots[i].object), FALSE);
    }
}

/* What the sprites of names were drawn for. */
static gboolean
is_current (TbRender *render, const TbRenderJob *job)
{
  return render->texts_font == job->font && render->texts_font_serial == pango_context_get_serial (job->font) &&
         render->texts_fleet == tb_scene_get_fleet (job->scene) && render->texts_scale == job->scale &&
         gdk_rgba_equal (&render->texts_ink, &job->palette.faint) && g_hash_table_size (render->texts) <= MAX_TEXTS;
}

void
tb_render_labels (const TbPen *pen)
{
  TbRender *render = pen->render;
  const TbRenderJob *job = pen->job;
  Writer writer = { .render = render, .job = job, .pen = pen };

  if (!is_current (render, job))
    {
      g_hash_table_remove_all (render->texts);
      g_clear_pointer (&render->texts_fleet, tb_fleet_unref);
      render->texts_fleet = tb_fleet_ref (tb_scene_get_fleet (job->scene));
    }
  g_set_object (&render->texts_font, job->font);
  render->texts_font_serial = pango_context_get_serial (job->font);
  render->texts_scale = job->scale;
  render->texts_ink = job->palette.faint;
  tb_pen_begin_pixels (pen);
  write_selected (&writer);
  write_groups (&writer);
  write_hubs (&writer);
  write_devices (&writer);
  tb_pen_end_pixels (pen);
}
