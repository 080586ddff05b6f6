/* tb-trial: see the header. Who they are is in tb-trial-parties, what the judge looked at in tb-trial-judge; here the one is put to the other. */
#include "tb-trial.h"

#include <string.h>

#include "tb-trial-downgrade.h"
#include "tb-trial-judge.h"

/* Codes of a transcript that the table of failures has other words for. */
static const char *
translate_reason (const char *reason)
{
  for (guint i = 0; i < tb_trial_n_failures; i++)
    if (tb_trial_failures[i].flaws[0] < TB_FLAW_STOLEN && strcmp (tb_trial_failures[i].reasons[0], reason) == 0)
      return tb_trial_failures[i].choice.code;
  return reason;
}

/* Whoever accepted, and whom. */
static const char *
find_acceptance (const TbTrialTerms *terms)
{
  if (tb_trial_has_impostor (terms))
    return "intercepted";
  return terms->attack != NULL ? "downgraded" : "accepted";
}

static gboolean
is_reason_of (const TbTrialFailure *failure, const char *reason)
{
  for (guint i = 0; i < G_N_ELEMENTS (failure->reasons) && failure->reasons[i] != NULL; i++)
    if (strcmp (failure->reasons[i], reason) == 0)
      return TRUE;
  return FALSE;
}

/* What was asked for is the verdict only if it is what the transcript says. */
static const char *
find_verdict (const TbTrialParties *parties, TbTranscript *transcript)
{
  const TbTrialFailure *failure = tb_trial_failure_of (&parties->terms);
  const char *reason = tb_transcript_get_reason (transcript);

  if (tb_transcript_is_accepted (transcript))
    return find_acceptance (&parties->terms);
  return failure != NULL && is_reason_of (failure, reason) ? failure->choice.code : translate_reason (reason);
}

static int
find_judge (TbTranscript *transcript)
{
  for (int side = 0; side < 2; side++)
    if (tb_transcript_get_outcome (transcript, (TbSide) side)->alert_sent > 0)
      return side;
  return -1;
}

static TbKey *
key_of (TbIdentity *identity)
{
  return identity != NULL ? tb_key_ref (tb_identity_get_key (identity)) : NULL;
}

/**
 * tb_trial_new_for_parties:
 * @parties: who they are
 * @number: which of their handshakes
 * @error: return location
 *
 * Makes one handshake and tells its story. Where nobody refused, the checks are the client's: what it was satisfied with, or fooled by.
 *
 * Returns: (transfer full) (nullable): the trial; %NULL with %TB_CRYPTO_ERROR
 */
TbTrial *
tb_trial_new_for_parties (const TbTrialParties *parties, guint number, GError **error)
{
  g_autoptr (TbTrial) trial = g_new0 (TbTrial, 1);
  TbSide judge;

  trial->checks = tb_checks_new ();
  trial->transcript = tb_trial_parties_shake_keeping (parties, number, error);
  if (trial->transcript == NULL)
    return NULL;
  if (parties->attacker != NULL && (trial->behind = tb_trial_parties_shake_behind (parties, number, error)) == NULL)
    return NULL;
  if (tb_trial_touch_of (&parties->terms) != TB_TOUCH_NOTHING && (trial->meant = tb_trial_parties_shake_meant (parties, number, error)) == NULL)
    return NULL;
  trial->verdict = find_verdict (parties, trial->transcript);
  trial->judge = find_judge (trial->transcript);
  judge = trial->judge >= 0 ? (TbSide) trial->judge : TB_SIDE_CLIENT;
  tb_trial_judge (parties, trial->transcript, trial->meant, judge, trial->checks);
  trial->anchors = g_ptr_array_ref (parties->anchors[judge]);
  trial->server_key = key_of (parties->identities[TB_SIDE_SERVER]);
  trial->client_key = key_of (parties->identities[TB_SIDE_CLIENT]);
  trial->ticket_key = parties->ticket_key != NULL ? g_bytes_ref (parties->ticket_key) : NULL;
  return g_steal_pointer (&trial);
}

/**
 * tb_trial_new:
 * @crypto: the context to work in
 * @terms: what the trial shall be like; [func@trial_find_fault] finds nothing wrong with them
 * @seed: what everything is drawn from
 * @name: name of the streams it is drawn from; streams `NAME/...` are the trial's
 * @error: return location
 *
 * Makes a handshake on purpose. The same arguments give the same trial, on any thread. That it fails is an answer; that it cannot be made is an error.
 *
 * Returns: (transfer full) (nullable): the trial; %NULL with %TB_CRYPTO_ERROR
 */
TbTrial *
tb_trial_new (TbCrypto *crypto, const TbTrialTerms *terms, guint64 seed, const char *name, GError **error)
{
  g_autoptr (TbTrialParties) parties = tb_trial_parties_new (crypto, terms, seed, name, error);

  return parties != NULL ? tb_trial_new_for_parties (parties, 0, error) : NULL;
}

/**
 * tb_trial_free:
 * @trial: (transfer full) (nullable): a trial
 *
 * Lets it go.
 */
void
tb_trial_free (TbTrial *trial)
{
  if (trial == NULL)
    return;
  g_clear_pointer (&trial->transcript, tb_transcript_unref);
  g_clear_pointer (&trial->behind, tb_transcript_unref);
  g_clear_pointer (&trial->meant, tb_transcript_unref);
  g_clear_pointer (&trial->checks, tb_checks_free);
  g_clear_pointer (&trial->anchors, g_ptr_array_unref);
  g_clear_pointer (&trial->server_key, tb_key_unref);
  g_clear_pointer (&trial->client_key, tb_key_unref);
  g_clear_pointer (&trial->ticket_key, g_bytes_unref);
  g_free (trial);
}
