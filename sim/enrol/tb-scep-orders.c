/* tb-scep-orders: what a SCEP server says to each kind of message: who gets a certificate, who waits, and who is told no. */
#include "tb-scep-server-private.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "tb-outline.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_NAME, X509_NAME_free)

/* Returns: %FALSE, always */
gboolean
tb_scep_refuse (TbScepAnswering *answering, TbScepFailInfo problem, const char *reason)
{
  answering->status = TB_SCEP_FAILURE;
  answering->problem = problem;
  answering->reason = reason;
  return FALSE;
}

static void
hand_out (TbScepAnswering *answering, TbCertificate *certificate, TbCrl *crl)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();

  if (certificate != NULL)
    g_ptr_array_add (one, certificate);
  answering->result = tb_scep_bundle_write (answering->server->crypto, one, crl, NULL);
  answering->status = TB_SCEP_SUCCESS;
  if (answering->result == NULL)
    tb_scep_refuse (answering, TB_SCEP_BAD_REQUEST, "What was asked for cannot be put into a message");
}

/* --- orders --- */

static void
fulfil (TbScepAnswering *answering, TbScepOrder *order)
{
  const TbScepServerTerms *terms = &answering->server->terms;
  g_autoptr (GError) error = NULL;

  if (order->certificate == NULL)
    order->certificate = terms->issue (order, tb_scep_server_get_stream (answering->server), answering->now_us, terms->user_data, &error);
  if (order->certificate == NULL)
    {
      if (g_error_matches (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_FAILED))
        answering->failure = g_steal_pointer (&error);
      tb_scep_refuse (answering, TB_SCEP_BAD_REQUEST, "The authority does not certify what was asked for");
      return;
    }
  order->state = TB_SCEP_ORDER_ISSUED;
  hand_out (answering, order->certificate, NULL);
}

static void
tell (TbScepAnswering *answering, TbScepOrder *order)
{
  if (order->state == TB_SCEP_ORDER_WAITING)
    answering->status = TB_SCEP_PENDING;
  else if (order->state == TB_SCEP_ORDER_REFUSED)
    tb_scep_refuse (answering, TB_SCEP_BAD_REQUEST, "The order was refused");
  else
    fulfil (answering, order);
}

/* What was just read and verified is not verified again. */
static void
tell_with (TbScepAnswering *answering, TbScepOrder *order, const TbRequest *said)
{
  order->said = said;
  tell (answering, order);
  order->said = NULL;
}

/* An old digest is another failure than a signature that does not match. */
static gboolean
is_digest_good (X509_REQ *request)
{
  int digest = NID_undef, key = NID_undef;

  return OBJ_find_sigid_algs (X509_REQ_get_signature_nid (request), &digest, &key) == 1
         && (digest == NID_sha256 || digest == NID_sha384 || digest == NID_sha512 || key == EVP_PKEY_ED25519);
}

static gboolean
read_request (TbScepAnswering *answering, TbRequest *request)
{
  TbCrypto *crypto = answering->server->crypto;
  g_autoptr (X509_REQ) outline = NULL;
  g_autoptr (GError) error = NULL;

  ERR_clear_error ();
  outline = tb_outline_read_request (answering->content);
  if (outline == NULL)
    return tb_scep_refuse (answering, TB_SCEP_BAD_REQUEST, "This is not a certification request (PKCS #10)");
  if (!is_digest_good (outline))
    return tb_scep_refuse (answering, TB_SCEP_BAD_ALG, "The request is not signed with SHA-256");
  if (!tb_request_read (request, crypto, answering->content, &error))
    return tb_scep_refuse (answering, TB_SCEP_BAD_REQUEST, "The request has a broken part, or no proof of possession");
  return TRUE;
}

static gboolean
is_same_name (const TbRequest *request, TbCertificate *certificate)
{
  return X509_NAME_cmp (X509_REQ_get_subject_name (request->x509), X509_get_subject_name (tb_certificate_get_x509 (certificate))) == 0;
}

