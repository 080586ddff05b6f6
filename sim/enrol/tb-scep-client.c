/* tb-scep-client: see the header. */
#include "tb-scep-client.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "tb-crypto-private.h"
#include "tb-scep-content.h"

struct _TbScepClient
{
  TbKey *key;
  TbCertificate *certificate;
  X509_REQ *request;
  GBytes *request_der;
  GPtrArray *authorities;
  TbCertificate *recipient;     /* one of @authorities */
  TbCertificate *issuer;        /* likewise */
  TbScepCipher cipher;
  char *transaction_id;
  TbScepType asked;
  char *serial;                 /* of what was asked for last */
  GBytes *nonce;                /* NULL when no answer is due */
};

/* Who answers where there is one: a registration authority, which is no authority itself (RFC 8894 section 4.2.1.2). */
static TbCertificate *
find_registrar (GPtrArray *authorities)
{
  for (guint i = 0; i < authorities->len; i++)
    {
      TbCertificate *each = g_ptr_array_index (authorities, i);

      if (X509_check_ca (tb_certificate_get_x509 (each)) == 0 && tb_scep_can_encrypt_to (each))
        return each;
    }
  return NULL;
}

/* Returns: (transfer none) (nullable): which of them has issued @below */
static TbCertificate *
find_issuer (GPtrArray *authorities, TbCertificate *below)
{
  for (guint i = 0; i < authorities->len; i++)
    {
      TbCertificate *each = g_ptr_array_index (authorities, i);

      if (each != below && X509_check_issued (tb_certificate_get_x509 (each), tb_certificate_get_x509 (below)) == X509_V_OK)
        return each;
    }
  return NULL;
}

static gboolean
has_issued_another (GPtrArray *authorities, TbCertificate *one)
{
  for (guint i = 0; i < authorities->len; i++)
    if (g_ptr_array_index (authorities, i) != one
        && X509_check_issued (tb_certificate_get_x509 (one), tb_certificate_get_x509 (g_ptr_array_index (authorities, i))) == X509_V_OK)
      return TRUE;
  return FALSE;
}

/* Returns: (transfer none) (nullable): the first that has issued none of the others */
static TbCertificate *
find_lowest (GPtrArray *authorities)
{
  for (guint i = 0; i < authorities->len; i++)
    if (!has_issued_another (authorities, g_ptr_array_index (authorities, i)))
      return g_ptr_array_index (authorities, i);
  return NULL;
}

static void
choose_authorities (TbScepClient *client)
{
  TbCertificate *registrar = find_registrar (client->authorities);
  TbCertificate *lowest = registrar == NULL ? find_lowest (client->authorities) : NULL;

  client->recipient = registrar != NULL ? registrar : lowest;
  client->issuer = registrar != NULL ? find_issuer (client->authorities, registrar) : lowest;
}

static char *
make_transaction_id (X509_REQ *request)
{
  guchar *der = NULL;
  int n = i2d_X509_PUBKEY (X509_REQ_get_X509_PUBKEY (request), &der);
  char *id = n > 0 ? g_compute_checksum_for_data (G_CHECKSUM_SHA256, der, (gsize) n) : NULL;

  OPENSSL_free (der);
  return id;
}

/**
 * tb_scep_client_new:
 * @terms: what the order needs
 * @error: return location
 *
 * Returns: (transfer full) (nullable): a client; %NULL with %TB_CRYPTO_ERROR_MALFORMED when the request is none, or %TB_CRYPTO_ERROR_REFUSED when nobody
 *   among the authorities, or not the client itself, can be encrypted to
 */
TbScepClient *
tb_scep_client_new (const TbScepClientTerms *terms, GError **error)
{
  g_autoptr (TbScepClient) client = g_new0 (TbScepClient, 1);

  ERR_clear_error ();
  client->key = tb_key_ref (terms->key);
  client->certificate = tb_certificate_ref (terms->certificate);
  client->request_der = g_bytes_ref (terms->request);
  client->authorities = g_ptr_array_ref (terms->authorities);
  client->cipher = terms->cipher;
  client->request = tb_scep_request_parse (tb_key_get_crypto (terms->key), terms->request);
  if (client->request == NULL)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "This is not a certification request (PKCS #10, DER)");
      return NULL;
    }
  client->transaction_id = terms->transaction_id != NULL ? g_strdup (terms->transaction_id) : make_transaction_id (client->request);
  choose_authorities (client);
  if (client->recipient != NULL && client->issuer != NULL && tb_scep_can_encrypt_to (client->recipient) && tb_scep_can_encrypt_to (client->certificate))
    return g_steal_pointer (&client);
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "SCEP needs RSA keys of 2048 to 8192 bits at both ends, and the certificate of the authority");
  return NULL;
}

