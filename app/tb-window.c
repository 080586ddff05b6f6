/* tb-window: see the header. It owns the playhead, drives it by the frame clock, and hands it to views, inspector and time bar; what it can be
 * asked to do is in tb-window-actions. */
#include "tb-window.h"

#include <glib/gi18n-lib.h>

#include "tb-alert-badge.h"
#include "tb-certificate-view.h"
#include "tb-command-line.h"
#include "tb-inspector.h"
#include "tb-debrief-page.h"
#include "tb-lesson-chooser.h"
#include "tb-lesson-panel.h"
#include "tb-settings.h"
#include "tb-transport.h"
#include "tb-views.h"
#include "tb-window-actions.h"
#include "tb-window-document.h"
#include "tb-window-exercise.h"
#include "tb-window-lesson.h"
#include "tb-window-private.h"

#define TIGHT_WIDTH 1500
#define LESSON_WIDTH 344
#define LARGE_LESSON_WIDTH 470

G_DEFINE_FINAL_TYPE (TbWindow, tb_window, ADW_TYPE_APPLICATION_WINDOW)

TbPlayhead *
tb_window_get_playhead (TbWindow *self)
{
  return self->playhead;
}

TbLiveService *
tb_window_get_live (TbWindow *self)
{
  return TB_LIVE_SERVICE (self->live);
}

static void
problem_closed (TbWindow *self)
{
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->problem), FALSE);
}

/* Views */

static const TbView *
get_present_view (TbWindow *self)
{
  return tb_views_find (adw_view_stack_get_visible_child_name (ADW_VIEW_STACK (self->views)));
}

/* Whether a lesson leaves little room. */
static gboolean
is_tight (TbWindow *self)
{
  return tb_window_lesson_get_panel (self) && gtk_widget_get_width (GTK_WIDGET (self)) < TIGHT_WIDTH;
}

/* Each sort of view remembers whether the inspector is wanted beside it; an audience gets the view alone, and a view with details of its own gets what room there is
 * beside a lesson. */
void
tb_window_fit_inspector (TbWindow *self)
{
  gboolean has_detail = get_present_view (self)->has_detail;
  gboolean has_room = !self->presentation && !tb_window_lesson_is_choosing (self) && !tb_window_exercise_is_debriefing (self) && !(has_detail && is_tight (self));

  adw_flap_set_reveal_flap (ADW_FLAP (self->flap), has_room && self->inspector_on[has_detail]);
  tb_window_exercise_fit (self);
}

static void
search_changed (TbWindow *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));

  get_present_view (self)->search (adw_view_stack_get_visible_child (ADW_VIEW_STACK (self->views)), text);
}

static void
view_changed (TbWindow *self)
{
  if (self->playhead == NULL || get_present_view (self) == NULL)
    return;
  search_changed (self);
  tb_window_fit_inspector (self);
  tb_window_actions_tell (self, FALSE);
}

gboolean
tb_window_show_view (TbWindow *self, const char *name)
{
  if (g_str_equal (name, "lessons"))
    {
      tb_window_lesson_choose (self, TRUE);
      return TRUE;
    }
  if (tb_views_find (name) == NULL)
    return FALSE;
  tb_window_lesson_choose (self, FALSE);
  adw_view_stack_set_visible_child_name (ADW_VIEW_STACK (self->views), name);
  return TRUE;
}

void
tb_window_show_live (TbWindow *self)
{
  GtkWidget *view = adw_view_stack_get_child_by_name (ADW_VIEW_STACK (self->views), "certificates");

  tb_certificate_view_show_page (TB_CERTIFICATE_VIEW (view), "live");
  tb_window_show_view (self, "certificates");
}

const char *
tb_window_get_view (TbWindow *self)
{
  const TbView *view = get_present_view (self);

  if (tb_window_lesson_is_choosing (self))
    return "lessons";
  return view ? view->name : "";
}

/**
 * tb_window_show_page:
 * @self: a window
 * @page: a page of the view that is shown
 */
