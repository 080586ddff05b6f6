/* tb-status: see the header. */
#include "tb-status-private.h"

#include <glib/gi18n-lib.h>
#include <openssl/err.h>

#include "tb-units.h"

/* TLS features (RFC 7633 section 6 names the extensions of TLS): status_request and status_request_v2. */
#define STATUS_REQUEST    5
#define STATUS_REQUEST_V2 17

/* A tenth of a second's worth, mostly; evidence that is meant honestly needs a handful. */
#define MAX_SIGNATURES 200

enum { RULE_EVIDENCE, RULE_SET_ASIDE, RULE_COMBINED, RULE_STATUS };

static const TbCheckRule rules[] = {
  [RULE_EVIDENCE] = { "status-evidence", N_("Something at hand tells about the revocation of this certificate"), "RFC 5280 section 6.1.3 (a)(3)" },
  [RULE_SET_ASIDE] = { "status-set-aside", N_("Evidence that may not be used is set aside"), "RFC 5280 section 6.3.3" },
  [RULE_COMBINED] = { "status-all-reasons", N_("The lists together tell of every reason"), "RFC 5280 section 6.3.3 (l)" },
  [RULE_STATUS] = { "status", N_("The freshest evidence that may be used says that the certificate is not revoked"),
                    "RFC 5280 section 6.1.3 (a)(3)" },
};

/* --- findings --- */

void
tb_finding_clear (gpointer data)
{
  TbFinding *finding = data;

  g_clear_pointer (&finding->checks, tb_checks_free);
  g_clear_pointer (&finding->name, g_free);
}

/* Adds a row about the certificate in question. Returns @ok, for chains of checks. */
gboolean
tb_finding_note (TbFinding *finding, const TbStatusQuestion *question, const TbCheckRule *rule, gboolean ok, const char *expected,
                 const char *format, ...)
{
  g_autofree char *found = NULL;
  va_list args;

  va_start (args, format);
  found = g_strdup_vprintf (format, args);
  va_end (args);
  tb_checks_add (finding->checks, rule, question->depth, ok, expected, found);
  return ok;
}

/* The last row about a piece of evidence: what it says. */
gboolean
tb_finding_note_entry (TbFinding *finding, const TbStatusQuestion *question, const TbCheckRule *rule, gboolean is_revoked,
                       const TbRevocation *revocation)
{
  g_autofree char *since = NULL;

  if (!is_revoked)
    return tb_finding_note (finding, question, rule, TRUE, "", "%s: not revoked", finding->name);
  since = tb_units_format_moment (revocation->revoked_us);
  return tb_finding_note (finding, question, rule, FALSE, "not revoked", "%s: revoked since %s, %s", finding->name, since,
                          tb_revocation_reason_to_code (revocation->reason));
}

/* --- weighing --- */

static gboolean
is_decisive (const TbFinding *finding)
{
  return finding->value == TB_STATUS_REVOKED || (finding->value == TB_STATUS_GOOD && finding->reasons == TB_REASONS_ALL);
}

/* The fresher one, and among equals the one that says "revoked". */
static gboolean
outweighs (const TbFinding *one, const TbFinding *other)
{
  if (one->this_update_us != other->this_update_us)
    return one->this_update_us > other->this_update_us;
  return one->value == TB_STATUS_REVOKED && other->value != TB_STATUS_REVOKED;
}

static const TbFinding *
find_decisive (GArray *findings)
{
  const TbFinding *best = NULL;

  for (guint i = 0; i < findings->len; i++)
    {
      const TbFinding *finding = &g_array_index (findings, TbFinding, i);

      if (is_decisive (finding) && (best == NULL || outweighs (finding, best)))
        best = finding;
    }
  return best;
}

/* Lists for some reasons each may tell of all together; that is as fresh as the oldest of them. */
static gboolean
combine (GArray *findings, TbFinding *combined)
{
  combined->value = TB_STATUS_GOOD;
  combined->this_update_us = combined->fresh_until_us = G_MAXINT64;
  combined->reasons = 0;
  for (guint i = 0; i < findings->len; i++)
    {
      const TbFinding *finding = &g_array_index (findings, TbFinding, i);

      if (finding->value != TB_STATUS_GOOD || finding->reasons == TB_REASONS_ALL)
        continue;
      combined->reasons |= finding->reasons;
      combined->this_update_us = MIN (combined->this_update_us, finding->this_update_us);
      combined->fresh_until_us = MIN (combined->fresh_until_us, finding->fresh_until_us);
    }
  return combined->reasons == TB_REASONS_ALL;
}

/* --- explaining --- */

static void
set_aside (const TbStatusQuestion *question, const TbFinding *finding, TbChecks *checks)
{
  const TbCheck *failure = tb_checks_first_failure (finding->checks);
  g_autofree char *found = g_strdup_printf ("%s: %s: %s", finding->name, failure != NULL ? failure->rule->code : "",
                                            failure != NULL ? failure->found : "older");

  tb_checks_add (checks, &rules[RULE_SET_ASIDE], question->depth, TRUE, "", found);
}

/* Where there is an answer, evidence that could not be used or says something older is told in one row, which is no failure; where there is none,
 * it is the reason why. */
static void
explain (const TbStatusQuestion *question, GArray *findings, TbStatusValue answer, TbChecks *checks)
{
  for (guint i = 0; i < findings->len; i++)
    {
      const TbFinding *finding = &g_array_index (findings, TbFinding, i);

      if (answer == TB_STATUS_UNKNOWN || finding->value == answer)
        tb_checks_append (checks, finding->checks);
      else
        set_aside (question, finding, checks);
    }
}

