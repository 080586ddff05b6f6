/* What a response says about a certificate counts when the right one signed it and it is fresh, and the rows say why not when it does not. */
#include "ocsp-fixture.h"

#include <openssl/x509v3.h>

#include "tb-status.h"

#define NOW_US (START_US + DAY_US / 2)

static TbStatus
judge (RevFixture *fixture, TbIdentity *who, GPtrArray *responses, GPtrArray *crls, gint64 now_us, const char **failure)
{
  TbRevocationEvidence evidence = { crls, responses, NULL };
  g_autoptr (TbChecks) checks = tb_checks_new ();
  const TbCheck *first;
  TbStatus status;

  g_assert_true (tb_status_judge (fixture->crypto, rev_certificate (who), rev_certificate (fixture->issuing), 1, &evidence, now_us, checks, &status,
                                  NULL));
  first = tb_checks_first_failure (checks);
  g_assert_cmpint (first == NULL, ==, status.value == TB_STATUS_GOOD);
  *failure = first != NULL ? first->rule->code : NULL;
  for (guint i = 0; i < tb_checks_get_n (checks); i++)
    g_assert_cmpint (tb_checks_get (checks, i)->depth, ==, 1);
  return status;
}

static void
assert_judged (RevFixture *fixture, TbIdentity *who, TbOcspResponse *response, gint64 now_us, TbStatusValue value, const char *expected)
{
  g_autoptr (GPtrArray) responses = g_ptr_array_new ();
  const char *failure;

  g_ptr_array_add (responses, response);
  g_assert_cmpint (judge (fixture, who, responses, NULL, now_us, &failure).value, ==, value);
  g_assert_cmpstr (failure, ==, expected);
}

static TbOcspResponse *
read_response (RevFixture *fixture, GBytes *der)
{
  g_autoptr (GError) error = NULL;
  TbOcspResponse *response = tb_ocsp_response_new_from_bytes (fixture->crypto, der, &error);

  g_assert_no_error (error);
  return response;
}

static TbOcspResponse *
answer_with (RevFixture *fixture, TbIdentity *signer, TbOcspHash hash, const TbOcspTerms *terms)
{
  g_autoptr (GBytes) request = ocsp_request_about (fixture, hash, NULL);
  g_autoptr (GBytes) der = ocsp_answer (fixture, signer, request, terms);

  return read_response (fixture, der);
}

/* --- good responses --- */

static void
authority_and_delegate_tell (RevFixture *fixture, gconstpointer algorithm)
{
  TbIdentity *signers[] = { fixture->issuing, fixture->responder };

  for (guint i = 0; i < 8; i++)
    {
      TbOcspTerms terms = { START_US, START_US + DAY_US, START_US, i & 1 };
      g_autoptr (TbOcspResponse) response = answer_with (fixture, signers[i >> 2], i & 2 ? TB_OCSP_SHA256 : TB_OCSP_SHA1, &terms);

      assert_judged (fixture, fixture->locks[0], response, NOW_US, TB_STATUS_GOOD, NULL);
      assert_judged (fixture, fixture->locks[1], response, NOW_US, TB_STATUS_REVOKED, "ocsp-status");
      assert_judged (fixture, fixture->locks[2], response, NOW_US, TB_STATUS_UNKNOWN, "ocsp-status");
      assert_judged (fixture, fixture->foreign, response, NOW_US, TB_STATUS_UNKNOWN, "status-evidence");
    }
}

static void
revocation_is_told (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbOcspResponse) response = answer_with (fixture, fixture->issuing, TB_OCSP_SHA1, &ocsp_usual_terms);
  g_autoptr (GPtrArray) responses = g_ptr_array_new ();
  const char *failure;
  TbStatus status;

  g_ptr_array_add (responses, response);
  status = judge (fixture, fixture->locks[1], responses, NULL, NOW_US, &failure);
  g_assert_cmpint (status.revocation.revoked_us, ==, START_US - DAY_US / 2);
  g_assert_cmpint (status.revocation.reason, ==, TB_REVOCATION_CERTIFICATE_HOLD);
  g_assert_cmpint (status.fresh_until_us, ==, START_US + DAY_US);
  g_assert_null (status.revocation.serial);
}

