/* driver-fixture: see the header. */
#include "driver-fixture.h"

#include <string.h>

static TbIdentity *shared_ra;
static TbKey *shared_key;

static gboolean
is_attested (DriverFixture *f, const TbEnrolAsk *ask, GError **error)
{
  g_autoptr (GBytes) nonce = ask->client != NULL ? tb_attestation_nonce_for (ask->client) : NULL;
  TbAttestationReason reason;

  if (f->stores == NULL || !ask->is_renewal)
    return TRUE;
  if (!tb_attestation_verify (f->pki.crypto, ask->request, f->stores, nonce, ask->now_us, &reason, error))
    return FALSE;
  if (reason == TB_ATTESTATION_GOOD)
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "%s", tb_attestation_reason_to_code (reason));
  return FALSE;
}

static TbCertificate *
issue (const TbEnrolAsk *ask, gpointer data, GError **error)
{
  DriverFixture *f = data;
  TbIssueTerms terms = { TB_PROFILE_GATEWAY, ask->now_us, ask->now_us + DRIVER_LIFE_US };
  TbCertificate *certificate;

  f->n_asked++;
  f->protocol = ask->protocol;
  f->is_renewal = ask->is_renewal;
  g_free (f->user);
  f->user = g_strdup (ask->user);
  if (f->failure != NULL)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "%s", f->failure);
      return NULL;
    }
  g_clear_pointer (&f->request, g_bytes_unref);
  f->request = g_bytes_ref (ask->request);
  if (!is_attested (f, ask, error))
    return NULL;
  certificate = tb_enrol_issue_from (f->pki.issuing, ask, &terms, &f->stream, error);
  if (certificate != NULL)
    g_ptr_array_add (f->issued, tb_certificate_ref (certificate));
  return certificate;
}

static gboolean
is_revoked (TbCertificate *certificate, gpointer data)
{
  return g_strcmp0 (((DriverFixture *) data)->revoked, tb_certificate_get_serial (certificate)) == 0;
}

static GBytes *
vouch (GBytes *request, gint64 now_us, gpointer data, GError **error)
{
  DriverFixture *f = data;

  if (f->masa != NULL)
    return tb_voucher_issue (f->masa, request, &f->stream, now_us, error);
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "The maker does not answer");
  return NULL;
}

void
driver_serve_anew (DriverFixture *f)
{
  static const TbEnrolCalls calls = { .issue = issue, .is_revoked = is_revoked, .vouch = vouch };
  TbStream stream = pki_stream ("enrol server");
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&f->server, tb_enrol_server_free);
  f->server = tb_enrol_server_new (&f->terms, &calls, f, &stream, &error);
  g_assert_no_error (error);
}

static void
make_shared (DriverFixture *f)
{
  static const char *const names[] = { "ra.example", NULL };
  TbIssueTerms terms = pki_terms (TB_PROFILE_SERVICE);
  TbStream ra = pki_stream ("registration authority"), key = pki_stream ("rsa device");

  if (shared_ra == NULL)
    shared_ra = tb_authority_issue_identity (f->pki.issuing, TB_KEY_RSA2048, "ra.example", names, &terms, &ra, NULL);
  if (shared_key == NULL)
    shared_key = tb_key_generate (f->pki.crypto, TB_KEY_RSA2048, &key, NULL);
  f->ra = shared_ra;
  f->rsa_key = shared_key;
}

static TbKey *
make_key (DriverFixture *f, const char *name)
{
  TbStream stream = pki_stream (name);
  TbKey *key = tb_key_generate (f->pki.crypto, TB_KEY_P256, &stream, NULL);

  g_assert_nonnull (key);
  return key;
}

void
driver_set_up (DriverFixture *f, gconstpointer unused)
{
  pki_fixture_set_up (&f->pki, GUINT_TO_POINTER (TB_KEY_P256));
  make_shared (f);
  f->key = make_key (f, "device");
  f->next_key = make_key (f, "device, next");
  f->account_key = make_key (f, "account");
  f->stream = pki_stream ("issue");
  f->now_us = DRIVER_NOW_US;
  f->issued = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);
  f->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_http_response_free);
  f->said = g_checksum_new (G_CHECKSUM_SHA256);
  f->publishes = TRUE;
  f->anchors = g_ptr_array_new ();
  g_ptr_array_add (f->anchors, tb_authority_get_root (f->pki.issuing));
  f->authorities = g_ptr_array_new ();
  g_ptr_array_add (f->authorities, tb_authority_get_certificate (f->pki.issuing));
  g_ptr_array_add (f->authorities, tb_authority_get_root (f->pki.issuing));
  f->terms = (TbEnrolServerTerms) { .crypto = f->pki.crypto, .protocols = (1 << TB_ENROL_N_PROTOCOLS) - 1, .authorities = f->authorities, .ra = f->ra,
                                    .base_url = "https://ca.example/acme", .key_algorithm = TB_KEY_P256 };
  driver_serve_anew (f);
}

void
driver_tear_down (DriverFixture *f, gconstpointer unused)
{
  tb_enrol_server_free (f->server);
  g_ptr_array_unref (f->authorities);
  g_ptr_array_unref (f->issued);
  g_ptr_array_unref (f->anchors);
  g_ptr_array_unref (f->answers);
  g_checksum_free (f->said);
  tb_key_unref (f->key);
  tb_key_unref (f->next_key);
  tb_key_unref (f->account_key);
  g_free (f->user);
  g_clear_pointer (&f->request, g_bytes_unref);
  pki_fixture_tear_down (&f->pki, NULL);
}

