/* tb-trial-judge: see the header. Chains are judged by tb-validate and staples by tb-staple, anew, from what the transcript holds; what TLS itself checks
 * has rows of its own here. The checks end with the first that fails, as the judge did. */
#include "tb-trial-judge.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "tb-names.h"
#include "tb-trial-caution.h"
#include "tb-trial-downgrade.h"
#include "tb-validate.h"

#define N_CHECKS 10

enum { RULE_VERSION, RULE_CIPHER, RULE_CERTIFICATE, RULE_TICKET };

static const TbCheckRule rules[] = {
  [RULE_VERSION] = { "version", N_("Both speak one version of TLS"), "RFC 9846 section 4.3.1" },
  [RULE_CIPHER] = { "cipher", N_("Both know one cipher suite"), "RFC 9846 section 4.2.1" },
  [RULE_CERTIFICATE] = { "certificate-shown", N_("The other side shows a certificate where one is demanded"), "RFC 9846 section 4.5.1.3" },
  [RULE_TICKET] = { "ticket", N_("A ticket of an earlier session takes the place of certificates"), "RFC 9846 section 2.2" },
};

static gboolean
add (Judging *judging, guint rule, gboolean ok, const char *expected, const char *found)
{
  tb_checks_add (judging->checks, &rules[rule], -1, ok, expected, found);
  return ok;
}

static gboolean
check_version (Judging *judging)
{
  const char *expected = tb_names_find (TB_NAMES_VERSION, tb_trial_get_spoken (&judging->parties->terms, judging->judge));
  const char *spoken = tb_names_find (TB_NAMES_VERSION, tb_transcript_get_version (judging->transcript));
  gboolean fell_back = tb_trial_touch_of (&judging->parties->terms) == TB_TOUCH_FIRST_TRY && spoken != NULL;
  g_autofree char *offered = NULL;

  if (strcmp (judging->reason, "version-mismatch") != 0)
    return add (judging, RULE_VERSION, TRUE, fell_back ? spoken : expected, spoken != NULL ? spoken : expected);
  offered = tb_trial_list_versions (judging->transcript);
  return add (judging, RULE_VERSION, FALSE, expected, offered);
}

static gboolean
check_downgrade (Judging *judging)
{
  return tb_trial_check_downgrade (judging->parties, judging->transcript, judging->judge, judging->checks);
}

static gboolean
check_heard (Judging *judging)
{
  return tb_trial_check_heard (judging->parties, judging->transcript, judging->meant, judging->judge, judging->checks);
}

static gboolean
check_cipher (Judging *judging)
{
  const char *cipher = tb_transcript_get_cipher (judging->transcript);
  g_autofree char *offered = NULL;

  if (strcmp (judging->reason, "cipher-mismatch") != 0)
    return add (judging, RULE_CIPHER, TRUE, "", cipher);
  offered = tb_trial_list_suites (judging->transcript);
  return add (judging, RULE_CIPHER, FALSE, tb_trial_get_suites (&judging->parties->terms, judging->judge), offered);
}

/* --- the certificate --- */

/* (transfer full) (element-type TbCertificate): what the peer showed, its own first */
static GPtrArray *
read_chain (Judging *judging)
{
  GPtrArray *chain = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);

  for (guint i = 0;; i++)
    {
      g_autoptr (GBytes) der = tb_transcript_get_peer_certificate (judging->transcript, judging->peer, i);
      TbCertificate *certificate = der != NULL ? tb_certificate_new_from_der (judging->parties->crypto, der, NULL) : NULL;

      if (certificate == NULL)
        return chain;
      g_ptr_array_add (chain, certificate);
    }
}

static gint64
clock_of (Judging *judging)
{
  return judging->judge == TB_SIDE_CLIENT ? judging->parties->client_unix_us : judging->parties->unix_us;
}

