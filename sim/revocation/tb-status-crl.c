/* tb-status-crl: may this list be used for this certificate at this time, and what does it say (RFC 5280 sections 5.2 and 6.3.3)? A full list is
 * judged together with the newest delta list that goes with it. */
#include "tb-status-private.h"

#include <glib/gi18n-lib.h>

#include "tb-units.h"

enum
{
  RULE_CRITICAL, RULE_NUMBER, RULE_NEXT_UPDATE, RULE_FRESH, RULE_SIGNER, RULE_KEY_USAGE, RULE_SIGNATURE, RULE_BASE, RULE_DELTA, RULE_ENTRY
};

static const TbCheckRule rules[] = {
  [RULE_CRITICAL] = { "crl-critical", N_("Every critical extension of the list and of its entries is understood"), "RFC 5280 sections 5.2 and 5.3" },
  [RULE_NUMBER] = { "crl-number", N_("The list has a number, in an extension that is not critical"), "RFC 5280 section 5.2.3" },
  [RULE_NEXT_UPDATE] = { "crl-next-update", N_("The list says when there will be a newer one"), "RFC 5280 section 5.1.2.5" },
  [RULE_FRESH] = { "crl-fresh", N_("The list is from before this time and there is no newer one yet"), "RFC 5280 section 6.3.3 (a)" },
  [RULE_SIGNER] = { "crl-signer", N_("The list is from the issuer, or from one that the issuer or its own issuer has certified"),
                    "RFC 5280 section 6.3.3 (f)" },
  [RULE_KEY_USAGE] = { "crl-key-usage", N_("Whoever signed the list may sign lists"), "RFC 5280 section 6.3.3 (f)" },
  [RULE_SIGNATURE] = { "crl-signature", N_("The signer's key made the list's signature"), "RFC 5280 section 6.3.3 (g)" },
  [RULE_BASE] = { "crl-base", N_("A delta list goes with a full one"), "RFC 5280 section 5.2.4" },
  [RULE_DELTA] = { "crl-delta", N_("Newer delta lists that go with the full one are used when they may be"), "RFC 5280 section 6.3.3 (c)" },
  [RULE_ENTRY] = { "crl-entry", N_("The certificate is not on the list"), "RFC 5280 section 6.3.3 (i) and (j)" },
};

/* --- what a list says of itself --- */

static gboolean
is_understood (const X509_EXTENSION *extension)
{
  switch (OBJ_obj2nid (X509_EXTENSION_get_object ((X509_EXTENSION *) extension)))
    {
    case NID_issuing_distribution_point:
    case NID_delta_crl:
    case NID_authority_key_identifier:
    case NID_crl_number:        /* has a row of its own */
      return TRUE;
    default:
      return FALSE;
    }
}

/* The first critical extension of the list that nobody here knows, or NULL. */
static const X509_EXTENSION *
find_unknown (const TbCrlParts *parts)
{
  for (int i = 0; i < X509_CRL_get_ext_count (parts->shell); i++)
    {
      const X509_EXTENSION *extension = X509_CRL_get_ext (parts->shell, i);

      if (X509_EXTENSION_get_critical (extension) && !is_understood (extension))
        return extension;
    }
  return NULL;
}

static gboolean
check_critical (const TbStatusQuestion *question, const TbCrlParts *parts, TbFinding *finding)
{
  const X509_EXTENSION *unknown = find_unknown (parts);
  char oid[80] = "one of an entry";

  if (unknown != NULL)
    OBJ_obj2txt (oid, sizeof oid, X509_EXTENSION_get_object ((X509_EXTENSION *) unknown), 1);
  if (unknown == NULL && !parts->entries.has_unknown_critical)
    return tb_finding_note (finding, question, &rules[RULE_CRITICAL], TRUE, "", "%s", finding->name);
  return tb_finding_note (finding, question, &rules[RULE_CRITICAL], FALSE, "no unknown critical extension", "%s: %s", finding->name, oid);
}