/* --- time --- */

static void
stale_responses_decide_nothing (RevFixture *fixture, gconstpointer algorithm)
{
  static const TbOcspTerms terms = { START_US, START_US + DAY_US, START_US, FALSE };
  static const TbOcspTerms open = { START_US, G_MAXINT64, START_US, FALSE };
  static const TbOcspTerms late = { START_US, START_US + DAY_US, START_US + DAY_US / 24, FALSE };
  g_autoptr (TbOcspResponse) a = answer_with (fixture, fixture->issuing, TB_OCSP_SHA1, &terms);
  g_autoptr (TbOcspResponse) b = answer_with (fixture, fixture->issuing, TB_OCSP_SHA1, &open);
  g_autoptr (TbOcspResponse) c = answer_with (fixture, fixture->issuing, TB_OCSP_SHA1, &late);

  assert_judged (fixture, fixture->locks[1], a, START_US - 1, TB_STATUS_UNKNOWN, "ocsp-produced");
  assert_judged (fixture, fixture->locks[1], a, START_US, TB_STATUS_REVOKED, "ocsp-status");
  assert_judged (fixture, fixture->locks[1], a, START_US + DAY_US - 1, TB_STATUS_REVOKED, "ocsp-status");
  assert_judged (fixture, fixture->locks[1], a, START_US + DAY_US, TB_STATUS_UNKNOWN, "ocsp-fresh");
  /* Without nextUpdate it is good for an hour. */
  assert_judged (fixture, fixture->locks[0], b, START_US + DAY_US / 24 - G_USEC_PER_SEC, TB_STATUS_GOOD, NULL);
  assert_judged (fixture, fixture->locks[0], b, START_US + DAY_US / 24, TB_STATUS_UNKNOWN, "ocsp-fresh");
  assert_judged (fixture, fixture->locks[0], c, START_US + DAY_US / 24 - G_USEC_PER_SEC, TB_STATUS_UNKNOWN, "ocsp-produced");
  assert_judged (fixture, fixture->locks[0], c, START_US + DAY_US / 24, TB_STATUS_GOOD, NULL);
}

/* --- forged responses --- */

/* What OpenSSL's own responder would sign, whoever @signer is. */
static TbOcspResponse *
forge (RevFixture *fixture, TbIdentity *signer, const RevExtension *extension)
{
  OCSP_BASICRESP *basic = OCSP_BASICRESP_new ();
  OCSP_CERTID *id = OCSP_cert_to_id (EVP_sha1 (), tb_certificate_get_x509 (rev_certificate (fixture->locks[0])),
                                     tb_certificate_get_x509 (rev_certificate (fixture->issuing)));
  ASN1_TIME *from = ASN1_GENERALIZEDTIME_set (NULL, START_US / G_USEC_PER_SEC);
  ASN1_TIME *to = ASN1_GENERALIZEDTIME_set (NULL, (START_US + DAY_US) / G_USEC_PER_SEC);
  g_autoptr (EVP_MD_CTX) signing = EVP_MD_CTX_new ();
  TbStream stream = rev_stream ("forge");
  g_autoptr (GBytes) der = NULL;
  OCSP_RESPONSE *whole;
  unsigned char *bytes = NULL;
  TbJob job;
  int n;

  OCSP_basic_add1_status (basic, id, V_OCSP_CERTSTATUS_GOOD, 0, NULL, from, to);
  if (extension != NULL)
    {
      X509_EXTENSION *one = X509V3_EXT_conf_nid (NULL, NULL, extension->nid, extension->value);

      OCSP_BASICRESP_add_ext (basic, one, -1);
      X509_EXTENSION_free (one);
    }
  tb_job_enter (&job, &stream, START_US);
  EVP_DigestSignInit_ex (signing, NULL, "SHA2-256", tb_crypto_get_libctx (fixture->crypto), NULL,
                         tb_key_get_pkey (tb_identity_get_key (signer)), NULL);
  g_assert_cmpint (OCSP_basic_sign_ctx (basic, tb_certificate_get_x509 (rev_certificate (signer)), signing, NULL, 0), ==, 1);
  tb_job_leave (&job);
  whole = OCSP_response_create (OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
  n = i2d_OCSP_RESPONSE (whole, &bytes);
  der = g_bytes_new (bytes, (gsize) n);
  OPENSSL_free (bytes);
  OCSP_RESPONSE_free (whole);
  OCSP_BASICRESP_free (basic);
  OCSP_CERTID_free (id);
  ASN1_TIME_free (from);
  ASN1_TIME_free (to);
  return read_response (fixture, der);
}

static void
openssl_s_responses_are_believed (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbOcspResponse) response = forge (fixture, fixture->responder, NULL);

  assert_judged (fixture, fixture->locks[0], response, NOW_US, TB_STATUS_GOOD, NULL);
}