static gboolean
is_same_key (EVP_PKEY *key, TbCertificate *certificate)
{
  return EVP_PKEY_eq (key, X509_get0_pubkey (tb_certificate_get_x509 (certificate))) == 1;
}

/* RFC 8894 section 2.3: nobody knows the signer, but he has the key he wants certified, under the name he wants it. */
static gboolean
check_newcomer (TbScepAnswering *answering, const TbRequest *request)
{
  TbCertificate *signer = answering->message->signer;

  if (X509_self_signed (tb_certificate_get_x509 (signer), 1) != 1)
    return tb_scep_refuse (answering, TB_SCEP_BAD_REQUEST, "A first request is signed with a self-signed certificate; one in force renews");
  if (!is_same_key (request->public_key, signer) || !is_same_name (request, signer))
    return tb_scep_refuse (answering, TB_SCEP_BAD_REQUEST, "Key or name of the signer are not those of the request");
  return TRUE;
}

static gboolean
is_issued_here (TbScepServer *server, TbCertificate *certificate)
{
  X509 *issuer = tb_certificate_get_x509 (server->terms.issuer), *x509 = tb_certificate_get_x509 (certificate);

  return X509_check_issued (issuer, x509) == X509_V_OK && X509_verify (x509, X509_get0_pubkey (issuer)) == 1;
}

/* What an authority leaves out of a name it was asked for, a client that renews asks for again: the common name is what counts. */
static gboolean
is_same_holder (const TbRequest *request, TbCertificate *certificate)
{
  return is_same_name (request, certificate)
         || (request->common_name != NULL && g_strcmp0 (request->common_name, tb_certificate_get_common_name (certificate)) == 0);
}

static gboolean
has_name (const GENERAL_NAMES *names, GENERAL_NAME *wanted)
{
  for (int i = 0; i < sk_GENERAL_NAME_num (names); i++)
    if (GENERAL_NAME_cmp (sk_GENERAL_NAME_value (names, i), wanted) == 0)
      return TRUE;
  return FALSE;
}

/* Nobody looks at a renewal, so it brings no names that the certificate does not have. */
static gboolean
has_no_new_names (const TbRequest *request, TbCertificate *certificate)
{
  GENERAL_NAMES *names = X509_get_ext_d2i (tb_certificate_get_x509 (certificate), NID_subject_alt_name, NULL, NULL);
  gboolean good = TRUE;

  for (int i = 0; good && i < sk_GENERAL_NAME_num (request->alternative_names); i++)
    good = has_name (names, sk_GENERAL_NAME_value (request->alternative_names, i));
  GENERAL_NAMES_free (names);
  return good;
}

static gboolean
check_renewal (TbScepAnswering *answering, const TbRequest *request)
{
  const TbScepServerTerms *terms = &answering->server->terms;
  TbCertificate *signer = answering->message->signer;

  if (!is_issued_here (answering->server, signer))
    return tb_scep_refuse (answering, TB_SCEP_BAD_REQUEST, "The certificate to be renewed was not issued here");
  if (answering->now_us < tb_certificate_get_not_before_us (signer) || answering->now_us > tb_certificate_get_not_after_us (signer))
    return tb_scep_refuse (answering, TB_SCEP_BAD_REQUEST, "The certificate to be renewed is not in force any more");
  if (terms->is_revoked != NULL && terms->is_revoked (signer, terms->user_data))
    return tb_scep_refuse (answering, TB_SCEP_BAD_REQUEST, "The certificate to be renewed is revoked");
  if (!is_same_holder (request, signer) || !has_no_new_names (request, signer))
    return tb_scep_refuse (answering, TB_SCEP_BAD_REQUEST, "A renewal is for the same names");
  return TRUE;
}

