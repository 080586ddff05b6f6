/* Ownership vouchers: a device asks, a registrar forwards, the maker vouches, and the device takes nothing else. */
#include "pki-fixture.h"
#include "tb-voucher.h"

#include <string.h>

#define NOW_US (START_US + DAY_US)
#define SERIAL "4F3A17C2"

typedef struct
{
  PkiFixture pki;               /* of the owner's domain */
  TbAuthority *maker;
  TbIdentity *device, *signer, *registrar;
  GPtrArray *makers, *shown;
  GBytes *nonce;
  TbVoucherRegistrar by;
  TbVoucherMaker masa;
  TbVoucherExpected expected;
  guint n_asked;
} Fixture;

static TbIdentity *
issue (TbAuthority *authority, TbCertificateProfile profile, const char *name)
{
  TbIssueTerms terms = pki_terms (profile);
  TbStream stream = pki_stream (name);
  g_autoptr (GError) error = NULL;
  TbIdentity *identity = tb_authority_issue_identity (authority, TB_KEY_P256, name, NULL, &terms, &stream, &error);

  g_assert_no_error (error);
  return identity;
}

static TbAuthority *
make_root (Fixture *f, const char *name)
{
  TbStream stream = pki_stream (name);

  return tb_authority_new_root (f->pki.crypto, name, TB_KEY_P256, START_US - DAY_US, START_US + 7300 * DAY_US, &stream, NULL);
}

static GBytes *
text_bytes (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static gboolean
permits (const char *serial_number, TbCertificate *domain, gpointer data)
{
  Fixture *f = data;

  f->n_asked++;
  return g_str_equal (serial_number, SERIAL)
         && g_bytes_equal (tb_certificate_get_der (domain), tb_certificate_get_der (tb_authority_get_root (f->pki.issuing)));
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  pki_fixture_set_up (&f->pki, GUINT_TO_POINTER (TB_KEY_P256));
  f->maker = make_root (f, "Maker");
  f->device = issue (f->maker, TB_PROFILE_DEVICE, SERIAL);
  f->signer = issue (f->maker, TB_PROFILE_CODE_SIGNING, "masa");
  f->registrar = pki_issue (&f->pki, TB_PROFILE_SERVICE, "registrar.example", "registrar.example");
  f->makers = g_ptr_array_new ();
  g_ptr_array_add (f->makers, tb_authority_get_root (f->maker));
  f->shown = g_ptr_array_new ();
  g_ptr_array_add (f->shown, tb_identity_get_certificate (f->registrar));
  g_ptr_array_add (f->shown, tb_authority_get_certificate (f->pki.issuing));
  f->nonce = text_bytes ("0123456789abcdef");
  f->by = (TbVoucherRegistrar) { f->registrar, tb_authority_get_root (f->pki.issuing), f->makers };
  f->masa = (TbVoucherMaker) { f->signer, f->makers, 30 * DAY_US, permits, f };
  f->expected = (TbVoucherExpected) { f->pki.crypto, f->makers, SERIAL, f->nonce, f->shown };
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_bytes_unref (f->nonce);
  g_ptr_array_unref (f->makers);
  g_ptr_array_unref (f->shown);
  tb_identity_unref (f->device);
  tb_identity_unref (f->signer);
  tb_identity_unref (f->registrar);
  tb_authority_unref (f->maker);
  pki_fixture_tear_down (&f->pki, NULL);
}

/* --- the three steps, each over the wire --- */

static GBytes *
carry (GBytes *request)
{
  g_autoptr (TbHttpRequest) http = tb_voucher_ask (request);
  g_autoptr (GBytes) sent = tb_http_request_write (http, "registrar.example");
  g_autoptr (TbHttpRequest) arrived = tb_http_request_read (sent, 1024 * 1024, NULL);
  g_autoptr (TbHttpResponse) refusal = NULL;
  GBytes *heard = tb_voucher_hear (arrived, &refusal);

  g_assert_null (refusal);
  pki_assert_same_bytes (heard, request);
  return heard;
}

static GBytes *
ask (Fixture *f, TbIdentity *device, const char *serial_number, GBytes *nonce, TbCertificate *seen)
{
  TbVoucherAsk says = { serial_number, nonce, seen };
  TbStream stream = pki_stream ("device asks");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) request = tb_voucher_request_make (&says, device, &stream, NOW_US, &error);

  g_assert_no_error (error);
  return carry (request);
}

