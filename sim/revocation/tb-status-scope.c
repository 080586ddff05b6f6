/* tb-status-scope: does a list cover this certificate? Distribution points of the certificate against the list's issuing distribution point
 * (RFC 5280 sections 4.2.1.13, 5.2.5 and 6.3.3 (b)). */
#include "tb-status-private.h"

#include <glib/gi18n-lib.h>

enum { RULE_KIND, RULE_PARTITION, RULE_INDIRECT };

static const TbCheckRule rules[] = {
  [RULE_KIND] = { "crl-scope", N_("The list covers certificates of this kind"), "RFC 5280 section 6.3.3 (b)(2)(ii)-(iv)" },
  [RULE_PARTITION] = { "crl-partition", N_("The list is the part that the certificate's distribution point names"),
                       "RFC 5280 section 6.3.3 (b)(2)(i)" },
  [RULE_INDIRECT] = { "crl-indirect", N_("A list from another issuer says that it is indirect"), "RFC 5280 section 6.3.3 (b)(1)" },
};

/* The certificate's distribution points; NULL when it has none that can be read. */
static CRL_DIST_POINTS *
get_points (TbCertificate *certificate)
{
  CRL_DIST_POINTS *points = X509_get_ext_d2i (tb_certificate_get_x509 (certificate), NID_crl_distribution_points, NULL, NULL);

  return points;
}

