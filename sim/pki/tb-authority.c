/* tb-authority: see the header. Here authorities are made; what they issue is in tb-authority-issue. */
#include "tb-authority-private.h"

#include <string.h>

#include <openssl/err.h>

#include "tb-certificate-private.h"
#include "tb-request.h"

static X509_NAME *
make_name (const char *common_name)
{
  X509_NAME *name = X509_NAME_new ();

  if (name != NULL && tb_request_put_name (name, common_name))
    return name;
  X509_NAME_free (name);
  return NULL;
}

static TbIssuer *
make_issuer (TbKey *key, const char *common_name, GError **error)
{
  X509_NAME *name = make_name (common_name);
  TbIssuer *issuer = name != NULL ? tb_issuer_new (key, name, NULL) : NULL;

  X509_NAME_free (name);
  if (issuer == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot set up the authority %s", common_name);
  return issuer;
}

static TbAuthority *
authority_new (TbCrypto *crypto, TbIssuer *issuer, TbCertificate *certificate, TbCertificate *root)
{
  TbAuthority *authority = g_new0 (TbAuthority, 1);

  g_atomic_ref_count_init (&authority->refs);
  authority->crypto = crypto;
  authority->issuer = issuer;
  authority->certificate = tb_certificate_ref (certificate);
  authority->root = tb_certificate_ref (root);
  authority->intermediates = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);
  return authority;
}

/* The certificate that @parent, or for a root its own issuer, gives to the authority @subject. */
static TbCertificate *
certify (TbCrypto *crypto, TbAuthority *parent, TbIssuer *subject, const TbIssueTerms *terms, TbStream *stream, GError **error)
{
  TbIssueOrder order = { .profile = tb_issue_terms_get_profile (terms), .subject = tb_issuer_get_name (subject),
                         .public_key = tb_key_get_pkey (tb_issuer_get_key (subject)),
                         .not_before_us = terms->not_before_us, .not_after_us = terms->not_after_us };

  return tb_authority_fill (crypto, parent != NULL ? parent->issuer : subject, &order, parent != NULL ? parent->certificate : NULL, stream, error);
}

static TbAuthority *
make_authority (TbAuthority *parent, TbCrypto *crypto, const char *common_name, TbKeyAlgorithm algorithm, const TbIssueTerms *terms, TbStream *stream,
                GError **error)
{
  g_autoptr (TbKey) key = NULL;
  g_autoptr (TbIssuer) issuer = NULL;
  g_autoptr (TbCertificate) certificate = NULL;

  if (!tb_request_check_common_name (common_name, error) || !tb_authority_check_validity (terms->not_before_us, terms->not_after_us, error))
    return NULL;
  key = tb_key_generate (crypto, algorithm, stream, error);
  issuer = key != NULL ? make_issuer (key, common_name, error) : NULL;
  certificate = issuer != NULL ? certify (crypto, parent, issuer, terms, stream, error) : NULL;
  if (certificate == NULL)
    return NULL;
  return authority_new (crypto, g_steal_pointer (&issuer), certificate, parent != NULL ? parent->root : certificate);
}

/**
 * tb_authority_new_root:
 * @crypto: the context to work in
 * @common_name: its name, 1 to 64 characters
 * @algorithm: what kind of key it has
 * @not_before_us: unix time, whole seconds
 * @not_after_us: likewise
 * @stream: (nullable): what key, serial and signature draw from; not used by the live context
 * @error: return location
 *
 * Makes a root: a key and a certificate signed with it (CA:TRUE without a limit on the path, keyCertSign and cRLSign, subject key identifier).
 *
 * Returns: (transfer full) (nullable): the authority; %NULL with %TB_CRYPTO_ERROR_REFUSED or %TB_CRYPTO_ERROR_FAILED
 */
TbAuthority *
tb_authority_new_root (TbCrypto *crypto, const char *common_name, TbKeyAlgorithm algorithm, gint64 not_before_us, gint64 not_after_us,
                       TbStream *stream, GError **error)
{
  const TbIssueTerms terms = { TB_PROFILE_ROOT, not_before_us, not_after_us };

  return make_authority (NULL, crypto, common_name, algorithm, &terms, stream, error);
}

/**
 * tb_authority_new_issuing:
 * @parent: who vouches for it
 * @common_name: its name, 1 to 64 characters
 * @algorithm: what kind of key it has
 * @not_before_us: unix time, whole seconds
 * @not_after_us: likewise
 * @stream: (nullable): what key, serial and signature draw from; not used by the live context
 * @error: return location
 *
 * Makes an authority below @parent that issues to end entities only (path length 0), with both key identifiers.
 *
 * Returns: (transfer full) (nullable): the authority; %NULL with %TB_CRYPTO_ERROR_REFUSED or %TB_CRYPTO_ERROR_FAILED
 */
TbAuthority *
tb_authority_new_issuing (TbAuthority *parent, const char *common_name, TbKeyAlgorithm algorithm, gint64 not_before_us, gint64 not_after_us,
                          TbStream *stream, GError **error)
{
  const TbIssueTerms terms = { TB_PROFILE_AUTHORITY, not_before_us, not_after_us };

  return tb_authority_new_below (parent, common_name, algorithm, &terms, stream, error);
}

