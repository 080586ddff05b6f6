/* tb-lesson-hints: see the header. Those that are taken are added below each other; none is taken away again. */
#include "tb-lesson-hints.h"

#include <glib/gi18n-lib.h>

#include "tb-lesson-widgets.h"

struct _TbLessonHints
{
  GtkWidget parent_instance;

  /* owned */
  TbTutor *tutor;
  guint step;
  guint n_shown;

  /* built once */
  GtkWidget *box;
  GtkWidget *list;
  GtkWidget *button;
  GtkWidget *note;
};

G_DEFINE_FINAL_TYPE (TbLessonHints, tb_lesson_hints, GTK_TYPE_WIDGET)

static void
add_hint (TbLessonHints *self, const char *text)
{
  g_autofree char *filled = tb_tutor_fill (self->tutor, text);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *mark = gtk_image_new_from_icon_name ("dialog-information-symbolic");
  GtkWidget *label = tb_lesson_paragraph_new (filled);

  gtk_widget_set_valign (mark, GTK_ALIGN_START);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (mark), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Hint"), -1);
  gtk_widget_add_css_class (row, "lesson-hint");
  gtk_box_append (GTK_BOX (row), mark);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (self->list), row);
}

/**
 * tb_lesson_hints_show:
 * @self: the hints of a step
 *
 * Shows those that are taken by now.
 */
void
tb_lesson_hints_show (TbLessonHints *self)
{
  GPtrArray *hints = tb_tutor_get_step (self->tutor, self->step)->hints;
  guint n_taken = MIN (tb_tutor_get_n_hints (self->tutor, self->step), hints->len);
  /* Translators: such as "Take hint 1 of 3" */
  g_autofree char *take = g_strdup_printf (_("Take Hint %u of %u"), n_taken + 1, hints->len);

  for (; self->n_shown < n_taken; self->n_shown++)
    add_hint (self, g_ptr_array_index (hints, self->n_shown));
  gtk_widget_set_visible (self->list, n_taken > 0);
  gtk_widget_set_visible (self->button, n_taken < hints->len);
  gtk_widget_set_visible (self->note, n_taken < hints->len);
  gtk_button_set_label (GTK_BUTTON (self->button), take);
  gtk_widget_set_visible (GTK_WIDGET (self), hints->len > 0);
}

static void
tb_lesson_hints_dispose (GObject *object)
{
  TbLessonHints *self = TB_LESSON_HINTS (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->tutor);
  G_OBJECT_CLASS (tb_lesson_hints_parent_class)->dispose (object);
}

static void
tb_lesson_hints_class_init (TbLessonHintsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_lesson_hints_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
tb_lesson_hints_init (TbLessonHints *self)
{
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->button = gtk_button_new ();
  self->note = tb_lesson_caption_new (_("Hints are counted"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), "win.lesson-hint");
  gtk_box_append (GTK_BOX (self->box), self->list);
  gtk_box_append (GTK_BOX (foot), self->button);
  gtk_box_append (GTK_BOX (foot), self->note);
  gtk_box_append (GTK_BOX (self->box), foot);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
tb_lesson_hints_new (TbTutor *tutor, guint step)
{
  TbLessonHints *self = g_object_new (TB_TYPE_LESSON_HINTS, NULL);

  self->tutor = g_object_ref (tutor);
  self->step = step;
  tb_lesson_hints_show (self);
  return GTK_WIDGET (self);
}
