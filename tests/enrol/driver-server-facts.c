/* An authority that answers in every enrolment protocol: what is at which path, secrets that are good once in whichever, and what its owner is asked. */
#include "driver-fixture.h"

#include <string.h>

#include "tb-scep-client.h"
#include "tb-scep-content.h"

/* --- by hand, in each protocol --- */

static TbHttpResponse *
ask_est (DriverFixture *f, TbEstOperation operation, const char *user, const char *secret, TbCertificate *client)
{
  static const char *const names[] = { DRIVER_NAME, NULL };
  TbStream stream = pki_stream ("est csr");
  g_autoptr (GBytes) csr = tb_key_make_request (f->key, DRIVER_NAME, names, &stream, NULL);
  g_autoptr (TbHttpRequest) request = tb_est_ask (operation, NULL, csr);

  if (user != NULL)
    tb_http_set_basic (request, user, secret);
  return driver_talk (f, request, client);
}

static TbScepClient *
make_scep_client (DriverFixture *f, TbCertificate *current, const char *secret)
{
  static const char *const names[] = { DRIVER_NAME, NULL };
  TbStream stream = pki_stream ("scep csr");
  g_autoptr (GBytes) csr = tb_scep_request_make (f->rsa_key, DRIVER_NAME, names, secret, &stream, NULL);
  g_autoptr (TbCertificate) self = current != NULL ? tb_certificate_ref (current)
                                                   : tb_scep_self_signed_new (f->rsa_key, csr, f->now_us, f->now_us + DAY_US, &stream, NULL);
  g_autoptr (GPtrArray) authorities = g_ptr_array_new ();
  TbScepClientTerms terms = { f->rsa_key, self, csr, authorities, TB_SCEP_AES_128_CBC, NULL };

  g_ptr_array_add (authorities, tb_identity_get_certificate (f->ra));
  g_ptr_array_add (authorities, tb_authority_get_certificate (f->pki.issuing));
  return tb_scep_client_new (&terms, NULL);
}

static TbHttpResponse *
send_scep (DriverFixture *f, TbScepClient *client, TbScepType type)
{
  TbStream stream;
  g_autoptr (GBytes) message = NULL;
  g_autoptr (TbHttpRequest) request = NULL;

  tb_stream_initf (&stream, 1, "scep device %u", f->n_talks);
  message = tb_scep_client_ask (client, type, NULL, &stream, f->now_us, NULL);
  request = tb_scep_request_operation ("/scep", message, TRUE);
  return driver_talk (f, request, NULL);
}

static TbScepOutcome *
ask_scep (DriverFixture *f, TbCertificate *current, const char *secret)
{
  g_autoptr (TbScepClient) client = make_scep_client (f, current, secret);
  g_autoptr (TbHttpResponse) response = send_scep (f, client, current != NULL ? TB_SCEP_RENEWAL_REQ : TB_SCEP_PKCS_REQ);
  TbStream stream = pki_stream ("scep answer");
  g_autoptr (GError) error = NULL;
  TbScepOutcome *outcome = tb_scep_client_take (client, response->body, &stream, &error);

  g_assert_no_error (error);
  return outcome;
}

static TbCertificate *
take_est (DriverFixture *f, TbHttpResponse *response)
{
  g_auto (TbEstOutcome) outcome = { 0 };

  g_assert_true (tb_est_read_enrolled (response, f->key, &outcome, NULL));
  g_assert_cmpint (outcome.verdict, ==, TB_EST_ISSUED);
  return g_steal_pointer (&outcome.certificate);
}

/* --- paths --- */

static void
assert_status (DriverFixture *f, const char *target, guint status)
{
  g_autoptr (TbHttpResponse) response = driver_get (f, target);

  g_assert_cmpuint (response->status, ==, status);
}

static void
each_protocol_is_at_its_path (DriverFixture *f, gconstpointer unused)
{
  assert_status (f, "/.well-known/est/cacerts", 200);
  assert_status (f, "/scep?operation=GetCACaps", 200);
  assert_status (f, "/acme/directory", 200);
}

