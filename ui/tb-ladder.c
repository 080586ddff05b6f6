/* tb-ladder: see the header. Places its children by tb-ladder-layout and draws the rest with tb-ladder-draw. */
#include "tb-ladder.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "tb-ladder-box.h"
#include "tb-ladder-draw.h"

#define WIDE 27   /* lines of text that are not scarce */

struct _TbLadder
{
  GtkWidget parent_instance;

  TbLadderStory *story;      /* owned */
  TbLadderLayout *layout;    /* owned, for the present size */
  GtkWidget *heads[2];       /* owned */
  GtkWidget *attacker;       /* owned: the head between them */
  GtkWidget *verdict;        /* owned */
  GPtrArray *boxes;          /* owned GtkWidget, one per step */
  GArray *tops;              /* owned, beside another one: where each box begins */
  int selected;
  gboolean is_unplaced;      /* scroll to the selected message once it has a place */
};

static guint message_picked;

G_DEFINE_FINAL_TYPE (TbLadder, tb_ladder, GTK_TYPE_WIDGET)

static double
line_height (TbLadder *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int height = pango_font_metrics_get_height (metrics);

  pango_font_metrics_unref (metrics);
  return ceil ((double) height / PANGO_SCALE);
}

/* Beside another ladder, or where room is scarce. */
static gboolean
is_narrow (TbLadder *self, double width)
{
  return self->tops != NULL || width < WIDE * line_height (self);
}

static TbLadderForm
get_form (TbLadder *self, double width)
{
  return (TbLadderForm) { is_narrow (self, width), self->tops, self->story != NULL && self->story->attacker != NULL };
}

static TbLadderLayout *
lay_out (TbLadder *self, double width)
{
  const TbLadderForm form = get_form (self, width);
  double line = line_height (self);
  double verdict_width = tb_ladder_layout_verdict_width (&form, width, line);
  int verdict_height = 0;

  if (self->story->refusal != NULL)
    gtk_widget_measure (self->verdict, GTK_ORIENTATION_VERTICAL, (int) verdict_width, &verdict_height, NULL, NULL, NULL);
  return tb_ladder_layout_new (self->story, &form, width, line, verdict_height);
}

static GtkSizeRequestMode
tb_ladder_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tb_ladder_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  TbLadder *self = TB_LADDER (widget);
  const TbLadderForm form = get_form (self, 0);
  double line = line_height (self);
  g_autoptr (TbLadderLayout) layout = NULL;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = (int) ceil (tb_ladder_layout_min_width (&form, line));
      *natural = (int) ceil (34 * line);
      return;
    }
  layout = self->story ? lay_out (self, for_size < 0 ? 34 * line : for_size) : NULL;
  *minimum = layout ? (int) ceil (layout->height) : 0;
  *natural = *minimum;
}

static void
place (GtkWidget *child, double x, double y, double width, double height)
{
  GskTransform *transform = gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT ((float) floor (x), (float) floor (y)));
  int min_width, min_height;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &min_width, NULL, NULL, NULL);
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, MAX (min_width, (int) width), &min_height, NULL, NULL, NULL);
  gtk_widget_allocate (child, MAX (min_width, (int) width), MAX (min_height, (int) height), -1, transform);
}

static void
scroll_to_selected (TbLadder *self)
{
  GtkWidget *window = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment = window ? gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (window)) : NULL;

  for (guint i = 0; adjustment != NULL && self->layout != NULL && i < self->layout->boxes->len; i++)
    {
      const TbLadderBox *box = &g_array_index (self->layout->boxes, TbLadderBox, i);

      const TbLadderStep *step = &g_array_index (self->story->steps, TbLadderStep, box->step);
      double bottom = step->is_culprit || step->is_alert ? self->layout->height : box->y + 3 * box->height;

      if (step->number == self->selected)
        gtk_adjustment_clamp_page (adjustment, i == 0 ? 0 : box->y - 2 * box->height, bottom);
    }
}

static gboolean
scroll_when_placed (gpointer user_data)
{
  scroll_to_selected (user_data);
  return G_SOURCE_REMOVE;
}

static void
tb_ladder_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TbLadder *self = TB_LADDER (widget);

  g_clear_pointer (&self->layout, tb_ladder_layout_free);
  if (self->story == NULL)
    return;
  self->layout = lay_out (self, width);
  for (guint side = 0; side < 2; side++)
    place (self->heads[side], self->layout->life[side] - self->layout->head_width[side] / 2, 0, self->layout->head_width[side], self->layout->life_y);
  if (self->layout->middle > 0)
    place (self->attacker, self->layout->middle - self->layout->head_width[1] / 2, 0, self->layout->head_width[1], self->layout->life_y);
  for (guint i = 0; i < self->layout->boxes->len; i++)
    {
      const TbLadderBox *box = &g_array_index (self->layout->boxes, TbLadderBox, i);

      place (self->boxes->pdata[i], box->x, box->y, box->width, box->height);
    }
  if (self->story->refusal != NULL)
    place (self->verdict, self->layout->verdict_x, self->layout->verdict_y, self->layout->verdict_width, 0);
  if (self->is_unplaced)
    g_idle_add_full (G_PRIORITY_HIGH_IDLE, scroll_when_placed, g_object_ref (self), g_object_unref);
  self->is_unplaced = FALSE;
}

