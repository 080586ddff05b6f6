/* tb-command-line: see the header. Up and Down walk the history, Tab and Shift+Tab the completions, Escape gives the keys back to the window.
 *
 * What a button does is written into the field as long as nobody is typing there. */
#include "tb-command-line.h"

#include <glib/gi18n-lib.h>

#define MAX_HISTORY 500

struct _TbCommandLine
{
  AdwBin parent_instance;

  /* owned */
  GPtrArray *history;
  char *typed;            /* what was being typed before history or completion replaced it */
  GtkWidget *popover;
  GtkWidget *list;

  /* borrowed */
  TbCompleteFunc complete;
  gpointer complete_data;

  guint history_at;       /* history->len: not in the history */
  gboolean replacing;     /* the text is being changed by this widget */

  /* template */
  GtkWidget *field;
  GtkWidget *text;
  GtkWidget *answer_label;
};

G_DEFINE_FINAL_TYPE (TbCommandLine, tb_command_line, ADW_TYPE_BIN)

static const char *
get_line (TbCommandLine *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->text));
}

static void
replace_line (TbCommandLine *self, const char *line)
{
  self->replacing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->text), line);
  gtk_editable_set_position (GTK_EDITABLE (self->text), -1);
  self->replacing = FALSE;
}

static gboolean
has_focus (TbCommandLine *self)
{
  return (gtk_widget_get_state_flags (self->text) & GTK_STATE_FLAG_FOCUS_WITHIN) != 0;
}

static gboolean
is_being_edited (TbCommandLine *self)
{
  return has_focus (self) && *get_line (self) != '\0';
}

static void
clear_answer (TbCommandLine *self)
{
  gtk_widget_set_visible (self->answer_label, FALSE);
  gtk_label_set_text (GTK_LABEL (self->answer_label), "");
  gtk_widget_remove_css_class (self->field, "refused");
}

static void
add_completion (TbCommandLine *self, const char *line)
{
  GtkWidget *label = gtk_label_new (line);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "monospace");
  gtk_list_box_append (GTK_LIST_BOX (self->list), label);
}

static guint
fill_completions (TbCommandLine *self, const char *line)
{
  g_auto (GStrv) lines = self->complete && *line ? self->complete (line, self->complete_data) : NULL;
  GtkWidget *row;
  guint n = 0;

  while ((row = gtk_widget_get_first_child (self->list)))
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  for (guint i = 0; lines && lines[i]; i++)
    if (!g_str_equal (lines[i], line))
      {
        add_completion (self, lines[i]);
        n++;
      }
  return n;
}

static void
show_completions (TbCommandLine *self)
{
  if (fill_completions (self, get_line (self)) > 0 && has_focus (self))
    {
      gtk_popover_popup (GTK_POPOVER (self->popover));
      gtk_popover_present (GTK_POPOVER (self->popover));
    }
  else
    gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static void
changed (TbCommandLine *self)
{
  if (self->replacing)
    return;
  self->history_at = self->history->len;
  g_clear_pointer (&self->typed, g_free);
  clear_answer (self);
  show_completions (self);
}

static void
activated (TbCommandLine *self)
{
  g_autofree char *line = g_strstrip (g_strdup (get_line (self)));

  gtk_popover_popdown (GTK_POPOVER (self->popover));
  if (*line)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.submit", "s", line);
}

static const char *
get_row_line (GtkListBoxRow *row)
{
  return gtk_label_get_text (GTK_LABEL (gtk_list_box_row_get_child (row)));
}

static void
row_activated (GtkListBox *list, GtkListBoxRow *row, TbCommandLine *self)
{
  g_autofree char *line = g_strdup (get_row_line (row));

  replace_line (self, line);
  gtk_widget_grab_focus (self->text);
  gtk_editable_set_position (GTK_EDITABLE (self->text), -1);
  show_completions (self);
}

static gboolean
walk_history (TbCommandLine *self, int step)
{
  guint at = self->history_at;

  if ((step < 0 && at == 0) || (step > 0 && at >= self->history->len))
    return TRUE;
  if (at == self->history->len)
    {
      g_free (self->typed);
      self->typed = g_strdup (get_line (self));
    }
  self->history_at = at + (guint) step;
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  replace_line (self, self->history_at < self->history->len ? g_ptr_array_index (self->history, self->history_at) : self->typed);
  return TRUE;
}

/* Takes the next completion into the line; the list stays, so that another Tab goes on. */
static gboolean
walk_completions (TbCommandLine *self, int step)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));
  int at = row ? gtk_list_box_row_get_index (row) + step : (step > 0 ? 0 : -1);

  if (!gtk_widget_get_visible (self->popover))
    return FALSE;
  row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), MAX (at, 0));
  if (row == NULL)
    row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 0);
  if (row)
    {
      gtk_list_box_select_row (GTK_LIST_BOX (self->list), row);
      replace_line (self, get_row_line (row));
    }
  return TRUE;
}

