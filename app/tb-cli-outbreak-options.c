/* tb-cli-outbreak-options: from words to a model. A preset comes first, whatever is given besides changes it; the engine's own check has the last
 * word. */
#include "tb-cli-outbreak.h"

#include <string.h>

#include "tb-units.h"

#define MOST_THREADS   256
#define ALL_PROCESSORS G_MININT /* said by nobody */

typedef enum { FORM_NUMBER, FORM_COUNT_32, FORM_COUNT_64, FORM_DURATION } Form;

typedef struct
{
  const char *name;
  Form form;
  gsize offset;
  const char *help;
  const char *argument;
} Field;

#define MODEL(name) G_STRUCT_OFFSET (TbOutbreakModel, name)
#define VULNERABLE  1           /* its place in the table */

static const Field fields[] = {
  { "address-space", FORM_COUNT_64, MODEL (address_space), "Addresses a probe chooses among, such as 2^32", "N" },
  [VULNERABLE] = { "vulnerable", FORM_COUNT_32, MODEL (pools[0].n_devices), "Vulnerable devices among them", "N" },
  { "initial", FORM_COUNT_32, MODEL (initial), "Bots at the beginning", "N" },
  { "scan-rate", FORM_NUMBER, MODEL (scan_rate), "Probes of one bot per second", "PER_S" },
  { "hit-probability", FORM_NUMBER, MODEL (hit_probability), "That a probe of a vulnerable device takes it", "P" },
  { "scan-limit", FORM_COUNT_64, MODEL (scan_limit), "Probes after which a bot falls silent", "N" },
  { "reboot-rate", FORM_NUMBER, MODEL (reboot_rate), "Reboots of one bot per second; each clears the infection", "PER_S" },
  { "reinfection", FORM_NUMBER, MODEL (reinfection), "That a rebooted device is as vulnerable as before (1)", "P" },
  { "cleanup-rate", FORM_NUMBER, MODEL (cleanup_rate), "Clean-ups of one bot per second, for good", "PER_S" },
  { "bootstrap", FORM_COUNT_32, MODEL (bootstrap), "Devices on the attacker's list", "N" },
  { "bootstrap-rate", FORM_NUMBER, MODEL (bootstrap_rate), "Entries of the list worked off per second", "PER_S" },
  { "time-to-infect", FORM_DURATION, MODEL (load_s), "From the hit to the first probe of the new bot", "DURATION" },
  { "until", FORM_DURATION, MODEL (until_s), "End of a run; if left out, when nothing changes any more", "DURATION" },
};

/* What is not a field of the model. */
typedef struct
{
  char *fields[G_N_ELEMENTS (fields)];
  char *preset;
  char *credentials;
  char *protected;
  char *effectiveness;
  char *runs;
  char *seed;
  char *step;
  char *shard;
  char **networks;
  char **reach;
} Texts;

static void
texts_clear (Texts *texts)
{
  char **singles[] = { &texts->preset, &texts->credentials, &texts->protected, &texts->effectiveness, &texts->runs, &texts->seed, &texts->step,
                       &texts->shard };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    g_free (texts->fields[i]);
  for (guint i = 0; i < G_N_ELEMENTS (singles); i++)
    g_free (*singles[i]);
  g_strfreev (texts->networks);
  g_strfreev (texts->reach);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Texts, texts_clear)

/* --- numbers --- */

static gboolean
read_power_of_two (const char *text, guint64 *value)
{
  guint64 exponent;

  if (!g_str_has_prefix (text, "2^") || !g_ascii_string_to_unsigned (text + 2, 10, 0, 63, &exponent, NULL))
    return FALSE;
  *value = (guint64) 1 << exponent;
  return TRUE;
}

static gboolean
read_count (const char *name, const char *text, guint64 largest, guint64 *value, GError **error)
{
  if (read_power_of_two (text, value) && *value <= largest)
    return TRUE;
  return g_ascii_string_to_unsigned (text, 10, 0, largest, value, NULL)
         || tb_outbreak_complain (error, "--%s must be a whole number from 0 to %" G_GUINT64_FORMAT ", got \"%.40s\"", name, largest, text);
}

static gboolean
read_seconds (const char *name, const char *text, double *value, GError **error)
{
  g_autoptr (GError) reason = NULL;
  gint64 us;

  if (!tb_units_parse_duration (text, &us, &reason))
    return tb_outbreak_complain (error, "--%s: %s", name, reason->message);
  *value = (double) us / 1e6;
  return TRUE;
}