void
tb_scep_client_free (TbScepClient *client)
{
  g_clear_pointer (&client->nonce, g_bytes_unref);
  g_free (client->serial);
  g_free (client->transaction_id);
  X509_REQ_free (client->request);
  g_ptr_array_unref (client->authorities);
  g_bytes_unref (client->request_der);
  tb_certificate_unref (client->certificate);
  tb_key_unref (client->key);
  g_free (client);
}

const char *
tb_scep_client_get_transaction_id (TbScepClient *client)
{
  return client->transaction_id;
}

/* --- asking --- */

static GBytes *
make_content (TbScepClient *client, TbScepType type, const char *serial, GError **error)
{
  if (type == TB_SCEP_GET_CERT || type == TB_SCEP_GET_CRL)
    return tb_scep_issuer_serial_write (client->issuer, serial != NULL ? serial : "", error);
  if (type == TB_SCEP_CERT_POLL)
    return tb_scep_issuer_subject_write (X509_get_subject_name (tb_certificate_get_x509 (client->issuer)), X509_REQ_get_subject_name (client->request));
  return g_bytes_ref (client->request_der);
}

static GBytes *
draw_nonce (TbCrypto *crypto, TbStream *stream, GError **error)
{
  guint8 bytes[TB_SCEP_NONCE_BYTES];
  gboolean good;
  TbJob job;

  tb_job_enter_stream (&job, stream);
  good = RAND_bytes_ex (tb_crypto_get_libctx (crypto), bytes, sizeof bytes, 0) == 1;
  tb_job_leave (&job);
  if (good)
    return g_bytes_new (bytes, sizeof bytes);
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot draw a nonce");
  return NULL;
}

/**
 * tb_scep_client_ask:
 * @client: an order
 * @type: what to ask; %TB_SCEP_CERT_POLL for what is pending
 * @serial: (nullable): hex, for %TB_SCEP_GET_CERT and %TB_SCEP_GET_CRL
 * @stream: (nullable): what keys and nonces are drawn from; not used by the live context
 * @now_us: the device's clock, unix time in microseconds
 * @error: return location
 *
 * An answer to what was asked before is not accepted any more.
 *
 * Returns: (transfer full) (nullable): a message for PKIOperation, DER; %NULL with %TB_CRYPTO_ERROR_MALFORMED or %TB_CRYPTO_ERROR_FAILED
 */
GBytes *
tb_scep_client_ask (TbScepClient *client, TbScepType type, const char *serial, TbStream *stream, gint64 now_us, GError **error)
{
  TbCrypto *crypto = tb_key_get_crypto (client->key);
  g_autoptr (GBytes) content = make_content (client, type, serial, error);
  g_autoptr (TbScepMessage) message = tb_scep_message_new (type, client->transaction_id);

  if (content == NULL)
    return NULL;
  message->sender_nonce = draw_nonce (crypto, stream, error);
  if (message->sender_nonce == NULL)
    return NULL;
  message->envelope = tb_scep_encrypt (content, client->recipient, client->cipher, crypto, stream, error);
  if (message->envelope == NULL)
    return NULL;
  client->asked = type;
  g_free (client->serial);
  client->serial = g_strdup (serial);
  g_clear_pointer (&client->nonce, g_bytes_unref);
  client->nonce = g_bytes_ref (message->sender_nonce);
  return tb_scep_message_write (message, client->key, client->certificate, stream, now_us, error);
}

/* --- what comes back --- */

static gboolean
complain (GError **error, const char *what)
{
  g_set_error_literal (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED, what);
  return FALSE;
}

static gboolean
is_authority (TbScepClient *client, TbCertificate *signer)
{
  return g_bytes_equal (tb_certificate_get_der (signer), tb_certificate_get_der (client->recipient))
         || g_bytes_equal (tb_certificate_get_der (signer), tb_certificate_get_der (client->issuer));
}

static gboolean
check (TbScepClient *client, const TbScepMessage *reply, GError **error)
{
  if (reply->problem != TB_SCEP_NO_FAILURE)
    return complain (error, reply->reason);
  if (!is_authority (client, reply->signer))
    return complain (error, "The answer is not signed by the authority that was asked");
  if (reply->type != TB_SCEP_CERT_REP || strcmp (reply->transaction_id, client->transaction_id) != 0)
    return complain (error, "This is an answer to another order, or none");
  if (client->nonce == NULL || reply->recipient_nonce == NULL || !g_bytes_equal (client->nonce, reply->recipient_nonce))
    return complain (error, "This answers another message than the last");
  return TRUE;
}

static gboolean
is_wanted (TbScepClient *client, TbCertificate *certificate)
{
  X509 *x509 = tb_certificate_get_x509 (certificate);

  if (client->asked == TB_SCEP_GET_CERT)
    return g_strcmp0 (client->serial, tb_certificate_get_serial (certificate)) == 0;
  return EVP_PKEY_eq (X509_get0_pubkey (x509), X509_REQ_get0_pubkey (client->request)) == 1
         && X509_verify (x509, X509_get0_pubkey (tb_certificate_get_x509 (client->issuer))) == 1;
}

