/* tb-lesson-panel: see the header. The page of a step is built when it is first gone to and kept from then on, so that nothing that was typed is lost. */
#include "tb-lesson-panel-private.h"

#include <glib/gi18n-lib.h>

#include "tb-lesson-debrief.h"
#include "tb-lesson-page.h"
#include "tb-lesson-stage.h"
#include "tb-lesson-widgets.h"

G_DEFINE_FINAL_TYPE (TbLessonPanel, tb_lesson_panel, GTK_TYPE_WIDGET)

/* What is shown */

static void
set_text (GtkLabel *label, const char *text)
{
  if (!g_str_equal (gtk_label_get_text (label), text))
    gtk_label_set_text (label, text);
}

/* Points are for the debrief; what counts now is how much has happened. What is met before anything has, is no merit. */
static void
show_injects (TbLessonPanel *self)
{
  guint n_told, n, n_met, n_checks;
  g_autofree char *injects = NULL, *checks = NULL;

  tb_tutor_count_injects (self->tutor, &n_told, &n);
  tb_tutor_count_checks (self->tutor, &n_met, &n_checks);
  /* Translators: how much of an exercise has happened, such as "Inject 2 of 5" */
  injects = g_strdup_printf (_("Inject %u of %u"), n_told, n);
  checks = g_strdup_printf (_("%u of %u met"), n_met, n_checks);
  set_text (self->checks, injects);
  set_text (self->points, n_told > 0 && tb_tutor_get_judged_us (self->tutor) >= 0 ? checks : "");
  gtk_progress_bar_set_fraction (self->progress, n > 0 ? (double) n_told / n : 0);
}

static void
show_progress (TbLessonPanel *self)
{
  guint n_met, n;
  guint64 most, points = tb_tutor_get_points (self->tutor, &most);
  g_autofree char *checks = NULL, *sum = tb_lesson_debrief_dup_points (self->tutor);

  tb_tutor_count_checks (self->tutor, &n_met, &n);
  /* Translators: how many checks of a lesson are met, such as "3 of 5 met" */
  checks = g_strdup_printf (_("%u of %u met"), n_met, n);
  set_text (self->checks, most > 0 ? checks : _("Being looked at…"));
  set_text (self->points, most > 0 ? sum : "");
  gtk_progress_bar_set_fraction (self->progress, most > 0 ? (double) points / (double) most : 0);
}

static TbStageState
get_state (TbLessonPanel *self, guint step)
{
  if (!tb_tutor_may_go_to (self->tutor, step))
    return TB_STAGE_WAITS;
  if (step < tb_tutor_get_n_steps (self->tutor))
    return tb_tutor_is_step_done (self->tutor, step) ? TB_STAGE_DONE : TB_STAGE_OPEN;
  return tb_tutor_is_finished (self->tutor) ? TB_STAGE_DONE : TB_STAGE_OPEN;
}

static GtkWidget *
make_content (TbLessonPanel *self, guint step)
{
  return step < tb_tutor_get_n_steps (self->tutor) ? tb_lesson_page_new (self->tutor, step) : tb_lesson_debrief_new (self->tutor);
}

static void
show_row (TbLessonPanel *self, guint step)
{
  TbLessonStage *row = g_ptr_array_index (self->rows, step);
  gboolean is_present = step == tb_tutor_get_present (self->tutor);
  GtkWidget *content = tb_lesson_stage_get_content (row);

  if (is_present && content == NULL)
    tb_lesson_stage_set_content (row, make_content (self, step));
  else if (TB_IS_LESSON_PAGE (content))
    tb_lesson_page_show (TB_LESSON_PAGE (content));
  else if (TB_IS_LESSON_DEBRIEF (content))
    tb_lesson_debrief_show (TB_LESSON_DEBRIEF (content));
  tb_lesson_stage_show (row, get_state (self, step), is_present);
  gtk_widget_set_visible (GTK_WIDGET (row), !tb_tutor_is_exercise (self->tutor) || tb_tutor_is_reached (self->tutor, step));
}