static gboolean
leave (TbCommandLine *self)
{
  if (gtk_widget_get_visible (self->popover))
    gtk_popover_popdown (GTK_POPOVER (self->popover));
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.focus-view", NULL);
  return TRUE;
}

static gboolean
key_pressed (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, TbCommandLine *self)
{
  switch (key)
    {
    case GDK_KEY_Up: return walk_history (self, -1);
    case GDK_KEY_Down: return walk_history (self, 1);
    case GDK_KEY_Tab: return walk_completions (self, 1);
    case GDK_KEY_ISO_Left_Tab: return walk_completions (self, -1);
    case GDK_KEY_Escape: return leave (self);
    default: return FALSE;
    }
}

static void
focus_changed (GtkEventControllerFocus *controller, GParamSpec *pspec, TbCommandLine *self)
{
  if (!gtk_event_controller_focus_contains_focus (controller))
    gtk_popover_popdown (GTK_POPOVER (self->popover));
}

/**
 * tb_command_line_set_complete:
 * @self: a command line
 * @complete: (scope forever): gives completions
 * @user_data: for @complete
 */
void
tb_command_line_set_complete (TbCommandLine *self, TbCompleteFunc complete, gpointer user_data)
{
  self->complete = complete;
  self->complete_data = user_data;
}

/**
 * tb_command_line_say:
 * @self: a command line
 * @line: what was just done by other means, as a command
 *
 * Shows it in the field, unless somebody is typing there.
 */
void
tb_command_line_say (TbCommandLine *self, const char *line)
{
  if (is_being_edited (self) || g_str_equal (line, get_line (self)))
    return;
  clear_answer (self);
  self->history_at = self->history->len;
  replace_line (self, line);
}

/**
 * tb_command_line_answer:
 * @self: a command line
 * @sentence: (nullable): what came of the command, %NULL to show nothing
 * @is_error: whether it could not be done
 */
void
tb_command_line_answer (TbCommandLine *self, const char *sentence, gboolean is_error)
{
  gtk_label_set_text (GTK_LABEL (self->answer_label), sentence ? sentence : "");
  gtk_widget_set_tooltip_text (self->answer_label, sentence);
  gtk_widget_set_visible (self->answer_label, sentence != NULL);
  if (is_error)
    gtk_widget_add_css_class (self->field, "refused");
  else
    gtk_widget_remove_css_class (self->field, "refused");
}

/**
 * tb_command_line_accept:
 * @self: a command line
 * @line: what was submitted
 *
 * Puts it at the end of the history and selects it, so that the next command replaces it.
 */
void
tb_command_line_accept (TbCommandLine *self, const char *line)
{
  guint n = self->history->len;

  if (n == 0 || !g_str_equal (g_ptr_array_index (self->history, n - 1), line))
    g_ptr_array_add (self->history, g_strdup (line));
  if (self->history->len > MAX_HISTORY)
    g_ptr_array_remove_index (self->history, 0);
  self->history_at = self->history->len;
  replace_line (self, line);
  if (has_focus (self))
    gtk_editable_select_region (GTK_EDITABLE (self->text), 0, -1);
}

/**
 * tb_command_line_focus:
 * @self: a command line
 */
void
tb_command_line_focus (TbCommandLine *self)
{
  gtk_widget_grab_focus (self->text);
  gtk_editable_select_region (GTK_EDITABLE (self->text), 0, -1);
}

static void
tb_command_line_dispose (GObject *object)
{
  TbCommandLine *self = TB_COMMAND_LINE (object);

  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&self->history, g_ptr_array_unref);
  g_clear_pointer (&self->typed, g_free);
  G_OBJECT_CLASS (tb_command_line_parent_class)->dispose (object);
}

static void
tb_command_line_class_init (TbCommandLineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_command_line_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-command-line.ui");
  gtk_widget_class_bind_template_child (widget_class, TbCommandLine, field);
  gtk_widget_class_bind_template_child (widget_class, TbCommandLine, text);
  gtk_widget_class_bind_template_child (widget_class, TbCommandLine, answer_label);
  gtk_widget_class_bind_template_callback (widget_class, activated);
  gtk_widget_class_bind_template_callback (widget_class, changed);
}

static void
make_popover (TbCommandLine *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->list = gtk_list_box_new ();
  gtk_widget_add_css_class (self->list, "completions");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Completions"), -1);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (row_activated), self);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 240);
  self->popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (self->popover), scroller);
  gtk_popover_set_autohide (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self->popover), GTK_POS_TOP);
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
  gtk_widget_set_can_focus (self->popover, FALSE);
  gtk_widget_add_css_class (self->popover, "completion");
  gtk_widget_set_parent (self->popover, self->text);
}

static void
tb_command_line_init (TbCommandLine *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->history = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  make_popover (self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed), self);
  g_signal_connect (focus, "notify::contains-focus", G_CALLBACK (focus_changed), self);
  gtk_widget_add_controller (self->text, keys);
  gtk_widget_add_controller (self->text, focus);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Command"), -1);
}
