/* tb-lint-basics: rules about the fields every certificate has: version, serial number, signature, times. */
#include "tb-lint-finders.h"

#include <string.h>

#define DAY_S            G_GINT64_CONSTANT (86400)
#define MAX_SERIAL       20
#define MIN_SERIAL       8
#define MAX_LIFETIME_DAYS 730
#define UTC_LENGTH       13            /* YYMMDDHHMMSSZ */
#define GENERAL_LENGTH   15            /* YYYYMMDDHHMMSSZ */

char *
tb_find_version (const TbLintSubject *subject)
{
  long version = X509_get_version (subject->x509);

  return version == X509_VERSION_3 ? NULL : g_strdup_printf ("version %ld", version + 1);
}

/* --- serial number --- */

static gboolean
is_zero (const ASN1_INTEGER *serial)
{
  const guint8 *bytes = ASN1_STRING_get0_data (serial);

  for (int i = 0; i < ASN1_STRING_length (serial); i++)
    if (bytes[i] != 0)
      return FALSE;
  return TRUE;
}

char *
tb_find_serial_sign (const TbLintSubject *subject)
{
  const ASN1_INTEGER *serial = X509_get0_serialNumber (subject->x509);

  if (ASN1_STRING_type (serial) == V_ASN1_NEG_INTEGER)
    return g_strdup ("negative");
  return tb_lint_found (is_zero (serial), "0");
}

/* Octets of the integer as it is encoded: a leading zero keeps one whose top bit is set positive. */
static int
count_serial_octets (const ASN1_INTEGER *serial)
{
  int n = ASN1_STRING_length (serial);

  return n > 0 && (ASN1_STRING_get0_data (serial)[0] & 0x80) != 0 ? n + 1 : n;
}

char *
tb_find_serial_length (const TbLintSubject *subject)
{
  int n = count_serial_octets (X509_get0_serialNumber (subject->x509));

  return n <= MAX_SERIAL ? NULL : g_strdup_printf ("%d octets", n);
}

/* A root's serial number is nobody's guess: no digest of somebody else's choice hangs on it. */
char *
tb_find_serial_entropy (const TbLintSubject *subject)
{
  int n = ASN1_STRING_length (X509_get0_serialNumber (subject->x509));

  return n >= MIN_SERIAL || subject->is_self_signed ? NULL : g_strdup_printf ("%d octets", n);
}

char *
tb_find_unique_ids (const TbLintSubject *subject)
{
  const ASN1_BIT_STRING *issuer = NULL, *holder = NULL;

  X509_get0_uids (subject->x509, &issuer, &holder);
  if (issuer != NULL)
    return g_strdup ("issuerUniqueID");
  return tb_lint_found (holder != NULL, "subjectUniqueID");
}

/* --- signature --- */

char *
tb_find_algorithms_differ (const TbLintSubject *subject)
{
  const X509_ALGOR *outer = NULL, *inner = X509_get0_tbs_sigalg (subject->x509);
  const ASN1_OBJECT *outer_object, *inner_object;
  g_autofree char *outer_text = NULL, *inner_text = NULL;

  X509_get0_signature (NULL, &outer, subject->x509);
  if (X509_ALGOR_cmp (outer, inner) == 0)
    return NULL;
  X509_ALGOR_get0 (&outer_object, NULL, NULL, outer);
  X509_ALGOR_get0 (&inner_object, NULL, NULL, inner);
  outer_text = tb_lint_object_text (outer_object);
  inner_text = tb_lint_object_text (inner_object);
  return g_strdup_printf ("%s, signed: %s", outer_text, inner_text);
}

char *
tb_find_weak_digest (const TbLintSubject *subject)
{
  static const int weak[] = { NID_md2, NID_md4, NID_md5, NID_mdc2, NID_sha, NID_sha1, NID_ripemd160 };
  int digest = NID_undef;

  if (subject->is_self_signed || X509_get_signature_info (subject->x509, &digest, NULL, NULL, NULL) != 1)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (weak); i++)
    if (digest == weak[i])
      return g_strdup (OBJ_nid2sn (digest));
  return NULL;
}

#define ANY_PARAMETERS (-2)

