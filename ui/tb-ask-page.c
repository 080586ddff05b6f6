/* tb-ask-page: see the header. The object, its keys and its actions; asking, the answer, completion and the list of tables have files of their own. */
#include "tb-ask-page-private.h"

#include <glib/gi18n-lib.h>

#include "tb-ask-examples.h"
#include "tb-save-dialog.h"

enum { PROP_FOLLOWS = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (TbAskPage, tb_ask_page, GTK_TYPE_WIDGET)

/* --- the playhead --- */

static void
on_moved (TbPlayhead *playhead, TbAskPage *self)
{
  tb_ask_page_follow (self);
}

static void
on_run_changed (TbPlayhead *playhead, TbAskPage *self)
{
  tb_ask_page_cancel (self);
  g_clear_pointer (&self->ask, tb_ask_unref);
  g_clear_pointer (&self->answer, tb_answer_unref);
  g_clear_pointer (&self->asked, g_free);
  tb_ask_page_show_problem (self, NULL);
  tb_ask_page_show_answer (self);
}

static void
tb_ask_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tb_ask_page_parent_class)->map (widget);
  tb_ask_page_follow (TB_ASK_PAGE (widget));
}

/* --- the question --- */

static void
on_text_changed (GtkTextBuffer *buffer, TbAskPage *self)
{
  gtk_widget_set_visible (self->placeholder, gtk_text_buffer_get_char_count (buffer) == 0);
  if (gtk_widget_get_visible (self->popover))
    tb_ask_page_end_completion (self);
}

static gboolean
is_enter (guint key)
{
  return key == GDK_KEY_Return || key == GDK_KEY_KP_Enter || key == GDK_KEY_ISO_Enter;
}

static void
leave (TbAskPage *self)
{
  if (gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    gtk_root_set_focus (gtk_widget_get_root (GTK_WIDGET (self)), NULL);
}

/* What needs no modifier. Tab completes a word, and goes on to the next widget where there is none; Escape gives the keys back to the window. */
static gboolean
on_plain_key (TbAskPage *self, guint key)
{
  if (tb_ask_page_complete_key (self, key) || (key == GDK_KEY_Tab && tb_ask_page_is_writing (self) && tb_ask_page_complete (self)))
    return GDK_EVENT_STOP;
  if (key != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;
  leave (self);
  return GDK_EVENT_STOP;
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, TbAskPage *self)
{
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();

  if (modifiers == GDK_CONTROL_MASK && is_enter (key))
    gtk_widget_activate_action (GTK_WIDGET (self), "ask.run", NULL);
  else if (modifiers == GDK_CONTROL_MASK && key == GDK_KEY_space)
    tb_ask_page_complete (self);
  else if (modifiers == GDK_ALT_MASK && (key == GDK_KEY_Up || key == GDK_KEY_Down))
    tb_ask_page_walk_history (self, key == GDK_KEY_Up ? -1 : 1);
  else
    return modifiers == 0 && on_plain_key (self, key);
  return GDK_EVENT_STOP;
}

static void
on_focus_left (GtkEventControllerFocus *controller, TbAskPage *self)
{
  tb_ask_page_end_completion (self);
}

static void
on_row_activated (GtkColumnView *table, guint row, TbAskPage *self)
{
  tb_ask_page_select_row (self, row);
}

/* --- actions --- */

static void
run (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autofree char *sql = tb_ask_page_dup_question (TB_ASK_PAGE (widget));

  tb_ask_page_end_completion (TB_ASK_PAGE (widget));
  tb_ask_page_begin (TB_ASK_PAGE (widget), sql);
}

static void
cancel (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tb_ask_page_cancel (TB_ASK_PAGE (widget));
}

static void
take_example (GtkWidget *widget, const char *action, GVariant *parameter)
{
  guint example = g_variant_get_uint32 (parameter);

  if (example < tb_ask_examples_get_n ())
    tb_ask_page_ask (TB_ASK_PAGE (widget), tb_ask_examples_get (example).sql);
}

static void
earlier (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tb_ask_page_walk_history (TB_ASK_PAGE (widget), -1);
}

static void
later (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tb_ask_page_walk_history (TB_ASK_PAGE (widget), 1);
}

static void
save (GtkWidget *owner, const char *path, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (!tb_ask_page_export (TB_ASK_PAGE (owner), path, &error))
    {
      tb_ask_page_show_problem (TB_ASK_PAGE (owner), error->message);
      return;
    }
  sentence = g_strdup_printf (_("The answer is in %s."), path);
  gtk_widget_activate_action (owner, "win.toast", "s", sentence);
}

static void
export_answer (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tb_save_dialog_ask (widget, _("Save the Answer"), "answer.csv", save, NULL);
}

/* --- the object --- */

static void
tb_ask_page_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  TbAskPage *self = TB_ASK_PAGE (object);

  self->follows = g_value_get_boolean (value);
  tb_ask_page_follow (self);
}

static void
tb_ask_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, TB_ASK_PAGE (object)->follows);
}

