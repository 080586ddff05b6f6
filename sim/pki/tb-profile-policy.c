/* tb-profile-policy: what a certificate profile grants and what it refuses, with the reason; see tb-certificate-profile.h. */
#include "tb-certificate-profile.h"

#include <string.h>

#include "tb-key.h"

/* RSA: 2048 bits give 112 bits of strength, the least there may be (NIST SP 800-57 part 1, table 2); more than 4096 are slow for everyone. */
#define MIN_RSA_BITS 2048
#define MAX_RSA_BITS 4096

#define NAME_OID_HARDWARE_MODULE "1.3.6.1.5.5.7.8.4"

static gboolean
refuse_key (const TbIssueProfile *profile, const char *what, GError **error)
{
  g_autofree char *allowed = g_strjoinv (", ", profile->algorithms);

  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "%s are not certified; the profile %s allows %s", what, profile->id, allowed);
  return FALSE;
}

static gboolean
allows (const TbIssueProfile *profile, const char *algorithm)
{
  return g_strv_contains ((const char *const *) profile->algorithms, algorithm);
}

static gboolean
check_ec_key (const TbIssueProfile *profile, EVP_PKEY *key, GError **error)
{
  static const struct { const char *curve, *code; } curves[] = { { "prime256v1", "P-256" }, { "secp384r1", "P-384" }, { "secp521r1", "P-521" } };
  char curve[64] = "unnamed";
  g_autofree char *what = NULL;
  gboolean is_named = EVP_PKEY_get_group_name (key, curve, sizeof curve, NULL) == 1;

  for (guint i = 0; is_named && i < G_N_ELEMENTS (curves); i++)
    if (strcmp (curve, curves[i].curve) == 0 && allows (profile, curves[i].code))
      return TRUE;
  what = g_strdup_printf ("Keys on the curve %s", curve);
  return refuse_key (profile, what, error);
}

static gboolean
check_rsa_key (const TbIssueProfile *profile, EVP_PKEY *key, GError **error)
{
  int bits = EVP_PKEY_get_bits (key);

  if (!allows (profile, "RSA"))
    return refuse_key (profile, "RSA keys", error);
  if (bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS)
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "RSA keys of %d bits are not certified; %d to %d bits are%s", bits, MIN_RSA_BITS, MAX_RSA_BITS,
                       bits < MIN_RSA_BITS ? " (less than 2048 is less than 112 bits of strength)" : "");
  return FALSE;
}

/**
 * tb_issue_profile_check_key:
 * @profile: a profile
 * @key: (nullable): a public key, %NULL for one that could not be read
 * @error: return location
 *
 * Returns: whether @key is strong enough and of an allowed kind; otherwise %FALSE with %TB_CRYPTO_ERROR_REFUSED that says why
 */
gboolean
tb_issue_profile_check_key (const TbIssueProfile *profile, EVP_PKEY *key, GError **error)
{
  g_autofree char *kind = NULL, *what = NULL;

  switch (key != NULL ? EVP_PKEY_get_id (key) : NID_undef)
    {
    case EVP_PKEY_EC:
      return check_ec_key (profile, key, error);
    case EVP_PKEY_RSA:
      return check_rsa_key (profile, key, error);
    case EVP_PKEY_ED25519:
      if (allows (profile, "Ed25519"))
        return TRUE;
      /* falls through */
    default:
      kind = tb_key_describe_pkey (key, NULL);
      what = g_strdup_printf ("Keys of the kind %s", kind);
      return refuse_key (profile, what, error);
    }
}

/* --- names --- */

static guint
kind_of_other (const GENERAL_NAME *name)
{
  ASN1_OBJECT *type = NULL;
  char oid[64];

  if (GENERAL_NAME_get0_otherName (name, &type, NULL) != 1 || OBJ_obj2txt (oid, sizeof oid, type, 1) <= 0)
    return TB_NAME_OTHER;
  return strcmp (oid, NAME_OID_HARDWARE_MODULE) == 0 ? TB_NAME_HARDWARE_MODULE : TB_NAME_OTHER;
}

static guint
kind_of (const GENERAL_NAME *name)
{
  int type;

  GENERAL_NAME_get0_value (name, &type);
  switch (type)
    {
    case GEN_DNS:
      return TB_NAME_DNS;
    case GEN_IPADD:
      return TB_NAME_IP;
    case GEN_URI:
      return TB_NAME_URI;
    case GEN_EMAIL:
      return TB_NAME_EMAIL;
    case GEN_OTHERNAME:
      return kind_of_other (name);
    default:
      return TB_NAME_OTHER;
    }
}

/**
 * tb_issue_profile_check_names:
 * @profile: a profile
 * @names: (nullable): what subjectAltName shall say
 * @error: return location
 *
 * Returns: whether all of them are of a kind that is granted, and the one that has to be is there; otherwise %FALSE with
 *   %TB_CRYPTO_ERROR_REFUSED
 */
gboolean
tb_issue_profile_check_names (const TbIssueProfile *profile, const GENERAL_NAMES *names, GError **error)
{
  guint there = 0;

  for (int i = 0; i < sk_GENERAL_NAME_num (names); i++)
    there |= kind_of (sk_GENERAL_NAME_value (names, i));
  if ((there & ~profile->alternative_names) != 0)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The profile %s does not grant a subjectAltName of that kind", profile->id);
      return FALSE;
    }
  if ((profile->required_name & ~there) == 0)
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The profile %s needs a subjectAltName%s", profile->id,
                       profile->required_name == TB_NAME_HARDWARE_MODULE ? " that is a hardwareModuleName: the maker's type and the serial number" : " of another kind");
  return FALSE;
}

/**
 * tb_issue_profile_check_lifetime:
 * @profile: a profile
 * @not_before_us: unix time
 * @not_after_us: likewise
 * @error: return location
 *
 * Returns: whether the profile lets a certificate live that long; otherwise %FALSE with %TB_CRYPTO_ERROR_REFUSED
 */
gboolean
tb_issue_profile_check_lifetime (const TbIssueProfile *profile, gint64 not_before_us, gint64 not_after_us, GError **error)
{
  const gint64 day_us = G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC;
  gint64 days = (not_after_us - not_before_us) / day_us;

  if (profile->max_days == 0 || not_after_us - not_before_us <= profile->max_days * day_us || not_after_us == profile->not_after_us)
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The profile %s allows at most %d days, not %" G_GINT64_FORMAT, profile->id, profile->max_days, days);
  return FALSE;
}
