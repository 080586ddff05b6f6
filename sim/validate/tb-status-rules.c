/* tb-status-rules: which certificates must be known not to be revoked, and are they? tb-status judges the evidence; what an unknown status means is
 * decided here: hard-fail where it was asked for, a note elsewhere. */
#include "tb-judging.h"

#include <glib/gi18n-lib.h>

#define MAX_SIGNERS 400

static const TbCheckRule rule_status = { "status", N_("The certificate has not been revoked"), "RFC 5280 section 6.1.3 (a)(3), RFC 6960, RFC 9608" };

/* An end-entity certificate whose authority says that it will never say anything about it (RFC 9608 section 4). */
static gboolean
has_no_revocation (const TbCertFacts *facts)
{
  ASN1_OBJECT *oid = OBJ_txt2obj ("2.5.29.56", 1);
  gboolean has = !facts->ca && X509_get_ext_by_OBJ (facts->x509, oid, -1) >= 0;

  ASN1_OBJECT_free (oid);
  return has;
}

static gboolean
is_required (const TbJudging *judging, guint i)
{
  TbRequireCrl required = judging->terms->require_status;

  return required == TB_REQUIRE_CRL_ALL || (required == TB_REQUIRE_CRL_LEAF && i == 0);
}

static gboolean
has_evidence (const TbRevocationEvidence *evidence)
{
  return (evidence->crls != NULL && evidence->crls->len > 0) || (evidence->responses != NULL && evidence->responses->len > 0);
}

/* Rows of evidence that was no good matter only when nothing better was there. */
static void
add_evidence (TbJudging *judging, const TbChecks *evidence, gboolean with_failures)
{
  for (guint i = 0; i < tb_checks_get_n (evidence); i++)
    {
      const TbCheck *row = tb_checks_get (evidence, i);

      if (row->ok || with_failures)
        tb_checks_add (judging->checks, row->rule, row->depth, row->ok, row->expected, row->found);
    }
}

static char *
say_status (const TbStatus *status, const TbChecks *evidence)
{
  const TbCheck *failure = tb_checks_first_failure (evidence);

  if (status->value == TB_STATUS_REVOKED)
    return g_strdup_printf ("revoked (%s)", tb_revocation_reason_to_code (status->revocation.reason));
  if (status->value == TB_STATUS_GOOD)
    return g_strdup ("good");
  if (failure == NULL)
    return g_strdup ("unknown: no evidence");
  return g_strdup_printf ("unknown: %s%s%s", failure->rule->code, *failure->found != '\0' ? ", " : "", failure->found);
}

static TbCertificate *
find_issuer_in_path (const TbJudging *judging, X509 *x509)
{
  for (guint i = 1; i < judging->n; i++)
    if (X509_check_issued (judging->facts[i]->x509, x509) == X509_V_OK)
      return tb_judging_get (judging, i);
  return NULL;
}

/* Whether somebody of the path, or a list, says that @certificate has been revoked. */
static gboolean
is_revoked (const TbJudging *judging, TbCertificate *certificate)
{
  const TbRevocationEvidence at_hand = { judging->terms->evidence.crls, judging->terms->evidence.responses, judging->path };
  TbCertificate *issuer = find_issuer_in_path (judging, tb_certificate_get_x509 (certificate));
  g_autoptr (TbChecks) unused = tb_checks_new ();
  TbStatus status = { TB_STATUS_UNKNOWN };

  return issuer != NULL && tb_status_judge (judging->crypto, certificate, issuer, 0, &at_hand, judging->terms->unix_us, unused, &status, NULL)
         && status.value == TB_STATUS_REVOKED;
}

/* Signers of lists are looked for among what was given and in the path, whose trust anchor must be theirs too (RFC 5280 section 6.3.3 (f)). */
static GPtrArray *
gather_signers (const TbJudging *judging)
{
  GPtrArray *given = judging->terms->evidence.certificates, *signers = g_ptr_array_new ();

  for (guint i = 1; i < judging->n; i++)
    g_ptr_array_add (signers, tb_judging_get (judging, i));
  for (guint i = 0; given != NULL && i < MIN (given->len, MAX_SIGNERS); i++)
    if (!is_revoked (judging, g_ptr_array_index (given, i)))
      g_ptr_array_add (signers, g_ptr_array_index (given, i));
  return signers;
}

static gboolean
judge_status (TbJudging *judging, const TbRevocationEvidence *at_hand, guint i, GError **error)
{
  g_autoptr (TbChecks) evidence = tb_checks_new ();
  g_autofree char *found = NULL;
  TbStatus status = { TB_STATUS_UNKNOWN };
  gboolean ok;

  if (!tb_status_judge (judging->crypto, tb_judging_get (judging, i), tb_judging_get (judging, i + 1), (int) i, at_hand,
                        judging->terms->unix_us, evidence, &status, error))
    return FALSE;
  ok = status.value == TB_STATUS_GOOD || (status.value == TB_STATUS_UNKNOWN && !is_required (judging, i));
  found = say_status (&status, evidence);
  /* The verdict comes before the evidence where it is bad, so that it is what is explained. */
  if (!ok)
    tb_checks_add (judging->checks, &rule_status, (int) i, FALSE, "good", found);
  add_evidence (judging, evidence, !ok);
  if (ok)
    tb_checks_add (judging->checks, &rule_status, (int) i, TRUE, is_required (judging, i) ? "good" : "good or unknown", found);
  return TRUE;
}

/* Rows about revocation, from below the trust anchor down. Returns FALSE with @error when they could not be reached. */
gboolean
tb_status_rules_judge (TbJudging *judging, GError **error)
{
  const TbRevocationEvidence *given = &judging->terms->evidence;
  gboolean asked = has_evidence (given) || judging->terms->require_status != TB_REQUIRE_CRL_NONE;
  g_autoptr (GPtrArray) signers = asked ? gather_signers (judging) : NULL;
  const TbRevocationEvidence at_hand = { given->crls, given->responses, signers };

  if (!asked)
    tb_judging_add (judging, &rule_status, 0, TRUE, "", "not asked");
  for (guint i = judging->n - 1; asked && i-- > 0;)
    if (has_no_revocation (judging->facts[i]))
      tb_judging_add (judging, &rule_status, i, TRUE, "", "noRevAvail: its authority tells nothing");
    else if (!judge_status (judging, &at_hand, i, error))
      return FALSE;
  return TRUE;
}