static gboolean
read_field (const Field *field, const char *text, TbOutbreakModel *model, GError **error)
{
  guint64 count = 0;
  gboolean good;

  switch (field->form)
    {
    case FORM_NUMBER:
      return tb_outbreak_read_number (field->name, text, &G_STRUCT_MEMBER (double, model, field->offset), error);
    case FORM_DURATION:
      return read_seconds (field->name, text, &G_STRUCT_MEMBER (double, model, field->offset), error);
    case FORM_COUNT_64:
      return read_count (field->name, text, G_MAXUINT64, &G_STRUCT_MEMBER (guint64, model, field->offset), error);
    default:
      good = read_count (field->name, text, G_MAXUINT32, &count, error);
      G_STRUCT_MEMBER (guint32, model, field->offset) = (guint32) count;
      return good;
    }
}

static gboolean
read_credentials (const char *text, TbOutbreakModel *model, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, "/", 2);
  guint64 tries, pairs;

  if (g_strv_length (parts) != 2 || !g_ascii_string_to_unsigned (parts[0], 10, 1, G_MAXINT, &tries, NULL)
      || !g_ascii_string_to_unsigned (parts[1], 10, 1, G_MAXINT, &pairs, NULL))
    return tb_outbreak_complain (error, "--credentials must be tries and length of the list, such as 10/62, got \"%.40s\"", text);
  model->hit_probability *= tb_outbreak_credential_chance ((guint) tries, (guint) pairs);
  return TRUE;
}

static gboolean
read_protection (const Texts *texts, TbOutbreakPlan *plan, GError **error)
{
  double fraction = 0, effectiveness = 1;

  if ((texts->protected != NULL && !tb_outbreak_read_number ("protected", texts->protected, &fraction, error))
      || (texts->effectiveness != NULL && !tb_outbreak_read_number ("effectiveness", texts->effectiveness, &effectiveness, error)))
    return FALSE;
  if (!(fraction >= 0 && fraction <= 1))
    return tb_outbreak_complain (error, "--protected must be 0 to 1, got %g", fraction);
  if (!(effectiveness >= 0 && effectiveness <= 1))
    return tb_outbreak_complain (error, "--effectiveness must be 0 to 1, got %g", effectiveness);
  if (fraction > 0)
    tb_cli_outbreak_protect (plan, fraction, effectiveness);
  return TRUE;
}

/* --- the model --- */

static gboolean
read_preset (const Texts *texts, TbOutbreakPlan *plan, GError **error)
{
  const char *code = texts->preset != NULL ? texts->preset : "staniford";

  plan->preset = tb_outbreak_preset_find (code);
  if (plan->preset == NULL)
    return tb_outbreak_complain (error, "there is no preset \"%.40s\"; --presets lists them", code);
  plan->model = plan->preset->model;
  return TRUE;
}

