/* tb-lesson-debrief: see the header. What is still open can be gone to from here; the lesson can be finished all the same. */
#include "tb-lesson-debrief.h"

#include <glib/gi18n-lib.h>

#include "tb-lesson-shelf.h"
#include "tb-lesson-widgets.h"

struct _TbLessonDebrief
{
  GtkWidget parent_instance;

  /* owned */
  TbTutor *tutor;
  GPtrArray *open;          /* GtkButton for each step, owned by the box */

  /* built once */
  GtkWidget *box;
  GtkWidget *sum;
  GtkWidget *still;
};

G_DEFINE_FINAL_TYPE (TbLessonDebrief, tb_lesson_debrief, GTK_TYPE_WIDGET)

char *
tb_lesson_debrief_dup_points (TbTutor *tutor)
{
  guint64 most, points = tb_tutor_get_points (tutor, &most);
  g_autofree char *reached = tb_lesson_format_points (points), *all = tb_lesson_format_points (most);

  /* Translators: such as "16 of 20 points" */
  return g_strdup_printf (_("%s of %s points"), reached, all);
}

char *
tb_lesson_debrief_dup_sum (TbTutor *tutor)
{
  guint n = tb_tutor_count_hints (tutor);
  g_autofree char *points = tb_lesson_debrief_dup_points (tutor);
  g_autofree char *hints = n == 0 ? g_strdup (_("No hint taken")) : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u hint taken", "%u hints taken", n), n);

  return g_strdup_printf ("%s · %s", points, hints);
}

/**
 * tb_lesson_debrief_show:
 * @self: the end of a lesson
 *
 * Shows what the tutor knows now.
 */
void
tb_lesson_debrief_show (TbLessonDebrief *self)
{
  g_autofree char *sum = tb_lesson_debrief_dup_sum (self->tutor);
  gboolean is_finished = tb_tutor_is_finished (self->tutor);

  tb_lesson_label_set (self->sum, sum, NULL);
  if (tb_tutor_is_exercise (self->tutor))
    return;
  tb_lesson_label_set (self->still, is_finished ? _("Everything is done. Well done!") : _("Still open:"), NULL);
  for (guint i = 0; i < self->open->len; i++)
    gtk_widget_set_visible (g_ptr_array_index (self->open, i), !tb_tutor_is_step_done (self->tutor, i));
}

static void
add_open (TbLessonDebrief *self, guint step)
{
  g_autofree char *title = tb_tutor_fill (self->tutor, tb_tutor_get_step (self->tutor, step)->title);
  g_autofree char *label = g_strdup_printf (_("Step %u: %s"), step + 1, title);
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), PANGO_ELLIPSIZE_END);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.lesson-step");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "u", step + 1);
  g_ptr_array_add (self->open, button);
  gtk_box_append (GTK_BOX (self->box), button);
}

static void
add_texts (TbLessonDebrief *self, GPtrArray *texts, const char *caption, const char *css_class)
{
  if (texts->len > 0 && caption != NULL)
    gtk_box_append (GTK_BOX (self->box), tb_lesson_caption_new (caption));
  for (guint i = 0; i < texts->len; i++)
    {
      g_autofree char *text = tb_tutor_fill (self->tutor, g_ptr_array_index (texts, i));
      GtkWidget *label = tb_lesson_label_new (css_class);

      tb_lesson_label_set (label, text, NULL);
      gtk_box_append (GTK_BOX (self->box), label);
    }
}

static void
add_deed (TbLessonDebrief *self, const char *text, const char *action, gboolean is_first)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (text);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  if (is_first)
    gtk_widget_add_css_class (button, "suggested-action");
  gtk_box_append (GTK_BOX (self->box), button);
}

/* What it came to has a page of its own. */
static void
build_exercise (TbLessonDebrief *self)
{
  self->sum = tb_lesson_label_new ("lesson-sum");
  gtk_box_append (GTK_BOX (self->box), self->sum);
  gtk_box_append (GTK_BOX (self->box), tb_lesson_paragraph_new (_("What happened, what was decided and what came of it is drawn from the run, on a page for everybody to look at.")));
  add_deed (self, _("Show _Debrief"), "win.debrief", TRUE);
  add_deed (self, _("Save _Debrief…"), "win.debrief-save-file", FALSE);
  add_deed (self, _("Sa_ve Result…"), "win.lesson-save-file", FALSE);
  add_deed (self, _("_More Lessons"), "win.lessons", FALSE);
}

static void
build (TbLessonDebrief *self)
{
  TbLesson *lesson = tb_tutor_get_lesson (self->tutor);

  self->sum = tb_lesson_label_new ("lesson-sum");
  self->still = tb_lesson_label_new ("lesson-text");
  gtk_box_append (GTK_BOX (self->box), self->sum);
  gtk_box_append (GTK_BOX (self->box), self->still);
  for (guint i = 0; i < tb_tutor_get_n_steps (self->tutor); i++)
    add_open (self, i);
  add_texts (self, tb_lesson_get_debrief (lesson), NULL, "lesson-text");
  add_texts (self, tb_lesson_get_references (lesson), _("To read on"), "lesson-reference");
  add_deed (self, _("_More Lessons"), "win.lessons", TRUE);
  add_deed (self, _("_Free Play"), "win.lesson-free-play", FALSE);
  add_deed (self, _("Sa_ve Result…"), "win.lesson-save-file", FALSE);
}

static void
tb_lesson_debrief_dispose (GObject *object)
{
  TbLessonDebrief *self = TB_LESSON_DEBRIEF (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->open, g_ptr_array_unref);
  g_clear_object (&self->tutor);
  G_OBJECT_CLASS (tb_lesson_debrief_parent_class)->dispose (object);
}

static void
tb_lesson_debrief_class_init (TbLessonDebriefClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_lesson_debrief_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
tb_lesson_debrief_init (TbLessonDebrief *self)
{
  self->open = g_ptr_array_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  gtk_widget_add_css_class (self->box, "lesson-page");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
tb_lesson_debrief_new (TbTutor *tutor)
{
  TbLessonDebrief *self = g_object_new (TB_TYPE_LESSON_DEBRIEF, NULL);

  self->tutor = g_object_ref (tutor);
  if (tb_tutor_is_exercise (tutor))
    build_exercise (self);
  else
    build (self);
  tb_lesson_debrief_show (self);
  return GTK_WIDGET (self);
}
