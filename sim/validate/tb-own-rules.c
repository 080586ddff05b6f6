/* tb-own-rules: what can be said of a certificate by itself, wherever it stands: its encoding, its extensions, the strength of its keys.
 *
 * Most of these are duties of whoever issues (RFC 5280 section 4) that the validation of section 6 does not repeat and OpenSSL does not check unless
 * asked: they are the stricter rules, each with its clause. */
#include "tb-cert-facts.h"

#include <openssl/x509v3.h>
#include <glib/gi18n-lib.h>

#define MAX_SERIAL_OCTETS 20
#define LEAST_SECURITY_BITS 112

static const TbCheckRule
  rule_version = { "version", N_("Extensions need version 3"), "RFC 5280 section 4.1.2.1" },
  rule_serial = { "serial-number", N_("The serial number is positive and at most 20 octets long"), "RFC 5280 section 4.1.2.2" },
  rule_algorithm = { "signature-algorithm", N_("The algorithm that is signed is the algorithm that is used"), "RFC 5280 section 4.1.1.2" },
  rule_issuer = { "issuer-name", N_("The issuer has a name"), "RFC 5280 section 4.1.2.4" },
  rule_subject = { "subject-name", N_("An authority has a name; others have one or a critical subjectAltName"), "RFC 5280 sections 4.1.2.6 and 4.2.1.6" },
  rule_time = { "time-encoding", N_("The validity is given in seconds of UTC"), "RFC 5280 section 4.1.2.5" },
  rule_duplicate = { "duplicate-extension", N_("No extension appears twice"), "RFC 5280 section 4.2" },
  rule_readable = { "extension-encoding", N_("Known extensions can be read"), "RFC 5280 section 4.2" },
  rule_unknown = { "critical-extension", N_("Every critical extension is known"), "RFC 5280 sections 4.2 and 6.1.4 (o)" },
  rule_must_critical = { "must-be-critical", N_("What limits an authority is marked critical"), "RFC 5280 sections 4.2.1.10 and 4.2.1.14" },
  rule_never_critical = { "never-critical", N_("What only helps is not marked critical"), "RFC 5280 sections 4.2.1.1, 4.2.1.2, 4.2.1.15, 4.2.2.1 and 4.2.2.2" },
  rule_authority_key = { "authority-key-identifier", N_("The issuer's key is identified"), "RFC 5280 section 4.2.1.1" },
  rule_subject_key = { "subject-key-identifier", N_("The key of an authority has an identifier"), "RFC 5280 section 4.2.1.2" },
  rule_key_usage = { "key-usage-bits", N_("keyUsage names at least one use"), "RFC 5280 section 4.2.1.3" },
  rule_ca_bits = { "authority-bits", N_("keyCertSign and a path length are for authorities"), "RFC 5280 sections 4.2.1.3 and 4.2.1.9" },
  rule_extended = { "extended-key-usage-list", N_("extKeyUsage names at least one purpose"), "RFC 5280 section 4.2.1.12" },
  rule_only_ca = { "authority-extension", N_("Name constraints, policy constraints and mappings are for authorities"),
                   "RFC 5280 sections 4.2.1.5, 4.2.1.10 and 4.2.1.11" },
  rule_policy_twice = { "policy-twice", N_("No policy is named twice"), "RFC 5280 section 4.2.1.4" },
  rule_policy_empty = { "policy-constraints-empty", N_("Policy constraints constrain something"), "RFC 5280 section 4.2.1.11" },
  rule_sense = { "extension-sense", N_("OpenSSL can make sense of the extensions"), "RFC 5280 section 4.2, as OpenSSL reads it" },
  rule_key = { "key-strength", N_("The public key is worth at least 112 bits"), "NIST SP 800-57 part 1; OpenSSL security level 2" },
  rule_digest = { "digest-strength", N_("The signature is worth at least 112 bits"), "NIST SP 800-131A; OpenSSL security level 2" },
  rule_anchor_bc = { "anchor-basic-constraints", N_("The basic constraints of a trust anchor are there and critical"), "RFC 5280 section 4.2.1.9" };

static void
add (TbChecks *checks, const TbCheckRule *rule, gboolean ok, const char *expected, const char *found)
{
  tb_checks_add (checks, rule, 0, ok, expected, found);
}

