/* tb-cli-compare: see the header. Finds the profiles and links and lets tb-cost-sheet work; how it is shown is in tb-cli-compare-report.c. */
#include "tb-cli-compare.h"

#include <string.h>

#include "tb-cli.h"
#include "tb-scenario.h"

#define SERVER "server"

static void
comparison_clear (TbComparison *comparison)
{
  g_clear_pointer (&comparison->sheet, tb_cost_sheet_free);
  g_clear_pointer (&comparison->devices, g_ptr_array_unref);
  g_clear_pointer (&comparison->links, g_ptr_array_unref);
  g_clear_pointer (&comparison->server, tb_profile_free);
  g_clear_pointer (&comparison->device_names, g_strfreev);
  g_clear_pointer (&comparison->link_names, g_strfreev);
  g_clear_pointer (&comparison->keys, g_strfreev);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbComparison, comparison_clear)

/* --- profiles and links --- */

typedef gpointer (*Load) (const char *path, GError **error);

static gint
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Returns: (transfer full): the ids of all files with that ending in a folder of the data, in order */
static GPtrArray *
list_ids (const char *folder, const char *ending)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ending))
      g_ptr_array_add (ids, g_strndup (name, strlen (name) - strlen (ending)));
  g_ptr_array_sort (ids, compare_ids);
  return ids;
}

static gboolean
is_wanted (const char *id, char **wanted)
{
  return wanted == NULL ? strcmp (id, SERVER) != 0 : g_strv_contains ((const char *const *) wanted, id);
}

static char *
path_of (const char *folder, const char *id, const char *ending)
{
  g_autofree char *file = g_strconcat (id, ending, NULL);

  return g_build_filename (folder, file, NULL);
}

static gboolean
load_all (GPtrArray *into, const char *kind, const char *ending, char **wanted, Load load, GError **error)
{
  g_autofree char *data_dir = tb_scenario_find_data_dir ();
  g_autofree char *folder = g_build_filename (data_dir, kind, NULL);
  g_autoptr (GPtrArray) ids = list_ids (folder, ending);

  for (guint i = 0; i < ids->len; i++)
    {
      g_autofree char *path = path_of (folder, g_ptr_array_index (ids, i), ending);
      gpointer loaded = is_wanted (g_ptr_array_index (ids, i), wanted) ? load (path, error) : NULL;

      if (loaded != NULL)
        g_ptr_array_add (into, loaded);
      else if (error != NULL && *error != NULL)
        return FALSE;
    }
  if (wanted == NULL ? into->len > 0 : into->len == g_strv_length (wanted))
    return TRUE;
  g_set_error (error, TB_PROFILE_ERROR, TB_PROFILE_ERROR_NOT_FOUND, "not all that was asked for is in %s", folder);
  return FALSE;
}

static gboolean
load_server (TbComparison *comparison, GError **error)
{
  g_autofree char *data_dir = tb_scenario_find_data_dir ();
  g_autofree char *folder = g_build_filename (data_dir, "profiles", NULL);
  g_autofree char *path = path_of (folder, SERVER, ".profile");

  comparison->server = tb_profile_load (path, error);
  return comparison->server != NULL;
}

static gboolean
prepare (TbComparison *comparison, GError **error)
{
  TbCrypto *crypto = tb_crypto_get_seeded (error);
  TbCostTerms terms;

  comparison->devices = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_profile_free);
  comparison->links = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_link_free);
  if (crypto == NULL || !load_server (comparison, error)
      || !load_all (comparison->devices, "profiles", ".profile", comparison->device_names, (Load) tb_profile_load, error)
      || !load_all (comparison->links, "links", ".link", comparison->link_names, (Load) tb_link_load, error))
    return FALSE;
  terms = (TbCostTerms) { (const char *const *) comparison->keys, comparison->devices, comparison->links, comparison->server, (guint64) comparison->seed };
  comparison->sheet = tb_cost_sheet_new (crypto, &terms, error);
  return comparison->sheet != NULL;
}

/* --- the command --- */

static gboolean
parse_options (TbComparison *comparison, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "compare", 0, 0, G_OPTION_ARG_NONE, &comparison->compare, "Compare what handshakes cost devices", NULL },
    { "device", 0, 0, G_OPTION_ARG_STRING_ARRAY, &comparison->device_names, "Only this device class, such as cortex-m4-80-portable; may be given again", "ID" },
    { "link", 0, 0, G_OPTION_ARG_STRING_ARRAY, &comparison->link_names, "Only this link, such as nb-iot; may be given again", "ID" },
    { "key", 0, 0, G_OPTION_ARG_STRING_ARRAY, &comparison->keys, "Only this kind of key, such as p384; may be given again", "ALG" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &comparison->seed, "What all randomness is drawn from; 1 if left out", "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &comparison->json, "Print one JSON document", NULL },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &comparison->csv, "Print lines with commas", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, "Compares what mutual TLS 1.3 handshakes cost the client: RSA-2048, RSA-3072, P-256 and Ed25519, full and resumed,\n"
                                         "on every device class over every link.");
  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse (context, argc, argv, error);
}

/**
 * tb_cli_wants_comparison:
 * @argc: how many words
 * @argv: `handshake` and what follows it
 *
 * Returns: whether a comparison is asked for, which has options of its own
 */
gboolean
tb_cli_wants_comparison (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    if (strcmp (argv[i], "--compare") == 0)
      return TRUE;
  return FALSE;
}

/**
 * tb_cli_compare:
 * @argc: how many words
 * @argv: `handshake` and what follows it
 *
 * Returns: 0 when the table was printed, 2 for bad input
 */
int
tb_cli_compare (int argc, char **argv)
{
  g_auto (TbComparison) comparison = { .seed = 1 };
  g_autoptr (GError) error = NULL;

  if (!parse_options (&comparison, &argc, &argv, &error))
    return tb_cli_complain ("%s", error->message);
  if (argc > 1)
    return tb_cli_complain ("handshake --compare takes no \"%.40s\"", argv[1]);
  if (comparison.json && comparison.csv)
    return tb_cli_complain ("--json and --csv do not go together");
  if (!prepare (&comparison, &error))
    return tb_cli_complain ("%s", error->message);
  if (comparison.json)
    tb_comparison_print_json (&comparison);
  else if (comparison.csv)
    tb_comparison_print_csv (&comparison);
  else
    tb_comparison_print_text (&comparison);
  return TB_EXIT_YES;
}
