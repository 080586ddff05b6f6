/* tb-key-algorithm: the table of the kinds of key that are worked with, and the judgement of keys that came from somewhere: what a key is, how
 * strong it is, and whether it is one of the table. Public halves are enough for it. */
#include "tb-key-private.h"

#include <string.h>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>

static const TbKeyKind kinds[] = {
  [TB_KEY_P256] = { "P-256", 128, "EC", "P-256", NID_X9_62_prime256v1, 0, "SHA2-256" },
  [TB_KEY_RSA2048] = { "RSA-2048", 112, "RSA", NULL, NID_undef, 2048, "SHA2-256" },
  [TB_KEY_RSA3072] = { "RSA-3072", 128, "RSA", NULL, NID_undef, 3072, "SHA2-256" },
  [TB_KEY_RSA4096] = { "RSA-4096", 152, "RSA", NULL, NID_undef, 4096, "SHA2-384" },
  [TB_KEY_P384] = { "P-384", 192, "EC", "P-384", NID_secp384r1, 0, "SHA2-384" },
  [TB_KEY_P521] = { "P-521", 256, "EC", "P-521", NID_secp521r1, 0, "SHA2-512" },
  [TB_KEY_ED25519] = { "Ed25519", 128, "ED25519", NULL, NID_ED25519, 0, NULL },
};

G_STATIC_ASSERT (G_N_ELEMENTS (kinds) == TB_KEY_N_ALGORITHMS);

/* The row of @algorithm. */
const TbKeyKind *
tb_key_kind (TbKeyAlgorithm algorithm)
{
  g_return_val_if_fail (algorithm < TB_KEY_N_ALGORITHMS, NULL);
  return &kinds[algorithm];
}

/**
 * tb_key_algorithm_to_code:
 * @algorithm: an algorithm
 *
 * Returns: (transfer none): its stable name
 */
const char *
tb_key_algorithm_to_code (TbKeyAlgorithm algorithm)
{
  g_return_val_if_fail (algorithm < TB_KEY_N_ALGORITHMS, NULL);
  return kinds[algorithm].code;
}

/* As people write it: case and hyphens do not matter, so that "p256" is "P-256". */
static gboolean
is_same_code (const char *one, const char *other)
{
  do
    {
      one += strspn (one, "-");
      other += strspn (other, "-");
      if (g_ascii_tolower (*one) != g_ascii_tolower (*other))
        return FALSE;
    }
  while (*one++ != '\0' && *other++ != '\0');
  return TRUE;
}

/**
 * tb_key_algorithm_from_code:
 * @code: a stable name; case and hyphens do not matter
 * @algorithm: (out): the algorithm
 *
 * Returns: %FALSE when @code names none
 */
