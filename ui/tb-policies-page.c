/* tb-policies-page: see the header. The object, which group, and asking the model away from the main thread; the editor is in tb-policies-page-editor.c,
 * what is shown of the answer in tb-policies-page-outcome.c. */
#include <glib/gi18n-lib.h>

#include "tb-life-rows.h"
#include "tb-policies-page-private.h"

G_DEFINE_FINAL_TYPE (TbPoliciesPage, tb_policies_page, GTK_TYPE_WIDGET)

/* --- asking --- */

typedef struct
{
  TbPolicyTerms terms[2];
  gboolean is_asked[2];
  TbPolicyOutcome *outcomes[2];   /* owned */
  gint *cancelled;                /* owned reference */
} Work;

static void
work_free (Work *work)
{
  for (guint i = 0; i < 2; i++)
    g_free (work->outcomes[i]);
  g_atomic_rc_box_release (work->cancelled);
  g_free (work);
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;

  for (guint i = 0; i < 2; i++)
    {
      if (!work->is_asked[i])
        continue;
      work->outcomes[i] = g_new (TbPolicyOutcome, 1);
      if (!tb_policy_model_play (&work->terms[i], work->outcomes[i], work->cancelled))
        g_clear_pointer (&work->outcomes[i], g_free);
    }
  g_task_return_boolean (task, TRUE);
}

static void
forget (TbPoliciesPage *self)
{
  for (guint i = 0; i < 2; i++)
    g_clear_pointer (&self->outcomes[i], g_free);
}

/* What was asked last is what is shown; other answers come too late. */
static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TbPoliciesPage *self = TB_POLICIES_PAGE (source);
  Work *work = g_task_get_task_data (G_TASK (result));

  if (self->asking != work->cancelled)
    return;
  g_clear_pointer (&self->asking, g_atomic_rc_box_release);
  forget (self);
  for (guint i = 0; i < 2; i++)
    self->outcomes[i] = g_steal_pointer (&work->outcomes[i]);
  tb_policies_page_show_outcome (self);
}

static void
stop_asking (TbPoliciesPage *self)
{
  if (self->asking != NULL)
    g_atomic_int_set (self->asking, TRUE);
  g_clear_pointer (&self->asking, g_atomic_rc_box_release);
}

static void
begin_work (TbPoliciesPage *self, Work *job)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, on_answered, NULL);

  stop_asking (self);
  job->cancelled = g_atomic_rc_box_new0 (gint);
  self->asking = g_atomic_rc_box_acquire (job->cancelled);
  g_task_set_task_data (task, job, (GDestroyNotify) work_free);
  g_task_run_in_thread (task, work);
}

static void
show_complaint (TbPoliciesPage *self, const char *complaint)
{
  g_autofree char *command = complaint == NULL ? tb_policy_case_dup_command (&self->policy_case) : NULL;

  gtk_label_set_text (self->complaint, complaint != NULL ? complaint : "");
  gtk_widget_set_visible (GTK_WIDGET (self->complaint), complaint != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->apply), command != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->apply), command != NULL ? command : _("The run has this policy already"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->reset), command != NULL || complaint != NULL);
}

/**
 * tb_policies_page_ask:
 * @self: the page
 *
 * Asks what would come of both policies, after something was changed. What cannot be asked is complained about.
 */
void
tb_policies_page_ask (TbPoliciesPage *self)
{
  g_autoptr (GError) own = NULL;
  g_autoptr (GError) other = NULL;
  const char *wrong = tb_policies_page_get_wrong (self);
  Work *job = g_new0 (Work, 1);

  job->is_asked[0] = tb_policy_case_make_terms (&self->policy_case, FALSE, &job->terms[0], &own);
  job->is_asked[1] = tb_policy_case_make_terms (&self->policy_case, TRUE, &job->terms[1], &other);
  show_complaint (self, wrong != NULL ? wrong : other != NULL ? _(other->message) : own != NULL ? _(own->message) : NULL);
  tb_policies_page_show_differences (self);
  begin_work (self, job);
}

/* --- which group --- */

static const TbGroup *
find_group (TbPoliciesPage *self, guint wanted)
{
  TbFleet *fleet = tb_fold_get_fleet (tb_playhead_get_fold (self->playhead));

  for (guint i = 0; i < tb_fleet_get_n_groups (fleet); i++)
    {
      const TbGroup *group = tb_fleet_get_group (fleet, i);

      if (tb_life_rows_takes (group) && (group->role == TB_ROLE_DEVICE || group->role == TB_ROLE_GATEWAY) && wanted-- == 0)
        return group;
    }
  return NULL;
}

static void
show_case (TbPoliciesPage *self)
{
  tb_policies_page_fill_editor (self);
  tb_policies_page_ask (self);
}

static void
choose_group (TbPoliciesPage *self, const TbGroup *group)
{
  TbEnrolPolicy own;

  tb_policy_case_read (tb_playhead_get_fold (self->playhead), group, &own);
  tb_policy_case_init (&self->policy_case, group, &own, tb_run_get_seed (tb_playhead_get_run (self->playhead)));
  forget (self);
  show_case (self);
}

static void
on_group_chosen (GtkDropDown *groups, GParamSpec *pspec, TbPoliciesPage *self)
{
  const TbGroup *group;

  if (self->is_filling || self->playhead == NULL || tb_playhead_get_fold (self->playhead) == NULL)
    return;
  group = find_group (self, gtk_drop_down_get_selected (groups));
  if (group != NULL && group != self->policy_case.group)
    choose_group (self, group);
}