/* Whether the signer of this message signed the order, or has the key that was certified by it. */
static gboolean
is_holder_of (TbScepServer *server, const TbScepOrder *order, TbCertificate *signer)
{
  g_autoptr (X509_REQ) request = tb_scep_request_parse (server->crypto, order->request);

  return is_same_key (X509_get0_pubkey (tb_certificate_get_x509 (order->signer)), signer)
         || (request != NULL && is_same_key (X509_REQ_get0_pubkey (request), signer));
}

/* A number is used for one request; the same request again, after an answer got lost, gets the same answer. What renews, or comes from whoever had
 * the number's finished order, begins anew. */
static gboolean
find_earlier (TbScepAnswering *answering, TbScepOrder **earlier)
{
  const TbScepMessage *message = answering->message;
  TbScepOrder *order = tb_scep_orders_find (answering->server, message->transaction_id);
  gboolean is_mine = order != NULL && is_holder_of (answering->server, order, message->signer);

  *earlier = NULL;
  if (order == NULL)
    return TRUE;
  if (is_mine && order->type == message->type && g_bytes_equal (order->request, answering->content)
      && (message->type == TB_SCEP_PKCS_REQ || g_bytes_equal (tb_certificate_get_der (order->signer), tb_certificate_get_der (message->signer))))
    *earlier = order;
  else if (order->state == TB_SCEP_ORDER_WAITING || order->state == TB_SCEP_ORDER_APPROVED || (!is_mine && message->type == TB_SCEP_PKCS_REQ))
    return tb_scep_refuse (answering, TB_SCEP_BAD_REQUEST, "Another request has this number");
  return TRUE;
}

/* For this name, or for whoever comes. */
static gboolean
is_password_good (TbScepAnswering *answering, const TbRequest *request, const char *password)
{
  TbSecretBook *secrets = answering->server->secrets;

  return tb_secret_book_matches (secrets, request->common_name, password, answering->now_us)
         || tb_secret_book_matches (secrets, NULL, password, answering->now_us);
}

/* Returns: whether the order goes on; @password: (transfer full) (nullable): the one that was accepted */
static gboolean
check_password (TbScepAnswering *answering, const TbRequest *request, char **password)
{
  if (!tb_scep_request_get_password (request->x509, password))
    return tb_scep_refuse (answering, TB_SCEP_BAD_REQUEST, "The request has a password that cannot be read");
  if (answering->message->type == TB_SCEP_RENEWAL_REQ)
    {
      g_clear_pointer (password, g_free);
      return TRUE;
    }
  if (*password == NULL && !answering->server->terms.keeps_orders)
    return tb_scep_refuse (answering, TB_SCEP_BAD_REQUEST, "A password is needed");
  if (*password != NULL && !is_password_good (answering, request, *password))
    return tb_scep_refuse (answering, TB_SCEP_BAD_REQUEST, "The password is wrong, used up or too old");
  return TRUE;
}

static void
take_order (TbScepAnswering *answering, const TbRequest *request)
{
  g_autofree char *password = NULL;
  TbSecretBook *secrets = answering->server->secrets;
  TbScepOrder *order;

  if (!check_password (answering, request, &password))
    return;
  order = tb_scep_orders_add (answering->server, answering->message, request, answering->content, answering->now_us);
  if (order == NULL)
    {
      tb_scep_refuse (answering, TB_SCEP_BAD_REQUEST, "Too many orders wait to be decided");
      return;
    }
  if (answering->message->type == TB_SCEP_RENEWAL_REQ || password != NULL)
    order->state = TB_SCEP_ORDER_APPROVED;
  if (password != NULL && tb_secret_book_matches (secrets, request->common_name, password, answering->now_us))
    order->user = g_strdup (request->common_name);
  tell_with (answering, order, request);
  if (answering->status == TB_SCEP_SUCCESS && password != NULL)
    tb_secret_book_burn (secrets, order->user, password);
  if (answering->status == TB_SCEP_FAILURE)
    tb_scep_orders_remove (answering->server, answering->message->transaction_id);
}