/* --- the fields --- */

static void
judge_version (TbCertFacts *facts)
{
  long version = X509_get_version (facts->x509) + 1;
  g_autofree char *found = g_strdup_printf ("version %ld", version);

  add (facts->anywhere, &rule_version, version == 3 || X509_get_ext_count (facts->x509) == 0, "version 3", found);
}

static void
judge_serial (TbCertFacts *facts)
{
  const ASN1_INTEGER *serial = X509_get0_serialNumber (facts->x509);
  int n = ASN1_STRING_length (serial);
  gboolean negative = ASN1_STRING_type (serial) == V_ASN1_NEG_INTEGER;
  gboolean zero = n == 0 || (n == 1 && ASN1_STRING_get0_data (serial)[0] == 0);
  g_autofree char *found = NULL;

  /* A first octet of 0x80 or more needs a zero before it. */
  n += n > 0 && ASN1_STRING_get0_data (serial)[0] >= 0x80;
  found = negative ? g_strdup ("negative") : zero ? g_strdup ("0") : g_strdup_printf ("%d octets", n);
  add (facts->below_anchor, &rule_serial, !negative && !zero && n <= MAX_SERIAL_OCTETS, "positive, at most 20 octets", found);
}

static const char *
algorithm_name (const X509_ALGOR *algorithm)
{
  const ASN1_OBJECT *object;
  const char *name;

  X509_ALGOR_get0 (&object, NULL, NULL, algorithm);
  name = OBJ_nid2ln (OBJ_obj2nid (object));
  return name != NULL ? name : "unknown";
}

static void
judge_algorithm (TbCertFacts *facts)
{
  const X509_ALGOR *outer, *inner = X509_get0_tbs_sigalg (facts->x509);

  X509_get0_signature (NULL, &outer, facts->x509);
  add (facts->anywhere, &rule_algorithm, X509_ALGOR_cmp (outer, inner) == 0, algorithm_name (inner), algorithm_name (outer));
}

static gboolean
has_critical (TbCertFacts *facts, int nid)
{
  int at = X509_get_ext_by_NID (facts->x509, nid, -1);

  return at >= 0 && X509_EXTENSION_get_critical (X509_get_ext (facts->x509, at)) != 0;
}

static void
judge_names (TbCertFacts *facts)
{
  gboolean named = X509_NAME_entry_count (facts->subject) > 0, critical = has_critical (facts, NID_subject_alt_name);

  add (facts->anywhere, &rule_issuer, X509_NAME_entry_count (facts->issuer) > 0, "", "");
  add (facts->anywhere, &rule_subject, named || (!facts->ca && critical), "", named ? "" : critical ? "only a subjectAltName" : "no name");
}

static gboolean
is_whole_time (const ASN1_TIME *time)
{
  int n = ASN1_STRING_length (time), wanted = ASN1_STRING_type (time) == V_ASN1_UTCTIME ? 13 : 15;

  return n == wanted && ASN1_STRING_get0_data (time)[n - 1] == 'Z';
}

static void
judge_times (TbCertFacts *facts)
{
  gboolean ok = is_whole_time (X509_get0_notBefore (facts->x509)) && is_whole_time (X509_get0_notAfter (facts->x509));

  add (facts->anywhere, &rule_time, ok, "", ok ? "" : "another form");
}

/* --- extensions as such --- */

static void
write_name (const X509_EXTENSION *extension, char *text, int n)
{
  OBJ_obj2txt (text, n, X509_EXTENSION_get_object ((X509_EXTENSION *) extension), 0);
}

static gboolean
is_twice (const X509 *x509, int at)
{
  const ASN1_OBJECT *object = X509_EXTENSION_get_object (X509_get_ext (x509, at));

  return X509_get_ext_by_OBJ (x509, object, at) >= 0;
}

static gboolean
is_readable (X509_EXTENSION *extension)
{
  const X509V3_EXT_METHOD *method = X509V3_EXT_get (extension);
  void *value;

  if (method == NULL || method->it == NULL)
    return TRUE;
  value = X509V3_EXT_d2i (extension);
  ASN1_item_free (value, ASN1_ITEM_ptr (method->it));
  return value != NULL;
}