/* SCEP encrypts to the device. */
TbKey *
driver_key_for (DriverFixture *f, TbEnrolProtocol protocol)
{
  return protocol == TB_ENROL_SCEP ? f->rsa_key : f->key;
}

/* Over the wire and back. */
TbHttpResponse *
driver_talk (DriverFixture *f, const TbHttpRequest *request, TbCertificate *client)
{
  const TbHttpPeer peer = { client, NULL, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) sent = tb_http_request_write (request, "ca.example"), answered = NULL;
  g_autoptr (TbHttpRequest) arrived = tb_http_request_read (sent, 1024 * 1024, &error);
  g_autoptr (TbHttpResponse) response = NULL;
  TbHttpResponse *got;

  g_assert_no_error (error);
  g_checksum_update (f->said, g_bytes_get_data (sent, NULL), (gssize) g_bytes_get_size (sent));
  f->n_talks++;
  response = tb_enrol_server_handle (f->server, arrived, &peer, f->now_us);
  answered = tb_http_response_write (response, arrived->method);
  g_checksum_update (f->said, g_bytes_get_data (answered, NULL), (gssize) g_bytes_get_size (answered));
  got = tb_http_response_read (answered, 1024 * 1024, arrived->method, &error);
  g_assert_no_error (error);
  return got;
}

TbHttpResponse *
driver_get (DriverFixture *f, const char *target)
{
  g_autoptr (TbHttpRequest) request = tb_http_request_new ("GET", target, NULL, NULL);

  return driver_talk (f, request, NULL);
}

/* --- a device --- */

/* A new device that has its anchor and a secret. */
TbEnrolClientTerms
driver_terms (DriverFixture *f, TbEnrolProtocol protocol)
{
  return (TbEnrolClientTerms) { .crypto = f->pki.crypto, .protocol = protocol, .host = "ca.example", .name = DRIVER_NAME, .key = driver_key_for (f, protocol),
                                .secret = DRIVER_SECRET, .anchors = f->anchors, .account_key = f->account_key };
}

void
driver_give_secret (DriverFixture *f)
{
  g_autoptr (GBytes) key = g_bytes_new (DRIVER_SECRET, strlen (DRIVER_SECRET));

  tb_enrol_server_add_secret (f->server, DRIVER_NAME, DRIVER_SECRET, G_MAXINT64);
  tb_enrol_server_add_account_key (f->server, DRIVER_NAME, key);
}

TbEnrolClient *
driver_client (const TbEnrolClientTerms *terms, const char *stream_name)
{
  TbStream stream = pki_stream (stream_name);

  return tb_enrol_client_new (terms, &stream);
}

static void
validate (DriverFixture *f, TbEnrolClient *client)
{
  TbAcmeServer *acme = tb_enrol_server_get_acme (f->server);

  for (TbAcmeValidation *taken; acme != NULL && (taken = tb_acme_server_take_validation (acme)) != NULL;)
    {
      g_autoptr (TbAcmeValidation) validation = taken;
      const char *text = tb_enrol_client_get_proof (client)->text;
      g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

      g_ptr_array_add (found, f->publishes ? g_bytes_new (text, strlen (text)) : g_bytes_new ("nothing", 7));
      g_assert_true (tb_acme_server_report_found (acme, validation->id, found, f->now_us));
    }
}

static TbHttpResponse *
copy_response (const TbHttpResponse *response)
{
  TbHttpResponse *copy = tb_http_response_new (response->status, NULL, response->body);

  for (guint i = 0; i < response->fields->len; i++)
    {
      const TbHttpField *field = g_ptr_array_index (response->fields, i);

      tb_http_fields_set (copy->fields, field->name, field->value);
    }
  return copy;
}

/* The whole conversation. Stops at a wait that the caller has to end: SCEP's. */
TbEnrolStep
driver_run (DriverFixture *f, TbEnrolClient *client, TbCertificate *shown)
{
  g_autoptr (TbHttpResponse) last = NULL;

  for (guint i = 0; i < 300; i++)
    {
      TbEnrolStep step = tb_enrol_client_next (client, last, f->now_us);

      g_clear_pointer (&last, tb_http_response_free);
      if (step == TB_ENROL_STEP_DONE || step == TB_ENROL_STEP_FAILED || (step == TB_ENROL_STEP_WAIT && f->terms.keeps_orders))
        return step;
      if (step == TB_ENROL_STEP_SEND)
        {
          last = driver_talk (f, tb_enrol_client_get_request (client), shown);
          g_ptr_array_add (f->answers, copy_response (last));
        }
      else if (step == TB_ENROL_STEP_WAIT)
        {
          validate (f, client);
          f->now_us = tb_enrol_client_get_wait_until_us (client);
        }
    }
  g_assert_not_reached ();
}

TbIdentity *
driver_enrol (DriverFixture *f, TbEnrolProtocol protocol)
{
  TbEnrolClientTerms terms = driver_terms (f, protocol);
  g_autoptr (TbEnrolClient) client = driver_client (&terms, "first");
  TbEnrolStep step;

  driver_give_secret (f);
  step = driver_run (f, client, NULL);
  g_assert_cmpstr (tb_enrol_client_get_reason (client), ==, NULL);
  g_assert_cmpint (step, ==, TB_ENROL_STEP_DONE);
  return tb_identity_ref (tb_enrol_client_get_identity (client));
}