void
tb_window_show_page (TbWindow *self, const char *page)
{
  if (get_present_view (self)->show_page != NULL)
    get_present_view (self)->show_page (adw_view_stack_get_visible_child (ADW_VIEW_STACK (self->views)), page);
}

gboolean
tb_window_export (TbWindow *self, const char *file, GError **error)
{
  return get_present_view (self)->export (adw_view_stack_get_visible_child (ADW_VIEW_STACK (self->views)), file, error);
}

static void
add_views (TbWindow *self)
{
  const TbView *view;

  for (guint i = 0; (view = tb_views_get (i)); i++)
    {
      GtkWidget *widget = g_object_new (view->get_type (), "playhead", self->playhead, NULL);

      if (view->set_live != NULL)
        view->set_live (widget, TB_LIVE_SERVICE (self->live));
      adw_view_stack_add_titled_with_icon (ADW_VIEW_STACK (self->views), widget, view->name, _(view->title), view->icon);
    }
  tb_alert_badge_install (ADW_VIEW_STACK (self->views), self->playhead);
}

void
tb_window_toggle_search (TbWindow *self)
{
  gboolean on = gtk_search_bar_get_search_mode (GTK_SEARCH_BAR (self->search_bar));

  gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (self->search_bar), !on);
  if (!on)
    gtk_widget_grab_focus (self->search_entry);
}

/**
 * tb_window_compose:
 * @self: a window
 * @line: the beginning of a command, for the person to finish
 */
void
tb_window_compose (TbWindow *self, const char *line)
{
  tb_command_line_say (TB_COMMAND_LINE (self->command_line), line);
  tb_window_focus_command (self);
}

void
tb_window_focus_command (TbWindow *self)
{
  tb_command_line_focus (TB_COMMAND_LINE (self->command_line));
}

void
tb_window_focus_lesson (TbWindow *self)
{
  gtk_widget_child_focus (self->lesson_panel, GTK_DIR_TAB_FORWARD);
}

void
tb_window_focus_view (TbWindow *self)
{
  GtkWidget *view = adw_view_stack_get_visible_child (ADW_VIEW_STACK (self->views));

  if (view)
    gtk_widget_child_focus (view, GTK_DIR_TAB_FORWARD);
}

void
tb_window_set_inspector (TbWindow *self, gboolean shown)
{
  if (!self->presentation)
    self->inspector_on[get_present_view (self)->has_detail] = shown;
  adw_flap_set_reveal_flap (ADW_FLAP (self->flap), shown);
  tb_window_actions_tell (self, FALSE);
}

gboolean
tb_window_get_inspector (TbWindow *self)
{
  return adw_flap_get_reveal_flap (ADW_FLAP (self->flap));
}

/**
 * tb_window_set_presentation:
 * @self: a window
 * @on: whether an audience looks: large type, nothing but the view, the story and the time
 */
void
tb_window_set_presentation (TbWindow *self, gboolean on)
{
  if (self->presentation == on)
    return;
  self->presentation = on;
  tb_window_fit_inspector (self);
  gtk_widget_set_visible (self->header, !on);
  gtk_widget_set_visible (self->command_line, !on);
  adw_clamp_set_maximum_size (ADW_CLAMP (self->lesson_clamp), on ? LARGE_LESSON_WIDTH : LESSON_WIDTH);
  tb_transport_set_slim (TB_TRANSPORT (self->transport), on);
  if (on)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self), "presentation");
      gtk_window_fullscreen (GTK_WINDOW (self));
    }
  else
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self), "presentation");
      gtk_window_unfullscreen (GTK_WINDOW (self));
    }
  tb_window_actions_tell (self, FALSE);
}

gboolean
tb_window_get_presentation (TbWindow *self)
{
  return self->presentation;
}

static char **
complete (const char *line, gpointer user_data)
{
  return tb_window_actions_complete (TB_WINDOW (user_data), line);
}

/* What the playhead tells */

static void
on_said (TbWindow *self, const char *line)
{
  tb_window_say (self, line);
  tb_window_run_frames (self);
  tb_window_actions_tell (self, TRUE);
}

static void
on_playing (TbWindow *self)
{
  tb_window_run_frames (self);
  tb_window_actions_tell (self, TRUE);
}