static gboolean
check_number (const TbStatusQuestion *question, TbCrl *crl, TbFinding *finding)
{
  const TbCrlParts *parts = tb_crl_get_parts (crl);
  int at = X509_CRL_get_ext_by_NID (parts->shell, NID_crl_number, -1);
  gboolean is_critical = at >= 0 && X509_EXTENSION_get_critical (X509_CRL_get_ext (parts->shell, at));

  return tb_finding_note (finding, question, &rules[RULE_NUMBER], at >= 0 && !is_critical, "a number, not critical", "%s: %s%s", finding->name,
                          at >= 0 ? tb_crl_get_number (crl) : "no number", is_critical ? ", critical" : "");
}

/* --- freshness --- */

/* OpenSSL calls a list stale from the second of nextUpdate on, and so it is here. */
static gboolean
check_fresh (const TbStatusQuestion *question, TbCrl *crl, TbFinding *finding)
{
  g_autofree char *since = tb_units_format_moment (tb_crl_get_this_update_us (crl));
  g_autofree char *until = NULL;
  g_autofree char *now = tb_units_format_moment (question->unix_us);
  gboolean is_fresh = tb_crl_get_this_update_us (crl) <= question->unix_us && question->unix_us < tb_crl_get_next_update_us (crl);

  if (tb_crl_get_next_update_us (crl) == G_MAXINT64)
    return tb_finding_note (finding, question, &rules[RULE_NEXT_UPDATE], FALSE, "a time", "%s: none", finding->name);
  until = tb_units_format_moment (tb_crl_get_next_update_us (crl));
  return tb_finding_note (finding, question, &rules[RULE_FRESH], is_fresh, now, "%s: from %s to %s", finding->name, since, until);
}

/* --- who signed --- */

gboolean
tb_status_is_issued_by (const TbStatusQuestion *question, TbCertificate *certificate, TbCertificate *issuer)
{
  X509 *subject = tb_certificate_get_x509 (certificate), *above = tb_certificate_get_x509 (issuer);

  return X509_check_issued (above, subject) == X509_V_OK && tb_status_may_verify (question) && X509_verify (subject, X509_get0_pubkey (above)) == 1;
}

/* Whether some certificate at hand has certified both the authority and @signer. Its key made the signature on the authority's certificate,
 * so it is the one that the path goes through. */
