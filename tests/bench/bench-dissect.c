/* Dissection: what taking a whole handshake apart costs, against making it: mutual TLS 1.3 with P-256, two certificates on each side. Every message is
 * taken apart down to the last byte, nothing is remembered from one handshake to the next. */
#include "bench.h"
#include "tb-dissect.h"
#include "tls-fixture.h"

#include <stdlib.h>

#define N_TRANSCRIPTS 20

typedef struct
{
  TlsFixture fixture;
  TbTranscript *transcripts[N_TRANSCRIPTS];
  guint n_fields;
} Work;

static guint
count_fields (const TbField *field)
{
  guint n = 1;

  for (guint i = 0; field->children != NULL && i < field->children->len; i++)
    n += count_fields (g_ptr_array_index (field->children, i));
  return n;
}

static void
dissect_some (gpointer data, guint n_items)
{
  Work *work = data;

  for (guint k = 0; k < n_items; k++)
    for (guint i = 0; i < tb_transcript_get_n_messages (work->transcripts[k % N_TRANSCRIPTS]); i++)
      tb_field_free (tb_dissect_message (work->transcripts[k % N_TRANSCRIPTS], i));
}

static void
shake_some (gpointer data, guint n_items)
{
  Work *work = data;

  for (guint k = 0; k < n_items; k++)
    tb_transcript_unref (tls_run (&work->fixture, work->fixture.broker, work->fixture.lock_identity, "bench"));
}

static void
work_init (Work *work)
{
  tls_fixture_set_up (&work->fixture, GUINT_TO_POINTER (TB_KEY_P256));
  for (guint k = 0; k < N_TRANSCRIPTS; k++)
    {
      g_autofree char *name = g_strdup_printf ("bench %u", k);

      work->transcripts[k] = tls_run (&work->fixture, work->fixture.broker, work->fixture.lock_identity, name);
    }
  for (guint i = 0; i < tb_transcript_get_n_messages (work->transcripts[0]); i++)
    {
      g_autoptr (TbField) root = tb_dissect_message (work->transcripts[0], i);

      work->n_fields += count_fields (root);
    }
}

static void
work_clear (Work *work)
{
  for (guint k = 0; k < N_TRANSCRIPTS; k++)
    tb_transcript_unref (work->transcripts[k]);
  tls_fixture_tear_down (&work->fixture, NULL);
}

int
main (int argc, char **argv)
{
  Work work = { 0 };
  BenchResult result;

  work_init (&work);
  if (argc > 1)                 /* for a profiler: so many, and nothing else */
    dissect_some (&work, atoi (argv[1]));
  else
    {
      result = bench_compare (BENCH_PROCESSOR, dissect_some, shake_some, &work, 40, 15);
      bench_print_row ("dissecting_percent_of_handshake", 100.0 / result.ratio, BENCH_AT_MOST, 5.0, "%.1f us for %u fields against %.1f us",
                       result.ours_ns / 1000, work.n_fields, result.theirs_ns / 1000);
    }
  work_clear (&work);
  return 0;
}