static guint
flight_of_selected (TbLadder *self)
{
  const TbLadderStep *step = self->story ? tb_ladder_story_find (self->story, self->selected) : NULL;

  return step ? step->flight : G_MAXUINT;
}

static void
tb_ladder_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TbLadder *self = TB_LADDER (widget);
  g_autoptr (PangoLayout) text = NULL;
  cairo_t *cr;

  if (self->layout == NULL)
    return;
  text = gtk_widget_create_pango_layout (widget, NULL);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget), (float) gtk_widget_get_height (widget)));
  tb_ladder_draw_ground (cr, text, self->story, self->layout, tb_ladder_look_get (adw_style_manager_get_dark (adw_style_manager_get_default ())),
                         flight_of_selected (self));
  cairo_destroy (cr);
  GTK_WIDGET_CLASS (tb_ladder_parent_class)->snapshot (widget, snapshot);
}

static void
pick (TbLadder *self, guint index, gboolean takes_focus)
{
  const TbLadderStep *step = &g_array_index (self->story->steps, TbLadderStep, index);

  if (takes_focus)
    gtk_widget_grab_focus (self->boxes->pdata[index]);
  tb_ladder_select (self, step->number);
  g_signal_emit (self, message_picked, 0, step->number);
}

static void
on_clicked (GtkButton *button, TbLadder *self)
{
  guint index;

  if (g_ptr_array_find (self->boxes, button, &index))
    pick (self, index, FALSE);
}

static gboolean
find_focus (TbLadder *self, guint *index)
{
  for (*index = 0; *index < self->boxes->len; (*index)++)
    if (gtk_widget_has_focus (self->boxes->pdata[*index]))
      return TRUE;
  return FALSE;
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, TbLadder *self)
{
  const struct { guint key; gint64 by; } moves[] = {
    { GDK_KEY_Up, -1 }, { GDK_KEY_Down, 1 }, { GDK_KEY_Home, -G_MAXINT32 }, { GDK_KEY_End, G_MAXINT32 },
  };
  guint index;

  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0 || !find_focus (self, &index))
    return GDK_EVENT_PROPAGATE;
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    if (moves[i].key == key)
      {
        pick (self, (guint) CLAMP ((gint64) index + moves[i].by, 0, (gint64) self->boxes->len - 1), TRUE);
        return GDK_EVENT_STOP;
      }
  return GDK_EVENT_PROPAGATE;
}

static void
tb_ladder_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (tb_ladder_parent_class)->css_changed (widget, change);
  gtk_widget_queue_resize (widget);
}

static void
tb_ladder_dispose (GObject *object)
{
  TbLadder *self = TB_LADDER (object);

  g_ptr_array_set_size (self->boxes, 0);
  for (guint side = 0; side < 2; side++)
    g_clear_pointer (&self->heads[side], gtk_widget_unparent);
  g_clear_pointer (&self->attacker, gtk_widget_unparent);
  g_clear_pointer (&self->verdict, gtk_widget_unparent);
  g_clear_pointer (&self->layout, tb_ladder_layout_free);
  g_clear_pointer (&self->story, tb_ladder_story_free);
  g_clear_pointer (&self->tops, g_array_unref);
  G_OBJECT_CLASS (tb_ladder_parent_class)->dispose (object);
}

static void
tb_ladder_finalize (GObject *object)
{
  g_ptr_array_unref (TB_LADDER (object)->boxes);
  G_OBJECT_CLASS (tb_ladder_parent_class)->finalize (object);
}

