/* Evidence from the key store (it follows drafts): with it a certificate is renewed, and a thief who copied the key gets no further than that certificate. */
#include "driver-fixture.h"

#include "tb-request.h"

#define PROTOCOL GPOINTER_TO_UINT (data)

typedef struct
{
  DriverFixture driver;
  TbAuthority *maker;           /* of key stores */
  TbIdentity *store;
  GPtrArray *makers;
  GBytes *nonce;
} Fixture;

static TbAuthority *
make_root (const char *name)
{
  TbStream stream = pki_stream (name);

  return tb_authority_new_root (pki_get_seeded (), name, TB_KEY_P256, START_US - DAY_US, START_US + 7300 * DAY_US, &stream, NULL);
}

static TbIdentity *
make_store (TbAuthority *maker)
{
  TbIssueTerms terms = pki_terms (TB_PROFILE_DEVICE);
  TbStream stream = pki_stream ("attestation key");

  return tb_authority_issue_identity (maker, TB_KEY_P256, "store-0001", NULL, &terms, &stream, NULL);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  driver_set_up (&f->driver, NULL);
  f->maker = make_root ("Chip maker");
  f->store = make_store (f->maker);
  f->makers = g_ptr_array_new ();
  g_ptr_array_add (f->makers, tb_authority_get_root (f->maker));
  f->nonce = g_bytes_new ("now", 3);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_bytes_unref (f->nonce);
  g_ptr_array_unref (f->makers);
  tb_identity_unref (f->store);
  tb_authority_unref (f->maker);
  driver_tear_down (&f->driver, NULL);
}

static GBytes *
make_bare (TbKey *key)
{
  static const char *const names[] = { DRIVER_NAME, NULL };
  TbStream stream = pki_stream ("bare");

  return tb_key_make_request (key, DRIVER_NAME, names, &stream, NULL);
}

static GBytes *
attest (TbIdentity *store, TbKey *about, TbKey *key, GBytes *nonce)
{
  TbStream stream = pki_stream ("evidence");
  g_autoptr (GBytes) bare = make_bare (key), evidence = tb_attestation_make (store, about, nonce, &stream, DRIVER_NOW_US, NULL);
  g_autoptr (GError) error = NULL;
  GBytes *request = tb_attestation_add (bare, key, evidence, &stream, &error);

  g_assert_no_error (error);
  return request;
}

static void
assert_judged (Fixture *f, GBytes *request, GBytes *nonce, const char *code)
{
  TbAttestationReason reason;
  g_autoptr (GError) error = NULL;
  gboolean is_read = tb_attestation_verify (f->driver.pki.crypto, request, f->makers, nonce, DRIVER_NOW_US, &reason, &error);

  g_assert_no_error (error);
  g_assert_true (is_read);
  g_assert_cmpstr (tb_attestation_reason_to_code (reason), ==, code);
}

/* --- evidence --- */

static void
good_evidence_is_believed (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) request = attest (f->store, f->driver.key, f->driver.key, f->nonce), again = attest (f->store, f->driver.key, f->driver.key, f->nonce);
  g_auto (TbRequest) said = { 0 };

  pki_assert_same_bytes (request, again);
  assert_judged (f, request, f->nonce, "");
  g_assert_true (tb_request_read (&said, f->driver.pki.crypto, request, NULL));
  g_assert_cmpstr (said.common_name, ==, DRIVER_NAME);
  g_assert_cmpint (sk_GENERAL_NAME_num (said.alternative_names), ==, 1);
}

static void
other_evidence_is_not_believed (Fixture *f, gconstpointer data)
{
  g_autoptr (TbAuthority) stranger = make_root ("Stranger");
  g_autoptr (TbIdentity) foreign_store = make_store (stranger);
  g_autoptr (GBytes) bare = make_bare (f->driver.key), later = g_bytes_new ("later", 5);
  g_autoptr (GBytes) good = attest (f->store, f->driver.key, f->driver.key, f->nonce);
  g_autoptr (GBytes) about_another = attest (f->store, f->driver.next_key, f->driver.key, f->nonce);
  g_autoptr (GBytes) foreign = attest (foreign_store, f->driver.key, f->driver.key, f->nonce);

  assert_judged (f, bare, f->nonce, "attestation-missing");
  assert_judged (f, good, later, "attestation-wrong-nonce");
  assert_judged (f, about_another, f->nonce, "attestation-other-key");
  assert_judged (f, foreign, f->nonce, "attestation-not-by-store");
}