/* PKCSReq and RenewalReq (RFC 8894 section 3.3.1). */
void
tb_scep_answer_order (TbScepAnswering *answering)
{
  g_auto (TbRequest) request = { 0 };
  TbScepOrder *earlier = NULL;
  gboolean is_renewal = answering->message->type == TB_SCEP_RENEWAL_REQ;

  if (!read_request (answering, &request)
      || !(is_renewal ? check_renewal (answering, &request) : check_newcomer (answering, &request))
      || !find_earlier (answering, &earlier))
    return;
  if (earlier != NULL)
    tell_with (answering, earlier, &request);
  else
    take_order (answering, &request);
}

/* --- CertPoll --- */

static gboolean
is_about (TbScepServer *server, const TbScepOrder *order, GBytes *content)
{
  X509_NAME *read_issuer = NULL, *read_subject = NULL;
  gboolean good = tb_scep_issuer_subject_read (content, &read_issuer, &read_subject);
  g_autoptr (X509_NAME) issuer = read_issuer;
  g_autoptr (X509_NAME) subject = read_subject;
  g_autoptr (X509_REQ) request = good ? tb_outline_read_request (order->request) : NULL;

  return request != NULL && X509_NAME_cmp (issuer, X509_get_subject_name (tb_certificate_get_x509 (server->terms.issuer))) == 0
         && X509_NAME_cmp (subject, X509_REQ_get_subject_name (request)) == 0;
}

void
tb_scep_answer_poll (TbScepAnswering *answering)
{
  TbScepOrder *order = tb_scep_orders_find (answering->server, answering->message->transaction_id);

  if (order == NULL || !is_same_key (X509_get0_pubkey (tb_certificate_get_x509 (order->signer)), answering->message->signer)
      || !is_about (answering->server, order, answering->content))
    tb_scep_refuse (answering, TB_SCEP_BAD_CERT_ID, "There is no such order of this signer's");
  else
    tell (answering, order);
}

/* --- GetCert and GetCRL --- */

/* Returns: (transfer full) (nullable): the serial number that is asked for, when it is one of the issuer's */
static char *
read_serial (TbScepAnswering *answering)
{
  X509_NAME *read_issuer = NULL;
  g_autofree char *serial = NULL;
  gboolean good = tb_scep_issuer_serial_read (answering->content, &read_issuer, &serial);
  g_autoptr (X509_NAME) issuer = read_issuer;

  if (!good)
    tb_scep_refuse (answering, TB_SCEP_BAD_REQUEST, "This does not name an issuer and a serial number");
  else if (X509_NAME_cmp (issuer, X509_get_subject_name (tb_certificate_get_x509 (answering->server->terms.issuer))) == 0)
    return g_steal_pointer (&serial);
  else
    tb_scep_refuse (answering, TB_SCEP_BAD_CERT_ID, "This is another authority");
  return NULL;
}

void
tb_scep_answer_certificate (TbScepAnswering *answering)
{
  const TbScepServerTerms *terms = &answering->server->terms;
  g_autofree char *serial = read_serial (answering);
  g_autoptr (TbCertificate) found = NULL;

  if (serial == NULL)
    return;
  found = terms->find != NULL ? terms->find (serial, terms->user_data) : NULL;
  if (found != NULL)
    hand_out (answering, found, NULL);
  else
    tb_scep_refuse (answering, TB_SCEP_BAD_CERT_ID, "There is no certificate with this serial number");
}

void
tb_scep_answer_crl (TbScepAnswering *answering)
{
  const TbScepServerTerms *terms = &answering->server->terms;
  g_autofree char *serial = read_serial (answering);
  g_autoptr (TbCrl) crl = NULL;

  if (serial == NULL)
    return;
  if (terms->make_crl != NULL)
    crl = terms->make_crl (tb_scep_server_get_stream (answering->server), answering->now_us, terms->user_data, NULL);
  if (crl != NULL)
    hand_out (answering, NULL, crl);
  else
    tb_scep_refuse (answering, TB_SCEP_BAD_CERT_ID, "There is no list for this certificate");
}
