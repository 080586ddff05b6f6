/* tb-identity: a key with its certificate and the intermediates to send along; see tb-certificate.h. */
#include "tb-certificate.h"

struct _TbIdentity
{
  gatomicrefcount refs;
  TbKey *key;
  TbCertificate *certificate;
  GPtrArray *intermediates;
};

/**
 * tb_identity_new:
 * @key: a key
 * @certificate: the certificate over its public half
 * @intermediates: (nullable) (element-type TbCertificate): what leads from there towards the root, without the root; must not change any more
 *
 * Returns: (transfer full): an identity, holding references to all of them
 */
TbIdentity *
tb_identity_new (TbKey *key, TbCertificate *certificate, GPtrArray *intermediates)
{
  TbIdentity *identity = g_new0 (TbIdentity, 1);

  g_atomic_ref_count_init (&identity->refs);
  identity->key = tb_key_ref (key);
  identity->certificate = tb_certificate_ref (certificate);
  identity->intermediates = intermediates != NULL ? g_ptr_array_ref (intermediates) : g_ptr_array_new ();
  return identity;
}

/**
 * tb_identity_ref:
 * @identity: an identity
 *
 * Returns: (transfer full): @identity
 */
TbIdentity *
tb_identity_ref (TbIdentity *identity)
{
  g_atomic_ref_count_inc (&identity->refs);
  return identity;
}

/**
 * tb_identity_unref:
 * @identity: (transfer full): an identity
 *
 * Drops a reference; the last one frees the identity.
 */
void
tb_identity_unref (TbIdentity *identity)
{
  if (!g_atomic_ref_count_dec (&identity->refs))
    return;
  tb_key_unref (identity->key);
  tb_certificate_unref (identity->certificate);
  g_ptr_array_unref (identity->intermediates);
  g_free (identity);
}

/**
 * tb_identity_get_key:
 * @identity: an identity
 *
 * Returns: (transfer none): its key
 */
TbKey *
tb_identity_get_key (TbIdentity *identity)
{
  return identity->key;
}

/**
 * tb_identity_get_certificate:
 * @identity: an identity
 *
 * Returns: (transfer none): its own certificate
 */
TbCertificate *
tb_identity_get_certificate (TbIdentity *identity)
{
  return identity->certificate;
}

/**
 * tb_identity_get_intermediates:
 * @identity: an identity
 *
 * Returns: (transfer none) (element-type TbCertificate): what it sends along, nearest issuer first; may be empty
 */
GPtrArray *
tb_identity_get_intermediates (TbIdentity *identity)
{
  return identity->intermediates;
}
