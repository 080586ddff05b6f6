/* SCEP by HTTP: GET and POST mean the same, and what is no operation gets the status that says so. */
#include "scep-fixture.h"

static TbHttpResponse *
get (ScepFixture *f, const char *method, const char *target, const char *type, GBytes *body)
{
  g_autoptr (TbHttpRequest) request = tb_http_request_new (method, target, type, body);

  return tb_scep_server_handle (f->server, request, NULL, NOW_US);
}

static void
a_device_enrols_by_get_and_by_post (ScepFixture *f, gconstpointer unused)
{
  for (gboolean by_post = FALSE; by_post <= TRUE; by_post++)
    {
      g_autoptr (TbScepClient) client = NULL;
      g_autoptr (GBytes) message = NULL;
      g_autoptr (TbHttpRequest) request = NULL;
      g_autoptr (TbHttpResponse) response = NULL;
      g_autoptr (TbScepOutcome) outcome = NULL;

      scep_serve_anew (f);
      client = scep_client (f, "lock-1", SECRET);
      message = scep_ask (f, client, TB_SCEP_PKCS_REQ, NULL);
      request = tb_scep_request_operation ("/scep", message, by_post);
      response = tb_scep_server_handle (f->server, request, NULL, NOW_US);
      g_assert_cmpuint (response->status, ==, 200);
      g_assert_cmpstr (tb_http_fields_get (response->fields, "Content-Type"), ==, "application/x-pki-message");
      outcome = tb_scep_client_take (client, response->body, &f->stream, NULL);
      g_assert_cmpint (outcome->status, ==, TB_SCEP_SUCCESS);
    }
}

static void
the_server_tells_what_it_can (ScepFixture *f, gconstpointer unused)
{
  g_autoptr (TbHttpRequest) request = tb_scep_request_capabilities ("/scep");
  g_autoptr (TbHttpResponse) response = tb_scep_server_handle (f->server, request, NULL, NOW_US);

  g_assert_cmpuint (tb_scep_capabilities_read (response->body), ==,
                    TB_SCEP_CAN_AES | TB_SCEP_CAN_POST | TB_SCEP_CAN_RENEW | TB_SCEP_CAN_SHA256 | TB_SCEP_CAN_SHA512 | TB_SCEP_CAN_STANDARD);
}

static void
the_server_gives_its_certificate_or_the_chain (ScepFixture *f, gconstpointer unused)
{
  g_autoptr (TbHttpRequest) request = tb_scep_request_authorities ("/scep");
  g_autoptr (TbHttpResponse) one = tb_scep_server_handle (f->server, request, NULL, NOW_US), chain = NULL;
  g_autoptr (GPtrArray) certificates = NULL, crls = NULL;

  g_assert_cmpstr (tb_http_fields_get (one->fields, "Content-Type"), ==, "application/x-x509-ca-cert");
  pki_assert_same_bytes (one->body, tb_certificate_get_der (f->terms.issuer));
  f->terms.above = f->pki->anchors;
  scep_serve_anew (f);
  chain = tb_scep_server_handle (f->server, request, NULL, NOW_US);
  g_assert_cmpstr (tb_http_fields_get (chain->fields, "Content-Type"), ==, "application/x-x509-ca-ra-cert");
  g_assert_true (tb_scep_bundle_read (f->pki->crypto, chain->body, &certificates, &crls));
  g_assert_cmpuint (certificates->len, ==, 2);
}

static void
a_device_enrols_with_the_whole_chain_at_hand (ScepFixture *f, gconstpointer unused)
{
  g_autoptr (TbCertificate) certificate = NULL;

  g_ptr_array_insert (f->authorities, 0, tb_authority_get_root (f->pki->issuing));
  certificate = scep_enrol (f, "lock-1");
  g_assert_nonnull (certificate);
}

static void
a_wrong_request_gets_the_status_that_says_so (ScepFixture *f, gconstpointer unused)
{
  static const struct { const char *method, *target, *type; guint status; } rows[] = {
    { "GET", "/scep", NULL, 400 },
    { "GET", "/scep?operation=GetNextCACert", NULL, 501 },
    { "POST", "/scep?operation=GetCACaps", NULL, 405 },
    { "PUT", "/scep?operation=PKIOperation", NULL, 405 },
    { "GET", "/scep?operation=PKIOperation", NULL, 400 },
    { "GET", "/scep?operation=PKIOperation&message=%21%21%21%21", NULL, 400 },
    { "GET", "/scep?operation=PKIOperation&message=AAAA", NULL, 400 },
    { "GET", "/scep?operation=%zz", NULL, 400 },
    { "POST", "/scep?operation=PKIOperation", "text/html", 415 },
    { "POST", "/scep?operation=PKIOperation", "application/x-pki-message", 400 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TbHttpResponse) response = get (f, rows[i].method, rows[i].target, rows[i].type, NULL);

      g_assert_cmpuint (response->status, ==, rows[i].status);
    }
}

static void
a_message_that_is_too_large_is_not_read (ScepFixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) body = g_bytes_new_take (g_malloc0 (TB_SCEP_MAX_BYTES + 1), TB_SCEP_MAX_BYTES + 1);
  g_autoptr (TbHttpResponse) response = get (f, "POST", "/scep?operation=PKIOperation", "application/x-pki-message", body);

  g_assert_cmpuint (response->status, ==, 413);
}

#define ADD(name) g_test_add ("/scep-http/" #name, ScepFixture, NULL, scep_set_up, name, scep_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (a_device_enrols_by_get_and_by_post);
  ADD (the_server_tells_what_it_can);
  ADD (the_server_gives_its_certificate_or_the_chain);
  ADD (a_device_enrols_with_the_whole_chain_at_hand);
  ADD (a_wrong_request_gets_the_status_that_says_so);
  ADD (a_message_that_is_too_large_is_not_read);
  return g_test_run ();
}