gboolean
tb_key_algorithm_from_code (const char *code, TbKeyAlgorithm *algorithm)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (is_same_code (kinds[i].code, code))
      {
        *algorithm = (TbKeyAlgorithm) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * tb_key_algorithm_get_strength_bits:
 * @algorithm: an algorithm
 *
 * Returns: its strength against the best attack known, in bits: NIST SP 800-57 part 1 revision 5, table 2; RSA-4096 is not in the table, its
 *   figure is of the formula in FIPS 140-2 implementation guidance 7.5
 */
guint
tb_key_algorithm_get_strength_bits (TbKeyAlgorithm algorithm)
{
  g_return_val_if_fail (algorithm < TB_KEY_N_ALGORITHMS, 0);
  return kinds[algorithm].strength_bits;
}

/**
 * tb_key_algorithm_is_rsa:
 * @algorithm: an algorithm
 *
 * Returns: whether it is RSA, whatever the size
 */
gboolean
tb_key_algorithm_is_rsa (TbKeyAlgorithm algorithm)
{
  g_return_val_if_fail (algorithm < TB_KEY_N_ALGORITHMS, FALSE);
  return kinds[algorithm].rsa_bits > 0;
}

/* --- what a key is --- */

static const char *
find_group (EVP_PKEY *pkey, char *name, gsize n_bytes)
{
  const char *nist;

  if (EVP_PKEY_get_group_name (pkey, name, n_bytes, NULL) != 1)
    return NULL;
  nist = EC_curve_nid2nist (OBJ_sn2nid (name));
  return nist != NULL ? nist : name;
}

static char *
describe_ec (EVP_PKEY *pkey)
{
  char name[80];
  const char *group = find_group (pkey, name, sizeof name);
  int is_explicit = 0;

  if (group == NULL)
    return g_strdup_printf ("EC-%d with explicit parameters", EVP_PKEY_get_bits (pkey));
  if (EVP_PKEY_get_int_param (pkey, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &is_explicit) == 1 && is_explicit == 1)
    return g_strdup_printf ("%s with explicit parameters", group);
  return g_strdup (group);
}

/* Kinds of one size, and how they are written. */
static const struct
{
  const char *type;
  const char *name;
} fixed[] = {
  { "ED25519", "Ed25519" },
  { "ED448", "Ed448" },
  { "X25519", "X25519" },
  { "X448", "X448" },
};

static char *
describe_other (EVP_PKEY *pkey)
{
  const char *type = EVP_PKEY_get0_type_name (pkey);

  for (guint i = 0; i < G_N_ELEMENTS (fixed); i++)
    if (EVP_PKEY_is_a (pkey, fixed[i].type))
      return g_strdup (fixed[i].name);
  return g_strdup_printf ("%s-%d", type != NULL ? type : "unknown", EVP_PKEY_get_bits (pkey));
}

/**
 * tb_key_describe_pkey:
 * @pkey: (nullable): any key of OpenSSL's, such as a certificate's; %NULL is one that OpenSSL could not read
 * @strength_bits: (out) (optional): its strength against the best attack known, as OpenSSL counts it; 0 when it does not know
 *
 * Says what a key is: `RSA-1024`, `P-256`, `secp256k1`, `DSA-2048`, `Ed25519`; a curve given by its parameters and not by name is told
 * by `P-256 with explicit parameters` (which RFC 5480 section 2.1.1 forbids). The names of keys in the table are their codes.
 *
 * Returns: (transfer full): its name
 */
char *
tb_key_describe_pkey (EVP_PKEY *pkey, guint *strength_bits)
{
  char *name;

  if (strength_bits != NULL)
    *strength_bits = 0;
  if (pkey == NULL)
    return g_strdup ("unknown");
  name = EVP_PKEY_is_a (pkey, "EC") ? describe_ec (pkey) : describe_other (pkey);
  if (strength_bits != NULL)
    *strength_bits = (guint) MAX (EVP_PKEY_get_security_bits (pkey), 0);
  ERR_clear_error ();
  return name;
}

/* --- whether it is of the table --- */

/* Sizes between two rows count as the smaller one. */
static gboolean
find_rsa (EVP_PKEY *pkey, TbKeyAlgorithm *algorithm)
{
  static const TbKeyAlgorithm by_size[] = { TB_KEY_RSA4096, TB_KEY_RSA3072, TB_KEY_RSA2048 };
  guint bits = (guint) MAX (EVP_PKEY_get_bits (pkey), 0);

  for (guint i = 0; i < G_N_ELEMENTS (by_size); i++)
    if (bits >= kinds[by_size[i]].rsa_bits)
      {
        *algorithm = by_size[i];
        return bits <= kinds[TB_KEY_RSA4096].rsa_bits;
      }
  return FALSE;
}

static gboolean
find_ec (EVP_PKEY *pkey, TbKeyAlgorithm *algorithm)
{
  char name[80];
  const char *group = find_group (pkey, name, sizeof name);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].group != NULL && g_strcmp0 (kinds[i].group, group) == 0)
      {
        *algorithm = (TbKeyAlgorithm) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * tb_key_classify_pkey:
 * @pkey: (nullable): any key of OpenSSL's
 * @algorithm: (out): what kind it is; RSA of a size between two kinds counts as the smaller one
 *
 * Returns: %FALSE when it is none of the kinds worked with
 */
gboolean
tb_key_classify_pkey (EVP_PKEY *pkey, TbKeyAlgorithm *algorithm)
{
  gboolean is_found = FALSE;

  if (pkey == NULL)
    return FALSE;
  if (EVP_PKEY_is_a (pkey, "RSA"))
    is_found = find_rsa (pkey, algorithm);
  else if (EVP_PKEY_is_a (pkey, "EC"))
    is_found = find_ec (pkey, algorithm);
  else if (EVP_PKEY_is_a (pkey, "ED25519"))
    {
      *algorithm = TB_KEY_ED25519;
      is_found = TRUE;
    }
  ERR_clear_error ();
  return is_found;
}

/* RFC 8017 section 3.1: odd and at least 3. With 1, whoever sees a signature has made it. */
static gboolean
is_exponent_good (EVP_PKEY *pkey)
{
  BIGNUM *exponent = NULL;
  gboolean is_good = EVP_PKEY_get_bn_param (pkey, OSSL_PKEY_PARAM_RSA_E, &exponent) == 1 && BN_is_odd (exponent) == 1 && BN_is_one (exponent) == 0;

  BN_free (exponent);
  return is_good;
}

/**
 * tb_key_check_pkey:
 * @pkey: (nullable): any key of OpenSSL's; its public half is enough
 * @algorithm: (out): what kind it is
 * @error: return location
 *
 * Judges whether a key is strong enough to be certified or signed with.
 *
 * Returns: %FALSE with %TB_CRYPTO_ERROR_REFUSED, the sentence says what was found and what would do
 */
gboolean
tb_key_check_pkey (EVP_PKEY *pkey, TbKeyAlgorithm *algorithm, GError **error)
{
  guint strength_bits;
  g_autofree char *name = tb_key_describe_pkey (pkey, &strength_bits);

  if (!tb_key_classify_pkey (pkey, algorithm))
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED,
                           "The key is %s (%u-bit strength); RSA with 2048 to 4096 bits, P-256, P-384, P-521 and Ed25519 will do", name,
                           strength_bits);
      return FALSE;
    }
  if (tb_key_algorithm_is_rsa (*algorithm) && !is_exponent_good (pkey))
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED,
                           "The key is %s with an even public exponent or 1; an odd one from 3 on will do, 65537 is usual", name);
      return FALSE;
    }
  return TRUE;
}
