/* fuzz-driver: runs a fuzz target without libFuzzer, as a short test: its seeds, their truncations, and mutations that are the same every time.
 * With `--write FOLDER` it writes the seeds there instead, for libFuzzer to begin with. */
#include "fuzz.h"

#include <string.h>

#include "tb-stream.h"

/* Of each seed; fewer where one input takes long. */
#ifndef N_MUTATIONS
#define N_MUTATIONS     3000
#define MAX_TRUNCATIONS 2000
#endif
#define MAX_CHANGES     6

static void
run (const guint8 *bytes, gsize n_bytes)
{
  g_autofree guint8 *copy = g_memdup2 (bytes, n_bytes);         /* so that a sanitizer sees reads past its end */

  LLVMFuzzerTestOneInput (copy, n_bytes);
}

static void
truncate_seed (const guint8 *bytes, gsize n_bytes)
{
  gsize step = n_bytes / MAX_TRUNCATIONS + 1;

  for (gsize n = 0; n <= n_bytes; n += step)
    run (bytes, n);
}

/* One change: another byte, an extreme one, a bit, or a stretch moved elsewhere. */
static void
change (TbStream *stream, guint8 *bytes, gsize n_bytes)
{
  static const guint8 extremes[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };
  gsize at = tb_stream_below (stream, n_bytes), from = tb_stream_below (stream, n_bytes), n = tb_stream_below (stream, 16);

  switch (tb_stream_below (stream, 4))
    {
    case 0:
      bytes[at] = tb_stream_next (stream) & 0xff;
      break;
    case 1:
      bytes[at] = extremes[tb_stream_below (stream, G_N_ELEMENTS (extremes))];
      break;
    case 2:
      bytes[at] ^= 1 << tb_stream_below (stream, 8);
      break;
    default:
      memmove (bytes + at, bytes + from, MIN (n, n_bytes - MAX (at, from)));
    }
}

static void
mutate_seed (TbStream *stream, const guint8 *bytes, gsize n_bytes)
{
  for (guint i = 0; i < N_MUTATIONS && n_bytes > 0; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes, n_bytes);

      for (guint k = tb_stream_below (stream, MAX_CHANGES); k < MAX_CHANGES; k++)
        change (stream, copy, n_bytes);
      run (copy, n_bytes);
    }
}

static void
inputs_are_survived (void)
{
  g_autoptr (GPtrArray) seeds = fuzz_make_seeds ();
  TbStream stream;

  tb_stream_init (&stream, 42, "fuzz");
  g_assert_cmpuint (seeds->len, >, 0);
  for (guint i = 0; i < seeds->len; i++)
    {
      gsize n_bytes;
      const guint8 *bytes = g_bytes_get_data (g_ptr_array_index (seeds, i), &n_bytes);

      truncate_seed (bytes, n_bytes);
      mutate_seed (&stream, bytes, n_bytes);
    }
}

static int
write_seeds (const char *folder)
{
  g_autoptr (GPtrArray) seeds = fuzz_make_seeds ();

  for (guint i = 0; i < seeds->len; i++)
    {
      g_autofree char *name = g_strdup_printf ("seed-%02u", i);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GError) error = NULL;
      gsize n_bytes;
      const char *bytes = g_bytes_get_data (g_ptr_array_index (seeds, i), &n_bytes);

      if (!g_file_set_contents (path, bytes, n_bytes, &error))
        {
          g_printerr ("%s\n", error->message);
          return 1;
        }
    }
  return 0;
}

int
main (int argc, char **argv)
{
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;

  if (argc == 3 && strcmp (argv[1], "--write") == 0)
    return write_seeds (argv[2]);
  g_test_init (&argc, &argv, NULL);
  name = g_path_get_basename (argv[0]);
  path = g_strdup_printf ("/fuzz/%s", name);
  g_test_add_func (path, inputs_are_survived);
  return g_test_run ();
}