/* RFC 6960 section 4.2.2.2: OCSPSigning, and from the same authority. */
static void
others_may_not_answer (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbIdentity) stranger = rev_certify (fixture, fixture->other, "House responder", rev_responder);
  g_autoptr (TbOcspResponse) by_device = forge (fixture, fixture->locks[1], NULL);
  g_autoptr (TbOcspResponse) by_stranger = forge (fixture, stranger, NULL);

  assert_judged (fixture, fixture->locks[0], by_device, NOW_US, TB_STATUS_UNKNOWN, "ocsp-delegate");
  assert_judged (fixture, fixture->locks[0], by_stranger, NOW_US, TB_STATUS_UNKNOWN, "ocsp-delegate");
}

static void
expired_delegate_may_not_answer (RevFixture *fixture, gconstpointer algorithm)
{
  TbOcspTerms terms = { START_US, START_US + 9000 * DAY_US, START_US, FALSE };
  g_autoptr (TbOcspResponse) response = answer_with (fixture, fixture->responder, TB_OCSP_SHA1, &terms);

  assert_judged (fixture, fixture->locks[0], response, START_US + 3650 * DAY_US, TB_STATUS_GOOD, NULL);
  assert_judged (fixture, fixture->locks[0], response, START_US + 3650 * DAY_US + G_USEC_PER_SEC, TB_STATUS_UNKNOWN, "ocsp-delegate");
}

static void
unknown_critical_extension_spoils_the_response (RevFixture *fixture, gconstpointer algorithm)
{
  static const RevExtension critical = { NID_basic_constraints, "critical,CA:TRUE" }, other = { NID_basic_constraints, "CA:TRUE" };
  g_autoptr (TbOcspResponse) a = forge (fixture, fixture->issuing, &critical);
  g_autoptr (TbOcspResponse) b = forge (fixture, fixture->issuing, &other);

  assert_judged (fixture, fixture->locks[0], a, NOW_US, TB_STATUS_UNKNOWN, "ocsp-critical");
  assert_judged (fixture, fixture->locks[0], b, NOW_US, TB_STATUS_GOOD, NULL);
}

/* Whatever is changed, nothing is believed that was not signed. */
static void
mutated_responses_are_not_believed (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GBytes) request = ocsp_request_about (fixture, TB_OCSP_SHA1, NULL);
  g_autoptr (GBytes) der = ocsp_answer (fixture, fixture->responder, request, &ocsp_usual_terms);
  gsize n;
  const guint8 *bytes = g_bytes_get_data (der, &n);
  guint n_read = 0;

  for (gsize at = 0; at < n; at++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes, n);
      g_autoptr (GBytes) changed = NULL;
      g_autoptr (TbOcspResponse) response = NULL;
      g_autoptr (GPtrArray) responses = g_ptr_array_new ();
      const char *failure;

      copy[at] ^= 1 << (at % 8);
      changed = g_bytes_new (copy, n);
      response = tb_ocsp_response_new_from_bytes (fixture->crypto, changed, NULL);
      if (response == NULL)
        continue;
      n_read++;
      g_ptr_array_add (responses, response);
      g_assert_cmpint (judge (fixture, fixture->locks[1], responses, NULL, NOW_US, &failure).value, !=, TB_STATUS_GOOD);
    }
  g_assert_cmpuint (n_read, >, 100);
}

