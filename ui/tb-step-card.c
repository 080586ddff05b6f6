/* tb-step-card: see the header. */
#include "tb-step-card.h"

#include <glib/gi18n-lib.h>

#include "tb-clause.h"
#include "tb-value-row.h"

struct _TbStepCard
{
  GtkWidget parent_instance;

  /* children */
  GtkWidget *box;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *word;
  GtkLabel *note;
  GtkLabel *found;
  GtkBox *values;
  GtkLabel *clause;
};

static guint flip_signal;

G_DEFINE_FINAL_TYPE (TbStepCard, tb_step_card, GTK_TYPE_WIDGET)

/**
 * tb_step_look:
 * @step: a step
 *
 * Returns: (transfer none): glyph, word and class of what it makes of what it sees
 */
const TbStepLook *
tb_step_look (const TbSignStep *step)
{
  static const TbStepLook looks[] = {
    { "view-conceal-symbolic", N_("cannot notice"), "step-blind" },
    { "window-close-symbolic", N_("notices"), "step-bad" },
    { "object-select-symbolic", N_("sees nothing wrong"), "step-good" },
  };
  static const TbStepLook deed = { "object-select-symbolic", N_("succeeds"), "step-good" };

  if (step->ok == 1 && step->side != TB_SIGN_RECEIVER)
    return &deed;
  return &looks[CLAMP (step->ok, -1, 1) + 1];
}

/* --- what is shown --- */

static void
on_flip (TbValueRow *row, const char *target, guint64 bit, TbStepCard *self)
{
  g_signal_emit (self, flip_signal, 0, target, bit);
}

static void
show_state (TbStepCard *self, const TbSignStep *step)
{
  const TbStepLook *look = tb_step_look (step);
  static const char *const styles[] = { "step-good", "step-bad", "step-blind" };

  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    gtk_widget_remove_css_class (self->box, styles[i]);
  gtk_widget_add_css_class (self->box, look->style);
  gtk_image_set_from_icon_name (self->icon, look->icon);
  gtk_label_set_text (self->word, _(look->word));
}

/* The values that are no part of another. */
static GPtrArray *
find_wholes (const TbSignStep *step)
{
  GPtrArray *wholes = g_ptr_array_new ();

  for (guint i = 0; i < step->values->len; i++)
    if (((const TbSignValue *) g_ptr_array_index (step->values, i))->within == NULL)
      g_ptr_array_add (wholes, g_ptr_array_index (step->values, i));
  return wholes;
}

static void
add_row (TbStepCard *self)
{
  GtkWidget *row = tb_value_row_new ();

  g_signal_connect (row, "flip", G_CALLBACK (on_flip), self);
  gtk_box_append (self->values, row);
}

static void
show_values (TbStepCard *self, const TbSignStep *step, TbBenchFlips *flips)
{
  g_autoptr (GPtrArray) wholes = find_wholes (step);
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->values));

  for (guint i = 0; i < wholes->len; i++)
    {
      if (row == NULL)
        {
          add_row (self);
          row = gtk_widget_get_last_child (GTK_WIDGET (self->values));
        }
      tb_value_row_show (TB_VALUE_ROW (row), step, g_ptr_array_index (wholes, i), flips);
      row = gtk_widget_get_next_sibling (row);
    }
  while (row != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (row);

      gtk_box_remove (self->values, row);
      row = next;
    }
}

/**
 * tb_step_card_show:
 * @self: a card
 * @step: what to show; outlives what is shown
 * @flips: what is touched
 *
 * Shows a step, in the widgets of the last one as far as they go.
 */
void
tb_step_card_show (TbStepCard *self, const TbSignStep *step, TbBenchFlips *flips)
{
  g_autofree char *clause = tb_clause_to_markup (step->clause ? step->clause : "");
  g_autofree char *label = g_strdup_printf ("%s: %s", _(step->title), _(tb_step_look (step)->word));

  gtk_label_set_text (self->title, _(step->title));
  gtk_label_set_text (self->note, _(step->note));
  gtk_label_set_text (self->found, step->found ? _(step->found) : "");
  gtk_widget_set_visible (GTK_WIDGET (self->found), step->found != NULL);
  gtk_label_set_markup (self->clause, clause);
  gtk_widget_set_visible (GTK_WIDGET (self->clause), *clause != '\0');
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  show_state (self, step);
  show_values (self, step, flips);
}

/* --- the object --- */

static GtkLabel *
make_label (const char *style, gboolean wraps)
{
  GtkWidget *label = gtk_label_new ("");

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), wraps);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, style);
  return GTK_LABEL (label);
}

static GtkWidget *
make_head (TbStepCard *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->icon = GTK_IMAGE (gtk_image_new ());
  self->title = make_label ("heading", TRUE);
  self->word = make_label ("step-word", FALSE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->title), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), "step-icon");
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->word));
  return head;
}

static void
tb_step_card_dispose (GObject *object)
{
  g_clear_pointer (&TB_STEP_CARD (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (tb_step_card_parent_class)->dispose (object);
}

static void
tb_step_card_class_init (TbStepCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_step_card_dispose;
  flip_signal = g_signal_new ("flip", TB_TYPE_STEP_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_UINT64);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
tb_step_card_init (TbStepCard *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (self->box), make_head (self));
  self->note = make_label ("step-note", TRUE);
  self->found = make_label ("step-found", TRUE);
  self->values = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 10));
  self->clause = make_label ("step-clause", TRUE);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->note));
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->found));
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->values));
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->clause));
  gtk_widget_add_css_class (self->box, "card");
  gtk_widget_add_css_class (self->box, "step-card");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
tb_step_card_new (void)
{
  return g_object_new (TB_TYPE_STEP_CARD, NULL);
}
