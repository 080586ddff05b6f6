/* tb-labelled: see the header. What varies is drawn from streams named after the file, so that it is the same for the same seed. */
#include "tb-labelled-private.h"

#include <string.h>

#include "tb-alert-rules.h"
#include "tb-braces.h"
#include "tb-command.h"
#include "tb-stream.h"

void
tb_draw_free (gpointer data)
{
  TbDraw *draw = data;

  g_strfreev (draw->words);
  g_free (draw->group);
  g_free (draw->name);
  g_free (draw);
}

void
tb_pair_free (gpointer data)
{
  TbPair *pair = data;

  g_free (pair->key);
  g_free (pair->value);
  g_free (pair);
}

void
tb_truth_free (gpointer data)
{
  TbTruth *truth = data;

  g_free (truth->alert);
  g_free (truth->sql);
  g_free (truth);
}

TbLabelled *
tb_labelled_new (const char *path)
{
  TbLabelled *labelled = g_new0 (TbLabelled, 1);

  labelled->path = g_strdup (path);
  labelled->draws = g_ptr_array_new_with_free_func (tb_draw_free);
  labelled->settings = g_ptr_array_new_with_free_func (tb_pair_free);
  labelled->commands = g_ptr_array_new_with_free_func (tb_pair_free);
  labelled->truths = g_ptr_array_new_with_free_func (tb_truth_free);
  return labelled;
}

/**
 * tb_labelled_free:
 * @labelled: (transfer full): a labelled scenario
 *
 * Frees it.
 */
void
tb_labelled_free (TbLabelled *labelled)
{
  g_ptr_array_unref (labelled->draws);
  g_ptr_array_unref (labelled->settings);
  g_ptr_array_unref (labelled->commands);
  g_ptr_array_unref (labelled->truths);
  g_clear_pointer (&labelled->scenario, g_bytes_unref);
  g_free (labelled->scenario_path);
  g_free (labelled->id);
  g_free (labelled->path);
  g_free (labelled);
}

const char *tb_labelled_get_id (TbLabelled *labelled) { return labelled->id; }
GPtrArray *tb_labelled_get_truths (TbLabelled *labelled) { return labelled->truths; }

/**
 * tb_labelled_load:
 * @path: a file
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what it holds, or %NULL with a sentence that names file and line
 */
TbLabelled *
tb_labelled_load (const char *path, GError **error)
{
  g_autoptr (TbLabelled) labelled = tb_labelled_new (path);
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  return tb_labelled_read (labelled, text, length, error) ? g_steal_pointer (&labelled) : NULL;
}

static gint
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(TbLabelled *const *) a)->id, (*(TbLabelled *const *) b)->id);
}

static char *
own_folder (void)
{
  g_autofree char *data_dir = tb_scenario_find_data_dir ();

  return g_build_filename (data_dir, "alerts", "labelled", NULL);
}

/**
 * tb_labelled_load_all:
 * @folder: (nullable): where the files are; %NULL for those that are shipped
 * @error: return location
 *
 * Returns: (transfer full) (element-type TbLabelled) (nullable): all of a folder by their ids, or %NULL with what is wrong with one
 */
GPtrArray *
tb_labelled_load_all (const char *folder, GError **error)
{
  g_autofree char *where = folder != NULL ? g_strdup (folder) : own_folder ();
  g_autoptr (GDir) dir = g_dir_open (where, 0, error);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_labelled_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (where, name, NULL);
      TbLabelled *labelled;

      if (!g_str_has_suffix (name, ".xml"))
        continue;
      labelled = tb_labelled_load (path, error);
      if (labelled == NULL)
        return NULL;
      g_ptr_array_add (all, labelled);
    }
  g_ptr_array_sort (all, compare_ids);
  return dir != NULL ? g_steal_pointer (&all) : NULL;
}

/* --- one of its runs --- */

typedef struct { GPtrArray *names; GPtrArray *values; } Drawn;

static const char *
find_drawn (const char *name, gpointer data)
{
  const Drawn *drawn = data;

  for (guint i = 0; i < drawn->names->len; i++)
    if (strcmp (g_ptr_array_index (drawn->names, i), name) == 0)
      return g_ptr_array_index (drawn->values, i);
  return NULL;
}

static gboolean
is_drawn (const Drawn *drawn, const char *value)
{
  return g_ptr_array_find_with_equal_func (drawn->values, value, g_str_equal, NULL);
}

/* One that was not drawn before, as long as there is one. */
static char *
draw_device (const TbGroup *group, TbFleet *fleet, const Drawn *drawn, TbStream *stream)
{
  char *name = NULL;

  for (guint tries = 0; name == NULL || (tries < 64 && is_drawn (drawn, name)); tries++)
    {
      g_free (name);
      name = tb_fleet_dup_name (fleet, group->first + (guint32) tb_stream_below (stream, group->count));
    }
  return name;
}