/* --- with lists --- */

static void
freshest_evidence_decides_and_revoked_wins_a_tie (RevFixture *fixture, gconstpointer algorithm)
{
  static const struct { gint64 list_us; TbStatusValue value; } rows[] = {
    { -DAY_US, TB_STATUS_GOOD }, { 0, TB_STATUS_REVOKED }, { DAY_US / 4, TB_STATUS_REVOKED },
  };
  g_autoptr (TbOcspResponse) good = answer_with (fixture, fixture->issuing, TB_OCSP_SHA1, &ocsp_usual_terms);
  g_autoptr (GPtrArray) responses = g_ptr_array_new ();

  g_ptr_array_add (responses, good);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      TbRevocation revocation = rev_revocation (fixture->locks[0], TB_REVOCATION_SUPERSEDED);
      TbCrlTerms terms = rev_terms (1);
      g_autoptr (GPtrArray) crls = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_crl_unref);
      const char *failure;

      terms.this_update_us += rows[i].list_us;
      g_ptr_array_add (crls, rev_make_list (fixture->issuing, &revocation, 1, &terms));
      g_assert_cmpint (judge (fixture, fixture->locks[0], responses, crls, NOW_US, &failure).value, ==, rows[i].value);
    }
}

static void
refusals_tell_nothing (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) der = ocsp_answer (fixture, fixture->issuing, nothing, &ocsp_usual_terms);
  g_autoptr (TbOcspResponse) response = read_response (fixture, der);

  g_assert_cmpstr (tb_ocsp_response_get_status (response), ==, "malformedRequest");
  assert_judged (fixture, fixture->locks[0], response, NOW_US, TB_STATUS_UNKNOWN, "status-evidence");
}

static void
must_staple_is_seen (RevFixture *fixture, gconstpointer algorithm)
{
  static const RevExtension with[] = { { NID_tlsfeature, "status_request" }, { 0, NULL } };
  static const RevExtension with_other[] = { { NID_tlsfeature, "23" }, { 0, NULL } };
  g_autoptr (TbIdentity) stapler = rev_certify (fixture, fixture->issuing, "broker", with);
  g_autoptr (TbIdentity) other = rev_certify (fixture, fixture->issuing, "gateway", with_other);

  g_assert_true (tb_status_must_staple (rev_certificate (stapler)));
  g_assert_false (tb_status_must_staple (rev_certificate (other)));
  g_assert_false (tb_status_must_staple (rev_certificate (fixture->locks[0])));
}

#define ADD_ONE(path, kind, test) g_test_add (path, RevFixture, GUINT_TO_POINTER (kind), rev_fixture_set_up, test, rev_fixture_tear_down)
#define ADD(path, test) ADD_ONE (path, TB_KEY_P256, test)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/status-ocsp/says/p256", authority_and_delegate_tell);
  ADD_ONE ("/status-ocsp/says/rsa", TB_KEY_RSA2048, authority_and_delegate_tell);
  ADD_ONE ("/status-ocsp/says/p384", TB_KEY_P384, authority_and_delegate_tell);
  ADD_ONE ("/status-ocsp/says/p521", TB_KEY_P521, authority_and_delegate_tell);
  ADD_ONE ("/status-ocsp/says/ed25519", TB_KEY_ED25519, authority_and_delegate_tell);
  ADD ("/status-ocsp/revocation", revocation_is_told);
  ADD ("/status-ocsp/fresh", stale_responses_decide_nothing);
  ADD ("/status-ocsp/openssl", openssl_s_responses_are_believed);
  ADD ("/status-ocsp/others", others_may_not_answer);
  ADD ("/status-ocsp/expired", expired_delegate_may_not_answer);
  ADD ("/status-ocsp/critical", unknown_critical_extension_spoils_the_response);
  ADD ("/status-ocsp/mutated", mutated_responses_are_not_believed);
  ADD ("/status-ocsp/freshest", freshest_evidence_decides_and_revoked_wins_a_tie);
  ADD ("/status-ocsp/refusals", refusals_tell_nothing);
  ADD ("/status-ocsp/must-staple", must_staple_is_seen);
  return g_test_run ();
}