static void
tb_ladder_class_init (TbLadderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tb_ladder_dispose;
  object_class->finalize = tb_ladder_finalize;
  widget_class->get_request_mode = tb_ladder_get_request_mode;
  widget_class->measure = tb_ladder_measure;
  widget_class->size_allocate = tb_ladder_size_allocate;
  widget_class->snapshot = tb_ladder_snapshot;
  widget_class->css_changed = tb_ladder_css_changed;
  message_picked = g_signal_new ("message-picked", TB_TYPE_LADDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  gtk_widget_class_set_css_name (widget_class, "ladder");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
tb_ladder_init (TbLadder *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->selected = -1;
  self->boxes = g_ptr_array_new_with_free_func ((GDestroyNotify) gtk_widget_unparent);
  for (guint side = 0; side < 2; side++)
    {
      self->heads[side] = tb_ladder_head_new ();
      gtk_widget_set_parent (self->heads[side], GTK_WIDGET (self));
    }
  self->attacker = tb_ladder_head_new ();
  gtk_widget_add_css_class (self->attacker, "ladder-attacker");
  gtk_widget_set_visible (self->attacker, FALSE);
  gtk_widget_set_parent (self->attacker, GTK_WIDGET (self));
  self->verdict = tb_ladder_verdict_new ();
  gtk_widget_set_parent (self->verdict, GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Messages of the handshake"), -1);
}

static void
add_box (TbLadder *self)
{
  GtkWidget *box = tb_ladder_box_new ();

  g_signal_connect (box, "clicked", G_CALLBACK (on_clicked), self);
  gtk_widget_insert_before (box, GTK_WIDGET (self), self->verdict);
  g_ptr_array_add (self->boxes, box);
}

static void
show_selected (TbLadder *self)
{
  for (guint i = 0; i < self->boxes->len; i++)
    gtk_toggle_button_set_active (self->boxes->pdata[i], g_array_index (self->story->steps, TbLadderStep, i).number == self->selected);
}

/**
 * tb_ladder_take_story:
 * @self: a ladder
 * @story: (transfer full) (nullable): what to show
 *
 * Shows another handshake, or the same one later or earlier, standing alone.
 */
void
tb_ladder_take_story (TbLadder *self, TbLadderStory *story)
{
  guint n_steps = story ? story->steps->len : 0;

  g_clear_pointer (&self->layout, tb_ladder_layout_free);
  g_clear_pointer (&self->story, tb_ladder_story_free);
  g_clear_pointer (&self->tops, g_array_unref);
  self->story = story;
  if (self->boxes->len > n_steps)
    g_ptr_array_set_size (self->boxes, (int) n_steps);
  while (self->boxes->len < n_steps)
    add_box (self);
  for (guint i = 0; i < n_steps; i++)
    {
      tb_ladder_box_show (self->boxes->pdata[i], story, &g_array_index (story->steps, TbLadderStep, i));
      tb_ladder_box_mark (self->boxes->pdata[i], 0);
      tb_ladder_box_light (self->boxes->pdata[i], TB_LIGHT_NONE);
    }
  for (guint side = 0; story != NULL && side < 2; side++)
    tb_ladder_head_show (self->heads[side], story->names[side], story->icons[side]);
  gtk_widget_set_visible (self->attacker, story != NULL && story->attacker != NULL);
  if (story != NULL && story->attacker != NULL)
    tb_ladder_head_show (self->attacker, story->attacker, "tb-eavesdropper-symbolic");
  tb_ladder_verdict_show (self->verdict, story ? story->refusal : NULL);
  show_selected (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * tb_ladder_compare:
 * @self: a ladder that shows a handshake
 * @pairs: (nullable) (element-type TbLadderPair): how it compares to another one; %NULL: it stands alone
 * @which: which of the two it is
 * @tops: (nullable) (element-type double): where its boxes begin, see [func@ladder_layout_align]
 *
 * Lights what differs, until it shows something else.
 */
void
tb_ladder_compare (TbLadder *self, const GArray *pairs, guint which, const GArray *tops)
{
  g_clear_pointer (&self->layout, tb_ladder_layout_free);
  g_clear_pointer (&self->tops, g_array_unref);
  self->tops = tops ? g_array_copy ((GArray *) tops) : NULL;
  for (guint i = 0; i < self->boxes->len; i++)
    {
      const TbLadderPair *pair = pairs ? tb_ladder_diff_find (pairs, which, (int) i) : NULL;

      tb_ladder_box_show (self->boxes->pdata[i], self->story, &g_array_index (self->story->steps, TbLadderStep, i));
      tb_ladder_box_mark (self->boxes->pdata[i], pair ? pair->difference : 0);
    }
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * tb_ladder_get_story:
 * @self: a ladder
 *
 * Returns: (transfer none) (nullable): what it shows
 */
const TbLadderStory *
tb_ladder_get_story (TbLadder *self)
{
  return self->story;
}

/**
 * tb_ladder_select:
 * @self: a ladder
 * @message: number of a message, -1 for none
 *
 * Marks a message and scrolls to it.
 */
void
tb_ladder_select (TbLadder *self, int message)
{
  self->selected = message;
  show_selected (self);
  scroll_to_selected (self);
  self->is_unplaced = self->layout == NULL;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * tb_ladder_light:
 * @self: a ladder
 * @func: (nullable) (scope call): how each message stands; %NULL: nothing is asked
 * @user_data: for @func
 *
 * Lights messages until it shows something else.
 */
void
tb_ladder_light (TbLadder *self, TbLadderLightFunc func, gpointer user_data)
{
  for (guint i = 0; i < self->boxes->len; i++)
    tb_ladder_box_light (self->boxes->pdata[i], func ? func (&g_array_index (self->story->steps, TbLadderStep, i), user_data) : TB_LIGHT_NONE);
}
