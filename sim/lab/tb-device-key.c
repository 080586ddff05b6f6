/* tb-device-key: see the header. The streams are those of the life of a device, see tb-lifecycle in sim/fleet. */
#include "tb-device-key.h"

#include "tb-load.h"

#define MAX_KEYS 2000

/* Where a key of a device can have come from: the factory, the same for all of a group; itself; its authority, for it. */
static gboolean
init_stream (TbStream *stream, guint64 seed, TbFleet *fleet, guint32 object, guint number, guint place)
{
  const TbGroup *group = tb_fleet_group_of (fleet, object);

  if (place == 0 && (number > 0 || !group->shares_key))
    return FALSE;
  if (place == 0)
    tb_stream_initf (stream, seed, "group-key/%s", group->name);
  else if (place == 1)
    tb_stream_initf (stream, seed, "key/%u/%u", object, number);
  else
    tb_stream_initf (stream, seed, "given-key/%u/%u", object, number);
  return TRUE;
}

#define N_PLACES 3

static TbKey *
find (TbCrypto *crypto, guint64 seed, TbFleet *fleet, guint32 object, EVP_PKEY *wanted, const char *what, GError **error)
{
  TbKeyAlgorithm algorithm = tb_fleet_group_of (fleet, object)->key_algorithm;
  g_autofree char *name = tb_fleet_dup_name (fleet, object);

  for (guint i = 0; wanted != NULL && i < MAX_KEYS * N_PLACES; i++)
    {
      g_autoptr (TbKey) key = NULL;
      TbStream stream;

      if (!init_stream (&stream, seed, fleet, object, i / N_PLACES, i % N_PLACES))
        continue;
      key = tb_key_generate (crypto, algorithm, &stream, error);
      if (key == NULL)
        return NULL;
      if (EVP_PKEY_eq (tb_key_get_pkey (key), wanted) == 1)
        return g_steal_pointer (&key);
    }
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "the key of this %s is none of those that %s has had", what, name);
  return NULL;
}

/**
 * tb_device_key_new:
 * @crypto: the seeded context
 * @seed: of the run
 * @fleet: who is there
 * @object: a device or gateway
 * @certificate: one of its certificates
 * @error: return location
 *
 * Makes the keys of a device one after the other until the one that @certificate is for. Takes long for RSA: not for the main thread.
 *
 * Returns: (transfer full) (nullable): the key, %NULL with %TB_CRYPTO_ERROR_REFUSED when the device never had it
 */
TbKey *
tb_device_key_new (TbCrypto *crypto, guint64 seed, TbFleet *fleet, guint32 object, TbCertificate *certificate, GError **error)
{
  return find (crypto, seed, fleet, object, X509_get0_pubkey (tb_certificate_get_x509 (certificate)), "certificate", error);
}

/**
 * tb_device_key_new_for_spki:
 * @crypto: the seeded context
 * @seed: of the run
 * @fleet: who is there
 * @object: a device or gateway
 * @spki: the public half of one of its keys, SubjectPublicKeyInfo, DER
 * @error: return location
 *
 * Like [func@device_key_new], for a key that something else than a certificate tells of.
 *
 * Returns: (transfer full) (nullable): the key, %NULL with %TB_CRYPTO_ERROR_REFUSED when the device never had it, or %TB_CRYPTO_ERROR_MALFORMED
 */
TbKey *
tb_device_key_new_for_spki (TbCrypto *crypto, guint64 seed, TbFleet *fleet, guint32 object, GBytes *spki, GError **error)
{
  g_autoptr (EVP_PKEY) wanted = tb_public_key_read (crypto, spki, "key", error);

  return wanted != NULL ? find (crypto, seed, fleet, object, wanted, "signature", error) : NULL;
}
