/* driver-fixture: see the header. */
#include "driver-fixture.h"

static TbIdentity *shared_ra;
static TbKey *shared_key;

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

void
driver_serve_anew (DriverFixture *f)
{
  static const TbEnrolCalls calls = { .issue = issue, .is_revoked = is_revoked };
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
  f->stream = pki_stream ("issue");
  f->now_us = DRIVER_NOW_US;
  f->issued = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);
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
  tb_key_unref (f->key);
  tb_key_unref (f->next_key);
  g_free (f->user);
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
  f->n_talks++;
  response = tb_enrol_server_handle (f->server, arrived, &peer, f->now_us);
  answered = tb_http_response_write (response, arrived->method);
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
