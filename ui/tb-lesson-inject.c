/* tb-lesson-inject: see the header. Its title is for whoever leads the exercise and is not shown here. */
#include "tb-lesson-inject.h"

#include <glib/gi18n-lib.h>

#include "tb-lesson-markup.h"
#include "tb-lesson-widgets.h"
#include "tb-sentence.h"

struct _TbLessonInjectCard
{
  GtkWidget parent_instance;

  /* owned */
  TbTutor *tutor;

  /* borrowed, of the tutor's lesson */
  const TbLessonInject *inject;

  /* built once */
  GtkWidget *card;
};

G_DEFINE_FINAL_TYPE (TbLessonInjectCard, tb_lesson_inject, GTK_TYPE_WIDGET)

static void
tb_lesson_inject_dispose (GObject *object)
{
  TbLessonInjectCard *self = TB_LESSON_INJECT (object);

  g_clear_pointer (&self->card, gtk_widget_unparent);
  g_clear_object (&self->tutor);
  G_OBJECT_CLASS (tb_lesson_inject_parent_class)->dispose (object);
}

static void
tb_lesson_inject_class_init (TbLessonInjectCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_lesson_inject_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
tb_lesson_inject_init (TbLessonInjectCard *self)
{
  self->card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_widget_add_css_class (self->card, "lesson-inject");
  gtk_widget_set_parent (self->card, GTK_WIDGET (self));
}

void
tb_lesson_inject_show (TbLessonInjectCard *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), tb_tutor_is_told (self->tutor, self->inject));
}

static void
name (TbLessonInjectCard *self, const char *moment, const char *text)
{
  g_autofree char *plain = tb_lesson_to_plain (text);
  /* Translators: for those who hear the screen: what happens in an exercise, and when, such as "Happens on day 4 10:00:00: A pump is missing." */
  g_autofree char *words = g_strdup_printf (_("Happens on %s: %s"), moment, plain);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

/**
 * tb_lesson_inject_new:
 * @tutor: whose exercise
 * @inject: of it
 *
 * Returns: (transfer floating): a card
 */
GtkWidget *
tb_lesson_inject_new (TbTutor *tutor, const TbLessonInject *inject)
{
  TbLessonInjectCard *self = g_object_new (TB_TYPE_LESSON_INJECT, NULL);
  g_autofree char *moment = tb_sentence_format_moment (inject->at_us);

  self->tutor = g_object_ref (tutor);
  self->inject = inject;
  gtk_box_append (GTK_BOX (self->card), tb_lesson_caption_new (moment));
  for (guint i = 0; i < inject->paragraphs->len; i++)
    {
      g_autofree char *text = tb_tutor_fill (tutor, g_ptr_array_index (inject->paragraphs, i));

      gtk_box_append (GTK_BOX (self->card), tb_lesson_paragraph_new (text));
      if (i == 0)
        name (self, moment, text);
    }
  tb_lesson_inject_show (self);
  return GTK_WIDGET (self);
}