static void
there_is_nothing_elsewhere (DriverFixture *f, gconstpointer unused)
{
  static const char *const targets[] = { "/", "/index.html", "/.well-known/est", "/.well-known/est/", "/.well-known/estate", "/scepter?operation=GetCACaps",
                                         "/acme", "/acmes/directory", "/acme/nothing", "/ACME/directory", "//scep", "/.well-known/brski/requestvoucher" };

  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    assert_status (f, targets[i], 404);
}

static void
what_is_not_offered_is_not_there (DriverFixture *f, gconstpointer unused)
{
  f->terms.protocols = 1 << TB_ENROL_EST;
  driver_serve_anew (f);
  assert_status (f, "/.well-known/est/cacerts", 200);
  assert_status (f, "/scep?operation=GetCACaps", 404);
  assert_status (f, "/acme/directory", 404);
  g_assert_null (tb_enrol_server_get_acme (f->server));
  g_assert_null (tb_enrol_server_get_scep (f->server));
}

static void
assert_not_made (DriverFixture *f)
{
  static const TbEnrolCalls calls = { .issue = (gpointer) assert_not_made };
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_enrol_server_new (&f->terms, &calls, f, NULL, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
}

static void
a_protocol_needs_its_parts (DriverFixture *f, gconstpointer unused)
{
  TbEnrolServerTerms terms = f->terms;
  g_autoptr (TbIdentity) unfit = pki_issue (&f->pki, TB_PROFILE_SERVICE, "ra", "ra.example");

  f->terms.ra = NULL;
  assert_not_made (f);
  f->terms.ra = unfit;          /* its key cannot be encrypted to */
  assert_not_made (f);
  f->terms = terms;
  f->terms.base_url = NULL;
  assert_not_made (f);
  f->terms.base_url = "acme";
  assert_not_made (f);
  f->terms = terms;
}

/* --- secrets --- */

static void
assert_scep_refuses (DriverFixture *f, TbCertificate *current, const char *secret)
{
  g_autoptr (TbScepOutcome) outcome = ask_scep (f, current, secret);

  g_assert_cmpint (outcome->status, ==, TB_SCEP_FAILURE);
}

static void
assert_est_answers (DriverFixture *f, const char *secret, guint status)
{
  g_autoptr (TbHttpResponse) response = ask_est (f, TB_EST_SIMPLE_ENROLL, DRIVER_NAME, secret, NULL);

  g_assert_cmpuint (response->status, ==, status);
}

static void
a_secret_used_by_est_is_used_up_in_scep (DriverFixture *f, gconstpointer unused)
{
  tb_enrol_server_add_secret (f->server, DRIVER_NAME, DRIVER_SECRET, G_MAXINT64);
  assert_est_answers (f, "another", 401);
  assert_est_answers (f, DRIVER_SECRET, 200);
  g_assert_cmpstr (f->user, ==, DRIVER_NAME);
  assert_scep_refuses (f, NULL, DRIVER_SECRET);
  assert_est_answers (f, DRIVER_SECRET, 401);
  g_assert_cmpuint (f->n_asked, ==, 1);
}

static void
a_secret_used_by_scep_is_used_up_in_est (DriverFixture *f, gconstpointer unused)
{
  g_autoptr (TbScepOutcome) outcome = NULL;

  tb_enrol_server_add_secret (f->server, DRIVER_NAME, DRIVER_SECRET, G_MAXINT64);
  assert_scep_refuses (f, NULL, "another");
  outcome = ask_scep (f, NULL, DRIVER_SECRET);
  g_assert_cmpint (outcome->status, ==, TB_SCEP_SUCCESS);
  g_assert_cmpstr (f->user, ==, DRIVER_NAME);
  g_assert_cmpint (f->protocol, ==, TB_ENROL_SCEP);
  assert_est_answers (f, DRIVER_SECRET, 401);
}

static void
a_secret_is_for_its_user_and_its_time (DriverFixture *f, gconstpointer unused)
{
  tb_enrol_server_add_secret (f->server, "lock-18.example", DRIVER_SECRET, G_MAXINT64);
  tb_enrol_server_add_secret (f->server, DRIVER_NAME, "late", f->now_us);
  assert_est_answers (f, DRIVER_SECRET, 401);
  assert_est_answers (f, "late", 401);
  assert_scep_refuses (f, NULL, DRIVER_SECRET);
  assert_scep_refuses (f, NULL, "late");
  g_assert_cmpuint (f->n_asked, ==, 0);
}

static void
a_new_secret_takes_the_place_of_the_old (DriverFixture *f, gconstpointer unused)
{
  tb_enrol_server_add_secret (f->server, DRIVER_NAME, "first", G_MAXINT64);
  tb_enrol_server_add_secret (f->server, DRIVER_NAME, "second", G_MAXINT64);
  assert_est_answers (f, "first", 401);
  assert_est_answers (f, "second", 200);
}

static void
a_secret_for_whoever_comes_is_for_scep (DriverFixture *f, gconstpointer unused)
{
  g_autoptr (TbScepOutcome) outcome = NULL;

  tb_enrol_server_add_secret (f->server, NULL, DRIVER_SECRET, G_MAXINT64);
  assert_est_answers (f, DRIVER_SECRET, 401);
  outcome = ask_scep (f, NULL, DRIVER_SECRET);
  g_assert_cmpint (outcome->status, ==, TB_SCEP_SUCCESS);
  g_assert_null (f->user);
}

/* --- what the owner is asked --- */

static void
a_failing_authority_leaves_the_secret (DriverFixture *f, gconstpointer unused)
{
  g_autoptr (TbScepClient) client = NULL;
  g_autoptr (TbHttpResponse) response = NULL;

  tb_enrol_server_add_secret (f->server, DRIVER_NAME, DRIVER_SECRET, G_MAXINT64);
  f->failure = "the disk /srv/ca is full";
  assert_est_answers (f, DRIVER_SECRET, 500);
  client = make_scep_client (f, NULL, DRIVER_SECRET);
  response = send_scep (f, client, TB_SCEP_PKCS_REQ);
  g_assert_cmpuint (response->status, ==, 500);
  g_assert_null (g_strstr_len (g_bytes_get_data (response->body, NULL), (gssize) g_bytes_get_size (response->body), "disk"));
  f->failure = NULL;
  assert_est_answers (f, DRIVER_SECRET, 200);
}

static void
est_renews_what_is_not_revoked (DriverFixture *f, gconstpointer unused)
{
  g_autoptr (TbHttpResponse) first = NULL, next = NULL, refused = NULL;
  g_autoptr (TbCertificate) certificate = NULL;

  tb_enrol_server_add_secret (f->server, DRIVER_NAME, DRIVER_SECRET, G_MAXINT64);
  first = ask_est (f, TB_EST_SIMPLE_ENROLL, DRIVER_NAME, DRIVER_SECRET, NULL);
  g_assert_false (f->is_renewal);
  certificate = take_est (f, first);
  next = ask_est (f, TB_EST_SIMPLE_REENROLL, NULL, NULL, certificate);
  g_assert_cmpuint (next->status, ==, 200);
  g_assert_true (f->is_renewal);
  f->revoked = tb_certificate_get_serial (certificate);
  refused = ask_est (f, TB_EST_SIMPLE_REENROLL, NULL, NULL, certificate);
  g_assert_cmpuint (refused->status, ==, 403);
  g_assert_cmpuint (f->n_asked, ==, 2);
}

static void
a_revoked_certificate_does_not_enrol_either (DriverFixture *f, gconstpointer unused)
{
  g_autoptr (TbIdentity) device = pki_issue (&f->pki, TB_PROFILE_DEVICE, "lock", "lock.example");
  g_autoptr (TbHttpResponse) response = NULL;

  f->revoked = tb_certificate_get_serial (tb_identity_get_certificate (device));
  response = ask_est (f, TB_EST_SIMPLE_ENROLL, NULL, NULL, tb_identity_get_certificate (device));
  g_assert_cmpuint (response->status, ==, 403);
}

static void
scep_renews_what_is_not_revoked (DriverFixture *f, gconstpointer unused)
{
  g_autoptr (TbScepOutcome) first = NULL, next = NULL;

  tb_enrol_server_add_secret (f->server, DRIVER_NAME, DRIVER_SECRET, G_MAXINT64);
  first = ask_scep (f, NULL, DRIVER_SECRET);
  g_assert_false (f->is_renewal);
  next = ask_scep (f, first->certificate, NULL);
  g_assert_cmpint (next->status, ==, TB_SCEP_SUCCESS);
  g_assert_true (f->is_renewal);
  f->revoked = tb_certificate_get_serial (first->certificate);
  f->now_us += G_USEC_PER_SEC;
  assert_scep_refuses (f, first->certificate, NULL);
}

/* The same request, signature included, on servers of their own on threads of their own. */
static gpointer
enrol_by_own_server (gpointer data)
{
  DriverFixture *shared = data, own = *shared;
  g_autoptr (TbHttpResponse) response = NULL;
  GBytes *body;

  own.server = NULL;
  own.user = NULL;
  own.request = NULL;
  own.issued = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);
  driver_serve_anew (&own);
  tb_enrol_server_add_secret (own.server, DRIVER_NAME, DRIVER_SECRET, G_MAXINT64);
  response = ask_est (&own, TB_EST_SIMPLE_ENROLL, DRIVER_NAME, DRIVER_SECRET, NULL);
  g_assert_cmpuint (response->status, ==, 200);
  body = g_bytes_ref (response->body);
  tb_enrol_server_free (own.server);
  g_ptr_array_unref (own.issued);
  g_free (own.user);
  g_bytes_unref (own.request);
  return body;
}

