/* tb-replay-proof: see the header. What a command adds comes after everything that happened at its time, so the first records of a run stay its first records. */
#include "tb-replay-proof.h"

#include <openssl/crypto.h>

const char *
tb_replay_proof_get_trustbed (void)
{
  return TRUSTBED_VERSION;
}

const char *
tb_replay_proof_get_openssl (void)
{
  return OpenSSL_version (OPENSSL_VERSION);
}

/**
 * tb_replay_proof_new:
 * @run: a run
 *
 * Reads all of its journal, which takes its time: not for the main thread.
 *
 * Returns: (transfer full) (nullable): what it is like as far as it is, %NULL before its beginning
 */
TbDocumentProof *
tb_replay_proof_new (TbRun *run)
{
  TbJournal *journal = tb_run_get_journal (run);
  guint64 n = tb_journal_get_length (journal);
  TbDocumentProof *proof;

  if (n == 0)
    return NULL;
  proof = g_new0 (TbDocumentProof, 1);
  proof->n_records = n;
  proof->time_us = tb_journal_get (journal, n - 1)->time_us;
  proof->journal_sha256 = tb_journal_hash_first (journal, n, TRUE);
  proof->outcome_sha256 = tb_journal_hash_first (journal, n, FALSE);
  proof->trustbed = g_strdup (tb_replay_proof_get_trustbed ());
  proof->openssl = g_strdup (tb_replay_proof_get_openssl ());
  return proof;
}

/**
 * tb_replay_proof_is_due:
 * @run: a run
 * @proof: what it was like
 *
 * Returns: whether there is something to compare
 */
gboolean
tb_replay_proof_is_due (TbRun *run, const TbDocumentProof *proof)
{
  return tb_journal_get_length (tb_run_get_journal (run)) >= proof->n_records || tb_run_get_edge (run) > proof->time_us || tb_run_is_ended (run);
}

static gboolean
is_hash (TbRun *run, const TbDocumentProof *proof, gboolean with_payloads)
{
  g_autofree char *hash = tb_journal_hash_first (tb_run_get_journal (run), proof->n_records, with_payloads);

  return g_str_equal (hash, with_payloads ? proof->journal_sha256 : proof->outcome_sha256);
}

/**
 * tb_replay_proof_check:
 * @run: a run that was played again
 * @proof: what it was like
 *
 * Reads its journal, which takes its time: not for the main thread.
 *
 * Returns: how it compares
 */
TbReplayVerdict
tb_replay_proof_check (TbRun *run, const TbDocumentProof *proof)
{
  if (!tb_replay_proof_is_due (run, proof))
    return TB_REPLAY_UNKNOWN;
  if (tb_journal_get_length (tb_run_get_journal (run)) < proof->n_records || !is_hash (run, proof, FALSE))
    return TB_REPLAY_DIFFERS;
  return is_hash (run, proof, TRUE) ? TB_REPLAY_SAME : TB_REPLAY_BYTES_DIFFER;
}

const char *
tb_replay_proof_to_code (TbReplayVerdict verdict)
{
  static const char *const codes[] = {
    [TB_REPLAY_UNKNOWN] = "unknown", [TB_REPLAY_SAME] = "same", [TB_REPLAY_BYTES_DIFFER] = "bytes-differ", [TB_REPLAY_DIFFERS] = "differs",
  };

  return codes[verdict];
}

/**
 * tb_replay_proof_explain:
 * @verdict: how a run compares
 * @proof: with what
 *
 * Returns: (transfer full) (nullable): one sentence about what is different, %NULL where nothing is
 */
char *
tb_replay_proof_explain (TbReplayVerdict verdict, const TbDocumentProof *proof)
{
  const char *what = verdict == TB_REPLAY_BYTES_DIFFER ? "outcomes agree, bytes differ" : "something else happened than when it was saved";

  if (verdict == TB_REPLAY_UNKNOWN || verdict == TB_REPLAY_SAME)
    return NULL;
  return g_strdup_printf ("made with Trustbed %s and %s, played with Trustbed %s and %s: %s", proof->trustbed, proof->openssl, tb_replay_proof_get_trustbed (),
                          tb_replay_proof_get_openssl (), what);
}