/* Adds to @checks, and says whether the path is good. */
static gboolean
check_path (Judging *judging, GPtrArray *chain, TbChecks *checks)
{
  TbValidateTerms terms = TB_VALIDATE_TERMS_INIT;
  g_autoptr (TbValidation) validation = NULL;

  terms.anchors = judging->parties->anchors[judging->judge];
  terms.untrusted = chain;
  terms.unix_us = clock_of (judging);
  terms.purpose = judging->judge == TB_SIDE_CLIENT ? TB_PURPOSE_TLS_SERVER : TB_PURPOSE_TLS_CLIENT;
  terms.host = judging->judge == TB_SIDE_CLIENT ? judging->parties->host : NULL;
  if (judging->judge == TB_SIDE_SERVER && judging->parties->evidence.crls != NULL)
    {
      terms.evidence = judging->parties->evidence;
      terms.require_status = TB_REQUIRE_CRL_LEAF;
    }
  validation = tb_validate (judging->parties->crypto, g_ptr_array_index (chain, 0), &terms, NULL);
  if (validation == NULL)
    return FALSE;
  tb_checks_append (checks, tb_validation_get_checks (validation));
  return tb_validation_is_valid (validation)
         && (judging->judge != TB_SIDE_CLIENT || tb_trial_check_pin (judging->parties, tb_validation_get_chain (validation), checks));
}

/* What a careless client would have seen is said in one row. */
static gboolean
check_chain (Judging *judging, GPtrArray *chain)
{
  g_autoptr (TbChecks) unmade = NULL;

  if (!judging->parties->terms.careless || judging->judge != TB_SIDE_CLIENT)
    return check_path (judging, chain, judging->checks);
  unmade = tb_checks_new ();
  check_path (judging, chain, unmade);
  return tb_trial_add_carelessness (unmade, judging->checks);
}

static gboolean
is_demanded (Judging *judging)
{
  return judging->judge == TB_SIDE_CLIENT || tb_transcript_is_mutual (judging->transcript);
}

static gboolean
check_certificate (Judging *judging)
{
  g_autoptr (GPtrArray) chain = NULL;
  g_autofree char *found = NULL;

  if (tb_transcript_is_resumed (judging->transcript))
    return add (judging, RULE_TICKET, TRUE, "", "");
  if (!is_demanded (judging))
    return TRUE;
  chain = read_chain (judging);
  if (chain->len == 0 && strcmp (judging->reason, "no-certificate") != 0)
    return TRUE;        /* it did not come to that: what arrived could not be read */
  if (chain->len == 0)
    return add (judging, RULE_CERTIFICATE, FALSE, "a certificate", "an empty list");
  found = g_strdup_printf ("%u, the first of %s", chain->len, tb_certificate_get_subject (g_ptr_array_index (chain, 0)));
  add (judging, RULE_CERTIFICATE, TRUE, "a certificate", found);
  return check_chain (judging, chain);
}

static gboolean
check_staple (Judging *judging)
{
  const TbTrialParties *parties = judging->parties;

  return judging->judge != TB_SIDE_CLIENT || parties->terms.careless
         || tb_staple_explain (parties->crypto, judging->transcript, parties->staple_policy, clock_of (judging), judging->checks) == TB_STAPLE_ACCEPTED;
}

/* Adds a row for each check that @judge made in @transcript. A client of TLS 1.2 looks at a staple when it has heard all of the server. @meant: (nullable): what
 * the client meant, where somebody changed it */
void
tb_trial_judge (const TbTrialParties *parties, TbTranscript *transcript, TbTranscript *meant, TbSide judge, TbChecks *checks)
{
  static const Check orders[][N_CHECKS] = {
    { check_downgrade, check_version, check_cipher, tb_trial_check_echo, check_certificate, check_staple, check_heard, tb_trial_check_proof,
      tb_trial_check_record, tb_trial_check_finished },
    { check_downgrade, check_version, check_cipher, tb_trial_check_echo, check_certificate, check_heard, tb_trial_check_proof, check_staple,
      tb_trial_check_record, tb_trial_check_finished },
  };
  const Check *in_order = orders[tb_transcript_get_version (transcript) != TB_TRIAL_TLS_1_3];
  Judging judging = {
    parties, transcript, judge, judge == TB_SIDE_CLIENT ? TB_SIDE_SERVER : TB_SIDE_CLIENT, tb_transcript_get_outcome (transcript, judge),
    tb_transcript_get_reason (transcript), tb_transcript_is_datagrams (transcript) ? 12 : 4, meant, checks,
  };

  for (guint i = 0; i < N_CHECKS && in_order[i] (&judging); i++)
    ;
}
