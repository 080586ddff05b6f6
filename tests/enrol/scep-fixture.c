/* scep-fixture: see the header. Making RSA keys takes longest, so that is done once. */
#include "scep-fixture.h"

#include <string.h>

static PkiFixture shared;
static TbKey *shared_key;

static void
make_shared (void)
{
  TbStream stream = pki_stream ("scep device");

  if (shared_key != NULL)
    return;
  pki_fixture_set_up (&shared, GUINT_TO_POINTER (TB_KEY_RSA2048));
  shared_key = tb_key_generate (shared.crypto, TB_KEY_RSA2048, &stream, NULL);
  g_assert_nonnull (shared_key);
}

static TbCertificate *
issue (const TbScepOrder *order, TbStream *stream, gint64 now_us, gpointer user_data, GError **error)
{
  ScepFixture *f = user_data;
  TbIssueTerms terms = { TB_PROFILE_GATEWAY, now_us, now_us + 30 * DAY_US };
  TbCertificate *certificate = f->is_down ? NULL : tb_authority_issue (f->pki->issuing, order->request, &terms, stream, error);

  if (certificate != NULL)
    g_ptr_array_add (f->issued, tb_certificate_ref (certificate));
  return certificate;
}

static gboolean
is_revoked (TbCertificate *certificate, gpointer user_data)
{
  return g_strcmp0 (((ScepFixture *) user_data)->revoked, tb_certificate_get_serial (certificate)) == 0;
}

static TbCertificate *
find (const char *serial, gpointer user_data)
{
  ScepFixture *f = user_data;

  for (guint i = 0; i < f->issued->len; i++)
    if (strcmp (serial, tb_certificate_get_serial (g_ptr_array_index (f->issued, i))) == 0)
      return tb_certificate_ref (g_ptr_array_index (f->issued, i));
  return NULL;
}

static TbCrl *
make_crl (TbStream *stream, gint64 now_us, gpointer user_data, GError **error)
{
  ScepFixture *f = user_data;
  TbRevocation row = { f->revoked, now_us, TB_REVOCATION_KEY_COMPROMISE };
  TbCrlTerms terms = { 1, -1, now_us, now_us + DAY_US, NULL, TB_CRL_ALL };

  return tb_crl_make (tb_authority_get_key (f->pki->issuing), tb_authority_get_certificate (f->pki->issuing), &row, f->revoked != NULL ? 1 : 0, &terms,
                      stream, error);
}

void
scep_serve_anew (ScepFixture *f)
{
  TbStream stream = pki_stream ("scep server");
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&f->server, tb_scep_server_free);
  f->server = tb_scep_server_new (&f->terms, &stream, &error);
  g_assert_no_error (error);
  tb_scep_server_add_secret (f->server, SECRET, NULL, NOW_US + DAY_US);
}

void
scep_set_up (ScepFixture *f, gconstpointer unused)
{
  TbCertificate *issuer;

  make_shared ();
  f->pki = &shared;
  f->key = shared_key;
  f->stream = pki_stream ("scep client");
  f->issued = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);
  f->authorities = g_ptr_array_new ();
  issuer = tb_authority_get_certificate (shared.issuing);
  g_ptr_array_add (f->authorities, issuer);
  f->terms = (TbScepServerTerms) { tb_authority_get_key (shared.issuing), issuer, issuer, NULL, FALSE, 300 * G_USEC_PER_SEC, issue, is_revoked, find,
                                   make_crl, f };
  scep_serve_anew (f);
}

void
scep_tear_down (ScepFixture *f, gconstpointer unused)
{
  tb_scep_server_free (f->server);
  g_ptr_array_unref (f->authorities);
  g_ptr_array_unref (f->issued);
}

GBytes *
scep_request (ScepFixture *f, TbKey *key, const char *name, const char *secret)
{
  g_autoptr (GError) error = NULL;
  GBytes *request = tb_scep_request_make (key, name, NULL, secret, &f->stream, &error);

  g_assert_no_error (error);
  return request;
}

TbScepClient *
scep_renewer (ScepFixture *f, TbCertificate *certificate, TbKey *key, GBytes *request)
{
  TbScepClientTerms terms = { key, certificate, request, f->authorities, TB_SCEP_AES_128_CBC, NULL };
  g_autoptr (GError) error = NULL;
  TbScepClient *client = tb_scep_client_new (&terms, &error);

  g_assert_no_error (error);
  return client;
}

TbScepClient *
scep_client (ScepFixture *f, const char *name, const char *secret)
{
  g_autoptr (GBytes) request = scep_request (f, f->key, name, secret);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCertificate) self = tb_scep_self_signed_new (f->key, request, NOW_US, NOW_US + DAY_US, &f->stream, &error);

  g_assert_no_error (error);
  return scep_renewer (f, self, f->key, request);
}

GBytes *
scep_ask (ScepFixture *f, TbScepClient *client, TbScepType type, const char *serial)
{
  g_autoptr (GError) error = NULL;
  GBytes *message = tb_scep_client_ask (client, type, serial, &f->stream, NOW_US, &error);

  g_assert_no_error (error);
  return message;
}

GBytes *
scep_answer (ScepFixture *f, GBytes *message)
{
  g_autoptr (GError) error = NULL;
  GBytes *reply = tb_scep_server_answer (f->server, message, NOW_US, &error);

  g_assert_no_error (error);
  return reply;
}

TbScepOutcome *
scep_exchange (ScepFixture *f, TbScepClient *client, TbScepType type, const char *serial)
{
  g_autoptr (GBytes) message = scep_ask (f, client, type, serial);
  g_autoptr (GBytes) reply = scep_answer (f, message);
  g_autoptr (GError) error = NULL;
  TbScepOutcome *outcome = tb_scep_client_take (client, reply, &f->stream, &error);

  g_assert_no_error (error);
  return outcome;
}

void
scep_assert_fails (ScepFixture *f, TbScepClient *client, TbScepType type, const char *serial, TbScepFailInfo info)
{
  g_autoptr (TbScepOutcome) outcome = scep_exchange (f, client, type, serial);

  g_assert_cmpint (outcome->status, ==, TB_SCEP_FAILURE);
  g_assert_cmpstr (tb_scep_fail_info_to_code (outcome->fail_info), ==, tb_scep_fail_info_to_code (info));
  g_assert_nonnull (outcome->fail_text);
  g_assert_null (outcome->certificate);
}

TbCertificate *
scep_enrol (ScepFixture *f, const char *name)
{
  g_autoptr (TbScepClient) client = scep_client (f, name, SECRET);
  g_autoptr (TbScepOutcome) outcome = scep_exchange (f, client, TB_SCEP_PKCS_REQ, NULL);

  g_assert_cmpint (outcome->status, ==, TB_SCEP_SUCCESS);
  return tb_certificate_ref (outcome->certificate);
}