static void
tb_ask_page_dispose (GObject *object)
{
  TbAskPage *self = TB_ASK_PAGE (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  g_clear_handle_id (&self->again, g_source_remove);
  g_clear_handle_id (&self->busy, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_pointer (&self->ask, tb_ask_unref);
  g_clear_pointer (&self->answer, tb_answer_unref);
  g_clear_object (&self->playhead);
  G_OBJECT_CLASS (tb_ask_page_parent_class)->dispose (object);
}

static void
tb_ask_page_finalize (GObject *object)
{
  TbAskPage *self = TB_ASK_PAGE (object);

  g_ptr_array_unref (self->history);
  g_free (self->asked);
  g_free (self->typed);
  G_OBJECT_CLASS (tb_ask_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  static const struct { const char *name; gssize offset; } children[] = {
#define CHILD(name) { #name, G_STRUCT_OFFSET (TbAskPage, name) }
    CHILD (question), CHILD (placeholder), CHILD (examples), CHILD (problem), CHILD (problem_text), CHILD (spinner), CHILD (status), CHILD (cut),
    CHILD (answers), CHILD (starters), CHILD (table), CHILD (tables), CHILD (search),
#undef CHILD
  };

  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    gtk_widget_class_bind_template_child_full (widget_class, children[i].name, FALSE, children[i].offset);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "ask.run", NULL, run);
  gtk_widget_class_install_action (widget_class, "ask.cancel", NULL, cancel);
  gtk_widget_class_install_action (widget_class, "ask.example", "u", take_example);
  gtk_widget_class_install_action (widget_class, "ask.earlier", NULL, earlier);
  gtk_widget_class_install_action (widget_class, "ask.later", NULL, later);
  gtk_widget_class_install_action (widget_class, "ask.export", NULL, export_answer);
}

static void
tb_ask_page_class_init (TbAskPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = tb_ask_page_set_property;
  object_class->get_property = tb_ask_page_get_property;
  object_class->dispose = tb_ask_page_dispose;
  object_class->finalize = tb_ask_page_finalize;
  widget_class->map = tb_ask_page_map;
  props[PROP_FOLLOWS] = g_param_spec_boolean ("follows", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-ask-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_children (widget_class);
  install_actions (widget_class);
}

static void
watch_question (TbAskPage *self)
{
  GtkEventController *keys = gtk_event_controller_key_new (), *focus = gtk_event_controller_focus_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  g_signal_connect (focus, "leave", G_CALLBACK (on_focus_left), self);
  gtk_widget_add_controller (GTK_WIDGET (self->question), keys);
  gtk_widget_add_controller (GTK_WIDGET (self->question), focus);
  g_signal_connect (gtk_text_view_get_buffer (self->question), "changed", G_CALLBACK (on_text_changed), self);
}

static void
tb_ask_page_init (TbAskPage *self)
{
  self->history = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  tb_ask_page_make_completion (self);
  tb_ask_page_make_tables (self);
  tb_ask_page_make_examples (self);
  watch_question (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "ask.cancel", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "ask.export", FALSE);
}

/**
 * tb_ask_page_new:
 *
 * Returns: (transfer floating): a page without a run
 */
GtkWidget *
tb_ask_page_new (void)
{
  return g_object_new (TB_TYPE_ASK_PAGE, NULL);
}

/**
 * tb_ask_page_set_playhead:
 * @self: the page
 * @playhead: whose run is asked, at whose time
 */
void
tb_ask_page_set_playhead (TbAskPage *self, TbPlayhead *playhead)
{
  if (!g_set_object (&self->playhead, playhead))
    return;
  g_signal_connect_object (playhead, "moved", G_CALLBACK (on_moved), self, 0);
  g_signal_connect_object (playhead, "run-changed", G_CALLBACK (on_run_changed), self, 0);
}

/**
 * tb_ask_page_ask:
 * @self: the page
 * @sql: a question
 *
 * Writes it into the field and asks it.
 */
void
tb_ask_page_ask (TbAskPage *self, const char *sql)
{
  tb_ask_page_set_question (self, sql);
  tb_ask_page_begin (self, sql);
}

/**
 * tb_ask_page_search:
 * @self: the page
 * @text: part of a name or a meaning, "" for all
 *
 * Lists only tables that have it, or have a column that has.
 */
void
tb_ask_page_search (TbAskPage *self, const char *text)
{
  tb_ask_page_filter_tables (self, text);
}

/**
 * tb_ask_page_export:
 * @self: the page
 * @path: a file whose name ends in .csv
 * @error: return location
 *
 * Writes the answer that is shown (RFC 4180), whole or not at all.
 *
 * Returns: %FALSE with the reason
 */
gboolean
tb_ask_page_export (TbAskPage *self, const char *path, GError **error)
{
  g_autoptr (GString) csv = NULL;

  if (self->answer == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("There is no answer to save; ask something first."));
      return FALSE;
    }
  if (!g_str_has_suffix (path, ".csv"))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("An answer is a table; give the file a name that ends in .csv."));
      return FALSE;
    }
  csv = tb_answer_to_csv (self->answer);
  return g_file_set_contents (path, csv->str, (gssize) csv->len, error);
}
