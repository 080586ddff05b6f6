/* tb-lesson-task: see the header. It is changed in place as the tutor judges anew. */
#include "tb-lesson-task.h"

#include <glib/gi18n-lib.h>

#include "tb-lesson-markup.h"
#include "tb-lesson-widgets.h"

struct _TbLessonTask
{
  GtkWidget parent_instance;

  /* owned */
  TbTutor *tutor;
  guint step;
  guint check;

  /* built once */
  GtkWidget *box;
  GtkWidget *mark;
  GtkWidget *text;
  GtkWidget *state;
  GtkWidget *missing;
};

G_DEFINE_FINAL_TYPE (TbLessonTask, tb_lesson_task, GTK_TYPE_WIDGET)

/* How a check stands: once for all checks. */
typedef struct { const char *word; const char *icon; const char *css_class; } Look;

enum { LOOK_UNKNOWN, LOOK_OPEN, LOOK_PARTLY, LOOK_MET, N_LOOKS };

static const Look looks[N_LOOKS] = {
  [LOOK_UNKNOWN] = { N_("Not looked at yet"), "content-loading-symbolic", "unknown" },
  [LOOK_OPEN] = { N_("Not met yet"), "tb-task-open-symbolic", "open" },
  [LOOK_PARTLY] = { N_("Partly met"), "tb-task-partly-symbolic", "partly" },
  [LOOK_MET] = { N_("Met"), "object-select-symbolic", "met" },
};

static const Look *
get_look (const TbAttemptVerdict *verdict)
{
  if (verdict == NULL)
    return &looks[LOOK_UNKNOWN];
  if (verdict->is_met)
    return &looks[LOOK_MET];
  return verdict->credit > 0 ? &looks[LOOK_PARTLY] : &looks[LOOK_OPEN];
}

static char *
dup_state (const Look *look, const TbAttemptVerdict *verdict, const TbLessonCheck *check)
{
  if (look == &looks[LOOK_PARTLY])
    return g_strdup_printf (_("Partly met: %u %%"), verdict->credit / 10);
  if (look == &looks[LOOK_MET] && check->when == TB_WHEN_EVER)
    return g_strdup (_("Met once, which counts"));
  return g_strdup (_(look->word));
}

static void
show_look (TbLessonTask *self, const Look *look)
{
  for (guint i = 0; i < N_LOOKS; i++)
    tb_lesson_set_class (self->box, looks[i].css_class, &looks[i] == look);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->mark), look->icon);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->mark), GTK_ACCESSIBLE_PROPERTY_LABEL, _(look->word), -1);
}

/**
 * tb_lesson_task_show:
 * @self: a row
 *
 * Shows what the tutor knows now.
 */
void
tb_lesson_task_show (TbLessonTask *self)
{
  const TbLessonCheck *check = g_ptr_array_index (tb_tutor_get_step (self->tutor, self->step)->checks, self->check);
  const TbAttemptVerdict *verdict = tb_tutor_get_check (self->tutor, self->step, self->check);
  const Look *look = get_look (verdict);
  g_autofree char *state = dup_state (look, verdict, check);
  g_autofree char *missing = tb_tutor_explain (self->tutor, self->step, self->check);
  g_auto (GStrv) names = tb_tutor_find_names (self->tutor, self->step, self->check);

  show_look (self, look);
  tb_lesson_label_set (self->state, state, NULL);
  tb_lesson_label_set (self->missing, missing, (const char *const *) names);
}

static void
tb_lesson_task_dispose (GObject *object)
{
  TbLessonTask *self = TB_LESSON_TASK (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->tutor);
  G_OBJECT_CLASS (tb_lesson_task_parent_class)->dispose (object);
}

static void
tb_lesson_task_class_init (TbLessonTaskClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_lesson_task_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
tb_lesson_task_init (TbLessonTask *self)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);

  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  self->mark = gtk_image_new ();
  self->text = tb_lesson_label_new ("lesson-task-text");
  self->state = tb_lesson_label_new ("lesson-task-state");
  self->missing = tb_lesson_label_new ("lesson-task-missing");
  gtk_widget_set_valign (self->mark, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->mark, "lesson-mark");
  gtk_widget_add_css_class (self->box, "lesson-task");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), self->text);
  gtk_box_append (GTK_BOX (words), self->state);
  gtk_box_append (GTK_BOX (words), self->missing);
  gtk_box_append (GTK_BOX (self->box), self->mark);
  gtk_box_append (GTK_BOX (self->box), words);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * tb_lesson_task_new:
 * @tutor: who judges it
 * @step: of which step
 * @check: which of its checks
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
tb_lesson_task_new (TbTutor *tutor, guint step, guint check)
{
  TbLessonTask *self = g_object_new (TB_TYPE_LESSON_TASK, NULL);
  const TbLessonCheck *asked = g_ptr_array_index (tb_tutor_get_step (tutor, step)->checks, check);
  g_autofree char *text = tb_tutor_fill (tutor, asked->text), *plain = tb_lesson_to_plain (text);

  self->tutor = g_object_ref (tutor);
  self->step = step;
  self->check = check;
  tb_lesson_label_set (self->text, text, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, plain, -1);
  tb_lesson_task_show (self);
  return GTK_WIDGET (self);
}