static guint
fill_groups (TbPoliciesPage *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const TbGroup *group;
  guint n = 0;

  for (; (group = find_group (self, n)) != NULL; n++)
    gtk_string_list_append (names, group->name);
  self->is_filling = TRUE;
  gtk_drop_down_set_model (self->groups, G_LIST_MODEL (names));
  self->is_filling = FALSE;
  return n;
}

/* Who is selected says which group is looked at. */
static void
on_selection_changed (TbPlayhead *playhead, TbPoliciesPage *self)
{
  const TbSelection *selection = tb_playhead_get_selection (playhead);
  const TbGroup *group;

  if (self->policy_case.group == NULL || selection->kind == TB_SELECTION_NONE)
    return;
  for (guint i = 0; (group = find_group (self, i)) != NULL; i++)
    if (selection->object - group->first < group->count)
      gtk_drop_down_set_selected (self->groups, i);
}

/* A command may have changed the policy of the run, or the playhead has gone back before it. What if stays what the person made of it. */
static void
on_moved (TbPlayhead *playhead, TbPoliciesPage *self)
{
  TbPolicyCase *both = &self->policy_case;
  TbEnrolPolicy own;

  if (both->group == NULL || tb_playhead_get_fold (playhead) == NULL)
    return;
  tb_policy_case_read (tb_playhead_get_fold (playhead), both->group, &own);
  if (tb_enrol_policy_equal (&own, &both->own))
    return;
  if (tb_enrol_policy_equal (&both->other, &both->own))
    both->other = own;
  both->own = own;
  show_case (self);
}

static void
on_run_changed (TbPlayhead *playhead, TbPoliciesPage *self)
{
  stop_asking (self);
  forget (self);
  self->policy_case.group = NULL;
  if (tb_playhead_get_fold (playhead) == NULL)
    return;
  if (fill_groups (self) == 0)
    {
      gtk_stack_set_visible_child_name (self->pages, "nobody");
      return;
    }
  gtk_stack_set_visible_child_name (self->pages, "page");
  choose_group (self, find_group (self, 0));
  on_selection_changed (playhead, self);
}

/* --- actions --- */

static void
apply (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TbPoliciesPage *self = TB_POLICIES_PAGE (widget);
  g_autofree char *command = self->policy_case.group != NULL && tb_policies_page_get_wrong (self) == NULL ? tb_policy_case_dup_command (&self->policy_case) : NULL;

  if (command != NULL)
    gtk_widget_activate_action (widget, "win.submit", "s", command);
}

static void
reset (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TbPoliciesPage *self = TB_POLICIES_PAGE (widget);

  if (self->policy_case.group == NULL)
    return;
  self->policy_case.other = self->policy_case.own;
  show_case (self);
}

/* --- the object --- */

static void
tb_policies_page_dispose (GObject *object)
{
  TbPoliciesPage *self = TB_POLICIES_PAGE (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  stop_asking (self);
  self->is_filling = TRUE;
  forget (self);
  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_object (&self->playhead);
  G_OBJECT_CLASS (tb_policies_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  static const struct { const char *name; gssize offset; } children[] = {
#define CHILD(name) { #name, G_STRUCT_OFFSET (TbPoliciesPage, name) }
    CHILD (pages), CHILD (groups), CHILD (editor), CHILD (circumstances), CHILD (complaint), CHILD (apply), CHILD (reset), CHILD (about), CHILD (valid),
    CHILD (asked), CHILD (figures),
#undef CHILD
  };

  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    gtk_widget_class_bind_template_child_full (widget_class, children[i].name, FALSE, children[i].offset);
  gtk_widget_class_bind_template_callback (widget_class, on_group_chosen);
}

static void
tb_policies_page_class_init (TbPoliciesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_policies_page_dispose;
  g_type_ensure (TB_TYPE_CHART);
  g_type_ensure (TB_TYPE_EVEN_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-policies-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "policies.apply", NULL, apply);
  gtk_widget_class_install_action (widget_class, "policies.reset", NULL, reset);
}

static void
tb_policies_page_init (TbPoliciesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tb_policies_page_make_editor (self);
  tb_policies_page_make_figures (self);
  tb_chart_set_title (self->valid, _("Devices with a certificate in force"));
}

/**
 * tb_policies_page_set_playhead:
 * @self: a page that has none
 * @playhead: whose run and selection it follows
 */
void
tb_policies_page_set_playhead (TbPoliciesPage *self, TbPlayhead *playhead)
{
  g_return_if_fail (self->playhead == NULL);
  self->playhead = g_object_ref (playhead);
  g_signal_connect_object (playhead, "moved", G_CALLBACK (on_moved), self, 0);
  g_signal_connect_object (playhead, "run-changed", G_CALLBACK (on_run_changed), self, 0);
  g_signal_connect_object (playhead, "selection-changed", G_CALLBACK (on_selection_changed), self, 0);
  on_run_changed (playhead, self);
}

/**
 * tb_policies_page_export:
 * @self: the page
 * @path: a file whose name ends in .svg, .png or .pdf for the devices with a certificate, in .csv for the requests
 * @error: return location
 *
 * Writes the whole file or none.
 *
 * Returns: %FALSE when there is nothing to draw, the ending is another one, or the file cannot be written
 */
gboolean
tb_policies_page_export (TbPoliciesPage *self, const char *path, GError **error)
{
  g_autofree char *title = NULL;

  if (self->policy_case.group == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("Nobody gets certificates in this scenario: there is nothing to draw"));
      return FALSE;
    }
  /* Translators: the name of a group */
  title = g_strdup_printf (_("Two policies for %s: devices with a certificate in force, modelled"), self->policy_case.group->name);
  return g_str_has_suffix (path, ".csv") ? tb_chart_write_csv (self->asked, path, error) : tb_chart_export (self->valid, title, path, error);
}