/* What goes with each signature algorithm: NULL for RSA with PKCS#1 padding, nothing for ECDSA and EdDSA. RSA-PSS has real ones. */
static int
parameters_for (int nid)
{
  int key = NID_undef;

  if (nid == NID_ED25519 || nid == NID_ED448)
    return V_ASN1_UNDEF;
  if (OBJ_find_sigid_algs (nid, NULL, &key) != 1 || nid == NID_rsassaPss)
    return ANY_PARAMETERS;
  return key == NID_rsaEncryption ? V_ASN1_NULL : key == NID_X9_62_id_ecPublicKey ? V_ASN1_UNDEF : ANY_PARAMETERS;
}

char *
tb_find_signature_parameters (const TbLintSubject *subject)
{
  const ASN1_OBJECT *object;
  int type, wanted;

  X509_ALGOR_get0 (&object, &type, NULL, X509_get0_tbs_sigalg (subject->x509));
  wanted = parameters_for (OBJ_obj2nid (object));
  if (wanted == ANY_PARAMETERS || type == wanted)
    return NULL;
  return g_strdup (type == V_ASN1_UNDEF ? "absent" : type == V_ASN1_NULL ? "NULL" : "other");
}

/* --- times --- */

char *
tb_find_validity_order (const TbLintSubject *subject)
{
  return tb_lint_found (subject->has_times && subject->until_s < subject->from_s, "notAfter before notBefore");
}

static const char *
find_fault_in_time (const ASN1_TIME *when)
{
  int type = ASN1_STRING_type (when), n = ASN1_STRING_length (when);
  struct tm parts;

  if (ASN1_TIME_to_tm (when, &parts) != 1)
    return "no time";
  if (n != (type == V_ASN1_UTCTIME ? UTC_LENGTH : GENERAL_LENGTH) || ASN1_STRING_get0_data (when)[n - 1] != 'Z')
    return "not in whole seconds with Z";
  if (type == V_ASN1_GENERALIZEDTIME && parts.tm_year < 150)
    return "GeneralizedTime before 2050";
  return NULL;
}

char *
tb_find_time_form (const TbLintSubject *subject)
{
  const char *from = find_fault_in_time (X509_get0_notBefore (subject->x509));
  const char *until = find_fault_in_time (X509_get0_notAfter (subject->x509));

  if (from != NULL)
    return g_strdup_printf ("notBefore: %s", from);
  return until != NULL ? g_strdup_printf ("notAfter: %s", until) : NULL;
}

/* Both ends count (RFC 5280 section 4.1.2.5). */
static gint64
lifetime_days_started (const TbLintSubject *subject)
{
  return (subject->until_s - subject->from_s + 1 + DAY_S - 1) / DAY_S;
}

/* Ballot SC-081: the longest lifetime by date of issue. */
static const struct
{
  gint64 since_s;
  int days;
} web_lifetimes[] = {
  { G_GINT64_CONSTANT (1868227200), 47 },    /* 2029-03-15 */
  { G_GINT64_CONSTANT (1805068800), 100 },   /* 2027-03-15 */
  { G_GINT64_CONSTANT (1773532800), 200 },   /* 2026-03-15 */
  { G_GINT64_CONSTANT (1598918400), 398 },   /* 2020-09-01 */
  { G_MININT64, 825 },
};

char *
tb_find_web_lifetime (const TbLintSubject *subject)
{
  guint i = 0;

  if (subject->is_authority || !subject->has_times)
    return NULL;
  while (subject->from_s < web_lifetimes[i].since_s)
    i++;
  if (lifetime_days_started (subject) <= web_lifetimes[i].days)
    return NULL;
  return g_strdup_printf ("%" G_GINT64_FORMAT " days, at most %d", lifetime_days_started (subject), web_lifetimes[i].days);
}

char *
tb_find_device_lifetime (const TbLintSubject *subject)
{
  if (!subject->is_device || !subject->has_times || subject->until_s == TB_LINT_NO_END_S || lifetime_days_started (subject) <= MAX_LIFETIME_DAYS)
    return NULL;
  return g_strdup_printf ("%" G_GINT64_FORMAT " days", lifetime_days_started (subject));
}

char *
tb_find_no_end (const TbLintSubject *subject)
{
  return tb_lint_found (!subject->is_authority && subject->until_s == TB_LINT_NO_END_S, "99991231235959Z");
}