static GBytes *
ask_well (Fixture *f)
{
  return ask (f, f->device, SERIAL, f->nonce, tb_identity_get_certificate (f->registrar));
}

static GBytes *
forward (Fixture *f, const TbVoucherRegistrar *by, GBytes *request, GError **error)
{
  TbStream stream = pki_stream ("registrar");

  return tb_voucher_request_forward (by, request, &stream, NOW_US, error);
}

static GBytes *
vouch (Fixture *f, GBytes *request, GError **error)
{
  TbStream stream = pki_stream ("masa");

  return tb_voucher_issue (&f->masa, request, &stream, NOW_US, error);
}

static GBytes *
get_voucher (Fixture *f, const TbVoucherRegistrar *by, GBytes *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) forwarded = forward (f, by, request, &error), voucher = NULL, sent = NULL;
  g_autoptr (TbHttpResponse) response = NULL, arrived = NULL;

  g_assert_no_error (error);
  voucher = vouch (f, forwarded, &error);
  g_assert_no_error (error);
  response = tb_voucher_answer (voucher, NULL);
  sent = tb_http_response_write (response, "POST");
  arrived = tb_http_response_read (sent, 1024 * 1024, "POST", NULL);
  return tb_voucher_read (arrived, &error);
}

static GBytes *
get_good_voucher (Fixture *f)
{
  g_autoptr (GBytes) request = ask_well (f);

  return get_voucher (f, &f->by, request);
}

static void
assert_judged (Fixture *f, GBytes *voucher, gint64 now_us, TbVoucherReason reason)
{
  g_auto (TbVoucherVerdict) verdict = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean is_judged = tb_voucher_verify (&f->expected, voucher, now_us, &verdict, &error);

  g_assert_no_error (error);
  g_assert_true (is_judged);
  g_assert_cmpstr (tb_voucher_reason_to_code (verdict.reason), ==, tb_voucher_reason_to_code (reason));
}

/* --- what goes well --- */

static void
a_device_learns_whose_it_is (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) voucher = get_good_voucher (f);
  g_auto (TbVoucherVerdict) verdict = { 0 };

  g_assert_true (tb_voucher_verify (&f->expected, voucher, NOW_US, &verdict, NULL));
  g_assert_cmpint (verdict.reason, ==, TB_VOUCHER_GOOD);
  g_assert_cmpstr (verdict.assertion, ==, "proximity");
  g_assert_cmpint (verdict.created_us, ==, NOW_US);
  g_assert_cmpint (verdict.expires_us, ==, 0);
  pki_assert_same_bytes (tb_certificate_get_der (verdict.pinned), tb_certificate_get_der (tb_authority_get_root (f->pki.issuing)));
}

static void
the_same_is_signed_every_time (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) once = get_good_voucher (f), again = get_good_voucher (f);

  pki_assert_same_bytes (once, again);
}

static void
without_a_root_the_uppermost_authority_is_pinned (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) request = ask_well (f), voucher = NULL;
  g_auto (TbVoucherVerdict) verdict = { 0 };

  f->masa.permits = NULL;
  f->by.root = NULL;
  voucher = get_voucher (f, &f->by, request);
  g_assert_true (tb_voucher_verify (&f->expected, voucher, NOW_US, &verdict, NULL));
  g_assert_cmpint (verdict.reason, ==, TB_VOUCHER_GOOD);
  pki_assert_same_bytes (tb_certificate_get_der (verdict.pinned), tb_certificate_get_der (tb_authority_get_certificate (f->pki.issuing)));
}