static void
servers_work_side_by_side (DriverFixture *f, gconstpointer unused)
{
  GThread *threads[4];
  g_autoptr (GBytes) first = NULL;

  f->terms.protocols = 1 << TB_ENROL_EST;
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("est", enrol_by_own_server, f);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autoptr (GBytes) body = g_thread_join (threads[i]);

      if (first == NULL)
        first = g_bytes_ref (body);
      pki_assert_same_bytes (first, body);
    }
}

#define FACT(name, function) g_test_add ("/enrol-server/" name, DriverFixture, NULL, driver_set_up, function, driver_tear_down)

void
driver_add_server_facts (void)
{
  FACT ("each-protocol-is-at-its-path", each_protocol_is_at_its_path);
  FACT ("there-is-nothing-elsewhere", there_is_nothing_elsewhere);
  FACT ("what-is-not-offered-is-not-there", what_is_not_offered_is_not_there);
  FACT ("a-protocol-needs-its-parts", a_protocol_needs_its_parts);
  FACT ("a-secret-used-by-est-is-used-up-in-scep", a_secret_used_by_est_is_used_up_in_scep);
  FACT ("a-secret-used-by-scep-is-used-up-in-est", a_secret_used_by_scep_is_used_up_in_est);
  FACT ("a-secret-is-for-its-user-and-its-time", a_secret_is_for_its_user_and_its_time);
  FACT ("a-new-secret-takes-the-place-of-the-old", a_new_secret_takes_the_place_of_the_old);
  FACT ("a-secret-for-whoever-comes-is-for-scep", a_secret_for_whoever_comes_is_for_scep);
  FACT ("a-failing-authority-leaves-the-secret", a_failing_authority_leaves_the_secret);
  FACT ("est-renews-what-is-not-revoked", est_renews_what_is_not_revoked);
  FACT ("a-revoked-certificate-does-not-enrol-either", a_revoked_certificate_does_not_enrol_either);
  FACT ("scep-renews-what-is-not-revoked", scep_renews_what_is_not_revoked);
  FACT ("servers-work-side-by-side", servers_work_side_by_side);
}
