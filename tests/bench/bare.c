/* bare: see the header. */
#include "bare.h"

#include <openssl/rand.h>
#include <openssl/x509v3.h>

gsize
bare_make_request (EVP_PKEY *key, const char *name, const char *alternative_name, guint8 **der)
{
  X509_REQ *request = X509_REQ_new ();
  STACK_OF (X509_EXTENSION) *extensions = sk_X509_EXTENSION_new_null ();
  int n;

  X509_REQ_set_version (request, X509_REQ_VERSION_1);
  X509_NAME_add_entry_by_txt (X509_REQ_get_subject_name (request), "CN", MBSTRING_UTF8, (const guint8 *) name, -1, -1, 0);
  sk_X509_EXTENSION_push (extensions, X509V3_EXT_conf_nid (NULL, NULL, NID_subject_alt_name, alternative_name));
  X509_REQ_add_extensions (request, extensions);
  X509_REQ_set_pubkey (request, key);
  g_assert_cmpint (X509_REQ_sign (request, key, EVP_sha256 ()), >, 0);
  n = i2d_X509_REQ (request, der);
  sk_X509_EXTENSION_pop_free (extensions, X509_EXTENSION_free);
  X509_REQ_free (request);
  return (gsize) n;
}

static void
add_bare_extensions (X509 *certificate, X509 *authority, X509_REQ *request)
{
  static const struct { int nid; const char *value; } rows[] = {
    { NID_key_usage, "critical,digitalSignature" }, { NID_ext_key_usage, "clientAuth" }, { NID_authority_key_identifier, "keyid" },
  };
  STACK_OF (X509_EXTENSION) *asked = X509_REQ_get_extensions (request);
  X509V3_CTX context;

  X509V3_set_ctx (&context, authority, certificate, request, NULL, 0);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      X509_EXTENSION *extension = X509V3_EXT_conf_nid (NULL, &context, rows[i].nid, rows[i].value);

      g_assert_cmpint (X509_add_ext (certificate, extension, -1), ==, 1);
      X509_EXTENSION_free (extension);
    }
  for (int i = 0; i < sk_X509_EXTENSION_num (asked); i++)
    X509_add_ext (certificate, sk_X509_EXTENSION_value (asked, i), -1);
  sk_X509_EXTENSION_pop_free (asked, X509_EXTENSION_free);
}

static void
set_bare_serial (X509 *certificate)
{
  guint8 bytes[8];
  BIGNUM *serial;

  RAND_bytes (bytes, sizeof bytes);
  bytes[0] = (bytes[0] & 0x3f) | 0x40;
  serial = BN_bin2bn (bytes, sizeof bytes, NULL);
  BN_to_ASN1_INTEGER (serial, X509_get_serialNumber (certificate));
  BN_free (serial);
}

/* What @request asks for, whoever has signed it. */
X509 *
bare_certify (X509 *authority, EVP_PKEY *authority_key, X509_REQ *request, gint64 not_before_us, gint64 not_after_us)
{
  X509 *certificate = X509_new ();

  X509_set_version (certificate, X509_VERSION_3);
  set_bare_serial (certificate);
  ASN1_TIME_set (X509_getm_notBefore (certificate), not_before_us / G_USEC_PER_SEC);
  ASN1_TIME_set (X509_getm_notAfter (certificate), not_after_us / G_USEC_PER_SEC);
  X509_set_subject_name (certificate, X509_REQ_get_subject_name (request));
  X509_set_issuer_name (certificate, X509_get_subject_name (authority));
  X509_set_pubkey (certificate, X509_REQ_get0_pubkey (request));
  add_bare_extensions (certificate, authority, request);
  g_assert_cmpint (X509_sign (certificate, authority_key, EVP_sha256 ()), >, 0);
  return certificate;
}

X509 *
bare_answer_request (X509 *authority, EVP_PKEY *authority_key, const guint8 *der, gsize n_der, gint64 not_before_us, gint64 not_after_us)
{
  X509_REQ *request = d2i_X509_REQ (NULL, &der, (long) n_der);
  X509 *certificate;

  g_assert_cmpint (X509_REQ_verify (request, X509_REQ_get0_pubkey (request)), ==, 1);
  certificate = bare_certify (authority, authority_key, request, not_before_us, not_after_us);
  X509_REQ_free (request);
  return certificate;
}