static char *
draw_value (TbLabelled *labelled, const TbDraw *draw, TbFleet *fleet, const Drawn *drawn, guint64 seed)
{
  const TbGroup *group = draw->group != NULL ? tb_fleet_find_group (fleet, draw->group) : NULL;
  TbStream stream;

  tb_stream_initf (&stream, seed, "labelled/%s/%s", labelled->id, draw->name);
  if (group != NULL)
    return draw_device (group, fleet, drawn, &stream);
  if (draw->words != NULL)
    return g_strdup (draw->words[tb_stream_below (&stream, g_strv_length (draw->words))]);
  return g_strdup_printf ("%" G_GINT64_FORMAT, draw->least + (gint64) tb_stream_below (&stream, (guint64) (draw->most - draw->least) + 1));
}

static void
draw_all (TbLabelled *labelled, TbFleet *fleet, guint64 seed, Drawn *drawn)
{
  for (guint i = 0; i < labelled->draws->len; i++)
    {
      const TbDraw *draw = g_ptr_array_index (labelled->draws, i);
      char *value = draw_value (labelled, draw, fleet, drawn, seed);

      g_ptr_array_add (drawn->names, g_strdup (draw->name));
      g_ptr_array_add (drawn->values, value);
    }
}

static TbScenario *
make_scenario (TbLabelled *labelled, Drawn *drawn, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) settings = NULL;
  gsize length;
  const char *text = g_bytes_get_data (labelled->scenario, &length);

  for (guint i = 0; i < labelled->settings->len; i++)
    {
      const TbPair *pair = g_ptr_array_index (labelled->settings, i);
      g_autofree char *value = tb_braces_fill (pair->value, find_drawn, drawn), *setting = g_strdup_printf ("%s=%s", pair->key, value);

      g_strv_builder_add (builder, setting);
    }
  settings = g_strv_builder_end (builder);
  return tb_scenario_new_with (text, length, labelled->scenario_path, (const char *const *) settings, error);
}

static gint
compare_times (gconstpointer a, gconstpointer b)
{
  const TbCommand *one = *(const TbCommand *const *) a, *other = *(const TbCommand *const *) b;

  return one->at_us < other->at_us ? -1 : one->at_us > other->at_us;
}

static GPtrArray *
make_commands (TbLabelled *labelled, TbFleet *fleet, Drawn *drawn, GError **error)
{
  g_autoptr (GPtrArray) commands = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_command_free);

  for (guint i = 0; i < labelled->commands->len; i++)
    {
      const TbPair *pair = g_ptr_array_index (labelled->commands, i);
      g_autofree char *at = tb_braces_fill (pair->key, find_drawn, drawn), *text = tb_braces_fill (pair->value, find_drawn, drawn);
      g_auto (GStrv) parts = g_strsplit (at, " ", -1);
      g_autofree char *when = g_strjoinv ("", parts), *line = g_strdup_printf ("@%s %s", when, text);
      TbCommand *command = tb_command_parse (line, error);

      if (command != NULL)
        g_ptr_array_add (commands, command);
      if (command == NULL || !tb_command_check (command, fleet, error))
        {
          g_prefix_error (error, "%s: ", labelled->path);
          return NULL;
        }
    }
  g_ptr_array_sort (commands, compare_times);
  return g_steal_pointer (&commands);
}

static TbRun *
start (TbLabelled *labelled, guint64 seed, Drawn *drawn, GError **error)
{
  const TbRunOptions options = { .has_seed = TRUE, .seed = seed, .until_us = labelled->until_us, .n_threads = 1 };
  gsize length;
  const char *text = g_bytes_get_data (labelled->scenario, &length);
  g_autoptr (TbScenario) plain = tb_scenario_new_from_data (text, length, labelled->scenario_path, error), scenario = NULL;
  g_autoptr (GPtrArray) commands = NULL;

  if (plain == NULL)
    return NULL;
  draw_all (labelled, tb_scenario_get_fleet (plain), seed, drawn);
  scenario = make_scenario (labelled, drawn, error);
  commands = scenario != NULL ? make_commands (labelled, tb_scenario_get_fleet (scenario), drawn, error) : NULL;
  return commands != NULL ? tb_run_new (scenario, &options, commands, error) : NULL;
}

static GStrv
take_list (GPtrArray *list)
{
  g_ptr_array_add (list, NULL);
  return (GStrv) g_ptr_array_free (list, FALSE);
}

/**
 * tb_labelled_start:
 * @labelled: a labelled scenario
 * @seed: of the run and of what varies
 * @names: (out): what varies
 * @values: (out): and what was drawn
 * @error: return location
 *
 * Returns: (transfer full) (nullable): a run at its beginning
 */
TbRun *
tb_labelled_start (TbLabelled *labelled, guint64 seed, char ***names, char ***values, GError **error)
{
  Drawn drawn = { g_ptr_array_new (), g_ptr_array_new () };
  TbRun *run = start (labelled, seed, &drawn, error);

  *names = take_list (drawn.names);
  *values = take_list (drawn.values);
  return run;
}