static gboolean
read_model (const Texts *texts, TbOutbreakPlan *plan, GError **error)
{
  if (!read_preset (texts, plan, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (texts->fields[i] != NULL && !read_field (&fields[i], texts->fields[i], &plan->model, error))
      return FALSE;
  if (texts->networks != NULL && texts->fields[VULNERABLE] != NULL)
    return tb_outbreak_complain (error, "--vulnerable or --network, not both: networks say how many devices they have");
  if ((texts->credentials != NULL && !read_credentials (texts->credentials, &plan->model, error))
      || !tb_cli_outbreak_read_networks (plan, texts->networks, texts->reach, error) || !read_protection (texts, plan, error))
    return FALSE;
  tb_outbreak_choose_end (&plan->model);
  return tb_outbreak_model_check (&plan->model, error);
}

/* --- the runs --- */

static gboolean
is_by_hand (const Texts *texts)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (texts->fields[i] != NULL)
      return TRUE;
  return texts->credentials != NULL || texts->protected != NULL || texts->networks != NULL;
}

static gboolean
read_runs (const Texts *texts, TbOutbreakPlan *plan, GError **error)
{
  guint64 n_runs = 1;
  double step_s = 0;

  plan->first_seed = 1;
  if ((texts->runs != NULL && !read_count ("runs", texts->runs, 10000000, &n_runs, error))
      || (texts->seed != NULL && !read_count ("seed", texts->seed, G_MAXINT64, &plan->first_seed, error))
      || (texts->step != NULL && !read_seconds ("step", texts->step, &step_s, error))
      || (texts->shard != NULL && !tb_outbreak_find_shard (texts->shard, &plan->shard, &plan->n_shards, error)))
    return FALSE;
  if (n_runs == 0)
    return tb_outbreak_complain (error, "--runs must be at least 1");
  if (plan->first_seed > G_MAXINT64 - (n_runs - 1))
    return tb_outbreak_complain (error, "--seed must leave room for %" G_GUINT64_FORMAT " runs below 2^63", n_runs);
  if (texts->step != NULL && step_s <= 0)
    return tb_outbreak_complain (error, "--step must be more than nothing");
  plan->n_runs = (guint) n_runs;
  plan->step_ns = (guint64) (step_s * 1e9);
  tb_outbreak_choose_samples (plan);
  return TRUE;
}

/* --- the command line --- */

static void
add_fields (GOptionGroup *group, Texts *texts)
{
  GOptionEntry entries[G_N_ELEMENTS (fields) + 1] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    entries[i] = (GOptionEntry) { fields[i].name, 0, 0, G_OPTION_ARG_STRING, &texts->fields[i], fields[i].help, fields[i].argument };
  g_option_group_add_entries (group, entries);
}

static void
add_others (GOptionGroup *group, Texts *texts, TbOutbreakWishes *wishes)
{
  const GOptionEntry entries[] = {
    { "credentials", 0, 0, G_OPTION_ARG_STRING, &texts->credentials, "Passwords tried of those on the list, such as 10/62", "K/L" },
    { "protected", 0, 0, G_OPTION_ARG_STRING, &texts->protected, "Share of the devices that is protected", "FRACTION" },
    { "effectiveness", 0, 0, G_OPTION_ARG_STRING, &texts->effectiveness, "Of the protection: 1 leaves no way in (if left out)", "E" },
    { "network", 0, 0, G_OPTION_ARG_STRING_ARRAY, &texts->networks, "A network and its vulnerable devices, instead of --vulnerable", "NAME:N" },
    { "reach", 0, 0, G_OPTION_ARG_STRING_ARRAY, &texts->reach, "That a probe from one network gets to another (1)", "FROM:TO=P" },
    { "preset", 0, 0, G_OPTION_ARG_STRING, &texts->preset, "Begin with published figures: see --presets (staniford)", "NAME" },
    { "presets", 0, 0, G_OPTION_ARG_NONE, &wishes->presets, "List them", NULL },
    { "runs", 0, 0, G_OPTION_ARG_STRING, &texts->runs, "How many runs, each with the next seed (1)", "N" },
    { "seeds", 0, 0, G_OPTION_ARG_STRING, &texts->runs, "The same", "N" },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &texts->seed, "Seed of the first run (1)", "N" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &wishes->threads, "Threads; all processors if left out", "N" },
    { "shard", 0, 0, G_OPTION_ARG_STRING, &texts->shard, "Only this share of the runs; auto: from mpirun or Slurm", "I/N" },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &wishes->output, "Keep the runs here, go on where it stopped; {shard} is I", "FILE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &wishes->json, "Print one JSON document", NULL },
    { "curves", 0, 0, G_OPTION_ARG_NONE, &wishes->curves, "With the curve of every run in it", NULL },
    { "csv", 0, 0, G_OPTION_ARG_FILENAME, &wishes->csv, "Write the curves: time, infected, immune, per run", "FILE" },
    { "step", 0, 0, G_OPTION_ARG_STRING, &texts->step, "Time from one point of a curve to the next", "DURATION" },
    { "validate", 0, 0, G_OPTION_ARG_NONE, &wishes->validate, "Hold the engine against closed forms and brute force (300 runs)", NULL },
    { "quiet", 0, 0, G_OPTION_ARG_NONE, &wishes->quiet, "Show no progress", NULL },
    { NULL },
  };

  g_option_group_add_entries (group, entries);
}

static gboolean
parse_texts (int *argc, char ***argv, Texts *texts, TbOutbreakWishes *wishes, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("| merge FILE...");
  GOptionGroup *group = g_option_group_new ("outbreak", "Options", "Options", NULL, NULL);

  g_option_context_set_summary (context, "Simulates an outbreak by random scanning, exactly: a model, in which nothing is scanned.");
  g_option_context_set_description (context, "Rates are per second, durations such as 90m or 3d. Seeds are those from --seed on, one for each run.\n"
                                             "Exit status: 0 done or all rows good, 1 cancelled or some not, 2 bad usage or input.\n"
                                             "docs/outbreak.md tells what is modelled, and how to use many machines.\n");
  add_fields (group, texts);
  add_others (group, texts, wishes);
  g_option_context_set_main_group (context, group);
  return g_option_context_parse (context, argc, argv, error);
}

