/* tb-step-lanes: see the header. */
#include "tb-step-lanes.h"

#include <glib/gi18n-lib.h>

#include "tb-even-row.h"
#include "tb-step-card.h"

#define N_SIDES    4
#define GAP        12
#define LEAST_LANE 268

struct _TbStepLanes
{
  GtkWidget parent_instance;

  GtkWidget *row;                  /* the only child */
  GtkWidget *lanes[N_SIDES];       /* in it, by TbSignSide */
  GtkLabel *names[N_SIDES];
  GtkBox *boxes[N_SIDES];          /* of their cards */
  GPtrArray *cards;                /* owned: borrowed TbStepCard, by step */
  GArray *sides;                   /* owned: TbSignSide, by step */
};

static guint flip_signal;

G_DEFINE_FINAL_TYPE (TbStepLanes, tb_step_lanes, GTK_TYPE_WIDGET)

static const char *const titles[N_SIDES] = {
  [TB_SIGN_SENDER] = N_("Sender"),
  [TB_SIGN_CHANNEL] = N_("On Its Way"),
  [TB_SIGN_RECEIVER] = N_("Receiver"),
  [TB_SIGN_ATTACKER] = N_("Attacker"),
};

/* --- what is shown --- */

static void
on_flip (TbStepCard *card, const char *target, guint64 bit, TbStepLanes *self)
{
  g_signal_emit (self, flip_signal, 0, target, bit);
}

/* Cards up to the first step on another side are kept, with whatever has the keyboard in them. */
static void
cut_cards (TbStepLanes *self, guint n_kept)
{
  for (guint i = n_kept; i < self->cards->len; i++)
    gtk_box_remove (self->boxes[g_array_index (self->sides, TbSignSide, i)], g_ptr_array_index (self->cards, i));
  g_ptr_array_set_size (self->cards, (int) MIN (n_kept, self->cards->len));
  g_array_set_size (self->sides, MIN (n_kept, self->sides->len));
}

static guint
count_kept (TbStepLanes *self, GPtrArray *steps)
{
  guint n = 0;

  while (steps != NULL && n < steps->len && n < self->cards->len
         && g_array_index (self->sides, TbSignSide, n) == ((const TbSignStep *) g_ptr_array_index (steps, n))->side)
    n++;
  return n;
}

static void
add_card (TbStepLanes *self, TbSignSide side)
{
  GtkWidget *card = tb_step_card_new ();

  g_signal_connect (card, "flip", G_CALLBACK (on_flip), self);
  gtk_box_append (self->boxes[side], card);
  g_ptr_array_add (self->cards, card);
  g_array_append_val (self->sides, side);
}

/**
 * tb_step_lanes_show:
 * @self: lanes
 * @steps: (nullable) (element-type TbSignStep): what to show; outlives what is shown
 * @flips: what is touched
 *
 * Shows other steps, in the cards of the last ones as far as they go.
 */
void
tb_step_lanes_show (TbStepLanes *self, GPtrArray *steps, TbBenchFlips *flips)
{
  cut_cards (self, count_kept (self, steps));
  for (guint i = 0; steps != NULL && i < steps->len; i++)
    {
      const TbSignStep *step = g_ptr_array_index (steps, i);

      if (i >= self->cards->len)
        add_card (self, step->side);
      tb_step_card_show (g_ptr_array_index (self->cards, i), step, flips);
    }
  for (guint side = 0; side < N_SIDES; side++)
    gtk_widget_set_visible (self->lanes[side], gtk_widget_get_first_child (GTK_WIDGET (self->boxes[side])) != NULL);
}

void
tb_step_lanes_set_names (TbStepLanes *self, const char *sender, const char *receiver)
{
  gtk_label_set_text (self->names[TB_SIGN_SENDER], sender);
  gtk_label_set_text (self->names[TB_SIGN_RECEIVER], receiver);
  gtk_label_set_text (self->names[TB_SIGN_CHANNEL], _("anybody may look and touch"));
  gtk_label_set_text (self->names[TB_SIGN_ATTACKER], _("has only what was sent"));
}

GtkWidget *
tb_step_lanes_get_card (TbStepLanes *self, guint step)
{
  return step < self->cards->len ? g_ptr_array_index (self->cards, step) : NULL;
}

/* --- the object --- */

static GtkWidget *
make_title (TbStepLanes *self, guint side)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *title = gtk_label_new (_(titles[side]));

  self->names[side] = GTK_LABEL (gtk_label_new (""));
  gtk_label_set_ellipsize (self->names[side], PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (self->names[side], 0);
  gtk_widget_add_css_class (title, "lane-title");
  gtk_widget_add_css_class (GTK_WIDGET (self->names[side]), "value-note");
  if (side != TB_SIGN_SENDER)
    gtk_box_append (GTK_BOX (head), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->names[side]));
  gtk_widget_add_css_class (head, "lane-head");
  return head;
}

static void
make_lane (TbStepLanes *self, guint side)
{
  g_autofree char *style = g_strdup_printf ("lane-%s", tb_sign_side_to_code ((TbSignSide) side));

  self->lanes[side] = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  self->boxes[side] = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 10));
  gtk_box_append (GTK_BOX (self->lanes[side]), make_title (self, side));
  gtk_box_append (GTK_BOX (self->lanes[side]), GTK_WIDGET (self->boxes[side]));
  gtk_widget_add_css_class (self->lanes[side], "lane");
  gtk_widget_add_css_class (self->lanes[side], style);
  gtk_widget_set_visible (self->lanes[side], FALSE);
  gtk_widget_set_parent (self->lanes[side], self->row);
}

static void
tb_step_lanes_dispose (GObject *object)
{
  TbStepLanes *self = TB_STEP_LANES (object);

  g_clear_pointer (&self->row, gtk_widget_unparent);
  g_clear_pointer (&self->cards, g_ptr_array_unref);
  g_clear_pointer (&self->sides, g_array_unref);
  G_OBJECT_CLASS (tb_step_lanes_parent_class)->dispose (object);
}

static void
tb_step_lanes_class_init (TbStepLanesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_step_lanes_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  flip_signal = g_signal_new ("flip", TB_TYPE_STEP_LANES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_UINT64);
}

static void
tb_step_lanes_init (TbStepLanes *self)
{
  self->cards = g_ptr_array_new ();
  self->sides = g_array_new (FALSE, FALSE, sizeof (TbSignSide));
  self->row = g_object_new (TB_TYPE_EVEN_ROW, "spacing", GAP, "least", LEAST_LANE, NULL);
  gtk_widget_set_parent (self->row, GTK_WIDGET (self));
  for (guint side = 0; side < N_SIDES; side++)
    make_lane (self, side);
}

GtkWidget *
tb_step_lanes_new (void)
{
  return g_object_new (TB_TYPE_STEP_LANES, NULL);
}