static void
on_caption (TbWindow *self)
{
  g_autofree char *caption = NULL;

  g_object_get (self->playhead, "caption", &caption, NULL);
  gtk_label_set_text (GTK_LABEL (self->caption_label), caption);
}

static void
on_live (TbWindow *self)
{
  tb_window_actions_tell (self, FALSE);
}

static void
on_selection (TbWindow *self)
{
  tb_window_actions_tell (self, FALSE);
}

/* What is remembered */

static void
restore (TbWindow *self)
{
  static const char *const schemes[] = { [0] = "default", [1] = "light", [4] = "dark" };
  TbSettings settings;

  tb_settings_load (&settings);
  gtk_window_set_default_size (GTK_WINDOW (self), settings.width, settings.height);
  if (settings.maximized)
    gtk_window_maximize (GTK_WINDOW (self));
  self->inspector_on[FALSE] = settings.inspector;
  tb_window_fit_inspector (self);
  if (settings.speed > 0)
    tb_playhead_set_speed (self->playhead, settings.speed);
  if (settings.color_scheme > 0 && settings.color_scheme < (int) G_N_ELEMENTS (schemes) && schemes[settings.color_scheme])
    g_action_group_change_action_state (G_ACTION_GROUP (self), "color-scheme", g_variant_new_string (schemes[settings.color_scheme]));
}

static gboolean
tb_window_close_request (GtkWindow *window)
{
  TbWindow *self = TB_WINDOW (window);
  TbSettings settings;

  tb_settings_load (&settings);
  if (!self->presentation)
    gtk_window_get_default_size (window, &settings.width, &settings.height);
  settings.maximized = gtk_window_is_maximized (window);
  settings.inspector = self->inspector_on[FALSE];
  settings.color_scheme = adw_style_manager_get_color_scheme (adw_style_manager_get_default ());
  settings.speed = tb_playhead_has_own_speed (self->playhead) ? tb_playhead_get_speed (self->playhead) : 0;
  tb_settings_save (&settings);
  tb_live_host_shut (self->live);
  return GTK_WINDOW_CLASS (tb_window_parent_class)->close_request (window);
}

static void
tb_window_dispose (GObject *object)
{
  TbWindow *self = TB_WINDOW (object);

  if (self->playhead != NULL)
    tb_window_document_close (self);
  g_clear_pointer (&self->left, tb_left_free);
  g_clear_pointer (&self->answer, g_free);
  tb_window_lesson_stop (self);
  tb_window_run_stop (self);
  if (self->playhead)
    g_signal_handlers_disconnect_by_data (self->playhead, self);
  g_clear_object (&self->playhead);
  if (self->live)
    {
      g_signal_handlers_disconnect_by_data (self->live, self);
      tb_live_host_shut (self->live);
    }
  g_clear_object (&self->live);
  g_clear_pointer (&self->reselect, g_free);
  G_OBJECT_CLASS (tb_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, TbWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, TbWindow, header);
  gtk_widget_class_bind_template_child (widget_class, TbWindow, lessons_button);
  gtk_widget_class_bind_template_child (widget_class, TbWindow, open_button);
  gtk_widget_class_bind_template_child (widget_class, TbWindow, title_label);
  gtk_widget_class_bind_template_child (widget_class, TbWindow, subtitle_label);
  gtk_widget_class_bind_template_child (widget_class, TbWindow, search_button);
  gtk_widget_class_bind_template_child (widget_class, TbWindow, inspector_button);
  gtk_widget_class_bind_template_child (widget_class, TbWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, TbWindow, problem);
  gtk_widget_class_bind_template_child (widget_class, TbWindow, problem_label);
  gtk_widget_class_bind_template_child (widget_class, TbWindow, problem_close);
  gtk_widget_class_bind_template_child (widget_class, TbWindow, left_bar);
  gtk_widget_class_bind_template_child (widget_class, TbWindow, left_label);
  gtk_widget_class_bind_template_child (widget_class, TbWindow, heads);
  gtk_widget_class_bind_template_child (widget_class, TbWindow, lesson_flap);
  gtk_widget_class_bind_template_child (widget_class, TbWindow, lesson_clamp);
  gtk_widget_class_bind_template_child (widget_class, TbWindow, lesson_panel);
  gtk_widget_class_bind_template_child (widget_class, TbWindow, debrief_page);
  gtk_widget_class_bind_template_child (widget_class, TbWindow, lessons);
  gtk_widget_class_bind_template_child (widget_class, TbWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, TbWindow, search_bar);
  gtk_widget_class_bind_template_child (widget_class, TbWindow, search_entry);
  gtk_widget_class_bind_template_child (widget_class, TbWindow, body);
  gtk_widget_class_bind_template_child (widget_class, TbWindow, views);
  gtk_widget_class_bind_template_child (widget_class, TbWindow, inspector);
  gtk_widget_class_bind_template_child (widget_class, TbWindow, bottom);
  gtk_widget_class_bind_template_child (widget_class, TbWindow, caption_label);
  gtk_widget_class_bind_template_child (widget_class, TbWindow, transport);
  gtk_widget_class_bind_template_child (widget_class, TbWindow, command_line);
}