/* What leads on in an exercise: to a step that has happened, on with the time, or to the end. */
static void
show_exercise_foot (TbLessonPanel *self, guint present, guint n)
{
  gboolean is_newest = present + 1 >= n || !tb_tutor_is_reached (self->tutor, present + 1);
  gboolean is_over = is_newest && tb_tutor_is_over (self->tutor);

  gtk_button_set_label (GTK_BUTTON (self->next), !is_newest ? _("_Next") : is_over ? _("_Debrief") : _("_Continue"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->next), !is_newest ? "win.lesson-next" : is_over ? "win.debrief" : "win.lesson-continue");
  tb_lesson_set_class (self->next, "suggested-action", tb_tutor_get_undecided (self->tutor) == NULL);
  gtk_widget_set_tooltip_text (self->next, is_newest && tb_tutor_get_undecided (self->tutor) != NULL ? _("A decision is still open; time can go on without it") : NULL);
}

static void
show_foot (TbLessonPanel *self)
{
  guint present = tb_tutor_get_present (self->tutor), n = tb_tutor_get_n_steps (self->tutor);
  gboolean is_done = present < n && tb_tutor_is_step_done (self->tutor, present);

  gtk_widget_set_visible (self->next, present < n);
  if (tb_tutor_is_exercise (self->tutor))
    {
      show_exercise_foot (self, present, n);
      return;
    }
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->next), "win.lesson-next");
  gtk_button_set_label (GTK_BUTTON (self->next), present + 1 < n ? _("_Next") : _("_Finish"));
  tb_lesson_set_class (self->next, "suggested-action", is_done);
  gtk_widget_set_tooltip_text (self->next, present < n && !tb_tutor_may_go_to (self->tutor, present + 1) ? _("Waits for a prediction that is still to be given") : NULL);
}

static void
on_changed (TbLessonPanel *self)
{
  if (tb_tutor_is_exercise (self->tutor))
    show_injects (self);
  else
    show_progress (self);
  for (guint i = 0; i < self->rows->len; i++)
    show_row (self, i);
  show_foot (self);
  tb_lesson_panel_enable_actions (self);
}

/* The row that is unfolded, or of an exercise what has happened last in it. (nullable) */
static GtkWidget *
find_newest (TbLessonPanel *self)
{
  GtkWidget *row = self->tutor != NULL ? g_ptr_array_index (self->rows, tb_tutor_get_present (self->tutor)) : NULL;
  GtkWidget *content = row != NULL ? tb_lesson_stage_get_content (TB_LESSON_STAGE (row)) : NULL;
  GtkWidget *newest = TB_IS_LESSON_PAGE (content) ? tb_lesson_page_find_newest (TB_LESSON_PAGE (content)) : content;

  return newest == content ? row : newest;
}

/* It is brought to the top, once it has its room. */
static gboolean
scroll_to_present (gpointer user_data)
{
  TbLessonPanel *self = user_data;
  GtkWidget *row = find_newest (self);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  graphene_point_t place;

  if (row != NULL && gtk_widget_compute_point (row, GTK_WIDGET (self->stages), &GRAPHENE_POINT_INIT (0, 0), &place))
    gtk_adjustment_set_value (adjustment, place.y);
  return G_SOURCE_REMOVE;
}

static void
on_step_changed (TbLessonPanel *self)
{
  gtk_revealer_set_reveal_child (self->news_revealer, FALSE);
  g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, 300, scroll_to_present, g_object_ref (self), g_object_unref);
}

static void
tell (TbLessonPanel *self, const char *news, const char *icon)
{
  gtk_image_set_from_icon_name (self->news_icon, icon);
  tb_lesson_label_set (GTK_WIDGET (self->news), news, NULL);
  gtk_revealer_set_reveal_child (self->news_revealer, TRUE);
#if GTK_CHECK_VERSION (4, 14, 0)
  gtk_accessible_announce (GTK_ACCESSIBLE (self), news, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
#endif
}

static void
on_told (TbLessonPanel *self)
{
  guint n_told, n;
  g_autofree char *news = NULL;

  tb_tutor_count_injects (self->tutor, &n_told, &n);
  /* Translators: something has happened in an exercise; the second of five: "Inject 2 of 5: time stands still." */
  news = g_strdup_printf (_("Inject %u of %u: time stands still."), n_told, n);
  tell (self, news, "dialog-information-symbolic");
  g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, 300, scroll_to_present, g_object_ref (self), g_object_unref);
}

static void
on_met (TbLessonPanel *self, const char *text)
{
  /* Translators: a check of a lesson is met; what it wanted follows */
  g_autofree char *news = g_strdup_printf (_("Met: %s"), text);

  tell (self, news, "object-select-symbolic");
}

/* Another lesson */