static gboolean
pick (TbScepClient *client, TbScepOutcome *outcome, GPtrArray *certificates, GPtrArray *crls)
{
  if (client->asked == TB_SCEP_GET_CRL)
    {
      outcome->crl = crls->len > 0 ? tb_crl_ref (g_ptr_array_index (crls, 0)) : NULL;
      return outcome->crl != NULL;
    }
  for (guint i = 0; outcome->certificate == NULL && i < certificates->len; i++)
    if (is_wanted (client, g_ptr_array_index (certificates, i)))
      outcome->certificate = tb_certificate_ref (g_ptr_array_index (certificates, i));
  return outcome->certificate != NULL;
}

static gboolean
open_success (TbScepClient *client, const TbScepMessage *reply, TbScepOutcome *outcome, TbStream *stream, GError **error)
{
  TbScepFailInfo problem;
  g_autoptr (GBytes) bundle = NULL;
  g_autoptr (GPtrArray) certificates = NULL;
  g_autoptr (GPtrArray) crls = NULL;

  if (reply->envelope != NULL)
    bundle = tb_scep_decrypt (reply->envelope, client->key, client->certificate, stream, NULL, &problem);
  if (bundle == NULL || !tb_scep_bundle_read (tb_key_get_crypto (client->key), bundle, &certificates, &crls))
    return complain (error, "The answer says that it went well, but what is in it cannot be read");
  if (pick (client, outcome, certificates, crls))
    return TRUE;
  return complain (error, "What was asked for is not in the answer");
}

/**
 * tb_scep_client_take:
 * @client: an order
 * @reply: what came back
 * @stream: (nullable): for what decryption draws, if it does; not used by the live context
 * @error: return location
 *
 * Each answer is taken once. Until a good one came, the client goes on waiting for it.
 *
 * Returns: (transfer full) (nullable): what the server says; %NULL with %TB_CRYPTO_ERROR_MALFORMED or %TB_CRYPTO_ERROR_REFUSED for what is no answer of the
 *   authority's to the last message
 */
TbScepOutcome *
tb_scep_client_take (TbScepClient *client, GBytes *reply, TbStream *stream, GError **error)
{
  g_autoptr (TbScepMessage) read = tb_scep_message_read (tb_key_get_crypto (client->key), reply, error);
  g_autoptr (TbScepOutcome) outcome = NULL;

  if (read == NULL || !check (client, read, error))
    return NULL;
  outcome = g_new0 (TbScepOutcome, 1);
  outcome->status = read->status;
  outcome->fail_info = read->fail_info;
  outcome->fail_text = g_strdup (read->fail_text);
  if (read->status == TB_SCEP_SUCCESS && !open_success (client, read, outcome, stream, error))
    return NULL;
  g_clear_pointer (&client->nonce, g_bytes_unref);
  return g_steal_pointer (&outcome);
}

void
tb_scep_outcome_free (TbScepOutcome *outcome)
{
  g_free (outcome->fail_text);
  g_clear_pointer (&outcome->certificate, tb_certificate_unref);
  g_clear_pointer (&outcome->crl, tb_crl_unref);
  g_free (outcome);
}

/* --- by HTTP --- */

static TbHttpRequest *
make_get (const char *path, const char *operation, const char *message)
{
  g_autofree char *escaped = message != NULL ? g_uri_escape_string (message, NULL, FALSE) : NULL;
  g_autofree char *target = g_strconcat (path, "?operation=", operation, message != NULL ? "&message=" : "", escaped, NULL);

  return tb_http_request_new ("GET", target, NULL, NULL);
}

TbHttpRequest *
tb_scep_request_capabilities (const char *path)
{
  return make_get (path, "GetCACaps", NULL);
}

TbHttpRequest *
tb_scep_request_authorities (const char *path)
{
  return make_get (path, "GetCACert", NULL);
}

/**
 * tb_scep_request_operation:
 * @path: where the server is
 * @message: what [method@ScepClient.ask] made
 * @by_post: whether the server can do that (%TB_SCEP_CAN_POST); otherwise it goes into the address
 *
 * Returns: (transfer full): the request
 */
TbHttpRequest *
tb_scep_request_operation (const char *path, GBytes *message, gboolean by_post)
{
  g_autofree char *target = g_strconcat (path, "?operation=PKIOperation", NULL);
  g_autofree char *packed = NULL;

  if (by_post)
    return tb_http_request_new ("POST", target, "application/x-pki-message", message);
  packed = g_base64_encode (g_bytes_get_data (message, NULL), g_bytes_get_size (message));
  return make_get (path, "PKIOperation", packed);
}