static void
tb_window_class_init (TbWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = tb_window_close_request;
  g_type_ensure (TB_TYPE_COMMAND_LINE);
  g_type_ensure (TB_TYPE_INSPECTOR);
  g_type_ensure (TB_TYPE_DEBRIEF_PAGE);
  g_type_ensure (TB_TYPE_LESSON_CHOOSER);
  g_type_ensure (TB_TYPE_LESSON_PANEL);
  g_type_ensure (TB_TYPE_TRANSPORT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-window.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, problem_closed);
  gtk_widget_class_bind_template_callback (widget_class, search_changed);
  gtk_widget_class_bind_template_callback (widget_class, view_changed);
}

static void
connect_playhead (TbWindow *self)
{
  g_signal_connect_swapped (self->playhead, "said", G_CALLBACK (on_said), self);
  g_signal_connect_swapped (self->playhead, "notify::playing", G_CALLBACK (on_playing), self);
  g_signal_connect_swapped (self->playhead, "notify::caption", G_CALLBACK (on_caption), self);
  g_signal_connect_swapped (self->playhead, "selection-changed", G_CALLBACK (on_selection), self);
  g_signal_connect_swapped (self->live, "changed", G_CALLBACK (on_live), self);
  tb_transport_set_playhead (TB_TRANSPORT (self->transport), self->playhead);
  tb_inspector_set_playhead (TB_INSPECTOR (self->inspector), self->playhead);
}

static void
name_buttons (TbWindow *self)
{
  const struct { GtkWidget *button; const char *name; } names[] = {
    { self->lessons_button, _("Lessons") },
    { self->open_button, _("Open a scenario") },
    { self->search_button, _("Search") },
    { self->inspector_button, _("Inspector") },
    { self->menu_button, _("Main menu") },
    { self->problem_close, _("Close this message") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    gtk_accessible_update_property (GTK_ACCESSIBLE (names[i].button), GTK_ACCESSIBLE_PROPERTY_LABEL, names[i].name, -1);
}

static void
tb_window_init (TbWindow *self)
{
  self->playhead = tb_playhead_new ();
  self->live = tb_live_host_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  tb_window_actions_install (self);
  tb_window_document_add_actions (self);
  tb_window_lesson_install (self);
  connect_playhead (self);
  add_views (self);
  name_buttons (self);
  gtk_search_bar_connect_entry (GTK_SEARCH_BAR (self->search_bar), GTK_EDITABLE (self->search_entry));
  tb_window_keys_install (self);
  tb_window_menu_install (self, GTK_MENU_BUTTON (self->open_button));
  tb_command_line_set_complete (TB_COMMAND_LINE (self->command_line), complete, self);
  restore (self);
  tb_window_run_start (self);
  tb_window_actions_tell (self, TRUE);
}

TbWindow *
tb_window_new (GtkApplication *application)
{
  return g_object_new (TB_TYPE_WINDOW, "application", application, NULL);
}
