/* tb-settings: see the header. The schema is looked for where schemas are installed, then beside the program as it was built. */
#include "tb-settings.h"

#define SCHEMA_ID "io.github.trustbed.Trustbed"

/* More than the menu shows, since some will be gone. */
#define MAX_RECENT 20

static GSettingsSchema *
find_built_schema (GSettingsSchemaSource *installed)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program ? g_path_get_dirname (program) : NULL;
  g_autofree char *data = folder ? g_build_filename (folder, "..", "data", NULL) : NULL;
  g_autoptr (GSettingsSchemaSource) built = data ? g_settings_schema_source_new_from_directory (data, installed, TRUE, NULL) : NULL;

  return built ? g_settings_schema_source_lookup (built, SCHEMA_ID, FALSE) : NULL;
}

static GSettings *
open_settings (void)
{
  GSettingsSchemaSource *installed = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = installed ? g_settings_schema_source_lookup (installed, SCHEMA_ID, TRUE) : NULL;

  if (schema == NULL)
    schema = find_built_schema (installed);
  return schema ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

/**
 * tb_settings_load:
 * @settings: (out caller-allocates): what was remembered, or what the schema has as defaults
 */
void
tb_settings_load (TbSettings *settings)
{
  g_autoptr (GSettings) store = open_settings ();

  *settings = (TbSettings) { 1280, 800, FALSE, TRUE, 0, 0 };
  if (store == NULL)
    return;
  settings->width = g_settings_get_int (store, "window-width");
  settings->height = g_settings_get_int (store, "window-height");
  settings->maximized = g_settings_get_boolean (store, "maximized");
  settings->inspector = g_settings_get_boolean (store, "inspector-shown");
  settings->color_scheme = g_settings_get_enum (store, "color-scheme");
  settings->speed = g_settings_get_double (store, "speed");
}

/**
 * tb_settings_save:
 * @settings: what to remember
 */
void
tb_settings_save (const TbSettings *settings)
{
  g_autoptr (GSettings) store = open_settings ();

  if (store == NULL)
    return;
  g_settings_set_int (store, "window-width", settings->width);
  g_settings_set_int (store, "window-height", settings->height);
  g_settings_set_boolean (store, "maximized", settings->maximized);
  g_settings_set_boolean (store, "inspector-shown", settings->inspector);
  g_settings_set_enum (store, "color-scheme", settings->color_scheme);
  g_settings_set_double (store, "speed", settings->speed);
  g_settings_sync ();
}

char *
tb_settings_dup_learner (void)
{
  g_autoptr (GSettings) store = open_settings ();

  return store ? g_settings_get_string (store, "learner") : g_strdup ("");
}

void
tb_settings_save_learner (const char *learner)
{
  g_autoptr (GSettings) store = open_settings ();

  if (store != NULL)
    g_settings_set_string (store, "learner", learner);
}

GStrv
tb_settings_dup_recent (void)
{
  g_autoptr (GSettings) store = open_settings ();
  g_auto (GStrv) uris = store ? g_settings_get_strv (store, "recent-files") : NULL;
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();

  for (guint i = 0; uris != NULL && uris[i] != NULL; i++)
    {
      g_autofree char *path = g_filename_from_uri (uris[i], NULL, NULL);

      if (path != NULL)
        g_strv_builder_add (paths, path);
    }
  return g_strv_builder_end (paths);
}

void
tb_settings_save_recent (const char *path)
{
  g_autoptr (GSettings) store = open_settings ();
  g_auto (GStrv) before = store ? g_settings_get_strv (store, "recent-files") : NULL;
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  const char *uris[MAX_RECENT + 1] = { uri };
  guint n = 1;

  if (store == NULL || uri == NULL)
    return;
  for (guint i = 0; before[i] != NULL && n < MAX_RECENT; i++)
    if (g_strcmp0 (before[i], uri) != 0)
      uris[n++] = before[i];
  g_settings_set_strv (store, "recent-files", uris);
}