static void
clear_rows (TbLessonPanel *self)
{
  GtkWidget *child;

  g_ptr_array_set_size (self->rows, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->stages))) != NULL)
    gtk_box_remove (self->stages, child);
}

static void
add_row (TbLessonPanel *self, GtkWidget *row)
{
  g_ptr_array_add (self->rows, row);
  gtk_box_append (self->stages, row);
}

static void
add_rows (TbLessonPanel *self)
{
  for (guint i = 0; i < tb_tutor_get_n_steps (self->tutor); i++)
    {
      g_autofree char *title = tb_tutor_fill (self->tutor, tb_tutor_get_step (self->tutor, i)->title);

      add_row (self, tb_lesson_stage_new (i + 1, title));
    }
  add_row (self, tb_lesson_stage_new (0, _("Debrief")));
}

static void
show_titles (TbLessonPanel *self)
{
  TbLesson *lesson = tb_tutor_get_lesson (self->tutor);
  g_autofree char *number = tb_tutor_is_exercise (self->tutor) ? g_strdup (_("Exercise for a team")) : g_strdup_printf (_("Lesson %u"), tb_lesson_get_number (lesson));
  g_autofree char *title = tb_tutor_fill (self->tutor, tb_lesson_get_title (lesson));

  gtk_label_set_text (self->number, number);
  gtk_label_set_text (self->title, title);
}

/**
 * tb_lesson_panel_set_tutor:
 * @self: a panel
 * @tutor: (nullable): whose lesson to show from now on
 */
void
tb_lesson_panel_set_tutor (TbLessonPanel *self, TbTutor *tutor)
{
  if (self->tutor != NULL)
    g_signal_handlers_disconnect_by_data (self->tutor, self);
  clear_rows (self);
  gtk_revealer_set_reveal_child (self->news_revealer, FALSE);
  g_set_object (&self->tutor, tutor);
  tb_lesson_panel_enable_actions (self);
  if (tutor == NULL)
    return;
  g_signal_connect_object (tutor, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tutor, "step-changed", G_CALLBACK (on_step_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tutor, "told", G_CALLBACK (on_told), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tutor, "met", G_CALLBACK (on_met), self, G_CONNECT_SWAPPED);
  show_titles (self);
  add_rows (self);
  on_changed (self);
}

TbTutor *
tb_lesson_panel_get_tutor (TbLessonPanel *self)
{
  return self->tutor;
}

/* Life */

static void
tb_lesson_panel_dispose (GObject *object)
{
  TbLessonPanel *self = TB_LESSON_PANEL (object);

  if (self->tutor != NULL)
    g_signal_handlers_disconnect_by_data (self->tutor, self);
  g_clear_object (&self->tutor);
  g_clear_weak_pointer (&self->map);
  g_clear_pointer (&self->body, gtk_widget_unparent);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (tb_lesson_panel_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, TbLessonPanel, body);
  gtk_widget_class_bind_template_child (widget_class, TbLessonPanel, number);
  gtk_widget_class_bind_template_child (widget_class, TbLessonPanel, title);
  gtk_widget_class_bind_template_child (widget_class, TbLessonPanel, menu);
  gtk_widget_class_bind_template_child (widget_class, TbLessonPanel, progress);
  gtk_widget_class_bind_template_child (widget_class, TbLessonPanel, checks);
  gtk_widget_class_bind_template_child (widget_class, TbLessonPanel, points);
  gtk_widget_class_bind_template_child (widget_class, TbLessonPanel, scroller);
  gtk_widget_class_bind_template_child (widget_class, TbLessonPanel, stages);
  gtk_widget_class_bind_template_child (widget_class, TbLessonPanel, news_revealer);
  gtk_widget_class_bind_template_child (widget_class, TbLessonPanel, news);
  gtk_widget_class_bind_template_child (widget_class, TbLessonPanel, news_icon);
  gtk_widget_class_bind_template_child (widget_class, TbLessonPanel, back);
  gtk_widget_class_bind_template_child (widget_class, TbLessonPanel, next);
}

static void
tb_lesson_panel_class_init (TbLessonPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_lesson_panel_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-lesson-panel.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "lessonpanel");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  bind_children (widget_class);
}

static void
tb_lesson_panel_init (TbLessonPanel *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_hexpand (GTK_WIDGET (self), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Lesson"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Lesson menu"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Points of the lesson"), -1);
}

GtkWidget *
tb_lesson_panel_new (void)
{
  return g_object_new (TB_TYPE_LESSON_PANEL, NULL);
}