/* Known to OpenSSL and to the rules here; proxy certificates (RFC 3820) are not. */
static gboolean
is_known (X509_EXTENSION *extension)
{
  int nid = OBJ_obj2nid (X509_EXTENSION_get_object (extension));
  static const int ours[] = { NID_authority_key_identifier, NID_subject_key_identifier, NID_info_access, NID_sinfo_access, NID_freshest_crl };

  for (guint i = 0; i < G_N_ELEMENTS (ours); i++)
    if (nid == ours[i])
      return TRUE;       /* never critical: another rule says so */
  return nid != NID_proxyCertInfo && X509_supported_extension (extension) == 1;
}

typedef struct
{
  char twice[80];
  char unreadable[80];
  char unknown[80];
} Oddities;

static void
find_oddities (TbCertFacts *facts, Oddities *odd)
{
  for (int i = 0; i < X509_get_ext_count (facts->x509); i++)
    {
      X509_EXTENSION *extension = X509_get_ext (facts->x509, i);

      if (is_twice (facts->x509, i))
        write_name (extension, odd->twice, sizeof odd->twice);
      if (!is_readable (extension))
        write_name (extension, odd->unreadable, sizeof odd->unreadable);
      if (X509_EXTENSION_get_critical (extension) && !is_known (extension))
        write_name (extension, odd->unknown, sizeof odd->unknown);
    }
}

static void
judge_extensions (TbCertFacts *facts)
{
  Oddities odd = { 0 };

  find_oddities (facts, &odd);
  add (facts->anywhere, &rule_duplicate, odd.twice[0] == '\0', "", odd.twice);
  add (facts->anywhere, &rule_readable, odd.unreadable[0] == '\0', "", odd.unreadable);
  add (facts->anywhere, &rule_unknown, odd.unknown[0] == '\0', "", odd.unknown);
}

static void
judge_criticality (TbCertFacts *facts, const TbCheckRule *rule, const int *nids, guint n, gboolean wanted)
{
  const char *wrong = NULL;

  for (guint i = 0; i < n; i++)
    if (X509_get_ext_by_NID (facts->x509, nids[i], -1) >= 0 && has_critical (facts, nids[i]) != wanted)
      wrong = OBJ_nid2ln (nids[i]);
  add (facts->anywhere, rule, wrong == NULL, wanted ? "critical" : "not critical", wrong);
}

static void
judge_critical (TbCertFacts *facts)
{
  /* Not policyConstraints, which RFC 3280 let be either: they are obeyed in any case. */
  static const int must[] = { NID_name_constraints, NID_inhibit_any_policy };
  static const int never[] = { NID_authority_key_identifier, NID_subject_key_identifier, NID_freshest_crl, NID_info_access, NID_sinfo_access };

  judge_criticality (facts, &rule_must_critical, must, G_N_ELEMENTS (must), TRUE);
  judge_criticality (facts, &rule_never_critical, never, G_N_ELEMENTS (never), FALSE);
}

/* --- what single extensions must hold --- */

static gboolean
identifies_issuer_key (TbCertFacts *facts)
{
  AUTHORITY_KEYID *identifier = X509_get_ext_d2i (facts->x509, NID_authority_key_identifier, NULL, NULL);
  gboolean has = identifier != NULL && identifier->keyid != NULL;

  AUTHORITY_KEYID_free (identifier);
  return has;
}

static void
judge_key_identifiers (TbCertFacts *facts)
{
  gboolean version3 = X509_get_version (facts->x509) == 2;
  gboolean authority = identifies_issuer_key (facts), subject = X509_get_ext_by_NID (facts->x509, NID_subject_key_identifier, -1) >= 0;

  add (facts->anywhere, &rule_authority_key, authority || facts->self_signed || !version3, "", authority ? "" : "none");
  add (facts->anywhere, &rule_subject_key, subject || !facts->ca || !version3, "", subject ? "" : "none");
}