/**
 * tb_authority_new_below:
 * @parent: who vouches for it
 * @common_name: its name, 1 to 64 characters
 * @algorithm: what kind of key it has
 * @terms: with the profile of an authority, such as %TB_PROFILE_INTERMEDIATE
 * @stream: (nullable): what key, serial and signature draw from; not used by the live context
 * @error: return location
 *
 * Makes an authority below @parent, at any depth. Whether the path lengths above allow it is for whoever validates to find out.
 *
 * Returns: (transfer full) (nullable): the authority; %NULL with %TB_CRYPTO_ERROR_REFUSED or %TB_CRYPTO_ERROR_FAILED
 */
TbAuthority *
tb_authority_new_below (TbAuthority *parent, const char *common_name, TbKeyAlgorithm algorithm, const TbIssueTerms *terms, TbStream *stream,
                        GError **error)
{
  TbAuthority *authority = make_authority (parent, parent->crypto, common_name, algorithm, terms, stream, error);

  if (authority == NULL)
    return NULL;
  g_ptr_array_add (authority->intermediates, tb_certificate_ref (authority->certificate));
  for (guint i = 0; i < parent->intermediates->len; i++)
    g_ptr_array_add (authority->intermediates, tb_certificate_ref (g_ptr_array_index (parent->intermediates, i)));
  return authority;
}

static gboolean
check_import (TbIdentity *identity, GError **error)
{
  TbCertificate *certificate = tb_identity_get_certificate (identity);
  X509 *x509 = tb_certificate_get_x509 (certificate);

  ERR_clear_error ();
  if (EVP_PKEY_eq (X509_get0_pubkey (x509), tb_key_get_pkey (tb_identity_get_key (identity))) != 1)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The key is not the one that %s is certified with", tb_certificate_get_subject (certificate));
  else if (X509_check_ca (x509) != 1)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "%s is not certified as an authority (basicConstraints CA:TRUE and keyCertSign)",
                         tb_certificate_get_subject (certificate));
  else
    return TRUE;
  return FALSE;
}

/**
 * tb_authority_import:
 * @identity: key and certificate of an authority that was made elsewhere, and the intermediates above it
 * @root: (nullable): the root above it; %NULL: it is a root itself
 * @error: return location
 *
 * Makes an authority of what somebody brings. Its name and key identifier are used as its certificate has them.
 *
 * Returns: (transfer full) (nullable): the authority; %NULL with %TB_CRYPTO_ERROR_REFUSED when key and certificate do not belong together or the
 *   certificate is not an authority's
 */
TbAuthority *
tb_authority_import (TbIdentity *identity, TbCertificate *root, GError **error)
{
  TbKey *key = tb_identity_get_key (identity);
  TbCertificate *certificate = tb_identity_get_certificate (identity);
  GPtrArray *above = tb_identity_get_intermediates (identity);
  TbIssuer *issuer;
  TbAuthority *authority;

  if (!check_import (identity, error))
    return NULL;
  issuer = tb_issuer_new_for_certificate (key, certificate, NULL);
  if (issuer == NULL)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot set up the authority %s", tb_certificate_get_subject (certificate));
      return NULL;
    }
  authority = authority_new (tb_key_get_crypto (key), issuer, certificate, root != NULL ? root : certificate);
  if (root != NULL)
    g_ptr_array_add (authority->intermediates, tb_certificate_ref (certificate));
  for (guint i = 0; i < above->len; i++)
    g_ptr_array_add (authority->intermediates, tb_certificate_ref (g_ptr_array_index (above, i)));
  return authority;
}

/**
 * tb_authority_ref:
 * @authority: an authority
 *
 * Returns: (transfer full): @authority
 */
TbAuthority *
tb_authority_ref (TbAuthority *authority)
{
  g_atomic_ref_count_inc (&authority->refs);
  return authority;
}

/**
 * tb_authority_unref:
 * @authority: (transfer full): an authority
 *
 * Drops a reference; the last one frees the authority.
 */
void
tb_authority_unref (TbAuthority *authority)
{
  if (!g_atomic_ref_count_dec (&authority->refs))
    return;
  tb_issuer_free (authority->issuer);
  tb_certificate_unref (authority->certificate);
  tb_certificate_unref (authority->root);
  g_ptr_array_unref (authority->intermediates);
  g_free (authority);
}

/**
 * tb_authority_get_certificate:
 * @authority: an authority
 *
 * Returns: (transfer none): its own certificate
 */
TbCertificate *
tb_authority_get_certificate (TbAuthority *authority)
{
  return authority->certificate;
}

/**
 * tb_authority_get_intermediates:
 * @authority: an authority
 *
 * Returns: (transfer none) (element-type TbCertificate): what its subjects send along: its own certificate and those above it, nearest
 *   first, without the root; empty for a root
 */
GPtrArray *
tb_authority_get_intermediates (TbAuthority *authority)
{
  return authority->intermediates;
}

/**
 * tb_authority_get_root:
 * @authority: an authority
 *
 * Returns: (transfer none): the certificate at the top, which relying parties take as trust anchor
 */
TbCertificate *
tb_authority_get_root (TbAuthority *authority)
{
  return authority->root;
}

/**
 * tb_authority_get_key:
 * @authority: an authority
 *
 * Returns: (transfer none): the key it signs with, for revocation lists and answers
 */
TbKey *
tb_authority_get_key (TbAuthority *authority)
{
  return tb_issuer_get_key (authority->issuer);
}