/* A file that cannot be written is found out before the work, not after it. */
static gboolean
check_folder (const char *option, const char *path, GError **error)
{
  g_autofree char *folder = path != NULL ? g_path_get_dirname (path) : NULL;

  if (path == NULL)
    return TRUE;
  if (*path == '\0' || g_file_test (path, G_FILE_TEST_IS_DIR))
    return tb_outbreak_complain (error, "--%s must be the name of a file, got \"%s\"", option, path);
  return strstr (folder, "{shard}") != NULL || g_file_test (folder, G_FILE_TEST_IS_DIR)
         || tb_outbreak_complain (error, "--%s: %s: there is no folder %s", option, path, folder);
}

static gboolean
check_wishes (TbOutbreakWishes *wishes, GError **error)
{
  if (wishes->threads == ALL_PROCESSORS)
    wishes->threads = (int) MIN (g_get_num_processors (), MOST_THREADS);
  if (wishes->threads < 1 || wishes->threads > MOST_THREADS)
    return tb_outbreak_complain (error, "--threads must be 1 to %d, got %d", MOST_THREADS, wishes->threads);
  return check_folder ("csv", wishes->csv, error) && check_folder ("output", wishes->output, error);
}

/* Where many processes are given the same words, each needs a file of its own. */
static gboolean
check_shards (const Texts *texts, const TbOutbreakPlan *plan, const TbOutbreakWishes *wishes, GError **error)
{
  if (g_strcmp0 (texts->shard, "auto") != 0 || plan->n_shards == 1 || wishes->output == NULL || strstr (wishes->output, "{shard}") != NULL)
    return TRUE;
  return tb_outbreak_complain (error, "with --shard auto, --output needs {shard} in its name: %u processes would write to one file", plan->n_shards);
}

/* The table has models of its own, and the first seeds. */
static gboolean
check_validation (const Texts *texts, const TbOutbreakWishes *wishes, GError **error)
{
  gboolean has_model = is_by_hand (texts) || texts->preset != NULL || texts->effectiveness != NULL || texts->reach != NULL;

  return (!has_model && texts->seed == NULL && texts->step == NULL && texts->shard == NULL && wishes->csv == NULL && wishes->output == NULL)
         || tb_outbreak_complain (error, "--validate goes with --runs, --threads and --json only: its models and seeds are its own");
}

/**
 * tb_cli_outbreak_parse:
 * @argc: (inout): how many words; afterwards those that are no options
 * @argv: (inout): the words
 * @plan: (out caller-allocates): what to run; zeroed before
 * @wishes: (out caller-allocates): what else; zeroed before
 * @error: return location
 *
 * Returns: whether it can be done
 */
gboolean
tb_cli_outbreak_parse (int *argc, char ***argv, TbOutbreakPlan *plan, TbOutbreakWishes *wishes, GError **error)
{
  g_auto (Texts) texts = { 0 };

  plan->n_shards = 1;
  wishes->threads = ALL_PROCESSORS;
  if (!parse_texts (argc, argv, &texts, wishes, error) || !check_wishes (wishes, error))
    return FALSE;
  if (wishes->validate && !check_validation (&texts, wishes, error))
    return FALSE;
  if (wishes->validate && texts.runs == NULL)
    texts.runs = g_strdup ("300");
  if (!read_model (&texts, plan, error) || !read_runs (&texts, plan, error) || !check_shards (&texts, plan, wishes, error))
    return FALSE;
  if (is_by_hand (&texts))
    plan->preset = NULL;
  return TRUE;
}

/**
 * tb_outbreak_plan_clear:
 * @plan: a plan
 *
 * Frees what it holds.
 */
void
tb_outbreak_plan_clear (TbOutbreakPlan *plan)
{
  g_clear_pointer (&plan->reach, g_free);
}

/**
 * tb_outbreak_wishes_clear:
 * @wishes: wishes
 *
 * Frees what they hold.
 */
void
tb_outbreak_wishes_clear (TbOutbreakWishes *wishes)
{
  g_free (wishes->csv);
  g_free (wishes->output);
}