static void
without_a_nonce_a_voucher_has_an_end (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) request = ask (f, f->device, SERIAL, NULL, NULL), voucher = get_voucher (f, &f->by, request);
  g_auto (TbVoucherVerdict) verdict = { 0 };

  f->expected.nonce = NULL;
  g_assert_true (tb_voucher_verify (&f->expected, voucher, NOW_US, &verdict, NULL));
  g_assert_cmpint (verdict.reason, ==, TB_VOUCHER_GOOD);
  g_assert_cmpstr (verdict.assertion, ==, "logged");
  g_assert_cmpint (verdict.expires_us, ==, NOW_US + 30 * DAY_US);
  assert_judged (f, voucher, NOW_US + 30 * DAY_US, TB_VOUCHER_GOOD);
  assert_judged (f, voucher, NOW_US + 30 * DAY_US + G_USEC_PER_SEC, TB_VOUCHER_EXPIRED);
}

/* --- what a device does not take --- */

static void
a_replayed_voucher_is_not_taken (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) voucher = get_good_voucher (f), other = text_bytes ("fedcba9876543210"), lasting_request = NULL, lasting = NULL;

  f->expected.nonce = other;
  assert_judged (f, voucher, NOW_US, TB_VOUCHER_WRONG_NONCE);
  f->expected.nonce = NULL;
  assert_judged (f, voucher, NOW_US, TB_VOUCHER_WRONG_NONCE);
  lasting_request = ask (f, f->device, SERIAL, NULL, NULL);
  lasting = get_voucher (f, &f->by, lasting_request);
  f->expected.nonce = f->nonce;
  assert_judged (f, lasting, NOW_US, TB_VOUCHER_WRONG_NONCE);
}

static void
another_devices_voucher_is_not_taken (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) voucher = get_good_voucher (f);

  f->expected.serial_number = "4F3A17C3";
  assert_judged (f, voucher, NOW_US, TB_VOUCHER_WRONG_SERIAL_NUMBER);
}

static void
only_the_maker_vouches (Fixture *f, gconstpointer unused)
{
  g_autoptr (TbAuthority) stranger = make_root (f, "Stranger");
  g_autoptr (TbIdentity) signer = issue (stranger, TB_PROFILE_CODE_SIGNING, "stranger's");
  g_autoptr (GBytes) foreign = NULL, of_a_device = NULL;

  f->masa.signer = signer;
  foreign = get_good_voucher (f);
  assert_judged (f, foreign, NOW_US, TB_VOUCHER_NOT_BY_MAKER);
  f->masa.signer = f->device;   /* certified by the maker, but not for that */
  of_a_device = get_good_voucher (f);
  assert_judged (f, of_a_device, NOW_US, TB_VOUCHER_NOT_BY_MAKER);
}

static void
a_voucher_for_another_domain_is_not_taken (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) voucher = get_good_voucher (f);
  g_autoptr (TbAuthority) stranger = make_root (f, "Stranger");
  g_autoptr (TbIdentity) rogue = issue (stranger, TB_PROFILE_SERVICE, "rogue");
  g_autoptr (GPtrArray) shown = g_ptr_array_new ();

  f->expected.shown = shown;
  assert_judged (f, voucher, NOW_US, TB_VOUCHER_OTHER_DOMAIN);
  g_ptr_array_add (shown, tb_identity_get_certificate (rogue));
  assert_judged (f, voucher, NOW_US, TB_VOUCHER_OTHER_DOMAIN);
}

/* --- what is not forwarded, and what is not vouched for --- */