static void
judge_usage (TbCertFacts *facts)
{
  gboolean signs = facts->has_key_usage && (facts->key_usage & KU_KEY_CERT_SIGN) != 0;
  gboolean lengthless = facts->path_length < 0 || (facts->ca && (!facts->has_key_usage || signs));
  gboolean none = facts->extended_usage != NULL && sk_ASN1_OBJECT_num (facts->extended_usage) == 0;

  add (facts->anywhere, &rule_key_usage, !facts->has_key_usage || facts->key_usage != 0, "", facts->has_key_usage && facts->key_usage == 0 ? "none" : "");
  add (facts->anywhere, &rule_ca_bits, (facts->ca || !signs) && lengthless, "",
       !facts->ca && signs ? "keyCertSign without cA" : !lengthless ? "pathLenConstraint without cA and keyCertSign" : "");
  add (facts->anywhere, &rule_extended, !none, "", none ? "none" : "");
}

static gboolean
names_a_policy_twice (const CERTIFICATEPOLICIES *policies)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);

  for (int i = 0; i < sk_POLICYINFO_num (policies); i++)
    {
      const ASN1_OBJECT *policy = sk_POLICYINFO_value (policies, i)->policyid;

      if (!g_hash_table_add (seen, g_bytes_new_static (OBJ_get0_data (policy), OBJ_length (policy))))
        return TRUE;
    }
  return FALSE;
}

static void
judge_policies (TbCertFacts *facts)
{
  gboolean twice = facts->policies != NULL && names_a_policy_twice (facts->policies);
  gboolean empty = X509_get_ext_by_NID (facts->x509, NID_policy_constraints, -1) >= 0 && facts->require_explicit < 0 && facts->inhibit_mapping < 0;
  gboolean limits = facts->name_constraints != NULL || facts->mappings != NULL || facts->require_explicit >= 0 || facts->inhibit_mapping >= 0;

  add (facts->anywhere, &rule_policy_twice, !twice, "", twice ? "one is" : "");
  add (facts->anywhere, &rule_policy_empty, !empty, "", empty ? "empty" : "");
  add (facts->anywhere, &rule_only_ca, facts->ca || !limits, "", facts->ca || !limits ? "" : "in the certificate of no authority");
}

/* --- strength --- */

static void
judge_key (TbCertFacts *facts)
{
  EVP_PKEY *key = X509_get0_pubkey (facts->x509);
  int bits = key != NULL ? EVP_PKEY_get_security_bits (key) : 0;
  g_autofree char *found = g_strdup_printf ("%s with %d bits, worth %d", key != NULL ? EVP_PKEY_get0_type_name (key) : "no key", facts->key_bits, bits);

  add (facts->anywhere, &rule_key, bits >= LEAST_SECURITY_BITS, "112 bits", found);
}

static void
judge_digest (TbCertFacts *facts)
{
  int bits = -1;
  gboolean known = X509_get_signature_info (facts->x509, NULL, NULL, &bits, NULL) == 1 && bits >= 0;
  g_autofree char *found = known ? g_strdup_printf ("%s, worth %d", facts->signature_name, bits) : g_strdup ("an unknown algorithm");

  add (facts->below_anchor, &rule_digest, facts->self_signed || (known && bits >= LEAST_SECURITY_BITS), "112 bits", found);
}

/* A version 1 root is known to be an authority by whoever trusts it (section 6.1.4 (k)). */
static void
judge_as_anchor (TbCertFacts *facts)
{
  gboolean old = X509_get_version (facts->x509) != 2, leaf_like = !facts->ca && facts->has_basic_constraints;
  gboolean ok = old || leaf_like || (facts->ca && has_critical (facts, NID_basic_constraints));

  add (facts->as_anchor, &rule_anchor_bc, ok, "critical", ok ? "" : facts->has_basic_constraints ? "not critical" : "none");
}

/* What the rules above have no word for. */
static void
judge_sense (TbCertFacts *facts)
{
  gboolean ok = (X509_get_extension_flags (facts->x509) & EXFLAG_INVALID) == 0;

  add (facts->anywhere, &rule_sense, ok, "", ok ? "" : "it cannot");
}

/* Fills the rows of @facts that do not need to read single names. */
void
tb_own_rules_judge (TbCertFacts *facts)
{
  static void (*const judges[]) (TbCertFacts *) = {
    judge_version, judge_serial, judge_algorithm, judge_names, judge_times, judge_extensions, judge_critical, judge_key_identifiers,
    judge_usage, judge_policies, judge_sense, judge_key, judge_digest, judge_as_anchor,
  };

  for (guint i = 0; i < G_N_ELEMENTS (judges); i++)
    judges[i] (facts);
}
