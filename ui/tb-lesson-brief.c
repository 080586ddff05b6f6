/* tb-lesson-brief: see the header. */
#include "tb-lesson-brief.h"

#include <glib/gi18n-lib.h>

#include "tb-lesson-widgets.h"

static void
add_paragraph (GtkWidget *box, TbTutor *tutor, const char *text)
{
  g_autofree char *filled = tb_tutor_fill (tutor, text);

  gtk_box_append (GTK_BOX (box), tb_lesson_paragraph_new (filled));
}

static void
add_role (GtkWidget *box, TbTutor *tutor, const TbLessonRole *role)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *title = tb_lesson_label_new ("lesson-role");
  g_autofree char *name = tb_tutor_fill (tutor, role->title);

  tb_lesson_label_set (title, name, NULL);
  gtk_box_append (GTK_BOX (words), title);
  add_paragraph (words, tutor, role->text);
  gtk_box_append (GTK_BOX (box), words);
}

static void
add_team (GtkWidget *box, TbTutor *tutor, const TbLessonTeam *team)
{
  gtk_box_append (GTK_BOX (box), tb_lesson_caption_new (_("What is at stake")));
  add_paragraph (box, tutor, team->stake);
  gtk_box_append (GTK_BOX (box), tb_lesson_caption_new (_("Who is at the table")));
  for (guint i = 0; i < team->roles->len; i++)
    add_role (box, tutor, g_ptr_array_index (team->roles, i));
}

/**
 * tb_lesson_brief_new:
 * @tutor: whose exercise
 *
 * Returns: (transfer floating): a card
 */
GtkWidget *
tb_lesson_brief_new (TbTutor *tutor)
{
  TbLesson *exercise = tb_tutor_get_lesson (tutor);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);

  gtk_widget_add_css_class (box, "lesson-brief");
  add_paragraph (box, tutor, tb_lesson_get_summary (exercise));
  if (tb_lesson_get_team (exercise) != NULL)
    add_team (box, tutor, tb_lesson_get_team (exercise));
  add_paragraph (box, tutor, N_("Time stands still when something happens. Talk it over, decide, do something about it; then continue."));
  return box;
}