static void
assert_not_forwarded (Fixture *f, const TbVoucherRegistrar *by, GBytes *request)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (forward (f, by, request, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
}

static void
a_registrar_lets_in_whose_maker_it_knows (Fixture *f, gconstpointer unused)
{
  g_autoptr (TbAuthority) stranger = make_root (f, "Stranger");
  g_autoptr (TbIdentity) device = issue (stranger, TB_PROFILE_DEVICE, SERIAL);
  g_autoptr (GBytes) request = ask (f, device, SERIAL, f->nonce, NULL);

  assert_not_forwarded (f, &f->by, request);
}

/* Somebody in between, with a certificate of its own, is seen by the device. */
static void
a_device_names_the_registrar_it_sees (Fixture *f, gconstpointer unused)
{
  g_autoptr (TbIdentity) between = pki_issue (&f->pki, TB_PROFILE_SERVICE, "between.example", "between.example");
  g_autoptr (GBytes) request = ask (f, f->device, SERIAL, f->nonce, tb_identity_get_certificate (between));

  assert_not_forwarded (f, &f->by, request);
}

static void
assert_not_vouched (Fixture *f, GBytes *request)
{
  g_autoptr (GBytes) forwarded = forward (f, &f->by, request, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbHttpResponse) response = NULL;

  g_assert_null (vouch (f, forwarded, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
  response = tb_voucher_answer (NULL, error);
  g_assert_cmpuint (response->status, ==, 403);
}

static void
a_maker_vouches_for_its_own_devices (Fixture *f, gconstpointer unused)
{
  g_autoptr (TbAuthority) stranger = make_root (f, "Stranger");
  g_autoptr (TbIdentity) device = issue (stranger, TB_PROFILE_DEVICE, SERIAL);
  g_autoptr (GBytes) foreign = ask (f, device, SERIAL, f->nonce, NULL), other_number = ask (f, f->device, "4F3A17C3", f->nonce, NULL);

  f->by.makers = NULL;          /* a careless registrar */
  assert_not_vouched (f, foreign);
  assert_not_vouched (f, other_number);
  g_assert_cmpuint (f->n_asked, ==, 0);
}

static void
a_maker_vouches_to_whom_it_has_sold (Fixture *f, gconstpointer unused)
{
  g_autoptr (TbAuthority) thief = make_root (f, "Thief");
  g_autoptr (TbIdentity) rogue = issue (thief, TB_PROFILE_SERVICE, "rogue");
  g_autoptr (GBytes) request = ask (f, f->device, SERIAL, f->nonce, tb_identity_get_certificate (rogue)), voucher = NULL;

  f->by = (TbVoucherRegistrar) { rogue, tb_authority_get_root (thief), NULL };
  assert_not_vouched (f, request);
  g_assert_cmpuint (f->n_asked, ==, 1);
  /* Who does not know whom it has sold to vouches to whoever asks: the device is captured. */
  f->masa.permits = NULL;
  voucher = get_voucher (f, &f->by, request);
  f->expected.shown = NULL;
  assert_judged (f, voucher, NOW_US, TB_VOUCHER_GOOD);
}

static void
a_devices_request_alone_is_not_enough (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) request = ask_well (f), voucher = get_good_voucher (f);
  g_autoptr (GError) error = NULL;

  g_assert_null (vouch (f, request, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_null (vouch (f, voucher, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
}

/* --- broken messages --- */

typedef gboolean (*Reader) (Fixture *f, GBytes *message, GError **error);

static gboolean
read_at_registrar (Fixture *f, GBytes *message, GError **error)
{
  g_autoptr (GBytes) forwarded = forward (f, &f->by, message, error);

  return forwarded != NULL;
}

static gboolean
read_at_maker (Fixture *f, GBytes *message, GError **error)
{
  g_autoptr (GBytes) voucher = vouch (f, message, error);

  return voucher != NULL;
}

/* FALSE without an error stands for a verdict that it is not good. */
static gboolean
read_at_device (Fixture *f, GBytes *message, GError **error)
{
  g_auto (TbVoucherVerdict) verdict = { 0 };

  return tb_voucher_verify (&f->expected, message, NOW_US, &verdict, error) && verdict.reason == TB_VOUCHER_GOOD;
}

static void
assert_strict (Fixture *f, GBytes *message, Reader reader)
{
  gsize size = g_bytes_get_size (message);
  TbStream stream = pki_stream ("mutations");

  g_assert_true (reader (f, message, NULL));
  for (gsize n = 0; n < size; n += 7)
    {
      g_autoptr (GBytes) part = pki_truncate (message, n);
      g_autoptr (GError) error = NULL;

      g_assert_false (reader (f, part, &error));
      g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
    }
  for (guint i = 0; i < 150; i++)
    {
      g_autoptr (GBytes) changed = pki_mutate (message, &stream);

      reader (f, changed, NULL);        /* what no signature covers may change */
    }
}

static void
broken_messages_are_not_read (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) request = ask_well (f), forwarded = forward (f, &f->by, request, NULL), voucher = get_good_voucher (f);

  assert_strict (f, request, read_at_registrar);
  assert_strict (f, forwarded, read_at_maker);
  assert_strict (f, voucher, read_at_device);
}

static void
assert_refused (const char *method, const char *target, const char *media_type, guint status)
{
  g_autoptr (GBytes) body = text_bytes ("?");
  g_autoptr (TbHttpRequest) request = tb_http_request_new (method, target, media_type, strcmp (method, "POST") == 0 ? body : NULL);
  g_autoptr (TbHttpResponse) refusal = NULL;

  g_assert_null (tb_voucher_hear (request, &refusal));
  g_assert_cmpuint (refusal->status, ==, status);
}

static void
other_requests_are_refused (Fixture *f, gconstpointer unused)
{
  g_autoptr (TbHttpResponse) text = tb_http_response_new_text (200, "hello"), failed = tb_voucher_answer (NULL, NULL);
  g_autoptr (GError) error = NULL;

  assert_refused ("POST", "/.well-known/brski/voucher_status", TB_VOUCHER_TYPE, 404);
  assert_refused ("GET", TB_VOUCHER_PATH, NULL, 405);
  assert_refused ("POST", TB_VOUCHER_PATH, "application/json", 415);
  g_assert_cmpuint (failed->status, ==, 500);
  g_assert_null (tb_voucher_read (failed, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_null (tb_voucher_read (text, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
}

#define FACT(name, function) g_test_add ("/voucher/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FACT ("a-device-learns-whose-it-is", a_device_learns_whose_it_is);
  FACT ("the-same-is-signed-every-time", the_same_is_signed_every_time);
  FACT ("without-a-root-the-uppermost-authority-is-pinned", without_a_root_the_uppermost_authority_is_pinned);
  FACT ("without-a-nonce-a-voucher-has-an-end", without_a_nonce_a_voucher_has_an_end);
  FACT ("a-replayed-voucher-is-not-taken", a_replayed_voucher_is_not_taken);
  FACT ("another-devices-voucher-is-not-taken", another_devices_voucher_is_not_taken);
  FACT ("only-the-maker-vouches", only_the_maker_vouches);
  FACT ("a-voucher-for-another-domain-is-not-taken", a_voucher_for_another_domain_is_not_taken);
  FACT ("a-registrar-lets-in-whose-maker-it-knows", a_registrar_lets_in_whose_maker_it_knows);
  FACT ("a-device-names-the-registrar-it-sees", a_device_names_the_registrar_it_sees);
  FACT ("a-maker-vouches-for-its-own-devices", a_maker_vouches_for_its_own_devices);
  FACT ("a-maker-vouches-to-whom-it-has-sold", a_maker_vouches_to_whom_it_has_sold);
  FACT ("a-devices-request-alone-is-not-enough", a_devices_request_alone_is_not_enough);
  FACT ("broken-messages-are-not-read", broken_messages_are_not_read);
  FACT ("other-requests-are-refused", other_requests_are_refused);
  return g_test_run ();
}