static void
explain_nothing (const TbStatusQuestion *question, guint n_about, TbChecks *checks)
{
  if (n_about == 0)
    tb_checks_add_static (checks, &rules[RULE_EVIDENCE], question->depth, FALSE, "a list or an OCSP response from its issuer", "none");
  else
    tb_checks_add_static (checks, &rules[RULE_STATUS], question->depth, FALSE, "evidence that may be used", "unknown: none of it may be used");
}

static void
explain_answer (const TbStatusQuestion *question, const TbStatus *status, TbChecks *checks)
{
  g_autofree char *until = tb_units_format_moment (status->fresh_until_us);
  g_autofree char *found = g_strdup_printf ("%s, to be used until %s", status->value == TB_STATUS_GOOD ? "good" : "revoked", until);

  tb_checks_add (checks, &rules[RULE_STATUS], question->depth, status->value == TB_STATUS_GOOD, "good", found);
}

static void
conclude (const TbStatusQuestion *question, GArray *findings, TbChecks *checks, TbStatus *status)
{
  TbFinding combined = { 0 };
  const TbFinding *best = find_decisive (findings);
  gboolean is_combined = combine (findings, &combined) && (best == NULL || outweighs (&combined, best));

  if (is_combined)
    best = &combined;
  explain (question, findings, best != NULL ? best->value : TB_STATUS_UNKNOWN, checks);
  if (is_combined)
    tb_checks_add_static (checks, &rules[RULE_COMBINED], question->depth, TRUE, "", "they do");
  if (best == NULL)
    {
      explain_nothing (question, findings->len, checks);
      return;
    }
  status->value = best->value;
  status->revocation = best->revocation;
  status->fresh_until_us = best->fresh_until_us;
  explain_answer (question, status, checks);
}

/* --- gathering --- */

/* Whether one more signature may be looked at; beyond the limit none is believed. */
gboolean
tb_status_may_verify (const TbStatusQuestion *question)
{
  return (*question->n_signatures_left)-- > 0;
}

typedef void (*Judge) (const TbStatusQuestion *question, gpointer evidence, TbFinding *finding);

static void
judge_list (const TbStatusQuestion *question, gpointer evidence, TbFinding *finding)
{
  tb_status_judge_list (question, evidence, finding);
}

static void
judge_response (const TbStatusQuestion *question, gpointer evidence, TbFinding *finding)
{
  tb_status_judge_response (question, evidence, finding);
}

static void
judge_all (const TbStatusQuestion *question, GPtrArray *evidence, Judge judge, GArray *findings)
{
  for (guint i = 0; evidence != NULL && i < evidence->len; i++)
    {
      TbFinding finding = { .value = TB_STATUS_UNKNOWN, .reasons = TB_REASONS_ALL, .checks = tb_checks_new () };

      judge (question, g_ptr_array_index (evidence, i), &finding);
      if (finding.is_about)
        g_array_append_val (findings, finding);
      else
        tb_finding_clear (&finding);
    }
}

/**
 * tb_status_judge:
 * @crypto: the context to work in
 * @certificate: the certificate in question
 * @issuer: who issued it, as the path has it
 * @depth: at which place of the path @certificate is, for @checks
 * @evidence: lists, responses and certificates of those who may have signed them
 * @unix_us: at what time, in microseconds since 1970-01-01T00:00:00Z
 * @checks: (nullable): where to add the rows
 * @status: (out caller-allocates): the answer
 * @error: return location
 *
 * Judges every piece of evidence about @certificate (RFC 5280 section 6.3.3, RFC 6960 section 3.2) and lets the freshest that may be used decide;
 * of two equally fresh ones the one that says "revoked". A list or response that is stale, or badly signed, or not for this certificate
 * decides nothing. Every row is good when the answer is %TB_STATUS_GOOD. Signers of indirect lists are believed when the authority, or
 * one that certified the authority, has issued their certificate.
 *
 * Returns: %TRUE: there is always an answer, be it %TB_STATUS_UNKNOWN
 */
gboolean
tb_status_judge (TbCrypto *crypto, TbCertificate *certificate, TbCertificate *issuer, int depth, const TbRevocationEvidence *evidence,
                 gint64 unix_us, TbChecks *checks, TbStatus *status, GError **error)
{
  int n_signatures_left = MAX_SIGNATURES;
  TbStatusQuestion question = { crypto, certificate, issuer, depth, evidence, unix_us, &n_signatures_left };
  g_autoptr (GArray) findings = g_array_new (FALSE, FALSE, sizeof (TbFinding));
  g_autoptr (TbChecks) own = checks == NULL ? tb_checks_new () : NULL;

  g_array_set_clear_func (findings, tb_finding_clear);
  *status = (TbStatus) { .value = TB_STATUS_UNKNOWN, .fresh_until_us = unix_us };
  ERR_clear_error ();
  judge_all (&question, evidence->responses, judge_response, findings);
  judge_all (&question, evidence->crls, judge_list, findings);
  conclude (&question, findings, checks != NULL ? checks : own, status);
  ERR_clear_error ();           /* a bad signature is an answer */
  return TRUE;
}

/**
 * tb_status_must_staple:
 * @certificate: a certificate
 *
 * Returns: whether a server that shows it must send an OCSP response along (the TLS feature extension with status_request, RFC 7633)
 */
gboolean
tb_status_must_staple (TbCertificate *certificate)
{
  TLS_FEATURE *features = X509_get_ext_d2i (tb_certificate_get_x509 (certificate), NID_tlsfeature, NULL, NULL);
  gboolean is_required = FALSE;

  for (int i = 0; i < sk_ASN1_INTEGER_num (features); i++)
    {
      long feature = ASN1_INTEGER_get (sk_ASN1_INTEGER_value (features, i));

      is_required |= feature == STATUS_REQUEST || feature == STATUS_REQUEST_V2;
    }
  TLS_FEATURE_free (features);
  return is_required;
}
