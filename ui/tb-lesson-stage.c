/* tb-lesson-stage: see the header. Its head names the action `win.lesson-step`; what is folded away cannot be reached by keys. */
#include "tb-lesson-stage.h"

#include <glib/gi18n-lib.h>

#include "tb-lesson-widgets.h"

struct _TbLessonStage
{
  GtkWidget parent_instance;

  /* template */
  GtkWidget *body;
  GtkWidget *head;
  GtkStack *badge;
  GtkLabel *number;
  GtkWidget *tick;
  GtkLabel *title;
  GtkRevealer *revealer;
};

G_DEFINE_FINAL_TYPE (TbLessonStage, tb_lesson_stage, GTK_TYPE_WIDGET)

static const char *
get_word (TbStageState state)
{
  switch (state)
    {
    case TB_STAGE_DONE:
      return _("done");
    case TB_STAGE_WAITS:
      return _("waits for a prediction");
    default:
      return _("open");
    }
}

/**
 * tb_lesson_stage_show:
 * @self: a stage
 * @state: how far it is
 * @is_present: whether it is the one that is unfolded
 */
void
tb_lesson_stage_show (TbLessonStage *self, TbStageState state, gboolean is_present)
{
  gtk_stack_set_visible_child (self->badge, state == TB_STAGE_DONE ? self->tick : GTK_WIDGET (self->number));
  tb_lesson_set_class (self->body, "done", state == TB_STAGE_DONE);
  tb_lesson_set_class (self->body, "present", is_present);
  gtk_widget_set_sensitive (self->head, state != TB_STAGE_WAITS);
  gtk_widget_set_tooltip_text (self->head, state == TB_STAGE_WAITS ? _("Waits for a prediction that is still to be given") : NULL);
  gtk_revealer_set_reveal_child (self->revealer, is_present);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->head), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, get_word (state), -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->head), GTK_ACCESSIBLE_STATE_EXPANDED, is_present, -1);
}

void
tb_lesson_stage_set_content (TbLessonStage *self, GtkWidget *content)
{
  gtk_revealer_set_child (self->revealer, content);
}

GtkWidget *
tb_lesson_stage_get_content (TbLessonStage *self)
{
  return gtk_revealer_get_child (self->revealer);
}

static void
tb_lesson_stage_dispose (GObject *object)
{
  g_clear_pointer (&TB_LESSON_STAGE (object)->body, gtk_widget_unparent);
  G_OBJECT_CLASS (tb_lesson_stage_parent_class)->dispose (object);
}

static void
tb_lesson_stage_class_init (TbLessonStageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_lesson_stage_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-lesson-stage.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, TbLessonStage, body);
  gtk_widget_class_bind_template_child (widget_class, TbLessonStage, head);
  gtk_widget_class_bind_template_child (widget_class, TbLessonStage, badge);
  gtk_widget_class_bind_template_child (widget_class, TbLessonStage, number);
  gtk_widget_class_bind_template_child (widget_class, TbLessonStage, tick);
  gtk_widget_class_bind_template_child (widget_class, TbLessonStage, title);
  gtk_widget_class_bind_template_child (widget_class, TbLessonStage, revealer);
}

static void
tb_lesson_stage_init (TbLessonStage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tb_lesson_stage_new:
 * @number: counted from 1; 0 for what comes last, which is gone to as step 0
 * @title: of it, translated
 *
 * Returns: (transfer floating): a row, folded
 */
GtkWidget *
tb_lesson_stage_new (guint number, const char *title)
{
  TbLessonStage *self = g_object_new (TB_TYPE_LESSON_STAGE, NULL);
  g_autofree char *shown = number > 0 ? g_strdup_printf ("%u", number) : g_strdup ("★");
  /* Translators: of a lesson; its number and its title */
  g_autofree char *name = number > 0 ? g_strdup_printf (_("Step %u: %s"), number, title) : g_strdup (title);

  gtk_label_set_text (self->number, shown);
  gtk_label_set_text (self->title, title);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->head), "u", number);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->head), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return GTK_WIDGET (self);
}