static gboolean
names_hold (const GENERAL_NAMES *names, const X509_NAME *name)
{
  for (int i = 0; i < sk_GENERAL_NAME_num (names); i++)
    {
      const GENERAL_NAME *one = sk_GENERAL_NAME_value (names, i);

      if (one->type == GEN_DIRNAME && X509_NAME_cmp (one->d.directoryName, name) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
names_meet (const GENERAL_NAMES *some, const GENERAL_NAMES *others)
{
  for (int i = 0; i < sk_GENERAL_NAME_num (some); i++)
    for (int j = 0; j < sk_GENERAL_NAME_num (others); j++)
      if (GENERAL_NAME_cmp (sk_GENERAL_NAME_value (some, i), sk_GENERAL_NAME_value (others, j)) == 0)
        return TRUE;
  return FALSE;
}

/* Two names of distribution points: each is a set of full names, or one made of the issuer's name and something added. */
static gboolean
point_names_meet (const DIST_POINT_NAME *a, const DIST_POINT_NAME *b)
{
  if (a->type == 1 && b->type == 1)
    return a->dpname != NULL && b->dpname != NULL && X509_NAME_cmp (a->dpname, b->dpname) == 0;
  if (a->type == 1)
    return a->dpname != NULL && names_hold (b->name.fullname, a->dpname);
  if (b->type == 1)
    return b->dpname != NULL && names_hold (a->name.fullname, b->dpname);
  return names_meet (a->name.fullname, b->name.fullname);
}

/* --- whose list --- */

static gboolean
is_indirect (const TbCrlParts *parts)
{
  return parts->scope != NULL && parts->scope->indirectCRL > 0;
}

static gboolean
has_own_issuer (const TbStatusQuestion *question, const TbCrlParts *parts)
{
  return X509_NAME_cmp (X509_CRL_get_issuer (parts->shell), X509_get_issuer_name (tb_certificate_get_x509 (question->certificate))) == 0;
}

static gboolean
is_named_by_point (const CRL_DIST_POINTS *points, const X509_NAME *list_issuer)
{
  for (int i = 0; i < sk_DIST_POINT_num (points); i++)
    if (names_hold (sk_DIST_POINT_value (points, i)->CRLissuer, list_issuer))
      return TRUE;
  return FALSE;
}

/* Whether the list comes from the certificate's issuer, or from whom one of its distribution points names. */
gboolean
tb_status_is_list_about (const TbStatusQuestion *question, const TbCrlParts *parts)
{
  CRL_DIST_POINTS *points;
  gboolean is_named;

  if (has_own_issuer (question, parts))
    return TRUE;
  points = get_points (question->certificate);
  is_named = is_named_by_point (points, X509_CRL_get_issuer (parts->shell));
  CRL_DIST_POINTS_free (points);
  return is_named;
}

/* --- which certificates --- */

static const char *
describe_kind (const ISSUING_DIST_POINT *scope)
{
  if (scope->onlyattr > 0)
    return "attribute certificates only";
  if (scope->onlyCA > 0)
    return "certificates of authorities only";
  return scope->onlyuser > 0 ? "certificates of end entities only" : "all certificates";
}

static gboolean
covers_kind (const ISSUING_DIST_POINT *scope, gboolean is_authority)
{
  int n_kinds = (scope->onlyattr > 0) + (scope->onlyCA > 0) + (scope->onlyuser > 0);

  return n_kinds == 0 || (n_kinds == 1 && scope->onlyattr <= 0 && (scope->onlyCA > 0) == is_authority);
}

static gboolean
check_kind (const TbStatusQuestion *question, const TbCrlParts *parts, TbFinding *finding)
{
  gboolean is_authority = (X509_get_extension_flags (tb_certificate_get_x509 (question->certificate)) & EXFLAG_CA) != 0;

  if (parts->scope == NULL)
    return TRUE;
  return tb_finding_note (finding, question, &rules[RULE_KIND], covers_kind (parts->scope, is_authority),
                          is_authority ? "authorities" : "end entities", "%s: %s", finding->name, describe_kind (parts->scope));
}

/* --- which part, and for which reasons --- */

/* Bits 1 to 8 of ReasonFlags; without flags all. */
static guint
read_reasons (const ASN1_BIT_STRING *flags)
{
  guint reasons = 0;

  if (flags == NULL)
    return TB_REASONS_ALL;
  for (int bit = 1; bit <= 8; bit++)
    if (ASN1_BIT_STRING_get_bit (flags, bit) == 1)
      reasons |= 1u << bit;
  return reasons;
}

/* RFC 5280 section 6.3.3, at its end: without distribution points, the issuer's name is one. */
static gboolean
is_default_point (const TbStatusQuestion *question, const DIST_POINT_NAME *part)
{
  X509_NAME *issuer = X509_get_issuer_name (tb_certificate_get_x509 (question->certificate));

  return part->type == 1 ? X509_NAME_cmp (part->dpname, issuer) == 0 : names_hold (part->name.fullname, issuer);
}

/* A point whose cRLIssuer is named speaks of that issuer's lists only, one without it of the certificate's issuer's. */
static gboolean
point_allows (const TbStatusQuestion *question, const TbCrlParts *parts, DIST_POINT *point)
{
  X509_NAME *list_issuer = X509_CRL_get_issuer (parts->shell);
  const DIST_POINT_NAME *part = parts->scope != NULL ? parts->scope->distpoint : NULL;

  if (point->CRLissuer != NULL ? !names_hold (point->CRLissuer, list_issuer) : !has_own_issuer (question, parts))
    return FALSE;
  if (part == NULL)
    return TRUE;
  if (point->distpoint == NULL)
    return part->type == 1 ? X509_NAME_cmp (part->dpname, list_issuer) == 0 : names_meet (part->name.fullname, point->CRLissuer);
  return DIST_POINT_set_dpname (point->distpoint, point->CRLissuer != NULL ? list_issuer : X509_CRL_get_issuer (parts->shell)) == 1
         && point_names_meet (point->distpoint, part);
}

/* A list that does not name a part is for every certificate of its issuer, also for those with other points (RFC 5280 section 5.2.5). */
static guint
find_reasons (const TbStatusQuestion *question, const TbCrlParts *parts)
{
  CRL_DIST_POINTS *points = get_points (question->certificate);
  const DIST_POINT_NAME *part = parts->scope != NULL ? parts->scope->distpoint : NULL;
  guint reasons = 0;

  if (has_own_issuer (question, parts) && (part == NULL || is_default_point (question, part)))
    reasons = TB_REASONS_ALL;
  for (int i = 0; i < sk_DIST_POINT_num (points); i++)
    if (point_allows (question, parts, sk_DIST_POINT_value (points, i)))
      reasons |= read_reasons (sk_DIST_POINT_value (points, i)->reasons);
  CRL_DIST_POINTS_free (points);
  return parts->scope != NULL ? reasons & read_reasons (parts->scope->onlysomereasons) : reasons;
}

static char *
describe_part (const TbCrlParts *parts)
{
  const GENERAL_NAME *name;

  if (parts->scope == NULL || parts->scope->distpoint == NULL)
    return g_strdup ("the whole");
  if (parts->scope->distpoint->type == 1)
    return g_strdup ("a part named after its issuer");
  name = sk_GENERAL_NAME_value (parts->scope->distpoint->name.fullname, 0);
  if (name == NULL || name->type != GEN_URI)
    return g_strdup ("a part");
  return g_strndup ((const char *) ASN1_STRING_get0_data (name->d.ia5), (gsize) ASN1_STRING_length (name->d.ia5));
}

static gboolean
check_part (const TbStatusQuestion *question, const TbCrlParts *parts, TbFinding *finding)
{
  g_autofree char *part = describe_part (parts);
  g_autofree char *text = g_utf8_make_valid (part, -1);

  finding->reasons = find_reasons (question, parts);
  return tb_finding_note (finding, question, &rules[RULE_PARTITION], finding->reasons != 0, "a distribution point of the certificate",
                          "%s: %s", finding->name, text);
}

static gboolean
check_indirect (const TbStatusQuestion *question, const TbCrlParts *parts, TbFinding *finding)
{
  if (has_own_issuer (question, parts))
    return TRUE;
  return tb_finding_note (finding, question, &rules[RULE_INDIRECT], is_indirect (parts), "indirectCRL", "%s: %s", finding->name,
                          is_indirect (parts) ? "indirectCRL" : "not indirect");
}

/* Whether the list covers the certificate; sets for which reasons. */
gboolean
tb_status_check_scope (const TbStatusQuestion *question, const TbCrlParts *parts, TbFinding *finding)
{
  return check_indirect (question, parts, finding) && check_kind (question, parts, finding) && check_part (question, parts, finding);
}