X509 *
bare_certificate (TbCertificate *certificate)
{
  gsize n_bytes;
  const guint8 *der = g_bytes_get_data (tb_certificate_get_der (certificate), &n_bytes);

  return d2i_X509 (NULL, &der, n_bytes);
}

EVP_PKEY *
bare_key (TbKey *key)
{
  guint8 *der = NULL;
  int n_bytes = i2d_PrivateKey (tb_key_get_pkey (key), &der);
  const guint8 *at = der;
  EVP_PKEY *pkey = d2i_AutoPrivateKey (NULL, &at, n_bytes);

  OPENSSL_free (der);
  return pkey;
}

static void
identify (SSL_CTX *context, TbIdentity *identity)
{
  X509 *certificate = bare_certificate (tb_identity_get_certificate (identity));
  GPtrArray *intermediates = tb_identity_get_intermediates (identity);
  EVP_PKEY *key = bare_key (tb_identity_get_key (identity));

  g_assert_cmpint (SSL_CTX_use_certificate (context, certificate), ==, 1);
  g_assert_cmpint (SSL_CTX_use_PrivateKey (context, key), ==, 1);
  for (guint i = 0; i < intermediates->len; i++)
    SSL_CTX_add0_chain_cert (context, bare_certificate (g_ptr_array_index (intermediates, i)));
  X509_free (certificate);
  EVP_PKEY_free (key);
}

/* One side: @identity is what it proves itself with, @root whom it trusts; either may be NULL. */
SSL_CTX *
bare_new_context (const SSL_METHOD *method, TbIdentity *identity, TbCertificate *root, gint64 unix_us)
{
  SSL_CTX *context = SSL_CTX_new (method);
  X509 *anchor = root != NULL ? bare_certificate (root) : NULL;

  SSL_CTX_set_min_proto_version (context, TLS1_3_VERSION);
  SSL_CTX_set1_groups_list (context, "P-256");
  SSL_CTX_set_ciphersuites (context, "TLS_AES_128_GCM_SHA256");
  SSL_CTX_set_session_cache_mode (context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets (context, 0);
  X509_VERIFY_PARAM_set_time (SSL_CTX_get0_param (context), unix_us / G_USEC_PER_SEC);
  if (identity != NULL)
    identify (context, identity);
  if (anchor == NULL)
    return context;
  X509_STORE_add_cert (SSL_CTX_get_cert_store (context), anchor);
  SSL_CTX_set_verify (context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
  X509_free (anchor);
  return context;
}

static void
connect_ends (SSL *client, SSL *server)
{
  BIO *to_server = BIO_new (BIO_s_mem ()), *to_client = BIO_new (BIO_s_mem ());

  BIO_set_mem_eof_return (to_server, -1);
  BIO_set_mem_eof_return (to_client, -1);
  BIO_up_ref (to_server);
  BIO_up_ref (to_client);
  SSL_set_bio (client, to_client, to_server);
  SSL_set_bio (server, to_server, to_client);
  SSL_set_connect_state (client);
  SSL_set_accept_state (server);
}

/* A client that proves itself with @certificate, @key and what stands above them; with nothing but its context has when @certificate is NULL. */
void
bare_handshake_as (SSL_CTX *client_context, SSL_CTX *server_context, const char *host, X509 *certificate, EVP_PKEY *key, STACK_OF (X509) *above)
{
  SSL *client = SSL_new (client_context), *server = SSL_new (server_context);

  connect_ends (client, server);
  SSL_set_tlsext_host_name (client, host);
  SSL_set1_host (client, host);
  if (certificate != NULL)
    g_assert_cmpint (SSL_use_cert_and_key (client, certificate, key, above, 1), ==, 1);
  for (guint turn = 0; turn < 4; turn++)
    SSL_do_handshake (turn % 2 == 0 ? client : server);
  g_assert_true (SSL_is_init_finished (client) && SSL_is_init_finished (server));
  SSL_free (client);
  SSL_free (server);
}

void
bare_handshake (SSL_CTX *client_context, SSL_CTX *server_context, const char *host)
{
  bare_handshake_as (client_context, server_context, host, NULL, NULL, NULL);
}
