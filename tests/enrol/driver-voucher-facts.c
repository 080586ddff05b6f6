/* Devices that trust nobody but their maker: a voucher first, then a certificate, in one conversation; and what captures them. */
#include "driver-fixture.h"

#define SERIAL "4F3A17C2"

typedef struct
{
  DriverFixture driver;
  TbAuthority *maker;
  TbIdentity *factory, *signer, *registrar;
  GPtrArray *makers, *shown;
  TbVoucherMaker masa;
} Fixture;

static TbIdentity *
issue (TbAuthority *authority, TbCertificateProfile profile, const char *name)
{
  TbIssueTerms terms = pki_terms (profile);
  TbStream stream = pki_stream (name);

  return tb_authority_issue_identity (authority, TB_KEY_P256, name, NULL, &terms, &stream, NULL);
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  TbStream stream = pki_stream ("maker");

  driver_set_up (&f->driver, NULL);
  f->maker = tb_authority_new_root (f->driver.pki.crypto, "Maker", TB_KEY_P256, START_US - DAY_US, START_US + 7300 * DAY_US, &stream, NULL);
  f->factory = issue (f->maker, TB_PROFILE_DEVICE, SERIAL);
  f->signer = issue (f->maker, TB_PROFILE_CODE_SIGNING, "masa");
  f->registrar = pki_issue (&f->driver.pki, TB_PROFILE_SERVICE, "ca.example", "ca.example");
  f->makers = g_ptr_array_new ();
  g_ptr_array_add (f->makers, tb_authority_get_root (f->maker));
  f->shown = g_ptr_array_new ();
  g_ptr_array_add (f->shown, tb_identity_get_certificate (f->registrar));
  g_ptr_array_add (f->shown, tb_authority_get_certificate (f->driver.pki.issuing));
  f->masa = (TbVoucherMaker) { f->signer, f->makers, DAY_US, NULL, NULL };
  f->driver.masa = &f->masa;
  f->driver.terms.registrar = f->registrar;
  f->driver.terms.makers = f->makers;
  driver_serve_anew (&f->driver);
  driver_give_secret (&f->driver);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  tb_identity_unref (f->factory);
  tb_identity_unref (f->signer);
  tb_identity_unref (f->registrar);
  tb_authority_unref (f->maker);
  g_ptr_array_unref (f->makers);
  g_ptr_array_unref (f->shown);
  driver_tear_down (&f->driver, NULL);
}

static TbEnrolClientTerms
device_terms (Fixture *f)
{
  TbEnrolClientTerms terms = driver_terms (&f->driver, TB_ENROL_EST);

  terms.anchors = NULL;
  terms.makers = f->makers;
  terms.factory = f->factory;
  terms.shown = f->shown;
  return terms;
}

static void
assert_fails (Fixture *f, const TbEnrolClientTerms *terms, const char *reason)
{
  g_autoptr (TbEnrolClient) client = driver_client (terms, "device");

  g_assert_cmpint (driver_run (&f->driver, client, NULL), ==, TB_ENROL_STEP_FAILED);
  g_assert_cmpstr (tb_enrol_client_get_reason (client), ==, reason);
  g_assert_null (tb_enrol_client_get_anchors (client));
  g_assert_cmpuint (f->driver.n_asked, ==, 0);
}

static void
a_device_finds_its_owner_and_enrols (Fixture *f, gconstpointer unused)
{
  TbEnrolClientTerms terms = device_terms (f);
  g_autoptr (TbEnrolClient) client = driver_client (&terms, "device");
  GPtrArray *told;

  g_assert_cmpint (driver_run (&f->driver, client, NULL), ==, TB_ENROL_STEP_DONE);
  g_assert_cmpuint (tb_enrol_client_get_n_requests (client), ==, 3);
  told = tb_enrol_client_get_anchors (client);
  g_assert_cmpuint (told->len, ==, 1);
  pki_assert_same_bytes (tb_certificate_get_der (told->pdata[0]), tb_certificate_get_der (tb_authority_get_root (f->driver.pki.issuing)));
  g_assert_cmpuint (tb_identity_get_intermediates (tb_enrol_client_get_identity (client))->len, ==, 1);
}

static void
no_owner_is_taken_from_strangers (Fixture *f, gconstpointer unused)
{
  TbStream stream = pki_stream ("stranger");
  g_autoptr (TbAuthority) stranger = tb_authority_new_root (f->driver.pki.crypto, "Stranger", TB_KEY_P256, START_US - DAY_US, START_US + 7300 * DAY_US, &stream, NULL);
  g_autoptr (TbIdentity) signer = issue (stranger, TB_PROFILE_CODE_SIGNING, "stranger's");
  TbEnrolClientTerms terms = device_terms (f);

  f->masa.signer = signer;
  assert_fails (f, &terms, "voucher-not-by-maker");
}

static gboolean
permits_nobody (const char *serial_number, TbCertificate *domain, gpointer data)
{
  return FALSE;
}

