/* tb-lint-pointers: rules about where to ask whether a certificate is revoked: CRL and OCSP pointers, must-staple, noRevAvail. */
#include "tb-lint-finders.h"

#include <string.h>

#define NO_REV_AVAIL      "2.5.29.56"
#define STATUS_REQUEST    5                       /* RFC 7633: the TLS extension */
#define SHORT_LIVED_S     (7 * G_GINT64_CONSTANT (86400))

static const ASN1_STRING *
find_access (const TbLintSubject *subject, int method)
{
  const AUTHORITY_INFO_ACCESS *access = tb_lint_part (subject, TB_PART_ACCESS);

  for (int i = 0; i < sk_ACCESS_DESCRIPTION_num (access); i++)
    {
      const ACCESS_DESCRIPTION *one = sk_ACCESS_DESCRIPTION_value (access, i);

      if (OBJ_obj2nid (one->method) == method && one->location->type == GEN_URI)
        return one->location->d.uniformResourceIdentifier;
    }
  return NULL;
}

/* The first address of a CRL. */
static const ASN1_STRING *
find_crl_address (const TbLintSubject *subject, TbPartKind kind)
{
  const CRL_DIST_POINTS *points = tb_lint_part (subject, kind);

  for (int i = 0; i < sk_DIST_POINT_num (points); i++)
    {
      const DIST_POINT *point = sk_DIST_POINT_value (points, i);
      const GENERAL_NAMES *names = point->distpoint != NULL && point->distpoint->type == 0 ? point->distpoint->name.fullname : NULL;

      for (int j = 0; j < sk_GENERAL_NAME_num (names); j++)
        if (sk_GENERAL_NAME_value (names, j)->type == GEN_URI)
          return sk_GENERAL_NAME_value (names, j)->d.uniformResourceIdentifier;
    }
  return NULL;
}

static gboolean
has_crl_pointer (const TbLintSubject *subject)
{
  return subject->parts[TB_PART_CRL_POINTS].is_there;
}

char *
tb_find_device_crl_pointer (const TbLintSubject *subject)
{
  const ASN1_STRING *address = find_crl_address (subject, TB_PART_CRL_POINTS);

  if (!subject->is_device || !has_crl_pointer (subject))
    return NULL;
  return address != NULL ? tb_lint_text (address) : g_strdup ("cRLDistributionPoints");
}

char *
tb_find_device_ocsp_pointer (const TbLintSubject *subject)
{
  const ASN1_STRING *address = find_access (subject, NID_ad_OCSP);

  return subject->is_device && address != NULL ? tb_lint_text (address) : NULL;
}

static gboolean
is_short_lived (const TbLintSubject *subject)
{
  return subject->has_times && subject->until_s - subject->from_s < SHORT_LIVED_S;
}

char *
tb_find_web_no_crl_pointer (const TbLintSubject *subject)
{
  gboolean is_exempt = subject->is_self_signed || is_short_lived (subject);

  return tb_lint_found (!is_exempt && !has_crl_pointer (subject), "no cRLDistributionPoints");
}

char *
tb_find_web_no_issuer_pointer (const TbLintSubject *subject)
{
  return tb_lint_found (!subject->is_self_signed && find_access (subject, NID_ad_ca_issuers) == NULL, "no caIssuers");
}

static gboolean
is_circular (const ASN1_STRING *address)
{
  static const char prefix[] = "https:";

  return address != NULL && (gsize) ASN1_STRING_length (address) >= strlen (prefix)
         && g_ascii_strncasecmp ((const char *) ASN1_STRING_get0_data (address), prefix, strlen (prefix)) == 0;
}

char *
tb_find_circular_pointer (const TbLintSubject *subject)
{
  const ASN1_STRING *addresses[] = { find_crl_address (subject, TB_PART_CRL_POINTS), find_crl_address (subject, TB_PART_FRESHEST_CRL),
                                     find_access (subject, NID_ad_OCSP), find_access (subject, NID_ad_ca_issuers) };

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    if (is_circular (addresses[i]))
      return tb_lint_text (addresses[i]);
  return NULL;
}

char *
tb_find_point_without_name (const TbLintSubject *subject)
{
  const CRL_DIST_POINTS *points = tb_lint_part (subject, TB_PART_CRL_POINTS);

  for (int i = 0; i < sk_DIST_POINT_num (points); i++)
    if (sk_DIST_POINT_value (points, i)->distpoint == NULL && sk_DIST_POINT_value (points, i)->CRLissuer == NULL)
      return g_strdup_printf ("point %d", i + 1);
  return NULL;
}

/* --- must-staple --- */

static gboolean
must_staple (const TbLintSubject *subject)
{
  const TLS_FEATURE *features = tb_lint_part (subject, TB_PART_TLS_FEATURE);

  for (int i = 0; i < sk_ASN1_INTEGER_num (features); i++)
    if (ASN1_INTEGER_get (sk_ASN1_INTEGER_value (features, i)) == STATUS_REQUEST)
      return TRUE;
  return FALSE;
}

char *
tb_find_staple_without_responder (const TbLintSubject *subject)
{
  return tb_lint_found (must_staple (subject) && find_access (subject, NID_ad_OCSP) == NULL, "status_request, no OCSP address");
}

char *
tb_find_device_must_staple (const TbLintSubject *subject)
{
  return tb_lint_found (subject->is_device && must_staple (subject), "status_request");
}

/* --- noRevAvail (RFC 9608) --- */

static gboolean
says_no_revocation (const TbLintSubject *subject)
{
  return tb_lint_extension_by_oid (subject, NO_REV_AVAIL) != NULL;
}

char *
tb_find_no_revocation_authority (const TbLintSubject *subject)
{
  return tb_lint_found (subject->is_authority && says_no_revocation (subject), "noRevAvail, cA true");
}

char *
tb_find_no_revocation_pointer (const TbLintSubject *subject)
{
  if (!says_no_revocation (subject))
    return NULL;
  if (has_crl_pointer (subject) || subject->parts[TB_PART_FRESHEST_CRL].is_there)
    return g_strdup (has_crl_pointer (subject) ? "cRLDistributionPoints" : "freshestCRL");
  return tb_lint_found (find_access (subject, NID_ad_OCSP) != NULL, "OCSP address");
}