static void
evidence_is_added_once (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) request = attest (f->store, f->driver.key, f->driver.key, f->nonce);
  TbStream stream = pki_stream ("twice");
  g_autoptr (GBytes) evidence = tb_attestation_make (f->store, f->driver.key, f->nonce, &stream, DRIVER_NOW_US, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_attestation_add (request, f->driver.key, evidence, &stream, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_null (tb_attestation_add (evidence, f->driver.key, evidence, &stream, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_FAILED);
}

/* The evidence itself cut short or changed, in a request that is in order. */
static gboolean
is_believed (Fixture *f, GBytes *bare, GBytes *evidence)
{
  TbStream stream = pki_stream ("broken");
  g_autoptr (GBytes) request = tb_attestation_add (bare, f->driver.key, evidence, &stream, NULL);
  TbAttestationReason reason;

  return tb_attestation_verify (f->driver.pki.crypto, request, f->makers, f->nonce, DRIVER_NOW_US, &reason, NULL) && reason == TB_ATTESTATION_GOOD;
}

static void
broken_evidence_is_not_believed (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) bare = make_bare (f->driver.key), evidence = NULL;
  TbStream stream = pki_stream ("evidence");
  guint n_believed = 0;

  evidence = tb_attestation_make (f->store, f->driver.key, f->nonce, &stream, DRIVER_NOW_US, NULL);
  g_assert_true (is_believed (f, bare, evidence));
  for (gsize n = 0; n < g_bytes_get_size (evidence); n += 31)
    {
      g_autoptr (GBytes) part = pki_truncate (evidence, n);

      g_assert_false (is_believed (f, bare, part));
    }
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (GBytes) changed = pki_mutate (evidence, &stream);

      n_believed += is_believed (f, bare, changed);
    }
  g_assert_cmpuint (n_believed, <, 10); /* what no signature covers */
}

static void
broken_requests_are_an_error (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) request = attest (f->store, f->driver.key, f->driver.key, f->nonce);
  TbAttestationReason reason;

  for (gsize n = 0; n < g_bytes_get_size (request); n += 31)
    {
      g_autoptr (GBytes) part = pki_truncate (request, n);
      g_autoptr (GError) error = NULL;

      g_assert_false (tb_attestation_verify (f->driver.pki.crypto, part, f->makers, f->nonce, DRIVER_NOW_US, &reason, &error));
      g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
    }
}

/* --- in a renewal --- */

static TbEnrolStep
renew (Fixture *f, TbEnrolProtocol protocol, TbIdentity *current, TbIdentity *store, GBytes *nonce)
{
  TbEnrolClientTerms terms = driver_terms (&f->driver, protocol);
  g_autofree char *name = g_strdup_printf ("renewal %u", f->driver.n_talks);
  g_autoptr (TbEnrolClient) client = NULL;

  f->driver.now_us += DAY_US;
  terms.current = current;
  terms.store = store;
  terms.nonce = nonce;
  client = driver_client (&terms, name);
  return driver_run (&f->driver, client, tb_identity_get_certificate (current));
}

static void
a_thief_without_the_store_does_not_renew (Fixture *f, gconstpointer data)
{
  g_autoptr (TbIdentity) current = driver_enrol (&f->driver, PROTOCOL);
  g_autoptr (TbAuthority) stranger = make_root ("Stranger");
  g_autoptr (TbIdentity) own_store = make_store (stranger);

  f->driver.stores = f->makers;
  g_assert_cmpint (renew (f, PROTOCOL, current, NULL, NULL), ==, TB_ENROL_STEP_FAILED);
  g_assert_cmpint (renew (f, PROTOCOL, current, own_store, NULL), ==, TB_ENROL_STEP_FAILED);
  g_assert_cmpint (renew (f, PROTOCOL, current, f->store, f->nonce), ==, TB_ENROL_STEP_FAILED);
  g_assert_cmpuint (f->driver.issued->len, ==, 1);
  g_assert_cmpint (renew (f, PROTOCOL, current, f->store, NULL), ==, TB_ENROL_STEP_DONE);
  g_assert_cmpuint (f->driver.issued->len, ==, 2);
}

#define FACT(name, function, data) g_test_add ("/enrol-attestation/" name, Fixture, data, set_up, function, tear_down)

void
driver_add_attestation_facts (void)
{
  FACT ("good-evidence-is-believed", good_evidence_is_believed, NULL);
  FACT ("other-evidence-is-not-believed", other_evidence_is_not_believed, NULL);
  FACT ("evidence-is-added-once", evidence_is_added_once, NULL);
  FACT ("broken-evidence-is-not-believed", broken_evidence_is_not_believed, NULL);
  FACT ("broken-requests-are-an-error", broken_requests_are_an_error, NULL);
  FACT ("a-thief-without-the-store-does-not-renew/est", a_thief_without_the_store_does_not_renew, GUINT_TO_POINTER (TB_ENROL_EST));
  FACT ("a-thief-without-the-store-does-not-renew/scep", a_thief_without_the_store_does_not_renew, GUINT_TO_POINTER (TB_ENROL_SCEP));
  FACT ("a-thief-without-the-store-does-not-renew/acme", a_thief_without_the_store_does_not_renew, GUINT_TO_POINTER (TB_ENROL_ACME));
}
