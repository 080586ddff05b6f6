/* tb-cert-facts: see the header.
 *
 * The facts hang on OpenSSL's certificate itself (ex_data), which frees them; a lock guards the place, not the facts. */
#include "tb-cert-facts.h"

#include <openssl/err.h>

static GMutex place_lock;
static int place = -1;

static void
facts_free (TbCertFacts *facts)
{
  sk_ASN1_OBJECT_pop_free (facts->extended_usage, ASN1_OBJECT_free);
  GENERAL_NAMES_free (facts->alternative_names);
  NAME_CONSTRAINTS_free (facts->name_constraints);
  CERTIFICATEPOLICIES_free (facts->policies);
  sk_POLICY_MAPPING_pop_free (facts->mappings, POLICY_MAPPING_free);
  tb_checks_free (facts->anywhere);
  tb_checks_free (facts->below_anchor);
  tb_checks_free (facts->as_anchor);
  g_free (facts);
}

/* As CRYPTO_EX_free wants it. */
static void
free_place (void *parent, void *facts, CRYPTO_EX_DATA *data, int index, long argl, void *argp)
{
  if (facts != NULL)
    facts_free (facts);
}

static gint64
small_integer (const ASN1_INTEGER *integer)
{
  gint64 value = -1;

  if (integer == NULL)
    return -1;
  if (ASN1_INTEGER_get_int64 (&value, integer) != 1 || value < 0 || value > G_MAXINT32)
    return G_MAXINT32;
  return value;
}

static void
read_basic_constraints (TbCertFacts *facts)
{
  BASIC_CONSTRAINTS *constraints = X509_get_ext_d2i (facts->x509, NID_basic_constraints, NULL, NULL);

  facts->path_length = -1;
  if (constraints == NULL)
    return;
  facts->has_basic_constraints = TRUE;
  facts->ca = constraints->ca != 0;
  facts->path_length = (int) small_integer (constraints->pathlen);
  BASIC_CONSTRAINTS_free (constraints);
}

static void
read_policy_limits (TbCertFacts *facts)
{
  POLICY_CONSTRAINTS *constraints = X509_get_ext_d2i (facts->x509, NID_policy_constraints, NULL, NULL);
  ASN1_INTEGER *any = X509_get_ext_d2i (facts->x509, NID_inhibit_any_policy, NULL, NULL);

  facts->require_explicit = constraints != NULL ? (int) small_integer (constraints->requireExplicitPolicy) : -1;
  facts->inhibit_mapping = constraints != NULL ? (int) small_integer (constraints->inhibitPolicyMapping) : -1;
  facts->inhibit_any = (int) small_integer (any);
  POLICY_CONSTRAINTS_free (constraints);
  ASN1_INTEGER_free (any);
}

static void
read_extensions (TbCertFacts *facts)
{
  X509 *x509 = facts->x509;

  read_basic_constraints (facts);
  read_policy_limits (facts);
  facts->has_key_usage = X509_get_ext_by_NID (x509, NID_key_usage, -1) >= 0;
  facts->key_usage = X509_get_key_usage (x509);
  facts->extended_usage = X509_get_ext_d2i (x509, NID_ext_key_usage, NULL, NULL);
  facts->alternative_names = X509_get_ext_d2i (x509, NID_subject_alt_name, NULL, NULL);
  facts->name_constraints = X509_get_ext_d2i (x509, NID_name_constraints, NULL, NULL);
  facts->policies = X509_get_ext_d2i (x509, NID_certificate_policies, NULL, NULL);
  facts->mappings = X509_get_ext_d2i (x509, NID_policy_mappings, NULL, NULL);
}

static void
write_moment (gint64 unix_s, char *text, gsize n)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_utc (unix_s);
  g_autofree char *words = moment != NULL ? g_date_time_format (moment, "%Y-%m-%dT%H:%M:%SZ") : NULL;

  g_strlcpy (text, words != NULL ? words : "a time beyond the calendar", n);
}

