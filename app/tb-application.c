/* tb-application: see the header. Arguments are checked before any window is made, so that a bad one is a sentence on standard error. */
#include "tb-application.h"

#include <glib/gi18n-lib.h>

#include "tb-document.h"
#include "tb-look.h"
#include "tb-scenario.h"
#include "tb-window-document.h"
#include "tb-window.h"

#define DEFAULT_SCENARIO "smart-home"
#define BAD_INPUT 2

struct _TbApplication
{
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (TbApplication, tb_application, ADW_TYPE_APPLICATION)

typedef struct
{
  const char *action;
  const char *keys[3];
} Accelerator;

static const Accelerator accelerators[] = {
  { "app.quit", { "<Control>q" } },
  { "win.close", { "<Control>w" } },
  { "win.open-file", { "<Control>o" } },
  { "win.save", { "<Control>s" } },
  { "win.save-as-file", { "<Control><Shift>s" } },
  { "win.search", { "<Control>f" } },
  { "win.command", { "<Control>l" } },
  { "win.lesson-panel-toggle", { "F8" } },
  { "win.inspector-toggle", { "F9" } },
  { "win.presentation-toggle", { "F11" } },
  { "win.undo", { "<Control>z" } },
  { "win.redo", { "<Control><Shift>z" } },
  { "win.show-help-overlay", { "<Control>question" } },
};

static TbWindow *
get_window (TbApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  return TB_IS_WINDOW (window) ? TB_WINDOW (window) : NULL;
}

/* The window comes first and is filled after. */
static void
show_scenario (TbApplication *self, const char *name)
{
  TbWindow *window = get_window (self);
  gboolean is_new = window == NULL;

  if (is_new)
    window = tb_window_new (GTK_APPLICATION (self));
  gtk_window_present (GTK_WINDOW (window));
  if (name)
    tb_window_open (window, name);
  else if (is_new)
    tb_window_open (window, DEFAULT_SCENARIO);
  if (is_new)
    tb_window_document_look_for_left (window);
}

static void
tb_application_activate (GApplication *application)
{
  show_scenario (TB_APPLICATION (application), NULL);
}

/* A name that is no file may be one of the scenarios that come with the program; the file then has a name like it. */
static char *
get_scenario_name (GFile *file)
{
  g_autofree char *path = g_file_get_path (file);

  if (path && !g_file_test (path, G_FILE_TEST_EXISTS))
    return g_path_get_basename (path);
  return path ? g_steal_pointer (&path) : g_file_get_uri (file);
}

static void
tb_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  for (int i = 0; i < n_files; i++)
    {
      g_autofree char *name = get_scenario_name (files[i]);

      show_scenario (TB_APPLICATION (application), name);
    }
}

static int
complain (const char *sentence)
{
  g_printerr ("trustbed: %s\n", sentence);
  return BAD_INPUT;
}

static gboolean
check_name (const char *name, GError **error)
{
  g_autoptr (TbDocument) document = NULL;
  g_autoptr (TbScenario) scenario = NULL;

  if (tb_document_is_one (name))
    document = tb_document_load (name, error);
  else
    scenario = tb_scenario_load (name, error);
  return document != NULL || scenario != NULL;
}

static int
check_names (char **names)
{
  for (guint i = 0; names && names[i]; i++)
    {
      g_autoptr (GError) error = NULL;

      if (!check_name (names[i], &error))
        return complain (error->message);
    }
  return -1;
}

/* Hands the scenarios to the process that has the window, which may be this one. */
static int
hand_over (GApplication *application, char **names)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; names[i]; i++)
    g_ptr_array_add (files, g_file_new_for_commandline_arg (names[i]));
  if (!g_application_register (application, NULL, &error))
    return complain (error->message);
  g_application_open (application, (GFile **) files->pdata, (int) files->len, "");
  return g_application_get_is_remote (application) ? 0 : -1;
}

static int
tb_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  g_autofree char **names = NULL;
  int status;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("trustbed %s\n", TRUSTBED_VERSION);
      return 0;
    }
  g_variant_dict_lookup (options, G_OPTION_REMAINING, "^a&ay", &names);
  status = check_names (names);
  if (status >= 0)
    return status;
  if (!gtk_init_check ())
    return complain (_("no display to open a window on; “trustbed-cli run” plays a scenario without one"));
  return names ? hand_over (application, names) : -1;
}

static void
quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GApplication *application = user_data;
  GList *windows = g_list_copy_deep (gtk_application_get_windows (GTK_APPLICATION (application)), (GCopyFunc) (void (*) (void)) g_object_ref, NULL);

  for (GList *at = windows; at; at = at->next)
    gtk_window_close (at->data);
  g_list_free_full (windows, g_object_unref);
  g_application_quit (application);
}

static void
tb_application_startup (GApplication *application)
{
  static const GActionEntry entries[] = { { "quit", quit } };

  G_APPLICATION_CLASS (tb_application_parent_class)->startup (application);
  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries), application);
  for (guint i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), accelerators[i].action, accelerators[i].keys);
  tb_look_install (gdk_display_get_default ());
}

static void
tb_application_class_init (TbApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->activate = tb_application_activate;
  application_class->open = tb_application_open;
  application_class->startup = tb_application_startup;
  application_class->handle_local_options = tb_application_handle_local_options;
}

static void
tb_application_init (TbApplication *self)
{
  static const GOptionEntry entries[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Say which version this is"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL, N_("[SCENARIO|DOCUMENT]") },
    { NULL }
  };

  g_application_add_main_option_entries (G_APPLICATION (self), entries);
  g_application_set_option_context_summary (G_APPLICATION (self),
    _("Watch a fleet of devices prove who they are, with real certificates.\nSCENARIO is a file, or the name of one that comes with Trustbed, such as smart-home."));
}

TbApplication *
tb_application_new (void)
{
  return g_object_new (TB_TYPE_APPLICATION,
                       "application-id", "io.github.trustbed.Trustbed",
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", "/io/github/trustbed/Trustbed", NULL);
}