static void
without_a_voucher_nothing_is_sent (Fixture *f, gconstpointer unused)
{
  TbEnrolClientTerms terms = device_terms (f);

  f->masa.permits = permits_nobody;
  assert_fails (f, &terms, "http-403");
  f->driver.masa = NULL;
  assert_fails (f, &terms, "http-500");
  f->driver.terms.registrar = NULL;
  driver_serve_anew (&f->driver);
  assert_fails (f, &terms, "http-404");
  terms.factory = NULL;
  assert_fails (f, &terms, "no-request");
}

/* Somebody in between passes everything on; the device has said whom it sees. */
static void
somebody_in_between_gets_no_voucher (Fixture *f, gconstpointer unused)
{
  TbEnrolClientTerms terms = device_terms (f);
  g_autoptr (TbIdentity) between = pki_issue (&f->driver.pki, TB_PROFILE_SERVICE, "between.example", "between.example");
  g_autoptr (GPtrArray) shown = g_ptr_array_new ();

  g_ptr_array_add (shown, tb_identity_get_certificate (between));
  terms.shown = shown;
  assert_fails (f, &terms, "http-403");
}

static void
a_voucher_is_good_once (Fixture *f, gconstpointer unused)
{
  TbEnrolClientTerms terms = device_terms (f);
  g_autoptr (TbEnrolClient) first = driver_client (&terms, "device"), second = driver_client (&terms, "device, later");
  const TbHttpResponse *voucher;

  g_assert_cmpint (driver_run (&f->driver, first, NULL), ==, TB_ENROL_STEP_DONE);
  voucher = f->driver.answers->pdata[0];
  g_assert_cmpint (tb_enrol_client_next (second, NULL, f->driver.now_us), ==, TB_ENROL_STEP_SEND);
  g_assert_cmpint (tb_enrol_client_next (second, voucher, f->driver.now_us), ==, TB_ENROL_STEP_FAILED);
  g_assert_cmpstr (tb_enrol_client_get_reason (second), ==, "voucher-wrong-nonce");
}

static void
broken_vouchers_end_it (Fixture *f, gconstpointer unused)
{
  TbEnrolClientTerms terms = device_terms (f);
  g_autoptr (TbEnrolClient) whole = driver_client (&terms, "device");
  const TbHttpResponse *voucher;

  g_assert_cmpint (driver_run (&f->driver, whole, NULL), ==, TB_ENROL_STEP_DONE);
  voucher = f->driver.answers->pdata[0];
  for (gsize n = 0; n < g_bytes_get_size (voucher->body); n += 101)
    {
      g_autoptr (TbEnrolClient) client = driver_client (&terms, "device");
      g_autoptr (GBytes) part = pki_truncate (voucher->body, n);
      g_autoptr (TbHttpResponse) answer = tb_http_response_new (200, TB_VOUCHER_TYPE, part);

      g_assert_cmpint (tb_enrol_client_next (client, NULL, f->driver.now_us), ==, TB_ENROL_STEP_SEND);
      g_assert_cmpint (tb_enrol_client_next (client, answer, f->driver.now_us), ==, TB_ENROL_STEP_FAILED);
      g_assert_cmpstr (tb_enrol_client_get_reason (client), ==, "bad-answer");
    }
}

/* Before anything is sent, and after a lost answer, the device asks with a nonce that is new. */
static void
a_lost_voucher_is_asked_for_again (Fixture *f, gconstpointer unused)
{
  TbEnrolClientTerms terms = device_terms (f);
  g_autoptr (TbEnrolClient) client = driver_client (&terms, "device");
  g_autoptr (TbHttpResponse) lost = NULL;

  g_assert_cmpint (tb_enrol_client_next (client, NULL, f->driver.now_us), ==, TB_ENROL_STEP_SEND);
  lost = driver_talk (&f->driver, tb_enrol_client_get_request (client), NULL);
  g_assert_cmpuint (lost->status, ==, 200);
  g_assert_cmpint (driver_run (&f->driver, client, NULL), ==, TB_ENROL_STEP_DONE);
  g_assert_cmpuint (tb_enrol_client_get_n_requests (client), ==, 4);
}

#define FACT(name, function) g_test_add ("/enrol-voucher/" name, Fixture, NULL, set_up, function, tear_down)

void
driver_add_voucher_facts (void)
{
  FACT ("a-device-finds-its-owner-and-enrols", a_device_finds_its_owner_and_enrols);
  FACT ("no-owner-is-taken-from-strangers", no_owner_is_taken_from_strangers);
  FACT ("without-a-voucher-nothing-is-sent", without_a_voucher_nothing_is_sent);
  FACT ("somebody-in-between-gets-no-voucher", somebody_in_between_gets_no_voucher);
  FACT ("a-voucher-is-good-once", a_voucher_is_good_once);
  FACT ("broken-vouchers-end-it", broken_vouchers_end_it);
  FACT ("a-lost-voucher-is-asked-for-again", a_lost_voucher_is_asked_for_again);
}
