/* tb-cli-outbreak-shard: numbers in options, and which share of the runs is this process's: said on the command line, or known to mpirun or Slurm. */
#include "tb-cli-outbreak.h"

#include <errno.h>
#include <math.h>
#include <string.h>

/* Sets a sentence about an option. Returns FALSE. */
gboolean
tb_outbreak_complain (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_propagate_error (error, g_error_new_valist (G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, format, args));
  va_end (args);
  return FALSE;
}

/* Reads a number that is one and not endless. */
gboolean
tb_outbreak_read_number (const char *name, const char *text, double *value, GError **error)
{
  char *end;

  errno = 0;
  *value = g_ascii_strtod (text, &end);
  return (end != text && *end == '\0' && isfinite (*value)) || tb_outbreak_complain (error, "--%s must be a number, got \"%.40s\"", name, text);
}

/* Where engines that start many processes say which one this is: number, how many, and from what it counts. */
static const struct { const char *number; const char *count; guint64 first; } engines[] = {
  { "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", 0 },
  { "PMI_RANK", "PMI_SIZE", 0 },
  { "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", 1 },
  { "SLURM_PROCID", "SLURM_NTASKS", 0 },
};

static gboolean
read_shard (const char *number, const char *count, guint64 first, guint *shard, guint *n_shards)
{
  guint64 i, n;

  if (number == NULL || count == NULL || !g_ascii_string_to_unsigned (count, 10, 1, 10000000, &n, NULL)
      || !g_ascii_string_to_unsigned (number, 10, first, first + n - 1, &i, NULL))
    return FALSE;
  *shard = (guint) (i - first);
  *n_shards = (guint) n;
  return TRUE;
}

/**
 * tb_outbreak_find_shard:
 * @text: `I/N` with I from 1 to N, or `auto`
 * @shard: (out): from 0
 * @n_shards: (out): of how many
 * @error: return location
 *
 * Returns: whether @text says which share of the runs to make; `auto` takes it from mpirun or Slurm
 */
gboolean
tb_outbreak_find_shard (const char *text, guint *shard, guint *n_shards, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, "/", 2);

  if (strcmp (text, "auto") != 0)
    return read_shard (parts[0], g_strv_length (parts) == 2 ? parts[1] : NULL, 1, shard, n_shards)
           || tb_outbreak_complain (error, "--shard must be I/N with I from 1 to N, or auto, got \"%.40s\"", text);
  for (guint i = 0; i < G_N_ELEMENTS (engines); i++)
    if (read_shard (g_getenv (engines[i].number), g_getenv (engines[i].count), engines[i].first, shard, n_shards))
      return TRUE;
  return tb_outbreak_complain (error, "--shard auto finds neither mpirun nor a Slurm array in the environment");
}
