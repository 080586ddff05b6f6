/* tb-summary: see the header. */
#include "tb-summary.h"

#include <string.h>

#include "tb-transcript.h"

static void
reason_clear (gpointer data)
{
  g_free (((TbReasonCount *) data)->reason);
}

static void
count_reason (TbSummary *summary, const char *reason)
{
  TbReasonCount row = { NULL, 1 };

  for (guint i = 0; i < summary->by_reason->len; i++)
    {
      TbReasonCount *known = &g_array_index (summary->by_reason, TbReasonCount, i);

      if (strcmp (known->reason, reason) == 0)
        {
          known->count++;
          return;
        }
    }
  row.reason = g_strdup (reason);
  g_array_append_val (summary->by_reason, row);
}

/* Bytes of handshakes and reasons of refusals are in the transcripts. */
static void
read_transcripts (TbSummary *summary, TbJournal *journal, guint64 end)
{
  for (guint64 i = 0; i < end; i++)
    {
      const TbRecord *record = tb_journal_get (journal, i);
      g_autoptr (TbTranscript) transcript = NULL;
      gsize n;

      if (record->kind != TB_RECORD_HANDSHAKE_COMPLETED && record->kind != TB_RECORD_HANDSHAKE_REFUSED)
        continue;
      transcript = tb_transcript_new_from_bytes (tb_journal_get_payload (journal, record->payload), NULL);
      if (transcript == NULL)
        continue;
      tb_transcript_get_wire (transcript, &n);
      summary->bytes_handshakes += n;
      if (record->kind == TB_RECORD_HANDSHAKE_REFUSED)
        count_reason (summary, tb_transcript_get_reason (transcript));
    }
}

static void
read_totals (TbSummary *summary, TbFold *fold)
{
  const TbTotals *totals = tb_fold_get_totals (fold);

  summary->certificates_issued = totals->n_certificates;
  summary->renewals = totals->n_renewals;
  summary->handshakes_ok = totals->n_completed;
  summary->handshakes_refused = totals->n_refused;
  summary->credentials_seen = totals->n_exposed;
  summary->publishes_refused = totals->n_refused_publishes;
  summary->commands_refused = totals->n_refused_commands;
  summary->firmware_refused = totals->n_refused_firmware;
  summary->firmware = *tb_state_get_firmware (tb_fold_get_state (fold));
  memcpy (summary->by_identity, totals->by_identity, sizeof summary->by_identity);
  memcpy (summary->by_census, totals->by_census, sizeof summary->by_census);
  memcpy (summary->defended, totals->n_defended, sizeof summary->defended);
  memcpy (summary->attempts, totals->n_attempts, sizeof summary->attempts);
  summary->bots = totals->n_bots;
  summary->ever_infected = totals->n_ever;
  summary->peak_infected = totals->peak;
  summary->generations = totals->deepest;
  summary->infections = totals->n_infections;
  memcpy (summary->by_health, totals->by_health, sizeof summary->by_health);
  for (guint i = 0; i < TB_IDENTITY_N_STATES; i++)
    summary->devices += totals->by_identity[i];
}

/**
 * tb_summary_new:
 * @run: a run
 *
 * Returns: (transfer full): what it comes to so far
 */
TbSummary *
tb_summary_new (TbRun *run)
{
  TbSummary *summary = g_new0 (TbSummary, 1);
  g_autoptr (TbFold) fold = tb_run_new_fold (run);
  TbJournal *journal = tb_run_get_journal (run);

  summary->by_reason = g_array_new (FALSE, FALSE, sizeof (TbReasonCount));
  g_array_set_clear_func (summary->by_reason, reason_clear);
  summary->simulated_us = MAX (tb_run_get_edge (run), 0);
  tb_fold_seek (fold, summary->simulated_us);
  summary->n_records = tb_journal_get_length (journal);
  summary->journal_sha256 = tb_journal_hash (journal);
  summary->outcome_sha256 = tb_journal_hash_outcome (journal);
  read_totals (summary, fold);
  read_transcripts (summary, journal, summary->n_records);
  summary->bytes_plain = tb_state_sum_bytes (tb_fold_get_state (fold), FALSE, summary->simulated_us);
  summary->bytes_protected = tb_state_sum_bytes (tb_fold_get_state (fold), TRUE, summary->simulated_us);
  return summary;
}

/**
 * tb_summary_free:
 * @summary: (transfer full): a summary
 *
 * Frees it.
 */
void
tb_summary_free (TbSummary *summary)
{
  g_free (summary->journal_sha256);
  g_free (summary->outcome_sha256);
  g_array_unref (summary->by_reason);
  g_free (summary);
}