static TbCertFacts *
read_facts (TbCertificate *certificate)
{
  TbCertFacts *facts = g_new0 (TbCertFacts, 1);
  X509 *x509 = tb_certificate_get_x509 (certificate);
  EVP_PKEY *key = X509_get0_pubkey (x509);

  facts->x509 = x509;
  facts->subject = X509_get_subject_name (x509);
  facts->issuer = X509_get_issuer_name (x509);
  facts->self_issued = X509_NAME_cmp (facts->subject, facts->issuer) == 0;
  facts->self_signed = (X509_get_extension_flags (x509) & EXFLAG_SS) != 0;
  facts->not_before_s = tb_certificate_get_not_before_us (certificate) / G_USEC_PER_SEC;
  facts->not_after_s = tb_certificate_get_not_after_us (certificate) / G_USEC_PER_SEC;
  write_moment (facts->not_before_s, facts->not_before, sizeof facts->not_before);
  write_moment (facts->not_after_s, facts->not_after, sizeof facts->not_after);
  facts->key_bits = key != NULL ? EVP_PKEY_get_bits (key) : 0;
  facts->signature_name = OBJ_nid2ln (X509_get_signature_nid (x509));
  read_extensions (facts);
  facts->anywhere = tb_checks_new ();
  facts->below_anchor = tb_checks_new ();
  facts->as_anchor = tb_checks_new ();
  tb_own_rules_judge (facts);
  tb_own_rules_judge_names (facts);
  ERR_clear_error ();
  return facts;
}

/**
 * tb_cert_facts_get:
 * @certificate: a certificate
 *
 * Returns: (transfer none): what the rules ask of it, for as long as it lives
 */
const TbCertFacts *
tb_cert_facts_get (TbCertificate *certificate)
{
  X509 *x509 = tb_certificate_get_x509 (certificate);
  TbCertFacts *facts;

  g_mutex_lock (&place_lock);
  if (place < 0)
    place = X509_get_ex_new_index (0, NULL, NULL, NULL, free_place);
  facts = X509_get_ex_data (x509, place);
  if (facts == NULL)
    {
      facts = read_facts (certificate);
      if (X509_set_ex_data (x509, place, facts) != 1)
        g_error ("OpenSSL has no room for a pointer");
    }
  g_mutex_unlock (&place_lock);
  return facts;
}

static void
add_static_rows (const TbChecks *own, int depth, TbChecks *checks)
{
  for (guint i = 0; i < tb_checks_get_n (own); i++)
    {
      const TbCheck *row = tb_checks_get (own, i);

      tb_checks_add_static (checks, row->rule, depth, row->ok, row->expected, row->found);
    }
}

/**
 * tb_cert_facts_add_rows:
 * @facts: facts of a certificate that outlives @checks
 * @is_anchor: whether it stands in the path as the trust anchor
 * @depth: where it stands
 * @checks: where its rows go
 *
 * Adds what there is to say of the certificate by itself.
 */
void
tb_cert_facts_add_rows (const TbCertFacts *facts, gboolean is_anchor, int depth, TbChecks *checks)
{
  add_static_rows (facts->anywhere, depth, checks);
  add_static_rows (is_anchor ? facts->as_anchor : facts->below_anchor, depth, checks);
}

static guint
count_failures (const TbChecks *checks)
{
  guint n = 0;

  for (guint i = 0; i < tb_checks_get_n (checks); i++)
    n += !tb_checks_get (checks, i)->ok;
  return n;
}

/**
 * tb_cert_facts_defects:
 * @facts: facts of a certificate
 * @is_anchor: whether it stands in the path as the trust anchor
 *
 * Returns: how many of its own rows are not good
 */
guint
tb_cert_facts_defects (const TbCertFacts *facts, gboolean is_anchor)
{
  return count_failures (facts->anywhere) + count_failures (is_anchor ? facts->as_anchor : facts->below_anchor);
}
