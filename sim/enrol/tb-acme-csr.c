/* tb-acme-csr: certification requests that finalize orders (RFC 8555 section 7.4), and certificates of ours for them.
 *
 * Apart from tb-request because names may be wildcards here and need no common name; what else a request asks for is not granted. */
#include "tb-acme-private.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "tb-acme-name.h"
#include "tb-authority-private.h"
#include "tb-outline.h"

typedef STACK_OF (X509_EXTENSION) Extensions;

static void
extensions_free (Extensions *extensions)
{
  sk_X509_EXTENSION_pop_free (extensions, X509_EXTENSION_free);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Extensions, extensions_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GENERAL_NAMES, GENERAL_NAMES_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_NAME, X509_NAME_free)

static gboolean
refuse (GError **error, const char *why)
{
  tb_acme_fail (error, TB_ACME_PROBLEM_BAD_CSR, "The certification request is not accepted: %s", why);
  return FALSE;
}

/* --- names --- */

static gboolean
is_ordered (const char *const *names, const char *name)
{
  return name != NULL && g_strv_contains (names, name);
}

static gboolean
check_alternative_names (X509_REQ *x509, const char *const *names, GError **error)
{
  g_autoptr (Extensions) extensions = X509_REQ_get_extensions (x509);
  g_autoptr (GENERAL_NAMES) said = extensions != NULL ? X509V3_get_d2i (extensions, NID_subject_alt_name, NULL, NULL) : NULL;
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (said == NULL)
    return refuse (error, "it has no subjectAltName, or a broken one");
  for (int i = 0; i < sk_GENERAL_NAME_num (said); i++)
    {
      const GENERAL_NAME *general = sk_GENERAL_NAME_value (said, i);
      char *name = tb_acme_name_from_general (general);

      if (!is_ordered (names, name))
        {
          g_free (name);
          return refuse (error, "it asks for a name that was not ordered");
        }
      g_hash_table_add (found, name);
    }
  return g_hash_table_size (found) == g_strv_length ((char **) names) || refuse (error, "a name that was ordered is missing");
}

static gboolean
check_common_name (X509_REQ *x509, const char *const *names, GError **error)
{
  const X509_NAME *subject = X509_REQ_get_subject_name (x509);
  int at = X509_NAME_get_index_by_NID (subject, NID_commonName, -1);
  const ASN1_STRING *text = at >= 0 ? X509_NAME_ENTRY_get_data (X509_NAME_get_entry (subject, at)) : NULL;
  g_autofree char *said = text != NULL ? g_strndup ((const char *) ASN1_STRING_get0_data (text), (gsize) ASN1_STRING_length (text)) : NULL;
  g_autofree char *name = said != NULL && strlen (said) == (gsize) ASN1_STRING_length (text) ? g_ascii_strdown (said, -1) : NULL;

  if (at < 0 || (is_ordered (names, name) && X509_NAME_get_index_by_NID (subject, NID_commonName, at) < 0))
    return TRUE;
  return refuse (error, "its common name is not one that was ordered");
}

/* --- key --- */

static gboolean
is_digest_accepted (X509_REQ *x509)
{
  int digest, kind;

  return OBJ_find_sigid_algs (X509_REQ_get_signature_nid (x509), &digest, &kind) == 1
         && (digest == NID_sha256 || digest == NID_sha384 || digest == NID_sha512 || kind == EVP_PKEY_ED25519);
}

static gboolean
check_key (TbAcmeServer *server, X509_REQ *x509, EVP_PKEY *account_key, GError **error)
{
  g_autoptr (EVP_PKEY) key = tb_outline_take_key (server->crypto, X509_REQ_get_X509_PUBKEY (x509));
  TbKeyAlgorithm algorithm;

  if (key == NULL || !tb_key_check_pkey (key, &algorithm, NULL))
    return refuse (error, "its key is too weak or of an unknown kind");
  if (EVP_PKEY_eq (key, account_key) == 1)
    return refuse (error, "its key is that of the account (RFC 8555 section 11.1)");
  if (!is_digest_accepted (x509) || X509_REQ_verify_ex (x509, key, tb_crypto_get_libctx (server->crypto), NULL) != 1)
    return refuse (error, "its signature does not match its key, or is not with SHA-2");
  return TRUE;
}

gboolean
tb_acme_csr_check (TbAcmeServer *server, GBytes *der, const char *const *names, EVP_PKEY *account_key, GError **error)
{
  g_autoptr (X509_REQ) x509 = NULL;

  ERR_clear_error ();
  x509 = tb_outline_read_request (der);
  if (x509 == NULL)
    return refuse (error, "it is no PKCS #10 in DER");
  return check_common_name (x509, names, error) && check_alternative_names (x509, names, error) && check_key (server, x509, account_key, error);
}

/**
 * tb_acme_csr_get_key:
 * @crypto: a context
 * @csr: a request, DER, that was checked
 *
 * Returns: (transfer full) (nullable): the key it asks to have certified; %NULL when it is no request
 */
EVP_PKEY *
tb_acme_csr_get_key (TbCrypto *crypto, GBytes *csr)
{
  g_autoptr (X509_REQ) x509 = tb_outline_read_request (csr);

  return x509 != NULL ? tb_outline_take_key (crypto, X509_REQ_get_X509_PUBKEY (x509)) : NULL;
}

/* --- certificates --- */

static void
add_chain (TbAuthority *authority, GPtrArray *chain)
{
  GPtrArray *above = tb_authority_get_intermediates (authority);

  for (guint i = 0; i < above->len; i++)
    g_ptr_array_add (chain, tb_certificate_ref (above->pdata[i]));
}

/**
 * tb_acme_issue_from:
 * @authority: an authority
 * @asked: what for
 * @profile: what the certificate may be used for
 * @stream: (nullable): what serial and signature draw from; not used by the live context
 * @chain: (element-type TbCertificate): the authority's own and those above it are added
 * @error: return location
 *
 * Issues what an order asks for, from one of our authorities. The names are those that were validated, wildcards among them; of the request only
 * the key is used.
 *
 * Returns: (transfer full) (nullable): the certificate; %NULL with an error as from [method@Authority.issue]
 */
TbCertificate *
tb_acme_issue_from (TbAuthority *authority, const TbAcmeAsked *asked, TbCertificateProfile profile, TbStream *stream, GPtrArray *chain, GError **error)
{
  g_autoptr (EVP_PKEY) key = tb_acme_csr_get_key (authority->crypto, asked->csr);
  g_autoptr (X509_NAME) subject = tb_acme_names_to_subject (asked->names);
  g_autoptr (GENERAL_NAMES) names = tb_acme_names_to_general (asked->names);
  TbIssueOrder order = { .profile = tb_issue_profile_get_builtin (profile), .subject = subject, .alternative_names = names,
                         .not_before_us = asked->not_before_us, .not_after_us = asked->not_after_us, .public_key = key };
  TbCertificate *certificate = NULL;

  if (key == NULL || subject == NULL || names == NULL)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot take over names and key");
      return NULL;
    }
  if (tb_issue_profile_check_key (order.profile, order.public_key, error) && tb_issue_profile_check_names (order.profile, names, error))
    certificate = tb_authority_fill (authority->crypto, authority->issuer, &order, authority->certificate, stream, error);
  if (certificate != NULL)
    add_chain (authority, chain);
  return certificate;
}
