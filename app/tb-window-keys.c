/* tb-window-keys: the keys without a modifier, and the menu of scenarios: two small ways to the window's actions. */
#include <glib/gi18n-lib.h>

#include "tb-scenario.h"
#include "tb-settings.h"
#include "tb-window-exercise.h"
#include "tb-window-lesson.h"
#include "tb-window-private.h"

/* They belong to whoever has the focus first, and to no one while text is typed. */

typedef struct
{
  guint key;
  const char *action;
  const char *target;
} Key;

static const Key keys[] = {
  { GDK_KEY_space, "toggle-play", NULL },
  { GDK_KEY_Left, "step-back", NULL },
  { GDK_KEY_Right, "step-forward", NULL },
  { GDK_KEY_bracketleft, "slower", NULL },
  { GDK_KEY_bracketright, "faster", NULL },
  { GDK_KEY_1, "show-view", "fleet" },
  { GDK_KEY_2, "show-view", "handshakes" },
  { GDK_KEY_3, "show-view", "signatures" },
  { GDK_KEY_4, "show-view", "certificates" },
  { GDK_KEY_5, "show-view", "outbreak" },
  { GDK_KEY_6, "show-view", "monitor" },
};

static gboolean
is_typing (TbWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  return focus && (GTK_IS_EDITABLE (focus) || GTK_IS_TEXT_VIEW (focus));
}

static gboolean
key_pressed (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, TbWindow *self)
{
  if (key == GDK_KEY_Escape && tb_window_lesson_is_choosing (self))
    {
      tb_window_lesson_choose (self, FALSE);
      return GDK_EVENT_STOP;
    }
  if (key == GDK_KEY_Escape && !self->presentation && tb_window_exercise_is_debriefing (self))
    {
      tb_window_lesson_choose (self, FALSE);
      return GDK_EVENT_STOP;
    }
  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0 || is_typing (self))
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Escape && self->presentation)
    {
      tb_window_set_presentation (self, FALSE);
      return GDK_EVENT_STOP;
    }
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (keys[i].key == key)
      {
        g_action_group_activate_action (G_ACTION_GROUP (self), keys[i].action,
                                        keys[i].target ? g_variant_new_string (keys[i].target) : NULL);
        return GDK_EVENT_STOP;
      }
  return GDK_EVENT_PROPAGATE;
}

#define MAX_RECENT 6

/* Files that are still there, the newest first. */
static GMenu *
make_recent (void)
{
  g_auto (GStrv) paths = tb_settings_dup_recent ();
  GMenu *recent = g_menu_new ();

  for (guint i = 0; paths[i] != NULL && g_menu_model_get_n_items (G_MENU_MODEL (recent)) < MAX_RECENT; i++)
    {
      g_autofree char *name = g_filename_display_basename (paths[i]);
      g_autoptr (GMenuItem) item = g_file_test (paths[i], G_FILE_TEST_EXISTS) ? g_menu_item_new (name, NULL) : NULL;

      if (item == NULL)
        continue;
      g_menu_item_set_action_and_target (item, "win.open", "s", paths[i]);
      g_menu_append_item (recent, item);
    }
  return recent;
}

/* The menu of scenarios is read when it is opened, so that starting does not wait for it. */
static void
fill_open_menu (GtkMenuButton *button, gpointer user_data)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) recent = make_recent ();
  g_autoptr (GMenu) shipped = g_menu_new ();
  g_autoptr (GMenu) file = g_menu_new ();
  g_auto (GStrv) paths = tb_scenario_list ();

  for (guint i = 0; paths && paths[i]; i++)
    {
      g_autoptr (TbScenario) scenario = tb_scenario_load (paths[i], NULL);
      g_autoptr (GMenuItem) item = scenario ? g_menu_item_new (_(tb_scenario_get_title (scenario)), NULL) : NULL;

      if (item == NULL)
        continue;
      g_menu_item_set_action_and_target (item, "win.open", "s", tb_scenario_get_id (scenario));
      g_menu_append_item (shipped, item);
    }
  g_menu_append (file, _("Open File…"), "win.open-file");
  if (g_menu_model_get_n_items (G_MENU_MODEL (recent)) > 0)
    g_menu_append_section (menu, _("Last Used"), G_MENU_MODEL (recent));
  g_menu_append_section (menu, _("Scenarios"), G_MENU_MODEL (shipped));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (file));
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

/**
 * tb_window_keys_install:
 * @self: a window
 */
void
tb_window_keys_install (TbWindow *self)
{
  GtkEventController *controller = gtk_event_controller_key_new ();

  g_signal_connect (controller, "key-pressed", G_CALLBACK (key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

/**
 * tb_window_menu_install:
 * @self: a window
 * @button: what opens the menu of scenarios
 */
void
tb_window_menu_install (TbWindow *self, GtkMenuButton *button)
{
  gtk_menu_button_set_create_popup_func (button, fill_open_menu, NULL, NULL);
}