static gboolean
is_sibling (const TbStatusQuestion *question, TbCertificate *signer)
{
  GPtrArray *certificates = question->evidence->certificates;

  for (guint i = 0; i < certificates->len; i++)
    {
      TbCertificate *above = g_ptr_array_index (certificates, i);

      if (tb_status_is_issued_by (question, signer, above) && tb_status_is_issued_by (question, question->issuer, above))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_valid_now (const TbStatusQuestion *question, TbCertificate *signer)
{
  return tb_certificate_get_not_before_us (signer) <= question->unix_us && question->unix_us <= tb_certificate_get_not_after_us (signer);
}

static gboolean
may_stand_in (const TbStatusQuestion *question, TbCertificate *signer)
{
  return is_valid_now (question, signer)
         && (tb_status_is_issued_by (question, signer, question->issuer)
             || tb_status_is_issued_by (question, question->issuer, signer)
             || is_sibling (question, signer));
}

static gboolean
has_list_s_name (const TbCrlParts *parts, TbCertificate *certificate)
{
  return X509_NAME_cmp (X509_get_subject_name (tb_certificate_get_x509 (certificate)), X509_CRL_get_issuer (parts->shell)) == 0;
}

/* Whoever has the list's issuer as its name and made its signature: the authority, or another that may stand in. Sets *@named when there was
 * somebody of that name. */
static TbCertificate *
find_signer (const TbStatusQuestion *question, TbCrl *crl, TbCertificate **named)
{
  const TbCrlParts *parts = tb_crl_get_parts (crl);
  GPtrArray *certificates = question->evidence->certificates;

  *named = has_list_s_name (parts, question->issuer) ? question->issuer : NULL;
  if (*named != NULL && tb_status_may_verify (question) && tb_crl_verify_signature (crl, question->issuer))
    return question->issuer;
  for (guint i = 0; certificates != NULL && i < certificates->len; i++)
    {
      TbCertificate *candidate = g_ptr_array_index (certificates, i);

      if (!has_list_s_name (parts, candidate) || !may_stand_in (question, candidate))
        continue;
      *named = candidate;
      if (tb_status_may_verify (question) && tb_crl_verify_signature (crl, candidate))
        return candidate;
    }
  return NULL;
}

static gboolean
check_signer (const TbStatusQuestion *question, TbCrl *crl, TbFinding *finding)
{
  TbCertificate *named, *signer = find_signer (question, crl, &named);
  gboolean may_sign;

  if (!tb_finding_note (finding, question, &rules[RULE_SIGNER], named != NULL, tb_crl_get_issuer (crl), "%s",
                        named != NULL ? tb_certificate_get_subject (named) : "nobody of that name may speak for the issuer")
      || !tb_finding_note (finding, question, &rules[RULE_SIGNATURE], signer != NULL, "", "%s", signer != NULL ? "it did" : "it did not"))
    return FALSE;
  may_sign = (X509_get_key_usage (tb_certificate_get_x509 (signer)) & KU_CRL_SIGN) != 0;
  return tb_finding_note (finding, question, &rules[RULE_KEY_USAGE], may_sign, "cRLSign", "%s", may_sign ? "it may" : "key usage without cRLSign");
}

/* --- one list --- */

static void
name_list (TbCrl *crl, TbFinding *finding)
{
  finding->name = g_strdup_printf ("%s %s of %s", tb_crl_get_base_number (crl) != NULL ? "delta CRL" : "CRL",
                                   tb_crl_get_number (crl) != NULL ? tb_crl_get_number (crl) : "without number", tb_crl_get_issuer (crl));
}

static gboolean
may_be_used (const TbStatusQuestion *question, TbCrl *crl, TbFinding *finding)
{
  const TbCrlParts *parts = tb_crl_get_parts (crl);

  return check_critical (question, parts, finding) && check_number (question, crl, finding) && check_fresh (question, crl, finding)
         && tb_status_check_scope (question, parts, finding) && check_signer (question, crl, finding);
}

/* --- delta lists --- */

static gboolean
has_same_extension (X509_CRL *a, X509_CRL *b, int nid)
{
  int at_a = X509_CRL_get_ext_by_NID (a, nid, -1), at_b = X509_CRL_get_ext_by_NID (b, nid, -1);

  if (at_a < 0 || at_b < 0)
    return at_a < 0 && at_b < 0;
  return ASN1_OCTET_STRING_cmp (X509_EXTENSION_get_data (X509_CRL_get_ext (a, at_a)), X509_EXTENSION_get_data (X509_CRL_get_ext (b, at_b))) == 0;
}

/* RFC 5280 section 6.3.3 (c): same issuer, scope and key; the delta builds on this list or an older one, and is newer. */
static gboolean
goes_with (const TbCrlParts *delta, const TbCrlParts *full)
{
  return delta->base_number != NULL && delta->number != NULL && full->number != NULL
         && X509_NAME_cmp (X509_CRL_get_issuer (delta->shell), X509_CRL_get_issuer (full->shell)) == 0
         && has_same_extension (delta->shell, full->shell, NID_issuing_distribution_point)
         && has_same_extension (delta->shell, full->shell, NID_authority_key_identifier)
         && ASN1_INTEGER_cmp (delta->base_number, full->number) <= 0
         && ASN1_INTEGER_cmp (delta->number, full->number) > 0;
}

static gboolean
may_use_delta (const TbStatusQuestion *question, TbCrl *delta, TbFinding *full)
{
  TbFinding finding = { .checks = tb_checks_new () };
  const TbCheck *failure;
  gboolean is_usable;

  name_list (delta, &finding);
  is_usable = may_be_used (question, delta, &finding);
  failure = tb_checks_first_failure (finding.checks);
  tb_finding_note (full, question, &rules[RULE_DELTA], TRUE, "", "%s: %s%s", finding.name, is_usable ? "used" : "set aside, ",
                   failure != NULL ? failure->rule->code : "");
  tb_finding_clear (&finding);
  return is_usable;
}

/* The newest delta list for @full that may be used, or NULL. */
static TbCrl *
find_delta (const TbStatusQuestion *question, TbCrl *full, TbFinding *finding)
{
  GPtrArray *crls = question->evidence->crls;
  TbCrl *best = NULL;

  for (guint i = 0; i < crls->len; i++)
    {
      TbCrl *crl = g_ptr_array_index (crls, i);

      if (!goes_with (tb_crl_get_parts (crl), tb_crl_get_parts (full))
          || (best != NULL && ASN1_INTEGER_cmp (tb_crl_get_parts (crl)->number, tb_crl_get_parts (best)->number) <= 0))
        continue;
      if (may_use_delta (question, crl, finding))
        best = crl;
    }
  return best;
}

static gboolean
has_full_list (const TbStatusQuestion *question, const TbCrlParts *delta)
{
  GPtrArray *crls = question->evidence->crls;

  for (guint i = 0; i < crls->len; i++)
    {
      const TbCrlParts *full = tb_crl_get_parts (g_ptr_array_index (crls, i));

      if (full->base_number == NULL && goes_with (delta, full))
        return TRUE;
    }
  return FALSE;
}

/* A delta list says nothing by itself. One that goes with a full list is judged with that one, so there is nothing to tell of it here. */
static void
judge_delta (const TbStatusQuestion *question, TbCrl *delta, TbFinding *finding)
{
  if (has_full_list (question, tb_crl_get_parts (delta)))
    finding->is_about = FALSE;
  else
    tb_finding_note (finding, question, &rules[RULE_BASE], FALSE, "a full list of the same scope, not older than the base", "%s: none",
                     finding->name);
}

/* --- the answer --- */

static void
apply_delta (const TbStatusQuestion *question, TbCrl *delta, TbFinding *finding, gboolean *is_revoked)
{
  TbRevocation entry;

  finding->this_update_us = tb_crl_get_this_update_us (delta);
  finding->fresh_until_us = MIN (finding->fresh_until_us, tb_crl_get_next_update_us (delta));
  if (!tb_crl_lookup (delta, question->certificate, &entry))
    return;
  *is_revoked = entry.reason != TB_REVOCATION_REMOVE_FROM_CRL;
  finding->revocation = entry;
}

static void
answer (const TbStatusQuestion *question, TbCrl *crl, TbFinding *finding)
{
  gboolean is_revoked = tb_crl_lookup (crl, question->certificate, &finding->revocation);
  TbCrl *delta = find_delta (question, crl, finding);

  finding->this_update_us = tb_crl_get_this_update_us (crl);
  finding->fresh_until_us = tb_crl_get_next_update_us (crl);
  if (delta != NULL)
    apply_delta (question, delta, finding, &is_revoked);
  finding->revocation.serial = NULL;
  finding->value = is_revoked ? TB_STATUS_REVOKED : TB_STATUS_GOOD;
  tb_finding_note_entry (finding, question, &rules[RULE_ENTRY], is_revoked, &finding->revocation);
}

void
tb_status_judge_list (const TbStatusQuestion *question, TbCrl *crl, TbFinding *finding)
{
  finding->is_about = tb_status_is_list_about (question, tb_crl_get_parts (crl));
  if (!finding->is_about)
    return;
  name_list (crl, finding);
  if (tb_crl_get_base_number (crl) != NULL)
    judge_delta (question, crl, finding);
  else if (may_be_used (question, crl, finding))
    answer (question, crl, finding);
}
