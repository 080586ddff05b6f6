/* lint-keys: keys of many kinds, strong and weak, each made once. */
#include "lint-fixture.h"

#include <string.h>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

static GHashTable *keys;

static EVP_PKEY *
generate_rsa (int n_bits, gulong exponent)
{
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_name (NULL, "RSA", NULL);
  BIGNUM *e = BN_new ();
  EVP_PKEY *key = NULL;

  BN_set_word (e, exponent);
  g_assert_cmpint (EVP_PKEY_keygen_init (context), ==, 1);
  g_assert_cmpint (EVP_PKEY_CTX_set_rsa_keygen_bits (context, n_bits), ==, 1);
  g_assert_cmpint (EVP_PKEY_CTX_set1_rsa_keygen_pubexp (context, e), ==, 1);
  g_assert_cmpint (EVP_PKEY_generate (context, &key), ==, 1);
  BN_free (e);
  return key;
}

static EVP_PKEY *
generate_explicit (void)
{
  EVP_PKEY *key = EVP_EC_gen ("P-256");

  g_assert_cmpint (EVP_PKEY_set_utf8_string_param (key, OSSL_PKEY_PARAM_EC_ENCODING, OSSL_PKEY_EC_ENCODING_EXPLICIT), ==, 1);
  return key;
}

/* "rsa2048", "rsa2048/3", "ed25519", "x25519", "explicit", or the name of a curve; "#" and more after it make another key of the same kind */
static EVP_PKEY *
generate (const char *full_name)
{
  g_autofree char *name = g_strndup (full_name, strcspn (full_name, "#"));

  if (g_str_has_prefix (name, "rsa"))
    return generate_rsa (atoi (name + 3), strchr (name, '/') != NULL ? (gulong) atoi (strchr (name, '/') + 1) : 65537);
  if (strcmp (name, "explicit") == 0)
    return generate_explicit ();
  return g_str_has_suffix (name, "25519") ? EVP_PKEY_Q_keygen (NULL, NULL, name) : EVP_EC_gen (name);
}

/* Returns: (transfer none): the key of that name, always the same */
EVP_PKEY *
lint_key (const char *name)
{
  EVP_PKEY *key;

  if (keys == NULL)
    keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) EVP_PKEY_free);
  key = g_hash_table_lookup (keys, name);
  if (key == NULL)
    {
      key = generate (name);
      g_assert_nonnull (key);
      g_hash_table_insert (keys, g_strdup (name), key);
    }
  return key;
}

void
lint_drop_keys (void)
{
  g_clear_pointer (&keys, g_hash_table_unref);
}
